/*
 * Recordings of the page allocator: from a dumped state the same requests, on the same cpus, must
 * give the same frames and leave every list in the same order.
 */
#include <stdlib.h>
#include <string.h>

#include "kernel/task.h"
#include "machine/trace.h"
#include "scenario/replay/replay.h"

struct buddy_replay {
	struct replay *r;
	struct machine *m;
	const cJSON *pre, *ops;
	bool rt;		/* the requests came from a real-time task */
	u32 nr_ids;
	pfn_t *pfns;		/* by the recording's id; PFN_NONE: not allocated */
	u8 *orders;
};

/* One recorded op, checked: "a"lloc, "f"ree or "d"rain. */
struct buddy_op {
	char kind;
	u32 id, order, gfp, cpu;
	pfn_t pfn;
};

/* The cpu comes last: ["a", id, type, zone, order, gfp, pfn, cpu], ["f", id, order, pfn, cpu] */
static struct buddy_op rec_op(struct buddy_replay *b, const cJSON *item)
{
	struct replay *r = b->r;
	const char *kind = rec_string(r, rec_item(r, rec_array(r, item, NULL), 0), NULL);
	int size = r->failed ? 0 : cJSON_GetArraySize(item);
	u32 cpu_at = *kind == 'a' ? 7 : *kind == 'f' ? 4 : 1;
	struct buddy_op op = { .kind = *kind, .pfn = PFN_NONE };
	const cJSON *pfn;

	if (!r->failed && (!*kind || kind[1] || !strchr("afd", *kind)))
		refuse_item(r, item, "an operation is a, f or d", "操作只能是 a、f 或 d");
	if (size > (int)cpu_at)
		op.cpu = rec_u32(r, rec_item(r, item, cpu_at), NULL, b->m->config.nr_cpus - 1);
	if (*kind == 'd' || r->failed)
		return op;
	op.id = rec_u32(r, rec_item(r, item, 1), NULL, b->nr_ids - 1);
	op.order = rec_u32(r, rec_item(r, item, *kind == 'a' ? 4 : 2), NULL, MAX_ORDER - 1);
	if (*kind == 'a')
		op.gfp = rec_u32(r, rec_item(r, item, 5), NULL, 0xffffff);
	pfn = rec_item(r, item, *kind == 'a' ? 6 : 3);
	if (pfn && !cJSON_IsNull(pfn))
		op.pfn = rec_u32(r, pfn, NULL, RECORDING_MAX_PFN);
	if (r->failed)
		return op;
	if (*kind == 'a' && (b->pfns[op.id] != PFN_NONE || op.gfp & __GFP_DIRECT_RECLAIM))
		refuse_item(r, item, "an id in use, or a request that may reclaim",
			    "编号已在使用，或请求允许回收");
	if (*kind == 'f' && b->pfns[op.id] != PFN_NONE && b->orders[op.id] != op.order)
		refuse_item(r, item, "freed with another order than it was allocated with",
			    "释放的阶与分配的阶不同");
	return op;
}

static pfn_t run_op(struct machine *m, const struct buddy_op *op, pfn_t pfn)
{
	set(m, sys(m), current_cpu, op->cpu);
	if (op->kind == 'd')
		drain_local_pages(m);
	else if (op->kind == 'a')
		return alloc_pages(m, op->gfp, op->order);
	else if (pfn != PFN_NONE)
		__free_pages(m, pfn, op->order);
	return PFN_NONE;
}

/* A dump has no tasks; who asks matters only in whether it is a real-time task. */
static void make_current_real_time(struct machine *m)
{
	for (u32 cpu = 0; cpu < m->config.nr_cpus; cpu++) {
		u32 task = object_alloc(m, TABLE_task_struct);

		set(m, cpu_at(m, cpu), current_task, task);
		sched_setscheduler(m, task, SCHED_FIFO, MAX_USER_RT_PRIO - 1);
	}
}

static bool start(struct buddy_replay *b)
{
	b->m = machine_of_buddy_dump(b->r, b->pre);
	if (!b->m || !load_buddy_dump(b->r, b->m, b->pre))
		return false;
	if (b->rt)
		make_current_real_time(b->m);
	for (u32 i = 0; i < b->nr_ids; i++)
		b->pfns[i] = PFN_NONE;
	return true;
}

static void stop(struct buddy_replay *b)
{
	if (b->m)
		machine_destroy(b->m);
	b->m = NULL;
}

static pfn_t step(struct buddy_replay *b, const struct buddy_op *op)
{
	pfn_t pfn = run_op(b->m, op, b->pfns[op->id]);

	if (op->kind != 'd') {
		b->pfns[op->id] = pfn;
		b->orders[op->id] = (u8)op->order;
	}
	return pfn;
}

struct traced_op {
	const struct buddy_op *op;
	pfn_t pfn;
};

static void run_traced(void *context, struct machine *m, u32 op, u32 iteration)
{
	const struct traced_op *t = context;

	run_op(m, t->op, t->pfn);
}

/* Once more from the start up to op number `nr`, and that one with its record. */
static void tell_op(struct buddy_replay *b, u32 nr)
{
	const cJSON *item;
	u32 i = 0;

	stop(b);
	if (!start(b))
		return;
	cJSON_ArrayForEach(item, b->ops) {
		struct buddy_op op = rec_op(b, item);
		struct traced_op t = { &op, b->pfns[op.id] };

		if (i++ == nr) {
			tell_traced(b->r, b->m, run_traced, &t);
			return;
		}
		step(b, &op);
	}
}

static void tell_request(struct replay *r, u32 nr, const struct buddy_op *op)
{
	char gfp[FORMAT_MAX];

	if (op->kind == 'a')
		tell(r, "  alloc_pages(%s, %u) on cpu %u, op %u\n",
		     format_value(NULL, V_GFP, op->gfp, r->lang, gfp), op->order, op->cpu, nr);
	else if (op->kind == 'f')
		tell(r, "  __free_pages(%u, %u) on cpu %u, op %u\n", op->pfn, op->order, op->cpu, nr);
	else
		tell(r, "  drain_local_pages() on cpu %u, op %u\n", op->cpu, nr);
}

static void tell_frame(struct replay *r, const char *before, pfn_t pfn)
{
	if (pfn == PFN_NONE)
		tell(r, r->lang ? "%s失败" : "%sfailure", before);
	else
		tell(r, "%s%u (0x%x)", before, pfn, pfn);
}

static void predict_frame(struct replay *r, u32 nr, pfn_t got, pfn_t recorded)
{
	if (predict_that(r, got == recorded, "op %u: pfn: ", nr))
		return;
	tell_frame(r, r->lang ? "应为 " : "expected ", recorded);
	tell_frame(r, r->lang ? "，得到 " : ", got ", got);
	tell(r, "\n");
}

/* The number of the op at which a difference first showed; ~0u: none. */
static u32 replay_ops(struct buddy_replay *b, const cJSON *root)
{
	struct replay *r = b->r;
	u32 mid_after = rec_u32(r, root, "mid_after_ops", ~0u), nr = 0, differs_at = ~0u;
	struct buddy_op op = { 0 };
	const cJSON *item;

	cJSON_ArrayForEach(item, b->ops) {
		pfn_t pfn;

		op = rec_op(b, item);
		if (r->failed)
			return ~0u;
		pfn = step(b, &op);
		if (op.kind == 'a')
			predict_frame(r, nr, pfn, op.pfn);
		if (nr + 1 == mid_after)
			predict_buddy_dump(r, b->m, rec_array(r, root, "mid"));
		if (r->differs && differs_at == ~0u) {
			differs_at = nr;
			tell_request(r, nr, &op);
		}
		nr++;
	}
	predict_buddy_dump(r, b->m, rec_array(r, root, "post"));
	if (r->differs && differs_at == ~0u && nr) {
		differs_at = nr - 1;
		tell_request(r, nr - 1, &op);
	}
	return differs_at;
}

static bool real_time(struct replay *r, const cJSON *root)
{
	const cJSON *rt = optional(optional(root, "params"), "rt");

	return rt && rec_u64(r, rt, NULL);
}

void replay_buddy(struct replay *r, const void *text, size_t bytes)
{
	const cJSON *root = rec_document(r, text, bytes);
	struct buddy_replay b = { .r = r };
	u32 differs_at = ~0u;

	if (!root || !modelled_machine(r, root))
		return;
	b.pre = rec_array(r, root, "pre");
	b.ops = rec_array(r, root, "ops");
	b.rt = real_time(r, root);
	if (r->failed)
		return;
	b.nr_ids = (u32)cJSON_GetArraySize(b.ops) + 1;
	b.pfns = calloc(b.nr_ids, sizeof(*b.pfns));
	b.orders = calloc(b.nr_ids, 1);
	if (b.pfns && b.orders && start(&b))
		differs_at = replay_ops(&b, root);
	if (!r->failed && differs_at != ~0u)
		tell_op(&b, differs_at);
	stop(&b);
	free(b.pfns);
	free(b.orders);
}
