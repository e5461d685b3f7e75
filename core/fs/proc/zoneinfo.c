/* /proc/zoneinfo: zones' sizes, marks and counters.  Open mm/vmstat.c at zoneinfo_show_print(). */
#include "fs/proc/proc.h"
#include "mm/vmstat.h"

struct stat_line {
	const char *name;
	u64 value;
};

static void show_stats(struct proc_text *t, const struct stat_line *lines, u32 nr)
{
	for (u32 i = 0; i < nr; i++)
		proc_printf(t, "\n      %-12s %llu", lines[i].name,
			    (unsigned long long)lines[i].value);
}

/* Of the whole node.  What the model has no notion of is 0. */
static void show_node_stats(const struct machine *m, struct proc_text *t)
{
	struct page_counts n = { 0 };

	for_each_populated_zone(m, zone) {
		struct page_counts c;

		count_pages(m, zone, &c);
		for (u32 i = 0; i < sizeof(n) / sizeof(u64); i++)
			((u64 *)&n)[i] += ((u64 *)&c)[i];
	}
	proc_printf(t, "\n  per-node stats");
	show_stats(t, (const struct stat_line[]){
		{ "nr_inactive_anon", n.inactive_anon }, { "nr_active_anon", n.active_anon },
		{ "nr_inactive_file", n.inactive_file }, { "nr_active_file", n.active_file },
		{ "nr_unevictable", n.unevictable }, { "nr_slab_reclaimable", 0 },
		{ "nr_slab_unreclaimable", n.slab }, { "nr_isolated_anon", 0 },
		{ "nr_isolated_file", 0 }, { "workingset_refault", 0 }, { "workingset_activate", 0 },
		{ "workingset_nodereclaim", 0 }, { "nr_anon_pages", n.anon_mapped },
		{ "nr_mapped", n.file_mapped },
		{ "nr_file_pages", n.active_file + n.inactive_file }, { "nr_dirty", 0 },
		{ "nr_writeback", 0 }, { "nr_writeback_temp", 0 }, { "nr_shmem", 0 },
		{ "nr_shmem_hugepages", 0 }, { "nr_shmem_pmdmapped", 0 },
		{ "nr_anon_transparent_hugepages", 0 }, { "nr_unstable", 0 },
		{ "nr_vmscan_write", 0 }, { "nr_vmscan_immediate_reclaim", 0 },
		{ "nr_dirtied", 0 }, { "nr_written", 0 }, { "", 0 },
	}, 28);
}

static void show_zone_stats(const struct machine *m, struct proc_text *t, const struct zone *zone)
{
	struct page_counts c;
	u64 stacks = zone_idx(m, zone) == m->geo.zone_dma ? 0 : count_kernel_stacks(m) * 16;

	/* stacks are counted in the zone that new kernel pages come from: the highest */
	for (u32 higher = zone_idx(m, zone) + 1; higher < MAX_NR_ZONES; higher++)
		if (populated_zone(zone_at(m, higher)))
			stacks = 0;
	count_pages(m, zone, &c);
	show_stats(t, (const struct stat_line[]){
		{ "nr_free_pages", (u64)zone_nr_free(zone) },
		{ "nr_zone_inactive_anon", c.inactive_anon },
		{ "nr_zone_active_anon", c.active_anon },
		{ "nr_zone_inactive_file", c.inactive_file },
		{ "nr_zone_active_file", c.active_file },
		{ "nr_zone_unevictable", c.unevictable }, { "nr_zone_write_pending", 0 },
		{ "nr_mlock", c.mlocked }, { "nr_page_table_pages", c.page_table },
		{ "nr_kernel_stack", stacks }, { "nr_bounce", 0 },
		{ "nr_free_cma", (u64)zone_nr_free_cma(zone) },
	}, 12);
}

static void show_pagesets(const struct machine *m, struct proc_text *t, const struct zone *zone)
{
	proc_printf(t, "\n  pagesets");
	for (u32 cpu = 0; cpu < m->config.nr_cpus; cpu++) {
		const struct per_cpu_pages *pcp = zone_pcp(m, zone, cpu);

		proc_printf(t, "\n    cpu: %u\n              count: %u\n              high:  %u"
			    "\n              batch: %u\n  vm stats threshold: %u",
			    cpu, pcp->count, pcp->high, pcp->batch, zone->stat_threshold);
	}
}

static void show_zone(const struct machine *m, struct proc_text *t, const struct zone *zone,
		      bool first)
{
	proc_printf(t, "Node 0, zone %8s", zone->name);
	if (first)
		show_node_stats(m, t);
	proc_printf(t, "\n  pages free     %lld\n        min      %u\n        low      %u"
		    "\n        high     %u\n        spanned  %u\n        present  %u"
		    "\n        managed  %u\n        protection: (%u, %u, %u, %u)",
		    (long long)zone_nr_free(zone), zone->watermark[WMARK_MIN],
		    zone->watermark[WMARK_LOW], zone->watermark[WMARK_HIGH], zone->spanned_pages,
		    zone->present_pages, zone->managed_pages, zone->lowmem_reserve[0],
		    zone->lowmem_reserve[1], zone->lowmem_reserve[2], zone->lowmem_reserve[3]);
	if (populated_zone(zone)) {
		show_zone_stats(m, t, zone);
		show_pagesets(m, t, zone);
		proc_printf(t, "\n  node_unreclaimable:  0\n  start_pfn:           %u",
			    zone->zone_start_pfn);
	}
	proc_printf(t, "\n");
}

void show_zoneinfo(const struct machine *m, struct proc_text *t)
{
	bool first = true;

	for_each_zone(m, zone) {
		show_zone(m, t, zone, first && populated_zone(zone));
		first = first && !populated_zone(zone);
	}
}
