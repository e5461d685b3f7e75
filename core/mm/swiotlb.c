/* RAM that 32-bit devices cannot reach: they copy through a buffer that they can.
 * Open kernel/dma/swiotlb.c beside this. */
#include <string.h>

#include "lib/cmdline.h"
#include "machine/trace.h"
#include "mm/memblock.h"
#include "mm/swiotlb.h"

#define SWIOTLB_SLABS 32768u		/* of 2 KiB: 64 MiB */
#define IO_TLB_SHIFT 11
#define IO_TLB_SEGSIZE 128u
#define NSLABS_MOST (1ull << 30)	/* more RAM than any machine has */
#define IO_TLB_OVERFLOW 32768ull

/* swiotlb=SLABS,force or noforce: whole segments; noforce leaves one slab. */
void setup_io_tlb_npages(struct machine *m, const char *value)
{
	u64 slabs = simple_strtoull(value, &value);

	slabs = ALIGN_UP(min_t(u64, slabs, NSLABS_MOST), IO_TLB_SEGSIZE);
	if (slabs)
		set(m, sys(m), io_tlb_nslabs, slabs);
	value += *value == ',';
	if (!strcmp(value, "force"))
		set(m, sys(m), swiotlb_force, true);
	else if (!strcmp(value, "noforce"))
		set(m, sys(m), io_tlb_nslabs, 1);
}

static u64 swiotlb_alloc(struct machine *m, u64 bytes, u64 limit)
{
	return memblock_virt_alloc_try_nid(m, ALIGN_UP(bytes, PAGE_SIZE), PAGE_SIZE, 0, limit,
					   WHO_SWIOTLB);
}

/* The slabs, what to use when they run out, and two tables: who has which. */
void swiotlb_init(struct machine *m, u64 low_limit)
{
	u64 slabs = sys(m)->io_tlb_nslabs ? sys(m)->io_tlb_nslabs : SWIOTLB_SLABS;
	CALLED(m, swiotlb_init);

	if (!swiotlb_alloc(m, slabs << IO_TLB_SHIFT, low_limit))
		return;		/* the kernel boots without it */
	swiotlb_alloc(m, IO_TLB_OVERFLOW, low_limit);
	swiotlb_alloc(m, slabs * 4, MEMBLOCK_ALLOC_ANYWHERE);
	swiotlb_alloc(m, slabs * 8, MEMBLOCK_ALLOC_ANYWHERE);
}
