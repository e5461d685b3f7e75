/*
 * Unmapping, and the end of an address space.  Open mm/mmap.c: do_munmap(), exit_mmap().
 *
 * VMAs at the edges are split, those inside leave the tree and the list, then their pages and page
 * tables go, and last the VMAs themselves.
 */
#include "lib/rbtree.h"
#include "machine/trace.h"
#include "mm/mmap/vma.h"
#include "mm/mmu_gather.h"

static void detach_vmas_to_be_unmapped(struct machine *m, u32 mm, u32 vma, u32 prev, u64 end)
{
	CALLED(m, detach_vmas_to_be_unmapped, vma, prev, end);
	u32 tail;

	set(m, vma_at(m, vma), vm_prev, 0);
	do {
		vma_rb_erase(m, mm, vma);
		add(m, mm_at(m, mm), map_count, -1);
		tail = vma;
		vma = vma_at(m, vma)->vm_next;
	} while (vma && vma_at(m, vma)->vm_start < end);
	if (prev)
		set(m, vma_at(m, prev), vm_next, vma);
	else
		set(m, mm_at(m, mm), mmap, vma);
	if (vma) {
		set(m, vma_at(m, vma), vm_prev, prev);
		vma_gap_update(m, vma);
	} else {
		set(m, mm_at(m, mm), highest_vm_end, prev ? vma_at(m, prev)->vm_end : 0);
	}
	set(m, vma_at(m, tail), vm_next, 0);
	vmacache_invalidate(m, mm);
	trace_vmas_detached(m, mm, mm_at(m, mm)->map_count);
}

static void unmap_region(struct machine *m, u32 mm, u32 vma, u32 prev, u64 start, u64 end)
{
	CALLED(m, unmap_region, vma, start, end);
	u32 next = prev ? vma_at(m, prev)->vm_next : mm_at(m, mm)->mmap;
	struct mmu_gather tlb;

	lru_add_drain(m);
	tlb_gather_mmu(m, &tlb, mm, start, end);
	unmap_vmas(m, &tlb, vma, start, end);
	free_pgtables(m, &tlb, vma, prev ? vma_at(m, prev)->vm_end : FIRST_USER_ADDRESS,
		      next ? vma_at(m, next)->vm_start : 0);
	tlb_finish_mmu(m, &tlb);
}

static void remove_vma_list(struct machine *m, u32 mm, u32 vma)
{
	CALLED(m, remove_vma_list, mm, vma);
	u64 nr_accounted = 0;

	do {
		const struct vm_area_struct *v = vma_at(m, vma);

		if (v->vm_flags & VM_ACCOUNT)
			nr_accounted += vma_pages(v);
		vm_stat_account(m, mm, v->vm_flags, -(s64)vma_pages(v));
		vma = remove_vma(m, vma);
	} while (vma);
	vm_unacct_memory(m, nr_accounted);
}

int do_munmap(struct machine *m, u32 mm, u64 start, u64 len)
{
	CALLED(m, do_munmap, start, len);
	u32 vma, prev, last;
	u64 end;
	int error;

	if (start & ~PAGE_MASK || start > TASK_SIZE || len > TASK_SIZE - start)
		return -PW_EINVAL;
	len = ALIGN_UP(len, PAGE_SIZE);
	if (!len)
		return -PW_EINVAL;
	end = start + len;
	vma = find_vma(m, mm, start);
	if (!vma || vma_at(m, vma)->vm_start >= end)
		return 0;
	prev = vma_at(m, vma)->vm_prev;
	if (start > vma_at(m, vma)->vm_start) {
		if (end < vma_at(m, vma)->vm_end && mm_at(m, mm)->map_count >= MAX_MAP_COUNT)
			return -PW_ENOMEM;
		error = __split_vma(m, mm, vma, start, false);
		if (error)
			return error;
		prev = vma;
	}
	last = find_vma(m, mm, end);
	if (last && end > vma_at(m, last)->vm_start) {
		error = __split_vma(m, mm, last, end, true);
		if (error)
			return error;
	}
	vma = prev ? vma_at(m, prev)->vm_next : mm_at(m, mm)->mmap;
	detach_vmas_to_be_unmapped(m, mm, vma, prev, end);
	unmap_region(m, mm, vma, prev, start, end);
	remove_vma_list(m, mm, vma);
	return 0;
}

void exit_mmap(struct machine *m, u32 mm)
{
	CALLED(m, exit_mmap, mm);
	u32 vma = mm_at(m, mm)->mmap;
	u64 nr_accounted = 0;
	struct mmu_gather tlb;

	if (!vma)
		return;
	lru_add_drain(m);
	tlb_gather_mmu(m, &tlb, mm, 0, ~0ull);
	unmap_vmas(m, &tlb, vma, 0, ~0ull);
	free_pgtables(m, &tlb, vma, FIRST_USER_ADDRESS, 0);
	tlb_finish_mmu(m, &tlb);
	while (vma) {
		if (vma_at(m, vma)->vm_flags & VM_ACCOUNT)
			nr_accounted += vma_pages(vma_at(m, vma));
		vma = remove_vma(m, vma);
	}
	vm_unacct_memory(m, nr_accounted);
	trace_mm_emptied(m, mm, mm_at(m, mm)->map_count);
	/* the kernel frees the mm next and leaves the stale tree; here views may still look */
	set(m, mm_at(m, mm), mmap, 0);
	set(m, mm_at(m, mm), mm_rb, 0);
	set(m, mm_at(m, mm), map_count, 0);
}
