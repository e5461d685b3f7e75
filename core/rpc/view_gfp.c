/* A GFP mask decoded: its bits, the zones it may come from, the type, how deep it may go. */
#include <string.h>

#include "mm/gfp_tell.h"
#include "mm/page_alloc.h"
#include "rpc/door.h"

/* "GFP_KERNEL|__GFP_ZERO", or numbers in their place. */
static int read_mask(struct call *c, const char *text, u32 *gfp)
{
	*gfp = 0;
	for (const char *at = text;; at++) {
		size_t length = strcspn(at, "|");
		const char *end = at + length;
		u64 number;
		u32 mask;

		while (length && *at == ' ')
			at++, length--;
		while (length && at[length - 1] == ' ')
			length--;
		if (gfp_named(at, length, &mask))
			*gfp |= mask;
		else if (parse_u64(at, length, &number) && number <= GFP_BITS_MASK)
			*gfp |= (u32)number;
		else
			return refuse(c, "gfp", "\"%.*s\" is no name of gfp.h, nor a number up to 0x%x",
				      "\"%.*s\" 不是 gfp.h 里的名字，也不是不超过 0x%x 的数",
				      (int)min_t(size_t, length, 40), at, GFP_BITS_MASK);
		at = end;
		if (!*at)
			return 0;
	}
}

/* The mask asked for, else that of the op's newest request, where *step stands; else GFP_KERNEL. */
static int asked_mask(struct call *c, u32 *gfp, u64 *step)
{
	const cJSON *item = cJSON_GetObjectItemCaseSensitive(c->request, "gfp");
	const char *text = NULL;
	const struct event *e;
	u64 number;

	*step = 0;
	if (cJSON_IsNumber(item)) {
		if (ask_u64(c, "gfp", 0, GFP_BITS_MASK, &number))
			return -1;
		*gfp = (u32)number;
		return 0;
	}
	if (ask_string(c, "gfp", &text))
		return -1;
	if (text)
		return read_mask(c, text, gfp);
	e = newest_event(c, EV___alloc_pages_nodemask, step);
	*gfp = e ? (u32)e->args[1] : GFP_KERNEL;
	return 0;
}

static void write_groups(struct json_out *o, u32 gfp)
{
	static const char *const names[NR_GFP_GROUPS] = {
		"zone", "mobility", "watermark", "reclaim", "action",
	};

	member_open(o, "groups", '[');
	for (u32 group = 0; group < NR_GFP_GROUPS; group++) {
		out_open(o, '{');
		member_string(o, "name", names[group]);
		member_text2(o, "title", gfp_group_titles[group][0], gfp_group_titles[group][1]);
		member_open(o, "bits", '[');
		for (u32 i = 0; i < NR_GFP_BITS; i++) {
			if (gfp_bits[i].group != group)
				continue;
			out_open(o, '{');
			member_string(o, "name", gfp_bits[i].name);
			member_hex(o, "mask", gfp_bits[i].mask);
			member_bool(o, "on", gfp & gfp_bits[i].mask);
			member_text2(o, "help", gfp_bits[i].help[0], gfp_bits[i].help[1]);
			out_close(o, '}');
		}
		out_close(o, ']');
		out_close(o, '}');
	}
	out_close(o, ']');
}

/* The masks that callers write by one name, most general first. */
static void write_names(struct json_out *o, u32 gfp)
{
	member_open(o, "presets", '[');
	for (u32 i = 0; i < NR_GFP_NAMES; i++) {
		out_open(o, '{');
		member_string(o, "name", gfp_names[i].name);
		member_hex(o, "mask", gfp_names[i].mask);
		member_bool(o, "on", gfp_names[i].mask == gfp);
		out_close(o, '}');
	}
	out_close(o, ']');
}

static void write_zonelist(struct call *c, u32 gfp)
{
	struct json_out *o = c->out;
	u32 high = gfp_zone(c->m, gfp);

	member_string(o, "zone", c->m->geo.zone_names[high]);
	member_bool(o, "zone_bad", gfp_zone_bad(gfp));
	member_open(o, "zonelist", '[');
	for_each_zone_zonelist(c->m, zone, high) {
		out_open(o, '{');
		member_string(o, "name", c->m->geo.zone_names[zone_idx(c->m, zone)]);
		member_number(o, "free", zone_page_state_snapshot(c->m, zone));
		member_number(o, "managed", zone->managed_pages);
		out_close(o, '}');
	}
	out_close(o, ']');
}

static void write_attempt(struct json_out *o, const char *when, u32 flags)
{
	const char *const *help;
	const char *name;

	out_open(o, '{');
	member_string(o, "when", when);
	member_open(o, "flags", '[');
	for (u32 i = 0; alloc_flag_told(flags, i, &name, &help); i++) {
		if (!name)
			continue;
		out_open(o, '{');
		member_string(o, "name", name);
		member_text2(o, "help", help[0], help[1]);
		out_close(o, '}');
	}
	out_close(o, ']');
	out_close(o, '}');
}

static void write_mask(struct call *c, u32 gfp)
{
	struct json_out *o = c->out;
	char text[FORMAT_MAX];

	member_hex(o, "gfp", gfp);
	member_string(o, "names", format_value(c->m, V_GFP, gfp, LANG_EN, text));
	write_names(o, gfp);
	write_groups(o, gfp);
	write_zonelist(c, gfp);
	member_string(o, "migratetype", migratetype_name(gfp_request_migratetype(c->m, gfp)));
	member_open(o, "attempts", '[');
	write_attempt(o, "first", gfp_first_alloc_flags(c->m, gfp));
	write_attempt(o, "slow", gfp_slow_alloc_flags(c->m, gfp));
	write_attempt(o, "last", gfp_last_alloc_flags(c->m, gfp));
	out_close(o, ']');
}

int view_gfp(struct call *c)
{
	u64 step;
	u32 gfp;

	if (asked_mask(c, &gfp, &step))
		return -1;
	out_open(c->out, '{');
	write_step_or_null(c->out, "step", step);
	write_mask(c, gfp);
	out_close(c->out, '}');
	return 0;
}
