/*
 * Bulk mode: the same allocator, compiled once more for machines without a history.
 *
 * alloc_pages() and its neighbours come here when nothing is journaled, so that a trace of millions
 * of operations pays for no record and no step (machine.h: MACHINE_BULK).  A build whose
 * machines always keep a history, the browser's, has bulk_none.c instead.
 */
#define MACHINE_BULK

#define __alloc_pages_slowpath bulk_alloc_pages_slowpath
#define __free_one_page bulk_free_one_page
#define __free_pages bulk_free_pages
#define __free_pages_ok bulk_free_pages_ok
#define __rmqueue bulk_rmqueue
#define __rmqueue_smallest bulk_rmqueue_smallest
#define alloc_pages bulk_alloc_pages
#define alloc_pages_exact bulk_alloc_pages_exact
#define compound_head bulk_compound_head
#define compound_order bulk_compound_order
#define drain_all_pages bulk_drain_all_pages
#define drain_local_pages bulk_drain_local_pages
#define fallback_type bulk_fallback_type
#define free_one_page_quietly bulk_free_one_page_quietly
#define free_pages_exact bulk_free_pages_exact
#define free_pcppages_bulk bulk_free_pcppages
#define free_unref_page bulk_free_unref_page
#define free_unref_page_list bulk_free_unref_page_list
#define free_unref_page_quietly bulk_free_unref_page_quietly
#define free_would_be_caught bulk_free_would_be_caught
#define get_page bulk_get_page
#define get_page_from_freelist bulk_get_page_from_freelist
#define gfp_to_alloc_flags bulk_gfp_to_alloc_flags
#define move_freepages_block bulk_move_freepages_block
#define put_page bulk_put_page
#define reserve_highatomic_pageblock bulk_reserve_highatomic_pageblock
#define rmqueue_bulk bulk_refill
#define set_pageblock_migratetype bulk_set_pageblock_migratetype
#define split_page bulk_split_page

#include "mm/page_alloc/buddy.c"
#include "mm/page_alloc/fallback.c"
#include "mm/page_alloc/pcp.c"
#include "mm/page_alloc/slowpath.c"
#include "mm/page_alloc/zonelist.c"
#include "mm/page_alloc/free.c"

const bool has_bulk = true;
