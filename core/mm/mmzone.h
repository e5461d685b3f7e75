/*
 * Finding zones, free lists, per-cpu lists and pageblocks.  Open include/linux/mmzone.h and mm.h.
 *
 * One node, up to four zones.  Where pfn_valid() looks at sections, a pfn has a struct page when its
 * section is present; that does not mean that there is RAM behind it.
 */
#ifndef MM_MMZONE_H
#define MM_MMZONE_H

#include "arch/x86_64/page.h"
#include "mm/gfp.h"
#include "mm/memblock.h"
#include "mm/page-flags.h"

#define HUGETLB_PAGE_ORDER 9
#define MAX_ORDER_NR_PAGES (1u << (MAX_ORDER - 1))
#define PAGE_ALLOC_COSTLY_ORDER 3

enum zone_watermarks { WMARK_MIN, WMARK_LOW, WMARK_HIGH, NR_WMARK };

#define SECTION_MARKED_PRESENT 1u
#define SECTION_HAS_MEM_MAP 2u

static inline u32 pageblock_order(const struct machine *m)
{
	return m->geo.pageblock_order;
}

static inline u32 pageblock_nr_pages(const struct machine *m)
{
	return 1u << pageblock_order(m);
}

/* FLATMEM has one section, and everything is in it. */
static inline u32 pfn_section_shift(const struct machine *m)
{
	return m->geo.section_bits ? m->geo.section_bits - PAGE_SHIFT : 31;
}

static inline u32 pages_per_section(const struct machine *m)
{
	return 1u << pfn_section_shift(m);
}

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
	       mem_section_at(m, (u32)(pfn >> pfn_section_shift(m)))->flags & SECTION_HAS_MEM_MAP &&
	       (!m->geo.memory_is_valid || memblock_is_map_memory(m, PFN_PHYS(pfn)));
}

/* All frames up to this one are valid, or are not, as pfn is: the end of its section or region. */
static inline u64 pfn_run_end(const struct machine *m, u64 pfn)
{
	u64 end = (pfn | (pages_per_section(m) - 1)) + 1;

	return m->geo.memory_is_valid ?
	       min_t(u64, end, memblock_next_border(m, PFN_PHYS(pfn)) >> PAGE_SHIFT) : end;
}

/* *pfn is moved up to the first valid frame below `end`; runs are asked for once, not every frame. */
static inline bool next_valid_pfn(const struct machine *m, pfn_t *pfn, pfn_t *run_end, pfn_t end)
{
	while (*pfn >= *run_end && *pfn < end) {
		*run_end = (pfn_t)pfn_run_end(m, *pfn);
		if (!pfn_valid(m, *pfn))
			*pfn = *run_end;
	}
	return *pfn < end;
}

#define for_each_valid_pfn(m, pfn, start, end) \
	for (pfn_t pfn = start, pfn##_run = 0; next_valid_pfn(m, &pfn, &pfn##_run, end); pfn++)

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

/* Frames without a place in the direct map; Movable is, when it was cut off HighMem. */
static inline bool is_highmem(const struct machine *m, const struct zone *zone)
{
	u32 idx = zone_index(m, zone), highmem = m->geo.zone_highmem;

	return highmem != ZONE_NONE &&
	       (idx == highmem || (idx == m->geo.zone_movable && sys(m)->movable_zone == highmem));
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

/*
 * Where the type of pfn's block is kept.  With sections a block has one type.  FLATMEM keeps a bitmap
 * per zone, so a block that two zones share has two: the table then moves on by one at each border.
 */
static inline const struct pageblock *pageblock_in(const struct machine *m, u32 zone, pfn_t pfn)
{
	u32 skip = m->geo.section_bits ? 0 : zone;

	return pageblock_at(m, (pfn >> pageblock_order(m)) + skip);
}

static inline const struct pageblock *zone_pageblock(const struct machine *m,
						     const struct zone *zone, pfn_t pfn)
{
	return pageblock_in(m, zone_index(m, zone), pfn);
}

static inline u32 get_pfnblock_migratetype(const struct machine *m, pfn_t pfn)
{
	return pageblock_in(m, page_zonenum(pfn_to_page(m, pfn)), pfn)->migratetype;
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
	for (const struct zone *z = zone_at(m, 0); zone_index(m, z) < m->geo.nr_zones; z++)
#define for_each_populated_zone(m, z) \
	for_each_zone(m, z) \
		if (populated_zone(z))

/*
 * The zonelist of the only node: from the highest zone allowed down, skipping what has no pages.  Of
 * the first `left` zones, how many there are up to the last that has pages.
 */
static inline u32 zones_left(const struct machine *m, u32 left)
{
	while (left && !managed_zone(zone_at(m, left - 1)))
		left--;
	return left;
}

static inline const struct zone *next_zones_zonelist(const struct machine *m, u32 left)
{
	left = zones_left(m, left);
	return left ? zone_at(m, left - 1) : NULL;
}

/* The first zone of the list: it has pages, unless no zone has. */
static inline u32 first_zones_zonelist(const struct machine *m, u32 high_zoneidx)
{
	return sys(m)->zonelist[high_zoneidx];
}

#define for_each_zone_zonelist(m, z, high_zoneidx) \
	for (const struct zone *z = next_zones_zonelist(m, (high_zoneidx) + 1); z; \
	     z = next_zones_zonelist(m, zone_index(m, z)))

#endif
