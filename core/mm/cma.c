/*
 * The contiguous memory allocator.  Open mm/cma.c and kernel/dma/contiguous.c beside this.
 *
 * Boot keeps the area out of everybody's hands while memblock rules; then its pages go to the buddy
 * allocator as MIGRATE_CMA, where only movable allocations may borrow them.
 */
#include "lib/cmdline.h"
#include "machine/trace.h"
#include "mm/cma.h"
#include "mm/memblock.h"
#include "mm/page_alloc.h"

#define CMA_ALIGNMENT (PAGE_SIZE << max_t(u32, MAX_ORDER - 1, pageblock_order))

/* cma=0 turns a default area off; without cma= the size stays that of the configuration: 0 here. */
void early_cma(struct machine *m, const char *value)
{
	u64 size = memparse(value, &value), base = 0, limit = 0;

	if (*value == '@') {
		base = memparse(value + 1, &value);
		limit = base + size;
		if (*value == '-')
			limit = memparse(value + 1, &value);
	}
	set(m, sys(m), cma_size, size);
	set(m, sys(m), cma_base, base);
	set(m, sys(m), cma_limit, limit);
}

void dma_contiguous_reserve(struct machine *m, u64 limit)
{
	const struct system *s = sys(m);
	bool fixed = s->cma_base + s->cma_size == s->cma_limit;

	if (s->cma_limit && (!limit || s->cma_limit < limit))
		limit = s->cma_limit;
	if (s->cma_size)
		cma_declare_contiguous(m, s->cma_base, s->cma_size, limit, 0, 0, fixed);
}

int cma_init_reserved_mem(struct machine *m, u64 base, u64 size, u32 order_per_bit)
{
	struct cma *cma;

	if (sys(m)->cma_area_count == MAX_CMA_AREAS)
		return -PW_ENOSPC;
	cma = edit_cma(m, cma_at(m, sys(m)->cma_area_count));
	cma->base_pfn = (u32)PFN_DOWN(base);
	cma->count = (u32)PFN_DOWN(size);
	cma->order_per_bit = order_per_bit;
	add(m, sys(m), cma_area_count, 1);
	add(m, sys(m), totalcma_pages, cma->count);
	trace_cma_reserved(m, base, base + size, cma->count);
	return 0;
}

/* Where the area may lie: exactly at base, or the highest place below limit. */
static int reserve(struct machine *m, u64 *base, u64 size, u64 limit, u64 alignment, bool fixed)
{
	if (!fixed) {
		*base = memblock_alloc_range(m, size, alignment, *base, limit, WHO_CMA);
		return *base ? 0 : -PW_ENOMEM;
	}
	if (memblock_overlaps_region(m, memblock_reserved(m), *base, size))
		return -PW_EBUSY;
	return memblock_reserve(m, *base, size, WHO_CMA) ? -PW_EBUSY : 0;
}

/* An area is whole blocks of the highest order, or its edges would merge with other pages. */
int cma_declare_contiguous(struct machine *m, u64 base, u64 size, u64 limit, u64 alignment,
			   u32 order_per_bit, bool fixed)
{
	u64 end = memblock_end_of_DRAM(m), highmem_start = PFN_PHYS(sys(m)->max_low_pfn);
	int ret;
	CALLED(m, cma_declare_contiguous, base, size, limit);

	if (!size || (alignment & (alignment - 1)))
		return -PW_EINVAL;
	alignment = max_t(u64, alignment, CMA_ALIGNMENT);
	base = ALIGN_UP(base, alignment);
	size = ALIGN_UP(size, alignment);
	limit = ALIGN_DOWN(limit, alignment);
	fixed = fixed && base;
	if (PFN_DOWN(size) & ((1u << order_per_bit) - 1))
		return -PW_EINVAL;
	if (fixed && base < highmem_start && base + size > highmem_start)
		return -PW_EINVAL;
	if (!limit || limit > end)
		limit = end;
	ret = reserve(m, &base, size, limit, alignment, fixed);
	return ret ? ret : cma_init_reserved_mem(m, base, size, order_per_bit);
}

/* An area that lies in two zones stays reserved: what it lends could not be taken back. */
static bool in_one_zone(const struct machine *m, const struct cma *cma)
{
	const struct zone *zone = page_zone(m, pfn_to_page(m, cma->base_pfn));

	return zone_spans_pfn(zone, cma->base_pfn + cma->count - 1);
}

static void cma_activate_area(struct machine *m, const struct cma *cma)
{
	CALLED(m, cma_activate_area, cma->base_pfn, cma->count);

	if (!in_one_zone(m, cma)) {
		set(m, cma, count, 0);
		return;
	}
	for (u32 i = 0; i < cma->count; i += pageblock_nr_pages)
		init_cma_reserved_pageblock(m, cma->base_pfn + i);
	trace_cma_activated(m, cma->base_pfn, cma->count, sys(m)->totalram_pages);
}

void cma_init_reserved_areas(struct machine *m)
{
	for (u32 area = 0; area < sys(m)->cma_area_count; area++)
		cma_activate_area(m, cma_at(m, area));
}
