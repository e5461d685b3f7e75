/*
 * Switching tasks.  Open kernel/sched/core.c, arch/x86/entry/entry_64.S (__switch_to_asm) and
 * arch/x86/kernel/process_64.c (__switch_to).
 *
 * No time and no fairness: the scenario says who runs next.  What is modelled is the switch itself:
 * address space, stack pointer, the six saved registers, TSS.sp1 and current.
 */
#include "kernel/irq.h"
#include "kernel/syscalls.h"
#include "kernel/task.h"
#include "machine/trace.h"

#define FRAME_BYTES 56		/* r15 r14 r13 r12 rbx rbp, and the return address */

/* The idle task is made by hand at boot: its stack lies in the kernel image, its mm is init_mm (0). */
void sched_init(struct machine *m)
{
	const struct cpu *cpu = this_cpu(m);
	u32 idle;
	struct task_struct *t;

	if (cpu->current_task)
		return;
	idle = object_alloc(m, TABLE_task_struct);
	t = edit_task_struct(m, task_at(m, idle));
	for (u32 i = 0; i < sizeof("swapper/0"); i++)
		t->comm[i] = "swapper/0"[i];
	t->flags = PF_KTHREAD;
	t->stack = INIT_STACK;
	set(m, cpu, current_task, idle);
	set(m, cpu, mode, 1);
	set(m, cpu, cs, __KERNEL_CS);
	set(m, cpu, rflags, X86_EFLAGS_IF);
	set(m, cpu, cr3, sys(m)->init_pgd);
	set(m, cpu, tss_sp0, CPU_ENTRY_STACK_TOP);
	set(m, cpu, tss_sp1, INIT_STACK + THREAD_SIZE);
	set(m, cpu, rsp, INIT_STACK + THREAD_SIZE);
	lru_init(m);
}

u32 idle_task(const struct machine *m)
{
	for (u32 i = 1; i < m->tables[TABLE_task_struct].capacity; i++)
		if (object_live(m, TABLE_task_struct, i) && !task_at(m, i)->pid)
			return i;
	return 0;
}

u32 current_task(const struct machine *m)
{
	u32 task = this_cpu(m)->current_task;

	return task && task_at(m, task)->pid ? task : 0;
}

static bool runnable(const struct machine *m, u32 task)
{
	return object_live(m, TABLE_task_struct, task) && task_at(m, task)->pid &&
	       task_at(m, task)->state == TASK_RUNNING;
}

/* The wanted one, else the next runnable by number, else idle. */
static u32 pick_next_task(struct machine *m, u32 wanted)
{
	CALLED(m, pick_next_task);
	u32 n = m->tables[TABLE_task_struct].capacity, now = this_cpu(m)->current_task, next = 0;

	if (wanted && runnable(m, wanted))
		next = wanted;
	for (u32 i = 1; !next && i < n; i++) {
		u32 task = (now + i) % n;

		if (task && task != now && runnable(m, task))
			next = task;
	}
	trace_pick_next_choice(m, next ? next : idle_task(m), task_at(m, now)->state, next ? 0 : 1);
	return next ? next : idle_task(m);
}

/* The address space of the next task, or the previous one's on loan for a task without any. */
static void switch_address_space(struct machine *m, u32 prev, u32 next, u32 *prev_mm)
{
	u32 mm = task_at(m, next)->mm, oldmm = task_at(m, prev)->active_mm;

	*prev_mm = 0;
	if (!mm) {
		set(m, task_at(m, next), active_mm, oldmm);
		if (oldmm)
			add(m, mm_at(m, oldmm), mm_count, 1);
		enter_lazy_tlb(m, oldmm);
	} else {
		switch_mm_irqs_off(m, oldmm, mm, next);
	}
	if (!task_at(m, prev)->mm) {
		set(m, task_at(m, prev), active_mm, 0);
		*prev_mm = oldmm;
	}
}

/* Push six registers and the return address, swap RSP, pop the other task's. */
static void __switch_to_asm(struct machine *m, u32 prev, u32 next)
{
	CALLED(m, __switch_to_asm, prev, next);
	const struct cpu *c = this_cpu(m);
	const u64 saved[] = { c->r15, c->r14, c->r13, c->r12, c->rbx, c->rbp, SCHEDULE_RETURN };
	u64 sp = c->rsp - FRAME_BYTES;

	for (u32 i = 0; i < ARRAY_SIZE(saved); i++)
		write_word(m, kernel_pa(sp + i * 8), saved[i]);
	set(m, task_at(m, prev), thread_sp, sp);
	trace_switch_save_sp(m, prev, sp);

	sp = task_at(m, next)->thread_sp;
	set(m, c, rsp, sp);
	trace_switch_rsp(m, next, sp);

	set(m, c, r15, read_word(m, kernel_pa(sp)));
	set(m, c, r14, read_word(m, kernel_pa(sp + 8)));
	set(m, c, r13, read_word(m, kernel_pa(sp + 16)));
	set(m, c, r12, read_word(m, kernel_pa(sp + 24)));
	set(m, c, rbx, read_word(m, kernel_pa(sp + 32)));
	set(m, c, rbp, read_word(m, kernel_pa(sp + 40)));
	set(m, c, rip, read_word(m, kernel_pa(sp + 48)));
	set(m, c, rsp, sp + FRAME_BYTES);
	trace_switch_pop(m, next, c->rip);
}

static void __switch_to(struct machine *m, u32 next)
{
	CALLED(m, __switch_to, next);

	set(m, this_cpu(m), current_task, next);
	trace_switch_current(m, next);
	set(m, this_cpu(m), tss_sp1, task_top_of_stack(task_at(m, next)));
	trace_switch_sp1(m, next, this_cpu(m)->tss_sp1);
}

/* Already the next task's work: a dead predecessor loses its stack, a borrowed mm is given back. */
static void finish_task_switch(struct machine *m, u32 prev, u32 prev_mm)
{
	CALLED(m, finish_task_switch, prev);

	spin_unlock_irqrestore(m, LOCK_RQ);
	mmdrop(m, prev_mm);
	if (task_at(m, prev)->state == TASK_DEAD)
		put_task_stack(m, prev);
}

static void context_switch(struct machine *m, u32 prev, u32 next)
{
	CALLED(m, context_switch, prev, next);
	u32 prev_mm;

	switch_address_space(m, prev, next, &prev_mm);
	__switch_to_asm(m, prev, next);
	__switch_to(m, next);
	finish_task_switch(m, prev, prev_mm);
}

/* Whoever holds a spinlock or handles an interrupt must not give the cpu away. */
bool schedule_debug(struct machine *m)
{
	static const char *const words[2] = {
		"BUG: scheduling while atomic", "BUG：在原子上下文中调度",
	};
	u32 pid;
	const char *comm = current_comm(m, &pid);

	if (!preempt_count(m))
		return true;
	CALLED(m, __schedule);
	trace_schedule_choice(m, (u64)(uintptr_t)comm, pid, preempt_count(m), 1);
	kernel_bug(m, words);
	return false;
}

void __schedule(struct machine *m, u32 wanted)
{
	CALLED(m, __schedule);
	u32 prev = this_cpu(m)->current_task, next;

	spin_lock_irqsave(m, LOCK_RQ);
	next = pick_next_task(m, wanted);
	if (prev != next)
		context_switch(m, prev, next);
	else
		spin_unlock_irqrestore(m, LOCK_RQ);
}

void wake_up_new_task(struct machine *m, u32 task)
{
	CALLED(m, wake_up_new_task, task);

	set(m, task_at(m, task), state, TASK_RUNNING);
}

/* __setscheduler(): a real-time policy has a priority, SCHED_NORMAL has none. */
int sched_setscheduler(struct machine *m, u32 task, u32 policy, u32 priority)
{
	CALLED(m, sched_setscheduler, task, policy, priority);

	if (policy > SCHED_RR || priority >= MAX_USER_RT_PRIO ||
	    (policy != SCHED_NORMAL) != (priority != 0))
		return -PW_EINVAL;
	set(m, task_at(m, task), policy, policy);
	set(m, task_at(m, task), rt_priority, priority);
	return 0;
}
