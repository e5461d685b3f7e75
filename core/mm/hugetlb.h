/* The pool of huge pages.  Open include/linux/hugetlb.h beside this. */
#ifndef MM_HUGETLB_H
#define MM_HUGETLB_H

#include "mm/mmzone.h"

/* hugepages= is for the default size until hugepagesz= names one, then for that. */
enum hugepage_pool { POOL_NONE, POOL_DEFAULT, POOL_PMD, POOL_OTHER };

void hugetlb_nrpages_setup(struct machine *m, const char *value);	/* hugepages= */
void setup_hugepagesz(struct machine *m, const char *value);		/* hugepagesz= */
void hugetlb_init(struct machine *m);

#endif
