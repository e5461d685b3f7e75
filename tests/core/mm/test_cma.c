/*
 * Contiguous memory: what the bitmap gives to devices, what movable pages borrow meanwhile, and
 * that every frame and every count is right after any mixture of the two.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "check/check.h"
#include "lib/bitmap.h"
#include "mm/cma.h"
#include "mm/page_isolation.h"
#include "mm/recording.h"
#include "scenario/replay/boot.h"

#define AREA_PAGES 8192u

static struct machine *m;

static void assert_checks(void)
{
	for (u32 i = 0; i < nr_checkers; i++) {
		struct check_report r = { .ok = true };

		checkers[i].run(m, &r);
		if (!r.ok)
			fail_msg("%s: %s", checkers[i].name, r.text[0]);
	}
}

static s64 free_cma(void)
{
	s64 pages = 0;

	refresh_cpu_vm_stats(m);
	for_each_zone(m, zone)
		pages += zone_nr_free_cma(zone);
	return pages;
}

static int setup(void **state)
{
	struct boot_params *p = calloc(1, sizeof(*p));

	assert_int_equal(boot_params_default(p, 128ull << 20), 0);
	strcpy(p->cmdline, "cma=32M");
	m = bulk_machine(e820_max_pfn(p), 2);
	assert_int_equal(start_kernel(m, p), 0);
	free(p);
	assert_int_equal(free_cma(), AREA_PAGES);
	return 0;
}

static int teardown(void **state)
{
	machine_destroy(m);
	return 0;
}

/*
 *   base   +1      +256     +300
 *   |  1   | gap   |  44    |        aligned to 2^8; the next single page fills the gap
 */
static void first_fit_and_alignment(void **state)
{
	pfn_t base = cma_at(m, 0)->base_pfn;

	assert_int_equal(cma_alloc(m, 0, 1, 0), base);
	assert_int_equal(cma_alloc(m, 0, 44, 8), base + 256);
	assert_int_equal(cma_alloc(m, 0, 1, 0), base + 1);
	assert_int_equal(cma_alloc(m, 0, 300, 0), base + 300);
	assert_int_equal(cma_used(m, 0), 346);
	assert_int_equal(free_cma(), AREA_PAGES - 346);
	assert_checks();
	assert_true(cma_release(m, 0, base + 256, 44));
	assert_int_equal(cma_alloc(m, 0, 254, 0), base + 2);
	assert_true(cma_release(m, 0, base, 256));
	assert_true(cma_release(m, 0, base + 300, 300));
	drain_local_pages(m);
	assert_int_equal(cma_used(m, 0), 0);
	assert_int_equal(free_cma(), AREA_PAGES);
	assert_checks();
}

static void refusals(void **state)
{
	pfn_t base = cma_at(m, 0)->base_pfn;

	assert_int_equal(cma_alloc(m, 0, 0, 0), PFN_NONE);
	assert_int_equal(cma_alloc(m, 0, AREA_PAGES + 1, 0), PFN_NONE);
	assert_int_equal(cma_alloc(m, 0, 1, MAX_ORDER), PFN_NONE);
	assert_int_equal(cma_alloc(m, 0, AREA_PAGES, 0), base);
	assert_int_equal(cma_alloc(m, 0, 1, 0), PFN_NONE);
	assert_false(cma_release(m, 0, base - 1, 1));
	assert_false(cma_release(m, 0, base + AREA_PAGES - 1, 2));
	assert_true(cma_release(m, 0, base, AREA_PAGES));
	drain_local_pages(m);
	assert_int_equal(free_cma(), AREA_PAGES);
	assert_checks();
}

/* A borrowed frame cannot be moved away yet: the device gets the next place, or none. */
static void borrowed_frames(void **state)
{
	pfn_t base = cma_at(m, 0)->base_pfn, busy = base + 1000;

	assert_int_equal(alloc_contig_range(m, busy, busy + 1, MIGRATE_CMA), 0);
	assert_int_equal(cma_used(m, 0), 0);
	assert_int_equal(cma_alloc(m, 0, 512, 9), base);
	assert_int_equal(cma_alloc(m, 0, 512, 9), base + 1024);
	assert_int_equal(cma_alloc(m, 0, AREA_PAGES - 1024 - 512, 0), base + 1536);
	assert_int_equal(cma_alloc(m, 0, 512, 0), PFN_NONE);
	assert_int_equal(cma_used(m, 0), AREA_PAGES - 512);
	assert_int_equal(alloc_contig_range(m, busy, busy + 1, MIGRATE_CMA), -PW_EBUSY);
	free_contig_range(m, busy, 1);
	assert_int_equal(cma_alloc(m, 0, 512, 0), base + 512);
	assert_checks();
}

/* Allocate until nothing is given; how many frames, and how many of them are the area's. */
static u32 exhaust(u32 gfp, u32 *from_area)
{
	u32 nr = 0;
	pfn_t pfn;

	*from_area = 0;
	while ((pfn = alloc_pages(m, gfp, 0)) != PFN_NONE) {
		*from_area += is_migrate_cma(get_pfnblock_migratetype(m, pfn));
		nr++;
	}
	return nr;
}

/* Other requests fail while the area still has everything; movable ones then take from it. */
static void only_movable_pages_borrow(void **state)
{
	u32 from_area;

	assert_true(exhaust(GFP_NOWAIT | __GFP_HIGHMEM, &from_area) > 1000);
	assert_int_equal(from_area, 0);
	assert_true(exhaust(GFP_NOWAIT | __GFP_HIGHMEM | __GFP_MOVABLE, &from_area) > 1000);
	assert_true(from_area > AREA_PAGES / 2);
	assert_int_equal(cma_alloc(m, 0, AREA_PAGES / 2, 0), PFN_NONE);
	assert_int_equal(cma_used(m, 0), 0);
	assert_checks();
}

static void any_mixture(void **state)
{
	const char *given = getenv("PAGEWALK_SEED");
	u32 seed = given ? (u32)strtoul(given, NULL, 0) : 3, live = 0;
	struct { pfn_t pfn; u32 count; bool area; } held[64];

	for (u32 round = 0; round < 2000; round++) {
		bool area = (seed = seed * 1103515245 + 12345) >> 30 & 1;
		u32 count = area ? 1 + (seed >> 8) % 700 : 1, i = (seed >> 4) % ARRAY_SIZE(held);

		set(m, sys(m), current_cpu, seed >> 29 & 1);
		if (i < live) {
			if (held[i].area)
				assert_true(cma_release(m, 0, held[i].pfn, held[i].count));
			else
				__free_pages(m, held[i].pfn, 0);
			held[i] = held[--live];
			continue;
		}
		if (live == ARRAY_SIZE(held))
			continue;
		held[live].area = area;
		held[live].count = count;
		held[live].pfn = area ? cma_alloc(m, 0, count, (seed >> 20) % 10) :
				 alloc_pages(m, GFP_HIGHUSER_MOVABLE, 0);
		live += held[live].pfn != PFN_NONE;
		if (round % 100 == 0)
			assert_checks();
	}
	while (live--)
		if (held[live].area)
			cma_release(m, 0, held[live].pfn, held[live].count);
		else
			__free_pages(m, held[live].pfn, 0);
	drain_all_pages(m, zone_at(m, ZONE_DMA32));
	for (u32 cpu = 0; cpu < 2; cpu++) {
		set(m, sys(m), current_cpu, cpu);
		refresh_cpu_vm_stats(m);
	}
	assert_int_equal(cma_used(m, 0), 0);
	assert_int_equal(free_cma(), AREA_PAGES);
	assert_checks();
}

#define CMA_TEST(fn) cmocka_unit_test_setup_teardown(fn, setup, teardown)

int main(void)
{
	const struct CMUnitTest tests[] = {
		CMA_TEST(first_fit_and_alignment), CMA_TEST(refusals), CMA_TEST(borrowed_frames),
		CMA_TEST(only_movable_pages_borrow), CMA_TEST(any_mixture),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
