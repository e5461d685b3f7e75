/*
 * Huge pages set aside at boot.  Open mm/hugetlb.c and arch/x86/mm/hugetlbpage.c beside this.
 *
 * Modelled: hugepages=N fills the pool with blocks of PMD_SIZE, as many as there are.  Left out: handing
 * them to processes, resizing the pool, other sizes: pages of 1 GiB (the recorded cpus have none), and
 * arm64's of 64 KiB, 32 MiB and 1 GiB, whose pools stay empty.
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
	pfn_t pfn = alloc_pages(m, HTLB_ALLOC_MASK, pageblock_order(m));
	const struct page *page;

	if (pfn == PFN_NONE)
		return false;
	page = pfn_to_page(m, pfn);
	set(m, page, _refcount, 0);
	add(m, sys(m), nr_huge_pages, 1);
	add(m, sys(m), free_huge_pages, 1);
	return true;
}

static bool hugepages_supported(const struct machine *m)
{
	return m->config.arch != ARCH_ARM && m->config.arch != ARCH_ARM_LPAE;
}

static bool other_size(const struct machine *m, u64 size)
{
	return m->config.arch == ARCH_ARM64 &&
	       (size == 64ull << 10 || size == 32ull << 20 || size == 1ull << 30);
}

/* A bad size spoils the next hugepages= alone. */
void setup_hugepagesz(struct machine *m, const char *value)
{
	u64 size = memparse(value, &value);
	bool pmd = size == PAGE_SIZE << pageblock_order(m);

	if (pmd || other_size(m, size))
		set(m, sys(m), hugepagesz, pmd ? POOL_PMD : POOL_OTHER);
	else
		set(m, sys(m), bad_hugepagesz, true);
}

/* Twice for one pool without hugepagesz= between them: the second is ignored. */
void hugetlb_nrpages_setup(struct machine *m, const char *value)
{
	u64 pages = simple_strtoull(value, &value);
	u32 pool = max_t(u32, sys(m)->hugepagesz, POOL_DEFAULT);

	if (sys(m)->bad_hugepagesz) {
		set(m, sys(m), bad_hugepagesz, false);
		return;
	}
	if (sys(m)->hugepages_given == pool)
		return;
	set(m, sys(m), hugepages_given, pool);
	pages = min_t(u64, pages, ~0u);
	if (pool == POOL_DEFAULT)
		set(m, sys(m), default_max_huge_pages, pages);
	else if (pool == POOL_PMD)
		set(m, sys(m), max_huge_pages, pages);
}

void hugetlb_init(struct machine *m)
{
	u32 wanted = sys(m)->max_huge_pages;

	if (!hugepages_supported(m))
		return;
	if (!wanted && sys(m)->default_max_huge_pages) {
		wanted = sys(m)->default_max_huge_pages;
		set(m, sys(m), max_huge_pages, wanted);
	}
	if (!wanted)
		return;
	{
		CALLED(m, hugetlb_init, wanted);

		while (sys(m)->nr_huge_pages < wanted && alloc_pool_huge_page(m))
			;
		trace_huge_pages(m, sys(m)->nr_huge_pages, wanted);
	}
}
