/*
 * vmalloc, vmap, ioremap: an area, its frames, its page tables; and the way back.
 * Open mm/vmalloc.c at __vmalloc_node_range() and arch/x86/mm/ioremap.c beside this.
 *
 * pages[], the array of struct page pointers, is real words in kernel memory.  Left out: NUMA nodes,
 * memory types of ioremap other than uncached, resources.  What an interrupt frees is freed in earnest
 * by the next call that may sleep, which stands for the worker.
 */
#include "mm/vmalloc/internal.h"

#include "mm/content.h"
#include "mm/memblock.h"
#include "mm/slab.h"

#define GFP_RECLAIM_MASK (__GFP_RECLAIM | __GFP_HIGH | __GFP_IO | __GFP_FS | __GFP_NOWARN | \
			  __GFP_RETRY_MAYFAIL | __GFP_NOFAIL | __GFP_NORETRY | __GFP_MEMALLOC | \
			  __GFP_NOMEMALLOC | __GFP_ATOMIC)

const char *const vm_caller_names[NR_VM_CALLERS] = {
	NULL, "paging_init", "init_module [scenario]",
};

/* __va() and __pa() of the direct map */
static u64 direct_va(const struct machine *m, u64 pa)
{
	return pa - sys(m)->phys_offset + m->geo.page_offset;
}

static u64 direct_pa(const struct machine *m, u64 va)
{
	return va - m->geo.page_offset + sys(m)->phys_offset;
}

/* Where struct page 0 of RAM lies: in vmemmap, or in the one mem_map of FLATMEM */
static u64 page_array(const struct machine *m)
{
	return m->geo.vmemmap_start ? m->geo.vmemmap_start : direct_va(m, sys(m)->mem_map);
}

static u64 page_pointer(const struct machine *m, pfn_t pfn)
{
	return page_array(m) + (pfn - PFN_DOWN(sys(m)->phys_offset)) * m->geo.sizeof_page;
}

/* The physical address of pages[i]: pages is kmalloc's or vmalloc's. */
static u64 array_slot(const struct machine *m, const struct vm_struct *vm, u32 i)
{
	u64 va = vm->pages + (u64)i * m->geo.word_bytes;

	if (!is_vmalloc_addr(m, vm->pages))
		return direct_pa(m, va);
	return PFN_PHYS(vmalloc_to_pfn(m, va)) | (va & ~PAGE_MASK);
}

pfn_t vm_struct_page(const struct machine *m, const struct vm_struct *vm, u32 i)
{
	u64 page = read_bytes(m, array_slot(m, vm, i), m->geo.word_bytes);

	if (!page)
		return PFN_NONE;	/* not filled in yet */
	return (pfn_t)((page - page_array(m)) / m->geo.sizeof_page + PFN_DOWN(sys(m)->phys_offset));
}

void free_vm_struct(struct machine *m, u32 vm)
{
	object_free(m, TABLE_vm_struct, vm);
}

static void setup_vmalloc_vm(struct machine *m, u32 vm, u32 va, u32 flags, enum vm_caller caller)
{
	const struct vmap_area *area = vmap_area_at(m, va);
	const struct vm_struct *v = vm_struct_at(m, vm);

	*edit_vm_struct(m, v) = (struct vm_struct){
		.flags = flags, .caller = caller,
		.addr = area->va_start, .size = area->va_end - area->va_start,
	};
	set(m, area, vm, vm);
	set(m, area, flags, area->flags | VM_VM_AREA);
	trace_vm_area_ready(m, v->addr, v->addr + get_vm_area_size(v));
}

static u64 ioremap_align(const struct machine *m, u64 size)
{
	u32 order = PAGE_SHIFT;

	while (order < m->geo.ioremap_max_order && BIT(order) < size)
		order++;
	return BIT(order);
}

/* BUG_ON(in_interrupt()) */
static bool outside_interrupts(struct machine *m, u64 addr)
{
	static const char *const words[2] = {
		"BUG: vmalloc's areas in an interrupt", "BUG：在中断里使用 vmalloc 的区域",
	};

	if (likely(!in_interrupt(m)))
		return true;
	trace_vmalloc_context_choice(m, addr, 1);
	kernel_bug(m, words);
	return false;
}

/* __get_vm_area_node() */
u32 get_vm_area(struct machine *m, u64 size, u64 align, u32 flags, enum vm_caller caller)
{
	u32 vm, va;

	size = ALIGN_UP(size, PAGE_SIZE);
	if (flags & VM_IOREMAP)
		align = ioremap_align(m, size);
	CALLED(m, __get_vm_area_node, size, align);
	vm = size && outside_interrupts(m, 0) ? object_alloc(m, TABLE_vm_struct) : 0;
	if (!vm)
		return 0;
	if (!(flags & VM_NO_GUARD))
		size += PAGE_SIZE;
	va = alloc_vmap_area(m, size, align, vmalloc_start(m), vmalloc_end(m));
	if (va)
		setup_vmalloc_vm(m, vm, va, flags, caller);
	else
		free_vm_struct(m, vm);
	return va ? vm : 0;
}

u32 remove_vm_area(struct machine *m, u64 addr)
{
	CALLED(m, remove_vm_area, addr);
	u32 va = find_vmap_area(m, addr), vm = vmap_area_at(m, va)->vm;
	const struct vmap_area *area = vmap_area_at(m, va);

	if (!might_sleep(m) || !va || !(area->flags & VM_VM_AREA))
		return 0;
	spin_lock(m, LOCK_VMAP_AREA);
	set(m, area, vm, 0);
	set(m, area, flags, (area->flags & ~VM_VM_AREA) | VM_LAZY_FREE);
	spin_unlock(m, LOCK_VMAP_AREA);
	trace_vm_area_lazy(m, area->va_start, area->va_end);
	free_unmap_vmap_area(m, va);
	return vm;
}

static u64 __vmalloc_node_range(struct machine *m, u64 size, u32 gfp, enum vm_caller caller);

/* A machine that has no slab allocator gives a page of the direct map. */
static u64 kmalloc_array(struct machine *m, u64 bytes, u32 gfp)
{
	pfn_t pfn;

	if (slab_is_available(m))
		return kmalloc(m, bytes, gfp);
	pfn = alloc_page(m, gfp);
	return pfn == PFN_NONE ? 0 : direct_va(m, PFN_PHYS(pfn));
}

static void kvfree(struct machine *m, u64 va)
{
	if (!va)
		return;
	if (is_vmalloc_addr(m, va))
		vfree(m, va);
	else if (slab_is_available(m))
		kfree(m, va);
	else
		__free_pages(m, (pfn_t)PFN_DOWN(direct_pa(m, va)), 0);
}

static u64 alloc_pages_array(struct machine *m, const struct vm_struct *vm, u32 gfp)
{
	u32 nested = (gfp & GFP_RECLAIM_MASK) | __GFP_ZERO;
	u32 highmem = gfp & (__GFP_DMA | __GFP_DMA32) ? 0 : __GFP_HIGHMEM;
	u64 bytes = (u64)vm->nr_pages * m->geo.word_bytes;
	bool large = bytes > PAGE_SIZE;

	trace_pages_array_choice(m, bytes, vm->nr_pages, large);
	return large ? __vmalloc_node_range(m, bytes, nested | highmem, vm->caller) :
		       kmalloc_array(m, bytes, nested);
}

/* Fill pages[], as far as there are frames.  false: not all. */
static bool alloc_area_pages(struct machine *m, const struct vm_struct *vm, u32 gfp)
{
	u32 wanted = vm->nr_pages;

	for (u32 i = 0; i < wanted; i++) {
		pfn_t pfn = alloc_page(m, gfp);

		if (pfn == PFN_NONE || m->limit_hit) {
			set(m, vm, nr_pages, i);	/* vfree() frees so many */
			trace_vmalloc_short(m, i, wanted);
			return false;
		}
		write_bytes(m, array_slot(m, vm, i), page_pointer(m, pfn), m->geo.word_bytes);
		trace_vmalloc_page(m, pfn, i, vm->addr + PFN_PHYS(i));
	}
	return true;
}

static int map_vm_area(struct machine *m, const struct vm_struct *vm, const struct vmap_source *source)
{
	CALLED(m, map_vm_area, vm->addr, get_vm_area_size(vm));

	return vmap_page_range(m, vm->addr, vm->addr + get_vm_area_size(vm), source);
}

static u64 __vmalloc_area_node(struct machine *m, const struct vm_struct *vm, u32 gfp)
{
	u32 highmem = gfp & (__GFP_DMA | __GFP_DMA32) ? 0 : __GFP_HIGHMEM;
	u32 alloc_mask = gfp | __GFP_NOWARN | highmem;
	u32 nr_pages = (u32)(get_vm_area_size(vm) >> PAGE_SHIFT);
	CALLED(m, __vmalloc_area_node, nr_pages, alloc_mask);

	set(m, vm, nr_pages, nr_pages);
	set(m, vm, pages, alloc_pages_array(m, vm, gfp));
	if (!vm->pages) {
		remove_vm_area(m, vm->addr);
		free_vm_struct(m, vm_struct_index(m, vm));
		return 0;
	}
	if (!alloc_area_pages(m, vm, alloc_mask) ||
	    map_vm_area(m, vm, &(struct vmap_source){ .vm = vm })) {
		vfree(m, vm->addr);
		return 0;
	}
	return vm->addr;
}

static u64 __vmalloc_node_range(struct machine *m, u64 size, u32 gfp, enum vm_caller caller)
{
	CALLED(m, __vmalloc_node_range, size, gfp);
	u64 pages = PFN_UP(size), addr;
	bool refuse = !pages || pages > sys(m)->totalram_pages;
	u32 vm;

	free_work(m);
	trace_vmalloc_size_choice(m, pages, sys(m)->totalram_pages, refuse);
	vm = refuse ? 0 : get_vm_area(m, size, 1, VM_ALLOC | VM_UNINITIALIZED, caller);
	addr = vm ? __vmalloc_area_node(m, vm_struct_at(m, vm), gfp) : 0;
	if (!addr)
		return 0;
	set(m, vm_struct_at(m, vm), flags, VM_ALLOC);
	trace_vmalloc_mapped(m, addr, vm_struct_at(m, vm)->nr_pages);
	return addr;
}

u64 vmalloc(struct machine *m, u64 size, enum vm_caller caller)
{
	CALLED(m, vmalloc, size);

	return __vmalloc_node_range(m, size, GFP_KERNEL, caller);
}

u64 vzalloc(struct machine *m, u64 size, enum vm_caller caller)
{
	CALLED(m, vzalloc, size);

	return __vmalloc_node_range(m, size, GFP_KERNEL | __GFP_ZERO, caller);
}

u64 vmap(struct machine *m, pfn_t first, u32 count, enum vm_caller caller)
{
	CALLED(m, vmap, count);
	struct vmap_source source = { .first = first };
	u32 vm = !might_sleep(m) || count > sys(m)->totalram_pages ? 0 :
		 get_vm_area(m, PFN_PHYS(count), 1, VM_MAP, caller);
	u64 addr = vm_struct_at(m, vm)->addr;

	if (!vm)
		return 0;
	if (map_vm_area(m, vm_struct_at(m, vm), &source)) {
		vunmap(m, addr);
		return 0;
	}
	trace_vmalloc_mapped(m, addr, count);
	return addr;
}

#define PHYS_BITS_MAX (32 + PAGE_SHIFT)		/* a pfn_t has 32 bits */

/* __ioremap_check_mem(): RAM that somebody uses may not be seen with other cache attributes. */
static u32 ioremap_objection(const struct machine *m, u64 phys_addr, u64 size)
{
	u64 last = phys_addr + size - 1;

	if (!size || last < phys_addr || last >> min_t(u32, m->geo.physmem_bits, PHYS_BITS_MAX))
		return 2;
	for (u64 pfn = PFN_DOWN(phys_addr); pfn <= PFN_DOWN(last); pfn = pfn_run_end(m, pfn))
		if (pfn_valid(m, pfn) && memblock_overlaps_region(m, memblock_memory(m), phys_addr,
								  size))
			return 1;
	return 0;
}

u64 ioremap_nocache(struct machine *m, u64 phys_addr, u64 size, enum vm_caller caller)
{
	CALLED(m, ioremap_nocache, phys_addr, size);
	u32 objection = ioremap_objection(m, phys_addr, size), vm;
	u64 offset = phys_addr & ~PAGE_MASK, addr;

	trace_ioremap_choice(m, phys_addr, size, objection);
	if (objection)
		return 0;
	phys_addr -= offset;
	size = ALIGN_UP(offset + size, PAGE_SIZE);
	vm = get_vm_area(m, size, 1, VM_IOREMAP, caller);
	if (!vm)
		return 0;
	set(m, vm_struct_at(m, vm), phys_addr, phys_addr);
	addr = vm_struct_at(m, vm)->addr;
	{
		CALLED(m, ioremap_page_range, addr, phys_addr);
		struct vmap_source source = { .io = true, .phys_addr = phys_addr };

		if (vmap_page_range(m, addr, addr + size, &source)) {
			free_vm_struct(m, remove_vm_area(m, addr));
			return 0;
		}
	}
	trace_vmalloc_mapped(m, addr, size >> PAGE_SHIFT);
	return addr + offset;
}

static void free_area_pages(struct machine *m, const struct vm_struct *vm)
{
	for (u32 i = 0; i < vm->nr_pages; i++)
		__free_pages(m, vm_struct_page(m, vm, i), 0);
	kvfree(m, vm->pages);
}

static int __vunmap(struct machine *m, u64 addr, bool deallocate_pages)
{
	static const char *const null_words[2] = {
		"BUG: unable to handle kernel NULL pointer dereference", "BUG：内核访问了空指针",
	};
	u32 va = find_vmap_area(m, addr), vm = vmap_area_at(m, va)->vm;
	u32 what = addr & ~PAGE_MASK ? 1 : !va ? 3 : !vm ? 2 : 0;

	trace_vfree_choice(m, addr, what);
	if (what == 3)
		kernel_bug(m, null_words);
	if (what)
		return what == 3 ? -PW_EBUG : -PW_EINVAL;
	if (!remove_vm_area(m, addr))
		return -PW_EBUG;
	if (deallocate_pages)
		free_area_pages(m, vm_struct_at(m, vm));
	free_vm_struct(m, vm);
	return 0;
}

/* An area waits in the list that the kernel keeps in the area's own first word. */
static int __vfree_deferred(struct machine *m, u64 addr)
{
	const struct vmap_state *state = vmap_state(m);
	u32 va = find_vmap_area(m, addr);

	trace_vmalloc_context_choice(m, addr, 0);
	if (!va || !vmap_area_at(m, va)->vm)
		return -PW_EINVAL;
	set(m, vmap_area_at(m, va), purge_list, state->vfree_deferred);
	set(m, state, vfree_deferred, va);
	return 0;
}

void free_work(struct machine *m)
{
	u32 va = vmap_state(m)->vfree_deferred, next;

	if (!va || in_atomic_context(m))
		return;
	CALLED(m, free_work);
	set(m, vmap_state(m), vfree_deferred, 0);
	for (; va; va = next) {
		next = vmap_area_at(m, va)->purge_list;
		__vunmap(m, vmap_area_at(m, va)->va_start, true);
	}
}

int vfree(struct machine *m, u64 addr)
{
	CALLED(m, vfree, addr);

	if (!addr)
		return 0;
	if (in_interrupt(m))
		return __vfree_deferred(m, addr);
	free_work(m);
	return __vunmap(m, addr, true);
}

int vunmap(struct machine *m, u64 addr)
{
	CALLED(m, vunmap, addr);

	if (!outside_interrupts(m, addr) || !might_sleep(m))
		return -PW_EBUG;
	return addr ? __vunmap(m, addr, false) : 0;
}

/* x86 takes the address as it was returned, with its offset into the page. */
int iounmap(struct machine *m, u64 addr)
{
	CALLED(m, iounmap, addr);
	u32 vm = vmap_area_at(m, find_vmap_area(m, addr & PAGE_MASK))->vm;

	if (!vm) {
		trace_vfree_choice(m, addr, 2);
		return -PW_EINVAL;
	}
	if (!remove_vm_area(m, addr & PAGE_MASK))
		return -PW_EBUG;
	free_vm_struct(m, vm);
	return 0;
}
