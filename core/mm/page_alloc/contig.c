/*
 * Frames by their number: alloc_contig_range().  Open mm/page_alloc.c, mm/compaction.c beside this.
 *
 * The blocks around the range are isolated, so that nobody else can take from them; then the free
 * blocks that cover it leave the lists whole, and what was not asked for is given back.  Left out:
 * moving pages that are in use out of the way; they make the range busy.
 */
#include "mm/mm.h"
#include "mm/page_alloc/internal.h"
#include "mm/page_isolation.h"

/* The free block leaves its list, and the zone's count unless it was isolated. */
void __isolate_free_page(struct machine *m, pfn_t pfn, u32 order)
{
	const struct page *page = pfn_to_page(m, pfn);
	const struct zone *zone = page_zone(m, page);
	u32 migratetype = get_pfnblock_migratetype(m, pfn);

	if (!is_migrate_isolate(migratetype))
		__mod_zone_freepage_state(m, zone, this_cpu_pcp(m, zone), -(1 << order), migratetype);
	list_del(m, &page->lru);
	add(m, zone_free_area(m, zone, order), nr_free, -1);
	set(m, page, private, 0);
	__ClearPageBuddy(m, page);
}

/* The free block that holds the range's first frame may begin before it. */
static pfn_t outer_start_of(const struct machine *m, pfn_t start)
{
	for (u32 order = 0; order < MAX_ORDER; order++) {
		pfn_t head = start & (~0u << order);
		const struct page *page = pfn_to_page(m, head);

		if (PageBuddy(page))
			return head + (1u << page_order(page)) > start ? head : start;
	}
	return start;
}

/* isolate_freepages_range(): whole blocks, as single frames with a reference each; where they end */
static pfn_t isolate_freepages_range(struct machine *m, pfn_t pfn, pfn_t end)
{
	while (pfn < end) {
		u32 order = page_order(pfn_to_page(m, pfn));

		__isolate_free_page(m, pfn, order);
		for (u32 i = 0; i < 1u << order; i++) {
			set(m, pfn_to_page(m, pfn + i), private, 0);
			set(m, pfn_to_page(m, pfn + i), _refcount, 1);
		}
		pfn += 1u << order;
	}
	return pfn;
}

static int take_range(struct machine *m, pfn_t start, pfn_t end)
{
	pfn_t outer_start, outer_end;

	lru_add_drain(m);
	drain_all_pages(m, page_zone(m, pfn_to_page(m, start)));
	outer_start = outer_start_of(m, start);
	if (test_pages_isolated(m, outer_start, end))
		return -PW_EBUSY;
	outer_end = isolate_freepages_range(m, outer_start, end);
	if (start != outer_start)
		free_contig_range(m, outer_start, start - outer_start);
	if (end != outer_end)
		free_contig_range(m, end, outer_end - end);
	return 0;
}

int alloc_contig_range(struct machine *m, pfn_t start, pfn_t end, u32 migratetype)
{
	pfn_t first = (pfn_t)ALIGN_DOWN(start, MAX_ORDER_NR_PAGES);
	pfn_t last = (pfn_t)ALIGN_UP(end, MAX_ORDER_NR_PAGES);
	int ret;
	CALLED(m, alloc_contig_range, start, end);

	ret = start_isolate_page_range(m, first, last, migratetype);
	if (ret)
		return ret;
	ret = take_range(m, start, end);
	undo_isolate_page_range(m, first, last, migratetype);
	return ret;
}

void free_contig_range(struct machine *m, pfn_t pfn, u32 nr_pages)
{
	CALLED(m, free_contig_range, pfn, nr_pages);

	for (; nr_pages--; pfn++)
		__free_pages(m, pfn, 0);
}
