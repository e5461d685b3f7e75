/* Where x86_64 maps things in kernel space.  Open arch/x86/include/asm/page_64_types.h. */
#ifndef ARCH_X86_64_PAGE_H
#define ARCH_X86_64_PAGE_H

#include "machine/types.h"

enum zone_type { ZONE_DMA, ZONE_DMA32, ZONE_NORMAL, ZONE_MOVABLE };

#define PAGE_OFFSET 0xffff880000000000ull	/* all physical memory, from address 0 */
#define VMALLOC_START 0xffffc90000000000ull
#define VMEMMAP_START 0xffffea0000000000ull	/* the array of struct page */
#define __START_KERNEL_map 0xffffffff80000000ull

#define MAX_DMA_PFN ((16u << 20) >> PAGE_SHIFT)		/* 16 MiB: what an ISA card reaches */
#define MAX_DMA32_PFN (1u << (32 - PAGE_SHIFT))		/* 4 GiB */
#define SECTION_SIZE_BITS 27				/* as geometry.c says, as constants: */
#define SIZEOF_STRUCT_PAGE 56
#define MAXMEM_PFN (1u << 31)				/* what a pfn_t may name */

static inline u64 __va(u64 pa)
{
	return pa + PAGE_OFFSET;
}

static inline u64 __pa(u64 va)
{
	return va - PAGE_OFFSET;
}

#endif
