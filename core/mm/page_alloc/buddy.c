/*
 * The buddy allocator proper: free blocks, their lists, cutting and merging.
 * Open mm/page_alloc.c at expand() and __free_one_page().
 *
 * A block of order n starts at a multiple of 2^n; its buddy differs in bit n only.  A free block is
 * known by its first page alone: PageBuddy, order in private, linked by lru.
 */
#include "mm/page_alloc/internal.h"

static inline void set_page_order(struct machine *m, const struct page *page, u32 order)
{
	set(m, page, private, order);
	__SetPageBuddy(m, page);
}

static inline void rmv_page_order(struct machine *m, const struct page *page)
{
	__ClearPageBuddy(m, page);
	set(m, page, private, 0);
}

static inline pfn_t __find_buddy_pfn(pfn_t pfn, u32 order)
{
	return pfn ^ (1u << order);
}

enum { IS_BUDDY, BUDDY_IN_USE, BUDDY_CUT, BUDDY_OTHER_ZONE, BUDDY_ISOLATED };

static inline u32 page_is_buddy(const struct page *page, const struct page *buddy, u32 order)
{
	if (!PageBuddy(buddy))
		return BUDDY_IN_USE;
	if (page_order(buddy) != order)
		return BUDDY_CUT;
	if (page_zonenum(page) != page_zonenum(buddy))
		return BUDDY_OTHER_ZONE;
	assert(buddy->_refcount == 0);
	return IS_BUDDY;
}

/* Keep the lower half, give the upper half back, until the block has the wanted order. */
static inline void expand(struct machine *m, const struct zone *zone, const struct page *page,
			  u32 low, u32 high, u32 migratetype)
{
	pfn_t pfn = page_to_pfn(m, page);
	u32 size = 1u << high;
	CALLED(m, expand, pfn, low, high);

	while (high > low) {
		const struct free_area *area = zone_free_area(m, zone, --high);
		const struct page *upper = page + (size >>= 1);

		assert(zone_spans_pfn(zone, pfn + size));
		list_add(m, &upper->lru, &area->free_list[migratetype]);
		add(m, area, nr_free, 1);
		set_page_order(m, upper, high);
		if (high > low)
			trace_split(m, size * 2, size, high, pfn, pfn + size);
		else
			trace_split_last(m, size * 2, size, high, pfn, pfn + size);
	}
}

/* While a page is free, or between lists, index remembers whose list it came from. */
static inline void set_pcppage_migratetype(struct machine *m, const struct page *page,
					   u32 migratetype)
{
	set(m, page, index, migratetype);
}

const struct page *__rmqueue_smallest(struct machine *m, const struct zone *zone, u32 order,
				      u32 migratetype)
{
	const struct free_area *area = zone_free_area(m, zone, order);
	CALLED(m, __rmqueue_smallest, order, migratetype);

	for (u32 current_order = order; current_order < MAX_ORDER; current_order++, area++) {
		const struct list_head *list = &area->free_list[migratetype];
		const struct page *page;

		if (list_empty(m, list))
			continue;
		trace_smallest_order(m, order, current_order, migratetype, current_order > order);
		page = list_entry(m, list->next, page, lru);
		list_del(m, &page->lru);
		rmv_page_order(m, page);
		add(m, area, nr_free, -1);
		trace_take_block(m, page_to_pfn(m, page), current_order, migratetype);
		if (current_order > order)
			expand(m, zone, page, order, current_order, migratetype);
		set_pcppage_migratetype(m, page, migratetype);
		return page;
	}
	trace_smallest_order(m, order, MAX_ORDER, migratetype, 2);
	return NULL;
}

/* A free buddy of the block that this one and its own buddy would make: it may soon grow. */
static inline bool may_merge_later(const struct machine *m, pfn_t pfn, u32 order)
{
	pfn_t parent = pfn & ~(1u << order), higher_buddy;

	if (order >= MAX_ORDER - 2)
		return false;
	higher_buddy = __find_buddy_pfn(parent, order + 1);
	return pfn_valid(m, higher_buddy) &&
	       page_is_buddy(pfn_to_page(m, parent), pfn_to_page(m, higher_buddy), order + 1) ==
		       IS_BUDDY;
}

/* Two pageblocks merge only when both or neither is isolated. */
static inline bool isolation_forbids(const struct machine *m, pfn_t pfn, u32 order, u32 migratetype)
{
	pfn_t buddy = __find_buddy_pfn(pfn, order);
	u32 buddy_mt;

	if (order < pageblock_order(m) || !pfn_valid(m, buddy))
		return false;
	buddy_mt = get_pfnblock_migratetype(m, buddy);
	return migratetype != buddy_mt &&
	       (is_migrate_isolate(migratetype) || is_migrate_isolate(buddy_mt));
}

/*
 * Take the free buddy off its list and go up an order, as often as there is one.  Boot frees whole
 * ranges as one folded step: `quiet` tells nothing, and is a constant in both users.
 */
static inline __attribute__((always_inline))
pfn_t merge_buddies(struct machine *m, pfn_t pfn, const struct zone *zone, u32 *order,
		    u32 migratetype, bool quiet)
{
	while (*order < MAX_ORDER - 1) {
		pfn_t buddy_pfn = __find_buddy_pfn(pfn, *order);
		const struct page *buddy = pfn_to_page(m, buddy_pfn);
		u32 verdict = page_is_buddy(pfn_to_page(m, pfn), buddy, *order);

		if (unlikely(verdict == IS_BUDDY && isolation_forbids(m, pfn, *order, migratetype)))
			verdict = BUDDY_ISOLATED;
		if (!quiet)
			trace_page_is_buddy(m, pfn, buddy_pfn, *order, verdict);
		if (verdict != IS_BUDDY)
			break;
		list_del(m, &buddy->lru);
		add(m, zone_free_area(m, zone, *order), nr_free, -1);
		rmv_page_order(m, buddy);
		(*order)++;
		if (!quiet)
			trace_merge(m, pfn, buddy_pfn, *order, pfn & buddy_pfn);
		pfn &= buddy_pfn;
	}
	return pfn;
}

static inline __attribute__((always_inline))
void free_one(struct machine *m, pfn_t pfn, const struct zone *zone, u32 order, u32 migratetype,
	      bool quiet)
{
	const struct free_area *area;
	const struct page *page;
	bool tail;

	assert(zone->initialized);
	assert(!(pfn_to_page(m, pfn)->flags & PAGE_FLAGS_CHECK_AT_PREP));
	assert(!(pfn & ((1u << order) - 1)) && zone_spans_pfn(zone, pfn));
	if (likely(!is_migrate_isolate(migratetype)))
		__mod_zone_freepage_state(m, zone, this_cpu_pcp(m, zone), 1 << order, migratetype);

	pfn = merge_buddies(m, pfn, zone, &order, migratetype, quiet);
	page = pfn_to_page(m, pfn);
	area = zone_free_area(m, zone, order);
	set_page_order(m, page, order);
	tail = may_merge_later(m, pfn, order);
	if (!quiet)
		trace_free_list_end(m, pfn, order, migratetype, tail);
	if (tail)
		list_add_tail(m, &page->lru, &area->free_list[migratetype]);
	else
		list_add(m, &page->lru, &area->free_list[migratetype]);
	add(m, area, nr_free, 1);
	if (!quiet)
		trace_block_freed(m, pfn, order, migratetype);
}

void __free_one_page(struct machine *m, pfn_t pfn, const struct zone *zone, u32 order,
		     u32 migratetype)
{
	CALLED(m, __free_one_page, pfn, order, migratetype);

	free_one(m, pfn, zone, order, migratetype, false);
}

void free_one_page_quietly(struct machine *m, pfn_t pfn, const struct zone *zone, u32 order,
			   u32 migratetype)
{
	free_one(m, pfn, zone, order, migratetype, true);
}
