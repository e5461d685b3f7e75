/*
 * SLUB's objects as everybody may read them.  Open include/linux/slub_def.h and mm_types.h beside this.
 *
 * A free object holds the address of the next one, in its own bytes: the free pointer is a word of
 * memory here, too.  What a slab knows of itself overlays its struct page, as in the kernel:
 *   index    page->freelist, the first free object's address
 *   private  page->counters: inuse (16 bits), objects (15), frozen (1)
 *   mapping  page->slab_cache
 *   lru      the node's list, or while it is on a cpu's: next, and pages and pobjects (16 bits each)
 */
#ifndef MM_SLUB_H
#define MM_SLUB_H

#include "lib/list.h"
#include "mm/content.h"
#include "mm/slab.h"

#define MAX_OBJS_PER_PAGE 32767u	/* page->objects has 15 bits */
#define SLUB_CPU_PARTIAL_MAX 32767u	/* pobjects has 16 bits, and one slab may go over the limit */
#define __CMPXCHG_DOUBLE 0x40000000u	/* of kmem_cache.flags: two words change at once */
#define OO_SHIFT 16
#define OO_MASK 0xffffu

static inline u32 oo_order(u32 oo)
{
	return oo >> OO_SHIFT;
}

static inline u32 oo_objects(u32 oo)
{
	return oo & OO_MASK;
}

static inline const struct slub *slub(const struct machine *m)
{
	return slub_at(m, 0);
}

static inline const struct kmem_cache_cpu *slub_cpu(const struct machine *m,
						    const struct kmem_cache *s, u32 cpu)
{
	return kmem_cache_cpu_at(m, kmem_cache_index(m, s) * m->config.possible_cpus + cpu);
}

static inline u32 slub_inuse(const struct page *page)
{
	return page->private & 0xffff;
}

static inline u32 slub_objects(const struct page *page)
{
	return page->private >> 16 & MAX_OBJS_PER_PAGE;
}

static inline bool slub_frozen(const struct page *page)
{
	return page->private >> 31;
}

static inline u32 slub_free_objects(const struct page *page)
{
	return slub_objects(page) - slub_inuse(page);
}

static inline u32 slub_counters(u32 inuse, u32 objects, bool frozen)
{
	return inuse | objects << 16 | (u32)frozen << 31;
}

/* On a cpu's partial list: the pfn of the next slab, 0 at the end; its length in slabs and objects. */
static inline u32 slub_next(const struct machine *m, const struct page *page)
{
	return page->lru.next ? page_to_pfn(m, list_entry(m, page->lru.next, page, lru)) : 0;
}

static inline u32 slub_pages(const struct page *page)
{
	return page->lru.prev & 0xffff;
}

static inline u32 slub_pobjects(const struct page *page)
{
	return page->lru.prev >> 16;
}

static inline u64 get_freepointer(const struct machine *m, const struct kmem_cache *s, u64 object)
{
	u64 pa = virt_to_phys(m, object) + s->offset;

	return m->geo.word_bytes == 8 ? read_word(m, pa) : read_bytes(m, pa, 4);
}

/* init.c */
void slub_power_on(struct machine *m);
void setup_slub_min_order(struct machine *m, const char *value);
void setup_slub_max_order(struct machine *m, const char *value);
void setup_slub_min_objects(struct machine *m, const char *value);

/* How many slabs wait on the cpu's partial list: the head says. */
static inline u32 slub_cpu_partial_slabs(const struct machine *m, const struct kmem_cache_cpu *c)
{
	return c->partial ? slub_pages(page_at(m, c->partial)) : 0;
}

#endif
