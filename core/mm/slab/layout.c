/*
 * How the slabs of a cache look: their order, how many objects they hold, where the freelist lies, how
 * many colours there are.  Open calculate_slab_order() and __kmem_cache_create() in mm/slab.c.
 */
#include "mm/slab/internal.h"

struct layout {
	u32 num, order;
	u64 left_over, slab_size;
	u32 why;		/* the alternative of the decision */
};
enum { LITTLE_WASTE, ORDER_LIMIT, RECLAIMABLE, TOO_MANY, NO_ORDER };

/* Objects and bytes left over in a slab of this order; on the slab, each object costs a byte more. */
static u32 cache_estimate(u32 order, u32 size, u32 flags, u64 *left_over)
{
	u64 slab_size = PAGE_SIZE << order;

	if (!(flags & (CFLGS_OBJFREELIST_SLAB | CFLGS_OFF_SLAB)))
		size++;
	*left_over = slab_size % size;
	return (u32)(slab_size / size);
}

/* A freelist off the slab must be worth it, and must not need such a freelist itself. */
static bool freelist_worth_it(const struct machine *m, const struct kmem_cache *s, u32 num)
{
	u32 cache = kmalloc_slab(m, num, 0);
	const struct kmem_cache *freelist_cache = kmem_cache_at(m, cache);

	return cache && !OFF_SLAB(freelist_cache) && freelist_cache->size <= s->size / 2;
}

/* Lowest order first: is this one good enough? */
static bool good_enough(const struct machine *m, u32 flags, struct layout *l)
{
	if (flags & SLAB_RECLAIM_ACCOUNT)
		l->why = RECLAIMABLE;
	else if (l->order >= slab_common(m)->slab_max_order)
		l->why = ORDER_LIMIT;
	else if (l->left_over * 8 <= l->slab_size)
		l->why = LITTLE_WASTE;
	else
		return false;
	return true;
}

static struct layout calculate_slab_order(struct machine *m, const struct kmem_cache *s, u32 size,
					  u32 flags)
{
	u32 max = slab_allocator(m)->kmalloc_shift_max - PAGE_SHIFT;
	struct layout l = { .why = NO_ORDER };

	for (u32 order = 0; order <= max; order++) {
		u64 left;
		u32 num = cache_estimate(order, size, flags, &left);

		if (!num)
			continue;
		if (num > SLAB_OBJ_MAX_NUM) {
			l.why = l.num ? TOO_MANY : NO_ORDER;
			break;
		}
		if (flags & CFLGS_OFF_SLAB && !freelist_worth_it(m, s, num))
			continue;
		l = (struct layout){ num, order, left, PAGE_SIZE << order, NO_ORDER };
		if (good_enough(m, flags, &l))
			break;
		l.why = ORDER_LIMIT;
	}
	trace_calculate_slab_order(m, size, l.order, l.num, l.left_over,
				   slab_common(m)->slab_max_order, l.slab_size, l.why);
	return l;
}

/* The three places, tried in this order. */
enum freelist_place { IN_OBJECT, OFF, ON, NOWHERE };

static bool set_objfreelist(struct machine *m, const struct kmem_cache *s, u32 size, u32 flags,
			    struct layout *l)
{
	if (s->ctor || flags & SLAB_TYPESAFE_BY_RCU)
		return false;
	*l = calculate_slab_order(m, s, size, flags | CFLGS_OBJFREELIST_SLAB);
	return l->num && l->num <= s->object_size;
}

static bool set_off_slab(struct machine *m, const struct kmem_cache *s, u32 size, u32 flags,
			 struct layout *l)
{
	if (flags & SLAB_NOLEAKTRACE)
		return false;
	*l = calculate_slab_order(m, s, size, flags | CFLGS_OFF_SLAB);
	return l->num && l->left_over < l->num;
}

static enum freelist_place place_freelist(struct machine *m, const struct kmem_cache *s, u32 size, u32 flags,
				 struct layout *l)
{
	if (set_objfreelist(m, s, size, flags, l))
		return IN_OBJECT;
	if (set_off_slab(m, s, size, flags, l))
		return OFF;
	*l = calculate_slab_order(m, s, size, flags);
	return l->num ? ON : NOWHERE;
}

static u32 allocflags(u32 flags)
{
	u32 gfp = __GFP_COMP;

	if (flags & SLAB_CACHE_DMA)
		gfp |= GFP_DMA;
	if (flags & SLAB_RECLAIM_ACCOUNT)
		gfp |= __GFP_RECLAIMABLE;
	return gfp;
}

static void set_layout(struct machine *m, u32 cache, const struct layout *l, u32 size, u32 flags)
{
	struct kmem_cache *s = edit_kmem_cache(m, kmem_cache_at(m, cache));

	s->num = l->num;
	s->gfporder = l->order;
	s->colour = (u32)(l->left_over / s->colour_off);
	s->freelist_size = l->num;
	s->flags = flags;
	s->allocflags = allocflags(flags);
	s->size = size;
	if (flags & CFLGS_OFF_SLAB)
		s->freelist_cache = kmalloc_slab(m, l->num, 0);
	trace_cache_laid_out(m, cache, s->size, s->num, s->gfporder, s->colour, s->colour_off);
}

/* From one object to the next: whole words, the alignment, and at least what a byte can number. */
static u32 stride(const struct machine *m, const struct kmem_cache *s)
{
	u32 size = (u32)ALIGN_UP(ALIGN_UP(s->size, m->geo.word_bytes), s->align);

	return size < SLAB_OBJ_MIN_SIZE ? (u32)ALIGN_UP(SLAB_OBJ_MIN_SIZE, s->align) : size;
}

int slab_kmem_cache_create(struct machine *m, u32 cache, u32 flags)
{
	static const u32 place_flags[] = { CFLGS_OBJFREELIST_SLAB, CFLGS_OFF_SLAB, 0 };
	const struct kmem_cache *s = kmem_cache_at(m, cache);
	struct layout l = { 0 };
	enum freelist_place place;
	u32 size;
	CALLED(m, __kmem_cache_create, cache, s->size);

	set(m, s, align, max_t(u32, s->align, m->geo.word_bytes));
	set(m, s, colour_off, max_t(u32, m->geo.cache_bytes, s->align));
	size = stride(m, s);
	place = place_freelist(m, s, size, flags, &l);
	trace_freelist_place(m, cache, size, l.num, l.num, s->object_size, l.left_over, place);
	if (place == NOWHERE)
		return -PW_EINVAL;	/* -E2BIG in the kernel */
	set_layout(m, cache, &l, size, flags | place_flags[place]);
	/* gfp_allowed_mask: nobody sleeps while the kernel starts */
	return setup_cpu_cache(m, cache, slab_common(m)->slab_state == SLAB_FULL ? GFP_KERNEL :
									      GFP_NOWAIT);
}
