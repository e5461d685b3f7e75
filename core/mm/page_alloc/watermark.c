/*
 * Watermarks: how much of a zone may be handed out, and to whom.
 * Open mm/page_alloc.c at __zone_watermark_ok() and __setup_per_zone_wmarks().
 *
 * min is left for those who must not fail, low wakes kswapd, high lets it sleep again.
 * lowmem_reserve keeps a low zone from being eaten by requests that a higher one could serve.
 */
#include "mm/page_alloc/internal.h"

static bool has_free_block(const struct machine *m, const struct zone *zone, u32 order,
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
static s64 effective_min(s64 min, u32 alloc_flags)
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
static s64 unusable_free(const struct zone *zone, u32 order, u32 alloc_flags)
{
	s64 unusable = (1 << order) - 1;

	if (!(alloc_flags & (ALLOC_HARDER | ALLOC_OOM)))
		unusable += zone->nr_reserved_highatomic;
	if (!(alloc_flags & ALLOC_CMA))
		unusable += zone_nr_free_cma(zone);
	return unusable;
}

/* __zone_watermark_ok() */
enum watermark_verdict zone_watermark(const struct machine *m, const struct zone *zone, u32 order,
				      u32 mark, u32 classzone_idx, u32 alloc_flags, s64 free)
{
	free -= unusable_free(zone, order, alloc_flags);
	if (free <= effective_min(mark, alloc_flags) + zone->lowmem_reserve[classzone_idx])
		return WATERMARK_TOO_FEW;
	if (!order || has_free_block(m, zone, order, alloc_flags))
		return WATERMARK_OK;
	return WATERMARK_NO_BLOCK;
}

bool zone_watermark_ok(const struct machine *m, const struct zone *zone, u32 order, u32 mark,
		       u32 classzone_idx, u32 alloc_flags)
{
	return zone_watermark(m, zone, order, mark, classzone_idx, alloc_flags,
			      zone_nr_free(zone)) == WATERMARK_OK;
}

/* The operands are worked out only for somebody who listens; the step counts either way. */
static void tell_watermark(struct machine *m, const struct zone *zone, u32 order, u32 mark,
			   u32 reserve, u32 alloc_flags, enum watermark_verdict verdict)
{
	trace_zone_watermark_fast(m, zone_idx(m, zone), (u64)zone_nr_free(zone),
				  (u64)unusable_free(zone, order, alloc_flags),
				  (u64)effective_min(mark, alloc_flags), reserve, order,
				  alloc_flags & ALLOC_WMARK_MASK, alloc_flags, verdict);
}

bool zone_watermark_fast(struct machine *m, const struct zone *zone, u32 order,
			 const struct alloc_context *ac, u32 alloc_flags)
{
	u32 which = alloc_flags & ALLOC_WMARK_MASK, classzone_idx = zone_idx(m, ac->preferred);
	u32 mark = which < NR_WMARK ? zone->watermark[which] : 0;
	u32 reserve = zone->lowmem_reserve[classzone_idx];
	s64 free = zone_nr_free(zone);
	s64 cma = alloc_flags & ALLOC_CMA ? 0 : zone_nr_free_cma(zone);
	enum watermark_verdict verdict = WATERMARK_OK;

	/* one frame and plenty: highatomic blocks are not even subtracted */
	if (order || free - cma <= (s64)mark + reserve)
		verdict = zone_watermark(m, zone, order, mark, classzone_idx, alloc_flags, free);
	if (unlikely(verdict != WATERMARK_OK && alloc_flags & ALLOC_NO_WATERMARKS))
		verdict = WATERMARK_IGNORED;
	if (unlikely(m->tracing))
		tell_watermark(m, zone, order, mark, reserve, alloc_flags, verdict);
	else
		m->step++;
	return verdict == WATERMARK_OK || verdict == WATERMARK_IGNORED;
}

/* nr_free_zone_pages(): what zones up to this one hold above their high watermarks */
static u32 nr_free_zone_pages(const struct machine *m, u32 highest)
{
	u64 sum = 0;

	for_each_zone(m, zone) {
		u32 high = zone->watermark[WMARK_HIGH];

		if (zone_idx(m, zone) <= highest && zone->managed_pages > high)
			sum += zone->managed_pages - high;
	}
	return (u32)sum;
}

u32 nr_free_buffer_pages(const struct machine *m)
{
	return nr_free_zone_pages(m, gfp_zone(m, GFP_USER));
}

u32 nr_free_pagecache_pages(const struct machine *m)
{
	return nr_free_zone_pages(m, gfp_zone(m, GFP_HIGHUSER_MOVABLE));
}

static void calculate_totalreserve_pages(struct machine *m)
{
	u64 reserve_pages = 0;

	for_each_zone(m, zone) {
		u64 max = 0;

		for (u32 j = zone_idx(m, zone); j < m->geo.nr_zones; j++)
			max = max_t(u64, max, zone->lowmem_reserve[j]);
		max += zone->watermark[WMARK_HIGH];
		reserve_pages += min_t(u64, max, zone->managed_pages);
	}
	set(m, sys(m), totalreserve_pages, reserve_pages);
}

void setup_per_zone_lowmem_reserve(struct machine *m)
{
	CALLED(m, setup_per_zone_lowmem_reserve);

	for (u32 j = 0; j < m->geo.nr_zones; j++) {
		u64 managed_pages = zone_at(m, j)->managed_pages;

		set(m, zone_at(m, j), lowmem_reserve[j], 0);
		for (u32 idx = j; idx-- > 0;) {
			const struct zone *lower = zone_at(m, idx);
			u32 ratio = sys(m)->lowmem_reserve_ratio[idx];

			set(m, lower, lowmem_reserve[j], ratio ? managed_pages / ratio : 0);
			managed_pages += lower->managed_pages;
		}
	}
	for_each_populated_zone(m, zone)
		trace_lowmem_reserve(m, zone_idx(m, zone), zone->lowmem_reserve[1],
				     zone->lowmem_reserve[2],
				     zone->lowmem_reserve[3]);
	calculate_totalreserve_pages(m);
}

/* mult_frac(): no overflow, and the kernel's rounding */
static u64 mult_frac(u64 x, u32 numer, u32 denom)
{
	return x / denom * numer + x % denom * numer / denom;
}

#define SWAP_CLUSTER_MAX 32

/* The kernel can do without HighMem: a little is kept, so that kswapd has something to aim at. */
static u64 highmem_min(const struct zone *zone)
{
	return min_t(u64, max_t(u64, zone->managed_pages / 1024, SWAP_CLUSTER_MAX), 128);
}

void setup_per_zone_wmarks(struct machine *m)
{
	u64 pages_min = sys(m)->min_free_kbytes >> (PAGE_SHIFT - 10), lowmem_pages = 0;
	u64 pages_low = sys(m)->extra_free_kbytes >> (PAGE_SHIFT - 10);
	CALLED(m, setup_per_zone_wmarks);

	for_each_zone(m, zone)
		if (!is_highmem(m, zone))
			lowmem_pages += zone->managed_pages;
	for_each_zone(m, zone) {
		u64 share = lowmem_pages ? pages_min * zone->managed_pages / lowmem_pages : 0;
		u64 min = is_highmem(m, zone) ? highmem_min(zone) : share;
		u64 low = pages_low * zone->managed_pages / max_t(u64, sys(m)->vm_total_pages, 1);
		u64 gap = max_t(u64, share >> 2,
				mult_frac(zone->managed_pages,
					  sys(m)->watermark_scale_factor, 10000));

		low += min + gap;	/* Android keeps more free: min stays, low and high move up */
		set(m, zone, watermark[WMARK_MIN], min);
		set(m, zone, watermark[WMARK_LOW], low);
		set(m, zone, watermark[WMARK_HIGH], low + gap);
		if (populated_zone(zone))
			trace_zone_wmarks(m, zone_idx(m, zone), min, low, low + gap);
	}
	calculate_totalreserve_pages(m);
}

static u32 int_sqrt(u64 x)
{
	u64 root = 0;

	for (u64 bit = BIT(31); bit; bit >>= 1)
		if ((root + bit) * (root + bit) <= x)
			root += bit;
	return (u32)root;
}

/* The larger the machine, the more must stay free, but only by the square root. */
int init_per_zone_wmark_min(struct machine *m)
{
	u32 lowmem_pages;
	u64 kbytes;
	CALLED(m, init_per_zone_wmark_min);

	lowmem_pages = nr_free_buffer_pages(m);
	kbytes = int_sqrt((u64)lowmem_pages * (PAGE_SIZE >> 10) * 16);
	set(m, sys(m), min_free_kbytes, min_t(u64, max_t(u64, kbytes, 128), 65536));
	trace_min_free_kbytes(m, sys(m)->min_free_kbytes, lowmem_pages);
	setup_per_zone_wmarks(m);
	refresh_zone_stat_thresholds(m);
	setup_per_zone_lowmem_reserve(m);
	return 0;
}

int min_free_kbytes_sysctl(struct machine *m, u32 kbytes)
{
	if (kbytes > 0x7fffffff)
		return -PW_EINVAL;
	set(m, sys(m), min_free_kbytes, kbytes);
	setup_per_zone_wmarks(m);
	return 0;
}

int extra_free_kbytes_sysctl(struct machine *m, u32 kbytes)
{
	if (!sys(m)->android)
		return -PW_ENOENT;
	set(m, sys(m), extra_free_kbytes, kbytes);
	setup_per_zone_wmarks(m);
	return 0;
}

int watermark_scale_factor_sysctl(struct machine *m, u32 factor)
{
	if (factor < 1 || factor > 1000)
		return -PW_EINVAL;
	set(m, sys(m), watermark_scale_factor, factor);
	setup_per_zone_wmarks(m);
	return 0;
}

int lowmem_reserve_ratio_sysctl(struct machine *m, const u32 ratio[MAX_NR_ZONES])
{
	for (u32 i = 0; i < m->geo.nr_zones; i++)
		if (ratio[i] > 0x7fffffff)
			return -PW_EINVAL;
	for (u32 i = 0; i < m->geo.nr_zones; i++)
		set(m, sys(m), lowmem_reserve_ratio[i], ratio[i]);
	setup_per_zone_lowmem_reserve(m);
	return 0;
}
