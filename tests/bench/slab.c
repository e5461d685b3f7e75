/*
 * Objects of 256 bytes, taken and given back: the model's SLAB in bulk, and a model of the same
 * semantics over malloc(): each object is a malloc block that knows its cache and is linked into it.
 */
#include <stdio.h>
#include <stdlib.h>

#include "bench.h"
#include "init/main.h"
#include "mm/slab.h"

#define PAIRS 2000000u
#define HELD 4096u	/* of the second pattern: as many objects are held at most */
#define OBJECT_BYTES 256u

static struct boot_params boot_params;

static struct machine *power_on(u32 *cache)
{
	const char *error;
	struct machine_config c = { .nr_cpus = 1, .max_contents = 16384 };
	struct machine *m;

	boot_params_default(&boot_params, 256u << 20);
	boot_params.start_slab = true;
	c.max_pfn = e820_max_pfn(&boot_params);
	m = machine_create(&c, &error);
	if (!m || start_kernel(m, &boot_params)) {
		fprintf(stderr, "bench: no machine\n");
		exit(1);
	}
	*cache = kmem_cache_create(m, "bench", OBJECT_BYTES, 0, 0, false);
	return m;
}

/* Which slot comes next: the same for both models. */
static u32 next_slot(u64 *rng)
{
	*rng = *rng * 6364136223846793005ull + 1442695040888963407ull;
	return (u32)(*rng >> 33) % HELD;
}

static void model_times(struct slab_times *t)
{
	static u64 held[HELD];
	u64 rng = 1;
	u32 cache;
	struct machine *m = power_on(&cache);

	t->pair = bench_seconds();
	for (u32 i = 0; i < PAIRS; i++)
		kmem_cache_free(m, cache, kmem_cache_alloc(m, cache, GFP_KERNEL));
	t->pair = (bench_seconds() - t->pair) / PAIRS;
	t->mixed = bench_seconds();
	for (u32 i = 0; i < PAIRS; i++) {
		u64 *object = &held[next_slot(&rng)];

		if (*object)
			kmem_cache_free(m, cache, *object);
		*object = *object ? 0 : kmem_cache_alloc(m, cache, GFP_KERNEL);
	}
	t->mixed = (bench_seconds() - t->mixed) / PAIRS;
	for (u32 i = 0; i < HELD; i++)
		held[i] = 0;
	machine_destroy(m);
}

struct malloc_cache;
struct malloc_object {
	struct malloc_cache *cache;
	struct malloc_object *next, *prev;
	u8 bytes[OBJECT_BYTES];
};
struct malloc_cache {
	struct malloc_object objects;	/* in use */
	u64 active, allocations;
};

static struct malloc_object *malloc_alloc(struct malloc_cache *c)
{
	struct malloc_object *o = malloc(sizeof(*o));

	if (!o)
		exit(1);
	o->cache = c;
	o->next = c->objects.next;
	o->prev = &c->objects;
	o->next->prev = o;
	c->objects.next = o;
	c->active++;
	c->allocations++;
	return o;
}

static void malloc_free(struct malloc_object *o)
{
	o->next->prev = o->prev;
	o->prev->next = o->next;
	o->cache->active--;
	free(o);
}

static void malloc_times(struct slab_times *t)
{
	static struct malloc_object *held[HELD];
	struct malloc_cache c = { .objects = { .next = &c.objects, .prev = &c.objects } };
	u64 rng = 1;

	t->malloc_pair = bench_seconds();
	for (u32 i = 0; i < PAIRS; i++)
		malloc_free(malloc_alloc(&c));
	t->malloc_pair = (bench_seconds() - t->malloc_pair) / PAIRS;
	t->malloc_mixed = bench_seconds();
	for (u32 i = 0; i < PAIRS; i++) {
		struct malloc_object **object = &held[next_slot(&rng)];

		if (*object)
			malloc_free(*object);
		*object = *object ? NULL : malloc_alloc(&c);
	}
	t->malloc_mixed = (bench_seconds() - t->malloc_mixed) / PAIRS;
	for (u32 i = 0; i < HELD; i++)
		if (held[i])
			malloc_free(held[i]);
	for (u32 i = 0; i < HELD; i++)
		held[i] = NULL;
}

struct slab_times slab_run(void)
{
	struct slab_times t;

	model_times(&t);
	malloc_times(&t);
	return t;
}
