/* What the two parts of SLOB share; mm/slob.c is one file in the kernel. */
#ifndef MM_SLOB_INTERNAL_H
#define MM_SLOB_INTERNAL_H

#include "mm/slob.h"

/* heap.c: blocks; 0: no memory */
u64 slob_alloc(struct machine *m, u32 size, u32 gfp, u32 align);
void slob_free(struct machine *m, u64 b, u32 size);

#endif
