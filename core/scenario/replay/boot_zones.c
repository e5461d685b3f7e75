/* Zones as the boot leaves them: free lists when the buddy allocator starts, /proc when it is done. */
#include <stdlib.h>
#include <string.h>

#include "mm/page_alloc.h"
#include "scenario/replay/boot.h"

/* What the model said of one zone. */
static bool about_zone(const void *context, const struct event *e)
{
	const struct event_type *type = &event_types[e->id];

	for (u32 i = 0; i < type->nr_args; i++)
		if (type->arg_kinds[i] == V_ZONE && e->args[i] == *(const u32 *)context)
			return true;
	return false;
}

static void tell_zone(struct boot_replay *b, u32 idx)
{
	const struct recording *rec;

	if (!b->h)
		return;
	rec = history_record(b->h, history_at(b->h));
	tell_record(b->r, b->m, rec, 0, rec->nr_events, about_zone, &idx);
}

static void predict_initial_zone(struct boot_replay *b, const cJSON *json)
{
	struct replay *r = b->r;
	u32 idx = rec_u32(r, json, "idx", b->m->geo.nr_zones - 1u);
	const struct zone *zone = zone_at(b->m, idx);
	bool told = r->differs;

	predict(r, zone->zone_start_pfn, rec_s64(r, json, "start"), "%.8s start", zone->name);
	predict(r, zone->spanned_pages, rec_s64(r, json, "spanned"), "%.8s spanned", zone->name);
	predict(r, zone->present_pages, rec_s64(r, json, "present"), "%.8s present", zone->name);
	predict(r, zone->managed_pages, rec_s64(r, json, "managed"), "%.8s managed", zone->name);
	predict_free_lists(r, b->m, zone, rec_object(r, json, "free_list"));
	predict_pageblocks(r, b->m, zone, rec_string(r, json, "pageblock_mt"));
	if (r->differs && !told)
		tell_zone(b, idx);
}

static u64 step_of(const struct recording *rec, enum event_id id)
{
	for (u32 i = 0; i < rec->nr_events; i++)
		if (rec->events[i].id == id)
			return rec->first_step + i + 1;
	return rec->first_step + rec->nr_events;
}

void predict_initial_buddy(struct boot_replay *b, const struct recording *rec)
{
	const cJSON *json;

	history_seek(b->h, step_of(rec, EV_handed_over));
	cJSON_ArrayForEach(json, optional(b->root, "initial_buddy"))
		if (!b->r->failed)
			predict_initial_zone(b, json);
}

static void predict_lists(struct boot_replay *b, const struct zone *zone, const cJSON *json)
{
	const cJSON *protection = rec_array(b->r, json, "protection");
	const cJSON *pagesets = optional(json, "pagesets"), *pcp = pagesets ? pagesets->child : NULL;

	for (u32 i = 0; i < b->m->geo.nr_zones; i++)
		predict(b->r, zone->lowmem_reserve[i], rec_s64(b->r, rec_item(b->r, protection, i), NULL),
			"%.8s protection[%.8s]", zone->name, zone_at(b->m, i)->name);
	for (u32 cpu = 0; pcp && cpu < b->m->config.nr_cpus; cpu++, pcp = pcp->next) {
		const struct per_cpu_pages *p = zone_pcp(b->m, zone, cpu);

		predict(b->r, p->high, rec_s64(b->r, pcp, "high"), "%.8s pcp high", zone->name);
		predict(b->r, p->batch, rec_s64(b->r, pcp, "batch"), "%.8s pcp batch", zone->name);
		predict(b->r, zone->stat_threshold, rec_s64(b->r, pcp, "stat_threshold"),
			"%.8s stat_threshold", zone->name);
	}
}

static void predict_zone(struct boot_replay *b, const struct zone *zone, const cJSON *json)
{
	const struct {
		const char *key;
		u32 got;
	} values[] = {
		{ "start_pfn", zone->zone_start_pfn }, { "spanned", zone->spanned_pages },
		{ "present", zone->present_pages }, { "managed", zone->managed_pages },
		{ "min", zone->watermark[WMARK_MIN] }, { "low", zone->watermark[WMARK_LOW] },
		{ "high", zone->watermark[WMARK_HIGH] },
	};

	predict_string(b->r, zone->name, rec_string(b->r, json, "zone"), "zone %u",
		       zone_idx(b->m, zone));
	for (u32 i = 0; i < ARRAY_SIZE(values); i++)
		if (i || optional(json, "start_pfn"))	/* an unpopulated zone has none */
			predict(b->r, values[i].got, rec_s64(b->r, json, values[i].key), "%.8s %s",
				zone->name, values[i].key);
	predict_lists(b, zone, json);
}

/* Sysctls are texts: ["1354"] */
static s64 rec_sysctl(struct replay *r, const cJSON *root, const char *name, u32 i)
{
	const cJSON *words = rec_array(r, rec_object(r, root, "sysctls"), name);

	return strtoll(rec_string(r, rec_item(r, words, i), NULL), NULL, 10);
}

static void predict_sysctls(struct boot_replay *b)
{
	const struct system *s = sys(b->m);

	predict(b->r, s->min_free_kbytes, rec_sysctl(b->r, b->root, "min_free_kbytes", 0),
		"min_free_kbytes");
	predict(b->r, s->watermark_scale_factor,
		rec_sysctl(b->r, b->root, "watermark_scale_factor", 0), "watermark_scale_factor");
	for (u32 i = 0; i < b->m->geo.nr_zones; i++)
		predict(b->r, s->lowmem_reserve_ratio[i],
			rec_sysctl(b->r, b->root, "lowmem_reserve_ratio", i),
			"lowmem_reserve_ratio[%u]", i);
}

/* Of /proc/meminfo what boot alone decides. */
static void predict_meminfo(struct boot_replay *b)
{
	const struct system *s = sys(b->m);
	const struct {
		const char *key;
		u64 got;
	} values[] = {
		{ "MemTotal", s->totalram_pages * 4ull }, { "CmaTotal", s->totalcma_pages * 4ull },
		{ "HugePages_Total", s->nr_huge_pages }, { "HugePages_Free", s->free_huge_pages },
	};
	const cJSON *meminfo = optional(b->root, "meminfo_kB");

	for (u32 i = 0; i < ARRAY_SIZE(values); i++)
		if (optional(meminfo, values[i].key))
			predict(b->r, (s64)values[i].got, rec_s64(b->r, meminfo, values[i].key),
				"/proc/meminfo %s", values[i].key);
}

void predict_booted(struct boot_replay *b)
{
	const cJSON *zones = rec_array(b->r, b->root, "zoneinfo");

	for (u32 idx = 0; idx < b->m->geo.nr_zones && !b->r->failed; idx++) {
		bool told = b->r->differs;

		predict_zone(b, zone_at(b->m, idx), rec_item(b->r, zones, idx));
		if (b->r->differs && !told)
			tell_zone(b, idx);
	}
	predict_sysctls(b);
	predict_meminfo(b);
}
