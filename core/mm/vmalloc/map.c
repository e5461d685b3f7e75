/*
 * The kernel's page tables for areas: init_mm's, in real page frames.
 * Open mm/vmalloc.c at vmap_page_range_noflush() and lib/ioremap.c beside this.
 *
 * Each machine's tables are data here: how many levels, which bits of an address, how wide an entry.
 * A table, once made, stays: unmapping clears PTEs only.  The short descriptors of arm are the odd
 * ones: an entry of the first level is a pair of words for 2 MiB, and a PTE is kept twice, as Linux
 * wants it and 2 KiB behind as the hardware reads it.  Left out: 1 GiB entries for ioremap, for which
 * the recorded cpus have no means.
 */
#include "mm/content.h"
#include "mm/mm.h"
#include "mm/vmalloc/internal.h"

#define LEVELS_MAX 4

struct kernel_tables {
	u8 levels;
	struct {
		u8 shift, bits, entry_bytes, level;
	} at[LEVELS_MAX];
	bool pairs;			/* arm's short descriptors */
	u8 huge_shift;			/* ioremap may use entries of this size; 0: none */
	u64 table_bits, leaf_mask;	/* an entry is no table where all of leaf_mask is leaf_bits */
	u64 leaf_bits;
	u64 page_kernel, page_io, huge_io;
	u64 frame_mask;
};

#define FOUR_LEVELS 4, { { 39, 9, 8, LEVEL_PGD }, { 30, 9, 8, LEVEL_PUD }, { 21, 9, 8, LEVEL_PMD }, \
			 { 12, 9, 8, LEVEL_PTE } }

static const struct kernel_tables kernel_tables[NR_ARCHES] = {
	[ARCH_X86_64] = {
		FOUR_LEVELS, .huge_shift = 21, .table_bits = _PAGE_TABLE,
		.leaf_mask = _PAGE_PSE, .leaf_bits = _PAGE_PSE,
		.page_kernel = _PAGE_NX | 0x163, .page_io = _PAGE_NX | 0x173,
		.huge_io = _PAGE_NX | 0x1f3, .frame_mask = PTE_PFN_MASK,
	},
	[ARCH_I386] = {
		2, { { 22, 10, 4, LEVEL_PGD }, { 12, 10, 4, LEVEL_PTE } }, .table_bits = 0x67,
		.leaf_mask = 0x80, .leaf_bits = 0x80,
		.page_kernel = 0x163, .page_io = 0x173, .frame_mask = 0xfffff000,
	},
	[ARCH_ARM64] = {
		FOUR_LEVELS, .huge_shift = 21, .table_bits = 3, .leaf_mask = 3, .leaf_bits = 1,
		.page_kernel = 0x00e8000000000713, .page_io = 0x00e8000000000707,
		.huge_io = 0x00e8000000000705, .frame_mask = 0x0000fffffffff000,
	},
	[ARCH_ARM] = {
		2, { { 21, 11, 8, LEVEL_PGD }, { 12, 9, 4, LEVEL_PTE } }, .pairs = true,
		.table_bits = 0x11, .leaf_mask = 3, .leaf_bits = 2,
		.page_kernel = 0x65f, .page_io = 0x653, .frame_mask = 0xfffff000,
	},
	[ARCH_ARM_LPAE] = {
		3, { { 30, 2, 8, LEVEL_PGD }, { 21, 9, 8, LEVEL_PMD }, { 12, 9, 8, LEVEL_PTE } },
		.table_bits = 3, .leaf_mask = 3, .leaf_bits = 1,
		.page_kernel = 0x00c000000000071f, .page_io = 0x00c0000000000713,
		.frame_mask = 0x000000fffffff000,
	},
};

static const struct kernel_tables *tables_of(const struct machine *m)
{
	return &kernel_tables[m->config.arch];
}

static u64 entry_of(const struct kernel_tables *t, u32 depth, u64 table, u64 va)
{
	u64 index = va >> t->at[depth].shift & (BIT(t->at[depth].bits) - 1);

	return table + index * t->at[depth].entry_bytes;
}

static u64 read_entry(const struct machine *m, const struct kernel_tables *t, u32 depth, u64 entry)
{
	return read_bytes(m, entry, t->at[depth].entry_bytes);
}

static bool is_last(const struct kernel_tables *t, u32 depth, u64 value)
{
	return depth + 1 == t->levels || (value & t->leaf_mask) == t->leaf_bits;
}

static u64 block_end(const struct kernel_tables *t, u32 depth, u64 addr, u64 end)
{
	u64 size = BIT(t->at[depth].shift), next = ALIGN_DOWN(addr, size) + size;

	return next - 1 < end - 1 ? next : end;
}

/* set_pte_ext(): what the hardware of short descriptors reads for a PTE that Linux wrote */
static u32 hardware_pte(u32 pte)
{
	u32 hw = (pte & 0xfffff00c) | (pte & 0x400) | 0x12;

	if (!(pte & 2))
		return 0;
	if (pte & 0x10)
		hw |= 0x40;
	if (pte & 0x80 || !(pte & 0x40))
		hw |= 0x200;
	return hw | (pte & 0x200 ? 1 : 0);
}

static void write_pte(struct machine *m, const struct kernel_tables *t, u64 entry, u64 pte)
{
	write_bytes(m, entry, pte, t->at[t->levels - 1].entry_bytes);
	if (t->pairs)
		write_bytes(m, entry + PAGE_SIZE / 2, hardware_pte((u32)pte), 4);
}

/* pud_populate() and its like; PMD of two-level tables is the PGD */
static void hang_table(struct machine *m, const struct kernel_tables *t, u32 depth, u64 entry,
		       pfn_t pfn)
{
	u64 value = PFN_PHYS(pfn) | t->table_bits;

	if (t->pairs)	/* the second word's hardware table lies 1 KiB behind the first's */
		value = (value + PAGE_SIZE / 2) | (value + PAGE_SIZE * 3 / 4) << 32;
	write_bytes(m, entry, value, t->at[depth].entry_bytes);
	switch (t->at[depth + 1].level) {
	case LEVEL_PUD: trace_pgd_populate(m, pfn, entry, value); break;
	case LEVEL_PMD: trace_pud_populate(m, pfn, entry, value); break;
	default: trace_pmd_populate(m, pfn, entry, value); break;
	}
}

static int __pud_alloc(struct machine *m, const struct kernel_tables *t, u32 depth, u64 entry,
		       u64 address)
{
	CALLED(m, __pud_alloc, address);
	pfn_t pfn = alloc_page(m, GFP_KERNEL | __GFP_ZERO);

	if (pfn != PFN_NONE)
		hang_table(m, t, depth, entry, pfn);
	return pfn == PFN_NONE ? -PW_ENOMEM : 0;
}

static int __pmd_alloc(struct machine *m, const struct kernel_tables *t, u32 depth, u64 entry,
		       u64 address)
{
	CALLED(m, __pmd_alloc, address);
	pfn_t pfn = pmd_alloc_one(m);

	if (pfn != PFN_NONE)
		hang_table(m, t, depth, entry, pfn);
	return pfn == PFN_NONE ? -PW_ENOMEM : 0;
}

/* The kernel's own PTE tables are not counted in nr_pagetable and have no page type. */
static int __pte_alloc_kernel(struct machine *m, const struct kernel_tables *t, u32 depth, u64 entry,
			      u64 address)
{
	CALLED(m, __pte_alloc_kernel, address);
	pfn_t pfn = alloc_page(m, GFP_KERNEL | __GFP_ZERO);

	if (pfn != PFN_NONE)
		hang_table(m, t, depth, entry, pfn);
	return pfn == PFN_NONE ? -PW_ENOMEM : 0;
}

/* The table below an entry, made if need be; 0: no memory */
static u64 table_below(struct machine *m, const struct kernel_tables *t, u32 depth, u64 entry,
		       u64 address)
{
	int err = 0;

	if (!read_entry(m, t, depth, entry)) {
		switch (t->at[depth + 1].level) {
		case LEVEL_PUD: err = __pud_alloc(m, t, depth, entry, address); break;
		case LEVEL_PMD: err = __pmd_alloc(m, t, depth, entry, address); break;
		default: err = __pte_alloc_kernel(m, t, depth, entry, address); break;
		}
	}
	return err ? 0 : read_entry(m, t, depth, entry) & t->frame_mask;
}

/* page index i of what is mapped from `start` on */
static pfn_t source_pfn(const struct machine *m, const struct vmap_source *s, u64 i)
{
	if (s->io)
		return (pfn_t)(PFN_DOWN(s->phys_addr) + i);
	return s->vm ? vm_struct_page(m, s->vm, (u32)i) : s->first + (pfn_t)i;
}

struct vmap_run {
	const struct kernel_tables *t;
	const struct vmap_source *source;
	u64 start;
};

static void map_one(struct machine *m, const struct vmap_run *run, u64 entry, u64 addr)
{
	pfn_t pfn = source_pfn(m, run->source, (addr - run->start) >> PAGE_SHIFT);
	u64 prot = run->source->io ? run->t->page_io : run->t->page_kernel;

	assert(!read_entry(m, run->t, run->t->levels - 1, entry));
	write_pte(m, run->t, entry, pfn_pte(pfn, prot));
	trace_set_pte_at(m, 0, addr, pfn, pfn_pte(pfn, prot), entry);
}

/* pmd_set_huge(): a device of 2 MiB at an address of 2 MiB needs no PTE table. */
static bool map_huge(struct machine *m, const struct vmap_run *run, u32 depth, u64 entry, u64 addr,
		     u64 next)
{
	u64 size = BIT(run->t->at[depth].shift), pa = run->source->phys_addr + addr - run->start;

	if (!run->source->io || !run->t->huge_shift || run->t->at[depth].shift != run->t->huge_shift ||
	    next - addr != size || pa & (size - 1) || read_entry(m, run->t, depth, entry))
		return false;
	write_word(m, entry, pa | run->t->huge_io);
	trace_pmd_set_huge(m, addr, pa, pa | run->t->huge_io, entry);
	return true;
}

/* vmap_pud_range(), vmap_pmd_range(), vmap_pte_range() */
static int map_level(struct machine *m, const struct vmap_run *run, u32 depth, u64 table, u64 addr,
		     u64 end)
{
	int err = 0;

	for (u64 next; addr != end && !err; addr = next) {
		u64 entry = entry_of(run->t, depth, table, addr), below;

		next = block_end(run->t, depth, addr, end);
		if (depth + 1 == run->t->levels) {
			map_one(m, run, entry, addr);
		} else if (!map_huge(m, run, depth, entry, addr, next)) {
			below = table_below(m, run->t, depth, entry, addr);
			err = below ? map_level(m, run, depth + 1, below, addr, next) : -PW_ENOMEM;
		}
		if (m->limit_hit)
			err = -PW_ENOMEM;
	}
	return err;
}

int vmap_page_range(struct machine *m, u64 addr, u64 end, const struct vmap_source *source)
{
	struct vmap_run run = { tables_of(m), source, addr };

	return map_level(m, &run, 0, sys(m)->init_pgd, addr, end);
}

static void clear_one(struct machine *m, const struct kernel_tables *t, u32 depth, u64 entry, u64 va)
{
	u64 pte = read_entry(m, t, depth, entry);

	if (depth + 1 == t->levels)
		write_pte(m, t, entry, 0);
	else
		write_word(m, entry, 0);
	if (pte)
		trace_ptep_get_and_clear(m, va, pte, entry);
}

/* vunmap_pud_range() and so on: what was never mapped is passed over */
static void unmap_level(struct machine *m, const struct kernel_tables *t, u32 depth, u64 table,
			u64 addr, u64 end)
{
	for (u64 next; addr != end; addr = next) {
		u64 entry = entry_of(t, depth, table, addr), value = read_entry(m, t, depth, entry);

		next = block_end(t, depth, addr, end);
		if (value && is_last(t, depth, value))
			clear_one(m, t, depth, entry, addr);
		else if (value)
			unmap_level(m, t, depth + 1, value & t->frame_mask, addr, next);
	}
}

void vunmap_page_range(struct machine *m, u64 addr, u64 end)
{
	CALLED(m, vunmap_page_range, addr, end);

	unmap_level(m, tables_of(m), 0, sys(m)->init_pgd, addr, end);
}

struct table_visit {
	const struct machine *m;
	const struct kernel_tables *t;
	kernel_pte_fn pte;
	void *context;
};

static void visit_level(const struct table_visit *v, u32 depth, u64 table, u64 addr, u64 end)
{
	for (u64 next; addr != end; addr = next) {
		u64 value = read_entry(v->m, v->t, depth, entry_of(v->t, depth, table, addr));
		u64 frame = value & v->t->frame_mask;

		next = block_end(v->t, depth, addr, end);
		if (value && is_last(v->t, depth, value))
			v->pte(v->context, addr, (pfn_t)PFN_DOWN(frame), value,
			       BIT(v->t->at[depth].shift));
		else if (value)
			visit_level(v, depth + 1, frame, addr, next);
	}
}

void for_each_kernel_pte(const struct machine *m, u64 start, u64 end, kernel_pte_fn fn, void *context)
{
	struct table_visit v = { m, tables_of(m), fn, context };

	visit_level(&v, 0, sys(m)->init_pgd, start & PAGE_MASK, ALIGN_UP(end, PAGE_SIZE));
}

static void take_pfn(void *context, u64 va, pfn_t pfn, u64 entry, u64 bytes)
{
	if (bytes == PAGE_SIZE)	/* a large entry has no struct page to return */
		*(pfn_t *)context = pfn;
}

pfn_t vmalloc_to_pfn(const struct machine *m, u64 addr)
{
	pfn_t pfn = PFN_NONE;

	for_each_kernel_pte(m, addr & PAGE_MASK, (addr & PAGE_MASK) + PAGE_SIZE, take_pfn, &pfn);
	return pfn;
}
