/* Registers and stacks, the firmware's map, the timeline, and what the hardware looks at. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "rpc/ask.h"

#define STORY "{'op':'boot'},{'op':'spawn','as':'A'},{'op':'mmap','length':'64K','as':'m'}," \
	"{'op':'write','at':'m','value':1}"

struct story {
	struct pw_session *s;
	int first, last;		/* steps of the last op */
};

static struct story open_story(void)
{
	struct story t = { .s = open_ops(STORY) };
	cJSON *load = ask(t.s, "{'verb':'clone'}");

	t.first = (int)number_inside(load, "ops[3].first");
	t.last = (int)number_inside(load, "steps");
	cJSON_Delete(load);
	return t;
}

static cJSON *show(struct story t, const char *view, int at)
{
	return ask(t.s, "{'verb':'show','view':'%s','at':%d}", view, at);
}

/* A register is marked when its value differs from the step before, and `old` is that value. */
static void test_registers_tell_what_they_were(void **state)
{
	struct story t = open_story();
	cJSON *before = show(t, "stacks", t.first - 1), *now;
	int marked = 0;

	for (int at = t.first; at <= t.last; at++, cJSON_Delete(before), before = now) {
		int nr;

		now = show(t, "stacks", at);
		nr = count_inside(now, "stacks.cpu.registers");
		for (int i = 0; i < nr; i++) {
			const cJSON *r = inside(now, "stacks.cpu.registers[%d]", i);
			const cJSON *was = inside(before, "stacks.cpu.registers[%d]", i);
			bool changed = strcmp(string_inside(r, "value"), string_inside(was, "value"));

			assert_string_equal(string_inside(r, "name"), string_inside(was, "name"));
			assert_int_equal(cJSON_IsTrue(inside(r, "changed")), changed);
			if (changed)
				assert_string_equal(string_inside(r, "old"), string_inside(was, "value"));
			else
				assert_null(inside(r, "old"));
			marked += changed;
		}
	}
	assert_true(marked > 10);
	cJSON_Delete(before);
	pw_close(t.s);
}

/* In kernel mode the frames are the step's open functions; in user mode the kernel stack is empty. */
static void test_frames_are_the_open_functions(void **state)
{
	struct story t = open_story();
	int kernel = 0, user = 0;

	for (int at = t.first; at <= t.last; at += 2) {
		cJSON *stacks = show(t, "stacks", at), *step = show(t, "step", at);
		bool in_kernel = !strcmp(string_inside(stacks, "stacks.cpu.mode"), "kernel");
		int frames = count_inside(stacks, "stacks.tasks[0].kernel_stack.frames");

		assert_int_equal(frames, in_kernel ? count_inside(step, "stack") : 0);
		for (int i = 0; i < frames; i++) {
			const cJSON *frame = inside(stacks, "stacks.tasks[0].kernel_stack.frames[%d]", i);

			assert_string_equal(string_inside(frame, "fn"), inside(step, "stack[%d]", i)->valuestring);
			assert_true(number_inside(frame, "step") <= at);
		}
		kernel += in_kernel;
		user += !in_kernel;
		cJSON_Delete(stacks);
		cJSON_Delete(step);
	}
	assert_true(kernel > 5 && user > 2);
	pw_close(t.s);
}

/* `end` is the last byte: ranges follow one another and RAM ends where the machine was told. */
static void test_the_map_of_the_firmware(void **state)
{
	struct story t = open_story();
	cJSON *boot = show(t, "boot", t.last);
	unsigned long long end = 0, memory = 0;
	const cJSON *range;

	cJSON_ArrayForEach(range, inside(boot, "boot.e820")) {
		unsigned long long start = hex_inside(range, "start");

		assert_true(!end || start > end);
		end = hex_inside(range, "end");
		assert_true(end > start);
		assert_int_equal(end & 0x3ff, 0x3ff);
	}
	end = 0;
	cJSON_ArrayForEach(range, inside(boot, "boot.memory")) {
		assert_true(hex_inside(range, "base") >= end);
		end = hex_inside(range, "base") + hex_inside(range, "size");
		memory += hex_inside(range, "size");
	}
	assert_true(end <= 128ull << 20 && memory > 120ull << 20);
	assert_string_equal(string_inside(boot, "boot.phase"), "buddy");
	cJSON_Delete(boot);
	boot = show(t, "boot", 0);
	assert_string_equal(string_inside(boot, "boot.phase"), "off");
	assert_int_equal(count_inside(boot, "boot.memory"), 0);
	cJSON_Delete(boot);
	pw_close(t.s);
}

/* What memblock changed in a step is a region that differs from the step before. */
static void test_regions_that_change(void **state)
{
	struct story t = open_story();
	cJSON *before = show(t, "boot", 9), *now;
	int named = 0;

	for (int at = 10; at < 120; at++, cJSON_Delete(before), before = now) {
		bool same;

		now = show(t, "boot", at);
		same = cJSON_Compare(inside(before, "boot.memory"), inside(now, "boot.memory"), true) &&
		       count_inside(before, "boot.reserved") == count_inside(now, "boot.reserved");
		if (!same)
			assert_true(count_inside(now, "boot.changed") > 0);
		named += count_inside(now, "boot.changed");
	}
	assert_true(named > 20);
	cJSON_Delete(before);
	pw_close(t.s);
}

static const char *kind_of_lane(const char *lane)
{
	return !strcmp(lane, "calls") ? "call" : !strcmp(lane, "decisions") ? "decision" :
	       !strcmp(lane, "hardware") ? "hw" : NULL;
}

/* Exact lanes: a mark for each step of the kind, under its own name, and none besides. */
static void test_lanes_are_the_steps(void **state)
{
	struct story t = open_story();
	cJSON *view = show(t, "timeline", t.last);
	const cJSON *lane, *mark;
	int checked = 0;

	assert_int_equal(number_inside(view, "timeline.from"), t.first);
	assert_int_equal(number_inside(view, "timeline.to"), t.last);
	cJSON_ArrayForEach(lane, inside(view, "timeline.lanes")) {
		const char *kind = kind_of_lane(string_inside(lane, "id"));
		int at = t.first - 1;

		assert_true(cJSON_IsFalse(inside(lane, "binned")));
		if (!kind)
			continue;
		cJSON_ArrayForEach(mark, inside(lane, "marks")) {
			cJSON *found = ask(t.s, "{'verb':'find','kind':'%s','at':%d}", kind, at);
			cJSON *step;

			assert_int_equal(number_inside(found, "found"), number_inside(mark, "n"));
			at = (int)number_inside(mark, "n");
			step = show(t, "step", at);
			assert_string_equal(string_inside(step, "record.event"), string_inside(mark, "label"));
			cJSON_Delete(step);
			cJSON_Delete(found);
			checked++;
		}
	}
	assert_true(checked > 30);
	cJSON_Delete(view);
	pw_close(t.s);
}

/* Bins cover the window and lose no step. */
static void test_bins_lose_nothing(void **state)
{
	struct story t = open_story();
	cJSON *exact = show(t, "timeline", t.last);
	cJSON *binned = ask(t.s, "{'verb':'show','view':'timeline','at':%d,'bins':7}", t.last);

	for (int lane = 1; lane < count_inside(exact, "timeline.lanes"); lane++) {
		const cJSON *mark;
		int count = 0, marks = 0;

		cJSON_ArrayForEach(mark, inside(binned, "timeline.lanes[%d].marks", lane)) {
			const cJSON *several = inside(mark, "count");

			count += several ? several->valueint : 1;
			marks++;
		}
		assert_true(marks <= 7);
		assert_int_equal(count, cJSON_GetArraySize(inside(exact, "timeline.lanes[%d].marks", lane)));
	}
	cJSON_Delete(exact);
	cJSON_Delete(binned);
	pw_close(t.s);
}

/* The cursor goes down the levels in order while the MMU walks, and is at rest in the kernel. */
static void test_the_cursor_walks_down(void **state)
{
	static const char *const order[] = { "TLB", "PGD", "PUD", "PMD", "PTE" };
	struct story t = open_story();
	int place = 0, whole = 0, rests = 0;

	for (int at = t.first; at <= t.last; at++) {
		cJSON *view = show(t, "translation", at);
		const cJSON *cursor = inside(view, "translation.cursor");
		int now = -1;

		rests += cJSON_IsNull(cursor);
		for (int i = 0; cJSON_IsString(cursor) && i < 5; i++)
			if (!strcmp(cursor->valuestring, order[i]))
				now = i;
		assert_true(cJSON_IsNull(cursor) || now >= 0);
		if (now > 0)
			assert_true(now == place || now == place + 1);
		whole += now == 4 && place == 3;
		place = now >= 0 ? now : place;
		cJSON_Delete(view);
	}
	assert_true(whole >= 1 && rests > 20);
	pw_close(t.s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_registers_tell_what_they_were),
		cmocka_unit_test(test_frames_are_the_open_functions),
		cmocka_unit_test(test_the_map_of_the_firmware),
		cmocka_unit_test(test_regions_that_change),
		cmocka_unit_test(test_lanes_are_the_steps),
		cmocka_unit_test(test_bins_lose_nothing),
		cmocka_unit_test(test_the_cursor_walks_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
