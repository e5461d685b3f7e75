/*
 * More flags per frame, where struct page has no room for them.  Open mm/page_ext.c beside this.
 *
 * Modelled: the array that boot allocates.  A 32-bit kernel with idle page tracking keeps two bits of
 * each frame there.
 */
#include "mm/mmzone.h"
#include "mm/page_ext.h"

int page_ext_init_flatmem(struct machine *m)
{
	u64 start = PFN_UP(memblock_start_of_DRAM(m)), end = sys(m)->max_pfn, pages = end - start;

	if (!m->geo.page_ext)
		return 0;
	/* the ends may lie in the middle of a block that is looked at as a whole */
	if ((start | end) & (MAX_ORDER_NR_PAGES - 1))
		pages += MAX_ORDER_NR_PAGES;
	return memblock_virt_alloc_try_nid(m, pages * m->geo.word_bytes, PAGE_SIZE,
					   sys(m)->bootmem_low_limit, MEMBLOCK_ALLOC_ANYWHERE,
					   WHO_PAGE_EXT) ? 0 : -PW_ENOMEM;
}
