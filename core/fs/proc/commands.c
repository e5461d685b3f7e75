/*
 * What the commands free and vmstat print (procps): no files of /proc but readers of meminfo and
 * vmstat.  A number's source is the line that the command read; what needs a clock is left out: "-".
 */
#include "fs/proc/proc.h"
#include "kernel/task.h"

typedef unsigned long long ull;

static void cell(struct proc_text *t, u64 value, const char *read)
{
	proc_number(t, MADE(read), " %11llu", (ull)value);
}

void show_free(const struct machine *m, struct proc_text *t)
{
	struct meminfo i;

	read_meminfo(m, &i);
	proc_printf(t, "              total        used        free      shared  buff/cache   "
		    "available\nMem:    ");
	cell(t, i.total, "MemTotal");
	cell(t, i.total - i.free - i.cached - i.reclaimable,
	     "MemTotal - MemFree - Buffers - Cached - SReclaimable");
	cell(t, i.free, "MemFree");
	cell(t, i.shmem, "Shmem");
	cell(t, i.cached + i.reclaimable, "Buffers + Cached + SReclaimable");
	cell(t, i.available, "MemAvailable");
	proc_printf(t, "\nSwap:   ");
	cell(t, 0, "SwapTotal");
	cell(t, 0, "SwapTotal - SwapFree");
	cell(t, 0, "SwapFree");
	proc_printf(t, "\n");
}

static u32 running_tasks(const struct machine *m)
{
	u32 nr = 0;

	for (u32 i = 1; i < m->tables[TABLE_task_struct].capacity; i++)
		nr += object_live(m, TABLE_task_struct, i) && i != idle_task(m) &&
		      task_at(m, i)->state == TASK_RUNNING && !task_at(m, i)->exit_state;
	return nr;
}

/* The first line of vmstat's table; since boot, as the command's first line always is. */
void show_vmstat_command(const struct machine *m, struct proc_text *t)
{
	static const char *const columns[] = { "swpd", "free", "buff", "cache" };
	static const char *const read[] = {
		"SwapTotal - SwapFree", "MemFree", "Buffers", "Cached + SReclaimable",
	};
	struct meminfo i;
	u64 values[4];

	read_meminfo(m, &i);
	values[0] = values[2] = 0;
	values[1] = i.free;
	values[3] = i.cached + i.reclaimable;
	proc_printf(t, "procs -----------memory---------- ---swap-- -----io---- -system-- "
		    "------cpu-----\n r  b");
	for (u32 c = 0; c < ARRAY_SIZE(columns); c++)
		proc_printf(t, " %6s", columns[c]);
	proc_printf(t, "   si   so    bi    bo   in   cs us sy id wa st\n");
	proc_number(t, MADE("/proc/stat procs_running"), "%2u", running_tasks(m));
	proc_number(t, MADE("/proc/stat procs_blocked"), " %2u", 0u);
	for (u32 c = 0; c < ARRAY_SIZE(values); c++)
		proc_number(t, MADE(read[c]), " %6llu", (ull)values[c]);
	proc_number(t, MADE("/proc/vmstat pswpin"), " %4u", 0u);
	proc_number(t, MADE("/proc/vmstat pswpout"), " %4u", 0u);
	proc_number(t, MADE("/proc/vmstat pgpgin"), " %5u", 0u);
	proc_number(t, MADE("/proc/vmstat pgpgout"), " %5u", 0u);
	proc_printf(t, "    -    -  -  -  -  -  -\n");
}
