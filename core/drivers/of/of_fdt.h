/* What boot takes from a device tree.  Open include/linux/of_fdt.h. */
#ifndef DRIVERS_OF_OF_FDT_H
#define DRIVERS_OF_OF_FDT_H

#include "drivers/of/fdt.h"
#include "machine/machine.h"

/* early.c: the command line (into size bytes) and initrd of /chosen, the root's cells, and RAM into memblock */
void early_init_dt_scan(struct machine *m, const struct fdt *fdt, char *cmdline, u32 size);
/* of_reserved_mem.c: /memreserve/ and /reserved-memory */
void early_init_fdt_scan_reserved_mem(struct machine *m, const struct fdt *fdt);
void of_flat_dt_get_machine_name(struct machine *m);
int unflatten_device_tree(struct machine *m, const struct fdt *fdt);	/* 0 or -PW_ENOMEM */

/* What the memory nodes say: the lowest region of RAM, where the highest ends, their sum; size 0: no RAM */
struct dt_ram {
	u64 base, size, end, total;
};
void fdt_ram(const struct fdt *fdt, struct dt_ram *ram);
/* A boot loader's work: the size of RAM into the first memory node.  -PW_EEXIST: it has one; -PW_ENOENT: no node. */
int fdt_set_ram(u8 *blob, u64 bytes, u64 ram_bytes);
u64 dt_mem_next_cell(u32 cells, const u8 **at);

#endif
