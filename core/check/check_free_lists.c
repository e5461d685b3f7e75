/*
 * Free lists: every block on one is free, aligned, whole, of the list's order and zone, and cannot
 * merge; every counter agrees.  Per-cpu lists hold single frames that nobody uses.
 */
#include "check/check.h"
#include "lib/list.h"
#include "mm/vmstat.h"

static void check_block(const struct machine *m, struct check_report *r, const struct zone *zone,
			const struct page *page, u32 order)
{
	pfn_t pfn = page_to_pfn(m, page), buddy = pfn ^ (1u << order);

	if (!PageBuddy(page) || page->private != order || page->_refcount)
		check_fail(r, "frame 0x%x is on the list of order %u but is no free block of it",
			   "0x%x 号页框在 %u 阶链表上，却不是这一阶的空闲块", pfn, order);
	else if (pfn & ((1u << order) - 1) || !zone_spans_pfn(zone, pfn) ||
		 page_zonenum(page) != zone_idx(m, zone))
		check_fail(r, "block 0x%x of order %u does not belong there",
			   "%2$u 阶的块 0x%1$x 放错了地方", pfn, order);
	else if (order < pageblock_order(m) && pfn_valid(m, buddy) &&
		 PageBuddy(pfn_to_page(m, buddy)) && pfn_to_page(m, buddy)->private == order &&
		 page_zonenum(pfn_to_page(m, buddy)) == page_zonenum(page))
		check_fail(r, "blocks 0x%x and 0x%x of order %u are both free: they must merge",
			   "块 0x%x 与 0x%x（%u 阶）都空闲，应当合并", pfn, buddy, order);
	for (u32 i = 1; r->ok && i < 1u << order; i++)
		if (PageBuddy(page + i) || page[i]._refcount)
			check_fail(r, "frame 0x%x lies in free block 0x%x but has a life of its own",
				   "0x%x 号页框在空闲块 0x%x 之内，却另有用途", pfn + i, pfn);
}

/* Pages on all lists of an order; the walk ends even when a list was bent into a ring. */
static u64 check_order(const struct machine *m, struct check_report *r, const struct zone *zone,
		       u32 order)
{
	const struct free_area *area = zone_free_area(m, zone, order);
	u32 blocks = 0;

	for (u32 mt = 0; mt < MIGRATE_TYPES; mt++)
		for_each_ref(m, pos, &area->free_list[mt]) {
			if (blocks++ > area->nr_free || !r->ok)
				break;
			if (list_at(m, list_at(m, pos)->next)->prev != pos)
				check_fail(r, "the list of order %u in %s is torn at 0x%x",
					   "%u 阶链表（%s）在 0x%x 处断开", order, zone->name, pos);
			check_block(m, r, zone, list_entry(m, pos, page, lru), order);
		}
	if (blocks != area->nr_free)
		check_fail(r, "%s counts %u free blocks of order %u, its lists hold another number",
			   "%s 记有 %u 个 %u 阶空闲块，与链表不符", zone->name, area->nr_free, order);
	return (u64)blocks << order;
}

static void check_pcp(const struct machine *m, struct check_report *r, const struct zone *zone,
		      u32 cpu)
{
	const struct per_cpu_pages *pcp = zone_pcp(m, zone, cpu);
	u32 count = 0;

	for (u32 t = 0; t < MIGRATE_PCPTYPES; t++)
		for_each_ref(m, pos, &pcp->lists[t]) {
			const struct page *page = list_entry(m, pos, page, lru);

			if (count++ > pcp->count)
				break;
			if (PageBuddy(page) || page->_refcount ||
			    page_zonenum(page) != zone_idx(m, zone))
				check_fail(r, "frame 0x%x on a list of cpu %u is not free for it",
					   "cpu %2$u 链表上的 0x%1$x 号页框不归它所用",
					   page_to_pfn(m, page), cpu);
		}
	if (count != pcp->count)
		check_fail(r, "cpu %u counts %u frames of %s, its lists hold another number",
			   "cpu %u 记有 %u 个 %s 页框，与链表不符", cpu, pcp->count, zone->name);
}

static u64 isolated_blocks(const struct machine *m, const struct zone *zone, u32 order)
{
	u64 blocks = 0;

	for_each_ref(m, pos, &zone_free_area(m, zone, order)->free_list[MIGRATE_ISOLATE])
		blocks++;
	return blocks;
}

void check_free_lists(const struct machine *m, struct check_report *r)
{
	u64 free = 0, counted = 0;

	for_each_populated_zone(m, zone) {
		u64 on_lists = 0, isolated = 0;
		s64 sum = zone->nr_free_pages;

		for (u32 order = 0; order < MAX_ORDER && zone->initialized; order++) {
			on_lists += check_order(m, r, zone, order);
			isolated += r->ok ? isolated_blocks(m, zone, order) << order : 0;
		}
		for (u32 cpu = 0; cpu < m->config.nr_cpus && zone->initialized; cpu++) {
			check_pcp(m, r, zone, cpu);
			sum += zone_pcp(m, zone, cpu)->diff_free;
		}
		free += on_lists;
		counted += (u64)sum;
		if ((u64)sum != on_lists - isolated)
			check_fail(r, "%s counts %lld free frames, its lists hold %llu",
				   "%s 记有 %lld 个空闲页框，链表上有 %llu 个", zone->name, (long long)sum,
				   (unsigned long long)(on_lists - isolated));
	}
	check_holds(r, "%llu free frames on the lists, %llu counted", "链表上 %llu 个空闲页框，计数 %llu 个",
		    (unsigned long long)free, (unsigned long long)counted);
}
