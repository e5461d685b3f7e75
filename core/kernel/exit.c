/* The end of a process.  Open kernel/exit.c.  No parent waits: the zombie keeps its task_struct. */
#include "kernel/task.h"
#include "machine/trace.h"

static void exit_mm(struct machine *m)
{
	CALLED(m, exit_mm);
	const struct task_struct *task = current(m);
	u32 mm = task->mm;

	sync_mm_rss(m, mm);
	add(m, mm_at(m, mm), mm_count, 1);	/* active_mm keeps it until the next switch */
	set(m, task, mm, 0);
	enter_lazy_tlb(m, mm);
	mmput(m, mm);
}

static void exit_notify(struct machine *m)
{
	CALLED(m, exit_notify);

	set(m, current(m), exit_state, EXIT_ZOMBIE);
}

void do_exit(struct machine *m, u64 code)
{
	CALLED(m, do_exit, code);
	u32 task = this_cpu(m)->current_task;

	set(m, current(m), flags, current(m)->flags | PF_EXITING);
	set(m, current(m), exit_code, code);
	trace_process_exits(m, task, code);
	if (current(m)->mm)
		exit_mm(m);
	exit_notify(m);
	set(m, current(m), state, TASK_DEAD);
	__schedule(m, 0);
}
