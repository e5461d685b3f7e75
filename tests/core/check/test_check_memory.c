/*
 * The checkers of physical memory: silent through thousands of random requests, on every kind of
 * machine; and each damage that they are there for is found and named.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "check/check.h"
#include "init/main.h"
#include "mm/memblock.h"
#include "mm/recording.h"

#define SLOTS 512

static void (*const memory_checkers[])(const struct machine *, struct check_report *) = {
	check_memblock, check_zones, check_free_lists,
};

static struct machine *booted(u64 below_4g, u64 above_4g, u32 cpus)
{
	struct boot_params p;
	struct machine *m;

	assert_int_equal(boot_params_default(&p, below_4g), 0);
	boot_params_split(&p, below_4g, above_4g);
	m = bulk_machine(e820_max_pfn(&p), cpus);
	assert_int_equal(start_kernel(m, &p), 0);
	return m;
}

static void assert_sound(const struct machine *m, const char *when, u32 i)
{
	for (u32 c = 0; c < ARRAY_SIZE(memory_checkers); c++) {
		struct check_report r = { .ok = true };

		memory_checkers[c](m, &r);
		if (!r.ok)
			fail_msg("%s %u: %s", when, i, r.text[0]);
		assert_true(r.text[0][0] && r.text[1][0]);
	}
}

static bool found(const struct machine *m)
{
	bool ok = true;

	for (u32 c = 0; c < ARRAY_SIZE(memory_checkers); c++) {
		struct check_report r = { .ok = true };

		memory_checkers[c](m, &r);
		ok &= r.ok;
	}
	return !ok;
}

static const u32 gfps[] = {
	GFP_KERNEL, GFP_HIGHUSER_MOVABLE, GFP_KERNEL | __GFP_RECLAIMABLE, GFP_ATOMIC, GFP_DMA,
	GFP_DMA32, GFP_KERNEL | __GFP_COMP, GFP_HIGHUSER_MOVABLE | __GFP_ZERO,
};

/* Fill to the brim, churn, give all back: what was free before is free after, in whole blocks. */
static void churn(struct machine *m, u32 seed, u32 max_order)
{
	static struct { pfn_t pfn; u32 order; } slots[SLOTS];
	u64 free_before, cpus = m->config.nr_cpus;

	for (u32 i = 0; i < SLOTS; i++)
		slots[i].pfn = PFN_NONE;
	drain_local_pages(m);
	refresh_cpu_vm_stats(m);
	free_before = nr_free_pages(m);
	for (u32 i = 0; i < 6000; i++) {
		u32 slot, order;

		seed = seed * 1664525 + 1013904223;
		slot = seed >> 8 & (SLOTS - 1);
		order = (seed >> 17 & 15) % (max_order + 1);
		set(m, sys(m), current_cpu, (seed >> 21) % cpus);
		if (slots[slot].pfn != PFN_NONE) {
			/* a compound page knows its order, others are told */
			if (PageHead(pfn_to_page(m, slots[slot].pfn)))
				put_page(m, slots[slot].pfn);
			else
				__free_pages(m, slots[slot].pfn, slots[slot].order);
			slots[slot].pfn = PFN_NONE;
		} else {
			slots[slot].pfn = alloc_pages(m, gfps[seed >> 25 & 7], order);
			slots[slot].order = order;
		}
		if (i % 500 == 0)
			assert_sound(m, "op", i);
	}
	for (u32 i = 0; i < SLOTS; i++)
		if (slots[i].pfn != PFN_NONE)
			__free_pages(m, slots[i].pfn, slots[i].order);
	for (u32 cpu = 0; cpu < cpus; cpu++) {
		set(m, sys(m), current_cpu, cpu);
		drain_local_pages(m);
		refresh_cpu_vm_stats(m);
	}
	assert_sound(m, "end", seed);
	assert_int_equal(nr_free_pages(m), free_before);
	assert_null(m->limit_hit);
}

static void sound_through_churn(void **state)
{
	struct machine *m = booted(64ull << 20, 0, 1);

	assert_sound(m, "boot", 0);
	churn(m, 1, 3);
	churn(m, 2, 10);	/* more than there is: most requests fail */
	machine_destroy(m);
	m = booted(128ull << 20, 128ull << 20, 4);
	/* frames that boot left on cpu 0's lists */
	churn(m, 3, 6);
	churn(m, 4, 0);
	machine_destroy(m);
}

static void compound_pages(void **state)
{
	struct machine *m = booted(64ull << 20, 0, 1);
	pfn_t pfn = alloc_pages(m, GFP_KERNEL | __GFP_COMP, 3);

	assert_int_equal(compound_head(m, pfn + 5), pfn);
	assert_int_equal(compound_order(m, pfn), 3);
	get_page(m, pfn + 7);		/* a tail's reference is its head's */
	assert_int_equal(page_count(m, pfn), 2);
	put_page(m, pfn + 2);
	put_page(m, pfn);
	assert_false(PageTail(pfn_to_page(m, pfn + 1)));
	assert_sound(m, "compound", 0);
	assert_int_equal(alloc_pages(m, GFP_KERNEL, MAX_ORDER), PFN_NONE);
	machine_destroy(m);
}

static const struct page *free_block(const struct machine *m, u32 order)
{
	const struct free_area *area = zone_free_area(m, zone_at(m, ZONE_DMA32), order);

	return list_entry(m, area->free_list[MIGRATE_MOVABLE].next, page, lru);
}

static void damage_is_found(void **state)
{
	for (u32 damage = 0; damage < 9; damage++) {
		struct machine *m = booted(128ull << 20, 0, 1);
		const struct zone *zone = zone_at(m, ZONE_DMA32);
		const struct page *block = free_block(m, 10);

		assert_false(found(m));
		switch (damage) {
		case 0: add(m, zone, nr_free_pages, 1); break;
		case 1: set(m, block, private, 9); break;
		case 2: set(m, block + 5, _refcount, 1); break;
		case 3: add(m, zone_free_area(m, zone, 10), nr_free, -1); break;
		case 4: set(m, zone_pcp(m, zone, 0), count, 0); break;
		case 5: set(m, zone, watermark[WMARK_MIN], 100000); break;
		case 6: set(m, block + 1, flags, 0); break;
		case 7: add(m, memblock_reserved(m), total_size, 1); break;
		case 8: add(m, zone_pcp(m, zone, 0), diff_free, 60); break;
		}
		if (!found(m))
			fail_msg("damage %u went unnoticed", damage);
		machine_destroy(m);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sound_through_churn), cmocka_unit_test(compound_pages),
		cmocka_unit_test(damage_is_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
