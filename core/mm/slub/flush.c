/*
 * A cpu gives up its slabs.  Open mm/slub.c at deactivate_slab() and unfreeze_partials().
 *
 * Left out: the redo loops, which only other cpus can cause.
 */
#include "mm/slub/internal.h"

/* Where a slab goes that a cpu lets go of: the choices of deactivate_slab. */
enum slab_mode { M_FREE, M_PARTIAL_HEAD, M_PARTIAL_TAIL, M_FULL };

/*
 * The cpu's free objects go back to the slab, one cmpxchg each, so the first of them ends up last.
 * Returns what comes before `prior` now.
 */
static u64 push_back(struct machine *m, const struct kmem_cache *s, const struct page *page,
		     u64 freelist, u32 *nr)
{
	u64 prior = page->index;

	for (*nr = 0; freelist; (*nr)++) {
		u64 next = get_freepointer(m, s, freelist);

		set_freepointer(m, s, freelist, prior);
		prior = freelist;
		freelist = next;
	}
	return prior;
}

static enum slab_mode mode_of(const struct machine *m, const struct kmem_cache *s,
			      const struct page *page, bool remote)
{
	if (!slub_inuse(page) && get_node(m, s)->nr_partial >= s->min_partial)
		return M_FREE;
	if (!page->index)
		return M_FULL;
	return remote ? M_PARTIAL_TAIL : M_PARTIAL_HEAD;
}

void deactivate_slab(struct machine *m, const struct kmem_cache *s)
{
	const struct kmem_cache_cpu *c = this_cpu_slab(m, s);
	const struct page *page = pfn_to_page(m, c->page);
	bool remote = page->index;
	u32 nr;
	u64 freelist;
	enum slab_mode mode;
	CALLED(m, deactivate_slab, kmem_cache_index(m, s), c->page);

	freelist = push_back(m, s, page, c->freelist, &nr);
	cmpxchg_double_slab(m, page, freelist, slub_inuse(page) - nr, false);
	set(m, c, page, 0);
	set(m, c, freelist, 0);
	trace_slub_unfreeze(m, kmem_cache_index(m, s), page_to_pfn(m, page), nr, slub_inuse(page));
	mode = mode_of(m, s, page, remote);
	trace_slub_deactivate_to(m, kmem_cache_index(m, s), page_to_pfn(m, page), slub_inuse(page),
				 get_node(m, s)->nr_partial, s->min_partial, remote, mode);
	if (mode == M_FREE)
		discard_slab(m, s, page);
	if (mode == M_FREE || mode == M_FULL)
		return;
	spin_lock(m, LOCK_SLAB_LIST);
	add_partial(m, s, page, mode == M_PARTIAL_TAIL ? DEACTIVATE_TO_TAIL : DEACTIVATE_TO_HEAD);
	spin_unlock(m, LOCK_SLAB_LIST);
}

/* Off the cpu's list; true: it is empty, and the node has enough without it. */
static bool unfreeze_one(struct machine *m, const struct kmem_cache *s)
{
	const struct kmem_cache_cpu *c = this_cpu_slab(m, s);
	const struct page *page = pfn_to_page(m, c->partial);
	const struct kmem_cache_node *n = get_node(m, s);
	bool discard = !slub_inuse(page) && n->nr_partial >= s->min_partial;
	pfn_t pfn = c->partial;

	set(m, c, partial, slub_next(m, page));
	set(m, page, lru.next, 0);
	set(m, page, lru.prev, 0);
	cmpxchg_double_slab(m, page, page->index, slub_inuse(page), false);
	trace_slub_unfreeze_to(m, kmem_cache_index(m, s), pfn, slub_inuse(page), n->nr_partial,
			       s->min_partial, discard);
	if (!discard)
		add_partial(m, s, page, DEACTIVATE_TO_TAIL);
	return discard;
}

/* Every slab of the cpu's partial list to the node's tail; what is too many dies, last first. */
void unfreeze_partials(struct machine *m, const struct kmem_cache *s)
{
	const struct kmem_cache_cpu *c = this_cpu_slab(m, s);
	const struct page *discard = NULL;
	CALLED(m, unfreeze_partials, kmem_cache_index(m, s), sys(m)->current_cpu);

	spin_lock(m, LOCK_SLAB_LIST);
	while (c->partial) {
		const struct page *page = pfn_to_page(m, c->partial);

		if (unfreeze_one(m, s)) {
			set(m, page, lru.next, discard ? ref_of(m, &discard->lru) : 0);
			discard = page;
		}
	}
	spin_unlock(m, LOCK_SLAB_LIST);
	while (discard) {
		const struct page *page = discard;

		discard = slub_next(m, page) ? pfn_to_page(m, slub_next(m, page)) : NULL;
		set(m, page, lru.next, 0);
		discard_slab(m, s, page);
	}
}

void flush_cpu_slab(struct machine *m, const struct kmem_cache *s, u32 cpu)
{
	const struct kmem_cache_cpu *c = slub_cpu(m, s, cpu);
	u32 this_cpu = sys(m)->current_cpu;

	if (!c->page && !c->partial)
		return;
	set(m, sys(m), current_cpu, cpu);
	local_irq_save(m);
	trace_slub_flush_cpu(m, kmem_cache_index(m, s), cpu, this_cpu);
	if (c->page) {
		deactivate_slab(m, s);
		add(m, c, tid, 1);
	}
	if (c->partial)
		unfreeze_partials(m, s);
	local_irq_restore(m);
	set(m, sys(m), current_cpu, this_cpu);
}

/* The others by an interrupt, which this cpu waits for; then this one. */
void flush_all(struct machine *m, const struct kmem_cache *s)
{
	u32 this_cpu = sys(m)->current_cpu;
	CALLED(m, flush_all, kmem_cache_index(m, s));

	for (u32 cpu = 0; cpu < m->config.nr_cpus; cpu++)
		if (cpu != this_cpu)
			flush_cpu_slab(m, s, cpu);
	flush_cpu_slab(m, s, this_cpu);
}
