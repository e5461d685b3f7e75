/* /proc/zoneinfo: zones' sizes, marks and counters.  Open mm/vmstat.c at zoneinfo_show_print(). */
#include "fs/proc/proc.h"
#include "mm/vmstat.h"

static void show_items(struct proc_text *t, const struct vm_stat_item *items, u32 nr)
{
	for (u32 i = 0; i < nr; i++) {
		proc_printf(t, "\n      %-12s ", items[i].name);
		proc_number(t, items[i].from, "%llu", (unsigned long long)items[i].value);
	}
}

static void show_field(struct proc_text *t, const char *before, struct proc_source from, s64 value)
{
	proc_printf(t, "%s", before);
	proc_number(t, from, "%lld", (long long)value);
}

/* The protection of every zone, which is one number for each zone that a request may aim at. */
static void show_protection(const struct machine *m, struct proc_text *t, const struct zone *zone)
{
	for (u32 i = 0; i < m->geo.nr_zones; i++)
		show_field(t, i ? ", " : "\n        protection: (",
			   FROM_AT(zone, zone_idx(m, zone), "lowmem_reserve", i),
			   zone->lowmem_reserve[i]);
	proc_printf(t, ")");
}

static void show_sizes(const struct machine *m, struct proc_text *t, const struct zone *zone)
{
	static const char *const marks[] = {
		"\n        min      ", "\n        low      ", "\n        high     ",
	};
	u32 idx = zone_idx(m, zone);

	show_field(t, "\n  pages free     ", FROM(zone, idx, "nr_free_pages"), zone_nr_free(zone));
	for (u32 i = 0; i < NR_WMARK; i++)
		show_field(t, marks[i], FROM_AT(zone, idx, "watermark", i), zone->watermark[i]);
	show_field(t, "\n        spanned  ", FROM(zone, idx, "spanned_pages"), zone->spanned_pages);
	show_field(t, "\n        present  ", FROM(zone, idx, "present_pages"), zone->present_pages);
	show_field(t, "\n        managed  ", FROM(zone, idx, "managed_pages"), zone->managed_pages);
	show_protection(m, t, zone);
}

static void show_pagesets(const struct machine *m, struct proc_text *t, const struct zone *zone)
{
	proc_printf(t, "\n  pagesets");
	for (u32 cpu = 0; cpu < m->config.nr_cpus; cpu++) {
		const struct per_cpu_pages *pcp = zone_pcp(m, zone, cpu);
		u32 idx = per_cpu_pages_index(m, pcp);

		proc_printf(t, "\n    cpu: %u", cpu);
		show_field(t, "\n              count: ", FROM(per_cpu_pages, idx, "count"), pcp->count);
		show_field(t, "\n              high:  ", FROM(per_cpu_pages, idx, "high"), pcp->high);
		show_field(t, "\n              batch: ", FROM(per_cpu_pages, idx, "batch"), pcp->batch);
		show_field(t, "\n  vm stats threshold: ",
			   FROM(zone, zone_idx(m, zone), "stat_threshold"), zone->stat_threshold);
	}
}

static void show_zone(const struct machine *m, struct proc_text *t, const struct zone *zone,
		      bool first)
{
	struct vm_stat_item node[NR_VM_NODE_STAT_ITEMS], items[NR_VM_ZONE_STAT_ITEMS];

	proc_printf(t, "Node 0, zone %8s", zone->name);
	if (first) {
		node_stat_items(m, node);
		proc_printf(t, "\n  per-node stats");
		show_items(t, node, NR_VM_NODE_STAT_ITEMS);
	}
	show_sizes(m, t, zone);
	if (populated_zone(zone)) {
		zone_stat_items(m, zone, items);
		show_items(t, items, NR_VM_ZONE_STAT_ITEMS);
		show_pagesets(m, t, zone);
		proc_printf(t, "\n  node_unreclaimable:  0");
		show_field(t, "\n  start_pfn:           ",
			   FROM(zone, zone_idx(m, zone), "zone_start_pfn"), zone->zone_start_pfn);
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
