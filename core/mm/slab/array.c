/*
 * The way of an object: out of this cpu's array and back into it; the array refilled and flushed a
 * batch at a time.  Open ____cache_alloc(), cache_alloc_refill(), cache_flusharray() and free_block()
 * in mm/slab.c.
 */
#include "mm/slab/internal.h"

/* Newest entries of one array to the top of another. */
static u32 transfer_objects(struct machine *m, const struct array_cache *to,
			    const struct array_cache *from, u32 max)
{
	u32 nr = min_t(u32, min_t(u32, from->avail, max), to->limit - to->avail);

	for (u32 i = 0; i < nr; i++)
		ac_store(m, to, to->avail + i, *ac_entry(m, from, from->avail - nr + i));
	if (nr) {
		add(m, from, avail, -(s32)nr);
		add(m, to, avail, nr);
	}
	return nr;
}

static const struct page *get_first_slab(struct machine *m, const struct kmem_cache *s)
{
	const struct kmem_cache_node *n = get_node(m, s);
	const struct page *page = NULL;
	u32 taken = 2;

	if (!list_empty(m, &n->slabs_partial)) {
		page = page_of_lru(m, n->slabs_partial.next);
		taken = 0;
	} else {
		set(m, n, free_touched, 1);
		if (!list_empty(m, &n->slabs_free)) {
			page = page_of_lru(m, n->slabs_free.next);
			add(m, n, free_slabs, -1);
			taken = 1;
		}
	}
	trace_get_first_slab(m, kmem_cache_index(m, s), page ? page_to_pfn(m, page) : 0,
			     n->free_objects, taken);
	return page;
}

/* Answers how much of the batch is still wanted; what was taken lies in the array. */
static u32 alloc_block(struct machine *m, const struct kmem_cache *s, const struct array_cache *ac,
		       const struct page *page, u32 batchcount)
{
	u32 from = ac->avail;

	while (page_active(page) < s->num && batchcount) {
		ac_store(m, ac, ac->avail, slab_get_obj(m, s, page));
		add(m, ac, avail, 1);
		batchcount--;
	}
	trace_alloc_block(m, page_to_pfn(m, page), ac->avail - from, page_active(page), s->num,
			  *ac_entry(m, ac, from));
	return batchcount;
}

/* An array that nobody used lately gets 16 objects, not a whole batch. */
static u32 refill_batch(struct machine *m, const struct array_cache *ac)
{
	bool idle = !ac->touched && ac->batchcount > BATCHREFILL_LIMIT;
	u32 batch = idle ? BATCHREFILL_LIMIT : ac->batchcount;

	trace_refill_batch(m, ac->batchcount, ac->touched, batch, idle);
	return batch;
}

/* From the shared array, or else from slabs with free objects.  Answers what is still wanted. */
static u32 refill_from_lists(struct machine *m, const struct kmem_cache *s,
			     const struct array_cache *ac, u32 batchcount)
{
	const struct kmem_cache_node *n = get_node(m, s);
	const struct array_cache *shared = shared_array(m, n);
	u32 nr;

	spin_lock(m, LOCK_SLAB_LIST);
	nr = shared ? transfer_objects(m, ac, shared, batchcount) : 0;
	if (nr) {
		set(m, shared, touched, 1);
		trace_transfer_objects(m, kmem_cache_index(m, s), nr, shared->avail);
	}
	while (!nr && batchcount) {
		const struct page *page = get_first_slab(m, s);

		if (!page)
			break;
		batchcount = alloc_block(m, s, ac, page, batchcount);
		fixup_slab_list(m, s, page);
	}
	if (!nr)
		add(m, n, free_objects, -(s32)ac->avail);
	spin_unlock(m, LOCK_SLAB_LIST);
	return batchcount;
}

/* Nothing there: no need for the lock. */
static bool lists_are_empty(const struct machine *m, const struct kmem_cache *s)
{
	const struct kmem_cache_node *n = get_node(m, s);
	const struct array_cache *shared = shared_array(m, n);

	return !n->free_objects && (!shared || !shared->avail);
}

static inline u64 ac_pop(struct machine *m, const struct kmem_cache *s, const struct array_cache *ac)
{
	u64 object = *ac_entry(m, ac, ac->avail - 1);

	set(m, ac, touched, 1);
	add(m, ac, avail, -1);
	trace_ac_get(m, object, kmem_cache_index(m, s), ac->avail);
	return object;
}

static u64 cache_alloc_refill(struct machine *m, const struct kmem_cache *s,
			      const struct array_cache *ac, u32 gfp)
{
	u32 batchcount, cache = kmem_cache_index(m, s);
	CALLED(m, cache_alloc_refill, cache, ac->batchcount);

	batchcount = refill_batch(m, ac);
	if (!lists_are_empty(m, s))
		batchcount = refill_from_lists(m, s, ac, batchcount);
	if (!ac->avail) {
		pfn_t slab = cache_grow_begin(m, s, gfp);

		if (slab != PFN_NONE) {
			alloc_block(m, s, ac, pfn_to_page(m, slab), batchcount);
			cache_grow_end(m, s, slab);
		}
	}
	if (ac->avail)
		return ac_pop(m, s, ac);
	trace_cache_alloc_failed(m, cache, gfp);
	return 0;
}

static inline __attribute__((always_inline))
u64 slab_alloc(struct machine *m, const struct kmem_cache *s, u32 gfp)
{
	const struct array_cache *ac = cpu_cache_get(m, s);
	u64 object;

	if (unlikely(!might_sleep_if(m, gfp & __GFP_DIRECT_RECLAIM)))
		return 0;
	local_irq_save(m);
	object = likely(ac->avail) ? ac_pop(m, s, ac) : cache_alloc_refill(m, s, ac, gfp);
	local_irq_restore(m);
	if (unlikely(gfp & __GFP_ZERO) && object)
		zero_object(m, object, s->object_size);
	return object;
}

u64 slab_kmem_cache_alloc(struct machine *m, u32 cache, u32 gfp)
{
	CALLED(m, kmem_cache_alloc, cache, gfp);

	return slab_alloc(m, kmem_cache_at(m, cache), gfp);
}

u64 slab_kmalloc(struct machine *m, u64 size, u32 gfp)
{
	u32 cache;
	CALLED(m, __kmalloc, size, gfp);

	cache = tell_kmalloc_slab(m, size, gfp);
	if (!cache)
		return size ? 0 : ZERO_SIZE_PTR;
	return slab_alloc(m, kmem_cache_at(m, cache), gfp);
}

/* Too many free objects: whole free slabs go, the one that was freed first leading. */
static void shed_free_slabs(struct machine *m, const struct kmem_cache *s)
{
	const struct kmem_cache_node *n = get_node(m, s);
	u32 cache = kmem_cache_index(m, s);

	while (n->free_objects > n->free_limit && !list_empty(m, &n->slabs_free)) {
		trace_free_limit(m, cache, n->free_objects, n->free_limit, 1);
		add(m, n, free_objects, -(s32)s->num);
		list_move(m, list_at(m, n->slabs_free.prev), &n->list);
		add(m, n, free_slabs, -1);
		add(m, n, total_slabs, -1);
	}
	trace_free_limit(m, cache, n->free_objects, n->free_limit, 0);
}

/* The oldest nr objects of an array, each into its slab; the caller destroys what is on n->list. */
void free_block(struct machine *m, const struct kmem_cache *s, const struct array_cache *ac, u32 nr)
{
	const struct kmem_cache_node *n = get_node(m, s);
	CALLED(m, free_block, kmem_cache_index(m, s), nr);

	add(m, n, free_objects, nr);
	for (u32 i = 0; i < nr; i++) {
		u64 object = *ac_entry(m, ac, i);
		const struct page *page = pfn_to_page(m, virt_to_head_pfn(m, object));

		list_del(m, &page->lru);
		slab_put_obj(m, s, page, object);
		if (page_active(page)) {
			list_add_tail(m, &page->lru, &n->slabs_partial);
			continue;
		}
		list_add(m, &page->lru, &n->slabs_free);
		add(m, n, free_slabs, 1);
		trace_slab_to_free(m, page_to_pfn(m, page), kmem_cache_index(m, s));
	}
	shed_free_slabs(m, s);
}

void shift_array(struct machine *m, const struct array_cache *ac, u32 by)
{
	add(m, ac, avail, -(s32)by);
	for (u32 i = 0; i < ac->avail; i++)
		ac_store(m, ac, i, *ac_entry(m, ac, i + by));
}

static u32 flush_to_shared(struct machine *m, const struct kmem_cache *s,
			   const struct array_cache *ac, const struct array_cache *shared)
{
	u32 nr = min_t(u32, ac->batchcount, shared->limit - shared->avail);

	for (u32 i = 0; i < nr; i++)
		ac_store(m, shared, shared->avail + i, *ac_entry(m, ac, i));
	if (nr) {
		add(m, shared, avail, nr);
		trace_flush_to_shared(m, kmem_cache_index(m, s), nr, shared->avail);
	}
	return nr;
}

static void cache_flusharray(struct machine *m, const struct kmem_cache *s,
			     const struct array_cache *ac)
{
	const struct array_cache *shared = shared_array(m, get_node(m, s));
	u32 nr;
	CALLED(m, cache_flusharray, kmem_cache_index(m, s), ac->batchcount);

	spin_lock(m, LOCK_SLAB_LIST);
	nr = shared ? flush_to_shared(m, s, ac, shared) : 0;
	if (!nr) {
		nr = ac->batchcount;
		free_block(m, s, ac, nr);
	}
	spin_unlock(m, LOCK_SLAB_LIST);
	slabs_destroy(m, s);
	shift_array(m, ac, nr);
	trace_array_shifted(m, kmem_cache_index(m, s), ac->avail);
}

static inline __attribute__((always_inline))
void __cache_free(struct machine *m, const struct kmem_cache *s, u64 object)
{
	const struct array_cache *ac = cpu_cache_get(m, s);

	local_irq_save(m);
	if (unlikely(ac->avail == ac->limit))
		cache_flusharray(m, s, ac);
	ac_store(m, ac, ac->avail, object);
	add(m, ac, avail, 1);
	trace_ac_put(m, object, kmem_cache_index(m, s), ac->avail, ac->limit);
	local_irq_restore(m);
}

void slab_kmem_cache_free(struct machine *m, u32 cache, u64 object)
{
	CALLED(m, kmem_cache_free, cache, object);

	__cache_free(m, kmem_cache_at(m, cache), object);
}

void slab_kfree(struct machine *m, u64 object)
{
	CALLED(m, kfree, object);

	if (object <= ZERO_SIZE_PTR)
		return;
	__cache_free(m, kmem_cache_at(m, page_slab_cache(m, pfn_to_page(m, virt_to_head_pfn(m, object)))),
		     object);
}
