/*
 * /proc/PID/status.  Open fs/proc/array.c and task_mem() in task_mmu.c.  Only the lines that the model
 * knows something about; VmPeak and VmHWM (high-water marks) are left out.
 */
#include "fs/proc/pid.h"
#include "kernel/task.h"

static void show_pages(struct proc_text *t, const char *name, u64 pages, struct proc_source from)
{
	proc_printf(t, "%s:\t", name);
	proc_number(t, from, "%8llu", (unsigned long long)pages << (PAGE_SHIFT - 10));
	proc_printf(t, " kB\n");
}

static const char *task_state(const struct machine *m, u32 task)
{
	const struct task_struct *t = task_at(m, task);

	if (t->exit_state == EXIT_ZOMBIE)
		return "Z (zombie)";
	return t->state == TASK_INTERRUPTIBLE ? "S (sleeping)" : "R (running)";
}

/* What the kernel believes: counters that lag behind the page table by up to 64 faults a task. */
static void task_mem(const struct machine *m, u32 index, struct proc_text *t)
{
	const struct mm_struct *mm = mm_at(m, index);
	u64 anon = (u64)get_mm_counter(m, index, MM_ANONPAGES);
	u64 file = (u64)get_mm_counter(m, index, MM_FILEPAGES);
	u64 shmem = (u64)get_mm_counter(m, index, MM_SHMEMPAGES);
	u64 text = (ALIGN_UP(mm->end_code, PAGE_SIZE) - (mm->start_code & PAGE_MASK)) >> PAGE_SHIFT;

	text = min_t(u64, text, mm->exec_vm);
	show_pages(t, "VmSize", mm->total_vm, FROM(mm_struct, index, "total_vm"));
	show_pages(t, "VmLck", mm->locked_vm, FROM(mm_struct, index, "locked_vm"));
	show_pages(t, "VmRSS", anon + file + shmem,
		   MADE("mm rss_stat[0] + rss_stat[1] + rss_stat[3]"));
	show_pages(t, "RssAnon", anon, FROM_AT(mm_struct, index, "rss_stat", MM_ANONPAGES));
	show_pages(t, "RssFile", file, FROM_AT(mm_struct, index, "rss_stat", MM_FILEPAGES));
	show_pages(t, "RssShmem", shmem, FROM_AT(mm_struct, index, "rss_stat", MM_SHMEMPAGES));
	show_pages(t, "VmData", mm->data_vm, FROM(mm_struct, index, "data_vm"));
	show_pages(t, "VmStk", mm->stack_vm, FROM(mm_struct, index, "stack_vm"));
	show_pages(t, "VmExe", text, MADE("mm end_code - start_code, whole pages"));
	show_pages(t, "VmLib", mm->exec_vm - text, FROM(mm_struct, index, "exec_vm"));
	show_pages(t, "VmPTE", mm->pgtables_bytes >> PAGE_SHIFT,
		   FROM(mm_struct, index, "pgtables_bytes"));
	show_pages(t, "VmSwap", (u64)get_mm_counter(m, index, MM_SWAPENTS),
		   FROM_AT(mm_struct, index, "rss_stat", MM_SWAPENTS));
}

void show_pid_status(const struct machine *m, u32 task, struct proc_text *t)
{
	const struct task_struct *p = task_at(m, task);

	proc_printf(t, "Name:\t%.16s\nState:\t%s\nTgid:\t", p->comm, task_state(m, task));
	proc_number(t, FROM(task_struct, task, "tgid"), "%u", p->tgid);
	proc_printf(t, "\nPid:\t");
	proc_number(t, FROM(task_struct, task, "pid"), "%u", p->pid);
	proc_printf(t, "\n");
	if (p->mm)
		task_mem(m, p->mm, t);
	proc_printf(t, "Threads:\t1\n");
}
