/* The MMU and the TLB of a cpu: what the hardware does by itself.  Intel SDM volume 3, chapter 4. */
#ifndef ARCH_X86_64_MMU_H
#define ARCH_X86_64_MMU_H

#include "arch/x86_64/pgtable.h"

enum x86_pf_error_code {
	X86_PF_PROT = 1, X86_PF_WRITE = 2, X86_PF_USER = 4, X86_PF_RSVD = 8, X86_PF_INSTR = 16,
};

/* MMU_KERNEL beside one of them: in kernel mode */
enum mmu_access {
	MMU_READ, MMU_WRITE, MMU_EXEC, MMU_KERNEL = 4,
	MMU_KERNEL_READ = MMU_KERNEL, MMU_KERNEL_WRITE = MMU_KERNEL | MMU_WRITE,
};

#define MMU_CANONICAL (1u << 31)	/* in *error_code: no #PF but #GP */

/* One access.  true and *pa; or false and the error code that #PF will push. */
bool mmu_access(struct machine *m, u64 va, enum mmu_access access, u64 *pa, u32 *error_code);

static inline const struct cpu *this_cpu(const struct machine *m)
{
	return cpu_at(m, sys(m)->current_cpu);
}

const struct tlb_entry *tlb_lookup(const struct machine *m, u32 cpu, u64 va);
u32 tlb_live(const struct machine *m, u32 cpu);

/* arch/x86/mm/tlb.c, __flush_tlb_one_user() and friends: on this cpu */
void flush_tlb_page_local(struct machine *m, u64 va);
void flush_tlb_local(struct machine *m);	/* all but global entries */
void __flush_tlb_all(struct machine *m);
void flush_tlb_kernel_range(struct machine *m, u64 start, u64 end);
#define TLB_FLUSH_ALL (~0ull)
void flush_tlb_mm_range(struct machine *m, u32 mm, u64 start, u64 end);
void load_cr3(struct machine *m, u64 pgd);		/* flushes every entry: no PCID here */
void switch_mm_irqs_off(struct machine *m, u32 prev, u32 next, u32 task);
void enter_lazy_tlb(struct machine *m, u32 mm);

#endif
