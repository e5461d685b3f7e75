/* What the parts of page_alloc share; mm/page_alloc.c is one file in the kernel. */
#ifndef MM_PAGE_ALLOC_INTERNAL_H
#define MM_PAGE_ALLOC_INTERNAL_H

#include "lib/list.h"
#include "machine/trace.h"
#include "mm/page_alloc.h"
#include "mm/vmstat.h"

enum alloc_flags {
	ALLOC_WMARK_MIN = WMARK_MIN, ALLOC_WMARK_LOW = WMARK_LOW, ALLOC_WMARK_HIGH = WMARK_HIGH,
	ALLOC_NO_WATERMARKS = 0x04, ALLOC_OOM = 0x08, ALLOC_HARDER = 0x10,
	ALLOC_HIGH = 0x20,	/* = __GFP_HIGH */
	ALLOC_CPUSET = 0x40, ALLOC_CMA = 0x80,
	ALLOC_WMARK_MASK = ALLOC_NO_WATERMARKS - 1,
};

struct alloc_context {
	u32 classzone_idx;	/* the zone that the request prefers: first of the zonelist */
	u32 high_zoneidx;
	u32 migratetype;
};

/* gfpflags_to_migratetype(); a small machine does not group by mobility. */
static inline u32 request_migratetype(const struct machine *m, u32 gfp)
{
	return sys(m)->page_group_by_mobility_disabled ? MIGRATE_UNMOVABLE :
							 gfpflags_to_migratetype(gfp);
}

/* What the first attempt may do: prepare_alloc_pages() */
static inline u32 first_alloc_flags(u32 migratetype)
{
	return ALLOC_WMARK_LOW | (migratetype == MIGRATE_MOVABLE ? ALLOC_CMA : 0);
}

/* What the slow path may do, and what is left when that fails, too. */
u32 gfp_to_alloc_flags(const struct machine *m, u32 gfp);

static inline u32 last_alloc_flags(u32 gfp, u32 alloc_flags)
{
	return gfp & __GFP_MEMALLOC && !(gfp & __GFP_NOMEMALLOC) ? ALLOC_NO_WATERMARKS : alloc_flags;
}

static inline u32 page_order(const struct page *page)
{
	return page->private;
}

static inline bool is_migrate_highatomic(u32 migratetype)
{
	return migratetype == MIGRATE_HIGHATOMIC;
}

/* buddy.c: blocks on the free lists */
const struct page *__rmqueue_smallest(struct machine *m, const struct zone *zone, u32 order,
				      u32 migratetype);
void __free_one_page(struct machine *m, pfn_t pfn, const struct zone *zone, u32 order,
		     u32 migratetype);
void free_one_page_quietly(struct machine *m, pfn_t pfn, const struct zone *zone, u32 order,
			   u32 migratetype);

/* fallback.c: blocks of another mobility */
const struct page *__rmqueue(struct machine *m, const struct zone *zone, u32 order,
			     u32 migratetype);
u32 move_freepages_block(struct machine *m, const struct zone *zone, pfn_t pfn, u32 migratetype,
			 u32 *num_movable);
void set_pageblock_migratetype(struct machine *m, pfn_t pfn, u32 migratetype);
void reserve_highatomic_pageblock(struct machine *m, pfn_t pfn, const struct zone *zone);

/* contig.c */
void __isolate_free_page(struct machine *m, pfn_t pfn, u32 order);

/* pcp.c: per-cpu lists */
u32 rmqueue_bulk(struct machine *m, const struct zone *zone, u32 count,
		 const struct list_head *list, u32 migratetype);
void free_pcppages_bulk(struct machine *m, const struct zone *zone, u32 count,
			const struct per_cpu_pages *pcp);
void free_unref_page_quietly(struct machine *m, pfn_t pfn);

/* On which list a frame with this pageblock type goes: highatomic and CMA ones count as movable. */
static inline u32 pcp_list_type(u32 migratetype)
{
	return migratetype < MIGRATE_PCPTYPES ? migratetype : MIGRATE_MOVABLE;
}

static inline void pcp_push(struct machine *m, const struct per_cpu_pages *pcp,
			    const struct page *page, u32 migratetype)
{
	set(m, page, index, migratetype);
	list_add(m, &page->lru, &pcp->lists[pcp_list_type(migratetype)]);
	add(m, pcp, count, 1);
}


/* watermark.c */
void setup_per_zone_lowmem_reserve(struct machine *m);
void setup_per_zone_wmarks(struct machine *m);

/* bulk.c; bulk_none.c has none of it */
extern const bool has_bulk;
pfn_t bulk_alloc_pages(struct machine *m, u32 gfp, u32 order);
void bulk_free_pages(struct machine *m, pfn_t pfn, u32 order);

/* Nothing is journaled, nobody listens: the copy in bulk.c does it. */
static inline bool in_bulk(const struct machine *m)
{
	return !BULK && unlikely(!m->journaling) && has_bulk && !is_traced(m);
}

/* Single frames are most of what is asked for: bulk code has a copy of its own for them. */
static inline bool is_hot(u32 order)
{
	return BULK && likely(!order);
}

/* zonelist.c, slowpath.c */
pfn_t get_page_from_freelist(struct machine *m, u32 gfp, u32 order, u32 alloc_flags,
			     const struct alloc_context *ac);
pfn_t __alloc_pages_slowpath(struct machine *m, u32 gfp, u32 order,
			     const struct alloc_context *ac);

#endif
