/*
 * The counters of zones and of the node, under their names and in their order of vmstat_text[] in
 * mm/vmstat.c.  zoneinfo and vmstat share them.  Where the kernel keeps a counter for a zone of
 * something that moves seldom, the frames are counted instead; what the model has no notion of is 0.
 */
#include "fs/proc/proc.h"
#include "mm/mm.h"
#include "mm/vmstat.h"

static struct vm_stat_item item(const char *name, u64 value, struct proc_source from)
{
	return (struct vm_stat_item){ name, value, from };
}

/* Kernel stacks are counted in the zone that kernel pages come from: the highest without HighMem. */
static bool has_kernel_stacks(const struct machine *m, const struct zone *zone)
{
	u32 best = 0;

	for_each_populated_zone(m, z)
		if (!is_highmem(m, z) && zone_idx(m, z) != m->geo.zone_movable)
			best = zone_idx(m, z);
	return zone_idx(m, zone) == best;
}

void zone_stat_items(const struct machine *m, const struct zone *zone,
		     struct vm_stat_item items[NR_VM_ZONE_STAT_ITEMS])
{
	static const char *const names[NR_VM_ZONE_STAT_ITEMS] = {
		"nr_free_pages", "nr_zone_inactive_anon", "nr_zone_active_anon",
		"nr_zone_inactive_file", "nr_zone_active_file", "nr_zone_unevictable",
		"nr_zone_write_pending", "nr_mlock", "nr_page_table_pages", "nr_kernel_stack",
		"nr_bounce", "nr_free_cma",
	};
	u32 idx = zone_idx(m, zone);
	struct page_counts c;

	count_pages(m, zone, &c);
	for (u32 i = 0; i < NR_VM_ZONE_STAT_ITEMS; i++)
		items[i] = item(names[i], 0, FROM_KEY(zone, idx, "vm_stat", names[i]));
	for (u32 lru = 0; lru < NR_LRU_LISTS; lru++)
		items[1 + lru].value = c.lru[lru];
	items[0].value = (u64)zone_nr_free(zone);
	items[0].from = FROM(zone, idx, "nr_free_pages");
	items[7].value = c.mlocked;
	items[8].value = c.page_table;
	if (has_kernel_stacks(m, zone))
		items[9] = item(names[9], (u64)node_stat(m)->nr_kernel_stack_kb,
				FROM(node_stat, 0, "nr_kernel_stack_kb"));
	items[11].value = (u64)zone_nr_free_cma(zone);
	items[11].from = FROM(zone, idx, "nr_free_cma");
}

void node_stat_items(const struct machine *m, struct vm_stat_item items[NR_VM_NODE_STAT_ITEMS])
{
	static const char *const names[NR_VM_NODE_STAT_ITEMS] = {
		"nr_inactive_anon", "nr_active_anon", "nr_inactive_file", "nr_active_file",
		"nr_unevictable", "nr_slab_reclaimable", "nr_slab_unreclaimable",
		"nr_isolated_anon", "nr_isolated_file", "workingset_refault",
		"workingset_activate", "workingset_nodereclaim", "nr_anon_pages", "nr_mapped",
		"nr_file_pages", "nr_dirty", "nr_writeback", "nr_writeback_temp", "nr_shmem",
		"nr_shmem_hugepages", "nr_shmem_pmdmapped", "nr_anon_transparent_hugepages",
		"nr_unstable", "nr_vmscan_write", "nr_vmscan_immediate_reclaim", "nr_dirtied",
		"nr_written", "",	/* NR_INDIRECTLY_RECLAIMABLE_BYTES is hidden */
	};
	const struct node_stat *n = node_stat(m);

	for (u32 i = 0; i < NR_VM_NODE_STAT_ITEMS; i++)
		items[i] = item(names[i], 0, FROM_KEY(node_stat, 0, "vm_stat", names[i]));
	for (u32 lru = 0; lru < NR_LRU_LISTS; lru++)
		items[lru] = item(names[lru], lruvec_at(m, 0)->nr_pages[lru],
				  FROM_AT(lruvec, 0, "nr_pages", lru));
	items[5] = item(names[5], (u64)n->nr_slab_reclaimable,
			FROM(node_stat, 0, "nr_slab_reclaimable"));
	items[6] = item(names[6], (u64)n->nr_slab_unreclaimable,
			FROM(node_stat, 0, "nr_slab_unreclaimable"));
	items[12] = item(names[12], (u64)n->nr_anon_mapped, FROM(node_stat, 0, "nr_anon_mapped"));
	items[13] = item(names[13], (u64)n->nr_file_mapped, FROM(node_stat, 0, "nr_file_mapped"));
	items[14] = item(names[14], (u64)n->nr_file_pages, FROM(node_stat, 0, "nr_file_pages"));
}
