/*
 * What a page fault does once the VMA is known.  Open mm/memory.c: handle_mm_fault() and below.
 *
 * Modelled: anonymous memory (zero page on a read, a frame of its own on a write, copy on write) and
 * private file pages out of the page cache.  Left out: huge pages, swap, NUMA hinting, userfaultfd,
 * memory cgroups, shared writable files.
 */
#include "arch/x86_64/mmu.h"
#include "machine/trace.h"
#include "mm/mm.h"

#define TASK_RSS_EVENTS_THRESH 64

/* What the kernel keeps on its stack while it handles one fault. */
struct vm_fault {
	u32 vma, mm, flags;
	u64 address;		/* rounded down to a page */
	u64 pmd, pte;		/* physical addresses of the entries */
	u64 orig_pte;
	pfn_t page;
};

static u32 current_index(const struct machine *m)
{
	return this_cpu(m)->current_task;
}

u32 current_mm(const struct machine *m)
{
	return current_index(m) ? task_struct_at(m, current_index(m))->mm : 0;
}

/* The task's own counts join the mm's: /proc lags behind by up to 64 faults. */
void sync_mm_rss(struct machine *m, u32 mm)
{
	const struct task_struct *task = task_struct_at(m, current_index(m));
	bool any = false;

	for (u32 i = 0; i < NR_MM_COUNTERS; i++) {
		if (!task->rss_stat[i])
			continue;
		add(m, mm_at(m, mm), rss_stat[i], task->rss_stat[i]);
		set(m, task, rss_stat[i], 0);
		any = true;
	}
	set(m, task, rss_events, 0);
	if (any)
		trace_sync_mm_rss(m, mm, (u64)get_mm_counter(m, mm, MM_ANONPAGES));
}

void add_mm_counter_fast(struct machine *m, u32 mm, enum mm_counter member, s32 val)
{
	CALLED(m, add_mm_counter_fast, mm, member, (u64)(s64)val);

	if (current_mm(m) == mm)
		add(m, task_struct_at(m, current_index(m)), rss_stat[member], val);
	else
		add(m, mm_at(m, mm), rss_stat[member], val);
}

s64 get_mm_counter(const struct machine *m, u32 mm, enum mm_counter member)
{
	s64 val = mm_at(m, mm)->rss_stat[member];

	return val < 0 ? 0 : val;
}

static void check_sync_rss_stat(struct machine *m)
{
	u32 task = current_index(m);

	if (!task || !task_struct_at(m, task)->mm)
		return;
	add(m, task_struct_at(m, task), rss_events, 1);
	if (task_struct_at(m, task)->rss_events > TASK_RSS_EVENTS_THRESH + 1)
		sync_mm_rss(m, task_struct_at(m, task)->mm);
}

pfn_t vm_normal_page(struct machine *m, u32 vma, u64 pte)
{
	CALLED(m, _vm_normal_page, vma, pte);

	return pte & _PAGE_SPECIAL ? PFN_NONE : pte_pfn(pte);
}

static u64 maybe_mkwrite(const struct machine *m, u64 pte, u32 vma)
{
	return vma_at(m, vma)->vm_flags & VM_WRITE ? pte | _PAGE_RW : pte;
}

static pfn_t alloc_zeroed_user_page(struct machine *m)
{
	return alloc_pages(m, GFP_HIGHUSER_MOVABLE | __GFP_ZERO, 0);
}

/* A frame of this VMA's own, known to rmap and LRU, goes into the PTE. */
static void map_new_anon_page(struct machine *m, struct vm_fault *vmf, pfn_t pfn, u64 pte)
{
	page_add_new_anon_rmap(m, pfn, vmf->vma, vmf->address);
	lru_cache_add_active_or_unevictable(m, pfn, vmf->vma);
	set_pte_at(m, vmf->mm, vmf->address, vmf->pte, pte);
}

static u32 do_anonymous_page(struct machine *m, struct vm_fault *vmf)
{
	CALLED(m, do_anonymous_page, vmf->vma, vmf->address);
	u64 prot = vma_at(m, vmf->vma)->vm_page_prot, entry;
	bool write = vmf->flags & FAULT_FLAG_WRITE;
	pfn_t pfn;

	if (pte_alloc(m, vmf->mm, vmf->pmd, vmf->address))
		return VM_FAULT_OOM;
	vmf->pte = pte_offset(m, vmf->pmd, vmf->address);
	trace_anonymous_page_choice(m, write, sys(m)->zero_pfn, write ? 1 : 0);
	if (!write) {
		entry = pfn_pte(sys(m)->zero_pfn, prot) | _PAGE_SPECIAL;
		spin_lock(m, LOCK_PTL);
		set_pte_at(m, vmf->mm, vmf->address, vmf->pte, entry);
		spin_unlock(m, LOCK_PTL);
		return 0;
	}
	if (anon_vma_prepare(m, vmf->vma))
		return VM_FAULT_OOM;
	pfn = alloc_zeroed_user_page(m);
	if (pfn == PFN_NONE)
		return VM_FAULT_OOM;
	SetPageUptodate(m, pfn_to_page(m, pfn));
	entry = pfn_pte(pfn, prot);
	if (vma_at(m, vmf->vma)->vm_flags & VM_WRITE)
		entry |= _PAGE_RW | _PAGE_DIRTY;
	spin_lock(m, LOCK_PTL);
	add_mm_counter_fast(m, vmf->mm, MM_ANONPAGES, 1);
	map_new_anon_page(m, vmf, pfn, entry);
	spin_unlock(m, LOCK_PTL);
	return 0;
}

static u32 wp_page_copy(struct machine *m, struct vm_fault *vmf)
{
	CALLED(m, wp_page_copy, vmf->vma, vmf->address);
	pfn_t old = vmf->page, new;
	u64 entry;

	if (anon_vma_prepare(m, vmf->vma))
		return VM_FAULT_OOM;
	if (old == PFN_NONE) {
		new = alloc_zeroed_user_page(m);
	} else {
		new = alloc_pages(m, GFP_HIGHUSER_MOVABLE, 0);
		if (new != PFN_NONE) {
			copy_page(m, new, old);
			trace_cow_user_page(m, old, new);
		}
	}
	if (new == PFN_NONE) {
		if (old != PFN_NONE)
			put_lru_page(m, old);
		return VM_FAULT_OOM;
	}
	SetPageUptodate(m, pfn_to_page(m, new));
	spin_lock(m, LOCK_PTL);
	if (old == PFN_NONE) {
		add_mm_counter_fast(m, vmf->mm, MM_ANONPAGES, 1);
	} else if (!PageAnon(pfn_to_page(m, old))) {
		add_mm_counter_fast(m, vmf->mm, MM_FILEPAGES, -1);
		add_mm_counter_fast(m, vmf->mm, MM_ANONPAGES, 1);
	}
	entry = pfn_pte(new, vma_at(m, vmf->vma)->vm_page_prot);
	entry = maybe_mkwrite(m, entry | _PAGE_DIRTY, vmf->vma);
	ptep_clear_flush(m, vmf->vma, vmf->address, vmf->pte);
	map_new_anon_page(m, vmf, new, entry);
	if (old != PFN_NONE)
		page_remove_rmap(m, old);
	spin_unlock(m, LOCK_PTL);
	if (old != PFN_NONE) {
		put_lru_page(m, old);	/* what the mapping held */
		put_lru_page(m, old);	/* what do_wp_page() took */
	}
	return VM_FAULT_WRITE;
}

static void wp_page_reuse(struct machine *m, struct vm_fault *vmf)
{
	CALLED(m, wp_page_reuse, vmf->address);
	u64 entry = vmf->orig_pte | _PAGE_ACCESSED | _PAGE_DIRTY;

	ptep_set_access_flags(m, vmf->address, vmf->pte, maybe_mkwrite(m, entry, vmf->vma), true);
}

/*
 * A write to a present page whose PTE does not allow it: the last owner keeps it, others copy.
 * Called with ptl held, and gives it back.
 */
static u32 do_wp_page(struct machine *m, struct vm_fault *vmf)
{
	CALLED(m, do_wp_page, vmf->vma, vmf->address);
	bool anon, alone;

	vmf->page = vm_normal_page(m, vmf->vma, vmf->orig_pte);
	if (vmf->page == PFN_NONE) {
		trace_wp_choice(m, pte_pfn(vmf->orig_pte), 0, 0);
		spin_unlock(m, LOCK_PTL);
		return wp_page_copy(m, vmf);
	}
	anon = PageAnon(pfn_to_page(m, vmf->page));
	alone = pfn_to_page(m, vmf->page)->_mapcount == 0;
	trace_wp_choice(m, vmf->page, (u64)(pfn_to_page(m, vmf->page)->_mapcount + 1),
			anon && alone ? 1 : 2);
	if (anon && alone) {
		page_move_anon_rmap(m, vmf->page, vmf->vma);
		wp_page_reuse(m, vmf);
		spin_unlock(m, LOCK_PTL);
		return VM_FAULT_WRITE;
	}
	get_page(m, vmf->page);
	spin_unlock(m, LOCK_PTL);
	return wp_page_copy(m, vmf);
}

/* do_read_fault(): a page of the cache is mapped as it is. */
static u32 do_read_fault(struct machine *m, struct vm_fault *vmf, pfn_t pfn)
{
	CALLED(m, do_read_fault, vmf->vma, vmf->address);
	u64 prot = vma_at(m, vmf->vma)->vm_page_prot;

	spin_lock(m, LOCK_PTL);
	add_mm_counter_fast(m, vmf->mm, MM_FILEPAGES, 1);
	page_add_file_rmap(m, pfn);
	set_pte_at(m, vmf->mm, vmf->address, vmf->pte, pfn_pte(pfn, prot));
	spin_unlock(m, LOCK_PTL);
	return 0;
}

/* do_cow_fault(): a private write takes a copy at once. */
static u32 do_cow_fault(struct machine *m, struct vm_fault *vmf, pfn_t cached)
{
	CALLED(m, do_cow_fault, vmf->vma, vmf->address);
	pfn_t pfn;
	u64 entry;

	if (anon_vma_prepare(m, vmf->vma))
		return VM_FAULT_OOM;
	pfn = alloc_pages(m, GFP_HIGHUSER_MOVABLE, 0);
	if (pfn == PFN_NONE)
		return VM_FAULT_OOM;
	copy_page(m, pfn, cached);
	trace_cow_user_page(m, cached, pfn);
	SetPageUptodate(m, pfn_to_page(m, pfn));
	entry = pfn_pte(pfn, vma_at(m, vmf->vma)->vm_page_prot) | _PAGE_DIRTY;
	spin_lock(m, LOCK_PTL);
	add_mm_counter_fast(m, vmf->mm, MM_ANONPAGES, 1);
	map_new_anon_page(m, vmf, pfn, maybe_mkwrite(m, entry, vmf->vma));
	spin_unlock(m, LOCK_PTL);
	put_lru_page(m, cached);
	return 0;
}

static u32 do_fault(struct machine *m, struct vm_fault *vmf)
{
	CALLED(m, do_fault, vmf->vma, vmf->address);
	const struct vm_area_struct *vma = vma_at(m, vmf->vma);
	pfn_t pfn;
	u32 ret;

	if (vma->vm_ops != VM_OPS_FILE)
		return VM_FAULT_SIGBUS;
	ret = filemap_fault(m, vma->vm_file, linear_page_index(vma, vmf->address), &pfn);
	if (ret & VM_FAULT_ERROR)
		return ret;
	if (pte_alloc(m, vmf->mm, vmf->pmd, vmf->address)) {
		put_lru_page(m, pfn);
		return VM_FAULT_OOM;
	}
	vmf->pte = pte_offset(m, vmf->pmd, vmf->address);
	if (!(vmf->flags & FAULT_FLAG_WRITE))
		return ret | do_read_fault(m, vmf, pfn);
	return ret | do_cow_fault(m, vmf, pfn);
}

/* A present PTE that allows the access after all: the TLB was stale, or young and dirty are due. */
static u32 refresh_pte(struct machine *m, struct vm_fault *vmf)
{
	bool write = vmf->flags & FAULT_FLAG_WRITE;
	u64 entry = vmf->orig_pte | _PAGE_ACCESSED | (write ? _PAGE_DIRTY : 0);

	spin_lock(m, LOCK_PTL);
	ptep_set_access_flags(m, vmf->address, vmf->pte, entry, write);
	spin_unlock(m, LOCK_PTL);
	return 0;
}

static u32 handle_pte_fault(struct machine *m, struct vm_fault *vmf)
{
	CALLED(m, handle_pte_fault, vmf->vma, vmf->address);
	bool anon = vma_is_anonymous(vma_at(m, vmf->vma));
	bool write = vmf->flags & FAULT_FLAG_WRITE;
	u32 road;

	if (!pte_none(read_word(m, vmf->pmd))) {
		vmf->pte = pte_offset(m, vmf->pmd, vmf->address);
		vmf->orig_pte = read_word(m, vmf->pte);
	}
	if (pte_none(vmf->orig_pte))
		road = anon ? 0 : 1;
	else
		road = write && !(vmf->orig_pte & _PAGE_RW) ? 2 : 3;
	trace_pte_fault_choice(m, vmf->orig_pte, vma_at(m, vmf->vma)->vm_ops, write, road);
	switch (road) {
	case 0: return do_anonymous_page(m, vmf);
	case 1: return do_fault(m, vmf);
	case 2:
		spin_lock(m, LOCK_PTL);
		return do_wp_page(m, vmf);
	default: return refresh_pte(m, vmf);
	}
}

static u32 __handle_mm_fault(struct machine *m, u32 vma, u64 address, u32 flags)
{
	CALLED(m, __handle_mm_fault, vma, address);
	struct vm_fault vmf = {
		.vma = vma, .mm = vma_at(m, vma)->vm_mm, .flags = flags,
		.address = address & PAGE_MASK, .page = PFN_NONE,
	};
	u64 pgd = pgd_offset(mm_at(m, vmf.mm), address), pud;

	pud = pud_alloc(m, vmf.mm, pgd, address);
	if (!pud)
		return VM_FAULT_OOM;
	vmf.pmd = pmd_alloc(m, vmf.mm, pud, address);
	if (!vmf.pmd)
		return VM_FAULT_OOM;
	return handle_pte_fault(m, &vmf);
}

u32 handle_mm_fault(struct machine *m, u32 vma, u64 address, u32 flags)
{
	CALLED(m, handle_mm_fault, vma, address);

	add(m, node_stat(m), pgfault, 1);
	check_sync_rss_stat(m);
	return __handle_mm_fault(m, vma, address, flags);
}

/* follow_page_mask() of get_user_pages(): is it there, and may it be written? */
static bool follow_page(const struct machine *m, u32 mm, u64 addr, bool write, pfn_t *pfn)
{
	struct walk walk;

	if (!translate_mm(m, mm, addr, &walk) || (write && !walk.writable))
		return false;
	*pfn = walk.pfn;
	return true;
}

/* The kernel wants a user page (exec writes arguments): get_user_pages() for one page. */
int get_user_page(struct machine *m, u32 mm, u64 addr, bool write, pfn_t *pfn)
{
	CALLED(m, __get_user_pages, mm, addr);
	u32 vma = find_extend_vma(m, mm, addr);

	if (!vma)
		return -PW_EFAULT;
	while (!follow_page(m, mm, addr, write, pfn)) {
		u32 ret = handle_mm_fault(m, vma, addr, FAULT_FLAG_REMOTE |
					  (write ? FAULT_FLAG_WRITE : 0));

		if (ret & VM_FAULT_ERROR || m->limit_hit)
			return ret & VM_FAULT_SIGBUS ? -PW_EFAULT : -PW_ENOMEM;
	}
	get_page(m, *pfn);
	return 0;
}
