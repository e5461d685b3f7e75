/*
 * Making a flattened device tree, from its beginning to its end.  Open the devicetree specification,
 * chapter 5, beside this.  The room is the caller's; what does not fit is remembered, not written.
 */
#ifndef DRIVERS_OF_FDT_WRITE_H
#define DRIVERS_OF_FDT_WRITE_H

#include "drivers/of/fdt.h"

#define FDT_STRINGS_MAX 1024

struct fdt_writer {
	u8 *blob;		/* zeroes, `room` bytes */
	u32 room, at;
	char strings[FDT_STRINGS_MAX];
	u32 strings_bytes;
	bool full;
};

void fdt_write_begin(struct fdt_writer *w, u8 *blob, u32 room);
void fdt_write_node(struct fdt_writer *w, const char *name, u32 length);
void fdt_write_end_node(struct fdt_writer *w);
void fdt_write_prop(struct fdt_writer *w, const char *name, u32 name_length, const void *value, u32 bytes);
void fdt_write_cells(struct fdt_writer *w, const char *name, const u32 *cells, u32 nr);
/* totalsize becomes the whole room, as boot loaders leave some.  0, or -PW_ENOSPC. */
int fdt_write_finish(struct fdt_writer *w);

#endif
