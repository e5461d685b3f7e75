/*
 * SLOB, for machines with little memory: a list of blocks, as in K&R's malloc.  Open mm/slob.c.
 *
 * A page holds objects of any size; its free blocks are chained by address, in the free memory
 * itself: two units of 2 bytes, the block's size and where the next begins, or in a block of one unit
 * that place alone, negative.  Three lists keep the pages with room for small, medium and large ones.
 * Overlays of struct page: freelist in index, units in _mapcount, PG_private as PG_slob_free.
 *
 * Left out: other nodes (NUMA), grace periods (a SLAB_TYPESAFE_BY_RCU object is free at once).
 */
#include "lib/list.h"
#include "machine/trace.h"
#include "mm/slob/internal.h"

#define SLOB_BREAK1 256u
#define SLOB_BREAK2 1024u

/* The choices of slob_look and slob_free_how. */
enum slob_look { LOOK_FITS, LOOK_TOO_FEW, LOOK_NO_BLOCK };
enum slob_free_how { FREE_PAGE, FREE_TO_LIST, FREE_INSERT };

static void set_unit(struct machine *m, u64 va, s32 units)
{
	write_bytes(m, virt_to_phys(m, va), (u16)units, SLOB_UNIT);
}

/* A block of this size, followed by `next`: the page's end when it is the last. */
static void set_slob(struct machine *m, u64 s, s32 size, u64 next)
{
	s32 offset = (s32)((next - (s & PAGE_MASK)) / SLOB_UNIT);

	set_unit(m, s, size > 1 ? size : -offset);
	if (size > 1)
		set_unit(m, s + SLOB_UNIT, offset);
}

static bool slob_last(const struct machine *m, u64 s)
{
	return !(slob_next(m, s) & ~PAGE_MASK);
}

static const struct list_head *list_for(const struct machine *m, u32 size)
{
	const struct slob *slob = slob_at(m, 0);

	return size < SLOB_BREAK1 ? &slob->free_slob_small :
	       size < SLOB_BREAK2 ? &slob->free_slob_medium : &slob->free_slob_large;
}

static const struct list_head *tell_list(struct machine *m, u32 size)
{
	trace_slob_list(m, size, size < SLOB_BREAK1 ? 0 : size < SLOB_BREAK2 ? 1 : 2);
	return list_for(m, size);
}

static void set_slob_page_free(struct machine *m, const struct page *sp, const struct list_head *list)
{
	list_add(m, &sp->lru, list);
	SetPagePrivate(m, sp);
}

static void clear_slob_page_free(struct machine *m, const struct page *sp)
{
	list_del(m, &sp->lru);
	ClearPagePrivate(m, sp);
}

/* The block before cur now leads to `next`; without one, the page does. */
static void link_behind(struct machine *m, const struct page *sp, u64 prev, u64 next)
{
	if (prev)
		set_slob(m, prev, slob_units(m, prev), next);
	else
		set(m, sp, index, next);
}

/* Cut `units` off the block at cur, whose first `delta` units must stay free for the alignment. */
static u64 take(struct machine *m, const struct page *sp, u64 prev, u64 cur, s32 delta, s32 units)
{
	s32 avail = slob_units(m, cur) - delta;
	u64 next = slob_next(m, cur);

	if (delta) {
		u64 aligned = cur + (u64)delta * SLOB_UNIT;

		set_slob(m, aligned, avail, next);
		set_slob(m, cur, delta, aligned);
		trace_slob_align(m, page_to_pfn(m, sp), aligned, (u64)delta);
		prev = cur;
		cur = aligned;
	}
	if (avail > units) {
		set_slob(m, cur + (u64)units * SLOB_UNIT, avail - units, next);
		next = cur + (u64)units * SLOB_UNIT;
	}
	link_behind(m, sp, prev, next);
	add(m, sp, _mapcount, -units);
	trace_slob_take(m, page_to_pfn(m, sp), cur, (u64)units, (u64)page_units(sp));
	if (!page_units(sp)) {
		clear_slob_page_free(m, sp);
		trace_slob_page_full(m, page_to_pfn(m, sp));
	}
	return cur;
}

/* First fit within the page.  0: no block is large enough. */
static u64 slob_page_alloc(struct machine *m, const struct page *sp, u32 size, u32 align)
{
	s32 units = slob_size_units(size);
	u64 prev = 0, cur = page_freelist(sp);

	for (;; prev = cur, cur = slob_next(m, cur)) {
		u64 aligned = align ? ALIGN_UP(cur, align) : cur;
		s32 delta = (s32)((aligned - cur) / SLOB_UNIT);

		if (slob_units(m, cur) >= units + delta) {
			trace_slob_look(m, page_to_pfn(m, sp), (u64)page_units(sp), (u64)units, LOOK_FITS);
			return take(m, sp, prev, cur, delta, units);
		}
		if (slob_last(m, cur))
			break;
	}
	trace_slob_look(m, page_to_pfn(m, sp), (u64)page_units(sp), (u64)units, LOOK_NO_BLOCK);
	return 0;
}

/* The next search shall begin here, not with the pages that were passed: the head moves. */
static void rotate(struct machine *m, const struct list_head *list, const struct list_head *prev)
{
	const struct list_head *first = list_at(m, prev->next);

	if (ref_of(m, prev) == list->prev || list->next == prev->next)
		return;
	list_del(m, list);
	list_add_tail(m, list, first);
	trace_slob_rotate(m, page_to_pfn(m, list_entry(m, ref_of(m, first), page, lru)));
}

static u64 search_pages(struct machine *m, const struct list_head *list, u32 size, u32 align)
{
	s32 wanted = slob_size_units(size);

	for_each_ref(m, ref, list) {
		const struct page *sp = list_entry(m, ref, page, lru);
		const struct list_head *prev = list_at(m, sp->lru.prev);
		u64 block;

		if (page_units(sp) < wanted) {
			trace_slob_look(m, page_to_pfn(m, sp), (u64)page_units(sp), (u64)wanted, LOOK_TOO_FEW);
			continue;
		}
		block = slob_page_alloc(m, sp, size, align);
		if (!block)
			continue;
		rotate(m, list, prev);
		return block;
	}
	return 0;
}

/* A page of one free block, first on its list. */
static const struct page *slob_new_page(struct machine *m, const struct list_head *list, pfn_t pfn)
{
	const struct page *sp = pfn_to_page(m, pfn);
	u64 b = page_address(m, pfn);

	SetPageSlab(m, sp);
	set(m, sp, _mapcount, SLOB_PAGE_UNITS);
	set(m, sp, index, b);
	set_slob(m, b, SLOB_PAGE_UNITS, b + PAGE_SIZE);
	set_slob_page_free(m, sp, list);
	trace_slob_new_page(m, pfn, SLOB_PAGE_UNITS);
	return sp;
}

u64 slob_alloc(struct machine *m, u32 size, u32 gfp, u32 align)
{
	const struct list_head *list;
	pfn_t pfn;
	u64 block;
	CALLED(m, slob_alloc, size, align);

	list = tell_list(m, size);
	spin_lock_irqsave(m, LOCK_SLOB);
	block = search_pages(m, list, size, align);
	spin_unlock_irqrestore(m, LOCK_SLOB);
	if (block)
		return block;
	pfn = alloc_pages(m, gfp & ~(u32)__GFP_ZERO, 0);
	if (pfn == PFN_NONE)
		return 0;
	spin_lock_irqsave(m, LOCK_SLOB);
	block = slob_page_alloc(m, slob_new_page(m, list, pfn), size, align);
	spin_unlock_irqrestore(m, LOCK_SLOB);
	return block;
}

static void free_whole_page(struct machine *m, const struct page *sp)
{
	pfn_t pfn = page_to_pfn(m, sp);

	ClearPageSlab(m, sp);
	set(m, sp, _mapcount, -1);
	trace_slob_page_gone(m, pfn);
	__free_pages(m, pfn, 0);
}

static void to_list(struct machine *m, const struct page *sp, u64 b, u32 size)
{
	s32 units = slob_size_units(size);

	set(m, sp, _mapcount, units);
	set(m, sp, index, b);
	set_slob(m, b, units, (b & PAGE_MASK) + PAGE_SIZE);
	set_slob_page_free(m, sp, list_for(m, size));
	trace_slob_to_list(m, page_to_pfn(m, sp), (u64)units);
}

static u64 block_end(const struct machine *m, u64 s)
{
	return s + (u64)slob_units(m, s) * SLOB_UNIT;
}

/* Into the chain, in order of addresses; neighbours that touch become one block. */
static void insert(struct machine *m, const struct page *sp, u64 b, s32 units)
{
	u64 prev = 0, next = page_freelist(sp), block = b;

	add(m, sp, _mapcount, units);
	while (next < b) {
		prev = next;
		next = slob_next(m, next);
	}
	if (next & ~PAGE_MASK && b + (u64)units * SLOB_UNIT == next) {
		units += slob_units(m, next);
		next = slob_next(m, next);
	}
	set_slob(m, b, units, next);
	if (prev && block_end(m, prev) == b) {
		set_slob(m, prev, slob_units(m, prev) + units, next);
		block = prev;
	} else {
		link_behind(m, sp, prev, b);
	}
	trace_slob_insert(m, page_to_pfn(m, sp), block, (u64)slob_units(m, block));
}

void slob_free(struct machine *m, u64 b, u32 size)
{
	const struct page *sp = pfn_to_page(m, (pfn_t)PFN_DOWN(virt_to_phys(m, b)));
	s32 units = slob_size_units(size), free = PagePrivate(sp) ? page_units(sp) : 0;
	enum slob_free_how how = free + units == SLOB_PAGE_UNITS ? FREE_PAGE :
				 PagePrivate(sp) ? FREE_INSERT : FREE_TO_LIST;
	CALLED(m, slob_free, b, size);

	trace_slob_free_how(m, page_to_pfn(m, sp), (u64)units, (u64)free, how);
	spin_lock_irqsave(m, LOCK_SLOB);
	if (how == FREE_TO_LIST)
		to_list(m, sp, b, size);
	else if (how == FREE_INSERT)
		insert(m, sp, b, units);
	else if (PagePrivate(sp))
		clear_slob_page_free(m, sp);
	spin_unlock_irqrestore(m, LOCK_SLOB);
	if (how == FREE_PAGE)
		free_whole_page(m, sp);
}
