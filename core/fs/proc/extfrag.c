/*
 * External fragmentation, which the kernel shows under /sys/kernel/debug/extfrag.
 * Open mm/vmstat.c at unusable_show_print() and extfrag_show_print().
 */
#include "fs/proc/proc.h"
#include "mm/vmstat.h"

typedef s32 (*index_fn)(const struct machine *m, const struct zone *zone, u32 order);

static void show_index(const struct machine *m, struct proc_text *t, index_fn index)
{
	for_each_populated_zone(m, zone) {
		proc_printf(t, "Node 0, zone %8s ", zone->name);
		for (u32 order = 0; order < MAX_ORDER; order++) {
			s32 x = index(m, zone, order);

			proc_printf(t, "%d.%03d ", x / 1000, x % 1000);
		}
		proc_printf(t, "\n");
	}
}

void show_unusable_index(const struct machine *m, struct proc_text *t)
{
	show_index(m, t, unusable_free_index);
}

void show_extfrag_index(const struct machine *m, struct proc_text *t)
{
	show_index(m, t, fragmentation_index);
}
