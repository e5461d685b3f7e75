/*
 * The contiguous memory allocator.  Open mm/cma.c and kernel/dma/contiguous.c beside this.
 *
 * Boot keeps the area out of everybody's hands while memblock rules; then its pages go to the buddy
 * allocator as MIGRATE_CMA, where only movable allocations may borrow them.
 */
#include "lib/bitmap.h"
#include "lib/cmdline.h"
#include "machine/trace.h"
#include "mm/cma.h"
#include "mm/memblock.h"
#include "mm/page_alloc.h"
#include "mm/page_isolation.h"

#define CMA_ALIGNMENT (PAGE_SIZE << max_t(u32, MAX_ORDER - 1, pageblock_order(m)))

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
	CALLED(m, dma_contiguous_reserve, limit);

	if (s->cma_limit && (!limit || s->cma_limit < limit))
		limit = s->cma_limit;
	if (s->cma_size && !s->dma_contiguous_default)
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
	/* areas do not overlap, nor do the words that their frames' numbers lead to */
	set(m, cma, bitmap, cma->base_pfn / BITS_PER_LONG);
	for (u32 i = 0; i < cma->count; i += pageblock_nr_pages(m))
		init_cma_reserved_pageblock(m, cma->base_pfn + i);
	trace_cma_activated(m, cma->base_pfn, cma->count, sys(m)->totalram_pages);
}

void cma_init_reserved_areas(struct machine *m)
{
	for (u32 area = 0; area < sys(m)->cma_area_count; area++)
		cma_activate_area(m, cma_at(m, area));
}

static const u64 *bitmap_of(const struct machine *m, const struct cma *cma)
{
	return &cma_bitmap_at(m, cma->bitmap)->word;
}

static u32 cma_bitmap_maxno(const struct cma *cma)
{
	return cma->count >> cma->order_per_bit;
}

static u32 cma_bitmap_pages_to_bits(const struct cma *cma, u32 pages)
{
	return (u32)ALIGN_UP(pages, 1u << cma->order_per_bit) >> cma->order_per_bit;
}

u32 cma_used(const struct machine *m, u32 area)
{
	const struct cma *cma = cma_at(m, area);

	return bitmap_weight(bitmap_of(m, cma), cma_bitmap_maxno(cma)) << cma->order_per_bit;
}

static void cma_clear_bitmap(struct machine *m, const struct cma *cma, pfn_t pfn, u32 count)
{
	bitmap_clear(m, bitmap_of(m, cma), (pfn - cma->base_pfn) >> cma->order_per_bit,
		     cma_bitmap_pages_to_bits(cma, count));
	trace_cma_bitmap(m, cma->base_pfn, cma_used(m, cma_index(m, cma)));
}

/* The next place that the bitmap offers, from bit `start` on; it is marked.  maxno: none is left. */
static u32 cma_claim(struct machine *m, const struct cma *cma, u32 start, u32 bits, u32 align)
{
	bool fine = align > cma->order_per_bit;
	u32 mask = fine ? (1u << (align - cma->order_per_bit)) - 1 : 0;
	u32 offset = fine ? (cma->base_pfn & ((1u << align) - 1)) >> cma->order_per_bit : 0;
	u32 maxno = cma_bitmap_maxno(cma);
	u32 bit = bitmap_find_next_zero_area_off(bitmap_of(m, cma), maxno, start, bits, mask, offset);

	if (bit >= maxno)
		return maxno;
	bitmap_set(m, bitmap_of(m, cma), bit, bits);
	trace_cma_bitmap(m, cma->base_pfn, cma_used(m, cma_index(m, cma)));
	return bit;
}

/* The bitmap says what other devices have; what processes borrowed shows only at the attempt. */
pfn_t cma_alloc(struct machine *m, u32 area, u32 count, u32 align)
{
	const struct cma *cma = cma_at(m, area);
	u32 bits = cma_bitmap_pages_to_bits(cma, count), maxno = cma_bitmap_maxno(cma), bit;
	CALLED(m, cma_alloc, count, align);

	if (!count || bits > maxno || align >= MAX_ORDER)
		return PFN_NONE;
	for (u32 start = 0;; start = bit + (align > cma->order_per_bit ?
					    1u << (align - cma->order_per_bit) : 1)) {
		pfn_t pfn;

		bit = cma_claim(m, cma, start, bits, align);
		if (bit >= maxno)
			return PFN_NONE;
		pfn = cma->base_pfn + (bit << cma->order_per_bit);
		if (!alloc_contig_range(m, pfn, pfn + count, MIGRATE_CMA)) {
			trace_cma_allocated(m, pfn, count);
			return pfn;
		}
		cma_clear_bitmap(m, cma, pfn, count);
	}
}

bool cma_release(struct machine *m, u32 area, pfn_t pfn, u32 count)
{
	const struct cma *cma = cma_at(m, area);
	CALLED(m, cma_release, pfn, count);

	if (pfn < cma->base_pfn || pfn >= cma->base_pfn + cma->count ||
	    count > cma->base_pfn + cma->count - pfn)
		return false;
	free_contig_range(m, pfn, count);
	cma_clear_bitmap(m, cma, pfn, count);
	return true;
}
