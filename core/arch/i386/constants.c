/*
 * The numbers of the i386 kernel that differ from the 64-bit one's: two levels of tables, words of
 * 4 bytes, 1 GiB of address space for the kernel.  The rest is alike.
 */
#include "arch/i386/constants.h"
#include "arch/x86_64/page.h"
#include "mm/page-flags.h"

#define PAGE_OFFSET_32 0xc0000000u
#define THREAD_SIZE_32 (2 * PAGE_SIZE)
#define PT_REGS_32 (17 * 4)
#define STACK_PADDING 8			/* as vm86 mode would need */
#define PGDIR_SHIFT_32 22
#define ZONES_WIDTH 2
#define CPU_ENTRY_AREA_BASE 0xff800000u
#define LAST_PKMAP 1024
#define PKMAP_BASE ALIGN_DOWN(CPU_ENTRY_AREA_BASE - PAGE_SIZE * (LAST_PKMAP + 1), 1u << PGDIR_SHIFT_32)

#define V(name, value) { name, (u64)(value) }

static const struct kernel_constant constants[] = {
	/* sizes of structures */
	V("sizeof(struct zone)", 800), V("sizeof(struct pglist_data)", 3584),
	V("sizeof(struct vm_area_struct)", 96), V("sizeof(struct mm_struct)", 496),
	V("sizeof(struct task_struct)", 5504), V("sizeof(struct thread_info)", 8),
	V("sizeof(struct pt_regs)", PT_REGS_32), V("sizeof(struct kmem_cache)", 100),
	V("sizeof(struct vm_struct)", 32), V("sizeof(struct vmap_area)", 48),
	V("sizeof(struct per_cpu_pageset)", 52), V("sizeof(struct per_cpu_pages)", 36),
	V("sizeof(struct free_area)", 52), V("sizeof(struct lruvec)", 64),
	V("sizeof(struct anon_vma)", 48), V("sizeof(struct anon_vma_chain)", 32),
	V("sizeof(struct inode)", 336), V("sizeof(struct dentry)", 128),
	V("sizeof(struct file)", 168), V("sizeof(struct address_space)", 96),
	V("sizeof(struct radix_tree_node)", 96), V("sizeof(struct pagevec)", 64),
	V("sizeof(struct swap_info_struct)", 188), V("sizeof(union thread_union)", THREAD_SIZE_32),
	V("sizeof(struct list_head)", 8), V("sizeof(struct rb_node)", 12), V("sizeof(pte_t)", 4),
	V("sizeof(pgd_t)", 4), V("sizeof(swp_entry_t)", 4),

	/* where a member lies in its structure */
	V("offsetof(struct page,lru)", 4), V("offsetof(struct page,mapping)", 12),
	V("offsetof(struct page,index)", 16), V("offsetof(struct page,private)", 20),
	V("offsetof(struct page,_mapcount)", 24), V("offsetof(struct page,_refcount)", 28),
	V("offsetof(struct page,compound_head)", 4), V("offsetof(struct page,compound_dtor)", 8),
	V("offsetof(struct page,compound_order)", 9), V("offsetof(struct page,freelist)", 16),
	V("offsetof(struct page,s_mem)", 20), V("offsetof(struct page,active)", 24),
	V("offsetof(struct page,slab_cache)", 12), V("offsetof(struct vm_area_struct,vm_end)", 4),
	V("offsetof(struct vm_area_struct,vm_next)", 8),
	V("offsetof(struct vm_area_struct,vm_prev)", 12),
	V("offsetof(struct vm_area_struct,vm_rb)", 16),
	V("offsetof(struct vm_area_struct,rb_subtree_gap)", 28),
	V("offsetof(struct vm_area_struct,vm_mm)", 32),
	V("offsetof(struct vm_area_struct,vm_page_prot)", 36),
	V("offsetof(struct vm_area_struct,vm_flags)", 40),
	V("offsetof(struct vm_area_struct,anon_vma_chain)", 60),
	V("offsetof(struct vm_area_struct,anon_vma)", 68),
	V("offsetof(struct vm_area_struct,vm_ops)", 72),
	V("offsetof(struct vm_area_struct,vm_pgoff)", 76),
	V("offsetof(struct vm_area_struct,vm_file)", 80), V("offsetof(struct mm_struct,mm_rb)", 4),
	V("offsetof(struct mm_struct,pgd)", 36), V("offsetof(struct mm_struct,mm_users)", 40),
	V("offsetof(struct mm_struct,mm_count)", 44),
	V("offsetof(struct mm_struct,map_count)", 52),
	V("offsetof(struct mm_struct,total_vm)", 100),
	V("offsetof(struct mm_struct,start_code)", 132),
	V("offsetof(struct mm_struct,start_brk)", 148),
	V("offsetof(struct mm_struct,start_stack)", 156),
	V("offsetof(struct mm_struct,mmap_base)", 20),
	V("offsetof(struct mm_struct,task_size)", 28),
	V("offsetof(struct mm_struct,highest_vm_end)", 32),
	V("offsetof(struct zone,lowmem_reserve)", 16), V("offsetof(struct zone,free_area)", 96),
	V("offsetof(struct zone,vm_stat)", 736), V("offsetof(struct zone,lock)", 672),
	V("offsetof(struct task_struct,stack)", 12), V("offsetof(struct task_struct,mm)", 492),
	V("offsetof(struct task_struct,active_mm)", 496),
	V("offsetof(struct task_struct,thread)", 1216),
	V("offsetof(struct task_struct,flags)", 20),

	/* page tables, zones, stacks, places */
	V("THREAD_SIZE", THREAD_SIZE_32), V("THREAD_SIZE_ORDER", 1),
	V("TOP_OF_KERNEL_STACK_PADDING", STACK_PADDING),
	V("pt_regs_offset_from_stack_base", THREAD_SIZE_32 - STACK_PADDING - PT_REGS_32),
	V("pt_regs_end_gap_to_stack_top", STACK_PADDING), V("PAGE_OFFSET", PAGE_OFFSET_32),
	V("VMALLOC_END", PKMAP_BASE - 2 * PAGE_SIZE), V("MODULES_END", PKMAP_BASE - 2 * PAGE_SIZE),
	V("FIXADDR_TOP", 0xfffff000u), V("FIXADDR_START", 0xfff18000u),
	V("CPU_ENTRY_AREA_BASE", CPU_ENTRY_AREA_BASE), V("TASK_SIZE", PAGE_OFFSET_32),
	V("STACK_TOP", PAGE_OFFSET_32),
	V("TASK_UNMAPPED_BASE", ALIGN_UP(PAGE_OFFSET_32 / 3, PAGE_SIZE)),
	V("PGDIR_SHIFT", PGDIR_SHIFT_32), V("P4D_SHIFT", PGDIR_SHIFT_32),
	V("PUD_SHIFT", PGDIR_SHIFT_32), V("PMD_SHIFT", PGDIR_SHIFT_32),
	V("PTRS_PER_PGD", PAGE_SIZE / 4), V("PTRS_PER_PUD", 1), V("PTRS_PER_PMD", 1),
	V("PTRS_PER_PTE", PAGE_SIZE / 4), V("PKMAP_BASE", PKMAP_BASE), V("NODES_PGOFF", 32),
	V("ZONES_PGSHIFT", 32 - ZONES_WIDTH), V("ZONES_PGOFF", 32 - ZONES_WIDTH),
	V("NR_PAGEFLAGS", PG_uncached + 1), V("init_stack", 0xc1402000u),
	V("init_task", 0xc1405fc0u),
};

#undef V

bool i386_constant(const char *name, u64 *value)
{
	return find_constant(constants, ARRAY_SIZE(constants), name, value) ||
	       kernel_constant(name, value);
}
