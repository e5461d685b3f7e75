/*
 * Contiguous memory: areas that boot reserves and movable pages may use meanwhile.
 * Open mm/cma.h and include/linux/cma.h beside this.
 */
#ifndef MM_CMA_H
#define MM_CMA_H

#include "mm/mmzone.h"

/* kernel/dma/contiguous.c: cma=SIZE[@BASE[-LIMIT]] of the command line, and its area */
void early_cma(struct machine *m, const char *value);
void dma_contiguous_reserve(struct machine *m, u64 limit);

/* 0 or -PW_ENOSPC, -PW_EINVAL, -PW_EBUSY, -PW_ENOMEM */
int cma_declare_contiguous(struct machine *m, u64 base, u64 size, u64 limit, u64 alignment,
			   u32 order_per_bit, bool fixed);
int cma_init_reserved_mem(struct machine *m, u64 base, u64 size, u32 order_per_bit);
/* Give the areas' pages to the buddy allocator, as MIGRATE_CMA. */
void cma_init_reserved_areas(struct machine *m);

/* `count` neighbouring frames of an area, aligned to an order; PFN_NONE when none are to be had. */
pfn_t cma_alloc(struct machine *m, u32 area, u32 count, u32 align);
bool cma_release(struct machine *m, u32 area, pfn_t pfn, u32 count);	/* false: not the area's */
u32 cma_used(const struct machine *m, u32 area);			/* frames that the bitmap marks */

#endif
