/*
 * Sparse memory with vmemmap.  Open mm/sparse.c and mm/sparse-vmemmap.c beside this.
 *
 * Physical memory is cut into sections of 128 MiB.  A section with RAM gets struct pages for all of
 * its frames, in one virtual array; only the parts of the array that are needed are backed, with
 * 2 MiB pages taken from the end of RAM.
 */
#include "arch/x86_64/pgtable.h"
#include "arch/x86_64/setup.h"
#include "machine/trace.h"
#include "mm/memblock.h"
#include "mm/mmzone.h"
#include "mm/sparse.h"

#define SECTIONS_PER_ROOT 256
#define SIZEOF_POINTER 8ull

static u32 nr_sections(const struct machine *m)
{
	return (u32)DIV_ROUND_UP((u64)m->config.max_pfn, pages_per_section(m));
}

/* 4 bits a pageblock */
static u64 usemap_size(const struct machine *m)
{
	return pages_per_section(m) / pageblock_nr_pages(m) * 4 / 8;
}

static u64 section_map_size(const struct machine *m)
{
	return ALIGN_UP((u64)m->geo.sizeof_page * pages_per_section(m), PMD_SIZE);
}

static bool present(const struct machine *m, u32 nr)
{
	return mem_section_at(m, nr)->flags & SECTION_MARKED_PRESENT;
}

static u64 alloc(struct machine *m, u64 size, u64 align, u64 min_addr, enum boot_who who)
{
	return memblock_virt_alloc_try_nid(m, size, align, min_addr, MEMBLOCK_ALLOC_ANYWHERE, who);
}

/* The root of 256 sections is one page, allocated when the first of them turns up. */
static int memory_present(struct machine *m, u64 start_pfn, u64 end_pfn, s64 *last_root)
{
	u32 first = (u32)(start_pfn >> pfn_section_shift(m));
	u32 last = (u32)((end_pfn - 1) >> pfn_section_shift(m));
	CALLED(m, memory_present, start_pfn, end_pfn);

	for (u32 nr = first; nr <= last; nr++) {
		if (nr / SECTIONS_PER_ROOT != *last_root &&
		    !alloc(m, SECTIONS_PER_ROOT * SIZEOF_MEM_SECTION, 0, 0, WHO_SECTION_ROOT))
			return -PW_ENOMEM;
		*last_root = nr / SECTIONS_PER_ROOT;
		set(m, mem_section_at(m, nr), flags, SECTION_MARKED_PRESENT);
	}
	trace_section_present(m, first, last);
	return 0;
}

int memory_present_all(struct machine *m)
{
	u64 roots = BIT(m->geo.physmem_bits - m->geo.section_bits) / SECTIONS_PER_ROOT;
	s64 last_root = -1;

	if (!alloc(m, roots * SIZEOF_POINTER, m->geo.cache_bytes, 0, WHO_MEM_SECTION))
		return -PW_ENOMEM;
	for (u32 i = 0; i < memblock_memory(m)->cnt; i++) {
		const struct memblock_region *rgn = memblock_regions(m, memblock_memory(m)) + i;
		u64 start = memblock_region_memory_base_pfn(rgn);
		u64 end = memblock_region_memory_end_pfn(rgn);

		if (start < end && memory_present(m, start, end, &last_root))
			return -PW_ENOMEM;
	}
	return 0;
}

int sparse_memory_present_with_active_regions(struct machine *m)
{
	CALLED(m, sparse_memory_present_with_active_regions);

	return memory_present_all(m);
}

/* One buffer for all struct pages; 2 MiB pieces are cut off its aligned part. */
struct sparse_buffer {
	u64 next, end;
};

static u64 sparse_buffer_alloc(struct sparse_buffer *b)
{
	u64 pa = ALIGN_UP(b->next, PMD_SIZE);

	if (!b->next || pa + PMD_SIZE > b->end)
		return 0;
	b->next = pa + PMD_SIZE;
	return pa;
}

static u64 vmemmap_alloc_table(struct machine *m)
{
	return alloc(m, PAGE_SIZE, PAGE_SIZE, sys(m)->bootmem_low_limit, WHO_VMEMMAP_TABLE);
}

static int vmemmap_populate(struct machine *m, u64 start, u64 end, struct sparse_buffer *buffer)
{
	CALLED(m, vmemmap_populate, start, end);

	for (u64 va = ALIGN_DOWN(start, PMD_SIZE); va < end; va += PMD_SIZE) {
		u64 pud = kernel_table(m, table_entry(sys(m)->init_pgd, LEVEL_PGD, va),
				       vmemmap_alloc_table);
		u64 pmd = pud ? kernel_table(m, table_entry(pud, LEVEL_PUD, va),
					     vmemmap_alloc_table) : 0;
		u64 entry = table_entry(pmd, LEVEL_PMD, va), pa;

		if (!pmd)
			return -PW_ENOMEM;
		if (!pte_none(read_word(m, entry)))
			continue;	/* shared with the section below */
		pa = sparse_buffer_alloc(buffer);
		if (!pa)
			pa = alloc(m, PMD_SIZE, PMD_SIZE, sys(m)->bootmem_low_limit, WHO_MEMMAP);
		if (!pa)
			return -PW_ENOMEM;
		write_word(m, entry, pa | m->geo.block_bits);
		trace_vmemmap_mapped(m, va, pa);
	}
	return 0;
}

static int sparse_init_one_section(struct machine *m, u32 nr, struct sparse_buffer *buffer)
{
	u64 bytes = (u64)pages_per_section(m) * m->geo.sizeof_page;
	u64 map = m->geo.vmemmap_start + nr * bytes -
		  (sys(m)->phys_offset >> PAGE_SHIFT) * m->geo.sizeof_page;
	const struct mem_section *section = mem_section_at(m, nr);

	if (vmemmap_populate(m, map, map + bytes, buffer))
		return -PW_ENOMEM;
	set(m, section, section_mem_map, map);
	set(m, section, flags, section->flags | SECTION_HAS_MEM_MAP);
	trace_section_mem_map(m, nr, map);
	return 0;
}

int sparse_init(struct machine *m)
{
	struct sparse_buffer buffer = { 0, 0 };
	u64 map_count = 0;
	CALLED(m, sparse_init);

	for (u32 nr = 0; nr < nr_sections(m); nr++)
		map_count += present(m, nr);
	if (!alloc(m, usemap_size(m) * map_count, 0, 0, WHO_USEMAP))
		return -PW_ENOMEM;
	buffer.next = alloc(m, map_count * section_map_size(m), PAGE_SIZE, sys(m)->bootmem_low_limit,
			    WHO_MEMMAP);
	buffer.end = buffer.next + map_count * section_map_size(m);
	for (u32 nr = 0; nr < nr_sections(m); nr++)
		if (present(m, nr) && sparse_init_one_section(m, nr, &buffer))
			return -PW_ENOMEM;
	if (buffer.next && buffer.next < buffer.end)
		memblock_free(m, buffer.next, buffer.end - buffer.next, WHO_MEMMAP);
	return 0;
}
