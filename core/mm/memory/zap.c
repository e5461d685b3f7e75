/*
 * Taking pages out of an address space: the mmu_gather and zap_pte_range().  Open mm/memory.c.
 *
 * The order is the point: clear the PTE, flush the TLB, and only then give the frame back.  Left out:
 * huge pages, swap entries, device memory, details (truncation).
 */
#include "arch/x86_64/mmu.h"
#include "machine/trace.h"
#include "mm/mmu_gather.h"

static void __tlb_reset_range(struct mmu_gather *tlb)
{
	tlb->start = tlb->fullmm ? TLB_FLUSH_ALL : TASK_SIZE;
	tlb->end = tlb->fullmm ? TLB_FLUSH_ALL : 0;
}

void tlb_gather_mmu(struct machine *m, struct mmu_gather *tlb, u32 mm, u64 start, u64 end)
{
	CALLED(m, tlb_gather_mmu, mm, start, end);

	tlb->mm = mm;
	tlb->fullmm = !(start | (end + 1));
	tlb->nr = 0;
	tlb->max = MMU_GATHER_BUNDLE;
	tlb->batch_count = 0;
	__tlb_reset_range(tlb);
}

void tlb_remove_tlb_entry(struct mmu_gather *tlb, u64 address)
{
	tlb->start = min_t(u64, tlb->start, address & PAGE_MASK);
	tlb->end = max_t(u64, tlb->end, (address & PAGE_MASK) + PAGE_SIZE);
}

/* A whole frame of further slots; without one the caller must flush. */
static bool tlb_next_batch(struct machine *m, struct mmu_gather *tlb)
{
	CALLED(m, tlb_next_batch);
	pfn_t pfn;

	/* batches that an earlier flush emptied are used again */
	if (tlb->max < MMU_GATHER_BUNDLE + tlb->batch_count * MAX_GATHER_BATCH) {
		tlb->max += MAX_GATHER_BATCH;
		return true;
	}
	if (tlb->batch_count == MAX_GATHER_BATCH_COUNT)
		return false;
	pfn = alloc_pages(m, GFP_NOWAIT | __GFP_NOWARN, 0);
	if (pfn == PFN_NONE)
		return false;
	tlb->batches[tlb->batch_count++] = pfn;
	tlb->max += MAX_GATHER_BATCH;
	return true;
}

bool __tlb_remove_page(struct machine *m, struct mmu_gather *tlb, pfn_t pfn)
{
	tlb->pages[tlb->nr++] = pfn;
	return tlb->nr == tlb->max && !tlb_next_batch(m, tlb);
}

void tlb_flush_mmu_tlbonly(struct machine *m, struct mmu_gather *tlb)
{
	if (!tlb->end)
		return;
	flush_tlb_mm_range(m, tlb->mm, tlb->fullmm ? 0 : tlb->start, tlb->end);
	trace_gather_flushed(m, tlb->fullmm ? 0 : tlb->start, tlb->end);
	__tlb_reset_range(tlb);
}

/* free_pages_and_swap_cache() takes what one batch holds. */
void tlb_flush_mmu_free(struct machine *m, struct mmu_gather *tlb)
{
	u32 at = 0, max = MMU_GATHER_BUNDLE;

	while (at < tlb->nr) {
		u32 nr = min_t(u32, tlb->nr - at, max);

		lru_add_drain(m);
		release_pages(m, tlb->pages + at, nr);
		at += nr;
		max = MAX_GATHER_BATCH;
	}
	tlb->nr = 0;
	tlb->max = MMU_GATHER_BUNDLE;
}

static void tlb_flush_mmu(struct machine *m, struct mmu_gather *tlb)
{
	tlb_flush_mmu_tlbonly(m, tlb);
	tlb_flush_mmu_free(m, tlb);
}

/* A page-table frame leaves the same way: the MMU's walkers may hold it until the flush. */
void tlb_remove_table_page(struct machine *m, struct mmu_gather *tlb, pfn_t pfn, u64 address)
{
	tlb_remove_tlb_entry(tlb, address);
	if (__tlb_remove_page(m, tlb, pfn))
		tlb_flush_mmu(m, tlb);
}

void tlb_finish_mmu(struct machine *m, struct mmu_gather *tlb)
{
	CALLED(m, tlb_finish_mmu, tlb->mm);

	tlb_flush_mmu(m, tlb);
	for (u32 i = 0; i < tlb->batch_count; i++)
		__free_pages(m, tlb->batches[i], 0);
	tlb->batch_count = 0;
}

static void add_mm_rss_vec(struct machine *m, u32 mm, const s32 *rss)
{
	if (mm == current_mm(m))
		sync_mm_rss(m, mm);
	for (u32 i = 0; i < NR_MM_COUNTERS; i++)
		if (rss[i])
			add(m, mm_at(m, mm), rss_stat[i], rss[i]);
}

/* One present PTE.  true: the gather is full and must be flushed before the next. */
static bool zap_present_pte(struct machine *m, struct mmu_gather *tlb, u32 vma, u64 addr, u64 pte_pa,
			    s32 *rss)
{
	u64 pte = read_word(m, pte_pa);
	pfn_t pfn = vm_normal_page(m, vma, pte);

	ptep_get_and_clear(m, addr, pte_pa);
	tlb_remove_tlb_entry(tlb, addr);
	if (pfn == PFN_NONE)
		return false;
	rss[PageAnon(pfn_to_page(m, pfn)) ? MM_ANONPAGES : MM_FILEPAGES]--;
	page_remove_rmap(m, pfn);
	return __tlb_remove_page(m, tlb, pfn);
}

static u64 zap_pte_range(struct machine *m, struct mmu_gather *tlb, u32 vma, u64 pmd, u64 addr,
			 u64 end)
{
	CALLED(m, zap_pte_range, vma, addr, end);
	u64 start = addr, zapped = 0;

	while (addr != end) {
		s32 rss[NR_MM_COUNTERS] = { 0 };
		bool force_flush = false;

		spin_lock(m, LOCK_PTL);
		for (; addr != end && !force_flush; addr += PAGE_SIZE) {
			u64 pte_pa = pte_offset(m, pmd, addr);

			if (!pte_present(read_word(m, pte_pa)))
				continue;
			force_flush = zap_present_pte(m, tlb, vma, addr, pte_pa, rss);
			zapped++;
		}
		add_mm_rss_vec(m, tlb->mm, rss);
		if (force_flush)
			tlb_flush_mmu_tlbonly(m, tlb);
		spin_unlock(m, LOCK_PTL);
		if (force_flush)
			tlb_flush_mmu_free(m, tlb);
	}
	if (zapped)
		trace_ptes_zapped(m, zapped, start, end);
	return addr;
}

static u64 span_end(u64 addr, u64 end, u64 span)
{
	u64 next = (addr + span) & ~(span - 1);

	return next - 1 < end - 1 ? next : end;
}

static void zap_pmd_range(struct machine *m, struct mmu_gather *tlb, u32 vma, u64 pud, u64 addr,
			  u64 end)
{
	CALLED(m, zap_pmd_range, vma, addr, end);

	for (u64 next; addr != end; addr = next) {
		u64 pmd = pmd_offset(m, pud, addr);

		next = span_end(addr, end, PMD_SIZE);
		if (!pte_none(read_word(m, pmd)))
			zap_pte_range(m, tlb, vma, pmd, addr, next);
	}
}

static void zap_pud_range(struct machine *m, struct mmu_gather *tlb, u32 vma, u64 pgd, u64 addr,
			  u64 end)
{
	CALLED(m, zap_pud_range, vma, addr, end);

	for (u64 next; addr != end; addr = next) {
		u64 pud = pud_offset(m, pgd, addr);

		next = span_end(addr, end, PUD_SIZE);
		if (!pte_none(read_word(m, pud)))
			zap_pmd_range(m, tlb, vma, pud, addr, next);
	}
}

static void unmap_page_range(struct machine *m, struct mmu_gather *tlb, u32 vma, u64 addr, u64 end)
{
	CALLED(m, unmap_page_range, vma, addr, end);

	for (u64 next; addr != end; addr = next) {
		u64 pgd = pgd_offset(mm_at(m, tlb->mm), addr);

		next = span_end(addr, end, PGDIR_SIZE);
		if (!pte_none(read_word(m, pgd)))
			zap_pud_range(m, tlb, vma, pgd, addr, next);
	}
}

static void unmap_single_vma(struct machine *m, struct mmu_gather *tlb, u32 vma, u64 start_addr,
			     u64 end_addr)
{
	CALLED(m, unmap_single_vma, vma, start_addr, end_addr);
	u64 start = max_t(u64, vma_at(m, vma)->vm_start, start_addr);
	u64 end = min_t(u64, vma_at(m, vma)->vm_end, end_addr);

	if (start < end)
		unmap_page_range(m, tlb, vma, start, end);
}

void unmap_vmas(struct machine *m, struct mmu_gather *tlb, u32 vma, u64 start, u64 end)
{
	CALLED(m, unmap_vmas, vma, start, end);

	for (; vma && vma_at(m, vma)->vm_start < end; vma = vma_at(m, vma)->vm_next)
		unmap_single_vma(m, tlb, vma, start, end);
}
