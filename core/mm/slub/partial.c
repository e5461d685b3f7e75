/*
 * Slabs with some objects free: the node's list, and each cpu's own list of frozen ones.  Open
 * mm/slub.c at acquire_slab(), get_partial_node() and put_cpu_partial().
 *
 * A frozen slab belongs to one cpu and stands on no list of the node; anybody may free into it, only
 * its cpu may take from it.  Left out: other nodes (NUMA).
 */
#include "mm/slub/internal.h"

void add_partial(struct machine *m, const struct kmem_cache *s, const struct page *page,
		 enum slub_tail tail)
{
	const struct kmem_cache_node *n = get_node(m, s);
	pfn_t pfn = page_to_pfn(m, page);

	add(m, n, nr_partial, 1);
	if (tail == DEACTIVATE_TO_TAIL) {
		list_add_tail(m, &page->lru, &n->partial);
		trace_slub_add_partial_tail(m, kmem_cache_index(m, s), pfn, n->nr_partial);
	} else {
		list_add(m, &page->lru, &n->partial);
		trace_slub_add_partial_head(m, kmem_cache_index(m, s), pfn, n->nr_partial);
	}
}

void remove_partial(struct machine *m, const struct kmem_cache *s, const struct page *page)
{
	const struct kmem_cache_node *n = get_node(m, s);

	list_del(m, &page->lru);
	add(m, n, nr_partial, -1);
	trace_slub_remove_partial(m, kmem_cache_index(m, s), page_to_pfn(m, page), n->nr_partial);
}

/* Freeze the slab for this cpu; `all`: its free objects go to the cpu's freelist at once. */
static u64 acquire_slab(struct machine *m, const struct kmem_cache *s, const struct page *page,
			bool all)
{
	u64 freelist = page->index;
	u32 free = slub_free_objects(page);

	assert(freelist && !slub_frozen(page));
	if (all)
		cmpxchg_double_slab(m, page, 0, slub_objects(page), true);
	else
		cmpxchg_double_slab(m, page, freelist, slub_inuse(page), true);
	trace_slub_freeze(m, kmem_cache_index(m, s), page_to_pfn(m, page), free);
	remove_partial(m, s, page);
	return freelist;
}

/*
 * The first slab of the node's list becomes the cpu's, its free objects are the answer.  More follow
 * it onto the cpu's partial list until half of what that may hold is at hand.
 */
u64 get_partial_node(struct machine *m, const struct kmem_cache *s)
{
	const struct kmem_cache_node *n = get_node(m, s);
	u32 available = 0;
	u64 object = 0;
	CALLED(m, get_partial_node, kmem_cache_index(m, s), n->nr_partial);

	spin_lock(m, LOCK_SLAB_LIST);
	while (!list_empty(m, &n->partial)) {
		const struct page *page = list_entry(m, n->partial.next, page, lru);
		u32 free = slub_free_objects(page);
		bool enough;
		u64 taken = acquire_slab(m, s, page, !object);

		available += free;
		if (!object) {
			set(m, this_cpu_slab(m, s), page, page_to_pfn(m, page));
			object = taken;
			trace_slub_cpu_page(m, kmem_cache_index(m, s), page_to_pfn(m, page), free);
		} else {
			put_cpu_partial(m, s, page, false);
		}
		if (!kmem_cache_has_cpu_partial(m))
			break;
		enough = available > s->cpu_partial / 2;
		trace_slub_fetch_more(m, kmem_cache_index(m, s), available, s->cpu_partial / 2,
				      n->nr_partial, enough ? 0 : n->nr_partial ? 1 : 2);
		if (enough)
			break;
	}
	spin_unlock(m, LOCK_SLAB_LIST);
	return object;
}

static const struct page *cpu_partial_head(const struct machine *m, const struct kmem_cache *s)
{
	u32 pfn = this_cpu_slab(m, s)->partial;

	return pfn ? pfn_to_page(m, pfn) : NULL;
}

/*
 * A frozen slab joins the cpu's partial list.  The head says how many slabs and free objects the list
 * had when each was pushed; when that passes cpu_partial at a free, all go to the node first.
 */
void put_cpu_partial(struct machine *m, const struct kmem_cache *s, const struct page *page,
		     bool drain)
{
	const struct page *old = cpu_partial_head(m, s);
	u32 pages = old ? slub_pages(old) : 0, pobjects = old ? slub_pobjects(old) : 0;
	CALLED(m, put_cpu_partial, kmem_cache_index(m, s), page_to_pfn(m, page));

	if (old && drain) {
		bool full = pobjects > s->cpu_partial;

		trace_slub_cpu_partial_full(m, kmem_cache_index(m, s), pages, pobjects, s->cpu_partial, !full);
		if (full) {
			local_irq_save(m);
			unfreeze_partials(m, s);
			local_irq_restore(m);
			old = NULL;
			pages = pobjects = 0;
		}
	}
	pages++;
	pobjects += slub_free_objects(page);
	set(m, page, lru.next, old ? ref_of(m, &old->lru) : 0);
	set(m, page, lru.prev, pages | pobjects << 16);
	set(m, this_cpu_slab(m, s), partial, page_to_pfn(m, page));
	trace_slub_put_cpu_partial(m, kmem_cache_index(m, s), page_to_pfn(m, page), pages, pobjects);
	if (!s->cpu_partial) {
		local_irq_save(m);
		unfreeze_partials(m, s);
		local_irq_restore(m);
	}
}
