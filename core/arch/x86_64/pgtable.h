/*
 * Page tables of x86_64 with four levels: entries are words in page frames of the machine itself.
 * Open arch/x86/include/asm/pgtable_types.h and pgtable_64.h.
 *
 * An entry is named by its physical address (where the kernel has a pgd_t *, pud_t *, ...); its value
 * is a u64.  The P4D is folded into the PGD, as with CONFIG_X86_5LEVEL=n.
 */
#ifndef ARCH_X86_64_PGTABLE_H
#define ARCH_X86_64_PGTABLE_H

#include "mm/content.h"

#define _PAGE_PRESENT	BIT(0)
#define _PAGE_RW	BIT(1)
#define _PAGE_USER	BIT(2)
#define _PAGE_PWT	BIT(3)
#define _PAGE_PCD	BIT(4)
#define _PAGE_ACCESSED	BIT(5)
#define _PAGE_DIRTY	BIT(6)
#define _PAGE_PSE	BIT(7)		/* in PMD and PUD entries: a 2 MiB or 1 GiB page */
#define _PAGE_GLOBAL	BIT(8)		/* without PRESENT: _PAGE_PROTNONE */
#define _PAGE_PROTNONE	BIT(8)
#define _PAGE_SPECIAL	BIT(9)		/* software: no struct page behind it (the zero page) */
#define _PAGE_NX	BIT(63)

#define PTE_PFN_MASK	0x000ffffffffff000ull
#define _PAGE_TABLE	(_PAGE_PRESENT | _PAGE_RW | _PAGE_USER | _PAGE_ACCESSED | _PAGE_DIRTY)
#define _KERNPG_TABLE	(_PAGE_PRESENT | _PAGE_RW | _PAGE_ACCESSED | _PAGE_DIRTY)
#define _PAGE_CHG_MASK	(PTE_PFN_MASK | _PAGE_PCD | _PAGE_PWT | _PAGE_SPECIAL | \
			 _PAGE_ACCESSED | _PAGE_DIRTY)

#define PAGE_NONE	(_PAGE_PROTNONE | _PAGE_ACCESSED)
#define PAGE_READONLY	(_PAGE_PRESENT | _PAGE_USER | _PAGE_ACCESSED | _PAGE_NX)
#define PAGE_READONLY_EXEC (_PAGE_PRESENT | _PAGE_USER | _PAGE_ACCESSED)
#define PAGE_SHARED	(PAGE_READONLY | _PAGE_RW)
#define PAGE_SHARED_EXEC (PAGE_READONLY_EXEC | _PAGE_RW)

/* Which table an entry lies in; V_LEVEL arguments are these. */
enum pgtable_level { LEVEL_NONE, LEVEL_PTE, LEVEL_PMD, LEVEL_PUD, LEVEL_P4D, LEVEL_PGD };

#define PTRS_PER_TABLE	512
#define PMD_SHIFT	21
#define PUD_SHIFT	30
#define PGDIR_SHIFT	39
#define PMD_SIZE	BIT(PMD_SHIFT)
#define PUD_SIZE	BIT(PUD_SHIFT)
#define PGDIR_SIZE	BIT(PGDIR_SHIFT)
#define KERNEL_PGD_BOUNDARY 256		/* entries from here on map the kernel, alike in every mm */

#define TASK_SIZE_MAX	0x7ffffffff000ull

static inline u32 level_shift(enum pgtable_level level)
{
	switch (level) {
	case LEVEL_PTE: return PAGE_SHIFT;
	case LEVEL_PMD: return PMD_SHIFT;
	case LEVEL_PUD: return PUD_SHIFT;
	default: return PGDIR_SHIFT;
	}
}

/* the next level down; P4D is folded */
static inline enum pgtable_level level_below(enum pgtable_level level)
{
	return level == LEVEL_PGD ? LEVEL_PUD : level - 1;
}

static inline u32 table_index(enum pgtable_level level, u64 va)
{
	return (va >> level_shift(level)) & (PTRS_PER_TABLE - 1);
}

static inline bool pte_none(u64 pte)
{
	return !(pte & ~(_PAGE_DIRTY | _PAGE_ACCESSED));
}

/* the kernel's notion: PROT_NONE pages are there, only the hardware may not use them */
static inline bool pte_present(u64 pte)
{
	return pte & (_PAGE_PRESENT | _PAGE_PROTNONE);
}

static inline pfn_t pte_pfn(u64 pte)
{
	return (pfn_t)((pte & PTE_PFN_MASK) >> PAGE_SHIFT);
}

static inline u64 pfn_pte(pfn_t pfn, u64 prot)
{
	return (u64)pfn << PAGE_SHIFT | prot;
}

static inline u64 table_entry(u64 table_pa, enum pgtable_level level, u64 va)
{
	return (table_pa & PTE_PFN_MASK) + table_index(level, va) * 8ull;
}

struct mm_struct;

/* Physical addresses of entries.  pud_offset() and below read the entry above, which must be there. */
u64 pgd_offset(const struct mm_struct *mm, u64 va);
u64 pud_offset(const struct machine *m, u64 pgd, u64 va);
u64 pmd_offset(const struct machine *m, u64 pud, u64 va);
u64 pte_offset(const struct machine *m, u64 pmd, u64 va);

/* arch/x86/mm/pgtable.c: frames for tables.  PFN_NONE when there is no frame. */
u64 pgd_alloc(struct machine *m, u32 mm);		/* physical address, 0 = no memory */
void pgd_free(struct machine *m, u64 pgd);
pfn_t pte_alloc_one(struct machine *m);
pfn_t pmd_alloc_one(struct machine *m);
pfn_t pud_alloc_one(struct machine *m);
void pte_free(struct machine *m, pfn_t pfn);
void set_pte_at(struct machine *m, u32 mm, u64 va, u64 pte_pa, u64 pte);
u64 ptep_get_and_clear(struct machine *m, u64 va, u64 pte_pa);
bool ptep_set_access_flags(struct machine *m, u64 va, u64 pte_pa, u64 pte, bool dirty);
u64 ptep_clear_flush(struct machine *m, u32 vma, u64 va, u64 pte_pa);
/* pgprot of a VMA: protection_map[] of vm_flags */
u64 vm_get_page_prot(u64 vm_flags);

/* A pure walk for the views: every level's entry as the MMU would read it, nothing changes. */
struct walk {
	u32 levels;			/* entries read, 1..4 */
	struct walk_level {
		enum pgtable_level level;
		u64 table_pa, entry;
		u32 index;
		bool present;
	} level[4];
	u64 root;			/* the PGD's physical address */
	bool canonical, mapped, writable, user, nx;
	u64 pa;				/* of the byte, where mapped */
	pfn_t pfn;
};
bool translate(const struct machine *m, u32 task, u64 va, struct walk *out);
bool translate_mm(const struct machine *m, u32 mm, u64 va, struct walk *out);

/* Every frame that serves an mm as a table: level, frame, and the first address that it covers. */
typedef void (*table_page_fn)(void *context, enum pgtable_level level, pfn_t pfn, u64 va);
void for_each_table_page(const struct machine *m, u32 mm, table_page_fn fn, void *context);
/* Every PTE of the user half that is not none. */
typedef void (*pte_fn)(void *context, u64 va, u64 pte);
void for_each_pte(const struct machine *m, u32 mm, pte_fn fn, void *context);

#endif
