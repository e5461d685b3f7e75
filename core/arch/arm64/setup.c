/*
 * setup_arch() of arm64.  Open arch/arm64/kernel/setup.c and mm/init.c beside this.
 *
 * The machine describes itself in a device tree.  It must be mapped before it can be read, with the
 * fixmap, whose page tables lie in the kernel's bss: nothing can be allocated before RAM is known.
 */
#include "arch/arm64/mmu.h"
#include "arch/kimage.h"
#include "drivers/of/of_fdt.h"
#include "init/main.h"
#include "lib/cmdline.h"
#include "machine/trace.h"
#include "mm/cma.h"
#include "mm/memblock.h"
#include "mm/nobootmem.h"
#include "mm/page_alloc.h"
#include "mm/percpu.h"
#include "mm/sparse.h"
#include "mm/swiotlb.h"
#include "mm/zone_init.h"

#define PHYS_MASK_SHIFT 48
#define LINEAR_REGION_SIZE BIT(47)		/* half of the kernel's 2^48 bytes */
#define ARM64_MEMSTART_ALIGN BIT(30)
#define CMA_SIZE_MBYTES 16
#define MIN_FDT_ALIGN 8

static void early_mem(struct machine *m, const char *value)
{
	set(m, sys(m), memory_limit, memparse(value, &value) & PAGE_MASK);
}

static void early_params(struct machine *m, const struct boot_params *p)
{
	static const struct early_param params[] = {
		{ "mem", early_mem }, { "cma", early_cma }, { "swiotlb", setup_io_tlb_npages },
	};
	CALLED(m, parse_early_param);

	parse_early_options(m, p->cmdline, params, ARRAY_SIZE(params));
}

static int setup_machine_fdt(struct machine *m, struct boot_params *p, struct fdt *fdt)
{
	struct fdt_error error;
	CALLED(m, setup_machine_fdt, p->dtb_pa);

	if (p->dtb_pa % MIN_FDT_ALIGN || fdt_check(fdt, p->dtb, p->dtb_bytes, &error))
		return -PW_EINVAL;
	fixmap_remap_fdt(m, p->dtb_pa, fdt->totalsize);
	early_init_dt_scan(m, fdt, p->cmdline, sizeof(p->cmdline));
	of_flat_dt_get_machine_name(m);
	return 0;
}

/* The linear map has room for half of the address space, from memstart_addr on. */
static void limit_to_linear_region(struct machine *m, const struct boot_params *p)
{
	u64 memstart;

	memblock_remove(m, BIT(PHYS_MASK_SHIFT), ~0ull);
	memstart = ALIGN_DOWN(memblock_start_of_DRAM(m), ARM64_MEMSTART_ALIGN);
	set(m, sys(m), phys_offset, memstart);
	memblock_remove(m, max_t(u64, memstart + LINEAR_REGION_SIZE, p->kernel_end), ~0ull);
	if (memstart + LINEAR_REGION_SIZE >= memblock_end_of_DRAM(m))
		return;
	memstart = ALIGN_UP(memblock_end_of_DRAM(m) - LINEAR_REGION_SIZE, ARM64_MEMSTART_ALIGN);
	set(m, sys(m), phys_offset, memstart);
	memblock_remove(m, 0, memstart);
}

/* What mem= cut off comes back where the initrd lies. */
static void add_back_initrd(struct machine *m)
{
	u64 base = ALIGN_DOWN(sys(m)->initrd_start, PAGE_SIZE);
	u64 size = ALIGN_UP(sys(m)->initrd_end, PAGE_SIZE) - base;
	u64 start = memblock_start_of_DRAM(m);

	if (base < start || base + size > start + LINEAR_REGION_SIZE) {
		set(m, sys(m), initrd_start, 0);
		return;
	}
	memblock_remove(m, base, size);
	memblock_add(m, base, size);
	memblock_reserve(m, base, size, WHO_INITRD);
}

/* max_zone_dma_phys(): what a device with 32 address lines reaches */
static u64 max_zone_dma_phys(const struct machine *m)
{
	u64 offset = memblock_start_of_DRAM(m) & ~0xffffffffull;

	return min_t(u64, offset + BIT(32), memblock_end_of_DRAM(m));
}

static void arm64_memblock_init(struct machine *m, const struct boot_params *p,
				const struct fdt *fdt)
{
	CALLED(m, arm64_memblock_init);

	limit_to_linear_region(m, p);
	if (sys(m)->memory_limit != ~0ull) {
		memblock_mem_limit_remove_map(m, sys(m)->memory_limit);
		memblock_add(m, p->text, p->kernel_end - p->text);
	}
	if (sys(m)->initrd_start)
		add_back_initrd(m);
	memblock_reserve(m, p->text, p->kernel_end - p->text, WHO_KERNEL_IMAGE);
	if (sys(m)->initrd_start)
		memblock_reserve(m, sys(m)->initrd_start,
				 sys(m)->initrd_end - sys(m)->initrd_start, WHO_INITRD);
	early_init_fdt_scan_reserved_mem(m, fdt);
	set(m, sys(m), dma_phys_limit, max_zone_dma_phys(m));
	set(m, sys(m), high_memory, memblock_end_of_DRAM(m));
	set(m, sys(m), bootmem_low_limit, sys(m)->phys_offset);
	dma_contiguous_reserve(m, sys(m)->dma_phys_limit);
	memblock_allow_resize(m);
}

static int arm64_memory_present(struct machine *m)
{
	CALLED(m, arm64_memory_present);

	return memory_present_all(m);
}

static int zone_sizes_init(struct machine *m, u64 max)
{
	u64 max_zone_pfn[] = { PFN_DOWN(sys(m)->dma_phys_limit), max };
	CALLED(m, zone_sizes_init);

	return free_area_init_nodes(m, max_zone_pfn);
}

static int bootmem_init(struct machine *m)
{
	u64 max = PFN_DOWN(memblock_end_of_DRAM(m));
	int ret;
	CALLED(m, bootmem_init);

	if (max > m->config.max_pfn)
		return -PW_EINVAL;
	set(m, sys(m), max_pfn, max);
	set(m, sys(m), max_low_pfn, max);
	ret = arm64_memory_present(m);
	if (!ret)
		ret = sparse_init(m);
	return ret ? ret : zone_sizes_init(m, max);
}

/* alloc_bootmem_low(): below what 32-bit devices reach */
static int request_standard_resources(struct machine *m)
{
	u64 size = (u64)memblock_memory(m)->cnt * m->geo.sizeof_resource;
	CALLED(m, request_standard_resources);

	return memblock_virt_alloc_try_nid(m, size, 0, 0, sys(m)->dma_phys_limit - 1,
					   WHO_RESOURCES) ? 0 : -PW_ENOMEM;
}

static int setup_arch(struct machine *m, struct boot_params *p)
{
	struct fdt fdt;
	int ret;
	CALLED(m, setup_arch);

	note_kernel_image(m, p, KIMAGE_VADDR - ALIGN_DOWN(p->text, 2ull << 20), p->kernel_end);
	set(m, sys(m), cma_size, (u64)CMA_SIZE_MBYTES << 20);
	set(m, sys(m), memory_limit, ~0ull);
	early_fixmap_init(m);
	early_ioremap_init(m);
	ret = setup_machine_fdt(m, p, &fdt);
	if (ret || !memblock_memory(m)->total_size)
		return -PW_EINVAL;
	early_params(m, p);
	arm64_memblock_init(m, p, &fdt);
	if (!memblock_is_region_memory(m, p->text, p->kernel_end - p->text))
		return -PW_EINVAL;
	ret = paging_init(m, p);
	if (!ret)
		ret = unflatten_device_tree(m, &fdt);
	if (!ret)
		ret = bootmem_init(m);
	return ret ? ret : request_standard_resources(m);
}

static int setup_per_cpu_areas(struct machine *m)
{
	static const struct pcpu_layout layout = { 53656, 8192, 28672, PAGE_SIZE };

	return pcpu_embed_first_chunk(m, &layout);
}

static int mem_init(struct machine *m)
{
	CALLED(m, mem_init);

	if (sys(m)->max_pfn > PFN_DOWN(sys(m)->dma_phys_limit) || sys(m)->swiotlb_force)
		swiotlb_init(m, sys(m)->dma_phys_limit - 1);
	free_all_bootmem(m);
	mem_init_print_info(m);
	return 0;
}

static void free_initrd_mem(struct machine *m)
{
	u64 start = sys(m)->initrd_start, end = sys(m)->initrd_end;

	free_reserved_area(m, start, end, WHO_INITRD);
	memblock_free(m, start, end - start, WHO_INITRD);
}

static void free_initmem(struct machine *m, const struct boot_params *p)
{
	free_reserved_area(m, p->init_begin, p->init_end, WHO_INIT_MEMORY);
}

const struct arch_boot arm64_boot = {
	.setup_arch = setup_arch, .setup_per_cpu_areas = setup_per_cpu_areas,
	.mem_init = mem_init, .free_initrd = free_initrd_mem, .free_initmem = free_initmem,
};
