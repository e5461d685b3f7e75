/* Free page counters beyond the inline fast path.  Open mm/vmstat.c. */
#include "lib/log2.h"
#include "mm/page_alloc.h"
#include "mm/vmstat.h"

/* More cpus and more memory make a larger error harmless; never more than a signed byte holds. */
u32 calculate_normal_threshold(const struct zone *zone, u32 nr_cpus)
{
	u32 mem = zone->managed_pages >> (27 - PAGE_SHIFT);	/* in 128 MiB */

	return min_t(u32, 125, 2 * fls(nr_cpus) * (1 + fls(mem)));
}

void refresh_zone_stat_thresholds(struct machine *m)
{
	for_each_populated_zone(m, zone) {
		u32 threshold = calculate_normal_threshold(zone, m->config.nr_cpus);

		set(m, zone, stat_threshold, threshold);
		trace_stat_threshold(m, zone_idx(m, zone), threshold);
	}
}

void refresh_cpu_vm_stats(struct machine *m)
{
	CALLED(m, refresh_cpu_vm_stats);

	for_each_populated_zone(m, zone) {
		const struct per_cpu_pages *pcp = this_cpu_pcp(m, zone);

		if (!pcp->diff_free && !pcp->diff_cma)
			continue;
		add(m, zone, nr_free_pages, pcp->diff_free);
		add(m, zone, nr_free_cma, pcp->diff_cma);
		trace_fold_vm_stat(m, zone_idx(m, zone), (u64)(s64)pcp->diff_free);
		set(m, pcp, diff_free, 0);
		set(m, pcp, diff_cma, 0);
	}
}

s64 zone_page_state_snapshot(const struct machine *m, const struct zone *zone)
{
	s64 x = zone->nr_free_pages;

	for (u32 cpu = 0; cpu < m->config.nr_cpus; cpu++)
		x += zone_pcp(m, zone, cpu)->diff_free;
	return x > 0 ? x : 0;
}

u64 nr_free_pages(const struct machine *m)
{
	u64 sum = 0;

	for_each_zone(m, zone)
		sum += (u64)zone_nr_free(zone);
	return sum;
}

/* What a request finds: all free pages and blocks, and how many of its size those hold. */
struct contig_page_info {
	u64 free_pages, free_blocks_total, free_blocks_suitable;
};

static struct contig_page_info fill_contig_page_info(const struct machine *m,
						     const struct zone *zone, u32 suitable_order)
{
	struct contig_page_info info = { 0 };

	for (u32 order = 0; order < MAX_ORDER; order++) {
		u64 blocks = zone_free_area(m, zone, order)->nr_free;

		info.free_blocks_total += blocks;
		info.free_pages += blocks << order;
		if (order >= suitable_order)
			info.free_blocks_suitable += blocks << (order - suitable_order);
	}
	return info;
}

s32 unusable_free_index(const struct machine *m, const struct zone *zone, u32 order)
{
	struct contig_page_info info = fill_contig_page_info(m, zone, order);
	u64 suitable = info.free_blocks_suitable << order;

	return info.free_pages ? (s32)((info.free_pages - suitable) * 1000 / info.free_pages) : 1000;
}

s32 fragmentation_index(const struct machine *m, const struct zone *zone, u32 order)
{
	struct contig_page_info info = fill_contig_page_info(m, zone, order);

	if (!info.free_blocks_total)
		return 0;
	if (info.free_blocks_suitable)
		return -1000;
	return 1000 - (s32)((1000 + (info.free_pages * 1000 >> order)) / info.free_blocks_total);
}
