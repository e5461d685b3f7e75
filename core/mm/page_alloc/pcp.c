/*
 * Per-cpu lists: single frames that a cpu takes and gives back without touching the free lists.
 * Open mm/page_alloc.c at rmqueue_bulk() and free_pcppages_bulk().
 *
 * The head of a list is the frame used last, most likely still in the cpu's cache.  Refills come a
 * batch at a time and so do returns, from the tails.
 */
#include "mm/page_alloc/internal.h"

u32 rmqueue_bulk(struct machine *m, const struct zone *zone, u32 count,
		 const struct list_head *list, u32 migratetype)
{
	u32 i;
	CALLED(m, rmqueue_bulk, zone_idx(m, zone), count, migratetype);

	spin_lock(m, LOCK_ZONE);
	for (i = 0; i < count; i++) {
		const struct page *page = __rmqueue(m, zone, 0, migratetype);

		if (unlikely(!page))
			break;
		list_add_tail(m, &page->lru, list);
		if (unlikely(is_migrate_cma((u32)page->index)))
			mod_nr_free_cma(m, zone, this_cpu_pcp(m, zone), -1);
		trace_pcp_add(m, page_to_pfn(m, page), migratetype);
	}
	mod_nr_free_pages(m, zone, this_cpu_pcp(m, zone), -(s32)i);
	spin_unlock(m, LOCK_ZONE);
	trace_pcp_refilled(m, zone_idx(m, zone), i, migratetype);
	return i;
}

/*
 * Take `count` frames off the tails, round-robin over the types; a list that turned out empty makes
 * the next one give one more.  The kernel collects them in a list on its stack: here it is a chain
 * through lru.next, of which the first is returned.
 */
static inline __attribute__((always_inline))
ref_t collect_tails(struct machine *m, u32 count, const struct per_cpu_pages *pcp, bool quiet)
{
	u32 migratetype = 0, batch_free = 0;
	ref_t head = 0, tail = 0;

	while (count) {
		const struct list_head *list;

		do {
			batch_free++;
			if (++migratetype == MIGRATE_PCPTYPES)
				migratetype = 0;
			list = &pcp->lists[migratetype];
		} while (list_empty(m, list));
		if (batch_free == MIGRATE_PCPTYPES)
			batch_free = count;	/* the only list that is not empty */

		do {
			const struct page *page = list_entry(m, list->prev, page, lru);
			ref_t lru = ref_of(m, &page->lru);

			list_del(m, &page->lru);
			add(m, pcp, count, -1);
			if (tail)
				set(m, list_at(m, tail), next, lru);
			else
				head = lru;
			tail = lru;
			if (!quiet)
				trace_mm_page_pcpu_drain(m, page_to_pfn(m, page), migratetype);
		} while (--count && --batch_free && !list_empty(m, list));
	}
	return head;
}

/* Unlink the first of the chain. */
static inline pfn_t chain_pop(struct machine *m, ref_t *head)
{
	const struct page *page = list_entry(m, *head, page, lru);

	*head = page->lru.next;
	set(m, page, lru.next, 0);
	return page_to_pfn(m, page);
}

void free_pcppages_bulk(struct machine *m, const struct zone *zone, u32 count,
			const struct per_cpu_pages *pcp)
{
	ref_t head;
	CALLED(m, free_pcppages_bulk, zone_idx(m, zone), count);

	head = collect_tails(m, count, pcp, false);
	spin_lock(m, LOCK_ZONE);
	while (head) {
		pfn_t pfn = chain_pop(m, &head);
		u32 migratetype = (u32)pfn_to_page(m, pfn)->index;

		/* its block may have been isolated since */
		if (unlikely(zone->nr_isolate_pageblock))
			migratetype = get_pfnblock_migratetype(m, pfn);
		__free_one_page(m, pfn, zone, 0, migratetype);
	}
	spin_unlock(m, LOCK_ZONE);
}

static void free_pcppages_bulk_quietly(struct machine *m, const struct zone *zone, u32 count,
				       const struct per_cpu_pages *pcp)
{
	ref_t head = collect_tails(m, count, pcp, true);

	while (head) {
		pfn_t pfn = chain_pop(m, &head);

		free_one_page_quietly(m, pfn, zone, 0, (u32)pfn_to_page(m, pfn)->index);
	}
}

/* free_unref_page() for boot, which tells a whole range as one step. */
void free_unref_page_quietly(struct machine *m, pfn_t pfn)
{
	const struct page *page = pfn_to_page(m, pfn);
	const struct zone *zone = page_zone(m, page);
	const struct per_cpu_pages *pcp = this_cpu_pcp(m, zone);

	pcp_push(m, pcp, page, get_pfnblock_migratetype(m, pfn));
	count_pgfree(m, pcp, 0);
	if (pcp->count >= pcp->high)
		free_pcppages_bulk_quietly(m, zone, pcp->batch, pcp);
}

static void drain_pages_zone(struct machine *m, const struct zone *zone,
			     const struct per_cpu_pages *pcp)
{
	local_irq_save(m);
	if (pcp->count)
		free_pcppages_bulk(m, zone, pcp->count, pcp);
	local_irq_restore(m);
}

void drain_local_pages(struct machine *m)
{
	CALLED(m, drain_local_pages);

	for_each_populated_zone(m, zone)
		drain_pages_zone(m, zone, this_cpu_pcp(m, zone));
}

/* Every cpu's list of one zone: the kernel has each cpu do it for itself. */
void drain_all_pages(struct machine *m, const struct zone *zone)
{
	CALLED(m, drain_all_pages, zone_idx(m, zone));

	for (u32 cpu = 0; cpu < m->config.nr_cpus; cpu++)
		drain_pages_zone(m, zone, zone_pcp(m, zone, cpu));
}
