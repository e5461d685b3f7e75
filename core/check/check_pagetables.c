/*
 * Page tables: every table frame serves one place, is allocated and counted, and no PTE maps an
 * address outside the VMAs.
 */
#include <stdlib.h>

#include "check/check.h"
#include "mm/mm.h"

struct tables {
	const struct machine *m;
	struct check_report *r;
	u8 *used;		/* per frame */
	u32 mm, nr;
	u64 bytes;
};

static void count_table(void *context, enum pgtable_level level, pfn_t pfn, u64 va)
{
	struct tables *t = context;

	if (pfn >= t->m->config.max_pfn || t->used[pfn]) {
		check_fail(t->r, "frame %#x serves as a table twice", "页框 %#x 同时充当两张页表", pfn);
		return;
	}
	t->used[pfn] = 1;
	t->nr++;
	if (level != LEVEL_PGD)
		t->bytes += PAGE_SIZE;
	if (pfn_to_page(t->m, pfn)->_refcount < 1 || PageBuddy(pfn_to_page(t->m, pfn)))
		check_fail(t->r, "table frame %#x is free", "页表页框 %#x 是空闲的", pfn);
	if ((level == LEVEL_PTE) != PageTable(pfn_to_page(t->m, pfn)))
		check_fail(t->r, "frame %#x has the wrong page type", "页框 %#x 的页类型不对", pfn);
}

static void check_pte(void *context, u64 va, u64 pte)
{
	struct tables *t = context;
	u32 vma = find_vma_silent(t->m, t->mm, va);

	if (!vma || vma_at(t->m, vma)->vm_start > va)
		check_fail(t->r, "%#llx is mapped, but no VMA holds it", "%#llx 有映射，却没有 VMA",
			   (unsigned long long)va);
	else if (pte & _PAGE_RW && !(vma_at(t->m, vma)->vm_flags & VM_WRITE))
		check_fail(t->r, "%#llx is writable, its VMA is not", "%#llx 可写，但 VMA 不可写",
			   (unsigned long long)va);
}

void check_pagetables(const struct machine *m, struct check_report *r)
{
	struct tables t = { .m = m, .r = r, .used = calloc(m->config.max_pfn, 1) };

	if (!t.used)
		return;
	for_each_mm(m, mm) {
		t.mm = mm;
		t.bytes = 0;
		for_each_table_page(m, mm, count_table, &t);
		for_each_pte(m, mm, check_pte, &t);
		if (t.bytes != mm_at(m, mm)->pgtables_bytes)
			check_fail(r, "pgtables_bytes is %llu, the tables have %llu",
				   "pgtables_bytes 为 %llu，页表共 %llu",
				   (unsigned long long)mm_at(m, mm)->pgtables_bytes,
				   (unsigned long long)t.bytes);
	}
	free(t.used);
	check_holds(r, "%u page-table frames, each in one place", "%u 个页表页框各在其位", t.nr);
}
