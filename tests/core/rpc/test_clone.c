/*
 * The verb clone: the same past; with `ops`, another future.
 *
 *   boot | spawn A | mmap | write        the original
 *   boot | spawn A | mmap | read         a what-if from the end of mmap
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "rpc/ask.h"

#define STORY "{'op':'boot'},{'op':'spawn','as':'A'}," \
	"{'op':'mmap','length':'64K','as':'buf','expect':{'ret':'> 0'}}," \
	"{'op':'write','at':'buf','value':1}"

static struct pw_session *taken(struct pw_session *s)
{
	struct pw_session *clone = pw_take_clone(s);

	assert_non_null(clone);
	assert_null(pw_take_clone(s));
	return clone;
}

static void same_digests(struct pw_session *a, struct pw_session *b, int last)
{
	for (int at = 0; at <= last; at += 1 + last / 23) {
		cJSON *x = ask(a, "{'verb':'digest','at':%d}", at);
		cJSON *y = ask(b, "{'verb':'digest','at':%d}", at);

		assert_string_equal(string_inside(x, "digest"), string_inside(y, "digest"));
		cJSON_Delete(x);
		cJSON_Delete(y);
	}
}

static int steps_of(struct pw_session *s)
{
	cJSON *digest = ask(s, "{'verb':'digest'}");
	int steps = (int)number_inside(digest, "steps");

	cJSON_Delete(digest);
	return steps;
}

/* Without ops: the whole story, at the same step; each goes its own way afterwards. */
static void test_a_whole_clone(void **state)
{
	struct pw_session *a = open_ops(STORY), *b;
	int steps = steps_of(a);
	cJSON *story = ask(a, "{'verb':'clone','at':%d}", steps - 5), *here;

	assert_int_equal(number_inside(story, "step"), steps - 5);
	assert_int_equal(number_inside(story, "steps"), steps);
	assert_int_equal(count_inside(story, "ops"), 4);
	assert_int_equal(number_inside(story, "expect.passed"), 1);
	here = ask(a, "{'verb':'digest'}");
	assert_int_equal(number_inside(here, "step"), steps);	/* the original stays where it was */
	b = taken(a);
	same_digests(a, b, steps);
	cJSON_Delete(ask(b, "{'verb':'append','op':{'op':'exit'}}"));
	assert_int_equal(steps_of(a), steps);
	same_digests(a, b, steps);
	pw_close(a);
	cJSON_Delete(ask(b, "{'verb':'show','view':'address_space','at':%d}", steps));
	pw_close(b);
	cJSON_Delete(story);
	cJSON_Delete(here);
}

/* From a boundary, and from inside an op: then that op is replaced as well. */
static void test_a_what_if(void **state)
{
	struct pw_session *a = open_ops(STORY);
	cJSON *whole = ask(a, "{'verb':'clone'}");
	int boundary = (int)number_inside(whole, "ops[3].first") - 1;

	for (int inside_op = 0; inside_op < 12; inside_op += 11) {
		cJSON *other = ask(a, "{'verb':'clone','at':%d,'ops':[{'op':'read','at':'buf'},"
				   "{'op':'exit'}]}", boundary + inside_op), *step;
		struct pw_session *b = taken(a);

		assert_int_equal(number_inside(other, "step"), boundary);
		assert_int_equal(count_inside(other, "ops"), 5);
		assert_string_equal(string_inside(other, "ops[3].op"), "read");
		assert_int_equal(number_inside(other, "ops[3].first"), boundary + 1);
		same_digests(a, b, boundary);
		step = ask(b, "{'verb':'check','at':%d}", steps_of(b));
		assert_true(cJSON_IsTrue(inside(step, "held")));
		cJSON_Delete(step);
		step = ask(b, "{'verb':'find','dir':1,'event':'do_anonymous_page','at':%d}", boundary);
		assert_false(cJSON_IsNull(inside(step, "found")));
		cJSON_Delete(step);
		cJSON_Delete(other);
		pw_close(b);
	}
	cJSON_Delete(whole);
	pw_close(a);
}

/* A clone of a clone keeps only what the first one kept; from step 0 even the boot is another. */
static void test_clones_of_clones(void **state)
{
	struct pw_session *a = open_ops(STORY), *b, *c;
	cJSON *whole = ask(a, "{'verb':'clone'}"), *story;
	int second = (int)number_inside(whole, "ops[2].first") - 1;

	cJSON_Delete(ask(a, "{'verb':'clone','at':%d,'ops':[{'op':'malloc','bytes':100,'as':'p'}]}",
			 second));
	b = taken(a);
	cJSON_Delete(ask(b, "{'verb':'append','op':{'op':'write','at':'p','value':2}}"));
	story = ask(b, "{'verb':'clone'}");
	c = taken(b);
	assert_int_equal(count_inside(story, "ops"), 4);
	assert_string_equal(string_inside(story, "ops[2].label.en"), "p = malloc(100)");
	assert_string_equal(string_inside(story, "ops[3].op"), "write");
	same_digests(b, c, steps_of(b));
	cJSON_Delete(story);
	story = ask(c, "{'verb':'clone','at':0,'ops':[{'op':'boot'}]}");
	assert_int_equal(number_inside(story, "step"), 0);
	assert_int_equal(count_inside(story, "tasks"), 0);
	cJSON_Delete(story);
	cJSON_Delete(whole);
	pw_close(a);
	pw_close(b);
	pw_close(c);	/* the clone that nobody took goes with it */
}

/* A wrong op is told with its place in the request; nothing is made, nothing moves. */
static void test_refusals(void **state)
{
	struct pw_session *a = open_ops(STORY), *fresh = pw_open(NULL);
	int steps = steps_of(a);
	const cJSON *path;
	cJSON *answer;
	struct pw_response r;

	refusal(fresh, "request", "{'verb':'clone'}");
	refusal(a, "range", "{'verb':'clone','at':%d}", steps + 1);
	refusal(a, "request", "{'verb':'clone','ops':{}}");
	refusal(a, "request", "{'verb':'clone','ops':[1]}");
	refusal(a, "request", "{'verb':'clone','at':0,'ops':[]}");
	refusal(a, "scenario", "{'verb':'clone','at':0,'ops':[{'op':'spawn','as':'A'}]}");
	r = ask_raw(a, "{'verb':'clone','ops':[{'op':'exit'},\n{'op':'read','at':'nowhere'}]}");
	answer = parse_of(r);
	path = inside(answer, "error.path");
	assert_string_equal(path->valuestring, "ops[1].at");
	assert_int_equal(number_inside(answer, "error.line"), 2);
	assert_null(pw_take_clone(a));
	assert_int_equal(steps_of(a), steps);
	cJSON_Delete(answer);
	answer = ask(a, "{'verb':'digest'}");
	assert_int_equal(number_inside(answer, "step"), steps);
	cJSON_Delete(answer);
	pw_close(fresh);
	pw_close(a);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_whole_clone),
		cmocka_unit_test(test_a_what_if),
		cmocka_unit_test(test_clones_of_clones),
		cmocka_unit_test(test_refusals),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
