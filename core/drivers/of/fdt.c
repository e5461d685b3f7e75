/* Walking a flattened device tree: see fdt.h. */
#include <string.h>

#include "drivers/of/fdt.h"

enum fdt_token { FDT_BEGIN_NODE = 1, FDT_END_NODE, FDT_PROP, FDT_NOP, FDT_END = 9 };

u32 fdt32_at(const u8 *p)
{
	return (u32)p[0] << 24 | (u32)p[1] << 16 | (u32)p[2] << 8 | p[3];
}

u64 of_read_number(const u8 *cells, u32 nr)
{
	u64 number = 0;

	for (; nr; nr--, cells += 4)
		number = number << 32 | fdt32_at(cells);
	return number;
}

void flat_dt_mem_rsv(const struct fdt *fdt, u32 n, u64 *base, u64 *size)
{
	const u8 *entry = fdt->blob + fdt->off_rsvmap + n * 16;

	*base = of_read_number(entry, 2);
	*size = of_read_number(entry + 8, 2);
}

static u32 token_at(const struct fdt *fdt, u32 offset)
{
	return fdt32_at(fdt->blob + offset);
}

static const char *string_at(const struct fdt *fdt, u32 offset)
{
	return (const char *)fdt->blob + offset;
}

/* Past the token at offset and what belongs to it. */
static u32 next_token(const struct fdt *fdt, u32 offset)
{
	switch (token_at(fdt, offset)) {
	case FDT_BEGIN_NODE:
		return (u32)ALIGN_UP(offset + 4 + strlen(string_at(fdt, offset + 4)) + 1, 4);
	case FDT_PROP:
		return (u32)ALIGN_UP(offset + 12 + token_at(fdt, offset + 4), 4);
	default:
		return offset + 4;
	}
}

bool next_flat_dt_node(const struct fdt *fdt, struct fdt_node *node)
{
	u32 offset = node->name ? next_token(fdt, node->offset) : fdt->off_struct;
	s32 depth = node->name ? node->depth : -1;

	for (;; offset = next_token(fdt, offset)) {
		switch (token_at(fdt, offset)) {
		case FDT_BEGIN_NODE:
			*node = (struct fdt_node){ offset, depth + 1,
						   string_at(fdt, offset + 4) };
			return true;
		case FDT_END_NODE:
			depth--;
			break;
		case FDT_END:
			return false;
		}
	}
}

bool fdt_next_prop(const struct fdt *fdt, const struct fdt_node *node, struct fdt_prop *prop)
{
	u32 offset = prop->next ? prop->next : next_token(fdt, node->offset);

	while (token_at(fdt, offset) == FDT_NOP)
		offset += 4;
	if (token_at(fdt, offset) != FDT_PROP)
		return false;
	prop->len = token_at(fdt, offset + 4);
	prop->name = string_at(fdt, fdt->off_strings + token_at(fdt, offset + 8));
	prop->value = fdt->blob + offset + 12;
	prop->next = next_token(fdt, offset);
	return true;
}

const u8 *of_get_flat_dt_prop(const struct fdt *fdt, const struct fdt_node *node, const char *name, u32 *len)
{
	struct fdt_prop prop = { 0 };

	while (fdt_next_prop(fdt, node, &prop))
		if (strcmp(prop.name, name) == 0) {
			*len = prop.len;
			return prop.value;
		}
	return NULL;
}

bool fdt_has_prop(const struct fdt *fdt, const struct fdt_node *node, const char *name)
{
	u32 len;

	return of_get_flat_dt_prop(fdt, node, name, &len);
}

bool of_flat_dt_is_compatible(const struct fdt *fdt, const struct fdt_node *node, const char *compatible)
{
	u32 len, bytes = (u32)strlen(compatible) + 1;
	const u8 *list = of_get_flat_dt_prop(fdt, node, "compatible", &len), *end = list ? list + len : NULL;

	while (list && list < end) {
		const u8 *nul = memchr(list, 0, (size_t)(end - list));

		if (!nul)
			return false;
		if ((u32)(nul + 1 - list) == bytes && memcmp(list, compatible, bytes) == 0)
			return true;
		list = nul + 1;
	}
	return false;
}

bool fdt_is_available(const struct fdt *fdt, const struct fdt_node *node)
{
	u32 len;
	const u8 *status = of_get_flat_dt_prop(fdt, node, "status", &len);

	return !status || (len == 3 && memcmp(status, "ok", 3) == 0) ||
	       (len == 5 && memcmp(status, "okay", 5) == 0);
}

/* struct device_node and struct property, with sysfs but no dynamic trees, on 64 and on 32 bits */
u64 fdt_unflattened_size(const struct fdt *fdt, u32 word_bytes)
{
	u32 node_bytes = word_bytes == 8 ? 168 : 88, prop_bytes = word_bytes == 8 ? 88 : 44;
	u64 size = 0;

	for_each_fdt_node(fdt, node) {
		struct fdt_prop prop = { 0 };
		bool has_name = false;

		size = ALIGN_UP(size, word_bytes) + node_bytes + strlen(node.name) + 1;
		while (fdt_next_prop(fdt, &node, &prop)) {
			has_name |= strcmp(prop.name, "name") == 0;
			size = ALIGN_UP(size, word_bytes) + prop_bytes;
		}
		if (!has_name)	/* one is made of the node's own name, up to the @ */
			size = ALIGN_UP(size, word_bytes) + prop_bytes +
			       strcspn(node.name, "@") + 1;
	}
	return ALIGN_UP(size, 4) + 4;	/* and a mark at the end */
}
