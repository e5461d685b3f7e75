/*
 * The kernel's page tables on arm64.  Open arch/arm64/mm/mmu.c beside this.
 *
 * Left out: the contiguous hint (it changes no address), and the attributes' fine print.
 */
#include "arch/arm64/mmu.h"
#include "arch/x86_64/pgtable.h"	/* the same shifts: 512 entries of 8 bytes on four levels */
#include "init/main.h"
#include "machine/trace.h"
#include "mm/content.h"
#include "mm/memblock.h"
#include "mm/vmalloc.h"

#define PAGE_OFFSET_ARM64 0xffff800000000000ull
#define FIXADDR_TOP 0xffff7dfffec00000ull
#define FIX_FDT_VA (FIXADDR_TOP - (4ull << 20))	/* 2 MiB, and 2 MiB more if the tree is not aligned */

#define FIX_BTMAPS_SLOTS 7
#define FIX_BTMAP_BYTES (256ull << 10)

#define DESC_TABLE 3ull
#define DESC_PAGE 3ull
#define DESC_SECT 1ull
#define PTE_AF BIT(10)
#define PTE_SHARED (3ull << 8)
#define PTE_RDONLY BIT(7)
#define PTE_PXN BIT(53)
#define PTE_UXN BIT(54)
#define ATTR_NORMAL (4ull << 2)
#define PAGE_KERNEL_ARM64 (PTE_AF | PTE_SHARED | PTE_PXN | PTE_UXN | ATTR_NORMAL)
#define PAGE_KERNEL_RO (PAGE_KERNEL_ARM64 | PTE_RDONLY)

/* bm_pud, bm_pmd, bm_pte: three pages of the kernel's bss */
static u64 bm_table(const struct machine *m, enum pgtable_level level)
{
	return ALIGN_UP(sys(m)->bss_start, PAGE_SIZE) + (LEVEL_PUD - level) * PAGE_SIZE;
}

/* Only the path down to the fixmap's PTE table is set up; what it maps comes later. */
void early_fixmap_init(struct machine *m)
{
	CALLED(m, early_fixmap_init);

	write_word(m, table_entry(sys(m)->init_pgd, LEVEL_PGD, FIX_FDT_VA),
		   bm_table(m, LEVEL_PUD) | DESC_TABLE);
	write_word(m, table_entry(bm_table(m, LEVEL_PUD), LEVEL_PUD, FIX_FDT_VA),
		   bm_table(m, LEVEL_PMD) | DESC_TABLE);
	write_word(m, table_entry(bm_table(m, LEVEL_PMD), LEVEL_PMD, FIXADDR_TOP - PAGE_SIZE),
		   bm_table(m, LEVEL_PTE) | DESC_TABLE);
	trace_fixmap_ready(m, FIXADDR_TOP);
}

/* Seven slots of the fixmap for whoever must look at a device before there is vmalloc. */
void early_ioremap_init(struct machine *m)
{
	CALLED(m, early_ioremap_init);

	trace_early_ioremap_ready(m, FIX_BTMAPS_SLOTS, FIX_BTMAP_BYTES);
}

/* A section of 2 MiB at the PMD level needs no table, so nothing has to be allocated. */
void fixmap_remap_fdt(struct machine *m, u64 dt_phys, u32 size)
{
	u64 base = ALIGN_DOWN(dt_phys, PMD_SIZE), end = ALIGN_UP(dt_phys + size, PMD_SIZE);
	CALLED(m, fixmap_remap_fdt, dt_phys);

	for (u64 pa = base, va = FIX_FDT_VA; pa < end; pa += PMD_SIZE, va += PMD_SIZE) {
		write_word(m, table_entry(bm_table(m, LEVEL_PMD), LEVEL_PMD, va),
			   pa | PAGE_KERNEL_RO | DESC_SECT);
		trace_fdt_mapped(m, va, pa);
	}
	memblock_reserve(m, dt_phys, size, WHO_DTB);
}

static u64 early_pgtable_alloc(struct machine *m)
{
	return memblock_alloc_range(m, PAGE_SIZE, PAGE_SIZE, 0, MEMBLOCK_ALLOC_ACCESSIBLE,
				    WHO_EARLY_PGTABLE);
}

/* alloc_init_pud(), init_pmd(), init_pte(): one table's part of [va, end) */
static int map_level(struct machine *m, u64 table, enum pgtable_level level, u64 va, u64 end, u64 pa)
{
	u64 size = BIT(level_shift(level));

	for (u64 next; va < end; pa += next - va, va = next) {
		u64 entry = table_entry(table, level, va), desc = read_word(m, entry);

		next = min_t(u64, end, ALIGN_DOWN(va, size) + size);
		if (level == LEVEL_PTE) {
			write_word(m, entry, pa | PAGE_KERNEL_ARM64 | DESC_PAGE);
			continue;
		}
		if (level != LEVEL_PGD && !((va | next | pa) & (size - 1))) {
			write_word(m, entry, pa | PAGE_KERNEL_ARM64 | DESC_SECT);
			continue;
		}
		if (!desc) {
			desc = early_pgtable_alloc(m);
			if (!desc)
				return -PW_ENOMEM;
			write_word(m, entry, desc | DESC_TABLE);
		}
		if (map_level(m, desc & PTE_PFN_MASK, level_below(level), va, next, pa))
			return -PW_ENOMEM;
	}
	return 0;
}

static int create_pgd_mapping(struct machine *m, u64 pgd, u64 pa, u64 va, u64 size)
{
	CALLED(m, __create_pgd_mapping, pa, pa + size, va);

	return map_level(m, pgd, LEVEL_PGD, va, va + ALIGN_UP(size, PAGE_SIZE), pa);
}

/* Each segment by itself, for each has its own permissions. */
static int map_kernel(struct machine *m, u64 pgd, const struct boot_params *p)
{
	const u64 borders[] = { p->text, p->etext, p->init_begin, p->init_end, p->kernel_end };
	u64 image = PFN_PHYS(PFN_DOWN(p->text)) - (p->text & (PMD_SIZE - 1));
	int ret = 0;
	CALLED(m, map_kernel);

	for (u32 i = 0; i + 1 < ARRAY_SIZE(borders) && !ret; i++) {
		u64 va = KIMAGE_VADDR + borders[i] - image;
		u64 size = ALIGN_UP(borders[i + 1], PAGE_SIZE) - borders[i];

		ret = create_pgd_mapping(m, pgd, borders[i], va, size);
		/* the image lies where vmalloc's area begins */
		vm_area_add_early(m, va, borders[i], size,
				  i + 2 == ARRAY_SIZE(borders) ? VM_MAP : VM_MAP | VM_NO_GUARD);
	}
	/* the fixmap's tables are used on */
	write_word(m, table_entry(pgd, LEVEL_PGD, FIX_FDT_VA),
		   read_word(m, table_entry(sys(m)->init_pgd, LEVEL_PGD, FIX_FDT_VA)));
	return ret;
}

static int map_memblock(struct machine *m, u64 pgd, u64 start, u64 end)
{
	return create_pgd_mapping(m, pgd, start, PAGE_OFFSET_ARM64 + start - sys(m)->phys_offset,
				  end - start);
}

/*
 * The linear map.  Text and rodata must have no writable alias, so they are cut out of the regions
 * while those are mapped, and mapped last.
 */
static int map_mem(struct machine *m, u64 pgd, const struct boot_params *p)
{
	int ret = 0;
	CALLED(m, map_mem);

	memblock_setclr_flag(m, p->text, p->init_begin - p->text, true, MEMBLOCK_NOMAP);
	for_each_memblock_region(m, memblock_memory(m), rgn)
		if (!ret && !(rgn->flags & MEMBLOCK_NOMAP))
			ret = map_memblock(m, pgd, rgn->base, rgn->base + rgn->size);
	if (!ret)
		ret = map_memblock(m, pgd, p->text, p->init_begin);
	memblock_setclr_flag(m, p->text, p->init_begin - p->text, false, MEMBLOCK_NOMAP);
	return ret;
}

/* The tables are built beside the old ones; then swapper_pg_dir takes over the new PGD's words. */
int paging_init(struct machine *m, const struct boot_params *p)
{
	u64 pgd, swapper = sys(m)->init_pgd;
	int ret;
	CALLED(m, paging_init);

	pgd = early_pgtable_alloc(m);
	if (!pgd)
		return -PW_ENOMEM;
	ret = map_kernel(m, pgd, p);
	if (!ret)
		ret = map_mem(m, pgd, p);
	for (u32 i = 0; i < PTRS_PER_TABLE; i++)
		if (read_word(m, swapper + i * 8) != read_word(m, pgd + i * 8))
			write_word(m, swapper + i * 8, read_word(m, pgd + i * 8));
	trace_swapper_pg_dir(m, swapper);
	memblock_free(m, pgd, PAGE_SIZE, WHO_EARLY_PGTABLE);
	/* of the early tables only the PGD is used on */
	memblock_free(m, swapper + PAGE_SIZE, p->swapper_pg_end - swapper - PAGE_SIZE, WHO_SWAPPER);
	return ret;
}
