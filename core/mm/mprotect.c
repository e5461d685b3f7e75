/* Changing the rights of mapped memory.  Open mm/mprotect.c.  Left out: protection keys, NUMA, PROT_GROWS*. */
#include "arch/x86_64/mmu.h"
#include "kernel/syscalls.h"
#include "machine/trace.h"
#include "mm/mm.h"

static u64 change_pte_range(struct machine *m, u64 pmd, u64 addr, u64 end, u64 newprot)
{
	CALLED(m, change_pte_range, addr, end);
	u64 pages = 0;

	spin_lock(m, LOCK_PTL);
	for (; addr != end; addr += PAGE_SIZE) {
		u64 at = pte_offset(m, pmd, addr), old = read_word(m, at), new;

		if (!pte_present(old))
			continue;
		new = (old & _PAGE_CHG_MASK) | (newprot & ~_PAGE_CHG_MASK);
		write_word(m, at, new);
		trace_pte_protected(m, addr, new, at);
		pages++;
	}
	spin_unlock(m, LOCK_PTL);
	return pages;
}

static u64 next_border(u64 addr, u64 end, u32 shift)
{
	u64 next = ((addr >> shift) + 1) << shift;

	return next - 1 < end - 1 ? next : end;
}

/* change_p4d_range() to change_pmd_range(): down to each PTE table, skipping what is not there */
static void change_protection(struct machine *m, u32 vma, u64 start, u64 end, u64 newprot)
{
	CALLED(m, change_protection, vma, start, end);
	const struct mm_struct *mm = mm_at(m, vma_at(m, vma)->vm_mm);
	u64 pages = 0, next;

	for (u64 addr = start; addr != end; addr = next) {
		u64 pgd = pgd_offset(mm, addr), pud, pmd;

		next = next_border(addr, end, PGDIR_SHIFT);
		if (pte_none(read_word(m, pgd)))
			continue;
		pud = pud_offset(m, pgd, addr);
		next = next_border(addr, end, PUD_SHIFT);
		if (pte_none(read_word(m, pud)))
			continue;
		pmd = pmd_offset(m, pud, addr);
		next = next_border(addr, end, PMD_SHIFT);
		if (!pte_none(read_word(m, pmd)))
			pages += change_pte_range(m, pmd, addr, next, newprot);
	}
	if (pages)
		flush_tlb_mm_range(m, vma_at(m, vma)->vm_mm, start, end);
}

/* Becoming writable may promise memory; it stays promised when the right is taken away again. */
static int charge_new_rights(struct machine *m, u32 mm, u64 oldflags, u64 *newflags, u64 pages)
{
	if (!(*newflags & VM_WRITE))
		return 0;
	if (!may_expand_vm(m, mm, *newflags, pages) && may_expand_vm(m, mm, oldflags, pages))
		return -PW_ENOMEM;
	if (oldflags & (VM_ACCOUNT | VM_WRITE | VM_SHARED | VM_NORESERVE))
		return 0;
	if (__vm_enough_memory(m, pages))
		return -PW_ENOMEM;
	*newflags |= VM_ACCOUNT;
	return 0;
}

int mprotect_fixup(struct machine *m, u32 vma, u32 *pprev, u64 start, u64 end, u64 newflags)
{
	CALLED(m, mprotect_fixup, vma, start, end, newflags);
	const struct vm_area_struct *v = vma_at(m, vma);
	u64 oldflags = v->vm_flags;
	s64 nrpages = (s64)((end - start) >> PAGE_SHIFT);
	u32 mm = v->vm_mm, merged;

	if (newflags == oldflags) {
		*pprev = vma;
		return 0;
	}
	if (charge_new_rights(m, mm, oldflags, &newflags, (u64)nrpages))
		return -PW_ENOMEM;
	merged = vma_merge(m, mm, *pprev, start, end, newflags, v->anon_vma, v->vm_file,
			   v->vm_pgoff + ((start - v->vm_start) >> PAGE_SHIFT));
	if (merged) {
		vma = merged;
	} else {
		*pprev = vma;
		if (start != vma_at(m, vma)->vm_start && split_vma(m, mm, vma, start, true))
			return -PW_ENOMEM;
		if (end != vma_at(m, vma)->vm_end && split_vma(m, mm, vma, end, false))
			return -PW_ENOMEM;
	}
	*pprev = vma;
	set(m, vma_at(m, vma), vm_flags, newflags);
	vma_set_page_prot(m, vma);
	trace_vma_rights(m, vma, start, end, newflags & (VM_READ | VM_WRITE | VM_EXEC));
	change_protection(m, vma, start, end, vma_at(m, vma)->vm_page_prot);
	vm_stat_account(m, mm, oldflags, -nrpages);
	vm_stat_account(m, mm, newflags, nrpages);
	return 0;
}

/* VMA by VMA; those before the first that refuses are changed. */
static int protect_range(struct machine *m, u32 mm, u64 start, u64 end, u64 prot)
{
	u32 vma, prev;
	u64 nstart, tmp, flags;
	int error;

	vma = find_vma(m, mm, start);
	if (!vma || vma_at(m, vma)->vm_start > start)
		return -PW_ENOMEM;
	prev = start > vma_at(m, vma)->vm_start ? vma : vma_at(m, vma)->vm_prev;
	for (nstart = start;;) {
		const struct vm_area_struct *v = vma_at(m, vma);

		flags = (v->vm_flags & ~(VM_READ | VM_WRITE | VM_EXEC)) | prot;
		/* VM_MAY* lie four bits above: what the mapping may ever become */
		if ((flags & ~(flags >> 4)) & (VM_READ | VM_WRITE | VM_EXEC))
			return -PW_EACCES;
		tmp = min_t(u64, v->vm_end, end);
		error = mprotect_fixup(m, vma, &prev, nstart, tmp, flags);
		if (error)
			return error;
		nstart = max_t(u64, tmp, vma_at(m, prev)->vm_end);
		if (nstart >= end)
			return 0;
		vma = vma_at(m, prev)->vm_next;
		if (!vma || vma_at(m, vma)->vm_start != nstart)
			return -PW_ENOMEM;
	}
}

int do_mprotect(struct machine *m, u64 start, u64 len, u64 prot)
{
	CALLED(m, do_mprotect_pkey, start, len, prot);
	u32 mm = current_mm(m);
	u64 end;
	int error;

	if (start & ~PAGE_MASK)
		return -PW_EINVAL;
	if (!len)
		return 0;
	len = ALIGN_UP(len, PAGE_SIZE);
	end = start + len;
	if (end <= start)
		return -PW_ENOMEM;
	if (prot & ~(u64)(PROT_READ | PROT_WRITE | PROT_EXEC))
		return -PW_EINVAL;
	mutex_lock(m, LOCK_MMAP_SEM_WRITE);
	error = protect_range(m, mm, start, end, prot);
	mutex_unlock(m, LOCK_MMAP_SEM_WRITE);
	return error;
}
