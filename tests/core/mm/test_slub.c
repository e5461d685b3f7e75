/*
 * SLUB beyond the recordings: kmalloc of pages, pointers that nobody may free, no memory for the usual
 * order, boot options; and after any mixture of calls on two cpus every freelist and counter fits.
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
#include "mm/recording.h"
#include "mm/slub.h"
#include "mm/vmstat.h"

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

static void boot_slub(u32 cpus, const char *cmdline, bool no_cpu_partial)
{
	struct machine_config config = {
		.nr_cpus = cpus, .max_contents = 16384, .slab = SLAB_SLUB, .no_cpu_partial = no_cpu_partial,
	};
	struct boot_params *p = calloc(1, sizeof(*p));
	const char *error;

	assert_int_equal(boot_params_default(p, 64ull << 20), 0);
	strcpy(p->cmdline, cmdline);
	p->start_slab = true;
	config.max_pfn = e820_max_pfn(p);
	m = machine_create(&config, &error);
	assert_non_null(m);
	m->journaling = false;
	assert_int_equal(start_kernel(m, p), 0);
	free(p);
}

static int setup(void **state)
{
	boot_slub(2, "slab_nomerge", false);
	return 0;
}

static int teardown(void **state)
{
	assert_checks();
	machine_destroy(m);
	return 0;
}

/* Once neither the caches of descriptors and nodes nor the cpus keep any for themselves. */
static s64 free_frames(void)
{
	s64 frames = 0;

	kmem_cache_shrink(m, kmem_cache_named(m, "kmem_cache"));
	kmem_cache_shrink(m, kmem_cache_named(m, "kmem_cache_node"));
	for_each_populated_zone(m, zone) {
		drain_all_pages(m, zone);
		frames += zone_page_state_snapshot(m, zone);
	}
	return frames;
}

/* 4.19's two first caches are objects of themselves, and the rest is made from them. */
static void boots(void **state)
{
	const struct kmem_cache *s = kmem_cache_at(m, kmem_cache_named(m, "kmem_cache"));
	const struct kmem_cache *nodes = kmem_cache_at(m, kmem_cache_named(m, "kmem_cache_node"));
	struct slabinfo info = { 0 };

	assert_int_equal(s->object_size, 224);
	assert_int_equal(s->size, 256);
	assert_int_equal(nodes->size, 64);
	assert_int_equal(page_slab_cache(m, page_at(m, virt_to_head_pfn(m, s->va))), kmem_cache_index(m, s));
	assert_int_equal(page_slab_cache(m, page_at(m, virt_to_head_pfn(m, get_node(m, nodes)->va))),
			 kmem_cache_index(m, nodes));
	slab_allocator(m)->slabinfo(m, s, &info);
	assert_int_equal(info.objects_per_slab, 16);
	assert_true(info.num_objs >= 28);	/* 13 of kmalloc, 13 for DMA, these two */
	assert_int_equal(m->geo.sizeof_page, 64);
	assert_checks();
}

/* As a real one wrote it, but for its numbers of objects in use. */
static void slabinfo(void **state)
{
	struct proc_text t;

	assert_int_equal(proc_read(m, "slabinfo", &t), 0);
	assert_non_null(strstr(t.text, "\nkmalloc-1024           0      0   1024   16    4 : tunables    0    0"
				       "    0 : slabdata      0      0      0\n"));
	assert_non_null(strstr(t.text, "\nkmem_cache            32     32    256   16    1 : tunables    0    0"
				       "    0 : slabdata      2      2      0\n"));
	proc_text_free(&t);
}

static void pages_of_kmalloc(void **state)
{
	s64 before = free_frames();
	u64 object = kmalloc(m, 8193, GFP_KERNEL), small = kmalloc(m, 8192, GFP_KERNEL);

	assert_false(PageSlab(page_at(m, virt_to_head_pfn(m, object))));
	assert_int_equal(ksize(m, object), 16384);
	assert_int_equal(ksize(m, small), 8192);
	assert_true(PageSlab(page_at(m, virt_to_head_pfn(m, small))));
	assert_int_equal(check_free(m, 0, object), FREE_OK);
	assert_int_equal(check_free(m, 0, object + 8192), FREE_OK);	/* as kfree() sees it: that page */
	kfree(m, object);
	kfree(m, small);
	kmem_cache_shrink(m, kmem_cache_named(m, "kmalloc-8192"));
	assert_int_equal(free_frames(), before);
	assert_int_equal(kmalloc(m, 0, GFP_KERNEL), ZERO_SIZE_PTR);
	assert_int_equal(kmalloc(m, (4 << 20) + 1, GFP_KERNEL), 0);
	kfree(m, ZERO_SIZE_PTR);
	kfree(m, 0);
}

static void faulty_frees(void **state)
{
	u32 cache = kmem_cache_create(m, "one", 96, 0, 0, false);
	u32 other = kmem_cache_create(m, "other", 96, 0, 0, false);
	u64 a = kmem_cache_alloc(m, cache, GFP_KERNEL), b = kmem_cache_alloc(m, cache, GFP_KERNEL);

	assert_int_equal(check_free(m, cache, a), FREE_OK);
	assert_int_equal(check_free(m, 0, a), FREE_OK);
	assert_int_equal(check_free(m, other, a), FREE_WRONG_CACHE);
	assert_int_equal(check_free(m, cache, a + 8), FREE_NO_OBJECT);
	assert_int_equal(check_free(m, cache, page_address(m, 0)), FREE_NO_SLAB);
	assert_int_equal(check_free(m, cache, 0x1000), FREE_OUT_OF_RANGE);
	kmem_cache_free(m, cache, a);		/* onto this cpu's freelist */
	assert_int_equal(check_free(m, cache, a), FREE_TWICE);
	set(m, sys(m), current_cpu, 1);
	kmem_cache_free(m, cache, b);		/* from another cpu, onto the slab's own */
	assert_int_equal(check_free(m, cache, b), FREE_TWICE);
	set(m, sys(m), current_cpu, 0);
	assert_checks();
}

/* The free pointer is a word of memory: in the object, or behind it. */
static void free_pointers_lie_in_memory(void **state)
{
	u32 plain = kmem_cache_create(m, "plain", 64, 0, 0, false);
	u32 built = kmem_cache_create(m, "built", 64, 0, 0, true);
	u64 a = kmem_cache_alloc(m, plain, GFP_KERNEL), b = kmem_cache_alloc(m, plain, GFP_KERNEL);

	kmem_cache_free(m, plain, b);
	kmem_cache_free(m, plain, a);
	assert_int_equal(read_word(m, virt_to_phys(m, a)), b);
	a = kmem_cache_alloc(m, built, GFP_KERNEL);
	assert_int_equal(read_word(m, virt_to_phys(m, a)), a);	/* an empty list head */
	assert_int_equal(read_word(m, virt_to_phys(m, a + 72)), a + 72);
	kmem_cache_free(m, built, a);
	assert_int_equal(read_word(m, virt_to_phys(m, a)), a);
	assert_int_equal(read_word(m, virt_to_phys(m, a + 64)), a + 72);
}

static void busy_cache_stays(void **state)
{
	s64 before = free_frames();
	u32 cache = kmem_cache_create(m, "busy", 500, 0, 0, false);
	u64 object = kmem_cache_alloc(m, cache, GFP_KERNEL);

	assert_int_equal(kmem_cache_destroy(m, cache), -PW_EBUSY);
	assert_int_equal(kmem_cache_named(m, "busy"), cache);
	assert_checks();
	kmem_cache_free(m, cache, object);
	assert_int_equal(kmem_cache_destroy(m, cache), 0);
	assert_int_equal(kmem_cache_named(m, "busy"), 0);
	assert_int_equal(free_frames(), before);
}

/* No block of the usual order is left: the smallest that holds an object will do. */
static void falls_back_to_the_smallest_order(void **state)
{
	u32 cache = kmem_cache_create(m, "big", 1500, 0, 0, false);
	const struct kmem_cache *s = kmem_cache_at(m, cache);
	pfn_t pfn, last = PFN_NONE;
	u64 object;

	assert_int_equal(oo_order(s->oo), 3);
	for (u32 order = MAX_ORDER; order-- > 0;)
		while ((pfn = alloc_pages(m, __GFP_HIGH | __GFP_NOWARN | __GFP_MEMALLOC, order)) != PFN_NONE)
			if (!order)
				last = pfn;
	assert_int_not_equal(last, PFN_NONE);
	__free_pages(m, last, 0);
	object = kmem_cache_alloc(m, cache, __GFP_HIGH | __GFP_NOWARN | __GFP_MEMALLOC);
	assert_int_not_equal(object, 0);
	assert_int_equal(slub_objects(page_at(m, virt_to_head_pfn(m, object))), 2);
	assert_int_equal(compound_order(m, virt_to_head_pfn(m, object)), 0);
}

static void boot_options(void **state)
{
	static const struct {
		const char *cmdline;
		u32 size, order, objects;
	} cases[] = {
		{ "", 1024, 2, 16 }, { "slub_max_order=0", 1024, 0, 4 }, { "slub_min_order=2", 8, 2, 2048 },
		{ "slub_min_objects=4", 1024, 0, 4 }, { "slub_max_order=1 slub_min_objects=64", 512, 1, 16 },
		{ "slub_min_order=10", 8, 5, 16384 }, { "slub_max_order=10 slub_min_objects=99999", 8, 5, 16384 },
	};

	for (u32 i = 0; i < ARRAY_SIZE(cases); i++) {
		const struct kmem_cache *s;
		u64 object;

		boot_slub(2, cases[i].cmdline, false);
		s = kmem_cache_at(m, kmem_cache_create(m, "c", cases[i].size, 0, SLAB_NOLEAKTRACE, false));
		assert_int_equal(oo_order(s->oo), cases[i].order);
		assert_int_equal(oo_objects(s->oo), cases[i].objects);
		object = kmem_cache_alloc(m, kmem_cache_index(m, s), GFP_KERNEL);
		assert_int_not_equal(object, 0);
		assert_checks();
		machine_destroy(m);
	}
}

struct draw {
	u32 seed, nr;
	u64 objects[600];
	u32 caches[600];
};

static u32 drawn(struct draw *d, u32 below)
{
	d->seed = d->seed * 1103515245 + 12345;
	return (d->seed >> 8) % below;
}

static void draw_op(struct draw *d, const u32 *caches, u32 nr_caches)
{
	u32 i, what = drawn(d, 100);

	set(m, sys(m), current_cpu, drawn(d, 2));
	if (what < 2) {
		kmem_cache_shrink(m, caches[drawn(d, nr_caches)]);
	} else if (what < 55 && d->nr < ARRAY_SIZE(d->objects)) {
		d->caches[d->nr] = caches[drawn(d, nr_caches)];
		d->objects[d->nr] = kmem_cache_alloc(m, d->caches[d->nr], GFP_KERNEL);
		assert_int_not_equal(d->objects[d->nr], 0);
		d->nr++;
	} else if (d->nr) {
		i = drawn(d, d->nr);
		kmem_cache_free(m, d->caches[i], d->objects[i]);
		d->nr--;
		d->objects[i] = d->objects[d->nr];
		d->caches[i] = d->caches[d->nr];
	}
}

/* With and without lists of the cpus: every list and counter fits, and at the end all frames are back. */
static void any_mixture(void **state)
{
	static const u32 sizes[] = { 8, 24, 200, 700, 2048, 5000 };
	const char *given = getenv("PAGEWALK_SEED");
	u32 caches[ARRAY_SIZE(sizes)];
	struct draw d = { .seed = given ? (u32)strtoul(given, NULL, 0) : 11 };
	s64 before;

	boot_slub(2, "slab_nomerge", *(const bool *)*state);
	before = free_frames();
	printf("PAGEWALK_SEED=%u\n", d.seed);
	for (u32 i = 0; i < ARRAY_SIZE(sizes); i++)
		caches[i] = kmem_cache_create(m, "drawn", sizes[i], 0, 0, i & 1);
	for (u32 i = 0; i < 6000; i++) {
		draw_op(&d, caches, ARRAY_SIZE(sizes));
		if (i % 100 == 0)
			assert_checks();
	}
	while (d.nr--)
		kmem_cache_free(m, d.caches[d.nr], d.objects[d.nr]);
	assert_checks();
	for (u32 i = 0; i < ARRAY_SIZE(sizes); i++)
		assert_int_equal(kmem_cache_destroy(m, caches[i]), 0);
	assert_checks();
	assert_int_equal(free_frames(), before);
	machine_destroy(m);
}

int main(void)
{
	static const bool with = false, without = true;
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(boots, setup, teardown),
		cmocka_unit_test_setup_teardown(slabinfo, setup, teardown),
		cmocka_unit_test_setup_teardown(pages_of_kmalloc, setup, teardown),
		cmocka_unit_test_setup_teardown(faulty_frees, setup, teardown),
		cmocka_unit_test_setup_teardown(free_pointers_lie_in_memory, setup, teardown),
		cmocka_unit_test_setup_teardown(busy_cache_stays, setup, teardown),
		cmocka_unit_test_setup_teardown(falls_back_to_the_smallest_order, setup, teardown),
		cmocka_unit_test(boot_options),
		{ "any mixture, cpus with partial lists", any_mixture, NULL, NULL, (void *)(uintptr_t)&with },
		{ "any mixture, cpus without", any_mixture, NULL, NULL, (void *)(uintptr_t)&without },
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
