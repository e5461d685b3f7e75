/*
 * One slab: a block of frames cut into objects, its freelist, its place on the cache's lists.
 * Open cache_grow_begin(), cache_init_objs(), slab_get_obj() and slab_destroy() in mm/slab.c.
 *
 * The freelist is an array of object numbers: those from `active` on are free.  It lies in the
 * frames themselves, byte by byte.  Left out: the grace period before a SLAB_TYPESAFE_BY_RCU slab
 * goes (it is over at once), slabs for swapping over a network, random freelists.
 */
#include "mm/slab/internal.h"

static pfn_t kmem_getpages(struct machine *m, const struct kmem_cache *s, u32 gfp)
{
	pfn_t slab = alloc_pages(m, gfp | s->allocflags, s->gfporder);

	if (slab == PFN_NONE)
		return PFN_NONE;
	mod_slab_pages(m, s, 1 << s->gfporder);
	SetPageSlab(m, pfn_to_page(m, slab));
	trace_slab_pages(m, slab, s->gfporder, kmem_cache_index(m, s));
	return slab;
}

static void kmem_freepages(struct machine *m, const struct kmem_cache *s, const struct page *page)
{
	pfn_t slab = page_to_pfn(m, page);

	mod_slab_pages(m, s, -(1 << s->gfporder));
	ClearPageSlab(m, page);
	set(m, page, _mapcount, -1);
	set(m, page, mapping, 0);
	set(m, page, index, 0);
	set(m, page, private, 0);
	__free_pages(m, slab, s->gfporder);
}

/* Each slab of a cache begins at another line of the processor's cache, in turn. */
static u32 next_colour(struct machine *m, const struct kmem_cache *s)
{
	const struct kmem_cache_node *n = get_node(m, s);

	add(m, n, colour_next, 1);
	if (n->colour_next >= s->colour)
		set(m, n, colour_next, 0);
	return n->colour_next >= s->colour ? 0 : n->colour_next;
}

/* Where the freelist lies; 0: in a free object, which one comes later.  false: no memory for it. */
static bool alloc_slabmgmt(struct machine *m, const struct kmem_cache *s, const struct page *page,
			   u32 offset, u32 gfp, u64 *freelist)
{
	set(m, page, private, offset);
	set(m, page, _mapcount, 0);
	*freelist = 0;
	if (OBJFREELIST_SLAB(s))
		return true;
	if (OFF_SLAB(s))
		*freelist = kmem_cache_alloc(m, s->freelist_cache, gfp);
	else
		*freelist = page_address(m, page_to_pfn(m, page)) + (PAGE_SIZE << s->gfporder) -
			    s->freelist_size;
	return *freelist;
}

static void set_free_obj(struct machine *m, const struct page *page, u32 idx, u32 object)
{
	write_bytes(m, virt_to_phys(m, page_freelist(page) + idx), object, 1);
}

static void cache_init_objs(struct machine *m, const struct kmem_cache *s, const struct page *page)
{
	pfn_t slab = page_to_pfn(m, page);

	if (OBJFREELIST_SLAB(s))
		set(m, page, index, index_to_obj(m, s, page, s->num - 1));
	trace_slab_freelist(m, slab, page_freelist(page), s->freelist_size);
	for (u32 i = 0; i < s->num; i++) {
		if (s->ctor)
			construct_object(m, s, index_to_obj(m, s, page, i));
		set_free_obj(m, page, i, i);
	}
	if (s->ctor)
		trace_slab_constructed(m, slab, s->num);
	trace_slab_objects(m, slab, s->num, page_s_mem(m, page), s->size);
}

static bool make_slab(struct machine *m, const struct kmem_cache *s, pfn_t slab, u32 gfp)
{
	const struct page *page = pfn_to_page(m, slab);
	u32 colour = next_colour(m, s);
	u64 freelist;

	if (s->colour > 1)
		trace_slab_colour(m, slab, colour, s->colour, colour * s->colour_off);
	else
		trace_slab_not_coloured(m, slab);
	if (!alloc_slabmgmt(m, s, page, colour * s->colour_off, gfp & ~(u32)GFP_CONSTRAINT_MASK,
			    &freelist)) {
		kmem_freepages(m, s, page);
		return false;
	}
	set_page_slab_cache(m, page, kmem_cache_index(m, s));
	set(m, page, index, freelist);
	cache_init_objs(m, s, page);
	return true;
}

/* A new slab, on no list yet.  A request that may sleep lets interrupts in meanwhile. */
pfn_t cache_grow_begin(struct machine *m, const struct kmem_cache *s, u32 gfp)
{
	u32 local = gfp & (GFP_CONSTRAINT_MASK | GFP_RECLAIM_MASK) & ~(u32)__GFP_NOFAIL;
	bool blocking = local & __GFP_DIRECT_RECLAIM;
	pfn_t slab;
	CALLED(m, cache_grow_begin, kmem_cache_index(m, s), gfp);

	if (blocking)
		local_irq_restore(m);
	slab = kmem_getpages(m, s, local);
	if (slab != PFN_NONE && !make_slab(m, s, slab, local))
		slab = PFN_NONE;
	if (blocking)
		local_irq_save(m);
	return slab;
}

/* Onto the list that its objects in use say. */
void fixup_slab_list(struct machine *m, const struct kmem_cache *s, const struct page *page)
{
	const struct kmem_cache_node *n = get_node(m, s);
	u32 cache = kmem_cache_index(m, s);
	pfn_t slab = page_to_pfn(m, page);

	if (page->lru.next)
		list_del(m, &page->lru);
	if (page_active(page) != s->num) {
		list_add(m, &page->lru, &n->slabs_partial);
		trace_slab_to_partial(m, slab, cache);
		return;
	}
	list_add(m, &page->lru, &n->slabs_full);
	if (OBJFREELIST_SLAB(s))
		set(m, page, index, 0);
	trace_slab_to_full(m, slab, cache);
}

void cache_grow_end(struct machine *m, const struct kmem_cache *s, pfn_t slab)
{
	const struct page *page = pfn_to_page(m, slab);
	const struct kmem_cache_node *n = get_node(m, s);
	CALLED(m, cache_grow_end, kmem_cache_index(m, s), slab);

	spin_lock(m, LOCK_SLAB_LIST);
	add(m, n, total_slabs, 1);
	if (page_active(page)) {
		fixup_slab_list(m, s, page);
	} else {
		list_add_tail(m, &page->lru, &n->slabs_free);
		add(m, n, free_slabs, 1);
		trace_slab_to_free(m, slab, kmem_cache_index(m, s));
	}
	add(m, n, free_objects, s->num - page_active(page));
	spin_unlock(m, LOCK_SLAB_LIST);
}

u64 slab_get_obj(struct machine *m, const struct kmem_cache *s, const struct page *page)
{
	u64 object = index_to_obj(m, s, page, get_free_obj(m, page, page_active(page)));

	add(m, page, _mapcount, 1);
	return object;
}

void slab_put_obj(struct machine *m, const struct kmem_cache *s, const struct page *page, u64 object)
{
	u32 idx = obj_to_index(m, s, page, object);

	add(m, page, _mapcount, -1);
	if (!page_freelist(page))
		set(m, page, index, object);
	set_free_obj(m, page, page_active(page), idx);
	trace_slab_put_obj(m, object, page_to_pfn(m, page), page_active(page));
}

void slab_destroy(struct machine *m, const struct kmem_cache *s, const struct page *page)
{
	u64 freelist = page_freelist(page);
	CALLED(m, slab_destroy, kmem_cache_index(m, s), page_to_pfn(m, page));

	kmem_freepages(m, s, page);
	if (OFF_SLAB(s))
		kmem_cache_free(m, s->freelist_cache, freelist);
}

/* Those that free_block() took off the lists. */
void slabs_destroy(struct machine *m, const struct kmem_cache *s)
{
	const struct list_head *list = &get_node(m, s)->list;

	while (!list_empty(m, list)) {
		const struct page *page = page_of_lru(m, list->next);

		list_del(m, &page->lru);
		slab_destroy(m, s, page);
	}
}
