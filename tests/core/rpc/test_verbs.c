/* Each verb: what it answers, its limits, and what it refuses. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "rpc/ask.h"

#define STORY "{'op':'boot'},{'op':'spawn','as':'A'},{'op':'malloc','bytes':'64K','as':'p'}," \
	"{'op':'write','at':'p','value':1}"

static int steps_of(struct pw_session *s)
{
	cJSON *digest = ask(s, "{'verb':'digest'}");
	int steps = (int)number_inside(digest, "steps");

	cJSON_Delete(digest);
	return steps;
}

static void test_schema_lists_ops_and_views(void **state)
{
	struct pw_session *s = pw_open(NULL);
	struct pw_response r = ask_raw(s, "{'verb':'schema'}");
	cJSON *answer = parse_of(r);
	const cJSON *op, *view;
	int ops = 0;

	assert_true(r.ok);
	cJSON_ArrayForEach(op, inside(answer, "schema.$defs.op.oneOf")) {
		string_inside(op, "title");
		string_inside(op, "description");
		string_inside(op, "description:zh");
		ops++;
	}
	assert_true(ops >= 15);
	cJSON_ArrayForEach(view, inside(answer, "views")) {
		string_inside(view, "title.zh");
		string_inside(view, "name");
	}
	assert_int_equal(count_inside(answer, "views"), 17);
	cJSON_Delete(answer);
	pw_close(s);
}

/* Ops follow one another without a gap, the story begins at a boundary, results are told. */
static void test_load_of_the_course(void **state)
{
	for (unsigned int i = 0; course(i); i++) {
		cJSON *load;
		struct pw_session *s = open_scenario(course(i), &load);
		const cJSON *op;
		double next = 1;
		int n = 0;

		cJSON_ArrayForEach(op, inside(load, "ops")) {
			assert_int_equal(number_inside(op, "i"), n++);
			assert_int_equal(number_inside(op, "first"), next);
			next += number_inside(op, "steps");
			string_inside(op, "label.en");
			string_inside(op, "label.zh");
		}
		assert_int_equal(next - 1, number_inside(load, "steps"));
		assert_int_equal(number_inside(load, "start"), number_inside(load, "step"));
		assert_int_equal(count_inside(load, "expect.failed"), 0);
		assert_true(hex_inside(load, "machine.ram_bytes") > 0);
		cJSON_Delete(load);
		pw_close(s);
	}
}

/* What a load refuses leaves the story before it as it was. */
static void test_load_refuses_and_keeps(void **state)
{
	static const char *const wrong[] = {
		"", "{", "[]", "{}", "{} x", "{\\\"format\\\":2}", "\\u0000",
		"{\\\"format\\\":1,\\\"title\\\":{\\\"en\\\":\\\"a\\\",\\\"zh\\\":\\\"a\\\"},"
		"\\\"machine\\\":{\\\"arch\\\":\\\"x86_64\\\",\\\"ram\\\":\\\"128M\\\"},"
		"\\\"ops\\\":[{\\\"op\\\":\\\"spawn\\\",\\\"as\\\":\\\"A\\\"}]}",
	};
	struct pw_session *s = open_ops(STORY);
	struct pw_response r = ask_raw(s, "{'verb':'digest'}");
	char *before = text_of(r);

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		refusal(s, strcmp(wrong[i], "\\u0000") ? "scenario" : "request",
			"{'verb':'load','scenario':'%s'}", wrong[i]);
		r = ask_raw(s, "{'verb':'digest'}");
		assert_int_equal(r.bytes, strlen(before));
		assert_memory_equal(r.data, before, r.bytes);
	}
	refusal(s, "request", "{'verb':'load'}");
	refusal(s, "request", "{'verb':'load','scenario':1}");
	free(before);
	pw_close(s);
}

static void test_append_adds_one_op_or_nothing(void **state)
{
	struct pw_session *s = open_ops(STORY);
	int steps = steps_of(s);
	cJSON *answer;

	refusal(s, "request", "{'verb':'append'}");
	refusal(s, "request", "{'verb':'append','op':'read'}");
	refusal(s, "scenario", "{'verb':'append','op':{}}");
	refusal(s, "scenario", "{'verb':'append','op':{'op':'boot'}}");
	refusal(s, "scenario", "{'verb':'append','op':{'op':'read','at':'q'}}");
	refusal(s, "scenario", "{'verb':'append','op':{'op':'alloc_pages','order':12}}");
	refusal(s, "scenario", "{'verb':'append','op':{'op':'malloc','bytes':1,'as':'p'}}");
	assert_int_equal(steps_of(s), steps);
	answer = ask(s, "{'verb':'append','op':{'op':'read','at':'p','as':'x'}}");
	assert_int_equal(number_inside(answer, "op.i"), 4);
	assert_int_equal(number_inside(answer, "op.first"), steps + 1);
	assert_int_equal(number_inside(answer, "step"), steps);
	assert_int_equal(number_inside(answer, "steps"), steps + number_inside(answer, "op.steps"));
	assert_string_equal(string_inside(answer, "op.ret"), "0x1");
	cJSON_Delete(answer);
	pw_close(s);
}

static char *digest_at(struct pw_session *s, int at)
{
	cJSON *answer = ask(s, "{'verb':'digest','at':%d}", at);
	char *digest = strdup(string_inside(answer, "digest"));

	assert_int_equal(number_inside(answer, "step"), at);
	cJSON_Delete(answer);
	return digest;
}

/* Forward, backward and by leaps: a step has one digest. */
static void test_digests_forward_and_back(void **state)
{
	struct pw_session *s = open_ops(STORY);
	int steps = steps_of(s);
	char **first = calloc((size_t)steps + 1, sizeof(*first)), *again;

	for (int at = 0; at <= steps; at++)
		first[at] = digest_at(s, at);
	for (int i = 0; i <= steps; i++) {
		int at = i % 3 ? i * 419 % (steps + 1) : steps - i;

		again = digest_at(s, at);
		assert_string_equal(again, first[at]);
		free(again);
	}
	assert_string_not_equal(first[0], first[steps]);
	for (int at = 0; at <= steps; at++)
		free(first[at]);
	free(first);
	pw_close(s);
}

/* seek is the view step of the place; without `at` others are then asked there. */
static void test_seek_moves_the_last_answered_step(void **state)
{
	struct pw_session *s = open_ops(STORY);
	int steps = steps_of(s);

	for (int at = 0; at <= steps; at += 1 + steps / 40) {
		cJSON *seek = ask(s, "{'verb':'seek','to':%d}", at);
		cJSON *step = ask(s, "{'verb':'show','view':'step'}");
		cJSON *other = ask(s, "{'verb':'digest','at':%d}", steps - at);
		cJSON *late = ask(s, "{'verb':'digest'}");

		assert_true(cJSON_Compare(seek, step, true));
		assert_int_equal(number_inside(late, "step"), steps - at);	/* the last answered */
		cJSON_Delete(seek);
		cJSON_Delete(step);
		cJSON_Delete(other);
		cJSON_Delete(late);
	}
	refusal(s, "request", "{'verb':'seek'}");
	refusal(s, "range", "{'verb':'seek','to':%d}", steps + 1);
	pw_close(s);
}

/* Records of [from, from + count), and `next` where the next window begins. */
static cJSON *window(struct pw_session *s, int *from, int count, int grain)
{
	cJSON *answer = ask(s, "{'verb':'steps','from':%d,'count':%d,'grain':%d}", *from, count, grain);
	const cJSON *record;
	double last = 0;

	cJSON_ArrayForEach(record, inside(answer, "list")) {
		assert_true(number_inside(record, "n") > last);
		assert_true(number_inside(record, "n") >= *from);
		assert_true(number_inside(record, "grain") <= grain);
		last = number_inside(record, "n");
	}
	assert_true(number_inside(answer, "next") > last);
	*from = (int)number_inside(answer, "next");
	return answer;
}

/* Whatever the windows, the same records; those of the finest grain cover every step once. */
static void test_steps_in_windows(void **state)
{
	static const int sizes[] = { 1, 7, 50, 2000 };
	struct pw_session *s = open_ops(STORY ",{'op':'exit'}");
	int steps = steps_of(s), runs = 0;
	cJSON *all = NULL;

	for (int i = 3; i >= 0; i--) {
		cJSON *list = cJSON_CreateArray(), *answer;
		const cJSON *record;
		int from = 1, covered = 0, more = 1;

		while (more) {
			answer = window(s, &from, sizes[i], 2);
			more = cJSON_IsTrue(inside(answer, "more"));
			cJSON_ArrayForEach(record, inside(answer, "list"))
				cJSON_AddItemToArray(list, cJSON_Duplicate(record, true));
			cJSON_Delete(answer);
		}
		assert_int_equal(from, steps + 1);
		cJSON_ArrayForEach(record, list) {
			assert_int_equal(number_inside(record, "n"), covered + 1);
			covered += (int)number_inside(record, "repeat");
			runs += number_inside(record, "repeat") > 1;
		}
		assert_int_equal(covered, steps);
		if (!all)
			all = cJSON_Duplicate(list, true);
		assert_true(cJSON_Compare(all, list, true));
		cJSON_Delete(list);
	}
	assert_true(runs >= 4);		/* boot reserves many regions in a row */
	cJSON_Delete(all);
	pw_close(s);
}

/* A run holds steps of one kind and nothing besides; inside it every step is there to be seen. */
static void test_a_run_is_of_one_kind(void **state)
{
	struct pw_session *s = open_ops("{'op':'boot'}");
	int from = 1;
	cJSON *answer = window(s, &from, 2000, 2);
	const cJSON *record;

	cJSON_ArrayForEach(record, inside(answer, "list")) {
		int n = (int)number_inside(record, "n"), repeat = (int)number_inside(record, "repeat");

		assert_true(repeat == 1 || repeat >= 8);
		for (int i = 1; i < repeat; i++) {
			cJSON *step = ask(s, "{'verb':'show','view':'step','at':%d}", n + i);

			assert_string_equal(string_inside(step, "record.event"),
					    string_inside(record, "event"));
			assert_int_equal(number_inside(step, "record.depth"), number_inside(record, "depth"));
			assert_int_equal(number_inside(step, "record.repeat"), 1);
			cJSON_Delete(step);
		}
	}
	cJSON_Delete(answer);
	pw_close(s);
}

/* Decisions are told oldest first, all before the step, one road taken and the others refused. */
static void test_why(void **state)
{
	struct pw_session *s = open_ops(STORY);
	int steps = steps_of(s), seen = 0;

	for (int at = 1; at <= steps; at += 13) {
		cJSON *answer = ask(s, "{'verb':'why','count':5,'at':%d}", at);
		const cJSON *decision, *road;
		double last = 0;

		assert_true(count_inside(answer, "list") <= 5);
		cJSON_ArrayForEach(decision, inside(answer, "list")) {
			int taken = 0;

			assert_true(number_inside(decision, "step") > last);
			last = number_inside(decision, "step");
			assert_true(last <= at);
			assert_true(count_inside(decision, "predicate") > 0);
			cJSON_ArrayForEach(road, inside(decision, "alternatives")) {
				taken += cJSON_IsTrue(inside(road, "taken"));
				assert_true(cJSON_IsNull(inside(road, "reason")) ==
					    cJSON_IsTrue(inside(road, "taken")));
				assert_true(count_inside(road, "name.zh") > 0);
			}
			assert_int_equal(taken, 1);
			seen++;
		}
		cJSON_Delete(answer);
	}
	assert_true(seen > 20);
	refusal(s, "request", "{'verb':'why','count':0}");
	refusal(s, "request", "{'verb':'why','count':51}");
	pw_close(s);
}

/* check speaks for the last boundary at or before the step. */
static void test_check(void **state)
{
	struct pw_session *s = open_ops(STORY);
	cJSON *load = ask(s, "{'verb':'clone'}");
	int begin = inside(load, "ops[3].first")->valueint, steps = steps_of(s);

	for (int at = begin - 1; at <= steps; at += (steps - begin + 1) / 2) {
		cJSON *answer = ask(s, "{'verb':'check','at':%d}", at);
		const cJSON *check;

		assert_int_equal(number_inside(answer, "step"), at);
		assert_int_equal(number_inside(answer, "checked_at"), at == steps ? steps : begin - 1);
		assert_true(cJSON_IsTrue(inside(answer, "held")));
		cJSON_ArrayForEach(check, inside(answer, "checks"))
			assert_true(cJSON_IsTrue(inside(check, "ok")));
		assert_true(count_inside(answer, "checks") >= 4);
		cJSON_Delete(answer);
	}
	cJSON_Delete(load);
	pw_close(s);
}

/* Requests that are no requests, and arguments of the wrong type or out of their limits. */
static void test_malformed(void **state)
{
	static const char *const wrong[] = {
		"", "{", "}", "[]", "null", "1", "{} {}", "{'verb'}", "{'verb':1}", "{'verb':null}",
		"{'verb':'none'}", "{'verb':'Digest'}", "{}", "{'at':0}", "\xff", "{'verb':'\xc3('}",
		"{'verb':'digest','verb':'digest'}", "{'verb':'digest','at':'x'}",
		"{'verb':'digest','at':{}}", "{'verb':'digest','at':1.5}", "{'verb':'digest','nope':1}", "{'verb':'show','views':'step'}",
		"{'verb':'show','view':'none'}", "{'verb':'show','view':1}",
		"{'verb':'show','view':'step','pfn':1}", "{'verb':'proc','pfn':1}",
		"{'verb':'show','view':'page','pfn':99999999}", "{'verb':'show','view':'page','pfn':-1}",
		"{'verb':'show','view':'page','pfn':'x'}", "{'verb':'show','view':'page','offset':4096}",
		"{'verb':'show','view':'buddy','zone':'None'}", "{'verb':'show','view':'buddy','zone':1}",
		"{'verb':'show','view':'translation','va':'0x'}",
		"{'verb':'show','view':'translation','va':'0x10000000000000000'}",
		"{'verb':'show','view':'translation','task':'Z'}",
		"{'verb':'show','view':'address_space','task':7777}",
		"{'verb':'show','view':'address_space','task':'0'}",
		"{'verb':'show','view':'timeline','bins':0}", "{'verb':'show','view':'timeline','bins':401}",
		"{'verb':'steps','count':0}", "{'verb':'steps','count':2001}", "{'verb':'steps','grain':3}",
		"{'verb':'steps','from':999999999}", "{'verb':'frames','per':3}", "{'verb':'frames','per':0}",
		"{'verb':'frames','by':'size'}", "{'verb':'frames','from':999999999}",
		"{'verb':'frames','count':-1}", "{'verb':'why','count':'three'}",
	};
	struct pw_session *s = open_ops(STORY);
	int steps = steps_of(s);
	char deep[120] = "{'verb':'digest','at':", *d = deep + strlen(deep);

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		refusal(s, "request", "%s", wrong[i]);
	refusal(s, "range", "{'verb':'digest','at':%d}", steps + 1);
	refusal(s, "range", "{'verb':'show','view':'step','at':-1}");
	refusal(s, "range", "{'verb':'digest','at':1e30}");
	memset(d, '[', 50);
	refusal(s, "request", "%s", deep);
	assert_int_equal(steps_of(s), steps);
	pw_close(s);
}

static void test_without_a_story(void **state)
{
	static const char *const verbs[] = {
		"append", "seek", "steps", "show", "frames", "proc", "why", "history", "find", "check",
		"digest", "clone",
	};
	struct pw_session *s = pw_open(NULL);

	for (size_t i = 0; i < sizeof(verbs) / sizeof(verbs[0]); i++)
		assert_non_null(strstr(refusal(s, "request", "{'verb':'%s'}", verbs[i]), "load"));
	pw_close(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_schema_lists_ops_and_views),
		cmocka_unit_test(test_load_of_the_course),
		cmocka_unit_test(test_load_refuses_and_keeps),
		cmocka_unit_test(test_append_adds_one_op_or_nothing),
		cmocka_unit_test(test_digests_forward_and_back),
		cmocka_unit_test(test_seek_moves_the_last_answered_step),
		cmocka_unit_test(test_steps_in_windows),
		cmocka_unit_test(test_a_run_is_of_one_kind),
		cmocka_unit_test(test_why),
		cmocka_unit_test(test_check),
		cmocka_unit_test(test_malformed),
		cmocka_unit_test(test_without_a_story),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
