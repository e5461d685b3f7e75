/* Events of boot: see machine/trace.h for the form of a line. */

/* init/main.c */
CALL(start_kernel, "init/main.c", 1, 1, (PAGES, max_pfn),
     "The kernel starts; struct pages are needed for {max_pfn} frames.", "内核启动，需要为 {max_pfn} 个页框建立 struct page。")
CALL(mm_init, "init/main.c", 1, 0, (), "The kernel sets up its memory allocators.", "内核建立内存分配器。")
CALL(rest_init, "init/main.c", 1, 0, (), "Boot is nearly over: the first tasks can start.", "启动接近尾声：第一批任务可以启动。")
STEP(direct_map_used, KERNEL, 1, 2, (VA, va, PA, pa),
     "The kernel writes its command line to {va}: through the direct map that is RAM at {pa}.", "内核把命令行写到 {va}：经直接映射就是 RAM 的 {pa}。")
STEP(boot_done, KERNEL, 1, 2, (PAGES, free, PAGES, total),
     "Boot is done: {free} of {total} frames are free.", "启动完成：{total} 个页框中有 {free} 个空闲。")

/* arch/x86/kernel/e820.c, setup.c */
CALL(setup_arch, "arch/@/kernel/setup.c", 1, 0, (), "The kernel looks at the machine it runs on.", "内核查看自己运行的机器。")
CALL(e820__memory_setup, "arch/x86/kernel/e820.c", 1, 1, (DEC, entries),
     "The kernel reads the firmware's memory map: {entries} {entries?range|ranges}.", "内核读入固件给出的内存表：{entries} 段。")
STEP(e820_entry, KERNEL, 1, 3, (PA, start, PA, end, E820, type),
     "The firmware says: {start} to {end} is {type}.", "固件报告 {start} 到 {end}：{type}。")
CALL(e820__range_update, "arch/x86/kernel/e820.c", 2, 4, (PA, start, PA, end, E820, old, E820, new),
     "The map changes: {start} to {end}, {old}, becomes {new}.", "内存表改动：{start} 到 {end} 由{old}变为{new}。")
CALL(e820__range_remove, "arch/x86/kernel/e820.c", 2, 2, (PA, start, PA, end),
     "No usable RAM from {start} to {end}: video and ROM live there.", "{start} 到 {end} 没有可用 RAM：那里是显存和 ROM。")
STEP(e820_changed, KERNEL, 2, 1, (DEC, entries), "The map now has {entries} {entries?range|ranges}.", "内存表现在有 {entries} 段。")
CALL(e820__range_add, "arch/x86/kernel/e820.c", 2, 3, (PA, start, PA, end, E820, type),
     "The map gets another range: {start} to {end} is {type}.", "内存表添一段：{start} 到 {end} 为{type}。")
CALL(parse_early_param, "init/main.c", 2, 0, (), "The command line may change the map before anybody uses it.", "内存表在使用之前，还可由命令行修改。")
CALL(e820__end_of_ram_pfn, "arch/x86/kernel/e820.c", 2, 0, (), "Where does RAM end?", "RAM 到哪里为止？")
STEP(max_pfn, KERNEL, 1, 1, (PFN, pfn), "RAM ends before frame {pfn}: max_pfn.", "RAM 到页框 {pfn} 之前为止：max_pfn。")
CALL(e820__memblock_setup, "arch/x86/kernel/e820.c", 1, 0, (),
     "The kernel copies the map into memblock.", "内核把内存表抄进 memblock。")
CALL(early_reserve_initrd, "arch/x86/kernel/setup.c", 2, 0, (), "The boot loader put an initrd into RAM.", "引导程序在 RAM 中放了 initrd。")
CALL(relocate_initrd, "arch/x86/kernel/setup.c", 1, 1, (BYTES, size),
     "The initrd lies where no RAM is mapped: its {size} move down.", "initrd 不在已映射的 RAM 中：{size} 往下搬。")
CALL(e820_add_kernel_range, "arch/x86/kernel/setup.c", 2, 0, (), "The kernel runs here, so here is RAM.", "内核正在这里运行，所以这里是 RAM。")
CALL(trim_bios_range, "arch/x86/kernel/setup.c", 2, 0, (), "Frame 0 and the hole below 1 MiB are not for use.", "0 号页框和 1 MiB 以下的空洞不可用。")
CALL(find_smp_config, "arch/x86/kernel/mpparse.c", 2, 0, (), "The BIOS left a table of the cpus.", "BIOS 留下一张 cpu 表。")
CALL(early_alloc_pgt_buf, "arch/x86/mm/init.c", 2, 0, (), "The first page tables need frames before memblock works.", "memblock 可用之前，最初的页表也要页框。")
STEP(pgt_buf, KERNEL, 2, 2, (PFN, start, PFN, end), "Frames {start} to {end} of brk are for page tables.", "brk 里 {start} 到 {end} 号页框留给页表。")
CALL(reserve_initrd, "arch/x86/kernel/setup.c", 2, 0, (), "Does the initrd lie in RAM that is mapped?", "initrd 是否在已映射的 RAM 里？")
CALL(initmem_init, "arch/x86/mm/init_%.c", 2, 0, (), "One node: all RAM belongs to node 0.", "只有一个节点：所有 RAM 都属于节点 0。")
CALL(memblock_find_dma_reserve, "arch/x86/mm/init.c", 2, 0, (), "How much of the lowest 16 MiB has boot taken?", "启动占用了最低 16 MiB 的多少？")
STEP(dma_reserve, KERNEL, 2, 1, (PAGES, pages), "{pages} {pages?frame|frames} of it {pages?is|are} taken: dma_reserve.", "其中 {pages} 个页框已占用：dma_reserve。")
CALL(e820__reserve_resources, "arch/x86/kernel/e820.c", 2, 0, (), "Every range of the map gets its entry for /proc/iomem.", "为 /proc/iomem 登记内存表的每一段。")
CALL(find_low_pfn_range, "arch/x86/mm/init_32.c", 2, 0, (), "Kernel space is 1 GiB: how much RAM can it map?", "内核空间只有 1 GiB：能映射多少 RAM？")
STEP(highmem_begins, KERNEL, 1, 2, (PFN, pfn, PAGES, pages),
     "The direct map ends before frame {pfn}; {pages} {pages?frame|frames} behind it are HighMem.", "直接映射到 {pfn} 号页框之前为止，其后 {pages} 个页框是 HighMem。")
CALL(set_highmem_pages_init, "arch/x86/mm/highmem_32.c", 2, 0, (), "HighMem's frames become free one by one.", "HighMem 的页框逐个变为空闲。")
STEP(highmem_freed, KERNEL, 1, 3, (PFN, start, PFN, end, PAGES, pages),
     "HighMem from {start} to {end}: {pages} {pages?frame becomes|frames become} free.", "HighMem {start} 至 {end}：{pages} 个页框变为空闲。")
CALL(reserve_brk, "arch/x86/kernel/setup.c", 2, 0, (), "The area behind the kernel image is used up to here.", "内核映像之后的 brk 区就用到这里。")
CALL(reserve_bios_regions, "arch/x86/kernel/ebda.c", 2, 0, (), "The BIOS keeps data below 1 MiB.", "BIOS 在 1 MiB 以下存有数据。")
CALL(reserve_real_mode, "arch/x86/realmode/init.c", 2, 0, (), "Other cpus wake up in real mode: they need code below 1 MiB.", "其他 cpu 以实模式醒来：1 MiB 以下要放代码。")
CALL(trim_low_memory_range, "arch/x86/kernel/setup.c", 2, 0, (), "Buggy BIOSes scribble over the first 64 KiB.", "有些 BIOS 会乱写最低的 64 KiB。")

/* arch/x86/mm/init.c */
CALL(init_mem_mapping, "arch/x86/mm/init.c", 1, 1, (PFN, max_pfn),
     "The kernel maps all RAM at PAGE_OFFSET: the direct map.", "内核把全部 RAM 映射到 PAGE_OFFSET：直接映射。")
CALL(init_memory_mapping, "arch/x86/mm/init.c", 2, 2, (PA, start, PA, end),
     "Map {start} to {end}.", "映射 {start} 到 {end}。")
CALL(alloc_low_pages, "arch/x86/mm/init.c", 2, 1, (DEC, num), "A page table is needed.", "需要一页页表。")
STEP(alloc_low_page, KERNEL, 2, 2, (PFN, pfn, BOOL, brk),
     "Frame {pfn} becomes a page table (from brk: {brk}).", "页框 {pfn} 成为页表（来自 brk：{brk}）。")
STEP(direct_mapped, KERNEL, 2, 4, (PA, start, PA, end, DEC, large, DEC, small),
     "{start} to {end} is mapped: {large} large {large?entry|entries}, {small} of 4 KiB.", "{start} 到 {end} 已映射：大表项 {large} 个，4 KiB 表项 {small} 个。")

/* drivers/of, arch/arm64 */
CALL(early_fixmap_init, "arch/@/mm/mmu.c", 1, 0, (), "A few fixed addresses get page tables before there is any allocator.", "在有分配器之前，先为几个固定地址备好页表。")
STEP(fixmap_ready, KERNEL, 2, 1, (VA, top), "Tables in the kernel's bss lead to the fixmap below {top}.", "内核 bss 中的页表通到 {top} 以下的 fixmap。")
CALL(early_ioremap_init, "arch/@/mm/ioremap.c", 2, 0, (), "Some slots of the fixmap are for looking at devices early.", "fixmap 的几个槽位留给早期访问设备。")
STEP(early_ioremap_ready, KERNEL, 2, 2, (DEC, slots, BYTES, size), "{slots} {slots?window|windows} of {size} each are ready.", "备好 {slots} 个窗口，各 {size}。")
STEP(init_mm, KERNEL, 1, 4, (VA, code, VA, code_end, VA, data_end, VA, brk),
     "init_mm: code {code} to {code_end}, data to {data_end}, brk {brk}.", "init_mm：代码 {code} 至 {code_end}，数据至 {data_end}，brk {brk}。")
CALL(setup_machine_fdt, "arch/arm64/kernel/setup.c;arch/arm/kernel/devtree.c", 1, 1, (PA, dtb), "The boot loader left a device tree at {dtb}.", "引导程序把设备树放在 {dtb}。")
CALL(fixmap_remap_fdt, "arch/arm64/mm/mmu.c", 1, 1, (PA, dtb), "The tree must be mapped before it can be read.", "设备树要先映射才能读。")
STEP(fdt_mapped, KERNEL, 1, 2, (VA, va, PA, pa),
     "2 MiB at {pa} are mapped read-only at {va}: one PMD entry, no table.", "{pa} 起 2 MiB 只读映射到 {va}：一个 PMD 表项，不需页表。")
CALL(early_init_dt_scan, "drivers/of/fdt.c", 1, 1, (BYTES, size), "The kernel scans the tree ({size}) for what it needs first.", "内核扫描设备树（{size}），先取急需的信息。")
CALL(early_init_dt_scan_chosen, "drivers/of/fdt.c", 2, 0, (), "/chosen: what did the boot loader add?", "/chosen：引导程序写了什么？")
CALL(early_init_dt_scan_root, "drivers/of/fdt.c", 2, 0, (), "How wide are addresses and sizes in this tree?", "这棵树里地址和大小各占多宽？")
CALL(early_init_dt_scan_memory, "drivers/of/fdt.c", 2, 0, (), "A memory node: which RAM is there?", "memory 节点：有哪些 RAM？")
CALL(of_flat_dt_get_machine_name, "drivers/of/fdt.c", 2, 0, (), "The root's model is the machine's name, for the log.", "根节点的 model 是机器的名字，打印到日志。")
STEP(dt_root, KERNEL, 2, 2, (DEC, addr, DEC, size), "An address has {addr} cells of 32 bits, a size {size}.", "地址占 {addr} 个 32 位单元，大小占 {size} 个。")
STEP(dt_initrd, KERNEL, 1, 2, (PA, start, PA, end), "/chosen: the initrd lies from {start} to {end}.", "/chosen：initrd 位于 {start} 至 {end}。")
CALL(early_init_fdt_scan_reserved_mem, "drivers/of/fdt.c", 1, 0, (), "Which RAM belongs to devices?", "哪些 RAM 属于设备？")
STEP(reserved_mem, KERNEL, 1, 2, (PA, base, PA, end), "/reserved-memory: {base} to {end} is for a device.", "/reserved-memory：{base} 至 {end} 归设备使用。")
CALL(unflatten_device_tree, "drivers/of/fdt.c", 2, 1, (BYTES, size), "The tree becomes linked nodes: {size}.", "设备树展开成链接的节点：{size}。")
CALL(arm64_memblock_init, "arch/arm64/mm/init.c", 1, 0, (), "What of the RAM may be used, and what is taken?", "RAM 中哪些能用，哪些已占用？")
CALL(paging_init, "arch/@/mm/mmu.c", 1, 0, (), "The kernel builds its final page tables.", "内核建立最终的页表。")
CALL(map_kernel, "arch/arm64/mm/mmu.c", 2, 0, (), "Map the image, each segment with its own permissions.", "映射内核映像，各段有各自的权限。")
CALL(map_mem, "arch/arm64/mm/mmu.c", 2, 0, (), "Map all RAM: the linear map.", "映射全部 RAM：线性映射。")
CALL(__create_pgd_mapping, "arch/arm64/mm/mmu.c", 2, 3, (PA, start, PA, end, VA, va), "Map {start} to {end} at {va}.", "把 {start} 至 {end} 映射到 {va}。")
STEP(swapper_pg_dir, KERNEL, 1, 1, (PA, pgd), "swapper_pg_dir at {pgd} now holds the new entries.", "{pgd} 处的 swapper_pg_dir 换上新表项。")
CALL(bootmem_init, "arch/@/mm/init.c", 1, 0, (), "No bootmem is started here: struct pages and zones are.", "这里并不启动 bootmem，而是建立 struct page 和 zone。")

CALL(zone_sizes_init, "arch/@/mm/init.c", 2, 0, (), "How far does each zone reach on this machine?", "这台机器上各 zone 到哪里为止？")
CALL(request_standard_resources, "arch/@/kernel/setup.c", 2, 0, (), "RAM gets its entries for /proc/iomem.", "为 /proc/iomem 登记 RAM。")
CALL(dma_contiguous_reserve, "kernel/dma/contiguous.c", 2, 1, (PA, limit), "Is a CMA area wanted, below {limit}?", "要不要在 {limit} 以下留 CMA 区？")

/* arch/arm */
CALL(early_mm_init, "arch/arm/mm/mmu.c", 2, 0, (), "The memory types of page table entries suit this cpu now.", "按这个 cpu 定好页表项的内存类型。")
CALL(adjust_lowmem_bounds, "arch/arm/mm/mmu.c", 1, 0, (), "How much RAM fits below the vmalloc area?", "vmalloc 区之下放得下多少 RAM？")
STEP(lowmem_bounds, KERNEL, 1, 2, (PA, end, BYTES, high),
     "Lowmem ends at {end}; {high} above it are HighMem.", "低端内存到 {end} 为止，其上 {high} 是 HighMem。")
CALL(arm_memblock_init, "arch/arm/mm/init.c", 1, 0, (), "What of the RAM is taken?", "RAM 中哪些已占用？")
CALL(prepare_page_table, "arch/arm/mm/mmu.c", 2, 0, (), "Only the mapping that the kernel runs on stays.", "只留下内核正用着的映射。")
CALL(map_lowmem, "arch/arm/mm/mmu.c", 1, 0, (), "Map lowmem at PAGE_OFFSET: the direct map.", "把低端内存映射到 PAGE_OFFSET：直接映射。")
STEP(lowmem_mapped, KERNEL, 1, 4, (PA, start, PA, end, VA, va, BYTES, size),
     "{start} to {end} appears at {va}, in sections of {size}: no table is needed.", "{start} 至 {end} 出现在 {va}，用 {size} 的 section，不需页表。")
CALL(dma_contiguous_remap, "arch/arm/mm/dma-mapping.c", 2, 0, (), "A CMA area in lowmem gets page tables: its attributes change page by page.", "低端内存里的 CMA 区改用页表：属性要逐页改。")
CALL(devicemaps_init, "arch/arm/mm/mmu.c", 2, 0, (), "The exception vectors move to 0xffff0000.", "异常向量搬到 0xffff0000。")
CALL(kmap_init, "arch/arm/mm/mmu.c", 2, 0, (), "Page tables for pkmap and fixmap: the windows into HighMem.", "为 pkmap 和 fixmap 备好页表：看 HighMem 的窗口。")
STEP(zero_page_taken, KERNEL, 2, 1, (PFN, pfn), "Frame {pfn} is the zero page.", "页框 {pfn} 是零页。")

/* mm/memblock.c */
CALL(memblock_add, "mm/memblock.c", 2, 2, (PA, base, BYTES, size),
     "{size} of RAM from {base} on.", "从 {base} 起有 {size} 的 RAM。")
STEP(memblock_added, KERNEL, 1, 2, (PA, base, PA, end),
     "memblock learns of RAM from {base} to {end}.", "memblock 记下 RAM：{base} 到 {end}。")
CALL(memblock_reserve, "mm/memblock.c", 2, 3, (PA, base, BYTES, size, WHO, who),
     "Keep {size} at {base} for {who}.", "在 {base} 留出 {size}（{who}）。")
STEP(memblock_reserved, KERNEL, 1, 3, (PA, base, PA, end, WHO, who),
     "memblock reserves {base} to {end} for {who}.", "memblock 保留 {base} 到 {end}（{who}）。")
CALL(memblock_remove, "mm/memblock.c", 2, 2, (PA, base, BYTES, size), "Forget {size} of RAM at {base}.", "忘掉 {base} 处 {size} 的 RAM。")
STEP(memblock_removed, KERNEL, 1, 2, (PA, base, PA, end),
     "memblock forgets the RAM from {base} to {end}.", "memblock 忘掉 {base} 到 {end} 的 RAM。")
CALL(memblock_free, "mm/memblock.c", 2, 3, (PA, base, BYTES, size, WHO, who),
     "{who}: {size} at {base} is no longer needed.", "{who}：{base} 处 {size} 不再需要。")
STEP(memblock_freed, KERNEL, 1, 3, (PA, base, PA, end, WHO, who),
     "memblock drops the reservation {base} to {end}.", "memblock 取消保留 {base} 到 {end}。")
STEP(memblock_merge, KERNEL, 2, 3, (MEMBLOCK, list, DEC, merged, DEC, cnt),
     "Regions of {list} that touch merge ({merged}): {cnt} are left.", "{list} 中有 {merged} 个相邻区合并，剩 {cnt} 个。")
STEP(memblock_doubled, KERNEL, 1, 3, (MEMBLOCK, list, DEC, max, PA, addr),
     "The array {list} is full: it moves to {addr}, with room for {max}.", "{list} 数组已满：搬到 {addr}，可容 {max} 区。")
STEP(memblock_trim, KERNEL, 1, 4, (PA, base, PA, end, PA, new_base, PA, new_end),
     "{base} to {end} is cut to whole pages: {new_base} to {new_end}.", "{base} 到 {end} 裁成整页：{new_base} 到 {new_end}。")
STEP(memblock_flag, KERNEL, 2, 4, (PA, base, PA, end, HEX, flag, BOOL, on),
     "{base} to {end}: flag {flag} is {on}.", "{base} 到 {end}：标志 {flag} 为{on}。")
STEP(memblock_node, KERNEL, 2, 3, (PA, base, PA, end, DEC, nid),
     "The RAM from {base} to {end} belongs to node {nid}.", "{base} 到 {end} 的 RAM 属于节点 {nid}。")
STEP(memblock_bottom_up, KERNEL, 1, 1, (BOOL, on),
     "memblock now allocates from the bottom: {on}.", "memblock 改为自下而上分配：{on}。")
STEP(memblock_limit, KERNEL, 1, 1, (PA, limit),
     "Until told otherwise, memblock allocates below {limit}.", "从现在起，memblock 只在 {limit} 以下分配。")
CALL(memblock_virt_alloc_try_nid, "mm/memblock.c", 2, 3, (BYTES, size, HEX, align, WHO, who),
     "Boot needs {size} for {who}.", "启动需要 {size}：{who}。")
DECISION(memblock_find, 2, 4, (BYTES, size, HEX, align, PA, limit, PA, found),
	 "found != 0",
	 "Below {limit}, a hole for {size} is found at {found}.", "在 {limit} 之下为 {size} 找到空位：{found}。",
	 ALT("from the top", "自上而下", "the search runs bottom-up", "正自下而上查找"),
	 ALT("from the bottom", "自下而上", "bottom-up is off or found nothing", "未启用自下而上，或没有找到"),
	 ALT("no room", "没有空位", "a free range is large enough", "有足够大的空闲段"))

/* mm/sparse.c, mm/sparse-vmemmap.c */
CALL(sparse_memory_present_with_active_regions, "mm/page_alloc.c", 2, 0, (), "Note every section that holds RAM.", "记下每个有 RAM 的 section。")
CALL(arm64_memory_present, "arch/arm64/mm/init.c", 2, 0, (), "Note every section that holds RAM.", "记下每个有 RAM 的 section。")
CALL(sparse_init, "mm/sparse.c", 1, 0, (), "The kernel makes room for a struct page per frame.", "内核为每个页框的 struct page 准备空间。")
CALL(memory_present, "mm/sparse.c", 2, 2, (PFN, start, PFN, end), "Which sections hold RAM?", "哪些 section 里有 RAM？")
STEP(section_present, KERNEL, 2, 2, (DEC, first, DEC, last),
     "Sections {first} to {last} hold RAM.", "section {first} 到 {last} 有 RAM。")
CALL(vmemmap_populate, "mm/sparse-vmemmap.c", 2, 2, (VA, start, VA, end),
     "Back the array of struct pages from {start} to {end}.", "为 struct page 数组 {start} 到 {end} 配上内存。")
STEP(vmemmap_mapped, KERNEL, 2, 2, (VA, va, PA, pa),
     "2 MiB of struct pages at {va} lie in RAM at {pa}.", "{va} 起 2 MiB 的 struct page 放在 {pa}。")
STEP(section_mem_map, KERNEL, 2, 2, (DEC, section, VA, map),
     "Section {section} has its struct pages at {map}.", "section {section} 的 struct page 位于 {map}。")

/* mm/page_alloc.c: zones */
CALL(free_area_init_nodes, "mm/page_alloc.c", 1, 0, (), "The kernel divides memory into zones.", "内核把内存划分成 zone。")
CALL(find_zone_movable_pfns_for_nodes, "mm/page_alloc.c", 2, 0, (), "Where does memory for movable pages alone begin?", "只供可移动页使用的内存从哪里开始？")
STEP(zone_movable, KERNEL, 1, 2, (PFN, pfn, PAGES, kernelcore),
     "The kernel keeps {kernelcore} pages: zone Movable begins at frame {pfn}.", "内核保留 {kernelcore} 页：zone Movable 从页框 {pfn} 开始。")
STEP(kernel_memory_unmirrored, KERNEL, 1, 1, (PAGES, kept),
     "No RAM is mirrored: the kernel keeps the {kept} pages that begin below 4 GiB.", "没有镜像内存：起点低于 4 GiB 的 {kept} 页归内核使用。")
CALL(free_area_init_core, "mm/page_alloc.c", 2, 0, (), "Set up every zone.", "逐个设置 zone。")
STEP(zone_sized, KERNEL, 1, 4, (ZONE, zone, PFN, start, PFN, end, PAGES, present),
     "Zone {zone} spans frames {start} to {end}; {present} are RAM.", "zone {zone}：页框 {start} 到 {end}，其中 {present} 个是 RAM。")
STEP(zone_empty, KERNEL, 2, 1, (ZONE, zone), "Zone {zone} has no frames.", "zone {zone} 没有页框。")
CALL(memmap_init_zone, "mm/page_alloc.c", 2, 2, (ZONE, zone, PAGES, size),
     "Fill in the struct pages of zone {zone}.", "填写 zone {zone} 的 struct page。")
STEP(memmap_init, KERNEL, 1, 3, (ZONE, zone, PAGES, pages, DEC, blocks),
     "{pages} struct {pages?page|pages} of {zone} {pages?is|are} set up; {blocks} {blocks?pageblock is|pageblocks are} Movable.", "{zone}：{pages} 个 struct page 就绪，{blocks} 个 pageblock 为 Movable。")
CALL(build_all_zonelists, "mm/page_alloc.c", 2, 0, (), "In which order may zones be tried?", "各 zone 按什么顺序尝试？")
STEP(zonelist, KERNEL, 1, 1, (PAGES, pages),
     "One zonelist, from the highest zone down: {pages} pages in all.", "建立一条 zonelist，从最高的 zone 往下排，共 {pages} 页。")
CALL(setup_per_cpu_areas, "arch/x86/kernel/setup_percpu.c;mm/percpu.c", 2, 1, (DEC, cpus), "Per-cpu data for {cpus} {cpus?cpu|cpus}.", "为 {cpus} 个 cpu 准备 per-cpu 数据。")
CALL(alloc_large_system_hash, "mm/page_alloc.c", 2, 2, (WHO, who, BYTES, size),
     "{size} for {who}: sized by the amount of RAM.", "{who}：取 {size}，大小随 RAM 而定。")
CALL(swiotlb_init, "kernel/dma/swiotlb.c", 2, 0, (), "Old devices need bounce buffers below 4 GiB.", "旧设备需要 4 GiB 以下的 bounce buffer。")

/* mm/cma.c, mm/hugetlb.c */
CALL(cma_declare_contiguous, "mm/cma.c", 1, 3, (PA, base, BYTES, size, PA, limit),
     "Keep {size} in one piece for devices, below {limit}.", "在 {limit} 以下为设备留出一整块 {size}。")
STEP(cma_reserved, KERNEL, 1, 3, (PA, base, PA, end, PAGES, pages),
     "The CMA area is {base} to {end}: {pages} {pages?frame|frames}.", "CMA 区是 {base} 到 {end}：{pages} 个页框。")
CALL(cma_activate_area, "mm/cma.c", 1, 2, (PFN, base, PAGES, count),
     "The CMA area's {count} {count?frame is|frames are} lent to the buddy allocator.", "CMA 区的 {count} 个页框借给伙伴系统。")
STEP(cma_activated, KERNEL, 1, 3, (PFN, base, PAGES, count, PAGES, total),
     "{count} {count?frame|frames} from {base} on {count?is|are} free as CMA: {total} are managed now.", "{base} 起 {count} 个页框作为 CMA 空闲，共管理 {total} 个。")
CALL(cma_alloc, "mm/cma.c", 1, 2, (PAGES, count, ORDER, align),
     "A device needs {count} neighbouring frames, aligned to order {align}.", "设备需要 {count} 个相邻页框，按 {align} 阶对齐。")
CALL(cma_release, "mm/cma.c", 1, 2, (PFN, pfn, PAGES, count),
     "The device gives {count} {count?frame|frames} from {pfn} on back to the area.", "设备把 {pfn} 起的 {count} 个页框还给 CMA 区。")
STEP(cma_bitmap, KERNEL, 1, 2, (PFN, base, PAGES, used),
     "The bitmap of the area at {base} now marks {used} {used?frame|frames}.", "{base} 处 CMA 区的位图现在标记 {used} 个页框。")
STEP(cma_allocated, KERNEL, 1, 2, (PFN, pfn, PAGES, count),
     "The device gets frames {pfn} on, {count} in a row.", "设备得到从 {pfn} 起连续的 {count} 个页框。")
CALL(hugetlb_init, "mm/hugetlb.c", 1, 1, (DEC, wanted), "Set {wanted} huge pages of 2 MiB aside.", "预留 {wanted} 个 2 MiB 大页。")
STEP(huge_pages, KERNEL, 1, 2, (DEC, got, DEC, wanted), "The pool holds {got} of {wanted} huge pages.", "大页池有 {got} 个大页（要求 {wanted} 个）。")

/* the hand-over */
CALL(mem_init, "arch/x86/mm/init_%.c;arch/@/mm/init.c", 1, 0, (), "memblock hands all free memory to the buddy allocator.", "memblock 把全部空闲内存交给伙伴系统。")
CALL(free_all_bootmem, "mm/nobootmem.c", 2, 0, (), "What is RAM and not reserved becomes free.", "是 RAM 而未保留的，就成为空闲。")
STEP(reserve_bootmem_region, KERNEL, 2, 3, (PA, base, PA, end, PAGES, pages),
     "{pages} {pages?frame|frames} from {base} on {pages?is|are} PageReserved: never to be allocated.", "{base} 起 {pages} 个页框标为 PageReserved：永不分配。")
STEP(free_memory_core, KERNEL, 1, 4, (PFN, start, PFN, end, PAGES, pages, DEC, blocks),
     "Frames {start} to {end} become free: {pages} {pages?frame|frames} in {blocks} {blocks?block|blocks}.", "页框 {start} 到 {end} 变为空闲：共 {pages} 个，分成 {blocks} 块。")
STEP(handed_over, KERNEL, 1, 2, (PAGES, pages, PAGES, reserved),
     "The buddy allocator owns {pages} frames; {reserved} stay reserved.", "伙伴系统接管 {pages} 个页框，另有 {reserved} 个仍是保留的。")
CALL(free_reserved_area, "mm/page_alloc.c", 1, 3, (PA, start, PA, end, WHO, who),
     "Nobody needs {who} any more: {start} to {end}.", "{start} 到 {end} 不再有用：{who}。")
STEP(reserved_area_freed, KERNEL, 1, 3, (PAGES, pages, WHO, who, PAGES, total),
     "{pages} {pages?frame|frames} of {who} {pages?becomes|become} free: {total} are managed now.", "{pages} 个页框变为空闲（{who}），共管理 {total} 个。")

/* watermarks */
CALL(setup_per_cpu_pageset, "mm/page_alloc.c", 2, 0, (), "Every zone gets its per-cpu lists.", "每个 zone 得到自己的 per-cpu 链表。")
STEP(pageset_set_batch, KERNEL, 1, 3, (ZONE, zone, PAGES, batch, PAGES, high),
     "Per-cpu lists of {zone}: batch {batch}, high {high}.", "{zone} 的 per-cpu 链表：batch {batch}，high {high}。")
CALL(init_per_zone_wmark_min, "mm/page_alloc.c", 2, 0, (), "How much must always stay free?", "任何时候要留多少空闲？")
STEP(min_free_kbytes, KERNEL, 1, 2, (DEC, kbytes, PAGES, lowmem),
     "min_free_kbytes is {kbytes}: the square root of 16 times {lowmem} pages in KiB.", "min_free_kbytes 为 {kbytes}：{lowmem} 页的 KiB 数乘 16 再开方。")
CALL(setup_per_zone_wmarks, "mm/page_alloc.c", 2, 0, (), "Divide min_free_kbytes among the zones.", "把 min_free_kbytes 分给各 zone。")
STEP(zone_wmarks, KERNEL, 1, 4, (ZONE, zone, PAGES, min, PAGES, low, PAGES, high),
     "Watermarks of {zone}: min {min}, low {low}, high {high}.", "{zone} 的水位线：min {min}，low {low}，high {high}。")
CALL(setup_per_zone_lowmem_reserve, "mm/page_alloc.c", 2, 0, (), "Protect low zones from requests that could go higher.", "防止能用高处 zone 的请求耗尽低处。")
STEP(lowmem_reserve, KERNEL, 1, 4, (ZONE, zone, PAGES, first, PAGES, second, PAGES, third),
     "From requests that could use higher zones, {zone} keeps {first} / {second} / {third} frames.", "对能用更高 zone 的请求，{zone} 依次保留 {first} / {second} / {third} 个页框。")
STEP(stat_threshold, KERNEL, 2, 2, (ZONE, zone, DEC, threshold),
     "A cpu may keep up to {threshold} of {zone}'s count to itself.", "每个 cpu 可暂存 {zone} 计数最多 {threshold}。")
CALL(set_recommended_min_free_kbytes, "mm/khugepaged.c", 2, 1, (DEC, kbytes),
     "Huge pages need free pageblocks: at least {kbytes} KiB.", "大页需要空闲的 pageblock：至少 {kbytes} KiB。")
