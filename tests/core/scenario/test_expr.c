/*
 * The path language of expect, ask and find: every kind of path, what it says to mistakes, and that
 * no index leads out of a table.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "mm/mmzone.h"
#include "scenario/expr.h"
#include "scenario/story.h"

static struct story story;

static int open_story(void **state)
{
	story = run_after_boot("{'op':'malloc','bytes':'64K','as':'buf'},"
			       "{'op':'alloc_pages','order':3,'as':'p'},"
			       "{'op':'write','at':'buf','value':'0xabc'},"
			       "{'op':'sysctl','name':'vm.watermark_scale_factor','value':0},"
			       "{'op':'read','at':'buf','as':'word'}");
	return 0;
}

static int close_story(void **state)
{
	story_close(&story);
	return 0;
}

static struct expr_env env_of(const struct op *op)
{
	return (struct expr_env){
		.m = story.m, .s = story.scenario, .op = op, .nr_names = story.scenario->nr_names,
	};
}

/* What it is worth after the last op, as an answer writes it. */
static const char *worth(const char *text)
{
	static char buf[64];
	struct expr_env env = env_of(last_op(&story));
	struct expr_error error;
	struct expr_value value;

	if (expr_eval(&env, text, &value, &error))
		fail_msg("%s: %s", text, error.en);
	expr_write(&value, buf);
	return buf;
}

static bool holds(const char *text)
{
	return !strcmp(worth(text), "1");
}

static void test_numbers_and_operators(void **state)
{
	assert_string_equal(worth("12"), "12");
	assert_string_equal(worth("0x10 + 64K - 1"), "65551");
	assert_string_equal(worth("-5"), "-5");
	assert_string_equal(worth("-ENOMEM"), "-ENOMEM");
	assert_true(holds("1 == 1") && holds("1 != 2") && holds("1 < 2") && holds("2 <= 2"));
	assert_true(holds("2 > 1") && holds("2 >= 2"));
	assert_false(holds("1 > 1") || holds("2 < 1") || holds("1 == 2"));
	assert_true(holds("true == 1"));
	assert_true(holds("false == 0"));
}

static void test_tables_and_fields(void **state)
{
	char wanted[32];

	snprintf(wanted, sizeof(wanted), "%u", (u32)zone_at(story.m, 1)->managed_pages);
	assert_string_equal(worth("zone.DMA32.managed_pages"), wanted);
	assert_string_equal(worth("zone[1].managed_pages"), wanted);
	assert_true(holds("zone.DMA32.watermark[0] < zone.DMA32.watermark[2]"));
	assert_true(holds("zone.DMA32.free_area[10].nr_free > 0"));
	assert_true(holds("zone.DMA32.pcp[0].batch > 0"));
	assert_true(holds("system.nr_cpus == 1"));
	assert_true(holds("memblock.bottom_up == 0"));
	assert_string_equal(worth("page[p]._refcount"), "1");
	assert_string_equal(worth("page[p + 1]._refcount"), "0");
	assert_string_equal(worth("zone.DMA32.name"), "DMA32");
}

static void test_tasks_and_names(void **state)
{
	assert_string_equal(worth("task.A.pid"), "31");
	assert_string_equal(worth("task.A.comm"), "A");
	assert_true(holds("task.A.mm.mmap.vm_next.vm_start > task.A.mm.mmap.vm_start"));
	assert_true(holds("cpu[0].current_task.pid == task.A.pid"));
	assert_true(holds("buf != 0") && holds("p > 0"));
	assert_string_equal(worth("buf - buf"), "0");
}

static void test_functions(void **state)
{
	assert_string_equal(worth("word(buf)"), "0xabc");
	assert_string_equal(worth("word"), "0xabc");
	assert_string_equal(worth("present(buf)"), "1");
	assert_string_equal(worth("present(buf + 32K)"), "0");
	assert_string_equal(worth("present(0x800000000000)"), "0");
	assert_true(holds("page[pfn(buf)]._mapcount == 0"));
	assert_true(holds("pte(buf) != 0"));
	assert_string_equal(worth("pfn(buf + 32K)"), "none");
	assert_string_equal(worth("word(0)"), "none");
}

static void test_what_the_op_gave(void **state)
{
	const struct op *sysctl = last_op(&story) - 1;
	struct expr_env env = env_of(sysctl);
	struct expr_error error;
	struct expr_value value;
	char buf[64];

	assert_int_equal(expr_eval(&env, "err", &value, &error), 0);
	expr_write(&value, buf);
	assert_string_equal(buf, "-EINVAL");
	assert_string_equal(worth("ret"), "0xabc");
	assert_string_equal(worth("err"), "0");
	assert_string_equal(worth("signal"), "none");
}

/* An index may be any number: the path then leads nowhere, and only != holds of it. */
static void test_indexes_end_with_their_table(void **state)
{
	static const char *const nowhere[] = {
		"page[0xffffffff].flags", "page[-1].flags", "page[0x7fffffffffffffff].flags",
		"page[99999999].index", "zone[4].managed_pages", "zone.DMA32.watermark[3]",
		"zone.DMA32.watermark[-1]", "zone.DMA32.free_area[11].nr_free", "zone.DMA32.pcp[1].count",
		"zone.DMA32.free_area[4294967295].nr_free", "zone[390451573].free_area[0].nr_free",
		"cpu[1].rip", "cpu[0].entry_stack[64]", "mm[1023].brk", "vma[69999].vm_end",
		"task[5].mm.brk", "task[5].mm.mmap.vm_next.vm_start", "content_line[0].word[8]",
		"zone.HighMem.managed_pages", "task.A.mm.mmap.vm_prev.vm_start",
	};

	for (u32 i = 0; i < ARRAY_SIZE(nowhere); i++) {
		char compared[100];

		assert_string_equal(worth(nowhere[i]), "none");
		snprintf(compared, sizeof(compared), "%s == 0", nowhere[i]);
		assert_false(holds(compared));
		snprintf(compared, sizeof(compared), "%s != 0", nowhere[i]);
		assert_true(holds(compared));
	}
}

/* Every element of every field of every table can be asked for, in range and one behind. */
static void test_every_field(void **state)
{
	char path[120];

	for (int t = 0; t < NR_TABLES; t++) {
		const struct object_type *type = object_type((enum table_id)t);

		for (u32 i = 0; i < type->nr_fields; i++) {
			const struct field *f = &type->fields[i];

			if (f->kind == V_LIST || f->kind == V_RB)
				continue;
			for (u32 n = 0; n <= f->count; n++) {
				snprintf(path, sizeof(path), "%s[%u].%s[%u]", type->name,
					 story.m->tables[t].capacity - 1, f->name, n);
				worth(path);
			}
			assert_string_equal(worth(path), "none");
		}
	}
}

static void test_mistakes(void **state)
{
	static const char *const list[][2] = {
		{ "", "a path or a number must stand here" },
		{ "moon", "\"moon\" is no table, no named result" },
		{ "zone", "\"zone\" is no table" },
		{ "zone.Moon.name", "no zone is called \"Moon\"" },
		{ "zone.DMA32", "a field of zone must follow" },
		{ "zone.DMA32.", "zone has no field \"\"" },
		{ "zone.DMA32.moon", "zone has no field \"moon\"" },
		{ "zone[0", "the ']' is missing" },
		{ "page[moon].flags", "\"moon\" is no table" },
		{ "page.lru", "a list cannot be compared" },
		{ "task.B.pid", "no task is called \"B\" here" },
		{ "task.buf.pid", "no task is called \"buf\" here" },
		{ "task[0].moon", "task_struct has no field \"moon\"" },
		{ "word(buf", "the ')' is missing" },
		{ "word buf", "\"buf\" does not belong here" },
		{ "1 +", "a path or a number must stand here" },
		{ "1 == ", "a path or a number must stand here" },
		{ "1 == 1 == 1", "\"== 1\" does not belong here" },
		{ "1 2", "\"2\" does not belong here" },
		{ "99999999999999999999", "is no number" },
		{ "0x", "is no number" },
		{ "12Q", "\"12Q\" is no number" },
		{ "-EMOON", "no error of this model is called \"EMOON\"" },
		{ "'abc", "a text in '..' has at most 31 characters" },
		{ "'0123456789012345678901234567890123456789'", "at most 31 characters" },
		{ "page[page[page[page[page[page[page[page[page[0].index].index].index].index].index]", "nested" },
		{ "present(present(present(present(present(present(present(present(present(0)))))))))", "nested" },
	};
	struct expr_env live = env_of(last_op(&story)), check = live;
	struct expr_error error;
	struct expr_value value;

	check.m = NULL;
	for (u32 i = 0; i < ARRAY_SIZE(list); i++) {
		assert_int_equal(expr_eval(&live, list[i][0], &value, &error), -1);
		if (!strstr(error.en, list[i][1]))
			fail_msg("%s: %s", list[i][0], error.en);
		assert_int_equal(expr_eval(&check, list[i][0], &value, &error), -1);
		assert_true(strstr(error.en, list[i][1]) && *error.zh);
	}
}

/* The right side of an expectation: a value, a comparison, a word for text. */
static void test_expectations(void **state)
{
	static const struct {
		const char *path, *want;
		bool held;
	} list[] = {
		{ "task.A.pid", "31", true }, { "task.A.pid", "32", false },
		{ "task.A.pid", "> 30", true }, { "task.A.pid", ">= 32", false },
		{ "task.A.pid", "!= 31", false }, { "task.A.pid", "task.A.tgid", true },
		{ "task.A.comm", "A", true }, { "task.A.comm", "B", false }, { "task.A.comm", "'A'", true },
		{ "task.A.comm", "!= B", true }, { "signal", "none", true }, { "signal", "SIGSEGV", false },
		{ "err", "-ENOMEM", false }, { "present(buf)", "true", true }, { "buf - buf", "0", true },
		{ "page[0xffffffff].flags", "0", false }, { "page[0xffffffff].flags", "!= 0", true },
		{ "1 == 2", "false", true },
	};
	struct expr_env env = env_of(last_op(&story));

	for (u32 i = 0; i < ARRAY_SIZE(list); i++) {
		struct expr_error error;
		struct expr_value got;
		bool held;

		if (expr_expect(&env, list[i].path, list[i].want, &held, &got, &error))
			fail_msg("%s: %s: %s", list[i].path, list[i].want, error.en);
		if (held != list[i].held)
			fail_msg("%s: %s", list[i].path, list[i].want);
	}
}

static void test_stable_names(void **state)
{
	static const struct {
		const char *name;
		bool found;
		enum table_id table;
		u32 index;
	} list[] = {
		{ "page:0x10", true, TABLE_page, 16 }, { "pfn:16", true, TABLE_page, 16 },
		{ "zone:DMA32", true, TABLE_zone, 1 }, { "zone:1", true, TABLE_zone, 1 },
		{ "zone:Moon", false, 0, 0 }, { "page:0xffffffff", false, 0, 0 }, { "page:", false, 0, 0 },
		{ "moon:1", false, 0, 0 }, { "task:B", false, 0, 0 }, { "mm:1000", false, 0, 0 },
		{ "vma:A:0x400000", true, TABLE_vm_area_struct, 0 }, { "vma:A:0x400001", false, 0, 0 },
		{ "vma:A:", false, 0, 0 }, { "vma:buf:0x400000", false, 0, 0 }, { "system", true, TABLE_system, 0 },
	};
	struct expr_env env = env_of(NULL);

	for (u32 i = 0; i < ARRAY_SIZE(list); i++) {
		enum table_id table = NR_TABLES;
		u32 index = 0;

		if (object_named(&env, list[i].name, &table, &index) != list[i].found)
			fail_msg("%s", list[i].name);
		if (list[i].found)
			assert_int_equal(table, list[i].table);
		if (list[i].found && list[i].index)
			assert_int_equal(index, list[i].index);
	}
}

/* What speaks of the kernel needs no task: its own address space, RAM by physical address, its tables. */
static void test_the_kernel(void **state)
{
	assert_string_equal(worth("init_mm.start_code"), "0xffffffff81000000");
	assert_string_equal(worth("init_mm.mm_users"), "2");
	assert_string_equal(worth("mm.pgd"), "0x1a09000");
	assert_string_equal(worth("phys(0x1a09ff8)"), "0");
	assert_string_equal(worth("level(0xffff880001000000)"), "PMD");
	assert_string_equal(worth("level(0xffff880000001000)"), "PTE");
	assert_string_equal(worth("level(0x1000)"), "none");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_numbers_and_operators),
		cmocka_unit_test(test_tables_and_fields),
		cmocka_unit_test(test_tasks_and_names),
		cmocka_unit_test(test_functions),
		cmocka_unit_test(test_what_the_op_gave),
		cmocka_unit_test(test_indexes_end_with_their_table),
		cmocka_unit_test(test_the_kernel),
		cmocka_unit_test(test_every_field),
		cmocka_unit_test(test_mistakes),
		cmocka_unit_test(test_expectations),
		cmocka_unit_test(test_stable_names),
	};

	return cmocka_run_group_tests(tests, open_story, close_story);
}
