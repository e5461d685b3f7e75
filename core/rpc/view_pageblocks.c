/*
 * A zone by its pageblocks: of which type each is and who lives in it, what the free memory is good
 * for order by order, and which blocks changed hands in this op.
 *
 * "movable" are pages of user space (anon and file) and what the scenario's workloads asked for as
 * Movable, "fixed" all other pages in use: struct page itself does not tell how it was asked for.  A
 * block is mixed when it holds what its type does not ask for.
 */
#include <stdlib.h>

#include "lib/list.h"
#include "mm/page_alloc.h"
#include "mm/vmstat.h"
#include "rpc/door.h"

#define BLOCKS_SHOWN 1024
#define STEALS_SHOWN 16

#define MARK_MOVABLE 0x80	/* beside those of frame_marks() */

static void mark_movable(const struct machine *m, u8 *marks)
{
	for (u32 i = 0; i < m->tables[TABLE_work_slot].capacity; i++) {
		const struct work_slot *slot = work_slot_at(m, i);

		for (u32 n = 0; slot->pfn && slot->migratetype == MIGRATE_MOVABLE && n < 1u << slot->order; n++)
			marks[slot->pfn + n] = MARK_MOVABLE;
	}
}

struct tenants {
	u32 free, movable, fixed;
};

static void count_block(const struct machine *m, const struct zone *zone, pfn_t first,
			const u8 *marks, struct tenants *t)
{
	u64 end = min_t(u64, (u64)first + pageblock_nr_pages(m), zone_end_pfn(zone));

	*t = (struct tenants){ 0 };
	for (u64 pfn = max_t(u32, first, zone->zone_start_pfn); pfn < end; pfn++)
		switch (page_use(m, (pfn_t)pfn, marks)) {
		case USE_ABSENT:
			break;
		case USE_FREE: case USE_PCP:
			t->free++;
			break;
		case USE_ANON: case USE_FILE:
			t->movable++;
			break;
		default:
			if (marks[pfn] & MARK_MOVABLE)
				t->movable++;
			else
				t->fixed++;
		}
}

static bool is_mixed(u32 type, const struct tenants *t)
{
	if (type == MIGRATE_MOVABLE || type == MIGRATE_CMA)
		return t->fixed;
	return t->movable;
}

struct blocks {
	u32 total, shown, mixed;
};

static void write_block(struct call *c, pfn_t pfn, u32 type, const struct tenants *t)
{
	out_open(c->out, '[');
	out_number(c->out, pfn);
	out_number(c->out, type);
	out_number(c->out, t->free);
	out_number(c->out, t->movable);
	out_number(c->out, t->fixed);
	out_number(c->out, is_mixed(type, t));
	out_close(c->out, ']');
}

/* Blocks without a struct page in this zone are not there. */
static void write_blocks(struct call *c, const struct zone *zone, u64 from, const u8 *marks)
{
	const struct machine *m = c->m;
	struct blocks b = { 0 };
	pfn_t size = pageblock_nr_pages(m), first = zone->zone_start_pfn & ~(size - 1);

	member_open(c->out, "blocks", '[');
	for (u64 at = first; at < zone_end_pfn(zone); at += size) {
		pfn_t pfn = max_t(u32, (pfn_t)at, zone->zone_start_pfn);
		struct tenants t;
		u32 type;

		if (!pfn_valid(m, pfn))
			continue;
		count_block(m, zone, (pfn_t)at, marks, &t);
		type = zone_pageblock(m, zone, pfn)->migratetype;
		b.mixed += is_mixed(type, &t);
		if (b.total++ >= from && b.shown < BLOCKS_SHOWN) {
			write_block(c, (pfn_t)at, type, &t);
			b.shown++;
		}
	}
	out_close(c->out, ']');
	member_number(c->out, "shown", b.shown);
	member_number(c->out, "total", b.total);
	member_number(c->out, "mixed", b.mixed);
}

static u32 pages_on_list(const struct machine *m, const struct zone *zone, u32 type)
{
	u32 pages = 0;

	for (u32 order = 0; order < MAX_ORDER; order++)
		for_each_ref(m, pos, &zone_free_area(m, zone, order)->free_list[type])
			pages += 1u << order;
	return pages;
}

static u32 blocks_of_type(const struct machine *m, const struct zone *zone, u32 type)
{
	u32 n = 0, size = pageblock_nr_pages(m);

	for (u64 at = zone->zone_start_pfn & ~(size - 1); at < zone_end_pfn(zone); at += size) {
		pfn_t pfn = max_t(u32, (pfn_t)at, zone->zone_start_pfn);

		n += pfn_valid(m, pfn) && zone_pageblock(m, zone, pfn)->migratetype == type;
	}
	return n;
}

static void write_types(struct call *c, const struct zone *zone)
{
	struct json_out *o = c->out;

	member_open(o, "types", '[');
	for (u32 type = 0; type < MIGRATE_TYPES; type++) {
		out_open(o, '{');
		member_string(o, "name", migratetype_name(type));
		member_number(o, "blocks", blocks_of_type(c->m, zone, type));
		member_number(o, "free", pages_on_list(c->m, zone, type));
		member_open(o, "fallbacks", '[');
		for (u32 i = 0; fallback_type(type, i) < MIGRATE_TYPES; i++)
			out_string(o, migratetype_name(fallback_type(type, i)));
		out_close(o, ']');
		out_close(o, '}');
	}
	out_close(o, ']');
}

static void write_orders(struct call *c, const struct zone *zone)
{
	struct json_out *o = c->out;

	member_open(o, "orders", '[');
	for (u32 order = 0; order < MAX_ORDER; order++) {
		out_open(o, '{');
		member_number(o, "order", order);
		member_number(o, "nr_free", zone_free_area(c->m, zone, order)->nr_free);
		member_number(o, "unusable", unusable_free_index(c->m, zone, order));
		member_number(o, "fragmentation", fragmentation_index(c->m, zone, order));
		out_close(o, '}');
	}
	out_close(o, ']');
}

static void write_steal(struct call *c, const struct recording *rec, const struct event *e)
{
	const struct event *call = e->parent == ~0u ? e : &rec->events[e->parent];
	struct json_out *o = c->out;

	out_open(o, '{');
	member_number(o, "step", (s64)(rec->first_step + (u64)(e - rec->events) + 1));
	member_number(o, "pfn", call->id == EV_steal_suitable_fallback ? (s64)call->args[0] : -1);
	member_number(o, "order", (s64)e->args[0]);
	member_string(o, "from", migratetype_name((u32)e->args[3]));
	member_string(o, "to", migratetype_name((u32)e->args[4]));
	member_alternative(c, "how", e, e->taken, alternative_name);
	out_close(o, '}');
}

/* The newest first. */
static void write_steals(struct call *c)
{
	const struct recording *rec;
	const struct event *now = event_at(c, c->at, &rec);
	u32 total = 0;

	member_open(c->out, "steals", '[');
	for (const struct event *e = now; e && e >= rec->events; e--)
		if (e->id == EV_can_steal && total++ < STEALS_SHOWN)
			write_steal(c, rec, e);
	out_close(c->out, ']');
	member_number(c->out, "steals_total", total);
}

static void write_changed_blocks(struct call *c, const struct zone *zone)
{
	u32 skip = pageblock_index(c->m, zone_pageblock(c->m, zone, 0));
	const struct change_list *l = changes_of(c);

	member_open(c->out, "changed", '[');
	for (u32 i = 0; i < l->nr && i < BLOCKS_SHOWN; i++) {
		const struct place *p = &l->list[i].place;

		if (p->table == TABLE_pageblock && p->index >= skip)
			out_number(c->out, (s64)(p->index - skip) << pageblock_order(c->m));
	}
	out_close(c->out, ']');
}

int view_pageblocks(struct call *c)
{
	struct json_out *o = c->out;
	const struct zone *zone;
	u64 from = 0;
	u32 index = 0;
	u8 *marks;

	if (ask_zone(c, &index) || ask_u64(c, "from", 0, c->m->config.max_pfn, &from))
		return -1;
	zone = zone_at(c->m, index);
	if (sys(c->m)->booted < 2 || !zone_free_area(c->m, zone, 0)->free_list[0].next) {
		out_null(o);
		return 0;
	}
	marks = frame_marks(c->m);
	o->failed |= !marks;
	out_open(o, '{');
	write_zone_names(c, index);
	member_number(o, "pageblock_order", pageblock_order(c->m));
	member_number(o, "from", (s64)from);
	if (marks)
		mark_movable(c->m, marks);
	if (marks)
		write_blocks(c, zone, from, marks);
	free(marks);
	write_types(c, zone);
	write_orders(c, zone);
	write_steals(c);
	write_changed_blocks(c, zone);
	out_close(o, '}');
	return 0;
}
