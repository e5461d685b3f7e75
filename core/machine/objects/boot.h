/* Objects of early boot: the firmware's map and memblock.  Open include/linux/memblock.h beside it. */
#define SYSTEM_FIELDS(F, A) \
	F(u32, booted, DEC)		/* 0 power off, 1 memblock, 2 buddy allocator, 3 boot done */ \
	F(u32, max_pfn, PFN)		/* end of RAM in frames, as e820__end_of_ram_pfn() */ \
	F(u32, max_low_pfn, PFN) \
	F(u32, nr_cpus, DEC) \
	F(u32, current_cpu, DEC) \
	F(u32, e820_nr, DEC) \
	F(u32, totalram_pages, PAGES) \
	F(u32, reserved_pages, PAGES)	/* pages never handed to the buddy allocator */ \
	F(u32, totalreserve_pages, PAGES) \
	F(u32, min_free_kbytes, DEC) \
	F(u32, watermark_scale_factor, DEC) \
	A(u32, lowmem_reserve_ratio, 4, DEC) \
	F(u32, page_group_by_mobility_disabled, BOOL) \
	F(u32, zero_pfn, PFN)		/* empty_zero_page */ \
	F(u32, next_pid, DEC) \
	F(u32, content_pages, DEC)	/* frames whose words are kept */ \
	F(u64, brk_start, PA)		/* _brk_end: early page tables come from here */ \
	F(u64, brk_end, PA) \
	F(u64, kernel_start, PA) \
	F(u64, kernel_end, PA) \
	F(u64, initrd_start, PA) \
	F(u64, initrd_end, PA) \
	F(u64, init_pgd, PA)		/* init_top_pgt */

#define E820_ENTRY_FIELDS(F, A) \
	F(u64, addr, PA) \
	F(u64, size, BYTES) \
	F(u32, type, E820) \
	F(u32, pad, NONE)

#define MEMBLOCK_FIELDS(F, A) \
	F(u32, bottom_up, BOOL) \
	F(u32, pad, NONE) \
	F(u64, current_limit, PA)

/* memblock.memory is memblock_type 0, memblock.reserved is 1 */
#define MEMBLOCK_TYPE_FIELDS(F, A) \
	F(u32, cnt, DEC) \
	F(u32, max, DEC) \
	F(u64, total_size, BYTES)

/* regions of type t lie at [t * MEMBLOCK_REGIONS, (t + 1) * MEMBLOCK_REGIONS) */
#define MEMBLOCK_REGIONS 1024
#define MEMBLOCK_REGION_FIELDS(F, A) \
	F(u64, base, PA) \
	F(u64, size, BYTES) \
	F(u32, flags, HEX) \
	F(u32, nid, DEC)

#define BOOT_OBJECTS(O) \
	O(system, SYSTEM, 1) \
	O(e820_entry, E820_ENTRY, 128) \
	O(memblock, MEMBLOCK, 1) \
	O(memblock_type, MEMBLOCK_TYPE, 2) \
	O(memblock_region, MEMBLOCK_REGION, 2 * MEMBLOCK_REGIONS)
