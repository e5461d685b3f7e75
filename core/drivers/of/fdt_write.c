/* Making a flattened device tree: see fdt_write.h. */
#include <assert.h>
#include <string.h>

#include "drivers/of/fdt_write.h"

#define RSVMAP_AT 48		/* aligned to 8 */
#define STRUCT_AT (RSVMAP_AT + 16)	/* behind its empty entry */

enum fdt_token { FDT_BEGIN_NODE = 1, FDT_END_NODE, FDT_PROP, FDT_END = 9 };

static void put32(u8 *at, u32 value)
{
	for (u32 i = 0; i < 4; i++)
		at[i] = (u8)(value >> (24 - 8 * i));
}

/* The next `bytes` of the structure block, padded to 4; NULL: no room */
static u8 *more(struct fdt_writer *w, u32 bytes)
{
	u32 at = w->at, padded = (u32)ALIGN_UP(bytes, 4);

	w->full |= padded > w->room - at;
	if (w->full)
		return NULL;
	w->at += padded;
	return w->blob + at;
}

static void put_token(struct fdt_writer *w, u32 token)
{
	u8 *at = more(w, 4);

	if (at)
		put32(at, token);
}

/* Where a name lies in the strings block; it is added when no property before had it. */
static u32 string_offset(struct fdt_writer *w, const char *name, u32 length)
{
	u32 at = 0;

	while (at < w->strings_bytes) {
		if (strlen(w->strings + at) == length && !memcmp(w->strings + at, name, length))
			return at;
		at += (u32)strlen(w->strings + at) + 1;
	}
	w->full |= length + 1 > FDT_STRINGS_MAX - at;
	if (w->full)
		return 0;
	memcpy(w->strings + at, name, length);
	w->strings[at + length] = '\0';
	w->strings_bytes += length + 1;
	return at;
}

void fdt_write_begin(struct fdt_writer *w, u8 *blob, u32 room)
{
	memset(w, 0, sizeof(*w));
	w->blob = blob;
	w->room = room;
	w->at = STRUCT_AT;
	w->full = room < STRUCT_AT;
}

void fdt_write_node(struct fdt_writer *w, const char *name, u32 length)
{
	u8 *at = more(w, 4 + length + 1);

	if (!at)
		return;
	put32(at, FDT_BEGIN_NODE);
	memcpy(at + 4, name, length);
}

void fdt_write_end_node(struct fdt_writer *w)
{
	put_token(w, FDT_END_NODE);
}

void fdt_write_prop(struct fdt_writer *w, const char *name, u32 name_length, const void *value, u32 bytes)
{
	u32 offset = string_offset(w, name, name_length);
	u8 *at = more(w, 12 + bytes);

	if (!at)
		return;
	put32(at, FDT_PROP);
	put32(at + 4, bytes);
	put32(at + 8, offset);
	if (bytes)
		memcpy(at + 12, value, bytes);
}

void fdt_write_cells(struct fdt_writer *w, const char *name, const u32 *cells, u32 nr)
{
	u8 value[128];

	assert(nr * 4 <= sizeof(value));
	for (u32 i = 0; i < nr; i++)
		put32(value + i * 4, cells[i]);
	fdt_write_prop(w, name, (u32)strlen(name), value, nr * 4);
}

int fdt_write_finish(struct fdt_writer *w)
{
	u32 strings_at;

	put_token(w, FDT_END);
	strings_at = w->at;
	if (w->full || w->strings_bytes > w->room - strings_at)
		return -PW_ENOSPC;
	memcpy(w->blob + strings_at, w->strings, w->strings_bytes);
	const u32 header[FDT_HEADER_BYTES / 4] = {
		OF_DT_HEADER, w->room, STRUCT_AT, strings_at, RSVMAP_AT, FDT_KNOWN, FDT_OLDEST, 0,
		w->strings_bytes, strings_at - STRUCT_AT,
	};
	for (u32 i = 0; i < FDT_HEADER_BYTES / 4; i++)
		put32(w->blob + i * 4, header[i]);
	return 0;
}
