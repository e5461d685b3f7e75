/* Physical memory as a whole: zones, how many frames serve what, which frames the step changed. */
#include <stdlib.h>
#include <string.h>

#include "mm/page_alloc.h"
#include "rpc/door.h"

#define RANGES_SHOWN 64

static void write_zone(struct call *c, const struct zone *zone)
{
	struct json_out *o = c->out;
	char name[12] = "";

	memcpy(name, zone->name, sizeof(zone->name));
	out_open(o, '{');
	member_string(o, "name", name);
	member_number(o, "start", zone->zone_start_pfn);
	member_number(o, "end", zone_end_pfn(zone));
	member_number(o, "present", zone->present_pages);
	member_number(o, "managed", zone->managed_pages);
	member_number(o, "free", zone_page_state_snapshot(c->m, zone));
	out_close(o, '}');
}

static void write_uses(struct call *c, const u8 *marks)
{
	u32 count[NR_USES] = { 0 };

	for (pfn_t pfn = 0; pfn < c->m->config.max_pfn; pfn++)
		count[page_use(c->m, pfn, marks)]++;
	member_open(c->out, "uses", '{');
	for (u32 i = 0; i < NR_USES; i++)
		member_number(c->out, use_names[i], count[i]);
	out_close(c->out, '}');
	member_open(c->out, "codes", '[');
	for (u32 i = 0; i < NR_USES; i++)
		out_string(c->out, use_names[i]);
	out_close(c->out, ']');
}

struct range {
	u32 first, count;
};

/* Not list pointers: a neighbour in a free list did not change itself. */
static bool changed_range(const struct machine *m, const struct value_change *v, struct range *r)
{
	const struct place *p = &v->place;

	if (p->table == TABLE_pageblock) {
		*r = (struct range){ p->index << pageblock_order(m), pageblock_nr_pages(m) };
		return true;
	}
	*r = (struct range){ p->index, 1 };
	return p->table == TABLE_page && p->field->kind != V_LIST;
}

static int by_first(const void *a, const void *b)
{
	const struct range *x = a, *y = b;

	return x->first < y->first ? -1 : x->first > y->first;
}

/* Ranges that touch are one; how many frames they all are. */
static u32 write_ranges(struct json_out *o, const struct range *list, u32 nr)
{
	u32 written = 0, total = 0;

	for (u32 i = 0; i < nr; written++) {
		u32 end = list[i].first + list[i].count, first = list[i].first;

		for (i++; i < nr && list[i].first <= end; i++)
			end = max_t(u32, end, list[i].first + list[i].count);
		total += end - first;
		if (written >= RANGES_SHOWN)
			continue;
		out_open(o, '[');
		out_number(o, first);
		out_number(o, end - first);
		out_close(o, ']');
	}
	return total;
}

static void write_changed(struct call *c)
{
	const struct change_list *l = changes_of(c);
	struct range *list = malloc((l->nr + 1) * sizeof(*list));
	u32 nr = 0, total;

	c->out->failed |= !list;
	for (u32 i = 0; list && i < l->nr; i++)
		if (changed_range(c->m, &l->list[i], &list[nr]))
			nr++;
	if (list)
		qsort(list, nr, sizeof(*list), by_first);
	member_open(c->out, "changed", '[');
	total = write_ranges(c->out, list, list ? nr : 0);
	out_close(c->out, ']');
	member_number(c->out, "changed_total", total);
	free(list);
}

int view_physical(struct call *c)
{
	struct json_out *o = c->out;
	u8 *marks = frame_marks(c->m);

	o->failed |= !marks;
	out_open(o, '{');
	member_number(o, "max_pfn", c->m->config.max_pfn);
	member_open(o, "zones", '[');
	for_each_populated_zone(c->m, zone)
		write_zone(c, zone);
	out_close(o, ']');
	member_number(o, "pageblock_order", pageblock_order(c->m));
	if (marks)
		write_uses(c, marks);
	free(marks);
	write_changed(c);
	out_close(o, '}');
	return 0;
}
