/*
 * memblock's two lists, case by case as the kernel's own test-suite has them (tools/testing/memblock:
 * add, reserve, remove, free, trim), on small maps.  In the drawings '#' is in the list before the
 * call, 'x' the range of the call, and the last line the list after it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "check/check.h"
#include "mm/memblock.h"
#include "recording.h"

#define K 1024ull
#define M (1024 * K)
#define G (1024 * M)

static struct machine *m;

static int setup(void **state)
{
	m = bulk_machine(1024, 1);
	memblock_init(m);
	set(m, sys(m), booted, 1);
	return 0;
}

static int teardown(void **state)
{
	struct check_report r = { .ok = true };

	check_memblock(m, &r);
	assert_true(r.ok);
	machine_destroy(m);
	return 0;
}

struct range {
	u64 base, size;
};

static const struct memblock_type *list;	/* the one that the case is about */

static void put(u64 base, u64 size)
{
	assert_int_equal(list == memblock_memory(m) ? memblock_add(m, base, size) :
			 memblock_reserve(m, base, size, WHO_NOTHING), 0);
}

static void take(u64 base, u64 size)
{
	assert_int_equal(list == memblock_memory(m) ? memblock_remove(m, base, size) :
			 memblock_free(m, base, size, WHO_NOTHING), 0);
}

static void expect(u32 nr, const struct range *want)
{
	u64 total = 0;

	assert_int_equal(list->cnt, nr);
	for (u32 i = 0; i < nr; i++) {
		const struct memblock_region *rgn = memblock_regions(m, list) + i;

		assert_int_equal(rgn->base, want[i].base);
		assert_int_equal(rgn->size, want[i].size);
		total += want[i].size;
	}
	assert_int_equal(list->total_size, total);
}

#define EXPECT(...) \
	expect(sizeof((struct range[]){ __VA_ARGS__ }) / sizeof(struct range), \
	       (struct range[]){ __VA_ARGS__ })

/* Power on: each list holds the one region of size 0, room for 128, and no limit. */
static void initial(void **state)
{
	for (u32 t = MEMBLOCK_MEMORY; t <= MEMBLOCK_RESERVED; t++) {
		list = memblock_type_at(m, t);
		assert_int_equal(list->max, INIT_MEMBLOCK_REGIONS);
		EXPECT({ 0, 0 });
	}
	assert_false(memblock_bottom_up(m));
	assert_int_equal(memblock_at(m, 0)->current_limit, MEMBLOCK_ALLOC_ANYWHERE);
}

/* |...xxxx...|  ->  one region */
static void put_one(void)
{
	put(G, 4 * M);
	EXPECT({ G, 4 * M });
}

/* |..##..xx..|  ->  two, with a hole between */
static void put_disjoint(void)
{
	put(G, 8 * K);
	put(G + 16 * K, 8 * K);
	EXPECT({ G, 8 * K }, { G + 16 * K, 8 * K });
}

/*    |....####|
 *    |..xxxx..|  over its lower edge: one that begins where the new one does
 */
static void put_over_the_start(void)
{
	put(512 * M, G);
	put(256 * M, 512 * M);
	EXPECT({ 256 * M, 256 * M + G });
}

/*    |..####..|
 *    |....xxxx|  over its upper edge
 */
static void put_over_the_end(void)
{
	put(128 * M, 512 * M);
	put(256 * M, G);
	EXPECT({ 128 * M, 128 * M + G });
}

/*    |.######.|
 *    |...xx...|  inside: nothing changes
 */
static void put_within(void)
{
	put(8 * M, 32 * M);
	put(16 * M, M);
	EXPECT({ 8 * M, 32 * M });
}

/* the same twice: nothing changes */
static void put_twice(void)
{
	put(16 * K, 2 * M);
	put(16 * K, 2 * M);
	EXPECT({ 16 * K, 2 * M });
}

/*    |##....##|
 *    |..xxxx..|  just the hole: all three become one
 */
static void put_between(void)
{
	put(G, 8 * K);
	put(G + 24 * K, 8 * K);
	put(G + 8 * K, 16 * K);
	EXPECT({ G, 32 * K });
}

/* The last byte of the address space is never in a list: the size is cut, not wrapped. */
static void put_near_the_end(void)
{
	put(~0ull - M, 2 * M);
	EXPECT({ ~0ull - M, M });
}

/* A range of no length is no range. */
static void put_nothing(void)
{
	put(G, 0);
	EXPECT({ 0, 0 });
}

/*    |.##..##.|
 *    |.xx.....|  the first goes, the second moves up
 */
static void take_one(void)
{
	put(2 * K, 4 * K);
	put(128 * K, 4 * M);
	take(2 * K, 4 * K);
	EXPECT({ 128 * K, 4 * M });
}

/* |.##....xx.|  not in the list: nothing changes */
static void take_absent(void)
{
	put(512 * K, 4 * M);
	take(64 * M, G);
	EXPECT({ 512 * K, 4 * M });
}

/*    |...####.|
 *    |.xxxx...|  the lower part goes
 */
static void take_over_the_start(void)
{
	put(32 * M, 32 * M);
	take(16 * M, 32 * M);
	EXPECT({ 48 * M, 16 * M });
}

/*    |.####...|
 *    |...xxxx.|  the upper part goes
 */
static void take_over_the_end(void)
{
	put(2 * M, 64 * M);
	take(32 * M, 256 * M);
	EXPECT({ 2 * M, 30 * M });
}

/*    |.######.|
 *    |...xx...|  two remain
 */
static void take_within(void)
{
	put(M, 32 * M);
	take(16 * M, M);
	EXPECT({ M, 15 * M }, { 17 * M, 16 * M });
}

/* The only one: the list is as at power on. */
static void take_the_only_one(void)
{
	put(2 * K, 4 * K);
	take(2 * K, 4 * K);
	EXPECT({ 0, 0 });
}

/* Up to the end of the address space: what lies there goes, and nothing wraps. */
static void take_near_the_end(void)
{
	put(~0ull - 2 * M, 2 * M);
	take(~0ull - M, 2 * M);
	EXPECT({ ~0ull - 2 * M, M });
}

/*    |.###..###.|
 *    |...xxxx...|  the neighbouring ends of two
 */
static void take_overlapping_two(void)
{
	put(16 * M, 32 * M);
	put(64 * M, 64 * M);
	take(32 * M, 64 * M);
	EXPECT({ 16 * M, 16 * M }, { 96 * M, 32 * M });
}

/* Twice as many as there is room for: the arrays move, and the lists stay what they should be. */
static void put_many(void)
{
	u64 total = 0;

	memblock_add(m, 256 * M, 256 * M);	/* where a doubled array can lie */
	memblock_allow_resize(m);
	if (list == memblock_memory(m))
		total = 256 * M;
	for (u32 i = 0; i < 2 * INIT_MEMBLOCK_REGIONS; i++, total += 8 * K)
		put(G + i * 16 * K, 8 * K);
	assert_int_equal(list->max, 4 * INIT_MEMBLOCK_REGIONS);
	/* the reserved list holds its own array as well, memory the RAM above */
	assert_int_equal(list->cnt, 2 * INIT_MEMBLOCK_REGIONS + 1);
	if (list == memblock_memory(m))
		assert_int_equal(list->total_size, total);
	else
		assert_int_equal(list->total_size, total + 4ull * INIT_MEMBLOCK_REGIONS *
							  m->geo.sizeof_memblock_region);
}

static void (*const cases[])(void) = {
	put_one, put_disjoint, put_over_the_start, put_over_the_end, put_within, put_twice,
	put_between, put_near_the_end, put_nothing, take_one, take_absent, take_over_the_start,
	take_over_the_end, take_within, take_the_only_one, take_near_the_end, take_overlapping_two,
	put_many,
};

static void run_cases(u32 type)
{
	for (u32 i = 0; i < ARRAY_SIZE(cases); i++) {
		list = memblock_type_at(m, type);
		cases[i]();
		if (i + 1 < ARRAY_SIZE(cases)) {
			teardown(NULL);
			setup(NULL);
		}
	}
}

/* memblock_add() and memblock_remove() */
static void memory(void **state)
{
	run_cases(MEMBLOCK_MEMORY);
}

/* memblock_reserve() and memblock_free(): the same algorithm on the other list */
static void reserved(void **state)
{
	run_cases(MEMBLOCK_RESERVED);
}

/*
 *    |.aaa|bbb.|  neighbours of two nodes, or with other flags, stay two; told the same node and
 *    |.aaabbb..|  cleared of the flag they become one
 */
static void nodes_and_flags(void **state)
{
	list = memblock_memory(m);
	memblock_add_node(m, M, 16 * M, 1, MEMBLOCK_HOTPLUG);
	EXPECT({ M, 16 * M });
	assert_int_equal(memblock_regions(m, list)->nid, 1);
	assert_int_equal(memblock_regions(m, list)->flags, MEMBLOCK_HOTPLUG);
	memblock_add_node(m, 17 * M, M, 2, MEMBLOCK_HOTPLUG);
	EXPECT({ M, 16 * M }, { 17 * M, M });
	memblock_add(m, 18 * M, M);
	assert_int_equal(memblock_regions(m, list)[2].nid, MAX_NUMNODES);
	EXPECT({ M, 16 * M }, { 17 * M, M }, { 18 * M, M });
	memblock_set_node(m, 0, ~0ull, 1);
	EXPECT({ M, 17 * M }, { 18 * M, M });
	memblock_setclr_flag(m, M, 17 * M, false, MEMBLOCK_HOTPLUG);
	EXPECT({ M, 18 * M });
	/* half of it to another node: cut in two */
	memblock_set_node(m, 10 * M, 9 * M, 0);
	EXPECT({ M, 9 * M }, { 10 * M, 9 * M });
	/* removing keeps the node of what is left on both sides */
	memblock_remove(m, 4 * M, M);
	EXPECT({ M, 3 * M }, { 5 * M, 5 * M }, { 10 * M, 9 * M });
	assert_int_equal(memblock_regions(m, list)[1].nid, 1);
}

/*
 *  aligned already    |  ####  |   stays
 *  too small          |  #     |   goes
 *  begins in between  |   #### |   loses the begin
 *  ends in between    | ####   |   loses the end
 */
static void trim(void **state)
{
	list = memblock_memory(m);
	memblock_add(m, 64 * K, 64 * K);
	memblock_add(m, 256 * K, 64 * K);
	memblock_trim_memory(m, 64 * K);
	EXPECT({ 64 * K, 64 * K }, { 256 * K, 64 * K });
	memblock_add(m, 512 * K, 2 * K);
	memblock_trim_memory(m, 64 * K);
	assert_int_equal(list->cnt, 2);
	memblock_add(m, M + 2 * K, 2 * 64 * K - 2 * K);
	memblock_add(m, 2 * M, 64 * K + 2 * K);
	memblock_trim_memory(m, 64 * K);
	assert_int_equal(list->cnt, 4);
	assert_int_equal(memblock_regions(m, list)[2].base, M + 64 * K);
	assert_int_equal(memblock_regions(m, list)[2].size, 64 * K);
	assert_int_equal(memblock_regions(m, list)[3].base, 2 * M);
	assert_int_equal(memblock_regions(m, list)[3].size, 64 * K);
}

/* A list of nothing but scraps ends empty. */
static void trim_all(void **state)
{
	list = memblock_memory(m);
	memblock_add(m, 5, 100);
	memblock_trim_memory(m, 64 * K);
	EXPECT({ 0, 0 });
}

#define CASE(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(initial), CASE(memory), CASE(reserved), CASE(nodes_and_flags), CASE(trim),
		CASE(trim_all),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
