/*
 * The numbers of the modelled kernel that people meet by name: sizes, shifts, flag bits, places.
 *
 * What the model computes with is named, and so cannot disagree with it; a plain number stands where
 * the model needs none: structures that it lays out in its own way, limits of parts it leaves out.
 */
#include "arch/x86_64/constants.h"
#include "kernel/task.h"
#include "mm/memblock.h"
#include "mm/page_alloc/internal.h"
#include "mm/sparse.h"

#define VMALLOC_SIZE_TB 32ull
#define KERNEL_IMAGE_SIZE (512ull << 20)
#define MODULES_END 0xffffffffff000000ull
#define FIXADDR_TOP 0xffffffffff7ff000ull
#define FIXADDR_SIZE (645ull << PAGE_SHIFT)
#define CPU_ENTRY_AREA_BASE 0xfffffe0000000000ull
#define PHYSICAL_MASK_SHIFT 52
#define MAX_PHYSMEM_BITS 46
#define ZONES_WIDTH 2
#define GFP_TRANSHUGE_LIGHT ((GFP_HIGHUSER_MOVABLE | __GFP_COMP | __GFP_NOMEMALLOC | \
			      __GFP_NOWARN) & ~(u32)__GFP_RECLAIM)

#define C(name) { #name, (u64)(name) }
#define V(name, value) { name, (u64)(value) }

static const struct kernel_constant constants[] = {
	/* sizes of structures, as gcc lays them out with this configuration */
	V("sizeof(struct page)", SIZEOF_STRUCT_PAGE), V("sizeof(struct zone)", 1600),
	V("sizeof(struct pglist_data)", 7104), V("sizeof(struct vm_area_struct)", 192),
	V("sizeof(struct mm_struct)", 896), V("sizeof(struct task_struct)", 6208),
	V("sizeof(struct thread_info)", 16), V("sizeof(struct pt_regs)", PT_REGS_BYTES),
	V("sizeof(struct kmem_cache)", 144), V("sizeof(struct vm_struct)", 64),
	V("sizeof(struct vmap_area)", 96), V("sizeof(struct per_cpu_pageset)", 80),
	V("sizeof(struct per_cpu_pages)", 64), V("sizeof(struct free_area)", 104),
	V("sizeof(struct lruvec)", 128), V("sizeof(struct anon_vma)", 80),
	V("sizeof(struct anon_vma_chain)", 64), V("sizeof(struct inode)", 536),
	V("sizeof(struct dentry)", 192), V("sizeof(struct file)", 248),
	V("sizeof(struct address_space)", 168), V("sizeof(struct radix_tree_node)", 192),
	V("sizeof(struct mem_section)", SIZEOF_MEM_SECTION), V("sizeof(struct pagevec)", 128),
	V("sizeof(struct swap_info_struct)", 296), V("sizeof(struct cpuinfo_x86)", 240),
	V("sizeof(union thread_union)", THREAD_SIZE), V("sizeof(spinlock_t)", 4),
	V("sizeof(struct list_head)", 16), V("sizeof(struct rb_node)", 24),
	V("sizeof(pte_t)", PAGE_SIZE / PTRS_PER_TABLE),
	V("sizeof(pgd_t)", PAGE_SIZE / PTRS_PER_TABLE), V("sizeof(swp_entry_t)", 8),

	/* where a member lies in its structure */
	V("offsetof(struct page,flags)", 0), V("offsetof(struct page,lru)", 8),
	V("offsetof(struct page,mapping)", 24), V("offsetof(struct page,index)", 32),
	V("offsetof(struct page,private)", 40), V("offsetof(struct page,_mapcount)", 48),
	V("offsetof(struct page,_refcount)", 52), V("offsetof(struct page,compound_head)", 8),
	V("offsetof(struct page,compound_dtor)", 16),
	V("offsetof(struct page,compound_order)", 17), V("offsetof(struct page,freelist)", 32),
	V("offsetof(struct page,s_mem)", 40), V("offsetof(struct page,active)", 48),
	V("offsetof(struct page,slab_cache)", 24),
	V("offsetof(struct vm_area_struct,vm_start)", 0),
	V("offsetof(struct vm_area_struct,vm_end)", 8),
	V("offsetof(struct vm_area_struct,vm_next)", 16),
	V("offsetof(struct vm_area_struct,vm_prev)", 24),
	V("offsetof(struct vm_area_struct,vm_rb)", 32),
	V("offsetof(struct vm_area_struct,rb_subtree_gap)", 56),
	V("offsetof(struct vm_area_struct,vm_mm)", 64),
	V("offsetof(struct vm_area_struct,vm_page_prot)", 72),
	V("offsetof(struct vm_area_struct,vm_flags)", 80),
	V("offsetof(struct vm_area_struct,anon_vma_chain)", 120),
	V("offsetof(struct vm_area_struct,anon_vma)", 136),
	V("offsetof(struct vm_area_struct,vm_ops)", 144),
	V("offsetof(struct vm_area_struct,vm_pgoff)", 152),
	V("offsetof(struct vm_area_struct,vm_file)", 160), V("offsetof(struct mm_struct,mmap)", 0),
	V("offsetof(struct mm_struct,mm_rb)", 8), V("offsetof(struct mm_struct,pgd)", 64),
	V("offsetof(struct mm_struct,mm_users)", 72), V("offsetof(struct mm_struct,mm_count)", 76),
	V("offsetof(struct mm_struct,map_count)", 88),
	V("offsetof(struct mm_struct,total_vm)", 168),
	V("offsetof(struct mm_struct,start_code)", 232),
	V("offsetof(struct mm_struct,start_brk)", 264),
	V("offsetof(struct mm_struct,start_stack)", 280),
	V("offsetof(struct mm_struct,mmap_base)", 32),
	V("offsetof(struct mm_struct,task_size)", 48),
	V("offsetof(struct mm_struct,highest_vm_end)", 56),
	V("offsetof(struct zone,watermark)", 0), V("offsetof(struct zone,lowmem_reserve)", 32),
	V("offsetof(struct zone,free_area)", 192), V("offsetof(struct zone,vm_stat)", 1472),
	V("offsetof(struct zone,lock)", 1344), V("offsetof(struct task_struct,stack)", 24),
	V("offsetof(struct task_struct,mm)", 680),
	V("offsetof(struct task_struct,active_mm)", 688),
	V("offsetof(struct task_struct,thread)", 1856),
	V("offsetof(struct task_struct,flags)", 36),

	/* page tables, memory model, limits */
	C(PAGE_SHIFT), C(PAGE_SIZE), C(VMALLOC_SIZE_TB), C(PGDIR_SHIFT),
	V("P4D_SHIFT", PGDIR_SHIFT), C(PUD_SHIFT), C(PMD_SHIFT), V("PTRS_PER_PGD", PTRS_PER_TABLE),
	V("PTRS_PER_P4D", 1), V("PTRS_PER_PUD", PTRS_PER_TABLE), V("PTRS_PER_PMD", PTRS_PER_TABLE),
	V("PTRS_PER_PTE", PTRS_PER_TABLE), C(MAX_ORDER), V("pageblock_order", HUGETLB_PAGE_ORDER),
	V("pageblock_nr_pages", 1 << HUGETLB_PAGE_ORDER),
	C(PAGE_ALLOC_COSTLY_ORDER), C(MAX_NR_ZONES), V("MAX_NUMNODES", 1), C(SECTION_SIZE_BITS),
	C(MAX_PHYSMEM_BITS),
	V("NR_MEM_SECTIONS", BIT(MAX_PHYSMEM_BITS - SECTION_SIZE_BITS)), V("NR_CPUS", 8),
	V("NR_VM_ZONE_STAT_ITEMS", 12), V("NR_VM_NODE_STAT_ITEMS", 28), V("SWAP_CLUSTER_MAX", 32),
	V("DEF_PRIORITY", 12), C(PAGEVEC_SIZE), V("HZ", 250), V("MAX_SWAPFILES", 30),
	C(RADIX_TREE_MAP_SHIFT), V("DEFAULT_MAX_MAP_COUNT", MAX_MAP_COUNT),

	/* stacks */
	C(THREAD_SIZE), C(THREAD_SIZE_ORDER), V("IRQ_STACK_SIZE", THREAD_SIZE),
	V("EXCEPTION_STKSZ", PAGE_SIZE), V("DEBUG_STKSZ", 2 * PAGE_SIZE),
	V("N_EXCEPTION_STACKS", 4), V("TOP_OF_KERNEL_STACK_PADDING", 0),
	V("pt_regs_offset_from_stack_base", THREAD_SIZE - PT_REGS_BYTES),
	V("pt_regs_end_gap_to_stack_top", 0), V("init_stack", INIT_STACK),
	V("init_task", 0xffffffff81a0f780ull), V("irq_stack_union_symbol", 0x0),

	/* the kernel's address space */
	C(PAGE_OFFSET), C(VMALLOC_START),
	V("VMALLOC_END", VMALLOC_START + (VMALLOC_SIZE_TB << 40) - 1), C(VMEMMAP_START),
	C(__START_KERNEL_map), V("MODULES_VADDR", __START_KERNEL_map + KERNEL_IMAGE_SIZE),
	C(MODULES_END), C(FIXADDR_TOP),
	V("FIXADDR_START", FIXADDR_TOP - FIXADDR_SIZE),
	C(CPU_ENTRY_AREA_BASE), C(TASK_SIZE_MAX), C(TASK_SIZE),
	C(STACK_TOP), C(TASK_UNMAPPED_BASE), V("__PHYSICAL_MASK", BIT(PHYSICAL_MASK_SHIFT) - 1),

	/* zones, migrate types, and what page->flags holds of them */
	V("SECTIONS_PER_ROOT", PAGE_SIZE / SIZEOF_MEM_SECTION), C(ZONE_DMA), C(ZONE_DMA32),
	C(ZONE_NORMAL), C(ZONE_MOVABLE), C(MIGRATE_UNMOVABLE), C(MIGRATE_MOVABLE),
	C(MIGRATE_RECLAIMABLE), C(MIGRATE_PCPTYPES), C(MIGRATE_HIGHATOMIC), C(MIGRATE_CMA),
	C(MIGRATE_ISOLATE), C(MIGRATE_TYPES), V("NODES_SHIFT", 0), V("NODES_WIDTH", 0),
	V("NODES_PGSHIFT", 0), V("NODES_PGOFF", 64), V("ZONES_SHIFT", ZONES_WIDTH),
	C(ZONES_WIDTH), C(ZONES_PGSHIFT), V("ZONES_PGOFF", 64 - ZONES_WIDTH),
	V("ZONES_MASK", BIT(ZONES_WIDTH) - 1), V("SECTIONS_WIDTH", 0), V("SECTIONS_PGSHIFT", 0),
	V("LAST_CPUPID_WIDTH", 0), V("LAST_CPUPID_PGSHIFT", 0),

	/* struct page: flags, types, low bits of mapping */
	C(NR_PAGEFLAGS), C(PG_locked), C(PG_error), C(PG_referenced), C(PG_uptodate), C(PG_dirty),
	C(PG_lru), C(PG_active), C(PG_waiters), C(PG_slab), C(PG_owner_priv_1), C(PG_arch_1),
	C(PG_reserved), C(PG_private), C(PG_private_2), C(PG_writeback), C(PG_head),
	C(PG_mappedtodisk), C(PG_reclaim), C(PG_swapbacked), C(PG_unevictable), C(PG_mlocked),
	C(PG_uncached), C(PG_young), C(PG_idle), C(PG_buddy), C(PG_kmemcg), C(PG_table),
	C(PAGE_TYPE_BASE), C(PAGE_MAPPING_ANON), C(PAGE_MAPPING_MOVABLE),
	V("PAGE_MAPPING_KSM", PAGE_MAPPING_KSM),

	/* bits of a page table entry */
	C(_PAGE_PRESENT), C(_PAGE_RW), C(_PAGE_USER), C(_PAGE_PWT), C(_PAGE_PCD),
	C(_PAGE_ACCESSED), C(_PAGE_DIRTY), C(_PAGE_PSE), C(_PAGE_GLOBAL), C(_PAGE_NX),
	C(_PAGE_PROTNONE), V("_PAGE_SOFT_DIRTY", 0x0), C(_PAGE_SPECIAL),
	V("_PAGE_DEVMAP", 0x400000000000000ull),

	/* how an allocation may be made */
	C(GFP_ATOMIC), C(GFP_KERNEL), C(GFP_NOWAIT), C(GFP_NOIO), C(GFP_NOFS), C(GFP_USER),
	C(GFP_HIGHUSER), C(GFP_HIGHUSER_MOVABLE), C(GFP_TRANSHUGE_LIGHT),
	V("GFP_TRANSHUGE", GFP_TRANSHUGE_LIGHT | __GFP_DIRECT_RECLAIM), C(GFP_DMA), C(GFP_DMA32),
	C(__GFP_DMA), C(__GFP_HIGHMEM), C(__GFP_DMA32), C(__GFP_MOVABLE), C(__GFP_RECLAIMABLE),
	C(__GFP_HIGH), C(__GFP_IO), C(__GFP_FS), C(__GFP_WRITE), C(__GFP_NOWARN),
	C(__GFP_RETRY_MAYFAIL), C(__GFP_NOFAIL), C(__GFP_NORETRY), C(__GFP_MEMALLOC),
	C(__GFP_COMP), C(__GFP_ZERO), C(__GFP_NOMEMALLOC), C(__GFP_HARDWALL), C(__GFP_THISNODE),
	C(__GFP_ATOMIC), C(__GFP_ACCOUNT), C(__GFP_DIRECT_RECLAIM), C(__GFP_KSWAPD_RECLAIM),

	/* flags of a VMA */
	C(VM_READ), C(VM_WRITE), C(VM_EXEC), C(VM_SHARED), C(VM_MAYREAD), C(VM_MAYWRITE),
	C(VM_MAYEXEC), C(VM_MAYSHARE), C(VM_GROWSDOWN), C(VM_PFNMAP), C(VM_DENYWRITE),
	C(VM_LOCKED), C(VM_IO), C(VM_SEQ_READ), C(VM_RAND_READ), C(VM_DONTCOPY), C(VM_DONTEXPAND),
	V("VM_LOCKONFAULT", 0x80000), C(VM_ACCOUNT), C(VM_NORESERVE), V("VM_HUGETLB", 0x400000),
	V("VM_SYNC", 0x800000), V("VM_WIPEONFORK", 0x2000000), C(VM_DONTDUMP),
	V("VM_SOFTDIRTY", 0x0), C(VM_MIXEDMAP), V("VM_HUGEPAGE", 0x20000000),
	V("VM_NOHUGEPAGE", 0x40000000), V("VM_MERGEABLE", 0x80000000), C(VM_STACK_FLAGS),
	C(VM_DATA_DEFAULT_FLAGS),
};

#undef C
#undef V

bool kernel_constant(const char *name, u64 *value)
{
	return find_constant(constants, ARRAY_SIZE(constants), name, value);
}
