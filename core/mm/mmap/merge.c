/*
 * Merging, splitting and moving the borders of VMAs.  Open mm/mmap.c: vma_merge(), __vma_adjust().
 *
 * With A the range asked for, P the VMA before and N the one after (letters as in the kernel's
 * comment), mmap and brk meet cases 1 to 3, mprotect 4 to 8:
 *
 *     AAAA           AAAA               AAAA             AAAA
 *    PPPP NNNN      PPPPPPNNNN        PPPPPPNNNNNN      PPPPNNNNXXXX
 *    1 all three    4 shrink P, N     5 P takes the     6 P takes N and X, 7 P takes N,
 *    2 P grows        grows down        start of N      8 X takes N
 *    3 N grows
 */
#include "machine/trace.h"
#include "mm/mmap/vma.h"

/* A VMA removed by a merge gives its file reference and its anon_vma up. */
static void free_merged(struct machine *m, u32 mm, u32 gone)
{
	if (vma_at(m, gone)->vm_file)
		fput(m, vma_at(m, gone)->vm_file);
	if (vma_at(m, gone)->anon_vma)
		unlink_anon_vmas(m, gone);
	add(m, mm_at(m, mm), map_count, -1);
	vm_area_free(m, gone);
}

struct adjust {
	u32 vma, next;
	u64 end;
	s64 adjust_next;	/* pages that next's start moves by */
	int remove_next;	/* 1: next goes, 2: next and the one after, 3: vma itself goes */
};

/* What does the new end mean for the neighbour above?  The kernel's first half of __vma_adjust(). */
static int plan_next(struct machine *m, struct adjust *a, u32 expand)
{
	const struct vm_area_struct *vma = vma_at(m, a->vma), *next = vma_at(m, a->next);
	u32 exporter = 0, importer = 0;

	if (a->end >= next->vm_end) {
		if (a->next == expand) {	/* case 8: the upper one stays */
			u32 swap = a->vma;

			a->remove_next = 3;
			a->vma = a->next;
			a->next = swap;
		} else {
			a->remove_next = 1 + (a->end > next->vm_end);
			a->end = next->vm_end;
		}
		exporter = a->next;
		importer = a->vma;
		if (a->remove_next == 2 && !vma_at(m, a->next)->anon_vma)
			exporter = vma_at(m, a->next)->vm_next;
	} else if (a->end > next->vm_start) {		/* case 5 */
		a->adjust_next = (s64)((a->end - next->vm_start) >> PAGE_SHIFT);
		exporter = a->next;
		importer = a->vma;
	} else if (a->end < vma->vm_end) {		/* case 4 */
		a->adjust_next = -(s64)((vma->vm_end - a->end) >> PAGE_SHIFT);
		exporter = a->vma;
		importer = a->next;
	}
	if (exporter && vma_at(m, exporter)->anon_vma && !vma_at(m, importer)->anon_vma)
		return anon_vma_clone(m, importer, exporter);
	return 0;
}

static void move_borders(struct machine *m, const struct adjust *a, u64 start, u64 pgoff)
{
	const struct vm_area_struct *vma = vma_at(m, a->vma);

	if (start != vma->vm_start)
		set(m, vma, vm_start, start);
	if (a->end != vma->vm_end)
		set(m, vma, vm_end, a->end);
	set(m, vma, vm_pgoff, pgoff);
	if (a->adjust_next) {
		add(m, vma_at(m, a->next), vm_start, a->adjust_next * (s64)PAGE_SIZE);
		add(m, vma_at(m, a->next), vm_pgoff, a->adjust_next);
	}
	trace_vma_borders(m, a->vma, start, a->end);
}

int __vma_adjust(struct machine *m, u32 vma, u64 start, u64 end, u64 pgoff, u32 insert, u32 expand)
{
	CALLED(m, __vma_adjust, vma, start, end);
	u32 mm = vma_at(m, vma)->vm_mm;
	struct adjust a = { .vma = vma, .next = vma_at(m, vma)->vm_next, .end = end };
	bool start_changed, end_changed;

	if (a.next && !insert && plan_next(m, &a, expand))
		return -PW_ENOMEM;
	for (;;) {
		start_changed = start != vma_at(m, a.vma)->vm_start;
		end_changed = a.end != vma_at(m, a.vma)->vm_end;
		move_borders(m, &a, start, pgoff);
		if (!a.remove_next)
			break;
		vma_unlink(m, mm, a.next);
		free_merged(m, mm, a.next);
		a.next = a.remove_next == 3 ? a.vma : vma_at(m, a.vma)->vm_next;
		if (a.remove_next != 2) {
			if (a.next)
				vma_gap_update(m, a.next);
			else
				assert(mm_at(m, mm)->highest_vm_end == vma_at(m, a.vma)->vm_end);
			return 0;
		}
		a.remove_next = 1;	/* case 6: the second one goes the same way */
		a.end = vma_at(m, a.next)->vm_end;
	}
	if (insert) {
		__insert_vm_struct(m, mm, insert);
		return 0;
	}
	if (start_changed)
		vma_gap_update(m, a.vma);
	if (end_changed && !a.next)
		set(m, mm_at(m, mm), highest_vm_end, a.end);
	else if (end_changed && !a.adjust_next)
		vma_gap_update(m, a.next);
	return 0;
}

/* Same flags, same file: the kernel also looks at policy, userfaultfd and a ->close operation. */
static bool is_mergeable_vma(const struct vm_area_struct *vma, u32 file, u64 vm_flags)
{
	return vma->vm_flags == vm_flags && vma->vm_file == file;
}

/* A VMA without pages of its own joins anybody; two with different anon_vmas never join. */
static bool is_mergeable_anon_vma(u32 anon_vma1, u32 anon_vma2, const struct vm_area_struct *vma)
{
	if ((!anon_vma1 || !anon_vma2) && (!vma || vma->anon_vma))
		return true;
	return anon_vma1 == anon_vma2;
}

static bool can_vma_merge_before(struct machine *m, u32 index, u64 vm_flags, u32 anon_vma, u32 file,
				 u64 pgoff)
{
	CALLED(m, can_vma_merge_before, index);
	const struct vm_area_struct *vma = vma_at(m, index);

	return is_mergeable_vma(vma, file, vm_flags) &&
	       is_mergeable_anon_vma(anon_vma, vma->anon_vma, vma) && vma->vm_pgoff == pgoff;
}

static bool can_vma_merge_after(struct machine *m, u32 index, u64 vm_flags, u32 anon_vma, u32 file,
				u64 pgoff)
{
	CALLED(m, can_vma_merge_after, index);
	const struct vm_area_struct *vma = vma_at(m, index);

	return is_mergeable_vma(vma, file, vm_flags) &&
	       is_mergeable_anon_vma(anon_vma, vma->anon_vma, vma) &&
	       vma->vm_pgoff + vma_pages(vma) == pgoff;
}

u32 vma_merge(struct machine *m, u32 mm, u32 prev, u64 addr, u64 end, u64 vm_flags, u32 anon_vma,
	      u32 file, u64 pgoff)
{
	CALLED(m, vma_merge, mm, prev, addr, end);
	u64 pglen = (end - addr) >> PAGE_SHIFT;
	u32 area, next;
	bool before, after;

	if (vm_flags & VM_SPECIAL)
		return 0;
	next = prev ? vma_at(m, prev)->vm_next : mm_at(m, mm)->mmap;
	area = next;
	if (area && vma_at(m, area)->vm_end == end)
		next = vma_at(m, next)->vm_next;

	after = prev && vma_at(m, prev)->vm_end == addr &&
		can_vma_merge_after(m, prev, vm_flags, anon_vma, file, pgoff);
	before = next && end == vma_at(m, next)->vm_start &&
		 can_vma_merge_before(m, next, vm_flags, anon_vma, file, pgoff + pglen);
	if (after && before &&
	    is_mergeable_anon_vma(vma_at(m, prev)->anon_vma, vma_at(m, next)->anon_vma, NULL)) {
		trace_vma_merge_choice(m, addr, end, prev, next, 0);
		return __vma_adjust(m, prev, vma_at(m, prev)->vm_start, vma_at(m, next)->vm_end,
				    vma_at(m, prev)->vm_pgoff, 0, prev) ? 0 : prev;
	}
	if (after) {
		trace_vma_merge_choice(m, addr, end, prev, next, 1);
		return __vma_adjust(m, prev, vma_at(m, prev)->vm_start, end,
				    vma_at(m, prev)->vm_pgoff, 0, prev) ? 0 : prev;
	}
	trace_vma_merge_choice(m, addr, end, prev, next, before ? 2 : 3);
	if (!before)
		return 0;
	if (prev && addr < vma_at(m, prev)->vm_end)
		return __vma_adjust(m, prev, vma_at(m, prev)->vm_start, addr,
				    vma_at(m, prev)->vm_pgoff, 0, next) ? 0 : area;
	return __vma_adjust(m, area, addr, vma_at(m, next)->vm_end,
			    vma_at(m, next)->vm_pgoff - pglen, 0, next) ? 0 : next;
}

int __split_vma(struct machine *m, u32 mm, u32 vma, u64 addr, bool new_below)
{
	CALLED(m, __split_vma, vma, addr);
	u32 new = vm_area_dup(m, vma);
	u64 below = (addr - vma_at(m, vma)->vm_start) >> PAGE_SHIFT;

	if (!new)
		return -PW_ENOMEM;
	if (new_below) {
		set(m, vma_at(m, new), vm_end, addr);
	} else {
		set(m, vma_at(m, new), vm_start, addr);
		add(m, vma_at(m, new), vm_pgoff, below);
	}
	if (anon_vma_clone(m, new, vma))
		return -PW_ENOMEM;
	trace_vma_split(m, vma, new, addr);
	if (new_below)
		return __vma_adjust(m, vma, addr, vma_at(m, vma)->vm_end,
				    vma_at(m, vma)->vm_pgoff + below, new, 0);
	return __vma_adjust(m, vma, vma_at(m, vma)->vm_start, addr, vma_at(m, vma)->vm_pgoff, new, 0);
}

int split_vma(struct machine *m, u32 mm, u32 vma, u64 addr, bool new_below)
{
	CALLED(m, split_vma, vma, addr);

	if (mm_at(m, mm)->map_count >= MAX_MAP_COUNT)
		return -PW_ENOMEM;
	return __split_vma(m, mm, vma, addr, new_below);
}
