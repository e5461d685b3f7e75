/*
 * ZONE_MOVABLE: what kernelcore= and movablecore= leave to movable pages alone.
 * Open mm/page_alloc.c at find_zone_movable_pfns_for_nodes() beside this.
 *
 * The zone begins where the kernel has got its share, counted from the start of the highest zone
 * that has RAM, and takes everything from there on.  No firmware says here which RAM is mirrored, so
 * kernelcore=mirror leaves the kernel what begins below 4 GiB.  Left out: movable_node (the recorded
 * kernels have no MEMORY_HOTPLUG), and more nodes than one.
 */
#include "lib/cmdline.h"
#include "mm/memblock.h"
#include "mm/page_alloc/internal.h"
#include "mm/zone_init.h"

#define BELOW_4G_PFN 0x100000u

/* cmdline_parse_core(): nn% leaves an earlier number of pages as it is. */
static void parse_core(const char *value, u32 *pages, u32 *percent)
{
	const char *end;
	u64 number = simple_strtoull(value, &end);

	*percent = *end == '%' ? (u32)min_t(u64, number, 100) : 0;
	if (*end == '%')
		return;
	number = memparse(value, &end) >> PAGE_SHIFT;
	*pages = (u32)min_t(u64, number, ~0u);
}

void cmdline_parse_kernelcore(struct machine *m, const char *value)
{
	u32 percent, pages = sys(m)->required_kernelcore;

	if (parse_option_str(value, "mirror")) {
		set(m, sys(m), mirrored_kernelcore, true);
		return;
	}
	parse_core(value, &pages, &percent);
	set(m, sys(m), required_kernelcore, pages);
	set(m, sys(m), required_kernelcore_percent, percent);
}

void cmdline_parse_movablecore(struct machine *m, const char *value)
{
	u32 percent, pages = sys(m)->required_movablecore;

	parse_core(value, &pages, &percent);
	set(m, sys(m), required_movablecore, pages);
	set(m, sys(m), required_movablecore_percent, percent);
}

static u64 early_calculate_totalpages(const struct machine *m)
{
	u64 pages = 0;

	for_each_memblock_region(m, memblock_memory(m), rgn) {
		u64 start = memblock_region_memory_base_pfn(rgn);
		u64 end = memblock_region_memory_end_pfn(rgn);

		pages += end > start ? end - start : 0;
	}
	return pages;
}

/* The kernel's share: what it asks for itself, or what movablecore= leaves to it. */
static u64 kernelcore_pages(const struct machine *m, u64 totalpages)
{
	const struct system *s = sys(m);
	u64 kernelcore = s->required_kernelcore, movablecore = s->required_movablecore;

	if (s->required_kernelcore_percent)
		kernelcore = totalpages * 100 * s->required_kernelcore_percent / 10000;
	if (s->required_movablecore_percent)
		movablecore = totalpages * 100 * s->required_movablecore_percent / 10000;
	if (!movablecore)
		return kernelcore;
	movablecore = min_t(u64, totalpages, ALIGN_UP(movablecore, MAX_ORDER_NR_PAGES));
	return max_t(u64, kernelcore, totalpages - movablecore);
}

/* Walk RAM upwards until the kernel has its pages; below `usable` only the kernel may be. */
static u64 end_of_kernelcore(const struct machine *m, u64 usable, u64 remaining)
{
	u64 movable_pfn = 0;

	for_each_memblock_region(m, memblock_memory(m), rgn) {
		u64 start = memblock_region_memory_base_pfn(rgn);
		u64 end = memblock_region_memory_end_pfn(rgn);

		if (start >= end)
			continue;
		if (start < usable) {
			remaining -= min_t(u64, min_t(u64, end, usable) - start, remaining);
			start = min_t(u64, end, usable);
			movable_pfn = end;
			if (end <= usable)
				continue;
		}
		movable_pfn = start + min_t(u64, end - start, remaining);
		remaining -= movable_pfn - start;
		if (!remaining)
			break;
	}
	return movable_pfn;
}

/* kernelcore=mirror: what is not mirrored is Movable's, but for ranges that begin below 4 GiB. */
static void find_movable_pfn_mirrored(struct machine *m)
{
	u64 movable_pfn = 0, kept = 0;

	for_each_memblock_region(m, memblock_memory(m), rgn) {
		u64 start = memblock_region_memory_base_pfn(rgn);

		if (start < BELOW_4G_PFN)
			kept += memblock_region_memory_end_pfn(rgn) - start;
		else
			movable_pfn = movable_pfn ? min_t(u64, movable_pfn, start) : start;
	}
	trace_kernel_memory_unmirrored(m, kept);
	if (!movable_pfn)
		return;
	set(m, sys(m), zone_movable_pfn, ALIGN_UP(movable_pfn, MAX_ORDER_NR_PAGES));
	trace_zone_movable(m, sys(m)->zone_movable_pfn, kept);
}

/* `lowest` is where the highest zone that has RAM begins. */
void find_zone_movable_pfns_for_nodes(struct machine *m, u64 lowest)
{
	u64 totalpages = early_calculate_totalpages(m), kernelcore, pfn;
	CALLED(m, find_zone_movable_pfns_for_nodes);

	if (sys(m)->mirrored_kernelcore) {
		find_movable_pfn_mirrored(m);
		return;
	}
	kernelcore = kernelcore_pages(m, totalpages);
	if (!kernelcore || kernelcore >= totalpages)
		return;
	pfn = ALIGN_UP(end_of_kernelcore(m, lowest, kernelcore), MAX_ORDER_NR_PAGES);
	set(m, sys(m), zone_movable_pfn, pfn);
	trace_zone_movable(m, pfn, kernelcore);
}
