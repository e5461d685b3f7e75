/* The pool of huge pages.  Open include/linux/hugetlb.h beside this. */
#ifndef MM_HUGETLB_H
#define MM_HUGETLB_H

#include "mm/mmzone.h"

void hugetlb_nrpages_setup(struct machine *m, const char *value);	/* hugepages= */
void hugetlb_init(struct machine *m);

#endif
