/* /proc/buddyinfo: free blocks of each order.  Open mm/vmstat.c at frag_show_print(). */
#include "fs/proc/proc.h"
#include "mm/mmzone.h"

void show_buddyinfo(const struct machine *m, struct proc_text *t)
{
	for_each_populated_zone(m, zone) {
		proc_printf(t, "Node 0, zone %8s ", zone->name);
		for (u32 order = 0; order < MAX_ORDER; order++)
			proc_number(t, FROM(free_area, zone_idx(m, zone) * MAX_ORDER + order, "nr_free"),
				    "%6u ", zone_free_area(m, zone, order)->nr_free);
		proc_printf(t, "\n");
	}
}
