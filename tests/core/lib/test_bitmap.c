/* Bitmaps against arrays of bytes: every operation, at every border, and back in time. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/bitmap.h"
#include "machine/history.h"

#define BITS 300

static struct machine *m;

static const u64 *map(void)
{
	return &cma_bitmap_at(m, 0)->word;
}

static int setup(void **state)
{
	static const struct machine_config config = { .max_pfn = 65536, .nr_cpus = 1,
						      .max_contents = 64 };
	const char *error;

	m = machine_create(&config, &error);
	return m ? 0 : -1;
}

static int teardown(void **state)
{
	machine_destroy(m);
	return 0;
}

static void assert_same(const u8 *bytes)
{
	u32 weight = 0, next = BITS, next_zero = BITS;

	for (u32 i = BITS; i-- > 0;) {
		weight += bytes[i];
		next = bytes[i] ? i : next;
		next_zero = bytes[i] ? next_zero : i;
		assert_int_equal(test_bit(map(), i), bytes[i]);
		assert_int_equal(find_next_bit(map(), BITS, i), next);
		assert_int_equal(find_next_zero_bit(map(), BITS, i), next_zero);
	}
	assert_int_equal(bitmap_weight(map(), BITS), weight);
	assert_int_equal(find_next_bit(map(), BITS, BITS), BITS);
	assert_int_equal(map()[BITS / 64] >> BITS % 64, 0);	/* nothing beyond */
}

static u32 slow_zero_area(const u8 *bytes, u32 start, u32 nr, u32 align_mask, u32 align_offset)
{
	for (u32 i = start; i + nr <= BITS; i++) {
		u32 free = 0;

		if ((i + align_offset) & align_mask)
			continue;
		while (free < nr && !bytes[i + free])
			free++;
		if (free == nr)
			return i;
	}
	return BITS + 1;
}

static void test_against_bytes(void **state)
{
	const char *given = getenv("PAGEWALK_SEED");
	u32 seed = given ? (u32)strtoul(given, NULL, 0) : 1;
	u8 bytes[BITS] = { 0 };

	for (u32 round = 0; round < 400; round++) {
		u32 start = (seed = seed * 1103515245 + 12345) % BITS;
		u32 nr = (seed >> 16) % (round % 3 ? 20 : BITS - start + 1);
		u32 align = 1u << (seed >> 20) % 5;

		nr = start + nr > BITS ? BITS - start : nr;
		if (seed & 0x8000)
			bitmap_set(m, map(), start, nr);
		else
			bitmap_clear(m, map(), start, nr);
		memset(bytes + start, !!(seed & 0x8000), nr);
		assert_same(bytes);
		for (u32 want = 1; want < 40; want += 6) {
			u32 at = bitmap_find_next_zero_area_off(map(), BITS, start / 2, want, align - 1,
								round % align);

			if (at != slow_zero_area(bytes, start / 2, want, align - 1, round % align))
				fail_msg("PAGEWALK_SEED=%s: round %u", given ? given : "1", round);
		}
	}
}

/*
 *   bits  0    63 64   127 128
 *         |..####|#######|#...   three words change, and only those that differ are recorded
 */
static void run_set(void *context, struct machine *machine, u32 op, u32 iteration)
{
	if (op)
		bitmap_clear(machine, map(), 64, 64);
	else
		bitmap_set(machine, map(), 60, 69);
	trace_cma_bitmap(machine, 0, bitmap_weight(map(), BITS));
}

static void test_both_ways(void **state)
{
	struct history *h = history_create(m, 1u << 20, run_set, NULL);

	assert_int_equal(history_run(h, 0, 0), 0);
	assert_int_equal(bitmap_weight(map(), BITS), 69);
	assert_int_equal(history_run(h, 1, 0), 0);
	assert_int_equal(bitmap_weight(map(), BITS), 5);
	history_seek(h, 1);
	assert_int_equal(bitmap_weight(map(), BITS), 69);
	history_seek(h, 0);
	assert_int_equal(bitmap_weight(map(), BITS), 0);
	history_seek(h, 2);
	assert_int_equal(bitmap_weight(map(), BITS), 5);
	history_destroy(h);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_against_bytes, setup, teardown),
		cmocka_unit_test_setup_teardown(test_both_ways, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
