/*
 * The front door of the LRU lists, and releasing pages.  Open mm/swap.c.
 *
 * New pages wait in a per-cpu batch of 15 that holds a reference of its own; when it is full, or
 * somebody drains it, they join their list and PG_lru is set.  Left out: activation, rotation,
 * deactivation batches, unevictable pages, memory cgroups.
 */
#include "arch/x86_64/mmu.h"
#include "lib/list.h"
#include "machine/trace.h"
#include "mm/mm.h"

static const struct pagevec *this_pagevec(const struct machine *m)
{
	return pagevec_at(m, sys(m)->current_cpu);
}

static const struct lruvec *lruvec(const struct machine *m)
{
	return lruvec_at(m, 0);
}

void lru_init(struct machine *m)
{
	for (u32 i = 0; i < NR_LRU_LISTS; i++)
		if (!lruvec(m)->lists[i].next)
			INIT_LIST_HEAD(m, &lruvec(m)->lists[i]);
}

static enum lru_list page_lru(const struct page *page)
{
	return (PageSwapBacked(page) ? LRU_INACTIVE_ANON : LRU_INACTIVE_FILE) +
	       (PageActive(page) ? 1 : 0);
}

static void del_page_from_lru_list(struct machine *m, const struct page *page)
{
	add(m, lruvec(m), nr_pages[page_lru(page)], -1);
	list_del(m, &page->lru);
	ClearPageLRU(m, page);
	ClearPageActive(m, page);
}

/* These pages come from page tables and batches, which hold references of their own. */
static bool drop_reference(struct machine *m, const struct page *page)
{
	assert(page->_refcount > 0);
	add(m, page, _refcount, -1);
	return page->_refcount == 0;
}

/* free_unref_page() wants an order-0 page nobody knows; a page dies off the LRU and unmapped. */
static void free_lru_page(struct machine *m, const struct page *page)
{
	if (PageLRU(page)) {
		spin_lock_irqsave(m, LOCK_LRU);
		del_page_from_lru_list(m, page);
		spin_unlock_irqrestore(m, LOCK_LRU);
	}
	ClearPageActive(m, page);
}

void release_pages(struct machine *m, const pfn_t *pages, u32 nr)
{
	CALLED(m, release_pages, nr);
	pfn_t dead[512];
	u32 nr_dead = 0;

	assert(nr <= ARRAY_SIZE(dead));
	for (u32 i = 0; i < nr; i++) {
		const struct page *page = pfn_to_page(m, pages[i]);

		if (pages[i] == sys(m)->zero_pfn || !drop_reference(m, page))
			continue;
		free_lru_page(m, page);
		dead[nr_dead++] = pages[i];
	}
	if (nr_dead)
		trace_pages_released(m, nr_dead);
	/* pages_to_free is filled at its head: the last one found goes first */
	while (nr_dead) {
		pfn_t pfn = dead[--nr_dead];

		trace_frame_given_back(m, pfn);
		free_unref_page(m, pfn);
	}
}

void put_lru_page(struct machine *m, pfn_t pfn)
{
	release_pages(m, &pfn, 1);
}

static void __pagevec_lru_add_fn(struct machine *m, const struct page *page)
{
	SetPageLRU(m, page);
	list_add(m, &page->lru, &lruvec(m)->lists[page_lru(page)]);
	add(m, lruvec(m), nr_pages[page_lru(page)], 1);
}

static void __pagevec_lru_add(struct machine *m)
{
	CALLED(m, __pagevec_lru_add);
	const struct pagevec *pvec = this_pagevec(m);
	u32 nr = pvec->nr;

	spin_lock_irqsave(m, LOCK_LRU);
	for (u32 i = 0; i < nr; i++)
		__pagevec_lru_add_fn(m, pfn_to_page(m, pvec->pages[i]));
	trace_pagevec_drained(m, nr);
	spin_unlock_irqrestore(m, LOCK_LRU);
	set(m, pvec, nr, 0);
	release_pages(m, pvec->pages, nr);
}

void lru_add_drain(struct machine *m)
{
	CALLED(m, lru_add_drain);

	if (this_pagevec(m)->nr)
		__pagevec_lru_add(m);
}

void lru_cache_add(struct machine *m, pfn_t pfn)
{
	CALLED(m, lru_cache_add, pfn);
	const struct pagevec *pvec = this_pagevec(m);

	lru_init(m);
	get_page(m, pfn);
	set(m, pvec, pages[pvec->nr], pfn);
	add(m, pvec, nr, 1);
	trace_pagevec_add(m, pfn, pvec->nr);
	if (pvec->nr == PAGEVEC_SIZE)
		__pagevec_lru_add(m);
}

void lru_cache_add_active_or_unevictable(struct machine *m, pfn_t pfn, u32 vma)
{
	CALLED(m, lru_cache_add_active_or_unevictable, pfn, vma);

	SetPageActive(m, pfn_to_page(m, pfn));
	lru_cache_add(m, pfn);
}
