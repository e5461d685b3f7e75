/*
 * External fragmentation, which the kernel shows under /sys/kernel/debug/extfrag.
 * Open mm/vmstat.c at unusable_show_print() and extfrag_show_print().
 */
#include "fs/proc/proc.h"
#include "mm/vmstat.h"

typedef s32 (*index_fn)(const struct machine *m, const struct zone *zone, u32 order);

/* A zone's lists from this order up serve such a request; those below it are the fragments. */
static struct proc_source free_area_of(const struct machine *m, const struct zone *zone, u32 order,
				       const char *made)
{
	return FROM(free_area, zone_idx(m, zone) * MAX_ORDER + order, made);
}

static void show_index(const struct machine *m, struct proc_text *t, index_fn index,
		       const char *made)
{
	for_each_populated_zone(m, zone) {
		proc_printf(t, "Node 0, zone %8s ", zone->name);
		for (u32 order = 0; order < MAX_ORDER; order++) {
			s32 x = index(m, zone, order);

			proc_number(t, free_area_of(m, zone, order, made), "%d.%03d ", x / 1000,
				    x % 1000);
		}
		proc_printf(t, "\n");
	}
}

void show_unusable_index(const struct machine *m, struct proc_text *t)
{
	show_index(m, t, unusable_free_index, "(free pages - usable pages) / free pages");
}

void show_extfrag_index(const struct machine *m, struct proc_text *t)
{
	show_index(m, t, fragmentation_index,
		   "1 - (1 + free pages / 2^order) / free blocks; -1: would not fail");
}
