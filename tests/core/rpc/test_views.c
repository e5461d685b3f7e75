/* Every view, proc and why at sampled steps of the whole course. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "rpc/ask.h"

static const char *const views[] = {
	"step", "calls", "translation", "address_space", "physical", "page", "buddy", "zones",
	"pageblocks", "gfp", "stacks", "boot", "slab", "vmalloc", "mcu", "timeline", "overview",
};
#define NR_VIEWS (sizeof(views) / sizeof(views[0]))
#define SAMPLES 6

static unsigned int drawn(unsigned int *seed, unsigned int below)
{
	*seed = *seed * 1664525 + 1013904223;
	return (*seed >> 8) % below;
}

/* The bytes of an answer, to be freed. */
static char *bytes_of(struct pw_session *s, const char *view, int at)
{
	struct pw_response r = ask_raw(s, "{'verb':'show','view':'%s','at':%d}", view, at);

	assert_true(r.ok && r.is_json);
	return text_of(r);
}

/* A text stands in both languages; nobody shows more than there is. */
static void check_value(const cJSON *value, const char *where)
{
	const cJSON *en = inside(value, "en"), *zh = inside(value, "zh"), *child;
	const cJSON *shown = inside(value, "shown"), *total = inside(value, "total");

	if (cJSON_IsObject(value) && (en || zh)) {
		assert_non_null(en);
		assert_non_null(zh);
		assert_int_equal(cJSON_IsString(en), cJSON_IsString(zh));
		assert_true(cJSON_IsArray(en) ? en->child && zh->child : *en->valuestring != 0);
	}
	if (cJSON_IsNumber(shown) && cJSON_IsNumber(total) && shown->valuedouble > total->valuedouble)
		fail_msg("%s shows %d of %d", where, shown->valueint, total->valueint);
	cJSON_ArrayForEach(child, value)
		check_value(child, where);
}

static void for_each_sample(void (*fn)(struct pw_session *s, int at, unsigned int *seed))
{
	unsigned int seed = 20180814;

	for (unsigned int i = 0; course(i); i++) {
		cJSON *load;
		struct pw_session *s = open_scenario(course(i), &load);
		int steps = (int)number_inside(load, "steps");

		for (int n = 0; n < SAMPLES; n++)
			fn(s, n == 0 ? 0 : n == 1 ? steps : (int)drawn(&seed, (unsigned int)steps), &seed);
		cJSON_Delete(load);
		pw_close(s);
	}
}

static void check_views(struct pw_session *s, int at, unsigned int *seed)
{
	for (size_t v = 0; v < NR_VIEWS; v++) {
		cJSON *answer = ask(s, "{'verb':'show','view':'%s','at':%d}", views[v], at);

		assert_int_equal(number_inside(answer, "step"), at);
		assert_non_null(inside(answer, "%s", strcmp(views[v], "step") ? views[v] : "record"));
		check_value(answer, views[v]);
		cJSON_Delete(answer);
	}
}

static void test_every_view_everywhere(void **state)
{
	for_each_sample(check_views);
}

/* The same bytes whoever asked something else meanwhile, wherever the arena stood. */
static void check_again(struct pw_session *s, int at, unsigned int *seed)
{
	for (size_t v = 0; v < NR_VIEWS; v++) {
		char *first = bytes_of(s, views[v], at), *second, *same;
		int other = (int)drawn(seed, (unsigned int)at + 1);

		same = bytes_of(s, views[v], at);
		free(bytes_of(s, views[drawn(seed, NR_VIEWS)], other));
		if (drawn(seed, 2))
			cJSON_Delete(ask(s, "{'verb':'check','at':%d}", other));
		second = bytes_of(s, views[v], at);
		if (strcmp(first, second) || strcmp(first, same))
			fail_msg("%s of step %d changes:\n%.300s\n%.300s", views[v], at, first, second);
		free(first);
		free(second);
		free(same);
	}
}

static void test_answers_are_repeatable(void **state)
{
	for_each_sample(check_again);
}

/* A second session that has never stood elsewhere gives the same bytes. */
static void test_a_late_answer_is_the_same_answer(void **state)
{
	struct pw_session *a = open_scenario("03-first-touch", NULL);

	cJSON_Delete(ask(a, "{'verb':'seek','to':1500}"));
	for (size_t v = 0; v < NR_VIEWS; v++) {
		struct pw_session *b = open_scenario("03-first-touch", NULL);
		char *late, *fresh = bytes_of(b, views[v], 900);

		cJSON_Delete(ask(a, "{'verb':'show','view':'%s','at':1200}", views[v]));
		late = bytes_of(a, views[v], 900);
		assert_string_equal(late, fresh);
		free(late);
		free(fresh);
		pw_close(b);
	}
	pw_close(a);
}

/* More than is shown: the numbers say so. */
static void test_limits_are_told(void **state)
{
	struct pw_session *s = open_ops("{'op':'boot'},{'op':'spawn','as':'A'},"
		"{'op':'mmap','length':'1M','as':'m'},{'op':'touch','at':'m','length':'1M','stride':'4K'}");
	cJSON *changes = ask(s, "{'verb':'find','dir':1,'at':0,'event':'memmap_init'}"), *answer;
	int at = (int)number_inside(changes, "found");

	answer = ask(s, "{'verb':'show','view':'step','at':%d}", at);
	assert_int_equal(count_inside(answer, "changes"), 64);
	assert_true(number_inside(answer, "changes_total") > 4000);
	cJSON_Delete(answer);
	answer = ask(s, "{'verb':'show','view':'translation','at':%d}", (int)number_inside(changes, "steps"));
	assert_int_equal(count_inside(answer, "translation.tlb.entries"), 8);
	assert_int_equal(number_inside(answer, "translation.tlb.shown"), 8);
	assert_true(number_inside(answer, "translation.tlb.total") > 8);
	cJSON_Delete(answer);
	answer = ask(s, "{'verb':'show','view':'timeline','at':%d,'from':1,'to':%d,'bins':5}",
		     at, at);
	assert_true(count_inside(answer, "timeline.lanes[1].marks") <= 5);
	cJSON_Delete(answer);
	cJSON_Delete(changes);
	pw_close(s);
}

/* A tree in which every call is open, done or to come, and exactly one node is the step's. */
static int count_at(const cJSON *nodes, int at)
{
	const cJSON *node;
	int here = 0;

	cJSON_ArrayForEach(node, nodes) {
		int first = (int)number_inside(node, "first"), last = (int)number_inside(node, "last");
		const char *state = string_inside(node, "state");
		bool call = !strcmp(string_inside(node, "kind"), "call");

		assert_true(first <= last);
		if (at < first)
			assert_string_equal(state, "future");
		else if (at > last)
			assert_string_equal(state, "done");
		else if (call && first != last)
			assert_string_equal(state, "open");
		here += cJSON_IsTrue(inside(node, "at"));
		here += count_at(inside(node, "children"), at);
	}
	return here;
}

static void check_tree(struct pw_session *s, int at, unsigned int *seed)
{
	cJSON *answer = ask(s, "{'verb':'show','view':'calls','at':%d}", at);

	if (at)
		assert_int_equal(count_at(inside(answer, "calls.tree"), at), 1);
	cJSON_Delete(answer);
}

static void test_call_trees(void **state)
{
	for_each_sample(check_tree);
}

/* The chips name every folded view; what is named as changed is a view. */
static void check_overview(struct pw_session *s, int at, unsigned int *seed)
{
	cJSON *answer = ask(s, "{'verb':'show','view':'overview','at':%d}", at);
	const cJSON *name;

	cJSON_ArrayForEach(name, inside(answer, "overview.changed")) {
		bool known = !strcmp(name->valuestring, "proc");

		for (size_t v = 0; v < NR_VIEWS; v++)
			known |= !strcmp(name->valuestring, views[v]);
		assert_true(known);
	}
	assert_int_equal(cJSON_GetArraySize(inside(answer, "overview.chips")), 13);
	cJSON_Delete(answer);
}

static void test_overviews(void **state)
{
	for_each_sample(check_overview);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_view_everywhere),
		cmocka_unit_test(test_answers_are_repeatable),
		cmocka_unit_test(test_a_late_answer_is_the_same_answer),
		cmocka_unit_test(test_limits_are_told),
		cmocka_unit_test(test_call_trees),
		cmocka_unit_test(test_overviews),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
