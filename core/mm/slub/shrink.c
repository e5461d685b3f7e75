/*
 * Giving slabs back on request, and the end of a cache.  Open mm/slub.c at __kmem_cache_shrink().
 */
#include "mm/slub/internal.h"

#define SHRINK_PROMOTE_MAX 32u

/* Off the node's list those without an object in use; they are chained, the last found first. */
static const struct page *take_empty(struct machine *m, const struct kmem_cache *s)
{
	const struct kmem_cache_node *n = get_node(m, s);
	const struct page *empty = NULL;
	ref_t next;

	for (ref_t ref = n->partial.next; ref != ref_of(m, &n->partial); ref = next) {
		const struct page *page = list_entry(m, ref, page, lru);

		next = list_at(m, ref)->next;
		if (slub_inuse(page))
			continue;
		remove_partial(m, s, page);
		set(m, page, lru.next, empty ? ref_of(m, &empty->lru) : 0);
		empty = page;
	}
	return empty;
}

static void discard_chain(struct machine *m, const struct kmem_cache *s, const struct page *page)
{
	while (page) {
		u32 next = slub_next(m, page);

		set(m, page, lru.next, 0);
		discard_slab(m, s, page);
		page = next ? pfn_to_page(m, next) : NULL;
	}
}

/* All slabs with this many free objects to the list's head: each passes the one before it. */
static u32 promote_group(struct machine *m, const struct list_head *partial, u32 free)
{
	ref_t next;
	u32 moved = 0;

	for (ref_t ref = partial->next; ref != ref_of(m, partial); ref = next) {
		next = list_at(m, ref)->next;
		if (slub_free_objects(list_entry(m, ref, page, lru)) != free)
			continue;
		list_move(m, list_at(m, ref), partial);
		moved++;
	}
	return moved;
}

/* The fullest slabs come first, so that they fill up; with more than 32 free they stay behind. */
static void promote(struct machine *m, const struct kmem_cache *s)
{
	const struct list_head *partial = &get_node(m, s)->partial;
	u64 present = 0;
	u32 moved = 0;

	for_each_ref(m, ref, partial)
		if (slub_free_objects(list_entry(m, ref, page, lru)) <= SHRINK_PROMOTE_MAX)
			present |= BIT(slub_free_objects(list_entry(m, ref, page, lru)));
	for (u32 free = SHRINK_PROMOTE_MAX; free; free--)
		if (present & BIT(free))
			moved += promote_group(m, partial, free);
	if (moved)
		trace_slub_promote(m, kmem_cache_index(m, s), moved);
}

int slub_shrink(struct machine *m, u32 cache)
{
	const struct kmem_cache *s = kmem_cache_at(m, cache);
	const struct page *empty;

	flush_all(m, s);
	spin_lock_irqsave(m, LOCK_SLAB_LIST);
	empty = take_empty(m, s);
	promote(m, s);
	spin_unlock_irqrestore(m, LOCK_SLAB_LIST);
	discard_chain(m, s, empty);
	return get_node(m, s)->nr_slabs != 0;
}
