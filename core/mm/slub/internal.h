/* What the parts of SLUB share; mm/slub.c is one file in the kernel. */
#ifndef MM_SLUB_INTERNAL_H
#define MM_SLUB_INTERNAL_H

#include "lib/log2.h"
#include "machine/trace.h"
#include "mm/page_alloc.h"
#include "mm/slub.h"

#define MIN_PARTIAL 5u
#define MAX_PARTIAL 10u

enum slub_tail { DEACTIVATE_TO_HEAD, DEACTIVATE_TO_TAIL };

static inline u32 order_objects(u32 order, u32 size)
{
	return (u32)(PAGE_SIZE << order) / size;
}

static inline u32 oo_make(u32 order, u32 size)
{
	return (order << OO_SHIFT) + order_objects(order, size);
}

static inline const struct kmem_cache_cpu *this_cpu_slab(const struct machine *m,
							 const struct kmem_cache *s)
{
	return slub_cpu(m, s, sys(m)->current_cpu);
}

static inline bool kmem_cache_has_cpu_partial(const struct machine *m)
{
	return slub(m)->cpu_partial;
}

static inline void set_freepointer(struct machine *m, const struct kmem_cache *s, u64 object, u64 fp)
{
	u64 pa = virt_to_phys(m, object) + s->offset;

	if (m->geo.word_bytes == 8)
		write_word(m, pa, fp);
	else
		write_bytes(m, pa, fp, 4);
}

/* cmpxchg_double(): both words of the slab change at once, or another cpu was first. */
static inline void cmpxchg_double_slab(struct machine *m, const struct page *page, u64 freelist,
				       u32 inuse, bool frozen)
{
	set(m, page, index, freelist);
	set(m, page, private, slub_counters(inuse, slub_objects(page), frozen));
}

/* page.c */
const struct page *slub_new_slab(struct machine *m, const struct kmem_cache *s, u32 gfp);
void discard_slab(struct machine *m, const struct kmem_cache *s, const struct page *page);

/* partial.c */
void add_partial(struct machine *m, const struct kmem_cache *s, const struct page *page,
		 enum slub_tail tail);
void remove_partial(struct machine *m, const struct kmem_cache *s, const struct page *page);
u64 get_partial_node(struct machine *m, const struct kmem_cache *s);
void put_cpu_partial(struct machine *m, const struct kmem_cache *s, const struct page *page,
		     bool drain);

/* flush.c */
void deactivate_slab(struct machine *m, const struct kmem_cache *s);
void unfreeze_partials(struct machine *m, const struct kmem_cache *s);
void flush_cpu_slab(struct machine *m, const struct kmem_cache *s, u32 cpu);
void flush_all(struct machine *m, const struct kmem_cache *s);

/* size.c, alloc.c, free.c, shrink.c: what the table of functions names */
int kmem_cache_open(struct machine *m, const struct kmem_cache *s, u32 flags);
u64 slub_alloc(struct machine *m, u32 cache, u32 gfp);
u64 slub_kmalloc(struct machine *m, u64 size, u32 gfp);
void slub_free(struct machine *m, u32 cache, u64 object);
void slub_kfree(struct machine *m, u64 object);
int slub_shrink(struct machine *m, u32 cache);

#endif
