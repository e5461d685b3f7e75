/* Kernel stacks and the cpu: canaries intact, TSS.sp1 and CR3 those of the task that runs. */
#include "check/check.h"
#include "kernel/task.h"

static void check_cpu(const struct machine *m, u32 index, struct check_report *r)
{
	const struct cpu *cpu = cpu_at(m, index);
	const struct task_struct *task = task_at(m, cpu->current_task);
	u64 pgd = cpu->loaded_mm ? mm_at(m, cpu->loaded_mm)->pgd : sys(m)->init_pgd;

	if (!cpu->current_task)
		return;
	if (cpu->tss_sp1 != task_top_of_stack(task))
		check_fail(r, "TSS.sp1 is not the top of current's stack", "TSS.sp1 不是 current 的栈顶");
	if (cpu->cr3 != pgd)
		check_fail(r, "CR3 is not the PGD of the loaded mm", "CR3 不是已装入 mm 的 PGD");
	if (task->mm && task->mm != cpu->loaded_mm)
		check_fail(r, "current runs on somebody else's page table", "current 用着别人的页表");
}

void check_stacks(const struct machine *m, struct check_report *r)
{
	u32 stacks = 0;

	for (u32 t = 1; t < m->tables[TABLE_task_struct].capacity; t++) {
		if (!object_live(m, TABLE_task_struct, t) || !task_at(m, t)->stack ||
		    !task_at(m, t)->pid)
			continue;
		stacks++;
		if (!stack_end_intact(m, task_at(m, t)))
			check_fail(r, "the kernel stack of pid %u ran over its end",
				   "pid %u 的内核栈越过了末端", task_at(m, t)->pid);
	}
	for (u32 cpu = 0; cpu < m->config.nr_cpus; cpu++)
		check_cpu(m, cpu, r);
	check_holds(r, "%u kernel stacks intact; TSS.sp1 and CR3 fit current",
		    "%u 个内核栈完好；TSS.sp1、CR3 与 current 相符", stacks);
}
