/*
 * The file's frame and the keys of every op: types, limits, unknown and duplicate keys, names, the
 * order of ops.  Each mistake is told once, at its place, with its rule.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "scenario/story.h"

struct refusal {
	const char *text, *path, *part;
};

#define TITLE "'title':{'en':'t','zh':'标题'}"
#define MACHINE "'machine':{" RAM_128M "}"
#define FRAME(rest) "{'format':1," TITLE "," MACHINE "," rest "}"
#define BOOT "'ops':[{'op':'boot'}]"

static void test_frame(void **state)
{
	static const struct refusal list[] = {
		{ "[]", "", "an object expected, but this is a list" },
		{ "true", "", "an object expected, but this is true or false" },
		{ "{}", "", "the key \"format\" is missing" },
		{ "{'format':2}", "format", "2 is out of range: 1 to 1" },
		{ "{'format':'1x'}", "format", "not a number such as" },
		{ "{'format':1}", "", "the key \"title\" is missing" },
		{ "{'format':1,'title':'t'}", "title", "an object expected, but this is a string" },
		{ "{'format':1,'title':{'en':'t'}}", "title", "the key \"zh\" is missing" },
		{ "{'format':1,'title':{'en':'t','zh':1}}", "title.zh", "a string expected" },
		{ "{'format':1,'titel':1}", "", "unknown key \"titel\"; known here: format, title" },
		{ "{'format':1,'format':1}", "", "the key \"format\" stands here twice" },
		{ "{'format':1," TITLE "}", "", "the key \"machine\" is missing" },
		{ "{'format':1," TITLE "," MACHINE "}", "", "the key \"ops\" is missing" },
		{ FRAME("'ops':{}"), "ops", "a list expected, but this is an object" },
		{ FRAME("'ops':[]"), "ops", "no ops: nothing would happen" },
		{ FRAME("'ops':[1]"), "ops[0]", "an object expected, but this is a number" },
		{ FRAME(BOOT ",'start':1"), "", "\"start\" is 1, but there are 1 ops" },
		{ FRAME(BOOT ",'start':20001"), "start", "out of range: 0 to 20000" },
		{ FRAME("'prose':1," BOOT), "prose", "an object expected" },
		{ FRAME("'basis':'guess'," BOOT), "basis", "not one of: recorded, source, teaching" },
		{ FRAME("'basis':1," BOOT), "basis", "a string expected" },
		{ FRAME(BOOT ",'start_call':'malloc'"), "start_call", "tells of no kernel function" },
		{ FRAME(BOOT ",'start_call':7"), "start_call", "a string expected" },
		{ FRAME("'program':{'lang':'c'}," BOOT), "program", "the key \"source\" is missing" },
		{ FRAME("'program':{'lang':'rust','source':[]}," BOOT), "program.lang", "not one of: c" },
		{ FRAME("'program':{'lang':'c','source':[1]}," BOOT), "program.source[0]", "a string" },
		{ FRAME(BOOT ",'program':{'lang':'c','source':['x']},'z':1"), "", "unknown key \"z\"" },
	};

	for (u32 i = 0; i < ARRAY_SIZE(list); i++) {
		struct pw_error e = refuse_text(list[i].text);

		assert_error(&e, list[i].path, list[i].part);
	}
}

static void test_line_and_column(void **state)
{
	struct pw_error e = refuse_text("{'format': 1,\n " TITLE ",\n " MACHINE ",\n 'ops': [\n"
					"  {'op': 'boot'},\n  {'op': 'spawn', 'as': 'A'},\n"
					"  {'op': 'malloc', 'as': '中', 'bytes': 1}]}");

	assert_error(&e, "ops[2].as", "\"中\" is no name: a letter, then letters, digits or _");
	assert_int_equal(e.place.line, 7);
	assert_int_equal(e.place.column, 26);
	e = refuse_text("{'format': 1,\n " TITLE ",\n " MACHINE ",\n 'ops': [\n"
			"  {'op': 'boot',\n   'op': 'boot'}]}");
	assert_error(&e, "ops[0]", "the key \"op\" stands here twice");
	assert_int_equal(e.place.line, 6);
	assert_int_equal(e.place.column, 4);
}

/* Long paths and long words are cut, whole characters at a time. */
static void test_long_words(void **state)
{
	char text[4000] = "{'format':1,'", *p = text + strlen(text);
	struct pw_error e;

	for (u32 i = 0; i < 1000; i++)
		p += sprintf(p, "中");
	strcpy(p, "':1}");
	e = refuse_text(text);
	assert_non_null(strstr(e.message[0], "中...\"; known here"));
	assert_true(strlen(e.message[0]) < 400);
}

#define A_BLOCK "{'op':'malloc','bytes':64,'as':'buf'},"

static void test_keys_of_every_op(void **state)
{
	static const struct refusal list[] = {
		{ "{}", "ops[2]", "the key \"op\" is missing" },
		{ "{'op':1}", "ops[2].op", "a string expected" },
		{ "{'op':'bot'}", "ops[2].op", "there is no op \"bot\"; `pagewalk schema` lists them" },
		{ "{'op':'note','x':1}", "ops[2]", "unknown key \"x\"; known here: op, as, task, label" },
		{ "{'op':'free','ptr':0,'ptr':0}", "ops[2]", "the key \"ptr\" stands here twice" },
		{ "{'op':'free'}", "ops[2]", "the key \"ptr\" is missing" },
		{ "{'op':'note','as':'x'}", "ops[2].as", "the op note has no result to name" },
		{ "{'op':'malloc','bytes':1,'as':'A'}", "ops[2].as", "\"A\" is already the name of ops[1]" },
		{ "{'op':'malloc','bytes':1,'as':'1a'}", "ops[2].as", "\"1a\" is no name" },
		{ "{'op':'malloc','bytes':1,'as':''}", "ops[2].as", "\"\" is no name" },
		{ "{'op':'malloc','bytes':1,'as':'abcdefghijklmnopqrstuvwxyz0123456'}", "ops[2].as",
		  "at most 31" },
		{ "{'op':'note','task':'A'}", "ops[2].task", "the op note does not run in a task" },
		{ "{'op':'malloc','bytes':1,'task':'B'}", "ops[2].task", "no op before this one names" },
		{ A_BLOCK "{'op':'malloc','bytes':1,'task':'buf'}", "ops[3].task",
		  "\"buf\" is a malloc block, but a task is needed here" },
		{ "{'op':'note','note':'hello'}", "ops[2].note", "an object expected" },
		{ "{'op':'note','note':{'en':'hello'}}", "ops[2].note", "the key \"zh\" is missing" },
		{ "{'op':'note','label':{'zh':'x'}}", "ops[2].label", "the key \"en\" is missing" },
		{ "{'op':'note','look':[]}", "ops[2].look", "an object expected, but this is a list" },
		{ "{'op':'note','focus':'moon'}", "ops[2].focus", "\"moon\" is not one of: calls, why" },
		{ "{'op':'note','focus':'moon:x'}", "ops[2].focus", "\"moon:x\" is not one of: calls, why" },
		{ "{'op':'note','focus':'physical:x'}", "ops[2].focus",
		  "the view physical has no choice; of these one thing can be named: proc, buddy" },
		{ "{'op':'note','focus':'proc:meminf'}", "ops[2].focus",
		  "the view proc has no file \"meminf\"; there are: buddyinfo" },
		{ "{'op':'note','focus':'proc:'}", "ops[2].focus", "the view proc has no file \"\"" },
		{ "{'op':'note','focus':'proc:B/maps'}", "ops[2].focus", "the view proc has no file \"B/maps\"" },
		{ "{'op':'note','focus':'proc:A/map'}", "ops[2].focus", "the view proc has no file \"A/map\"" },
		{ "{'op':'note','focus':'buddy:Norm'}", "ops[2].focus", "no zone is called \"Norm\"" },
		{ "{'op':'note','focus':'pageblocks:'}", "ops[2].focus", "no zone is called \"\"" },
		{ "{'op':'note','focus':'slab:abcdefghijklmnopqrstuvwx'}", "ops[2].focus", "at most 23 bytes" },
		{ "{'op':'note','focus':'gfp:GFP_KERNEL|X'}", "ops[2].focus",
		  "\"GFP_KERNEL|X\" is no mask of names in gfp.h" },
		{ "{'op':'note','layout':'x'}", "ops[2].layout", "\"x\" is not one of: fault, buddy" },
		{ "{'op':'note','line':1}", "ops[2].line", "a line of which program?" },
		{ "{'op':'note','expect':[]}", "ops[2].expect", "an object expected" },
		{ "{'op':'note','expect':{'ret':null}}", "ops[2].expect.ret", "a whole number, true" },
		{ "{'op':'note','expect':{'ret':1.5}}", "ops[2].expect.ret", "a whole number, true" },
		{ "{'op':'note','expect':{'ret':0,'ret':0}}", "ops[2].expect.ret", "stands here twice" },
		{ "{'op':'note','expect':{'moon':0}}", "ops[2].expect.moon", "\"moon\" is no table" },
		{ "{'op':'note','ask':{'answer':'ret'}}", "ops[2].ask", "the key \"question\" is missing" },
		{ "{'op':'note','ask':{'question':{'en':'q','zh':'问'},'answer':'moon'}}",
		  "ops[2].ask.answer", "\"moon\" is no table" },
		{ "{'op':'note','ask':{'question':{'en':'q','zh':'问'},'answer':'ret','choices':"
		  "['1','2','3','4','5','6','7','8','9']}}", "ops[2].ask.choices", "9 entries; at most 8" },
	};

	for (u32 i = 0; i < ARRAY_SIZE(list); i++) {
		struct pw_error e = refuse_after_boot(list[i].text);

		assert_error(&e, list[i].path, list[i].part);
	}
}

static void test_65_expectations(void **state)
{
	char op[4096] = "{'op':'note','expect':{", *p = op + strlen(op);
	struct pw_error e;

	for (u32 i = 0; i < 65; i++)
		p += sprintf(p, "%s'page[%u]._refcount':0", i ? "," : "", i);
	strcpy(p, "}}");
	e = refuse_after_boot(op);
	assert_error(&e, "ops[2].expect", "65 expectations; at most 64 in one op");
}

static void test_program_lines(void **state)
{
	static const char program[] = "{'format':1," TITLE "," MACHINE
		",'program':{'lang':'c','source':['int main()','{','}']},'ops':[{'op':'boot','line':%d}]}";
	char text[1000];
	struct pw_error e;

	for (int line = 0; line <= 4; line += 4) {
		snprintf(text, sizeof(text), program, line);
		e = refuse_text(text);
		assert_error(&e, "ops[0].line", "is out of range: 1 to 3");
	}
	e = refuse_text(FRAME("'ops':[{'op':'boot','line':1}],'program':{'lang':'c','source':['x']}"));
	assert_error(&e, "ops[0].line", "\"program\" must stand before \"ops\"");
}

/* boot first and once, spawn before what runs in a task, a name before its use. */
static void test_order_of_ops(void **state)
{
	static const struct refusal list[] = {
		{ "{'op':'spawn','as':'A'}", "ops[0]", "spawn needs a booted machine: the op boot comes first" },
		{ "{'op':'alloc_pages','order':0}", "ops[0]", "alloc_pages needs a booted machine" },
		{ "{'op':'malloc','bytes':1}", "ops[0]", "malloc needs a booted machine" },
		{ "{'op':'sysctl','name':'vm.min_free_kbytes','value':1}", "ops[0]", "sysctl needs a booted" },
		{ "{'op':'boot'},{'op':'boot'}", "ops[1]", "the machine is already booted" },
		{ "{'op':'boot'},{'op':'malloc','bytes':1}", "ops[1]", "malloc runs in a task, and no op" },
		{ "{'op':'boot'},{'op':'exit'}", "ops[1]", "exit runs in a task" },
		{ "{'op':'boot'},{'op':'switch','to':'A'}", "ops[1]", "switch runs in a task" },
		{ "{'op':'boot'},{'op':'spawn'}", "ops[1]", "spawn needs a name: \"as\" or \"comm\"" },
		{ "{'op':'boot'},{'op':'spawn','as':'A'},{'op':'free','ptr':'p'},"
		  "{'op':'malloc','bytes':1,'as':'p'}", "ops[2].ptr",
		  "no op before this one names a result \"p\" (with \"as\")" },
		{ "{'op':'boot'},{'op':'spawn','as':'A'},{'op':'malloc','bytes':1,'as':'p',"
		  "'expect':{'q':0}}", "ops[2].expect.q", "\"q\" is no table, no named result" },
	};

	for (u32 i = 0; i < ARRAY_SIZE(list); i++) {
		char *text = scenario_text(RAM_128M, list[i].text);
		struct pw_error e = refuse_bytes(text, strlen(text));

		assert_error(&e, list[i].path, list[i].part);
		free(text);
	}
}

static void test_a_note_needs_nothing(void **state)
{
	struct story story = run_scenario(RAM_128M, "{'op':'note'},{'op':'boot'},{'op':'note'}");

	assert_int_equal(story.scenario->nr_ops, 3);
	assert_sound(&story);
	story_close(&story);
}

/* 1,000 names, and not one more. */
static void test_1001_names(void **state)
{
	char *ops = calloc(1001, 64), *p = ops + sprintf(ops, "{'op':'boot'}"), *text;
	struct pw_error e;

	for (u32 i = 0; i < 1001; i++)
		p += sprintf(p, ",{'op':'alloc_pages','order':0,'as':'n%u'}", i);
	text = scenario_text(RAM_128M, ops);
	e = refuse_bytes(text, strlen(text));
	assert_error(&e, "ops[1001].as", "more than 1000 named results");
	free(text);
	free(ops);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_frame),
		cmocka_unit_test(test_line_and_column),
		cmocka_unit_test(test_long_words),
		cmocka_unit_test(test_keys_of_every_op),
		cmocka_unit_test(test_65_expectations),
		cmocka_unit_test(test_program_lines),
		cmocka_unit_test(test_order_of_ops),
		cmocka_unit_test(test_a_note_needs_nothing),
		cmocka_unit_test(test_1001_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
