/* Paths into the machine's tables: zone.DMA32.nr_free_pages, task.A.mm.total_vm, page[0x1a7b].flags. */
#include <stdio.h>
#include <string.h>

#include "arch/kimage.h"
#include "kernel/syscalls.h"
#include "machine/format.h"
#include "mm/content.h"
#include "mm/slab.h"
#include "scenario/expr_internal.h"

/* Where a path stands: an object of a table. */
struct spot {
	enum table_id table;
	u32 index;
	bool missing;
};

static bool is_word(const char *at, size_t n, const char *word)
{
	return strlen(word) == n && !memcmp(at, word, n);
}

/* The n characters that stand here, or all that is left when no name does. */
static struct clipped word_or_rest(const char *at, size_t n)
{
	struct clipped word = clip(at);

	if (n && n < strlen(word.text))
		word.text[n] = '\0';
	return word;
}

static int table_named(const char *at, size_t n)
{
	static const struct {
		const char *alias;
		enum table_id table;
	} aliases[] = {
		{ "task", TABLE_task_struct }, { "mm", TABLE_mm_struct },
		{ "init_mm", TABLE_mm_struct },	/* mm 0, the only one without an index */
		{ "vma", TABLE_vm_area_struct }, { "pcp", TABLE_per_cpu_pages },
	};

	for (u32 i = 0; i < ARRAY_SIZE(aliases); i++)
		if (is_word(at, n, aliases[i].alias))
			return aliases[i].table;
	for (int t = 0; t < NR_TABLES; t++)
		if (is_word(at, n, object_type(t)->name))
			return t;
	return -1;
}

static void check_spot(const struct machine *m, struct spot *spot)
{
	const struct table *t;

	if (!m)
		return;
	t = &m->tables[spot->table];
	if (spot->table == TABLE_mm_struct && !spot->index)
		return;		/* init_mm is no object of the pool */
	if (spot->index >= t->capacity || (t->pool && !object_live(m, spot->table, spot->index)))
		spot->missing = true;
}

static int index_in_brackets(struct expr *e, u32 *index, bool *missing)
{
	struct expr_value v;

	if (expr_sum(e, &v))
		return -1;
	if (!expr_take(e, "]"))
		return expr_fail(e, "the ']' is missing", "缺少 ']'");
	if (v.missing || v.number < 0 || v.number > 0xfffffffe) {
		*missing = true;
		v.number = 0;
	}
	*index = (u32)v.number;
	return 0;
}

bool zone_name_known(const char *name, size_t n)
{
	static const char *const names[] = { "DMA", "DMA32", "Normal", "HighMem", "Movable" };

	for (u32 i = 0; i < ARRAY_SIZE(names); i++)
		if (is_word(name, n, names[i]))
			return true;
	return false;
}

static int zone_by_name(struct expr *e, size_t n, struct spot *spot)
{
	if (!zone_name_known(e->p, n))
		return expr_fail(e, "no zone is called \"%s\"", "没有名为 \"%s\" 的 zone",
				 word_or_rest(e->p, n).text);
	spot->missing = true;
	for (u32 i = 0; e->env->m && i < MAX_NR_ZONES; i++) {
		const struct zone *zone = zone_at(e->env->m, i);

		if (strncmp(zone->name, e->p, n) || (n < sizeof(zone->name) && zone->name[n]))
			continue;
		spot->index = i;
		spot->missing = false;
	}
	return 0;
}

static int task_by_name(struct expr *e, size_t n, struct spot *spot)
{
	u32 name = scenario_name(e->env->s, e->env->nr_names, e->p, n);

	if (!name || e->env->s->names[name - 1].kind != BIND_TASK)
		return expr_fail(e, "no task is called \"%s\" here", "此处没有名为 \"%s\" 的任务",
				 word_or_rest(e->p, n).text);
	if (e->env->m)
		spot->index = (u32)binding_at(e->env->m, name)->value;
	return 0;
}

/* After a table's name: [index], .NAME for zones and tasks, or nothing for the only object. */
static int first_spot(struct expr *e, int table, struct spot *spot)
{
	size_t n;

	*spot = (struct spot){ .table = (enum table_id)table };
	if (expr_take(e, "["))
		return index_in_brackets(e, &spot->index, &spot->missing);
	if (table != TABLE_zone && table != TABLE_task_struct)
		return 0;
	if (!expr_take(e, "."))
		return expr_fail(e, "a name must follow here, as in zone.DMA32 or task.A",
				 "后面应有名字，例如 zone.DMA32 或 task.A");
	n = name_length(e->p);
	if (table == TABLE_zone ? zone_by_name(e, n, spot) : task_by_name(e, n, spot))
		return -1;
	e->p += n;
	return 0;
}

static const struct field *field_named(const struct object_type *type, const char *at, size_t n)
{
	for (u32 i = 0; i < type->nr_fields; i++)
		if (is_word(at, n, type->fields[i].name))
			return &type->fields[i];
	return NULL;
}

static int unknown_field(struct expr *e, const struct object_type *type, size_t n)
{
	return expr_fail(e, "%s has no field \"%s\"", "%s 没有字段 \"%s\"", type->name,
			 word_or_rest(e->p, n).text);
}

u64 field_load(const struct field *f, const void *at)
{
	bool is_signed = f->kind == V_DEC || f->kind == V_SDEC || f->kind == V_PAGES;

	switch (f->size) {
	case 1: return *(const u8 *)at;
	case 2: return *(const u16 *)at;
	case 4: return is_signed ? (u64)(s64)*(const s32 *)at : *(const u32 *)at;
	default: return *(const u64 *)at;
	}
}

static const void *spot_address(const struct machine *m, const struct spot *spot,
				const struct field *f, u32 element)
{
	const struct table *t = &m->tables[spot->table];

	return m->arena + t->base + (u64)spot->index * t->size + f->offset + (u64)element * f->size;
}

static int load_field(struct expr *e, const struct spot *spot, const struct field *f, u32 element,
		      struct expr_value *v)
{
	const struct machine *m = e->env->m;
	bool text = f->kind == V_STR;

	*v = (struct expr_value){ .kind = f->kind, .missing = spot->missing };
	if (f->size > 8 || f->kind == V_LIST || f->kind == V_RB)
		return expr_fail(e, "a list cannot be compared", "链表不能比较");
	if (!m || v->missing)
		return 0;
	if (text)
		snprintf(v->text, sizeof(v->text), "%.*s", f->count,
			 (const char *)spot_address(m, spot, f, 0));
	else
		v->number = (s64)field_load(f, spot_address(m, spot, f, element));
	return 0;
}

static int follow(const struct field *f)
{
	switch (f->kind) {
	case V_MM: return TABLE_mm_struct;
	case V_VMA: return TABLE_vm_area_struct;
	case V_TASK: return TABLE_task_struct;
	case V_CACHE: return TABLE_kmem_cache;
	default: return -1;
	}
}

/* zone.X.free_area[3] and zone.X.pcp[0]: in the kernel these lie inside the zone. */
static int zone_part(struct expr *e, struct spot *spot, size_t n, bool *taken)
{
	u32 part = 0, per_zone = MAX_ORDER;
	bool area = is_word(e->p, n, "free_area");

	*taken = spot->table == TABLE_zone && (area || is_word(e->p, n, "pcp"));
	if (!*taken)
		return 0;
	e->p += n;
	if (expr_take(e, "[") && index_in_brackets(e, &part, &spot->missing))
		return -1;
	if (!area)
		per_zone = e->env->m ? e->env->m->config.nr_cpus : 1;
	if (e->env->m && part >= per_zone)
		spot->missing = true;
	spot->table = area ? TABLE_free_area : TABLE_per_cpu_pages;
	spot->index = spot->index * per_zone + part;
	return 0;
}

static int field_element(struct expr *e, struct spot *spot, const struct field *f, u32 *element)
{
	*element = 0;
	if (!expr_take(e, "["))
		return 0;
	if (index_in_brackets(e, element, &spot->missing))
		return -1;
	if (*element >= f->count) {
		if (e->env->m)
			spot->missing = true;
		*element = 0;
	}
	return 0;
}

static int walk_fields(struct expr *e, struct spot *spot, struct expr_value *v)
{
	for (;;) {
		const struct object_type *type = object_type(spot->table);
		const struct field *f;
		size_t n;
		u32 element;
		bool part;

		check_spot(e->env->m, spot);
		if (!expr_take(e, "."))
			return expr_fail(e, "a field of %s must follow", "后面应有 %s 的字段", type->name);
		n = name_length(e->p);
		if (zone_part(e, spot, n, &part))
			return -1;
		if (part)
			continue;
		f = field_named(type, e->p, n);
		if (!f)
			return unknown_field(e, type, n);
		e->p += n;
		if (field_element(e, spot, f, &element) || load_field(e, spot, f, element, v))
			return -1;
		if (*e->p != '.' || follow(f) < 0)
			return 0;
		spot->table = (enum table_id)follow(f);
		spot->index = (u32)v->number;
		spot->missing |= !v->number && e->env->m;
	}
}

static int signal_value(const struct expr_env *env, struct expr_value *v)
{
	u32 nr = env->op ? env->op->signal : 0;

	*v = (struct expr_value){ .kind = V_STR };
	snprintf(v->text, sizeof(v->text), "%s", nr == SIGSEGV ? "SIGSEGV" : nr == SIGBUS ? "SIGBUS" :
		 nr == SIGKILL ? "SIGKILL" : "none");
	return 0;
}

static bool op_word(const struct expr_env *env, const char *at, size_t n, struct expr_value *v)
{
	s64 ret = env->op ? env->op->ret : 0;
	bool failed = ret < 0 && ret > -4096;

	if (is_word(at, n, "ret"))
		*v = (struct expr_value){ .kind = failed ? V_ERR : V_HEX, .number = ret };
	else if (is_word(at, n, "err"))
		*v = (struct expr_value){ .kind = V_ERR, .number = failed ? ret : 0 };
	else if (is_word(at, n, "signal"))
		signal_value(env, v);
	else if (is_word(at, n, "true") || is_word(at, n, "false"))
		*v = (struct expr_value){ .kind = V_BOOL, .number = at[0] == 't' };
	else
		return false;
	return true;
}

enum function { FN_PFN, FN_PTE, FN_WORD, FN_PRESENT, FN_PHYS, FN_LEVEL, FN_SLAB };

/* What speaks of the kernel, and of no task. */
static void apply_kernel(const struct machine *m, enum function fn, u64 argument, struct expr_value *v)
{
	static const char *const levels[] = { "", "PTE", "PMD", "PUD", "P4D", "PGD" };
	enum pgtable_level level = fn == FN_LEVEL ? kernel_map_level(m, argument) : LEVEL_NONE;

	if (fn == FN_PHYS) {
		*v = (struct expr_value){ .kind = V_HEX, .number = (s64)read_word(m, argument & ~7ull) };
		return;
	}
	*v = (struct expr_value){ .kind = V_STR, .missing = level == LEVEL_NONE };
	snprintf(v->text, sizeof(v->text), "%s", levels[level]);
}

/* Of an address in the direct map, which no task's tables need to tell. */
static void apply_direct_map(const struct machine *m, enum function fn, u64 va, struct expr_value *v)
{
	u64 pa = virt_to_phys(m, va);

	*v = (struct expr_value){ .kind = V_PFN, .missing = fn == FN_PTE };
	if (fn == FN_PRESENT)
		*v = (struct expr_value){ .kind = V_BOOL, .number = 1 };
	else if (fn == FN_WORD)
		*v = (struct expr_value){ .kind = V_HEX, .number = (s64)read_word(m, pa & ~7ull) };
	else
		v->number = fn == FN_SLAB ? virt_to_head_pfn(m, va) : (s64)PFN_DOWN(pa);
}

static void apply(const struct machine *m, enum function fn, u64 argument, u32 task,
		  struct expr_value *v)
{
	struct walk w;
	bool kernel = argument >> 63;	/* init_mm answers for that half, before there are tasks too */
	bool mapped = kernel ? translate_mm(m, 0, argument, &w) :
			       task && translate(m, task, argument, &w);
	u64 entry = (kernel || task) && w.levels ? w.level[w.levels - 1].entry : 0;

	if (virt_addr_valid(m, argument)) {
		apply_direct_map(m, fn, argument, v);
		return;
	}
	*v = (struct expr_value){ .kind = V_HEX, .missing = !mapped && fn != FN_PRESENT };
	if (fn == FN_PRESENT)
		*v = (struct expr_value){ .kind = V_BOOL, .number = mapped };
	else if (mapped && fn == FN_PFN)
		*v = (struct expr_value){ .kind = V_PFN, .number = w.pfn };
	else if (mapped && fn == FN_PTE)
		*v = (struct expr_value){ .kind = V_PTE, .number = (s64)entry };
	else if (mapped && fn == FN_WORD)
		v->number = (s64)read_word(m, w.pa & ~7ull);
}

/* The task whose addresses a function's argument speaks of: the result's owner, else the current. */
static u32 task_of(const struct expr *e, u32 binding)
{
	const struct machine *m = e->env->m;
	u32 owner = binding ? binding_at(m, binding)->task : 0;

	return owner ? owner : e->env->op && e->env->op->runner ? e->env->op->runner :
								   current_task(m);
}

static int call(struct expr *e, enum function fn, struct expr_value *v)
{
	const char *argument = e->p + strspn(e->p, " ");
	u32 binding = scenario_name(e->env->s, e->env->nr_names, argument, name_length(argument));

	if (expr_sum(e, v))
		return -1;
	if (!expr_take(e, ")"))
		return expr_fail(e, "the ')' is missing", "缺少 ')'");
	if (fn == FN_LEVEL)
		v->kind = V_STR;
	if (!e->env->m || v->missing)
		return 0;
	if (fn == FN_PHYS || fn == FN_LEVEL)
		apply_kernel(e->env->m, fn, (u64)v->number, v);
	else
		apply(e->env->m, fn, (u64)v->number, task_of(e, binding), v);
	return 0;
}

static int named_value(struct expr *e, size_t n, struct expr_value *v)
{
	static const char *const functions[] = {
		"pfn", "pte", "word", "present", "phys", "level", "slab",
	};
	u32 name = scenario_name(e->env->s, e->env->nr_names, e->p, n);

	for (u32 i = 0; i < ARRAY_SIZE(functions); i++)
		if (is_word(e->p, n, functions[i]) && e->p[n] == '(') {
			e->p += n + 1;
			return call(e, (enum function)i, v);
		}
	if (!name)
		return expr_fail(e, "\"%s\" is no table, no named result and no word of this language",
				 "\"%s\" 不是表名、结果名，也不是本语言的词",
				 word_or_rest(e->p, n).text);
	e->p += n;
	*v = (struct expr_value){ .kind = V_HEX };
	if (e->env->m)
		v->number = (s64)binding_at(e->env->m, name)->value;
	return 0;
}

int expr_path(struct expr *e, struct expr_value *v)
{
	size_t n = name_length(e->p);
	struct spot spot;
	int table;

	if (!n)
		return expr_fail(e, "a path or a number must stand here, not \"%s\"",
				 "此处应为路径或数字，而不是 \"%s\"", clip(e->p).text);
	if (op_word(e->env, e->p, n, v)) {
		e->p += n;
		return 0;
	}
	table = table_named(e->p, n);
	if (table < 0 || !strchr(".[", e->p[n]) || !e->p[n])
		return named_value(e, n, v);
	e->p += n;
	return first_spot(e, table, &spot) || walk_fields(e, &spot, v) ? -1 : 0;
}

/* "page:0x1a7b", "zone:DMA32", "task:A", "vm_area_struct:3", "vma:A:0x400000": a stable name. */
static bool stable_vma(const struct expr_env *env, const char *rest, u32 *index)
{
	size_t n = name_length(rest);
	u32 name = scenario_name(env->s, env->nr_names, rest, n), vma;
	u64 start;

	if (!name || env->s->names[name - 1].kind != BIND_TASK || rest[n] != ':' ||
	    !parse_u64(rest + n + 1, strlen(rest + n + 1), &start))
		return false;
	vma = task_struct_at(env->m, (u32)binding_at(env->m, name)->value)->mm;
	vma = vma ? mm_struct_at(env->m, vma)->mmap : 0;
	for (; vma; vma = vm_area_struct_at(env->m, vma)->vm_next)
		if (vm_area_struct_at(env->m, vma)->vm_start == start)
			break;
	*index = vma;
	return vma;
}

/* "free_area:DMA32:3", "pcp:DMA32:0": the zone, and which of its orders or cpus. */
static bool part_of_zone(struct expr *e, enum table_id table, struct spot *spot)
{
	const struct machine *m = e->env->m;
	u32 parts = table == TABLE_free_area ? MAX_ORDER : m->config.nr_cpus;
	const char *colon = strchr(e->p, ':');
	u64 part;

	if (!colon || zone_by_name(e, (size_t)(colon - e->p), spot) || spot->missing ||
	    !parse_u64(colon + 1, strlen(colon + 1), &part) || part >= parts)
		return false;
	spot->index = spot->index * parts + (u32)part;
	return true;
}

bool object_named(const struct expr_env *env, const char *name, enum table_id *table, u32 *index)
{
	const char *colon = strchr(name, ':');
	size_t n = colon ? (size_t)(colon - name) : strlen(name);
	const char *rest = colon ? colon + 1 : "0";
	struct expr_error unused;
	struct expr e = { .env = env, .p = rest, .error = &unused };
	struct spot spot = { 0 };
	int t = is_word(name, n, "pfn") ? TABLE_page : table_named(name, n);
	u64 value = 0;

	if (t < 0)
		return false;
	*table = (enum table_id)t;
	if (t == TABLE_vm_area_struct && strchr(rest, ':'))
		return stable_vma(env, rest, index);
	spot.table = *table;
	if (parse_u64(rest, strlen(rest), &value) && value <= 0xffffffff)
		spot.index = (u32)value;
	else if (t == TABLE_free_area || t == TABLE_per_cpu_pages ?
		 !part_of_zone(&e, *table, &spot) :
		 t == TABLE_zone ? zone_by_name(&e, strlen(rest), &spot) :
		 t == TABLE_task_struct ? task_by_name(&e, strlen(rest), &spot) : -1)
		return false;
	check_spot(env->m, &spot);
	*index = spot.index;
	return !spot.missing;
}
