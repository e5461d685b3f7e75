/* The buddy allocator: free lists by order and type, per-cpu lists, watermarks; a cut or a merge. */
#include <string.h>

#include "lib/list.h"
#include "mm/page_alloc.h"
#include "rpc/door.h"

#define HEADS_SHOWN 8
#define PCP_SHOWN 64

/* Types with a place of their own in the view: those that every machine has, and what is in use. */
struct shown_types {
	u8 type[MIGRATE_TYPES];
	u32 nr;
};

static u32 list_length(const struct machine *m, const struct list_head *head)
{
	u32 n = 0;

	for_each_ref(m, pos, head)
		n++;
	return n;
}

static u32 pageblocks_of(const struct machine *m, const struct zone *zone, u32 type)
{
	u32 n = 0;

	for (u32 pfn = zone->zone_start_pfn; pfn < zone_end_pfn(zone); pfn += pageblock_nr_pages(m))
		n += pfn_valid(m, pfn) && get_pfnblock_migratetype(m, pfn) == type;
	return n;
}

static bool type_in_use(const struct machine *m, const struct zone *zone, u32 type)
{
	if (type < MIGRATE_PCPTYPES || pageblocks_of(m, zone, type))
		return true;
	for (u32 order = 0; order < MAX_ORDER; order++)
		if (!list_empty(m, &zone_free_area(m, zone, order)->free_list[type]))
			return true;
	return false;
}

static void write_types(struct call *c, const struct zone *zone, struct shown_types *shown)
{
	static const char letters[] = "UMEHCI";

	member_open(c->out, "types", '[');
	for (u32 type = 0; type < MIGRATE_TYPES; type++) {
		char letter[2] = { letters[type], 0 };

		if (!type_in_use(c->m, zone, type))
			continue;
		shown->type[shown->nr++] = (u8)type;
		out_open(c->out, '{');
		member_string(c->out, "name", migratetype_name(type));
		member_string(c->out, "letter", letter);
		member_number(c->out, "blocks", pageblocks_of(c->m, zone, type));
		out_close(c->out, '}');
	}
	out_close(c->out, ']');
	member_number(c->out, "folded", MIGRATE_TYPES - shown->nr);
}

/* The free lists' lengths one step ago. */
struct lengths {
	u32 nr[MAX_ORDER][MIGRATE_TYPES];
	bool known;
};

static bool lists_made(const struct machine *m, const struct zone *zone)
{
	return zone_free_area(m, zone, 0)->free_list[0].next;
}

static void read_lengths(struct call *c, const struct zone *zone, struct lengths *l)
{
	l->known = false;
	if (!c->at)
		return;
	stand(c, c->at - 1);
	l->known = lists_made(c->m, zone);
	for (u32 order = 0; l->known && order < MAX_ORDER; order++)
		for (u32 type = 0; type < MIGRATE_TYPES; type++)
			l->nr[order][type] =
				list_length(c->m, &zone_free_area(c->m, zone, order)->free_list[type]);
	stand(c, c->at);
}

static void write_cell(struct call *c, const struct free_area *area, u32 type, u32 index,
		       const u32 *before)
{
	struct json_out *o = c->out;
	u32 nr = list_length(c->m, &area->free_list[type]), shown = 0;

	out_open(o, '{');
	member_number(o, "type", index);
	member_number(o, "nr", nr);
	member_open(o, "head", '[');
	for_each_ref(c->m, pos, &area->free_list[type]) {
		if (shown++ == HEADS_SHOWN)
			break;
		out_number(o, page_to_pfn(c->m, list_entry(c->m, pos, page, lru)));
	}
	out_close(o, ']');
	member_number(o, "delta", before ? (s64)nr - before[type] : 0);
	out_close(o, '}');
}

static void write_orders(struct call *c, const struct zone *zone, const struct shown_types *shown)
{
	struct lengths before;

	read_lengths(c, zone, &before);
	member_open(c->out, "orders", '[');
	for (u32 n = MAX_ORDER; n-- > 0;) {
		const struct free_area *area = zone_free_area(c->m, zone, n);

		out_open(c->out, '{');
		member_number(c->out, "order", n);
		member_open(c->out, "cells", '[');
		for (u32 i = 0; i < shown->nr; i++)
			write_cell(c, area, shown->type[i], i, before.known ? before.nr[n] : NULL);
		out_close(c->out, ']');
		member_number(c->out, "nr_free", area->nr_free);
		out_close(c->out, '}');
	}
	out_close(c->out, ']');
}

static void write_marks(struct call *c, const struct zone *zone)
{
	static const char *const names[] = { "min", "low", "high" };

	member_number(c->out, "free_pages", zone_page_state_snapshot(c->m, zone));
	member_number(c->out, "managed_pages", zone->managed_pages);
	member_open(c->out, "marks", '{');
	for (u32 i = 0; i < NR_WMARK; i++)
		member_number(c->out, names[i], zone->watermark[i]);
	out_close(c->out, '}');
	member_open(c->out, "lowmem_reserve", '[');
	for (u32 i = 0; i < MAX_NR_ZONES; i++)
		out_number(c->out, zone->lowmem_reserve[i]);
	out_close(c->out, ']');
}

static void write_pcp_list(struct call *c, const struct list_head *head, u32 type)
{
	u32 shown = 0;

	out_open(c->out, '{');
	member_string(c->out, "type", migratetype_name(type));
	member_open(c->out, "pfns", '[');
	for_each_ref(c->m, pos, head) {
		if (shown++ == PCP_SHOWN)
			break;
		out_number(c->out, page_to_pfn(c->m, list_entry(c->m, pos, page, lru)));
	}
	out_close(c->out, ']');
	member_number(c->out, "total", list_length(c->m, head));
	out_close(c->out, '}');
}

static void write_pcp(struct call *c, const struct zone *zone)
{
	struct json_out *o = c->out;

	member_open(o, "pcp", '[');
	for (u32 cpu = 0; cpu < c->m->config.nr_cpus; cpu++) {
		const struct per_cpu_pages *pcp = zone_pcp(c->m, zone, cpu);

		if (!pcp->lists[0].next)
			continue;
		out_open(o, '{');
		member_number(o, "cpu", cpu);
		member_number(o, "count", pcp->count);
		member_number(o, "high", pcp->high);
		member_number(o, "batch", pcp->batch);
		member_open(o, "lists", '[');
		for (u32 type = 0; type < MIGRATE_PCPTYPES; type++)
			write_pcp_list(c, &pcp->lists[type], type);
		out_close(o, ']');
		out_close(o, '}');
	}
	out_close(o, ']');
}

static bool holds(const struct event *call, const struct recording *rec, u32 at)
{
	u32 i = (u32)(call - rec->events);

	return at >= i && (call->last == ~0u || at <= call->last);
}

/* The newest call of that event id which holds the step, or just ended with it. */
static const struct event *open_call(const struct recording *rec, u32 at, enum event_id id)
{
	for (u32 i = at + 1; i-- > 0;)
		if (rec->events[i].id == id)
			return holds(&rec->events[i], rec, at) ? &rec->events[i] : NULL;
	return NULL;
}

static const char *row_state(u32 row, u32 at)
{
	return row < at ? "done" : row == at ? "now" : "future";
}

/* The rows of expand(): each cut keeps the lower half and gives the upper one to its free list. */
static void write_split(struct call *c, const struct recording *rec, u32 at)
{
	const struct event *call = rec ? open_call(rec, at, EV_expand) : NULL;
	struct json_out *o = c->out;
	u32 now;

	if (!call) {
		member_null(o, "split");
		return;
	}
	now = (u32)call->args[2];
	member_open(o, "split", '{');
	member_number(o, "pfn", (s64)call->args[0]);
	member_number(o, "from", (s64)call->args[2]);
	member_number(o, "to", (s64)call->args[1]);
	member_open(o, "rows", '[');
	for (u32 i = (u32)(call - rec->events) + 1; call->last != ~0u && i <= call->last; i++) {
		const struct event *e = &rec->events[i];

		if (e->id != EV_split && e->id != EV_split_last)
			continue;
		if (i <= at)
			now = (u32)e->args[2];
		out_open(o, '{');
		member_number(o, "order", (s64)e->args[2]);
		member_number(o, "keep", (s64)e->args[3]);
		member_number(o, "give", (s64)e->args[4]);
		member_string(o, "state", row_state(i, at));
		member_number(o, "step", (s64)(rec->first_step + i + 1));
		out_close(o, '}');
	}
	out_close(o, ']');
	member_number(o, "now", now);
	out_key(o, "type");
	out_string(o, migratetype_name(get_pfnblock_migratetype(c->m, (pfn_t)call->args[0])));
	out_close(o, '}');
}

static void write_merge_row(struct call *c, const struct recording *rec, u32 i, u32 at)
{
	const struct event *e = &rec->events[i];
	const struct event_type *type = &event_types[e->id];
	struct json_out *o = c->out;

	out_open(o, '{');
	member_number(o, "order", (s64)e->args[2]);
	member_number(o, "pfn", (s64)e->args[0]);
	member_number(o, "buddy", (s64)e->args[1]);
	member_string(o, "state", e->taken && i <= at ? "stop" : row_state(i, at));
	if (e->taken && e->taken < type->nr_alternatives)
		member_alternative(c, "why", e, e->taken, alternative_name);
	member_number(o, "step", (s64)(rec->first_step + i + 1));
	out_close(o, '}');
}

/* The rows of __free_one_page(), upwards: one question about the buddy for each order. */
static void write_merge(struct call *c, const struct recording *rec, u32 at)
{
	const struct event *call = rec ? open_call(rec, at, EV___free_one_page) : NULL;
	struct json_out *o = c->out;
	u32 now, pfn;

	if (!call) {
		member_null(o, "merge");
		return;
	}
	pfn = (u32)call->args[0];
	now = (u32)call->args[1];
	member_open(o, "merge", '{');
	member_number(o, "pfn", (s64)call->args[0]);
	member_number(o, "from", (s64)call->args[1]);
	member_string(o, "type", migratetype_name((u32)call->args[2]));
	member_open(o, "rows", '[');
	for (u32 i = (u32)(call - rec->events) + 1; call->last != ~0u && i <= call->last; i++) {
		const struct event *e = &rec->events[i];

		if (e->id == EV_page_is_buddy)
			write_merge_row(c, rec, i, at);
		if (e->id != EV_merge || i > at)
			continue;
		now = (u32)e->args[2];
		pfn = (u32)e->args[3];
	}
	out_close(o, ']');
	member_number(o, "now", now);
	member_number(o, "now_pfn", pfn);
	out_close(o, '}');
}

static void write_watermark_test(struct call *c)
{
	struct json_out *o = c->out;
	u64 step;
	const struct event *e = newest_event(c, EV_zone_watermark_fast, &step);

	if (!e) {
		member_null(o, "watermark_test");
		return;
	}
	member_open(o, "watermark_test", '{');
	member_number(o, "step", (s64)step);
	member_number(o, "free", (s64)(e->args[1] - e->args[2]));
	member_number(o, "need", (s64)(e->args[3] + e->args[4]));
	member_number(o, "mark", (s64)e->args[3]);
	member_number(o, "reserve", (s64)e->args[4]);
	member_bool(o, "ok", e->taken == 0 || e->taken == 3);
	out_close(o, '}');
}

/* The zone that the op last spoke of, else the one with the most pages. */
static u32 default_zone(struct call *c)
{
	const struct recording *rec;
	const struct event *e = event_at(c, c->at, &rec);
	u32 best = 0;

	for (; e && e >= rec->events; e--)
		for (u32 i = 0; i < event_types[e->id].nr_args; i++) {
			if (event_types[e->id].arg_kinds[i] == V_ZONE && e->args[i] < MAX_NR_ZONES &&
			    managed_zone(zone_at(c->m, (u32)e->args[i])))
				return (u32)e->args[i];
			if (event_types[e->id].arg_kinds[i] == V_PFN && pfn_valid(c->m, e->args[i]))
				return zone_idx(c->m, page_zone(c->m, pfn_to_page(c->m, (pfn_t)e->args[i])));
		}
	for (u32 i = 1; i < MAX_NR_ZONES; i++)
		if (zone_at(c->m, i)->managed_pages > zone_at(c->m, best)->managed_pages)
			best = i;
	return best;
}

int ask_zone(struct call *c, u32 *zone)
{
	struct expr_env env = { .m = c->m, .s = c->s, .nr_names = c->s->nr_names };
	const char *name = NULL;
	enum table_id table;
	char id[24] = "zone:";

	if (ask_string(c, "zone", &name))
		return -1;
	if (!name) {
		*zone = default_zone(c);
		return 0;
	}
	strncat(id, name, 12);
	if (object_named(&env, id, &table, zone) && populated_zone(zone_at(c->m, *zone)))
		return 0;
	return refuse(c, "zone", "this machine has no zone \"%s\"", "这台机器没有 zone \"%s\"",
		      clip(name).text);
}

void write_zone_names(struct call *c, u32 zone)
{
	char name[12] = "";

	member_open(c->out, "zones", '[');
	for_each_populated_zone(c->m, z) {
		memcpy(name, z->name, 8);
		out_string(c->out, name);
	}
	out_close(c->out, ']');
	memcpy(name, zone_at(c->m, zone)->name, 8);
	member_string(c->out, "zone", name);
}

int view_buddy(struct call *c)
{
	struct shown_types shown = { .nr = 0 };
	const struct recording *rec;
	const struct event *e;
	const struct zone *zone;
	u32 index = 0, at;

	if (ask_zone(c, &index))
		return -1;
	e = event_at(c, c->at, &rec);
	at = e ? (u32)(e - rec->events) : 0;
	zone = zone_at(c->m, index);
	out_open(c->out, '{');
	write_zone_names(c, index);
	if (lists_made(c->m, zone)) {
		write_types(c, zone, &shown);
		write_orders(c, zone, &shown);
	} else {
		member_null(c->out, "types");
		member_null(c->out, "orders");
	}
	write_marks(c, zone);
	write_pcp(c, zone);
	write_split(c, e ? rec : NULL, at);
	write_merge(c, e ? rec : NULL, at);
	write_watermark_test(c);
	out_close(c->out, '}');
	return 0;
}
