/* Pages by use, for meminfo and zoneinfo. */
#include "fs/proc/proc.h"
#include "mm/mmzone.h"

/* enum lru_list: anon before file, inactive before active, unevictable last */
static u32 page_lru(const struct page *page)
{
	if (PageUnevictable(page))
		return NR_LRU_LISTS - 1;
	return (PageSwapBacked(page) ? 0 : 2) + PageActive(page);
}

static void count_page(const struct page *page, struct page_counts *c)
{
	c->page_table += PageTable(page);
	c->mlocked += PageMlocked(page);
	if (PageLRU(page))
		c->lru[page_lru(page)]++;
}

static void add_pages(const struct machine *m, const struct zone *zone, struct page_counts *c)
{
	for (pfn_t pfn = zone->zone_start_pfn; pfn < zone_end_pfn(zone);) {
		const struct page *page;

		if (!pfn_valid(m, pfn)) {
			pfn = (pfn_t)pfn_run_end(m, pfn);
			continue;
		}
		page = pfn_to_page(m, pfn);
		if (PageBuddy(page)) {
			pfn += 1u << page->private;
			continue;
		}
		count_page(page, c);
		pfn++;
	}
}

void count_pages(const struct machine *m, const struct zone *zone, struct page_counts *c)
{
	*c = (struct page_counts){ 0 };
	add_pages(m, zone, c);
}

void count_all_pages(const struct machine *m, struct page_counts *c)
{
	*c = (struct page_counts){ 0 };
	for_each_populated_zone(m, zone)
		add_pages(m, zone, c);
}
