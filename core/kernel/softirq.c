/*
 * Interrupts as far as memory management cares: who was interrupted, and what a handler may do.
 * Open kernel/softirq.c and include/linux/preempt.h beside this.
 *
 * The scenario says when a device raises its line and when the handler ends; what it does lies
 * between.  Left out: the interrupt's own stack and frame, vectors, which handler, ksoftirqd.
 */
#include "kernel/irq.h"

static void change_preempt_count(struct machine *m, u64 context)
{
	u32 old = preempt_count(m);

	keep_context(m, context);
	trace_preempt_count_changed(m, old, preempt_count(m));
}

void local_irq_disable(struct machine *m)
{
	keep_context(m, (m->context & ~CONTEXT_IRQ_MASK) | CONTEXT_IRQ_OFF);
	trace_local_irq_disable(m);
}

void local_irq_enable(struct machine *m)
{
	keep_context(m, m->context & ~CONTEXT_IRQ_MASK);
	trace_local_irq_enable(m);
}

static void irq_enter(struct machine *m)
{
	CALLED(m, irq_enter);

	change_preempt_count(m, m->context + HARDIRQ_OFFSET);
}

static void irq_exit(struct machine *m)
{
	CALLED(m, irq_exit);

	change_preempt_count(m, m->context - HARDIRQ_OFFSET);
}

static int hard_interrupt(struct machine *m)
{
	if ((preempt_count(m) & HARDIRQ_MASK) == HARDIRQ_MASK)
		return -PW_EOVERFLOW;
	keep_context(m, m->context | CONTEXT_IRQ_OFF);
	trace_interrupt_taken(m);
	irq_enter(m);
	return 0;
}

/* What the last hard interrupt left to do, with interrupts on; softirqs do not nest. */
static int soft_interrupt(struct machine *m)
{
	if (in_interrupt(m))
		return -PW_EBUSY;
	CALLED(m, __do_softirq);
	change_preempt_count(m, m->context + SOFTIRQ_OFFSET);
	return 0;
}

int interrupt_begin(struct machine *m, enum interrupt_kind kind)
{
	trace_interrupt_choice(m, irqs_disabled(m), irqs_disabled(m));
	if (irqs_disabled(m))
		return -PW_EAGAIN;
	return kind == INTERRUPT_HARD ? hard_interrupt(m) : soft_interrupt(m);
}

int interrupt_end(struct machine *m)
{
	if (preempt_count(m) & HARDIRQ_MASK) {
		irq_exit(m);
		keep_context(m, m->context & ~CONTEXT_IRQ_MASK);
		trace_iret_interrupt(m);
		return 0;
	}
	if (!(preempt_count(m) & SOFTIRQ_MASK))
		return -PW_EINVAL;
	CALLED(m, __do_softirq);
	change_preempt_count(m, m->context - SOFTIRQ_OFFSET);
	return 0;
}
