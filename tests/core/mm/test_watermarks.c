/* The sysctls that move watermarks, in the order a real machine was given them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "init/main.h"
#include "recording.h"

static void compare(struct machine *m, const cJSON *record)
{
	const cJSON *z = cJSON_GetObjectItem(record, "zones")->child;

	for (u32 idx = 0; z; idx++, z = z->next) {
		const struct zone *zone = zone_at(m, idx);
		const cJSON *protection = cJSON_GetObjectItem(z, "protection");

		if (zone->watermark[WMARK_MIN] != json_number(z, "min") ||
		    zone->watermark[WMARK_LOW] != json_number(z, "low") ||
		    zone->watermark[WMARK_HIGH] != json_number(z, "high"))
			fail_msg("%s: %s %u/%u/%u", json_string(record, "setting"), zone->name,
				 zone->watermark[WMARK_MIN], zone->watermark[WMARK_LOW],
				 zone->watermark[WMARK_HIGH]);
		for (u32 i = 0; i < MAX_NR_ZONES; i++)
			assert_int_equal(zone->lowmem_reserve[i],
					 cJSON_GetArrayItem(protection, (int)i)->valuedouble);
		if (!populated_zone(zone))
			continue;
		assert_int_equal(zone->managed_pages, json_number(z, "managed"));
		assert_int_equal(zone_pcp(m, zone, 0)->batch, json_number(z, "pcp_batch"));
		assert_int_equal(zone_pcp(m, zone, 0)->high, json_number(z, "pcp_high"));
		assert_int_equal(zone->stat_threshold, json_number(z, "stat_threshold"));
	}
}

/* Apply what changed against the last record: the record does not say which file was written. */
static void apply(struct machine *m, const cJSON *record)
{
	const cJSON *ratios = cJSON_GetObjectItem(record, "lowmem_reserve_ratio");
	u32 factor = (u32)json_number(record, "watermark_scale_factor"), ratio[MAX_NR_ZONES];

	for (u32 i = 0; i < MAX_NR_ZONES; i++)
		ratio[i] = (u32)cJSON_GetArrayItem(ratios, (int)i)->valuedouble;
	assert_int_equal(lowmem_reserve_ratio_sysctl(m, ratio), 0);
	if (strcmp(json_string(record, "setting"), "default") == 0)
		return;		/* the marks are still those of early boot */
	assert_int_equal(watermark_scale_factor_sysctl(m, factor), 0);
	assert_int_equal(min_free_kbytes_sysctl(m, (u32)json_number(record, "min_free_kbytes")), 0);
}

static void settings(void **state)
{
	char name[64], *text, *line, *rest = NULL;
	u64 megabytes = strtoull(*state, NULL, 10);
	struct boot_params p;
	struct machine *m;
	u32 records = 0;

	if (strchr(*state, 'G'))
		megabytes *= 1024;
	assert_int_equal(boot_params_default(&p, megabytes << 20), 0);
	m = bulk_machine(e820_max_pfn(&p), 1);
	assert_int_equal(start_kernel(m, &p), 0);
	snprintf(name, sizeof(name), "watermarks/wm-%s.jsonl.gz", (const char *)*state);
	text = recording_text(name);
	for (line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
		cJSON *record = cJSON_Parse(line);

		apply(m, record);
		compare(m, record);
		cJSON_Delete(record);
		records++;
	}
	assert_true(records > 40);
	free(text);
	machine_destroy(m);
}

static void refused(void **state)
{
	struct machine *m = bulk_machine(4096, 1);
	u32 ratio[MAX_NR_ZONES] = { 0, 0, 0, 0x80000000u };

	(void)state;
	assert_int_equal(watermark_scale_factor_sysctl(m, 0), -PW_EINVAL);
	assert_int_equal(watermark_scale_factor_sysctl(m, 1001), -PW_EINVAL);
	assert_int_equal(min_free_kbytes_sysctl(m, 0x80000000u), -PW_EINVAL);
	assert_int_equal(lowmem_reserve_ratio_sysctl(m, ratio), -PW_EINVAL);
	machine_destroy(m);
}

#define SIZE(name) { "settings " name, settings, NULL, NULL, (void *)(uintptr_t)name }

int main(void)
{
	const struct CMUnitTest tests[] = {
		SIZE("64M"), SIZE("128M"), SIZE("512M"), SIZE("2G"), SIZE("4G"), SIZE("6G"),
		cmocka_unit_test(refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
