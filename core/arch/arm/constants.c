/*
 * The numbers of the two arm kernels that differ from the 64-bit one's: short descriptors (two levels)
 * and long ones (LPAE, three levels).  Open arch/arm/include/asm/pgtable-{2,3}level*.h beside this.
 *
 * Sizes and offsets of structures are the compiler's, addresses of symbols the linker's.  What every
 * kernel has alike (GFP_*, VM_*, migrate types) comes from the x86_64 table.
 */
#include "arch/arm/constants.h"
#include "arch/x86_64/page.h"
#include "mm/page-flags.h"

#define THREAD_SIZE_ARM (2 * PAGE_SIZE)
#define PT_REGS_ARM (18 * 4)
#define STACK_PADDING 8			/* THREAD_START_SP leaves two words */
#define ZONES_WIDTH 2
#define NR_CPUS_ARM 4
#define KM_TYPE_NR 16
#define LAST_PKMAP 512
#define FIXADDR_START_ARM 0xffc00000u
#define FIX_KMAP_END (ARM_FIX_KMAP_BEGIN + KM_TYPE_NR * NR_CPUS_ARM - 1)
#define FIX_BTMAPS 224			/* 7 slots of 32 pages for early_ioremap(), behind the first entry */
#define TASK_SIZE_ARM (ARM_PAGE_OFFSET - (16u << 20))	/* modules lie between it and the kernel */
#define KMALLOC_SHIFT_LOW 6		/* ARCH_DMA_MINALIGN is a cache line */
#define KMALLOC_SHIFT_HIGH 22
#define TTBR1_OFFSET_LPAE (4096 * (1 + 3))	/* the tables of the user's 3 GiB are skipped */

#define V(name, value) { name, (u64)(value) }

/* both kernels */
static const struct kernel_constant common[] = {
	V("sizeof(struct zone)", 896), V("sizeof(struct pglist_data)", 3072),
	V("sizeof(struct mm_struct)", 440), V("sizeof(struct task_struct)", 1280),
	V("sizeof(struct thread_info)", 528), V("sizeof(struct kmem_cache)", 100),
	V("sizeof(struct vmap_area)", 48), V("sizeof(struct per_cpu_pageset)", 52),
	V("sizeof(struct per_cpu_pages)", 36), V("sizeof(struct free_area)", 52),
	V("sizeof(struct lruvec)", 64), V("sizeof(struct anon_vma)", 48),
	V("sizeof(struct anon_vma_chain)", 32), V("sizeof(struct inode)", 344),
	V("sizeof(struct dentry)", 136), V("sizeof(struct file)", 176),
	V("sizeof(struct address_space)", 96), V("sizeof(struct radix_tree_node)", 96),
	V("sizeof(struct pagevec)", 64), V("sizeof(struct swap_info_struct)", 184),
	V("sizeof(spinlock_t)", 4), V("sizeof(struct list_head)", 8),
	V("sizeof(struct rb_node)", 12), V("sizeof(pgd_t)", 8), V("sizeof(swp_entry_t)", 4),
	V("offsetof(struct page,flags)", 0), V("offsetof(struct page,lru)", 4),
	V("offsetof(struct page,mapping)", 12), V("offsetof(struct page,index)", 16),
	V("offsetof(struct page,private)", 20), V("offsetof(struct page,_mapcount)", 24),
	V("offsetof(struct page,_refcount)", 28), V("offsetof(struct page,compound_head)", 4),
	V("offsetof(struct page,compound_dtor)", 8), V("offsetof(struct page,compound_order)", 9),
	V("offsetof(struct page,freelist)", 16), V("offsetof(struct page,s_mem)", 20),
	V("offsetof(struct page,active)", 24), V("offsetof(struct page,slab_cache)", 12),
	V("offsetof(struct vm_area_struct,vm_start)", 0),
	V("offsetof(struct vm_area_struct,vm_end)", 4),
	V("offsetof(struct vm_area_struct,vm_next)", 8),
	V("offsetof(struct vm_area_struct,vm_prev)", 12),
	V("offsetof(struct vm_area_struct,vm_rb)", 16),
	V("offsetof(struct vm_area_struct,rb_subtree_gap)", 28),
	V("offsetof(struct vm_area_struct,vm_mm)", 32), V("offsetof(struct mm_struct,mmap)", 0),
	V("offsetof(struct mm_struct,mm_rb)", 4), V("offsetof(struct mm_struct,pgd)", 36),
	V("offsetof(struct mm_struct,mm_users)", 40), V("offsetof(struct mm_struct,mm_count)", 44),
	V("offsetof(struct mm_struct,map_count)", 52),
	V("offsetof(struct mm_struct,total_vm)", 100),
	V("offsetof(struct mm_struct,start_code)", 132),
	V("offsetof(struct mm_struct,start_brk)", 148),
	V("offsetof(struct mm_struct,start_stack)", 156),
	V("offsetof(struct mm_struct,mmap_base)", 20),
	V("offsetof(struct mm_struct,task_size)", 28),
	V("offsetof(struct mm_struct,highest_vm_end)", 32), V("offsetof(struct zone,watermark)", 0),
	V("offsetof(struct zone,lowmem_reserve)", 16), V("offsetof(struct zone,free_area)", 128),
	V("offsetof(struct zone,vm_stat)", 832), V("offsetof(struct zone,lock)", 704),
	V("offsetof(struct task_struct,stack)", 4), V("offsetof(struct task_struct,mm)", 580),
	V("offsetof(struct task_struct,active_mm)", 584),
	V("offsetof(struct task_struct,thread)", 1256), V("offsetof(struct task_struct,flags)", 12),
	V("sizeof(pud_t)", 8), V("offsetof(struct thread_info,flags)", 0),
	V("offsetof(struct thread_info,preempt_count)", 4),
	V("offsetof(struct thread_info,addr_limit)", 8), V("offsetof(struct thread_info,task)", 12),
	V("offsetof(struct thread_info,cpu)", 16), V("offsetof(struct thread_info,cpu_domain)", 20),
	V("offsetof(struct thread_info,cpu_context)", 24),
	V("offsetof(struct thread_info,syscall)", 72),
	V("offsetof(struct thread_info,used_cp)", 76),
	V("offsetof(struct thread_info,tp_value)", 92),
	V("offsetof(struct thread_info,fpstate)", 104),
	V("offsetof(struct thread_info,vfpstate)", 248), V("sizeof(struct cpu_context_save)", 48),
	V("offsetof(struct cpu_context_save,r4)", 0), V("offsetof(struct cpu_context_save,fp)", 28),
	V("offsetof(struct cpu_context_save,sp)", 32),
	V("offsetof(struct cpu_context_save,pc)", 36), V("sizeof(union vfp_state)", 280),
	V("sizeof(struct svc_pt_regs)", 80), V("sizeof(struct thread_struct)", 12),
	V("offsetof(struct thread_struct,address)", 0),
	V("offsetof(struct thread_struct,trap_no)", 4),
	V("offsetof(struct thread_struct,error_code)", 8),

	V("sizeof(union thread_union)", THREAD_SIZE_ARM), V("sizeof(struct pt_regs)", PT_REGS_ARM),
	V("THREAD_SIZE", THREAD_SIZE_ARM), V("THREAD_SIZE_ORDER", 1),
	V("THREAD_START_SP", THREAD_SIZE_ARM - STACK_PADDING),
	V("pt_regs_offset_from_stack_base", THREAD_SIZE_ARM - STACK_PADDING - PT_REGS_ARM),
	V("pt_regs_end_gap_to_stack_top", STACK_PADDING),

	/* the address space, from the user's end to the vectors */
	V("FIRST_USER_ADDRESS", 2 * PAGE_SIZE), V("TASK_SIZE", TASK_SIZE_ARM),
	V("TASK_UNMAPPED_BASE", ALIGN_UP(TASK_SIZE_ARM / 3, 16u << 20)),
	V("ELF_ET_DYN_BASE", 4u << 20), V("MODULES_VADDR", TASK_SIZE_ARM),
	V("MODULES_END", ARM_PKMAP_BASE), V("PKMAP_BASE", ARM_PKMAP_BASE),
	V("LAST_PKMAP", LAST_PKMAP), V("PAGE_OFFSET", ARM_PAGE_OFFSET),
	V("PHYS_OFFSET", ARM_PHYS_OFFSET), V("ARCH_PFN_OFFSET", ARM_PHYS_OFFSET >> PAGE_SHIFT),
	V("min_low_pfn", ARM_PHYS_OFFSET >> PAGE_SHIFT), V("VMALLOC_END", 0xff800000u),
	V("VMALLOC_OFFSET", ARM_VMALLOC_OFFSET), V("FIXADDR_START", FIXADDR_START_ARM),
	V("FIXADDR_END", ARM_FIXADDR_TOP + PAGE_SIZE), V("FIXADDR_TOP", ARM_FIXADDR_TOP),
	V("FIX_KMAP_BEGIN", ARM_FIX_KMAP_BEGIN), V("FIX_KMAP_END", FIX_KMAP_END),
	V("FIX_TEXT_POKE0", FIX_KMAP_END + 1), V("KM_TYPE_NR", KM_TYPE_NR),
	V("__end_of_fixed_addresses", ARM_FIX_KMAP_BEGIN + FIX_BTMAPS),
	V("VECTORS_BASE", 0xffff0000u), V("KERNEL_DS", 0), V("IOREMAP_MAX_ORDER", 19),

	/* tables: whatever the format, one table page of PTEs maps 2 MiB */
	V("PMD_SHIFT", 21), V("PMD_SIZE", 2u << 20), V("PTRS_PER_PUD", 1), V("PTRS_PER_PTE", 512),
	V("sizeof(pgd_t)", 8), V("USE_SPLIT_PTE_PTLOCKS", 1), V("USE_SPLIT_PMD_PTLOCKS", 0),
	V("L_PTE_MT_UNCACHED", 0 << 2), V("L_PTE_MT_BUFFERABLE", 1 << 2),
	V("L_PTE_MT_WRITETHROUGH", 2 << 2), V("L_PTE_MT_WRITEBACK", 3 << 2),
	V("L_PTE_MT_WRITEALLOC", 7 << 2), V("L_PTE_MT_DEV_SHARED", 4 << 2), V("L_PTE_VALID", 1),
	V("PTE_EXT_NG", 1 << 11), V("PMD_TYPE_MASK", 3),

	/* alignments and the sizes of kmalloc */
	V("ARCH_DMA_MINALIGN", 64), V("ARCH_SLAB_MINALIGN", 8), V("ARCH_KMALLOC_MINALIGN", 64),
	V("KMALLOC_MIN_SIZE", 1u << KMALLOC_SHIFT_LOW), V("KMALLOC_SHIFT_LOW", KMALLOC_SHIFT_LOW),
	V("KMALLOC_SHIFT_HIGH", KMALLOC_SHIFT_HIGH), V("KMALLOC_SHIFT_MAX", KMALLOC_SHIFT_HIGH),
	V("KMALLOC_MAX_SIZE", 1u << KMALLOC_SHIFT_HIGH),
	V("KMALLOC_MAX_CACHE_SIZE", 1u << KMALLOC_SHIFT_HIGH), V("L1_CACHE_BYTES", 64),
	V("SMP_CACHE_BYTES", 64), V("SLAB_OBJ_MIN_SIZE", 16), V("RADIX_TREE_MAP_SHIFT", 4),
	V("NR_CPUS", NR_CPUS_ARM),

	/* zones in page->flags, thread flags */
	V("NODES_PGOFF", 32), V("ZONES_PGSHIFT", 32 - ZONES_WIDTH), V("ZONES_PGOFF", 32 - ZONES_WIDTH),
	V("NR_PAGEFLAGS", PG_mlocked + 1), V("TIF_SIGPENDING", 0), V("TIF_NEED_RESCHED", 1),
	V("TIF_NOTIFY_RESUME", 2), V("TIF_UPROBE", 3), V("TIF_SYSCALL_TRACE", 4),
	V("TIF_USING_IWMMXT", 17), V("TIF_MEMDIE", 18), V("TIF_RESTORE_SIGMASK", 20),

	/* the recorded cpu, a Cortex-A15 */
	V("cp15 MIDR", 0x414fc0f0), V("cp15 CTR", 0x8444c004), V("cp15 ID_MMFR0", 0x10201105),
	V("cp15 VBAR", 0),
};

/* Bits of a Linux PTE that both formats have, each at its own place. */
struct pte_bits {
	u64 present, young, dirty, rdonly, user, xn, shared, none;
	u64 pxn;	/* user pages never run in kernel mode, where the hardware can say so */
};

static const struct pte_bits pte_bits[] = {
	{ .present = 1, .young = 1 << 1, .dirty = 1 << 6, .rdonly = 1 << 7, .user = 1 << 8,
	  .xn = 1 << 9, .shared = 1 << 10, .none = 1 << 11 },
	{ .present = 3, .young = 1 << 10, .dirty = BIT(55), .rdonly = BIT(58), .user = 1 << 6,
	  .xn = BIT(54), .shared = 3 << 8, .none = BIT(57), .pxn = BIT(53) },
};

#define MT_WRITEALLOC (7ull << 2)

/* short descriptors */
static const struct kernel_constant two_level[] = {
	V("sizeof(struct vm_area_struct)", 96), V("sizeof(struct vm_struct)", 32),
	V("offsetof(struct vm_area_struct,vm_page_prot)", 36),
	V("offsetof(struct vm_area_struct,vm_flags)", 40),
	V("offsetof(struct vm_area_struct,anon_vma_chain)", 60),
	V("offsetof(struct vm_area_struct,anon_vma)", 68),
	V("offsetof(struct vm_area_struct,vm_ops)", 72),
	V("offsetof(struct vm_area_struct,vm_pgoff)", 76),
	V("offsetof(struct vm_area_struct,vm_file)", 80),

	V("sizeof(pte_t)", 4), V("sizeof(pmd_t)", 4), V("sizeof(pteval_t)", 4),
	V("sizeof(phys_addr_t)", 4), V("sizeof(pud_t)", 8),
	/* a pgd entry is a pair of hardware words; one page holds Linux' and the hardware's PTEs */
	V("PGDIR_SHIFT", 21), V("PUD_SHIFT", 21), V("PGDIR_SIZE", 2u << 20), V("PTRS_PER_PGD", 2048),
	V("PTRS_PER_PMD", 1), V("USER_PTRS_PER_PGD", TASK_SIZE_ARM >> 21),
	V("PTE_HWTABLE_PTRS", 512), V("PTE_HWTABLE_OFF", 512 * 4), V("PTE_HWTABLE_SIZE", 512 * 4),
	V("SECTION_SHIFT", 20), V("SECTION_SIZE", 1u << 20), V("SECTION_MASK", 0xfff00000u),
	V("PMD_TYPE_TABLE", 1), V("PMD_TYPE_SECT", 2), V("PMD_PXNTABLE", 1 << 2),
	V("PMD_SECT_S", 1 << 16), V("PMD_SECT_AF", 0), V("PMD_SECT_nG", 1 << 17),
	V("PMD_SECT_XN", 1 << 4), V("PMD_SECT_AP_WRITE", 1 << 10), V("PMD_SECT_AP_READ", 1 << 11),
	V("PTE_TYPE_LARGE", 1), V("PTE_TYPE_SMALL", 2), V("PTE_TYPE_EXT", 3), V("PTE_EXT_XN", 1),
	V("PTE_EXT_AP0", 1 << 4), V("PTE_EXT_AP1", 2 << 4), V("PTE_EXT_APX", 1 << 9),
	V("PTE_EXT_SHARED", 1 << 10), V("PTE_SMALL_AP_URO_SRW", 0xaa << 4),
	V("PTE_SMALL_AP_URW_SRW", 0xff << 4), V("L_PTE_MT_DEV_NONSHARED", 12 << 2),
	V("L_PTE_MT_DEV_WC", 9 << 2), V("L_PTE_MT_DEV_CACHED", 11 << 2), V("L_PTE_MT_MASK", 15 << 2),
	V("DOMAIN_KERNEL", 0), V("DOMAIN_USER", 1), V("DOMAIN_IO", 2), V("DOMAIN_VECTORS", 3),
	/* the user's domain is closed while the kernel runs, its own two are open to clients */
	V("cp15 DACR", 1 << 0 | 1 << 4 | 1 << 6), V("cp15 SCTLR", 0x10c5387d), V("cp15 TTBCR", 0),
	V("cp15 TTBR1", ARM_PHYS_OFFSET + 4 * PAGE_SIZE + 0x6a),	/* swapper_pg_dir, shareable, cached */
	V("cp15 PRRR/MAIR0", 0xff0a81a8), V("cp15 NMRR/MAIR1", 0x40e040e0),
	/* where the linker put them */
	V("symbol init_task", 0xc0605900), V("symbol stacks", 0xc0622640),
	V("symbol empty_zero_page", 0xc06227d0), V("symbol mem_map", 0xc0670540),
	V("symbol vectors_page", 0xc0622760),
};

/* long descriptors */
static const struct kernel_constant lpae[] = {
	V("sizeof(struct vm_area_struct)", 104), V("sizeof(struct vm_struct)", 40),
	V("offsetof(struct vm_area_struct,vm_page_prot)", 40),
	V("offsetof(struct vm_area_struct,vm_flags)", 48),
	V("offsetof(struct vm_area_struct,anon_vma_chain)", 68),
	V("offsetof(struct vm_area_struct,anon_vma)", 76),
	V("offsetof(struct vm_area_struct,vm_ops)", 80),
	V("offsetof(struct vm_area_struct,vm_pgoff)", 84),
	V("offsetof(struct vm_area_struct,vm_file)", 88),

	V("sizeof(pte_t)", 8), V("sizeof(pmd_t)", 8), V("sizeof(pteval_t)", 8),
	V("sizeof(phys_addr_t)", 8), V("sizeof(pud_t)", 8), V("PGDIR_SHIFT", 30), V("PUD_SHIFT", 30),
	V("PGDIR_SIZE", 1u << 30), V("PTRS_PER_PGD", 4), V("PTRS_PER_PMD", 512),
	V("USER_PTRS_PER_PGD", ARM_PAGE_OFFSET >> 30), V("PTE_HWTABLE_PTRS", 0),
	V("PTE_HWTABLE_OFF", 0), V("PTE_HWTABLE_SIZE", 512 * 8), V("SECTION_SHIFT", 21),
	V("SECTION_SIZE", 2u << 20), V("SECTION_MASK", 0xffe00000u), V("PMD_PXNTABLE", BIT(59)),
	V("PMD_SECT_S", 3 << 8), V("PMD_SECT_AF", 1 << 10), V("PMD_SECT_nG", 1 << 11),
	V("PMD_SECT_XN", BIT(54)), V("PMD_SECT_AP_WRITE", 0), V("PMD_SECT_AP_READ", 0),
	V("PTE_EXT_XN", BIT(54)), V("PTE_EXT_AF", 1 << 10), V("PTE_AP2", 1 << 7),
	V("PTE_EXT_PXN", BIT(53)), V("L_PTE_SPECIAL", BIT(56)), V("L_PMD_SECT_VALID", 1),
	V("L_PMD_SECT_DIRTY", BIT(55)), V("L_PMD_SECT_NONE", BIT(57)),
	V("L_PMD_SECT_RDONLY", BIT(58)), V("L_PTE_MT_DEV_NONSHARED", 4 << 2),
	V("L_PTE_MT_DEV_WC", 1 << 2), V("L_PTE_MT_DEV_CACHED", 3 << 2), V("L_PTE_MT_MASK", 7 << 2),
	V("cp15 SCTLR", 0x30c5387d), V("cp15 TTBCR", 0xb5023500), V("cp15 PRRR/MAIR0", 0xeeaa4400),
	V("cp15 NMRR/MAIR1", 0xff000004),
	V("cp15 TTBR1", ARM_PHYS_OFFSET + 3 * PAGE_SIZE + TTBR1_OFFSET_LPAE),
	V("cp15 TTBR1 64", ARM_PHYS_OFFSET + 3 * PAGE_SIZE + TTBR1_OFFSET_LPAE),
	V("symbol init_task", 0xc0805900), V("symbol stacks", 0xc0822700),
	V("symbol empty_zero_page", 0xc082289c), V("symbol mem_map", 0xc0870640),
	V("symbol vectors_page", 0xc0822820),
};

#undef V

/* What build_mem_type_table() adds to every user page: inner and outer write-allocate, shared. */
static u64 user_pgprot(const struct pte_bits *b)
{
	return b->present | b->young | MT_WRITEALLOC | b->shared | b->pxn;
}

/* Private writable pages are made read-only: the first write copies. */
u64 arm_protection_map(bool is_lpae, u32 prot)
{
	const struct pte_bits *b = &pte_bits[is_lpae];
	bool write = prot & 2, exec = prot & 4, shared = prot & 8;
	u64 value = user_pgprot(b);

	if (!(prot & 7))
		return value | b->rdonly | b->xn | b->none;
	value |= b->user;
	if (!write || !shared)
		value |= b->rdonly;
	return exec ? value : value | b->xn;
}

static bool of_pte(bool is_lpae, const char *name, u64 *value)
{
	const struct pte_bits *b = &pte_bits[is_lpae];
	const struct kernel_constant bits[] = {
		{ "L_PTE_PRESENT", b->present }, { "L_PTE_YOUNG", b->young },
		{ "L_PTE_DIRTY", b->dirty }, { "L_PTE_RDONLY", b->rdonly },
		{ "L_PTE_USER", b->user }, { "L_PTE_XN", b->xn }, { "L_PTE_SHARED", b->shared },
		{ "L_PTE_NONE", b->none }, { "pgprot_val(pgprot_user)", user_pgprot(b) },
		{ "pgprot_val(pgprot_kernel)",
		  b->present | b->young | b->dirty | MT_WRITEALLOC | b->shared },
	};

	return find_constant(bits, ARRAY_SIZE(bits), name, value);
}

static bool of_layout(bool is_lpae, const char *name, u64 *value)
{
	return is_lpae ? find_constant(lpae, ARRAY_SIZE(lpae), name, value) :
			 find_constant(two_level, ARRAY_SIZE(two_level), name, value);
}

bool arm_constant(bool is_lpae, const char *name, u64 *value)
{
	return of_pte(is_lpae, name, value) ||
	       find_constant(common, ARRAY_SIZE(common), name, value) ||
	       of_layout(is_lpae, name, value) || kernel_constant(name, value);
}
