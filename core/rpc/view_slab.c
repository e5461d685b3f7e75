/* View `slab`: the caches of kernel objects, one of them down to each object, and kmalloc's sizes. */
#include <string.h>

#include "rpc/door.h"
#include "rpc/view_slab.h"

#define CACHES_SHOWN 64

void mark_object(struct object_states *states, u32 index, char letter)
{
	if (index < min_t(u32, states->nr, OBJECTS_SHOWN))
		states->letter[index] = letter;
}

void open_slab_list(struct json_out *o, const char *name)
{
	out_open(o, '{');
	member_string(o, "name", name);
	member_open(o, "slabs", '[');
}

void close_slab_list(struct json_out *o, u32 total)
{
	out_close(o, ']');
	member_number(o, "shown", min_t(u32, total, SLABS_SHOWN));
	member_number(o, "total", total);
	out_close(o, '}');
}

void write_slab_row(struct call *c, u32 pfn, s64 colour_offset, u32 in_use,
		    struct object_states *states)
{
	struct json_out *o = c->out;

	states->letter[min_t(u32, states->nr, OBJECTS_SHOWN)] = '\0';
	out_open(o, '{');
	member_number(o, "pfn", pfn);
	member_hex(o, "start", page_address(c->m, pfn));
	member_bool(o, "changed", place_changed(c, TABLE_page, pfn));
	member_number(o, "colour_offset", colour_offset);
	member_number(o, "in_use", in_use);
	member_string(o, "objects", states->letter);
	out_close(o, '}');
}

static void info_of(const struct machine *m, const struct kmem_cache *s, struct slabinfo *info)
{
	memset(info, 0, sizeof(*info));
	if (slab_allocator(m)->slabinfo)
		slab_allocator(m)->slabinfo(m, s, info);
}

static bool is_kmalloc(const struct machine *m, const struct kmem_cache *s)
{
	const struct slab_common *common = slab_common(m);
	u32 cache = kmem_cache_index(m, s);

	for (u32 i = 0; i < KMALLOC_CACHES; i++)
		if (common->kmalloc_caches[i] == cache || common->kmalloc_dma_caches[i] == cache)
			return true;
	return false;
}

static void member_name(struct json_out *o, const struct kmem_cache *s)
{
	out_key(o, "name");
	out_string_n(o, s->name, strnlen(s->name, sizeof(s->name)));
}

static void write_cache_row(struct json_out *o, const struct machine *m, const struct kmem_cache *s)
{
	struct slabinfo info;

	info_of(m, s, &info);
	out_open(o, '{');
	member_name(o, s);
	member_number(o, "object_size", s->object_size);
	member_number(o, "size", s->size);
	member_number(o, "order", info.cache_order);
	member_number(o, "objects_per_slab", info.objects_per_slab);
	member_number(o, "active_objs", info.active_objs);
	member_number(o, "num_objs", info.num_objs);
	member_number(o, "num_slabs", info.num_slabs);
	member_number(o, "refcount", s->refcount);
	member_bool(o, "kmalloc", is_kmalloc(m, s));
	out_close(o, '}');
}

/* Newest first: a scenario's own caches stand before those that the allocator made for itself. */
static void write_caches(struct json_out *o, const struct machine *m)
{
	u32 total = 0;

	member_open(o, "caches", '[');
	for_each_kmem_cache(m, s)
		if (total++ < CACHES_SHOWN)
			write_cache_row(o, m, s);
	out_close(o, ']');
	member_number(o, "shown", min_t(u32, total, CACHES_SHOWN));
	member_number(o, "total", total);
}

static void write_flags(struct json_out *o, u32 flags)
{
	static const struct {
		u32 flag;
		const char *name;
	} names[] = {
		{ SLAB_HWCACHE_ALIGN, "SLAB_HWCACHE_ALIGN" }, { SLAB_CACHE_DMA, "SLAB_CACHE_DMA" },
		{ SLAB_RECLAIM_ACCOUNT, "SLAB_RECLAIM_ACCOUNT" }, { SLAB_PANIC, "SLAB_PANIC" },
		{ SLAB_TYPESAFE_BY_RCU, "SLAB_TYPESAFE_BY_RCU" }, { SLAB_MEM_SPREAD, "SLAB_MEM_SPREAD" },
		{ SLAB_NOLEAKTRACE, "SLAB_NOLEAKTRACE" },
	};

	member_open(o, "flags", '[');
	for (u32 i = 0; i < ARRAY_SIZE(names); i++)
		if (flags & names[i].flag)
			out_string(o, names[i].name);
	out_close(o, ']');
}

static void write_cache(struct call *c, const struct kmem_cache *s)
{
	struct json_out *o = c->out;
	struct slabinfo info;
	bool slub = c->m->config.slab == SLAB_SLUB;

	info_of(c->m, s, &info);
	member_open(o, "cache", '{');
	member_name(o, s);
	member_number(o, "object_size", s->object_size);
	member_number(o, "size", s->size);
	member_number(o, "align", s->align);
	member_number(o, "order", info.cache_order);
	member_number(o, "objects_per_slab", info.objects_per_slab);
	member_number(o, "refcount", s->refcount);
	member_bool(o, "ctor", s->ctor);
	write_flags(o, s->flags);
	member_number(o, "waste", (s64)(PAGE_SIZE << info.cache_order) -
				  (s64)info.objects_per_slab * s->object_size);
	if (slub) {
		write_slub_cpus(c, s);
		write_slub_lists(c, s);
	} else if (c->m->config.slab == SLAB_SLAB) {
		write_slab_cpus(c, s);
		write_slab_lists(c, s);
	}
	out_close(o, '}');
}

/* The one that was asked for; else the one that this op works with, else the newest. */
static const struct kmem_cache *chosen(struct call *c, const char *name)
{
	u64 cache = 0;

	if (!name)
		last_cache(c, &cache);
	for_each_kmem_cache(c->m, s) {
		if (name ? !strncmp(s->name, name, sizeof(s->name)) :
			   !cache || kmem_cache_index(c->m, s) == cache)
			return s;
	}
	return NULL;
}

static void write_kmalloc(struct json_out *o, const struct machine *m)
{
	const struct slab_common *common = slab_common(m);

	member_open(o, "kmalloc", '[');
	for (u32 i = 0; i < KMALLOC_CACHES; i++)
		if (common->kmalloc_caches[i])
			write_cache_row(o, m, kmem_cache_at(m, common->kmalloc_caches[i]));
	out_close(o, ']');
}

/* What this op's newest kmalloc asked for, and the class that it got. */
static void write_request(struct call *c)
{
	struct json_out *o = c->out;
	u64 step;
	const struct event *e = newest_event(c, EV_kmalloc_slab, &step);

	if (!e) {
		member_null(o, "request");
		return;
	}
	member_open(o, "request", '{');
	member_number(o, "step", (s64)step);
	member_number(o, "bytes", (s64)e->args[0]);
	if (e->args[2])
		member_name(o, kmem_cache_at(c->m, (u32)e->args[2]));
	else
		member_null(o, "name");
	member_number(o, "waste", (s64)e->args[3]);
	out_close(o, '}');
}

int view_slab(struct call *c)
{
	const struct kmem_cache *s;
	const char *name = NULL;
	struct json_out *o = c->out;

	if (ask_string(c, "cache", &name))
		return -1;
	s = chosen(c, name);
	if (name && !s)
		return refuse(c, "cache", "no cache is called \"%s\" at this step",
			      "这一步没有叫 \"%s\" 的缓存", clip(name).text);
	out_open(o, '{');
	member_string(o, "allocator", slab_allocator(c->m)->name);
	member_bool(o, "up", slab_is_available(c->m));
	write_caches(o, c->m);
	if (s)
		write_cache(c, s);
	else
		member_null(o, "cache");
	if (c->m->config.slab == SLAB_SLOB)
		write_slob(c);
	else
		member_null(o, "slob");
	write_kmalloc(o, c->m);
	write_request(c);
	out_close(o, '}');
	return 0;
}
