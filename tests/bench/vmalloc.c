/* The kernel's areas: finding one, and giving and taking one, among few and among many. */
#include <stdio.h>
#include <stdlib.h>

#include "bench.h"
#include "init/main.h"
#include "mm/vmalloc.h"

#define FINDS 1000000u
#define PAIRS 40000u		/* a purge comes every 4,096 of them */

static struct machine *machine_with(u32 areas)
{
	struct machine_config c = { .nr_cpus = 1, .max_contents = 4096 };
	static struct boot_params params;
	const char *error;
	struct machine *m;

	boot_params_default(&params, 128u << 20);
	c.max_pfn = e820_max_pfn(&params);
	m = machine_create(&c, &error);
	if (!m || start_kernel(m, &params)) {
		fprintf(stderr, "bench: no machine: %s\n", m ? "boot" : error);
		exit(1);
	}
	m->journaling = false;
	for (u32 i = 0; i < areas; i++)
		import_vmap_area(m, vmalloc_start(m) + i * 2 * PAGE_SIZE,
				 vmalloc_start(m) + (i * 2 + 2) * PAGE_SIZE, VM_VM_AREA);
	return m;
}

double vmalloc_find_run(uint32_t areas)
{
	struct machine *m = machine_with(areas);
	u64 random = 1, found = 0;
	double begin = bench_seconds();

	for (u32 i = 0; i < FINDS; i++) {
		random = random * 6364136223846793005ull + 1442695040888963407ull;
		found += find_vmap_area(m, vmalloc_start(m) + (random >> 33) % areas * 2 * PAGE_SIZE) != 0;
	}
	begin = bench_seconds() - begin;
	if (found != FINDS)
		exit(1);
	machine_destroy(m);
	return begin / FINDS;
}

double vmalloc_pair_run(uint32_t areas)
{
	struct machine *m = machine_with(areas);
	pfn_t pfn = alloc_page(m, GFP_KERNEL);
	double begin;

	vunmap(m, vmap(m, pfn, 1, VM_CALLER_NONE));	/* the tables are made */
	begin = bench_seconds();
	for (u32 i = 0; i < PAIRS; i++)
		vunmap(m, vmap(m, pfn, 1, VM_CALLER_NONE));
	begin = bench_seconds() - begin;
	machine_destroy(m);
	return begin / PAIRS;
}
