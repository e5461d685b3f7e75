/*
 * Boot against a real kernel's: the same map must give the same memblock calls in the same order,
 * the same zones, and the same free lists when the buddy allocator first holds memory.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "init/main.h"
#include "machine/history.h"
#include "mm/memblock.h"
#include "recording.h"

static u32 e820_type(const char *name)
{
	return strcmp(name, "usable") == 0 ? E820_TYPE_RAM : E820_TYPE_RESERVED;
}

static void params_of(struct boot_params *p, const cJSON *json)
{
	const cJSON *e;

	memset(p, 0, sizeof(*p));
	boot_params_image(p);
	cJSON_ArrayForEach(e, cJSON_GetObjectItem(json, "e820"))
		p->e820_table[p->e820_entries++] = (struct boot_e820_entry){
			json_number(e, "start"),
			json_number(e, "end") + 1 - json_number(e, "start"),
			e820_type(json_string(e, "type")),
		};
	boot_params_place_initrd(p, BOOT_INITRD_BYTES);
	snprintf(p->cmdline, sizeof(p->cmdline), "%s", json_string(json, "cmdline"));
}

static struct machine *boot(const cJSON *json, int (*run)(struct machine *,
							   const struct boot_params *))
{
	struct boot_params p;
	struct machine *m;

	params_of(&p, json);
	m = bulk_machine(e820_max_pfn(&p), 1);
	assert_int_equal(run(m, &p), 0);
	assert_null(m->limit_hit);
	return m;
}

static void initial_buddy(void **state)
{
	cJSON *json = recording_json(*state);
	struct machine *m = boot(json, start_kernel_to_mm_init);
	const cJSON *z;

	cJSON_ArrayForEach(z, cJSON_GetObjectItem(json, "initial_buddy")) {
		const struct zone *zone = zone_at(m, (u32)json_number(z, "idx"));
		u32 block = zone->zone_start_pfn >> pageblock_order;

		assert_int_equal(zone->zone_start_pfn, json_number(z, "start"));
		assert_int_equal(zone->spanned_pages, json_number(z, "spanned"));
		assert_int_equal(zone->present_pages, json_number(z, "present"));
		assert_int_equal(zone->managed_pages, json_number(z, "managed"));
		assert_free_lists(m, zone, cJSON_GetObjectItem(z, "free_list"));
		for (const char *c = json_string(z, "pageblock_mt"); *c; c++, block++)
			if (*c != 'x')
				assert_int_equal(pageblock_at(m, block)->migratetype, *c - '0');
	}
	machine_destroy(m);
	cJSON_Delete(json);
}

/* Which event a recorded call is; requests that look for an address are not reservations yet. */
static int event_of(const char *op)
{
	if (strcmp(op, "reserve") == 0)
		return EV_memblock_reserve;
	if (strcmp(op, "add") == 0)
		return EV_memblock_add;
	if (strcmp(op, "free") == 0 || strcmp(op, "__memblock_free_early") == 0)
		return EV_memblock_free;
	return -1;
}

static void run_boot(void *context, struct machine *m, u32 op, u32 iteration)
{
	(void)op;
	(void)iteration;
	assert_int_equal(start_kernel_to_mm_init(m, context), 0);
}

static const struct event *next_memblock_event(const struct recording *r, u32 *at)
{
	while (*at < r->nr_events) {
		const struct event *e = &r->events[(*at)++];

		if (e->id == EV_memblock_reserve || e->id == EV_memblock_add ||
		    e->id == EV_memblock_free)
			return e;
	}
	return NULL;
}

static void memblock_calls(void **state)
{
	cJSON *json = recording_json(*state);
	struct boot_params p;
	struct machine *m;
	struct history *h;
	const struct recording *r;
	const cJSON *call;
	u32 at = 0, i = 0;

	params_of(&p, json);
	m = bulk_machine(e820_max_pfn(&p), 1);
	h = history_create(m, 256ull << 20, run_boot, &p);
	assert_int_equal(history_run(h, 0, 0), 0);
	history_seek(h, history_steps(h));
	r = history_record(h, history_steps(h));
	cJSON_ArrayForEach(call, cJSON_GetObjectItem(json, "memblock_calls")) {
		int id = event_of(json_string(call, "op"));
		const struct event *e = id < 0 ? NULL : next_memblock_event(r, &at);

		if (id >= 0 && (!e || e->id != id || e->args[0] != json_number(call, "base") ||
				e->args[1] != json_number(call, "size")))
			fail_msg("call %u: %s %s %s; here %s 0x%llx + 0x%llx", i,
				 json_string(call, "op"), json_string(call, "base"),
				 json_string(call, "end"), e ? event_types[e->id].name : "nothing",
				 e ? (unsigned long long)e->args[0] : 0,
				 e ? (unsigned long long)e->args[1] : 0);
		i++;
	}
	assert_null(next_memblock_event(r, &at));
	history_destroy(h);
	machine_destroy(m);
	cJSON_Delete(json);
}

static void run_whole_boot(void *context, struct machine *m, u32 op, u32 iteration)
{
	(void)op;
	(void)iteration;
	assert_int_equal(start_kernel(m, context), 0);
}

/* Boot can be walked back to power off and forth again; nothing was written behind the journal. */
static void both_ways(void **state)
{
	struct boot_params p;
	struct machine *m;
	struct history *h;
	u64 off, on, steps;

	(void)state;
	assert_int_equal(boot_params_default(&p, 64ull << 20), 0);
	m = bulk_machine(e820_max_pfn(&p), 2);
	h = history_create(m, 256ull << 20, run_whole_boot, &p);
	history_watch_rogue_stores(h, true);
	off = history_digest(h);
	assert_int_equal(history_run(h, 0, 0), 0);
	assert_null(history_rogue_store(h));
	steps = history_steps(h);
	on = history_digest(h);
	assert_in_range(steps, 100, 400);	/* a tale that one can read */
	for (u64 step = steps; step; step -= min_t(u64, step, 37))
		history_seek(h, step);
	history_seek(h, 0);
	assert_true(history_digest(h) == off);
	history_seek(h, steps);
	assert_true(history_digest(h) == on);
	assert_true(machine_digest_full(m) == on);
	history_destroy(h);
	machine_destroy(m);
}

/* After the whole boot: what /proc/zoneinfo says of it.  (It was read before any sysctl.) */
static void after_boot(void **state)
{
	cJSON *json = recording_json(*state);
	struct machine *m = boot(json, start_kernel);
	const cJSON *z = cJSON_GetObjectItem(json, "zoneinfo")->child;
	const cJSON *min = cJSON_GetObjectItem(cJSON_GetObjectItem(json, "sysctls"),
					       "min_free_kbytes");

	assert_int_equal(sys(m)->min_free_kbytes, atoi(min->child->valuestring));
	for (u32 idx = 0; z; idx++, z = z->next) {
		const struct zone *zone = zone_at(m, idx);
		const cJSON *protection = cJSON_GetObjectItem(z, "protection");

		assert_string_equal(zone->name, json_string(z, "zone"));
		assert_int_equal(zone->managed_pages, json_number(z, "managed"));
		assert_int_equal(zone->watermark[WMARK_MIN], json_number(z, "min"));
		assert_int_equal(zone->watermark[WMARK_LOW], json_number(z, "low"));
		assert_int_equal(zone->watermark[WMARK_HIGH], json_number(z, "high"));
		for (u32 i = 0; i < MAX_NR_ZONES; i++)
			assert_int_equal(zone->lowmem_reserve[i],
					 cJSON_GetArrayItem(protection, (int)i)->valuedouble);
	}
	machine_destroy(m);
	cJSON_Delete(json);
}

/* The map that is made up for an amount of RAM is the one that the firmware really gave. */
static void default_map(void **state)
{
	static const struct {
		const char *name;
		u64 ram;
	} sizes[] = {
		{ "boot/boot-64M.json.gz", 64ull << 20 },
		{ "boot/boot-128M.json.gz", 128ull << 20 },
		{ "boot/boot-512M.json.gz", 512ull << 20 }, { "boot/boot-2G.json.gz", 2ull << 30 },
		{ "boot/boot-4G.json.gz", 4ull << 30 }, { "boot/boot-6G.json.gz", 6ull << 30 },
	};

	(void)state;
	for (u32 i = 0; i < ARRAY_SIZE(sizes); i++) {
		cJSON *json = recording_json(sizes[i].name);
		struct boot_params real, made;

		params_of(&real, json);
		assert_int_equal(boot_params_default(&made, sizes[i].ram), 0);
		assert_int_equal(made.e820_entries, real.e820_entries);
		assert_memory_equal(made.e820_table, real.e820_table, sizeof(real.e820_table));
		assert_int_equal(made.initrd_start, real.initrd_start);
		cJSON_Delete(json);
	}
}

static int boot_with_ram(u64 start, u64 end)
{
	struct boot_params p;
	struct machine *m;
	int ret;

	assert_int_equal(boot_params_default(&p, 64ull << 20), 0);
	p.e820_table[3].addr = start;
	p.e820_table[3].size = end - start;
	p.initrd_start = p.initrd_end = 0;
	m = bulk_machine(e820_max_pfn(&p), 1);
	ret = start_kernel(m, &p);
	machine_destroy(m);
	return ret;
}

static void impossible_machines(void **state)
{
	struct boot_params p;

	(void)state;
	assert_int_equal(boot_params_default(&p, 8ull << 20), -PW_EINVAL);
	assert_int_equal(boot_params_default(&p, (64ull << 20) + 1), -PW_EINVAL);
	assert_int_equal(boot_params_default(&p, 2ull << 40), -PW_EINVAL);

	/* RAM ends inside the kernel image; or has just room for it, not for struct pages */
	assert_int_equal(boot_with_ram(0x100000, 0x1100000), -PW_EINVAL);
	assert_int_equal(boot_with_ram(0x1000000, 0x1d00000), -PW_ENOMEM);
}

#define TEST(fn, file) \
	{ #fn " " file, fn, NULL, NULL, (void *)(uintptr_t)("boot/" file ".json.gz") }

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(initial_buddy, "initial-64M"), TEST(initial_buddy, "initial-128M"),
		TEST(initial_buddy, "initial-512M"), TEST(initial_buddy, "initial-2G"),
		TEST(initial_buddy, "initial-4G"), TEST(initial_buddy, "initial-6G"),
		TEST(initial_buddy, "initial-256M_split128"),
		TEST(memblock_calls, "initial-64M"), TEST(memblock_calls, "initial-128M"),
		TEST(memblock_calls, "initial-512M"), TEST(memblock_calls, "initial-2G"),
		TEST(memblock_calls, "initial-256M_split128"),
		TEST(memblock_calls, "boot-4G"), TEST(memblock_calls, "boot-6G"),
		TEST(after_boot, "boot-64M"), TEST(after_boot, "boot-128M"),
		TEST(after_boot, "boot-512M"), TEST(after_boot, "boot-2G"),
		TEST(after_boot, "boot-4G"), TEST(after_boot, "boot-6G"),
		TEST(after_boot, "nothp-512M"), TEST(after_boot, "nothp-2G"),
		TEST(after_boot, "nothp-4G"), TEST(after_boot, "nothp-6G"),
		cmocka_unit_test(default_map), cmocka_unit_test(both_ways),
		cmocka_unit_test(impossible_machines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
