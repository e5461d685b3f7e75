/*
 * How SLUB lays caches out, merges them, and which serves a kmalloc: the same calls under the same
 * boot options.  Caches that existed before are made first, oldest first, and held against their own
 * records too.
 */
#include <stdio.h>
#include <string.h>

#include "scenario/replay/slub.h"

struct caches {
	struct replay *r;
	struct machine *m;
	bool min_partial_written, cpu_partial_written;	/* afterwards, by sysfs */
};

/* The same for caches of every size: not what the kernel works out, but what sysfs was told. */
static bool all_alike(struct replay *r, const cJSON *caches, const char *key)
{
	s64 first = caches->child ? rec_s64(r, rec_object(r, caches->child, NULL), key) : 0;
	const cJSON *item;

	if (cJSON_GetArraySize(caches) < 2)
		return false;
	cJSON_ArrayForEach(item, caches)
		if (rec_s64(r, item, key) != first)
			return false;
	return true;
}

static void predict_numbers(struct caches *c, const struct kmem_cache *s, const cJSON *record, bool new)
{
	const struct {
		const char *key;
		s64 got;
		bool skip;
	} values[] = {
		{ "object_size", s->object_size, false }, { "size", s->size, false },
		{ "inuse", s->inuse, false }, { "offset", s->offset, false },
		{ "align", s->align, false }, { "order", oo_order(s->oo), false },
		{ "objects", oo_objects(s->oo), false },
		{ "min_order", oo_order(s->min), !new }, { "min_objects", oo_objects(s->min), !new },
		{ "max_order", oo_order(s->oo), !new }, { "max_objects", oo_objects(s->oo), !new },
		{ "allocflags", s->allocflags, !new }, { "refcount", s->refcount, !new },
		{ "flags", s->flags, false },
		{ "min_partial", s->min_partial, new && c->min_partial_written },
		{ "cpu_partial", s->cpu_partial, new && c->cpu_partial_written },
	};

	for (u32 i = 0; i < ARRAY_SIZE(values) && !c->r->failed; i++)
		if (!values[i].skip)
			predict(c->r, values[i].got, rec_s64(c->r, record, values[i].key),
				"%.24s: %s", s->name, values[i].key);
}

/* A cache of boot, or one that somebody made meanwhile: never merged, its users as recorded. */
static void make_existing(struct caches *c, const cJSON *record)
{
	struct replay *r = c->r;
	const char *name = rec_string(r, record, "name");
	u32 size = rec_u32(r, record, "object_size", 4u << 20);
	u32 align = slub_align(r, record, "align");
	u32 flags = rec_u32(r, record, "flags", ~0u) & SLAB_FLAGS_PERMITTED;
	u32 cache = r->failed ? 0 : kmem_cache_named(c->m, name);

	if (!r->failed && !cache) {
		set(c->m, slab_common(c->m), slab_nomerge, true);
		cache = kmem_cache_create_usercopy(c->m, name, size, align, flags,
						   rec_u32(r, record, "useroffset", size),
						   rec_u32(r, record, "usersize", size),
						   rec_u32(r, record, "ctor", 1));
	}
	if (!r->failed && !cache)
		refuse_item(r, record, "this cache cannot be made", "无法建立这个缓存");
	if (r->failed)
		return;
	set(c->m, kmem_cache_at(c->m, cache), refcount, rec_s64(r, record, "refcount"));
	predict_numbers(c, kmem_cache_at(c->m, cache), record, false);
}

static void make_all_existing(struct caches *c, const cJSON *list)
{
	bool nomerge = slab_common(c->m)->slab_nomerge;

	for (int i = cJSON_GetArraySize(list) - 1; i >= 0 && !c->r->failed; i--)
		make_existing(c, rec_item(c->r, list, (u32)i));
	set(c->m, slab_common(c->m), slab_nomerge, nomerge);
}

/* One recorded call: the cache's own layout, or whose alias it became. */
static void replay_create(struct caches *c, const cJSON *record)
{
	struct replay *r = c->r;
	const cJSON *merged = optional(record, "merged_into");
	char name[CACHE_NAME_MAX];
	u32 cache;

	snprintf(name, sizeof(name), "orc%03u", rec_u32(r, record, "cache", 999));
	cache = rec_u32(r, record, "req_size", 4u << 20);
	if (r->failed)
		return;
	cache = kmem_cache_create(c->m, name, cache, slub_align(r, record, "req_align"),
				  slub_flags(r, record), rec_u32(r, record, "ctor", 1));
	predict(r, cache != 0, rec_s64(r, record, "created"), "%s: created", name);
	if (!cache || r->failed)
		return;
	predict_string(r, kmem_cache_at(c->m, cache)->name,
		       merged ? rec_string(r, record, "merged_into") : name, "%s: merged into", name);
	predict_numbers(c, kmem_cache_at(c->m, cache), record, true);
}

/* What kmalloc(size) gives: cache 0 is whole pages; its ksize, the order of its slab or block. */
struct given {
	u32 cache, order;
	u64 ksize;
	bool fail;
};

static struct given try_kmalloc(struct machine *m, u64 size, bool dma)
{
	u64 object = kmalloc(m, size, GFP_KERNEL | (dma ? GFP_DMA : 0) | __GFP_NOWARN);
	struct given g = { .fail = !object };
	pfn_t pfn;

	if (!object)
		return g;
	pfn = virt_to_head_pfn(m, object);
	g.cache = PageSlab(pfn_to_page(m, pfn)) ? page_slab_cache(m, pfn_to_page(m, pfn)) : 0;
	g.order = compound_order(m, pfn);
	g.ksize = ksize(m, object);
	kfree(m, object);
	return g;
}

static bool same_given(struct given a, struct given b)
{
	return a.cache == b.cache && a.ksize == b.ksize && a.order == b.order && a.fail == b.fail;
}

static void predict_kmalloc(struct caches *c, const cJSON *record, const cJSON *next)
{
	struct replay *r = c->r;
	u64 size = rec_u64(r, record, "kmalloc");
	bool dma = rec_u32(r, record, "dma", 1), fail = optional(record, "fail");
	struct given g;

	if (r->failed || size > 1u << 30)
		return;
	g = try_kmalloc(c->m, size, dma);
	predict(r, g.fail, fail, "kmalloc(%llu): fails", (unsigned long long)size);
	if (g.fail || fail)
		return;
	predict_string(r, g.cache ? kmem_cache_at(c->m, g.cache)->name : "page",
		       rec_string(r, record, "cache"), "kmalloc(%llu): cache", (unsigned long long)size);
	predict(r, (s64)g.ksize, rec_s64(r, record, "ksize"), "kmalloc(%llu): ksize",
		(unsigned long long)size);
	predict(r, g.order, rec_s64(r, record, "page_order"), "kmalloc(%llu): order",
		(unsigned long long)size);
	/* Every size up to the next record's gave the same, as far as all were tried. */
	if (next && rec_u64(r, next, "kmalloc") > size && rec_u64(r, next, "kmalloc") <= 8193)
		predict(r, same_given(g, try_kmalloc(c->m, rec_u64(r, next, "kmalloc") - 1, dma)), 1,
			"kmalloc(%llu): as kmalloc(%llu)", (unsigned long long)
			rec_u64(r, next, "kmalloc") - 1, (unsigned long long)size);
}

static void replay_records(struct caches *c, const cJSON *root)
{
	const cJSON *caches = rec_array(c->r, root, "caches"), *item;

	if (c->r->failed)
		return;
	c->min_partial_written = all_alike(c->r, caches, "min_partial");
	c->cpu_partial_written = slub(c->m)->cpu_partial && all_alike(c->r, caches, "cpu_partial");
	make_all_existing(c, rec_array(c->r, root, "existing"));
	cJSON_ArrayForEach(item, caches)
		if (!c->r->failed)
			replay_create(c, rec_object(c->r, item, NULL));
	cJSON_ArrayForEach(item, optional(root, "kmalloc"))
		if (!c->r->failed)
			predict_kmalloc(c, rec_object(c->r, item, NULL), item->next);
}

void replay_slub_caches(struct replay *r, const char *text, size_t bytes)
{
	const cJSON *root = rec_document(r, text, bytes);
	struct caches c = { .r = r };
	const cJSON *global;

	if (!root || !modelled_machine(r, root))
		return;
	global = rec_object(r, root, "global");
	c.m = slub_machine(r, rec_string(r, root, "cmdline"),
			   max_t(u32, rec_u32(r, global, "nr_cpu_ids", RECORDING_MAX_CPUS), 1),
			   rec_u32(r, global, "cpu_partial_config", 1));
	if (c.m && !r->failed)
		replay_records(&c, root);
	if (c.m)
		machine_destroy(c.m);
}
