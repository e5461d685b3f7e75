/*
 * Finding addresses: the areas in a list and in a tree, and where the next search begins.
 * Open mm/vmalloc.c at alloc_vmap_area() beside this.
 *
 * The tree finds the first area behind the start; from there the list is walked until a hole is large
 * enough.  free_vmap_cache spares both: a search goes on behind the area that was found last, unless
 * the request could use something below it.  Addresses are words of the modelled machine, so on a
 * 32-bit one they wrap at 4 GiB.  Left out: kmalloc for the objects, and the notifiers that give
 * address space back.
 */
#include "mm/vmalloc/internal.h"

static u64 word_mask(const struct machine *m)
{
	return m->geo.word_bytes == 8 ? ~0ull : 0xffffffffull;
}

u64 vmalloc_start(const struct machine *m)
{
	const struct geometry *geo = &m->geo;
	u64 start = geo->page_offset + sys(m)->high_memory - sys(m)->phys_offset;

	if (geo->vmalloc_start)
		return geo->vmalloc_start;
	start += geo->vmalloc_offset;
	return geo->vmalloc_aligned ? ALIGN_DOWN(start, (u64)geo->vmalloc_offset) : start;
}

u64 vmalloc_end(const struct machine *m)
{
	return m->geo.vmalloc_end;
}

u32 find_vmap_area(const struct machine *m, u64 addr)
{
	ref_t n = vmap_state(m)->vmap_area_root;

	while (n) {
		const struct vmap_area *va = vmap_area_at(m, vmap_area_of_rb(m, n));

		if (addr < va->va_start)
			n = va->rb_node.rb_left;
		else if (addr >= va->va_end)
			n = va->rb_node.rb_right;
		else
			return vmap_area_index(m, va);
	}
	return 0;
}

/* __insert_vmap_area() */
void insert_vmap_area(struct machine *m, u32 index)
{
	const struct vmap_area *va = vmap_area_at(m, index);
	const struct vmap_state *state = vmap_state(m);
	const u32 *link = &state->vmap_area_root;
	ref_t parent = 0, prev;

	while (*link) {
		const struct vmap_area *other = vmap_area_at(m, vmap_area_of_rb(m, *link));

		parent = *link;
		assert(va->va_end <= other->va_start || va->va_start >= other->va_end);
		link = va->va_start < other->va_end ? &other->rb_node.rb_left :
						      &other->rb_node.rb_right;
	}
	rb_link_node(m, ref_of(m, &va->rb_node), parent, link);
	rb_insert(m, ref_of(m, &va->rb_node), &state->vmap_area_root, &rb_plain);
	prev = rb_prev(m, ref_of(m, &va->rb_node));
	list_add(m, &va->list, prev ? &vmap_area_at(m, vmap_area_of_rb(m, prev))->list :
				      &state->vmap_area_list);
}

/* Why the cached place does not serve; 0: it does.  Indexes of vmap_start_choice. */
static u32 cache_objection(const struct vmap_state *state, u64 size, u64 align, u64 vstart)
{
	if (!state->free_vmap_cache)
		return 1;
	if (size < state->cached_hole_size)
		return 2;
	if (vstart < state->cached_vstart)
		return 3;
	return align < state->cached_align ? 4 : 0;
}

/* The lowest area that ends at or behind addr; 0: none */
static u32 first_area_behind(const struct machine *m, u64 addr)
{
	ref_t n = vmap_state(m)->vmap_area_root;
	u32 first = 0;

	while (n) {
		const struct vmap_area *va = vmap_area_at(m, vmap_area_of_rb(m, n));

		if (va->va_end < addr) {
			n = va->rb_node.rb_right;
			continue;
		}
		first = vmap_area_index(m, va);
		if (va->va_start <= addr)
			break;
		n = va->rb_node.rb_left;
	}
	return first;
}

struct vmap_search {
	u64 size, align, vstart, vend;
	u64 addr;
};

static bool wraps(const struct machine *m, const struct vmap_search *s)
{
	return ((s->addr + s->size) & word_mask(m)) < s->addr;
}

static u64 align_up(const struct machine *m, u64 addr, u64 align)
{
	return ALIGN_UP(addr, align) & word_mask(m);
}

/* Where to look first.  *first 0: nothing is in the way.  false: the addresses wrapped. */
static bool search_start(struct machine *m, struct vmap_search *s, u32 *first)
{
	const struct vmap_state *state = vmap_state(m);
	u32 objection = cache_objection(state, s->size, s->align, s->vstart);

	if (!objection) {
		*first = vmap_area_of_rb(m, state->free_vmap_cache);
		s->addr = align_up(m, vmap_area_at(m, *first)->va_end, s->align);
		if (s->addr < s->vstart)
			objection = 1;	/* the cached area lies below the range: as if none were */
	}
	trace_vmap_start_choice(m, s->size, state->cached_hole_size, s->align, state->cached_align,
				objection);
	if (objection) {
		set(m, state, cached_hole_size, 0);
		set(m, state, free_vmap_cache, 0);
		s->addr = align_up(m, s->vstart, s->align);
		*first = 0;
	}
	set(m, state, cached_vstart, s->vstart);
	set(m, state, cached_align, s->align);
	if (wraps(m, s))
		return false;
	if (objection)
		*first = first_area_behind(m, s->addr);
	return true;
}

/* Walk the list until a hole is large enough.  false: none up to vend. */
static bool search_hole(struct machine *m, struct vmap_search *s)
{
	const struct vmap_state *state = vmap_state(m);
	u32 first = 0;

	if (!search_start(m, s, &first))
		return false;
	while (first) {
		const struct vmap_area *va = vmap_area_at(m, first);
		u64 hole;

		if (s->addr + s->size <= va->va_start || s->addr + s->size > s->vend)
			break;
		hole = va->va_start > s->addr ? va->va_start - s->addr : 0;
		if (hole > state->cached_hole_size)
			set(m, state, cached_hole_size, hole);
		trace_vmap_area_passed(m, va->va_start, va->va_end, hole, state->cached_hole_size);
		s->addr = align_up(m, va->va_end, s->align);
		if (wraps(m, s))
			return false;
		first = va->list.next == ref_of(m, &state->vmap_area_list) ? 0 :
			vmap_area_of_list(m, va->list.next);
	}
	return s->addr + s->size <= s->vend;
}

/* With vmap_area_lock held when something was found: what follows belongs to it. */
static bool locked_search(struct machine *m, struct vmap_search *s)
{
	bool found;

	spin_lock(m, LOCK_VMAP_AREA);
	found = search_hole(m, s);
	if (!found)
		spin_unlock(m, LOCK_VMAP_AREA);
	return found;
}

u32 alloc_vmap_area(struct machine *m, u64 size, u64 align, u64 vstart, u64 vend)
{
	CALLED(m, alloc_vmap_area, size, align, vstart, vend);
	struct vmap_search s = { .size = size, .align = align, .vstart = vstart, .vend = vend };
	u32 index = might_sleep(m) ? object_alloc(m, TABLE_vmap_area) : 0;
	const struct vmap_area *va = vmap_area_at(m, index);
	bool purged = false;

	if (!index)
		return 0;
	while (!locked_search(m, &s)) {
		trace_vmap_full_choice(m, size, vend, vmap_state(m)->vmap_lazy_nr, purged);
		if (purged) {
			object_free(m, TABLE_vmap_area, index);
			return 0;
		}
		purge_vmap_area_lazy(m);
		purged = true;
	}
	set(m, va, va_start, s.addr);
	set(m, va, va_end, s.addr + size);
	insert_vmap_area(m, index);
	set(m, vmap_state(m), free_vmap_cache, ref_of(m, &va->rb_node));
	trace_vmap_area_inserted(m, va->va_start, va->va_end);
	spin_unlock(m, LOCK_VMAP_AREA);
	return index;
}

/* The cache may not point at what goes; it moves down, so that what becomes free is seen. */
static void move_cache(struct machine *m, const struct vmap_area *va)
{
	const struct vmap_state *state = vmap_state(m);
	const struct vmap_area *cache;

	if (!state->free_vmap_cache)
		return;
	if (va->va_end < state->cached_vstart) {
		set(m, state, free_vmap_cache, 0);
		return;
	}
	cache = vmap_area_at(m, vmap_area_of_rb(m, state->free_vmap_cache));
	if (va->va_start <= cache->va_start)
		set(m, state, free_vmap_cache, rb_prev(m, ref_of(m, &va->rb_node)));
}

void __free_vmap_area(struct machine *m, u32 index)
{
	const struct vmap_area *va = vmap_area_at(m, index);
	const struct vmap_state *state = vmap_state(m);

	move_cache(m, va);
	rb_erase(m, ref_of(m, &va->rb_node), &state->vmap_area_root, &rb_plain);
	list_del(m, &va->list);
	if (va->va_end > vmalloc_start(m) && va->va_end <= vmalloc_end(m))
		set(m, state, vmap_area_pcpu_hole,
		    max_t(u64, state->vmap_area_pcpu_hole, va->va_end));
	trace_vmap_area_freed(m, va->va_start, va->va_end);
	object_free(m, TABLE_vmap_area, index);
}

void vm_area_add_early(struct machine *m, u64 addr, u64 phys_addr, u64 size, u32 flags)
{
	const struct vmap_state *state = vmap_state(m);
	u32 vm = object_alloc(m, TABLE_vm_struct);

	if (!vm)
		return;
	*edit_vm_struct(m, vm_struct_at(m, vm)) = (struct vm_struct){
		.addr = addr, .phys_addr = phys_addr, .flags = flags, .next = state->vmlist,
		.size = size + (flags & VM_NO_GUARD ? 0 : PAGE_SIZE), .caller = VM_CALLER_BOOT,
	};
	set(m, state, vmlist, vm);
}

void vmalloc_init(struct machine *m)
{
	const struct vmap_state *state = vmap_state(m);

	INIT_LIST_HEAD(m, &state->vmap_area_list);
	for (u32 vm = state->vmlist; vm; vm = vm_struct_at(m, vm)->next) {
		const struct vm_struct *v = vm_struct_at(m, vm);
		u32 va = import_vmap_area(m, v->addr, v->addr + v->size, VM_VM_AREA);

		set(m, vmap_area_at(m, va), vm, vm);
	}
	set(m, state, vmap_area_pcpu_hole, vmalloc_end(m));
}

u32 import_vmap_area(struct machine *m, u64 start, u64 end, u32 flags)
{
	u32 index = object_alloc(m, TABLE_vmap_area);
	const struct vmap_area *va = vmap_area_at(m, index);
	const struct vmap_state *state = vmap_state(m);

	if (!index)
		return 0;
	set(m, va, va_start, start);
	set(m, va, va_end, end);
	set(m, va, flags, flags);
	insert_vmap_area(m, index);
	if (flags & VM_LAZY_FREE) {
		set(m, va, purge_list, state->vmap_purge_list);
		set(m, state, vmap_purge_list, index);
		add(m, state, vmap_lazy_nr, (end - start) >> PAGE_SHIFT);
	}
	return index;
}
