/* Which frames have a struct page, and the memory those lie in.  Open mm/sparse.c. */
#ifndef MM_SPARSE_H
#define MM_SPARSE_H

#include "machine/machine.h"

#define SIZEOF_MEM_SECTION 16

/* Mark the sections that hold RAM: its callers' names differ.  0 or -PW_ENOMEM */
int memory_present_all(struct machine *m);
int sparse_memory_present_with_active_regions(struct machine *m);
int sparse_init(struct machine *m);	/* 0 or -PW_ENOMEM */

#endif
