/*
 * kmalloc and caches over SLOB's blocks.  Open the second half of mm/slob.c.
 *
 * A cache only remembers size and alignment: objects of all caches lie in the same pages.  kmalloc
 * writes the size in front of each block; what has a page or more comes from the buddy allocator.
 */
#include "lib/list.h"
#include "lib/log2.h"
#include "machine/trace.h"
#include "mm/slob/internal.h"

#define KMALLOC_SHIFT_MAX (MAX_ORDER + PAGE_SHIFT - 1)

/* A block of whole pages, which only its user knows to be one. */
static u64 slob_new_pages(struct machine *m, u64 size, u32 gfp)
{
	u32 order = get_order(size);
	pfn_t pfn = alloc_pages(m, gfp, order);
	u64 object = pfn == PFN_NONE ? 0 : page_address(m, pfn);

	if (object)
		trace_slob_pages(m, object, order, size);
	return object;
}

static u64 slob_kmalloc(struct machine *m, u64 size, u32 gfp)
{
	u32 align = kmalloc_minalign(m);
	u64 header;
	CALLED(m, __kmalloc, size, gfp);

	if (!size)
		return ZERO_SIZE_PTR;
	if (size >= PAGE_SIZE - align)
		return size > BIT(KMALLOC_SHIFT_MAX) ? 0 :
		       slob_new_pages(m, size, gfp | (size > PAGE_SIZE ? __GFP_COMP : 0));
	header = slob_alloc(m, (u32)size + align, gfp, align);
	if (!header)
		return 0;
	if (gfp & __GFP_ZERO)
		zero_object(m, header, (u32)size + align);
	write_bytes(m, virt_to_phys(m, header), size, 4);
	trace_slob_header(m, header, size, header + align);
	return header + align;
}

static u32 kmalloc_header(const struct machine *m, u64 object)
{
	return (u32)read_bytes(m, virt_to_phys(m, object - kmalloc_minalign(m)), 4);
}

static void slob_kfree(struct machine *m, u64 object)
{
	pfn_t pfn = (pfn_t)PFN_DOWN(virt_to_phys(m, object));
	CALLED(m, kfree, object);

	if (object <= ZERO_SIZE_PTR)
		return;
	if (PageSlab(pfn_to_page(m, pfn)))
		slob_free(m, object - kmalloc_minalign(m),
			  kmalloc_header(m, object) + kmalloc_minalign(m));
	else
		__free_pages(m, pfn, compound_order(m, pfn));
}

static u64 slob_ksize(const struct machine *m, u64 object)
{
	pfn_t pfn = (pfn_t)PFN_DOWN(virt_to_phys(m, object));

	return PageSlab(pfn_to_page(m, pfn)) ?
	       (u64)slob_size_units(kmalloc_header(m, object)) * SLOB_UNIT :
	       PAGE_SIZE << compound_order(m, pfn);
}

/* Objects that RCU readers may still see carry what frees them behind themselves: struct slob_rcu. */
static int create(struct machine *m, u32 cache, u32 flags)
{
	const struct kmem_cache *s = kmem_cache_at(m, cache);

	if (flags & SLAB_TYPESAFE_BY_RCU)
		add(m, s, size, m->geo.word_bytes == 8 ? 24 : 12);
	set(m, s, flags, flags);
	return 0;
}

static u64 alloc(struct machine *m, u32 cache, u32 gfp)
{
	const struct kmem_cache *s = kmem_cache_at(m, cache);
	u64 object;
	CALLED(m, kmem_cache_alloc, cache, gfp);

	object = s->size < PAGE_SIZE ? slob_alloc(m, s->size, gfp, s->align) :
				       slob_new_pages(m, s->size, gfp);
	if (object && s->ctor)
		construct_object(m, s, object);
	if (object && gfp & __GFP_ZERO && s->size < PAGE_SIZE)
		zero_object(m, object, s->object_size);
	return object;
}

static void free_object(struct machine *m, u32 cache, u64 object)
{
	const struct kmem_cache *s = kmem_cache_at(m, cache);
	CALLED(m, kmem_cache_free, cache, object);

	if (s->size < PAGE_SIZE)
		slob_free(m, object, s->size);
	else
		__free_pages(m, (pfn_t)PFN_DOWN(virt_to_phys(m, object)), get_order(s->size));
}

static void slob_name(struct machine *m, const struct kmem_cache *s)
{
	static const char name[] = "kmem_cache";
	char *to = edit(m, s->name, sizeof(s->name));

	for (u32 i = 0; i < sizeof(name); i++)
		to[i] = name[i];
}

static void slob_init(struct machine *m)
{
	const struct slob *slob = slob_at(m, 0);
	u32 cache = new_kmem_cache(m);
	const struct kmem_cache *s = kmem_cache_at(m, cache);

	INIT_LIST_HEAD(m, &slob->free_slob_small);
	INIT_LIST_HEAD(m, &slob->free_slob_medium);
	INIT_LIST_HEAD(m, &slob->free_slob_large);
	slob_name(m, s);
	set(m, s, size, sizeof_kmem_cache(m));
	set(m, s, object_size, sizeof_kmem_cache(m));
	set(m, s, align, kmalloc_minalign(m));
	set(m, s, flags, SLAB_PANIC);
	set(m, slab_common(m), kmem_cache, cache);
	set_slab_state(m, SLAB_UP);
}

/* Nobody can tell which objects of a cache are still in use: it shrinks and goes without a word. */
static int shrink(struct machine *m, u32 cache)
{
	return 0;
}

static void release(struct machine *m, u32 cache)
{
}

/* [start, end) against the page's free blocks */
static bool overlaps_free(const struct machine *m, const struct page *sp, u64 start, u64 end)
{
	u64 block = page_freelist(sp), page_end = (start & PAGE_MASK) + PAGE_SIZE;

	for (; PagePrivate(sp) && block != page_end && block < end; block = slob_next(m, block))
		if (block + (u64)slob_units(m, block) * SLOB_UNIT > start)
			return true;
	return false;
}

/* SLOB itself looks at nothing; what is free already can be seen, another's object cannot. */
static enum free_fault free_fault(const struct machine *m, u32 cache, const struct page *page, u64 object)
{
	u32 align = kmalloc_minalign(m);
	u64 start = cache ? object : object - align, end;

	if (!cache && ((object & ~PAGE_MASK) < align || object % align))
		return FREE_NO_OBJECT;
	end = cache ? object + kmem_cache_at(m, cache)->size : object + kmalloc_header(m, object);
	if (overlaps_free(m, page, start, min_t(u64, end, (start & PAGE_MASK) + PAGE_SIZE)))
		return FREE_TWICE;
	return end <= start || end > (start & PAGE_MASK) + PAGE_SIZE ? FREE_NO_OBJECT : FREE_OK;
}

static bool whole_pages(const struct machine *m, u32 cache, const struct page *page)
{
	return page->_refcount > 0 && !PageReserved(page) &&
	       (!cache || kmem_cache_at(m, cache)->size >= PAGE_SIZE);
}

static u32 slabs_in_use(const struct machine *m, u32 cache)
{
	return 0;
}

const struct slab_allocator slab_allocator_slob = {
	.name = "slob",
	.kmalloc_shift_low = 3, .kmalloc_shift_high = PAGE_SHIFT, .kmalloc_shift_max = KMALLOC_SHIFT_MAX,
	.sizeof_kmem_cache = { 44, 64 },
	.flags_ignored = SLAB_RECLAIM_ACCOUNT | SLAB_MEM_SPREAD | SLAB_NOLEAKTRACE,
	.kmem_cache_init = slob_init,
	.create = create, .shrink = shrink, .release = release,
	.alloc = alloc, .free = free_object, .kmalloc = slob_kmalloc, .kfree = slob_kfree,
	.ksize = slob_ksize, .slabs_in_use = slabs_in_use, .free_fault = free_fault,
	.whole_pages = whole_pages,
};
