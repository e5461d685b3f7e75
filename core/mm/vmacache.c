/* Four VMAs that a task touched last, found before the tree is asked.  Open mm/vmacache.c. */
#include "arch/x86_64/mmu.h"
#include "machine/trace.h"
#include "mm/mm.h"

#define VMACACHE_SHIFT PMD_SHIFT	/* neighbours in one 2 MiB share a slot */

static u32 vmacache_hash(u64 addr)
{
	return (addr >> VMACACHE_SHIFT) & (VMACACHE_SIZE - 1);
}

/* Only the running task's own mm: somebody else's cache cannot be asked. */
static bool vmacache_valid_mm(const struct machine *m, u32 mm)
{
	return mm && current_mm(m) == mm;
}

/* Unmapping bumps the mm's number; a task whose number is old empties its cache here. */
static bool vmacache_valid(struct machine *m, u32 mm)
{
	const struct task_struct *curr = task_struct_at(m, this_cpu(m)->current_task);

	if (!vmacache_valid_mm(m, mm))
		return false;
	if (mm_at(m, mm)->vmacache_seqnum == curr->vmacache_seqnum)
		return true;
	set(m, curr, vmacache_seqnum, mm_at(m, mm)->vmacache_seqnum);
	for (u32 i = 0; i < VMACACHE_SIZE; i++)
		set(m, curr, vmacache[i], 0);
	return false;
}

u32 vmacache_find(struct machine *m, u32 mm, u64 addr)
{
	const struct task_struct *curr = task_struct_at(m, this_cpu(m)->current_task);

	if (!vmacache_valid(m, mm))
		return 0;
	for (u32 i = 0; i < VMACACHE_SIZE; i++) {
		u32 vma = curr->vmacache[(vmacache_hash(addr) + i) % VMACACHE_SIZE];

		if (vma && vma_at(m, vma)->vm_start <= addr && vma_at(m, vma)->vm_end > addr) {
			trace_vmacache_hit(m, vma, addr);
			return vma;
		}
	}
	return 0;
}

void vmacache_update(struct machine *m, u64 addr, u32 vma)
{
	const struct task_struct *curr = task_struct_at(m, this_cpu(m)->current_task);

	if (vmacache_valid_mm(m, vma_at(m, vma)->vm_mm))
		set(m, curr, vmacache[vmacache_hash(addr)], vma);
}

void vmacache_invalidate(struct machine *m, u32 mm)
{
	add(m, mm_at(m, mm), vmacache_seqnum, 1);
}
