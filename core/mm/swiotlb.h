/* Bounce buffers.  Open include/linux/swiotlb.h. */
#ifndef MM_SWIOTLB_H
#define MM_SWIOTLB_H

#include "machine/machine.h"

void setup_io_tlb_npages(struct machine *m, const char *value);	/* swiotlb= */
void swiotlb_init(struct machine *m, u64 low_limit);	/* ARCH_LOW_ADDRESS_LIMIT */

#endif
