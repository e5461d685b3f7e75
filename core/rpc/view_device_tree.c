/* The device tree that the machine was handed, node by node, with its properties decoded. */
#include <stdio.h>
#include <string.h>

#include "drivers/of/fdt.h"
#include "rpc/door.h"

#define NODES_SHOWN 256
#define PROPS_SHOWN 32
#define CELLS_SHOWN 12
#define TEXT_SHOWN 200

/* The node that is being told, and for each level above it how wide its children's addresses are. */
struct tree {
	const struct fdt *fdt;
	struct fdt_node node;
	char path[FDT_PATH_MAX];
	u32 path_at[FDT_MAX_DEPTH], addr_cells[FDT_MAX_DEPTH], size_cells[FDT_MAX_DEPTH];
	s32 reserved_depth;	/* of /reserved-memory while inside it, else -1 */
};

/* Whatever bytes a tree has: what cannot be shown is a dot. */
static void clean(char *to, const char *from, u32 bytes, u32 room)
{
	u32 i;

	for (i = 0; i < bytes && i + 1 < room; i++)
		to[i] = from[i] >= 0x20 && from[i] < 0x7f ? from[i] : '.';
	to[i] = '\0';
}

static bool has_prop(const struct tree *t, const char *name)
{
	return fdt_has_prop(t->fdt, &t->node, name);
}

static u32 cells_of(const struct tree *t, const char *name, u32 dflt)
{
	u32 len;
	const u8 *prop = of_get_flat_dt_prop(t->fdt, &t->node, name, &len);

	return prop && len == 4 && fdt32_at(prop) <= DT_CELLS_MAX ? fdt32_at(prop) : dflt;
}

static void enter(struct tree *t)
{
	u32 depth = (u32)t->node.depth, used = depth ? t->path_at[depth] : 0, bytes;

	clean(t->path + used, t->node.name, (u32)strlen(t->node.name), FDT_PATH_MAX - used);
	if (!depth)
		strcpy(t->path, "/");
	bytes = (u32)strlen(t->path);
	if (depth && bytes + 1 < FDT_PATH_MAX)
		strcpy(t->path + bytes++, "/");
	if (depth + 1 < FDT_MAX_DEPTH)
		t->path_at[depth + 1] = bytes;
	t->addr_cells[depth] = cells_of(t, "#address-cells", 2);
	t->size_cells[depth] = cells_of(t, "#size-cells", 1);
	if (t->node.depth <= t->reserved_depth)
		t->reserved_depth = -1;
	if (depth == 1 && !strcmp(t->node.name, "reserved-memory"))
		t->reserved_depth = 1;
}

static bool is_memory(const struct tree *t)
{
	u32 len;
	const u8 *type = of_get_flat_dt_prop(t->fdt, &t->node, "device_type", &len);

	return type && len == 7 && !memcmp(type, "memory", 7);
}

/* What early boot does with the node; the others wait for the drivers. */
static void write_role(struct json_out *o, const struct tree *t)
{
	bool region = t->reserved_depth >= 0 && t->node.depth > t->reserved_depth;
	const char *en = NULL, *zh = NULL;

	if (is_memory(t)) {
		en = "RAM: memblock_add()";
		zh = "内存：memblock_add()";
	} else if (t->node.depth == 1 && !strcmp(t->node.name, "chosen")) {
		en = "from the boot loader: command line, initrd";
		zh = "引导程序所写：命令行、initrd";
	} else if (region && has_prop(t, "no-map")) {
		en = "no-map: taken out of memory, not even mapped";
		zh = "no-map：从内存中去掉，也不映射";
	} else if (region && has_prop(t, "reusable")) {
		en = "reusable: a CMA area, lent to movable pages";
		zh = "reusable：CMA 区，借给可移动页";
	} else if (region) {
		en = has_prop(t, "reg") ? "memblock_reserve() at its place" : "boot chooses a place for it";
		zh = has_prop(t, "reg") ? "在指定位置 memblock_reserve()" : "启动时为它选位置";
	}
	member_text2(o, "role", en, zh);
}

static bool is_text(const struct fdt_prop *p)
{
	if (!p->len || p->value[p->len - 1] || !p->value[0])
		return false;
	for (u32 i = 0; i < p->len; i++)
		if (p->value[i] ? p->value[i] < 0x20 || p->value[i] > 0x7e : i && !p->value[i - 1])
			return false;
	return true;
}

static void text_value(const struct fdt_prop *p, char *buf)
{
	u32 used = 0;

	for (u32 i = 0; i + 1 < p->len && used + 4 < TEXT_SHOWN; i++) {
		if (p->value[i]) {
			buf[used++] = (char)p->value[i];
			continue;
		}
		buf[used++] = ',';
		buf[used++] = ' ';
	}
	buf[used] = '\0';
}

static void number_value(const struct fdt_prop *p, char *buf)
{
	u32 step = p->len % 4 ? 1 : 4, nr = p->len / step;
	size_t used = (size_t)sprintf(buf, step == 4 ? "<" : "[");

	for (u32 i = 0; i < nr && i < CELLS_SHOWN; i++)
		used += (size_t)sprintf(buf + used, step == 4 ? "%s0x%x" : "%s%02x", i ? " " : "",
					step == 4 ? fdt32_at(p->value + i * 4) : p->value[i]);
	sprintf(buf + used, "%s%c", nr > CELLS_SHOWN ? " ..." : "", step == 4 ? '>' : ']');
}

/* reg by the parent's cells; false: no such list */
static bool write_ranges(struct json_out *o, const struct tree *t, const struct fdt_prop *p)
{
	u32 depth = (u32)t->node.depth, a = depth ? t->addr_cells[depth - 1] : 0;
	u32 s = depth ? t->size_cells[depth - 1] : 0, bytes = (a + s) * 4;
	const u8 *at = p->value;

	if (strcmp(p->name, "reg") || !a || !s || p->len % bytes)
		return false;
	member_open(o, "ranges", '[');
	for (u32 i = 0; i < p->len / bytes && i < CELLS_SHOWN; i++, at += bytes) {
		out_open(o, '{');
		member_hex(o, "base", of_read_number(at, a));
		member_hex(o, "size", of_read_number(at + a * 4, s));
		out_close(o, '}');
	}
	out_close(o, ']');
	return true;
}

static void write_prop(struct json_out *o, const struct tree *t, const struct fdt_prop *p)
{
	char buf[TEXT_SHOWN + 40] = "";

	clean(buf, p->name, (u32)strlen(p->name), 64);
	out_open(o, '{');
	member_string(o, "name", buf);
	buf[0] = '\0';
	if (is_text(p))
		text_value(p, buf);
	else if (p->len)
		number_value(p, buf);
	member_string(o, "value", buf);
	if (!write_ranges(o, t, p))
		member_null(o, "ranges");
	out_close(o, '}');
}

static void write_node(struct json_out *o, const struct tree *t)
{
	struct fdt_prop p = { 0 };
	char path[FDT_PATH_MAX];
	u32 bytes = (u32)strlen(t->path);

	memcpy(path, t->path, bytes + 1);
	if (t->node.depth && bytes && path[bytes - 1] == '/')
		path[bytes - 1] = '\0';
	out_open(o, '{');
	member_string(o, "path", path);
	member_number(o, "depth", t->node.depth);
	member_number(o, "offset", t->node.offset);
	write_role(o, t);
	member_open(o, "props", '[');
	for (u32 i = 0; i < PROPS_SHOWN && fdt_next_prop(t->fdt, &t->node, &p); i++)
		write_prop(o, t, &p);
	out_close(o, ']');
	out_close(o, '}');
}

static void write_memreserve(struct json_out *o, const struct fdt *fdt)
{
	member_open(o, "memreserve", '[');
	for (u32 i = 0; i < fdt->nr_rsv && i < NODES_SHOWN; i++) {
		u64 base, size;

		flat_dt_mem_rsv(fdt, i, &base, &size);
		out_open(o, '{');
		member_hex(o, "base", base);
		member_hex(o, "size", size);
		out_close(o, '}');
	}
	out_close(o, ']');
}

static void write_nodes(struct json_out *o, const struct fdt *fdt)
{
	struct tree t = { .fdt = fdt, .reserved_depth = -1 };
	u32 shown = 0, total = 0;

	member_open(o, "nodes", '[');
	while (next_flat_dt_node(fdt, &t.node)) {
		enter(&t);
		total++;
		if (total > NODES_SHOWN)
			continue;
		shown++;
		write_node(o, &t);
	}
	out_close(o, ']');
	member_number(o, "shown", shown);
	member_number(o, "total", total);
}

void write_device_tree(struct call *c)
{
	const struct boot_params *p = &c->s->machine.boot;
	struct fdt_error error;
	struct fdt fdt;

	if (!p->dtb || fdt_check(&fdt, p->dtb, p->dtb_bytes, &error)) {
		member_null(c->out, "device_tree");
		return;
	}
	member_open(c->out, "device_tree", '{');
	member_hex(c->out, "base", p->dtb_pa);
	member_hex(c->out, "size", fdt.totalsize);
	member_bool(c->out, "given", c->s->machine.dtb_place.line);
	write_memreserve(c->out, &fdt);
	write_nodes(c->out, &fdt);
	out_close(c->out, '}');
}
