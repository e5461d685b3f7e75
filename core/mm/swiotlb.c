/* RAM that 32-bit devices cannot reach: they copy through a buffer that they can.
 * Open kernel/dma/swiotlb.c beside this. */
#include "machine/trace.h"
#include "mm/memblock.h"
#include "mm/swiotlb.h"

#define SWIOTLB_SLABS 32768ull		/* of 2 KiB: 64 MiB */
#define IO_TLB_SHIFT 11
#define IO_TLB_OVERFLOW 32768ull

static u64 swiotlb_alloc(struct machine *m, u64 size, u64 limit)
{
	return memblock_virt_alloc_try_nid(m, size, PAGE_SIZE, 0, limit, WHO_SWIOTLB);
}

void swiotlb_init(struct machine *m, u64 low_limit)
{
	CALLED(m, swiotlb_init);

	if (!swiotlb_alloc(m, SWIOTLB_SLABS << IO_TLB_SHIFT, low_limit))
		return;		/* the kernel boots without it */
	swiotlb_alloc(m, IO_TLB_OVERFLOW, low_limit);
	swiotlb_alloc(m, SWIOTLB_SLABS * 4, MEMBLOCK_ALLOC_ANYWHERE);
	swiotlb_alloc(m, SWIOTLB_SLABS * 8, MEMBLOCK_ALLOC_ANYWHERE);
}
