/* The kernel's own addresses: areas, the frame of each of their pages, where the next search begins. */
#include <stdio.h>

#include "lib/list.h"
#include "mm/vmalloc.h"
#include "rpc/door.h"

#define AREAS_SHOWN 64
#define RUNS_SHOWN 64		/* of one area */
#define PAGES_SEEN 65536	/* of one area: more are counted, not looked at */

/* Pages whose frames follow each other, and whether the page table leads to them yet. */
struct run {
	u32 page, pages;
	pfn_t pfn;
	bool mapped;
};

struct runs {
	struct call *c;
	struct run now;
	u32 nr;
};

static void write_run(struct runs *r)
{
	struct json_out *o = r->c->out;

	if (!r->now.pages || r->nr++ >= RUNS_SHOWN)
		return;
	out_open(o, '{');
	member_number(o, "page", r->now.page);
	member_number(o, "pages", r->now.pages);
	member_number(o, "pfn", r->now.pfn);
	member_bool(o, "mapped", r->now.mapped);
	out_close(o, '}');
}

static void add_page(struct runs *r, u32 page, pfn_t pfn, bool mapped)
{
	struct run *now = &r->now;

	if (now->pages && now->mapped == mapped && now->page + now->pages == page &&
	    now->pfn + now->pages == pfn) {
		now->pages++;
		return;
	}
	write_run(r);
	*now = (struct run){ page, 1, pfn, mapped };
}

static void take_frame(void *context, u64 va, pfn_t pfn, u64 entry, u64 bytes)
{
	*(pfn_t *)context = pfn;
}

/* As vmalloc_to_pfn(), but of a device mapped by a large entry as well. */
static pfn_t area_frame(const struct machine *m, u64 va)
{
	pfn_t pfn = PFN_NONE;

	for_each_kernel_pte(m, va, va + PAGE_SIZE, take_frame, &pfn);
	return pfn;
}

/* The frame of a page: what the page table says, else what pages[] already holds. */
static void write_runs(struct call *c, const struct vmap_area *va, const struct vm_struct *vm)
{
	struct runs runs = { .c = c };
	u64 pages = (va->va_end - va->va_start) >> PAGE_SHIFT;

	member_open(c->out, "runs", '[');
	for (u32 i = 0; i < min_t(u64, pages, PAGES_SEEN); i++) {
		pfn_t pfn = area_frame(c->m, va->va_start + PFN_PHYS(i));
		bool mapped = pfn != PFN_NONE;

		if (!mapped && vm->pages && i < vm->nr_pages)
			pfn = vm_struct_page(c->m, vm, i);
		if (pfn != PFN_NONE)
			add_page(&runs, i, pfn, mapped);
	}
	write_run(&runs);
	out_close(c->out, ']');
	member_number(c->out, "runs_total", runs.nr);
}

static const char *area_kind(const struct vmap_area *va, const struct vm_struct *vm)
{
	if (!va->vm)
		return "lazy";
	return vm->flags & VM_IOREMAP ? "ioremap" : vm->flags & VM_ALLOC ? "vmalloc" : "vmap";
}

static void write_area(struct call *c, u32 index)
{
	const struct vmap_area *va = vmap_area_at(c->m, index);
	const struct vm_struct *vm = vm_struct_at(c->m, va->vm);
	struct json_out *o = c->out;
	u64 used = va->vm ? get_vm_area_size(vm) : 0;
	char id[96];

	snprintf(id, sizeof(id), "vmap_area:%u", index);
	out_open(o, '{');
	member_string(o, "id", id);
	member_hex(o, "start", va->va_start);
	member_hex(o, "end", va->va_end);
	member_string(o, "kind", area_kind(va, vm));
	member_number(o, "pages", (s64)((va->va_end - va->va_start) >> PAGE_SHIFT));
	member_number(o, "guard", va->vm ? (s64)((va->va_end - va->va_start - used) >> PAGE_SHIFT) : 0);
	member_string(o, "caller", va->vm ? vm_caller_names[vm->caller] : NULL);
	if (vm->phys_addr)
		member_hex(o, "phys", vm->phys_addr);
	else
		member_null(o, "phys");
	member_bool(o, "array_in_vmalloc", is_vmalloc_addr(c->m, vm->pages));
	member_bool(o, "changed", place_changed(c, TABLE_vmap_area, index) ||
				  (va->vm && place_changed(c, TABLE_vm_struct, va->vm)));
	write_runs(c, va, vm);
	out_close(o, '}');
}

static void write_cache(struct call *c)
{
	const struct vmap_state *state = vmap_state(c->m);
	struct json_out *o = c->out;
	char id[96];

	member_open(o, "cache", '{');
	if (state->free_vmap_cache) {
		const struct vmap_area *va = container_of_ref(c->m, state->free_vmap_cache, vmap_area,
							      rb_node);

		snprintf(id, sizeof(id), "vmap_area:%u", vmap_area_index(c->m, va));
		member_string(o, "area", id);
		member_hex(o, "behind", va->va_end);
	} else {
		member_null(o, "area");
		member_hex(o, "behind", vmalloc_start(c->m));
	}
	member_hex(o, "hole", state->cached_hole_size);
	member_hex(o, "vstart", state->cached_vstart);
	member_hex(o, "align", state->cached_align);
	out_close(o, '}');
}

int view_vmalloc(struct call *c)
{
	const struct vmap_state *state = vmap_state(c->m);
	struct json_out *o = c->out;
	u32 shown = 0, total = 0;

	if (!state->vmap_area_list.next) {
		out_null(o);
		return 0;
	}
	out_open(o, '{');
	member_hex(o, "start", vmalloc_start(c->m));
	member_hex(o, "end", vmalloc_end(c->m));
	member_number(o, "max_pfn", c->m->config.max_pfn);
	member_number(o, "lazy_nr", state->vmap_lazy_nr);
	member_number(o, "lazy_max", lazy_max_pages(c->m));
	write_cache(c);
	member_open(o, "areas", '[');
	for_each_ref(c->m, pos, &state->vmap_area_list) {
		if (total++ >= AREAS_SHOWN)
			continue;
		write_area(c, vmap_area_index(c->m, list_entry(c->m, pos, vmap_area, list)));
		shown++;
	}
	out_close(o, ']');
	member_number(o, "shown", shown);
	member_number(o, "total", total);
	out_close(o, '}');
	return 0;
}
