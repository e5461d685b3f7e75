/*
 * A request from the top: which zone, which list.  Open mm/page_alloc.c at __alloc_pages_nodemask()
 * and get_page_from_freelist().
 */
#include "mm/content.h"
#include "mm/page_alloc/watermark_ok.h"

static inline const struct page *__rmqueue_pcplist(struct machine *m, const struct zone *zone,
						   const struct per_cpu_pages *pcp,
						   u32 migratetype)
{
	const struct list_head *list = &pcp->lists[migratetype];
	const struct page *page;

	if (list_empty(m, list)) {
		u32 nr = rmqueue_bulk(m, zone, pcp->batch, list, migratetype);

		add(m, pcp, count, nr);
		if (list_empty(m, list))
			return NULL;
	}
	page = list_entry(m, list->next, page, lru);
	list_del(m, &page->lru);
	add(m, pcp, count, -1);
	trace_pcp_take(m, page_to_pfn(m, page), migratetype, pcp->count);
	return page;
}

/* An interrupt on this cpu may allocate too: with interrupts off the list needs no lock. */
static inline const struct page *rmqueue_pcplist(struct machine *m, const struct zone *zone,
						 const struct per_cpu_pages *pcp, u32 migratetype)
{
	const struct page *page;
	CALLED(m, rmqueue_pcplist, zone_idx(m, zone), migratetype);

	local_irq_save(m);
	page = __rmqueue_pcplist(m, zone, pcp, migratetype);
	if (likely(page))
		count_pgalloc(m, pcp, 0);
	local_irq_restore(m);
	return page;
}

static inline const struct page *rmqueue(struct machine *m, const struct zone *zone,
					 const struct per_cpu_pages *pcp, u32 order,
					 u32 alloc_flags, u32 migratetype)
{
	const struct page *page = NULL;
	CALLED(m, rmqueue, zone_idx(m, zone), order, migratetype);

	trace_pcp_or_buddy(m, order, migratetype, order > 0);
	if (likely(order == 0))
		return rmqueue_pcplist(m, zone, pcp, migratetype);
	spin_lock_irqsave(m, LOCK_ZONE);
	if (alloc_flags & ALLOC_HARDER)
		page = __rmqueue_smallest(m, zone, order, MIGRATE_HIGHATOMIC);
	if (!page)
		page = __rmqueue(m, zone, order, migratetype);
	if (page) {
		__mod_zone_freepage_state(m, zone, pcp, -(1 << order), (u32)page->index);
		count_pgalloc(m, pcp, order);
	}
	spin_unlock_irqrestore(m, LOCK_ZONE);
	return page;
}

static void prep_compound_page(struct machine *m, pfn_t pfn, u32 order)
{
	const struct page *page = pfn_to_page(m, pfn);

	set_page_flag(m, page, PG_head);
	for (u32 i = 1; i < 1u << order; i++) {
		set(m, page + i, _refcount, 0);
		set(m, page + i, lru.next, pfn << 1 | 1);
	}
	set(m, page + 1, lru.prev, order);	/* compound_order */
	trace_prep_compound_page(m, pfn, order);
}

static inline void prep_new_page(struct machine *m, const struct page *page, u32 order, u32 gfp)
{
	pfn_t pfn = page_to_pfn(m, page);
	CALLED(m, prep_new_page, pfn, order);

	assert(page_expected_state(page, 0));
	set(m, page, private, 0);
	set(m, page, index, 0);
	set(m, page, _refcount, 1);
	trace_set_page_refcounted(m, pfn);
	if (gfp & __GFP_ZERO)
		for (u32 i = 0; i < 1u << order; i++)
			clear_highpage(m, pfn + i, gfp);
	if (order && gfp & __GFP_COMP)
		prep_compound_page(m, pfn, order);
}

/* The first attempt knows most of alloc_flags and is worth a copy of its own. */
static inline __attribute__((always_inline))
pfn_t try_zones(struct machine *m, u32 gfp, u32 order, u32 alloc_flags,
		const struct alloc_context *ac)
{
	CALLED(m, get_page_from_freelist, order, alloc_flags & ALLOC_WMARK_MASK,
	       ac->classzone_idx);

	for (u32 left = ac->classzone_idx + 1; left; left = zones_left(m, left - 1)) {
		const struct zone *zone = zone_at(m, left - 1);
		const struct page *page;
		pfn_t pfn;

		if (!zone_watermark_fast(m, zone, order, ac, alloc_flags))
			continue;
		page = rmqueue(m, zone, this_cpu_pages(m, left - 1), order, alloc_flags,
			       ac->migratetype);
		if (!page)
			continue;
		pfn = page_to_pfn(m, page);
		prep_new_page(m, page, order, gfp);
		if (unlikely(order && alloc_flags & ALLOC_HARDER))
			reserve_highatomic_pageblock(m, pfn, zone);
		return pfn;
	}
	return PFN_NONE;
}

pfn_t get_page_from_freelist(struct machine *m, u32 gfp, u32 order, u32 alloc_flags,
			     const struct alloc_context *ac)
{
	return try_zones(m, gfp, order, alloc_flags, ac);
}

/* With the only node. */
static inline __attribute__((always_inline))
pfn_t alloc_from_zones(struct machine *m, u32 gfp, u32 order)
{
	struct alloc_context ac = {
		.high_zoneidx = gfp_zone(m, gfp), .migratetype = request_migratetype(m, gfp),
	};
	u32 alloc_flags = first_alloc_flags(ac.migratetype);
	pfn_t pfn = PFN_NONE;
	CALLED(m, __alloc_pages_nodemask, order, gfp);

	if (unlikely(!might_sleep_if(m, gfp & __GFP_DIRECT_RECLAIM)))
		return PFN_NONE;
	ac.classzone_idx = first_zones_zonelist(m, ac.high_zoneidx);
	if (likely(order < MAX_ORDER)) {
		pfn = try_zones(m, gfp, order, alloc_flags, &ac);
		if (unlikely(pfn == PFN_NONE))
			pfn = __alloc_pages_slowpath(m, gfp, order,
						     &(const struct alloc_context){
							     ac.classzone_idx, ac.high_zoneidx, ac.migratetype });
	}
	if (likely(pfn != PFN_NONE))
		trace_mm_page_alloc(m, pfn, order, gfp, ac.migratetype);
	else
		trace_mm_page_alloc_failed(m, order, gfp);
	return pfn;
}

static __attribute__((noinline)) pfn_t __alloc_pages_nodemask(struct machine *m, u32 gfp, u32 order)
{
	return alloc_from_zones(m, gfp, order);
}

pfn_t alloc_pages(struct machine *m, u32 gfp, u32 order)
{
	if (in_bulk(m))
		return bulk_alloc_pages(m, gfp, order);
	if (is_hot(order))
		return alloc_from_zones(m, gfp, 0);
	return __alloc_pages_nodemask(m, gfp, order);
}

/* One block of higher order becomes as many single pages, each with a reference of its own. */
void split_page(struct machine *m, pfn_t pfn, u32 order)
{
	const struct page *page = pfn_to_page(m, pfn);
	CALLED(m, split_page, pfn, order);

	assert(!PageCompound(page) && page->_refcount > 0);
	for (u32 i = 1; i < 1u << order; i++)
		set(m, page + i, _refcount, 1);
	trace_split_into_pages(m, pfn, 1u << order);
}

static u32 get_order(u64 bytes)
{
	u32 order = 0;

	while (PAGE_SIZE << order < bytes)
		order++;
	return order;
}

/* No more than asked for: the block's tail goes back page by page. */
pfn_t alloc_pages_exact(struct machine *m, u64 bytes, u32 gfp)
{
	u32 order = get_order(bytes), used = (u32)PFN_UP(bytes);
	pfn_t pfn;
	CALLED(m, alloc_pages_exact, bytes, gfp);

	pfn = alloc_pages(m, gfp, order);
	if (pfn == PFN_NONE)
		return pfn;
	split_page(m, pfn, order);
	for (u32 i = used; i < 1u << order; i++)
		__free_pages(m, pfn + i, 0);
	return pfn;
}

pfn_t compound_head(const struct machine *m, pfn_t pfn)
{
	const struct page *page = pfn_to_page(m, pfn);

	return PageTail(page) ? page->lru.next >> 1 : pfn;
}

u32 compound_order(const struct machine *m, pfn_t pfn)
{
	const struct page *page = pfn_to_page(m, pfn);

	return PageHead(page) ? page[1].lru.prev : 0;
}
