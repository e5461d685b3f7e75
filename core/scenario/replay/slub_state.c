/*
 * The complete state of one SLUB cache, as a sequence shows it now and then, against the model's.
 */
#include <string.h>

#include "lib/list.h"
#include "scenario/replay/slub.h"

#define NUMBERS_MAX 32768u
#define NUMBERS_SHOWN 8u

/* What the model has, as a list of numbers; recorded lists may be nested. */
struct numbers {
	u32 nr;
	s64 at[NUMBERS_MAX];
};

static void put(struct numbers *n, s64 value)
{
	if (n->nr < NUMBERS_MAX)
		n->at[n->nr++] = value;
}

static void flatten(struct replay *r, struct numbers *n, const cJSON *list)
{
	const cJSON *item;

	cJSON_ArrayForEach(item, list) {
		if (cJSON_IsArray(item))
			flatten(r, n, item);
		else
			put(n, rec_s64(r, item, NULL));
	}
}

static void tell_numbers(struct replay *r, const char *word, const struct numbers *n, u32 from)
{
	tell(r, "%s [", word);
	for (u32 i = from; i < n->nr && i < from + NUMBERS_SHOWN; i++)
		tell(r, " %lld", (long long)n->at[i]);
	tell(r, " ]");
}

/* Two lists in order: one answer. */
static void predict_numbers(struct replay *r, const struct numbers *got, const cJSON *recorded,
			    const char *what, u32 nr)
{
	static struct numbers want;
	u32 at = 0;

	want.nr = 0;
	flatten(r, &want, recorded);
	while (at < got->nr && at < want.nr && got->at[at] == want.at[at])
		at++;
	if (r->failed || predict_that(r, at == got->nr && at == want.nr, what, nr))
		return;
	tell(r, r->lang ? "：从第 %u 项起" : ": from item %u on", at);
	tell_numbers(r, r->lang ? "应为" : " expected", &want, at);
	tell_numbers(r, r->lang ? "，得到" : ", got", got, at);
	tell(r, "\n");
}

u32 slub_object_index(const struct slub_sequence *q, u64 object)
{
	u64 start = page_address(q->m, virt_to_head_pfn(q->m, object));

	return (u32)((object - start) / kmem_cache_at(q->m, q->cache)->size);
}

static void put_freelist(const struct slub_sequence *q, struct numbers *n, u64 object)
{
	const struct kmem_cache *s = kmem_cache_at(q->m, q->cache);

	for (u32 i = 0; object && i < NUMBERS_MAX; i++) {
		put(n, slub_object_index(q, object));
		object = get_freepointer(q->m, s, object);
	}
}

static void predict_cpu(struct slub_sequence *q, const cJSON *cpu, u32 nr)
{
	const struct kmem_cache_cpu *c = slub_cpu(q->m, kmem_cache_at(q->m, q->cache), nr);
	const cJSON *slab = optional(cpu, "slab");
	static struct numbers got;

	predict(q->r, slub_slab_number(q, c->page), slab ? rec_s64(q->r, slab, NULL) : -1,
		"cpu %u: slab", nr);
	got.nr = 0;
	put_freelist(q, &got, c->freelist);
	predict_numbers(q->r, &got, rec_array(q->r, cpu, "freelist"), "cpu %u: freelist", nr);
	if (!optional(cpu, "partial"))
		return;
	got.nr = 0;
	for (u32 pfn = c->partial; pfn; pfn = slub_next(q->m, page_at(q->m, pfn))) {
		put(&got, slub_slab_number(q, pfn));
		put(&got, slub_pages(page_at(q->m, pfn)));
		put(&got, slub_pobjects(page_at(q->m, pfn)));
	}
	predict_numbers(q->r, &got, optional(cpu, "partial"), "cpu %u: partial list", nr);
}

static void predict_node(struct slub_sequence *q, const cJSON *node)
{
	const struct kmem_cache_node *n = kmem_cache_node_at(q->m, q->cache);
	static struct numbers got;

	predict(q->r, n->nr_partial, rec_s64(q->r, node, "nr_partial"), "nr_partial");
	predict(q->r, n->nr_slabs, rec_s64(q->r, node, "nr_slabs"), "nr_slabs");
	predict(q->r, n->total_objects, rec_s64(q->r, node, "total_objects"), "total_objects");
	got.nr = 0;
	for_each_ref(q->m, ref, &n->partial)
		put(&got, slub_slab_number(q, page_to_pfn(q->m, list_entry(q->m, ref, page, lru))));
	predict_numbers(q->r, &got, rec_array(q->r, node, "partial"), "partial list of node %u", 0);
}

static bool is_alive(const struct slub_sequence *q, u32 nr)
{
	const struct page *page = page_at(q->m, q->slabs[nr]);

	return q->slab_of_frame[q->slabs[nr]] == nr + 1 && PageSlab(page) &&
	       page_slab_cache(q->m, page) == q->cache;
}

/* Every slab that lives, each with its counters and its own freelist: one answer a slab. */
static void predict_slabs(struct slub_sequence *q, const cJSON *slabs)
{
	const cJSON *item = slabs ? slabs->child : NULL;
	static struct numbers got;

	for (u32 nr = 0; nr < q->nr_slabs && !q->r->failed; nr++) {
		const struct page *page = page_at(q->m, q->slabs[nr]);

		if (!is_alive(q, nr))
			continue;
		got.nr = 0;
		put(&got, nr);
		put(&got, slub_inuse(page));
		put(&got, slub_objects(page));
		put(&got, slub_frozen(page));
		put_freelist(q, &got, page_freelist(page));
		predict_numbers(q->r, &got, item, "slab %u", nr);
		item = item ? item->next : NULL;
	}
	for (; item && !q->r->failed; item = item->next) {
		got.nr = 0;
		predict_numbers(q->r, &got, item, "slab %u", q->nr_slabs);
	}
}

void predict_slub_state(struct slub_sequence *q, const cJSON *record)
{
	const cJSON *cpus = optional(record, "cpus");

	for (u32 cpu = 0; cpu < q->nr_cpus; cpu++)
		predict_cpu(q, cpus ? rec_item(q->r, cpus, cpu) : rec_object(q->r, record, "cpu"), cpu);
	predict_node(q, rec_object(q->r, record, "node"));
	predict_slabs(q, rec_array(q->r, record, "slabs"));
}
