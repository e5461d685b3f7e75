/* Address spaces.  Open include/linux/mm_types.h. */
#define VMACACHE_SIZE 4

#define MM_STRUCT_FIELDS(F, A) \
	F(u32, mmap, VMA)		/* list of VMAs, sorted by address */ \
	F(u32, mm_rb, RB)		/* offset of the root vm_rb */ \
	F(u64, pgd, PA)			/* physical address of the top-level table (CR3) */ \
	F(u64, mmap_base, VA) \
	F(u64, task_size, VA) \
	F(u64, highest_vm_end, VA) \
	F(u64, start_code, VA) \
	F(u64, end_code, VA) \
	F(u64, start_data, VA) \
	F(u64, end_data, VA) \
	F(u64, start_brk, VA) \
	F(u64, brk, VA) \
	F(u64, start_stack, VA) \
	F(u64, arg_start, VA) \
	F(u64, arg_end, VA) \
	F(u64, env_start, VA) \
	F(u64, env_end, VA) \
	F(u64, total_vm, PAGES) \
	F(u64, data_vm, PAGES) \
	F(u64, exec_vm, PAGES) \
	F(u64, stack_vm, PAGES) \
	F(u64, locked_vm, PAGES) \
	F(u64, pgtables_bytes, BYTES) \
	F(u64, def_flags, VMFLAGS) \
	F(s32, mm_users, DEC) \
	F(s32, mm_count, DEC) \
	F(u32, map_count, DEC) \
	F(u32, vmacache_seqnum, DEC) \
	A(s32, rss_stat, 4, PAGES)	/* MM_FILEPAGES, MM_ANONPAGES, MM_SWAPENTS, MM_SHMEMPAGES */

#define VM_AREA_STRUCT_FIELDS(F, A) \
	F(u64, vm_start, VA) \
	F(u64, vm_end, VA) \
	F(struct rb_node, vm_rb, RB) \
	F(u64, rb_subtree_gap, BYTES) \
	F(u64, vm_flags, VMFLAGS) \
	F(u64, vm_page_prot, PTE) \
	F(u64, vm_pgoff, HEX) \
	F(u32, vm_next, VMA) \
	F(u32, vm_prev, VMA) \
	F(u32, vm_mm, MM) \
	F(u32, anon_vma, DEC) \
	F(u32, vm_ops, DEC) \
	F(u32, vm_file, DEC)

#define ANON_VMA_FIELDS(F, A) \
	F(u32, root, DEC) \
	F(s32, refcount, DEC) \
	F(u32, degree, DEC) \
	F(u32, vma, VMA)

/* The LRU lists of the one node (enum lru_list), and the per-cpu batch that waits to join them. */
#define NR_LRU_LISTS 5
#define PAGEVEC_SIZE 15
#define LRUVEC_FIELDS(F, A) \
	A(struct list_head, lists, NR_LRU_LISTS, LIST) \
	A(u32, nr_pages, NR_LRU_LISTS, PAGES)
#define PAGEVEC_FIELDS(F, A) \
	F(u32, nr, DEC) \
	A(u32, pages, PAGEVEC_SIZE, PFN)

/* vm_stat[] of the node: what /proc/meminfo and /proc/vmstat count */
#define NODE_STAT_FIELDS(F, A) \
	F(s32, nr_anon_mapped, PAGES) \
	F(s32, nr_file_mapped, PAGES) \
	F(s32, nr_file_pages, PAGES) \
	F(s32, nr_pagetable, PAGES) \
	F(s32, nr_kernel_stack_kb, DEC) \
	F(s32, nr_slab_reclaimable, PAGES) \
	F(s32, nr_slab_unreclaimable, PAGES) \
	F(s32, pad, NONE) \
	F(u64, pgfault, DEC) \
	F(u64, pgmajfault, DEC) \
	F(u64, committed_as, PAGES)	/* vm_committed_as */

/* An open file with its address_space: page cache in a radix tree over page indexes. */
#define FILE_FIELDS(F, A) \
	A(char, name, 16, STR) \
	F(u64, size, BYTES) \
	F(u32, i_pages, HEX)		/* root radix_tree_node, 0 = empty */ \
	F(u32, nrpages, PAGES) \
	F(u32, f_count, DEC) \
	F(u32, pad, NONE)

#define RADIX_TREE_MAP_SHIFT 4		/* CONFIG_BASE_SMALL, as the modelled kernel has it; else 6 */
#define RADIX_TREE_MAP_SIZE (1u << RADIX_TREE_MAP_SHIFT)
#define RADIX_TREE_NODE_FIELDS(F, A) \
	F(u32, shift, DEC) \
	F(u32, count, DEC) \
	F(u32, parent, DEC) \
	F(u32, offset, DEC)		/* slot in the parent */ \
	A(u32, slots, RADIX_TREE_MAP_SIZE, HEX)

#define MM_OBJECTS(O) \
	O(mm_struct, MM_STRUCT, 1024) \
	O(vm_area_struct, VM_AREA_STRUCT, 70000) \
	O(anon_vma, ANON_VMA, 70000) \
	O(lruvec, LRUVEC, 1) \
	O(pagevec, PAGEVEC, c->nr_cpus) \
	O(node_stat, NODE_STAT, 1) \
	O(file, FILE, 64) \
	O(radix_tree_node, RADIX_TREE_NODE, 4096)
