/*
 * What differs between the machines that the model knows, as data: which zones there are, how large a
 * struct page is, what a section is.  Each is a 4.19 kernel as it was configured and recorded.
 */
#ifndef MACHINE_GEOMETRY_H
#define MACHINE_GEOMETRY_H

#include "machine/types.h"

#define NR_ZONES_MAX 4		/* of any machine; MAX_NR_ZONES of the tables */
#define ZONE_NONE 0xffu

enum machine_arch { ARCH_X86_64, ARCH_I386, ARCH_ARM64, ARCH_ARM, ARCH_ARM_LPAE, NR_ARCHES };

struct geometry {
	const char *name;		/* as a scenario and a recording name it */
	u8 nr_zones;
	/* enum zone_type of this kernel; ZONE_NONE: it has no such zone */
	u8 zone_dma, zone_dma32, zone_normal, zone_highmem, zone_movable;
	const char *zone_names[NR_ZONES_MAX];
	u32 lowmem_reserve_ratio[NR_ZONES_MAX];
	u32 pageblock_order;		/* that of a huge page, or MAX_ORDER - 1 */
	u32 word_bytes;			/* sizeof(long) */
	u32 sizeof_page;
	u32 sizeof_memblock_region;
	u32 sizeof_resource;
	u32 cache_bytes;		/* SMP_CACHE_BYTES: the alignment of what asks for none */
	u32 section_bits;		/* SECTION_SIZE_BITS; 0: FLATMEM, one mem_map for everything */
	u32 physmem_bits;		/* MAX_PHYSMEM_BITS */
	u64 page_offset;		/* where the direct map of RAM begins (PAGE_OFFSET) */
	bool cmpxchg_double;		/* two words at once: SLUB then aligns struct page to them */
	u32 kmalloc_minalign;		/* ARCH_DMA_MINALIGN: 0 where devices see the caches */
	u64 vmemmap_start;		/* the array of struct page, for the first frame of RAM */
	u64 vmalloc_start, vmalloc_end;	/* start 0: it follows the direct map */
	u32 vmalloc_offset;		/* and so large a hole, which */
	bool vmalloc_aligned;		/* is rounded to its own size */
	u8 ioremap_max_order;		/* no ioremap is aligned to more than 2^this */
	u64 table_bits, block_bits;	/* of entries for a table, and for 2 MiB of memory */
	bool memory_is_valid;		/* pfn_valid() asks memblock: a hole has no struct page */
	bool page_ext;			/* idle page tracking finds no room in page->flags */
	bool transparent_hugepage;
};

extern const struct geometry geometries[NR_ARCHES];

/* NR_ARCHES: no machine of this name */
enum machine_arch arch_of_name(const char *name);

#endif
