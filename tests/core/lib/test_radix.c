/* The radix tree against a plain array, with indexes that need one to eleven levels. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "lib/radix.h"

#define SLOTS 90u

static struct machine *m;

static u64 index_of(u32 i, u32 round)
{
	static const u64 strides[] = { 1, 63, 64, 4097, 1ull << 30, 0x0f0f0f0f0f0f0full };

	return i * strides[round % ARRAY_SIZE(strides)];
}

static void test_against_array(void **state)
{
	const u32 *root = &file_at(m, 1)->i_pages;

	for (u32 round = 0; round < 6; round++) {
		for (u32 i = 0; i < SLOTS; i++)
			if (i % 3)
				assert_int_equal(radix_tree_insert(m, root, index_of(i, round), i + 1), 0);
		assert_int_equal(radix_tree_insert(m, root, index_of(1, round), 9), -PW_EEXIST);
		for (u32 i = 0; i < SLOTS; i++)
			assert_int_equal(radix_tree_lookup(m, *root, index_of(i, round)), i % 3 ? i + 1 : 0);
		for (u32 i = 0; i < SLOTS; i++)
			assert_int_equal(radix_tree_delete(m, root, index_of(SLOTS - 1 - i, round)),
					 (SLOTS - 1 - i) % 3 ? SLOTS - i : 0);
		assert_int_equal(*root, 0);
		assert_int_equal(object_count(m, TABLE_radix_tree_node), 0);
	}
}

/* One item needs as many nodes as its index is high; the table of nodes is a limit with a name. */
static void test_height_and_limit(void **state)
{
	const u32 *root = &file_at(m, 1)->i_pages;
	u64 i = 0;

	assert_int_equal(radix_tree_insert(m, root, RADIX_TREE_MAP_SIZE - 1, 7), 0);
	assert_int_equal(object_count(m, TABLE_radix_tree_node), 1);
	assert_int_equal(radix_tree_insert(m, root, RADIX_TREE_MAP_SIZE, 8), 0);
	assert_int_equal(object_count(m, TABLE_radix_tree_node), 3);
	assert_int_equal(radix_tree_delete(m, root, RADIX_TREE_MAP_SIZE), 8);
	assert_int_equal(object_count(m, TABLE_radix_tree_node), 1);
	while (!radix_tree_insert(m, root, (i + 1) << 12, 1))
		i++;
	assert_true(i > 100);
	assert_string_equal(m->limit_hit, "radix_tree_node");
}

static int setup(void **state)
{
	static const struct machine_config config = { .max_pfn = 64, .nr_cpus = 1,
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_against_array, setup, teardown),
		cmocka_unit_test_setup_teardown(test_height_and_limit, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
