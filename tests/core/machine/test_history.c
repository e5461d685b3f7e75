/*
 * Property tests of the reversible machine over random programs.
 *
 * A program is a number of slices; slice i makes 1..40 steps of 0..5 random edits each, drawn from a
 * generator seeded by (seed, i), on pages, zones and free areas; some edits overlap.  Slice 0 begins
 * with a fresh range, as boot does.  Held against a plain copy of the arena taken after every step
 * of a run without history.
 *
 * A failing run prints its seed: PAGEWALK_SEED=n repeats it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "machine/history_internal.h"

#define SLICES 120

static u64 seed_of_run;

static u64 next_random(u64 *state)
{
	*state = *state * 6364136223846793005ull + 1442695040888963407ull;
	return *state >> 33;
}

static void random_edit(struct machine *m, u64 *rng)
{
	const struct page *page = page_at(m, (u32)(next_random(rng) % m->config.max_pfn));

	switch (next_random(rng) % 5) {
	case 0: set(m, page, index, next_random(rng)); break;
	case 1: add(m, page, _refcount, 1); break;
	case 2: edit_page(m, page)->private = (u32)next_random(rng); break;
	case 3: memset(edit(m, &page->flags, 16), (int)next_random(rng) & 0xff, 16); break;
	default: add(m, zone_at(m, 0), nr_free_pages, -1); break;
	}
}

static void first_stores(struct machine *m)
{
	struct page *page = edit_fresh(m, page_at(m, 50), 300 * sizeof(*page));

	for (u32 i = 0; i < 300; i++)
		page[i] = (struct page){ .index = i, ._refcount = 1 };
}

static void run_program(void *context, struct machine *m, u32 op, u32 iteration)
{
	u64 rng = *(u64 *)context * 1000003 + op * 31 + iteration;
	u32 steps = 1 + (u32)next_random(&rng) % 40;

	(void)next_random(&rng);
	if (!steps_so_far(m))
		first_stores(m);
	for (u32 i = 0; i < steps; i++) {
		for (u32 n = (u32)next_random(&rng) % 6; n--;)
			random_edit(m, &rng);
		trace_op_begin(m, i);
	}
	random_edit(m, &rng);	/* after the last event: belongs to it */
	trace_op_end(m, 0);
	random_edit(m, &rng);
}

static struct history *open_history(struct machine **m, u64 cap)
{
	const struct machine_config config = { .max_pfn = 512, .nr_cpus = 1, .max_contents = 4 };
	const char *error;

	*m = machine_create(&config, &error);
	assert_non_null(*m);
	return history_create(*m, cap, run_program, &seed_of_run);
}

static void run_all(struct history *h, u32 slices)
{
	for (u32 i = 0; i < slices; i++)
		assert_int_equal(history_run(h, i, i % 3), 0);
}

static void close_history(struct machine *m, struct history *h)
{
	history_destroy(h);
	machine_destroy(m);
}

static void test_undo_all_is_start_redo_all_is_end(void **state)
{
	struct machine *m;
	struct history *h = open_history(&m, 64 << 20);
	u64 start = machine_digest_full(m), end;

	run_all(h, SLICES);
	end = history_digest(h);
	assert_int_equal(end, machine_digest_full(m));
	history_seek(h, 0);
	assert_int_equal(history_digest(h), start);
	assert_int_equal(machine_digest_full(m), start);
	history_seek(h, history_steps(h));
	assert_int_equal(history_digest(h), end);
	assert_int_equal(machine_digest_full(m), end);
	close_history(m, h);
}

/* Every step visited forward, then in random order, under the given cap: same digests. */
static void every_step_again(u64 cap)
{
	struct machine *m;
	struct history *h = open_history(&m, cap);
	u64 rng = seed_of_run, steps, *digests;

	run_all(h, SLICES);
	steps = history_steps(h);
	digests = calloc(steps + 1, sizeof(*digests));
	for (u64 s = 0; s <= steps; s++) {
		history_seek(h, s);
		assert_int_equal(history_at(h), s);
		digests[s] = machine_digest_full(m);
	}
	for (u32 i = 0; i < 1000; i++) {
		u64 s = next_random(&rng) % (steps + 1);

		history_seek(h, s);
		assert_int_equal(machine_digest_full(m), digests[s]);
		assert_int_equal(history_digest(h), digests[s]);
	}
	free(digests);
	close_history(m, h);
}

static void test_every_step_in_any_order(void **state)
{
	every_step_again(64 << 20);
}

/* A history of two ring blocks and one checkpoint a slice cannot undo far: it restores and re-runs. */
static void test_capped_history_still_seeks_everywhere(void **state)
{
	every_step_again(1);
}

/*
 * A history long enough for checkpoints, too small to keep them all: they are merged, and most slices
 * run again without records.  Wherever one goes, the arena and its digest are as they were.
 */
static void test_merged_checkpoints_keep_the_past(void **state)
{
	enum { LONG = 20000, STRIDE = 500 };
	struct machine *m;
	struct history *h = open_history(&m, 400 << 10);
	static u64 digests[LONG / STRIDE], steps[LONG / STRIDE];
	u64 rng = 7;

	for (u32 i = 0; i < LONG; i++) {
		if (i % STRIDE == 0) {
			steps[i / STRIDE] = history_steps(h);
			digests[i / STRIDE] = machine_digest_full(m);
		}
		assert_int_equal(history_run(h, i, i % 3), 0);
	}
	assert_true(history_steps(h) > 5 * CHECKPOINT_STEPS);
	for (u32 n = 0; n < 20; n++) {
		u32 i = (u32)next_random(&rng) % (LONG / STRIDE);

		history_seek(h, steps[i]);
		assert_int_equal(machine_digest_full(m), digests[i]);
		if (n % 2)
			assert_int_equal(history_digest(h), digests[i]);
	}
	close_history(m, h);
}

/* What was merged lies nowhere much thinner than elsewhere: the way from one to the next bounds a seek. */
static void test_checkpoints_lie_evenly(void **state)
{
	struct machine *m;
	struct history *h = open_history(&m, 400 << 10);
	u64 longest = 0;

	for (u32 i = 0; history_steps(h) < 40 * CHECKPOINT_STEPS; i++)
		assert_int_equal(history_run(h, i, i % 3), 0);
	assert_in_range(h->nr_checkpoints, 4, 30);
	for (u32 i = 0; i < h->nr_checkpoints; i++) {
		u32 next = i + 1 < h->nr_checkpoints ? h->checkpoints[i + 1].slice : h->nr_slices;

		longest = max_t(u64, longest, slice_first_step(h, next) -
					      slice_first_step(h, h->checkpoints[i].slice));
	}
	assert_true(longest * h->nr_checkpoints <= 3 * history_steps(h));
	close_history(m, h);
}

static void test_step_numbers_are_the_same_traced_or_not(void **state)
{
	struct machine *m;
	struct history *h = open_history(&m, 64 << 20);

	run_all(h, SLICES);
	for (u32 i = 0; i < history_slices(h); i++) {
		u64 first;
		u32 steps, op, iteration;

		history_slice_info(h, i, &first, &steps, &op, &iteration);
		assert_int_equal(history_record(h, first + 1)->nr_events, steps);
	}
	close_history(m, h);
}

struct found {
	ref_t offset;
	u64 old, new;
	u32 hits;
};

static void note_change(void *context, const struct place *p, const void *old, const void *new)
{
	struct found *f = context;

	if (p->offset != f->offset)
		return;
	f->hits++;
	memcpy(&f->old, old, p->field->size);
	memcpy(&f->new, new, p->field->size);
}

/* "Who wrote this last?" against a walk over every step's value. */
static void test_writer_is_the_last_step_that_changed_it(void **state)
{
	struct machine *m;
	struct history *h = open_history(&m, 64 << 20);
	const s32 *counter = &zone_at(m, 0)->nr_free_pages;
	u64 steps, last = 0;
	s32 before = 0;

	run_all(h, 12);
	steps = history_steps(h);
	for (u64 s = 1; s <= steps; s++) {
		struct found f = { .offset = ref_of(m, counter) };
		s32 now;

		history_seek(h, s);
		now = *counter;
		if (now != before) {
			assert_int_equal(history_writer(h, last, 1, f.offset, 4), s);
			last = s;
			history_changes(h, s, note_change, &f);
			assert_int_equal(f.hits, 1);
			assert_int_equal((s32)f.old, before);
			assert_int_equal((s32)f.new, now);
		}
		assert_int_equal(history_writer(h, s, -1, f.offset, 4), last);
		before = now;
	}
	close_history(m, h);
}

static void load_change(void *context, const struct place *p, const void *old, const void *new)
{
	u32 *wide = context;

	if (p->field->size != 8 || p->field->kind == V_LIST)
		return;
	(*wide)++;
	assert_int_equal((uintptr_t)old % 8, 0);
	assert_int_equal((uintptr_t)new % 8, 0);
}

/* Both values of a change may be loaded through a pointer of the field's type. */
static void test_changed_values_lie_aligned(void **state)
{
	struct machine *m;
	struct history *h = open_history(&m, 64 << 20);
	u32 wide = 0;

	run_all(h, 4);
	for (u64 s = 1; s <= history_steps(h); s++)
		history_changes(h, s, load_change, &wide);
	assert_true(wide > 0);
	close_history(m, h);
}

static void run_rogue(void *context, struct machine *m, u32 op, u32 iteration)
{
	run_program(context, m, op, iteration);
	if (op == 3) {	/* planted: a store that nobody announced */
		struct page *page = (struct page *)(m->arena + ref_of(m, page_at(m, 40077)));

		page->private = 12345;
	}
}

static void test_shadow_finds_a_planted_rogue_store(void **state)
{
	const struct machine_config config = { .max_pfn = 65536, .nr_cpus = 1, .max_contents = 4 };
	const char *error;
	struct machine *m = machine_create(&config, &error);
	u64 seed = 7;
	struct history *h = history_create(m, 64 << 20, run_rogue, &seed);

	history_watch_rogue_stores(h, true);
	run_all(h, 3);
	assert_null(history_rogue_store(h));
	run_all(h, 4);
	assert_string_equal(history_rogue_store(h), "page[40077].private");
	close_history(m, h);
}

static void run_until_full(void *context, struct machine *m, u32 op, u32 iteration)
{
	for (u32 i = 0; i < op; i++)
		if (!object_alloc(m, TABLE_task_struct))
			return;
	trace_op_end(m, 0);
}

static void test_a_full_table_rolls_the_slice_back(void **state)
{
	const struct machine_config config = { .max_pfn = 64, .nr_cpus = 1, .max_contents = 4 };
	const char *error;
	struct machine *m = machine_create(&config, &error);
	struct history *h = history_create(m, 64 << 20, run_until_full, NULL);
	u64 before;

	assert_int_equal(history_run(h, 200, 0), 0);
	before = history_digest(h);
	assert_int_equal(history_run(h, 100, 0), -PW_ENOSPC);
	assert_string_equal(m->limit_hit, "task_struct");
	assert_int_equal(history_digest(h), before);
	assert_int_equal(machine_digest_full(m), before);
	assert_int_equal(history_run(h, 5, 0), 0);
	assert_int_equal(object_count(m, TABLE_task_struct), 205);
	close_history(m, h);
}

/* A model that looks at limit_hit, as the model's own page faults do. */
static void run_while_there_is_room(void *context, struct machine *m, u32 op, u32 iteration)
{
	u32 room = op;

	while (room-- && !m->limit_hit) {
		add(m, zone_at(m, 0), nr_free_pages, 1);
		trace_op_begin(m, room);
		if (op > 100)
			object_alloc(m, TABLE_task_struct);
	}
	trace_op_end(m, 0);
}

/* What ran before the limit was hit runs again as it did, in a re-run and in a traced one. */
static void test_after_a_limit_the_past_runs_again(void **state)
{
	const struct machine_config config = { .max_pfn = 64, .nr_cpus = 1, .max_contents = 4 };
	const char *error;
	struct machine *m = machine_create(&config, &error);
	struct history *h = history_create(m, 1, run_while_there_is_room, NULL);
	u64 end;

	for (u32 i = 0; i < 50; i++)
		assert_int_equal(history_run(h, 10, i), 0);
	end = history_digest(h);
	assert_int_equal(history_run(h, 1000, 0), -PW_ENOSPC);
	assert_string_equal(m->limit_hit, "task_struct");
	history_seek(h, 5);
	assert_int_equal(history_record(h, 5)->nr_events, 11);
	history_seek(h, history_steps(h));
	assert_int_equal(history_digest(h), end);
	close_history(m, h);
}

static void test_truncate_then_run_something_else(void **state)
{
	struct machine *m;
	struct history *h = open_history(&m, 64 << 20);
	u64 at_40;

	run_all(h, 40);
	at_40 = history_digest(h);
	run_all(h, 60);
	history_truncate(h, 40);
	assert_int_equal(history_digest(h), at_40);
	assert_int_equal(history_run(h, 999, 0), 0);
	history_seek(h, 0);
	history_seek(h, history_steps(h));
	assert_int_equal(history_digest(h), machine_digest_full(m));
	close_history(m, h);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_undo_all_is_start_redo_all_is_end),
		cmocka_unit_test(test_every_step_in_any_order),
		cmocka_unit_test(test_capped_history_still_seeks_everywhere),
		cmocka_unit_test(test_merged_checkpoints_keep_the_past),
		cmocka_unit_test(test_checkpoints_lie_evenly),
		cmocka_unit_test(test_step_numbers_are_the_same_traced_or_not),
		cmocka_unit_test(test_writer_is_the_last_step_that_changed_it),
		cmocka_unit_test(test_changed_values_lie_aligned),
		cmocka_unit_test(test_shadow_finds_a_planted_rogue_store),
		cmocka_unit_test(test_a_full_table_rolls_the_slice_back),
		cmocka_unit_test(test_after_a_limit_the_past_runs_again),
		cmocka_unit_test(test_truncate_then_run_something_else),
	};
	const char *seed = getenv("PAGEWALK_SEED");

	seed_of_run = seed ? strtoull(seed, NULL, 0) : 20190101;
	print_message("PAGEWALK_SEED=%llu repeats this run\n", (unsigned long long)seed_of_run);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
