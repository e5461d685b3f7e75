/* Taking pageblocks out of use while their pages are wanted.  Open include/linux/page-isolation.h. */
#ifndef MM_PAGE_ISOLATION_H
#define MM_PAGE_ISOLATION_H

#include "mm/mmzone.h"

/* Whole pageblocks of [start, end) become MIGRATE_ISOLATE.  0, or -PW_EBUSY and nothing changed. */
int start_isolate_page_range(struct machine *m, pfn_t start, pfn_t end, u32 migratetype);
void undo_isolate_page_range(struct machine *m, pfn_t start, pfn_t end, u32 migratetype);
/* Every frame of the range is free and isolated: 0, else -PW_EBUSY. */
int test_pages_isolated(struct machine *m, pfn_t start, pfn_t end);

/* page_alloc/contig.c: 0 or -PW_EBUSY; frames in use are not moved away. */
int alloc_contig_range(struct machine *m, pfn_t start, pfn_t end, u32 migratetype);
void free_contig_range(struct machine *m, pfn_t pfn, u32 nr_pages);

#endif
