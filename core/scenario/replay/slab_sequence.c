/*
 * A recorded run of allocations and frees in one cache of SLAB: every object's slab, place and number,
 * the array after every op, slabs as they come and go, and every list at the recorded states.
 *
 * Slabs are numbered in the order in which they were made.  Where in memory they lay depends on a
 * buddy allocator that was not recorded: that is the only thing not compared.
 */
#include <stdlib.h>
#include <string.h>

#include "machine/trace.h"
#include "mm/slab/internal.h"
#include "scenario/replay/slab.h"

#define HISTORY_BYTES (64u << 20)
#define SLABS_MAX 65536u
#define CACHE_NAME "orc"

struct sequence_op {
	bool free;
	u32 id;
};

struct sequence {
	struct replay *r;
	struct machine *m;
	struct history *h;
	u32 cache, nr_slabs, nr_ops, max_ops;
	u32 destroyed, told;		/* by the newest op; how many of them the recording named, */
	u32 told_below;			/* all of which have lower numbers */
	struct sequence_op *ops;
	u64 *objects;			/* by the recording's id; 0: not allocated */
	bool *freed;			/* the same, and given back */
	u32 max_ids;
	pfn_t *slabs;			/* by number; PFN_NONE: gone */
	cJSON *made;			/* the newest "slab_new", until its allocation comes */
};

static void run_op(void *context, struct machine *m, u32 op, u32 iteration)
{
	struct sequence *q = context;
	const struct sequence_op *o = &q->ops[op];

	if (o->free)
		kmem_cache_free(m, q->cache, q->objects[o->id]);
	else
		q->objects[o->id] = kmem_cache_alloc(m, q->cache, GFP_NOWAIT);
}

static u32 slab_number(const struct sequence *q, pfn_t slab)
{
	u32 i = slab == PFN_NONE ? 0 : q->nr_slabs;

	while (i && q->slabs[i - 1] != slab)
		i--;
	return i - 1;	/* ~0u: none of the cache's */
}

/* The slabs that the newest op destroyed, by its record; answers the i-th, PFN_NONE: so many did not go. */
static pfn_t destroyed_slab(struct sequence *q, u32 i)
{
	const struct recording *rec = history_record(q->h, history_steps(q->h));

	for (u32 e = 0; rec && e < rec->nr_events; e++)
		if (rec->events[e].id == EV_slab_destroy && rec->events[e].args[0] == q->cache && !i--)
			return (pfn_t)rec->events[e].args[1];
	return PFN_NONE;
}

static u32 total_slabs(const struct sequence *q)
{
	return kmem_cache_node_at(q->m, q->cache)->total_slabs;
}

static bool room_for(struct sequence *q, u32 id)
{
	if (q->nr_ops == q->max_ops) {
		u32 max = q->max_ops ? q->max_ops * 2 : 1024;
		struct sequence_op *ops = realloc(q->ops, max * sizeof(*ops));

		if (!ops)
			return false;
		q->ops = ops;
		q->max_ops = max;
	}
	if (id >= q->max_ids) {
		u32 max = id * 2 + 1024;
		u64 *objects = realloc(q->objects, max * sizeof(*objects));
		bool *freed;

		q->objects = objects ? objects : q->objects;
		freed = objects ? realloc(q->freed, max) : NULL;
		if (!freed)
			return false;
		memset(objects + q->max_ids, 0, (max - q->max_ids) * sizeof(*objects));
		memset(freed + q->max_ids, 0, max - q->max_ids);
		q->freed = freed;
		q->max_ids = max;
	}
	return true;
}

/* What the recording did not name, the model should not have done. */
static void end_destroying(struct sequence *q)
{
	if (q->nr_ops)
		predict(q->r, q->destroyed, q->told, "op %u: slabs destroyed", q->nr_ops - 1);
	for (u32 i = 0; i < q->destroyed; i++) {
		u32 number = slab_number(q, destroyed_slab(q, i));

		if (number != ~0u)
			q->slabs[number] = PFN_NONE;
	}
	q->destroyed = q->told = q->told_below = 0;
}

static bool perform(struct sequence *q, const cJSON *item, struct sequence_op op)
{
	u32 before = total_slabs(q);

	if (q->r->failed || !room_for(q, op.id))
		return false;
	if (!q->objects[op.id] == op.free || q->freed[op.id]) {
		refuse_item(q->r, item, "an id in use, or one that is not", "编号已在使用，或并未使用");
		return false;
	}
	q->freed[op.id] = op.free;
	q->ops[q->nr_ops++] = op;
	history_run(q->h, q->nr_ops - 1, 0);
	if (op.free)
		q->destroyed = total_slabs(q) < before ? before - total_slabs(q) : 0;
	return true;
}

static void predict_object(struct sequence *q, const cJSON *a, u64 object)
{
	const struct machine *m = q->m;
	const struct kmem_cache *s = kmem_cache_at(m, q->cache);
	pfn_t slab = object ? virt_to_head_pfn(m, object) : PFN_NONE;
	u32 nr = q->nr_ops - 1;

	predict(q->r, slab_number(q, slab), rec_s64(q->r, rec_item(q->r, a, 1), NULL), "op %u: slab", nr);
	if (!object)
		return;
	predict(q->r, (s64)(object - page_address(m, slab)), rec_s64(q->r, rec_item(q->r, a, 2), NULL),
		"op %u: offset in the slab", nr);
	predict(q->r, obj_to_index(m, s, pfn_to_page(m, slab), object),
		rec_s64(q->r, rec_item(q->r, a, 3), NULL), "op %u: number of the object", nr);
}

static void predict_avail(struct sequence *q, const cJSON *item)
{
	const struct array_cache *ac = array_cache_at(q->m, kmem_cache_at(q->m, q->cache)->cpu_cache);

	predict(q->r, ac->avail, rec_s64(q->r, item, NULL), "op %u: avail", q->nr_ops - 1);
}

/* "slab_new" stands before the allocation that makes the slab. */
static void replay_alloc(struct sequence *q, const cJSON *a, const cJSON *made)
{
	struct sequence_op op = { false, rec_u32(q->r, rec_item(q->r, a, 0), NULL, 1u << 20) };
	u32 before = total_slabs(q);
	u64 object;
	bool grew;

	if (!perform(q, a, op))
		return;
	object = q->objects[op.id];
	grew = total_slabs(q) > before;
	predict(q->r, grew, made != NULL, "op %u: a new slab", q->nr_ops - 1);
	if (grew && q->nr_slabs < SLABS_MAX)
		q->slabs[q->nr_slabs++] = virt_to_head_pfn(q->m, object);
	if (grew && made)
		predict(q->r, pfn_to_page(q->m, virt_to_head_pfn(q->m, object))->private,
			rec_s64(q->r, made, "colour_offset"), "op %u: colour_offset", q->nr_ops - 1);
	predict_object(q, a, object);
	predict_avail(q, rec_item(q->r, a, 4));
}

static void replay_free(struct sequence *q, const cJSON *f)
{
	struct sequence_op op = { true, rec_u32(q->r, rec_item(q->r, f, 0), NULL, 1u << 20) };

	if (!perform(q, f, op))
		return;
	predict_avail(q, rec_item(q->r, f, 1));
}

/* The recorder looked for the slabs that were gone after the op, by number. */
static void replay_destroy(struct sequence *q, const cJSON *record)
{
	u32 number = ~0u;

	for (u32 i = 0; i < q->destroyed; i++) {
		u32 n = slab_number(q, destroyed_slab(q, i));

		if (n != ~0u && n < number && n >= q->told_below)
			number = n;
	}
	predict(q->r, number, rec_s64(q->r, record, "slab_destroy"), "op %u: slab destroyed",
		q->nr_ops - 1);
	q->told++;
	q->told_below = number == ~0u ? number : number + 1;
}

/* A list of slabs, head first, each with the number of its objects that are out: one answer. */
static void predict_slabs(struct sequence *q, const struct list_head *head, const cJSON *list,
			  const char *state, const char *which)
{
	const cJSON *item = list ? list->child : NULL;
	bool same = list;

	for_each_ref(q->m, pos, head) {
		const struct page *page = page_of_lru(q->m, pos);

		same = same && item && cJSON_GetArraySize(item) == 2 &&
		       item->child->valuedouble == slab_number(q, page_to_pfn(q->m, page)) &&
		       item->child->next->valuedouble == page_active(page);
		item = item ? item->next : NULL;
	}
	if (!predict_that(q->r, same && !item, "%s: the list of %s slabs", state, which))
		tell(q->r, q->r->lang ? "不同\n" : " differs\n");
}

static void predict_array(struct sequence *q, const cJSON *list, const char *state)
{
	const struct kmem_cache *s = kmem_cache_at(q->m, q->cache);
	const struct array_cache *ac = array_cache_at(q->m, s->cpu_cache);
	const cJSON *item;
	u32 i = 0;

	cJSON_ArrayForEach(item, list) {
		u64 object = i < ac->avail ? *ac_entry(q->m, ac, i) : 0;
		pfn_t slab = object ? virt_to_head_pfn(q->m, object) : PFN_NONE;

		predict(q->r, slab_number(q, slab), rec_s64(q->r, rec_item(q->r, item, 0), NULL),
			"%s: array entry %u: slab", state, i);
		if (object)
			predict(q->r, obj_to_index(q->m, s, pfn_to_page(q->m, slab), object),
				rec_s64(q->r, rec_item(q->r, item, 2), NULL),
				"%s: array entry %u: number", state, i);
		i++;
	}
}

static void replay_state(struct sequence *q, const cJSON *record)
{
	const struct kmem_cache *s = kmem_cache_at(q->m, q->cache);
	const struct kmem_cache_node *n = get_node(q->m, s);
	const struct array_cache *ac = array_cache_at(q->m, s->cpu_cache);
	struct clipped state = clip(rec_string(q->r, record, "state"));
	const struct {
		const char *key;
		s64 got;
	} values[] = {
		{ "avail", ac->avail }, { "touched", ac->touched }, { "total_slabs", n->total_slabs },
		{ "free_slabs", n->free_slabs }, { "free_objects", n->free_objects },
		{ "free_limit", n->free_limit }, { "colour_next", n->colour_next },
		{ "free_touched", n->free_touched },
		{ "shared_avail", n->shared ? (s64)array_cache_at(q->m, n->shared)->avail : -1 },
	};

	for (u32 i = 0; i < ARRAY_SIZE(values); i++)
		predict(q->r, values[i].got, rec_s64(q->r, record, values[i].key), "%s: %s", state.text,
			values[i].key);
	predict_slabs(q, &n->slabs_partial, rec_array(q->r, record, "partial"), state.text, "partial");
	predict_slabs(q, &n->slabs_full, rec_array(q->r, record, "full"), state.text, "full");
	predict_slabs(q, &n->slabs_free, rec_array(q->r, record, "free"), state.text, "free");
	predict_array(q, rec_array(q->r, record, "ac"), state.text);
}

/* The machine that the parameters speak of: a shared array means that a second cpu may come. */
static void start(struct sequence *q, const cJSON *record)
{
	const cJSON *params = rec_object(q->r, record, "cache_params");
	u32 possible = rec_u32(q->r, params, "shared", 1000) ? 2 : 1;

	q->m = slab_machine(q->r, "slab_nomerge", 1, possible);
	if (!q->m)
		return;
	q->cache = create_recorded_cache(q->r, q->m, params, CACHE_NAME);
	predict_cache(q->r, q->m, q->cache, params, CACHE_NAME);
	if (!q->cache || q->r->failed)
		return;
	q->slabs = malloc(SLABS_MAX * sizeof(*q->slabs));
	q->h = q->slabs ? history_create(q->m, HISTORY_BYTES, run_op, q) : NULL;
}

static void tell_op(struct sequence *q)
{
	const struct recording *rec = q->nr_ops ? history_record(q->h, history_steps(q->h)) : NULL;

	if (rec)
		tell_record(q->r, q->m, rec, 0, rec->nr_events, NULL, NULL);
}

static void end_allocation(struct sequence *q)
{
	cJSON_Delete(q->made);
	q->made = NULL;
}

static void replay_step(struct sequence *q, const cJSON *record)
{
	const cJSON *a = optional(record, "a"), *f = optional(record, "f");

	if (!optional(record, "slab_destroy") && (q->destroyed || q->told))
		end_destroying(q);
	if (optional(record, "slab_new")) {
		end_allocation(q);
		q->made = cJSON_Duplicate(record, 1);
	} else if (a) {
		replay_alloc(q, a, q->made);
		end_allocation(q);
	} else if (f) {
		replay_free(q, f);
	} else if (optional(record, "slab_destroy")) {
		replay_destroy(q, record);
	} else {
		replay_state(q, record);
	}
}

static void replay_record(struct replay *r, const cJSON *record, void *context)
{
	struct sequence *q = context;
	bool differed = r->differs;

	if (q->h)
		replay_step(q, record);
	else if (!q->m)
		start(q, record);
	if (q->h && r->differs && !differed)
		tell_op(q);
}

void replay_slab_sequence(struct replay *r, const void *text, size_t bytes)
{
	struct sequence q = { .r = r };

	rec_lines(r, text, bytes, replay_record, &q);
	if (q.h && (q.destroyed || q.told))
		end_destroying(&q);
	end_allocation(&q);
	history_destroy(q.h);
	if (q.m)
		machine_destroy(q.m);
	free(q.ops);
	free(q.objects);
	free(q.freed);
	free(q.slabs);
}
