/* Shared inside mm/mmap/: the VMA tree and list. */
#ifndef MM_MMAP_VMA_H
#define MM_MMAP_VMA_H

#include "mm/mm.h"

struct vma_place {		/* where a new VMA goes: what find_vma_links() finds */
	u32 prev;
	ref_t rb_parent;
	const u32 *rb_link;
};

/* -PW_ENOMEM when [addr, end) overlaps a VMA */
int find_vma_links(struct machine *m, u32 mm, u64 addr, u64 end, struct vma_place *place);
void vma_link(struct machine *m, u32 mm, u32 vma, const struct vma_place *place);
void __insert_vm_struct(struct machine *m, u32 mm, u32 vma);
void vma_gap_update(struct machine *m, u32 vma);
void vma_rb_erase(struct machine *m, u32 mm, u32 vma);
/* Out of tree and list; `has_prev`: prev is known. */
void vma_unlink(struct machine *m, u32 mm, u32 vma);
u32 remove_vma(struct machine *m, u32 vma);	/* the next one */
u32 vm_area_dup(struct machine *m, u32 orig);

#endif
