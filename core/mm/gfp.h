/*
 * How an allocation may be made: the GFP flags.  Open include/linux/gfp.h beside this.
 *
 * The low four bits choose the zone, the next two the mobility, the rest what the allocator may do
 * (sleep, reclaim, go below the watermarks).  Values are 4.19's, so a recorded mask means the same.
 */
#ifndef MM_GFP_H
#define MM_GFP_H

#include "machine/machine.h"

enum gfp_bits {
	__GFP_DMA = 0x01, __GFP_HIGHMEM = 0x02, __GFP_DMA32 = 0x04, __GFP_MOVABLE = 0x08,
	__GFP_RECLAIMABLE = 0x10, __GFP_HIGH = 0x20, __GFP_IO = 0x40, __GFP_FS = 0x80,
	__GFP_WRITE = 0x100, __GFP_NOWARN = 0x200, __GFP_RETRY_MAYFAIL = 0x400,
	__GFP_NOFAIL = 0x800, __GFP_NORETRY = 0x1000, __GFP_MEMALLOC = 0x2000,
	__GFP_COMP = 0x4000, __GFP_ZERO = 0x8000, __GFP_NOMEMALLOC = 0x10000,
	__GFP_HARDWALL = 0x20000, __GFP_THISNODE = 0x40000, __GFP_ATOMIC = 0x80000,
	__GFP_ACCOUNT = 0x100000, __GFP_DIRECT_RECLAIM = 0x200000,
	__GFP_KSWAPD_RECLAIM = 0x400000,
	__GFP_RECLAIM = __GFP_DIRECT_RECLAIM | __GFP_KSWAPD_RECLAIM,

	GFP_ATOMIC = __GFP_HIGH | __GFP_ATOMIC | __GFP_KSWAPD_RECLAIM,
	GFP_KERNEL = __GFP_RECLAIM | __GFP_IO | __GFP_FS,
	GFP_KERNEL_ACCOUNT = GFP_KERNEL | __GFP_ACCOUNT,
	GFP_NOWAIT = __GFP_KSWAPD_RECLAIM,
	GFP_NOIO = __GFP_RECLAIM,
	GFP_NOFS = __GFP_RECLAIM | __GFP_IO,
	GFP_USER = GFP_KERNEL | __GFP_HARDWALL,
	GFP_DMA = __GFP_DMA,
	GFP_DMA32 = __GFP_DMA32,
	GFP_HIGHUSER = GFP_USER | __GFP_HIGHMEM,
	GFP_HIGHUSER_MOVABLE = GFP_HIGHUSER | __GFP_MOVABLE,

	GFP_ZONEMASK = __GFP_DMA | __GFP_HIGHMEM | __GFP_DMA32 | __GFP_MOVABLE,
	GFP_MOVABLE_MASK = __GFP_RECLAIMABLE | __GFP_MOVABLE,
	/* what the allocators of objects pass on */
	GFP_RECLAIM_MASK = __GFP_RECLAIM | __GFP_HIGH | __GFP_IO | __GFP_FS | __GFP_NOWARN |
			   __GFP_RETRY_MAYFAIL | __GFP_NOFAIL | __GFP_NORETRY | __GFP_MEMALLOC |
			   __GFP_NOMEMALLOC | __GFP_ATOMIC,
	GFP_CONSTRAINT_MASK = __GFP_HARDWALL | __GFP_THISNODE,
};

#define GFP_MOVABLE_SHIFT 3

enum migratetype {
	MIGRATE_UNMOVABLE, MIGRATE_MOVABLE, MIGRATE_RECLAIMABLE,
	MIGRATE_HIGHATOMIC,	/* = MIGRATE_PCPTYPES: types below it have per-cpu lists */
	MIGRATE_CMA, MIGRATE_ISOLATE,
};

static inline u32 gfpflags_to_migratetype(u32 gfp)
{
	return (gfp & GFP_MOVABLE_MASK) >> GFP_MOVABLE_SHIFT;
}

/* The highest zone that the request may use: GFP_ZONE_TABLE.  A zone that is missing is Normal. */
static inline u32 gfp_zone(const struct machine *m, u32 gfp)
{
	const struct geometry *geo = &m->geo;
	u32 zone = geo->zone_normal;

	if (likely(!(gfp & GFP_ZONEMASK)))
		return zone;
	if (gfp & __GFP_DMA)
		zone = geo->zone_dma;
	else if (gfp & __GFP_DMA32)
		zone = geo->zone_dma32;
	else if ((gfp & (__GFP_HIGHMEM | __GFP_MOVABLE)) == (__GFP_HIGHMEM | __GFP_MOVABLE))
		zone = geo->zone_movable;
	else if (gfp & __GFP_HIGHMEM)
		zone = geo->zone_highmem;
	return zone == ZONE_NONE ? geo->zone_normal : zone;
}

#endif
