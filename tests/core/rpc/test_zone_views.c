/* Zones, pageblocks, the flags word and the boot's story, held against each other and against what steps say. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "rpc/ask.h"

#define STORY "{'op':'boot'},{'op':'alloc_pages','order':0,'gfp':'GFP_DMA','as':'a'}," \
	"{'op':'alloc_pages','order':3,'as':'b'}"

static int step_with(struct pw_session *s, const char *event)
{
	cJSON *found = ask(s, "{'verb':'find','dir':1,'at':0,'event':'%s'}", event);
	int step = (int)number_inside(found, "found");

	cJSON_Delete(found);
	return step;
}

static void test_zones_add_up(void **state)
{
	struct pw_session *s = open_ops(STORY);
	cJSON *view = ask(s, "{'verb':'show','view':'zones'}"), *physical;
	const cJSON *zone;
	int managed = 0;

	physical = ask(s, "{'verb':'show','view':'physical'}");
	assert_int_equal(count_inside(view, "zones.zones"), 4);
	cJSON_ArrayForEach(zone, inside(view, "zones.zones")) {
		double spanned = number_inside(zone, "spanned"), present = number_inside(zone, "present");

		assert_true(spanned >= present && present >= number_inside(zone, "managed"));
		assert_true(number_inside(zone, "managed") >= number_inside(zone, "free"));
		managed += number_inside(zone, "managed") > 0;
	}
	assert_int_equal(count_inside(physical, "physical.zones"), managed);
	assert_int_equal(number_inside(view, "zones.zones[1].free"),
			 number_inside(physical, "physical.zones[1].free"));
	assert_string_equal(string_inside(view, "zones.fallbacks[2].order[0]"), "DMA32");
	assert_string_equal(string_inside(view, "zones.fallbacks[2].order[1]"), "DMA");
	cJSON_Delete(view);
	cJSON_Delete(physical);
	view = ask(s, "{'verb':'show','view':'zones','at':1}");
	assert_true(cJSON_IsNull(inside(view, "zones")));
	cJSON_Delete(view);
	pw_close(s);
}

/* The reserve is what a higher request must leave, and the core's own rule says who may take one frame. */
static void test_zones_say_who_may_take(void **state)
{
	struct pw_session *s = open_ops(STORY);
	cJSON *view = ask(s, "{'verb':'show','view':'zones'}");
	const cJSON *ask_of;

	assert_int_equal(number_inside(view, "zones.zones[0].asks[0].reserve"), 0);
	assert_int_equal(number_inside(view, "zones.zones[0].asks[1].reserve"), 96);
	cJSON_ArrayForEach(ask_of, inside(view, "zones.zones[0].asks")) {
		double need = number_inside(view, "zones.zones[0].marks.low") + number_inside(ask_of, "reserve");

		assert_int_equal(cJSON_IsTrue(inside(ask_of, "low")),
				 number_inside(view, "zones.zones[0].free") > need);
	}
	cJSON_Delete(view);
	pw_close(s);
}

static void test_the_request_is_followed(void **state)
{
	struct pw_session *s = open_ops(STORY);
	int step = step_with(s, "zone_watermark_fast");
	cJSON *view = ask(s, "{'verb':'show','view':'zones','at':%d}", step - 1);

	assert_int_equal(count_inside(view, "zones.request.tries"), 0);
	cJSON_Delete(view);
	view = ask(s, "{'verb':'show','view':'zones','at':%d}", step);
	assert_int_equal(number_inside(view, "zones.request.tries[0].step"), step);
	assert_string_equal(string_inside(view, "zones.request.tries[0].zone"), "DMA");
	assert_true(cJSON_IsTrue(inside(view, "zones.request.tries[0].ok")));
	assert_true(cJSON_IsNull(inside(view, "zones.request.pfn")));
	cJSON_Delete(view);
	step = step_with(s, "mm_page_alloc");
	view = ask(s, "{'verb':'show','view':'zones','at':%d}", step);
	assert_true(number_inside(view, "zones.request.pfn") < 4096);
	cJSON_Delete(view);
	pw_close(s);
}

static void test_pageblocks_add_up(void **state)
{
	struct pw_session *s = open_ops(STORY);
	cJSON *view = ask(s, "{'verb':'show','view':'pageblocks','zone':'DMA32'}");
	const cJSON *block, *type;
	double mixed = 0, blocks = 0;

	cJSON_ArrayForEach(block, inside(view, "pageblocks.blocks"))
		mixed += cJSON_GetArrayItem(block, 5)->valuedouble;
	assert_true(number_inside(view, "pageblocks.mixed") == mixed);
	cJSON_ArrayForEach(type, inside(view, "pageblocks.types"))
		blocks += number_inside(type, "blocks");
	assert_true(number_inside(view, "pageblocks.total") == blocks);
	assert_int_equal(number_inside(view, "pageblocks.orders[0].unusable"), 0);
	assert_true(number_inside(view, "pageblocks.orders[0].fragmentation") == -1000);
	/* the order-3 block was the first Unmovable one: its pageblock changed hands */
	assert_string_equal(string_inside(view, "pageblocks.steals[0].from"), "Movable");
	assert_string_equal(string_inside(view, "pageblocks.steals[0].to"), "Unmovable");
	assert_true(number_inside(view, "pageblocks.types[0].blocks") > 0);
	cJSON_Delete(view);
	view = ask(s, "{'verb':'show','view':'pageblocks','zone':'DMA32','from':50}");
	assert_int_equal(number_inside(view, "pageblocks.shown"), number_inside(view, "pageblocks.total") - 50);
	cJSON_Delete(view);
	pw_close(s);
}

/* The fields of the flags word, put together again, are the word. */
static void test_the_flags_word(void **state)
{
	struct pw_session *s = open_ops(STORY);
	cJSON *load = ask(s, "{'verb':'clone'}"), *view;
	const cJSON *field;
	unsigned long long word = 0;
	int bit = 64;

	view = ask(s, "{'verb':'show','view':'page','pfn':%d}", (int)hex_inside(load, "ops[2].ret"));
	cJSON_ArrayForEach(field, inside(view, "page.layout")) {
		assert_int_equal(number_inside(field, "hi"), bit - 1);
		bit = (int)number_inside(field, "lo");
		word |= (unsigned long long)number_inside(field, "value") << bit;
	}
	assert_int_equal(bit, 0);
	assert_true(word == hex_inside(view, "page.flags_raw"));
	assert_string_equal(string_inside(view, "page.mapping_kind"), "none");
	cJSON_Delete(view);
	view = ask(s, "{'verb':'show','view':'page','pfn':%d}", (int)hex_inside(load, "ops[2].ret") + 8);
	assert_string_equal(string_inside(view, "page.page_type"), "buddy");
	cJSON_Delete(view);
	cJSON_Delete(load);
	pw_close(s);
}

/* What boot took is in the list of reservations while it lasts, also when the boot is long over. */
static void test_the_boot_is_a_story(void **state)
{
	struct pw_session *s = open_ops(STORY);
	cJSON *view = ask(s, "{'verb':'show','view':'boot'}");
	const cJSON *one, *first = inside(view, "boot.calls[0]");
	int kept = 0, images = 0;

	assert_string_equal(string_inside(first, "fn"), "start_kernel");
	cJSON_ArrayForEach(one, inside(view, "boot.calls")) {
		assert_string_equal(string_inside(one, "state"), "done");
		assert_true(number_inside(one, "last") <= number_inside(first, "last"));
	}
	cJSON_ArrayForEach(one, inside(view, "boot.taken")) {
		kept += cJSON_IsNull(inside(one, "freed"));
		images += !strcmp(string_inside(one, "who.en"), "the kernel image");
	}
	assert_int_equal(images, 1);
	assert_true(kept > 10 && kept < count_inside(view, "boot.taken"));
	assert_int_equal(number_inside(view, "boot.handed_over"), step_with(s, "handed_over"));
	cJSON_Delete(view);
	view = ask(s, "{'verb':'show','view':'boot','at':5}");
	assert_int_equal(count_inside(view, "boot.taken"), 1);
	assert_string_equal(string_inside(view, "boot.reserved[0].who.en"), "the kernel image");
	assert_string_equal(string_inside(view, "boot.calls[0].state"), "open");
	cJSON_Delete(view);
	pw_close(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_zones_add_up), cmocka_unit_test(test_zones_say_who_may_take),
		cmocka_unit_test(test_the_request_is_followed), cmocka_unit_test(test_pageblocks_add_up),
		cmocka_unit_test(test_the_flags_word), cmocka_unit_test(test_the_boot_is_a_story),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
