/* What the memory views say, held against other answers of the door. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "rpc/ask.h"

#define BOOTED "{'op':'boot'},{'op':'spawn','as':'A'},"

/* The step of this event nearest to `at`, in this direction. */
static int step_of(struct pw_session *s, int at, int dir, const char *event)
{
	cJSON *answer = ask(s, "{'verb':'find','at':%d,'dir':%d,'event':'%s'}", at, dir, event);
	int step;

	if (!cJSON_IsNumber(inside(answer, "found")))
		fail_msg("no %s from step %d", event, at);
	step = (int)number_inside(answer, "found");
	cJSON_Delete(answer);
	return step;
}

static int last_step(struct pw_session *s)
{
	cJSON *answer = ask(s, "{'verb':'digest'}");
	int steps = (int)number_inside(answer, "steps");

	cJSON_Delete(answer);
	return steps;
}

static int cell(const cJSON *view, int order, int type, const char *what)
{
	const cJSON *number = inside(view, "buddy.orders[%d].cells[%d].%s", order, type, what);

	assert_true(cJSON_IsNumber(number));
	return number->valueint;
}

/* The delta of each list is the difference of its lengths; answers how many lists changed. */
static int check_deltas(struct pw_session *s, int at)
{
	cJSON *before = ask(s, "{'verb':'show','view':'buddy','zone':'DMA32','at':%d}", at - 1);
	cJSON *now = ask(s, "{'verb':'show','view':'buddy','zone':'DMA32','at':%d}", at);
	int changed = 0;

	for (int order = 0; order < 11; order++)
		for (int type = 0; type < count_inside(now, "buddy.types"); type++) {
			int delta = cell(now, order, type, "nr") - cell(before, order, type, "nr");

			assert_int_equal(cell(now, order, type, "delta"), delta);
			changed += delta != 0;
		}
	cJSON_Delete(before);
	cJSON_Delete(now);
	return changed;
}

/* Order 3 out of 10: each cut gives its upper half to one list, each merge takes the buddy off one. */
static void test_deltas_at_cuts_and_merges(void **state)
{
	struct pw_session *s = open_ops(BOOTED "{'op':'alloc_pages','order':3,'as':'p'},"
					"{'op':'free_pages','pages':'p'}");
	int end = last_step(s), first = step_of(s, end, -1, "op_begin"), cut;

	first = step_of(s, first, -1, "op_begin");
	cut = step_of(s, first, 1, "split_last");
	assert_int_equal(check_deltas(s, step_of(s, first, 1, "take_block")), 1);
	assert_int_equal(check_deltas(s, cut), 1);
	assert_int_equal(check_deltas(s, step_of(s, cut, 1, "merge")), 1);
	for (int at = first; at <= end; at++)
		check_deltas(s, at);
	pw_close(s);
}

static int changed_vmas(struct pw_session *s, int at, const char *start)
{
	cJSON *view = ask(s, "{'verb':'show','view':'address_space','at':%d}", at);
	const cJSON *vma;
	int nr = 0;

	cJSON_ArrayForEach(vma, inside(view, "address_space.vmas")) {
		if (!cJSON_IsTrue(inside(vma, "changed")))
			continue;
		nr++;
		assert_string_equal(string_inside(vma, "start"), start);
	}
	cJSON_Delete(view);
	return nr;
}

/*
 *   step        one that appears    m allows less
 *   low | m     only m changed      only m changed, though the links of low were written
 */
static void test_a_vma_changes_when_its_own_fields_do(void **state)
{
	struct pw_session *s = open_ops(BOOTED
		"{'op':'mmap','length':'4K','prot':'r','as':'low'},"
		"{'op':'mmap','length':'4K','as':'m'},"
		"{'op':'mprotect','addr':'m','length':'4K','prot':'r'}");
	int end = last_step(s), begin = step_of(s, end, -1, "op_begin"), link, appeared = 0;
	cJSON *load = ask(s, "{'verb':'clone'}");
	const char *m = string_inside(load, "ops[3].ret");

	link = step_of(s, begin, -1, "vma_linked");
	for (int at = step_of(s, link, -1, "vm_area_alloc"); at <= link; at++)
		appeared += changed_vmas(s, at, m);
	assert_int_equal(appeared, 1);
	for (int at = begin, seen = 0; at <= end; at++) {
		cJSON *step = ask(s, "{'verb':'show','view':'step','at':%d}", at);
		const cJSON *change;
		int flags = 0;

		cJSON_ArrayForEach(change, inside(step, "changes"))
			flags += !strcmp(string_inside(change, "field"), "vm_flags");
		seen += flags;
		if (flags)
			assert_int_equal(changed_vmas(s, at, m), 1);
		assert_true(at < end || seen == 1);
		cJSON_Delete(step);
	}
	cJSON_Delete(load);
	pw_close(s);
}

/* The page that a walk reaches is the one that the page view shows, but for its last writer. */
static void test_a_translation_reaches_a_page(void **state)
{
	struct pw_session *s = open_ops(BOOTED "{'op':'mmap','length':'64K','as':'buf'},"
					"{'op':'write','at':'buf+0x1018','value':42}");
	cJSON *view = ask(s, "{'verb':'show','view':'translation'}"), *page, *none;
	int pfn = (int)number_inside(view, "translation.result.pfn");

	assert_string_equal(string_inside(view, "translation.result.kind"), "mapped");
	assert_int_equal(hex_inside(view, "translation.result.word"), 42);
	assert_int_equal(hex_inside(view, "translation.result.pa"), (unsigned)pfn << 12 | 0x18);
	page = ask(s, "{'verb':'show','view':'page','pfn':%d}", pfn);
	cJSON_DeleteItemFromObject(cJSON_GetObjectItem(page, "page"), "last_step");
	assert_true(cJSON_Compare(inside(view, "translation.page"), inside(page, "page"), true));
	assert_string_equal(string_inside(page, "page.use"), "anon");
	assert_int_equal(number_inside(page, "page.words[0].offset"), 0x18);
	none = ask(s, "{'verb':'show','view':'translation','va':'0x1000'}");
	assert_true(cJSON_IsNull(inside(none, "translation.page")));
	assert_string_equal(string_inside(none, "translation.result.kind"), "not-present");
	cJSON_Delete(none);
	none = ask(s, "{'verb':'show','view':'translation','va':'0x8000000000000000'}");
	assert_string_equal(string_inside(none, "translation.result.kind"), "not-canonical");
	cJSON_Delete(none);
	cJSON_Delete(view);
	cJSON_Delete(page);
	pw_close(s);
}

/* The counts of the physical view are those of the bytes that `frames` answers. */
static void count_frames(struct pw_session *s, int at)
{
	cJSON *view = ask(s, "{'verb':'show','view':'physical','at':%d}", at);
	int nr = (int)number_inside(view, "physical.max_pfn"), count[256] = { 0 };
	struct pw_response bytes = ask_raw(s, "{'verb':'frames','at':%d}", at);
	const cJSON *code;
	int i = 0;

	assert_true(bytes.ok && !bytes.is_json);
	assert_int_equal(bytes.bytes, nr);
	while (nr--)
		count[((const unsigned char *)bytes.data)[nr]]++;
	cJSON_ArrayForEach(code, inside(view, "physical.codes")) {
		const cJSON *use = inside(view, "physical.uses.%s", code->valuestring);

		assert_int_equal(use->valueint, count[i++]);
	}
	for (; i < 256; i++)
		assert_int_equal(count[i], 0);
	cJSON_Delete(view);
}

static void test_frames_are_counted(void **state)
{
	struct pw_session *s = open_ops(BOOTED "{'op':'malloc','bytes':'64K','as':'p'},"
					"{'op':'write','at':'p','value':1},{'op':'exit'}");
	int end = last_step(s);

	for (int at = 0; at <= end; at += 1 + end / 17)
		count_frames(s, at);
	count_frames(s, end);
	pw_close(s);
}

/* A pageblock and pages inside it change together: each frame counts once. */
static void test_changed_frames_count_once(void **state)
{
	struct pw_session *s = open_ops("{'op':'boot'}");
	int at = step_of(s, 0, 1, "memmap_init");
	cJSON *view = ask(s, "{'verb':'show','view':'physical','at':%d}", at);
	const cJSON *range;
	int sum = 0;

	cJSON_ArrayForEach(range, inside(view, "physical.changed"))
		sum += cJSON_GetArrayItem(range, 1)->valueint;
	assert_true(sum >= 4095);
	assert_int_equal(number_inside(view, "physical.changed_total"), sum);
	cJSON_Delete(view);
	pw_close(s);
}

/* A cell of several frames: each byte is one that its frames have, for each way to look at them. */
static void test_cells_of_several_frames(void **state)
{
	static const char *const by[] = { "use", "order", "migratetype" };
	struct pw_session *s = open_ops(BOOTED "{'op':'alloc_pages','order':0,'as':'p'}");

	for (int i = 0; i < 3; i++) {
		struct pw_response r = ask_raw(s, "{'verb':'frames','by':'%s'}", by[i]);
		size_t nr = r.bytes;
		unsigned char *each = malloc(nr);

		memcpy(each, r.data, nr);
		r = ask_raw(s, "{'verb':'frames','by':'%s','from':3,'count':5000,'per':64}", by[i]);
		assert_int_equal(r.bytes, 79);
		for (size_t cell = 0; cell < r.bytes; cell++) {
			unsigned char byte = ((const unsigned char *)r.data)[cell];

			assert_non_null(memchr(each + 3 + cell * 64, byte, cell < 78 ? 64 : 8));
		}
		free(each);
	}
	pw_close(s);
}

/* exec's mm is nobody's until exec_mmap(); it is what the reader wants to see while it is made. */
static void test_an_address_space_in_the_making(void **state)
{
	struct pw_session *s = open_ops("{'op':'boot'},{'op':'spawn','as':'A'},{'op':'spawn','as':'B'}");
	int end = last_step(s), nobodys = 0, last = 0;

	for (int at = step_of(s, end, -1, "op_begin"); at <= end; at++) {
		cJSON *view = ask(s, "{'verb':'show','view':'address_space','at':%d}", at);
		const cJSON *task = inside(view, "address_space.task");

		if (cJSON_IsNull(task)) {
			nobodys++;
			last = at;
			if (count_inside(view, "address_space.vmas"))
				assert_string_equal(string_inside(view, "address_space.vmas[0].name"), "[stack]");
		}
		cJSON_Delete(view);
	}
	assert_true(nobodys > 20);
	assert_true(last < end);
	pw_close(s);
}

static void check_mode(struct pw_session *s, int at, const char *mode, bool entered)
{
	cJSON *view = ask(s, "{'verb':'show','view':'stacks','at':%d}", at);

	assert_string_equal(string_inside(view, "stacks.cpu.mode"), mode);
	assert_int_equal(cJSON_IsTrue(inside(view, "stacks.cpu.entered")), entered);
	cJSON_Delete(view);
}

/* The program's own steps, a fault that enters the kernel, and an op that begins inside it. */
static void test_the_mode_is_that_of_the_step(void **state)
{
	struct pw_session *s = open_ops(BOOTED "{'op':'mmap','length':'4K','as':'m'},{'op':'write','at':'m'},"
					"{'op':'alloc_pages','order':0,'as':'p'}");
	int end = last_step(s), own = step_of(s, end, -1, "op_begin");
	int fault = step_of(s, own, -1, "do_anonymous_page"), write = step_of(s, fault, -1, "op_begin");

	check_mode(s, write, "user", false);
	check_mode(s, fault, "kernel", true);
	check_mode(s, own - 1, "user", false);
	check_mode(s, step_of(s, own, 1, "__alloc_pages_nodemask"), "kernel", false);
	pw_close(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_deltas_at_cuts_and_merges),
		cmocka_unit_test(test_a_vma_changes_when_its_own_fields_do),
		cmocka_unit_test(test_the_mode_is_that_of_the_step),
		cmocka_unit_test(test_an_address_space_in_the_making),
		cmocka_unit_test(test_a_translation_reaches_a_page),
		cmocka_unit_test(test_frames_are_counted),
		cmocka_unit_test(test_changed_frames_count_once),
		cmocka_unit_test(test_cells_of_several_frames),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
