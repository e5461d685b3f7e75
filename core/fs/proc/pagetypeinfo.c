/* /proc/pagetypeinfo: free blocks and pageblocks by mobility.  Open mm/vmstat.c. */
#include "fs/proc/proc.h"
#include "lib/list.h"
#include "machine/format.h"
#include "mm/mmzone.h"

static u32 list_length(const struct machine *m, const struct list_head *head)
{
	u32 length = 0;

	for_each_ref(m, pos, head)
		length++;
	return length;
}

static void showfree_print(const struct machine *m, struct proc_text *t, const struct zone *zone)
{
	for (u32 mt = 0; mt < MIGRATE_TYPES; mt++) {
		proc_printf(t, "Node %4d, zone %8s, type %12s ", 0, zone->name,
			    migratetype_name(mt));
		for (u32 order = 0; order < MAX_ORDER; order++)
			proc_number(t, FROM_AT(free_area, zone_idx(m, zone) * MAX_ORDER + order,
					       "free_list", mt), "%6u ",
				    list_length(m, &zone_free_area(m, zone, order)->free_list[mt]));
		proc_printf(t, "\n");
	}
}

static void showblockcount_print(const struct machine *m, struct proc_text *t,
				 const struct zone *zone)
{
	u32 count[MIGRATE_TYPES] = { 0 };

	for (pfn_t pfn = zone->zone_start_pfn; pfn < zone_end_pfn(zone); pfn += pageblock_nr_pages(m))
		if (pfn_valid(m, pfn) && page_zone(m, pfn_to_page(m, pfn)) == zone)
			count[get_pfnblock_migratetype(m, pfn)]++;
	proc_printf(t, "Node 0, zone %8s ", zone->name);
	for (u32 mt = 0; mt < MIGRATE_TYPES; mt++)
		proc_number(t, FROM_KEY(zone, zone_idx(m, zone), "pageblock_flags",
					migratetype_name(mt)), "%12u ", count[mt]);
	proc_printf(t, "\n");
}

void show_pagetypeinfo(const struct machine *m, struct proc_text *t)
{
	proc_printf(t, "Page block order: %d\nPages per block:  %u\n\n", pageblock_order(m),
		    pageblock_nr_pages(m));
	proc_printf(t, "%-43s ", "Free pages count per migrate type at order");
	for (u32 order = 0; order < MAX_ORDER; order++)
		proc_printf(t, "%6u ", order);
	proc_printf(t, "\n");
	for_each_populated_zone(m, zone)
		showfree_print(m, t, zone);
	proc_printf(t, "\n%-23s", "Number of blocks type ");
	for (u32 mt = 0; mt < MIGRATE_TYPES; mt++)
		proc_printf(t, "%12s ", migratetype_name(mt));
	proc_printf(t, "\n");
	for_each_populated_zone(m, zone)
		showblockcount_print(m, t, zone);
}
