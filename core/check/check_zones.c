/* Zones: sizes, marks in order, reserves that grow upwards, and pages that know their zone. */
#include "check/check.h"
#include "mm/vmstat.h"

static void check_sizes(struct check_report *r, const struct zone *zone)
{
	if (zone->managed_pages > zone->present_pages || zone->present_pages > zone->spanned_pages)
		check_fail(r, "%s manages %u of %u present of %u spanned frames",
			   "%s 管理 %u、存在 %u、跨越 %u 个页框，次序不对", zone->name,
			   zone->managed_pages, zone->present_pages, zone->spanned_pages);
	if (zone->watermark[WMARK_MIN] > zone->watermark[WMARK_LOW] ||
	    zone->watermark[WMARK_LOW] > zone->watermark[WMARK_HIGH])
		check_fail(r, "watermarks of %s are out of order: %u, %u, %u",
			   "%s 的水位线次序不对：%u、%u、%u", zone->name, zone->watermark[WMARK_MIN],
			   zone->watermark[WMARK_LOW], zone->watermark[WMARK_HIGH]);
	for (u32 i = 1; i < MAX_NR_ZONES; i++)
		if (zone->lowmem_reserve[i] &&
		    zone->lowmem_reserve[i] < zone->lowmem_reserve[i - 1])
			check_fail(r, "%s reserves less from zone %u than from the one below",
				   "%s 对 zone %u 的保留少于更低的 zone", zone->name, i);
}

/* No cpu keeps more to itself than the threshold allows, or watermarks would lie. */
static void check_diffs(const struct machine *m, struct check_report *r, const struct zone *zone)
{
	for (u32 cpu = 0; cpu < m->config.nr_cpus; cpu++) {
		s32 diff = zone_pcp(m, zone, cpu)->diff_free;

		if (diff > (s32)zone->stat_threshold || -diff > (s32)zone->stat_threshold)
			check_fail(r, "cpu %u holds back %d frames of %s's count, the threshold is %u",
				   "cpu %u 暂存 %d（%s），超过阈值 %u", cpu, diff, zone->name,
				   zone->stat_threshold);
	}
}

static void check_pages(const struct machine *m, struct check_report *r, const struct zone *zone)
{
	u32 idx = zone_idx(m, zone);

	for_each_valid_pfn(m, pfn, zone->zone_start_pfn, zone_end_pfn(zone)) {
		const struct page *page = pfn_to_page(m, pfn);

		if (page_zonenum(page) != idx)
			check_fail(r, "frame 0x%x lies in %s but says zone %u",
				   "0x%x 号页框在 %s，却自称属于 zone %u", pfn, zone->name,
				   page_zonenum(page));
		if (PageReserved(page) && PageBuddy(page))
			check_fail(r, "frame 0x%x is reserved and free", "0x%x 号页框既保留又空闲", pfn);
	}
}

void check_zones(const struct machine *m, struct check_report *r)
{
	u64 managed = 0, present = 0;
	u32 end = 0;

	for_each_populated_zone(m, zone) {
		check_sizes(r, zone);
		check_diffs(m, r, zone);
		check_pages(m, r, zone);
		if (zone->zone_start_pfn < end)
			check_fail(r, "%s begins at 0x%x, before the zone below ends",
				   "%s 从 0x%x 开始，与下面的 zone 重叠", zone->name,
				   zone->zone_start_pfn);
		end = zone_end_pfn(zone);
		managed += zone->managed_pages;
		present += zone->present_pages;
	}
	if (sys(m)->booted >= 2 && managed != sys(m)->totalram_pages)
		check_fail(r, "zones manage %llu frames, totalram_pages is %u",
			   "各 zone 共管理 %llu 个页框，totalram_pages 却是 %u",
			   (unsigned long long)managed, sys(m)->totalram_pages);
	check_holds(r, "zones manage %llu of %llu present frames", "各 zone 管理 %llu 个，共存在 %llu 个页框",
		    (unsigned long long)managed, (unsigned long long)present);
}
