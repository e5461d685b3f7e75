/*
 * Zones come into being.  Open mm/page_alloc.c at free_area_init_nodes() beside this.
 *
 * A zone spans what lies between its borders and the ends of RAM, is present where there is RAM,
 * and manages what boot hands over.  ZONE_MOVABLE takes its part off the end of the others.
 */
#include <string.h>

#include "mm/memblock.h"
#include "mm/page_alloc/internal.h"
#include "mm/sparse.h"
#include "mm/zone_init.h"

#define ADAPT_SCALE_NPAGES ((64ull << 30) >> PAGE_SHIFT)

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

/* Pages that the zone's struct pages take; where sections may miss only those of RAM count. */
static u32 calc_memmap_size(const struct machine *m, u64 spanned, u64 present)
{
	bool holes = m->geo.section_bits && spanned > present + (present >> 4);

	return (u32)PFN_UP((holes ? present : spanned) * m->geo.sizeof_page);
}

/* HighMem's struct pages lie in Normal: it is charged for them, if it has got enough. */
static u32 estimate_managed(struct machine *m, const struct zone *zone)
{
	u32 freesize = zone->present_pages, kernel = sys(m)->nr_kernel_pages;
	u32 memmap = calc_memmap_size(m, zone->spanned_pages, zone->present_pages);
	bool high = is_highmem(m, zone);

	if (!high && freesize >= memmap)
		freesize -= memmap;
	if (zone_idx(m, zone) == 0 && freesize > sys(m)->dma_reserve)
		freesize -= sys(m)->dma_reserve;
	if (!high)
		kernel += freesize;
	else if (kernel > memmap * 2)
		kernel -= memmap;
	set(m, sys(m), nr_kernel_pages, kernel);
	add(m, sys(m), nr_all_pages, freesize);
	return freesize;
}

static inline void __init_single_page(struct page *page, ref_t ref, u64 flags)
{
	ref_t lru = ref + offsetof(struct page, lru);

	*page = (struct page){ .flags = flags, .lru = { lru, lru }, ._mapcount = -1, ._refcount = 1 };
}

/* The struct pages of [start, end), which nobody has written so far; new pageblocks are Movable. */
static u32 memmap_init_range(struct machine *m, const struct zone *zone, u64 start, u64 end)
{
	u64 flags = (u64)zone_idx(m, zone) << ZONES_PGSHIFT;
	u32 pages = (u32)(end - start), block = pageblock_nr_pages(m), blocks = 0;
	ref_t ref = ref_of(m, page_at(m, (u32)start));
	struct page *page = edit_fresh(m, page_at(m, (u32)start), pages * sizeof(*page));

	for (u32 i = 0; i < pages; i++)
		__init_single_page(page + i, ref + i * sizeof(*page), flags);
	for (u64 pfn = ALIGN_UP(start, block); pfn < end; pfn += block) {
		set(m, zone_pageblock(m, zone, (pfn_t)pfn), migratetype, MIGRATE_MOVABLE);
		blocks++;
	}
	return blocks;
}

/* Of RAM that is not mirrored, and none is, Normal has no frame present where Movable takes it. */
static bool all_is_movable(const struct machine *m, u32 idx)
{
	return sys(m)->mirrored_kernelcore && sys(m)->zone_movable_pfn && idx == m->geo.zone_normal;
}

/* Every frame in a present section gets a struct page, RAM or not. */
static void memmap_init_zone(struct machine *m, const struct zone *zone)
{
	u64 next, end = zone_end_pfn(zone);
	u32 pages = 0, blocks = 0;
	CALLED(m, memmap_init_zone, zone_idx(m, zone), zone->spanned_pages);

	/* the kernel fills in the frames that both zones span twice: last, they are Movable's */
	if (all_is_movable(m, zone_idx(m, zone)))
		end = min_t(u64, end, sys(m)->zone_movable_pfn);
	for (u64 pfn = zone->zone_start_pfn; pfn < end; pfn = next) {
		next = min_t(u64, pfn_run_end(m, pfn), end);
		if (!pfn_valid(m, pfn))
			continue;
		blocks += memmap_init_range(m, zone, pfn, next);
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
	if (idx == m->geo.zone_movable) {
		*start = movable_pfn;
		*end = MAXMEM_PFN;
	} else if (sys(m)->mirrored_kernelcore) {
		/* the two may overlap: mirrored ranges would be the kernel's */
		*end = *start >= movable_pfn ? *start : *end;
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
		z->name[i] = i < strlen(m->geo.zone_names[idx]) ? m->geo.zone_names[idx][i] : 0;
	adjust_for_zone_movable(m, idx, &low, &high);
	start = max_t(u64, low, PFN_UP(memblock_start_of_DRAM(m)));
	end = min_t(u64, high, PFN_DOWN(memblock_end_of_DRAM(m)));
	if (start >= end) {
		trace_zone_empty(m, idx);
		return;
	}
	z->zone_start_pfn = (u32)start;
	z->spanned_pages = (u32)(end - start);
	z->present_pages = all_is_movable(m, idx) ? 0 : present_pages_in(m, start, end);
	trace_zone_sized(m, idx, start, end, z->present_pages);
}

/* FLATMEM: one array of struct pages from the first frame to the last, holes included. */
static int alloc_node_mem_map(struct machine *m)
{
	u64 start = ALIGN_DOWN(PFN_UP(memblock_start_of_DRAM(m)), MAX_ORDER_NR_PAGES);
	u64 end = ALIGN_UP(sys(m)->max_pfn, MAX_ORDER_NR_PAGES), map;

	if (m->geo.section_bits)
		return 0;
	map = memblock_virt_alloc_try_nid(m, (end - start) * m->geo.sizeof_page, 0,
					  sys(m)->bootmem_low_limit, MEMBLOCK_ALLOC_ANYWHERE,
					  WHO_MEMMAP);
	set(m, sys(m), mem_map, map);
	set(m, mem_section_at(m, 0), flags, SECTION_MARKED_PRESENT | SECTION_HAS_MEM_MAP);
	return map ? 0 : -PW_ENOMEM;
}

/* FLATMEM: each zone keeps the types of its own pageblocks, 4 bits each, in whole longs. */
static int setup_usemap(struct machine *m, const struct zone *zone)
{
	u64 pages = zone->spanned_pages +
		    (zone->zone_start_pfn & (pageblock_nr_pages(m) - 1));
	u64 bits = ALIGN_UP(pages, pageblock_nr_pages(m)) >> pageblock_order(m) << 2;

	if (m->geo.section_bits)
		return 0;
	return memblock_virt_alloc_try_nid(m, ALIGN_UP(bits, m->geo.word_bytes * 8) / 8, 0,
					   sys(m)->bootmem_low_limit, MEMBLOCK_ALLOC_ANYWHERE,
					   WHO_USEMAP) ? 0 : -PW_ENOMEM;
}

static int free_area_init_core(struct machine *m)
{
	CALLED(m, free_area_init_core);

	for_each_zone(m, zone) {
		zone_init_free_lists(m, zone);
		zone_pcp_init(m, zone);
		if (!zone->spanned_pages)
			continue;
		set(m, zone, managed_pages, estimate_managed(m, zone));
		set(m, zone, initialized, true);
		add(m, sys(m), physical_pages, zone->present_pages);
		if (setup_usemap(m, zone))
			return -PW_ENOMEM;
		memmap_init_zone(m, zone);
	}
	return 0;
}

/* The highest zone below Movable that has any frames */
static u32 find_usable_zone_for_movable(const struct machine *m, const u64 *max_zone_pfn)
{
	u32 idx = m->geo.zone_movable - 1u;

	/* without a map of nodes it is what lies below Movable, empty or not */
	while (!m->geo.memory_is_valid && idx && max_zone_pfn[idx] <= max_zone_pfn[idx - 1])
		idx--;
	return idx;
}

int free_area_init_nodes(struct machine *m, const u64 *max_zone_pfn)
{
	u32 movable = find_usable_zone_for_movable(m, max_zone_pfn);
	u64 low = 0;
	CALLED(m, free_area_init_nodes);

	set(m, sys(m), movable_zone, movable);
	find_zone_movable_pfns_for_nodes(m, movable ? max_zone_pfn[movable - 1] : 0);
	for_each_zone(m, zone) {
		u64 high = zone_idx(m, zone) < m->geo.zone_movable ?
			   max_zone_pfn[zone_idx(m, zone)] : low;

		size_zone(m, zone, low, high);
		low = max_t(u64, low, high);
	}
	if (alloc_node_mem_map(m))
		return -PW_ENOMEM;
	return free_area_init_core(m);
}

/* The rest of each list goes down from its first zone: next_zones_zonelist(). */
void build_zonelists(struct machine *m)
{
	for (u32 high = 0; high < m->geo.nr_zones; high++) {
		const struct zone *first = next_zones_zonelist(m, high + 1);

		set(m, sys(m), zonelist[high], first ? zone_idx(m, first) : 0);
	}
}

void build_all_zonelists(struct machine *m)
{
	u32 vm_total_pages;
	CALLED(m, build_all_zonelists);

	build_zonelists(m);
	vm_total_pages = nr_free_pagecache_pages(m);
	set(m, sys(m), vm_total_pages, vm_total_pages);
	/* so little memory that grouping by mobility would only waste it */
	set(m, sys(m), page_group_by_mobility_disabled,
	    vm_total_pages < pageblock_nr_pages(m) * MIGRATE_TYPES);
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

/* One bucket, a pointer, per 2^scale bytes of memory; a larger scale on very large machines. */
int alloc_large_system_hash(struct machine *m, u32 scale, enum boot_who who)
{
	u64 numentries = ALIGN_UP(sys(m)->nr_kernel_pages, (1u << 20) >> PAGE_SHIFT);
	u32 bucket = m->geo.word_bytes;
	u64 max = ((u64)sys(m)->nr_all_pages << PAGE_SHIFT) / 16 / bucket, size;

	for (u64 adapt = ADAPT_SCALE_NPAGES; bucket == 8 && adapt < numentries; adapt <<= 2)
		scale++;
	numentries >>= scale - PAGE_SHIFT;
	if (numentries * bucket < PAGE_SIZE)
		numentries = PAGE_SIZE / bucket;
	numentries = min_t(u64, roundup_pow_of_two(numentries), max);
	size = rounddown_pow_of_two(numentries) * bucket;
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
	if (!order) {
		free_unref_page_quietly(m, pfn);
		return;
	}
	count_pgfree(m, this_cpu_pcp(m, zone), order);
	free_one_page_quietly(m, pfn, zone, order, get_pfnblock_migratetype(m, pfn));
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

	for (u32 i = 0; i < pageblock_nr_pages(m); i++) {
		ClearPageReserved(m, page + i);
		set(m, page + i, _refcount, 0);
	}
	set_pageblock_migratetype(m, pfn, MIGRATE_CMA);
	set(m, page, _refcount, 1);
	__free_pages(m, pfn, pageblock_order(m));
	add(m, page_zone(m, page), managed_pages, pageblock_nr_pages(m));
	add(m, sys(m), totalram_pages, pageblock_nr_pages(m));
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
		nr_zones += zone_idx(m, zone) <= m->geo.zone_normal;
	recommended = pageblock_nr_pages(m) * nr_zones * 2;
	recommended += pageblock_nr_pages(m) * nr_zones * MIGRATE_PCPTYPES * MIGRATE_PCPTYPES;
	recommended = min_t(u32, recommended, nr_free_buffer_pages(m) / 20);
	recommended <<= PAGE_SHIFT - 10;
	{
		CALLED(m, set_recommended_min_free_kbytes, recommended);

		if (recommended > sys(m)->min_free_kbytes)
			set(m, sys(m), min_free_kbytes, recommended);
		setup_per_zone_wmarks(m);
	}
}
