/*
 * When no zone is above its low watermark.  Open mm/page_alloc.c at __alloc_pages_slowpath().
 *
 * Modelled: the retry at the min watermark, with what the caller's urgency adds, and giving up.
 * Left out until reclaim is there: kswapd, direct reclaim and compaction, the OOM killer.
 */
#include "mm/page_alloc/internal.h"

/* Whom a delay hurts most: SCHED_FIFO and SCHED_RR.  No allocation of the model is an interrupt's. */
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
	} else if (rt_task(m)) {
		alloc_flags |= ALLOC_HARDER;
	}
	if (request_migratetype(m, gfp) == MIGRATE_MOVABLE)
		alloc_flags |= ALLOC_CMA;
	return alloc_flags;
}

pfn_t __alloc_pages_slowpath(struct machine *m, u32 gfp, u32 order,
			     const struct alloc_context *ac)
{
	u32 alloc_flags = gfp_to_alloc_flags(m, gfp);
	pfn_t pfn;
	CALLED(m, __alloc_pages_slowpath, order, gfp);

	if (gfp & __GFP_KSWAPD_RECLAIM)
		trace_wake_kswapd(m, order, zone_idx(m, ac->preferred));
	pfn = get_page_from_freelist(m, gfp, order, alloc_flags, ac);
	if (pfn != PFN_NONE)
		return pfn;
	return get_page_from_freelist(m, gfp, order, last_alloc_flags(gfp, alloc_flags), ac);
}
