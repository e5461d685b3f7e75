/* The RSS counters: the mm's and its tasks' own counts together are the pages really mapped. */
#include "check/check.h"
#include "mm/mm.h"

struct rss {
	const struct machine *m;
	s64 pages[NR_MM_COUNTERS];
};

static void count_pte(void *context, u64 va, u64 pte)
{
	struct rss *rss = context;

	if (!pte_present(pte) || pte & _PAGE_SPECIAL)
		return;
	rss->pages[PageAnon(pfn_to_page(rss->m, pte_pfn(pte))) ? MM_ANONPAGES : MM_FILEPAGES]++;
}

static s64 counted(const struct machine *m, u32 mm, enum mm_counter member)
{
	s64 pages = mm_at(m, mm)->rss_stat[member];

	for (u32 t = 1; t < m->tables[TABLE_task_struct].capacity; t++)
		if (object_live(m, TABLE_task_struct, t) && task_struct_at(m, t)->mm == mm)
			pages += task_struct_at(m, t)->rss_stat[member];
	return pages;
}

void check_rss(const struct machine *m, struct check_report *r)
{
	s64 total = 0;

	for_each_mm(m, mm) {
		struct rss rss = { .m = m };

		for_each_pte(m, mm, count_pte, &rss);
		for (enum mm_counter i = 0; i < NR_MM_COUNTERS; i++) {
			if (rss.pages[i] != counted(m, mm, i))
				check_fail(r, "RSS counter %u says %lld, %lld pages are mapped",
					   "RSS 计数器 %u 为 %lld，实际映射 %lld 页", i,
					   (long long)counted(m, mm, i), (long long)rss.pages[i]);
			total += rss.pages[i];
		}
	}
	check_holds(r, "%lld mapped pages are counted right", "%lld 个已映射页计数正确", (long long)total);
}
