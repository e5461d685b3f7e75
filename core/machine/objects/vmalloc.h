/* The kernel's own address space.  Open mm/vmalloc.c at struct vmap_area, include/linux/vmalloc.h. */
#define VMAP_STATE_FIELDS(F, A) \
	F(struct list_head, vmap_area_list, LIST)	/* every area, by address */ \
	F(u32, vmap_area_root, RB)	/* the same areas as a tree */ \
	F(u32, free_vmap_cache, RB)	/* behind this area the next search begins; 0: at the start */ \
	F(u64, cached_hole_size, BYTES)	/* the largest hole that was passed on the way there */ \
	F(u64, cached_vstart, VA) \
	F(u64, cached_align, BYTES) \
	F(u64, vmap_area_pcpu_hole, VA) \
	F(u32, vmlist, DEC) \
	F(u32, vfree_deferred, DEC)	/* areas freed in an interrupt, for a worker */ \
	F(u32, vmap_purge_list, DEC)	/* areas that wait for a flush, newest first */ \
	F(u32, vmap_lazy_nr, PAGES)	/* and how many pages they cover */

#define VMAP_AREA_FIELDS(F, A) \
	F(u64, va_start, VA) \
	F(u64, va_end, VA) \
	F(struct rb_node, rb_node, RB) \
	F(struct list_head, list, LIST) \
	F(u32, flags, HEX)		/* VM_LAZY_FREE, VM_VM_AREA */ \
	F(u32, purge_list, DEC)		/* the next area that waits */ \
	F(u32, vm, DEC)			/* its vm_struct */ \
	F(u32, pad, NONE)

#define VM_STRUCT_FIELDS(F, A) \
	F(u64, addr, VA) \
	F(u64, size, BYTES)		/* with the guard page */ \
	F(u64, pages, VA)		/* struct page *[nr_pages] */ \
	F(u64, phys_addr, PA)		/* ioremap */ \
	F(u32, flags, HEX) \
	F(u32, nr_pages, PAGES) \
	F(u32, caller, DEC)		/* enum vm_caller */ \
	F(u32, next, DEC)		/* vmlist: areas from before vmalloc_init() */

#define MAX_VMAP_AREAS 16384
#define VMALLOC_OBJECTS(O) \
	O(vmap_state, VMAP_STATE, 1) \
	O(vmap_area, VMAP_AREA, MAX_VMAP_AREAS) \
	O(vm_struct, VM_STRUCT, MAX_VMAP_AREAS)
