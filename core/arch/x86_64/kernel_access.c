/*
 * The kernel's own loads and stores: through CR3 and the TLB, as everybody's, in kernel mode.
 * Open arch/x86/mm/fault.c at vmalloc_fault() and no_context() beside this.
 *
 * The kernel half is the same in every process because each PGD holds copies of init_mm's top entries.
 * An entry that init_mm got later is missing there until the kernel first trips over it.  Left out:
 * the exception frame on the kernel stack, exception tables, user addresses (copy_from_user).
 */
#include "kernel/access.h"
#include "kernel/task.h"
#include "machine/context.h"
#include "machine/trace.h"
#include "mm/memblock.h"
#include "mm/vmalloc.h"

/* 0: the PGD of CR3 has the entry now, and everything below is there; else nothing can be done. */
static int vmalloc_fault(struct machine *m, u64 address)
{
	CALLED(m, vmalloc_fault, address);
	u64 pgd = table_entry(this_cpu(m)->cr3, LEVEL_PGD, address);
	u64 entry = read_word(m, table_entry(sys(m)->init_pgd, LEVEL_PGD, address));
	struct walk w;
	bool mapped = is_vmalloc_addr(m, address) && translate_mm(m, 0, address, &w);
	bool missing = pte_none(read_word(m, pgd)) && !pte_none(entry);

	if (!is_vmalloc_addr(m, address) || pte_none(entry))
		return -1;
	if (missing) {
		write_word(m, pgd, entry);
		trace_vmalloc_fault_copied(m, entry, pgd);
	}
	return mapped && missing ? 0 : -1;
}

/* do_page_fault() for an address of the kernel, from the kernel.  false: an oops */
static bool kernel_page_fault(struct machine *m, u64 va, u32 error_code)
{
	static const char *const words[2] = {
		"BUG: unable to handle kernel paging request", "BUG：无法处理内核的缺页异常",
	};
	bool mended;

	trace_kernel_fault(m, va, error_code);
	{
		CALLED(m, do_page_fault, va, error_code);

		mended = !(error_code & X86_PF_PROT) && !vmalloc_fault(m, va);
		trace_kernel_fault_choice(m, va, error_code, !mended);
	}
	if (!mended)
		kernel_bug(m, words);
	return mended;
}

static int access_kernel(struct machine *m, u64 va, enum mmu_access access, u64 *pa)
{
	u32 error_code;

	sched_init(m);		/* somebody's page table is in CR3 */
	if (va >> 63 == 0)
		return -PW_EINVAL;
	while (!mmu_access(m, va, access, pa, &error_code))
		if (error_code & MMU_CANONICAL || m->limit_hit ||
		    !kernel_page_fault(m, va, error_code))
			return error_code & MMU_CANONICAL ? -PW_EFAULT : -PW_EBUG;
	return 0;
}

static bool is_ram(const struct machine *m, u64 pa)
{
	return PFN_DOWN(pa) < m->config.max_pfn &&
	       memblock_overlaps_region(m, memblock_memory(m), pa, 1);
}

static bool good_access(u64 va, u32 bytes)
{
	return (bytes == 1 || bytes == 2 || bytes == 4 || bytes == 8) && va % bytes == 0;
}

/* Where no device answers, the bus gives ones; and what is written goes nowhere. */
int kernel_read(struct machine *m, u64 va, u32 bytes, u64 *value)
{
	u64 pa;
	int err;

	*value = 0;
	if (!good_access(va, bytes))
		return -PW_EINVAL;
	trace_kernel_load(m, va, bytes);
	err = access_kernel(m, va, MMU_KERNEL_READ, &pa);
	if (err)
		return err;
	if (!is_ram(m, pa)) {
		*value = bytes == 8 ? ~0ull : BIT(bytes * 8) - 1;
		trace_kernel_bus(m, pa, *value);
		return 0;
	}
	*value = read_bytes(m, pa, bytes);
	trace_kernel_loaded(m, PFN_DOWN(pa), pa & ~PAGE_MASK, *value);
	return 0;
}

int kernel_write(struct machine *m, u64 va, u64 value, u32 bytes)
{
	u64 pa;
	int err;

	if (!good_access(va, bytes))
		return -PW_EINVAL;
	trace_kernel_store(m, va, value, bytes);
	err = access_kernel(m, va, MMU_KERNEL_WRITE, &pa);
	if (err)
		return err;
	if (!is_ram(m, pa)) {
		trace_kernel_bus(m, pa, value);
		return 0;
	}
	write_bytes(m, pa, value, bytes);
	trace_kernel_stored(m, PFN_DOWN(pa), pa & ~PAGE_MASK, value);
	return 0;
}
