/*
 * The flattened device tree: what a boot loader tells a kernel about its machine.  Read only.
 * Open drivers/of/fdt.c and the devicetree specification, chapter 5, beside this.
 *
 * fdt_check() looks at every byte that the others will follow; after it they cannot go astray.
 */
#ifndef DRIVERS_OF_FDT_H
#define DRIVERS_OF_FDT_H

#include "machine/types.h"

#define OF_DT_HEADER 0xd00dfeedu
#define FDT_HEADER_BYTES 40
#define FDT_OLDEST 16		/* versions that say how long their parts are, */
#define FDT_KNOWN 17		/* and that 4.19's libfdt reads */
#define MAX_FDT_SIZE (2u << 20)	/* one section of the fixmap maps it */
#define FDT_MAX_DEPTH 64	/* 4.19's own limit when it unflattens */
#define FDT_PATH_MAX 96
#define DT_CELLS_MAX 4

struct fdt {
	const u8 *blob;
	u32 totalsize;
	u32 off_rsvmap, nr_rsv;
	u32 off_struct, size_struct, off_strings, size_strings;
};

/* The first thing that is wrong: at which byte, in which node ("/" before the tree begins). */
struct fdt_error {
	u32 offset;
	char path[FDT_PATH_MAX];
	const char *en, *zh;
};

/* A node while scanning: its place, its name and how deep it lies; the root has depth 0. */
struct fdt_node {
	u32 offset;		/* of its FDT_BEGIN_NODE */
	s32 depth;
	const char *name;	/* "memory@40000000" */
};

/* 0, or -PW_EINVAL with the error filled in. */
int fdt_check(struct fdt *fdt, const void *blob, u64 bytes, struct fdt_error *error);

/* of_scan_flat_dt(): every node in the order of the tree.  Begin with a node of all zeroes. */
bool next_flat_dt_node(const struct fdt *fdt, struct fdt_node *node);
#define for_each_fdt_node(fdt, node) \
	for (struct fdt_node node = { 0 }; next_flat_dt_node(fdt, &node);)

/* A property of the node while scanning; begin with all zeroes. */
struct fdt_prop {
	u32 next, len;
	const char *name;
	const u8 *value;
};
bool fdt_next_prop(const struct fdt *fdt, const struct fdt_node *node, struct fdt_prop *prop);

/* The value and its length, NULL if the node has no such property. */
const u8 *of_get_flat_dt_prop(const struct fdt *fdt, const struct fdt_node *node, const char *name, u32 *len);
bool fdt_has_prop(const struct fdt *fdt, const struct fdt_node *node, const char *name);
/* compatible is a list of strings: is this one of them? */
bool of_flat_dt_is_compatible(const struct fdt *fdt, const struct fdt_node *node, const char *compatible);
/* status is missing, "ok" or "okay" */
bool fdt_is_available(const struct fdt *fdt, const struct fdt_node *node);

u32 fdt32_at(const u8 *p);
/* of_read_number(): cells of 4 bytes, big-endian; of more than two the last two count */
u64 of_read_number(const u8 *cells, u32 nr);
void flat_dt_mem_rsv(const struct fdt *fdt, u32 n, u64 *base, u64 *size);

/* How much unflatten_device_tree() asks memblock for: struct device_node, struct property, names. */
u64 fdt_unflattened_size(const struct fdt *fdt, u32 word_bytes);

#endif
