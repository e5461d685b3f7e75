/*
 * The zones side by side: their sizes, watermarks and what each keeps from whom; and where the op's
 * newest request looked for its block, zone by zone.
 */
#include <string.h>

#include "mm/page_alloc.h"
#include "mm/vmstat.h"
#include "rpc/door.h"

#define TRIES_SHOWN 16

static const char *zone_name(struct call *c, u32 index)
{
	return c->m->geo.zone_names[index];
}

/* Why memory is divided so, by the zone's place among the machine's kinds. */
static void write_what(struct call *c, u32 index)
{
	const struct geometry *geo = &c->m->geo;
	const char *en = "the rest of the direct map: for all who need no low address",
		   *zh = "直接映射的其余部分：给不要求低地址的请求";

	if (index == geo->zone_dma)
		en = "the first 16 MiB: old ISA devices reach no further",
		zh = "最低的 16 MiB：老的 ISA 设备只能访问到这里";
	else if (index == geo->zone_dma32)
		en = "below 4 GiB: devices with 32 address lines reach no further",
		zh = "4 GiB 以下：只有 32 根地址线的设备只能访问到这里";
	else if (index == geo->zone_highmem)
		en = "behind the direct map: the kernel maps a frame for a moment to use it",
		zh = "在直接映射之外：内核要用时临时映射";
	else if (index == geo->zone_movable)
		en = "only pages that can be moved away: kernelcore= or movablecore= makes it",
		zh = "只放可迁移的页：由 kernelcore= 或 movablecore= 划出";
	member_text2(c->out, "what", en, zh);
}

static bool may_take(struct call *c, const struct zone *zone, enum zone_watermarks which, u32 high)
{
	return zone_watermark_ok(c->m, zone, 0, zone->watermark[which], high, 0);
}

/* What a request that prefers `high` must leave here, and whether one frame could be had now. */
static void write_asks(struct call *c, const struct zone *zone)
{
	struct json_out *o = c->out;

	member_open(o, "asks", '[');
	for (u32 high = zone_idx(c->m, zone); high < c->m->geo.nr_zones; high++) {
		u32 reserve = zone->lowmem_reserve[high];

		out_open(o, '{');
		member_string(o, "zone", zone_name(c, high));
		member_number(o, "reserve", reserve);
		member_bool(o, "low", may_take(c, zone, WMARK_LOW, high));
		member_bool(o, "min", may_take(c, zone, WMARK_MIN, high));
		out_close(o, '}');
	}
	out_close(o, ']');
}

static void write_changed_fields(struct call *c, u32 index)
{
	const struct change_list *l = changes_of(c);
	const char *last = NULL;

	member_open(c->out, "changed", '[');
	for (u32 i = 0; i < l->nr; i++) {
		const struct place *p = &l->list[i].place;

		if (p->table != TABLE_zone || p->index != index || p->field->name == last)
			continue;
		last = p->field->name;
		out_string(c->out, last);
	}
	out_close(c->out, ']');
}

static void write_zone(struct call *c, const struct zone *zone)
{
	static const char *const marks[] = { "min", "low", "high" };
	struct json_out *o = c->out;
	u32 index = zone_idx(c->m, zone), pcp = 0;

	for (u32 cpu = 0; cpu < c->m->config.nr_cpus; cpu++)
		pcp += zone_pcp(c->m, zone, cpu)->count;
	out_open(o, '{');
	member_string(o, "name", zone_name(c, index));
	write_what(c, index);
	member_number(o, "start", zone->zone_start_pfn);
	member_number(o, "spanned", zone->spanned_pages);
	member_number(o, "present", zone->present_pages);
	member_number(o, "managed", zone->managed_pages);
	member_number(o, "free", zone_page_state_snapshot(c->m, zone));
	member_number(o, "cma", zone_nr_free_cma(zone));
	member_number(o, "highatomic", zone->nr_reserved_highatomic);
	member_number(o, "pcp", pcp);
	member_open(o, "marks", '{');
	for (u32 i = 0; i < NR_WMARK; i++)
		member_number(o, marks[i], zone->watermark[i]);
	out_close(o, '}');
	write_asks(c, zone);
	write_changed_fields(c, index);
	out_close(o, '}');
}

static void write_try(struct call *c, const struct recording *rec, const struct event *e)
{
	struct json_out *o = c->out;
	char mark[FORMAT_MAX];

	out_open(o, '{');
	member_string(o, "zone", zone_name(c, (u32)e->args[0]));
	member_number(o, "step", (s64)(rec->first_step + (u64)(e - rec->events) + 1));
	member_string(o, "which", format_value(c->m, V_MARK, e->args[6], LANG_EN, mark));
	member_number(o, "free", (s64)e->args[1]);
	member_number(o, "unusable", (s64)e->args[2]);
	member_number(o, "mark", (s64)e->args[3]);
	member_number(o, "reserve", (s64)e->args[4]);
	member_bool(o, "ok", e->taken == 0 || e->taken == 3);
	member_alternative(c, "verdict", e, e->taken, alternative_name);
	out_close(o, '}');
}

/* The zones asked for this request up to the step, and what came of it. */
static void write_tries(struct call *c, const struct event *call)
{
	const struct recording *rec;
	const struct event *now = event_at(c, c->at, &rec), *got = NULL, *failed = NULL;
	u32 shown = 0, total = 0, last = call->last;

	member_open(c->out, "tries", '[');
	for (const struct event *e = call; e <= now && (u32)(e - rec->events) <= last; e++) {
		if (e->id == EV_mm_page_alloc)
			got = e;
		if (e->id == EV_mm_page_alloc_failed)
			failed = e;
		if (e->id != EV_zone_watermark_fast)
			continue;
		total++;
		if (shown++ < TRIES_SHOWN)
			write_try(c, rec, e);
	}
	out_close(c->out, ']');
	member_number(c->out, "tries_total", total);
	if (got)
		member_number(c->out, "pfn", (s64)got->args[0]);
	else
		member_null(c->out, "pfn");
	member_bool(c->out, "failed", failed != NULL);
}

static void write_request(struct call *c)
{
	struct json_out *o = c->out;
	char text[FORMAT_MAX];
	u64 step;
	const struct event *e = newest_event(c, EV___alloc_pages_nodemask, &step);
	u32 gfp;

	if (!e) {
		member_null(o, "request");
		return;
	}
	gfp = (u32)e->args[1];
	member_open(o, "request", '{');
	member_number(o, "step", (s64)step);
	member_number(o, "order", (s64)e->args[0]);
	member_hex(o, "gfp", gfp);
	member_string(o, "names", format_value(c->m, V_GFP, gfp, LANG_EN, text));
	member_string(o, "zone", zone_name(c, gfp_zone(c->m, gfp)));
	write_tries(c, e);
	out_close(o, '}');
}

/* For each zone that a mask may name as its highest, the zones in the order in which they are tried. */
static void write_fallbacks(struct call *c)
{
	struct json_out *o = c->out;

	member_open(o, "fallbacks", '[');
	for (u32 high = 0; high < c->m->geo.nr_zones; high++) {
		out_open(o, '{');
		member_string(o, "zone", zone_name(c, high));
		member_open(o, "order", '[');
		for_each_zone_zonelist(c->m, zone, high)
			out_string(o, zone_name(c, zone_idx(c->m, zone)));
		out_close(o, ']');
		out_close(o, '}');
	}
	out_close(o, ']');
}

int view_zones(struct call *c)
{
	struct json_out *o = c->out;

	if (sys(c->m)->booted < 1 || !sys(c->m)->physical_pages) {
		out_null(o);
		return 0;
	}
	out_open(o, '{');
	member_open(o, "zones", '[');
	for_each_zone(c->m, zone)
		write_zone(c, zone);
	out_close(o, ']');
	write_fallbacks(c);
	member_number(o, "min_free_kbytes", sys(c->m)->min_free_kbytes);
	member_number(o, "watermark_scale_factor", sys(c->m)->watermark_scale_factor);
	member_number(o, "totalreserve_pages", sys(c->m)->totalreserve_pages);
	write_request(c);
	out_close(o, '}');
	return 0;
}
