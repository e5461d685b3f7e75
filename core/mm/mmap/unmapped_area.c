/*
 * Choosing a free address range.  Open mm/mmap.c: unmapped_area(), unmapped_area_topdown(), and
 * arch/x86/kernel/sys_x86_64.c.
 *
 * Both searches walk the VMA tree and let rb_subtree_gap cut off what is too narrow.  Bottom-up has a
 * quirk that is the kernel's own: it does not go left of a growing stack whose gap reaches below the
 * low limit, so a lower gap may be missed, depending on the tree's shape.
 */
#include "kernel/syscalls.h"
#include "lib/rbtree.h"
#include "machine/trace.h"
#include "mm/mmap/vma.h"

struct vm_unmapped_area_info {
	u32 mm;
	u64 length, low_limit, high_limit;
};

/* The search stands on a VMA; the gap is what lies free below it. */
struct gap {
	u32 vma;
	u64 start, end;
};

static void stand_on(const struct machine *m, struct gap *g, u32 vma)
{
	u32 prev = vma_at(m, vma)->vm_prev;

	g->vma = vma;
	g->start = prev ? vma_at(m, prev)->vm_end : 0;
	g->end = vm_start_gap(vma_at(m, vma));
}

static u32 rb_vma(const struct machine *m, ref_t rb)
{
	return rb ? vma_of_rb(m, rb) : 0;
}

static bool promising(const struct machine *m, ref_t rb, u64 length)
{
	return rb && vma_at(m, vma_of_rb(m, rb))->rb_subtree_gap >= length;
}

/* Up the tree until we come from the side already searched; false at the root. */
static bool climb(const struct machine *m, struct gap *g, bool topdown)
{
	ref_t rb = ref_of(m, &vma_at(m, g->vma)->vm_rb), parent;

	while ((parent = rb_parent(rb_at(m, rb)))) {
		ref_t from = topdown ? rb_at(m, parent)->rb_right : rb_at(m, parent)->rb_left;

		if (rb == from) {
			stand_on(m, g, rb_vma(m, parent));
			return true;
		}
		rb = parent;
	}
	return false;
}

static bool gap_fits(const struct gap *g, u64 length)
{
	return g->end > g->start && g->end - g->start >= length;
}

static u64 take_gap(struct machine *m, const struct gap *g, u64 addr, u64 length)
{
	trace_gap_found(m, g->start, g->end, length, addr);
	return addr;
}

static u64 unmapped_area_topdown(struct machine *m, const struct vm_unmapped_area_info *info)
{
	CALLED(m, unmapped_area_topdown, info->length, info->low_limit, info->high_limit);
	u64 length = info->length, low_limit = info->low_limit + length, high_limit;
	struct gap g = { .start = mm_at(m, info->mm)->highest_vm_end, .end = info->high_limit };
	bool down = true;	/* entering a subtree from above */

	if (info->high_limit < length || info->low_limit > info->high_limit - length)
		return (u64)-PW_ENOMEM;
	high_limit = info->high_limit - length;
	if (g.start <= high_limit)
		return take_gap(m, &g, g.end - length, length);
	if (!promising(m, mm_at(m, info->mm)->mm_rb, length))
		return (u64)-PW_ENOMEM;
	stand_on(m, &g, rb_vma(m, mm_at(m, info->mm)->mm_rb));
	for (;;) {
		const struct rb_node *rb = &vma_at(m, g.vma)->vm_rb;

		if (down && g.start <= high_limit && promising(m, rb->rb_right, length)) {
			stand_on(m, &g, rb_vma(m, rb->rb_right));
			continue;
		}
		if (g.end < low_limit)
			return (u64)-PW_ENOMEM;
		if (g.start <= high_limit && gap_fits(&g, length))
			break;
		down = promising(m, rb->rb_left, length);
		if (down)
			stand_on(m, &g, rb_vma(m, rb->rb_left));
		else if (!climb(m, &g, true))
			return (u64)-PW_ENOMEM;
	}
	return take_gap(m, &g, min_t(u64, g.end, info->high_limit) - length, length);
}

static u64 unmapped_area(struct machine *m, const struct vm_unmapped_area_info *info)
{
	CALLED(m, unmapped_area, info->length, info->low_limit, info->high_limit);
	u64 length = info->length, low_limit = info->low_limit + length, high_limit;
	struct gap g = { 0 };
	bool down = true, highest;

	if (info->high_limit < length || info->low_limit > info->high_limit - length)
		return (u64)-PW_ENOMEM;
	high_limit = info->high_limit - length;
	highest = !promising(m, mm_at(m, info->mm)->mm_rb, length);
	if (!highest)
		stand_on(m, &g, rb_vma(m, mm_at(m, info->mm)->mm_rb));
	while (!highest) {
		const struct rb_node *rb = &vma_at(m, g.vma)->vm_rb;

		if (down && g.end >= low_limit && promising(m, rb->rb_left, length)) {
			stand_on(m, &g, rb_vma(m, rb->rb_left));
			continue;
		}
		if (g.start > high_limit)
			return (u64)-PW_ENOMEM;
		if (g.end >= low_limit && gap_fits(&g, length))
			break;
		down = promising(m, rb->rb_right, length);
		if (down)
			stand_on(m, &g, rb_vma(m, rb->rb_right));
		else
			highest = !climb(m, &g, false);
	}
	if (highest) {
		g.start = mm_at(m, info->mm)->highest_vm_end;
		g.end = info->high_limit;
		if (g.start > high_limit)
			return (u64)-PW_ENOMEM;
	}
	return take_gap(m, &g, max_t(u64, g.start, info->low_limit), length);
}

/* A hint is taken when the range there is free and keeps the guard gap of a stack above it. */
static bool hint_usable(struct machine *m, u32 mm, u64 addr, u64 len)
{
	u32 vma = find_vma(m, mm, addr);
	bool ok = TASK_SIZE - len >= addr &&
		  (!vma || addr + len <= vm_start_gap(vma_at(m, vma)));

	trace_hint_choice(m, addr, len, vma, ok ? 0 : 1);
	return ok;
}

static bool mm_is_legacy(const struct machine *m, u32 mm)
{
	return mm_at(m, mm)->mmap_base == TASK_UNMAPPED_BASE;
}

static u64 arch_get_unmapped_area(struct machine *m, u32 mm, u64 addr, u64 len, u64 flags)
{
	CALLED(m, arch_get_unmapped_area, addr, len);

	if (flags & MAP_FIXED)
		return addr;
	if (len > TASK_SIZE)
		return (u64)-PW_ENOMEM;
	addr = ALIGN_UP(addr, PAGE_SIZE);
	if (addr && hint_usable(m, mm, addr, len))
		return addr;
	return unmapped_area(m, &(struct vm_unmapped_area_info){
		.mm = mm, .length = len, .low_limit = TASK_UNMAPPED_BASE, .high_limit = TASK_SIZE,
	});
}

static u64 arch_get_unmapped_area_topdown(struct machine *m, u32 mm, u64 addr, u64 len, u64 flags)
{
	CALLED(m, arch_get_unmapped_area_topdown, addr, len);
	u64 hint = addr & PAGE_MASK, found;

	if (len > TASK_SIZE)
		return (u64)-PW_ENOMEM;
	if (flags & MAP_FIXED)
		return addr;
	if (hint && hint <= TASK_SIZE - len && hint_usable(m, mm, hint, len))
		return hint;
	found = unmapped_area_topdown(m, &(struct vm_unmapped_area_info){
		.mm = mm, .length = len, .low_limit = PAGE_SIZE,
		.high_limit = mm_at(m, mm)->mmap_base,
	});
	if (!(found & ~PAGE_MASK))
		return found;
	return arch_get_unmapped_area(m, mm, addr, len, flags);
}

u64 get_unmapped_area(struct machine *m, u32 file, u64 addr, u64 len, u64 pgoff, u64 flags)
{
	CALLED(m, get_unmapped_area, addr, len);
	u32 mm = current_mm(m);

	if (len > TASK_SIZE)
		return (u64)-PW_ENOMEM;
	addr = mm_is_legacy(m, mm) ? arch_get_unmapped_area(m, mm, addr, len, flags)
				   : arch_get_unmapped_area_topdown(m, mm, addr, len, flags);
	if (is_error(addr))
		return addr;
	if (addr > TASK_SIZE - len)
		return (u64)-PW_ENOMEM;
	return addr & ~PAGE_MASK ? (u64)-PW_EINVAL : addr;
}
