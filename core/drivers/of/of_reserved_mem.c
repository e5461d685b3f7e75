/*
 * RAM that belongs to devices: /memreserve/ and /reserved-memory.
 * Open drivers/of/of_reserved_mem.c, fdt.c and kernel/dma/contiguous.c beside this.
 *
 * A region with reg has its place and is taken at once; one with size only gets a place when all
 * fixed ones have theirs.  no-map takes it out of memory altogether.
 */
#include <string.h>

#include "drivers/of/of_fdt.h"
#include "machine/trace.h"
#include "mm/cma.h"
#include "mm/memblock.h"
#include "mm/mmzone.h"

#define MAX_RESERVED_REGIONS 32

struct reserved_mem {
	struct fdt_node node;
	u64 base, size;
};

struct reserved_mems {
	const struct fdt *fdt;
	u32 addr_cells, size_cells, nr;
	struct reserved_mem mem[MAX_RESERVED_REGIONS];
};

static int early_init_dt_reserve_memory_arch(struct machine *m, u64 base, u64 size, bool nomap,
					     enum boot_who who)
{
	return nomap ? memblock_remove(m, base, size) : memblock_reserve(m, base, size, who);
}

/* 32 regions; the kernel forgets further ones, too */
static void save_node(struct reserved_mems *r, const struct fdt_node *node, u64 base, u64 size)
{
	if (r->nr < MAX_RESERVED_REGIONS)
		r->mem[r->nr++] = (struct reserved_mem){ *node, base, size };
}

/* false: no reg, so the region has no place yet */
static bool reserve_reg(struct machine *m, struct reserved_mems *r, const struct fdt_node *node)
{
	u32 len, bytes = (r->addr_cells + r->size_cells) * 4;
	const u8 *reg = of_get_flat_dt_prop(r->fdt, node, "reg", &len);
	bool nomap = fdt_has_prop(r->fdt, node, "no-map"), first = true;

	if (!reg)
		return false;
	if (!bytes || len % bytes)
		return true;
	for (; len; len -= bytes) {
		u64 base = dt_mem_next_cell(r->addr_cells, &reg);
		u64 size = dt_mem_next_cell(r->size_cells, &reg);

		if (size)
			early_init_dt_reserve_memory_arch(m, base, size, nomap,
							  WHO_RESERVED_MEMORY);
		if (first)
			save_node(r, node, base, size);
		first = false;
	}
	return true;
}

static bool cells_are(const struct fdt *fdt, const struct fdt_node *node, const char *name, u32 cells)
{
	u32 len;
	const u8 *prop = of_get_flat_dt_prop(fdt, node, name, &len);

	return prop && len >= 4 && fdt32_at(prop) == cells;
}

/* Its addresses must mean the same as the root's. */
static bool check_root(const struct reserved_mems *r, const struct fdt_node *node)
{
	return cells_are(r->fdt, node, "#size-cells", r->size_cells) &&
	       cells_are(r->fdt, node, "#address-cells", r->addr_cells) &&
	       fdt_has_prop(r->fdt, node, "ranges");
}

static void scan_reserved_mem(struct machine *m, struct reserved_mems *r)
{
	bool found = false;

	for_each_fdt_node(r->fdt, node) {
		if (!found && node.depth == 1 && strcmp(node.name, "reserved-memory") == 0) {
			if (!check_root(r, &node))
				return;
			found = true;
			continue;
		}
		if (found && node.depth < 2)
			return;
		if (!found || !fdt_is_available(r->fdt, &node))
			continue;
		if (!reserve_reg(m, r, &node) && fdt_has_prop(r->fdt, &node, "size"))
			save_node(r, &node, 0, 0);
	}
}

/* As high as it goes below end; a place below start is given back. */
static u64 alloc_reserved_memory(struct machine *m, u64 size, u64 align, u64 start, u64 end,
				 bool nomap)
{
	u64 base = memblock_alloc_range(m, size, align, 0, end ? end : MEMBLOCK_ALLOC_ANYWHERE,
					WHO_RESERVED_MEMORY);

	if (base && base < start) {
		memblock_free(m, base, size, WHO_RESERVED_MEMORY);
		return 0;
	}
	if (base && nomap)
		memblock_remove(m, base, size);
	return base;
}

static bool is_cma(const struct fdt *fdt, const struct fdt_node *node)
{
	return of_flat_dt_is_compatible(fdt, node, "shared-dma-pool") &&
	       fdt_has_prop(fdt, node, "reusable") && !fdt_has_prop(fdt, node, "no-map");
}

/* A property that is one number of so many cells.  false: it is there, but not so. */
static bool read_cells(const struct fdt *fdt, const struct fdt_node *node, const char *name,
		       u32 cells, u64 *value)
{
	u32 len;
	const u8 *prop = of_get_flat_dt_prop(fdt, node, name, &len);

	if (prop && len == cells * 4)
		*value = of_read_number(prop, cells);
	return !prop || len == cells * 4;
}

static bool alloc_size(struct machine *m, const struct reserved_mems *r, struct reserved_mem *rmem)
{
	u32 len, bytes = (r->addr_cells + r->size_cells) * 4;
	u64 size = 0, align = 0, area = max_t(u32, MAX_ORDER - 1, pageblock_order(m));
	bool nomap = fdt_has_prop(r->fdt, &rmem->node, "no-map");
	const u8 *ranges = of_get_flat_dt_prop(r->fdt, &rmem->node, "alloc-ranges", &len);

	if (!read_cells(r->fdt, &rmem->node, "size", r->size_cells, &size) ||
	    !read_cells(r->fdt, &rmem->node, "alignment", r->addr_cells, &align) || !size)
		return false;
	if (is_cma(r->fdt, &rmem->node))
		align = max_t(u64, align, PAGE_SIZE << area);
	if (align & (align - 1) || (ranges && (!bytes || len % bytes)))
		return false;
	rmem->size = size;
	if (!ranges)
		rmem->base = alloc_reserved_memory(m, size, align, 0, 0, nomap);
	for (; ranges && len && !rmem->base; len -= bytes) {
		u64 start = dt_mem_next_cell(r->addr_cells, &ranges);
		u64 end = start + dt_mem_next_cell(r->size_cells, &ranges);

		rmem->base = alloc_reserved_memory(m, size, align, start, end, nomap);
	}
	return rmem->base;
}

/* rmem_cma_setup() */
static void init_node(struct machine *m, const struct fdt *fdt, const struct reserved_mem *rmem)
{
	u64 align = PAGE_SIZE << max_t(u32, MAX_ORDER - 1, pageblock_order(m));

	trace_reserved_mem(m, rmem->base, rmem->base + rmem->size);
	if (!is_cma(fdt, &rmem->node) || (rmem->base | rmem->size) & (align - 1))
		return;
	if (!cma_init_reserved_mem(m, rmem->base, rmem->size, 0) &&
	    fdt_has_prop(fdt, &rmem->node, "linux,cma-default"))
		set(m, sys(m), dma_contiguous_default, true);
}

static void swap_regions(struct reserved_mem *a, struct reserved_mem *b)
{
	struct reserved_mem t = *a;

	*a = *b;
	*b = t;
}

static void sift_down(struct reserved_mem *mem, u32 root, u32 nr)
{
	for (u32 child; (child = root * 2 + 1) < nr; root = child) {
		if (child + 1 < nr && mem[child].base < mem[child + 1].base)
			child++;
		if (mem[root].base >= mem[child].base)
			return;
		swap_regions(&mem[root], &mem[child]);
	}
}

/*
 * The kernel's sort() is a heap sort, and a heap sort changes the order of equals: all regions without
 * a place have base 0, so who of them chooses first is decided here.
 */
static void sort_regions(struct reserved_mem *mem, u32 nr)
{
	for (u32 root = nr / 2; root-- > 0;)
		sift_down(mem, root, nr);
	for (u32 last = nr; last-- > 1;) {
		swap_regions(&mem[0], &mem[last]);
		sift_down(mem, 0, last);
	}
}

void early_init_fdt_scan_reserved_mem(struct machine *m, const struct fdt *fdt)
{
	struct reserved_mems r = {
		.fdt = fdt, .addr_cells = sys(m)->dt_root_addr_cells,
		.size_cells = sys(m)->dt_root_size_cells,
	};
	CALLED(m, early_init_fdt_scan_reserved_mem);

	for (u32 n = 0; n < fdt->nr_rsv; n++) {
		u64 base, size;

		flat_dt_mem_rsv(fdt, n, &base, &size);
		memblock_reserve(m, base, size, WHO_MEMRESERVE);
	}
	scan_reserved_mem(m, &r);
	sort_regions(r.mem, r.nr);
	for (u32 i = 0; i < r.nr; i++)
		if (r.mem[i].size || alloc_size(m, &r, &r.mem[i]))
			init_node(m, fdt, &r.mem[i]);
}
