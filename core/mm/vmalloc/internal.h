/* Shared inside mm/vmalloc/: the kernel's file is cut into areas, purge, map and the rest. */
#ifndef MM_VMALLOC_INTERNAL_H
#define MM_VMALLOC_INTERNAL_H

#include "lib/list.h"
#include "lib/rbtree.h"
#include "machine/context.h"
#include "machine/trace.h"
#include "mm/vmalloc.h"

/* areas.c: an area's index, 0: -EBUSY (no addresses), or the table of areas is full */
u32 alloc_vmap_area(struct machine *m, u64 size, u64 align, u64 vstart, u64 vend);
void __free_vmap_area(struct machine *m, u32 va);
void insert_vmap_area(struct machine *m, u32 va);

/* purge.c */
void purge_vmap_area_lazy(struct machine *m);
void free_unmap_vmap_area(struct machine *m, u32 va);

/* map.c: what to map into an area; one of them */
struct vmap_source {
	const struct vm_struct *vm;	/* its pages[] */
	pfn_t first;			/* or frames in a row */
	bool io;			/* or a device */
	u64 phys_addr;
};
int vmap_page_range(struct machine *m, u64 addr, u64 end, const struct vmap_source *source);
void vunmap_page_range(struct machine *m, u64 addr, u64 end);

/* vmalloc.c: a vm_struct's index; 0: none */
u32 get_vm_area(struct machine *m, u64 size, u64 align, u32 flags, enum vm_caller caller);
u32 remove_vm_area(struct machine *m, u64 addr);
void free_vm_struct(struct machine *m, u32 vm);
void free_work(struct machine *m);	/* what an interrupt freed */

static inline u32 vmap_area_of_rb(const struct machine *m, ref_t rb)
{
	return vmap_area_index(m, container_of_ref(m, rb, vmap_area, rb_node));
}

static inline u32 vmap_area_of_list(const struct machine *m, ref_t list)
{
	return vmap_area_index(m, list_entry(m, list, vmap_area, list));
}

#endif
