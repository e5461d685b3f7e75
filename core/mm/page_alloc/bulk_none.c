/* For builds whose machines always keep a history: no bulk mode (bulk.c). */
#include "mm/page_alloc/internal.h"

const bool has_bulk = false;

pfn_t bulk_alloc_pages(struct machine *m, u32 gfp, u32 order)
{
	assert(has_bulk);
	return PFN_NONE;
}

void bulk_free_pages(struct machine *m, pfn_t pfn, u32 order)
{
	assert(has_bulk);
}
