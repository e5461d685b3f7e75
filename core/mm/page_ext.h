/* Open include/linux/page_ext.h. */
#ifndef MM_PAGE_EXT_H
#define MM_PAGE_EXT_H

#include "machine/machine.h"

int page_ext_init_flatmem(struct machine *m);	/* 0 or -PW_ENOMEM */

#endif
