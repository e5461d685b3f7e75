/*
 * Making page tables below the PGD, level by level, and taking them down.  Open mm/memory.c:
 * __pud_alloc() and friends, free_pgtables().
 *
 * A table is made when a fault needs it and lives until the addresses it covers are unmapped together
 * with their neighbours': mm->pgtables_bytes counts PUD, PMD and PTE pages, not the PGD.
 */
#include "machine/trace.h"
#include "mm/mmu_gather.h"

static void mm_add_pgtables(struct machine *m, u32 mm, s64 bytes)
{
	add(m, mm_at(m, mm), pgtables_bytes, bytes);
}

/* The entry at `entry_pa` gets a table behind it. */
static void populate(struct machine *m, u32 mm, u64 entry_pa, enum pgtable_level level, pfn_t pfn)
{
	write_word(m, entry_pa, pfn_pte(pfn, _PAGE_TABLE));
	mm_add_pgtables(m, mm, PAGE_SIZE);
	switch (level) {
	case LEVEL_PUD: trace_pgd_populate(m, pfn, entry_pa, read_word(m, entry_pa)); break;
	case LEVEL_PMD: trace_pud_populate(m, pfn, entry_pa, read_word(m, entry_pa)); break;
	default: trace_pmd_populate(m, pfn, entry_pa, read_word(m, entry_pa)); break;
	}
}

static int __pud_alloc(struct machine *m, u32 mm, u64 pgd, u64 address)
{
	CALLED(m, __pud_alloc, address);
	pfn_t pfn = pud_alloc_one(m);

	if (pfn == PFN_NONE)
		return -PW_ENOMEM;
	spin_lock(m, LOCK_PAGE_TABLE);
	populate(m, mm, pgd, LEVEL_PUD, pfn);
	spin_unlock(m, LOCK_PAGE_TABLE);
	return 0;
}

u64 pud_alloc(struct machine *m, u32 mm, u64 pgd, u64 address)
{
	if (pte_none(read_word(m, pgd)) && __pud_alloc(m, mm, pgd, address))
		return 0;
	return pud_offset(m, pgd, address);
}

static int __pmd_alloc(struct machine *m, u32 mm, u64 pud, u64 address)
{
	CALLED(m, __pmd_alloc, address);
	pfn_t pfn = pmd_alloc_one(m);

	if (pfn == PFN_NONE)
		return -PW_ENOMEM;
	spin_lock(m, LOCK_PAGE_TABLE);
	populate(m, mm, pud, LEVEL_PMD, pfn);
	spin_unlock(m, LOCK_PAGE_TABLE);
	return 0;
}

u64 pmd_alloc(struct machine *m, u32 mm, u64 pud, u64 address)
{
	if (pte_none(read_word(m, pud)) && __pmd_alloc(m, mm, pud, address))
		return 0;
	return pmd_offset(m, pud, address);
}

static int __pte_alloc(struct machine *m, u32 mm, u64 pmd, u64 address)
{
	CALLED(m, __pte_alloc, address);
	pfn_t pfn = pte_alloc_one(m);

	if (pfn == PFN_NONE)
		return -PW_ENOMEM;
	spin_lock(m, LOCK_PTL);
	populate(m, mm, pmd, LEVEL_PTE, pfn);
	spin_unlock(m, LOCK_PTL);
	return 0;
}

int pte_alloc(struct machine *m, u32 mm, u64 pmd, u64 address)
{
	return pte_none(read_word(m, pmd)) ? __pte_alloc(m, mm, pmd, address) : 0;
}

/* What may be freed lies inside [floor, ceiling): beyond it, neighbours still use the table. */
struct limits {
	u64 floor, ceiling;
};

static bool table_unused(struct limits l, u64 addr, u64 end, u64 span)
{
	addr &= ~(span - 1);
	if (addr < l.floor)
		return false;
	if (l.ceiling) {
		l.ceiling &= ~(span - 1);
		if (!l.ceiling)
			return false;
	}
	return end - 1 <= l.ceiling - 1;
}

static void unhook_table(struct machine *m, struct mmu_gather *tlb, u64 entry_pa,
			 enum pgtable_level table, u64 address)
{
	pfn_t pfn = pte_pfn(read_word(m, entry_pa));

	write_word(m, entry_pa, 0);
	trace_table_unhooked(m, table, pfn, entry_pa);
	if (table == LEVEL_PTE)
		pte_free(m, pfn);
	tlb_remove_table_page(m, tlb, pfn, address);
	mm_add_pgtables(m, tlb->mm, -(s64)PAGE_SIZE);
}

static u64 range_end(u64 addr, u64 end, u64 span)
{
	u64 next = (addr + span) & ~(span - 1);

	return next - 1 < end - 1 ? next : end;
}

/*
 * Tables that hang off the entries of one table of `level` for [addr, end): free those below first,
 * then the table itself, hooked at `entry_pa`, when nothing outside uses it.
 */
static void free_table_range(struct machine *m, struct mmu_gather *tlb, u64 entry_pa,
			     enum pgtable_level level, u64 addr, u64 end, struct limits l)
{
	u64 start = addr, next, table = read_word(m, entry_pa);

	if (level > LEVEL_PTE) {
		u64 span = BIT(level_shift(level));

		do {
			u64 at = table_entry(table, level, addr);

			next = range_end(addr, end, span);
			if (!pte_none(read_word(m, at)))
				free_table_range(m, tlb, at, level_below(level), addr, next, l);
		} while (addr = next, addr != end);
	}
	if (table_unused(l, start, end, BIT(level_shift(level) + 9)))
		unhook_table(m, tlb, entry_pa, level, start);
}

static void free_pgd_range(struct machine *m, struct mmu_gather *tlb, u64 addr, u64 end, u64 floor,
			   u64 ceiling)
{
	CALLED(m, free_pgd_range, addr, end, floor, ceiling);
	u64 next;

	/* round to whole PTE tables, but not into a neighbour's */
	addr &= ~(PMD_SIZE - 1);
	if (addr < floor) {
		addr += PMD_SIZE;
		if (!addr)
			return;
	}
	if (ceiling) {
		ceiling &= ~(PMD_SIZE - 1);
		if (!ceiling)
			return;
	}
	if (end - 1 > ceiling - 1)
		end -= PMD_SIZE;
	if (addr > end - 1)
		return;
	do {
		u64 pgd = pgd_offset(mm_at(m, tlb->mm), addr);

		next = range_end(addr, end, PGDIR_SIZE);
		if (!pte_none(read_word(m, pgd)))
			free_table_range(m, tlb, pgd, LEVEL_PUD, addr, next,
					 (struct limits){ floor, ceiling });
	} while (addr = next, addr != end);
}

/* VMAs close together share tables: they are taken in one range, as the kernel does. */
void free_pgtables(struct machine *m, struct mmu_gather *tlb, u32 vma, u64 floor, u64 ceiling)
{
	CALLED(m, free_pgtables, floor, ceiling);

	while (vma) {
		u32 next = vma_at(m, vma)->vm_next;
		u64 addr = vma_at(m, vma)->vm_start;

		unlink_anon_vmas(m, vma);
		while (next && vma_at(m, next)->vm_start <= vma_at(m, vma)->vm_end + PMD_SIZE) {
			vma = next;
			next = vma_at(m, vma)->vm_next;
			unlink_anon_vmas(m, vma);
		}
		free_pgd_range(m, tlb, addr, vma_at(m, vma)->vm_end, floor,
			       next ? vma_at(m, next)->vm_start : ceiling);
		vma = next;
	}
}
