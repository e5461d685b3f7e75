/*
 * A slab is born from pages and dies into them.  Open mm/slub.c at allocate_slab().
 *
 * Left out: CONFIG_SLAB_FREELIST_RANDOM (a new slab's objects are chained in ascending order), memory
 * cgroups, pages from the reserves (PG_active as pfmemalloc), grace periods: a slab of a
 * SLAB_TYPESAFE_BY_RCU cache gives its pages back at once.
 */
#include "mm/slub/internal.h"

static void count_slab(struct machine *m, const struct kmem_cache *s, const struct page *page, s32 one)
{
	const struct kmem_cache_node *n = get_node(m, s);

	add(m, n, nr_slabs, one);
	add(m, n, total_objects, one * (s32)slub_objects(page));
}

/* Every object points at its neighbour, the last at nothing. */
static void chain_objects(struct machine *m, const struct kmem_cache *s, u64 start, u32 objects)
{
	for (u32 i = 0; i < objects; i++)
		set_freepointer(m, s, start + (u64)i * s->size,
				i + 1 < objects ? start + (u64)(i + 1) * s->size : 0);
}

/* With the usual order first, quietly; then with the smallest that holds one object. */
static pfn_t alloc_slab_page(struct machine *m, const struct kmem_cache *s, u32 flags, u32 *oo)
{
	u32 gfp = (flags | __GFP_NOWARN | __GFP_NORETRY) & ~(u32)__GFP_NOFAIL;
	pfn_t pfn;

	if (gfp & __GFP_DIRECT_RECLAIM && oo_order(s->oo) > oo_order(s->min))
		gfp = (gfp | __GFP_NOMEMALLOC) & ~(u32)(__GFP_RECLAIM | __GFP_NOFAIL);
	*oo = s->oo;
	pfn = alloc_pages(m, gfp, oo_order(*oo));
	if (pfn != PFN_NONE)
		return pfn;
	*oo = s->min;
	trace_slub_order_fallback(m, kmem_cache_index(m, s), oo_order(s->oo), oo_order(s->min));
	return alloc_pages(m, flags, oo_order(*oo));
}

static void construct_objects(struct machine *m, const struct kmem_cache *s, u64 start, u32 objects)
{
	for (u32 i = 0; i < objects; i++)
		construct_object(m, s, start + (u64)i * s->size);
	trace_slab_constructed(m, virt_to_head_pfn(m, start), objects);
}

static void make_slab(struct machine *m, const struct kmem_cache *s, const struct page *page, u32 oo)
{
	u64 start = page_address(m, page_to_pfn(m, page));
	u32 objects = oo_objects(oo);

	set_page_slab_cache(m, page, kmem_cache_index(m, s));
	set(m, page, index, start);
	set(m, page, private, slub_counters(objects, objects, true));
	SetPageSlab(m, page);
	chain_objects(m, s, start, objects);
	mod_slab_pages(m, s, 1 << oo_order(oo));
	trace_slub_slab_made(m, kmem_cache_index(m, s), page_to_pfn(m, page), oo_order(oo), objects);
	if (s->ctor)
		construct_objects(m, s, start, objects);
}

/*
 * A frozen slab whose objects are all on page->freelist; NULL: no memory.  A request that may sleep
 * lets interrupts in meanwhile.
 */
const struct page *slub_new_slab(struct machine *m, const struct kmem_cache *s, u32 gfp)
{
	bool blocking = gfp & __GFP_DIRECT_RECLAIM;
	pfn_t pfn;
	u32 oo;
	CALLED(m, new_slab, kmem_cache_index(m, s), gfp);

	if (blocking)
		local_irq_restore(m);
	pfn = alloc_slab_page(m, s, (gfp & (GFP_RECLAIM_MASK | GFP_CONSTRAINT_MASK)) | s->allocflags,
			      &oo);
	if (pfn != PFN_NONE)
		make_slab(m, s, pfn_to_page(m, pfn), oo);
	if (blocking)
		local_irq_save(m);
	if (pfn == PFN_NONE)
		return NULL;
	count_slab(m, s, pfn_to_page(m, pfn), 1);
	return pfn_to_page(m, pfn);
}

void discard_slab(struct machine *m, const struct kmem_cache *s, const struct page *page)
{
	pfn_t pfn = page_to_pfn(m, page);
	u32 order = compound_order(m, pfn);
	CALLED(m, discard_slab, kmem_cache_index(m, s), pfn);

	count_slab(m, s, page, -1);
	mod_slab_pages(m, s, -(1 << order));
	ClearPageSlab(m, page);
	set(m, page, mapping, 0);
	trace_slub_slab_gone(m, kmem_cache_index(m, s), pfn, order, get_node(m, s)->nr_slabs);
	__free_pages(m, pfn, order);
}
