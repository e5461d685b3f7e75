/*
 * Giving an object back.  Open mm/slub.c at do_slab_free() and __slab_free().
 *
 * Left out: freeing in bulk, and the redo loop, which only other cpus can cause.
 */
#include "mm/slub/internal.h"

/* What becomes of the slab: the choices of slub_free_slab. */
enum slub_after { STAYS, FREEZE, TO_NODE, EMPTY };

static enum slub_after after_free(const struct machine *m, const struct kmem_cache *s,
				  const struct page *page, u64 prior)
{
	bool frozen = slub_frozen(page), partial = kmem_cache_has_cpu_partial(m);
	u32 inuse = slub_inuse(page) - 1;

	if (frozen || (inuse && prior))
		return STAYS;
	if (partial && !prior)
		return FREEZE;
	if (!inuse && get_node(m, s)->nr_partial >= s->min_partial)
		return EMPTY;
	return prior ? STAYS : TO_NODE;
}

static void __slab_free(struct machine *m, const struct kmem_cache *s, const struct page *page,
			u64 object)
{
	u64 prior = page->index;
	enum slub_after after = after_free(m, s, page, prior);
	const struct kmem_cache_node *n = get_node(m, s);
	bool locked;
	CALLED(m, __slab_free, kmem_cache_index(m, s), page_to_pfn(m, page), object);

	locked = !slub_frozen(page) && after != FREEZE && (slub_inuse(page) == 1 || !prior);
	if (locked)
		spin_lock_irqsave(m, LOCK_SLAB_LIST);
	set_freepointer(m, s, object, prior);
	cmpxchg_double_slab(m, page, object, slub_inuse(page) - 1,
			    after == FREEZE || slub_frozen(page));
	trace_slub_free_slow(m, kmem_cache_index(m, s), page_to_pfn(m, page), object, prior,
			     slub_inuse(page), slub_objects(page));
	trace_slub_after_free(m, kmem_cache_index(m, s), page_to_pfn(m, page), slub_inuse(page),
			     n->nr_partial, s->min_partial, slub_frozen(page), after);
	if (after == FREEZE)
		put_cpu_partial(m, s, page, true);
	if (after == TO_NODE)
		add_partial(m, s, page, DEACTIVATE_TO_TAIL);
	if (after == EMPTY && prior)
		remove_partial(m, s, page);
	if (locked)
		spin_unlock_irqrestore(m, LOCK_SLAB_LIST);
	if (after == EMPTY)
		discard_slab(m, s, page);
}

static void slab_free(struct machine *m, const struct kmem_cache *s, pfn_t slab, u64 object)
{
	const struct kmem_cache_cpu *c = this_cpu_slab(m, s);
	bool mine = slab == c->page;
	u64 next;

	trace_slub_free_path(m, kmem_cache_index(m, s), object, slab, c->page, mine ? 0 : 1);
	if (!mine) {
		__slab_free(m, s, pfn_to_page(m, slab), object);
		return;
	}
	next = c->freelist;
	set_freepointer(m, s, object, next);
	set(m, c, freelist, object);
	add(m, c, tid, 1);
	trace_slub_free_fast(m, kmem_cache_index(m, s), object, next, c->tid);
}

void slub_free(struct machine *m, u32 cache, u64 object)
{
	CALLED(m, kmem_cache_free, cache, object);

	slab_free(m, kmem_cache_at(m, cache), virt_to_head_pfn(m, object), object);
}

void slub_kfree(struct machine *m, u64 object)
{
	const struct page *page;
	CALLED(m, kfree, object);

	if (object <= ZERO_SIZE_PTR)
		return;
	page = pfn_to_page(m, virt_to_head_pfn(m, object));
	if (PageSlab(page))
		slab_free(m, kmem_cache_at(m, page_slab_cache(m, page)), page_to_pfn(m, page), object);
	else
		__free_pages(m, page_to_pfn(m, page), compound_order(m, page_to_pfn(m, page)));
}
