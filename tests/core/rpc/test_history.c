/* history and find, held against a walk that looks at every step. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "rpc/ask.h"

#define STORY "{'op':'boot'},{'op':'spawn','as':'A'},{'op':'mmap','length':'64K','as':'buf'}," \
	"{'op':'write','at':'buf+8','value':42},{'op':'write','at':'buf+8','value':43}," \
	"{'op':'write','at':'buf+16','value':44},{'op':'munmap','addr':'buf','length':'64K'}"

struct story {
	struct pw_session *s;
	cJSON *load;
	int steps;
};

static struct story open_story(const char *ops)
{
	struct story t = { .s = open_ops(ops) };

	t.load = ask(t.s, "{'verb':'clone'}");
	t.steps = (int)number_inside(t.load, "steps");
	return t;
}

static void close_story(struct story t)
{
	cJSON_Delete(t.load);
	pw_close(t.s);
}

/* The step before op i. */
static int before_op(struct story t, int i)
{
	return inside(t.load, "ops[%d].first", i)->valueint - 1;
}

static int step_or_0(const cJSON *answer, const char *name)
{
	const cJSON *value = inside(answer, "%s", name);

	assert_true(cJSON_IsNumber(value) || cJSON_IsNull(value));
	return cJSON_IsNumber(value) ? value->valueint : 0;
}

static int frame_of(struct story t, int at, const char *va)
{
	cJSON *view = ask(t.s, "{'verb':'show','view':'translation','va':'%s','at':%d}", va, at);
	int pfn = (int)number_inside(view, "translation.result.pfn");

	cJSON_Delete(view);
	return pfn;
}

/* The word at offset 8 of the frame, and its reference count. */
static long look(struct story t, int pfn, int at, bool word)
{
	cJSON *view = ask(t.s, "{'verb':'show','view':'page','pfn':%d,'at':%d}", pfn, at);
	const cJSON *one;
	long value = 0;

	if (!word)
		value = (long)number_inside(view, "page._refcount");
	cJSON_ArrayForEach(one, inside(view, "page.words"))
		if (word && number_inside(one, "offset") == 8)
			value = (long)hex_inside(one, "value");
	cJSON_Delete(view);
	return value;
}

/* last and next at each step of [from, to], against the values that the page view shows. */
static void walk(struct story t, int pfn, int from, int to, bool word)
{
	char what[80];
	int last = 0, writes = 0, *next = calloc((size_t)t.steps + 2, sizeof(*next));
	long value = 0, before;

	if (word)
		snprintf(what, sizeof(what), "'object':'pa:0x%x'", pfn << 12 | 8);
	else
		snprintf(what, sizeof(what), "'object':'page:%d','field':'_refcount'", pfn);
	for (int at = from; at <= to; at++) {
		cJSON *answer = ask(t.s, "{'verb':'history',%s,'at':%d}", what, at);
		bool written;

		before = value;
		value = look(t, pfn, at, word);
		written = at > from && value != before;

		last = written ? at : last;
		writes += written;
		if (last)
			assert_int_equal(step_or_0(answer, "last"), last);
		assert_true(step_or_0(answer, "last") <= at);
		next[at] = step_or_0(answer, "next");
		assert_true(!next[at] || next[at] > at);
		if (written)
			assert_int_equal(next[at - 1], at);
		else if (at > from)
			assert_int_equal(next[at - 1], next[at]);
		cJSON_Delete(answer);
	}
	assert_true(writes >= 2);
	free(next);
}

static void test_the_writer_of_a_word(void **state)
{
	struct story t = open_story(STORY);
	int at = before_op(t, 6);

	walk(t, frame_of(t, at, string_inside(t.load, "ops[2].ret")), before_op(t, 3), t.steps, true);
	close_story(t);
}

static void test_the_writer_of_a_field(void **state)
{
	struct story t = open_story(STORY);
	int pfn = frame_of(t, before_op(t, 6), string_inside(t.load, "ops[2].ret"));

	walk(t, pfn, before_op(t, 3), t.steps, false);
	close_story(t);
}

/* The list is the chain of `last`, and each entry's old value is the next one's new value. */
static void test_the_list_is_a_chain(void **state)
{
	struct story t = open_story(STORY);
	int pfn = frame_of(t, before_op(t, 6), string_inside(t.load, "ops[2].ret")), nr;
	cJSON *all = ask(t.s, "{'verb':'history','object':'pa:0x%x','at':%d}", pfn << 12 | 8, t.steps);
	cJSON *one;
	int at = t.steps;

	nr = count_inside(all, "list");
	assert_int_equal(nr, 3);	/* 42, 43, and gone with the page */
	assert_int_equal(number_inside(all, "shown"), nr);
	assert_true(cJSON_IsFalse(inside(all, "more")));
	for (int i = 0; i < nr; i++) {
		const cJSON *entry = inside(all, "list[%d]", i);

		one = ask(t.s, "{'verb':'history','object':'pa:0x%x','at':%d,'limit':1}", pfn << 12 | 8, at);
		assert_int_equal(number_inside(one, "last"), number_inside(entry, "step"));
		assert_int_equal(count_inside(one, "list"), 1);
		assert_int_equal(cJSON_IsTrue(inside(one, "more")), i + 1 < nr);
		at = (int)number_inside(entry, "step") - 1;
		if (i + 1 < nr)
			assert_string_equal(string_inside(entry, "changes[0].old"),
					    string_inside(inside(all, "list[%d]", i + 1), "changes[0].new"));
		assert_true(count_inside(entry, "text.zh") > 0);
		cJSON_Delete(one);
	}
	assert_string_equal(string_inside(all, "list[1].changes[0].new"), "0x2b");
	assert_string_equal(string_inside(all, "list[2].changes[0].old"), "0x0");
	cJSON_Delete(all);
	close_story(t);
}

/* B gets the slot that A's task_struct had: what A did there is not B's history. */
static void test_a_history_ends_at_birth(void **state)
{
	struct story t = open_story("{'op':'boot'},{'op':'spawn','as':'A'},{'op':'malloc','bytes':100,'as':'p'},"
				    "{'op':'free','ptr':'p'},{'op':'exit'},{'op':'spawn','as':'B'}");
	cJSON *all = ask(t.s, "{'verb':'history','object':'task:B','at':%d,'limit':200}", t.steps);
	int nr = count_inside(all, "list");

	assert_true(nr > 1);
	for (int i = 0; i < nr; i++)
		assert_true(inside(all, "list[%d].step", i)->valueint > before_op(t, 5));
	refusal(t.s, "request", "{'verb':'history','object':'task:B','at':%d}", before_op(t, 5));
	cJSON_Delete(all);
	close_story(t);
}

static int find(struct story t, int at, int dir, const char *what)
{
	cJSON *answer = ask(t.s, "{'verb':'find','at':%d,'dir':%d,%s}", at, dir, what);
	int found = step_or_0(answer, "found");

	assert_int_equal(number_inside(answer, "step"), at);
	cJSON_Delete(answer);
	return found;
}

static bool is_there(struct story t, int at, const char *field, const char *value)
{
	cJSON *view = ask(t.s, "{'verb':'show','view':'step','at':%d}", at);
	const cJSON *is = inside(view, "record.%s", field);
	bool there = cJSON_IsNumber(is) ? is->valueint <= atoi(value) :
		     cJSON_IsString(is) && !strcmp(is->valuestring, value);

	cJSON_Delete(view);
	return there;
}

/* From every place, in both directions: the nearest one, and none is passed over. */
static void find_each(struct story t, const char *field, const char *value, int from, int to)
{
	int before = 0, promised = 0;
	char what[80];

	snprintf(what, sizeof(what), strcmp(field, "grain") ? "'%s':'%s'" : "'%s':%s", field, value);
	for (int at = from; at < to; at++) {
		bool here = is_there(t, at, field, value);
		int found = find(t, at, 1, what);

		assert_true(!found || found > at);
		if (promised)
			assert_int_equal(here ? at : found, promised);
		if (before)
			assert_int_equal(find(t, at, -1, what), before);
		promised = found;
		before = here ? at : before;
	}
	assert_true(before > 0);
}

static void test_find_by_what_a_step_is(void **state)
{
	struct story t = open_story(STORY);
	int from = before_op(t, 3), to = before_op(t, 4);

	find_each(t, "event", "page_fault_exception", from, to);
	find_each(t, "kind", "decision", from, to);
	find_each(t, "grain", "1", from, to);
	assert_int_equal(find(t, t.steps, 1, "'kind':'hw'"), 0);
	assert_int_equal(find(t, 1, -1, "'kind':'op'"), 0);
	assert_int_equal(find(t, 0, 1, "'kind':'op'"), 1);
	close_story(t);
}

/* `expr`: where it becomes true, seen from both sides. */
static void test_find_where_something_becomes_true(void **state)
{
	struct story t = open_story(STORY);
	int from = before_op(t, 3), born, full;
	char object[60];

	born = find(t, 0, 1, "'expr':'task.A.pid > 0'");
	assert_true(born > before_op(t, 1) && born <= before_op(t, 2));
	assert_int_equal(find(t, t.steps, -1, "'expr':'task.A.pid > 0'"), born);
	full = find(t, from, 1, "'expr':'present(buf) == 1'");
	assert_true(full > from && full <= before_op(t, 4));
	assert_int_equal(find(t, before_op(t, 5), -1, "'expr':'present(buf) == 1'"), full);
	assert_int_equal(find(t, full, 1, "'expr':'present(buf) == 1'"), 0);
	assert_true(find(t, full, 1, "'expr':'present(buf) == 0'") > before_op(t, 6));
	snprintf(object, sizeof(object), "'object':'page:%d','field':'_refcount'",
		 frame_of(t, before_op(t, 6), string_inside(t.load, "ops[2].ret")));
	born = find(t, from, 1, object);
	assert_int_equal(find(t, find(t, born, 1, object), -1, object), born);
	close_story(t);
}

static void test_refusals(void **state)
{
	static const char *const wrong[] = {
		"'verb':'history'", "'verb':'history','object':7", "'verb':'history','object':'nothing'",
		"'verb':'history','object':'page:99999999'", "'verb':'history','object':'pa:'",
		"'verb':'history','object':'pa:0xffffffffffffffff'", "'verb':'history','object':'pa:-8'",
		"'verb':'history','object':'pa:0x1000','field':'x'",
		"'verb':'history','object':'page:1','field':'nope'",
		"'verb':'history','object':'page:1','limit':0",
		"'verb':'history','object':'page:1','limit':201",
		"'verb':'history','object':'task:Z'", "'verb':'history','object':'zone:None'",
		"'verb':'find'", "'verb':'find','dir':0,'kind':'op'", "'verb':'find','dir':2,'kind':'op'",
		"'verb':'find','dir':'1','kind':'op'", "'verb':'find','grain':3", "'verb':'find','grain':'1'",
		"'verb':'find','event':1", "'verb':'find','event':'nope'",
		"'verb':'find','kind':'nope'", "'verb':'find','expr':'task.'", "'verb':'find','expr':'1 +'",
		"'verb':'find','expr':'zone.DMA32.nope'", "'verb':'find','object':'nothing'",
	};
	struct story t = open_story("{'op':'boot'}");

	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++)
		refusal(t.s, "request", "{%s}", wrong[i]);
	close_story(t);
}

/* A text is one value: the whole name is told, not each letter of it. */
static void test_a_name_changes_as_a_whole(void **state)
{
	struct story t = open_story("{'op':'boot'},{'op':'spawn','as':'A','comm':'editor'}");
	cJSON *all = ask(t.s, "{'verb':'history','object':'task:A','field':'comm','at':%d}", t.steps), *step;
	int at = (int)number_inside(all, "list[0].step"), told = 0;

	assert_int_equal(count_inside(all, "list[0].changes"), 1);
	assert_string_equal(string_inside(all, "list[0].changes[0].new"), "editor");
	step = ask(t.s, "{'verb':'show','view':'step','at':%d}", at);
	for (int i = 0; i < count_inside(step, "changes"); i++) {
		const cJSON *change = inside(step, "changes[%d]", i);

		if (strcmp(string_inside(change, "field"), "comm") != 0)
			continue;
		told++;
		assert_string_equal(string_inside(change, "old"), string_inside(all, "list[0].changes[0].old"));
		assert_string_equal(string_inside(change, "new"), "editor");
	}
	assert_int_equal(told, 1);
	cJSON_Delete(all);
	cJSON_Delete(step);
	close_story(t);
}

/* What is told as a change has changed, the pointers of lists and trees as well. */
static void test_a_change_is_one(void **state)
{
	struct story t = open_story(STORY);
	int links = 0;

	for (int at = before_op(t, 1); at < t.steps; at += 3) {
		cJSON *step = ask(t.s, "{'verb':'show','view':'step','at':%d}", at);

		for (int i = 0; i < count_inside(step, "changes"); i++) {
			const cJSON *change = inside(step, "changes[%d]", i);
			const char *dot = strrchr(string_inside(change, "field"), '.');

			links += dot != NULL;
			if (!strcmp(string_inside(change, "old"), string_inside(change, "new")))
				fail_msg("step %d: %s of %s is %s as before", at, string_inside(change, "field"),
					 string_inside(change, "object"), string_inside(change, "old"));
		}
		cJSON_Delete(step);
	}
	assert_true(links > 10);
	close_story(t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_writer_of_a_word),
		cmocka_unit_test(test_the_writer_of_a_field),
		cmocka_unit_test(test_the_list_is_a_chain),
		cmocka_unit_test(test_a_history_ends_at_birth),
		cmocka_unit_test(test_find_by_what_a_step_is),
		cmocka_unit_test(test_find_where_something_becomes_true),
		cmocka_unit_test(test_a_name_changes_as_a_whole),
		cmocka_unit_test(test_a_change_is_one),
		cmocka_unit_test(test_refusals),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
