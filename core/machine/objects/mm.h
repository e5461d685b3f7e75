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

#define MM_OBJECTS(O) \
	O(mm_struct, MM_STRUCT, 1024) \
	O(vm_area_struct, VM_AREA_STRUCT, 70000) \
	O(anon_vma, ANON_VMA, 70000)
