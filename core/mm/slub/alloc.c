/*
 * Getting an object.  Open mm/slub.c at slab_alloc_node() and ___slab_alloc().
 *
 * The fast path is one cmpxchg of this cpu's freelist and tid.  The slow path goes further away step by
 * step: what others freed into the cpu's slab, the cpu's other slabs, the node's, new pages.
 */
#include "mm/slub/internal.h"

/* Where the slow path finds objects: the choices of slub_source. */
enum slub_source { FROM_CPU_PARTIAL, FROM_NODE_PARTIAL, FROM_NEW_SLAB };

/* Take over all that was freed into the cpu's slab; nothing: the slab is full, and nobody's. */
static u64 get_freelist(struct machine *m, const struct kmem_cache *s,
			const struct kmem_cache_cpu *c)
{
	const struct page *page = pfn_to_page(m, c->page);
	u64 freelist = page->index;
	u32 free = slub_free_objects(page);

	cmpxchg_double_slab(m, page, 0, slub_objects(page), freelist != 0);
	if (!freelist)
		set(m, c, page, 0);
	trace_slub_get_freelist(m, kmem_cache_index(m, s), page_to_pfn(m, page), free, freelist,
				freelist ? 0 : 1);
	return freelist;
}

static void take_cpu_partial(struct machine *m, const struct kmem_cache *s,
			     const struct kmem_cache_cpu *c)
{
	const struct page *page = pfn_to_page(m, c->partial);

	set(m, c, page, c->partial);
	set(m, c, partial, slub_next(m, page));
	set(m, page, lru.next, 0);
	set(m, page, lru.prev, 0);
	trace_slub_take_cpu_partial(m, kmem_cache_index(m, s), c->page, c->partial);
}

static u64 take_new_slab(struct machine *m, const struct kmem_cache *s,
			 const struct kmem_cache_cpu *c, u32 gfp)
{
	const struct page *page = slub_new_slab(m, s, gfp);
	u64 freelist;

	if (!page) {
		trace_slub_no_memory(m, kmem_cache_index(m, s), gfp);
		return 0;
	}
	freelist = page->index;
	set(m, page, index, 0);
	set(m, c, page, page_to_pfn(m, page));
	trace_slub_cpu_page(m, kmem_cache_index(m, s), c->page, slub_objects(page));
	return freelist;
}

/* The cpu has no slab.  0: no memory. */
static u64 next_slab(struct machine *m, const struct kmem_cache *s, const struct kmem_cache_cpu *c,
		     u32 gfp)
{
	u32 nr_partial = get_node(m, s)->nr_partial;
	enum slub_source from = c->partial ? FROM_CPU_PARTIAL :
				nr_partial ? FROM_NODE_PARTIAL : FROM_NEW_SLAB;

	trace_slub_source(m, kmem_cache_index(m, s), c->partial, nr_partial, from);
	if (from == FROM_CPU_PARTIAL) {
		take_cpu_partial(m, s, c);
		return get_freelist(m, s, c);
	}
	return from == FROM_NODE_PARTIAL ? get_partial_node(m, s) : take_new_slab(m, s, c, gfp);
}

static u64 ___slab_alloc(struct machine *m, const struct kmem_cache *s, u32 gfp)
{
	const struct kmem_cache_cpu *c = this_cpu_slab(m, s);
	u64 freelist = 0;
	CALLED(m, ___slab_alloc, kmem_cache_index(m, s), gfp);

	local_irq_save(m);
	if (c->page)
		freelist = get_freelist(m, s, c);
	if (!freelist)
		freelist = next_slab(m, s, c, gfp);
	if (freelist) {
		set(m, c, freelist, get_freepointer(m, s, freelist));
		add(m, c, tid, 1);
		trace_slub_load_freelist(m, kmem_cache_index(m, s), freelist, c->freelist, c->tid);
	}
	local_irq_restore(m);
	return freelist;
}

static u64 slab_alloc(struct machine *m, const struct kmem_cache *s, u32 gfp)
{
	const struct kmem_cache_cpu *c = this_cpu_slab(m, s);
	u64 object = c->freelist;

	if (unlikely(!might_sleep_if(m, gfp & __GFP_DIRECT_RECLAIM)))
		return 0;
	trace_slub_alloc_path(m, kmem_cache_index(m, s), object, object ? 0 : 1);
	if (object) {
		set(m, c, freelist, get_freepointer(m, s, object));
		add(m, c, tid, 1);
		trace_slub_alloc_fast(m, kmem_cache_index(m, s), object, c->freelist, c->tid);
	} else {
		object = ___slab_alloc(m, s, gfp);
	}
	if (object && gfp & __GFP_ZERO)
		zero_object(m, object, s->object_size);
	return object;
}

u64 slub_alloc(struct machine *m, u32 cache, u32 gfp)
{
	CALLED(m, kmem_cache_alloc, cache, gfp);

	return slab_alloc(m, kmem_cache_at(m, cache), gfp);
}

u64 slub_kmalloc(struct machine *m, u64 size, u32 gfp)
{
	const struct slab_allocator *a = slab_allocator(m);
	u32 cache;
	CALLED(m, __kmalloc, size, gfp);

	cache = tell_kmalloc_slab(m, size, gfp);
	if (cache)
		return slab_alloc(m, kmem_cache_at(m, cache), gfp);
	if (!size)
		return ZERO_SIZE_PTR;
	return size <= BIT(a->kmalloc_shift_max) ? kmalloc_order(m, size, gfp) : 0;
}
