/* Pages by use, for meminfo and zoneinfo. */
#include "fs/proc/proc.h"
#include "mm/mmzone.h"

static void count_lru(const struct page *page, struct page_counts *c)
{
	bool anon = PageSwapBacked(page);

	if (PageUnevictable(page))
		c->unevictable++;
	else if (PageActive(page))
		*(anon ? &c->active_anon : &c->active_file) += 1;
	else
		*(anon ? &c->inactive_anon : &c->inactive_file) += 1;
}

static void count_page(const struct page *page, struct page_counts *c)
{
	if (page_type(page, 0)) {	/* a type or -1: nobody maps it */
		c->page_table += PageTable(page);
	} else {
		c->anon_mapped += PageAnon(page);
		c->file_mapped += !PageAnon(page);
	}
	c->slab += PageSlab(page);
	c->mlocked += PageMlocked(page);
	if (PageLRU(page))
		count_lru(page, c);
}

void count_pages(const struct machine *m, const struct zone *zone, struct page_counts *c)
{
	*c = (struct page_counts){ 0 };
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

u64 count_kernel_stacks(const struct machine *m)
{
	u64 stacks = 0;

	for (u32 i = 1; i < m->tables[TABLE_task_struct].capacity; i++)
		stacks += object_live(m, TABLE_task_struct, i) && task_struct_at(m, i)->stack;
	return stacks;
}
