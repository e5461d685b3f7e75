/*
 * Finding zones, free lists, per-cpu lists and pageblocks.  Open include/linux/mmzone.h and mm.h.
 *
 * One node, four zones.  A pfn has a struct page when its section of 128 MiB is present; that does
 * not mean that there is RAM behind it.
 */
#ifndef MM_MMZONE_H
#define MM_MMZONE_H

#include "arch/x86_64/page.h"
#include "mm/gfp.h"
#include "mm/page-flags.h"

#define HUGETLB_PAGE_ORDER 9
#define pageblock_order HUGETLB_PAGE_ORDER
#define pageblock_nr_pages (1u << pageblock_order)
#define MAX_ORDER_NR_PAGES (1u << (MAX_ORDER - 1))
#define PAGE_ALLOC_COSTLY_ORDER 3

enum zone_watermarks { WMARK_MIN, WMARK_LOW, WMARK_HIGH, NR_WMARK };

#define SECTION_MARKED_PRESENT 1u
#define SECTION_HAS_MEM_MAP 2u

static inline const struct page *pfn_to_page(const struct machine *m, pfn_t pfn)
{
	return page_at(m, pfn);
}

static inline pfn_t page_to_pfn(const struct machine *m, const struct page *page)
{
	return page_index(m, page);
}

static inline bool pfn_valid(const struct machine *m, u64 pfn)
{
	return pfn < m->tables[TABLE_page].capacity &&
	       mem_section_at(m, (u32)(pfn >> PFN_SECTION_SHIFT))->flags & SECTION_HAS_MEM_MAP;
}

static inline const struct zone *page_zone(const struct machine *m, const struct page *page)
{
	return zone_at(m, page_zonenum(page));
}

static inline u32 zone_idx(const struct machine *m, const struct zone *zone)
{
	return zone_index(m, zone);
}

static inline const struct free_area *zone_free_area(const struct machine *m,
						     const struct zone *zone, u32 order)
{
	return free_area_at(m, zone_index(m, zone) * MAX_ORDER + order);
}

static inline const struct per_cpu_pages *zone_pcp(const struct machine *m,
						   const struct zone *zone, u32 cpu)
{
	return per_cpu_pages_at(m, zone_index(m, zone) * m->config.nr_cpus + cpu);
}

static inline bool populated_zone(const struct zone *zone)
{
	return zone->present_pages;
}

static inline bool managed_zone(const struct zone *zone)
{
	return zone->managed_pages;
}

static inline u32 zone_end_pfn(const struct zone *zone)
{
	return zone->zone_start_pfn + zone->spanned_pages;
}

static inline bool zone_spans_pfn(const struct zone *zone, u64 pfn)
{
	return zone->zone_start_pfn <= pfn && pfn < zone_end_pfn(zone);
}

static inline u32 get_pfnblock_migratetype(const struct machine *m, pfn_t pfn)
{
	return pageblock_at(m, pfn >> pageblock_order)->migratetype;
}

static inline u32 get_pageblock_migratetype(const struct machine *m, const struct page *page)
{
	return get_pfnblock_migratetype(m, page_to_pfn(m, page));
}

static inline bool is_migrate_cma(u32 migratetype)
{
	return migratetype == MIGRATE_CMA;
}

static inline bool is_migrate_isolate(u32 migratetype)
{
	return migratetype == MIGRATE_ISOLATE;
}

/* every zone, DMA first */
#define for_each_zone(m, z) \
	for (const struct zone *z = zone_at(m, 0); zone_index(m, z) < MAX_NR_ZONES; z++)
#define for_each_populated_zone(m, z) \
	for_each_zone(m, z) \
		if (populated_zone(z))

/* The zonelist of the only node: from the highest zone allowed down, skipping what has no pages. */
static inline const struct zone *next_zones_zonelist(const struct machine *m, u32 next)
{
	while (next && !managed_zone(zone_at(m, next - 1)))
		next--;
	return next ? zone_at(m, next - 1) : NULL;
}

#define for_each_zone_zonelist(m, z, high_zoneidx) \
	for (const struct zone *z = next_zones_zonelist(m, (high_zoneidx) + 1); z; \
	     z = next_zones_zonelist(m, zone_index(m, z)))

#endif
