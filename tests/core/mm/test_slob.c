/*
 * SLOB, from its source: no recording of it exists.  First fit within a page, three lists, headers of
 * kmalloc, alignment; and against an independent map of all bytes in use, after any mixture of calls.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "check/check.h"
#include "fs/proc/proc.h"
#include "init/main.h"
#include "lib/list.h"
#include "mm/recording.h"
#include "mm/slob.h"

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

static int setup(void **state)
{
	struct machine_config config = { .nr_cpus = 1, .max_contents = 8192, .slab = SLAB_SLOB };
	struct boot_params *p = calloc(1, sizeof(*p));
	const char *error;

	assert_int_equal(boot_params_default(p, 64ull << 20), 0);
	p->start_slab = true;
	config.max_pfn = e820_max_pfn(p);
	m = machine_create(&config, &error);
	assert_non_null(m);
	m->journaling = false;
	assert_int_equal(start_kernel(m, p), 0);
	free(p);
	return 0;
}

static int teardown(void **state)
{
	assert_checks();
	machine_destroy(m);
	return 0;
}

static const struct page *page_of(u64 object)
{
	return page_at(m, (pfn_t)PFN_DOWN(virt_to_phys(m, object)));
}

static s64 free_frames(void)
{
	s64 frames = 0;

	for_each_populated_zone(m, zone) {
		drain_all_pages(m, zone);
		frames += zone_page_state_snapshot(m, zone);
	}
	return frames;
}

static void no_slabinfo(void **state)
{
	struct proc_text t;

	assert_int_equal(proc_read(m, "slabinfo", &t), -PW_ENOENT);
}

/* 4 bytes of size, padded to the alignment, in front of each block. */
static void kmalloc_has_a_header(void **state)
{
	u64 a = kmalloc(m, 100, GFP_KERNEL), b = kmalloc(m, 7, GFP_KERNEL), c = kmalloc(m, 30, GFP_KERNEL);

	assert_int_equal(a & ~PAGE_MASK, 8);
	assert_int_equal(read_bytes(m, virt_to_phys(m, a - 8), 4), 100);
	assert_int_equal(b, a + 108 + 4);	/* 108 bytes end where 8 does not divide: 2 units stay free */
	assert_int_equal(c, b + 7 + 1 + 8);	/* 15 bytes are 8 units */
	assert_int_equal(ksize(m, a), 100);
	assert_int_equal(ksize(m, b), 8);
	assert_int_equal(page_units(page_of(a)), SLOB_PAGE_UNITS - 54 - 8 - 19);
	kfree(m, a);
	kfree(m, c);
	kfree(m, b);
	assert_false(PageSlab(page_of(a)));	/* nothing is in use: the page is gone */
}

/* The first hole that is large enough, however well a later one would fit. */
static void first_fit_in_a_page(void **state)
{
	u64 objects[6], again;

	for (u32 i = 0; i < 6; i++)
		objects[i] = kmalloc(m, 56 + 8 * (i % 2), GFP_KERNEL);
	kfree(m, objects[1]);
	kfree(m, objects[4]);
	again = kmalloc(m, 56, GFP_KERNEL);
	assert_int_equal(again, objects[1]);
	assert_int_equal(kmalloc(m, 56, GFP_KERNEL), objects[4]);
	kfree(m, objects[2]);
	kfree(m, again);	/* the two and the 8 bytes between them become one block */
	assert_int_equal(slob_units(m, page_freelist(page_of(again))), (64 + 72) / 2);
	assert_int_equal(page_freelist(page_of(again)), again - 8);
}

static const struct list_head *list_of(u32 which)
{
	const struct slob *slob = slob_at(m, 0);

	return which == 0 ? &slob->free_slob_small : which == 1 ? &slob->free_slob_medium :
								     &slob->free_slob_large;
}

static u32 listed(u32 which)
{
	u32 nr = 0;

	for_each_ref(m, ref, list_of(which))
		nr++;
	return nr;
}

/* The list is chosen by what is asked for, header and all. */
static void three_lists(void **state)
{
	static const struct {
		u32 bytes, list;
	} cases[] = { { 1, 0 }, { 247, 0 }, { 248, 1 }, { 1015, 1 }, { 1016, 2 }, { 3000, 2 } };

	for (u32 i = 0; i < ARRAY_SIZE(cases); i++) {
		u32 before = listed(cases[i].list);
		u64 object = kmalloc(m, cases[i].bytes, GFP_KERNEL);

		if (!before)
			assert_int_equal(list_entry(m, list_of(cases[i].list)->next, page, lru) - page_of(object), 0);
	}
	assert_int_equal(listed(0), 1);
	assert_int_equal(listed(1), 1);
	assert_int_equal(listed(2), 1);
}

/* A page or more comes from the buddy allocator; so does what leaves no room for its header. */
static void pages_of_their_own(void **state)
{
	u64 most = kmalloc(m, 4087, GFP_KERNEL), page = kmalloc(m, 4088, GFP_KERNEL);
	u64 two = kmalloc(m, 5000, GFP_KERNEL);

	assert_true(PageSlab(page_of(most)));
	assert_int_equal(page_units(page_of(most)), 0);
	assert_false(PageSlab(page_of(page)));
	assert_int_equal(ksize(m, page), 4096);
	assert_int_equal(ksize(m, two), 8192);
	assert_true(PageHead(page_of(two)));
	assert_int_equal(check_free(m, 0, page), FREE_OK);
	kfree(m, page);
	kfree(m, two);
	kfree(m, most);
	assert_int_equal(kmalloc(m, 0, GFP_KERNEL), ZERO_SIZE_PTR);
	assert_int_equal(kmalloc(m, (4 << 20) + 1, GFP_KERNEL), 0);
}

/* Caches share pages, know no slabs, and fragment blocks to align their objects. */
static void caches_share_pages(void **state)
{
	u32 odd = kmem_cache_create(m, "odd", 20, 0, 0, false);
	u32 lines = kmem_cache_create(m, "lines", 100, 0, SLAB_HWCACHE_ALIGN, false);
	u64 a = kmem_cache_alloc(m, odd, GFP_KERNEL), b = kmem_cache_alloc(m, lines, GFP_KERNEL), c;

	assert_ptr_equal(page_of(a), page_of(b));
	assert_int_equal(b % 64, 0);
	c = kmem_cache_alloc(m, odd, GFP_KERNEL);
	assert_true(a < c && c < b);	/* the piece before the aligned object is used */
	assert_int_equal(check_free(m, odd, a), FREE_OK);
	kmem_cache_free(m, odd, a);
	assert_int_equal(check_free(m, odd, a), FREE_TWICE);
	assert_int_equal(kmem_cache_destroy(m, lines), 0);	/* and b is lost: nobody can tell */
}

static void pages_of_caches(void **state)
{
	s64 before = free_frames();
	u32 cache = kmem_cache_create(m, "pages", 8192, 0, 0, true);
	u64 object = kmem_cache_alloc(m, cache, GFP_KERNEL);

	assert_false(PageSlab(page_of(object)));
	assert_false(PageHead(page_of(object)));	/* the cache knows the size */
	assert_int_equal(read_word(m, virt_to_phys(m, object)), object);	/* constructed each time */
	assert_int_equal(check_free(m, cache, object), FREE_OK);
	kmem_cache_free(m, cache, object);
	kmem_cache_destroy(m, cache);
	assert_int_equal(free_frames(), before);
}

/* A search goes on where the last one ended: the pages that were passed come last. */
static void the_list_turns(void **state)
{
	u64 big[3], small;

	for (u32 i = 0; i < 3; i++)	/* three pages, each with 1,080 bytes free */
		big[i] = kmalloc(m, 3008, GFP_KERNEL);
	assert_int_equal(listed(2), 3);
	small = kmalloc(m, 1016, GFP_KERNEL);	/* the newest page was put first */
	assert_ptr_equal(page_of(small), page_of(big[2]));
	small = kmalloc(m, 1016, GFP_KERNEL);	/* it has too little: the next, and the list turns */
	assert_ptr_equal(page_of(small), page_of(big[1]));
	assert_ptr_equal(list_entry(m, list_of(2)->next, page, lru), page_of(big[1]));
	assert_ptr_equal(list_entry(m, list_of(2)->prev, page, lru), page_of(big[2]));
}

struct block {
	u64 start, end, object;
	u32 cache;	/* 0: kmalloc */
};

static u32 seed;

static u32 drawn(u32 below)
{
	seed = seed * 1103515245 + 12345;
	return (seed >> 8) % below;
}

static struct block take_block(const u32 *caches)
{
	u32 cache = drawn(2) ? caches[drawn(3)] : 0, size = 1 + drawn(drawn(4) ? 300 : 5000);
	struct block b = { .cache = cache };

	b.object = cache ? kmem_cache_alloc(m, cache, GFP_KERNEL) : kmalloc(m, size, GFP_KERNEL);
	assert_int_not_equal(b.object, 0);
	b.start = b.object - (!cache && size < 4088 ? 8 : 0);
	b.end = b.object + (cache ? kmem_cache_at(m, cache)->object_size : size);
	assert_int_equal(b.object % (cache ? kmem_cache_at(m, cache)->align : 8), 0);
	return b;
}

/* No byte belongs to two blocks, and when all are free, all frames are back. */
static void any_mixture(void **state)
{
	const char *given = getenv("PAGEWALK_SEED");
	static struct block blocks[300];
	u32 nr = 0, caches[3];
	s64 before;

	caches[0] = kmem_cache_create(m, "ten", 10, 0, 0, false);
	caches[1] = kmem_cache_create(m, "lines", 200, 0, SLAB_HWCACHE_ALIGN, true);
	caches[2] = kmem_cache_create(m, "rcu", 500, 0, SLAB_TYPESAFE_BY_RCU, false);
	before = free_frames();
	seed = given ? (u32)strtoul(given, NULL, 0) : 5;
	printf("PAGEWALK_SEED=%u\n", seed);
	for (u32 i = 0; i < 8000; i++) {
		if (drawn(100) < (i < 6000 ? 55 : 30) && nr < ARRAY_SIZE(blocks)) {
			struct block b = take_block(caches);

			for (u32 j = 0; j < nr; j++)
				assert_true(b.end <= blocks[j].start || b.start >= blocks[j].end);
			blocks[nr++] = b;
		} else if (nr) {
			u32 j = drawn(nr);

			if (blocks[j].cache)
				kmem_cache_free(m, blocks[j].cache, blocks[j].object);
			else
				kfree(m, blocks[j].object);
			blocks[j] = blocks[--nr];
		}
		if (i % 200 == 0)
			assert_checks();
	}
	while (nr--)
		blocks[nr].cache ? kmem_cache_free(m, blocks[nr].cache, blocks[nr].object) :
				   kfree(m, blocks[nr].object);
	assert_int_equal(free_frames(), before);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(no_slabinfo, setup, teardown),
		cmocka_unit_test_setup_teardown(kmalloc_has_a_header, setup, teardown),
		cmocka_unit_test_setup_teardown(first_fit_in_a_page, setup, teardown),
		cmocka_unit_test_setup_teardown(three_lists, setup, teardown),
		cmocka_unit_test_setup_teardown(pages_of_their_own, setup, teardown),
		cmocka_unit_test_setup_teardown(caches_share_pages, setup, teardown),
		cmocka_unit_test_setup_teardown(pages_of_caches, setup, teardown),
		cmocka_unit_test_setup_teardown(the_list_turns, setup, teardown),
		cmocka_unit_test_setup_teardown(any_mixture, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
