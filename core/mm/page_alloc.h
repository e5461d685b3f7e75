/*
 * The page allocator's doors.  Open include/linux/gfp.h and mm/internal.h beside this.
 *
 * A block is named by the pfn of its first frame.  Order n is 2^n frames.
 */
#ifndef MM_PAGE_ALLOC_H
#define MM_PAGE_ALLOC_H

#include "mm/mmzone.h"

struct boot_params;

/* The first frame of 2^order frames with one reference, or PFN_NONE. */
pfn_t alloc_pages(struct machine *m, u32 gfp, u32 order);

static inline pfn_t alloc_page(struct machine *m, u32 gfp)
{
	return alloc_pages(m, gfp, 0);
}

/* Drop one reference; the block goes back when it was the last. */
void __free_pages(struct machine *m, pfn_t pfn, u32 order);
void free_unref_page(struct machine *m, pfn_t pfn);
void free_unref_page_list(struct machine *m, pfn_t pfn, u32 nr);	/* neighbours without reference */
void __free_pages_ok(struct machine *m, pfn_t pfn, u32 order);

void split_page(struct machine *m, pfn_t pfn, u32 order);
pfn_t alloc_pages_exact(struct machine *m, u64 bytes, u32 gfp);
void free_pages_exact(struct machine *m, pfn_t pfn, u32 nr);
int free_would_be_caught(const struct machine *m, pfn_t pfn, u32 order);

pfn_t compound_head(const struct machine *m, pfn_t pfn);
u32 compound_order(const struct machine *m, pfn_t pfn);

static inline s32 page_count(const struct machine *m, pfn_t pfn)
{
	return pfn_to_page(m, compound_head(m, pfn))->_refcount;
}

void get_page(struct machine *m, pfn_t pfn);
void put_page(struct machine *m, pfn_t pfn);	/* frees at 0 */

/* Make cpu's (or this cpu's) lists and counters exact: /proc/sys/vm/stat_refresh and the like. */
void drain_local_pages(struct machine *m);
void drain_all_pages(struct machine *m, const struct zone *zone);
void refresh_cpu_vm_stats(struct machine *m);

/* Exact: the global counter and every cpu's diff. */
s64 zone_page_state_snapshot(const struct machine *m, const struct zone *zone);
u64 nr_free_pages(const struct machine *m);		/* global counters, as /proc/meminfo */
/* Could a request that prefers classzone_idx leave `mark` pages in the zone? */
bool zone_watermark_ok(const struct machine *m, const struct zone *zone, u32 order, u32 mark,
		       u32 classzone_idx, u32 alloc_flags);
u32 nr_free_buffer_pages(const struct machine *m);
u32 nr_free_pagecache_pages(const struct machine *m);

/* Called with the pfn of a block that boot found free or that becomes so (initrd, init memory). */
void __free_pages_bootmem(struct machine *m, pfn_t pfn, u32 order);
/* Whose blocks the type takes i-th when its own run out; MIGRATE_TYPES: nobody else's. */
u32 fallback_type(u32 migratetype, u32 i);
void init_cma_reserved_pageblock(struct machine *m, pfn_t pfn);
void free_reserved_page(struct machine *m, pfn_t pfn);
/* Number of pages freed; `what` names the area in the log line ("initrd"). */
u32 free_reserved_area(struct machine *m, u64 start, u64 end, u32 what);

/* sysctls; 0 or -PW_EINVAL */
int min_free_kbytes_sysctl(struct machine *m, u32 kbytes);
int extra_free_kbytes_sysctl(struct machine *m, u32 kbytes);	/* -PW_ENOENT: not on Android */
int watermark_scale_factor_sysctl(struct machine *m, u32 factor);
int lowmem_reserve_ratio_sysctl(struct machine *m, const u32 ratio[MAX_NR_ZONES]);

#endif
