/*
 * A request from the top: which zone, which list; and the references that keep a block in use.
 * Open mm/page_alloc.c at __alloc_pages_nodemask(), get_page_from_freelist(), __free_pages().
 */
#include "mm/content.h"
#include "mm/page_alloc/internal.h"

static inline const struct page *rmqueue(struct machine *m, const struct zone *zone, u32 order,
					 u32 alloc_flags, u32 migratetype)
{
	const struct page *page = NULL;
	CALLED(m, rmqueue, zone_idx(m, zone), order, migratetype);

	trace_pcp_or_buddy(m, order, migratetype, order > 0);
	if (likely(order == 0)) {
		page = rmqueue_pcplist(m, zone, migratetype);
		if (likely(page))
			count_pgalloc(m, zone, 0);
		return page;
	}
	spin_lock_irqsave(m, LOCK_ZONE);
	if (alloc_flags & ALLOC_HARDER)
		page = __rmqueue_smallest(m, zone, order, MIGRATE_HIGHATOMIC);
	if (!page)
		page = __rmqueue(m, zone, order, migratetype);
	if (page) {
		__mod_zone_freepage_state(m, zone, -(1 << order), (u32)page->index);
		count_pgalloc(m, zone, order);
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

static inline void prep_new_page(struct machine *m, pfn_t pfn, u32 order, u32 gfp)
{
	const struct page *page = pfn_to_page(m, pfn);
	CALLED(m, prep_new_page, pfn, order);

	assert(page->_mapcount == -1 && !page->mapping && page->_refcount == 0);
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

pfn_t get_page_from_freelist(struct machine *m, u32 gfp, u32 order, u32 alloc_flags,
			     const struct alloc_context *ac)
{
	CALLED(m, get_page_from_freelist, order, alloc_flags & ALLOC_WMARK_MASK,
	       zone_idx(m, ac->preferred));

	for (const struct zone *zone = ac->preferred; zone;
	     zone = next_zones_zonelist(m, zone_idx(m, zone))) {
		const struct page *page;
		pfn_t pfn;

		if (!zone_watermark_fast(m, zone, order, ac, alloc_flags))
			continue;
		page = rmqueue(m, zone, order, alloc_flags, ac->migratetype);
		if (!page)
			continue;
		pfn = page_to_pfn(m, page);
		prep_new_page(m, pfn, order, gfp);
		if (unlikely(order && alloc_flags & ALLOC_HARDER))
			reserve_highatomic_pageblock(m, pfn, zone);
		return pfn;
	}
	return PFN_NONE;
}

/* __alloc_pages_nodemask() with the only node */
pfn_t alloc_pages(struct machine *m, u32 gfp, u32 order)
{
	struct alloc_context ac = {
		.high_zoneidx = gfp_zone(m, gfp), .migratetype = request_migratetype(m, gfp),
	};
	u32 alloc_flags = first_alloc_flags(ac.migratetype);
	pfn_t pfn = PFN_NONE;
	CALLED(m, __alloc_pages_nodemask, order, gfp);

	if (unlikely(!might_sleep_if(m, gfp & __GFP_DIRECT_RECLAIM)))
		return PFN_NONE;
	ac.preferred = next_zones_zonelist(m, ac.high_zoneidx + 1);
	if (likely(order < MAX_ORDER && ac.preferred)) {
		pfn = get_page_from_freelist(m, gfp, order, alloc_flags, &ac);
		if (unlikely(pfn == PFN_NONE))
			pfn = __alloc_pages_slowpath(m, gfp, order, &ac);
	}
	if (likely(pfn != PFN_NONE))
		trace_mm_page_alloc(m, pfn, order, gfp, ac.migratetype);
	else
		trace_mm_page_alloc_failed(m, order, gfp);
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

static void free_tail_pages(struct machine *m, pfn_t pfn, u32 order)
{
	const struct page *page = pfn_to_page(m, pfn);

	for (u32 i = 1; i < 1u << order; i++) {
		if (PageTail(page + i)) {
			assert(page[i].lru.next >> 1 == pfn);
			set(m, page + i, lru.next, 0);
		}
		if (page[i].flags & PAGE_FLAGS_CHECK_AT_PREP)
			set(m, page + i, flags, page[i].flags & ~PAGE_FLAGS_CHECK_AT_PREP);
	}
	if (PageHead(page))
		set(m, page + 1, lru.prev, 0);
}

/* A page that is freed while somebody still uses it is a bug of the kernel. */
void free_pages_prepare(struct machine *m, pfn_t pfn, u32 order)
{
	const struct page *page = pfn_to_page(m, pfn);
	const struct frame *frame = frame_at(m, pfn);

	assert(page->_refcount == 0 && page->_mapcount == -1);
	assert(!(page->flags & PAGE_FLAGS_CHECK_AT_FREE) && !PageTail(page));
	if (unlikely(order))
		free_tail_pages(m, pfn, order);
	if (page->mapping)
		set(m, page, mapping, 0);
	if (page->flags & PAGE_FLAGS_CHECK_AT_PREP)
		set(m, page, flags, page->flags & ~PAGE_FLAGS_CHECK_AT_PREP);
	for (u32 i = 0; i < 1u << order; i++)
		if (unlikely(frame[i].content))
			drop_content(m, pfn + i);
	trace_free_pages_prepare(m, pfn, order);
}

void __free_pages_ok(struct machine *m, pfn_t pfn, u32 order)
{
	const struct zone *zone = page_zone(m, pfn_to_page(m, pfn));
	CALLED(m, __free_pages_ok, pfn, order);

	free_pages_prepare(m, pfn, order);
	spin_lock_irqsave(m, LOCK_ZONE);
	count_pgfree(m, zone, order);
	__free_one_page(m, pfn, zone, order, get_pfnblock_migratetype(m, pfn));
	spin_unlock_irqrestore(m, LOCK_ZONE);
}

static inline s32 page_ref_add(struct machine *m, pfn_t pfn, s32 delta)
{
	const struct page *page = pfn_to_page(m, pfn);

	assert(page->_refcount > 0);
	add(m, page, _refcount, delta);
	if (delta > 0)
		trace_page_ref_inc(m, pfn, (u64)page->_refcount);
	else
		trace_page_ref_dec(m, pfn, (u64)page->_refcount);
	return page->_refcount;
}

void __free_pages(struct machine *m, pfn_t pfn, u32 order)
{
	CALLED(m, __free_pages, pfn, order);

	if (page_ref_add(m, pfn, -1) != 0)
		return;
	if (order == 0)
		free_unref_page(m, pfn);
	else
		__free_pages_ok(m, pfn, order);
}

void get_page(struct machine *m, pfn_t pfn)
{
	page_ref_add(m, compound_head(m, pfn), 1);
}

static void __put_page(struct machine *m, pfn_t pfn)
{
	CALLED(m, __put_page, pfn);

	if (PageHead(pfn_to_page(m, pfn)))
		__free_pages_ok(m, pfn, compound_order(m, pfn));
	else
		free_unref_page(m, pfn);
}

void put_page(struct machine *m, pfn_t pfn)
{
	pfn = compound_head(m, pfn);
	if (page_ref_add(m, pfn, -1) == 0)
		__put_page(m, pfn);
}
