/*
 * A microcontroller's heap and pools.  The heap is drawn as it lies in RAM: letters are blocks in use,
 * dots are free, one character is 16 bytes with the header.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "check/check.h"
#include "machine/trace.h"
#include "mcu/mcu.h"

#define HEAP_BYTES (8 + 16 * 16)	/* sixteen characters, and pxEnd */

static struct machine *mcu_of(u32 heap_bytes)
{
	struct machine_config config = { .max_pfn = 1024, .nr_cpus = 1, .max_contents = 16 };
	const char *error;
	struct machine *m = machine_create(&config, &error);

	assert_non_null(m);
	m->journaling = false;
	assert_int_equal(mcu_reset(m, 4096, heap_bytes), 0);
	return m;
}

/* The heap as a drawing; what is in use takes the letters in the order of addresses. */
static void assert_drawn(const struct machine *m, const char *drawing)
{
	char got[64] = "", letter = 'a';
	struct check_report r = { .ok = true };
	u32 n = 0;

	for_each_heap_block(m, block) {
		u32 size = heap_size(m, block), free = !(size & HEAP_ALLOCATED);

		memset(got + n, free ? '.' : letter, (size & ~HEAP_ALLOCATED) / 16);
		n += (size & ~HEAP_ALLOCATED) / 16;
		letter += !free;
	}
	assert_string_equal(got, drawing);
	check_mcu(m, &r);
	if (!r.ok)
		fail_msg("%s", r.text[0]);
}

/*
 *   ................      one free block
 *   aabb............      two allocations: 24 and 20 bytes, each with a header of 8
 */
static void first_fit_from_the_begin(void **state)
{
	struct machine *m = mcu_of(HEAP_BYTES);
	u32 a = pvPortMalloc(m, 24), b = pvPortMalloc(m, 20);

	assert_int_equal(a, the_mcu(m)->ucHeap + 8);
	assert_int_equal(b, a + 32);
	assert_drawn(m, "aabb............");
	assert_int_equal(the_mcu(m)->xFreeBytesRemaining, 12 * 16);
	machine_destroy(m);
}

/*
 *   aabbcc..........
 *   ..aabb..........      free a
 *   aabbcc..........      a smaller one takes all of it: 16 bytes left over are too small to cut
 */
static void holes_are_used_again(void **state)
{
	struct machine *m = mcu_of(HEAP_BYTES);
	u32 a = pvPortMalloc(m, 24);

	pvPortMalloc(m, 24);
	pvPortMalloc(m, 24);
	assert_int_equal(vPortFree(m, a), 0);
	assert_drawn(m, "..aabb..........");
	assert_int_equal(pvPortMalloc(m, 8), a);	/* 16 would be left: not more than the least */
	assert_drawn(m, "aabbcc..........");
	machine_destroy(m);
}

/*
 *   aabbcc..........
 *   aa..bb..........      free b: no neighbour is free
 *   ....aa..........      free a: merges with what is behind it
 *   ................      free c: merges on both sides
 */
static void neighbours_merge(void **state)
{
	struct machine *m = mcu_of(HEAP_BYTES);
	u32 a = pvPortMalloc(m, 24), b = pvPortMalloc(m, 24), c = pvPortMalloc(m, 24);

	vPortFree(m, b);
	assert_drawn(m, "aa..bb..........");
	vPortFree(m, a);
	assert_drawn(m, "....aa..........");
	vPortFree(m, c);
	assert_drawn(m, "................");
	assert_int_equal(heap_size(m, the_mcu(m)->xStart), 256);
	assert_int_equal(the_mcu(m)->xMinimumEverFreeBytesRemaining, 256 - 96);
	machine_destroy(m);
}

/*
 *   aabbccddeeffgghh
 *   ..aa..bb..cc..dd      every other block is free: 128 bytes, but no piece of 48
 */
static void fragmented(void **state)
{
	struct machine *m = mcu_of(HEAP_BYTES);
	u32 p[8];

	for (u32 i = 0; i < 8; i++)
		p[i] = pvPortMalloc(m, 24);
	assert_int_equal(pvPortMalloc(m, 1), 0);
	for (u32 i = 0; i < 8; i += 2)
		vPortFree(m, p[i]);
	assert_drawn(m, "..aa..bb..cc..dd");
	assert_int_equal(the_mcu(m)->xFreeBytesRemaining, 128);
	assert_int_equal(pvPortMalloc(m, 40), 0);
	assert_int_equal(pvPortMalloc(m, 24), p[0]);
	machine_destroy(m);
}

static void wrong_frees(void **state)
{
	struct machine *m = mcu_of(HEAP_BYTES);
	u32 a;

	assert_int_equal(vPortFree(m, 0x20000100), -PW_EINVAL);
	a = pvPortMalloc(m, 24);
	assert_int_equal(vPortFree(m, a + 8), -PW_EINVAL);
	assert_int_equal(vPortFree(m, 0xfffffff0), -PW_EINVAL);
	assert_int_equal(vPortFree(m, 0), 0);
	assert_int_equal(vPortFree(m, a), 0);
	assert_int_equal(vPortFree(m, a), -PW_EINVAL);
	assert_int_equal(pvPortMalloc(m, 0), 0);
	assert_int_equal(pvPortMalloc(m, 0x7fffffff), 0);
	assert_int_equal(pvPortMalloc(m, 0xffffffff), 0);
	assert_drawn(m, "................");
	machine_destroy(m);
}

static void pools(void **state)
{
	struct machine *m = mcu_of(HEAP_BYTES);
	int pool = pool_create(m, 10, 3);
	u32 a = pool_alloc(m, (u32)pool), b = pool_alloc(m, (u32)pool), c = pool_alloc(m, (u32)pool);

	assert_int_equal(a, MCU_RAM_BASE + MCU_STATIC_BYTES);
	assert_int_equal(b, a + 12);	/* 10 bytes take three words */
	assert_int_equal(c, b + 12);
	assert_int_equal(pool_alloc(m, (u32)pool), 0);
	assert_int_equal(pool_free(m, (u32)pool, b), 0);
	assert_int_equal(pool_free(m, (u32)pool, b), -PW_EINVAL);
	assert_int_equal(pool_free(m, (u32)pool, a + 4), -PW_EINVAL);
	assert_int_equal(pool_free(m, (u32)pool, a - 12), -PW_EINVAL);
	assert_int_equal(pool_alloc(m, (u32)pool), b);
	assert_int_equal(pool_create(m, 4096, 4), -PW_ENOMEM);
	for (u32 i = 1; i < MCU_POOLS; i++)
		assert_int_equal(pool_create(m, 4, 1), i);
	assert_int_equal(pool_create(m, 4, 1), -PW_ENOSPC);
	machine_destroy(m);
}

static void resets(void **state)
{
	struct machine *m = mcu_of(HEAP_BYTES);

	assert_int_equal(mcu_reset(m, 4096, 4096), -PW_EINVAL);
	assert_int_equal(mcu_reset(m, 1024, 64), -PW_EINVAL);
	assert_int_equal(mcu_reset(m, MCU_RAM_MAX + 8, 64), -PW_EINVAL);
	assert_int_equal(mcu_reset(m, 4096, 4), -PW_EINVAL);
	assert_int_equal(the_mcu(m)->heap_bytes, HEAP_BYTES);
	pvPortMalloc(m, 24);
	assert_int_equal(mcu_reset(m, 8192, 1024), 0);
	assert_int_equal(the_mcu(m)->pxEnd, 0);
	machine_destroy(m);
}

/* Sizes and frees at random, the whole heap checked after each. */
static void random_program(void **state)
{
	const char *seed = getenv("PAGEWALK_SEED");
	u64 x = seed ? strtoull(seed, NULL, 0) : 20190101;
	struct machine *m = mcu_of(2048);
	u32 held[32] = { 0 };

	for (u32 i = 0; i < 20000; i++) {
		struct check_report r = { .ok = true };
		u32 *slot;

		x = x * 6364136223846793005ull + 1442695040888963407ull;
		slot = &held[x >> 59];
		if (*slot)
			assert_int_equal(vPortFree(m, *slot), 0);
		*slot = *slot ? 0 : pvPortMalloc(m, (u32)(x >> 40 & 0xff));
		check_mcu(m, &r);
		if (!r.ok)
			fail_msg("PAGEWALK_SEED=%s build/bin/test_core_mcu_mcu: op %u: %s",
				 seed ? seed : "20190101", i, r.text[0]);
	}
	for (u32 i = 0; i < 32; i++)
		vPortFree(m, held[i]);
	assert_int_equal(heap_size(m, the_mcu(m)->xStart), 2040);
	machine_destroy(m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(first_fit_from_the_begin), cmocka_unit_test(holes_are_used_again),
		cmocka_unit_test(neighbours_merge), cmocka_unit_test(fragmented),
		cmocka_unit_test(wrong_frees), cmocka_unit_test(pools), cmocka_unit_test(resets),
		cmocka_unit_test(random_program),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
