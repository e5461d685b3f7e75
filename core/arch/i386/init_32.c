/*
 * What a 32-bit x86 does in its own way: memory beyond the direct map is HighMem, and page tables have
 * two levels with entries of 4 bytes.  Open arch/x86/mm/init_32.c beside this.
 *
 * Kernel space is one GiB.  128 MiB of it and the fixed mappings at its end are not for RAM, so the
 * direct map ends at 0x36ffe000: about 879 MiB.  vmalloc= moves that border.
 */
#include "arch/x86_64/setup.h"
#include "lib/cmdline.h"
#include "machine/trace.h"
#include "mm/content.h"
#include "mm/memblock.h"
#include "mm/nobootmem.h"
#include "mm/page_alloc.h"

#define PAGE_OFFSET_32 0xc0000000ull
#define VMALLOC_END_32 0xfeffe000ull
#define VMALLOC_RESERVE (128ull << 20)
#define VMALLOC_OFFSET (8ull << 20)		/* the hole behind the direct map */
#define VMALLOC_MOST (VMALLOC_END_32 - PAGE_OFFSET_32)
#define LOWMEM_MIN_PFN PFN_DOWN(64ull << 20)
#define PGDIR_SHIFT_32 22
#define PGDIR_SIZE_32 BIT(PGDIR_SHIFT_32)

#define PRESENT_RW_AD 0x63u		/* _PAGE_PRESENT, RW, ACCESSED, DIRTY */
#define PAGE_KERNEL_32 (PRESENT_RW_AD | 0x100u)
#define PAGE_KERNEL_LARGE_32 (PAGE_KERNEL_32 | 0x80u)
#define PAGE_TABLE_32 0x67u

void parse_highmem(struct machine *m, const char *value)
{
	set(m, sys(m), highmem_pages, memparse(value, &value) >> PAGE_SHIFT);
	set(m, sys(m), highmem_given, true);
}

/* vmalloc=SIZE, and the hole: what they take, lowmem loses. */
void parse_vmalloc(struct machine *m, const char *value)
{
	u64 size = memparse(value, &value);

	size = min_t(u64, size, VMALLOC_MOST - VMALLOC_OFFSET);
	set(m, sys(m), vmalloc_reserve, size + VMALLOC_OFFSET);
}

/* MAXMEM: how much the direct map could reach */
static u64 maxmem_pfn(const struct system *s)
{
	u64 reserve = s->vmalloc_reserve ? s->vmalloc_reserve : VMALLOC_RESERVE;

	return PFN_DOWN(VMALLOC_MOST - reserve);
}

/* Everything fits into the direct map; highmem= may take some out of it all the same. */
static u64 lowmem_pfn(const struct system *s)
{
	if (!s->highmem_given || s->highmem_pages >= s->max_pfn ||
	    s->max_pfn - s->highmem_pages < LOWMEM_MIN_PFN)
		return s->max_pfn;
	return s->max_pfn - s->highmem_pages;
}

/* find_low_pfn_range(): where the direct map ends, and with it lowmem */
void find_low_pfn_range(struct machine *m)
{
	const struct system *s = sys(m);
	u64 maxmem = maxmem_pfn(s);
	CALLED(m, find_low_pfn_range);

	if (s->max_pfn <= maxmem) {
		set(m, s, max_low_pfn, lowmem_pfn(s));
	} else {
		/* less HighMem than there could be: RAM at the end goes unused */
		if (s->highmem_given && s->highmem_pages + maxmem < s->max_pfn)
			set(m, s, max_pfn, maxmem + s->highmem_pages);
		set(m, s, max_low_pfn, maxmem);
	}
	set(m, s, high_memory, PFN_PHYS(s->max_low_pfn));
	trace_highmem_begins(m, s->max_low_pfn, s->max_pfn - s->max_low_pfn);
}

static u64 pgd_entry(const struct machine *m, u64 va)
{
	return sys(m)->init_pgd + (va >> PGDIR_SHIFT_32) * 4;
}

/* head_32.S maps the image and a little more with tables right behind it, in brk. */
void head_32_page_tables(struct machine *m)
{
	u64 table = sys(m)->brk_start, end = sys(m)->brk_end;

	for (u64 pa = 0; table < end; table += PAGE_SIZE, pa += PGDIR_SIZE_32)
		write_bytes(m, pgd_entry(m, PAGE_OFFSET_32 + pa), table | PAGE_TABLE_32, 4);
}

/* one_page_table_init(): the table below a PGD entry; 0: no memory */
static u64 one_page_table_init(struct machine *m, u64 va)
{
	u64 entry = pgd_entry(m, va), value = read_bytes(m, entry, 4), table;

	if (value & 1)
		return value & PAGE_MASK;
	table = alloc_low_pages(m);
	if (table)
		write_bytes(m, entry, table | PAGE_TABLE_32, 4);
	return table;
}

static int map_small(struct machine *m, u64 start, u64 end)
{
	u64 table = one_page_table_init(m, PAGE_OFFSET_32 + start);

	if (!table)
		return -PW_ENOMEM;
	for (u64 pa = start; pa < end; pa += PAGE_SIZE) {
		write_bytes(m, table + (pa >> PAGE_SHIFT & 1023) * 4, pa | PAGE_KERNEL_32, 4);
		add(m, sys(m), direct_pages_count[0], 1);
	}
	return 0;
}

/* 4 MiB entries in the PGD itself, or tables of 4 KiB entries below it */
int kernel_physical_mapping_init_32(struct machine *m, u64 start, u64 end, bool large)
{
	for (u64 pa = start, next; pa < end; pa = next) {
		next = min_t(u64, end, ALIGN_DOWN(pa, PGDIR_SIZE_32) + PGDIR_SIZE_32);
		if (large) {
			write_bytes(m, pgd_entry(m, PAGE_OFFSET_32 + pa),
				    ALIGN_DOWN(pa, PGDIR_SIZE_32) | PAGE_KERNEL_LARGE_32, 4);
			add(m, sys(m), direct_pages_count[1], 1);
		} else if (map_small(m, pa, next)) {
			return -PW_ENOMEM;
		}
	}
	return 0;
}

/* Tables for addresses that get their mappings later: pkmap, the cpu entry area */
int page_table_range_init(struct machine *m, u64 start, u64 end)
{
	for (u64 va = ALIGN_DOWN(start, PGDIR_SIZE_32); va < end; va += PGDIR_SIZE_32)
		if (!one_page_table_init(m, va))
			return -PW_ENOMEM;
	return 0;
}

/* add_highpages_with_active_regions(): HighMem goes to the buddy allocator frame by frame. */
void set_highmem_pages_init(struct machine *m)
{
	u64 start, end, low = sys(m)->max_low_pfn, high = sys(m)->max_pfn;
	u32 pages = 0;
	CALLED(m, set_highmem_pages_init);

	reset_all_zones_managed_pages(m);
	for_each_free_mem_range(m, i, &start, &end) {
		u64 pfn = min_t(u64, max_t(u64, PFN_UP(start), low), high);
		u64 e_pfn = min_t(u64, max_t(u64, PFN_DOWN(end), low), high);

		for (; pfn < e_pfn; pfn++, pages++)
			free_highmem_page(m, (pfn_t)pfn);
	}
	trace_highmem_freed(m, low, high, pages);
}
