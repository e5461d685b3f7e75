/*
 * Spinlocks that a scenario names.  Open kernel/locking/spinlock.c, spinlock_debug.c beside this.
 *
 * Nothing runs beside an op, so nobody ever spins; what a held lock changes is what its holder may
 * do: preempt_count is not 0, and it must not sleep.
 */
#include <string.h>

#include "kernel/irq.h"

static u32 find_lock(const struct machine *m, const char *name)
{
	for (u32 i = 1; i <= SCENARIO_LOCKS; i++)
		if (object_live(m, TABLE_spinlock, i) && !strcmp(spinlock_at(m, i)->name, name))
			return i;
	return 0;
}

static u32 lock_of_name(struct machine *m, const char *name)
{
	u32 lock = find_lock(m, name);

	if (!lock) {
		lock = object_alloc(m, TABLE_spinlock);
		if (lock)
			memcpy(edit(m, spinlock_at(m, lock)->name, 16), name, strlen(name) + 1);
	}
	return lock;
}

static u64 lock_context(u32 lock)
{
	return lock_bit(NR_KERNEL_LOCKS + lock - 1) + PREEMPT_OFFSET;
}

static int refuse(struct machine *m, const char *const words[2])
{
	kernel_bug(m, words);
	return -PW_EBUG;
}

int spin_lock_named(struct machine *m, const char *name, bool irqsave)
{
	static const char *const words[2] = { "BUG: spinlock recursion", "BUG：重复取自旋锁" };
	u32 lock = lock_of_name(m, name);
	const struct spinlock *l = spinlock_at(m, lock);
	u64 told;

	if (!lock)
		return -PW_ENOSPC;
	told = (u64)(uintptr_t)l->name;
	CALLED(m, _raw_spin_lock, told);
	trace_spin_lock_choice(m, told, l->held, l->held);
	if (l->held)
		return refuse(m, words);
	set(m, l, irqs_off, irqs_disabled(m));
	set(m, l, irqsave, irqsave);
	if (irqsave && !irqs_disabled(m))
		local_irq_disable(m);
	set(m, l, held, 1);
	keep_context(m, m->context + lock_context(lock));
	trace_spinlock_taken(m, told, preempt_count(m));
	return 0;
}

int spin_unlock_named(struct machine *m, const char *name)
{
	static const char *const words[2] = { "BUG: spinlock already unlocked", "BUG：自旋锁已经释放" };
	u32 lock = lock_of_name(m, name);
	const struct spinlock *l = spinlock_at(m, lock);
	u64 told;

	if (!lock)
		return -PW_ENOSPC;
	told = (u64)(uintptr_t)l->name;
	CALLED(m, _raw_spin_unlock, told);
	trace_spin_unlock_choice(m, told, l->held, !l->held);
	if (!l->held)
		return refuse(m, words);
	set(m, l, held, 0);
	keep_context(m, m->context - lock_context(lock));
	trace_spinlock_free(m, told, preempt_count(m));
	if (l->irqsave && !l->irqs_off)
		local_irq_enable(m);
	return 0;
}
