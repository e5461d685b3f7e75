/*
 * Flushing the TLB, and CR3.  Open arch/x86/mm/tlb.c.
 *
 * No PCID (as on the recorded machine), so every load of CR3 empties the TLB.  Flushes reach this cpu
 * only: with several cpus the shootdown by interrupt is left out (see DIFFERENCES).
 */
#include "arch/x86_64/mmu.h"
#include "machine/trace.h"
#include "mm/mm.h"

#define TLB_SINGLE_PAGE_FLUSH_CEILING 33	/* more pages than this: flush all */

void load_cr3(struct machine *m, u64 pgd)
{
	set(m, this_cpu(m), cr3, pgd);
	trace_load_cr3(m, pgd);
	flush_tlb_local(m);
}

/* mm 0 stands for init_mm, which kernel threads and the idle task run on. */
static u64 mm_pgd(const struct machine *m, u32 mm)
{
	return mm ? mm_at(m, mm)->pgd : sys(m)->init_pgd;
}

void switch_mm_irqs_off(struct machine *m, u32 prev, u32 next, u32 task)
{
	CALLED(m, switch_mm_irqs_off, prev, next, task);

	set(m, this_cpu(m), is_lazy, false);
	if (this_cpu(m)->loaded_mm == next && this_cpu(m)->cr3 == mm_pgd(m, next)) {
		trace_switch_mm_same(m, next);
		return;
	}
	set(m, this_cpu(m), loaded_mm, next);
	load_cr3(m, mm_pgd(m, next));
}

void enter_lazy_tlb(struct machine *m, u32 mm)
{
	CALLED(m, enter_lazy_tlb, mm);

	if (this_cpu(m)->loaded_mm)
		set(m, this_cpu(m), is_lazy, true);
}

static void flush_tlb_func_common(struct machine *m, u64 start, u64 end)
{
	CALLED(m, flush_tlb_func_common, start, end);

	if (this_cpu(m)->is_lazy) {
		/* nobody uses this mm here any more: leave it rather than flush */
		switch_mm_irqs_off(m, this_cpu(m)->loaded_mm, 0, 0);
		return;
	}
	if (end == TLB_FLUSH_ALL) {
		flush_tlb_local(m);
		return;
	}
	for (u64 va = start; va < end; va += PAGE_SIZE)
		flush_tlb_page_local(m, va);
}

void flush_tlb_mm_range(struct machine *m, u32 mm, u64 start, u64 end)
{
	CALLED(m, flush_tlb_mm_range, mm, start, end);
	bool all = end == TLB_FLUSH_ALL ||
		   (end - start) >> PAGE_SHIFT > TLB_SINGLE_PAGE_FLUSH_CEILING;

	if (mm != this_cpu(m)->loaded_mm)
		return;
	flush_tlb_func_common(m, all ? 0 : start, all ? TLB_FLUSH_ALL : end);
}

/* The kernel's addresses are everybody's: in earnest every cpu would be interrupted for this. */
void flush_tlb_kernel_range(struct machine *m, u64 start, u64 end)
{
	CALLED(m, flush_tlb_kernel_range, start, end);

	if (end == TLB_FLUSH_ALL || end - start > TLB_SINGLE_PAGE_FLUSH_CEILING << PAGE_SHIFT) {
		__flush_tlb_all(m);
		return;
	}
	for (u64 va = start; va < end; va += PAGE_SIZE)
		flush_tlb_page_local(m, va);
}
