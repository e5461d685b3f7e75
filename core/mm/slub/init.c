/*
 * SLUB begins: the first two caches cannot be allocated from caches.  Open mm/slub.c at
 * kmem_cache_init(), bootstrap() and early_kmem_cache_node_alloc().
 *
 * Left out: per-cpu areas of their own for kmem_cache_cpu (a table holds them), sysfs, cpus that die.
 */
#include <string.h>

#include "lib/cmdline.h"
#include "mm/slub/internal.h"

#define MIN_OBJECTS_MAX 16384u	/* twice as many still fit into 15 bits */
#define KMALLOC_SHIFT_HIGH (PAGE_SHIFT + 1)
#define KMALLOC_SHIFT_MAX (MAX_ORDER + PAGE_SHIFT - 1)

static void init_kmem_cache_node(struct machine *m, const struct kmem_cache *s)
{
	const struct kmem_cache_node *n = get_node(m, s);

	memset(edit_kmem_cache_node(m, n), 0, sizeof(*n));
	INIT_LIST_HEAD(m, &n->partial);
}

static void init_kmem_cache_cpus(struct machine *m, const struct kmem_cache *s)
{
	for (u32 cpu = 0; cpu < m->config.possible_cpus; cpu++) {
		struct kmem_cache_cpu *c = edit_kmem_cache_cpu(m, slub_cpu(m, s, cpu));

		memset(c, 0, sizeof(*c));
		c->tid = cpu;
	}
}

/* The node of the cache of nodes: the first object of its own first slab, by hand. */
static u64 early_kmem_cache_node_alloc(struct machine *m, const struct kmem_cache *s)
{
	const struct page *page = slub_new_slab(m, s, GFP_NOWAIT);
	u64 object;

	if (!page)
		return 0;
	object = page->index;
	cmpxchg_double_slab(m, page, get_freepointer(m, s, object), 1, false);
	add_partial(m, s, page, DEACTIVATE_TO_HEAD);
	return object;
}

static int create(struct machine *m, u32 cache, u32 flags)
{
	const struct kmem_cache *s = kmem_cache_at(m, cache);
	int err = kmem_cache_open(m, s, flags);
	u64 va;

	if (err)
		return err;
	init_kmem_cache_node(m, s);
	if (slab_common(m)->slab_state == SLAB_DOWN)
		va = early_kmem_cache_node_alloc(m, s);
	else
		va = kmem_cache_alloc(m, slub(m)->kmem_cache_node, GFP_KERNEL);
	set(m, get_node(m, s), va, va);
	init_kmem_cache_cpus(m, s);
	return va ? 0 : -PW_ENOMEM;
}

static void release(struct machine *m, u32 cache)
{
	kmem_cache_free(m, slub(m)->kmem_cache_node, kmem_cache_node_at(m, cache)->va);
}

/* A descriptor of the image moves into an object; its cache's cpu slab goes back to the node. */
static void bootstrap(struct machine *m, u32 cache)
{
	u64 va = kmem_cache_zalloc(m, slab_common(m)->kmem_cache, GFP_NOWAIT);

	set(m, kmem_cache_at(m, cache), va, va);
	flush_cpu_slab(m, kmem_cache_at(m, cache), sys(m)->current_cpu);
	link_cache(m, cache);
}

/* Without lists of cpus the descriptor has no cpu_partial, which takes a word with its padding. */
static u32 sizeof_descriptor(const struct machine *m)
{
	return sizeof_kmem_cache(m) - (kmem_cache_has_cpu_partial(m) ? 0 : m->geo.word_bytes);
}

static void slub_init(struct machine *m)
{
	u32 node = new_kmem_cache(m), cache = new_kmem_cache(m);

	set(m, slub(m), kmem_cache_node, node);
	create_boot_cache(m, node, "kmem_cache_node", sizeof_kmem_cache_node(m), SLAB_HWCACHE_ALIGN, 0);
	set_slab_state(m, SLAB_PARTIAL);
	create_boot_cache(m, cache, "kmem_cache", sizeof_descriptor(m), SLAB_HWCACHE_ALIGN, 0);
	set(m, slab_common(m), kmem_cache, cache);
	bootstrap(m, cache);
	bootstrap(m, node);
	create_kmalloc_caches(m, 0);
}

/* The whole object is cleared for whoever shares it. */
static void alias(struct machine *m, u32 cache, u32 size)
{
	const struct kmem_cache *s = kmem_cache_at(m, cache);

	set(m, s, object_size, max_t(u32, s->object_size, size));
	set(m, s, inuse, max_t(u32, s->inuse, (u32)ALIGN_UP(size, m->geo.word_bytes)));
}

static u64 slub_ksize(const struct machine *m, u64 object)
{
	const struct page *page = pfn_to_page(m, virt_to_head_pfn(m, object));
	const struct kmem_cache *s;

	if (!PageSlab(page))
		return PAGE_SIZE << compound_order(m, page_to_pfn(m, page));
	s = kmem_cache_at(m, page_slab_cache(m, page));
	return s->flags & SLAB_TYPESAFE_BY_RCU ? s->inuse : s->size;
}

static bool on_freelist(const struct machine *m, const struct kmem_cache *s, u64 fp, u64 object)
{
	for (u32 i = 0; fp && i <= MAX_OBJS_PER_PAGE; i++) {
		if (fp == object)
			return true;
		fp = get_freepointer(m, s, fp);
	}
	return false;
}

static enum free_fault free_fault(const struct machine *m, u32 cache, const struct page *page, u64 object)
{
	const struct kmem_cache *s = kmem_cache_at(m, page_slab_cache(m, page));
	pfn_t pfn = page_to_pfn(m, page);
	u64 offset = object - page_address(m, pfn);

	if (offset % s->size || offset / s->size >= slub_objects(page))
		return FREE_NO_OBJECT;
	if (on_freelist(m, s, page->index, object))
		return FREE_TWICE;
	for (u32 cpu = 0; cpu < m->config.nr_cpus; cpu++)
		if (slub_cpu(m, s, cpu)->page == pfn &&
		    on_freelist(m, s, slub_cpu(m, s, cpu)->freelist, object))
			return FREE_TWICE;
	return FREE_OK;
}

/* kmalloc of more than two pages gives a compound page. */
static bool whole_pages(const struct machine *m, u32 cache, const struct page *page)
{
	return !cache && PageHead(page);
}

static u32 slabs_in_use(const struct machine *m, u32 cache)
{
	return kmem_cache_node_at(m, cache)->nr_slabs;
}

/* What the cpus keep counts as in use: only the node's list is looked at. */
static void get_slabinfo(const struct machine *m, const struct kmem_cache *s, struct slabinfo *info)
{
	const struct kmem_cache_node *n = get_node(m, s);
	u32 free = 0;

	for_each_ref(m, ref, &n->partial)
		free += slub_free_objects(list_entry(m, ref, page, lru));
	*info = (struct slabinfo){
		.active_objs = n->total_objects - free, .num_objs = n->total_objects,
		.active_slabs = n->nr_slabs, .num_slabs = n->nr_slabs,
		.objects_per_slab = oo_objects(s->oo), .cache_order = oo_order(s->oo),
	};
}

const struct slab_allocator slab_allocator_slub = {
	.name = "slub",
	.kmalloc_shift_low = 3, .kmalloc_shift_high = KMALLOC_SHIFT_HIGH,
	.kmalloc_shift_max = KMALLOC_SHIFT_MAX,
	.sizeof_kmem_cache = { 140, 224 }, .sizeof_kmem_cache_node = { 32, 64 },
	.flags_ignored = SLAB_MEM_SPREAD,
	.kmem_cache_init = slub_init,
	.create = create, .alias = alias, .shrink = slub_shrink, .release = release,
	.alloc = slub_alloc, .free = slub_free, .kmalloc = slub_kmalloc, .kfree = slub_kfree,
	.ksize = slub_ksize, .slabs_in_use = slabs_in_use, .free_fault = free_fault,
	.whole_pages = whole_pages,
	.slabinfo = get_slabinfo,
};

/* What the kernel's variables hold when it starts, and the boot options that change them. */
void slub_power_on(struct machine *m)
{
	set(m, slub(m), max_order, PAGE_ALLOC_COSTLY_ORDER);
	set(m, slub(m), cpu_partial, !m->config.no_cpu_partial);
}

static u32 number(const char *value)
{
	const char *end;

	return (u32)min_t(u64, simple_strtoull(value, &end), 0x7fffffff);
}

void setup_slub_min_order(struct machine *m, const char *value)
{
	set(m, slub(m), min_order, min_t(u32, number(value), MAX_ORDER - 1));
}

void setup_slub_max_order(struct machine *m, const char *value)
{
	set(m, slub(m), max_order, min_t(u32, number(value), MAX_ORDER - 1));
}

void setup_slub_min_objects(struct machine *m, const char *value)
{
	set(m, slub(m), min_objects, min_t(u32, number(value), MIN_OBJECTS_MAX));
}
