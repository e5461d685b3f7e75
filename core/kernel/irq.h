/* Interrupts and locks that a scenario brings about.  Open include/linux/hardirq.h, spinlock.h. */
#ifndef KERNEL_IRQ_H
#define KERNEL_IRQ_H

#include "machine/trace.h"

enum interrupt_kind { INTERRUPT_HARD, INTERRUPT_SOFT };

/* kernel/softirq.c: what follows is the handler, until its end.  -PW_EAGAIN: it has to wait. */
int interrupt_begin(struct machine *m, enum interrupt_kind kind);
int interrupt_end(struct machine *m);		/* -PW_EINVAL: none is running */
void local_irq_disable(struct machine *m);
void local_irq_enable(struct machine *m);

/* kernel/spinlock.c: a lock is made when its name is used first.  -PW_EBUG: taken twice, not held */
int spin_lock_named(struct machine *m, const char *name, bool irqsave);
int spin_unlock_named(struct machine *m, const char *name);

/* kernel/sched.c: false, and "BUG: scheduling while atomic" is reported */
bool schedule_debug(struct machine *m);

#endif
