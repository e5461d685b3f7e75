/*
 * /proc/vmstat: the counters of all zones together, of the node, then events since boot.
 * Open mm/vmstat.c at vmstat_text[].  Which events there are depends on the kernel's configuration:
 * huge pages, and a line for each zone.  Of events the model counts what it has; the others stay 0.
 */
#include <ctype.h>

#include "fs/proc/proc.h"
#include "mm/mm.h"
#include "mm/vmstat.h"

#define EV_ZONES 1	/* a line for each zone; the name goes on with the zone's */
#define EV_HUGE 2	/* with HUGETLB_PAGE and TRANSPARENT_HUGEPAGE */
#define EV_PUD 4	/* with huge PUDs, which x86_64 alone has */

/* Those that the model counts, by their places in the list. */
#define PGALLOC 4
#define PGFREE 7
#define PGFAULT 11
#define PGMAJFAULT 12

static const struct vm_event {
	const char *name;
	u32 when;
} vm_events[] = {
	{ "pgpgin", 0 }, { "pgpgout", 0 }, { "pswpin", 0 }, { "pswpout", 0 },
	{ "pgalloc", EV_ZONES }, { "allocstall", EV_ZONES }, { "pgskip", EV_ZONES },
	{ "pgfree", 0 }, { "pgactivate", 0 }, { "pgdeactivate", 0 }, { "pglazyfree", 0 },
	{ "pgfault", 0 }, { "pgmajfault", 0 }, { "pglazyfreed", 0 }, { "pgrefill", 0 },
	{ "pgsteal_kswapd", 0 }, { "pgsteal_direct", 0 }, { "pgscan_kswapd", 0 },
	{ "pgscan_direct", 0 }, { "pgscan_direct_throttle", 0 }, { "pginodesteal", 0 },
	{ "slabs_scanned", 0 }, { "kswapd_inodesteal", 0 },
	{ "kswapd_low_wmark_hit_quickly", 0 }, { "kswapd_high_wmark_hit_quickly", 0 },
	{ "pageoutrun", 0 }, { "pgrotated", 0 }, { "drop_pagecache", 0 }, { "drop_slab", 0 },
	{ "oom_kill", 0 }, { "pgmigrate_success", 0 }, { "pgmigrate_fail", 0 },
	{ "compact_migrate_scanned", 0 }, { "compact_free_scanned", 0 },
	{ "compact_isolated", 0 }, { "compact_stall", 0 }, { "compact_fail", 0 },
	{ "compact_success", 0 }, { "compact_daemon_wake", 0 },
	{ "compact_daemon_migrate_scanned", 0 }, { "compact_daemon_free_scanned", 0 },
	{ "htlb_buddy_alloc_success", EV_HUGE }, { "htlb_buddy_alloc_fail", EV_HUGE },
	{ "unevictable_pgs_culled", 0 }, { "unevictable_pgs_scanned", 0 },
	{ "unevictable_pgs_rescued", 0 }, { "unevictable_pgs_mlocked", 0 },
	{ "unevictable_pgs_munlocked", 0 }, { "unevictable_pgs_cleared", 0 },
	{ "unevictable_pgs_stranded", 0 },
	{ "thp_fault_alloc", EV_HUGE }, { "thp_fault_fallback", EV_HUGE },
	{ "thp_collapse_alloc", EV_HUGE }, { "thp_collapse_alloc_failed", EV_HUGE },
	{ "thp_file_alloc", EV_HUGE }, { "thp_file_mapped", EV_HUGE },
	{ "thp_split_page", EV_HUGE }, { "thp_split_page_failed", EV_HUGE },
	{ "thp_deferred_split_page", EV_HUGE }, { "thp_split_pmd", EV_HUGE },
	{ "thp_split_pud", EV_HUGE | EV_PUD }, { "thp_zero_page_alloc", EV_HUGE },
	{ "thp_zero_page_alloc_failed", EV_HUGE }, { "thp_swpout", EV_HUGE },
	{ "thp_swpout_fallback", EV_HUGE }, { "swap_ra", 0 }, { "swap_ra_hit", 0 },
};

static void show_line(struct proc_text *t, const char *name, u64 value, struct proc_source from)
{
	proc_printf(t, "%s ", name);
	proc_number(t, from, "%llu", (unsigned long long)value);
	proc_printf(t, "\n");
}

static void show_items(struct proc_text *t, const struct vm_stat_item *items, u32 nr)
{
	for (u32 i = 0; i < nr; i++)
		if (items[i].name[0])
			show_line(t, items[i].name, items[i].value, items[i].from);
}

/* global_zone_page_state(): with one populated zone its counter is the answer. */
static void show_zone_items(const struct machine *m, struct proc_text *t)
{
	struct vm_stat_item sum[NR_VM_ZONE_STAT_ITEMS], items[NR_VM_ZONE_STAT_ITEMS];
	u32 nr = 0;

	for_each_populated_zone(m, zone) {
		zone_stat_items(m, zone, nr++ ? items : sum);
		for (u32 i = 0; nr > 1 && i < NR_VM_ZONE_STAT_ITEMS; i++) {
			sum[i].value += items[i].value;
			if (items[i].from.table != TABLE_zone)
				sum[i].from = items[i].from;	/* the only holder */
		}
	}
	for (u32 i = 0; nr > 1 && i < NR_VM_ZONE_STAT_ITEMS; i++)
		if (sum[i].from.table == TABLE_zone)
			sum[i].from = (struct proc_source){ FROM_NOTHING, 0, "sum of zone vm_stat",
							    sum[i].name, ELEMENT_NONE };
	sum[0].from = USE(PROC_USE_FREE, "sum of zone nr_free_pages");
	show_items(t, sum, NR_VM_ZONE_STAT_ITEMS);
}

/*
 * global_dirty_limits(): how many pages of what can be written to may be dirty, at 20 % and 10 %.
 * What HighMem holds does not count.
 */
static void show_dirty_limits(const struct machine *m, struct proc_text *t)
{
	u64 free = 0, reserve = sys(m)->totalreserve_pages, file = 0;

	for_each_zone(m, zone) {
		struct page_counts c;

		if (is_highmem(m, zone) || !populated_zone(zone))
			continue;
		free += (u64)zone_nr_free(zone);
		count_pages(m, zone, &c);
		file += c.lru[2] + c.lru[3];
	}
	free = free - min_t(u64, free, reserve) + file + 1;
	show_line(t, "nr_dirty_threshold", free * (20 * PAGE_SIZE / 100) / PAGE_SIZE,
		  MADE("vm_dirty_ratio 20 % of free and file pages beyond totalreserve_pages"));
	show_line(t, "nr_dirty_background_threshold", free * (10 * PAGE_SIZE / 100) / PAGE_SIZE,
		  MADE("dirty_background_ratio 10 % of free and file pages beyond totalreserve_pages"));
}

static u64 pgalloc(const struct machine *m, const struct zone *zone)
{
	u64 sum = 0;

	for (u32 cpu = 0; cpu < m->config.nr_cpus; cpu++)
		sum += zone_pcp(m, zone, cpu)->pgalloc;
	return sum;
}

static u64 pgfree(const struct machine *m)
{
	u64 sum = 0;

	for_each_zone(m, zone)
		for (u32 cpu = 0; cpu < m->config.nr_cpus; cpu++)
			sum += zone_pcp(m, zone, cpu)->pgfree;
	return sum;
}

/* The zone's name in small letters; HighMem is "high". */
static void zone_suffix(const struct machine *m, const struct zone *zone, char suffix[9])
{
	u32 length = zone_idx(m, zone) == m->geo.zone_highmem ? 4 : 8;

	for (u32 i = 0; i < length; i++)
		suffix[i] = (char)tolower((unsigned char)zone->name[i]);
	suffix[length] = '\0';
}

static void show_zone_lines(const struct machine *m, struct proc_text *t, u32 event)
{
	const char *name = vm_events[event].name;

	for_each_zone(m, zone) {
		u32 idx = zone_idx(m, zone);
		char suffix[9];

		zone_suffix(m, zone, suffix);
		proc_printf(t, "%s_%s ", name, suffix);
		if (event == PGALLOC)
			proc_number(t, FROM(per_cpu_pages, idx * m->config.nr_cpus, "pgalloc"),
				    "%llu", (unsigned long long)pgalloc(m, zone));
		else
			proc_number(t, FROM_KEY(zone, idx, "vm_event_states", name), "0");
		proc_printf(t, "\n");
	}
}

static bool configured(const struct machine *m, const struct vm_event *e)
{
	return (!(e->when & EV_HUGE) || m->geo.transparent_hugepage) &&
	       (!(e->when & EV_PUD) || m->config.arch == ARCH_X86_64);
}

static void show_event(const struct machine *m, struct proc_text *t, u32 event)
{
	const struct node_stat *n = node_stat(m);
	const char *name = vm_events[event].name;

	if (event == PGFREE)
		show_line(t, name, pgfree(m), MADE("sum of per_cpu_pages pgfree"));
	else if (event == PGFAULT)
		show_line(t, name, n->pgfault, FROM(node_stat, 0, "pgfault"));
	else if (event == PGMAJFAULT)
		show_line(t, name, n->pgmajfault, FROM(node_stat, 0, "pgmajfault"));
	else
		show_line(t, name, 0, (struct proc_source){ FROM_NOTHING, 0, "vm_event_states",
							     name, ELEMENT_NONE });
}

void show_vmstat(const struct machine *m, struct proc_text *t)
{
	struct vm_stat_item node[NR_VM_NODE_STAT_ITEMS];

	show_zone_items(m, t);
	node_stat_items(m, node);
	show_items(t, node, NR_VM_NODE_STAT_ITEMS);
	show_dirty_limits(m, t);
	for (u32 i = 0; i < ARRAY_SIZE(vm_events); i++) {
		if (vm_events[i].when & EV_ZONES)
			show_zone_lines(m, t, i);
		else if (configured(m, &vm_events[i]))
			show_event(m, t, i);
	}
}
