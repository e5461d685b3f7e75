/* Which frames have a struct page, and the memory those lie in.  Open mm/sparse.c. */
#ifndef MM_SPARSE_H
#define MM_SPARSE_H

#include "machine/machine.h"

#define SIZEOF_MEM_SECTION 16

int sparse_init(struct machine *m);	/* 0 or -PW_ENOMEM */

#endif
