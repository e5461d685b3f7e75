/*
 * The hardware walk: TLB probe, one entry read per level, accessed and dirty bits, TLB fill.
 *
 * The TLB holds 64 translations and replaces them in turn; the kernel's are global and survive a load of
 * CR3, and one of the direct map spans 2 MiB.  The kernel's own accesses are those of the ops kread and
 * kwrite; all others go through the same hardware but would hide the lesson.  Left out: large pages in
 * user space, caches of upper levels (paging-structure caches), PCID.
 */
#include "arch/x86_64/mmu.h"

#include "machine/trace.h"

static const struct tlb_entry *tlb_slot(const struct machine *m, u32 cpu, u32 slot)
{
	return tlb_entry_at(m, cpu * TLB_ENTRIES + slot);
}

/* the pages that an entry stands for */
static u64 entry_mask(u64 pte)
{
	return pte & _PAGE_PSE ? ~(PMD_SIZE - 1) : PAGE_MASK;
}

const struct tlb_entry *tlb_lookup(const struct machine *m, u32 cpu, u64 va)
{
	for (u32 i = 0; i < TLB_ENTRIES; i++) {
		const struct tlb_entry *e = tlb_slot(m, cpu, i);

		if (e->present && e->va == (va & entry_mask(e->pte)))
			return e;
	}
	return NULL;
}

u32 tlb_live(const struct machine *m, u32 cpu)
{
	u32 live = 0;

	for (u32 i = 0; i < TLB_ENTRIES; i++)
		live += tlb_slot(m, cpu, i)->present;
	return live;
}

static void tlb_fill(struct machine *m, u64 va, u64 pte)
{
	u32 cpu = sys(m)->current_cpu;
	const struct tlb_entry *e = tlb_lookup(m, cpu, va);

	if (!e) {
		e = tlb_slot(m, cpu, this_cpu(m)->tlb_next);
		set(m, this_cpu(m), tlb_next, (this_cpu(m)->tlb_next + 1) % TLB_ENTRIES);
	}
	*edit_tlb_entry(m, e) = (struct tlb_entry){
		.va = va & entry_mask(pte), .pte = pte, .pfn = pte_pfn(pte), .present = 1,
	};
	trace_tlb_fill(m, va & entry_mask(pte), pte_pfn(pte));
}

static void tlb_drop(struct machine *m, const struct tlb_entry *e)
{
	*edit_tlb_entry(m, e) = (struct tlb_entry){ .present = 0 };
}

void flush_tlb_page_local(struct machine *m, u64 va)
{
	const struct tlb_entry *e = tlb_lookup(m, sys(m)->current_cpu, va);

	if (e)
		tlb_drop(m, e);
	trace_invlpg(m, va & PAGE_MASK, e != NULL);
}

static void tlb_empty(struct machine *m, bool global_too)
{
	u32 cpu = sys(m)->current_cpu, dropped = 0, kept = 0;

	for (u32 i = 0; i < TLB_ENTRIES; i++) {
		const struct tlb_entry *e = tlb_slot(m, cpu, i);

		if (e->present && e->pte & _PAGE_GLOBAL && !global_too) {
			kept++;
		} else if (e->present) {
			tlb_drop(m, e);
			dropped++;
		}
	}
	if (kept)
		trace_tlb_flush_user(m, dropped, kept);
	else
		trace_tlb_flush_all(m, dropped);
}

void flush_tlb_local(struct machine *m)
{
	tlb_empty(m, false);
}

void __flush_tlb_all(struct machine *m)
{
	tlb_empty(m, true);
}

static bool is_write(enum mmu_access access)
{
	return (access & ~MMU_KERNEL) == MMU_WRITE;
}

/*
 * Would this access be allowed by an entry with these bits?  The kernel may read a user's pages (no
 * SMAP on this cpu), and CR0.WP holds it to read-only entries.
 */
static bool entry_allows(u64 entry, enum mmu_access access)
{
	return (entry & _PAGE_USER || access & MMU_KERNEL) &&
	       (!is_write(access) || entry & _PAGE_RW) && (access != MMU_EXEC || !(entry & _PAGE_NX));
}

static u32 access_error_code(enum mmu_access access)
{
	return (access & MMU_KERNEL ? 0 : X86_PF_USER) | (is_write(access) ? X86_PF_WRITE : 0) |
	       (access == MMU_EXEC ? X86_PF_INSTR : 0);
}

/* The walker sets the accessed bit of every entry that it uses, and dirty in the last on a write. */
static u64 set_walk_bits(struct machine *m, u64 entry_pa, enum pgtable_level level, u64 entry,
			 bool dirty)
{
	u64 bits = _PAGE_ACCESSED | (dirty ? _PAGE_DIRTY : 0);

	if ((entry & bits) == bits)
		return entry;
	write_word(m, entry_pa, entry | bits);
	trace_walk_set_bits(m, level, entry | bits);
	return entry | bits;
}

/* Go down from CR3.  Reads first, bits after success only: a failed walk leaves no dirty bit. */
static bool walk(struct machine *m, u64 va, enum mmu_access access, u64 *pte, u32 *error_code)
{
	u64 at[LEVEL_PGD + 1], table = this_cpu(m)->cr3, entry;
	enum pgtable_level level, last;
	u64 rights = ~_PAGE_NX;

	for (level = LEVEL_PGD; ; level = level_below(level)) {
		at[level] = table_entry(table, level, va);
		entry = read_word(m, at[level]);
		trace_walk_level(m, level, table_index(level, va), entry, at[level]);
		if (!(entry & _PAGE_PRESENT)) {
			trace_walk_end(m, level, va, entry);
			*error_code = access_error_code(access);
			return false;
		}
		/* a right must be given at every level; NX at any one takes it away */
		rights = (rights & (entry | _PAGE_NX)) | (entry & _PAGE_NX);
		if (level == LEVEL_PTE || entry & _PAGE_PSE)
			break;
		table = entry & PTE_PFN_MASK;
	}
	last = level;
	if (!entry_allows(rights, access)) {
		trace_walk_denied(m, va, entry);
		*error_code = access_error_code(access) | X86_PF_PROT;
		return false;
	}
	for (level = LEVEL_PGD; level > last; level = level_below(level))
		set_walk_bits(m, at[level], level, read_word(m, at[level]), false);
	*pte = set_walk_bits(m, at[last], last, entry, is_write(access));
	trace_walk_done(m, va, pte_pfn(entry) + (pfn_t)PFN_DOWN(va & ~entry_mask(entry)));
	tlb_fill(m, va, (*pte & ~(_PAGE_RW | _PAGE_USER)) | (rights & (_PAGE_RW | _PAGE_USER)) |
			(rights & _PAGE_NX));
	return true;
}

static bool is_canonical(u64 va)
{
	return (u64)((s64)(va << 16) >> 16) == va;
}

bool mmu_access(struct machine *m, u64 va, enum mmu_access access, u64 *pa, u32 *error_code)
{
	const struct tlb_entry *e = tlb_lookup(m, sys(m)->current_cpu, va);
	u64 pte;

	if (!is_canonical(va)) {
		*error_code = MMU_CANONICAL;
		return false;
	}
	/* A hit must be enough for the access: a first write through a clean entry walks again. */
	if (e && entry_allows(e->pte, access) &&
	    (!is_write(access) || e->pte & _PAGE_DIRTY)) {
		trace_tlb_hit(m, va & PAGE_MASK,
			      e->pfn + (pfn_t)PFN_DOWN(va & ~entry_mask(e->pte)));
		pte = e->pte;
	} else if (e && entry_allows(e->pte, access)) {
		trace_tlb_clean(m, va & PAGE_MASK, e->pfn);
		if (!walk(m, va, access, &pte, error_code))
			return false;
	} else if (e) {
		/* the cached rights forbid it: #PF at once, and the entry is dropped with it */
		trace_tlb_denied(m, va & PAGE_MASK, e->pte);
		tlb_drop(m, e);
		*error_code = access_error_code(access) | X86_PF_PROT;
		return false;
	} else {
		trace_tlb_miss(m, va & PAGE_MASK);
		if (!walk(m, va, access, &pte, error_code))
			return false;
	}
	*pa = (u64)pte_pfn(pte) << PAGE_SHIFT | (va & ~entry_mask(pte));
	return true;
}
