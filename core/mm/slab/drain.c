/*
 * Objects and slabs that nobody needs: shrinking a cache, the reaper's round, and what an outsider
 * may ask.  Open drain_cpu_caches(), drain_freelist(), cache_reap() and get_slabinfo() in mm/slab.c.
 */
#include "mm/slab/internal.h"

/* The oldest nr objects of an array, into their slabs; slabs that are too many go. */
static void return_objects(struct machine *m, const struct kmem_cache *s, const struct array_cache *ac,
			   u32 nr)
{
	spin_lock_irqsave(m, LOCK_SLAB_LIST);
	free_block(m, s, ac, nr);
	shift_array(m, ac, nr);
	spin_unlock_irqrestore(m, LOCK_SLAB_LIST);
	slabs_destroy(m, s);
}

static void drain_whole(struct machine *m, const struct kmem_cache *s, const struct array_cache *ac)
{
	u32 nr = ac ? ac->avail : 0;

	if (!nr)
		return;
	return_objects(m, s, ac, nr);
}

static void drain_cpu_caches(struct machine *m, const struct kmem_cache *s)
{
	CALLED(m, drain_cpu_caches, kmem_cache_index(m, s));

	for (u32 cpu = 0; cpu < m->config.nr_cpus; cpu++)
		drain_whole(m, s, cpu_array(m, s, cpu));
	drain_whole(m, s, shared_array(m, get_node(m, s)));
}

static u32 drain_freelist(struct machine *m, const struct kmem_cache *s, u32 tofree)
{
	const struct kmem_cache_node *n = get_node(m, s);
	u32 freed = 0;
	CALLED(m, drain_freelist, kmem_cache_index(m, s), min_t(u32, tofree, n->free_slabs));

	for (; freed < tofree && !list_empty(m, &n->slabs_free); freed++) {
		const struct page *page = page_of_lru(m, n->slabs_free.prev);

		spin_lock_irqsave(m, LOCK_SLAB_LIST);
		list_del(m, &page->lru);
		add(m, n, free_slabs, -1);
		add(m, n, total_slabs, -1);
		add(m, n, free_objects, -(s32)s->num);
		spin_unlock_irqrestore(m, LOCK_SLAB_LIST);
		slab_destroy(m, s, page);
	}
	return freed;
}

static u32 slabs_in_use(const struct machine *m, u32 cache)
{
	const struct kmem_cache_node *n = kmem_cache_node_at(m, cache);

	return n->total_slabs - n->free_slabs;
}

int slab_kmem_cache_shrink(struct machine *m, u32 cache)
{
	const struct kmem_cache *s = kmem_cache_at(m, cache);

	drain_cpu_caches(m, s);
	drain_freelist(m, s, ~0u);
	return slabs_in_use(m, cache) != 0;
}

/* An array that was used since the last round is left alone. */
static void drain_array(struct machine *m, const struct kmem_cache *s, const struct array_cache *ac)
{
	u32 tofree;

	if (!ac || !ac->avail)
		return;
	trace_drain_array(m, kmem_cache_index(m, s), ac->avail, ac->touched, !ac->touched);
	if (ac->touched) {
		set(m, ac, touched, 0);
		return;
	}
	tofree = (ac->limit + 4) / 5;
	if (tofree > ac->avail)
		tofree = (ac->avail + 1) / 2;
	return_objects(m, s, ac, tofree);
}

static void reap_node(struct machine *m, const struct kmem_cache *s)
{
	const struct kmem_cache_node *n = get_node(m, s);

	if (n->next_reap > slab_common(m)->jiffies)
		return;
	set(m, n, next_reap, slab_common(m)->jiffies + REAPTIMEOUT_NODE);
	drain_array(m, s, shared_array(m, n));
	if (n->free_touched)
		set(m, n, free_touched, 0);
	else if (n->free_slabs)
		drain_freelist(m, s, (n->free_limit + 5 * s->num - 1) / (5 * s->num));
}

/* The timer of this cpu: two seconds have passed. */
static void cache_reap(struct machine *m)
{
	CALLED(m, cache_reap, sys(m)->current_cpu);

	add(m, slab_common(m), jiffies, REAPTIMEOUT_AC);
	mutex_lock(m, LOCK_SLAB_MUTEX);	/* by mutex_trylock() */
	for_each_kmem_cache(m, s) {
		drain_array(m, s, cpu_cache_get(m, s));
		reap_node(m, s);
	}
	mutex_unlock(m, LOCK_SLAB_MUTEX);
}

static bool in_array(const struct machine *m, const struct array_cache *ac, u64 object)
{
	for (u32 i = 0; ac && i < ac->avail; i++)
		if (*ac_entry(m, ac, i) == object)
			return true;
	return false;
}

/* Free: in an array, or on its slab's freelist */
static bool is_free(const struct machine *m, const struct kmem_cache *s, const struct page *page,
		    u64 object)
{
	u32 idx = obj_to_index(m, s, page, object);

	for (u32 cpu = 0; cpu < m->config.nr_cpus; cpu++)
		if (in_array(m, cpu_array(m, s, cpu), object))
			return true;
	for (u32 i = page_active(page); i < s->num; i++)
		if (get_free_obj(m, page, i) == idx)
			return true;
	return in_array(m, shared_array(m, get_node(m, s)), object);
}

static enum free_fault free_fault(const struct machine *m, u32 cache, const struct page *page,
				  u64 object)
{
	const struct kmem_cache *s = kmem_cache_at(m, page_slab_cache(m, page));
	u64 s_mem = page_s_mem(m, page);

	if (object < s_mem || (object - s_mem) % s->size || (object - s_mem) / s->size >= s->num)
		return FREE_NO_OBJECT;
	return is_free(m, s, page, object) ? FREE_TWICE : FREE_OK;
}

static u64 slab_ksize(const struct machine *m, u64 object)
{
	const struct page *page = pfn_to_page(m, virt_to_head_pfn(m, object));

	return kmem_cache_at(m, page_slab_cache(m, page))->object_size;
}

static void get_slabinfo(const struct machine *m, const struct kmem_cache *s, struct slabinfo *info)
{
	const struct kmem_cache_node *n = get_node(m, s);
	const struct array_cache *shared = shared_array(m, n);

	*info = (struct slabinfo){
		.active_objs = n->total_slabs * s->num - n->free_objects,
		.num_objs = n->total_slabs * s->num,
		.active_slabs = n->total_slabs - n->free_slabs, .num_slabs = n->total_slabs,
		.shared_avail = shared ? shared->avail : 0, .limit = s->limit,
		.batchcount = s->batchcount, .shared = s->shared, .objects_per_slab = s->num,
		.cache_order = s->gfporder,
	};
}

static void alias(struct machine *m, u32 cache, u32 size)
{
	const struct kmem_cache *s = kmem_cache_at(m, cache);

	set(m, s, object_size, max_t(u32, s->object_size, size));
}

static bool mergeable(const struct kmem_cache *s, u32 align)
{
	return align <= s->align && s->align % align == 0;
}

const struct slab_allocator slab_allocator_slab = {
	.name = "slab",
	.kmalloc_shift_low = 5, .kmalloc_shift_high = MAX_ORDER + PAGE_SHIFT - 1,
	.kmalloc_shift_max = MAX_ORDER + PAGE_SHIFT - 1,
	.sizeof_kmem_cache = { 100, 144 }, .sizeof_kmem_cache_node = { 64, 120 },
	.kmem_cache_init = slab_kmem_cache_init, .kmem_cache_init_late = slab_kmem_cache_init_late,
	.create = slab_kmem_cache_create, .alias = alias, .mergeable = mergeable,
	.shrink = slab_kmem_cache_shrink, .release = slab_kmem_cache_release,
	.reap = cache_reap,
	.alloc = slab_kmem_cache_alloc, .free = slab_kmem_cache_free, .kmalloc = slab_kmalloc,
	.kfree = slab_kfree, .ksize = slab_ksize, .slabs_in_use = slabs_in_use,
	.free_fault = free_fault, .slabinfo = get_slabinfo,
};
