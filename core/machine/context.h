/*
 * In which context the kernel's code runs, and so whether it may sleep.  Open include/linux/preempt.h
 * and irqflags.h beside this.
 *
 * Inside an op it is one word outside the arena, as the cpu's registers are: taking a lock or turning
 * interrupts off costs one addition.  Every event keeps the word as it was.  What outlives an op (a
 * scenario's spinlock, an interrupt) lies in the arena's cpu; an op begins with that and ends with it.
 *
 *   bits 0-31    preempt_count: PREEMPT 0xff, SOFTIRQ 0xff00, HARDIRQ 0xf0000
 *   bits 32-39   how often interrupts were turned off, one inside the other
 *   bits 40-63   locks held, a bit each
 */
#ifndef MACHINE_CONTEXT_H
#define MACHINE_CONTEXT_H

#include "machine/machine.h"

#define PREEMPT_MASK 0x000ffu
#define SOFTIRQ_MASK 0x0ff00u
#define HARDIRQ_MASK 0xf0000u
#define PREEMPT_OFFSET 0x00001u
#define SOFTIRQ_OFFSET 0x00100u
#define HARDIRQ_OFFSET 0x10000u

#define CONTEXT_IRQ_OFF (1ull << 32)
#define CONTEXT_IRQ_MASK (0xffull << 32)
#define CONTEXT_LOCK_SHIFT 40
#define CONTEXT_ATOMIC (CONTEXT_IRQ_MASK | 0xffffffffull)

/* L(name, as it is told, spins) */
#define KERNEL_LOCKS(L) \
	L(ZONE, "zone->lock", true) \
	L(LRU, "lru_lock", true) \
	L(PTL, "ptl", true) \
	L(PAGE_TABLE, "page_table_lock", true) \
	L(MMAP_SEM_READ, "mmap_sem (read)", false) \
	L(MMAP_SEM_WRITE, "mmap_sem (write)", false) \
	L(RQ, "rq->lock", true) \
	L(SLAB_LIST, "list_lock", true) \
	L(SLAB_MUTEX, "slab_mutex", false) \
	L(SLOB, "slob_lock", true) \
	L(VMAP_AREA, "vmap_area_lock", true) \
	L(VMAP_PURGE, "vmap_purge_lock", false)
#define LOCK_ID(name, text, spins) LOCK_##name,
enum lock_id { KERNEL_LOCKS(LOCK_ID) NR_KERNEL_LOCKS };
#undef LOCK_ID

#define SCENARIO_LOCKS 8	/* their bits follow: table spinlock, from index 1 */

static inline u64 lock_bit(u32 lock)
{
	return 1ull << (CONTEXT_LOCK_SHIFT + lock);
}

static inline u32 preempt_count_of(u64 context)
{
	return (u32)context;
}

static inline u32 preempt_count(const struct machine *m)
{
	return preempt_count_of(m->context);
}

static inline bool irqs_disabled(const struct machine *m)
{
	return m->context & CONTEXT_IRQ_MASK;
}

static inline bool in_interrupt(const struct machine *m)
{
	return preempt_count(m) & (HARDIRQ_MASK | SOFTIRQ_MASK);
}

/* May not sleep: preempt_count is not 0, or interrupts are off. */
static inline bool in_atomic_context(const struct machine *m)
{
	return m->context & CONTEXT_ATOMIC;
}

/* What bulk code does in between never asks; it leaves the context as it found it. */
static inline void enter_context(struct machine *m, u64 bits)
{
	if (!BULK)
		m->context += bits;
}

static inline void leave_context(struct machine *m, u64 bits)
{
	if (!BULK)
		m->context -= bits;
}

static inline void local_irq_save(struct machine *m)
{
	enter_context(m, CONTEXT_IRQ_OFF);
}

static inline void local_irq_restore(struct machine *m)
{
	leave_context(m, CONTEXT_IRQ_OFF);
}

/* Nobody else runs beside the op, so a lock is always free: it changes what may be done under it. */
static inline void spin_lock(struct machine *m, enum lock_id lock)
{
	enter_context(m, lock_bit(lock) + PREEMPT_OFFSET);
}

static inline void spin_unlock(struct machine *m, enum lock_id lock)
{
	leave_context(m, lock_bit(lock) + PREEMPT_OFFSET);
}

static inline void spin_lock_irqsave(struct machine *m, enum lock_id lock)
{
	enter_context(m, lock_bit(lock) + PREEMPT_OFFSET + CONTEXT_IRQ_OFF);
}

static inline void spin_unlock_irqrestore(struct machine *m, enum lock_id lock)
{
	leave_context(m, lock_bit(lock) + PREEMPT_OFFSET + CONTEXT_IRQ_OFF);
}

/* A mutex or semaphore: it may be held across a sleep.  Getting it may sleep: might_sleep() before. */
static inline void mutex_lock(struct machine *m, enum lock_id lock)
{
	enter_context(m, lock_bit(lock));
}

static inline void mutex_unlock(struct machine *m, enum lock_id lock)
{
	leave_context(m, lock_bit(lock));
}

/*
 * Told to all functions that may sleep, before they do anything.  false: the kernel's "BUG: sleeping
 * function called from invalid context" was reported; go back empty-handed, the op ends with -PW_EBUG.
 * might_sleep_if() also tells why a call that does not sleep is right where sleeping is forbidden.
 */
bool ___might_sleep(struct machine *m, bool sleeps);

static inline bool might_sleep_if(struct machine *m, bool sleeps)
{
	return likely(!in_atomic_context(m)) || ___might_sleep(m, sleeps);
}

static inline bool might_sleep(struct machine *m)
{
	return might_sleep_if(m, true);
}

/*
 * The kernel prints "BUG: ...": the op ends there with -PW_EBUG.  What was found is told by a
 * decision before it; `what` are its words, English and Chinese.
 */
void kernel_bug(struct machine *m, const char *const what[2]);

/* Who runs: its name and pid, the idle task's before there are others. */
const char *current_comm(const struct machine *m, u32 *pid);

/* The name of the i-th lock held in `context`, NULL: there are no more. */
const char *held_lock_name(const struct machine *m, u64 context, u32 i);

/* What the arena's cpu keeps between ops, as a context; and the current context into the arena. */
u64 kept_context(const struct machine *m);
void keep_context(struct machine *m, u64 context);

#endif
