/*
 * Mobility: which pageblock a page should lie in, and what happens when its type has run out.
 * Open mm/page_alloc.c at __rmqueue_fallback() and steal_suitable_fallback().
 *
 * Pages that cannot move are kept together, so that whole pageblocks of movable ones can be freed.
 * A request whose own lists are empty takes from another type, and rather a lot at once than often.
 */
#include "mm/page_alloc/internal.h"

#define NO_FALLBACK MIGRATE_TYPES

static const u8 fallbacks[MIGRATE_PCPTYPES][2] = {
	[MIGRATE_UNMOVABLE] = { MIGRATE_RECLAIMABLE, MIGRATE_MOVABLE },
	[MIGRATE_MOVABLE] = { MIGRATE_RECLAIMABLE, MIGRATE_UNMOVABLE },
	[MIGRATE_RECLAIMABLE] = { MIGRATE_UNMOVABLE, MIGRATE_MOVABLE },
};

u32 fallback_type(u32 migratetype, u32 i)
{
	return migratetype < MIGRATE_PCPTYPES && i < ARRAY_SIZE(fallbacks[0]) ?
	       fallbacks[migratetype][i] : NO_FALLBACK;
}

void set_pageblock_migratetype(struct machine *m, pfn_t pfn, u32 migratetype)
{
	const struct pageblock *block = zone_pageblock(m, page_zone(m, pfn_to_page(m, pfn)), pfn);
	u32 old = block->migratetype;

	if (sys(m)->page_group_by_mobility_disabled && migratetype < MIGRATE_PCPTYPES)
		migratetype = MIGRATE_UNMOVABLE;
	set(m, block, migratetype, migratetype);
	trace_set_pageblock_migratetype(m, pfn & ~(pageblock_nr_pages(m) - 1), old, migratetype);
}

static void change_pageblock_range(struct machine *m, pfn_t pfn, u32 order, u32 migratetype)
{
	for (u32 i = 0; i < 1u << (order - pageblock_order(m)); i++)
		set_pageblock_migratetype(m, pfn + i * pageblock_nr_pages(m), migratetype);
}

/* Every free block in [pfn, end) changes lists; pages that look movable are counted. */
static u32 move_freepages(struct machine *m, const struct zone *zone, pfn_t pfn, pfn_t end,
			  u32 migratetype, u32 *num_movable)
{
	u32 pages_moved = 0;

	while (pfn < end) {
		const struct page *page = pfn_to_page(m, pfn);
		u32 order;

		if (!PageBuddy(page)) {
			*num_movable += PageLRU(page);
			pfn++;
			continue;
		}
		order = page_order(page);
		list_move(m, &page->lru,
			  &zone_free_area(m, zone, order)->free_list[migratetype]);
		pfn += 1u << order;
		pages_moved += 1u << order;
	}
	return pages_moved;
}

u32 move_freepages_block(struct machine *m, const struct zone *zone, pfn_t pfn, u32 migratetype,
			 u32 *num_movable)
{
	pfn_t start = pfn & ~(pageblock_nr_pages(m) - 1), end = start + pageblock_nr_pages(m);
	u32 from = get_pfnblock_migratetype(m, pfn), moved;

	*num_movable = 0;
	if (!zone_spans_pfn(zone, start))
		start = pfn;
	if (!zone_spans_pfn(zone, end - 1))
		return 0;
	moved = move_freepages(m, zone, start, end, migratetype, num_movable);
	trace_move_freepages(m, moved, start, from, migratetype);
	return moved;
}

static bool can_steal_fallback(const struct machine *m, u32 order, u32 start_mt)
{
	return order >= pageblock_order(m) / 2 || start_mt == MIGRATE_RECLAIMABLE ||
	       start_mt == MIGRATE_UNMOVABLE || sys(m)->page_group_by_mobility_disabled;
}

/* The first type in the order of fallbacks that has a block of this order. */
static u32 find_suitable_fallback(const struct machine *m, const struct free_area *area,
				  u32 migratetype)
{
	if (!area->nr_free)
		return NO_FALLBACK;
	for (u32 i = 0; i < ARRAY_SIZE(fallbacks[0]); i++) {
		u32 fallback_mt = fallbacks[migratetype][i];

		if (!list_empty(m, &area->free_list[fallback_mt]))
			return fallback_mt;
	}
	return NO_FALLBACK;
}

static void move_block(struct machine *m, const struct zone *zone, const struct page *page,
		       u32 migratetype)
{
	u32 order = page_order(page);

	list_move(m, &page->lru, &zone_free_area(m, zone, order)->free_list[migratetype]);
	trace_move_block(m, page_to_pfn(m, page), order, migratetype);
}

enum steal { STEAL_PAGEBLOCKS, STEAL_AND_CLAIM, STEAL_FREE, STEAL_BLOCK };

/*
 * Pages of the block that suit the new type: for a movable request those that can move; for others
 * what cannot, if the block was Movable.  In other blocks the kinds cannot be told apart: none.
 */
static u32 alike_pages(const struct machine *m, u32 start_type, u32 old_type, u32 free_pages,
		       u32 movable_pages)
{
	if (start_type == MIGRATE_MOVABLE)
		return movable_pages;
	if (old_type == MIGRATE_MOVABLE)
		return pageblock_nr_pages(m) - (free_pages + movable_pages);
	return 0;
}

static void steal_suitable_fallback(struct machine *m, const struct zone *zone,
				    const struct page *page, u32 start_type, bool whole_block)
{
	pfn_t pfn = page_to_pfn(m, page);
	u32 order = page_order(page), old_type = get_pfnblock_migratetype(m, pfn);
	u32 free_pages = 0, movable = 0, alike = 0;
	enum steal steal = STEAL_BLOCK;
	CALLED(m, steal_suitable_fallback, pfn, order, old_type, start_type);

	if (!is_migrate_highatomic(old_type) && order >= pageblock_order(m)) {
		steal = STEAL_PAGEBLOCKS;
	} else if (!is_migrate_highatomic(old_type) && whole_block) {
		free_pages = move_freepages_block(m, zone, pfn, start_type, &movable);
		alike = alike_pages(m, start_type, old_type, free_pages, movable);
		if (free_pages)
			steal = free_pages + alike >= pageblock_nr_pages(m) / 2 ||
				sys(m)->page_group_by_mobility_disabled ?
				STEAL_AND_CLAIM : STEAL_FREE;
	}
	trace_can_steal(m, order, free_pages, alike, old_type, start_type, steal);
	if (steal == STEAL_PAGEBLOCKS)
		change_pageblock_range(m, pfn, order, start_type);
	if (steal == STEAL_AND_CLAIM)
		set_pageblock_migratetype(m, pfn, start_type);
	else if (steal != STEAL_FREE)
		move_block(m, zone, page, start_type);
}

/* The order to take from, and *fallback_mt: the largest block, or the smallest to borrow. */
static u32 fallback_order(const struct machine *m, const struct zone *zone, u32 order,
			  u32 start_type, u32 *fallback_mt)
{
	u32 current_order;

	for (current_order = MAX_ORDER; current_order-- > order;) {
		*fallback_mt = find_suitable_fallback(m, zone_free_area(m, zone, current_order),
						      start_type);
		if (*fallback_mt != NO_FALLBACK)
			break;
	}
	if (*fallback_mt == NO_FALLBACK || can_steal_fallback(m, current_order, start_type) ||
	    start_type != MIGRATE_MOVABLE)
		return current_order;
	for (current_order = order;; current_order++) {
		*fallback_mt = find_suitable_fallback(m, zone_free_area(m, zone, current_order),
						      start_type);
		if (*fallback_mt != NO_FALLBACK)
			return current_order;
	}
}

static bool __rmqueue_fallback(struct machine *m, const struct zone *zone, u32 order,
			       u32 start_type)
{
	u32 fallback_mt = NO_FALLBACK, current_order;
	const struct list_head *list;
	CALLED(m, __rmqueue_fallback, order, start_type);

	current_order = fallback_order(m, zone, order, start_type, &fallback_mt);
	if (fallback_mt == NO_FALLBACK) {
		trace_no_fallback(m, start_type, order);
		return false;
	}
	trace_find_suitable_fallback(m, start_type, fallback_mt, current_order, order, fallback_mt);
	list = &zone_free_area(m, zone, current_order)->free_list[fallback_mt];
	steal_suitable_fallback(m, zone, list_entry(m, list->next, page, lru), start_type,
				can_steal_fallback(m, current_order, start_type));
	return true;
}

static const struct page *__rmqueue_cma_fallback(struct machine *m, const struct zone *zone,
						 u32 order)
{
	CALLED(m, __rmqueue_cma_fallback, order);

	return __rmqueue_smallest(m, zone, order, MIGRATE_CMA);
}

const struct page *__rmqueue(struct machine *m, const struct zone *zone, u32 order,
			     u32 migratetype)
{
	CALLED(m, __rmqueue, zone_idx(m, zone), order, migratetype);

	/* stealing only moves blocks to our own lists: then look there again */
	for (;;) {
		const struct page *page = __rmqueue_smallest(m, zone, order, migratetype);

		if (likely(page))
			return page;
		if (migratetype == MIGRATE_MOVABLE) {
			page = __rmqueue_cma_fallback(m, zone, order);
			if (page)
				return page;
		}
		if (!__rmqueue_fallback(m, zone, order, migratetype))
			return NULL;
	}
}

void reserve_highatomic_pageblock(struct machine *m, pfn_t pfn, const struct zone *zone)
{
	u32 max_managed = zone->managed_pages / 100 + pageblock_nr_pages(m);
	u32 mt = get_pfnblock_migratetype(m, pfn), movable;
	CALLED(m, reserve_highatomic_pageblock, zone_idx(m, zone), pfn);

	if (zone->nr_reserved_highatomic >= max_managed || is_migrate_highatomic(mt) ||
	    is_migrate_isolate(mt) || is_migrate_cma(mt))
		return;
	spin_lock_irqsave(m, LOCK_ZONE);
	add(m, zone, nr_reserved_highatomic, pageblock_nr_pages(m));
	set_pageblock_migratetype(m, pfn, MIGRATE_HIGHATOMIC);
	move_freepages_block(m, zone, pfn, MIGRATE_HIGHATOMIC, &movable);
	spin_unlock_irqrestore(m, LOCK_ZONE);
}
