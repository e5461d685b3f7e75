/* Objects of early boot: the firmware's map and memblock.  Open include/linux/memblock.h beside it. */
#define SYSTEM_FIELDS(F, A) \
	F(u32, booted, DEC)		/* 0 power off, 1 memblock, 2 buddy allocator, 3 boot done */ \
	F(u32, max_pfn, PFN)		/* end of RAM in frames, as e820__end_of_ram_pfn() */ \
	F(u32, max_low_pfn, PFN) \
	F(u32, nr_cpus, DEC) \
	F(u32, current_cpu, DEC) \
	F(u32, e820_nr, DEC) \
	F(u32, totalram_pages, PAGES) \
	F(u32, vm_total_pages, PAGES)	/* when the zonelists were built */ \
	F(u32, android, BOOL)		/* the kernel has Android's patches to the allocator */ \
	F(u32, extra_free_kbytes, DEC) \
	F(u32, pad_free, NONE) \
	F(u32, reserved_pages, PAGES)	/* pages never handed to the buddy allocator */ \
	F(u32, totalreserve_pages, PAGES) \
	F(u32, min_free_kbytes, DEC) \
	F(u32, watermark_scale_factor, DEC) \
	A(u32, lowmem_reserve_ratio, 4, DEC) \
	F(u32, page_group_by_mobility_disabled, BOOL) \
	A(u32, zonelist, MAX_NR_ZONES, ZONE)	/* where to begin, for each highest zone allowed */ \
	F(u32, zero_pfn, PFN)		/* empty_zero_page */ \
	F(u32, next_pid, DEC) \
	F(u32, content_pages, DEC)	/* frames whose words are kept */ \
	F(u32, nr_kernel_pages, PAGES)	/* what sizes the big hash tables */ \
	F(u32, nr_all_pages, PAGES) \
	F(u32, dma_reserve, PAGES) \
	F(u32, totalhigh_pages, PAGES)	/* of totalram_pages those that are in HighMem */ \
	F(u32, highmem_pages, PAGES)	/* highmem= */ \
	F(u32, highmem_given, BOOL) \
	F(u32, managed_pages_reset, BOOL) \
	F(u32, movable_zone, ZONE)	/* the highest zone that has RAM: kernelcore= is counted there */ \
	F(u32, min_pfn_mapped, PFN)	/* the direct map grows down: [min, max) is mapped */ \
	F(u32, max_pfn_mapped, PFN) \
	F(u32, pgt_buf_end, PFN)	/* next page table out of brk, */ \
	F(u32, pgt_buf_top, PFN)	/* and where those end */ \
	F(u32, can_use_brk_pgt, BOOL) \
	F(u32, after_bootmem, BOOL) \
	F(u32, cma_area_count, DEC) \
	F(u32, totalcma_pages, PAGES) \
	F(u32, max_huge_pages, DEC)	/* hugepages= */ \
	F(u32, default_max_huge_pages, DEC)	/* hugepages= before any hugepagesz= */ \
	F(u32, hugepagesz, DEC)		/* enum hugepage_pool: which one the next hugepages= fills */ \
	F(u32, bad_hugepagesz, BOOL)	/* that one is ignored */ \
	F(u32, hugepages_given, DEC)	/* which one the last filled */ \
	F(u32, pad_huge, NONE) \
	F(u32, nr_huge_pages, DEC)	/* of PMD_SIZE */ \
	F(u32, free_huge_pages, DEC) \
	F(u32, zone_movable_pfn, PFN)	/* where ZONE_MOVABLE begins; 0: there is none */ \
	F(u32, required_kernelcore, PAGES)	/* kernelcore=, movablecore=: pages or percent */ \
	F(u32, required_kernelcore_percent, DEC) \
	F(u32, required_movablecore, PAGES) \
	F(u32, required_movablecore_percent, DEC) \
	F(u32, mirrored_kernelcore, BOOL)	/* kernelcore=mirror */ \
	F(u32, reserve_low, BYTES)	/* x86: reservelow= */ \
	F(u32, io_tlb_nslabs, DEC)	/* swiotlb=: slabs of 2 KiB; 0: 64 MiB of them */ \
	F(u32, swiotlb_force, BOOL)	/* swiotlb=force: also where all RAM is below 4 GiB */ \
	F(u32, usermem, BOOL)		/* arm: mem= came, the tree's RAM is forgotten */ \
	F(u32, physical_pages, PAGES)	/* present in all zones */ \
	A(u32, direct_pages_count, 2, DEC)	/* entries of 4 KiB, of 2 MiB */ \
	F(u64, cma_size, BYTES)		/* cma=SIZE@BASE-LIMIT */ \
	F(u64, cma_base, PA) \
	F(u64, cma_limit, PA) \
	F(u64, kernel_start, PA)	/* _text */ \
	F(u64, etext, PA) \
	F(u64, edata, PA) \
	F(u64, init_begin, PA) \
	F(u64, init_end, PA) \
	F(u64, bss_start, PA) \
	F(u64, brk_start, PA)		/* __bss_stop: early page tables come from here on */ \
	F(u64, brk_end, PA)		/* _brk_end */ \
	F(u64, kernel_end, PA)		/* _end: brk's limit */ \
	F(u64, initrd_start, PA) \
	F(u64, initrd_end, PA) \
	F(u64, init_pgd, PA)		/* init_top_pgt, swapper_pg_dir */ \
	F(u64, dma_phys_limit, PA)	/* arm64: end of what 32-bit devices reach */ \
	F(u64, vmalloc_reserve, BYTES)	/* arm, i386: vmalloc= */ \
	F(u64, memory_limit, BYTES)	/* mem= */ \
	F(u32, dt_root_addr_cells, DEC) \
	F(u32, dt_root_size_cells, DEC) \
	F(u32, dma_contiguous_default, BOOL)	/* /reserved-memory has the default CMA area */ \
	F(u32, pad, NONE) \
	F(u64, phys_offset, PA)		/* where the direct map begins: memstart_addr, PHYS_OFFSET */ \
	F(u64, high_memory, PA)		/* end of what the direct map reaches */ \
	F(u64, bootmem_low_limit, PA)	/* above it boot allocates if it can: past MAX_DMA_ADDRESS */ \
	F(u64, mem_map, PA)		/* FLATMEM: the array of struct page */

#define E820_ENTRY_FIELDS(F, A) \
	F(u64, addr, PA) \
	F(u64, size, BYTES) \
	F(u32, type, E820) \
	F(u32, pad, NONE)

#define MEMBLOCK_FIELDS(F, A) \
	F(u32, bottom_up, BOOL) \
	F(u32, can_resize, BOOL) \
	F(u64, current_limit, PA)

/* memblock.memory is memblock_type 0, memblock.reserved is 1 */
#define MEMBLOCK_TYPE_FIELDS(F, A) \
	F(u32, cnt, DEC) \
	F(u32, max, DEC) \
	F(u64, total_size, BYTES) \
	F(u64, regions_pa, PA)		/* where the doubled array lies; 0: in the kernel image */

/* regions of type t lie at [t * MEMBLOCK_REGIONS, (t + 1) * MEMBLOCK_REGIONS) */
#define MEMBLOCK_REGIONS 1024
#define MEMBLOCK_REGION_FIELDS(F, A) \
	F(u64, base, PA) \
	F(u64, size, BYTES) \
	F(u32, flags, HEX) \
	F(u32, nid, DEC)		/* MAX_NUMNODES: not told */

/* What boot takes memory for: the `who` of a reservation. */
#define BOOT_WHO(W) \
	W(NOTHING, "nothing", "无") \
	W(KERNEL_IMAGE, "the kernel image", "内核映像") \
	W(PAGE_ZERO, "frame 0", "0 号页框") \
	W(INITRD, "the initrd", "initrd") \
	W(SMP_CONFIG, "the MP table", "MP 表") \
	W(BRK, "brk", "brk") \
	W(FIRMWARE, "the firmware", "固件") \
	W(HOLE, "a hole in the map", "内存表中的空洞") \
	W(BIOS, "the BIOS area", "BIOS 区") \
	W(REAL_MODE, "the real-mode trampoline", "实模式跳板") \
	W(LOW_64K, "the first 64 KiB", "最低的 64 KiB") \
	W(MEMBLOCK, "memblock's own array", "memblock 自己的数组") \
	W(DIRECT_MAP, "page tables of the direct map", "直接映射的页表") \
	W(MEM_SECTION, "the table of sections", "section 总表") \
	W(SECTION_ROOT, "a page of sections", "一页 section") \
	W(USEMAP, "pageblock types", "pageblock 类型") \
	W(MEMMAP, "struct pages", "struct page") \
	W(VMEMMAP_TABLE, "page tables of vmemmap", "vmemmap 的页表") \
	W(HPET, "the HPET's resource", "HPET 的资源") \
	W(IOAPIC, "the I/O APIC's resource", "I/O APIC 的资源") \
	W(E820_RESOURCES, "resources of the e820 map", "e820 的资源") \
	W(COMMAND_LINE, "the command line", "命令行") \
	W(PERCPU, "per-cpu areas", "per-cpu 区") \
	W(PERCPU_INFO, "per-cpu bookkeeping", "per-cpu 记账") \
	W(DENTRY_HASH, "the dentry hash", "dentry 哈希表") \
	W(INODE_HASH, "the inode hash", "inode 哈希表") \
	W(CPU_ENTRY_AREA, "page tables of the cpu entry area", "cpu 入口区的页表") \
	W(SWIOTLB, "bounce buffers", "bounce buffer") \
	W(SMP_LOCKS, "lock prefixes for several cpus", "多 cpu 用的 lock 前缀") \
	W(INIT_MEMORY, "init code and data", "init 代码与数据") \
	W(IMAGE_GAP, "a gap in the kernel image", "内核映像中的空隙") \
	W(CMA, "CMA", "CMA") \
	W(PAGE_EXT, "page_ext", "page_ext") \
	W(DTB, "the device tree", "设备树") \
	W(DT_NODES, "the unflattened device tree", "展开后的设备树") \
	W(MEMRESERVE, "/memreserve/", "/memreserve/") \
	W(RESERVED_MEMORY, "/reserved-memory", "/reserved-memory") \
	W(SWAPPER, "swapper_pg_dir", "swapper_pg_dir") \
	W(EARLY_PGTABLE, "early page tables", "早期页表") \
	W(VECTORS, "exception vectors", "异常向量") \
	W(RESOURCES, "resources of RAM", "RAM 的资源")

#define BOOT_WHO_ID(id, en, zh) WHO_##id,
enum boot_who { BOOT_WHO(BOOT_WHO_ID) NR_BOOT_WHO };

#define BOOT_OBJECTS(O) \
	O(system, SYSTEM, 1) \
	O(e820_entry, E820_ENTRY, 128) \
	O(memblock, MEMBLOCK, 1) \
	O(memblock_type, MEMBLOCK_TYPE, 2) \
	O(memblock_region, MEMBLOCK_REGION, 2 * MEMBLOCK_REGIONS)
