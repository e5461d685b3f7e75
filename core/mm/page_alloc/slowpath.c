/*
 * When no zone is above its low watermark.  Open mm/page_alloc.c at __alloc_pages_slowpath().
 *
 * Modelled: the retry at the min watermark, with what the caller's urgency adds, the reserves of
 * __GFP_MEMALLOC, and the reasons for which a request gives up or would have a task killed.  Left out
 * until reclaim is there: what kswapd, direct reclaim, compaction and the OOM killer themselves do.
 */
#include "mm/page_alloc/internal.h"

/* Whom a delay hurts most: SCHED_FIFO and SCHED_RR. */
static bool rt_task(const struct machine *m)
{
	u32 current = cpu_at(m, sys(m)->current_cpu)->current_task;

	return current && task_struct_at(m, current)->policy;
}

u32 gfp_to_alloc_flags(const struct machine *m, u32 gfp)
{
	u32 alloc_flags = ALLOC_WMARK_MIN | ALLOC_CPUSET | (gfp & __GFP_HIGH);

	if (gfp & __GFP_ATOMIC) {
		if (!(gfp & __GFP_NOMEMALLOC))
			alloc_flags |= ALLOC_HARDER;
		alloc_flags &= ~(u32)ALLOC_CPUSET;
	} else if (rt_task(m) && !in_interrupt(m)) {
		alloc_flags |= ALLOC_HARDER;
	}
	if (request_migratetype(m, gfp) == MIGRATE_MOVABLE)
		alloc_flags |= ALLOC_CMA;
	return alloc_flags;
}

/* May the last attempt ignore watermarks?  __gfp_pfmemalloc_flags() */
static u32 reserve_flags(struct machine *m, u32 gfp, u32 alloc_flags)
{
	bool memalloc = gfp & __GFP_MEMALLOC, forbidden = gfp & __GFP_NOMEMALLOC;

	trace_reserves_choice(m, memalloc, forbidden, memalloc ? forbidden ? 2 : 1 : 0);
	return last_alloc_flags(gfp, alloc_flags);
}

/* Nothing was freed: is it worth a task's life?  The tests of both functions, in the kernel's order. */
static void may_oom(struct machine *m, u32 gfp, u32 order, const struct alloc_context *ac)
{
	enum { NORETRY, COSTLY, MAYFAIL, LOWMEM, OOM } road = OOM;

	if (gfp & __GFP_NORETRY)
		road = NORETRY;
	else if (order > PAGE_ALLOC_COSTLY_ORDER)
		road = COSTLY;
	else if (gfp & __GFP_RETRY_MAYFAIL)
		road = MAYFAIL;
	else if (ac->high_zoneidx < m->geo.zone_normal)
		road = LOWMEM;
	trace_may_oom_choice(m, order, gfp, ac->high_zoneidx, road);
}

static void out_of_free_memory(struct machine *m, u32 gfp, u32 order,
			       const struct alloc_context *ac)
{
	trace_direct_reclaim_choice(m, gfp, gfp & __GFP_DIRECT_RECLAIM ? 1 : 0);
	if (gfp & __GFP_DIRECT_RECLAIM)
		may_oom(m, gfp, order, ac);
}

pfn_t __alloc_pages_slowpath(struct machine *m, u32 gfp, u32 order,
			     const struct alloc_context *ac)
{
	u32 alloc_flags = gfp_to_alloc_flags(m, gfp);
	pfn_t pfn;
	CALLED(m, __alloc_pages_slowpath, order, gfp);

	trace_slow_alloc_flags(m, alloc_flags);
	if (gfp & __GFP_KSWAPD_RECLAIM)
		trace_wake_kswapd(m, order, ac->classzone_idx);
	pfn = get_page_from_freelist(m, gfp, order, alloc_flags, ac);
	if (pfn != PFN_NONE)
		return pfn;
	alloc_flags = reserve_flags(m, gfp, alloc_flags);
	pfn = get_page_from_freelist(m, gfp, order, alloc_flags, ac);
	if (pfn == PFN_NONE)
		out_of_free_memory(m, gfp, order, ac);
	return pfn;
}
