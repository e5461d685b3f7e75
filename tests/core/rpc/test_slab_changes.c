/* A struct page that begins a slab changes under the names that its allocator has for its unions. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include <cmocka.h>

#include "rpc/ask.h"

/* The change of this field in the newest step that has one, looking at the last `back` steps. */
static cJSON *newest_change(const char *story, const char *field, int back)
{
	cJSON *load, *found = NULL;
	struct pw_session *s = open_scenario(story, &load);
	int last = (int)number_inside(load, "steps");

	for (int at = last; at > last - back && !found; at--) {
		cJSON *step = ask(s, "{'verb':'show','view':'step','at':%d}", at);

		for (int i = 0; i < count_inside(step, "changes") && !found; i++)
			if (!strcmp(string_inside(inside(step, "changes[%d]", i), "field"), field))
				found = cJSON_Duplicate(inside(step, "changes[%d]", i), 1);
		cJSON_Delete(step);
	}
	cJSON_Delete(load);
	pw_close(s);
	return found;
}

static void unions_have_names(void **state)
{
	static const struct {
		const char *story, *field, *value;
	} cases[] = {
		{ "43-slub", "counters", "inuse 1, objects 16, frozen 0" },
		{ "43-slub", "freelist", NULL }, { "43-slub", "slab_cache", NULL },
		{ "44-slob", "units", "1,933" }, { "44-slob", "freelist", NULL },
		{ "36-slab-slub-slob", "active", NULL }, { "36-slab-slub-slob", "freelist", NULL },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		cJSON *change = newest_change(cases[i].story, cases[i].field, 400);

		if (!change)
			fail_msg("%s: no %s changes", cases[i].story, cases[i].field);
		if (cases[i].value)
			assert_string_equal(string_inside(change, "new"), cases[i].value);
		cJSON_Delete(change);
	}
}

/* The folded view's line and the view name one allocator, the line in capitals. */
static void chip_names_the_allocator(void **state)
{
	static const char *const stories[] = { "30-slab-life", "43-slub", "44-slob" };

	for (size_t i = 0; i < sizeof(stories) / sizeof(stories[0]); i++) {
		cJSON *load;
		struct pw_session *s = open_scenario(stories[i], &load);
		int last = (int)number_inside(load, "steps");
		cJSON *chips = ask(s, "{'verb':'show','view':'overview','at':%d}", last);
		cJSON *slab = ask(s, "{'verb':'show','view':'slab','at':%d}", last);
		const char *chip = string_inside(chips, "overview.chips.slab.en");
		const char *name = string_inside(slab, "slab.allocator");

		assert_int_equal(strncasecmp(chip, name, strlen(name)), 0);
		assert_int_equal(strncmp(chip, "SL", 2), 0);
		assert_memory_equal(chip + strlen(name), ", caches: ", 10);
		cJSON_Delete(chips);
		cJSON_Delete(slab);
		cJSON_Delete(load);
		pw_close(s);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(unions_have_names), cmocka_unit_test(chip_names_the_allocator),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
