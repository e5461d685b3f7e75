/*
 * A cache's arrays and its node: how large they are, where they come from, and how the first caches
 * start without them.  Open kmem_cache_init(), setup_cpu_cache(), enable_cpucache() in mm/slab.c.
 *
 * Arrays of cpus lie in the per-cpu area, which is not modelled beyond boot; shared arrays and nodes
 * come from kmalloc.
 */
#include <string.h>

#include "mm/slab/internal.h"

#define SHARED_BATCHCOUNT 0xbaadf00du	/* nobody refills a shared array by its own batch */
#define SIZEOF_ARRAY_CACHE 16u

/* While the kernel starts, one cpu is online. */
static u32 nr_cpus_node(const struct machine *m)
{
	return slab_common(m)->slab_state == SLAB_FULL ? m->config.nr_cpus : 1;
}

static void init_arraycache(struct machine *m, const struct array_cache *ac, u32 limit, u32 batch)
{
	struct array_cache *e = edit_array_cache(m, ac);

	e->avail = 0;
	e->limit = limit;
	e->batchcount = batch;
	e->touched = 0;
}

/* The arrays of cache n's cpus lie together, and their entries. */
static void alloc_kmem_cache_cpus(struct machine *m, u32 cache, u32 limit, u32 batch)
{
	u32 first = cache * m->config.possible_cpus;

	set(m, kmem_cache_at(m, cache), cpu_cache, first);
	for (u32 i = first; i < first + m->config.possible_cpus; i++) {
		const struct array_cache *ac = array_cache_at(m, i);

		set(m, ac, entry, i * CPU_ARRAY_ENTRIES);
		set(m, ac, cache, cache);
		init_arraycache(m, ac, limit, batch);
	}
}

static void kmem_cache_node_init(struct machine *m, const struct kmem_cache_node *n, u64 va)
{
	memset(edit_kmem_cache_node(m, n), 0, sizeof(*n));
	set(m, n, va, va);
	INIT_LIST_HEAD(m, &n->slabs_partial);
	INIT_LIST_HEAD(m, &n->slabs_full);
	INIT_LIST_HEAD(m, &n->slabs_free);
	INIT_LIST_HEAD(m, &n->list);
}

static void set_next_reap(struct machine *m, u32 cache)
{
	set(m, kmem_cache_node_at(m, cache), next_reap,
	    slab_common(m)->jiffies + REAPTIMEOUT_NODE + kmem_cache_at(m, cache)->va % REAPTIMEOUT_NODE);
}

static void set_free_limit(struct machine *m, u32 cache)
{
	const struct kmem_cache *s = kmem_cache_at(m, cache);

	set(m, get_node(m, s), free_limit, (1 + nr_cpus_node(m)) * s->batchcount + s->num);
}

/* The node, unless it is there. */
static int init_cache_node(struct machine *m, u32 cache, u32 gfp)
{
	const struct kmem_cache_node *n = kmem_cache_node_at(m, cache);
	u64 va;

	if (!n->slabs_full.next) {
		va = kmalloc(m, sizeof_kmem_cache_node(m), gfp);
		if (!va)
			return -PW_ENOMEM;
		kmem_cache_node_init(m, n, va);
		set_next_reap(m, cache);
	}
	set_free_limit(m, cache);
	return 0;
}

static const struct array_cache *shared_of(const struct machine *m, u32 cache)
{
	return array_cache_at(m, NR_KMEM_CACHES * m->config.possible_cpus + cache);
}

static void set_shared(struct machine *m, u32 cache, u64 va)
{
	const struct kmem_cache *s = kmem_cache_at(m, cache);
	const struct array_cache *ac = shared_of(m, cache);

	set(m, ac, va, va);
	set(m, ac, cache, cache);
	set(m, ac, entry, NR_KMEM_CACHES * m->config.possible_cpus * CPU_ARRAY_ENTRIES +
			  cache * SHARED_ARRAY_ENTRIES);
	init_arraycache(m, ac, s->shared * s->batchcount, SHARED_BATCHCOUNT);
	set(m, get_node(m, s), shared, array_cache_index(m, ac));
}

static int setup_kmem_cache_node(struct machine *m, u32 cache, u32 gfp)
{
	const struct kmem_cache *s = kmem_cache_at(m, cache);
	u64 shared = 0;
	int err;

	if (s->shared) {
		shared = kmalloc(m, SIZEOF_ARRAY_CACHE + (u64)s->shared * s->batchcount *
				    m->geo.word_bytes, gfp);
		if (!shared)
			return -PW_ENOMEM;
	}
	err = init_cache_node(m, cache, gfp);
	if (err && shared)
		kfree(m, shared);
	else if (shared)
		set_shared(m, cache, shared);
	return err;
}

static u32 array_limit(u32 size)
{
	if (size > 131072)
		return 1;
	if (size > PAGE_SIZE)
		return 8;
	if (size > 1024)
		return 24;
	return size > 256 ? 54 : 120;
}

/* A cache that ran with small arrays first gives back what they hold. */
static void drain_old_arrays(struct machine *m, const struct kmem_cache *s)
{
	for (u32 cpu = 0; cpu < nr_cpus_node(m); cpu++) {
		const struct array_cache *ac = cpu_array(m, s, cpu);

		if (!ac->avail)
			continue;
		spin_lock_irqsave(m, LOCK_SLAB_LIST);
		free_block(m, s, ac, ac->avail);
		spin_unlock_irqrestore(m, LOCK_SLAB_LIST);
		slabs_destroy(m, s);
	}
}

static int enable_cpucache(struct machine *m, u32 cache, u32 gfp)
{
	const struct kmem_cache *s = kmem_cache_at(m, cache);
	u32 limit = array_limit(s->size), batchcount = (limit + 1) / 2;
	u32 shared = s->size <= PAGE_SIZE && m->config.possible_cpus > 1 ? 8 : 0;

	set(m, s, batchcount, batchcount);
	set(m, s, limit, limit);
	set(m, s, shared, shared);
	if (s->cpu_cache)
		drain_old_arrays(m, s);
	alloc_kmem_cache_cpus(m, cache, limit, batchcount);
	trace_cache_tuned(m, cache, limit, batchcount, shared);
	return setup_kmem_cache_node(m, cache, gfp);
}

/* Before all caches exist, arrays hold one object; the first two nodes lie in the kernel image. */
int setup_cpu_cache(struct machine *m, u32 cache, u32 gfp)
{
	const struct kmem_cache *s = kmem_cache_at(m, cache);
	u64 va = 0;
	int err;

	if (slab_common(m)->slab_state == SLAB_FULL) {
		err = enable_cpucache(m, cache, gfp);
		if (err)
			slab_kmem_cache_release(m, cache);
		return err;
	}
	alloc_kmem_cache_cpus(m, cache, 1, 1);
	if (slab_common(m)->slab_state >= SLAB_PARTIAL_NODE) {
		va = kmalloc(m, sizeof_kmem_cache_node(m), gfp);
		assert(va);	/* the kernel has a BUG_ON here */
	}
	kmem_cache_node_init(m, kmem_cache_node_at(m, cache), va);
	set_next_reap(m, cache);
	set(m, s, batchcount, 1);
	set(m, s, limit, 1);
	return 0;
}

void slab_kmem_cache_release(struct machine *m, u32 cache)
{
	const struct kmem_cache_node *n = kmem_cache_node_at(m, cache);
	const struct array_cache *shared = shared_array(m, n);

	if (!n->slabs_full.next)
		return;
	if (shared)
		kfree(m, shared->va);
	kfree(m, n->va);
	memset(edit_kmem_cache_node(m, n), 0, sizeof(*n));
}

/* The node of the image is copied into memory of kmalloc's; its lists keep their place here. */
static void init_list(struct machine *m, u32 cache)
{
	u64 va = kmalloc(m, sizeof_kmem_cache_node(m), GFP_NOWAIT);

	assert(va);
	set(m, kmem_cache_node_at(m, cache), va, va);
}

void slab_kmem_cache_init(struct machine *m)
{
	const struct slab_common *common = slab_common(m);
	u32 flags = SLAB_HWCACHE_ALIGN, kmem_cache = new_kmem_cache(m);
	u32 index_node = kmalloc_index(m, sizeof_kmem_cache_node(m));

	if (!common->slab_max_order_set && sys(m)->totalram_pages > (32u << 20) >> PAGE_SHIFT)
		set(m, common, slab_max_order, 1);
	set(m, common, kmem_cache, kmem_cache);
	set(m, kmem_cache_at(m, kmem_cache), va, phys_to_virt(m, sys(m)->bss_start));
	create_boot_cache(m, kmem_cache, "kmem_cache", sizeof_kmem_cache(m), flags, 0);
	link_cache(m, kmem_cache);
	set_slab_state(m, SLAB_PARTIAL);
	create_kmalloc_cache(m, index_node, flags);
	set_slab_state(m, SLAB_PARTIAL_NODE);
	init_list(m, kmem_cache);
	init_list(m, common->kmalloc_caches[index_node]);
	create_kmalloc_caches(m, flags);
}

void slab_kmem_cache_init_late(struct machine *m)
{
	CALLED(m, kmem_cache_init_late);

	for_each_kmem_cache(m, s) {
		int err = enable_cpucache(m, kmem_cache_index(m, s), GFP_NOWAIT);

		assert(!err);	/* BUG() in the kernel */
	}
}
