/*
 * What the three allocators of objects share: creating, merging and destroying caches, kmalloc's
 * classes, and looking at a pointer before it is freed.  Open mm/slab_common.c beside this.
 *
 * Left out: memory cgroups' copies of caches, slab_mutex (one cpu runs at a time), the name's copy.
 */
#include <stdio.h>
#include <string.h>

#include "lib/cmdline.h"
#include "lib/list.h"
#include "lib/log2.h"
#include "machine/trace.h"
#include "mm/content.h"
#include "mm/mm.h"
#include "mm/slab.h"

const struct slab_allocator *const slab_allocators[NR_SLAB_CHOICES] = {
	[SLAB_SLAB] = &slab_allocator_slab, [SLAB_SLUB] = &slab_allocator_slub,
	[SLAB_SLOB] = &slab_allocator_slob,
};

/* slab_nomerge, slab_max_order=N on the command line */
void setup_slab_nomerge(struct machine *m, const char *value)
{
	set(m, slab_common(m), slab_nomerge, 1);
}

void slab_max_order_setup(struct machine *m, const char *value)
{
	u64 order = simple_strtoull(value, &value);

	set(m, slab_common(m), slab_max_order, min_t(u64, order, MAX_ORDER - 1));
	set(m, slab_common(m), slab_max_order_set, 1);
}

void set_slab_state(struct machine *m, enum slab_state state)
{
	set(m, slab_common(m), slab_state, state);
}

void kmem_cache_init(struct machine *m)
{
	CALLED(m, kmem_cache_init);

	INIT_LIST_HEAD(m, &slab_common(m)->slab_caches);
	slab_allocator(m)->kmem_cache_init(m);
}

void kmem_cache_init_late(struct machine *m)
{
	if (slab_allocator(m)->kmem_cache_init_late)
		slab_allocator(m)->kmem_cache_init_late(m);
	set_slab_state(m, SLAB_FULL);
}

/* For a machine that booted without: the first who wants a cache or an object starts it. */
void start_slab(struct machine *m)
{
	kmem_cache_init(m);
	kmem_cache_init_late(m);
}

/* Objects that ask for cache lines get them, unless several fit into one line. */
u32 calculate_alignment(const struct machine *m, u32 flags, u32 align, u32 size)
{
	if (flags & SLAB_HWCACHE_ALIGN) {
		u32 ralign = m->geo.cache_bytes;

		while (size <= ralign / 2)
			ralign /= 2;
		align = max_t(u32, align, ralign);
	}
	align = max_t(u32, align, ARCH_SLAB_MINALIGN);
	return (u32)ALIGN_UP(align, m->geo.word_bytes);
}

static bool slab_unmergeable(const struct kmem_cache *s)
{
	return s->flags & SLAB_NEVER_MERGE || s->ctor || s->usersize || s->refcount < 0;
}

static bool fits(const struct machine *m, const struct kmem_cache *s, u32 size, u32 align, u32 flags)
{
	const struct slab_allocator *a = slab_allocator(m);

	if (slab_unmergeable(s) || size > s->size)
		return false;
	if ((flags & SLAB_MERGE_SAME) != (s->flags & SLAB_MERGE_SAME))
		return false;
	if ((s->size & ~(align - 1)) != s->size || s->size - size >= m->geo.word_bytes)
		return false;
	return !a->mergeable || a->mergeable(s, align);
}

/* The alternatives of the decision */
enum merge { MERGE_SHARE, MERGE_OWN, MERGE_CTOR, MERGE_FLAGS, MERGE_OFF };

static enum merge merge_allowed(const struct machine *m, u32 flags, bool ctor)
{
	if (slab_common(m)->slab_nomerge)
		return MERGE_OFF;
	if (ctor)
		return MERGE_CTOR;
	return flags & SLAB_NEVER_MERGE ? MERGE_FLAGS : MERGE_SHARE;
}

/* The oldest cache that fits; 0: none. */
static u32 find_mergeable(struct machine *m, u32 size, u32 align, u32 flags, bool ctor)
{
	enum merge choice = merge_allowed(m, flags, ctor);
	const struct list_head *head = &slab_common(m)->slab_caches;
	u32 found = 0;

	size = (u32)ALIGN_UP(size, m->geo.word_bytes);
	align = calculate_alignment(m, flags, align, size);
	size = (u32)ALIGN_UP(size, align);
	if (choice == MERGE_SHARE) {
		choice = MERGE_OWN;
		for (ref_t pos = head->prev; pos != ref_of(m, head); pos = list_at(m, pos)->prev) {
			const struct kmem_cache *s = container_of_ref(m, pos, kmem_cache, list);

			if (!fits(m, s, size, align, flags))
				continue;
			found = kmem_cache_index(m, s);
			choice = MERGE_SHARE;
			break;
		}
	}
	trace_find_mergeable(m, size, align, flags, found, choice);
	return found;
}

static u32 __kmem_cache_alias(struct machine *m, u32 size, u32 align, u32 flags, bool ctor)
{
	u32 cache = slab_allocator(m)->alias ? find_mergeable(m, size, align, flags, ctor) : 0;
	const struct kmem_cache *s = kmem_cache_at(m, cache);

	if (!cache)
		return 0;
	add(m, s, refcount, 1);
	slab_allocator(m)->alias(m, cache, size);
	trace_cache_alias(m, cache, (u64)s->refcount, s->object_size);
	return cache;
}

u32 new_kmem_cache(struct machine *m)
{
	return object_alloc(m, TABLE_kmem_cache);
}

void link_cache(struct machine *m, u32 cache)
{
	const struct kmem_cache *s = kmem_cache_at(m, cache);

	list_add(m, &s->list, &slab_common(m)->slab_caches);
	trace_cache_created(m, cache, s->va);
}

static void name_cache(struct machine *m, const struct kmem_cache *s, const char *name)
{
	char *to = edit(m, s->name, sizeof(s->name));

	memset(to, 0, sizeof(s->name));
	strncpy(to, name, sizeof(s->name) - 1);
}

static void set_sizes(struct machine *m, const struct kmem_cache *s, u32 size, u32 align,
		      u32 useroffset, u32 usersize)
{
	set(m, s, size, size);
	set(m, s, object_size, size);
	set(m, s, align, align);
	set(m, s, useroffset, useroffset);
	set(m, s, usersize, usersize);
}

/* A descriptor is itself an object, of the cache kmem_cache. */
static u32 alloc_descriptor(struct machine *m, u32 gfp, const char *name)
{
	u64 va = kmem_cache_zalloc(m, slab_common(m)->kmem_cache, gfp);
	u32 cache = va ? new_kmem_cache(m) : 0;

	if (va && !cache)
		kmem_cache_free(m, slab_common(m)->kmem_cache, va);
	if (!cache)
		return 0;
	set(m, kmem_cache_at(m, cache), va, va);
	name_cache(m, kmem_cache_at(m, cache), name);
	return cache;
}

static void free_descriptor(struct machine *m, u32 cache)
{
	kmem_cache_free(m, slab_common(m)->kmem_cache, kmem_cache_at(m, cache)->va);
	object_free(m, TABLE_kmem_cache, cache);
}

static u32 create_cache(struct machine *m, const char *name, u32 size, u32 align, u32 flags,
			u32 useroffset, u32 usersize, bool ctor, int *err)
{
	u32 cache = alloc_descriptor(m, GFP_KERNEL, name);
	const struct kmem_cache *s = kmem_cache_at(m, cache);

	*err = -PW_ENOMEM;
	if (!cache)
		return 0;
	set_sizes(m, s, size, align, useroffset, usersize);
	set(m, s, ctor, ctor);
	*err = slab_allocator(m)->create(m, cache, flags);
	if (*err) {
		free_descriptor(m, cache);
		return 0;
	}
	set(m, s, refcount, 1);
	link_cache(m, cache);
	return cache;
}

/* A size that no allocator of the kernel could cut a slab for is refused at once. */
static int sanity_check(const struct machine *m, u32 size, u32 flags)
{
	if (flags & ~(u32)SLAB_FLAGS_PERMITTED)
		return -PW_EINVAL;
	return size && size <= 1u << slab_allocator(m)->kmalloc_shift_max ? 0 : -PW_EINVAL;
}

u32 kmem_cache_create_usercopy(struct machine *m, const char *name, u32 size, u32 align, u32 flags,
			       u32 useroffset, u32 usersize, bool ctor)
{
	u32 cache = 0;
	int err = sanity_check(m, size, flags);
	CALLED(m, kmem_cache_create, size, align, flags);

	if (!might_sleep(m))
		return 0;
	if (!slab_common(m)->slab_state)
		start_slab(m);
	mutex_lock(m, LOCK_SLAB_MUTEX);
	flags &= ~slab_allocator(m)->flags_ignored;
	if (!err && !usersize)
		cache = __kmem_cache_alias(m, size, align, flags, ctor);
	if (!err && !cache)
		cache = create_cache(m, name, size, calculate_alignment(m, flags, align, size),
				     flags, useroffset, usersize, ctor, &err);
	mutex_unlock(m, LOCK_SLAB_MUTEX);
	if (!cache)
		trace_kmem_cache_create_failed(m, size, (u64)(s64)err);
	return cache;
}

u32 kmem_cache_create(struct machine *m, const char *name, u32 size, u32 align, u32 flags, bool ctor)
{
	return kmem_cache_create_usercopy(m, name, size, align, flags, 0, 0, ctor);
}

int kmem_cache_shrink(struct machine *m, u32 cache)
{
	int ret;
	CALLED(m, kmem_cache_shrink, cache);

	if (!might_sleep(m))
		return -PW_EBUG;
	ret = slab_allocator(m)->shrink(m, cache);
	trace_cache_shrunk(m, cache, slab_allocator(m)->slabs_in_use(m, cache));
	return ret;
}

static int shutdown_cache(struct machine *m, u32 cache)
{
	int busy = slab_allocator(m)->shrink(m, cache);

	trace_shutdown_cache(m, cache, slab_allocator(m)->slabs_in_use(m, cache), busy != 0);
	if (busy)
		return -PW_EBUSY;
	list_del(m, &kmem_cache_at(m, cache)->list);
	trace_cache_gone(m, cache);
	slab_allocator(m)->release(m, cache);
	free_descriptor(m, cache);
	return 0;
}

int kmem_cache_destroy(struct machine *m, u32 cache)
{
	const struct kmem_cache *s = kmem_cache_at(m, cache);
	int err = 0;
	CALLED(m, kmem_cache_destroy, cache);

	if (!might_sleep(m))
		return -PW_EBUG;
	mutex_lock(m, LOCK_SLAB_MUTEX);
	add(m, s, refcount, -1);
	if (s->refcount)
		trace_cache_put(m, cache, (u64)s->refcount);
	else
		err = shutdown_cache(m, cache);
	if (err)
		set(m, s, refcount, 1);	/* 4.19 leaves 0, and the cache for ever: see DIFFERENCES */
	mutex_unlock(m, LOCK_SLAB_MUTEX);
	return err;
}

u32 kmem_cache_named(const struct machine *m, const char *name)
{
	for_each_kmem_cache(m, s)
		if (strncmp(s->name, name, sizeof(s->name)) == 0)
			return kmem_cache_index(m, s);
	return 0;
}

void create_boot_cache(struct machine *m, u32 cache, const char *name, u32 size, u32 flags, u32 usersize)
{
	const struct kmem_cache *s = kmem_cache_at(m, cache);
	int err;

	name_cache(m, s, name);
	set_sizes(m, s, size, calculate_alignment(m, flags, kmalloc_minalign(m), size), 0, usersize);
	err = slab_allocator(m)->create(m, cache, flags);
	assert(!err);	/* the kernel panics: boot has memory for these */
	set(m, s, refcount, -1);
}

/* kmalloc's classes */

u32 kmalloc_minalign(const struct machine *m)
{
	return max_t(u32, m->geo.kmalloc_minalign, ARCH_SLAB_MINALIGN);
}

static u32 kmalloc_shift_low(const struct machine *m)
{
	return m->geo.kmalloc_minalign ? ilog2(m->geo.kmalloc_minalign) :
	       slab_allocator(m)->kmalloc_shift_low;
}

u64 kmalloc_min_size(const struct machine *m)
{
	return BIT(kmalloc_shift_low(m));
}

/* 1 and 2 are the two classes between powers of two; the others are their power. */
u32 kmalloc_index(const struct machine *m, u64 size)
{
	u64 least = kmalloc_min_size(m);

	if (size <= least)
		return kmalloc_shift_low(m);
	if (least <= 32 && size > 64 && size <= 96)
		return 1;
	if (least <= 64 && size > 128 && size <= 192)
		return 2;
	return ilog2(size - 1) + 1;
}

u32 kmalloc_size(u32 index)
{
	return index == 1 ? 96 : index == 2 ? 192 : 1u << index;
}

u32 kmalloc_slab(const struct machine *m, u64 size, u32 gfp)
{
	const struct slab_common *common = slab_common(m);
	u32 index;

	if (!size || size > BIT(slab_allocator(m)->kmalloc_shift_high))
		return 0;
	index = kmalloc_index(m, size);
	if (gfp & __GFP_DMA && m->geo.zone_dma != ZONE_NONE)
		return common->kmalloc_dma_caches[index];
	return common->kmalloc_caches[index];
}

u32 tell_kmalloc_slab(struct machine *m, u64 size, u32 gfp)
{
	const struct slab_allocator *a = slab_allocator(m);
	u32 cache = kmalloc_slab(m, size, gfp);
	u64 class = cache ? kmalloc_size(kmalloc_index(m, size)) : 0;

	if (!cache && size > BIT(a->kmalloc_shift_high) && size <= BIT(a->kmalloc_shift_max)) {
		class = BIT(max_t(u32, ilog2(size - 1) + 1, PAGE_SHIFT));
		trace_kmalloc_slab(m, size, class, 0, class - size, 1);
		return 0;
	}
	trace_kmalloc_slab(m, size, class, cache, cache ? class - size : 0, cache ? 0 : size ? 3 : 2);
	return cache;
}

static u32 new_kmalloc_cache(struct machine *m, u32 index, const char *prefix, u32 flags, bool usercopy)
{
	u32 size = kmalloc_size(index), cache;
	char name[CACHE_NAME_MAX];

	snprintf(name, sizeof(name), "%skmalloc-%u", prefix, size);
	cache = alloc_descriptor(m, GFP_NOWAIT, name);
	if (!cache)
		return 0;
	create_boot_cache(m, cache, name, size, flags, usercopy ? size : 0);
	link_cache(m, cache);
	set(m, kmem_cache_at(m, cache), refcount, 1);
	return cache;
}

u32 create_kmalloc_cache(struct machine *m, u32 index, u32 flags)
{
	u32 cache = new_kmalloc_cache(m, index, "", flags, true);

	set_uint(m, &slab_common(m)->kmalloc_caches[index], sizeof(u32), cache);
	return cache;
}

static bool has_class(const struct machine *m, u32 index)
{
	return slab_common(m)->kmalloc_caches[index];
}

static void create_dma_caches(struct machine *m, u32 flags)
{
	for (u32 i = 0; i <= slab_allocator(m)->kmalloc_shift_high; i++) {
		u32 cache;

		if (!has_class(m, i))
			continue;
		cache = new_kmalloc_cache(m, i, "dma-", flags | SLAB_CACHE_DMA, false);
		set_uint(m, &slab_common(m)->kmalloc_dma_caches[i], sizeof(u32), cache);
	}
}

/* The two between powers of two come right after the power below them. */
void create_kmalloc_caches(struct machine *m, u32 flags)
{
	u32 low = kmalloc_shift_low(m), high = slab_allocator(m)->kmalloc_shift_high;
	CALLED(m, create_kmalloc_caches, BIT(low), BIT(high));

	for (u32 i = low; i <= high; i++) {
		if (!has_class(m, i))
			create_kmalloc_cache(m, i, flags);
		if (kmalloc_min_size(m) <= 32 && !has_class(m, 1) && i == 6)
			create_kmalloc_cache(m, 1, flags);
		if (kmalloc_min_size(m) <= 64 && !has_class(m, 2) && i == 7)
			create_kmalloc_cache(m, 2, flags);
	}
	set_slab_state(m, SLAB_UP);
	if (m->geo.zone_dma != ZONE_NONE)
		create_dma_caches(m, flags);
}

u64 kmalloc_order(struct machine *m, u64 size, u32 gfp)
{
	pfn_t pfn = alloc_pages(m, gfp | __GFP_COMP, get_order(size));

	return pfn == PFN_NONE ? 0 : page_address(m, pfn);
}

void mod_slab_pages(struct machine *m, const struct kmem_cache *s, s32 pages)
{
	if (s->flags & SLAB_RECLAIM_ACCOUNT)
		add(m, node_stat(m), nr_slab_reclaimable, pages);
	else
		add(m, node_stat(m), nr_slab_unreclaimable, pages);
}

/* A constructor makes a list head that is empty: its first word points at itself. */
void construct_object(struct machine *m, const struct kmem_cache *s, u64 object)
{
	u32 bytes = min_t(u32, m->geo.word_bytes, s->object_size);

	if (bytes == m->geo.word_bytes)
		write_bytes(m, virt_to_phys(m, object), object, bytes);
}

/* Only words that hold something are there to be cleared. */
void zero_object(struct machine *m, u64 object, u32 size)
{
	u64 pa = virt_to_phys(m, object), end = pa + size;

	while (pa < end) {
		bool byte = pa & 7 || end - pa < 8;

		if (!frame_at(m, (pfn_t)PFN_DOWN(pa))->content) {
			pa = (pa | (PAGE_SIZE - 1)) + 1;	/* nothing was written in this frame */
			continue;
		}
		if (byte ? read_bytes(m, pa, 1) : read_word(m, pa))
			write_bytes(m, pa, 0, byte ? 1 : 8);
		pa += byte ? 1 : 8;
	}
	trace_object_zeroed(m, object, size);
}

/* Does the direct map reach a frame there? */
bool virt_addr_valid(const struct machine *m, u64 object)
{
	u64 pfn = PFN_DOWN(virt_to_phys(m, object));

	return object >= m->geo.page_offset && pfn_valid(m, pfn) &&
	       !is_highmem(m, page_zone(m, pfn_to_page(m, (pfn_t)pfn)));
}

static enum free_fault free_fault_of(const struct machine *m, u32 cache, u64 object, u32 *owner)
{
	const struct slab_allocator *a = slab_allocator(m);
	const struct page *page;

	*owner = 0;
	if (!virt_addr_valid(m, object))
		return FREE_OUT_OF_RANGE;
	page = pfn_to_page(m, virt_to_head_pfn(m, object));
	if (!PageSlab(page))
		return a->whole_pages && !(object & ~PAGE_MASK) && a->whole_pages(m, cache, page) ?
		       FREE_OK : FREE_NO_SLAB;
	*owner = page->mapping ? page_slab_cache(m, page) : cache;	/* SLOB's pages are everybody's */
	if (cache && *owner != cache)
		return FREE_WRONG_CACHE;
	return a->free_fault(m, cache, page, object);
}

bool may_free(const struct machine *m, u32 cache, u64 object)
{
	u32 owner;

	return free_fault_of(m, cache, object, &owner) == FREE_OK;
}

/*
 * What a kernel with CONFIG_DEBUG_SLAB looks at before it takes an object back.  The recorded kernels
 * do not look, and a wrong pointer corrupts their lists; here the one who frees is told.
 */
enum free_fault check_free(struct machine *m, u32 cache, u64 object)
{
	u32 owner;
	enum free_fault fault = free_fault_of(m, cache, object, &owner);

	if (fault || cache || owner)	/* else no cache is meant: pages, or SLOB's */
		trace_free_check(m, object, cache ? cache : owner, owner, fault);
	return fault;
}
