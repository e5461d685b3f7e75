/*
 * Zones come into being.  Open mm/page_alloc.c at free_area_init_nodes() beside this.
 *
 * A zone spans what lies between its borders and the ends of RAM, is present where there is RAM,
 * and manages what boot hands over.  ZONE_MOVABLE takes its part off the end of the others.
 */
#include "mm/memblock.h"
#include "mm/page_alloc/internal.h"
#include "mm/sparse.h"
#include "mm/zone_init.h"

#define ADAPT_SCALE_NPAGES ((64ull << 30) >> PAGE_SHIFT)

static const char zone_names[MAX_NR_ZONES][8] = { "DMA", "DMA32", "Normal", "Movable" };

/* Pages of RAM in [start, end) */
static u32 present_pages_in(const struct machine *m, u64 start, u64 end)
{
	u64 pages = 0;

	for_each_memblock_region(m, memblock_memory(m), rgn) {
		u64 from = max_t(u64, memblock_region_memory_base_pfn(rgn), start);
		u64 to = min_t(u64, memblock_region_memory_end_pfn(rgn), end);

		if (from < to)
			pages += to - from;
	}
	return (u32)pages;
}

static void zone_init_free_lists(struct machine *m, const struct zone *zone)
{
	for (u32 order = 0; order < MAX_ORDER; order++)
		for (u32 t = 0; t < MIGRATE_TYPES; t++)
			INIT_LIST_HEAD(m, &zone_free_area(m, zone, order)->free_list[t]);
}

static void pageset_set_batch(struct machine *m, const struct zone *zone, u32 batch)
{
	for (u32 cpu = 0; cpu < m->config.nr_cpus; cpu++) {
		const struct per_cpu_pages *pcp = zone_pcp(m, zone, cpu);

		set(m, pcp, high, 6 * batch);
		set(m, pcp, batch, max_t(u32, 1, batch));
	}
}

/* Boot pagesets: high 0, so that every frame that is freed goes on to the free lists. */
static void zone_pcp_init(struct machine *m, const struct zone *zone)
{
	for (u32 cpu = 0; cpu < m->config.nr_cpus; cpu++)
		for (u32 t = 0; t < MIGRATE_PCPTYPES; t++)
			INIT_LIST_HEAD(m, &zone_pcp(m, zone, cpu)->lists[t]);
	pageset_set_batch(m, zone, 0);
}

/* Pages that the zone's struct pages take; in a zone full of holes only those of RAM count. */
static u32 calc_memmap_size(u64 spanned, u64 present)
{
	u64 pages = spanned > present + (present >> 4) ? present : spanned;

	return (u32)((pages * SIZEOF_STRUCT_PAGE + PAGE_SIZE - 1) >> PAGE_SHIFT);
}

static u32 estimate_managed(const struct machine *m, const struct zone *zone)
{
	u32 freesize = zone->present_pages;
	u32 memmap = calc_memmap_size(zone->spanned_pages, zone->present_pages);

	if (freesize >= memmap)
		freesize -= memmap;
	if (zone_idx(m, zone) == ZONE_DMA && freesize > sys(m)->dma_reserve)
		freesize -= sys(m)->dma_reserve;
	return freesize;
}

static inline void __init_single_page(struct page *page, ref_t ref, u64 flags)
{
	ref_t lru = ref + offsetof(struct page, lru);

	*page = (struct page){ .flags = flags, .lru = { lru, lru }, ._mapcount = -1, ._refcount = 1 };
}

/* The struct pages of [start, end), which nobody has written so far; new pageblocks are Movable. */
static u32 memmap_init_range(struct machine *m, u64 start, u64 end, u64 flags)
{
	u32 pages = (u32)(end - start), blocks = 0;
	ref_t ref = ref_of(m, page_at(m, (u32)start));
	struct page *page = edit_fresh(m, page_at(m, (u32)start), pages * sizeof(*page));

	for (u32 i = 0; i < pages; i++)
		__init_single_page(page + i, ref + i * sizeof(*page), flags);
	for (u64 pfn = ALIGN_UP(start, pageblock_nr_pages); pfn < end; pfn += pageblock_nr_pages) {
		set(m, pageblock_at(m, (u32)pfn >> pageblock_order), migratetype, MIGRATE_MOVABLE);
		blocks++;
	}
	return blocks;
}

/* Every frame in a present section gets a struct page, RAM or not. */
static void memmap_init_zone(struct machine *m, const struct zone *zone)
{
	u64 flags = (u64)zone_idx(m, zone) << ZONES_PGSHIFT, next;
	u32 pages = 0, blocks = 0;
	CALLED(m, memmap_init_zone, zone_idx(m, zone), zone->spanned_pages);

	for (u64 pfn = zone->zone_start_pfn; pfn < zone_end_pfn(zone); pfn = next) {
		next = min_t(u64, (pfn | (PAGES_PER_SECTION - 1)) + 1, zone_end_pfn(zone));
		if (!pfn_valid(m, pfn))
			continue;
		blocks += memmap_init_range(m, pfn, next, flags);
		pages += (u32)(next - pfn);
	}
	trace_memmap_init(m, zone_idx(m, zone), pages, blocks);
}

/* adjust_zone_range_for_zone_movable(): [*start, *end) gives way to ZONE_MOVABLE, or is it. */
static void adjust_for_zone_movable(const struct machine *m, u32 idx, u64 *start, u64 *end)
{
	u64 movable_pfn = sys(m)->zone_movable_pfn;

	if (!movable_pfn)
		return;
	if (idx == ZONE_MOVABLE) {
		*start = movable_pfn;
		*end = MAXMEM_PFN;
	} else {
		*start = min_t(u64, *start, movable_pfn);
		*end = min_t(u64, *end, movable_pfn);
	}
}

static void size_zone(struct machine *m, const struct zone *zone, u64 low, u64 high)
{
	struct zone *z = edit_zone(m, zone);
	u32 idx = zone_idx(m, zone);
	u64 start, end;

	for (u32 i = 0; i < sizeof(z->name); i++)
		z->name[i] = zone_names[idx][i];
	adjust_for_zone_movable(m, idx, &low, &high);
	start = max_t(u64, low, PFN_UP(memblock_start_of_DRAM(m)));
	end = min_t(u64, high, PFN_DOWN(memblock_end_of_DRAM(m)));
	if (start >= end) {
		trace_zone_empty(m, idx);
		return;
	}
	z->zone_start_pfn = (u32)start;
	z->spanned_pages = (u32)(end - start);
	z->present_pages = present_pages_in(m, start, end);
	trace_zone_sized(m, idx, start, end, z->present_pages);
}

static void free_area_init_core(struct machine *m)
{
	CALLED(m, free_area_init_core);

	for_each_zone(m, zone) {
		zone_init_free_lists(m, zone);
		zone_pcp_init(m, zone);
		if (!zone->spanned_pages)
			continue;
		set(m, zone, managed_pages, estimate_managed(m, zone));
		set(m, zone, initialized, true);
		add(m, sys(m), nr_kernel_pages, zone->managed_pages);
		add(m, sys(m), physical_pages, zone->present_pages);
		memmap_init_zone(m, zone);
	}
}

void free_area_init_nodes(struct machine *m)
{
	u64 borders[MAX_NR_ZONES + 1] = {
		0, MAX_DMA_PFN, MAX_DMA32_PFN, MAXMEM_PFN, MAXMEM_PFN,
	};
	u64 end = PFN_DOWN(memblock_end_of_DRAM(m));
	CALLED(m, free_area_init_nodes);

	find_zone_movable_pfns_for_nodes(m, end > MAX_DMA32_PFN ? MAX_DMA32_PFN :
					    end > MAX_DMA_PFN ? MAX_DMA_PFN : 0);
	for_each_zone(m, zone)
		size_zone(m, zone, borders[zone_idx(m, zone)], borders[zone_idx(m, zone) + 1]);
	free_area_init_core(m);
}

void build_all_zonelists(struct machine *m)
{
	u32 vm_total_pages;
	CALLED(m, build_all_zonelists);

	vm_total_pages = nr_free_pagecache_pages(m);
	/* so little memory that grouping by mobility would only waste it */
	set(m, sys(m), page_group_by_mobility_disabled,
	    vm_total_pages < pageblock_nr_pages * MIGRATE_TYPES);
	trace_zonelist(m, vm_total_pages);
}

static u64 roundup_pow_of_two(u64 x)
{
	return x <= 1 ? 1 : BIT(64 - __builtin_clzll(x - 1));
}

static u64 rounddown_pow_of_two(u64 x)
{
	return BIT(63 - __builtin_clzll(x));
}

/* One bucket of 8 bytes per 2^scale bytes of memory; a larger scale on very large machines. */
int alloc_large_system_hash(struct machine *m, u32 scale, enum boot_who who)
{
	u64 numentries = ALIGN_UP(sys(m)->nr_kernel_pages, (1u << 20) >> PAGE_SHIFT);
	u64 max = ((u64)sys(m)->nr_kernel_pages << PAGE_SHIFT) / 16 / 8, size;

	for (u64 adapt = ADAPT_SCALE_NPAGES; adapt < numentries; adapt <<= 2)
		scale++;
	numentries >>= scale - PAGE_SHIFT;
	if (numentries * 8 < PAGE_SIZE)
		numentries = PAGE_SIZE / 8;
	numentries = min_t(u64, roundup_pow_of_two(numentries), max);
	size = rounddown_pow_of_two(numentries) * 8;
	CALLED(m, alloc_large_system_hash, who, size);

	return memblock_virt_alloc_try_nid(m, size, 0, 0, MEMBLOCK_ALLOC_ANYWHERE, who) ?
	       0 : -PW_ENOMEM;
}

/* A thousandth of the zone, at most a MiB; then a quarter of that; just below a power of two. */
static u32 zone_batchsize(const struct zone *zone)
{
	u32 batch = zone->managed_pages / 1024;

	if (batch * PAGE_SIZE > 1024 * 1024)
		batch = (1024 * 1024) / PAGE_SIZE;
	batch /= 4;
	if (batch < 1)
		batch = 1;
	return (u32)rounddown_pow_of_two(batch + batch / 2) - 1;
}

void setup_per_cpu_pageset(struct machine *m)
{
	CALLED(m, setup_per_cpu_pageset);

	for_each_populated_zone(m, zone) {
		pageset_set_batch(m, zone, zone_batchsize(zone));
		trace_pageset_set_batch(m, zone_idx(m, zone), zone_pcp(m, zone, 0)->batch,
					zone_pcp(m, zone, 0)->high);
	}
}

/* Boot gives a block to the buddy allocator; its frames were counted as used until now. */
void __free_pages_bootmem(struct machine *m, pfn_t pfn, u32 order)
{
	const struct page *page = pfn_to_page(m, pfn);
	const struct zone *zone = page_zone(m, page);

	for (u32 i = 0; i < 1u << order; i++) {
		if (PageReserved(page + i))
			ClearPageReserved(m, page + i);
		set(m, page + i, _refcount, 0);
	}
	add(m, zone, managed_pages, 1u << order);
	if (order)
		free_one_page_quietly(m, pfn, zone, order, get_pfnblock_migratetype(m, pfn));
	else
		free_unref_page_quietly(m, pfn);
}

void free_reserved_page(struct machine *m, pfn_t pfn)
{
	__free_pages_bootmem(m, pfn, 0);
	add(m, sys(m), totalram_pages, 1);
	add(m, sys(m), reserved_pages, -1);
}

/* A block of a CMA area, out of boot's hands into the buddy allocator's. */
void init_cma_reserved_pageblock(struct machine *m, pfn_t pfn)
{
	const struct page *page = pfn_to_page(m, pfn);

	for (u32 i = 0; i < pageblock_nr_pages; i++) {
		ClearPageReserved(m, page + i);
		set(m, page + i, _refcount, 0);
	}
	set_pageblock_migratetype(m, pfn, MIGRATE_CMA);
	set(m, page, _refcount, 1);
	__free_pages(m, pfn, pageblock_order);
	add(m, page_zone(m, page), managed_pages, pageblock_nr_pages);
	add(m, sys(m), totalram_pages, pageblock_nr_pages);
}

u32 free_reserved_area(struct machine *m, u64 start, u64 end, u32 who)
{
	u32 pages = 0;
	CALLED(m, free_reserved_area, start, end, who);

	start = ALIGN_UP(start, PAGE_SIZE);
	end = ALIGN_DOWN(end, PAGE_SIZE);
	for (u64 pa = start; pa < end; pa += PAGE_SIZE, pages++)
		free_reserved_page(m, (pfn_t)PFN_DOWN(pa));
	trace_reserved_area_freed(m, pages, who, sys(m)->totalram_pages);
	return pages;
}

/* khugepaged: pageblocks must stay free, or there will never be a huge page. */
void set_recommended_min_free_kbytes(struct machine *m)
{
	u32 nr_zones = 0, recommended;

	for_each_populated_zone(m, zone)
		nr_zones += zone_idx(m, zone) <= ZONE_NORMAL;
	recommended = pageblock_nr_pages * nr_zones * 2;
	recommended += pageblock_nr_pages * nr_zones * MIGRATE_PCPTYPES * MIGRATE_PCPTYPES;
	recommended = min_t(u32, recommended, nr_free_buffer_pages(m) / 20);
	recommended <<= PAGE_SHIFT - 10;
	{
		CALLED(m, set_recommended_min_free_kbytes, recommended);

		if (recommended > sys(m)->min_free_kbytes)
			set(m, sys(m), min_free_kbytes, recommended);
		setup_per_zone_wmarks(m);
	}
}
