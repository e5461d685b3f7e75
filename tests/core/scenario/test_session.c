/*
 * A session: expectations at their step, questions, notes, program lines; undo and redo of whole
 * scenarios; and that nothing is left of what was refused.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "scenario/story.h"

/* One scenario with nearly every op in it. */
static const char everything[] =
	"{'op':'malloc','bytes':'64K','as':'buf'},{'op':'write','at':'buf+0x10','value':7},"
	"{'op':'read','at':'buf+0x10','as':'seven','expect':{'seven':7}},"
	"{'op':'malloc','bytes':'1M','as':'big'},{'op':'touch','at':'big','length':'256K'},"
	"{'op':'mmap','length':'64K','as':'map'},{'op':'read','at':'map'},"
	"{'op':'write','at':'map','bytes':2,'value':'0xffff'},"
	"{'op':'mprotect','addr':'map','length':'8K','prot':'r'},"
	"{'op':'munmap','addr':'map+32K','length':'16K'},"
	"{'op':'spawn','as':'B'},{'op':'malloc','bytes':100,'as':'b2'},{'op':'write','at':'b2'},"
	"{'op':'write','at':'buf','task':'A','value':8},{'op':'switch','to':'B'},"
	"{'op':'alloc_pages','order':5,'as':'p'},{'op':'random_alloc','count':150,'max_order':5},"
	"{'op':'sysctl','name':'vm.min_free_kbytes','value':'4K'},{'op':'free_pages','pages':'p'},"
	"{'op':'random_free'},{'op':'free','ptr':'big','task':'A'},{'op':'exit','task':'B'},"
	"{'op':'brk','addr':0,'as':'end','task':'A'},{'op':'brk','addr':'end+128K'},"
	"{'op':'write','at':'0x8000000000000000'},{'op':'note'}";

static void test_undo_all_redo_all(void **state)
{
	struct story story = run_after_boot(everything);

	assert_sound(&story);
	assert_reversible(&story);
	story_close(&story);
}

/* The same with a history so short that every way back is a checkpoint and a re-run. */
static void test_undo_with_a_short_history(void **state)
{
	char *ops = malloc(sizeof(everything) + 100), *text;
	struct story story = { 0 };
	struct pw_error e = { 0 };

	sprintf(ops, "{'op':'boot'},{'op':'spawn','as':'A'},%s", everything);
	text = scenario_text(RAM_128M, ops);
	assert_int_equal(story_load(&story, text, strlen(text),
				    &(struct session_limits){ .history_bytes = 1 }, &e), 0);
	assert_reversible(&story);
	story_close(&story);
	free(text);
	free(ops);
}

/* Two runs of one file are one machine: step for step the same digests. */
static void test_runs_are_equal(void **state)
{
	struct story a = run_after_boot(everything), b = run_after_boot(everything);
	u64 steps = history_steps(a.history);

	assert_int_equal(history_steps(b.history), steps);
	for (u64 step = 0; step <= steps; step += 97) {
		history_seek(a.history, step);
		history_seek(b.history, step);
		assert_int_equal(history_digest(a.history), history_digest(b.history));
	}
	story_close(&a);
	story_close(&b);
}

static void test_expectations_are_counted(void **state)
{
	struct story story = run_after_boot(
		"{'op':'malloc','bytes':64,'as':'buf','expect':{'ret':'> 0','task.A.pid':32,'err':'0'}},"
		"{'op':'note','expect':{'word(buf)':5,'page[0xffffffff].flags':0}}");
	const struct op *op = last_op(&story);

	assert_int_equal(story.expects_passed, 2);
	assert_int_equal(story.expects_failed, 3);
	assert_true((op - 1)->expects[0].held);
	assert_false((op - 1)->expects[1].held);
	assert_string_equal((op - 1)->expects[1].got, "31");
	assert_string_equal((op - 1)->expects[1].path, "task.A.pid");
	assert_int_equal((op - 1)->expects[1].place.line, 1);
	assert_string_equal(op->expects[0].got, "0");
	assert_string_equal(op->expects[1].got, "none");
	story_close(&story);
}

/* An expectation speaks of the machine right after its op, whatever comes later. */
static void test_expectations_at_their_step(void **state)
{
	struct story story = run_after_boot(
		"{'op':'malloc','bytes':'64K','as':'buf','expect':{'present(buf+4K)':false}},"
		"{'op':'write','at':'buf+4K','value':1,'expect':{'word(buf+4K)':1}},"
		"{'op':'write','at':'buf+4K','value':2,'expect':{'word(buf+4K)':2}}");

	assert_int_equal(story.expects_passed, 3);
	assert_int_equal(story.expects_failed, 0);
	story_close(&story);
}

static void test_ask(void **state)
{
	struct story story = run_after_boot(
		"{'op':'alloc_pages','order':3,'as':'p','ask':{'question':{'en':'How many?','zh':'多少？'},"
		"'answer':'page[p]._refcount','choices':['0','1','2']}},"
		"{'op':'free_pages','pages':'p'}");
	const struct ask *ask = (last_op(&story) - 1)->ask;

	assert_string_equal(ask->question.text[1], "多少？");
	assert_string_equal(ask->got, "1");
	assert_int_equal(ask->nr_choices, 3);
	assert_string_equal(ask->choices[2], "2");
	assert_null(last_op(&story)->ask);
	story_close(&story);
}

static void test_texts_and_lines(void **state)
{
	char text[] =
		"{\"format\":1,\"title\":{\"en\":\"T\",\"zh\":\"题\"},\"prose\":{\"en\":\"P\",\"zh\":\"文\"},"
		"\"start\":2,\"machine\":{\"arch\":\"x86_64\",\"ram\":\"64M\"},"
		"\"program\":{\"lang\":\"c\",\"source\":[\"int main()\",\"{ p = malloc(8); }\"]},"
		"\"ops\":[{\"op\":\"boot\"},{\"op\":\"spawn\",\"as\":\"A\"},{\"op\":\"malloc\",\"bytes\":8,"
		"\"line\":2,\"focus\":\"address_space\",\"layout\":\"fault\",\"label\":{\"en\":\"L\",\"zh\":\"签\"},"
		"\"note\":{\"en\":\"N\",\"zh\":\"注\"},\"look\":{\"en\":\"K\",\"zh\":\"看\"}}]}";
	struct story story = { 0 };
	struct pw_error e = { 0 };
	const struct op *op;

	assert_int_equal(story_load(&story, text, strlen(text), &(struct session_limits){ 0 }, &e), 0);
	op = last_op(&story);
	assert_string_equal(story.scenario->title.text[0], "T");
	assert_string_equal(story.scenario->prose.text[1], "文");
	assert_string_equal(story.scenario->program, "int main()\n{ p = malloc(8); }");
	assert_int_equal(story.start_step, op->first_step);
	assert_int_equal(op->line, 2);
	assert_string_equal(op->focus, "address_space");
	assert_string_equal(op->layout, "fault");
	assert_string_equal(op->label.text[0], "L");
	assert_string_equal(op->note.text[1], "注");
	assert_string_equal(op->look.text[0], "K");
	story_close(&story);
}

#define BOOT_FROM(call) \
	"{\"format\":1,\"title\":{\"en\":\"T\",\"zh\":\"题\"},\"start\":0,\"start_call\":\"" call "\"," \
	"\"machine\":{\"arch\":\"x86_64\",\"ram\":\"64M\"},\"ops\":[{\"op\":\"boot\"},{\"op\":\"note\"}]}"

/* A story may begin in the middle of an op: the next step is the call; the machine stands at the end. */
static void test_a_start_inside_an_op(void **state)
{
	static const char text[] = BOOT_FROM("mem_init"), bad[] = BOOT_FROM("do_brk_flags");
	struct story story = { 0 };
	struct pw_error e = { 0 };
	const struct recording *rec;

	assert_int_equal(story_load(&story, text, strlen(text), &(struct session_limits){ 0 }, &e), 0);
	assert_int_equal(story_op_at(&story, story.start_step), 0);
	assert_int_equal(sys(story.m)->booted, 3);
	rec = history_record(story.history, story.start_step + 1);
	assert_int_equal(rec->events[story.start_step - rec->first_step].id, EV_mem_init);
	story_close(&story);
	e = refuse_bytes(bad, strlen(bad));
	assert_error(&e, "start_call", "ops[0] does not call do_brk_flags");
}

/* Without "start" the boot is the prelude, unless nothing follows it. */
static void test_where_the_story_begins(void **state)
{
	struct story boot = run_scenario(RAM_128M, "{'op':'boot'}");
	struct story more = run_scenario(RAM_128M, "{'op':'boot'},{'op':'note'}");

	assert_int_equal(boot.start_step, 0);
	assert_int_equal(more.start_step, more.scenario->ops[1].first_step);
	assert_int_equal(story_op_at(&more, 0), 0);
	assert_int_equal(story_op_at(&more, more.start_step), 0);
	assert_int_equal(story_op_at(&more, more.start_step + 1), 1);
	story_close(&boot);
	story_close(&more);
}

static void test_append(void **state)
{
	struct story story = run_after_boot("{'op':'malloc','bytes':64,'as':'buf'}");
	struct pw_error e;

	append_op(&story, "{'op':'write','at':'buf','value':3,'expect':{'word(buf)':3}}");
	e = refuse_append(&story, "{'op':'write','at':'buffer'}");
	assert_error(&e, "at", "names a result \"buffer\"");
	e = refuse_append(&story, "{'op':'write','at':'buf'");
	assert_error(&e, "", "the text ends where ',' or '}'");
	e = refuse_append(&story, "[]");
	assert_error(&e, "", "an object expected");
	e = refuse_append(&story, "{'op':'malloc','bytes':1,'as':'more','expect':{'moon':1}}");
	assert_error(&e, "expect.moon", "\"moon\" is no table");
	append_op(&story, "{'op':'malloc','bytes':1,'as':'more'}");
	append_op(&story, "{'op':'free','ptr':'more','expect':{'ret':0}}");
	assert_sound(&story);
	assert_reversible(&story);
	story_close(&story);
}

/* While the cursor stands in the past, an op still joins at the end. */
static void test_append_from_the_past(void **state)
{
	struct story story = run_after_boot("{'op':'malloc','bytes':64,'as':'buf'}");
	u64 end = history_steps(story.history);

	history_seek(story.history, end / 2);
	append_op(&story, "{'op':'write','at':'buf','value':3,'expect':{'word(buf)':3}}");
	assert_int_equal(last_op(&story)->first_step, end);
	assert_sound(&story);
	story_close(&story);
}

/* A table that is full: the op is taken back whole, and the session goes on. */
static void test_a_full_table(void **state)
{
	struct story story = run_after_boot("");
	struct pw_error e = { 0 };
	int full = 0;

	history_watch_rogue_stores(story.history, false);
	for (u32 i = 0; i < 300 && !full; i++) {
		static const char op[] = "{\"op\":\"spawn\",\"comm\":\"x\"}";

		full = story_append(&story, op, strlen(op), &e);
	}
	assert_int_equal(full, -1);
	assert_int_equal(e.kind, ERROR_LIMIT);
	assert_non_null(strstr(e.message[0], "the op spawn needs more"));
	history_seek(story.history, history_steps(story.history) / 2);
	append_op(&story, "{'op':'malloc','bytes':64,'as':'buf','expect':{'ret':'> 0'}}");
	append_op(&story, "{'op':'exit'}");
	assert_sound(&story);
	story_close(&story);
}

/* 262,144 first touches, and the way back to any of them. */
static void test_touch_1_gib(void **state)
{
	struct story story = run_scenario("'arch':'x86_64','ram':'2G'",
		"{'op':'boot'},{'op':'spawn','as':'A'},{'op':'mmap','length':'1G','as':'m'},"
		"{'op':'touch','at':'m','length':'1G','expect':{'task.A.mm.rss_stat[1]':'> 262000',"
		"'present(m+1023M)':true}},{'op':'munmap','addr':'m','length':'1G'}");
	u64 middle = story.scenario->ops[3].first_step + story.scenario->ops[3].steps / 2, digest;

	history_watch_rogue_stores(story.history, false);
	assert_sound(&story);
	history_seek(story.history, middle);
	digest = history_digest(story.history);
	history_seek(story.history, 0);
	history_seek(story.history, middle);
	assert_int_equal(history_digest(story.history), digest);
	story_close(&story);
}

/* A file that fails leaves the story that was loaded before it. */
static void test_a_refused_file_changes_nothing(void **state)
{
	static const char *const bad[] = {
		"", "{", "[]", "{\"format\":1}", "\xff", "{\"format\":1,\"ops\":[{\"op\":\"nothing\"}]}",
	};
	struct story story = run_after_boot("{'op':'malloc','bytes':64,'as':'buf'}");
	const struct scenario *before = story.scenario;
	u64 digest = history_digest(story.history);

	for (u32 i = 0; i < ARRAY_SIZE(bad); i++) {
		struct pw_error e = { 0 };

		assert_int_equal(story_load(&story, bad[i], strlen(bad[i]), &(struct session_limits){ 0 },
					    &e), -1);
		assert_ptr_equal(story.scenario, before);
		assert_int_equal(history_digest(story.history), digest);
	}
	append_op(&story, "{'op':'write','at':'buf','expect':{'ret':0}}");
	assert_reversible(&story);
	story_close(&story);
}

/* 20,000 ops are the most that a file may have; they run, too. */
static void test_20000_ops(void **state)
{
	char *ops = malloc(20000 * 14 + 30), *p = ops + sprintf(ops, "{'op':'boot'}"), *text;
	struct story story = { 0 };
	struct pw_error e = { 0 };

	for (u32 i = 1; i < 20000; i++)
		p += sprintf(p, ",{'op':'note'}");
	text = scenario_text(RAM_128M, ops);
	assert_int_equal(story_load(&story, text, strlen(text), &(struct session_limits){ 0 }, &e), 0);
	assert_int_equal(story.scenario->nr_ops, 20000);
	e = refuse_append(&story, "{'op':'note'}");
	assert_error(&e, "", "more than 20000 ops");
	story_close(&story);
	free(text);
	free(ops);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_undo_all_redo_all),
		cmocka_unit_test(test_undo_with_a_short_history),
		cmocka_unit_test(test_runs_are_equal),
		cmocka_unit_test(test_expectations_are_counted),
		cmocka_unit_test(test_expectations_at_their_step),
		cmocka_unit_test(test_ask),
		cmocka_unit_test(test_texts_and_lines),
		cmocka_unit_test(test_where_the_story_begins),
		cmocka_unit_test(test_a_start_inside_an_op),
		cmocka_unit_test(test_append),
		cmocka_unit_test(test_append_from_the_past),
		cmocka_unit_test(test_a_full_table),
		cmocka_unit_test(test_touch_1_gib),
		cmocka_unit_test(test_a_refused_file_changes_nothing),
		cmocka_unit_test(test_20000_ops),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
