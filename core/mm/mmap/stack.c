/*
 * A VMA that grows downwards.  Open mm/mmap.c: expand_downwards(), find_extend_vma().
 *
 * Growth needs: the guard gap below (256 pages, unless what lies there is PROT_NONE or itself a
 * stack), RLIMIT_STACK for the whole VMA, and memory to promise.
 */
#include "machine/trace.h"
#include "mm/mmap/vma.h"

static int acct_stack_growth(struct machine *m, u32 vma, u64 size, u64 grow)
{
	CALLED(m, acct_stack_growth, vma, size, grow);

	if (!may_expand_vm(m, vma_at(m, vma)->vm_mm, vma_at(m, vma)->vm_flags, grow))
		return -PW_ENOMEM;
	if (size > RLIMIT_STACK)
		return -PW_ENOMEM;
	return __vm_enough_memory(m, grow);
}

static bool guard_gap_ok(const struct machine *m, u32 prev, u64 address)
{
	const struct vm_area_struct *p = vma_at(m, prev);

	if (!prev || p->vm_flags & VM_GROWSDOWN ||
	    !(p->vm_flags & (VM_READ | VM_WRITE | VM_EXEC)))
		return true;
	return address - p->vm_end >= STACK_GUARD_GAP;
}

static int expand_downwards(struct machine *m, u32 vma, u64 address)
{
	CALLED(m, expand_downwards, vma, address);
	const struct vm_area_struct *v = vma_at(m, vma);
	u64 grow, size;
	bool gap;

	address &= PAGE_MASK;
	gap = guard_gap_ok(m, v->vm_prev, address);
	size = v->vm_end - address;
	trace_stack_growth_choice(m, address, v->vm_prev, size,
				  !gap ? 1 : size > RLIMIT_STACK ? 2 : 0);
	if (!gap || anon_vma_prepare(m, vma))
		return -PW_ENOMEM;
	if (address >= v->vm_start)
		return 0;
	grow = (v->vm_start - address) >> PAGE_SHIFT;
	if (grow > v->vm_pgoff || acct_stack_growth(m, vma, size, grow))
		return -PW_ENOMEM;
	vm_stat_account(m, v->vm_mm, v->vm_flags, (s64)grow);
	set(m, v, vm_start, address);
	add(m, v, vm_pgoff, -(s64)grow);
	vma_gap_update(m, vma);
	trace_stack_grown(m, vma, address, grow);
	return 0;
}

int expand_stack(struct machine *m, u32 vma, u64 address)
{
	CALLED(m, expand_stack, vma, address);

	return expand_downwards(m, vma, address);
}

u32 find_extend_vma(struct machine *m, u32 mm, u64 addr)
{
	CALLED(m, find_extend_vma, mm, addr);
	u32 vma = find_vma(m, mm, addr & PAGE_MASK);

	if (!vma || vma_at(m, vma)->vm_start <= (addr & PAGE_MASK))
		return vma;
	if (!(vma_at(m, vma)->vm_flags & VM_GROWSDOWN) || expand_stack(m, vma, addr & PAGE_MASK))
		return 0;
	return vma;
}
