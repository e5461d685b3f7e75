/* What each frame is used for, and the verb frames: one byte a cell. */
#include <stdlib.h>
#include <string.h>

#include "lib/list.h"
#include "mm/memblock.h"
#include "mm/page_alloc.h"
#include "rpc/door.h"

#define CELLS_MAX (16u << 20)
#define MARK_FREE 1
#define MARK_PCP 2
#define MARK_KIND 3
#define MARK_ORDER_SHIFT 4

const char *const use_names[NR_USES] = {
	"absent", "free", "pcp", "anon", "file", "pagetable", "slab", "kernel", "reserved", "zero",
};

static void mark_free_lists(const struct machine *m, const struct zone *zone, u8 *marks)
{
	for (u32 order = 0; order < MAX_ORDER; order++) {
		const struct free_area *area = zone_free_area(m, zone, order);

		for (u32 t = 0; t < MIGRATE_TYPES; t++)
			for_each_ref(m, pos, &area->free_list[t]) {
				pfn_t pfn = page_to_pfn(m, list_entry(m, pos, page, lru));

				memset(marks + pfn, MARK_FREE | order << MARK_ORDER_SHIFT, 1u << order);
			}
	}
}

static void mark_pcp(const struct machine *m, const struct zone *zone, u32 cpu, u8 *marks)
{
	const struct per_cpu_pages *pcp = zone_pcp(m, zone, cpu);

	for (u32 t = 0; t < MIGRATE_PCPTYPES; t++)
		for_each_ref(m, pos, &pcp->lists[t])
			marks[page_to_pfn(m, list_entry(m, pos, page, lru))] = MARK_PCP;
}

/* Before the buddy allocator: RAM that memblock has not given away is free. */
static void mark_memblock(const struct machine *m, u8 *marks, u32 nr)
{
	u64 start, end;

	for_each_free_mem_range(m, i, &start, &end)
		for (u64 pfn = PFN_UP(start); pfn < min_t(u64, PFN_DOWN(end), nr); pfn++)
			marks[pfn] = MARK_FREE;
}

u8 *frame_marks(const struct machine *m)
{
	u32 nr = m->tables[TABLE_page].capacity;
	u8 *marks = calloc(1, nr + 1024);

	if (!marks)
		return NULL;
	if (sys(m)->booted < 2) {
		mark_memblock(m, marks, nr);
		return marks;
	}
	for_each_populated_zone(m, zone) {
		mark_free_lists(m, zone, marks);
		for (u32 cpu = 0; cpu < m->config.nr_cpus; cpu++)
			mark_pcp(m, zone, cpu, marks);
	}
	return marks;
}

static bool in_ram(const struct machine *m, pfn_t pfn)
{
	u64 pa = (u64)pfn << PAGE_SHIFT;

	for_each_memblock_region(m, memblock_memory(m), r)
		if (pa >= r->base && pa < r->base + r->size)
			return true;
	return false;
}

static enum frame_use early_use(const struct machine *m, pfn_t pfn, u8 mark)
{
	if ((mark & MARK_KIND) == MARK_FREE)
		return USE_FREE;
	return in_ram(m, pfn) ? USE_RESERVED : USE_ABSENT;
}

enum frame_use page_use(const struct machine *m, pfn_t pfn, const u8 *marks)
{
	const struct page *page;

	if (sys(m)->booted < 2)
		return early_use(m, pfn, marks[pfn]);
	if (!pfn_valid(m, pfn))
		return USE_ABSENT;
	page = pfn_to_page(m, pfn);
	if ((marks[pfn] & MARK_KIND) == MARK_FREE)
		return USE_FREE;
	if ((marks[pfn] & MARK_KIND) == MARK_PCP)
		return USE_PCP;
	if (pfn == sys(m)->zero_pfn && pfn)
		return USE_ZERO;
	if (PageReserved(page))
		return USE_RESERVED;
	if (PageSlab(pfn_to_page(m, compound_head(m, pfn))))
		return USE_SLAB;
	if (PageTable(page))
		return USE_PAGETABLE;
	if (PageAnon(page))
		return USE_ANON;
	return page->mapping ? USE_FILE : USE_KERNEL;
}

enum frames_by { BY_USE, BY_ORDER, BY_MIGRATETYPE };

static u8 frame_byte(const struct machine *m, pfn_t pfn, const u8 *marks, enum frames_by by)
{
	switch (by) {
	case BY_USE:
		return page_use(m, pfn, marks);
	case BY_ORDER:
		return (marks[pfn] & MARK_KIND) == MARK_FREE ? marks[pfn] >> MARK_ORDER_SHIFT : 0xff;
	default:
		return sys(m)->booted >= 2 && pfn_valid(m, pfn) ? get_pfnblock_migratetype(m, pfn) :
								  0xff;
	}
}

/* Of several frames the rarest use that is not free, so that one used page in a block is seen. */
static u8 cell_use(const struct machine *m, pfn_t pfn, u32 per, const u8 *marks)
{
	u32 count[NR_USES] = { 0 }, best = USE_ABSENT;

	for (u32 i = 0; i < per; i++)
		count[page_use(m, pfn + i, marks)]++;
	for (u32 use = USE_PCP; use < NR_USES; use++)
		if (count[use] && (!best || count[use] < count[best]))
			best = use;
	return best ? (u8)best : count[USE_FREE] ? USE_FREE : USE_ABSENT;
}

static u8 cell_byte(const struct machine *m, pfn_t pfn, u32 per, const u8 *marks, enum frames_by by)
{
	u8 best = 0xff;

	if (by == BY_USE)
		return cell_use(m, pfn, per, marks);
	for (u32 i = 0; i < per; i++) {
		u8 byte = frame_byte(m, pfn + i, marks, by);

		if (byte != 0xff && (best == 0xff || byte > best))
			best = byte;
	}
	return best;
}

int verb_frames(struct call *c)
{
	static const char *const words[] = { "use", "order", "migratetype" };
	u64 nr = c->m->config.max_pfn, from = 0, count = nr, per = 1, by = BY_USE, cells;
	u8 *marks, *out;

	if (ask_u64(c, "from", 0, nr, &from) || ask_u64(c, "per", 1, 1u << 20, &per) ||
	    ask_choice(c, "by", words, ARRAY_SIZE(words), &by))
		return -1;
	count = nr - from;
	if (ask_u64(c, "count", 0, 1ull << 32, &count))
		return -1;
	if (per & (per - 1))
		return refuse(c, "per", "\"per\" must be a power of two", "\"per\" 必须是 2 的幂");
	count = min_t(u64, count, nr - from);
	cells = DIV_ROUND_UP(count, per);
	if (cells > CELLS_MAX)
		return refuse(c, "count", "more than %u cells in one answer", "一次回答超过 %u 格",
			      CELLS_MAX);
	marks = frame_marks(c->m);
	out = out_bytes(c->out, cells);
	for (u64 i = 0; marks && out && i < cells; i++) {
		u64 pfn = from + i * per;

		out[i] = cell_byte(c->m, (pfn_t)pfn, (u32)min_t(u64, per, from + count - pfn), marks,
				   (enum frames_by)by);
	}
	c->out->failed |= !marks;
	free(marks);
	return 0;
}
