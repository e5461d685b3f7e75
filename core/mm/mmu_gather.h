/* Pages on their way out: unmapped first, freed after the TLB is flushed.  asm-generic/tlb.h. */
#ifndef MM_MMU_GATHER_H
#define MM_MMU_GATHER_H

#include "mm/mm.h"

#define MMU_GATHER_BUNDLE 8		/* on the stack; then whole pages of them */
#define MAX_GATHER_BATCH 510
#define MAX_GATHER_BATCH_COUNT 19

struct mmu_gather {
	u32 mm;
	u64 start, end;			/* range to flush; end 0: nothing yet */
	bool fullmm;
	u32 nr, max;
	u32 batch_count;
	pfn_t batches[MAX_GATHER_BATCH_COUNT];
	pfn_t pages[MMU_GATHER_BUNDLE + MAX_GATHER_BATCH * MAX_GATHER_BATCH_COUNT];
};

void tlb_gather_mmu(struct machine *m, struct mmu_gather *tlb, u32 mm, u64 start, u64 end);
void tlb_finish_mmu(struct machine *m, struct mmu_gather *tlb);
void tlb_remove_tlb_entry(struct mmu_gather *tlb, u64 address);
bool __tlb_remove_page(struct machine *m, struct mmu_gather *tlb, pfn_t pfn);	/* true: flush now */
void tlb_remove_table_page(struct machine *m, struct mmu_gather *tlb, pfn_t pfn, u64 address);
void tlb_flush_mmu_tlbonly(struct machine *m, struct mmu_gather *tlb);
void tlb_flush_mmu_free(struct machine *m, struct mmu_gather *tlb);

void unmap_vmas(struct machine *m, struct mmu_gather *tlb, u32 vma, u64 start, u64 end);
void free_pgtables(struct machine *m, struct mmu_gather *tlb, u32 vma, u64 floor, u64 ceiling);

#endif
