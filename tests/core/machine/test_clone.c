/*
 * A clone has the same past and a future of its own.
 *
 *   original  |--0--|--1--| ... |--k--|-- k+1 --| ...
 *   clone     |--0--|--1--| ... |--k--|-- other --| ...
 *                                     ^ equal up to here, at every step
 *
 * A failing run prints its seed: PAGEWALK_SEED=n repeats it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "machine/history.h"

#define SLICES 90

static u64 seed_of_run;
static u32 stretch = 1;		/* times as many steps: 200 of them pass several checkpoints */

static u64 next_random(u64 *state)
{
	*state = *state * 6364136223846793005ull + 1442695040888963407ull;
	return *state >> 33;
}

/* 1..30 steps (times `stretch`) of up to three edits, drawn from the op's number. */
static void run_program(void *context, struct machine *m, u32 op, u32 iteration)
{
	u64 rng = *(u64 *)context * 7919 + op * 31 + iteration;
	u32 steps = (1 + (u32)next_random(&rng) % 30) * stretch;

	for (u32 i = 0; i < steps; i++) {
		for (u32 n = (u32)next_random(&rng) % 4; n--;) {
			const struct page *page = page_at(m, (u32)(next_random(&rng) % m->config.max_pfn));

			set(m, page, private, next_random(&rng) + page->_refcount);
			add(m, page, _refcount, 1);
		}
		trace_op_begin(m, i);
	}
}

struct pair {
	struct machine *m;
	struct history *h;
};

static struct machine *new_machine(void)
{
	const struct machine_config config = { .max_pfn = 4096, .nr_cpus = 1, .max_contents = 4 };
	const char *error;
	struct machine *m = machine_create(&config, &error);

	assert_non_null(m);
	return m;
}

static struct pair original(u64 cap)
{
	struct pair p = { .m = new_machine() };

	p.h = history_create(p.m, cap, run_program, &seed_of_run);
	assert_non_null(p.h);
	for (u32 i = 0; i < SLICES; i++)
		assert_int_equal(history_run(p.h, i, 0), 0);
	return p;
}

static struct pair cloned(struct pair from, u32 slice)
{
	struct pair p = { .m = new_machine() };

	p.h = history_clone(from.h, slice, p.m, run_program, &seed_of_run);
	assert_non_null(p.h);
	assert_int_equal(history_slices(p.h), slice);
	assert_int_equal(history_at(p.h), history_steps(p.h));
	assert_int_equal(history_at(from.h), history_steps(p.h));
	return p;
}

static void close_pair(struct pair p)
{
	history_destroy(p.h);
	machine_destroy(p.m);
}

static u64 digest_at(struct pair p, u64 step)
{
	history_seek(p.h, step);
	assert_int_equal(history_digest(p.h), machine_digest_full(p.m));
	return history_digest(p.h);
}

/* From every kind of boundary and under both kinds of history: one past. */
static void same_past(u64 cap)
{
	struct pair a = original(cap);
	u64 rng = seed_of_run;

	for (u32 slice = 0; slice <= SLICES; slice += 15) {
		struct pair b;

		history_seek(a.h, next_random(&rng) % history_steps(a.h));
		b = cloned(a, slice);
		assert_int_equal(history_digest(b.h), history_digest(a.h));
		for (u32 i = 0; i < 60 && history_steps(b.h); i++) {
			u64 step = next_random(&rng) % (history_steps(b.h) + 1);

			assert_int_equal(digest_at(b, step), digest_at(a, step));
		}
		close_pair(b);
	}
	close_pair(a);
}

static void test_the_past_is_the_same(void **state)
{
	same_past(64 << 20);
}

static void test_the_past_is_the_same_under_a_tiny_cap(void **state)
{
	same_past(1);
}

static void test_the_past_has_checkpoints(void **state)
{
	stretch = 200;
	same_past(1);
	stretch = 1;
}

/* The same ops again give the same end; another op does not, and the original never notices. */
static void test_a_future_of_its_own(void **state)
{
	struct pair a = original(64 << 20), b, c;
	u64 end = digest_at(a, history_steps(a.h)), steps = history_steps(a.h);

	b = cloned(a, 40);
	c = cloned(a, 40);
	for (u32 i = 40; i < SLICES; i++) {
		assert_int_equal(history_run(b.h, i, 0), 0);
		assert_int_equal(history_run(c.h, i == 60 ? 1000 : i, 0), 0);
	}
	assert_int_equal(digest_at(b, history_steps(b.h)), end);
	assert_int_not_equal(digest_at(c, history_steps(c.h)), end);
	close_pair(c);
	assert_int_equal(digest_at(a, steps), end);
	assert_int_equal(digest_at(a, 0), digest_at(b, 0));
	close_pair(a);
	assert_int_equal(digest_at(b, history_steps(b.h)), end);	/* it outlives its original */
	close_pair(b);
}

static void test_a_clone_of_a_clone_finds_writers_of_the_past(void **state)
{
	struct pair a = original(64 << 20), b = cloned(a, 70), c = cloned(b, 50);

	for (u32 pfn = 1; pfn < 400; pfn += 17) {
		ref_t at = ref_of(a.m, &page_at(a.m, pfn)->_refcount);
		u64 step = history_steps(c.h), mine = history_writer(c.h, step, -1, at, 4);

		assert_int_equal(mine, history_writer(a.h, step, -1, at, 4));
	}
	close_pair(a);
	close_pair(b);
	close_pair(c);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_the_past_is_the_same),
		cmocka_unit_test(test_the_past_is_the_same_under_a_tiny_cap),
		cmocka_unit_test(test_the_past_has_checkpoints),
		cmocka_unit_test(test_a_future_of_its_own),
		cmocka_unit_test(test_a_clone_of_a_clone_finds_writers_of_the_past),
	};
	const char *seed = getenv("PAGEWALK_SEED");

	seed_of_run = seed ? strtoull(seed, NULL, 0) : 419;
	print_message("PAGEWALK_SEED=%llu repeats this run\n", (unsigned long long)seed_of_run);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
