/* What the parts of SLAB share; in the kernel they are one file, mm/slab.c. */
#ifndef MM_SLAB_INTERNAL_H
#define MM_SLAB_INTERNAL_H

#include "lib/list.h"
#include "machine/trace.h"
#include "mm/content.h"
#include "mm/mm.h"
#include "mm/slab.h"

#define CFLGS_OBJFREELIST_SLAB 0x40000000u
#define CFLGS_OFF_SLAB 0x80000000u
#define BATCHREFILL_LIMIT 16u
#define SLAB_OBJ_MIN_SIZE 16u
#define SLAB_OBJ_MAX_NUM 255u		/* freelist_idx_t is a byte */
#define HZ 250u
#define REAPTIMEOUT_AC (2 * HZ)
#define REAPTIMEOUT_NODE (4 * HZ)

static inline bool OBJFREELIST_SLAB(const struct kmem_cache *s)
{
	return s->flags & CFLGS_OBJFREELIST_SLAB;
}

static inline bool OFF_SLAB(const struct kmem_cache *s)
{
	return s->flags & CFLGS_OFF_SLAB;
}

static inline const struct array_cache *cpu_array(const struct machine *m, const struct kmem_cache *s,
						  u32 cpu)
{
	return array_cache_at(m, s->cpu_cache + cpu);
}

static inline const struct array_cache *cpu_cache_get(const struct machine *m,
						      const struct kmem_cache *s)
{
	return cpu_array(m, s, sys(m)->current_cpu);
}

static inline const struct array_cache *shared_array(const struct machine *m,
						     const struct kmem_cache_node *n)
{
	return n->shared ? array_cache_at(m, n->shared) : NULL;
}

static inline const u64 *ac_entry(const struct machine *m, const struct array_cache *ac, u32 i)
{
	return &array_entry_at(m, ac->entry + i)->object;
}

static inline void ac_store(struct machine *m, const struct array_cache *ac, u32 i, u64 object)
{
	set_uint(m, ac_entry(m, ac, i), sizeof(u64), object);
}

static inline u64 index_to_obj(const struct machine *m, const struct kmem_cache *s,
			       const struct page *page, u32 idx)
{
	return page_s_mem(m, page) + (u64)s->size * idx;
}

static inline u32 obj_to_index(const struct machine *m, const struct kmem_cache *s,
			       const struct page *page, u64 object)
{
	return (u32)(object - page_s_mem(m, page)) / s->size;
}

static inline u8 get_free_obj(const struct machine *m, const struct page *page, u32 idx)
{
	return (u8)read_bytes(m, virt_to_phys(m, page_freelist(page) + idx), 1);
}

static inline const struct page *page_of_lru(const struct machine *m, ref_t ref)
{
	return container_of_ref(m, ref, page, lru);
}

/* array.c */
void free_block(struct machine *m, const struct kmem_cache *s, const struct array_cache *ac, u32 nr);
void shift_array(struct machine *m, const struct array_cache *ac, u32 by);
u64 slab_kmem_cache_alloc(struct machine *m, u32 cache, u32 gfp);
void slab_kmem_cache_free(struct machine *m, u32 cache, u64 object);
u64 slab_kmalloc(struct machine *m, u64 size, u32 gfp);
void slab_kfree(struct machine *m, u64 object);

/* grow.c */
pfn_t cache_grow_begin(struct machine *m, const struct kmem_cache *s, u32 gfp);
void cache_grow_end(struct machine *m, const struct kmem_cache *s, pfn_t slab);
u64 slab_get_obj(struct machine *m, const struct kmem_cache *s, const struct page *page);
void slab_put_obj(struct machine *m, const struct kmem_cache *s, const struct page *page, u64 object);
void fixup_slab_list(struct machine *m, const struct kmem_cache *s, const struct page *page);
void slab_destroy(struct machine *m, const struct kmem_cache *s, const struct page *page);
void slabs_destroy(struct machine *m, const struct kmem_cache *s);

/* layout.c, tune.c, drain.c */
int slab_kmem_cache_create(struct machine *m, u32 cache, u32 flags);
int setup_cpu_cache(struct machine *m, u32 cache, u32 gfp);
int slab_kmem_cache_shrink(struct machine *m, u32 cache);
void slab_kmem_cache_release(struct machine *m, u32 cache);
void slab_kmem_cache_init(struct machine *m);
void slab_kmem_cache_init_late(struct machine *m);

#endif
