/* The verb proc: the machine's files and each task's, what exists, what a step changed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "rpc/ask.h"

#define BOOTED "{'op':'boot'},{'op':'spawn','as':'A'},{'op':'spawn','as':'B'}," \
	"{'op':'switch','to':'A'},{'op':'mmap','length':'64K','as':'buf'}," \
	"{'op':'write','at':'buf','value':1}"

static bool lists(const cJSON *answer, const char *name)
{
	const cJSON *file;

	cJSON_ArrayForEach(file, inside(answer, "files"))
		if (!strcmp(file->valuestring, name))
			return true;
	return false;
}

/* A task's file by the scenario's name for it and by its pid: the same text, for each file. */
static void test_files_of_a_task(void **state)
{
	static const char *const names[] = { "maps", "smaps", "status", "pagemap" };
	struct pw_session *s = open_ops(BOOTED);
	cJSON *stacks = ask(s, "{'verb':'show','view':'stacks'}");
	int pid = (int)number_inside(stacks, "stacks.tasks[0].pid");

	assert_string_equal(string_inside(stacks, "stacks.tasks[0].name"), "A");
	for (size_t i = 0; i < 4; i++) {
		cJSON *a = ask(s, "{'verb':'proc','file':'A/%s'}", names[i]);
		cJSON *b = ask(s, "{'verb':'proc','file':'%d/%s'}", pid, names[i]);
		cJSON *c = ask(s, "{'verb':'proc','file':'B/%s'}", names[i]);
		char name[20] = "A/";

		assert_string_equal(string_inside(a, "text"), string_inside(b, "text"));
		assert_string_not_equal(string_inside(a, "text"), string_inside(c, "text"));
		assert_string_equal(string_inside(a, "file"), strcat(name, names[i]));
		assert_true(lists(a, name));
		name[0] = 'B';
		assert_true(lists(a, name));
		cJSON_Delete(a);
		cJSON_Delete(b);
		cJSON_Delete(c);
	}
	cJSON_Delete(stacks);
	pw_close(s);
}

/* Every file that is listed can be read, at every place of the story. */
static void test_what_is_listed_exists(void **state)
{
	struct pw_session *s = open_ops(BOOTED ",{'op':'exit'}");
	cJSON *end = ask(s, "{'verb':'digest'}");
	int steps = (int)number_inside(end, "steps");

	for (int at = 0; at <= steps; at += steps / 9) {
		struct pw_response first = ask_raw(s, "{'verb':'proc','at':%d}", at);
		const cJSON *file;
		cJSON *list;

		if (!first.ok) {
			refusal(s, "request", "{'verb':'proc','at':%d}", at);
			continue;
		}
		list = parse_of(first);
		cJSON_ArrayForEach(file, inside(list, "files"))
			cJSON_Delete(ask(s, "{'verb':'proc','at':%d,'file':'%s'}", at,
					 file->valuestring));
		cJSON_Delete(list);
	}
	cJSON_Delete(end);
	pw_close(s);
}

/* Boot is read while half of the kernel's lists are not there yet: a file comes once, and stays. */
static void every_step_of(const char *story, const char *const files[])
{
	cJSON *load;
	struct pw_session *s = open_scenario(story, &load);
	int steps = (int)number_inside(load, "steps");

	for (size_t i = 0; files[i]; i++) {
		bool there = false;

		for (int at = 0; at <= steps; at += 5) {
			bool ok = ask_raw(s, "{'verb':'proc','at':%d,'file':'%s'}", at, files[i]).ok;

			assert_true(ok || !there);
			there = ok;
		}
		assert_true(there);
	}
	cJSON_Delete(load);
	pw_close(s);
}

static void test_from_the_first_step_on(void **state)
{
	static const char *const files[] = {
		"slabinfo", "buddyinfo", "pagetypeinfo", "zoneinfo", "meminfo", "vmstat", "iomem",
		"vmallocinfo", "$ free", NULL,
	};

	every_step_of("30-slab-life", files);
	every_step_of("43-slub", files);
	every_step_of("44-slob", files + 1);	/* slob has no slabinfo */
	every_step_of("12-boot-device-tree", files + 1);
}

static void test_errors_name_what_exists(void **state)
{
	static const char *const wrong[] = {
		"none", "A/none", "C/maps", "A/", "/maps", "A/maps/", "999/maps", "0/maps",
		"../A/maps", "", "a/maps",
	};
	struct pw_session *s = open_ops(BOOTED);

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		const char *said = refusal(s, "request", "{'verb':'proc','file':'%s'}", wrong[i]);

		assert_non_null(strstr(said, "buddyinfo"));
		assert_non_null(strstr(said, "B/pagemap"));
	}
	assert_non_null(strstr(refusal(s, "request", "{'verb':'proc','at':0,'file':'A/maps'}"),
			       "nor any other"));
	assert_non_null(strstr(refusal(s, "request", "{'verb':'proc','at':0}"), "before the buddy"));
	refusal(s, "request", "{'verb':'proc','file':7}");
	pw_close(s);
}

/* The words that are lit are those that differ: cut out of both texts they are never the same. */
static void test_changed_words(void **state)
{
	struct pw_session *s = open_ops(BOOTED);
	cJSON *found = ask(s, "{'verb':'find','dir':-1,'event':'take_block'}"), *now;
	int at = (int)number_inside(found, "found"), lit = 0;

	for (int step = at - 10; step <= at + 10; step++) {
		cJSON *before = ask(s, "{'verb':'proc','file':'buddyinfo','at':%d}", step - 1);
		bool same;

		now = ask(s, "{'verb':'proc','file':'buddyinfo','at':%d}", step);
		same = !strcmp(string_inside(before, "text"), string_inside(now, "text"));
		assert_int_equal(count_inside(now, "changed") == 0, same);
		lit += !same;
		cJSON_Delete(before);
		cJSON_Delete(now);
	}
	assert_true(lit > 0);
	cJSON_Delete(found);
	pw_close(s);
}

/* A number stands where the answer says, and its object is one that history knows. */
static void test_numbers(void **state)
{
	static const char *const files[] = {
		"buddyinfo", "zoneinfo", "pagetypeinfo", "meminfo", "vmstat", "A/maps", "A/status",
		"A/pagemap", "iomem",
	};
	struct pw_session *s = open_ops(BOOTED);

	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++) {
		cJSON *answer = ask(s, "{'verb':'proc','file':'%s'}", files[i]);
		const char *text = string_inside(answer, "text"), *line = text;
		const cJSON *number;
		int at = 0, objects = 0;

		cJSON_ArrayForEach(number, inside(answer, "numbers")) {
			const cJSON *object = inside(number, "object");

			for (; at < (int)number_inside(number, "line"); at++)
				line = strchr(line, '\n') + 1;
			assert_int_equal(at, (int)number_inside(number, "line"));
			assert_non_null(strchr("-0123456789abcdef",
					       line[(int)number_inside(number, "column")]));
			if (!cJSON_IsString(object) || !strncmp(object->valuestring, "use:", 4))
				continue;
			if (objects++ < 40)
				cJSON_Delete(ask(s, "{'verb':'history','object':'%s','limit':1}",
						 object->valuestring));
		}
		assert_int_equal((int)number_inside(answer, "numbers_total"),
				 count_inside(answer, "numbers"));
		assert_true(objects > 0);
		cJSON_Delete(answer);
	}
	pw_close(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_files_of_a_task),
		cmocka_unit_test(test_what_is_listed_exists),
		cmocka_unit_test(test_from_the_first_step_on),
		cmocka_unit_test(test_errors_name_what_exists),
		cmocka_unit_test(test_changed_words),
		cmocka_unit_test(test_numbers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
