/*
 * The kernel's own addresses: areas by address and apart, list and tree alike, PTEs for exactly the
 * pages that are mapped, none in a guard page, and every frame of vmalloc with its one reference.
 */
#include "check/check.h"
#include "lib/list.h"
#include "lib/rbtree.h"
#include "mm/vmalloc.h"

typedef unsigned long long ull;

struct mapped {
	const struct machine *m;
	struct check_report *r;
	u64 pages;
};

/* What an area must map at va; PFN_NONE: nothing.  Frames of a vmap are the caller's affair. */
static bool maps_rightly(const struct machine *m, const struct vm_struct *vm, u64 va, pfn_t pfn)
{
	if (va >= vm->addr + get_vm_area_size(vm))
		return false;
	if (vm->phys_addr)
		return pfn == PFN_DOWN(vm->phys_addr + va - vm->addr);
	return !vm->pages || pfn == vm_struct_page(m, vm, (u32)((va - vm->addr) >> PAGE_SHIFT));
}

static void check_pte(void *context, u64 va, pfn_t pfn, u64 entry, u64 bytes)
{
	struct mapped *mapped = context;
	const struct machine *m = mapped->m;
	u32 area = find_vmap_area(m, va), vm = vmap_area_at(m, area)->vm;

	if (!vm)
		check_fail(mapped->r, "the kernel maps %#llx, but no area in use holds it",
			   "内核映射了 %#llx，却没有使用中的区域包含它", (ull)va);
	else if (!maps_rightly(m, vm_struct_at(m, vm), va, pfn))
		check_fail(mapped->r, "the PTE of %#llx names frame %#x, its area does not",
			   "%#llx 的 PTE 指向页框 %#x，区域不是", (ull)va, pfn);
	mapped->pages += bytes >> PAGE_SHIFT;
}

static void check_frames(const struct machine *m, const struct vm_struct *vm, struct check_report *r)
{
	for (u32 i = 0; vm->pages && i < vm->nr_pages; i++) {
		pfn_t pfn = vm_struct_page(m, vm, i);

		if (pfn >= m->config.max_pfn || page_count(m, pfn) != 1 ||
		    PageBuddy(pfn_to_page(m, pfn)))
			check_fail(r, "page %u of the area at %#llx is frame %#x, which is not its own",
				   "第 %u 页（区域 %#llx）是页框 %#x，但不归它所有", i, (ull)vm->addr, pfn);
	}
}

/* One area, and what it wants to be mapped; returns pages. */
static u64 check_area(const struct machine *m, const struct vmap_area *va, struct check_report *r)
{
	const struct vm_struct *vm = vm_struct_at(m, va->vm);

	if (va->va_start >= va->va_end || (va->va_start | va->va_end) & ~PAGE_MASK)
		check_fail(r, "the area %#llx-%#llx is not whole pages", "区域 %#llx-%#llx 不是整页",
			   (ull)va->va_start, (ull)va->va_end);
	if (!va->vm)
		return 0;
	if (vm->addr != va->va_start || vm->size != va->va_end - va->va_start ||
	    va->flags != VM_VM_AREA)
		check_fail(r, "the area at %#llx and its vm_struct disagree",
			   "%#llx 处的区域与它的 vm_struct 不符", (ull)va->va_start);
	check_frames(m, vm, r);
	return get_vm_area_size(vm) >> PAGE_SHIFT;
}

static u64 check_list(const struct machine *m, struct check_report *r, u32 *nr)
{
	const struct vmap_state *state = vmap_state(m);
	ref_t node = rb_first(m, state->vmap_area_root);
	u64 end = 0, pages = 0;

	for_each_ref(m, pos, &state->vmap_area_list) {
		const struct vmap_area *va = list_entry(m, pos, vmap_area, list);

		if (node != ref_of(m, &va->rb_node)) {
			check_fail(r, "list and tree differ at %#llx", "链表与树在 %#llx 处不同",
				   (ull)va->va_start);
			return pages;
		}
		if (va->va_start < end)
			check_fail(r, "the area at %#llx overlaps the one before it",
				   "%#llx 处的区域与前一个重叠", (ull)va->va_start);
		end = va->va_end;
		pages += check_area(m, va, r);
		node = rb_next(m, node);
		++*nr;
	}
	if (node || rb_check(m, state->vmap_area_root) < 0)
		check_fail(r, "the tree of areas is none", "区域的树不成其为树");
	return pages;
}

static void check_lazy(const struct machine *m, struct check_report *r)
{
	const struct vmap_state *state = vmap_state(m);
	u64 pages = 0;

	for (u32 va = state->vmap_purge_list; va; va = vmap_area_at(m, va)->purge_list) {
		const struct vmap_area *area = vmap_area_at(m, va);

		if (area->flags != VM_LAZY_FREE || area->vm)
			check_fail(r, "the area at %#llx waits for a purge, but is in use",
				   "%#llx 处的区域在等待清理，却仍在使用", (ull)area->va_start);
		pages += (area->va_end - area->va_start) >> PAGE_SHIFT;
	}
	if (pages != state->vmap_lazy_nr)
		check_fail(r, "vmap_lazy_nr is %u, %llu pages wait", "vmap_lazy_nr 为 %u，有 %llu 页在等待",
			   state->vmap_lazy_nr, (ull)pages);
}

void check_vmalloc(const struct machine *m, struct check_report *r)
{
	struct mapped mapped = { m, r, 0 };
	u64 pages;
	u32 nr = 0;

	if (!vmap_state(m)->vmap_area_list.next)
		return;
	pages = check_list(m, r, &nr);
	check_lazy(m, r);
	if (r->ok)
		for_each_kernel_pte(m, vmalloc_start(m), vmalloc_end(m), check_pte, &mapped);
	if (mapped.pages != pages)
		check_fail(r, "%llu kernel pages are mapped, the areas have %llu",
			   "内核映射了 %llu 页，区域共 %llu 页", (ull)mapped.pages, (ull)pages);
	check_holds(r, "%u areas of the kernel, %llu pages mapped", "内核有 %u 个区域，映射了 %llu 页", nr,
		    (ull)pages);
}
