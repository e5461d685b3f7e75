/* Zones, free areas, per-cpu lists and struct page.  Open include/linux/mmzone.h and mm_types.h. */
#define MAX_NR_ZONES 4	/* of any machine; this one has m->geo.nr_zones */
#define MAX_ORDER 11
#define MIGRATE_TYPES 6
#define MIGRATE_PCPTYPES 3

#define ZONE_FIELDS(F, A) \
	A(char, name, 8, STR) \
	F(u32, zone_start_pfn, PFN) \
	F(u32, spanned_pages, PAGES) \
	F(u32, present_pages, PAGES) \
	F(u32, managed_pages, PAGES) \
	A(u32, watermark, 3, PAGES)	/* WMARK_MIN, WMARK_LOW, WMARK_HIGH */ \
	A(u32, lowmem_reserve, MAX_NR_ZONES, PAGES) \
	F(u32, nr_reserved_highatomic, PAGES) \
	F(u32, nr_isolate_pageblock, DEC) \
	F(u32, initialized, BOOL) \
	F(s32, nr_free_pages, PAGES)	/* vm_stat[NR_FREE_PAGES]: the global part */ \
	F(s32, nr_free_cma, PAGES) \
	F(u32, stat_threshold, DEC)

#define FREE_AREA_FIELDS(F, A) \
	A(struct list_head, free_list, MIGRATE_TYPES, LIST) \
	F(u32, nr_free, DEC) \
	F(u32, pad, NONE)

#define PER_CPU_PAGES_FIELDS(F, A) \
	F(u32, count, PAGES) \
	F(u32, high, PAGES) \
	F(u32, batch, PAGES) \
	F(s32, diff_free, PAGES)	/* vm_stat_diff[NR_FREE_PAGES] of this cpu and zone */ \
	F(s32, diff_cma, PAGES) \
	F(u32, pad, NONE) \
	A(struct list_head, lists, MIGRATE_PCPTYPES, LIST) \
	F(u64, pgalloc, PAGES)		/* vm_event_states: what this cpu took from and gave the zone */ \
	F(u64, pgfree, PAGES)

/*
 * flags as in the kernel: page flag bits below, zone in the top bits.  _mapcount doubles as
 * page_type: ~PG_buddy while the page heads a free block, whose order is in private.
 */
#define PAGE_FIELDS(F, A) \
	F(u64, flags, PAGEFLAGS) \
	F(struct list_head, lru, LIST) \
	F(u32, mapping, MAPPING) \
	F(u32, private, DEC) \
	F(u64, index, HEX) \
	F(s32, _mapcount, DEC) \
	F(s32, _refcount, DEC)

/* Sparse memory: 128 MiB of frames that have struct pages together or not at all. */
#define MEM_SECTION_FIELDS(F, A) \
	F(u64, section_mem_map, VA)	/* where vmemmap holds the section's struct pages */ \
	F(u32, flags, HEX)		/* SECTION_MARKED_PRESENT, SECTION_HAS_MEM_MAP */ \
	F(u32, pad, NONE)

#define PAGEBLOCK_FIELDS(F, A) \
	F(u8, migratetype, MT)

/* An area for allocations that need neighbouring frames; one bit of the bitmap is 2^order_per_bit. */
#define MAX_CMA_AREAS 8
#define CMA_FIELDS(F, A) \
	F(u32, base_pfn, PFN) \
	F(u32, count, PAGES) \
	F(u32, order_per_bit, ORDER) \
	F(u32, bitmap, DEC)		/* its first cma_bitmap */
#define CMA_BITMAP_FIELDS(F, A) \
	F(u64, word, HEX)		/* which pages are allocated */

/* The words in a frame, kept only where somebody wrote: content -> 64 lines -> 8 words each. */
#define FRAME_FIELDS(F, A) \
	F(u32, content, NONE)
#define CONTENT_FIELDS(F, A) \
	A(u32, line, 64, NONE)
#define CONTENT_LINE_FIELDS(F, A) \
	A(u64, word, 8, HEX)

/* The page table ends at a whole block of the highest order: a merge looks at the buddy there. */
#define MMZONE_OBJECTS(O) \
	O(zone, ZONE, MAX_NR_ZONES) \
	O(free_area, FREE_AREA, MAX_NR_ZONES * MAX_ORDER) \
	O(per_cpu_pages, PER_CPU_PAGES, MAX_NR_ZONES * c->nr_cpus) \
	O(mem_section, MEM_SECTION, c->max_pfn / 32768 + 1) \
	O(page, PAGE, ALIGN_UP(c->max_pfn, 1024)) \
	O(pageblock, PAGEBLOCK, c->max_pfn / 512 + 8) \
	O(cma, CMA, MAX_CMA_AREAS) \
	O(cma_bitmap, CMA_BITMAP, c->max_pfn / 64 + 1) \
	O(frame, FRAME, c->max_pfn) \
	O(content, CONTENT, c->max_contents) \
	O(content_line, CONTENT_LINE, c->max_contents * 3)
