/*
 * Kernel objects: caches of them, and kmalloc.  Open include/linux/slab.h and mm/slab.h beside this.
 *
 * A cache is named by its index in the table, 0 is none; an object by its kernel address, 0 is NULL.
 * Objects lie in page frames, reached through the direct map.  Which of the three allocators a
 * machine has is m->config.slab; what they share is slab_common.c, what each does is one
 * struct slab_allocator.  Left out: memory cgroups, other memory nodes, the debugging options.
 */
#ifndef MM_SLAB_H
#define MM_SLAB_H

#include "mm/page_alloc.h"

enum slab_flags {
	SLAB_HWCACHE_ALIGN = 0x2000, SLAB_CACHE_DMA = 0x4000, SLAB_RECLAIM_ACCOUNT = 0x20000,
	SLAB_PANIC = 0x40000, SLAB_TYPESAFE_BY_RCU = 0x80000, SLAB_MEM_SPREAD = 0x100000,
	SLAB_NOLEAKTRACE = 0x800000,
};
#define SLAB_NEVER_MERGE (SLAB_TYPESAFE_BY_RCU | SLAB_NOLEAKTRACE)
#define SLAB_MERGE_SAME (SLAB_RECLAIM_ACCOUNT | SLAB_CACHE_DMA)
#define SLAB_FLAGS_PERMITTED \
	(SLAB_HWCACHE_ALIGN | SLAB_CACHE_DMA | SLAB_RECLAIM_ACCOUNT | SLAB_PANIC | \
	 SLAB_TYPESAFE_BY_RCU | SLAB_MEM_SPREAD | SLAB_NOLEAKTRACE)

#define ARCH_SLAB_MINALIGN 8u
#define ZERO_SIZE_PTR 16ull
#define CACHE_NAME_MAX 24u		/* with its NUL */

enum slab_state { SLAB_DOWN, SLAB_PARTIAL, SLAB_PARTIAL_NODE, SLAB_UP, SLAB_FULL };

/* What is wrong with a pointer that somebody frees; the alternatives of `free_check`. */
enum free_fault {
	FREE_OK, FREE_OUT_OF_RANGE, FREE_NO_SLAB, FREE_WRONG_CACHE, FREE_NO_OBJECT, FREE_TWICE,
};

struct slabinfo {
	u32 active_objs, num_objs, active_slabs, num_slabs, shared_avail, limit, batchcount, shared;
	u32 objects_per_slab, cache_order;
};

struct slab_allocator {
	const char *name;
	u32 kmalloc_shift_low, kmalloc_shift_high, kmalloc_shift_max;
	u32 sizeof_kmem_cache[2], sizeof_kmem_cache_node[2];	/* 32 and 64 bits */
	u32 flags_ignored;		/* not in its CACHE_CREATE_MASK */
	void (*kmem_cache_init)(struct machine *m);
	void (*kmem_cache_init_late)(struct machine *m);	/* NULL: nothing */
	/* the __kmem_cache_ functions of the kernel */
	int (*create)(struct machine *m, u32 cache, u32 flags);
	void (*alias)(struct machine *m, u32 cache, u32 size);	/* what a merge changes; NULL: never */
	bool (*mergeable)(const struct kmem_cache *s, u32 align);	/* its own test; NULL: none */
	int (*shrink)(struct machine *m, u32 cache);
	void (*release)(struct machine *m, u32 cache);
	void (*reap)(struct machine *m);	/* this cpu's timer; NULL: it has none */
	u64 (*alloc)(struct machine *m, u32 cache, u32 gfp);
	void (*free)(struct machine *m, u32 cache, u64 object);
	u64 (*kmalloc)(struct machine *m, u64 size, u32 gfp);
	void (*kfree)(struct machine *m, u64 object);
	u64 (*ksize)(const struct machine *m, u64 object);
	u32 (*slabs_in_use)(const struct machine *m, u32 cache);	/* with live objects */
	/* page is a slab's; FREE_NO_OBJECT, FREE_TWICE or FREE_OK; cache 0: kmalloc gave it */
	enum free_fault (*free_fault)(const struct machine *m, u32 cache, const struct page *page,
				      u64 object);
	/* page is no slab's: may it be a block of pages that the allocator passed on?  NULL: never */
	bool (*whole_pages)(const struct machine *m, u32 cache, const struct page *page);
	void (*slabinfo)(const struct machine *m, const struct kmem_cache *s, struct slabinfo *info);
};
extern const struct slab_allocator *const slab_allocators[NR_SLAB_CHOICES];
extern const struct slab_allocator slab_allocator_slab, slab_allocator_slub, slab_allocator_slob;

static inline const struct slab_allocator *slab_allocator(const struct machine *m)
{
	return slab_allocators[m->config.slab];
}

static inline const struct slab_common *slab_common(const struct machine *m)
{
	return slab_common_at(m, 0);
}

static inline bool slab_is_available(const struct machine *m)
{
	return slab_common(m)->slab_state >= SLAB_UP;
}

/* slab_common.c: caches */
void kmem_cache_init(struct machine *m);
void kmem_cache_init_late(struct machine *m);
void start_slab(struct machine *m);
u32 kmem_cache_create(struct machine *m, const char *name, u32 size, u32 align, u32 flags, bool ctor);
u32 kmem_cache_create_usercopy(struct machine *m, const char *name, u32 size, u32 align, u32 flags,
			       u32 useroffset, u32 usersize, bool ctor);
int kmem_cache_shrink(struct machine *m, u32 cache);
int kmem_cache_destroy(struct machine *m, u32 cache);	/* -PW_EBUSY: objects are in use */
void setup_slab_nomerge(struct machine *m, const char *value);
void slab_max_order_setup(struct machine *m, const char *value);
u32 kmem_cache_named(const struct machine *m, const char *name);
bool virt_addr_valid(const struct machine *m, u64 va);
bool may_free(const struct machine *m, u32 cache, u64 object);
enum free_fault check_free(struct machine *m, u32 cache, u64 object);	/* cache 0: for kfree */

static inline u64 kmem_cache_alloc(struct machine *m, u32 cache, u32 gfp)
{
	return slab_allocator(m)->alloc(m, cache, gfp);
}

static inline u64 kmem_cache_zalloc(struct machine *m, u32 cache, u32 gfp)
{
	return kmem_cache_alloc(m, cache, gfp | __GFP_ZERO);
}

static inline void kmem_cache_free(struct machine *m, u32 cache, u64 object)
{
	slab_allocator(m)->free(m, cache, object);
}

/* The address, 0, or ZERO_SIZE_PTR for a size of 0 */
static inline u64 kmalloc(struct machine *m, u64 size, u32 gfp)
{
	if (unlikely(!slab_common(m)->slab_state))
		start_slab(m);
	return slab_allocator(m)->kmalloc(m, size, gfp);
}

static inline void kfree(struct machine *m, u64 object)
{
	slab_allocator(m)->kfree(m, object);
}

static inline u64 ksize(const struct machine *m, u64 object)
{
	return object <= ZERO_SIZE_PTR ? 0 : slab_allocator(m)->ksize(m, object);
}

/* slab_common.c, for the allocators */
u32 kmalloc_slab(const struct machine *m, u64 size, u32 gfp);	/* 0: none */
u32 kmalloc_index(const struct machine *m, u64 size);
u32 kmalloc_size(u32 index);
u64 kmalloc_min_size(const struct machine *m);
u32 kmalloc_minalign(const struct machine *m);	/* ARCH_KMALLOC_MINALIGN */
/* The class that size falls into, as a decision; its cache, 0 if no cache serves it. */
u32 tell_kmalloc_slab(struct machine *m, u64 size, u32 gfp);
u32 calculate_alignment(const struct machine *m, u32 flags, u32 align, u32 size);
void create_boot_cache(struct machine *m, u32 cache, const char *name, u32 size, u32 flags,
		       u32 usersize);
u32 create_kmalloc_cache(struct machine *m, u32 index, u32 flags);
void create_kmalloc_caches(struct machine *m, u32 flags);
u32 new_kmem_cache(struct machine *m);		/* a descriptor from the table alone */
void link_cache(struct machine *m, u32 cache);
void set_slab_state(struct machine *m, enum slab_state state);
void construct_object(struct machine *m, const struct kmem_cache *s, u64 object);
void zero_object(struct machine *m, u64 object, u32 size);
void mod_slab_pages(struct machine *m, const struct kmem_cache *s, s32 pages);	/* NR_SLAB_... */
/* kmalloc_order(): whole pages, when no cache is large enough; and giving them back */
u64 kmalloc_order(struct machine *m, u64 size, u32 gfp);

static inline u32 sizeof_kmem_cache(const struct machine *m)
{
	return slab_allocator(m)->sizeof_kmem_cache[m->geo.word_bytes == 8];
}

static inline u32 sizeof_kmem_cache_node(const struct machine *m)
{
	return slab_allocator(m)->sizeof_kmem_cache_node[m->geo.word_bytes == 8];
}

#define for_each_kmem_cache(m, s) /* newest first, as /proc/slabinfo */ \
	for (const struct kmem_cache *s = kmem_cache_of_list(m, slab_common(m)->slab_caches.next); s; \
	     s = kmem_cache_of_list(m, s->list.next))

static inline const struct kmem_cache *kmem_cache_of_list(const struct machine *m, ref_t ref)
{
	return !ref || ref == ref_of(m, &slab_common(m)->slab_caches) ? NULL :
	       container_of_ref(m, ref, kmem_cache, list);
}

/* The direct map of this machine. */
static inline u64 phys_to_virt(const struct machine *m, u64 pa)
{
	return pa - sys(m)->phys_offset + m->geo.page_offset;
}

static inline u64 virt_to_phys(const struct machine *m, u64 va)
{
	return va - m->geo.page_offset + sys(m)->phys_offset;
}

static inline u64 page_address(const struct machine *m, pfn_t pfn)
{
	return phys_to_virt(m, PFN_PHYS(pfn));
}

static inline pfn_t virt_to_head_pfn(const struct machine *m, u64 va)
{
	return compound_head(m, (pfn_t)PFN_DOWN(virt_to_phys(m, va)));
}

/*
 * What struct page says while its frame begins a slab: the kernel's unions, by the kernel's names.
 * slab_cache lies in mapping (a reference), freelist in index.  SLAB: s_mem in private (from the
 * slab's start), active in _mapcount.
 */
static inline u32 page_slab_cache(const struct machine *m, const struct page *page)
{
	return kmem_cache_index(m, at_ref(m, page->mapping));
}

static inline void set_page_slab_cache(struct machine *m, const struct page *page, u32 cache)
{
	set(m, page, mapping, ref_of(m, kmem_cache_at(m, cache)));
}

static inline u64 page_freelist(const struct page *page)
{
	return page->index;
}

static inline u64 page_s_mem(const struct machine *m, const struct page *page)
{
	return page_address(m, page_to_pfn(m, page)) + page->private;
}

static inline u32 page_active(const struct page *page)
{
	return (u32)page->_mapcount;
}

static inline const struct kmem_cache_node *get_node(const struct machine *m,
						     const struct kmem_cache *s)
{
	return kmem_cache_node_at(m, kmem_cache_index(m, s));
}

#endif
