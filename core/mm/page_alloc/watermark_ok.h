/*
 * May a zone serve a request?  Open mm/page_alloc.c at __zone_watermark_ok().
 *
 * The zone must stay above its watermark and above what lowmem_reserve keeps from requests that a
 * higher zone could serve; and for more than a frame, a block that large must be free.  Inline,
 * because a first attempt knows most of alloc_flags beforehand.
 */
#ifndef MM_PAGE_ALLOC_WATERMARK_OK_H
#define MM_PAGE_ALLOC_WATERMARK_OK_H

#include "mm/page_alloc/internal.h"

enum watermark_verdict { WATERMARK_OK, WATERMARK_TOO_FEW, WATERMARK_NO_BLOCK, WATERMARK_IGNORED };

static inline bool has_free_block(const struct machine *m, const struct zone *zone, u32 order,
			   u32 alloc_flags)
{
	bool harder = alloc_flags & (ALLOC_HARDER | ALLOC_OOM);

	for (u32 o = order; o < MAX_ORDER; o++) {
		const struct free_area *area = zone_free_area(m, zone, o);

		if (!area->nr_free)
			continue;
		for (u32 mt = 0; mt < MIGRATE_PCPTYPES; mt++)
			if (!list_empty(m, &area->free_list[mt]))
				return true;
		if (alloc_flags & ALLOC_CMA && !list_empty(m, &area->free_list[MIGRATE_CMA]))
			return true;
		if (harder && !list_empty(m, &area->free_list[MIGRATE_HIGHATOMIC]))
			return true;
	}
	return false;
}

/* mark after what the caller's urgency lets it dip below */
static inline s64 effective_min(s64 min, u32 alloc_flags)
{
	if (alloc_flags & ALLOC_HIGH)
		min -= min / 2;
	if (alloc_flags & ALLOC_OOM)
		min -= min / 2;
	else if (alloc_flags & ALLOC_HARDER)
		min -= min / 4;
	return min;
}

/* What is free but not for this caller: its own block but one frame, highatomic blocks, CMA. */
static inline s64 unusable_free(const struct zone *zone, u32 order, u32 alloc_flags)
{
	s64 unusable = (1 << order) - 1;

	if (!(alloc_flags & (ALLOC_HARDER | ALLOC_OOM)))
		unusable += zone->nr_reserved_highatomic;
	if (!(alloc_flags & ALLOC_CMA))
		unusable += zone_nr_free_cma(zone);
	return unusable;
}

/* __zone_watermark_ok() */
static inline
enum watermark_verdict zone_watermark(const struct machine *m, const struct zone *zone, u32 order,
				      u32 mark, u32 reserve, u32 alloc_flags, s64 free)
{
	free -= unusable_free(zone, order, alloc_flags);
	if (free <= effective_min(mark, alloc_flags) + reserve)
		return WATERMARK_TOO_FEW;
	if (!order || has_free_block(m, zone, order, alloc_flags))
		return WATERMARK_OK;
	return WATERMARK_NO_BLOCK;
}

/* The operands are worked out only for somebody who listens; the step counts either way. */
static __attribute__((unused, noinline, cold))
void tell_watermark(struct machine *m, const struct zone *zone, u32 order, u32 mark,
			   u32 reserve, u32 alloc_flags, enum watermark_verdict verdict)
{
	trace_zone_watermark_fast(m, zone_idx(m, zone), (u64)zone_nr_free(zone),
				  (u64)unusable_free(zone, order, alloc_flags),
				  (u64)effective_min(mark, alloc_flags), reserve, order,
				  alloc_flags & ALLOC_WMARK_MASK, alloc_flags, verdict);
}

static inline __attribute__((always_inline))
bool zone_watermark_fast(struct machine *m, const struct zone *zone, u32 order,
			 const struct alloc_context *ac, u32 alloc_flags)
{
	u32 which = alloc_flags & ALLOC_WMARK_MASK;
	u32 mark = which < NR_WMARK ? zone->watermark[which] : 0;
	u32 reserve = zone->lowmem_reserve[ac->classzone_idx];
	s64 free = zone_nr_free(zone);
	s64 cma = alloc_flags & ALLOC_CMA ? 0 : zone_nr_free_cma(zone);
	enum watermark_verdict verdict = WATERMARK_OK;

	/* one frame and plenty: highatomic blocks are not even subtracted */
	if (order || unlikely(free - cma <= (s64)mark + reserve))
		verdict = zone_watermark(m, zone, order, mark, reserve, alloc_flags, free);
	if (unlikely(verdict != WATERMARK_OK && alloc_flags & ALLOC_NO_WATERMARKS))
		verdict = WATERMARK_IGNORED;
	if (unlikely(is_traced(m)))
		tell_watermark(m, zone, order, mark, reserve, alloc_flags, verdict);
	else
		tick(m);
	return verdict == WATERMARK_OK || verdict == WATERMARK_IGNORED;
}

#endif
