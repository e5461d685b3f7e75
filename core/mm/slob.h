/*
 * SLOB's pages and blocks as everybody may read them.  Open mm/slob.c beside this.
 *
 * Overlays of struct page: freelist in index, units in _mapcount, PG_private as PG_slob_free.
 */
#ifndef MM_SLOB_H
#define MM_SLOB_H

#include "mm/content.h"
#include "mm/slab.h"

#define SLOB_UNIT 2u
#define SLOB_PAGE_UNITS ((s32)(PAGE_SIZE / SLOB_UNIT))

static inline s32 slob_size_units(u32 size)
{
	return (s32)((size + SLOB_UNIT - 1) / SLOB_UNIT);
}

static inline s32 page_units(const struct page *page)
{
	return page->_mapcount;
}

static inline s32 slob_unit(const struct machine *m, u64 va)
{
	return (s16)read_bytes(m, virt_to_phys(m, va), SLOB_UNIT);
}

/* Of a free block: its size in units, and the next one or the page's end. */
static inline s32 slob_units(const struct machine *m, u64 s)
{
	s32 units = slob_unit(m, s);

	return units > 0 ? units : 1;
}

static inline u64 slob_next(const struct machine *m, u64 s)
{
	s32 units = slob_unit(m, s), next = units < 0 ? -units : slob_unit(m, s + SLOB_UNIT);

	return (s & PAGE_MASK) + (u64)next * SLOB_UNIT;
}

#endif
