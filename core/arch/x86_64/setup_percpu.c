/*
 * Room for every cpu's own copy of the per-cpu variables.
 * Open arch/x86/kernel/setup_percpu.c and mm/percpu.c beside this.
 *
 * Modelled: what boot allocates for the first chunk, to the byte.  Left out: alloc_percpu() later.
 */
#include "arch/x86_64/pgtable.h"
#include "arch/x86_64/setup.h"
#include "machine/trace.h"
#include "mm/memblock.h"

#define PERCPU_STATIC 128472ull		/* __per_cpu_end - __per_cpu_start of the modelled kernel */
#define PERCPU_RESERVED 8192ull		/* for modules */
#define PERCPU_DYNAMIC 28672ull
#define PCPU_SLOT_BASE_SHIFT 5
#define SIZEOF_PCPU_CHUNK 104
#define SIZEOF_PCPU_BLOCK_MD 20

static u64 percpu_alloc(struct machine *m, u64 size, u64 align, enum boot_who who)
{
	return memblock_virt_alloc_try_nid(m, size, align, 0, MEMBLOCK_ALLOC_ANYWHERE, who);
}

/* Units per allocation: as many as waste at most a third, and never more allocations for it. */
static u32 units_per_alloc(u64 alloc_size, u64 size_sum, u32 cpus)
{
	u32 best = 1, last_allocs = ~0u;

	for (u32 upa = (u32)(alloc_size / size_sum); upa; upa--) {
		u32 allocs = (cpus + upa - 1) / upa;

		if (alloc_size % upa || alloc_size / upa % PAGE_SIZE)
			continue;
		if (allocs * upa - cpus > cpus / 3)
			continue;
		if (allocs > last_allocs)
			break;
		last_allocs = allocs;
		best = upa;
	}
	return best;
}

static u64 longs_for(u64 bits)
{
	return (bits + 63) / 64 * 8;
}

/* One chunk's bookkeeping: a bit for every 4 bytes, and a summary of every page. */
static bool alloc_first_chunk(struct machine *m, u64 offset, u64 size)
{
	u64 region = ALIGN_UP(offset % PAGE_SIZE + size, PAGE_SIZE), bits = region / 4;

	return percpu_alloc(m, SIZEOF_PCPU_CHUNK + longs_for(region / PAGE_SIZE) / 8, 0,
			    WHO_PERCPU_INFO) &&
	       percpu_alloc(m, longs_for(bits), 0, WHO_PERCPU_INFO) &&
	       percpu_alloc(m, longs_for(bits + 1), 0, WHO_PERCPU_INFO) &&
	       percpu_alloc(m, region / PAGE_SIZE * SIZEOF_PCPU_BLOCK_MD, 0, WHO_PERCPU_INFO);
}

static bool setup_first_chunk(struct machine *m, u64 unit_size, u64 dyn_size)
{
	u32 cpus = m->config.nr_cpus;
	u64 highbit = 64 - (u64)__builtin_clzll(unit_size);
	u64 slots = highbit - PCPU_SLOT_BASE_SHIFT + 2 + 2;

	return percpu_alloc(m, 8, 0, WHO_PERCPU_INFO) &&	/* group_offsets */
	       percpu_alloc(m, 8, 0, WHO_PERCPU_INFO) &&	/* group_sizes */
	       percpu_alloc(m, 4ull * cpus, 0, WHO_PERCPU_INFO) &&	/* unit_map */
	       percpu_alloc(m, 8ull * cpus, 0, WHO_PERCPU_INFO) &&	/* unit_off */
	       percpu_alloc(m, slots * 16, 0, WHO_PERCPU_INFO) &&
	       alloc_first_chunk(m, PERCPU_STATIC, PERCPU_RESERVED) &&
	       alloc_first_chunk(m, PERCPU_STATIC + PERCPU_RESERVED, dyn_size);
}

/* pcpu_embed_first_chunk(): whole 2 MiB are taken, and what no cpu uses is given back. */
int setup_per_cpu_areas(struct machine *m)
{
	u32 cpus = m->config.nr_cpus;
	u64 size_sum = ALIGN_UP(PERCPU_STATIC + PERCPU_RESERVED + PERCPU_DYNAMIC, PAGE_SIZE);
	u32 upa = units_per_alloc(PMD_SIZE, size_sum, cpus);
	u64 unit_size = PMD_SIZE / upa, nr_units = (cpus + upa - 1) / upa * upa;
	u64 info, areas, base;
	CALLED(m, setup_per_cpu_areas, cpus);

	info = percpu_alloc(m, PAGE_SIZE, PAGE_SIZE, WHO_PERCPU_INFO);
	areas = percpu_alloc(m, PAGE_SIZE, 0, WHO_PERCPU_INFO);
	base = memblock_virt_alloc_try_nid(m, nr_units * unit_size, PMD_SIZE, PFN_PHYS(MAX_DMA_PFN),
					   MEMBLOCK_ALLOC_ANYWHERE, WHO_PERCPU);
	if (!info || !areas || !base)
		return -PW_ENOMEM;
	for (u64 unit = 0; unit < nr_units; unit++) {
		u64 used = unit < cpus ? size_sum : 0;

		memblock_free(m, base + unit * unit_size + used, unit_size - used, WHO_PERCPU);
	}
	if (!setup_first_chunk(m, unit_size, size_sum - PERCPU_STATIC - PERCPU_RESERVED))
		return -PW_ENOMEM;
	memblock_free(m, info, PAGE_SIZE, WHO_PERCPU_INFO);
	memblock_free(m, areas, PAGE_SIZE, WHO_PERCPU_INFO);
	return 0;
}
