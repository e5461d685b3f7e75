/*
 * Address spaces: VMAs, faults, unmapping.  Open include/linux/mm.h, mm_types.h, mm/internal.h.
 *
 * A VMA, an mm, a task is named by its index in its table; 0 is none.
 */
#ifndef MM_MM_H
#define MM_MM_H

#include "arch/x86_64/pgtable.h"
#include "mm/page_alloc.h"

#define VM_READ		0x00000001ull
#define VM_WRITE	0x00000002ull
#define VM_EXEC		0x00000004ull
#define VM_SHARED	0x00000008ull
#define VM_MAYREAD	0x00000010ull
#define VM_MAYWRITE	0x00000020ull
#define VM_MAYEXEC	0x00000040ull
#define VM_MAYSHARE	0x00000080ull
#define VM_GROWSDOWN	0x00000100ull
#define VM_PFNMAP	0x00000400ull
#define VM_DENYWRITE	0x00000800ull
#define VM_LOCKED	0x00002000ull
#define VM_IO		0x00004000ull
#define VM_SEQ_READ	0x00008000ull
#define VM_RAND_READ	0x00010000ull
#define VM_DONTCOPY	0x00020000ull
#define VM_DONTEXPAND	0x00040000ull
#define VM_ACCOUNT	0x00100000ull
#define VM_NORESERVE	0x00200000ull
#define VM_DONTDUMP	0x04000000ull
#define VM_MIXEDMAP	0x10000000ull
#define VM_SPECIAL	(VM_IO | VM_DONTEXPAND | VM_PFNMAP | VM_MIXEDMAP)
#define VM_STACK_INCOMPLETE_SETUP (VM_RAND_READ | VM_SEQ_READ)
#define VM_DATA_DEFAULT_FLAGS (VM_READ | VM_WRITE | VM_MAYREAD | VM_MAYWRITE | VM_MAYEXEC)
#define VM_STACK_FLAGS	(VM_GROWSDOWN | VM_DATA_DEFAULT_FLAGS | VM_ACCOUNT)

#define TASK_SIZE	TASK_SIZE_MAX
#define STACK_TOP	TASK_SIZE_MAX
#define TASK_UNMAPPED_BASE 0x2aaaaaaab000ull	/* PAGE_ALIGN(TASK_SIZE / 3): bottom-up starts here */
#define MMAP_MIN_ADDR	4096ull
#define STACK_GUARD_GAP	(256ull << PAGE_SHIFT)
#define MAX_MAP_COUNT	65530u		/* sysctl vm.max_map_count */
#define RLIMIT_STACK	(8ull << 20)
#define FIRST_USER_ADDRESS 0ull

/* vm_ops: what a VMA's ->fault() is.  0 is none: anonymous memory. */
enum vm_ops { VM_OPS_NONE, VM_OPS_FILE, VM_OPS_SPECIAL };

enum mm_counter { MM_FILEPAGES, MM_ANONPAGES, MM_SWAPENTS, MM_SHMEMPAGES, NR_MM_COUNTERS };

enum fault_flag {
	FAULT_FLAG_WRITE = 1, FAULT_FLAG_ALLOW_RETRY = 4, FAULT_FLAG_KILLABLE = 16,
	FAULT_FLAG_USER = 0x40, FAULT_FLAG_REMOTE = 0x80, FAULT_FLAG_INSTRUCTION = 0x100,
};

enum vm_fault_reason {
	VM_FAULT_OOM = 1, VM_FAULT_SIGBUS = 2, VM_FAULT_MAJOR = 4, VM_FAULT_WRITE = 8,
	VM_FAULT_SIGSEGV = 0x40, VM_FAULT_RETRY = 0x400, VM_FAULT_NOPAGE = 0x100,
	VM_FAULT_ERROR = VM_FAULT_OOM | VM_FAULT_SIGBUS | VM_FAULT_SIGSEGV,
};

static inline const struct mm_struct *mm_at(const struct machine *m, u32 mm)
{
	return mm_struct_at(m, mm);
}

static inline const struct vm_area_struct *vma_at(const struct machine *m, u32 vma)
{
	return vm_area_struct_at(m, vma);
}

static inline u32 vma_of_rb(const struct machine *m, ref_t rb)
{
	return vm_area_struct_index(m, container_of_ref(m, rb, vm_area_struct, vm_rb));
}

static inline u64 vma_pages(const struct vm_area_struct *vma)
{
	return (vma->vm_end - vma->vm_start) >> PAGE_SHIFT;
}

static inline bool vma_is_anonymous(const struct vm_area_struct *vma)
{
	return !vma->vm_ops;
}

/* where the VMA begins, with the guard gap that a growing stack keeps below itself */
static inline u64 vm_start_gap(const struct vm_area_struct *vma)
{
	u64 start = vma->vm_start;

	if (vma->vm_flags & VM_GROWSDOWN)
		start = start < STACK_GUARD_GAP ? 0 : start - STACK_GUARD_GAP;
	return start;
}

static inline u64 linear_page_index(const struct vm_area_struct *vma, u64 address)
{
	return ((address - vma->vm_start) >> PAGE_SHIFT) + vma->vm_pgoff;
}

static inline bool is_error(u64 value)
{
	return value >= (u64)-4095;
}

/* mm/mmap: VMAs.  Addresses, or errors as negative values in a u64 (is_error). */
u32 find_vma(struct machine *m, u32 mm, u64 addr);
u32 find_vma_prev(struct machine *m, u32 mm, u64 addr, u32 *prev);
u32 find_vma_silent(const struct machine *m, u32 mm, u64 addr);	/* for views: no cache, no step */
u64 get_unmapped_area(struct machine *m, u32 file, u64 addr, u64 len, u64 pgoff, u64 flags);
u64 do_mmap(struct machine *m, u32 file, u64 addr, u64 len, u64 prot, u64 flags, u64 vm_flags,
	    u64 pgoff);
u64 mmap_region(struct machine *m, u32 file, u64 addr, u64 len, u64 vm_flags, u64 pgoff);
int do_munmap(struct machine *m, u32 mm, u64 start, u64 len);
int vm_brk_flags(struct machine *m, u64 addr, u64 request, u64 flags);
int do_brk_flags(struct machine *m, u64 addr, u64 len, u64 flags);
u32 vma_merge(struct machine *m, u32 mm, u32 prev, u64 addr, u64 end, u64 vm_flags, u32 anon_vma,
	      u32 file, u64 pgoff);
int __vma_adjust(struct machine *m, u32 vma, u64 start, u64 end, u64 pgoff, u32 insert, u32 expand);
int __split_vma(struct machine *m, u32 mm, u32 vma, u64 addr, bool new_below);
int split_vma(struct machine *m, u32 mm, u32 vma, u64 addr, bool new_below);
int expand_stack(struct machine *m, u32 vma, u64 address);
u32 find_extend_vma(struct machine *m, u32 mm, u64 addr);
int insert_vm_struct(struct machine *m, u32 mm, u32 vma);
void exit_mmap(struct machine *m, u32 mm);
u32 vm_area_alloc(struct machine *m, u32 mm);
void vm_area_free(struct machine *m, u32 vma);
void vm_stat_account(struct machine *m, u32 mm, u64 flags, s64 pages);
bool may_expand_vm(struct machine *m, u32 mm, u64 flags, u64 pages);
void vma_set_page_prot(struct machine *m, u32 vma);
u64 vma_compute_subtree_gap(const struct machine *m, u32 vma);
int install_special_mapping(struct machine *m, u32 mm, u64 addr, u64 len, u64 vm_flags);
int __vm_enough_memory(struct machine *m, u64 pages);
void vm_unacct_memory(struct machine *m, u64 pages);
int mprotect_fixup(struct machine *m, u32 vma, u32 *prev, u64 start, u64 end, u64 newflags);
int do_mprotect(struct machine *m, u64 start, u64 len, u64 prot);
s64 do_brk(struct machine *m, u64 brk);	/* the new break, or the old one on failure */

/* mm/vmacache.c */
u32 vmacache_find(struct machine *m, u32 mm, u64 addr);
void vmacache_update(struct machine *m, u64 addr, u32 vma);
void vmacache_invalidate(struct machine *m, u32 mm);

/* mm/memory: tables, faults */
u32 handle_mm_fault(struct machine *m, u32 vma, u64 address, u32 flags);
u64 pud_alloc(struct machine *m, u32 mm, u64 pgd, u64 address);	/* the entry's address, 0: OOM */
u64 pmd_alloc(struct machine *m, u32 mm, u64 pud, u64 address);
int pte_alloc(struct machine *m, u32 mm, u64 pmd, u64 address);
void sync_mm_rss(struct machine *m, u32 mm);
void add_mm_counter_fast(struct machine *m, u32 mm, enum mm_counter member, s32 val);
s64 get_mm_counter(const struct machine *m, u32 mm, enum mm_counter member);	/* as /proc sees it */
int get_user_page(struct machine *m, u32 mm, u64 addr, bool write, pfn_t *pfn);	/* faults it in */
/* the frame whose struct page counts this mapping; PFN_NONE for the zero page and the like */
pfn_t vm_normal_page(struct machine *m, u32 vma, u64 pte);

/* mm/rmap.c */
int anon_vma_prepare(struct machine *m, u32 vma);
int anon_vma_clone(struct machine *m, u32 dst, u32 src);
void unlink_anon_vmas(struct machine *m, u32 vma);
void page_add_new_anon_rmap(struct machine *m, pfn_t pfn, u32 vma, u64 address);
void page_move_anon_rmap(struct machine *m, pfn_t pfn, u32 vma);
void page_add_file_rmap(struct machine *m, pfn_t pfn);
void page_remove_rmap(struct machine *m, pfn_t pfn);
/* Every user address that maps the frame; returns their number. */
typedef void (*page_mapper_fn)(void *context, u32 task, u32 mm, u64 va);
u32 page_mappers(const struct machine *m, pfn_t pfn, page_mapper_fn fn, void *context);

/* mm/swap.c: the LRU's front door */
enum lru_list {
	LRU_INACTIVE_ANON, LRU_ACTIVE_ANON, LRU_INACTIVE_FILE, LRU_ACTIVE_FILE, LRU_UNEVICTABLE,
};
void lru_cache_add(struct machine *m, pfn_t pfn);
void lru_cache_add_active_or_unevictable(struct machine *m, pfn_t pfn, u32 vma);
void lru_add_drain(struct machine *m);
void release_pages(struct machine *m, const pfn_t *pages, u32 nr);
void put_lru_page(struct machine *m, pfn_t pfn);	/* put_page() of a page that may be on the LRU */
void lru_init(struct machine *m);

static inline const struct node_stat *node_stat(const struct machine *m)
{
	return node_stat_at(m, 0);
}

/* mm/filemap.c */
u32 open_file(struct machine *m, const char *name, u64 size);
void fput(struct machine *m, u32 file);
int lock_page(struct machine *m, pfn_t pfn);
int unlock_page(struct machine *m, pfn_t pfn);
u32 filemap_fault(struct machine *m, u32 file, u64 pgoff, pfn_t *pfn);

/* Is this process allowed to be asked?  kernel/fork.c */
u32 current_mm(const struct machine *m);

#endif
