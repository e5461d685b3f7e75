/*
 * Recordings of the sysctls that move watermarks: JSON lines, one a setting, in the order in which a
 * running machine was given them.
 */
#include <stdlib.h>
#include <string.h>

#include "init/main.h"
#include "mm/page_alloc.h"
#include "scenario/replay/replay.h"

struct setting {
	u32 min_free_kbytes, watermark_scale_factor, lowmem_reserve_ratio[MAX_NR_ZONES];
	bool only_ratio;	/* "default": nothing was written, the ratio's file was read */
};

/* What was read back.  The record does not say which file was written; writing all is the same. */
static struct setting rec_setting(struct replay *r, const cJSON *record)
{
	const cJSON *ratios = rec_array(r, record, "lowmem_reserve_ratio");
	struct setting s = {
		.lowmem_reserve_ratio = { 0 },
		.min_free_kbytes = rec_u32(r, record, "min_free_kbytes", 0x7fffffff),
		.watermark_scale_factor = rec_u32(r, record, "watermark_scale_factor", 1000),
		.only_ratio = strcmp(rec_string(r, record, "setting"), "default") == 0,
	};

	for (u32 i = 0; i < geometries[r->arch].nr_zones; i++)
		s.lowmem_reserve_ratio[i] = rec_u32(r, rec_item(r, ratios, i), NULL, 0x7fffffff);
	if (!r->failed && !s.watermark_scale_factor)
		refuse_item(r, record, "watermark_scale_factor is 1 to 1000",
			    "watermark_scale_factor 应为 1 到 1000");
	return s;
}

/* Reading lowmem_reserve_ratio works it out anew; the marks stay those of early boot until written. */
static void apply(struct machine *m, const struct setting *s)
{
	lowmem_reserve_ratio_sysctl(m, s->lowmem_reserve_ratio);
	if (s->only_ratio)
		return;
	watermark_scale_factor_sysctl(m, s->watermark_scale_factor);
	min_free_kbytes_sysctl(m, s->min_free_kbytes);
}

static void run_setting(void *context, struct machine *m, u32 op, u32 iteration)
{
	apply(m, context);
}

static void predict_pages(struct replay *r, const struct machine *m, const struct zone *zone,
			  const cJSON *json, const char *setting)
{
	const struct {
		const char *key;
		u32 got;
	} values[] = {
		{ "present", zone->present_pages }, { "managed", zone->managed_pages },
		{ "spanned", zone->spanned_pages }, { "min", zone->watermark[WMARK_MIN] },
		{ "low", zone->watermark[WMARK_LOW] }, { "high", zone->watermark[WMARK_HIGH] },
	};
	const cJSON *protection = rec_array(r, json, "protection");

	for (u32 i = 0; i < ARRAY_SIZE(values); i++)
		predict(r, values[i].got, rec_s64(r, json, values[i].key), "%s: %.8s %s", setting,
			zone->name, values[i].key);
	for (u32 i = 0; i < m->geo.nr_zones; i++)
		predict(r, zone->lowmem_reserve[i], rec_s64(r, rec_item(r, protection, i), NULL),
			"%s: %.8s protection[%.8s]", setting, zone->name, zone_at(m, i)->name);
}

/* An unpopulated zone has no per-cpu lists to show: null. */
static void predict_pcp(struct replay *r, const struct machine *m, const struct zone *zone,
			const cJSON *json, const char *setting)
{
	const struct {
		const char *key;
		u32 got;
	} values[] = {
		{ "pcp_high", zone_pcp(m, zone, 0)->high },
		{ "pcp_batch", zone_pcp(m, zone, 0)->batch },
		{ "stat_threshold", zone->stat_threshold },
	};

	for (u32 i = 0; i < ARRAY_SIZE(values); i++)
		if (optional(json, values[i].key))
			predict(r, values[i].got, rec_s64(r, json, values[i].key), "%s: %.8s %s",
				setting, zone->name, values[i].key);
}

static void predict_setting(struct replay *r, const struct machine *m, const cJSON *record)
{
	struct clipped setting = clip(rec_string(r, record, "setting"));
	const cJSON *zones = rec_array(r, record, "zones");

	for (u32 idx = 0; idx < m->geo.nr_zones && !r->failed; idx++) {
		const cJSON *json = rec_item(r, zones, idx);
		const struct zone *zone = zone_at(m, idx);

		predict_string(r, zone->name, rec_string(r, json, "zone"), "zone %u", idx);
		predict_pages(r, m, zone, json, setting.text);
		predict_pcp(r, m, zone, json, setting.text);
	}
}

static struct machine *boot_with_ram(struct replay *r, const cJSON *record)
{
	const char *ram = rec_string(r, record, "ram");
	u64 bytes = rec_ram_bytes(ram);
	struct boot_params p;
	struct machine *m;
	u8 *dtb = NULL;

	if (r->arch < ARCH_ARM64 ? boot_params_for(&p, r->arch, bytes) :
				   boot_params_virt(&p, r->arch, bytes, &dtb)) {
		refuse_item(r, optional(record, "ram"), "\"%s\" is no amount of RAM to boot with",
			    "“%s”不是可以引导的内存大小", clip(ram).text);
		return NULL;
	}
	m = replay_machine(r, boot_max_pfn(&p), 1);
	if (m && start_kernel(m, &p))
		refuse_item(r, record, "this machine does not boot", "这台机器无法引导");
	free(dtb);
	return m;
}

static bool left_as_many(struct replay *r, const struct machine *m, const cJSON *record)
{
	const cJSON *lowest = rec_item(r, rec_array(r, record, "zones"), 0);

	return zone_at(m, 0)->managed_pages == rec_s64(r, lowest, "managed");
}

/* Arm's zones do not tell which kind of page tables the kernel has; what its image left free does. */
static struct machine *boot_recorded(struct replay *r, const cJSON *record)
{
	struct machine *m = boot_with_ram(r, record);

	if (!m || r->arch != ARCH_ARM || left_as_many(r, m, record))
		return m;
	machine_destroy(m);
	r->arch = ARCH_ARM_LPAE;
	return boot_with_ram(r, record);
}

static void replay_record(struct replay *r, const cJSON *record, void *context)
{
	struct machine **m = context;
	bool differed = r->differs;
	struct setting s;

	if (!modelled_machine(r, record))
		return;
	if (!*m)
		*m = boot_recorded(r, record);
	s = rec_setting(r, record);
	if (r->failed)
		return;
	apply(*m, &s);
	predict_setting(r, *m, record);
	if (r->differs && !differed)
		tell_traced(r, *m, run_setting, &s);
}

void replay_watermarks(struct replay *r, const void *text, size_t bytes)
{
	struct machine *m = NULL;

	rec_lines(r, text, bytes, replay_record, &m);
	if (m)
		machine_destroy(m);
}
