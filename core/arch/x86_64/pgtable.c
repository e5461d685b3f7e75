/*
 * Frames that serve as page tables, and stores into their entries.  Open arch/x86/mm/pgtable.c and
 * asm/pgalloc.h.  Left out: pgd_list, preallocated PMDs (PAE), split page-table locks.
 */
#include "arch/x86_64/mmu.h"
#include "machine/trace.h"
#include "mm/mm.h"

#define GFP_PGTABLE (GFP_KERNEL_ACCOUNT | __GFP_ZERO)

u64 pgd_offset(const struct mm_struct *mm, u64 va)
{
	return table_entry(mm->pgd, LEVEL_PGD, va);
}

u64 pud_offset(const struct machine *m, u64 pgd, u64 va)
{
	return table_entry(read_word(m, pgd), LEVEL_PUD, va);
}

u64 pmd_offset(const struct machine *m, u64 pud, u64 va)
{
	return table_entry(read_word(m, pud), LEVEL_PMD, va);
}

u64 pte_offset(const struct machine *m, u64 pmd, u64 va)
{
	return table_entry(read_word(m, pmd), LEVEL_PTE, va);
}

/* The kernel's half is the same in every mm: its entries are copied from init_top_pgt. */
static void pgd_ctor(struct machine *m, u64 pgd)
{
	u32 copied = 0;

	for (u32 i = KERNEL_PGD_BOUNDARY; i < PTRS_PER_TABLE; i++) {
		u64 entry = read_word(m, sys(m)->init_pgd + i * 8);

		copied += entry != 0;
		write_word(m, pgd + i * 8, entry);
	}
	trace_pgd_ctor(m, pgd, copied);
}

u64 pgd_alloc(struct machine *m, u32 mm)
{
	CALLED(m, pgd_alloc, mm);
	pfn_t pfn = alloc_page(m, GFP_PGTABLE);
	u64 pgd = PFN_PHYS(pfn);

	if (pfn == PFN_NONE)
		return 0;
	set(m, mm_at(m, mm), pgd, pgd);
	pgd_ctor(m, pgd);
	return pgd;
}

void pgd_free(struct machine *m, u64 pgd)
{
	CALLED(m, pgd_free, pgd);

	__free_pages(m, (pfn_t)PFN_DOWN(pgd), 0);
}

pfn_t pud_alloc_one(struct machine *m)
{
	return alloc_page(m, GFP_PGTABLE);
}

pfn_t pmd_alloc_one(struct machine *m)
{
	CALLED(m, pmd_alloc_one);

	return alloc_page(m, GFP_PGTABLE);
}

/* Only the lowest level counts as a page table in vmstat and carries the page type. */
pfn_t pte_alloc_one(struct machine *m)
{
	CALLED(m, pte_alloc_one);
	pfn_t pfn = alloc_page(m, GFP_PGTABLE);

	if (pfn == PFN_NONE)
		return pfn;
	__SetPageTable(m, pfn_to_page(m, pfn));
	add(m, node_stat(m), nr_pagetable, 1);
	return pfn;
}

/* pgtable_page_dtor(): the frame is an ordinary one again */
void pte_free(struct machine *m, pfn_t pfn)
{
	__ClearPageTable(m, pfn_to_page(m, pfn));
	add(m, node_stat(m), nr_pagetable, -1);
}

void set_pte_at(struct machine *m, u32 mm, u64 va, u64 pte_pa, u64 pte)
{
	write_word(m, pte_pa, pte);
	if (pte_pfn(pte) == sys(m)->zero_pfn && pte & _PAGE_SPECIAL)
		trace_set_pte_at_zero(m, mm, va & PAGE_MASK, pte_pfn(pte), pte, pte_pa);
	else if (pte & _PAGE_RW)
		trace_set_pte_at(m, mm, va & PAGE_MASK, pte_pfn(pte), pte, pte_pa);
	else
		trace_set_pte_at_ro(m, mm, va & PAGE_MASK, pte_pfn(pte), pte, pte_pa);
}

u64 ptep_get_and_clear(struct machine *m, u64 va, u64 pte_pa)
{
	u64 pte = read_word(m, pte_pa);

	write_word(m, pte_pa, 0);
	trace_ptep_get_and_clear(m, va & PAGE_MASK, pte, pte_pa);
	return pte;
}

/* More rights or more bits in a present entry; true when it changed. */
bool ptep_set_access_flags(struct machine *m, u64 va, u64 pte_pa, u64 pte, bool dirty)
{
	CALLED(m, ptep_set_access_flags, va & PAGE_MASK, pte);

	if (read_word(m, pte_pa) == pte)
		return false;
	if (dirty) {
		write_word(m, pte_pa, pte);
		trace_pte_upgraded(m, va & PAGE_MASK, pte, pte_pa);
	}
	return true;
}

u64 ptep_clear_flush(struct machine *m, u32 vma, u64 va, u64 pte_pa)
{
	CALLED(m, ptep_clear_flush, va & PAGE_MASK);
	u64 pte = ptep_get_and_clear(m, va, pte_pa);

	flush_tlb_mm_range(m, vma_at(m, vma)->vm_mm, va & PAGE_MASK, (va & PAGE_MASK) + PAGE_SIZE);
	return pte;
}

/* protection_map[]: a private writable mapping begins read-only in hardware (PAGE_COPY) */
u64 vm_get_page_prot(u64 vm_flags)
{
	bool exec = vm_flags & VM_EXEC;

	if (!(vm_flags & (VM_READ | VM_WRITE | VM_EXEC)))
		return PAGE_NONE;
	if ((vm_flags & (VM_WRITE | VM_SHARED)) == (VM_WRITE | VM_SHARED))
		return exec ? PAGE_SHARED_EXEC : PAGE_SHARED;
	return exec ? PAGE_READONLY_EXEC : PAGE_READONLY;
}

bool translate_mm(const struct machine *m, u32 mm, u64 va, struct walk *out)
{
	u64 table = mm ? mm_at(m, mm)->pgd : sys(m)->init_pgd, rights = ~0ull;
	enum pgtable_level level = LEVEL_PGD;

	*out = (struct walk){ .root = table, .pfn = PFN_NONE };
	out->canonical = (u64)((s64)(va << 16) >> 16) == va;
	if (!table || !out->canonical)
		return false;
	for (;; level = level_below(level)) {
		struct walk_level *l = &out->level[out->levels++];

		l->level = level;
		l->table_pa = table;
		l->index = table_index(level, va);
		l->entry = read_word(m, table_entry(table, level, va));
		l->present = l->entry & _PAGE_PRESENT;
		if (!l->present)
			return false;
		rights &= l->entry;
		out->nx |= l->entry >> 63;
		if (level == LEVEL_PTE || l->entry & _PAGE_PSE)
			break;
		table = l->entry & PTE_PFN_MASK;
	}
	out->mapped = true;
	out->writable = rights & _PAGE_RW;
	out->user = rights & _PAGE_USER;
	out->pa = out->level[out->levels - 1].entry & PTE_PFN_MASK & ~(BIT(level_shift(level)) - 1);
	out->pa |= va & (BIT(level_shift(level)) - 1);
	out->pfn = (pfn_t)PFN_DOWN(out->pa);
	return true;
}

bool translate(const struct machine *m, u32 task, u64 va, struct walk *out)
{
	const struct task_struct *t = task_struct_at(m, task);

	return translate_mm(m, t->mm ? t->mm : t->active_mm, va, out);
}

static void table_pages_below(const struct machine *m, u64 table, enum pgtable_level level, u64 va,
			      table_page_fn fn, void *context)
{
	u32 end = level == LEVEL_PGD ? KERNEL_PGD_BOUNDARY : PTRS_PER_TABLE;

	fn(context, level, (pfn_t)PFN_DOWN(table), va);
	if (level == LEVEL_PTE)
		return;
	for (u32 i = 0; i < end; i++) {
		u64 entry = read_word(m, table + i * 8);

		if (entry & _PAGE_PRESENT && !(level != LEVEL_PGD && entry & _PAGE_PSE))
			table_pages_below(m, entry & PTE_PFN_MASK, level_below(level),
					  va + ((u64)i << level_shift(level)), fn, context);
	}
}

void for_each_table_page(const struct machine *m, u32 mm, table_page_fn fn, void *context)
{
	if (mm_at(m, mm)->pgd)
		table_pages_below(m, mm_at(m, mm)->pgd, LEVEL_PGD, 0, fn, context);
}

struct pte_visit {
	const struct machine *m;
	pte_fn fn;
	void *context;
};

static void visit_table(void *context, enum pgtable_level level, pfn_t pfn, u64 va)
{
	const struct pte_visit *visit = context;

	if (level != LEVEL_PTE)
		return;
	for (u64 i = 0; i < PTRS_PER_TABLE; i++) {
		u64 pte = read_word(visit->m, PFN_PHYS(pfn) + i * 8);

		if (!pte_none(pte))
			visit->fn(visit->context, va + (i << PAGE_SHIFT), pte);
	}
}

void for_each_pte(const struct machine *m, u32 mm, pte_fn fn, void *context)
{
	struct pte_visit visit = { m, fn, context };

	for_each_table_page(m, mm, visit_table, &visit);
}
