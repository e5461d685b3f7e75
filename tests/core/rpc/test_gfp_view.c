/* What the view gfp says of a mask, held against what the allocator then does. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "rpc/ask.h"

#define BOOTED "{'op':'boot'},{'op':'spawn','as':'A'},"

/* The bits that are on add up to the mask; answers how many there are at all. */
static int check_bits(const cJSON *view)
{
	unsigned long long sum = 0;
	int all = 0;

	for (int g = 0; g < count_inside(view, "gfp.groups"); g++) {
		const cJSON *bit;

		cJSON_ArrayForEach(bit, inside(view, "gfp.groups[%d].bits", g)) {
			all++;
			if (cJSON_IsTrue(inside(bit, "on")))
				sum |= hex_inside(bit, "mask");
		}
	}
	assert_int_equal(sum, hex_inside(view, "gfp.gfp"));
	return all;
}

/* "DMA32 DMA" */
static void check_list(const cJSON *list, const char *member, const char *want)
{
	char got[200] = "";
	const cJSON *one;

	cJSON_ArrayForEach(one, list) {
		strcat(got, *got ? " " : "");
		strcat(got, string_inside(one, member));
	}
	assert_string_equal(got, want);
}

static const struct {
	const char *asked;
	unsigned int gfp;
	const char *zone, *zonelist, *type, *first, *slow, *last;
} masks[] = {
	{ "'GFP_KERNEL|__GFP_ZERO'", 0x6080c0, "Normal", "DMA32 DMA", "Unmovable", "ALLOC_WMARK_LOW",
	  "ALLOC_WMARK_MIN ALLOC_CPUSET", "ALLOC_WMARK_MIN ALLOC_CPUSET" },
	{ "'GFP_HIGHUSER_MOVABLE'", 0x6200ca, "Movable", "DMA32 DMA", "Movable",
	  "ALLOC_WMARK_LOW ALLOC_CMA", "ALLOC_WMARK_MIN ALLOC_CPUSET ALLOC_CMA",
	  "ALLOC_WMARK_MIN ALLOC_CPUSET ALLOC_CMA" },
	{ "'GFP_ATOMIC | __GFP_DMA'", 0x480021, "DMA", "DMA", "Unmovable", "ALLOC_WMARK_LOW",
	  "ALLOC_WMARK_MIN ALLOC_HARDER ALLOC_HIGH", "ALLOC_WMARK_MIN ALLOC_HARDER ALLOC_HIGH" },
	{ "'0x2010'", 0x2010, "Normal", "DMA32 DMA", "Reclaimable", "ALLOC_WMARK_LOW",
	  "ALLOC_WMARK_MIN ALLOC_CPUSET", "ALLOC_NO_WATERMARKS" },
};

static void test_masks(void **state)
{
	struct pw_session *s = open_ops("{'op':'boot'}");

	for (size_t i = 0; i < sizeof(masks) / sizeof(masks[0]); i++) {
		cJSON *view = ask(s, "{'verb':'show','view':'gfp','gfp':%s}", masks[i].asked);

		assert_int_equal(hex_inside(view, "gfp.gfp"), masks[i].gfp);
		assert_int_equal(check_bits(view), 23);
		assert_string_equal(string_inside(view, "gfp.zone"), masks[i].zone);
		check_list(inside(view, "gfp.zonelist"), "name", masks[i].zonelist);
		assert_string_equal(string_inside(view, "gfp.migratetype"), masks[i].type);
		check_list(inside(view, "gfp.attempts[0].flags"), "name", masks[i].first);
		check_list(inside(view, "gfp.attempts[1].flags"), "name", masks[i].slow);
		check_list(inside(view, "gfp.attempts[2].flags"), "name", masks[i].last);
		assert_true(cJSON_IsFalse(inside(view, "gfp.zone_bad")));
		cJSON_Delete(view);
	}
	pw_close(s);
}

static void test_all_bits_at_once(void **state)
{
	struct pw_session *s = open_ops("{'op':'boot'}");
	cJSON *view = ask(s, "{'verb':'show','view':'gfp','gfp':8388607}");

	assert_int_equal(check_bits(view), 23);
	assert_true(cJSON_IsTrue(inside(view, "gfp.zone_bad")));
	assert_string_equal(string_inside(view, "gfp.zone"), "DMA");
	cJSON_Delete(view);
	pw_close(s);
}

/* Without an argument it is the mask of the op's newest request, told with its step. */
static void test_the_ops_own_mask(void **state)
{
	struct pw_session *s = open_ops(BOOTED "{'op':'alloc_pages','order':1,'gfp':'GFP_DMA32'},"
					"{'op':'note'}");
	cJSON *view = ask(s, "{'verb':'show','view':'gfp'}"), *found, *record;

	assert_string_equal(string_inside(view, "gfp.names"), "GFP_KERNEL");
	assert_true(cJSON_IsNull(inside(view, "gfp.step")));
	cJSON_Delete(view);
	found = ask(s, "{'verb':'find','dir':-1,'event':'mm_page_alloc'}");
	view = ask(s, "{'verb':'show','view':'gfp','at':%d}", (int)number_inside(found, "found"));
	assert_string_equal(string_inside(view, "gfp.names"), "GFP_KERNEL|__GFP_DMA32");
	record = ask(s, "{'verb':'show','view':'step','at':%d}", (int)number_inside(view, "gfp.step"));
	assert_string_equal(string_inside(record, "record.event"), "__alloc_pages_nodemask");
	cJSON_Delete(record);
	cJSON_Delete(found);
	cJSON_Delete(view);
	pw_close(s);
}

static void test_bad_masks(void **state)
{
	struct pw_session *s = open_ops("{'op':'boot'}");

	assert_non_null(strstr(refusal(s, "request", "{'verb':'show','view':'gfp','gfp':'GFP_LAZY'}"),
			       "\"GFP_LAZY\" is no name of gfp.h"));
	assert_non_null(strstr(refusal(s, "request", "{'verb':'show','view':'gfp','gfp':'GFP_KERNEL|'}"),
			       "\"\" is no name"));
	assert_non_null(strstr(refusal(s, "request", "{'verb':'show','view':'gfp','gfp':''}"), "\"\""));
	refusal(s, "request", "{'verb':'show','view':'gfp','gfp':8388608}");
	refusal(s, "request", "{'verb':'show','view':'gfp','gfp':'0x800000'}");
	refusal(s, "request", "{'verb':'show','view':'gfp','gfp':true}");
	pw_close(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_masks),
		cmocka_unit_test(test_all_bits_at_once),
		cmocka_unit_test(test_the_ops_own_mask),
		cmocka_unit_test(test_bad_masks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
