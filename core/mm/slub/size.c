/*
 * How a cache's slabs look: the object's stride, where the free pointer goes, how many pages a slab
 * has.  Open mm/slub.c at calculate_order() and calculate_sizes().
 *
 * Left out: what slub_debug= adds to an object (red zones, poison, the record of its users).
 */
#include "mm/slub/internal.h"

/* What was tried for a slab's order, and what comes of it: the choices of slab_order. */
enum slab_order_choice { ORDER_FOUND, ORDER_MORE_WASTE, ORDER_FEWER_OBJECTS, ORDER_NONE };

/* The lowest order up to max_order that wastes no more than 1/fraction; above it: there is none. */
static u32 slab_order(const struct machine *m, u32 size, u32 min_objects, u32 max_order,
		      u32 fraction)
{
	u32 order = slub(m)->min_order;

	if (order_objects(order, size) > MAX_OBJS_PER_PAGE)
		return get_order((u64)size * MAX_OBJS_PER_PAGE) - 1;
	for (order = max_t(u32, order, get_order((u64)min_objects * size)); order <= max_order; order++)
		if ((PAGE_SIZE << order) % size <= (PAGE_SIZE << order) / fraction)
			break;
	return order;
}

static u32 waste_of(u32 order, u32 size)
{
	return (u32)(PAGE_SIZE << order) % size;
}

/* One attempt, told with what follows from it. */
static bool try_order(struct machine *m, u32 size, u32 min_objects, u32 max_order, u32 fraction,
		      enum slab_order_choice otherwise, u32 *order)
{
	bool found;

	*order = slab_order(m, size, min_objects, max_order, fraction);
	found = *order <= max_order;
	trace_slab_order(m, size, min_objects, fraction, max_order, *order,
			 found ? waste_of(*order, size) : 0, found ? ORDER_FOUND : otherwise);
	return found;
}

/* Waste a sixteenth at most, then an eighth, a quarter; then the same with fewer objects. */
static bool order_of_several(struct machine *m, u32 size, u32 min_objects, u32 max_order, u32 *order)
{
	for (; min_objects > 1; min_objects--)
		for (u32 fraction = 16; fraction >= 4; fraction /= 2)
			if (try_order(m, size, min_objects, max_order, fraction,
				      fraction > 4 ? ORDER_MORE_WASTE : ORDER_FEWER_OBJECTS, order))
				return true;
	return false;
}

/* MAX_ORDER: no slab can hold such an object. */
static u32 calculate_order(struct machine *m, u32 size)
{
	u32 max_order = slub(m)->max_order, min_objects = slub(m)->min_objects, order;
	CALLED(m, calculate_order, size);

	if (!min_objects)
		min_objects = 4 * (fls(m->config.nr_cpus) + 1);
	min_objects = min_t(u32, min_objects, order_objects(max_order, size));
	if (order_of_several(m, size, min_objects, max_order, &order) ||
	    try_order(m, size, 1, max_order, 1, ORDER_NONE, &order))
		return order;
	try_order(m, size, 1, MAX_ORDER - 1, 1, ORDER_NONE, &order);
	return order;
}

/* RCU readers may still look at a freed object, and a constructed one stays constructed. */
static bool freepointer_behind(const struct kmem_cache *s)
{
	return s->flags & SLAB_TYPESAFE_BY_RCU || s->ctor;
}

static int calculate_sizes(struct machine *m, const struct kmem_cache *s)
{
	u32 word = m->geo.word_bytes, size = (u32)ALIGN_UP(s->object_size, word), order;
	bool behind = freepointer_behind(s);
	struct kmem_cache *w;

	set(m, s, inuse, size);
	set(m, s, offset, behind ? size : 0);
	if (behind)
		size += word;
	size = (u32)ALIGN_UP(size, s->align);
	set(m, s, size, size);
	trace_slub_free_pointer(m, kmem_cache_index(m, s), s->object_size, s->inuse, size, s->offset, behind);
	order = calculate_order(m, size);
	if (order >= MAX_ORDER)
		return -PW_EINVAL;
	w = edit_kmem_cache(m, s);
	w->allocflags = (order ? __GFP_COMP : 0) | (s->flags & SLAB_CACHE_DMA ? GFP_DMA : 0) |
			(s->flags & SLAB_RECLAIM_ACCOUNT ? __GFP_RECLAIMABLE : 0);
	w->oo = oo_make(order, size);
	w->min = oo_make(get_order(size), size);
	return 0;
}

/* Larger objects: more slabs stay on the node's list, so that pages are asked for less often. */
static u32 min_partial_of(u32 size)
{
	return min_t(u32, max_t(u32, ilog2(size) / 2, MIN_PARTIAL), MAX_PARTIAL);
}

/* How many free objects a cpu may keep in slabs of its partial list. */
static u32 cpu_partial_of(u32 size)
{
	return size >= PAGE_SIZE ? 2 : size >= 1024 ? 6 : size >= 256 ? 13 : 30;
}

int kmem_cache_open(struct machine *m, const struct kmem_cache *s, u32 flags)
{
	int err;
	CALLED(m, kmem_cache_open, kmem_cache_index(m, s));

	set(m, s, flags, flags);
	err = calculate_sizes(m, s);
	if (err)
		return err;
	if (m->geo.cmpxchg_double)
		set(m, s, flags, s->flags | __CMPXCHG_DOUBLE);
	set(m, s, min_partial, min_partial_of(s->size));
	set(m, s, cpu_partial, kmem_cache_has_cpu_partial(m) ? cpu_partial_of(s->size) : 0);
	trace_slub_laid_out(m, kmem_cache_index(m, s), oo_objects(s->oo), s->size, oo_order(s->oo),
				 s->min_partial, s->cpu_partial);
	return 0;
}
