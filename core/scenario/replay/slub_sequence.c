/*
 * A sequence of SLUB: from an empty cache the same calls, on the same cpus, must give the same
 * objects, make and destroy the same slabs in the same order, and leave every list alike.
 */
#include <stdlib.h>
#include <string.h>

#include "machine/trace.h"
#include "scenario/replay/slub.h"

#define MAX_SLABS 65536u

s64 slub_slab_number(const struct slub_sequence *q, u32 pfn)
{
	return pfn && pfn < q->m->config.max_pfn ? (s64)q->slab_of_frame[pfn] - 1 : -1;
}

static const char *const layout_keys[] = { "size", "inuse", "offset", "order", "objects" };

static void read_params(struct slub_sequence *q, const cJSON *params)
{
	struct replay *r = q->r;

	q->size = rec_u32(r, params, "req_size", 4u << 20);
	q->align = slub_align(r, params, "req_align");
	q->ctor = rec_u32(r, params, "ctor", 1);
	q->flags = slub_flags(r, params);
	for (u32 i = 0; i < ARRAY_SIZE(layout_keys); i++)
		q->layout[i] = rec_s64(r, params, layout_keys[i]);
	q->min_partial = rec_u32(r, params, "min_partial", 1u << 20);
	q->cpu_partial = rec_u32(r, params, "cpu_partial", SLUB_CPU_PARTIAL_MAX);
}

/* Did the cpus of this kernel have partial lists?  Then the state shows them. */
static bool shows_cpu_partial(const cJSON *record)
{
	const cJSON *cpus = optional(record, "cpus");

	return optional(cpus ? cpus->child : optional(record, "cpu"), "partial");
}

static void predict_layout(struct slub_sequence *q)
{
	const struct kmem_cache *s = kmem_cache_at(q->m, q->cache);
	s64 got[] = { s->size, s->inuse, s->offset, oo_order(s->oo), oo_objects(s->oo) };

	for (u32 i = 0; i < ARRAY_SIZE(layout_keys); i++)
		predict(q->r, got[i], q->layout[i], "%s", layout_keys[i]);
}

/* The cache is private: a name nobody has, and merging is off. */
static void start(struct slub_sequence *q, const cJSON *record)
{
	const cJSON *cpus = optional(record, "cpus");
	int nr = cJSON_IsArray(cpus) ? cJSON_GetArraySize(cpus) : 1;

	if (nr < 1 || nr > RECORDING_MAX_CPUS) {
		refuse_item(q->r, cpus, "%d cpus; 1 to %d are modelled", "%d 个 cpu；模型支持 1 到 %d 个", nr,
			    RECORDING_MAX_CPUS);
		return;
	}
	q->nr_cpus = (u32)nr;
	q->m = slub_machine(q->r, "slab_nomerge", q->nr_cpus, shows_cpu_partial(record));
	if (!q->m || q->r->failed)
		return;
	q->slab_of_frame = calloc(q->m->config.max_pfn, sizeof(*q->slab_of_frame));
	q->cache = kmem_cache_create(q->m, "recorded", q->size, q->align, q->flags, q->ctor);
	if (!q->cache || !q->slab_of_frame) {
		refuse_item(q->r, record, "no such cache can be made", "无法建立这样的缓存");
		return;
	}
	predict_layout(q);
	set(q->m, kmem_cache_at(q->m, q->cache), min_partial, q->min_partial);
	set(q->m, kmem_cache_at(q->m, q->cache), cpu_partial, q->cpu_partial);
	events_listen(q->m);	/* the state itself may differ: then no op led to it */
}

static void note_slab(struct slub_sequence *q, pfn_t pfn)
{
	if (q->nr_slabs == q->max_slabs) {
		refuse_item(q->r, q->r->doc.root, "more than %u slabs", "超过 %u 个 slab", q->max_slabs);
		return;
	}
	q->slabs[q->nr_slabs++] = pfn;
	q->slab_of_frame[pfn] = q->nr_slabs;
}

/* What the model says of itself: which slabs it made and destroyed in this op. */
static void hear(struct slub_sequence *q)
{
	u32 nr;
	const struct event *e = events_heard(q->m, &nr);

	q->new_slab = ~0u;
	q->nr_died = q->died_told = 0;
	for (u32 i = 0; i < nr && !q->r->failed; i++) {
		if (e[i].id == EV_slub_slab_made && e[i].args[0] == q->cache) {
			q->new_slab = q->nr_slabs;
			q->new_order = (u32)e[i].args[2];
			note_slab(q, (pfn_t)e[i].args[1]);
		} else if (e[i].id == EV_discard_slab && e[i].args[0] == q->cache) {
			q->died[q->nr_died++] = (u32)slub_slab_number(q, (u32)e[i].args[1]);
		}
	}
}

static const struct kmem_cache_cpu *this_cpu(const struct slub_sequence *q)
{
	return slub_cpu(q->m, kmem_cache_at(q->m, q->cache), sys(q->m)->current_cpu);
}

/* The three numbers after each op, from item `at` on: cpu slab, its partial slabs, nr_partial. */
static void predict_counters(struct slub_sequence *q, const cJSON *op, u32 at)
{
	struct replay *r = q->r;
	s64 got[3] = {
		slub_slab_number(q, this_cpu(q)->page), slub_cpu_partial_slabs(q->m, this_cpu(q)),
		kmem_cache_node_at(q->m, q->cache)->nr_partial,
	}, recorded[3];
	bool same = true;

	for (u32 i = 0; i < 3; i++) {
		recorded[i] = rec_s64(r, rec_item(r, op, at + i), NULL);
		same = same && got[i] == recorded[i];
	}
	if (!r->failed && !predict_that(r, same, "cpu slab, its partial slabs, nr_partial: "))
		tell(r, r->lang ? "应为 %lld, %lld, %lld，得到 %lld, %lld, %lld\n" :
		     "expected %lld, %lld, %lld, got %lld, %lld, %lld\n", (long long)recorded[0],
		     (long long)recorded[1], (long long)recorded[2], (long long)got[0],
		     (long long)got[1], (long long)got[2]);
}

/* With several cpus an op names its cpu, behind `before` other items. */
static u32 choose_cpu(struct slub_sequence *q, const cJSON *op, u32 before)
{
	u32 cpu;

	if (q->nr_cpus == 1)
		return before;
	cpu = rec_u32(q->r, rec_item(q->r, op, before), NULL, q->nr_cpus - 1);
	if (!q->r->failed)
		set(q->m, sys(q->m), current_cpu, cpu);
	return before + 1;
}

static u32 rec_id(struct slub_sequence *q, const cJSON *op, bool allocated)
{
	u32 id = rec_u32(q->r, rec_item(q->r, op, 0), NULL, q->nr_ids - 1);

	if (!q->r->failed && (q->objects[id] != 0) != allocated)
		refuse_item(q->r, op, allocated ? "id %u is not allocated" : "id %u is in use",
			    allocated ? "编号 %u 未分配" : "编号 %u 已在使用", id);
	return id;
}

static void predict_new_slab(struct slub_sequence *q)
{
	bool made = q->new_slab != ~0u;

	if (made || q->slab_new >= 0) {
		predict(q->r, made ? (s64)q->new_slab : -1, q->slab_new, "slab_new");
		predict(q->r, made ? (s64)q->new_order : -1, q->slab_new_order, "order of the new slab");
	}
	q->slab_new = q->slab_new_order = -1;
}

static void replay_alloc(struct slub_sequence *q, const cJSON *op)
{
	struct replay *r = q->r;
	u32 id = rec_id(q, op, false), after = choose_cpu(q, op, 3);
	s64 slab = rec_s64(r, rec_item(r, op, 1), NULL), index = rec_s64(r, rec_item(r, op, 2), NULL);
	s64 got_slab = -1, got_index = -1;

	if (r->failed)
		return;
	q->objects[id] = kmem_cache_alloc(q->m, q->cache, GFP_NOWAIT);
	hear(q);
	if (q->objects[id]) {
		got_slab = slub_slab_number(q, virt_to_head_pfn(q->m, q->objects[id]));
		got_index = slub_object_index(q, q->objects[id]);
	}
	predict_new_slab(q);
	if (!predict_that(r, got_slab == slab && got_index == index, "object of id %u: ", id))
		tell(r, r->lang ? "应为 slab %lld 的 %lld 号，得到 slab %lld 的 %lld 号\n" :
		     "expected slab %lld, number %lld; got slab %lld, number %lld\n", (long long)slab,
		     (long long)index, (long long)got_slab, (long long)got_index);
	predict_counters(q, op, after);
}

static void replay_free(struct slub_sequence *q, const cJSON *op)
{
	u32 id = rec_id(q, op, true), after = choose_cpu(q, op, 1);

	if (q->r->failed)
		return;
	kmem_cache_free(q->m, q->cache, q->objects[id]);
	q->objects[id] = 0;
	hear(q);
	predict_counters(q, op, after);
}

static void replay_shrink(struct slub_sequence *q, const cJSON *record)
{
	s64 slabs_remain = kmem_cache_shrink(q->m, q->cache);

	hear(q);
	predict(q->r, slabs_remain, rec_s64(q->r, record, "shrink"), "kmem_cache_shrink()");
}

static void replay_destroy(struct slub_sequence *q, const cJSON *record)
{
	s64 got = q->died_told < q->nr_died ? (s64)q->died[q->died_told] : -1;

	q->died_told++;
	predict(q->r, got, rec_s64(q->r, record, "slab_destroy"), "slab_destroy");
}

/* Slabs that the model destroyed and the recording does not name. */
static void predict_no_more_died(struct slub_sequence *q)
{
	while (q->died_told < q->nr_died)
		predict(q->r, q->died[q->died_told++], -1, "slab_destroy");
}

static void replay_op(struct slub_sequence *q, const cJSON *record)
{
	const cJSON *alloc = optional(record, "a"), *freed = optional(record, "f");

	predict_no_more_died(q);
	events_listen(q->m);
	if (alloc)
		replay_alloc(q, alloc);
	else if (freed)
		replay_free(q, freed);
	else
		replay_shrink(q, record);
}

static void tell_op(struct slub_sequence *q)
{
	u32 nr;
	struct recording rec = { .events = events_heard(q->m, &nr) };

	rec.nr_events = nr;
	tell(q->r, q->r->lang ? "  第 %u 行\n" : "  line %u\n", q->r->line + 1);
	tell_record(q->r, q->m, &rec, 0, nr, NULL, NULL);
}

static void replay_record(struct slub_sequence *q, const cJSON *record)
{
	if (optional(record, "cache_params")) {
		read_params(q, optional(record, "cache_params"));
	} else if (optional(record, "slab_new")) {
		q->slab_new = rec_s64(q->r, record, "slab_new");
		q->slab_new_order = rec_s64(q->r, record, "order");
	} else if (optional(record, "slab_destroy")) {
		replay_destroy(q, record);
	} else if (optional(record, "state")) {
		if (!q->m)
			start(q, record);
		if (!q->r->failed)
			predict_slub_state(q, record);
	} else if (!optional(record, "cpu_mode")) {
		replay_op(q, record);
	}
}

/* An op before the state that a sequence begins with: there is no machine for it. */
static bool comes_too_early(const struct slub_sequence *q, const cJSON *record)
{
	return !q->m && !optional(record, "cache_params") && !optional(record, "cpu_mode") &&
	       !optional(record, "state");
}

static void replay_line(struct replay *r, const cJSON *record, void *context)
{
	struct slub_sequence *q = context;
	bool differed = r->differs;

	if (comes_too_early(q, record)) {
		refuse_item(r, record, "a sequence begins with cache_params and a state",
			    "序列应以 cache_params 和一个 state 开始");
		return;
	}
	replay_record(q, record);
	if (r->differs && !differed && q->m)
		tell_op(q);
}

static u32 count_lines(const char *text, size_t bytes)
{
	u32 lines = 1;

	for (size_t i = 0; i < bytes; i++)
		lines += text[i] == '\n';
	return lines;
}

void replay_slub_sequence(struct replay *r, const char *text, size_t bytes)
{
	u32 lines = count_lines(text, bytes);
	struct slub_sequence q = {
		.r = r, .nr_ids = lines, .max_slabs = min_t(u32, lines, MAX_SLABS),
		.slab_new = -1, .slab_new_order = -1,
	};

	q.objects = calloc(lines, sizeof(*q.objects));
	q.slabs = calloc(q.max_slabs, sizeof(*q.slabs));
	q.died = calloc(q.max_slabs, sizeof(*q.died));
	if (q.objects && q.slabs && q.died)
		rec_lines(r, text, bytes, replay_line, &q);
	predict_no_more_died(&q);
	if (q.m) {
		events_unlisten(q.m);
		machine_destroy(q.m);
	}
	free(q.objects);
	free(q.slabs);
	free(q.died);
	free(q.slab_of_frame);
}
