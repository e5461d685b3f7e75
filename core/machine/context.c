/* The context between ops, and its words; see context.h. */
#include "machine/trace.h"

#define SYSTEM_RUNNING 3	/* sys(m)->booted; before that nobody complains */

static const struct cpu *current_cpu(const struct machine *m)
{
	return cpu_at(m, sys(m)->current_cpu);
}

u64 kept_context(const struct machine *m)
{
	const struct cpu *cpu = current_cpu(m);

	return cpu->preempt_count | (cpu->irqs_off ? CONTEXT_IRQ_OFF : 0) |
	       (u64)cpu->locks << CONTEXT_LOCK_SHIFT;
}

void keep_context(struct machine *m, u64 context)
{
	const struct cpu *cpu = current_cpu(m);

	m->context = context;
	set(m, cpu, preempt_count, preempt_count_of(context));
	set(m, cpu, irqs_off, (context & CONTEXT_IRQ_MASK) != 0);
	set(m, cpu, locks, context >> CONTEXT_LOCK_SHIFT);
}

void kernel_bug(struct machine *m, const char *const what[2])
{
	m->bug = what;
}

const char *current_comm(const struct machine *m, u32 *pid)
{
	u32 task = current_cpu(m)->current_task;

	*pid = task ? task_struct_at(m, task)->pid : 0;
	return task ? task_struct_at(m, task)->comm : "swapper/0";
}

/* Open kernel/sched/core.c: the reasons in its order.  The idle task stands for whoever the op is. */
bool ___might_sleep(struct machine *m, bool sleeps)
{
	static const char *const words[2] = {
		"BUG: sleeping function called from invalid context", "BUG：在错误的上下文中睡眠",
	};
	u32 count = preempt_count(m), pid;
	const char *comm = current_comm(m, &pid);
	u32 road = !sleeps ? 0 : count ? 1 : 2;

	if (sys(m)->booted < SYSTEM_RUNNING)
		return true;
	{
		CALLED(m, ___might_sleep);

		trace_sleep_choice(m, (u64)(uintptr_t)comm, pid, count, irqs_disabled(m), sleeps, road);
	}
	if (road)
		kernel_bug(m, words);
	return !road;
}

static const char *lock_name(const struct machine *m, u32 lock)
{
#define LOCK_NAME(name, text, spins) text,
	static const char *const names[] = { KERNEL_LOCKS(LOCK_NAME) };
#undef LOCK_NAME

	return lock < NR_KERNEL_LOCKS ? names[lock] :
					spinlock_at(m, lock - NR_KERNEL_LOCKS + 1)->name;
}

const char *held_lock_name(const struct machine *m, u64 context, u32 i)
{
	u64 locks = context >> CONTEXT_LOCK_SHIFT;

	for (u32 lock = 0; lock < NR_KERNEL_LOCKS + SCENARIO_LOCKS; lock++)
		if (locks >> lock & 1 && !i--)
			return lock_name(m, lock);
	return NULL;
}
