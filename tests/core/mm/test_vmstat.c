/*
 * Fragmentation, drawn:
 *
 *   order 0  [.] [.] [.] [.]        12 free pages in 7 blocks
 *   order 1  [..] [..]
 *   order 2  [....]
 *
 * A request of order 2 can use 4 of the 12; one of order 3 fails because they are in pieces.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "mm/vmstat.h"

static struct machine *m;

static void set_free_blocks(const u32 blocks[MAX_ORDER])
{
	for (u32 order = 0; order < MAX_ORDER; order++)
		set(m, zone_free_area(m, zone_at(m, 0), order), nr_free, blocks[order]);
}

static int power_on(void **state)
{
	const struct machine_config c = { .max_pfn = 4096, .nr_cpus = 1, .max_contents = 4 };
	const char *error;

	m = machine_create(&c, &error);
	return m ? 0 : -1;
}

static int power_off(void **state)
{
	machine_destroy(m);
	return 0;
}

static void pieces(void **state)
{
	const struct zone *zone = zone_at(m, 0);

	set_free_blocks((const u32[MAX_ORDER]){ 4, 2, 1 });
	assert_int_equal(unusable_free_index(m, zone, 0), 0);
	assert_int_equal(unusable_free_index(m, zone, 1), 4 * 1000 / 12);
	assert_int_equal(unusable_free_index(m, zone, 2), 8 * 1000 / 12);
	assert_int_equal(unusable_free_index(m, zone, 3), 1000);
	assert_int_equal(fragmentation_index(m, zone, 2), -1000);
	assert_int_equal(fragmentation_index(m, zone, 3), 1000 - (1000 + 12000 / 8) / 7);
	assert_int_equal(fragmentation_index(m, zone, 10), 1000 - (1000 + 12000 / 1024) / 7);
}

static void nothing_free(void **state)
{
	set_free_blocks((const u32[MAX_ORDER]){ 0 });
	assert_int_equal(unusable_free_index(m, zone_at(m, 0), 0), 1000);
	assert_int_equal(fragmentation_index(m, zone_at(m, 0), 0), 0);
}

/* One free page is lack of memory: the index is small.  Many single pages are pieces: near 1. */
static void lack_or_pieces(void **state)
{
	const struct zone *zone = zone_at(m, 0);

	set_free_blocks((const u32[MAX_ORDER]){ 1 });
	assert_int_equal(fragmentation_index(m, zone, 3), 1000 - (1000 + 1000 / 8));
	set_free_blocks((const u32[MAX_ORDER]){ 1000 });
	assert_int_equal(fragmentation_index(m, zone, 3), 1000 - (1000 + 1000000 / 8) / 1000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pieces), cmocka_unit_test(nothing_free),
		cmocka_unit_test(lack_or_pieces),
	};

	return cmocka_run_group_tests(tests, power_on, power_off);
}
