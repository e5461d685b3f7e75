/*
 * Memory in the kernel's own address space: virtually contiguous, physically wherever frames were.
 * Open include/linux/vmalloc.h and mm/vmalloc.c.
 *
 * Addresses are returned as u64; 0 is the kernel's NULL, and *why then says which error it was.
 */
#ifndef MM_VMALLOC_H
#define MM_VMALLOC_H

#include "mm/page_alloc.h"

/* vmap_area flags */
#define VM_LAZY_FREE	0x02u
#define VM_VM_AREA	0x04u

/* vm_struct flags */
#define VM_IOREMAP	0x01u
#define VM_ALLOC	0x02u
#define VM_MAP		0x04u
#define VM_USERMAP	0x08u
#define VM_UNINITIALIZED 0x20u
#define VM_NO_GUARD	0x40u

/* Who asked: the symbol that /proc/vmallocinfo prints. */
enum vm_caller { VM_CALLER_NONE, VM_CALLER_BOOT, VM_CALLER_MODULE, NR_VM_CALLERS };
extern const char *const vm_caller_names[NR_VM_CALLERS];

static inline const struct vmap_state *vmap_state(const struct machine *m)
{
	return vmap_state_at(m, 0);
}

static inline bool is_vmalloc_addr(const struct machine *m, u64 va);

u64 vmalloc_start(const struct machine *m);
u64 vmalloc_end(const struct machine *m);

static inline bool is_vmalloc_addr(const struct machine *m, u64 va)
{
	return va >= vmalloc_start(m) && va < vmalloc_end(m);
}

/* the part of an area that may be used: without the guard page */
static inline u64 get_vm_area_size(const struct vm_struct *vm)
{
	return vm->flags & VM_NO_GUARD ? vm->size : vm->size - PAGE_SIZE;
}

void vmalloc_init(struct machine *m);
/* What boot mapped by itself and others shall not be given; size without a guard page. */
void vm_area_add_early(struct machine *m, u64 addr, u64 phys_addr, u64 size, u32 flags);

u64 vmalloc(struct machine *m, u64 size, enum vm_caller caller);
u64 vzalloc(struct machine *m, u64 size, enum vm_caller caller);
/* `count` frames in a row from `first` on: what an allocation of some order returned */
u64 vmap(struct machine *m, pfn_t first, u32 count, enum vm_caller caller);
u64 ioremap_nocache(struct machine *m, u64 phys_addr, u64 size, enum vm_caller caller);
/* 0; -PW_EINVAL: the kernel warns and does nothing; -PW_EFAULT: it would oops */
int vfree(struct machine *m, u64 addr);
int vunmap(struct machine *m, u64 addr);
int iounmap(struct machine *m, u64 addr);
void vm_unmap_aliases(struct machine *m);
u32 lazy_max_pages(const struct machine *m);

/* 0: no area holds the address */
u32 find_vmap_area(const struct machine *m, u64 addr);
pfn_t vmalloc_to_pfn(const struct machine *m, u64 addr);	/* PFN_NONE: not mapped */
/* The frame of page i of an area that has pages[]. */
pfn_t vm_struct_page(const struct machine *m, const struct vm_struct *vm, u32 i);

/* What the kernel's page tables map of [start, end), one 4 KiB page or one large entry at a time. */
typedef void (*kernel_pte_fn)(void *context, u64 va, pfn_t pfn, u64 entry, u64 bytes);
void for_each_kernel_pte(const struct machine *m, u64 start, u64 end, kernel_pte_fn fn, void *context);

/* A recorded machine's areas: an area as it stood, and where the search stood. */
u32 import_vmap_area(struct machine *m, u64 start, u64 end, u32 flags);

#endif
