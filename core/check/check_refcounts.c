/*
 * struct page against the page tables: _mapcount counts the PTEs, _refcount is at least that, and a
 * page that somebody maps is never free.
 */
#include <stdlib.h>

#include "check/check.h"
#include "mm/mm.h"

struct mapped {
	const struct machine *m;
	struct check_report *r;
	u32 *ptes;		/* per frame */
};

static void count_mapping(void *context, u64 va, u64 pte)
{
	struct mapped *mapped = context;

	if (!pte_present(pte) || pte & _PAGE_SPECIAL)
		return;
	if (pte_pfn(pte) >= mapped->m->config.max_pfn || !pfn_valid(mapped->m, pte_pfn(pte))) {
		check_fail(mapped->r, "the PTE of %#llx names a frame that is not there",
			   "%#llx 的 PTE 指向不存在的页框", (unsigned long long)va);
		return;
	}
	mapped->ptes[pte_pfn(pte)]++;
}

static void check_page(const struct machine *m, pfn_t pfn, u32 ptes, struct check_report *r)
{
	const struct page *page = pfn_to_page(m, pfn);
	bool typed = page_type(page, 0) && page->_mapcount != -1;

	if (ptes && (PageBuddy(page) || page->_refcount <= 0))
		check_fail(r, "frame %#x is mapped, and free", "页框 %#x 已空闲却仍被映射", pfn);
	else if (typed ? ptes : (s64)page->_mapcount + 1 != ptes)
		check_fail(r, "frame %#x has _mapcount %d, %u PTEs map it",
			   "页框 %#x 的 _mapcount 为 %d，有 %u 个 PTE 映射它", pfn, page->_mapcount, ptes);
	else if (page->_refcount < (s32)ptes)
		check_fail(r, "frame %#x has _refcount %d, %u PTEs map it",
			   "页框 %#x 的 _refcount 为 %d，有 %u 个 PTE 映射它", pfn, page->_refcount, ptes);
}

void check_refcounts(const struct machine *m, struct check_report *r)
{
	struct mapped mapped = { m, r, calloc(m->config.max_pfn, sizeof(u32)) };
	u32 pages = 0;

	if (!mapped.ptes)
		return;
	for_each_mm(m, mm)
		for_each_pte(m, mm, count_mapping, &mapped);
	for_each_valid_pfn(m, pfn, 0, m->config.max_pfn) {
		const struct page *page = pfn_to_page(m, pfn);

		if (mapped.ptes[pfn] || (PageAnon(page) && page->_refcount > 0)) {
			check_page(m, pfn, mapped.ptes[pfn], r);
			pages++;
		}
	}
	free(mapped.ptes);
	check_holds(r, "%u user pages: _mapcount and _refcount fit their PTEs",
		    "%u 个用户页的 _mapcount、_refcount 与 PTE 相符", pages);
}
