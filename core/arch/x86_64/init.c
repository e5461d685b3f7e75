/*
 * The direct map: all RAM at PAGE_OFFSET, with page tables that must themselves lie in mapped RAM.
 * Open arch/x86/mm/init.c and init_64.c beside this.
 *
 * The first tables come from brk, behind the kernel image.  Then the map grows downwards from the
 * end of RAM in steps that get larger, and each step's tables come from what the last one mapped.
 */
#include "arch/x86_64/pgtable.h"
#include "arch/x86_64/setup.h"
#include "machine/trace.h"
#include "mm/memblock.h"

#define ISA_END_ADDRESS 0x100000ull
#define NR_RANGE_MR 5
#define PAGE_KERNEL (_PAGE_PRESENT | _PAGE_RW | _PAGE_ACCESSED | _PAGE_DIRTY | _PAGE_GLOBAL | \
		     _PAGE_NX)

struct map_range {
	u64 start, end;
	bool large;		/* 2 MiB entries */
};

/* what one entry of the level above the PTEs maps */
static u64 pmd_size(const struct machine *m)
{
	return x86_32(m) ? 4ull << 20 : PMD_SIZE;
}

/* One zeroed frame for a table: the next of brk, or the highest free one that is mapped. */
u64 alloc_low_pages(struct machine *m)
{
	const struct system *s = sys(m);
	u64 pa = 0;
	CALLED(m, alloc_low_pages, 1);

	if (s->pgt_buf_end + 1 <= s->pgt_buf_top && s->can_use_brk_pgt) {
		pa = PFN_PHYS(s->pgt_buf_end);
		add(m, s, pgt_buf_end, 1);
		trace_alloc_low_page(m, PFN_DOWN(pa), true);
		return pa;
	}
	if (s->min_pfn_mapped < s->max_pfn_mapped)
		pa = memblock_find_in_range(m, PFN_PHYS(s->min_pfn_mapped),
					    PFN_PHYS(s->max_pfn_mapped), PAGE_SIZE, PAGE_SIZE);
	if (!pa)
		return 0;
	memblock_reserve(m, pa, PAGE_SIZE, WHO_DIRECT_MAP);
	trace_alloc_low_page(m, PFN_DOWN(pa), false);
	return pa;
}

u64 kernel_table(struct machine *m, u64 entry, table_alloc_fn alloc)
{
	u64 value = read_word(m, entry), pa;

	if (!pte_none(value))
		return value & PTE_PFN_MASK;
	pa = alloc(m);
	if (pa)
		write_word(m, entry, pa | m->geo.table_bits);
	return pa;
}

/* phys_pte_init() */
static void map_small(struct machine *m, u64 table, u64 start, u64 end)
{
	for (u64 pa = start; pa < end; pa += PAGE_SIZE) {
		u64 entry = table_entry(table, LEVEL_PTE, __va(pa));

		if (!pte_none(read_word(m, entry)))
			continue;
		write_word(m, entry, pa | PAGE_KERNEL);
		add(m, sys(m), direct_pages_count[0], 1);
	}
}

/* phys_pmd_init(): [start, end) lies in one PMD table */
static int map_pmd(struct machine *m, u64 table, u64 start, u64 end, bool large)
{
	for (u64 pa = start, next; pa < end; pa = next) {
		u64 entry = table_entry(table, LEVEL_PMD, __va(pa)), pte_table;

		next = min_t(u64, end, ALIGN_DOWN(pa, PMD_SIZE) + PMD_SIZE);
		if (read_word(m, entry) & _PAGE_PSE)
			continue;
		if (large && pte_none(read_word(m, entry))) {
			write_word(m, entry, ALIGN_DOWN(pa, PMD_SIZE) | PAGE_KERNEL | _PAGE_PSE);
			add(m, sys(m), direct_pages_count[1], 1);
			continue;
		}
		pte_table = kernel_table(m, entry, alloc_low_pages);
		if (!pte_table)
			return -PW_ENOMEM;
		map_small(m, pte_table, pa, next);
	}
	return 0;
}

static int kernel_physical_mapping_init(struct machine *m, u64 start, u64 end, bool large)
{
	if (x86_32(m))
		return kernel_physical_mapping_init_32(m, start, end, large);
	for (u64 pa = start, next; pa < end; pa = next) {
		u64 pud, pmd;

		next = min_t(u64, end, ALIGN_DOWN(pa, PUD_SIZE) + PUD_SIZE);
		pud = kernel_table(m, table_entry(sys(m)->init_pgd, LEVEL_PGD, __va(pa)),
				   alloc_low_pages);
		pmd = pud ? kernel_table(m, table_entry(pud, LEVEL_PUD, __va(pa)),
					 alloc_low_pages) : 0;
		if (!pmd || map_pmd(m, pmd, pa, next, large))
			return -PW_ENOMEM;
	}
	return 0;
}

/* A ragged edge may still use 2 MiB entries when all of those 2 MiB are RAM. */
static u32 save_mr(const struct machine *m, struct map_range *mr, u32 nr, u64 start, u64 end,
		   bool large)
{
	u64 from = ALIGN_DOWN(start, pmd_size(m)), to = ALIGN_UP(end, pmd_size(m));

	if (start >= end)
		return nr;
	if (!large && !(x86_32(m) && PFN_DOWN(to) > sys(m)->max_low_pfn))
		large = memblock_is_region_memory(m, from, to - from);
	if (nr && mr[nr - 1].large == large) {
		mr[nr - 1].end = end;
		return nr;
	}
	mr[nr] = (struct map_range){ start, end, large };
	return nr + 1;
}

static u32 split_mem_range(const struct machine *m, struct map_range *mr, u64 start, u64 end)
{
	/* 32-bit: old machines' MTRRs are finer than a large page at address 0 */
	u64 first = x86_32(m) && !start ? 1 : start;
	u64 head = min_t(u64, ALIGN_UP(first, pmd_size(m)), end);
	u64 tail = max_t(u64, ALIGN_DOWN(end, pmd_size(m)), head);
	u32 nr = save_mr(m, mr, 0, start, head, false);

	nr = save_mr(m, mr, nr, head, tail, true);
	return save_mr(m, mr, nr, tail, end, false);
}

static int init_memory_mapping(struct machine *m, u64 start, u64 end)
{
	struct map_range mr[NR_RANGE_MR];
	u32 large = sys(m)->direct_pages_count[1], small = sys(m)->direct_pages_count[0];
	u32 nr = split_mem_range(m, mr, start, end);
	CALLED(m, init_memory_mapping, start, end);

	for (u32 i = 0; i < nr; i++)
		if (kernel_physical_mapping_init(m, mr[i].start, mr[i].end, mr[i].large))
			return -PW_ENOMEM;
	if (PFN_DOWN(end) > sys(m)->max_pfn_mapped)
		set(m, sys(m), max_pfn_mapped, PFN_DOWN(end));
	trace_direct_mapped(m, start, end, sys(m)->direct_pages_count[1] - large,
			    sys(m)->direct_pages_count[0] - small);
	return 0;
}

/* Map the RAM in [r_start, r_end); tables may not come from brk while brk itself gets mapped. */
static int init_range_memory_mapping(struct machine *m, u64 r_start, u64 r_end, u64 *mapped)
{
	int ret = 0;

	for_each_memblock_region(m, memblock_memory(m), rgn) {
		u64 start = max_t(u64, PFN_PHYS(memblock_region_memory_base_pfn(rgn)), r_start);
		u64 end = min_t(u64, PFN_PHYS(memblock_region_memory_end_pfn(rgn)), r_end);
		const struct system *s = sys(m);

		if (start >= end || ret)
			continue;
		set(m, s, can_use_brk_pgt, max_t(u64, start, PFN_PHYS(s->pgt_buf_end)) >=
					   min_t(u64, end, PFN_PHYS(s->pgt_buf_top)));
		ret = init_memory_mapping(m, start, end);
		set(m, s, can_use_brk_pgt, true);
		*mapped += end - start;
	}
	return ret;
}

static int memory_map_top_down(struct machine *m, u64 map_start, u64 map_end)
{
	u64 size = pmd_size(m), addr = memblock_find_in_range(m, map_start, map_end, size, size);
	u64 real_end = addr + size, step_size = size, last_start = real_end, mapped = 0;

	set(m, sys(m), max_pfn_mapped, 0);
	set(m, sys(m), min_pfn_mapped, PFN_DOWN(real_end));
	while (last_start > map_start) {
		u64 start = map_start;

		if (last_start > step_size)
			start = max_t(u64, ALIGN_DOWN(last_start - 1, step_size), map_start);
		if (init_range_memory_mapping(m, start, last_start, &mapped))
			return -PW_ENOMEM;
		last_start = start;
		set(m, sys(m), min_pfn_mapped, PFN_DOWN(last_start));
		if (mapped >= step_size)
			step_size <<= x86_32(m) ? 9 : 8;	/* a table of tables, less one bit */
	}
	return real_end < map_end ? init_range_memory_mapping(m, real_end, map_end, &mapped) : 0;
}

static int memory_map_bottom_up(struct machine *m, u64 map_start, u64 map_end)
{
	u64 start = map_start, step_size = pmd_size(m), mapped = 0;

	set(m, sys(m), min_pfn_mapped, PFN_DOWN(start));
	while (start < map_end) {
		u64 next = map_end;

		if (step_size && map_end - start > step_size)
			next = min_t(u64, ALIGN_UP(start + 1, step_size), map_end);
		if (init_range_memory_mapping(m, start, next, &mapped))
			return -PW_ENOMEM;
		start = next;
		if (mapped >= step_size)
			step_size <<= x86_32(m) ? 9 : 8;	/* a table of tables, less one bit */
	}
	return 0;
}

int init_mem_mapping(struct machine *m)
{
	u64 end = PFN_PHYS(x86_32(m) ? sys(m)->max_low_pfn : sys(m)->max_pfn), kernel_end = sys(m)->kernel_end;
	int ret;
	CALLED(m, init_mem_mapping, sys(m)->max_pfn);

	ret = init_memory_mapping(m, 0, ISA_END_ADDRESS);
	if (!ret && memblock_at(m, 0)->bottom_up) {
		ret = memory_map_bottom_up(m, kernel_end, end);
		if (!ret)
			ret = memory_map_bottom_up(m, ISA_END_ADDRESS, kernel_end);
	} else if (!ret) {
		ret = memory_map_top_down(m, ISA_END_ADDRESS, end);
	}
	if (!x86_32(m))
		set(m, sys(m), max_low_pfn, sys(m)->max_pfn);
	return ret;
}
