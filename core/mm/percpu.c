/*
 * Room for every cpu's own copy of the per-cpu variables.  Open mm/percpu.c beside this.
 *
 * Modelled: what boot allocates for the first chunk, to the byte.  Left out: alloc_percpu() later.
 */
#include "machine/trace.h"
#include "mm/memblock.h"
#include "mm/percpu.h"

#define PCPU_SLOT_BASE_SHIFT 5
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

static u64 longs_for(const struct machine *m, u64 bits)
{
	u32 word = m->geo.word_bytes;

	return DIV_ROUND_UP(bits, word * 8) * word;
}

static u64 sizeof_pcpu_chunk(const struct machine *m)
{
	return m->geo.word_bytes == 8 ? 104 : 68;
}

/* One chunk's bookkeeping: a bit for every 4 bytes, and a summary of every page. */
static bool alloc_first_chunk(struct machine *m, u64 offset, u64 size)
{
	u64 region = ALIGN_UP(offset % PAGE_SIZE + size, PAGE_SIZE), bits = region / 4;

	return percpu_alloc(m, sizeof_pcpu_chunk(m) + longs_for(m, region / PAGE_SIZE) / m->geo.word_bytes, 0,
			    WHO_PERCPU_INFO) &&
	       percpu_alloc(m, longs_for(m, bits), 0, WHO_PERCPU_INFO) &&
	       percpu_alloc(m, longs_for(m, bits + 1), 0, WHO_PERCPU_INFO) &&
	       percpu_alloc(m, region / PAGE_SIZE * SIZEOF_PCPU_BLOCK_MD, 0, WHO_PERCPU_INFO);
}

/* Chunks are found by how much is free in them: one list per power of two, and one for empty ones. */
static u64 pcpu_slots_size(const struct machine *m, u64 unit_size)
{
	u64 highbit = 64 - (u64)__builtin_clzll(unit_size);

	return (highbit - PCPU_SLOT_BASE_SHIFT + 2 + 2) * 2 * m->geo.word_bytes;
}

static bool setup_first_chunk(struct machine *m, const struct pcpu_layout *l, u64 unit_size,
			      u64 dyn_size)
{
	u32 cpus = m->config.nr_cpus, word = m->geo.word_bytes;

	if (!percpu_alloc(m, word, 0, WHO_PERCPU_INFO) ||	/* group_offsets */
	    !percpu_alloc(m, word, 0, WHO_PERCPU_INFO) ||	/* group_sizes */
	    !percpu_alloc(m, 4ull * cpus, 0, WHO_PERCPU_INFO) ||	/* unit_map */
	    !percpu_alloc(m, (u64)word * cpus, 0, WHO_PERCPU_INFO) ||	/* unit_off */
	    !percpu_alloc(m, pcpu_slots_size(m, unit_size), 0, WHO_PERCPU_INFO))
		return false;
	if (l->reserved && !alloc_first_chunk(m, l->static_size, l->reserved))
		return false;
	return alloc_first_chunk(m, l->static_size + l->reserved, dyn_size);
}

/* Whole atoms are taken, and what no cpu uses of them is given back. */
int pcpu_embed_first_chunk(struct machine *m, const struct pcpu_layout *l)
{
	u32 cpus = m->config.nr_cpus;
	u64 size_sum = ALIGN_UP(l->static_size + l->reserved + l->dynamic, PAGE_SIZE);
	u64 alloc_size = ALIGN_UP(size_sum, l->atom_size);
	u32 upa = units_per_alloc(alloc_size, size_sum, cpus);
	u64 unit_size = alloc_size / upa, nr_units = (cpus + upa - 1) / upa * upa;
	u64 info, areas, base;
	CALLED(m, setup_per_cpu_areas, cpus);

	info = percpu_alloc(m, PAGE_SIZE, PAGE_SIZE, WHO_PERCPU_INFO);
	areas = percpu_alloc(m, PAGE_SIZE, 0, WHO_PERCPU_INFO);
	base = memblock_virt_alloc_try_nid(m, nr_units * unit_size, l->atom_size,
					   sys(m)->bootmem_low_limit, MEMBLOCK_ALLOC_ANYWHERE,
					   WHO_PERCPU);
	if (!info || !areas || !base)
		return -PW_ENOMEM;
	for (u64 unit = 0; unit < nr_units; unit++) {
		u64 used = unit < cpus ? size_sum : 0;

		memblock_free(m, base + unit * unit_size + used, unit_size - used, WHO_PERCPU);
	}
	if (!setup_first_chunk(m, l, unit_size, size_sum - l->static_size - l->reserved))
		return -PW_ENOMEM;
	memblock_free(m, info, PAGE_SIZE, WHO_PERCPU_INFO);
	memblock_free(m, areas, PAGE_SIZE, WHO_PERCPU_INFO);
	return 0;
}
