/*
 * The TLB: what a cpu still believes must be what the page table says, or the flush was forgotten.
 * Kernel areas that were freed lazily are the exception: they wait for the flush, and keep their addresses.
 */
#include "arch/x86_64/mmu.h"
#include "check/check.h"
#include "mm/mm.h"
#include "mm/vmalloc.h"

typedef unsigned long long ull;

static void check_entry(const struct machine *m, u32 cpu, const struct tlb_entry *e,
			struct check_report *r)
{
	u32 area = vmap_state(m)->vmap_lazy_nr ? find_vmap_area(m, e->va) : 0;
	struct walk w;

	if (area && vmap_area_at(m, area)->flags & VM_LAZY_FREE)
		return;
	if (!translate_mm(m, cpu_at(m, cpu)->loaded_mm, e->va, &w))
		check_fail(r, "the TLB still maps %#llx, the page table does not",
			   "TLB 仍映射 %#llx，页表已没有", (ull)e->va);
	else if (w.pfn != e->pfn)
		check_fail(r, "the TLB maps %#llx to frame %#x, the page table to %#x",
			   "TLB 把 %#llx 映射到页框 %#x，页表是 %#x", (ull)e->va, e->pfn, w.pfn);
	else if (e->pte & _PAGE_RW && !w.writable)
		check_fail(r, "the TLB lets %#llx be written, the page table does not",
			   "TLB 允许写 %#llx，页表不允许", (ull)e->va);
}

void check_tlb(const struct machine *m, struct check_report *r)
{
	u32 live = 0;

	for (u32 cpu = 0; cpu < m->config.nr_cpus; cpu++) {
		for (u32 i = 0; i < TLB_ENTRIES; i++) {
			const struct tlb_entry *e = tlb_entry_at(m, cpu * TLB_ENTRIES + i);

			if (!e->present)
				continue;
			check_entry(m, cpu, e, r);
			live++;
		}
	}
	check_holds(r, "%u TLB entries agree with the page table", "%u 个 TLB 项与页表一致", live);
}
