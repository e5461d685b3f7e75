/* The machines: numbers of the recorded 4.19 kernels.  Open each arch's Kconfig and asm/ headers. */
#include <string.h>

#include "machine/geometry.h"

const struct geometry geometries[NR_ARCHES] = {
	[ARCH_X86_64] = {
		.name = "x86_64",
		.nr_zones = 4,
		.zone_dma = 0, .zone_dma32 = 1, .zone_normal = 2, .zone_highmem = ZONE_NONE,
		.zone_movable = 3,
		.zone_names = { "DMA", "DMA32", "Normal", "Movable" },
		.lowmem_reserve_ratio = { 256, 256, 32, 0 },
		.pageblock_order = 9,
		.cmpxchg_double = true,
		.word_bytes = 8, .sizeof_page = 56, .sizeof_memblock_region = 24,
		.sizeof_resource = 64, .cache_bytes = 64, .page_offset = 0xffff880000000000,
		.section_bits = 27, .physmem_bits = 46, .vmemmap_start = 0xffffea0000000000,
		.table_bits = 0x67, .block_bits = BIT(63) | 0x1e3,
		.transparent_hugepage = true,
		.vmalloc_start = 0xffffc90000000000,
		.vmalloc_end = 0xffffe8ffffffffff, .ioremap_max_order = 30,
	},
	[ARCH_I386] = {
		.name = "i386",
		.nr_zones = 4,
		.zone_dma = 0, .zone_dma32 = ZONE_NONE, .zone_normal = 1, .zone_highmem = 2,
		.zone_movable = 3,
		.zone_names = { "DMA", "Normal", "HighMem", "Movable" },
		.lowmem_reserve_ratio = { 256, 32, 0, 0 },
		.pageblock_order = 10,
		.cmpxchg_double = true,
		.word_bytes = 4, .sizeof_page = 32, .sizeof_memblock_region = 12,
		.sizeof_resource = 32, .cache_bytes = 32, .page_offset = 0xc0000000,
		.physmem_bits = 32, .page_ext = true, .transparent_hugepage = true,
		.vmalloc_end = 0xfeffe000, .vmalloc_offset = 8 << 20,
		.ioremap_max_order = 22,
	},
	[ARCH_ARM64] = {
		.name = "arm64",
		.nr_zones = 3,
		.zone_dma = ZONE_NONE, .zone_dma32 = 0, .zone_normal = 1, .zone_highmem = ZONE_NONE,
		.zone_movable = 2,
		.zone_names = { "DMA32", "Normal", "Movable" },
		.lowmem_reserve_ratio = { 256, 32, 0 },
		.pageblock_order = 9,
		.kmalloc_minalign = 128,
		.cmpxchg_double = true,
		.word_bytes = 8, .sizeof_page = 56, .sizeof_memblock_region = 24,
		.sizeof_resource = 64, .cache_bytes = 64, .page_offset = 0xffff800000000000,
		.section_bits = 30, .physmem_bits = 48, .memory_is_valid = true,
		.vmemmap_start = 0xffff7e0000000000, .table_bits = 3, .block_bits = BIT(54) | BIT(53) | 0x711,
		.transparent_hugepage = true,
		.vmalloc_start = 0xffff000008000000,
		.vmalloc_end = 0xffff7dffbfff0000, .ioremap_max_order = 30,
	},
	[ARCH_ARM] = {
		.name = "arm",
		.nr_zones = 3,
		.zone_dma = ZONE_NONE, .zone_dma32 = ZONE_NONE, .zone_normal = 0, .zone_highmem = 1,
		.zone_movable = 2,
		.zone_names = { "Normal", "HighMem", "Movable" },
		.lowmem_reserve_ratio = { 32, 0, 0 },
		.pageblock_order = 10,
		.kmalloc_minalign = 64,
		.word_bytes = 4, .sizeof_page = 32, .sizeof_memblock_region = 12,
		.sizeof_resource = 32, .cache_bytes = 64, .page_offset = 0xc0000000,
		.physmem_bits = 32, .memory_is_valid = true, .page_ext = true,
		.vmalloc_end = 0xff800000, .vmalloc_offset = 8 << 20,
		.vmalloc_aligned = true, .ioremap_max_order = 19,
	},
	[ARCH_ARM_LPAE] = {
		.name = "arm-lpae",
		.nr_zones = 3,
		.zone_dma = ZONE_NONE, .zone_dma32 = ZONE_NONE, .zone_normal = 0, .zone_highmem = 1,
		.zone_movable = 2,
		.zone_names = { "Normal", "HighMem", "Movable" },
		.lowmem_reserve_ratio = { 32, 0, 0 },
		.pageblock_order = 10,
		.kmalloc_minalign = 64,
		.word_bytes = 4, .sizeof_page = 32, .sizeof_memblock_region = 24,
		.sizeof_resource = 40, .cache_bytes = 64, .page_offset = 0xc0000000,
		.physmem_bits = 40, .memory_is_valid = true, .page_ext = true,
		.vmalloc_end = 0xff800000, .vmalloc_offset = 8 << 20,
		.vmalloc_aligned = true, .ioremap_max_order = 19,
	},
};

enum machine_arch arch_of_name(const char *name)
{
	u32 arch = 0;

	while (arch < NR_ARCHES && strcmp(geometries[arch].name, name) != 0)
		arch++;
	return (enum machine_arch)arch;
}
