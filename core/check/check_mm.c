/*
 * VMAs: the list is sorted and disjoint, the tree holds the same ones, is red-black, and knows the
 * true gaps; the sums in mm_struct are right.
 */
#include "check/check.h"
#include "lib/rbtree.h"
#include "mm/mm.h"

typedef unsigned long long ull;

static void check_list(const struct machine *m, u32 mm, struct check_report *r, u64 *pages, u32 *nr)
{
	u64 prev_end = 0;
	u32 prev = 0;

	for (u32 v = mm_at(m, mm)->mmap; v; prev = v, v = vma_at(m, v)->vm_next) {
		const struct vm_area_struct *vma = vma_at(m, v);

		if (vma->vm_start >= vma->vm_end || vma->vm_start < prev_end ||
		    (vma->vm_start | vma->vm_end) & ~PAGE_MASK || vma->vm_end > TASK_SIZE)
			check_fail(r, "the VMA at %#llx is out of order", "%#llx 处的 VMA 次序不对",
				   (ull)vma->vm_start);
		if (vma->vm_prev != prev || vma->vm_mm != mm)
			check_fail(r, "the VMA at %#llx has a wrong link", "%#llx 处的 VMA 链接不对",
				   (ull)vma->vm_start);
		prev_end = vma->vm_end;
		*pages += vma_pages(vma);
		if (++*nr > mm_at(m, mm)->map_count)
			return;
	}
	if (mm_at(m, mm)->highest_vm_end != prev_end)
		check_fail(r, "highest_vm_end is not %#llx", "highest_vm_end 不是 %#llx", (ull)prev_end);
}

static void check_tree(const struct machine *m, u32 mm, struct check_report *r)
{
	u32 v = mm_at(m, mm)->mmap;

	if (rb_check(m, mm_at(m, mm)->mm_rb) < 0)
		check_fail(r, "the VMA tree is not red-black", "VMA 树不是红黑树");
	for (ref_t rb = rb_first(m, mm_at(m, mm)->mm_rb); rb; rb = rb_next(m, rb)) {
		if (vma_of_rb(m, rb) != v) {
			check_fail(r, "tree and list of VMAs differ", "VMA 的树与链表不一致");
			return;
		}
		if (vma_at(m, v)->rb_subtree_gap != vma_compute_subtree_gap(m, v))
			check_fail(r, "rb_subtree_gap of the VMA at %#llx is stale",
				   "%#llx 处 VMA 的 rb_subtree_gap 过时", (ull)vma_at(m, v)->vm_start);
		v = vma_at(m, v)->vm_next;
	}
	if (v)
		check_fail(r, "the VMA at %#llx is not in the tree", "%#llx 处的 VMA 不在树中",
			   (ull)vma_at(m, v)->vm_start);
}

void check_mm(const struct machine *m, struct check_report *r)
{
	u32 total = 0;

	for_each_mm(m, mm) {
		u64 pages = 0;
		u32 nr = 0;

		if (!mm_at(m, mm)->mm_users)
			continue;	/* only its mm_struct and PGD are left */
		check_list(m, mm, r, &pages, &nr);
		check_tree(m, mm, r);
		if (nr != mm_at(m, mm)->map_count)
			check_fail(r, "map_count is %u, the list has %u", "map_count 为 %u，链表有 %u",
				   mm_at(m, mm)->map_count, nr);
		if (pages != mm_at(m, mm)->total_vm)
			check_fail(r, "total_vm is %llu, the VMAs have %llu pages",
				   "total_vm 为 %llu，VMA 共 %llu 页", (ull)mm_at(m, mm)->total_vm,
				   (ull)pages);
		total += nr;
	}
	check_holds(r, "%u VMAs in order, in list and tree", "%u 个 VMA 次序正确，链表与树一致", total);
}
