/* The hand-over from memblock to the buddy allocator.  Open mm/nobootmem.c. */
#ifndef MM_NOBOOTMEM_H
#define MM_NOBOOTMEM_H

#include "machine/machine.h"

u64 free_all_bootmem(struct machine *m);	/* pages handed over */
void reset_all_zones_managed_pages(struct machine *m);
/* The hand-over is done: what there is now, and what stays reserved. */
void mem_init_print_info(struct machine *m);
void free_highmem_page(struct machine *m, pfn_t pfn);

#endif
