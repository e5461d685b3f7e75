/* One frame: struct page decoded, who maps it, what is written in it. */
#include <stdlib.h>
#include <string.h>

#include "mm/content.h"
#include "mm/mm.h"
#include "mm/page_alloc.h"
#include "rpc/door.h"

#define WORDS_SHOWN 32
#define MAPPERS_SHOWN 32

static const struct {
	const char *name, *en, *zh;
} flag_help[NR_PAGEFLAGS] = {
	[PG_locked] = { "PG_locked", "somebody works on the page and others wait", "有人正在处理，其他人等待" },
	[PG_error] = { "PG_error", "reading it from disk failed", "从磁盘读取失败" },
	[PG_referenced] = { "PG_referenced", "used lately", "最近用过" },
	[PG_uptodate] = { "PG_uptodate", "the contents are valid", "内容有效" },
	[PG_dirty] = { "PG_dirty", "changed, not yet written back", "已修改，尚未写回" },
	[PG_lru] = { "PG_lru", "on an LRU list: reclaim may look at it", "在 LRU 链表上，可被回收" },
	[PG_active] = { "PG_active", "on the active LRU list", "在 active LRU 链表上" },
	[PG_waiters] = { "PG_waiters", "tasks wait for it", "有任务在等待它" },
	[PG_slab] = { "PG_slab", "belongs to the slab allocator", "属于 slab 分配器" },
	[PG_owner_priv_1] = { "PG_owner_priv_1", "its owner's own flag", "由所有者自用" },
	[PG_arch_1] = { "PG_arch_1", "the architecture's own flag", "由体系结构自用" },
	[PG_reserved] = { "PG_reserved", "never given out by the buddy allocator", "伙伴系统永不分配" },
	[PG_private] = { "PG_private", "private holds something", "private 中有内容" },
	[PG_private_2] = { "PG_private_2", "private holds more", "private 另有内容" },
	[PG_writeback] = { "PG_writeback", "being written to disk", "正在写回磁盘" },
	[PG_head] = { "PG_head", "first page of a compound page", "复合页的首页" },
	[PG_mappedtodisk] = { "PG_mappedtodisk", "has its blocks on disk", "在磁盘上有对应块" },
	[PG_reclaim] = { "PG_reclaim", "to be reclaimed soon", "即将回收" },
	[PG_swapbacked] = { "PG_swapbacked", "would go to swap, not to a file", "回收时去 swap，而不是文件" },
	[PG_unevictable] = { "PG_unevictable", "must stay in memory", "必须留在内存" },
	[PG_mlocked] = { "PG_mlocked", "held by mlock", "被 mlock 锁住" },
	[PG_uncached] = { "PG_uncached", "mapped without cache", "以不缓存方式映射" },
	[PG_young] = { "PG_young", "accessed since last looked at", "上次查看后访问过" },
	[PG_idle] = { "PG_idle", "not accessed for a while", "一段时间未访问" },
};

static void write_flags(struct json_out *o, u64 flags)
{
	member_open(o, "flags", '[');
	for (u32 i = 0; i < NR_PAGEFLAGS; i++) {
		if (!(flags >> i & 1))
			continue;
		out_open(o, '{');
		member_string(o, "name", flag_help[i].name);
		member_text2(o, "help", flag_help[i].en, flag_help[i].zh);
		out_close(o, '}');
	}
	out_close(o, ']');
}

/* One field of the flags word, with the words for its bits; help NULL: nothing to say. */
static void write_field(struct json_out *o, const char *name, u32 hi, u32 lo, u64 word,
			const char *en, const char *zh)
{
	out_open(o, '{');
	member_string(o, "name", name);
	member_number(o, "hi", hi);
	member_number(o, "lo", lo);
	member_number(o, "value", (s64)(word >> lo & ((2ull << (hi - lo)) - 1)));
	member_text2(o, "help", en, zh);
	out_close(o, '}');
}

/*
 * The flags word as this kernel lays it out, from the top: section and node have no bits here (the
 * recorded kernels have vmemmap or FLATMEM, and one node), the zone has two, then the page flags.
 */
static void write_layout(struct call *c, u64 flags)
{
	struct json_out *o = c->out;
	u32 top = c->m->geo.word_bytes * 8 - 1, nr = c->m->geo.page_ext ? PG_young : NR_PAGEFLAGS;
	u64 word = (flags & PAGE_FLAGS_MASK) | flags >> ZONES_PGSHIFT << (top - 1);

	member_hex(o, "flags_raw", word);
	member_open(o, "layout", '[');
	write_field(o, "zone", top, top - 1, word, "whose zone the frame is in: its number",
		    "页框所在 zone 的编号");
	write_field(o, "", top - 2, nr, word, "not used", "未使用");
	for (u32 i = nr; i-- > 0;)
		write_field(o, flag_help[i].name, i, i, word, flag_help[i].en, flag_help[i].zh);
	out_close(o, ']');
}

/* What page->mapping points to, as its two low bits and the frame's use say. */
static const char *mapping_kind(const struct page *page)
{
	switch (page->mapping & PAGE_MAPPING_FLAGS) {
	case PAGE_MAPPING_ANON:
		return "anon";
	case PAGE_MAPPING_MOVABLE:
		return "movable";
	case PAGE_MAPPING_KSM:
		return "ksm";
	default:
		return page->mapping ? "file" : "none";
	}
}

static const char *type_of_page(const struct page *page)
{
	return PageBuddy(page) ? "buddy" : PageKmemcg(page) ? "kmemcg" : PageTable(page) ? "table" : NULL;
}

static void write_compound(struct call *c, pfn_t pfn)
{
	pfn_t head = compound_head(c->m, pfn);

	if (PageCompound(pfn_to_page(c->m, pfn)))
		member_number(c->out, "compound_head", head);
	else
		member_null(c->out, "compound_head");
}

static void write_changed_fields(struct call *c, pfn_t pfn)
{
	const struct change_list *l = changes_of(c);
	const char *last = NULL;

	member_open(c->out, "changed", '[');
	for (u32 i = 0; i < l->nr; i++) {
		const struct place *p = &l->list[i].place;

		if (p->table != TABLE_page || p->index != pfn || p->field->name == last)
			continue;
		last = p->field->name;
		out_string(c->out, last);
	}
	out_close(c->out, ']');
}

struct mappers {
	struct call *c;
	u32 shown;
};

static void write_mapper(void *context, u32 task, u32 mm, u64 va)
{
	struct mappers *w = context;
	char name[40];

	if (w->shown++ >= MAPPERS_SHOWN)
		return;
	out_open(w->c->out, '{');
	member_string(w->c->out, "task", task ? task_name(w->c, task, name) : NULL);
	member_hex(w->c->out, "va", va);
	out_close(w->c->out, '}');
}

static void write_mappers(struct call *c, pfn_t pfn)
{
	struct mappers w = { c, 0 };
	u32 total;

	member_open(c->out, "mapped_by", '[');
	total = page_mappers(c->m, pfn, write_mapper, &w);
	out_close(c->out, ']');
	member_number(c->out, "mapped_total", total);
}

/* The words that are not zero, from `offset` on. */
static void write_words(struct call *c, pfn_t pfn, u64 offset)
{
	struct json_out *o = c->out;
	u32 shown = 0, total = 0;

	member_open(o, "words", '[');
	for (u64 at = 0; at < PAGE_SIZE; at += 8) {
		u64 word = read_word(c->m, ((u64)pfn << PAGE_SHIFT) + at);

		if (!word)
			continue;
		total++;
		if (at < offset || shown == WORDS_SHOWN)
			continue;
		shown++;
		out_open(o, '{');
		member_number(o, "offset", (s64)at);
		member_hex(o, "value", word);
		out_close(o, '}');
	}
	out_close(o, ']');
	member_number(o, "words_total", total);
}

static void write_struct_page(struct call *c, const struct page *page)
{
	struct json_out *o = c->out;
	pfn_t pfn = page_to_pfn(c->m, page);
	char name[12] = "";

	memcpy(name, page_zone(c->m, page)->name, 8);
	member_string(o, "zone", name);
	write_flags(o, page->flags);
	write_layout(c, page->flags);
	write_changed_fields(c, pfn);
	member_number(o, "_refcount", page->_refcount);
	member_number(o, "_mapcount", page->_mapcount);
	out_key(o, "order");
	if (PageBuddy(page))
		out_number(o, page->private);
	else
		out_null(o);
	member_string(o, "page_type", type_of_page(page));
	write_compound(c, pfn);
	member_hex(o, "mapping", page->mapping);
	member_string(o, "mapping_kind", mapping_kind(page));
	member_hex(o, "index", page->index);
	member_hex(o, "private", page->private);
	member_string(o, "migratetype", migratetype_name(get_pfnblock_migratetype(c->m, pfn)));
	member_number(o, "pageblock", pfn >> pageblock_order(c->m));
	write_mappers(c, pfn);
}

/* The newest page or address of the op, so that the view follows the story. */
static pfn_t page_of_step(struct call *c)
{
	const struct recording *rec;
	const struct event *e = event_at(c, c->at, &rec);

	for (; e && e >= rec->events; e--)
		for (u32 i = 0; i < event_types[e->id].nr_args; i++) {
			enum value_kind kind = event_types[e->id].arg_kinds[i];
			u64 pfn = kind == V_PA ? PFN_DOWN(e->args[i]) : e->args[i];

			if ((kind == V_PFN || kind == V_PA) && pfn < c->m->config.max_pfn)
				return (pfn_t)pfn;
		}
	return 0;
}

static u64 last_writer(struct call *c, pfn_t pfn)
{
	const struct page *page = pfn_to_page(c->m, pfn);
	u64 step = history_writer(c->h, c->at, -1, ref_of(c->m, page), sizeof(*page));

	stand(c, c->at);
	return step;
}

static const char *use_of(struct call *c, pfn_t pfn)
{
	u8 *marks = frame_marks(c->m);
	const char *use = use_names[marks ? page_use(c->m, pfn, marks) : 0];

	c->out->failed |= !marks;
	free(marks);
	return use;
}

void write_page(struct call *c, pfn_t pfn, u64 offset)
{
	struct json_out *o = c->out;

	member_number(o, "pfn", pfn);
	member_hex(o, "pa", (u64)pfn << PAGE_SHIFT);
	member_string(o, "use", use_of(c, pfn));
	if (sys(c->m)->booted >= 2 && pfn_valid(c->m, pfn))
		write_struct_page(c, pfn_to_page(c->m, pfn));
	write_words(c, pfn, offset);
}

int view_page(struct call *c)
{
	struct json_out *o = c->out;
	u64 pfn = page_of_step(c), offset = 0;

	if (ask_u64(c, "pfn", 0, c->m->config.max_pfn - 1, &pfn) ||
	    ask_u64(c, "offset", 0, PAGE_SIZE - 1, &offset))
		return -1;
	stand(c, c->at);
	out_open(o, '{');
	write_page(c, (pfn_t)pfn, offset);
	write_step_or_null(o, "last_step", c->at ? last_writer(c, (pfn_t)pfn) : 0);
	out_close(o, '}');
	return 0;
}
