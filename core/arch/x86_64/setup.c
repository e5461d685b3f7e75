/*
 * setup_arch(): the kernel finds out what it runs on.  Open arch/x86/kernel/setup.c beside this.
 *
 * The order matters: everything that boot must not overwrite is reserved before anything may be
 * allocated, and nothing may be allocated above what the direct map reaches.
 */
#include "arch/kimage.h"
#include "arch/x86_64/setup.h"
#include "lib/cmdline.h"
#include "machine/trace.h"
#include "mm/cma.h"
#include "mm/memblock.h"
#include "mm/page_alloc.h"
#include "mm/sparse.h"
#include "mm/swiotlb.h"
#include "mm/zone_init.h"

#define ISA_END_ADDRESS 0x100000ull
#define BIOS_START_MIN 0x20000ull
#define BIOS_START_MAX 0x9f000ull
#define INIT_PGT_BUF_PAGES 6
#define REAL_MODE_SIZE (6 * PAGE_SIZE)
#define REAL_MODE_SIZE_32 (4 * PAGE_SIZE)
#define PKMAP_BASE 0xff000000ull
#define START_KERNEL_MAP 0xffffffff80000000ull
#define PAGE_OFFSET_32 0xc0000000ull
#define MAX_NONPAE_PFN BIT(32 - PAGE_SHIFT)
#define RESERVE_LOW 0x10000u
#define RESERVE_LOW_MOST (640u << 10)
#define HPET_NAME_SIZE 9		/* each behind its struct resource */
#define IOAPIC_NAME_SIZE 11
#define MPF_ADDRESS 0xf5b90ull		/* where SeaBIOS leaves its MP floating pointer */
#define MPF_SIZE 16
#define MPC_SIZE(cpus) (196 + 20 * (u64)(cpus))

static void early_reserve_initrd(struct machine *m, const struct boot_params *p)
{
	CALLED(m, early_reserve_initrd);

	set(m, sys(m), initrd_start, p->initrd_start);
	set(m, sys(m), initrd_end, p->initrd_end);
	if (p->initrd_end > p->initrd_start)
		memblock_reserve(m, p->initrd_start,
				 ALIGN_UP(p->initrd_end, PAGE_SIZE) - p->initrd_start, WHO_INITRD);
}

/* reservelow=SIZE: the firmware may scribble so far up; a page at least. */
static void parse_reservelow(struct machine *m, const char *value)
{
	u64 size = memparse(value, &value);

	size = min_t(u64, max_t(u64, size, PAGE_SIZE), RESERVE_LOW_MOST);
	set(m, sys(m), reserve_low, size);
}

static void early_params(struct machine *m, const struct boot_params *p)
{
	static const struct early_param params[] = {
		{ "mem", parse_memopt }, { "memmap", parse_memmap_opt }, { "cma", early_cma },
		{ "kernelcore", cmdline_parse_kernelcore },
		{ "movablecore", cmdline_parse_movablecore }, { "reservelow", parse_reservelow },
		{ "swiotlb", setup_io_tlb_npages },
		/* of 32-bit kernels alone */
		{ "highmem", parse_highmem }, { "vmalloc", parse_vmalloc },
	};
	CALLED(m, parse_early_param);

	set(m, sys(m), reserve_low, RESERVE_LOW);
	parse_early_options(m, p->cmdline, params, ARRAY_SIZE(params));
}

/* Whatever the command line says: the kernel runs here, so here is RAM. */
static void e820_add_kernel_range(struct machine *m, const struct boot_params *p)
{
	CALLED(m, e820_add_kernel_range);

	if (e820__mapped_all(m, p->text, p->kernel_end, E820_TYPE_RAM))
		return;
	e820__range_remove(m, p->text, p->kernel_end - p->text, 0);
	e820__range_add(m, p->text, p->kernel_end - p->text, E820_TYPE_RAM);
}

/* Video memory and ROMs lie between 640 KiB and 1 MiB, and frame 0 belongs to the BIOS. */
static void trim_bios_range(struct machine *m)
{
	CALLED(m, trim_bios_range);

	e820__range_update(m, 0, PAGE_SIZE, E820_TYPE_RAM, E820_TYPE_RESERVED);
	e820__range_remove(m, 0xa0000, ISA_END_ADDRESS - 0xa0000, E820_TYPE_RAM);
}

static void find_smp_config(struct machine *m)
{
	CALLED(m, find_smp_config);

	memblock_reserve(m, MPF_ADDRESS, MPF_SIZE, WHO_SMP_CONFIG);
	memblock_reserve(m, MPF_ADDRESS + MPF_SIZE, MPC_SIZE(m->config.nr_cpus), WHO_SMP_CONFIG);
}

static void early_alloc_pgt_buf(struct machine *m)
{
	const struct system *s = sys(m);
	CALLED(m, early_alloc_pgt_buf);

	set(m, s, pgt_buf_end, PFN_DOWN(s->brk_end));
	set(m, s, pgt_buf_top, s->pgt_buf_end + INIT_PGT_BUF_PAGES);
	set(m, s, can_use_brk_pgt, true);
	add(m, s, brk_end, INIT_PGT_BUF_PAGES * PAGE_SIZE);
	trace_pgt_buf(m, s->pgt_buf_end, s->pgt_buf_top);
}

static void reserve_brk(struct machine *m)
{
	CALLED(m, reserve_brk);

	if (sys(m)->brk_end > sys(m)->brk_start)
		memblock_reserve(m, sys(m)->brk_start, sys(m)->brk_end - sys(m)->brk_start,
				 WHO_BRK);
}

static void reserve_bios_regions(struct machine *m)
{
	u64 bios_start = BIOS_START_MAX;
	CALLED(m, reserve_bios_regions);

	/* what the BIOS says about low RAM is also the end of the first RAM range of its map */
	for (u32 i = 0; i < sys(m)->e820_nr; i++) {
		const struct e820_entry *e = e820_entry_at(m, i);
		u64 end = e->addr + e->size;

		if (e->type == E820_TYPE_RAM && end >= BIOS_START_MIN && end < BIOS_START_MAX)
			bios_start = end;
	}
	memblock_reserve(m, bios_start, ISA_END_ADDRESS - bios_start, WHO_BIOS);
}

static void reserve_real_mode(struct machine *m)
{
	u64 mem, size = x86_32(m) ? REAL_MODE_SIZE_32 : REAL_MODE_SIZE;
	CALLED(m, reserve_real_mode);

	mem = memblock_find_in_range(m, 0, ISA_END_ADDRESS, size, PAGE_SIZE);
	if (mem)
		memblock_reserve(m, mem, size, WHO_REAL_MODE);
}

static void trim_low_memory_range(struct machine *m)
{
	CALLED(m, trim_low_memory_range);

	memblock_reserve(m, 0, ALIGN_UP(sys(m)->reserve_low, PAGE_SIZE), WHO_LOW_64K);
}

/* How much of ZONE_DMA boot has taken: the zone's share that sizing decisions must not count. */
static void memblock_find_dma_reserve(struct machine *m)
{
	u64 nr_pages = 0, nr_free = 0, start, end;
	CALLED(m, memblock_find_dma_reserve);

	for_each_memblock_region(m, memblock_memory(m), rgn) {
		u64 from = min_t(u64, memblock_region_memory_base_pfn(rgn), MAX_DMA_PFN);
		u64 to = min_t(u64, memblock_region_memory_end_pfn(rgn), MAX_DMA_PFN);

		nr_pages += to - from;
	}
	for_each_free_mem_range(m, i, &start, &end) {
		u64 from = min_t(u64, PFN_UP(start), MAX_DMA_PFN);
		u64 to = min_t(u64, PFN_DOWN(end), MAX_DMA_PFN);

		if (from < to)
			nr_free += to - from;
	}
	set(m, sys(m), dma_reserve, nr_pages - nr_free);
	trace_dma_reserve(m, sys(m)->dma_reserve);
}

/* memblock_mem_size(): RAM below the limit, in bytes */
static u64 memblock_mem_size(const struct machine *m, u64 limit)
{
	u64 bytes = 0;

	for_each_memblock_region(m, memblock_memory(m), rgn) {
		u64 end = min_t(u64, rgn->base + rgn->size, limit);

		if (rgn->base < end)
			bytes += PFN_PHYS(PFN_DOWN(end) - PFN_UP(rgn->base));
	}
	return bytes;
}

/* mem= may have left the initrd outside of what is mapped: it moves down. */
static int relocate_initrd(struct machine *m, u64 size)
{
	u64 area = ALIGN_UP(size, PAGE_SIZE), at;
	CALLED(m, relocate_initrd, size);

	at = memblock_find_in_range(m, 0, PFN_PHYS(sys(m)->max_pfn_mapped), area, PAGE_SIZE);
	if (!at)
		return -PW_ENOMEM;
	memblock_reserve(m, at, area, WHO_INITRD);
	memblock_free(m, sys(m)->initrd_start,
		      ALIGN_UP(sys(m)->initrd_end, PAGE_SIZE) - sys(m)->initrd_start, WHO_INITRD);
	set(m, sys(m), initrd_start, at);
	set(m, sys(m), initrd_end, at + size);
	return 0;
}

static int reserve_initrd(struct machine *m)
{
	u64 start = sys(m)->initrd_start, end = sys(m)->initrd_end;
	u64 mapped = PFN_PHYS(sys(m)->max_pfn_mapped);
	CALLED(m, reserve_initrd);

	if (end <= start)
		return 0;
	if (end - start >= memblock_mem_size(m, mapped) / 2)
		return -PW_EINVAL;
	/* RAM is mapped by now, but for HighMem */
	if (end <= mapped && memblock_is_region_memory(m, start, end - start))
		return 0;
	return relocate_initrd(m, end - start);
}

static int alloc_resource(struct machine *m, u64 size, enum boot_who who)
{
	return memblock_virt_alloc_try_nid(m, size, m->geo.cache_bytes, PFN_PHYS(MAX_DMA_PFN),
					   MEMBLOCK_ALLOC_ANYWHERE, who) ? 0 : -PW_ENOMEM;
}

static int reserve_resources(struct machine *m)
{
	u64 resource = m->geo.sizeof_resource;
	int ret = x86_32(m) ? 0 : alloc_resource(m, resource + HPET_NAME_SIZE, WHO_HPET);

	if (!ret)
		ret = alloc_resource(m, resource + IOAPIC_NAME_SIZE, WHO_IOAPIC);
	if (ret)
		return ret;
	CALLED(m, e820__reserve_resources);
	return alloc_resource(m, resource * sys(m)->e820_nr, WHO_E820_RESOURCES);
}

/* With NUMA it would ask the firmware which node each range of RAM is near to. */
static void initmem_init(struct machine *m)
{
	CALLED(m, initmem_init);

	memblock_set_node(m, 0, ~0ull, 0);
}

static void find_max_pfn(struct machine *m)
{
	u32 max_pfn = e820__end_of_ram_pfn(m, x86_32(m) ? MAX_NONPAE_PFN : MAXMEM_PFN);

	set(m, sys(m), max_pfn, max_pfn);
	if (x86_32(m)) {
		find_low_pfn_range(m);
		return;
	}
	if (max_pfn > MAX_DMA32_PFN)
		max_pfn = e820__end_of_ram_pfn(m, MAX_DMA32_PFN);
	set(m, sys(m), max_low_pfn, max_pfn);
}

/* A loader would not have got this far had the image not fitted into RAM. */
static bool image_in_ram(const struct boot_params *p)
{
	for (u32 i = 0; i < p->e820_entries; i++) {
		const struct boot_e820_entry *e = &p->e820_table[i];

		if (e->type == E820_TYPE_RAM && e->addr <= p->text &&
		    p->kernel_end <= e->addr + e->size)
			return true;
	}
	return false;
}

static int zone_sizes_init(struct machine *m)
{
	u64 max_low_pfn = sys(m)->max_low_pfn;
	u64 max_zone_pfn_32[] = {
		min_t(u64, MAX_DMA_PFN, max_low_pfn), max_low_pfn, sys(m)->max_pfn,
	};
	u64 max_zone_pfn[] = {
		min_t(u64, MAX_DMA_PFN, max_low_pfn), min_t(u64, MAX_DMA32_PFN, max_low_pfn),
		max_low_pfn,
	};
	CALLED(m, zone_sizes_init);

	return free_area_init_nodes(m, x86_32(m) ? max_zone_pfn_32 : max_zone_pfn);
}

static int paging_init_64(struct machine *m)
{
	int ret;

	memblock_find_dma_reserve(m);
	ret = sparse_memory_present_with_active_regions(m);
	return ret ? ret : sparse_init(m);
}

/* permanent_kmaps_init(): the window through which the kernel looks at HighMem */
static int paging_init_32(struct machine *m)
{
	return page_table_range_init(m, PKMAP_BASE, PKMAP_BASE + 1024 * PAGE_SIZE);
}

int setup_arch(struct machine *m, struct boot_params *p)
{
	int ret;
	CALLED(m, setup_arch);

	if (!image_in_ram(p))
		return -PW_EINVAL;
	set(m, sys(m), bootmem_low_limit, PFN_PHYS(MAX_DMA_PFN));
	memblock_reserve(m, p->text, p->bss_end - p->text, WHO_KERNEL_IMAGE);
	memblock_reserve(m, 0, PAGE_SIZE, WHO_PAGE_ZERO);
	early_reserve_initrd(m, p);
	e820__memory_setup(m, p);
	note_kernel_image(m, p, x86_32(m) ? PAGE_OFFSET_32 : START_KERNEL_MAP,
			  p->bss_end + p->brk_used);
	set(m, sys(m), zero_pfn, PFN_DOWN(p->bss));
	early_params(m, p);
	if (x86_32(m))
		head_32_page_tables(m);
	e820_add_kernel_range(m, p);
	trim_bios_range(m);
	find_max_pfn(m);
	if (!sys(m)->max_pfn || sys(m)->max_pfn > m->config.max_pfn)
		return -PW_EINVAL;
	if (PFN_PHYS(sys(m)->max_low_pfn) < p->kernel_end)
		return -PW_EINVAL;	/* vmalloc= left too little for the direct map */
	find_smp_config(m);
	early_alloc_pgt_buf(m);
	reserve_brk(m);
	memblock_set_current_limit(m, ISA_END_ADDRESS);
	e820__memblock_setup(m);
	reserve_bios_regions(m);
	reserve_real_mode(m);
	trim_low_memory_range(m);
	ret = init_mem_mapping(m);
	if (ret)
		return ret;
	memblock_set_current_limit(m, PFN_PHYS(sys(m)->max_pfn_mapped));
	ret = reserve_initrd(m);
	if (ret)
		return ret;
	initmem_init(m);
	dma_contiguous_reserve(m, PFN_PHYS(sys(m)->max_pfn_mapped));
	ret = x86_32(m) ? paging_init_32(m) : paging_init_64(m);
	if (!ret)
		ret = zone_sizes_init(m);
	if (ret)
		return ret;
	return reserve_resources(m);
}

static void free_initrd_mem(struct machine *m)
{
	free_reserved_area(m, sys(m)->initrd_start, ALIGN_UP(sys(m)->initrd_end, PAGE_SIZE),
			   WHO_INITRD);
}

const struct arch_boot x86_boot = {
	.setup_arch = setup_arch, .setup_per_cpu_areas = setup_per_cpu_areas,
	.trap_init = trap_init, .mem_init = mem_init, .free_initrd = free_initrd_mem,
	.free_initmem = free_initmem,
};
