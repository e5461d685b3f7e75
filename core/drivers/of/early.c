/*
 * The first look at the device tree: /chosen, the root's cells, RAM.
 * Open drivers/of/fdt.c at early_init_dt_scan_nodes() beside this.
 */
#include <string.h>

#include "drivers/of/of_fdt.h"
#include "machine/trace.h"
#include "mm/memblock.h"

u64 dt_mem_next_cell(u32 cells, const u8 **at)
{
	u64 value = of_read_number(*at, cells);

	*at += cells * 4;
	return value;
}

static bool read_number(const struct fdt *fdt, const struct fdt_node *node, const char *name,
			u64 *value)
{
	u32 len;
	const u8 *prop = of_get_flat_dt_prop(fdt, node, name, &len);

	if (prop)
		*value = of_read_number(prop, len / 4);
	return prop;
}

/* early_init_dt_scan_chosen(): what the boot loader adds to the tree */
static void scan_chosen(struct machine *m, const struct fdt *fdt, const struct fdt_node *node,
			char *cmdline, u32 size)
{
	u64 start, end;
	u32 len;
	const u8 *bootargs = of_get_flat_dt_prop(fdt, node, "bootargs", &len);
	CALLED(m, early_init_dt_scan_chosen);

	if (read_number(fdt, node, "linux,initrd-start", &start) &&
	    read_number(fdt, node, "linux,initrd-end", &end)) {
		set(m, sys(m), initrd_start, start);
		set(m, sys(m), initrd_end, end);
		trace_dt_initrd(m, start, end);
	}
	if (!bootargs || !len)
		return;
	len = min_t(u32, len, size) - 1;
	memcpy(cmdline, bootargs, len);
	cmdline[len] = '\0';
}

/* More than two cells cannot be an address here; the specification's defaults are 2 and 1. */
static void scan_root(struct machine *m, const struct fdt *fdt, const struct fdt_node *node)
{
	u64 size_cells = 1, addr_cells = 1;
	CALLED(m, early_init_dt_scan_root);

	read_number(fdt, node, "#size-cells", &size_cells);
	read_number(fdt, node, "#address-cells", &addr_cells);
	set(m, sys(m), dt_root_size_cells, min_t(u64, size_cells, DT_CELLS_MAX));
	set(m, sys(m), dt_root_addr_cells, min_t(u64, addr_cells, DT_CELLS_MAX));
	trace_dt_root(m, sys(m)->dt_root_addr_cells, sys(m)->dt_root_size_cells);
}

/* Whole pages, at or above the start of the direct map, and where a physical address reaches. */
static void early_init_dt_add_memory_arch(struct machine *m, u64 base, u64 size)
{
	u64 end, max = BIT(m->geo.physmem_bits) - 1;

	if (m->geo.physmem_bits > 40)
		max = ~0ull;
	if (size > ~0ull - base)
		size = ~0ull - base;
	end = ALIGN_DOWN(base + size, PAGE_SIZE);
	base = ALIGN_UP(base, PAGE_SIZE);
	if (base > max || end <= base || end < sys(m)->phys_offset)
		return;
	if (end - 1 > max)
		end = max + 1;
	base = max_t(u64, base, sys(m)->phys_offset);
	if (base < end)
		memblock_add(m, base, end - base);
}

/* What a memory node says, NULL if the node is none; len in bytes */
static const u8 *memory_reg(const struct fdt *fdt, const struct fdt_node *node, u32 *len)
{
	u32 type_len;
	const u8 *type = of_get_flat_dt_prop(fdt, node, "device_type", &type_len);
	const u8 *reg = of_get_flat_dt_prop(fdt, node, "linux,usable-memory", len);

	if (!type || type_len < 7 || memcmp(type, "memory", 7) != 0)
		return NULL;
	return reg ? reg : of_get_flat_dt_prop(fdt, node, "reg", len);
}

static void scan_memory(struct machine *m, const struct fdt *fdt, const struct fdt_node *node)
{
	u32 addr_cells = sys(m)->dt_root_addr_cells, size_cells = sys(m)->dt_root_size_cells;
	u32 cells = addr_cells + size_cells, len;
	const u8 *reg = memory_reg(fdt, node, &len);

	if (!reg)
		return;
	CALLED(m, early_init_dt_scan_memory);
	for (u32 left = cells ? len / 4 : 0; cells && left >= cells; left -= cells) {
		u64 base = dt_mem_next_cell(addr_cells, &reg);
		u64 size = dt_mem_next_cell(size_cells, &reg);

		if (!size)
			continue;
		early_init_dt_add_memory_arch(m, base, size);
		if (fdt_has_prop(fdt, node, "hotpluggable"))
			memblock_setclr_flag(m, base, size, true, MEMBLOCK_HOTPLUG);
	}
}

void early_init_dt_scan(struct machine *m, const struct fdt *fdt, char *cmdline, u32 size)
{
	bool chosen = false;
	CALLED(m, early_init_dt_scan, fdt->totalsize);

	for_each_fdt_node(fdt, node)
		if (node.depth == 1 && !chosen &&
		    (!strcmp(node.name, "chosen") || !strcmp(node.name, "chosen@0"))) {
			scan_chosen(m, fdt, &node, cmdline, size);
			chosen = true;
		}
	for_each_fdt_node(fdt, node)
		if (node.depth == 0)
			scan_root(m, fdt, &node);
	for_each_fdt_node(fdt, node)
		scan_memory(m, fdt, &node);
}

/* For the log only: the tree itself can be looked at. */
void of_flat_dt_get_machine_name(struct machine *m)
{
	CALLED(m, of_flat_dt_get_machine_name);
}

int unflatten_device_tree(struct machine *m, const struct fdt *fdt)
{
	u64 size = fdt_unflattened_size(fdt, m->geo.word_bytes);
	CALLED(m, unflatten_device_tree, size);

	return memblock_virt_alloc_try_nid(m, size, m->geo.word_bytes, 0, MEMBLOCK_ALLOC_ANYWHERE,
					   WHO_DT_NODES) ? 0 : -PW_ENOMEM;
}

static u64 root_cells(const struct fdt *fdt, const char *name, u64 cells)
{
	for_each_fdt_node(fdt, node)
		if (node.depth == 0)
			read_number(fdt, &node, name, &cells);
	return min_t(u64, cells, DT_CELLS_MAX);
}

void fdt_ram(const struct fdt *fdt, struct dt_ram *ram)
{
	u32 addr_cells = (u32)root_cells(fdt, "#address-cells", 1);
	u32 size_cells = (u32)root_cells(fdt, "#size-cells", 1), cells = addr_cells + size_cells;

	*ram = (struct dt_ram){ 0 };
	for_each_fdt_node(fdt, node) {
		u32 len;
		const u8 *reg = memory_reg(fdt, &node, &len);

		for (u32 left = reg && cells ? len / 4 : 0; cells && left >= cells; left -= cells) {
			u64 base = dt_mem_next_cell(addr_cells, &reg);
			u64 size = dt_mem_next_cell(size_cells, &reg);

			if (!size || size > ~0ull - base)
				continue;
			if (!ram->size || base < ram->base) {
				ram->base = base;
				ram->size = size;
			}
			ram->end = max_t(u64, ram->end, base + size);
			ram->total += size;
		}
	}
}

int fdt_set_ram(u8 *blob, u64 bytes, u64 ram_bytes)
{
	struct fdt_error error;
	struct dt_ram ram;
	struct fdt fdt;
	u32 addr_cells, size_cells;

	if (fdt_check(&fdt, blob, bytes, &error))
		return -PW_EINVAL;
	fdt_ram(&fdt, &ram);
	if (ram.size)
		return -PW_EEXIST;
	addr_cells = (u32)root_cells(&fdt, "#address-cells", 1);
	size_cells = (u32)root_cells(&fdt, "#size-cells", 1);
	for_each_fdt_node(&fdt, node) {
		u32 len;
		const u8 *reg = memory_reg(&fdt, &node, &len);
		u8 *size = reg ? blob + (reg - fdt.blob) + addr_cells * 4 : NULL;

		if (!size || len < (addr_cells + size_cells) * 4)
			continue;
		for (u32 i = 0; i < size_cells * 4 && i < 8; i++)
			size[size_cells * 4 - 1 - i] = (u8)(ram_bytes >> 8 * i);
		return 0;
	}
	return -PW_ENOENT;
}
