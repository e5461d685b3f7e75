/*
 * SLOB: a page on a list has free blocks in order of their addresses, none touches the next, and their
 * units are what the page counts; a page with nothing free is on no list.
 */
#include "check/check.h"
#include "lib/list.h"
#include "mm/slob.h"

static void check_blocks(const struct machine *m, struct check_report *r, const struct page *sp)
{
	u64 block = page_freelist(sp), start = page_address(m, page_to_pfn(m, sp)), end = 0;
	s32 units = 0;

	while (r->ok && block != start + PAGE_SIZE) {
		if (block < start || block >= start + PAGE_SIZE || (end && block <= end)) {
			check_fail(r, "page 0x%x has a free block at 0x%llx that is out of order",
				   "页 0x%x 在 0x%llx 的空闲块次序不对", page_to_pfn(m, sp),
				   (unsigned long long)block);
			return;
		}
		units += slob_units(m, block);
		end = block + (u64)slob_units(m, block) * SLOB_UNIT;
		block = slob_next(m, block);
	}
	if (units != page_units(sp))
		check_fail(r, "page 0x%x counts %d free units, its blocks have %d",
			   "页 0x%x 记有 %d 个空闲单元，块中有 %d 个", page_to_pfn(m, sp), page_units(sp), units);
}

static u32 check_list(const struct machine *m, struct check_report *r, const struct list_head *list)
{
	u32 pages = 0;

	for_each_ref(m, ref, list) {
		const struct page *sp = list_entry(m, ref, page, lru);

		if (pages++ > m->config.max_pfn || !r->ok)
			break;
		if (!PageSlab(sp) || !PagePrivate(sp) || page_units(sp) <= 0)
			check_fail(r, "page 0x%x is on a list of SLOB but has nothing free",
				   "页 0x%x 在 SLOB 链表上，却没有空闲", page_to_pfn(m, sp));
		else
			check_blocks(m, r, sp);
	}
	return pages;
}

void check_slob(const struct machine *m, struct check_report *r)
{
	const struct slob *slob = slob_at(m, 0);
	u32 listed, partial = 0, full = 0;

	if (!slab_common(m)->slab_state) {
		check_holds(r, "SLOB is not at work yet", "SLOB 尚未开始工作");
		return;
	}
	listed = check_list(m, r, &slob->free_slob_small) + check_list(m, r, &slob->free_slob_medium) +
		 check_list(m, r, &slob->free_slob_large);
	for_each_valid_pfn(m, pfn, 0, m->config.max_pfn) {
		const struct page *page = page_at(m, pfn);

		if (!PageSlab(page))
			continue;
		partial += PagePrivate(page);
		full += !PagePrivate(page);
		if (!PagePrivate(page) && page_units(page))
			check_fail(r, "page 0x%x has %d units free and is on no list",
				   "页 0x%x 有 %d 个空闲单元，却不在链表上", pfn, page_units(page));
	}
	if (partial != listed)
		check_fail(r, "%u pages have free blocks, the lists of SLOB hold %u",
			   "%u 个页有空闲块，SLOB 链表上有 %u 个", partial, listed);
	check_holds(r, "%u pages with free blocks and %u full ones: blocks and counters of SLOB fit",
		    "%u 个有空闲块的页、%u 个满页：SLOB 的块与计数相符", partial, full);
}
