/*
 * Is this a device tree?  Everything is looked at once, before anything is believed: the header, the
 * list of reservations, each token, name and string of the tree.
 */
#include <string.h>

#include "drivers/of/fdt.h"

enum fdt_token { FDT_BEGIN_NODE = 1, FDT_END_NODE, FDT_PROP, FDT_NOP, FDT_END = 9 };

struct check {
	struct fdt *fdt;
	struct fdt_error *error;
	u32 at, end;			/* in the structure block */
	s32 depth;			/* -1: outside of the root */
	bool rooted, props_over[FDT_MAX_DEPTH];
	u32 path_at[FDT_MAX_DEPTH];	/* where each level's name begins in error->path */
};

static int fail(struct fdt_error *e, u32 offset, const char *en, const char *zh)
{
	e->offset = offset;
	e->en = en;
	e->zh = zh;
	return -PW_EINVAL;
}

static u32 field(const struct fdt *fdt, u32 nr)
{
	return fdt32_at(fdt->blob + nr * 4);
}

static bool inside(const struct fdt *fdt, u32 offset, u32 bytes)
{
	return offset >= FDT_HEADER_BYTES && offset <= fdt->totalsize &&
	       bytes <= fdt->totalsize - offset;
}

static int check_parts(struct fdt *f, struct fdt_error *e)
{
	if (f->off_struct % 4 || !inside(f, f->off_struct, f->size_struct))
		return fail(e, 8, "the structure block is not aligned to 4 or not inside the tree",
			    "结构块未按 4 字节对齐，或超出设备树");
	if (!inside(f, f->off_strings, f->size_strings))
		return fail(e, 12, "the strings block is not inside the tree", "字符串块超出设备树");
	if (f->off_rsvmap % 8 || !inside(f, f->off_rsvmap, 16))
		return fail(e, 16, "/memreserve/ is not aligned to 8 or not inside the tree",
			    "/memreserve/ 未按 8 字节对齐，或超出设备树");
	return 0;
}

static int check_header(struct fdt *f, u64 bytes, struct fdt_error *e)
{
	if (bytes < FDT_HEADER_BYTES)
		return fail(e, 0, "shorter than the header of a device tree", "比设备树的头部还短");
	if (field(f, 0) != OF_DT_HEADER)
		return fail(e, 0, "does not begin with d00dfeed: no device tree",
			    "开头不是 d00dfeed：不是设备树");
	f->totalsize = field(f, 1);
	if (f->totalsize < FDT_HEADER_BYTES || f->totalsize > bytes)
		return fail(e, 4, "totalsize says more bytes than there are", "totalsize 与实际字节数不符");
	if (f->totalsize > MAX_FDT_SIZE)
		return fail(e, 4, "longer than 2 MiB, which is all that the kernel maps",
			    "超过 2 MiB：内核只映射这么多");
	if (field(f, 5) < FDT_OLDEST || field(f, 6) > FDT_KNOWN)
		return fail(e, 20, "a version other than 16 or 17", "版本不是 16 或 17");
	f->off_struct = field(f, 2);
	f->off_strings = field(f, 3);
	f->off_rsvmap = field(f, 4);
	f->size_strings = field(f, 8);
	/* version 16 does not say how long the structure block is */
	f->size_struct = field(f, 5) >= 17 ? field(f, 9) :
			 f->off_struct <= f->totalsize ? f->totalsize - f->off_struct : 0;
	return check_parts(f, e);
}

/* The kernel reads until an entry of size 0. */
static int check_rsvmap(struct fdt *f, struct fdt_error *e)
{
	u64 base, size;

	for (f->nr_rsv = 0;; f->nr_rsv++) {
		u32 offset = f->off_rsvmap + f->nr_rsv * 16;

		if (!inside(f, offset, 16))
			return fail(e, offset, "/memreserve/ does not end with an empty entry",
				    "/memreserve/ 没有以空项结尾");
		flat_dt_mem_rsv(f, f->nr_rsv, &base, &size);
		if (!size)
			return 0;
		if (base + size < base)
			return fail(e, offset, "a reservation passes the end of addresses",
				    "保留区超出地址范围");
	}
}

/* "/cpus/cpu@0", cut where there is no more room */
static void enter_path(struct check *c, const char *name, size_t length)
{
	char *path = c->error->path;
	u32 used = c->depth ? (u32)strlen(path) : 0;

	c->path_at[c->depth] = used;
	if (used + length + 2 > FDT_PATH_MAX)
		return;
	if (c->depth != 1)
		path[used++] = '/';
	memcpy(path + used, name, length);
	path[used + length] = '\0';
}

static int check_begin_node(struct check *c)
{
	struct fdt_error *e = c->error;
	const char *name = (const char *)c->fdt->blob + c->at + 4;
	const char *nul = memchr(name, 0, c->end - (c->at + 4));

	if (!nul)
		return fail(e, c->at, "a node's name has no end", "节点名没有结尾");
	if (c->depth < 0 && c->rooted)
		return fail(e, c->at, "a second root", "第二个根节点");
	if (c->depth < 0 && *name)
		return fail(e, c->at, "the root has a name", "根节点不应有名字");
	if (c->depth + 1 == FDT_MAX_DEPTH)
		return fail(e, c->at, "nodes lie deeper than 64 levels", "节点嵌套超过 64 层");
	if (c->depth >= 0)
		c->props_over[c->depth] = true;
	c->depth++;
	c->rooted = true;
	c->props_over[c->depth] = false;
	enter_path(c, name, (size_t)(nul - name));
	c->at = (u32)ALIGN_UP(c->at + 4 + (u32)(nul - name) + 1, 4);
	return 0;
}

static int check_end_node(struct check *c)
{
	if (c->depth < 0)
		return fail(c->error, c->at, "a node ends that never began", "节点结束标记没有对应的开始");
	c->error->path[c->path_at[c->depth]] = '\0';
	if (c->depth == 1)
		strcpy(c->error->path, "/");
	c->depth--;
	c->at += 4;
	return 0;
}

static int check_prop(struct check *c)
{
	const struct fdt *f = c->fdt;
	struct fdt_error *e = c->error;
	u32 len, name;

	if (c->depth < 0 || c->props_over[c->depth])
		return fail(e, c->at, "a property outside of a node, or behind its children",
			    "属性不在节点内，或位于子节点之后");
	if (c->end - c->at < 12)
		return fail(e, c->at, "a property is cut off", "属性不完整");
	len = fdt32_at(f->blob + c->at + 4);
	name = fdt32_at(f->blob + c->at + 8);
	if (len > c->end - c->at - 12)
		return fail(e, c->at + 4, "a property is longer than the structure block",
			    "属性长度超出结构块");
	if (name >= f->size_strings ||
	    !memchr(f->blob + f->off_strings + name, 0, f->size_strings - name))
		return fail(e, c->at + 8, "a property's name is not in the strings block",
			    "属性名不在字符串块中");
	c->at = (u32)ALIGN_UP(c->at + 12 + len, 4);
	return 0;
}

static int check_tree(struct check *c)
{
	for (;;) {
		int ret;

		if (c->at > c->end || c->end - c->at < 4)
			return fail(c->error, c->at, "the structure block has no end", "结构块没有结尾");
		switch (fdt32_at(c->fdt->blob + c->at)) {
		case FDT_BEGIN_NODE:
			ret = check_begin_node(c);
			break;
		case FDT_END_NODE:
			ret = check_end_node(c);
			break;
		case FDT_PROP:
			ret = check_prop(c);
			break;
		case FDT_NOP:
			c->at += 4;
			continue;
		case FDT_END:
			return c->rooted && c->depth < 0 ? 0 :
			       fail(c->error, c->at, "the tree ends inside a node", "设备树在节点内部结束");
		default:
			return fail(c->error, c->at, "no token of a device tree", "不是设备树的标记");
		}
		if (ret)
			return ret;
	}
}

int fdt_check(struct fdt *fdt, const void *blob, u64 bytes, struct fdt_error *error)
{
	struct check c = { .fdt = fdt, .error = error, .depth = -1 };
	int ret;

	memset(fdt, 0, sizeof(*fdt));
	memset(error, 0, sizeof(*error));
	strcpy(error->path, "/");
	fdt->blob = blob;
	ret = check_header(fdt, bytes, error);
	if (!ret)
		ret = check_rsvmap(fdt, error);
	if (ret)
		return ret;
	c.at = fdt->off_struct;
	c.end = fdt->off_struct + fdt->size_struct;
	return check_tree(&c);
}
