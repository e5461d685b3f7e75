/*
 * The hand-over from memblock to the buddy allocator.  Open mm/nobootmem.c beside this.
 *
 * Free memory is RAM minus reservations, walked upwards in blocks as large as their alignment and
 * the end of the range allow.  So later blocks lie at the heads of their lists: the first
 * allocations after boot come from the end of memory.
 */
#include "machine/trace.h"
#include "mm/memblock.h"
#include "mm/nobootmem.h"
#include "mm/nobootmem.h"
#include "mm/page_alloc.h"

/* Frames of a reserved range that have a struct page: never to be handed out. */
static void reserve_bootmem_region(struct machine *m, u64 start, u64 end)
{
	u64 pages = 0, capacity = m->tables[TABLE_page].capacity;

	for (u64 pfn = PFN_DOWN(start); pfn < PFN_UP(end) && pfn < capacity; pfn++) {
		if (!pfn_valid(m, pfn))
			continue;
		SetPageReserved(m, pfn_to_page(m, (pfn_t)pfn));
		pages++;
	}
	if (pages)
		trace_reserve_bootmem_region(m, start, end, pages);
}

static u32 __free_pages_memory(struct machine *m, u64 start, u64 end)
{
	u32 blocks = 0;

	while (start < end) {
		u32 order = min_t(u32, MAX_ORDER - 1, (u32)__builtin_ctzll(start));

		while (start + (1ull << order) > end)
			order--;
		__free_pages_bootmem(m, (pfn_t)start, order);
		start += 1ull << order;
		blocks++;
	}
	return blocks;
}

static u64 __free_memory_core(struct machine *m, u64 start, u64 end)
{
	u64 start_pfn = PFN_UP(start);
	u64 end_pfn = min_t(u64, PFN_DOWN(end), sys(m)->max_low_pfn);
	u32 blocks;

	if (start_pfn >= end_pfn)
		return 0;
	blocks = __free_pages_memory(m, start_pfn, end_pfn);
	trace_free_memory_core(m, start_pfn, end_pfn, end_pfn - start_pfn, blocks);
	return end_pfn - start_pfn;
}

/* Until now managed_pages was an estimate. */
void reset_all_zones_managed_pages(struct machine *m)
{
	if (sys(m)->managed_pages_reset)
		return;
	for_each_zone(m, zone)
		set(m, zone, managed_pages, 0);
	set(m, sys(m), managed_pages_reset, true);
}

/* HighMem's frames have no place in the direct map and no memblock range of their own to be freed in. */
void free_highmem_page(struct machine *m, pfn_t pfn)
{
	__free_pages_bootmem(m, pfn, 0);
	add(m, sys(m), totalram_pages, 1);
	add(m, sys(m), totalhigh_pages, 1);
}

u64 free_all_bootmem(struct machine *m)
{
	u64 pages = 0, start, end;
	CALLED(m, free_all_bootmem);

	reset_all_zones_managed_pages(m);
	for_each_memblock_region(m, memblock_reserved(m), rgn)
		reserve_bootmem_region(m, rgn->base, rgn->base + rgn->size);
	for_each_free_mem_range(m, i, &start, &end)
		pages += __free_memory_core(m, start, end);
	add(m, sys(m), totalram_pages, pages);
	return pages;
}

void mem_init_print_info(struct machine *m)
{
	set(m, sys(m), after_bootmem, true);
	set(m, sys(m), booted, 2);
	set(m, sys(m), reserved_pages, sys(m)->physical_pages - sys(m)->totalram_pages);
	trace_handed_over(m, sys(m)->totalram_pages, sys(m)->reserved_pages);
}
