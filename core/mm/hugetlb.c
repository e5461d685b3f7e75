/*
 * Huge pages set aside at boot.  Open mm/hugetlb.c beside this.
 *
 * Modelled: hugepages=N fills the pool with blocks of 2 MiB, as many as there are.  Left out: handing
 * them to processes, resizing the pool, pages of 1 GiB.
 */
#include "lib/cmdline.h"
#include "machine/trace.h"
#include "mm/hugetlb.h"
#include "mm/page_alloc.h"

#define HTLB_ALLOC_MASK (GFP_HIGHUSER_MOVABLE | __GFP_COMP | __GFP_RETRY_MAYFAIL | __GFP_NOWARN | \
			 __GFP_THISNODE)

/* alloc_pool_huge_page(): the page has nobody's reference while it lies in the pool. */
static bool alloc_pool_huge_page(struct machine *m)
{
	pfn_t pfn = alloc_pages(m, HTLB_ALLOC_MASK, HUGETLB_PAGE_ORDER);
	const struct page *page;

	if (pfn == PFN_NONE)
		return false;
	page = pfn_to_page(m, pfn);
	set(m, page, _refcount, 0);
	add(m, sys(m), nr_huge_pages, 1);
	add(m, sys(m), free_huge_pages, 1);
	return true;
}

/* A second hugepages= is ignored. */
void hugetlb_nrpages_setup(struct machine *m, const char *value)
{
	u64 pages = simple_strtoull(value, &value);

	if (!sys(m)->max_huge_pages)
		set(m, sys(m), max_huge_pages, min_t(u64, pages, ~0u));
}

void hugetlb_init(struct machine *m)
{
	u32 wanted = sys(m)->max_huge_pages;

	if (!wanted)
		return;
	{
		CALLED(m, hugetlb_init, wanted);

		while (sys(m)->nr_huge_pages < wanted && alloc_pool_huge_page(m))
			;
		trace_huge_pages(m, sys(m)->nr_huge_pages, wanted);
	}
}
