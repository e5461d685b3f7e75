/*
 * VMAs in their list and red-black tree, and finding one.  Open mm/mmap.c.
 *
 * rb_subtree_gap is the largest free gap below any VMA of a subtree, so that a free range is found
 * without visiting every VMA.  Invariant between ops: every node's value equals
 * vma_compute_subtree_gap() of it (check_mm tests that).
 */
#include "lib/rbtree.h"
#include "machine/trace.h"
#include "mm/mmap/vma.h"

u64 vma_compute_subtree_gap(const struct machine *m, u32 index)
{
	const struct vm_area_struct *vma = vma_at(m, index);
	u64 max = vm_start_gap(vma);
	ref_t child[2] = { vma->vm_rb.rb_left, vma->vm_rb.rb_right };

	if (vma->vm_prev) {
		u64 prev_end = vma_at(m, vma->vm_prev)->vm_end;

		max = max > prev_end ? max - prev_end : 0;
	}
	for (int i = 0; i < 2; i++)
		if (child[i])
			max = max_t(u64, max, vma_at(m, vma_of_rb(m, child[i]))->rb_subtree_gap);
	return max;
}

static void gap_propagate(struct machine *m, ref_t rb, ref_t stop)
{
	while (rb != stop) {
		u32 vma = vma_of_rb(m, rb);
		u64 gap = vma_compute_subtree_gap(m, vma);

		if (vma_at(m, vma)->rb_subtree_gap == gap)
			break;
		set(m, vma_at(m, vma), rb_subtree_gap, gap);
		rb = rb_parent(rb_at(m, rb));
	}
}

static void gap_copy(struct machine *m, ref_t old, ref_t new)
{
	set(m, vma_at(m, vma_of_rb(m, new)), rb_subtree_gap,
	    vma_at(m, vma_of_rb(m, old))->rb_subtree_gap);
}

static void gap_rotate(struct machine *m, ref_t old, ref_t new)
{
	u32 vma = vma_of_rb(m, old);

	gap_copy(m, old, new);
	set(m, vma_at(m, vma), rb_subtree_gap, vma_compute_subtree_gap(m, vma));
}

static const struct rb_augment vma_gap_callbacks = { gap_propagate, gap_copy, gap_rotate };

void vma_gap_update(struct machine *m, u32 vma)
{
	CALLED(m, vma_gap_update, vma);

	gap_propagate(m, ref_of(m, &vma_at(m, vma)->vm_rb), 0);
}

static void __vma_rb_erase(struct machine *m, u32 mm, u32 vma)
{
	CALLED(m, __vma_rb_erase, vma);

	rb_erase(m, ref_of(m, &vma_at(m, vma)->vm_rb), &mm_at(m, mm)->mm_rb, &vma_gap_callbacks);
}

void vma_rb_erase(struct machine *m, u32 mm, u32 vma)
{
	CALLED(m, vma_rb_erase, vma);

	__vma_rb_erase(m, mm, vma);
}

int find_vma_links(struct machine *m, u32 mm, u64 addr, u64 end, struct vma_place *place)
{
	CALLED(m, find_vma_links, mm, addr, end);

	*place = (struct vma_place){ .rb_link = &mm_at(m, mm)->mm_rb };
	while (*place->rb_link) {
		u32 tmp = vma_of_rb(m, *place->rb_link);
		const struct vm_area_struct *vma = vma_at(m, tmp);

		place->rb_parent = *place->rb_link;
		if (vma->vm_end > addr) {
			if (vma->vm_start < end)
				return -PW_ENOMEM;
			place->rb_link = &vma->vm_rb.rb_left;
		} else {
			place->prev = tmp;
			place->rb_link = &vma->vm_rb.rb_right;
		}
	}
	return 0;
}

static void __vma_link_list(struct machine *m, u32 mm, u32 vma, const struct vma_place *place)
{
	u32 prev = place->prev, next;

	set(m, vma_at(m, vma), vm_prev, prev);
	if (prev) {
		next = vma_at(m, prev)->vm_next;
		set(m, vma_at(m, prev), vm_next, vma);
	} else {
		set(m, mm_at(m, mm), mmap, vma);
		next = place->rb_parent ? vma_of_rb(m, place->rb_parent) : 0;
	}
	set(m, vma_at(m, vma), vm_next, next);
	if (next)
		set(m, vma_at(m, next), vm_prev, vma);
}

/* With a gap of zero first, then the true one up the tree, then balance: the callbacks rely on it. */
static void __vma_link_rb(struct machine *m, u32 mm, u32 vma, const struct vma_place *place)
{
	ref_t rb = ref_of(m, &vma_at(m, vma)->vm_rb);

	if (vma_at(m, vma)->vm_next)
		vma_gap_update(m, vma_at(m, vma)->vm_next);
	else
		set(m, mm_at(m, mm), highest_vm_end, vma_at(m, vma)->vm_end);
	rb_link_node(m, rb, place->rb_parent, place->rb_link);
	set(m, vma_at(m, vma), rb_subtree_gap, 0);
	vma_gap_update(m, vma);
	rb_insert(m, rb, &mm_at(m, mm)->mm_rb, &vma_gap_callbacks);
}

static void __vma_link(struct machine *m, u32 mm, u32 vma, const struct vma_place *place)
{
	__vma_link_list(m, mm, vma, place);
	__vma_link_rb(m, mm, vma, place);
	add(m, mm_at(m, mm), map_count, 1);
}

void vma_link(struct machine *m, u32 mm, u32 vma, const struct vma_place *place)
{
	CALLED(m, vma_link, vma);

	__vma_link(m, mm, vma, place);
	trace_vma_linked(m, vma, vma_at(m, vma)->vm_start, vma_at(m, vma)->vm_end,
			 mm_at(m, mm)->map_count);
}

void __insert_vm_struct(struct machine *m, u32 mm, u32 vma)
{
	CALLED(m, __insert_vm_struct, vma);
	struct vma_place place;

	if (find_vma_links(m, mm, vma_at(m, vma)->vm_start, vma_at(m, vma)->vm_end, &place))
		assert(!"BUG: the VMA to insert overlaps another");
	__vma_link(m, mm, vma, &place);
}

int insert_vm_struct(struct machine *m, u32 mm, u32 vma)
{
	struct vma_place place;

	if (find_vma_links(m, mm, vma_at(m, vma)->vm_start, vma_at(m, vma)->vm_end, &place))
		return -PW_ENOMEM;
	if (vma_at(m, vma)->vm_flags & VM_ACCOUNT &&
	    __vm_enough_memory(m, vma_pages(vma_at(m, vma))))
		return -PW_ENOMEM;
	if (vma_is_anonymous(vma_at(m, vma)))
		set(m, vma_at(m, vma), vm_pgoff, vma_at(m, vma)->vm_start >> PAGE_SHIFT);
	vma_link(m, mm, vma, &place);
	return 0;
}

void vma_unlink(struct machine *m, u32 mm, u32 vma)
{
	u32 prev, next;

	__vma_rb_erase(m, mm, vma);
	prev = vma_at(m, vma)->vm_prev;
	next = vma_at(m, vma)->vm_next;
	if (prev)
		set(m, vma_at(m, prev), vm_next, next);
	else
		set(m, mm_at(m, mm), mmap, next);
	if (next)
		set(m, vma_at(m, next), vm_prev, prev);
	vmacache_invalidate(m, mm);
}

u32 find_vma_silent(const struct machine *m, u32 mm, u64 addr)
{
	ref_t rb = mm_at(m, mm)->mm_rb;
	u32 found = 0;

	while (rb) {
		u32 tmp = vma_of_rb(m, rb);

		if (vma_at(m, tmp)->vm_end > addr) {
			found = tmp;
			if (vma_at(m, tmp)->vm_start <= addr)
				break;
			rb = rb_at(m, rb)->rb_left;
		} else {
			rb = rb_at(m, rb)->rb_right;
		}
	}
	return found;
}

u32 find_vma(struct machine *m, u32 mm, u64 addr)
{
	CALLED(m, find_vma, mm, addr);
	u32 vma = vmacache_find(m, mm, addr);

	if (vma)
		return vma;
	vma = find_vma_silent(m, mm, addr);
	if (vma)
		vmacache_update(m, addr, vma);
	return vma;
}

u32 find_vma_prev(struct machine *m, u32 mm, u64 addr, u32 *prev)
{
	CALLED(m, find_vma_prev, mm, addr);
	u32 vma = find_vma(m, mm, addr);

	*prev = 0;
	if (vma) {
		*prev = vma_at(m, vma)->vm_prev;
	} else {
		for (ref_t rb = mm_at(m, mm)->mm_rb; rb; rb = rb_at(m, rb)->rb_right)
			*prev = vma_of_rb(m, rb);
	}
	return vma;
}

u32 vm_area_alloc(struct machine *m, u32 mm)
{
	CALLED(m, vm_area_alloc, mm);
	u32 vma = object_alloc(m, TABLE_vm_area_struct);

	if (vma)
		set(m, vma_at(m, vma), vm_mm, mm);
	return vma;
}

u32 vm_area_dup(struct machine *m, u32 orig)
{
	CALLED(m, vm_area_dup, orig);
	u32 new = object_alloc(m, TABLE_vm_area_struct);

	if (new) {
		*edit_vm_area_struct(m, vma_at(m, new)) = *vma_at(m, orig);
		if (vma_at(m, new)->vm_file)
			add(m, file_at(m, vma_at(m, new)->vm_file), f_count, 1);
		set(m, vma_at(m, new), anon_vma, 0);
	}
	return new;
}

void vm_area_free(struct machine *m, u32 vma)
{
	CALLED(m, vm_area_free, vma);

	object_free(m, TABLE_vm_area_struct, vma);
}

u32 remove_vma(struct machine *m, u32 vma)
{
	CALLED(m, remove_vma, vma);
	u32 next = vma_at(m, vma)->vm_next;

	if (vma_at(m, vma)->vm_file)
		fput(m, vma_at(m, vma)->vm_file);
	vm_area_free(m, vma);
	return next;
}

static bool is_stack_mapping(u64 flags)
{
	return (flags & VM_GROWSDOWN) != 0;
}

static bool is_exec_mapping(u64 flags)
{
	return (flags & (VM_EXEC | VM_WRITE | VM_GROWSDOWN)) == VM_EXEC;
}

static bool is_data_mapping(u64 flags)
{
	return (flags & (VM_WRITE | VM_SHARED | VM_GROWSDOWN)) == VM_WRITE;
}

void vm_stat_account(struct machine *m, u32 mm, u64 flags, s64 pages)
{
	CALLED(m, vm_stat_account, mm, flags, (u64)pages);

	add(m, mm_at(m, mm), total_vm, pages);
	if (is_exec_mapping(flags))
		add(m, mm_at(m, mm), exec_vm, pages);
	else if (is_stack_mapping(flags))
		add(m, mm_at(m, mm), stack_vm, pages);
	else if (is_data_mapping(flags))
		add(m, mm_at(m, mm), data_vm, pages);
}

/* RLIMIT_AS and RLIMIT_DATA are unlimited here, as they are by default. */
bool may_expand_vm(struct machine *m, u32 mm, u64 flags, u64 pages)
{
	CALLED(m, may_expand_vm, mm, flags, pages);

	return mm_at(m, mm)->total_vm + pages <= ~0ull >> PAGE_SHIFT;
}

/* Shared writable files may need write-notify; nothing here does. */
void vma_set_page_prot(struct machine *m, u32 vma)
{
	CALLED(m, vma_set_page_prot, vma);

	set(m, vma_at(m, vma), vm_page_prot, vm_get_page_prot(vma_at(m, vma)->vm_flags));
}
