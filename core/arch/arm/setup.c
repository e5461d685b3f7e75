/*
 * setup_arch() of 32-bit ARM, with short descriptors or long ones (LPAE).
 * Open arch/arm/kernel/setup.c, mm/mmu.c and mm/init.c beside this.
 *
 * The direct map has 768 MiB below the vmalloc area; RAM behind them is HighMem.  It is made of
 * sections, so it needs no tables.  Left out: the mem_map of holes between banks, which the kernel
 * gives back, and the PTEs of a ragged end of lowmem.
 */
#include "arch/kimage.h"
#include "drivers/of/of_fdt.h"
#include "init/main.h"
#include "lib/cmdline.h"
#include "machine/trace.h"
#include "mm/cma.h"
#include "mm/content.h"
#include "mm/memblock.h"
#include "mm/nobootmem.h"
#include "mm/page_alloc.h"
#include "mm/percpu.h"
#include "mm/zone_init.h"

#define PAGE_OFFSET_ARM 0xc0000000ull
#define VMALLOC_END_ARM 0xff800000ull
#define VMALLOC_DEFAULT ((240ull + 8) << 20)	/* with the 8 MiB hole below it */
#define VMALLOC_SMALLEST (16ull << 20)
#define LOWMEM_SMALLEST (32ull << 20)
#define PMD_SIZE_ARM (2ull << 20)
#define MAX_DMA_ADDRESS 0xffffffffull		/* no ZONE_DMA */
/* Sections as the kernel maps RAM: cached, shared, no access for programs */
#define SECT_RW 0x1140eull
#define SECT_XN BIT(4)
#define SECT_LPAE 0x71dull
#define SECT_LPAE_XN BIT(54)
#define TABLE_LPAE 0x80000000000003ull

/* vmalloc=SIZE: what it takes, lowmem loses. */
static void early_vmalloc(struct machine *m, const char *value)
{
	u64 most = VMALLOC_END_ARM - PAGE_OFFSET_ARM - LOWMEM_SMALLEST;
	u64 size = memparse(value, &value);

	size = max_t(u64, size, VMALLOC_SMALLEST);
	set(m, sys(m), vmalloc_reserve, min_t(u64, size, most));
}

/* arm_add_memory(): whole pages, from where the direct map begins, as far as a phys_addr_t reaches */
static void arm_add_memory(struct machine *m, u64 start, u64 size)
{
	u64 most = m->config.arch == ARCH_ARM ? 0xffffffffull : ~0ull - PAGE_SIZE;
	u64 base = max_t(u64, ALIGN_UP(start, PAGE_SIZE), sys(m)->phys_offset);
	u64 end = size > most || start > most - size ? most : start + size;

	end = base + ALIGN_DOWN(end > base ? end - base : 0, PAGE_SIZE);
	if (base < end)
		memblock_add(m, base, end - base);
}

/* mem=SIZE@START: the first one makes the kernel forget what the tree said. */
static void early_mem(struct machine *m, const char *value)
{
	u64 first = memblock_start_of_DRAM(m), start = sys(m)->phys_offset;
	u64 size = memparse(value, &value);

	if (!sys(m)->usermem)
		memblock_remove(m, first, memblock_end_of_DRAM(m) - first);
	set(m, sys(m), usermem, true);
	if (*value == '@')
		start = memparse(value + 1, &value);
	arm_add_memory(m, start, size);
}

static void early_params(struct machine *m, const struct boot_params *p)
{
	static const struct early_param params[] = {
		{ "mem", early_mem }, { "vmalloc", early_vmalloc }, { "cma", early_cma },
	};
	CALLED(m, parse_early_param);

	parse_early_options(m, p->cmdline, params, ARRAY_SIZE(params));
}

/* Where lowmem ends; and until all is mapped, allocations stay below its last whole 2 MiB. */
static void adjust_lowmem_bounds(struct machine *m)
{
	u64 limit = VMALLOC_END_ARM - sys(m)->vmalloc_reserve - PAGE_OFFSET_ARM +
		    sys(m)->phys_offset;
	u64 lowmem = 0, memblock_limit = 0;
	CALLED(m, adjust_lowmem_bounds);

	for_each_memblock_region(m, memblock_memory(m), rgn) {
		u64 end = rgn->base + rgn->size;

		if (rgn->base >= limit)
			continue;
		if (end > lowmem)
			lowmem = min_t(u64, limit, end);
		if (!memblock_limit && rgn->base % PMD_SIZE_ARM)
			memblock_limit = rgn->base;
		else if (!memblock_limit && end % PMD_SIZE_ARM)
			memblock_limit = lowmem;
	}
	set(m, sys(m), high_memory, lowmem);
	trace_lowmem_bounds(m, lowmem, memblock_end_of_DRAM(m) - lowmem);
	if (!memblock_limit)
		memblock_limit = lowmem;
	memblock_set_current_limit(m, ALIGN_DOWN(memblock_limit, PMD_SIZE_ARM));
}

static void arm_memblock_init(struct machine *m, const struct boot_params *p, const struct fdt *fdt)
{
	u64 start = ALIGN_DOWN(sys(m)->initrd_start, PAGE_SIZE);
	u64 size = ALIGN_UP(sys(m)->initrd_end, PAGE_SIZE) - start;
	CALLED(m, arm_memblock_init);

	memblock_reserve(m, p->text, p->kernel_end - p->text, WHO_KERNEL_IMAGE);
	if (start && memblock_is_region_memory(m, start, size) &&
	    !memblock_overlaps_region(m, memblock_reserved(m), start, size))
		memblock_reserve(m, start, size, WHO_INITRD);
	else
		set(m, sys(m), initrd_end, sys(m)->initrd_start);
	memblock_reserve(m, p->init_top_pgt, p->swapper_pg_end - p->init_top_pgt, WHO_SWAPPER);
	memblock_reserve(m, p->dtb_pa, fdt->totalsize, WHO_DTB);
	early_init_fdt_scan_reserved_mem(m, fdt);
	dma_contiguous_reserve(m, ~0ull);
}

/* swapper_pg_dir has a PGD and, right behind it, a PMD table for each of its four GiB. */
static u64 lpae_pmd(const struct machine *m)
{
	return sys(m)->init_pgd + PAGE_SIZE + (PAGE_OFFSET_ARM >> 30) * PAGE_SIZE;
}

static u64 early_alloc(struct machine *m, u64 size, enum boot_who who)
{
	return memblock_alloc_range(m, size, size, 0, MEMBLOCK_ALLOC_ACCESSIBLE, who);
}

static int zone_sizes_init(struct machine *m, u64 max_low, u64 max_high)
{
	u64 max_zone_pfn[] = { max_low, max_high };
	CALLED(m, zone_sizes_init);

	return free_area_init_nodes(m, max_zone_pfn);
}

static int bootmem_init(struct machine *m)
{
	u64 max = PFN_DOWN(memblock_end_of_DRAM(m));
	u64 max_low = PFN_DOWN(memblock_at(m, 0)->current_limit);
	CALLED(m, bootmem_init);

	memblock_allow_resize(m);
	if (max > m->config.max_pfn)
		return -PW_EINVAL;
	set(m, sys(m), max_pfn, max);
	set(m, sys(m), max_low_pfn, max_low);
	return zone_sizes_init(m, max_low, max_t(u64, max, max_low));
}

/* dma_contiguous_remap(): a CMA area in lowmem gets PTEs, for its attributes change page by page. */
static int dma_contiguous_remap(struct machine *m)
{
	u64 static_vm = m->config.arch == ARCH_ARM_LPAE ? 0x30 : 0x28;
	CALLED(m, dma_contiguous_remap);

	for (u32 i = 0; i < sys(m)->cma_area_count; i++) {
		u64 start = PFN_PHYS(cma_at(m, i)->base_pfn);
		u64 end = start + PFN_PHYS(cma_at(m, i)->count);

		end = min_t(u64, end, sys(m)->high_memory);
		if (start >= end)
			continue;
		if (!memblock_alloc_range(m, static_vm, m->geo.word_bytes, 0,
					  MEMBLOCK_ALLOC_ACCESSIBLE, WHO_EARLY_PGTABLE))
			return -PW_ENOMEM;
		for (u64 pa = ALIGN_DOWN(start, PMD_SIZE_ARM); pa < end; pa += PMD_SIZE_ARM)
			if (!early_alloc(m, PAGE_SIZE, WHO_EARLY_PGTABLE))
				return -PW_ENOMEM;
	}
	return 0;
}

/* One entry of the kernel's own table for 1 MiB of lowmem, with LPAE for 2 MiB. */
static void map_section(struct machine *m, u64 pa, bool executable)
{
	u64 va = PAGE_OFFSET_ARM + pa - sys(m)->phys_offset;

	if (m->config.arch == ARCH_ARM_LPAE)
		write_word(m, lpae_pmd(m) + (va >> 21 & 511) * 8,
			   pa | (executable ? SECT_LPAE : SECT_LPAE | SECT_LPAE_XN));
	else
		write_bytes(m, sys(m)->init_pgd + (va >> 20) * 4,
			    pa | (executable ? SECT_RW : SECT_RW | SECT_XN), 4);
}

/* Early boot had mapped the image and the tree by hand; the table begins anew. */
static void prepare_page_table(struct machine *m)
{
	CALLED(m, prepare_page_table);

	if (m->config.arch == ARCH_ARM_LPAE)
		write_word(m, sys(m)->init_pgd + (PAGE_OFFSET_ARM >> 30) * 8,
			   lpae_pmd(m) | TABLE_LPAE);
}

/* Only what holds the kernel's text and init sections may be run. */
static void map_lowmem(struct machine *m, const struct boot_params *p)
{
	u64 section = m->config.arch == ARCH_ARM_LPAE ? 2ull << 20 : 1ull << 20;
	u64 run_start = ALIGN_DOWN(p->text, section), run_end = ALIGN_UP(p->init_end, section);
	CALLED(m, map_lowmem);

	for_each_memblock_region(m, memblock_memory(m), rgn) {
		u64 end = min_t(u64, rgn->base + rgn->size, sys(m)->high_memory);

		if (rgn->base >= end)
			continue;
		for (u64 pa = ALIGN_UP(rgn->base, section); pa + section <= end; pa += section)
			map_section(m, pa, pa >= run_start && pa < run_end);
		trace_lowmem_mapped(m, rgn->base, end, PAGE_OFFSET_ARM + rgn->base -
				    sys(m)->phys_offset, section);
	}
}

static int devicemaps_init(struct machine *m)
{
	CALLED(m, devicemaps_init);

	if (!early_alloc(m, 2 * PAGE_SIZE, WHO_VECTORS))
		return -PW_ENOMEM;
	return early_alloc(m, PAGE_SIZE, WHO_EARLY_PGTABLE) ? 0 : -PW_ENOMEM;
}

static int kmap_init(struct machine *m)
{
	CALLED(m, kmap_init);

	for (u32 table = 0; table < 2; table++)
		if (!early_alloc(m, PAGE_SIZE, WHO_EARLY_PGTABLE))
			return -PW_ENOMEM;
	return 0;
}

static int paging_init(struct machine *m, const struct boot_params *p)
{
	u64 zero;
	CALLED(m, paging_init);

	prepare_page_table(m);
	map_lowmem(m, p);
	if (dma_contiguous_remap(m) || devicemaps_init(m) || kmap_init(m))
		return -PW_ENOMEM;
	zero = early_alloc(m, PAGE_SIZE, WHO_EARLY_PGTABLE);
	set(m, sys(m), zero_pfn, PFN_DOWN(zero));
	trace_zero_page_taken(m, PFN_DOWN(zero));
	return zero ? bootmem_init(m) : -PW_ENOMEM;
}

static int request_standard_resources(struct machine *m)
{
	CALLED(m, request_standard_resources);

	for (u32 i = 0; i < memblock_memory(m)->cnt; i++)
		if (!memblock_virt_alloc_try_nid(m, m->geo.sizeof_resource, 0, 0,
						 MEMBLOCK_ALLOC_ANYWHERE, WHO_RESOURCES))
			return -PW_ENOMEM;
	return 0;
}

static int setup_machine_fdt(struct machine *m, struct boot_params *p, struct fdt *fdt)
{
	struct fdt_error error;
	CALLED(m, setup_machine_fdt, p->dtb_pa);

	if (fdt_check(fdt, p->dtb, p->dtb_bytes, &error))
		return -PW_EINVAL;
	of_flat_dt_get_machine_name(m);
	early_init_dt_scan(m, fdt, p->cmdline, sizeof(p->cmdline));
	return 0;
}

/* Their slots need nothing yet: the fixmap's table is one of the kernel's image. */
static void early_mappings_init(struct machine *m)
{
	{ CALLED(m, early_fixmap_init); }
	{ CALLED(m, early_ioremap_init); }
}

static void early_mm_init(struct machine *m)
{
	CALLED(m, early_mm_init);
}

static int setup_arch(struct machine *m, struct boot_params *p)
{
	struct fdt fdt;
	int ret;
	CALLED(m, setup_arch);

	set(m, sys(m), phys_offset, p->phys_offset);
	set(m, sys(m), vmalloc_reserve, VMALLOC_DEFAULT);
	set(m, sys(m), bootmem_low_limit, MAX_DMA_ADDRESS - PAGE_OFFSET_ARM + p->phys_offset);
	ret = setup_machine_fdt(m, p, &fdt);
	if (ret)
		return ret;
	note_kernel_image(m, p, PAGE_OFFSET_ARM - p->phys_offset, p->kernel_end);
	early_mappings_init(m);
	early_params(m, p);
	early_mm_init(m);
	if (!memblock_is_region_memory(m, p->init_top_pgt, p->kernel_end - p->init_top_pgt))
		return -PW_EINVAL;
	adjust_lowmem_bounds(m);
	arm_memblock_init(m, p, &fdt);
	adjust_lowmem_bounds(m);
	ret = paging_init(m, p);
	if (!ret)
		ret = request_standard_resources(m);
	return ret ? ret : unflatten_device_tree(m, &fdt);
}

static int setup_per_cpu_areas(struct machine *m)
{
	static const struct pcpu_layout layout = { 32396, 8192, 20480, PAGE_SIZE };

	return pcpu_embed_first_chunk(m, &layout);
}

/* free_highpages(): after lowmem, frame by frame */
static void free_highpages(struct machine *m)
{
	u64 start, end, low = sys(m)->max_low_pfn;
	u32 pages = 0;

	for_each_free_mem_range(m, i, &start, &end)
		for (u64 pfn = max_t(u64, PFN_UP(start), low); pfn < PFN_DOWN(end); pfn++, pages++)
			free_highmem_page(m, (pfn_t)pfn);
	trace_highmem_freed(m, low, sys(m)->max_pfn, pages);
}

static int mem_init(struct machine *m)
{
	CALLED(m, mem_init);

	free_all_bootmem(m);
	free_highpages(m);
	mem_init_print_info(m);
	return 0;
}

static void free_initrd_mem(struct machine *m)
{
	free_reserved_area(m, ALIGN_DOWN(sys(m)->initrd_start, PAGE_SIZE),
			   ALIGN_UP(sys(m)->initrd_end, PAGE_SIZE), WHO_INITRD);
}

static void free_initmem(struct machine *m, const struct boot_params *p)
{
	free_reserved_area(m, p->init_begin, p->init_end, WHO_INIT_MEMORY);
}

const struct arch_boot arm_boot = {
	.setup_arch = setup_arch, .setup_per_cpu_areas = setup_per_cpu_areas,
	.mem_init = mem_init, .free_initrd = free_initrd_mem, .free_initmem = free_initmem,
};
