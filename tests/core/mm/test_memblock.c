/* memblock on small maps.  Each case is drawn above its test: '#' memory or reserved, '.' not. */
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

static struct machine *m;

static int setup(void **state)
{
	m = bulk_machine(65536, 1);
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

static void assert_region(const struct memblock_type *type, u32 i, u64 base, u64 end)
{
	const struct memblock_region *rgn = memblock_regions(m, type) + i;

	assert_true(i < type->cnt);
	assert_true(rgn->base == base && rgn->base + rgn->size == end);
}

static void reserve(u64 base, u64 end)
{
	assert_int_equal(memblock_reserve(m, base, end - base, WHO_NOTHING), 0);
}

/*
 *      1M  2M  3M  4M
 *  |...|###|...|###|      two pieces, added in the wrong order, stay two and get sorted
 */
static void sorted(void **state)
{
	memblock_add(m, 3 * M, M);
	memblock_add(m, M, M);
	assert_int_equal(memblock_memory(m)->cnt, 2);
	assert_region(memblock_memory(m), 0, M, 2 * M);
	assert_region(memblock_memory(m), 1, 3 * M, 4 * M);
	assert_int_equal(memblock_memory(m)->total_size, 2 * M);
}

/*
 *  |###|...|###|          and now from the middle of the first to the middle of the last:
 *    |#######|            one piece; what was there already is not counted twice
 */
static void bridges(void **state)
{
	memblock_add(m, M, M);
	memblock_add(m, 3 * M, M);
	memblock_add(m, M + M / 2, 2 * M);
	assert_int_equal(memblock_memory(m)->cnt, 1);
	assert_region(memblock_memory(m), 0, M, 4 * M);
	assert_int_equal(memblock_memory(m)->total_size, 3 * M);
}

/*
 *  |###########|  minus
 *      |###|      leaves two; removing over both edges empties the list
 */
static void removes(void **state)
{
	memblock_add(m, M, 3 * M);
	memblock_remove(m, 2 * M, M);
	assert_int_equal(memblock_memory(m)->cnt, 2);
	assert_region(memblock_memory(m), 0, M, 2 * M);
	assert_region(memblock_memory(m), 1, 3 * M, 4 * M);
	memblock_remove(m, 0, 16 * M);
	assert_int_equal(memblock_memory(m)->cnt, 1);	/* the empty list's one region of size 0 */
	assert_int_equal(memblock_memory(m)->total_size, 0);
}

/*
 *  memory    |################|
 *  reserved  |..|##|....|##|..|      top down: the last gap that is large enough
 */
static void top_down(void **state)
{
	memblock_add(m, 16 * M, 16 * M);
	reserve(19 * M, 21 * M);
	reserve(27 * M, 31 * M);
	assert_int_equal(memblock_find_in_range(m, 0, MEMBLOCK_ALLOC_ANYWHERE, M, PAGE_SIZE), 31 * M);
	assert_int_equal(memblock_find_in_range(m, 0, MEMBLOCK_ALLOC_ANYWHERE, 2 * M, PAGE_SIZE),
			 25 * M);
	assert_int_equal(memblock_find_in_range(m, 0, 24 * M, 2 * M, PAGE_SIZE), 22 * M);
	assert_int_equal(memblock_find_in_range(m, 0, MEMBLOCK_ALLOC_ANYWHERE, 3 * M, 4 * M), 24 * M);
	assert_int_equal(memblock_find_in_range(m, 0, MEMBLOCK_ALLOC_ANYWHERE, 7 * M, PAGE_SIZE), 0);
}

/* Bottom up begins above the kernel image, and falls back to top down. */
static void bottom_up(void **state)
{
	set(m, sys(m), kernel_end, 20 * M);
	memblock_add(m, 16 * M, 16 * M);
	memblock_set_bottom_up(m, true);
	assert_int_equal(memblock_find_in_range(m, 0, MEMBLOCK_ALLOC_ANYWHERE, M, PAGE_SIZE), 20 * M);
	reserve(20 * M, 32 * M);
	assert_int_equal(memblock_find_in_range(m, 0, MEMBLOCK_ALLOC_ANYWHERE, M, PAGE_SIZE), 19 * M);
}

/* Nothing is handed out above the limit; a minimum that cannot be met is dropped; frame 0 never. */
static void limits(void **state)
{
	memblock_add(m, 0, 8 * M);
	memblock_set_current_limit(m, 4 * M);
	assert_int_equal(memblock_virt_alloc_try_nid(m, M, 0, 0, 0, WHO_NOTHING), 3 * M);
	assert_int_equal(memblock_virt_alloc_try_nid(m, 64, 0, 6 * M, MEMBLOCK_ALLOC_ANYWHERE,
						     WHO_NOTHING), 3 * M - 64);
	assert_int_equal(memblock_virt_alloc_try_nid(m, 4 * M, 0, 0, 0, WHO_NOTHING), 0);
	reserve(PAGE_SIZE, 8 * M);
	assert_int_equal(memblock_find_in_range(m, 0, MEMBLOCK_ALLOC_ANYWHERE, 64, 64), 0);
}

/* Half a frame at the edge of RAM is lost, a region smaller than a frame vanishes. */
static void trims(void **state)
{
	memblock_add(m, M + 100, M);
	memblock_add(m, 4 * M + 5, 2 * K);
	memblock_trim_memory(m, PAGE_SIZE);
	assert_int_equal(memblock_memory(m)->cnt, 1);
	assert_region(memblock_memory(m), 0, M + PAGE_SIZE, 2 * M);
}

/* What trimming cut off stays in the sum (as in the kernel) until the list is begun anew. */
static void trimmed_away(void **state)
{
	memblock_add(m, M + 100, M);
	memblock_trim_memory(m, PAGE_SIZE);
	memblock_remove(m, 0, 16 * M);
	assert_int_equal(memblock_memory(m)->total_size, PAGE_SIZE);
	assert_int_equal(memblock_add(m, 2 * M, M), 0);
	assert_int_equal(memblock_memory(m)->total_size, M);
	assert_region(memblock_memory(m), 0, 2 * M, 3 * M);
}

/* Regions with different flags do not merge; a NOMAP region is not handed out. */
static void nomap(void **state)
{
	memblock_add(m, 16 * M, 16 * M);
	assert_int_equal(memblock_setclr_flag(m, 24 * M, 8 * M, true, MEMBLOCK_NOMAP), 0);
	assert_int_equal(memblock_memory(m)->cnt, 2);
	assert_int_equal(memblock_find_in_range(m, 0, MEMBLOCK_ALLOC_ANYWHERE, M, PAGE_SIZE), 23 * M);
	assert_int_equal(memblock_setclr_flag(m, 24 * M, 8 * M, false, MEMBLOCK_NOMAP), 0);
	assert_int_equal(memblock_memory(m)->cnt, 1);
}

static u32 fill_reserved(u32 count)
{
	u32 ok = 0;

	for (u32 i = 0; i < count; i++)
		ok += memblock_reserve(m, 64 * M + i * 16 * K, 8 * K, WHO_NOTHING) == 0;
	return ok;
}

/* 128 regions fit; the 129th moves the array into memory that it must then describe itself. */
static void doubles(void **state)
{
	memblock_add(m, 16 * M, 128 * M);
	assert_int_equal(fill_reserved(128), 128);
	assert_int_equal(memblock_reserved(m)->max, INIT_MEMBLOCK_REGIONS);
	assert_int_equal(memblock_reserve(m, M, M, WHO_NOTHING), -PW_ENOMEM);	/* not allowed yet */
	memblock_allow_resize(m);
	assert_int_equal(memblock_reserve(m, 64 * M + 128 * 16 * K, 8 * K, WHO_NOTHING), 0);
	assert_int_equal(memblock_reserved(m)->max, 2 * INIT_MEMBLOCK_REGIONS);
	assert_int_equal(memblock_reserved(m)->cnt, 130);	/* the array's own place as well */
	assert_int_equal(memblock_reserved(m)->regions_pa, 144 * M - 8 * K);
	/* doubled again, the old array's 8 KiB are free */
	assert_int_equal(fill_reserved(300), 300);
	assert_int_equal(memblock_reserved(m)->max, 4 * INIT_MEMBLOCK_REGIONS);
	assert_false(memblock_overlaps_region(m, memblock_reserved(m), 144 * M - 8 * K, 8 * K));
}

/*
 *  memory    |#.#.#. 128 .#.#.#########|   full, and so is reserved
 *  reserved  |#.#.#. 128 .#.#.........#|
 * One more piece of RAM: its list moves, what it moved to must be reserved, so that list moves too,
 * to the two pages below.
 */
static void doubles_both(void **state)
{
	memblock_allow_resize(m);
	memblock_add(m, 32 * M, 16 * M);
	for (u64 i = 0; i < 127; i++)
		assert_int_equal(memblock_add(m, 16 * M + i * 64 * K, 32 * K), 0);
	assert_int_equal(fill_reserved(127), 127);
	reserve(48 * M - PAGE_SIZE, 48 * M);
	assert_int_equal(memblock_memory(m)->max, INIT_MEMBLOCK_REGIONS);
	assert_int_equal(memblock_add(m, 8 * M, M), 0);
	assert_int_equal(memblock_memory(m)->cnt, 129);
	assert_int_equal(memblock_memory(m)->max, 2 * INIT_MEMBLOCK_REGIONS);
	assert_int_equal(memblock_reserved(m)->max, 2 * INIT_MEMBLOCK_REGIONS);
	assert_int_equal(memblock_memory(m)->regions_pa, 48 * M - 3 * PAGE_SIZE);
	assert_int_equal(memblock_reserved(m)->regions_pa, 48 * M - 5 * PAGE_SIZE);
	assert_region(memblock_memory(m), 0, 8 * M, 9 * M);
}

static bool bit(const u8 *set, u64 i)
{
	return set[i];
}

/* 2,000 random calls against one byte a page. */
static void against_bytes(void **state)
{
	static u8 memory[1024], taken[1024];
	u32 seed = 7;

	memblock_allow_resize(m);
	for (u32 i = 0; i < 2000; i++) {
		u32 at, length, what;
		u8 *bytes;

		seed = seed * 1664525 + 1013904223;
		at = seed >> 8 & 1023;
		length = min_t(u32, (seed >> 18 & 31) + 1, 1024 - at);
		what = seed >> 30;
		bytes = what & 1 ? taken : memory;
		for (u32 page = at; page < at + length; page++)
			bytes[page] = !(what & 2);
		if (what == 0)
			memblock_add(m, at * PAGE_SIZE, length * PAGE_SIZE);
		else if (what == 1)
			memblock_reserve(m, at * PAGE_SIZE, length * PAGE_SIZE, WHO_NOTHING);
		else if (what == 2)
			memblock_remove(m, at * PAGE_SIZE, length * PAGE_SIZE);
		else
			memblock_free(m, at * PAGE_SIZE, length * PAGE_SIZE, WHO_NOTHING);
	}
	for (u64 page = 0; page < 1024; page++) {
		u64 pa = page * PAGE_SIZE, start, end;
		bool is_free = false;

		assert_int_equal(bit(memory, page), memblock_is_region_memory(m, pa, PAGE_SIZE));
		assert_int_equal(bit(taken, page),
				 memblock_overlaps_region(m, memblock_reserved(m), pa, PAGE_SIZE));
		for_each_free_mem_range(m, i, &start, &end)
			is_free |= start <= pa && pa < end;
		assert_int_equal(is_free, memory[page] && !taken[page]);
	}
}

#define CASE(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CASE(sorted), CASE(bridges), CASE(removes), CASE(top_down), CASE(bottom_up),
		CASE(limits), CASE(trims), CASE(nomap), CASE(doubles), CASE(doubles_both),
		CASE(trimmed_away), CASE(against_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
