/* Free page counters beyond the inline fast path.  Open mm/vmstat.c. */
#include "mm/page_alloc.h"
#include "mm/vmstat.h"

static u32 fls(u32 x)
{
	return x ? 32 - (u32)__builtin_clz(x) : 0;
}

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
