/*
 * What a struct page says about its frame.  Open include/linux/page-flags.h beside this.
 *
 * page->flags holds the PG_ bits below and the zone in its top two bits.  A page that user space
 * does not map may carry a page type in _mapcount: all ones but for the type's bit, so that a type
 * can never be mistaken for a count.
 */
#ifndef MM_PAGE_FLAGS_H
#define MM_PAGE_FLAGS_H

#include "machine/machine.h"

enum pageflags {
	PG_locked, PG_error, PG_referenced, PG_uptodate, PG_dirty, PG_lru, PG_active, PG_waiters,
	PG_slab, PG_owner_priv_1, PG_arch_1, PG_reserved, PG_private, PG_private_2, PG_writeback,
	PG_head, PG_mappedtodisk, PG_reclaim, PG_swapbacked, PG_unevictable, PG_mlocked,
	PG_uncached, PG_young, PG_idle, NR_PAGEFLAGS,
	PG_swapcache = PG_owner_priv_1,
};

#define ZONES_PGSHIFT 62
#define PAGE_FLAGS_MASK (BIT(NR_PAGEFLAGS) - 1)

/* A page with one of these is still in somebody's hands: freeing it is a bug. */
#define PAGE_FLAGS_CHECK_AT_FREE \
	(BIT(PG_lru) | BIT(PG_locked) | BIT(PG_private) | BIT(PG_private_2) | BIT(PG_writeback) | \
	 BIT(PG_reserved) | BIT(PG_slab) | BIT(PG_active) | BIT(PG_unevictable) | BIT(PG_mlocked))
#define PAGE_FLAGS_CHECK_AT_PREP PAGE_FLAGS_MASK

#define PAGE_TYPE_BASE 0xf0000000u
#define PG_buddy 0x080u
#define PG_kmemcg 0x200u
#define PG_table 0x400u

/* page->mapping holds a reference where the kernel has a pointer, and pointers leave two bits free. */
#define PAGE_MAPPING_ANON 1u
#define PAGE_MAPPING_MOVABLE 2u
#define PAGE_MAPPING_KSM (PAGE_MAPPING_ANON | PAGE_MAPPING_MOVABLE)
#define PAGE_MAPPING_FLAGS 3u
#define PAGE_MAPPING_SHIFT 2

static inline u32 page_zonenum(const struct page *page)
{
	return (u32)(page->flags >> ZONES_PGSHIFT);
}

static inline bool page_flag(const struct page *page, enum pageflags flag)
{
	return page->flags >> flag & 1;
}

static inline void set_page_flag(struct machine *m, const struct page *page, enum pageflags flag)
{
	set(m, page, flags, page->flags | BIT(flag));
}

static inline void clear_page_flag(struct machine *m, const struct page *page, enum pageflags flag)
{
	set(m, page, flags, page->flags & ~BIT(flag));
}

#define PAGEFLAG(Name, flag) \
static inline bool Page##Name(const struct page *page) { return page_flag(page, flag); } \
static inline void SetPage##Name(struct machine *m, const struct page *page) \
{ \
	set_page_flag(m, page, flag); \
} \
static inline void ClearPage##Name(struct machine *m, const struct page *page) \
{ \
	clear_page_flag(m, page, flag); \
}
PAGEFLAG(Locked, PG_locked)
PAGEFLAG(Referenced, PG_referenced)
PAGEFLAG(Uptodate, PG_uptodate)
PAGEFLAG(Dirty, PG_dirty)
PAGEFLAG(LRU, PG_lru)
PAGEFLAG(Active, PG_active)
PAGEFLAG(Slab, PG_slab)
PAGEFLAG(Reserved, PG_reserved)
PAGEFLAG(Private, PG_private)
PAGEFLAG(Head, PG_head)
PAGEFLAG(SwapBacked, PG_swapbacked)
PAGEFLAG(Unevictable, PG_unevictable)
PAGEFLAG(Mlocked, PG_mlocked)
#undef PAGEFLAG

static inline bool page_type(const struct page *page, u32 type)
{
	return ((u32)page->_mapcount & (PAGE_TYPE_BASE | type)) == PAGE_TYPE_BASE;
}

#define PAGE_TYPE_OPS(Name, type) \
static inline bool Page##Name(const struct page *page) { return page_type(page, type); } \
static inline void __SetPage##Name(struct machine *m, const struct page *page) \
{ \
	assert(page_type(page, 0)); \
	set(m, page, _mapcount, (u32)page->_mapcount & ~type); \
} \
static inline void __ClearPage##Name(struct machine *m, const struct page *page) \
{ \
	assert(Page##Name(page)); \
	set(m, page, _mapcount, (u32)page->_mapcount | type); \
}
PAGE_TYPE_OPS(Buddy, PG_buddy)
PAGE_TYPE_OPS(Kmemcg, PG_kmemcg)
PAGE_TYPE_OPS(Table, PG_table)
#undef PAGE_TYPE_OPS

/* As a page must be that nobody uses; one test for four, as the kernel has it. */
static inline bool page_expected_state(const struct page *page, u64 check_flags)
{
	return likely(!((u32)(page->_mapcount + 1) | (u32)page->_refcount | page->mapping |
			(page->flags & check_flags)));
}

/* A tail page of a compound page overlays lru.next with its head's pfn, marked by bit 0. */
static inline bool PageTail(const struct page *page)
{
	return page->lru.next & 1;
}

static inline bool PageCompound(const struct page *page)
{
	return PageHead(page) || PageTail(page);
}

static inline bool PageAnon(const struct page *page)
{
	return page->mapping & PAGE_MAPPING_ANON;
}

#endif
