/*
 * Isolating pageblocks.  Open mm/page_isolation.c beside this.
 *
 * An isolated block's free pages lie on lists from which nobody allocates, they are not counted as
 * free, and what is freed meanwhile joins them.  Left out: memory hot-unplug's notifiers, hwpoison.
 */
#include "mm/page_alloc/internal.h"
#include "mm/page_isolation.h"

/* CMA blocks are always tried; in others a page that cannot move ends the attempt. */
static bool has_unmovable_pages(const struct machine *m, pfn_t pfn, u32 migratetype)
{
	if (is_migrate_cma(migratetype) && is_migrate_cma(get_pfnblock_migratetype(m, pfn)))
		return false;
	for (pfn_t end = pfn + pageblock_nr_pages(m); pfn < end; pfn++) {
		const struct page *page = pfn_to_page(m, pfn);

		if (PageReserved(page))
			return true;
		if (page->_refcount && !PageLRU(page))
			return true;
		if (PageBuddy(page))
			pfn += (1u << page_order(page)) - 1;
	}
	return false;
}

static int set_migratetype_isolate(struct machine *m, pfn_t pfn, u32 migratetype)
{
	const struct zone *zone = page_zone(m, pfn_to_page(m, pfn));
	u32 old = get_pfnblock_migratetype(m, pfn), pages, movable;

	if (is_migrate_isolate(old) || has_unmovable_pages(m, pfn, migratetype))
		return -PW_EBUSY;
	spin_lock_irqsave(m, LOCK_ZONE);
	set_pageblock_migratetype(m, pfn, MIGRATE_ISOLATE);
	add(m, zone, nr_isolate_pageblock, 1);
	pages = move_freepages_block(m, zone, pfn, MIGRATE_ISOLATE, &movable);
	__mod_zone_freepage_state(m, zone, this_cpu_pcp(m, zone), -(s32)pages, old);
	spin_unlock_irqrestore(m, LOCK_ZONE);
	drain_all_pages(m, zone);
	return 0;
}

/* A free block larger than a pageblock could not merge with a neighbour that was not isolated. */
static bool merge_again(struct machine *m, pfn_t pfn)
{
	const struct page *page = pfn_to_page(m, pfn);
	u32 order = PageBuddy(page) ? page_order(page) : 0;
	pfn_t buddy = pfn ^ (1u << order);

	if (order < pageblock_order(m) || !pfn_valid(m, buddy) ||
	    is_migrate_isolate(get_pfnblock_migratetype(m, buddy)))
		return false;
	__isolate_free_page(m, pfn, order);
	return true;
}

static void unset_migratetype_isolate(struct machine *m, pfn_t pfn, u32 migratetype)
{
	const struct zone *zone = page_zone(m, pfn_to_page(m, pfn));
	u32 order = page_order(pfn_to_page(m, pfn)), pages, movable;
	bool taken;

	spin_lock_irqsave(m, LOCK_ZONE);
	taken = merge_again(m, pfn);
	if (!taken) {
		pages = move_freepages_block(m, zone, pfn, migratetype, &movable);
		__mod_zone_freepage_state(m, zone, this_cpu_pcp(m, zone), (s32)pages, migratetype);
	}
	set_pageblock_migratetype(m, pfn, migratetype);
	add(m, zone, nr_isolate_pageblock, -1);
	spin_unlock_irqrestore(m, LOCK_ZONE);
	if (taken) {
		set(m, pfn_to_page(m, pfn), _refcount, 1);
		__free_pages(m, pfn, order);
	}
}

void undo_isolate_page_range(struct machine *m, pfn_t start, pfn_t end, u32 migratetype)
{
	CALLED(m, undo_isolate_page_range, start, end);

	for (pfn_t pfn = start; pfn < end; pfn += pageblock_nr_pages(m))
		if (is_migrate_isolate(get_pfnblock_migratetype(m, pfn)))
			unset_migratetype_isolate(m, pfn, migratetype);
}

int start_isolate_page_range(struct machine *m, pfn_t start, pfn_t end, u32 migratetype)
{
	CALLED(m, start_isolate_page_range, start, end);

	for (pfn_t pfn = start; pfn < end; pfn += pageblock_nr_pages(m))
		if (set_migratetype_isolate(m, pfn, migratetype)) {
			undo_isolate_page_range(m, start, pfn, migratetype);
			return -PW_EBUSY;
		}
	return 0;
}

int test_pages_isolated(struct machine *m, pfn_t start, pfn_t end)
{
	pfn_t pfn = start;

	while (pfn < end && PageBuddy(pfn_to_page(m, pfn)) &&
	       is_migrate_isolate(get_pfnblock_migratetype(m, pfn)))
		pfn += 1u << page_order(pfn_to_page(m, pfn));
	trace_test_pages_isolated(m, start, end, pfn, pfn < end);
	return pfn < end ? -PW_EBUSY : 0;
}
