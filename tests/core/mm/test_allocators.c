/*
 * Any mixture of calls, under each of the three allocators of objects, as a history: the invariants
 * hold after every slice, back to the start is the start, and forward again is the same end.
 *
 * A failing run prints its seed: PAGEWALK_SEED=n repeats it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "check/check.h"
#include "init/main.h"
#include "machine/history.h"
#include "mm/recording.h"
#include "mm/slab.h"

#define SLOTS 40u		/* objects held at one time; slot i is binding i + 1 */
#define SLICES 260u
#define HISTORY_BYTES (64ull << 20)

struct story {
	struct boot_params params;
	u32 seed;
	u32 caches[4];		/* the same in every run */
};

static u32 drawn(u32 *seed, u32 below)
{
	*seed = *seed * 1103515245 + 12345;
	return (*seed >> 8) % below;
}

/* What a slot holds lies in the machine: its address, and its cache, 0 for kmalloc. */
static void fill_slot(struct story *s, struct machine *m, const struct binding *b, u32 *seed)
{
	u32 cache = drawn(seed, 2) ? s->caches[drawn(seed, 4)] : 0, cpu = drawn(seed, 2);
	u64 object;

	set(m, sys(m), current_cpu, cpu);
	object = cache ? kmem_cache_alloc(m, cache, GFP_KERNEL) :
			 kmalloc(m, 1 + drawn(seed, drawn(seed, 3) ? 300 : 9000), GFP_KERNEL);
	set(m, b, value, object);
	set(m, b, kind, cache);
}

static void empty_slot(struct machine *m, const struct binding *b, u32 *seed)
{
	set(m, sys(m), current_cpu, drawn(seed, 2));
	assert_int_equal(check_free(m, b->kind, b->value), FREE_OK);
	if (b->kind)
		kmem_cache_free(m, b->kind, b->value);
	else
		kfree(m, b->value);
	set(m, b, value, 0);
}

static void begin(struct story *s, struct machine *m)
{
	static const u32 sizes[] = { 10, 100, 600, 3000 };

	assert_int_equal(start_kernel(m, &s->params), 0);
	for (u32 i = 0; i < ARRAY_SIZE(sizes); i++)
		s->caches[i] = kmem_cache_create(m, "drawn", sizes[i], 0,
						 i == 1 ? SLAB_HWCACHE_ALIGN : 0, i == 2);
}

static void run_slice(void *context, struct machine *m, u32 op, u32 iteration)
{
	struct story *s = context;
	u32 seed = s->seed * 2654435761u + op;

	if (!op) {
		begin(s, m);
		return;
	}
	for (u32 i = 0; i < 4; i++) {
		const struct binding *b = binding_at(m, 1 + drawn(&seed, SLOTS));

		if (!drawn(&seed, 40))
			kmem_cache_shrink(m, s->caches[drawn(&seed, 4)]);
		else if (b->value)
			empty_slot(m, b, &seed);
		else
			fill_slot(s, m, b, &seed);
	}
}

static void assert_checks(const struct machine *m, u32 slice)
{
	for (u32 i = 0; i < nr_checkers; i++) {
		struct check_report r = { .ok = true };

		checkers[i].run(m, &r);
		if (!r.ok)
			fail_msg("slice %u: %s: %s", slice, checkers[i].name, r.text[0]);
	}
}

static void any_story(void **state)
{
	struct machine_config config = {
		.nr_cpus = 2, .max_contents = 8192, .slab = (enum slab_choice)*(const u32 *)*state,
	};
	const char *given = getenv("PAGEWALK_SEED"), *error;
	struct story s = { .seed = given ? (u32)strtoul(given, NULL, 0) : 3 };
	struct history *h;
	struct machine *m;
	u64 start, end;

	printf("PAGEWALK_SEED=%u\n", s.seed);
	assert_int_equal(boot_params_default(&s.params, 32ull << 20), 0);
	s.params.start_slab = true;
	config.max_pfn = e820_max_pfn(&s.params);
	m = machine_create(&config, &error);
	assert_non_null(m);
	h = history_create(m, HISTORY_BYTES, run_slice, &s);
	assert_non_null(h);
	start = history_digest(h);
	for (u32 slice = 0; slice < SLICES; slice++) {
		assert_int_equal(history_run(h, slice, 0), 0);
		if (slice % 5 == 0)
			assert_checks(m, slice);
	}
	end = history_digest(h);
	history_seek(h, 0);
	assert_int_equal(history_digest(h), start);
	history_seek(h, history_steps(h));
	assert_int_equal(history_digest(h), end);
	for (u32 i = 1; i < 12; i++)
		history_seek(h, history_steps(h) * i / 12);
	assert_null(history_rogue_store(h));
	history_seek(h, history_steps(h));
	assert_int_equal(history_digest(h), end);
	assert_checks(m, SLICES);
	history_destroy(h);
	machine_destroy(m);
}

int main(void)
{
	static const u32 choices[] = { SLAB_SLAB, SLAB_SLUB, SLAB_SLOB };
	const struct CMUnitTest tests[] = {
		{ "SLAB", any_story, NULL, NULL, (void *)(uintptr_t)&choices[0] },
		{ "SLUB", any_story, NULL, NULL, (void *)(uintptr_t)&choices[1] },
		{ "SLOB", any_story, NULL, NULL, (void *)(uintptr_t)&choices[2] },
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
