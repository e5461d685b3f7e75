/*
 * The end of memblock.  Open arch/x86/mm/init_64.c at mem_init() beside this; also the
 * cpu entry area's page tables (trap_init) and what init no longer needs (free_initmem).
 */
#include "arch/x86_64/pgtable.h"
#include "arch/x86_64/setup.h"
#include "machine/trace.h"
#include "mm/memblock.h"
#include "mm/nobootmem.h"
#include "mm/page_alloc.h"
#include "mm/swiotlb.h"

#define CPU_ENTRY_AREA_BASE 0xfffffe0000000000ull
#define CPU_ENTRY_AREA_BASE_32 0xff800000ull
#define ARCH_LOW_ADDRESS_LIMIT 0xffffffffull

static u64 spp_getpage(struct machine *m)
{
	return memblock_virt_alloc_try_nid(m, PAGE_SIZE, PAGE_SIZE, PFN_PHYS(MAX_DMA_PFN),
					   MEMBLOCK_ALLOC_ANYWHERE, WHO_CPU_ENTRY_AREA);
}

static int setup_cpu_entry_area_ptes(struct machine *m)
{
	u64 va = CPU_ENTRY_AREA_BASE;
	u64 pud = kernel_table(m, table_entry(sys(m)->init_pgd, LEVEL_PGD, va), spp_getpage);
	u64 pmd = pud ? kernel_table(m, table_entry(pud, LEVEL_PUD, va), spp_getpage) : 0;
	u64 pte = pmd ? kernel_table(m, table_entry(pmd, LEVEL_PMD, va), spp_getpage) : 0;

	return pte ? 0 : -PW_ENOMEM;
}

/* setup_cpu_entry_areas(): page tables down to the PTE; what they map is per-cpu data */
int trap_init(struct machine *m)
{
	if (x86_32(m))
		return page_table_range_init(m, CPU_ENTRY_AREA_BASE_32, CPU_ENTRY_AREA_BASE_32 + 1);
	return setup_cpu_entry_area_ptes(m);
}

int mem_init(struct machine *m)
{
	CALLED(m, mem_init);

	if (x86_32(m))
		set_highmem_pages_init(m);
	else if (sys(m)->max_pfn > MAX_DMA32_PFN || sys(m)->swiotlb_force)
		swiotlb_init(m, ARCH_LOW_ADDRESS_LIMIT);
	free_all_bootmem(m);
	mem_init_print_info(m);
	return 0;
}

/* Init's code and data, and the gaps that page alignment leaves in the image */
void free_initmem(struct machine *m, const struct boot_params *p)
{
	free_reserved_area(m, p->init_begin, p->init_end, WHO_INIT_MEMORY);
	if (x86_32(m))
		return;
	free_reserved_area(m, p->ex_table_end, p->rodata, WHO_IMAGE_GAP);
	free_reserved_area(m, p->erodata, p->data, WHO_IMAGE_GAP);
}
