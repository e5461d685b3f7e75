/*
 * Watermarks: how much of a zone may be handed out, and to whom.
 * Open mm/page_alloc.c at __setup_per_zone_wmarks().
 *
 * min is left for those who must not fail, low wakes kswapd, high lets it sleep again.
 * lowmem_reserve keeps a low zone from being eaten by requests that a higher one could serve.
 */
#include "mm/page_alloc/watermark_ok.h"

bool zone_watermark_ok(const struct machine *m, const struct zone *zone, u32 order, u32 mark,
		       u32 classzone_idx, u32 alloc_flags)
{
	return zone_watermark(m, zone, order, mark, zone->lowmem_reserve[classzone_idx], alloc_flags,
			      zone_nr_free(zone)) == WATERMARK_OK;
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
