/*
 * What a step changed, in the words of the kernel's objects.
 *
 * The model's bookkeeping (bindings, pools, where words are kept) is left out; a word of a frame is
 * named by its physical address.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mcu/mcu.h"
#include "mm/content.h"
#include "mm/mmzone.h"
#include "mm/slab.h"
#include "rpc/door.h"

static bool bookkeeping(enum table_id table)
{
	switch (table) {
	case TABLE_binding: case TABLE_work_slot: case TABLE_object_slot: case TABLE_frame:
	case TABLE_content:
	case TABLE_malloc_state: case TABLE_malloc_chunk:
		return true;
	default:
		return false;
	}
}

static bool field_links(const struct field *f)
{
	return f->kind == V_LIST || f->kind == V_RB;
}

static u32 changed_link(const struct field *f, const u32 *old, const u32 *new)
{
	u32 i = 0;

	while (i + 1 < f->size / sizeof(*old) && old[i] == new[i])
		i++;
	return i;
}

static u64 keep_text(struct change_list *l, const char *text, size_t size)
{
	size_t length = strnlen(text, size), at = l->text_bytes;
	char *grown = realloc(l->texts, at + length + 1);

	if (!grown)
		return 0;
	memcpy(grown + at, text, length);
	grown[at + length] = '\0';
	l->texts = grown;
	l->text_bytes += length + 1;
	return at;
}

static u64 keep_value(struct change_list *l, const struct field *f, u32 link, const void *at)
{
	if (field_links(f))
		return ((const u32 *)at)[link];
	if (field_text(f))
		return keep_text(l, at, f->count);
	return f->size <= 8 ? field_load(f, at) : 0;
}

static void keep(void *context, const struct place *place, const void *old, const void *new)
{
	const struct field *f = place->field;
	struct change_list *l = context;
	u32 link = field_links(f) ? changed_link(f, old, new) : 0;

	if (bookkeeping(place->table))
		return;
	l->total++;
	if (l->nr == CHANGES_KEPT)
		return;
	if (l->nr == l->max) {
		u32 max = l->max ? l->max * 2 : 64;
		struct value_change *grown = realloc(l->list, max * sizeof(*grown));

		if (!grown)
			return;
		l->list = grown;
		l->max = max;
	}
	l->list[l->nr++] = (struct value_change){
		*place, keep_value(l, f, link, old), keep_value(l, f, link, new), link,
	};
}

const struct change_list *changes_of(struct call *c)
{
	struct change_list *l = &c->session->changes;

	if (l->step == c->at + 1)
		return l;
	l->nr = l->total = 0;
	l->text_bytes = 0;
	if (c->at)
		history_changes(c->h, c->at, keep, l);
	stand(c, c->at);
	l->step = c->at + 1;
	return l;
}

bool place_changed(struct call *c, enum table_id table, u32 index)
{
	const struct change_list *l = changes_of(c);

	for (u32 i = 0; i < l->nr; i++)
		if (l->list[i].place.table == table && l->list[i].place.index == index)
			return true;
	return false;
}

/* Lines do not point back at their frame: a search, made only for what a step changed. */
bool content_line_place(const struct machine *m, u32 line, u64 *pa)
{
	u32 nr = m->tables[TABLE_frame].capacity;

	for (u32 pfn = 0; pfn < nr; pfn++) {
		u32 content = frame_at(m, pfn)->content;

		for (u32 i = 0; content && i < 64; i++) {
			if (content_at(m, content)->line[i] != line)
				continue;
			*pa = (u64)pfn << PAGE_SHIFT | i * 64;
			return true;
		}
	}
	return false;
}

static void zone_id_name(const struct machine *m, u32 zone, char name[12])
{
	snprintf(name, 12, "%.8s", zone_at(m, zone)->name);
}

void object_id(struct call *c, const struct place *p, char id[96])
{
	const struct machine *m = c->m;
	const char *type = object_type(p->table)->name;
	char zone[12];
	u64 pa;

	switch (p->table) {
	case TABLE_page:
		snprintf(id, 96, "page:0x%x", p->index);
		return;
	case TABLE_zone:
		zone_id_name(m, p->index, zone);
		snprintf(id, 96, "zone:%s", zone);
		return;
	case TABLE_free_area:
		zone_id_name(m, p->index / MAX_ORDER, zone);
		snprintf(id, 96, "free_area:%s:%u", zone, p->index % MAX_ORDER);
		return;
	case TABLE_per_cpu_pages:
		zone_id_name(m, p->index / m->config.nr_cpus, zone);
		snprintf(id, 96, "pcp:%s:%u", zone, p->index % m->config.nr_cpus);
		return;
	case TABLE_task_struct:
		if (stable_id(c, V_TASK, p->index, id))
			return;
		break;
	case TABLE_vm_area_struct:
		if (stable_id(c, V_VMA, p->index, id))
			return;
		break;
	case TABLE_content_line:
		if (content_line_place(m, p->index, &pa)) {
			snprintf(id, 96, "pa:0x%llx", (unsigned long long)(pa + p->element * 8));
			return;
		}
		break;
	default:
		break;
	}
	snprintf(id, 96, "%s:%u", type, p->index);
}

/* What people call the object, before its own name. */
static void object_words(enum table_id table, const char **en, const char **zh)
{
	static const struct {
		enum table_id table;
		const char *en, *zh;
	} words[] = {
		{ TABLE_page, "struct page of frame", "页框的 struct page" },
		{ TABLE_zone, "zone", "zone" },
		{ TABLE_free_area, "free area, order", "free_area，阶" },
		{ TABLE_per_cpu_pages, "per-cpu lists", "per-cpu 链表" },
		{ TABLE_task_struct, "task", "任务" },
		{ TABLE_vm_area_struct, "VMA", "VMA" },
		{ TABLE_content_line, "word in memory at", "内存中的字，地址" },
		{ TABLE_mm_struct, "address space", "地址空间" },
		{ TABLE_cpu, "cpu", "CPU" },
		{ TABLE_tlb_entry, "TLB entry", "TLB 项" },
		{ TABLE_pageblock, "pageblock", "pageblock" },
		{ TABLE_vmap_area, "kernel area", "内核区域" },
		{ TABLE_mcu_pool, "pool", "内存池" },
	};

	*en = *zh = NULL;
	for (u32 i = 0; i < ARRAY_SIZE(words); i++)
		if (words[i].table == table) {
			*en = words[i].en;
			*zh = words[i].zh;
		}
}

/* Whose array it is: a cpu's, or shared by all. */
static void array_name(const struct machine *m, u32 array, const char *what, char buf[2][160])
{
	const struct kmem_cache *s = kmem_cache_at(m, array_cache_at(m, array)->cache);
	u32 cpu = array - s->cpu_cache;

	if (cpu < m->config.nr_cpus) {
		snprintf(buf[0], 160, "array of %.24s, cpu %u%s", s->name, cpu, what);
		snprintf(buf[1], 160, "%.24s 在 cpu %u 的数组%s", s->name, cpu, what);
		return;
	}
	snprintf(buf[0], 160, "shared array of %.24s%s", s->name, what);
	snprintf(buf[1], 160, "%.24s 的共享数组%s", s->name, what);
}

static u32 array_of_entry(const struct machine *m, u32 entry, u32 *at)
{
	u32 own = NR_KMEM_CACHES * m->config.possible_cpus;

	if (entry < own * CPU_ARRAY_ENTRIES) {
		*at = entry % CPU_ARRAY_ENTRIES;
		return entry / CPU_ARRAY_ENTRIES;
	}
	entry -= own * CPU_ARRAY_ENTRIES;
	*at = entry % SHARED_ARRAY_ENTRIES;
	return own + entry / SHARED_ARRAY_ENTRIES;
}

/* What belongs to a cache of objects is told by the cache's name. */
static bool slab_name(const struct machine *m, const struct place *p, char buf[2][160])
{
	u32 cpus = m->config.possible_cpus, array, at;
	char what[16];

	switch (p->table) {
	case TABLE_kmem_cache:
		snprintf(buf[0], 160, "cache %.24s", kmem_cache_at(m, p->index)->name);
		snprintf(buf[1], 160, "缓存 %.24s", kmem_cache_at(m, p->index)->name);
		return true;
	case TABLE_kmem_cache_node:
		snprintf(buf[0], 160, "node of %.24s", kmem_cache_at(m, p->index)->name);
		snprintf(buf[1], 160, "%.24s 的 node", kmem_cache_at(m, p->index)->name);
		return true;
	case TABLE_kmem_cache_cpu:
		snprintf(what, sizeof(what), "cpu %u", p->index % cpus);
		snprintf(buf[0], 160, "%.24s, %s", kmem_cache_at(m, p->index / cpus)->name, what);
		memcpy(buf[1], buf[0], sizeof(buf[0]));
		return true;
	case TABLE_array_cache:
		array_name(m, p->index, "", buf);
		return true;
	case TABLE_array_entry:
		array = array_of_entry(m, p->index, &at);
		snprintf(what, sizeof(what), "[%u]", at);
		array_name(m, array, what, buf);
		return true;
	default:
		return false;
	}
}

/* The words of a microcontroller's RAM have addresses. */
static bool mcu_name(const struct place *p, char buf[2][160])
{
	if (p->table == TABLE_mcu) {
		snprintf(buf[0], 160, "heap_4");
		snprintf(buf[1], 160, "heap_4");
		return true;
	}
	if (p->table != TABLE_mcu_word)
		return false;
	snprintf(buf[0], 160, "RAM at 0x%x", MCU_RAM_BASE + 4 * p->index);
	snprintf(buf[1], 160, "RAM 0x%x", MCU_RAM_BASE + 4 * p->index);
	return true;
}

static void write_name(struct call *c, const struct place *p, const char *id)
{
	const char *en, *zh, *colon = strchr(id, ':');
	char buf[2][160];

	object_words(p->table, &en, &zh);
	if (p->table == TABLE_memblock_type) {
		const char *name = p->index ? "memblock.reserved" : "memblock.memory";

		member_text2(c->out, "name", name, name);
		return;
	}
	if (p->table == TABLE_memblock_region) {
		snprintf(buf[0], sizeof(buf[0]), "memblock.%s[%u]",
			 p->index < MEMBLOCK_REGIONS ? "memory" : "reserved", p->index % MEMBLOCK_REGIONS);
		member_text2(c->out, "name", buf[0], buf[0]);
		return;
	}
	if (slab_name(c->m, p, buf) || mcu_name(p, buf)) {
		member_text2(c->out, "name", buf[0], buf[1]);
		return;
	}
	if (!en) {
		member_text2(c->out, "name", id, id);
		return;
	}
	snprintf(buf[0], sizeof(buf[0]), "%s %s", en, colon ? colon + 1 : id);
	snprintf(buf[1], sizeof(buf[1]), "%s %s", zh, colon ? colon + 1 : id);
	member_text2(c->out, "name", buf[0], buf[1]);
}

/* SLUB's counters are three numbers in one word. */
static bool write_counters(struct call *c, const char *key, const struct place *p, u64 value)
{
	const struct page *page = page_at(c->m, p->table == TABLE_page ? p->index : 0);
	char buf[FORMAT_MAX];

	if (p->table != TABLE_page || c->m->config.slab != SLAB_SLUB || !PageSlab(page) ||
	    strcmp(p->field->name, "private"))
		return false;
	snprintf(buf, sizeof(buf), "inuse %u, objects %u, frozen %u", (u32)value & 0xffff,
		 (u32)value >> 16 & 0x7fff, (u32)value >> 31);
	member_string(c->out, key, buf);
	return true;
}

/* A pointer of a list or a tree is told by the object that it points into. */
static void write_link(struct call *c, const char *key, const struct value_change *v, u64 value)
{
	bool colour = v->place.field->kind == V_RB && v->link == 0;
	char id[96] = "NULL", text[110];
	struct place p;

	if (machine_place(c->m, colour ? (u32)value & ~3u : (u32)value, &p))
		object_id(c, &p, id);
	snprintf(text, sizeof(text), "%s%s", id, !colour ? "" : value & 1 ? ", black" : ", red");
	member_string(c->out, key, text);
}

static void write_value(struct call *c, const char *key, const struct value_change *v, u64 value)
{
	const struct place *p = &v->place;
	enum value_kind kind = p->field->kind;
	char buf[FORMAT_MAX];

	if (write_counters(c, key, p, value))
		return;
	if (field_links(p->field)) {
		write_link(c, key, v, value);
		return;
	}
	if (field_text(p->field)) {
		member_string(c->out, key, c->session->changes.texts + value);
		return;
	}
	if (kind == V_DEC || kind == V_PAGES)
		kind = V_SDEC;
	if (kind == V_PAGEFLAGS)
		value &= PAGE_FLAGS_MASK;
	member_string(c->out, key, format_value(c->m, kind, value, LANG_EN, buf));
}

/* While a frame begins a slab, the unions of its struct page have other names: its allocator's. */
static const char *field_name(const struct machine *m, const struct place *p)
{
	static const struct {
		enum slab_choice slab;
		const char *field, *name;
	} names[] = {
		{ SLAB_SLAB, "mapping", "slab_cache" }, { SLAB_SLAB, "index", "freelist" },
		{ SLAB_SLAB, "private", "s_mem" }, { SLAB_SLAB, "_mapcount", "active" },
		{ SLAB_SLUB, "mapping", "slab_cache" }, { SLAB_SLUB, "index", "freelist" },
		{ SLAB_SLUB, "private", "counters" },
		{ SLAB_SLOB, "index", "freelist" }, { SLAB_SLOB, "_mapcount", "units" },
	};

	if (p->table == TABLE_page && PageSlab(page_at(m, p->index)))
		for (u32 i = 0; i < ARRAY_SIZE(names); i++)
			if (m->config.slab == names[i].slab && !strcmp(p->field->name, names[i].field))
				return names[i].name;
	return p->field->name;
}

static void change_field(struct call *c, const struct value_change *v, char field[64])
{
	static const char *const links[2][3] = { { "next", "prev" }, { "rb_parent", "rb_right", "rb_left" } };
	const struct place *p = &v->place;
	int n = 0;

	field[0] = '\0';
	if (p->table == TABLE_content_line)
		return;
	if (p->field->count > 1 && !field_text(p->field))
		n = snprintf(field, 64, "%s[%u]", p->field->name, p->element);
	else
		n = snprintf(field, 64, "%s", field_name(c->m, p));
	if (field_links(p->field))
		snprintf(field + n, 64 - (size_t)n, ".%s", links[p->field->kind == V_RB][v->link]);
}

static void write_change(struct call *c, const struct value_change *v)
{
	const struct place *p = &v->place;
	const char *kind = value_kind_name(p->field->kind);
	char id[96], field[64];

	object_id(c, p, id);
	change_field(c, v, field);
	out_open(c->out, '{');
	member_string(c->out, "object", id);
	write_name(c, p, id);
	member_string(c->out, "field", field);
	write_value(c, "old", v, v->old);
	write_value(c, "new", v, v->new);
	member_string(c->out, "kind", kind ? kind : "hex");
	out_close(c->out, '}');
}

/* List pointers are the least telling: they come after everything else. */
void write_changes(struct call *c, const char *key, u32 limit)
{
	const struct change_list *l = changes_of(c);
	u32 written = 0;

	member_open(c->out, key, '[');
	for (int lists = 0; lists < 2; lists++)
		for (u32 i = 0; i < l->nr && written < limit; i++) {
			if (field_links(l->list[i].place.field) != lists)
				continue;
			write_change(c, &l->list[i]);
			written++;
		}
	out_close(c->out, ']');
	member_number(c->out, "changes_total", l->total);
}

static u32 views_of_table(enum table_id table)
{
	switch (table) {
	case TABLE_kmem_cache: case TABLE_kmem_cache_node: case TABLE_kmem_cache_cpu:
	case TABLE_array_cache: case TABLE_array_entry: case TABLE_slob:
		return 1u << CHANGED_SLAB | 1u << CHANGED_PROC;
	case TABLE_mcu: case TABLE_mcu_pool: case TABLE_mcu_word:
		return 1u << CHANGED_MCU;
	case TABLE_zone:
		return 1u << CHANGED_ZONES | 1u << CHANGED_BUDDY | 1u << CHANGED_PROC;
	case TABLE_pageblock:
		return 1u << CHANGED_PAGEBLOCKS | 1u << CHANGED_BUDDY | 1u << CHANGED_PHYSICAL |
		       1u << CHANGED_PROC;
	case TABLE_free_area: case TABLE_per_cpu_pages:
		return 1u << CHANGED_BUDDY | 1u << CHANGED_PHYSICAL | 1u << CHANGED_PROC;
	case TABLE_page:
		return 1u << CHANGED_PHYSICAL | 1u << CHANGED_PAGE;
	case TABLE_vm_area_struct: case TABLE_mm_struct:
		return 1u << CHANGED_ADDRESS_SPACE | 1u << CHANGED_PROC;
	case TABLE_tlb_entry: case TABLE_content_line:
		return 1u << CHANGED_TRANSLATION;
	case TABLE_vmap_area: case TABLE_vm_struct: case TABLE_vmap_state:
		return 1u << CHANGED_VMALLOC | 1u << CHANGED_PROC;
	case TABLE_cpu: case TABLE_task_struct:
		return 1u << CHANGED_STACKS;
	case TABLE_memblock: case TABLE_memblock_type: case TABLE_memblock_region:
	case TABLE_e820_entry:
		return 1u << CHANGED_BOOT;
	default:
		return 0;
	}
}

u32 changed_views(struct call *c)
{
	const struct change_list *l = changes_of(c);
	u32 bits = 0;

	for (u32 i = 0; i < l->nr; i++) {
		const struct place *p = &l->list[i].place;

		bits |= views_of_table(p->table);
		if (p->table == TABLE_page && PageSlab(page_at(c->m, p->index)))
			bits |= 1u << CHANGED_SLAB;
	}
	if (!view_task(c))	/* nobody's page table is shown */
		bits &= ~(1u << CHANGED_TRANSLATION);
	return bits;
}
