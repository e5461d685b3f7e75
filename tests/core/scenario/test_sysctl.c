/*
 * The files of /proc/sys/vm, written by an op or by the machine's "sysctls" after the boot.  What the
 * values do to zones is held against real kernels by tests/recordings/watermarks.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "mm/mmzone.h"
#include "scenario/story.h"

#define SYSCTL(name, value) "{'op':'sysctl','name':'vm." name "','value':" value "}"

static s64 zone_min(const struct story *story)
{
	return zone_at(story->m, ZONE_DMA32)->watermark[0];
}

/* min_free_kbytes is shared among the zones by their size: 4 KiB are one page. */
static void test_min_free_kbytes(void **state)
{
	struct story story = run_after_boot(SYSCTL("min_free_kbytes", "4096"));
	s64 sum = zone_min(&story) + zone_at(story.m, ZONE_DMA)->watermark[0];

	assert_in_range(sum, 1022, 1024);
	append_op(&story, SYSCTL("min_free_kbytes", "'8K'"));
	assert_int_equal(sys(story.m)->min_free_kbytes, 8192);
	append_op(&story, SYSCTL("min_free_kbytes", "0"));
	assert_int_equal(zone_min(&story), 0);
	assert_reversible(&story);
	story_close(&story);
}

/* The kernel takes 1 to 1000; what it refuses is an op that fails, and changes nothing. */
static void test_watermark_scale_factor(void **state)
{
	struct story story = run_after_boot(SYSCTL("watermark_scale_factor", "1000"));
	const struct zone *zone = zone_at(story.m, ZONE_DMA32);

	assert_int_equal(zone->watermark[1] - zone->watermark[0], zone->managed_pages / 10);
	append_op(&story, SYSCTL("watermark_scale_factor", "1001"));
	assert_int_equal(last_op(&story)->ret, -PW_EINVAL);
	append_op(&story, SYSCTL("watermark_scale_factor", "0"));
	assert_int_equal(last_op(&story)->ret, -PW_EINVAL);
	assert_int_equal(sys(story.m)->watermark_scale_factor, 1000);
	assert_reversible(&story);
	story_close(&story);
}

/* lowmem_reserve of DMA against DMA32 requests: DMA32's managed pages / the ratio of DMA */
static void test_lowmem_reserve_ratio(void **state)
{
	struct story story = run_after_boot(SYSCTL("lowmem_reserve_ratio", "'64 32 16 0'"));
	const struct system *s = sys(story.m);
	u32 pages = zone_at(story.m, ZONE_DMA32)->managed_pages;

	assert_int_equal(zone_at(story.m, ZONE_DMA)->lowmem_reserve[ZONE_DMA32], pages / 64);
	append_op(&story, SYSCTL("lowmem_reserve_ratio", "'128'"));
	assert_int_equal(zone_at(story.m, ZONE_DMA)->lowmem_reserve[ZONE_DMA32], pages / 128);
	assert_int_equal(s->lowmem_reserve_ratio[1], 32);
	append_op(&story, SYSCTL("lowmem_reserve_ratio", "' 0  0x20 '"));
	assert_int_equal(zone_at(story.m, ZONE_DMA)->lowmem_reserve[ZONE_DMA32], 0);
	assert_int_equal(s->lowmem_reserve_ratio[1], 32);
	assert_int_equal(s->lowmem_reserve_ratio[2], 16);
	assert_sound(&story);
	assert_reversible(&story);
	story_close(&story);
}

static void test_after_the_boot(void **state)
{
	struct story story = run_scenario(RAM_128M ",'sysctls':{'vm.lowmem_reserve_ratio':'8 4',"
					  "'vm.min_free_kbytes':2048}", "{'op':'boot'}");
	const u32 *ratio = sys(story.m)->lowmem_reserve_ratio;

	assert_int_equal(sys(story.m)->min_free_kbytes, 2048);
	assert_int_equal(ratio[0], 8);
	assert_int_equal(ratio[1], 4);
	assert_int_equal(ratio[2], 32);
	story_close(&story);
}

static void test_refused_values(void **state)
{
	static const char *const bad[][2] = {
		{ SYSCTL("min_free_kbytes", "-1"), "out of range" },
		{ SYSCTL("min_free_kbytes", "'0x80000000'"), "out of range" },
		{ SYSCTL("min_free_kbytes", "1.5"), "not a whole number" },
		{ SYSCTL("min_free_kbytes", "'many'"), "not a number such as" },
		{ SYSCTL("min_free_kbytes", "'1 2'"), "vm.min_free_kbytes holds 1 number(s), not 2" },
		{ SYSCTL("lowmem_reserve_ratio", "[1,2]"), "a list" },
		{ SYSCTL("lowmem_reserve_ratio", "'1 2 3 4 5'"), "1 to 4 numbers" },
		{ SYSCTL("lowmem_reserve_ratio", "'1 x'"), "1 to 4 numbers" },
		{ SYSCTL("lowmem_reserve_ratio", "' '"), "1 to 4 numbers" },
		{ SYSCTL("lowmem_reserve_ratio", "'1 0x80000000'"), "from 0 to 2147483647" },
	};
	struct pw_error e;

	for (u32 i = 0; i < ARRAY_SIZE(bad); i++) {
		e = refuse_after_boot(bad[i][0]);
		assert_error(&e, "ops[2].value", bad[i][1]);
	}
	e = refuse_after_boot(SYSCTL("swappiness", "1"));
	assert_error(&e, "ops[2].name", "\"vm.swappiness\" is not one of: vm.min_free_kbytes");
}

static void test_refused_after_the_boot(void **state)
{
	char *text = scenario_text(RAM_128M ",'sysctls':{'vm.watermark_scale_factor':'1 2'}",
				   "{'op':'boot'}");
	struct pw_error e = refuse_bytes(text, strlen(text));

	assert_error(&e, "machine.sysctls.vm.watermark_scale_factor", "holds 1 number(s), not 2");
	free(text);
}

/* Android's file: min stays, low and high move up by the zone's share; elsewhere there is none. */
static void extra_free_kbytes(void **state)
{
	struct story story = run_scenario(RAM_128M ",'android':true",
		"{'op':'boot'}," SYSCTL("extra_free_kbytes", "4096"));
	const struct zone *zone = zone_at(story.m, 1);
	u32 total = sys(story.m)->vm_total_pages, share = 1024 * zone->managed_pages / total;

	assert_int_equal(last_op(&story)->ret, 0);
	assert_in_range(share, 512, 1024);
	assert_int_equal(zone->watermark[1] - zone->watermark[0], zone->watermark[2] - zone->watermark[1] + share);
	assert_sound(&story);
	assert_reversible(&story);
	story_close(&story);
	story = run_scenario(RAM_128M, "{'op':'boot'}," SYSCTL("extra_free_kbytes", "4096"));
	assert_int_equal(last_op(&story)->ret, -PW_ENOENT);
	story_close(&story);
}

/* Why a request gives up, each reason by name: the last decision of the op tells it. */
static u32 last_taken(struct story *story, enum event_id id)
{
	const struct op *op = last_op(story);
	const struct recording *rec = history_record(story->history, op->first_step + op->steps);
	u32 taken = 99;

	for (u32 i = 0; i < rec->nr_events; i++)
		if (rec->events[i].id == id)
			taken = rec->events[i].taken;
	return taken;
}

static void giving_up(void **state)
{
	struct story s = run_scenario(RAM_128M, "{'op':'boot'},{'op':'alloc_many','order':0,'count':20000,'gfp':'GFP_DMA'},"
		"{'op':'alloc_many','order':0,'count':65000}");

	append_op(&s, "{'op':'alloc_pages','order':1,'gfp':'GFP_NOWAIT'}");
	assert_int_equal(last_op(&s)->ret, -PW_ENOMEM);
	assert_int_equal(last_taken(&s, EV_direct_reclaim_choice), 0);
	append_op(&s, "{'op':'alloc_pages','order':1,'gfp':'GFP_KERNEL|__GFP_NORETRY'}");
	assert_int_equal(last_taken(&s, EV_direct_reclaim_choice), 1);
	assert_int_equal(last_taken(&s, EV_may_oom_choice), 0);
	append_op(&s, "{'op':'alloc_pages','order':9}");
	assert_int_equal(last_taken(&s, EV_may_oom_choice), 1);
	append_op(&s, "{'op':'alloc_pages','order':1,'gfp':'GFP_KERNEL|__GFP_RETRY_MAYFAIL'}");
	assert_int_equal(last_taken(&s, EV_may_oom_choice), 2);
	append_op(&s, "{'op':'alloc_pages','order':1,'gfp':'GFP_DMA'}");
	assert_int_equal(last_taken(&s, EV_may_oom_choice), 3);
	append_op(&s, "{'op':'alloc_pages','order':1}");
	assert_int_equal(last_taken(&s, EV_may_oom_choice), 4);
	assert_int_equal(last_taken(&s, EV_reserves_choice), 0);
	/* the reserves below min are there for those who ask for them */
	append_op(&s, "{'op':'alloc_pages','order':0,'gfp':'GFP_KERNEL|__GFP_MEMALLOC'}");
	assert_true(last_op(&s)->ret > 0);
	assert_int_equal(last_taken(&s, EV_reserves_choice), 1);
	assert_sound(&s);
	story_close(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(extra_free_kbytes), cmocka_unit_test(giving_up),
		cmocka_unit_test(test_min_free_kbytes),
		cmocka_unit_test(test_watermark_scale_factor),
		cmocka_unit_test(test_lowmem_reserve_ratio),
		cmocka_unit_test(test_after_the_boot),
		cmocka_unit_test(test_refused_values),
		cmocka_unit_test(test_refused_after_the_boot),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
