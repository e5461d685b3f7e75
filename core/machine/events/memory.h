/* Address spaces and tasks: faults, page tables, VMAs, unmapping, exec, exit, switching. */

/* finding the VMA and judging the access */
CALL(find_vma, "mm/mmap.c", 2, 2, (MM, mm, VA, addr),
     "Find the first VMA that ends above {addr}.", "找第一个终点高于 {addr} 的 VMA。")
CALL(find_vma_prev, "mm/mmap.c", 2, 2, (MM, mm, VA, addr),
     "Find the VMA at {addr} and the one before it.", "找 {addr} 处的 VMA 和它前面的一个。")
STEP(vmacache_hit, KERNEL, 2, 2, (VMA, vma, VA, addr),
     "The task's cache of four VMAs already knows {vma}.", "任务的 vmacache 里已有 {vma}。")
DECISION(vma_choice, 1, 2, (VA, address, VMA, vma),
	 "vma->vm_start <= address",
	 "Which VMA holds {address}?",
	 "哪个 VMA 包含 {address}？",
	 ALT("VMA found", "找到 VMA", "no VMA holds this address", "没有 VMA 包含此地址"),
	 ALT("a stack that may grow", "可增长的栈", "no growing stack lies above", "上方没有可增长的栈"),
	 ALT("none: SIGSEGV", "没有：SIGSEGV", "a VMA answers for the address", "有 VMA 负责此地址"),
	 ALT("too far below RSP: SIGSEGV", "离 RSP 太远：SIGSEGV", "the access is near RSP", "访问离 RSP 不远"),
	 ALT("kernel half: SIGSEGV", "内核半区：SIGSEGV", "the address is in the user half", "地址在用户半区"))
DECISION(access_choice, 1, 2, (PFERR, error_code, PROT, vm_flags),
	 "error_code <= vm_flags",
	 "The error code says {error_code}, the VMA allows {vm_flags}: is the access allowed?",
	 "错误码为 {error_code}，VMA 允许 {vm_flags}：这次访问合法吗？",
	 ALT("allowed", "允许", "the VMA forbids it", "VMA 不允许"),
	 ALT("forbidden: SIGSEGV", "禁止：SIGSEGV", "the VMA allows it", "VMA 允许"))
CALL(bad_area, "arch/x86/mm/fault.c", 2, 2, (VA, address, DEC, si_code),
     "The access to {address} is an error of the program.", "访问 {address} 是程序的错误。")
CALL(mm_fault_error, "arch/x86/mm/fault.c", 2, 2, (VA, address, HEX, fault),
     "The fault at {address} cannot be served.", "{address} 处的缺页异常无法满足。")
STEP(fault_counted, KERNEL, 2, 2, (DEC, min_flt, DEC, maj_flt),
     "The fault is counted: {min_flt} minor, {maj_flt} major.", "缺页计数：次要 {min_flt}，主要 {maj_flt}。")

/* serving a fault */
CALL(handle_mm_fault, "mm/memory.c", 2, 2, (VMA, vma, VA, address),
     "The VMA and the access are right: serve the fault at {address}.", "VMA 和权限都对：处理 {address} 处的缺页异常。")
CALL(__handle_mm_fault, "mm/memory.c", 2, 2, (VMA, vma, VA, address),
     "Make the page tables on the way to {address} first.", "先补齐通往 {address} 的页表。")
CALL(handle_pte_fault, "mm/memory.c", 2, 2, (VMA, vma, VA, address),
     "What does the PTE of {address} say?", "{address} 的 PTE 里有什么？")
DECISION(pte_fault_choice, 1, 3, (PTE, pte, DEC, vm_ops, BOOL, write),
	 "pte_none(pte) && vm_ops == NULL",
	 "The PTE holds {pte}: which handler is right?",
	 "PTE 为 {pte}：该由谁处理？",
	 ALT("do_anonymous_page", "do_anonymous_page", "the PTE is not empty, or a file is behind it", "PTE 非空，或背后有文件"),
	 ALT("do_fault: ask the file", "do_fault：找文件要", "no file is behind this VMA", "此 VMA 背后没有文件"),
	 ALT("do_wp_page: copy on write", "do_wp_page：写时复制", "no present, write-protected PTE", "不是存在且写保护的 PTE"),
	 ALT("only refresh the PTE", "只需刷新 PTE", "the PTE does not allow the access yet", "PTE 还不允许这次访问"))
CALL(do_anonymous_page, "mm/memory.c", 2, 2, (VMA, vma, VA, address),
     "Memory without a file, touched for the first time.", "没有文件的内存，第一次被访问。")
DECISION(anonymous_page_choice, 1, 2, (BOOL, write, PFN, zero_pfn),
	 "write",
	 "Which frame shall the page get?",
	 "这一页用哪个页框？",
	 ALT("the shared zero page", "共享的零页", "a write needs a frame of its own", "写入需要自己的页框"),
	 ALT("a zeroed frame of its own", "自己的、清零的页框", "a read can share the zero page", "读可以共用零页"))
CALL(do_wp_page, "mm/memory.c", 2, 2, (VMA, vma, VA, address),
     "A write to a page that is mapped read-only.", "写一个只读映射的页。")
DECISION(wp_choice, 1, 2, (PFN, pfn, DEC, mappers),
	 "PageAnon(pfn) && mappers == 1",
	 "The map count of frame {pfn} is {mappers}: may it be written in place?",
	 "页框 {pfn} 的映射计数为 {mappers}：可以直接写吗？",
	 ALT("leave the zero page", "离开零页", "it is not the zero page", "不是零页"),
	 ALT("keep it: the only owner", "留用：只有自己在用", "others map it, or a file owns it", "别人也映射，或属于文件"),
	 ALT("copy it", "复制一份", "nobody else has it", "没有别人使用"))
CALL(wp_page_copy, "mm/memory.c", 2, 2, (VMA, vma, VA, address),
     "The writer gets a copy of its own.", "写者得到自己的副本。")
CALL(wp_page_reuse, "mm/memory.c", 2, 1, (VA, address),
     "The page stays, only its PTE becomes writable.", "页不变，只把 PTE 改为可写。")
CALL(do_fault, "mm/memory.c", 2, 2, (VMA, vma, VA, address),
     "A file is behind this VMA: find its page.", "此 VMA 背后有文件：找它的页。")
CALL(do_read_fault, "mm/memory.c", 2, 2, (VMA, vma, VA, address),
     "A read maps the cached page itself, read-only.", "读操作直接只读映射缓存页。")
CALL(do_cow_fault, "mm/memory.c", 2, 2, (VMA, vma, VA, address),
     "A private write takes a copy of the file's page at once.", "私有写入立刻复制文件页。")
CALL(_vm_normal_page, "mm/memory.c", 2, 2, (VMA, vma, PTE, pte),
     "Is there a struct page to count behind {pte}?", "{pte} 背后有可计数的 struct page 吗？")
CALL(add_mm_counter_fast, "mm/memory.c", 2, 3, (MM, mm, DEC, member, SDEC, val),
     "The task notes {val} page for the RSS; /proc will see it later.", "任务先记下 RSS 变化 {val} 页，/proc 稍后才看到。")
STEP(sync_mm_rss, KERNEL, 2, 2, (MM, mm, PAGES, anon),
     "The task's own page counts join the mm's: {anon} anonymous.", "任务自己的页计数并入 mm：匿名页 {anon}。")
CALL(__mm_populate, "mm/gup.c", 2, 2, (VA, start, BYTES, len),
     "MAP_POPULATE: the {len} at {start} get their frames at once.", "MAP_POPULATE：{start} 起的 {len} 立刻得到页框。")
CALL(__get_user_pages, "mm/gup.c", 2, 2, (MM, mm, VA, addr),
     "The kernel itself wants the user page at {addr}.", "内核自己要用 {addr} 处的用户页。")
STEP(cow_user_page, KERNEL, 1, 2, (PFN, from, PFN, to),
     "The kernel copies frame {from} to frame {to}.", "内核把页框 {from} 的内容复制到页框 {to}。")
STEP(clear_user_page, KERNEL, 1, 1, (PFN, pfn),
     "The kernel fills frame {pfn} with zeros: nobody may see its old words.", "内核把页框 {pfn} 清零：不能让人看到旧内容。")
STEP(clear_page, KERNEL, 2, 1, (PFN, pfn),
     "The kernel fills frame {pfn} with zeros.", "内核把页框 {pfn} 清零。")

/* page tables */
CALL(pgd_alloc, "arch/x86/mm/pgtable.c", 2, 1, (MM, mm),
     "A new address space needs a PGD.", "新的地址空间需要一个 PGD。")
STEP(pgd_ctor, KERNEL, 1, 2, (PA, pgd, DEC, copied),
     "The {copied} entries of the kernel's half are copied into the new PGD.", "内核那一半的 {copied} 个表项复制到新 PGD。")
CALL(pgd_free, "arch/x86/mm/pgtable.c", 2, 1, (PA, pgd),
     "The PGD's frame goes back.", "归还 PGD 的页框。")
CALL(__pud_alloc, "mm/memory.c", 2, 1, (VA, address),
     "The PGD entry for {address} is empty: a PUD is needed.", "{address} 的 PGD 项为空：需要 PUD。")
CALL(__pmd_alloc, "mm/memory.c", 2, 1, (VA, address),
     "The PUD entry for {address} is empty: a PMD is needed.", "{address} 的 PUD 项为空：需要 PMD。")
CALL(__pte_alloc, "mm/memory.c", 2, 1, (VA, address),
     "The PMD entry for {address} is empty: a PTE table is needed.", "{address} 的 PMD 项为空：需要 PTE 表。")
CALL(pmd_alloc_one, "arch/x86/include/asm/pgalloc.h", 2, 0, (),
     "Get a zeroed frame for a PMD.", "为 PMD 取一个清零的页框。")
CALL(pte_alloc_one, "arch/x86/mm/pgtable.c", 2, 0, (),
     "Get a zeroed frame for a PTE table.", "为 PTE 表取一个清零的页框。")
STEP(pgd_populate, KERNEL, 1, 3, (PFN, pfn, PA, at, PTE, entry),
     "Frame {pfn} becomes the PUD; the PGD entry points to it.", "页框 {pfn} 成为 PUD，PGD 项指向它。")
STEP(pud_populate, KERNEL, 1, 3, (PFN, pfn, PA, at, PTE, entry),
     "Frame {pfn} becomes the PMD; the PUD entry points to it.", "页框 {pfn} 成为 PMD，PUD 项指向它。")
STEP(pmd_populate, KERNEL, 1, 3, (PFN, pfn, PA, at, PTE, entry),
     "Frame {pfn} becomes the PTE table; the PMD entry points to it.", "页框 {pfn} 成为 PTE 表，PMD 项指向它。")
STEP(set_pte_at, KERNEL, 1, 5, (MM, mm, VA, va, PFN, pfn, PTE, pte, PA, at),
     "The kernel writes the PTE: page {va} now maps to frame {pfn}, writable.", "内核写 PTE：页 {va} 映射到页框 {pfn}，可写。")
STEP(set_pte_at_ro, KERNEL, 1, 5, (MM, mm, VA, va, PFN, pfn, PTE, pte, PA, at),
     "The kernel writes the PTE: page {va} now maps to frame {pfn}, read-only.", "内核写 PTE：页 {va} 映射到页框 {pfn}，只读。")
STEP(set_pte_at_zero, KERNEL, 1, 5, (MM, mm, VA, va, PFN, pfn, PTE, pte, PA, at),
     "The kernel writes the PTE: page {va} shows the zero page {pfn}, read-only.", "内核写 PTE：页 {va} 指向零页 {pfn}，只读。")
STEP(ptep_get_and_clear, KERNEL, 2, 3, (VA, va, PTE, pte, PA, at),
     "The PTE of page {va} is cleared; it was {pte}.", "清掉页 {va} 的 PTE，原为 {pte}。")
CALL(ptep_clear_flush, "mm/pgtable-generic.c", 2, 1, (VA, va),
     "Clear the PTE of {va} and flush it before the new one is written.", "先清掉 {va} 的 PTE 并刷新 TLB，再写新的。")
CALL(ptep_set_access_flags, "arch/x86/mm/pgtable.c", 2, 2, (VA, va, PTE, pte),
     "Give the PTE of {va} more rights.", "给 {va} 的 PTE 增加权限。")
STEP(pte_upgraded, KERNEL, 1, 3, (VA, va, PTE, pte, PA, at),
     "The PTE of page {va} becomes {pte}.", "页 {va} 的 PTE 变为 {pte}。")
STEP(table_unhooked, KERNEL, 1, 3, (LEVEL, level, PFN, pfn, PA, at),
     "No address uses this {level} table any more: its frame {pfn} comes off.", "不再有地址使用这张 {level} 表：摘下它的页框 {pfn}。")
CALL(free_pgtables, "mm/memory.c", 2, 2, (VA, floor, VA, ceiling),
     "Free page tables that only the unmapped range used.", "释放只被撤销范围使用的页表。")
CALL(free_pgd_range, "mm/memory.c", 2, 4, (VA, addr, VA, end, VA, floor, VA, ceiling),
     "Look for tables between {addr} and {end} that nobody else needs.", "在 {addr} 到 {end} 间找别人不用的表。")

/* reverse mapping and the LRU */
CALL(__anon_vma_prepare, "mm/rmap.c", 2, 1, (VMA, vma),
     "The VMA gets its first own page: it needs an anon_vma.", "VMA 第一次有自己的页：需要 anon_vma。")
CALL(find_mergeable_anon_vma, "mm/mmap.c", 2, 1, (VMA, vma),
     "Can a neighbour's anon_vma be shared?", "能与相邻的 VMA 共用 anon_vma 吗？")
STEP(anon_vma_prepared, KERNEL, 2, 2, (VMA, vma, DEC, anon_vma),
     "anon_vma {anon_vma} will lead from pages back to this VMA.", "anon_vma {anon_vma} 将从页找回这个 VMA。")
CALL(anon_vma_clone, "mm/rmap.c", 2, 2, (VMA, dst, VMA, src),
     "The new VMA joins the same anon_vma.", "新 VMA 加入同一个 anon_vma。")
CALL(unlink_anon_vmas, "mm/rmap.c", 2, 1, (VMA, vma),
     "The VMA leaves its anon_vma.", "VMA 离开它的 anon_vma。")
CALL(page_add_new_anon_rmap, "mm/rmap.c", 2, 3, (PFN, pfn, VMA, vma, VA, address),
     "Frame {pfn} learns who maps it.", "让页框 {pfn} 记住谁映射了它。")
STEP(page_anon_rmap, KERNEL, 2, 3, (PFN, pfn, DEC, anon_vma, HEX, index),
     "Frame {pfn} now points back to anon_vma {anon_vma}; its _mapcount is 0.", "页框 {pfn} 指回 anon_vma {anon_vma}，_mapcount 为 0。")
CALL(page_move_anon_rmap, "mm/rmap.c", 2, 2, (PFN, pfn, VMA, vma),
     "Frame {pfn} belongs to this VMA's anon_vma alone.", "页框 {pfn} 只属于此 VMA 的 anon_vma。")
CALL(page_add_file_rmap, "mm/rmap.c", 2, 1, (PFN, pfn),
     "One more mapping of the file's page {pfn}.", "文件页 {pfn} 多了一个映射。")
CALL(page_remove_rmap, "mm/rmap.c", 2, 1, (PFN, pfn),
     "One mapping less of frame {pfn}.", "页框 {pfn} 少了一个映射。")
CALL(lru_cache_add_active_or_unevictable, "mm/swap.c", 2, 2, (PFN, pfn, VMA, vma),
     "Frame {pfn} shall join the active list.", "页框 {pfn} 要进 active 链表。")
CALL(lru_cache_add, "mm/swap.c", 2, 1, (PFN, pfn),
     "Frame {pfn} waits for the LRU in this cpu's batch.", "页框 {pfn} 在本 cpu 的批次里等着进 LRU。")
STEP(pagevec_add, KERNEL, 2, 2, (PFN, pfn, DEC, nr),
     "The batch holds frame {pfn} and a reference to it: {nr} of 15.", "批次收下页框 {pfn} 并持有引用：{nr}/15。")
CALL(__pagevec_lru_add, "mm/swap.c", 2, 0, (),
     "The batch is emptied into the LRU lists.", "批次里的页进入 LRU 链表。")
STEP(pagevec_drained, KERNEL, 2, 1, (PAGES, nr),
     "{nr} {nr?frame|frames} joined {nr?its LRU list|their LRU lists}; PG_lru is set.", "{nr} 个页框进入 LRU 链表，置 PG_lru。")
CALL(lru_add_drain, "mm/swap.c", 2, 0, (),
     "Empty this cpu's batch first.", "先清空本 cpu 的批次。")
CALL(release_pages, "mm/swap.c", 2, 1, (PAGES, nr),
     "{nr} {nr?page loses one reference.|pages lose one reference each.}", "给 {nr} 个页各减一个引用。")
STEP(pages_released, KERNEL, 1, 1, (PAGES, nr),
     "{nr} {nr?frame|frames} lost {nr?its|their} last reference: {nr?it goes|they go} back to the allocator.", "{nr} 个页框没有引用了：归还给分配器。")
STEP(frame_given_back, KERNEL, 2, 1, (PFN, pfn),
     "Nobody needs frame {pfn} any more.", "页框 {pfn} 不再有人使用。")

/* the page cache of a program's file */
CALL(filemap_fault, "mm/filemap.c", 2, 2, (DEC, file, DEC, pgoff),
     "Find page {pgoff} of the file.", "找文件的第 {pgoff} 页。")
DECISION(page_cache_choice, 1, 2, (DEC, pgoff, PAGES, nrpages),
	 "find_get_page(pgoff)",
	 "Is page {pgoff} of the file in memory?",
	 "文件第 {pgoff} 页在内存里吗？",
	 ALT("it is cached", "已缓存", "it was never read", "从未读过"),
	 ALT("read it: a major fault", "去读：主要缺页", "it is in the page cache", "在页缓存中"))
STEP(page_cache_read, KERNEL, 1, 2, (PFN, pfn, DEC, pgoff),
     "Frame {pfn} receives page {pgoff} of the file and joins its page cache.", "页框 {pfn} 装入文件第 {pgoff} 页，进入页缓存。")

/* choosing addresses */
CALL(__x64_sys_mmap, "arch/x86/kernel/sys_x86_64.c", 2, 4, (VA, addr, BYTES, len, PROT, prot, HEX, flags),
     "The system call mmap begins.", "系统调用 mmap 开始。")
CALL(do_mmap, "mm/mmap.c", 2, 4, (VA, addr, BYTES, len, PROT, prot, HEX, flags),
     "Check the request for {len} and choose an address.", "检查对 {len} 的请求，选择地址。")
CALL(get_unmapped_area, "mm/mmap.c", 2, 2, (VA, addr, BYTES, len),
     "Find {len} of free addresses.", "找 {len} 的空闲地址。")
CALL(arch_get_unmapped_area_topdown, "arch/x86/kernel/sys_x86_64.c", 2, 2, (VA, addr, BYTES, len),
     "New mappings go below the others, from mmap_base down.", "新映射从 mmap_base 往下放。")
CALL(arch_get_unmapped_area, "arch/x86/kernel/sys_x86_64.c", 2, 2, (VA, addr, BYTES, len),
     "Search upwards from the low limit.", "从低端往上找。")
DECISION(hint_choice, 1, 3, (VA, addr, BYTES, len, VMA, vma),
	 "addr + len <= vm_start_gap(vma)",
	 "Are {len} at the hint {addr} free?",
	 "提示地址 {addr} 处的 {len} 空闲吗？",
	 ALT("take the hint", "采用提示", "something lies there", "那里已有映射"),
	 ALT("search for another place", "另找地方", "the hint is free", "提示处空闲"))
CALL(unmapped_area_topdown, "mm/mmap.c", 2, 3, (BYTES, length, VA, low, VA, high),
     "The highest gap of at least {length} wins.", "取最高的、不小于 {length} 的空隙。")
CALL(unmapped_area, "mm/mmap.c", 2, 3, (BYTES, length, VA, low, VA, high),
     "The lowest gap of at least {length} wins.", "取最低的、不小于 {length} 的空隙。")
STEP(gap_found, KERNEL, 1, 4, (VA, start, VA, end, BYTES, length, VA, addr),
     "The gap above {start} is wide enough: the address is {addr}.", "{start} 以上的空隙够大：地址定为 {addr}。")

/* VMAs */
CALL(mmap_region, "mm/mmap.c", 2, 3, (VA, addr, BYTES, len, VMFLAGS, vm_flags),
     "Make {addr} and the {len} behind it belong to a VMA.", "让 {addr} 起的 {len} 归于一个 VMA。")
CALL(may_expand_vm, "mm/mmap.c", 2, 3, (MM, mm, VMFLAGS, flags, PAGES, pages),
     "Do the process's limits allow {pages} more {pages?page|pages}?", "进程的限额允许再加 {pages} 页吗？")
CALL(find_vma_links, "mm/mmap.c", 2, 3, (MM, mm, VA, addr, VA, end),
     "Find the place in the tree for {addr} to {end}.", "在树中找 {addr} 到 {end} 的位置。")
CALL(__vm_enough_memory, "mm/util.c", 2, 1, (PAGES, pages),
     "May {pages} {pages?page|pages} be promised?", "可以承诺 {pages} 页吗？")
DECISION(vm_enough_choice, 2, 3, (PAGES, free, PAGES, reserve, PAGES, pages),
	 "free - reserve > pages",
	 "{free} pages could be had, {reserve} must stay, {pages} are asked for.",
	 "可得 {free} 页，须留 {reserve} 页，请求 {pages} 页。",
	 ALT("promise it", "可以承诺", "it can never be had", "永远拿不出来"),
	 ALT("refuse: ENOMEM", "拒绝：ENOMEM", "there is enough", "足够"))
CALL(vma_merge, "mm/mmap.c", 2, 4, (MM, mm, VMA, prev, VA, addr, VA, end),
     "Can a neighbour simply become longer?", "能不能直接延长相邻的 VMA？")
CALL(can_vma_merge_before, "mm/mmap.c", 2, 1, (VMA, vma),
     "Does it fit in front of {vma}: flags, file, offset, anon_vma?", "能接在 {vma} 前面吗：flags、文件、偏移、anon_vma？")
CALL(can_vma_merge_after, "mm/mmap.c", 2, 1, (VMA, vma),
     "Does it fit behind {vma}: flags, file, offset, anon_vma?", "能接在 {vma} 后面吗：flags、文件、偏移、anon_vma？")
DECISION(vma_merge_choice, 1, 4, (VA, addr, VA, end, VMA, prev, VMA, next),
	 "prev->vm_end == addr && flags equal",
	 "Can {addr} to {end} join a neighbouring VMA?",
	 "{addr} 到 {end} 能与相邻的 VMA 合并吗？",
	 ALT("join both neighbours", "连接前后两个", "they do not both fit", "不能两边都接上"),
	 ALT("the one before grows", "前一个延长", "it ends elsewhere or differs", "不相接或不相同"),
	 ALT("the one after grows", "后一个延长", "it begins elsewhere or differs", "不相接或不相同"),
	 ALT("no merge", "不合并", "a neighbour can be extended", "相邻的 VMA 可以延长"))
CALL(__vma_adjust, "mm/mmap.c", 2, 3, (VMA, vma, VA, start, VA, end),
     "The borders of {vma} become {start} and {end}.", "{vma} 的边界改为 {start} 和 {end}。")
STEP(vma_borders, KERNEL, 1, 3, (VMA, vma, VA, start, VA, end),
     "The VMA now reaches from {start} to {end}.", "这个 VMA 现在从 {start} 到 {end}。")
CALL(__split_vma, "mm/mmap.c", 2, 2, (VMA, vma, VA, addr),
     "Cut {vma} at {addr}.", "在 {addr} 处切开 {vma}。")
CALL(split_vma, "mm/mmap.c", 2, 2, (VMA, vma, VA, addr),
     "Cut {vma} at {addr}, if one more VMA is allowed.", "若还可增加 VMA，在 {addr} 处切开 {vma}。")
STEP(vma_split, KERNEL, 1, 3, (VMA, vma, VMA, new, VA, addr),
     "The VMA is cut at {addr}: two VMAs with the same rights.", "VMA 在 {addr} 处一分为二，权限相同。")
CALL(vm_area_alloc, "kernel/fork.c", 2, 1, (MM, mm),
     "Get a new vm_area_struct.", "取一个新的 vm_area_struct。")
CALL(vm_area_dup, "kernel/fork.c", 2, 1, (VMA, orig),
     "Copy {orig} to a new vm_area_struct.", "把 {orig} 复制成新的 vm_area_struct。")
CALL(vm_area_free, "kernel/fork.c", 2, 1, (VMA, vma),
     "Give the vm_area_struct back.", "归还 vm_area_struct。")
CALL(vma_link, "mm/mmap.c", 2, 1, (VMA, vma),
     "Hang {vma} into the list and the tree.", "把 {vma} 挂进链表和树。")
STEP(vma_linked, KERNEL, 1, 4, (VMA, vma, VA, start, VA, end, DEC, map_count),
     "A new VMA reaches from {start} to {end}; the process now has {map_count}.", "新的 VMA 从 {start} 到 {end}；进程现有 {map_count} 个 VMA。")
CALL(__insert_vm_struct, "mm/mmap.c", 2, 1, (VMA, vma),
     "Insert the cut-off part into the list and the tree.", "把切下的部分插入链表和树。")
CALL(vma_gap_update, "mm/mmap.c", 2, 1, (VMA, vma),
     "The free gap below {vma} changed: tell the tree up to the root.", "{vma} 下方的空隙变了：一路更新到树根。")
CALL(__vma_rb_erase, "mm/mmap.c", 2, 1, (VMA, vma),
     "The tree closes over {vma} and stays balanced.", "树合拢，保持平衡，不再有 {vma}。")
CALL(vma_rb_erase, "mm/mmap.c", 2, 1, (VMA, vma),
     "Take {vma} out of the tree.", "从树中取出 {vma}。")
CALL(vma_set_page_prot, "mm/mmap.c", 2, 1, (VMA, vma),
     "Work out the PTE bits of the VMA.", "算出 VMA 的 PTE 位。")
CALL(vm_stat_account, "mm/mmap.c", 2, 3, (MM, mm, VMFLAGS, flags, SDEC, pages),
     "The process's size changes by {pages} {pages?page|pages}.", "进程大小变化 {pages} 页。")
CALL(__install_special_mapping, "mm/mmap.c", 2, 2, (VA, addr, BYTES, len),
     "Pages of the kernel's own appear at {addr}.", "内核自己的页出现在 {addr}。")

/* brk */
CALL(__x64_sys_brk, "mm/mmap.c", 2, 1, (VA, brk),
     "The system call brk begins.", "系统调用 brk 开始。")
DECISION(brk_choice, 1, 3, (VA, brk, VA, old, VA, start_brk),
	 "brk > old",
	 "The break is at {old}; {brk} is asked for.",
	 "堆顶在 {old}，请求的是 {brk}。",
	 ALT("grow the heap", "扩大堆", "it does not reach further", "没有更高"),
	 ALT("shrink it: munmap", "缩小：munmap", "it does not lie lower", "没有更低"),
	 ALT("same page: only the number", "同一页：只改数值", "whole pages change", "整页有变化"),
	 ALT("below start_brk: nothing moves", "低于 start_brk：不移动", "it lies in the heap", "在堆的范围内"))
CALL(do_brk_flags, "mm/mmap.c", 2, 2, (VA, addr, BYTES, len),
     "Add {len} of anonymous memory at {addr}.", "在 {addr} 加上 {len} 匿名内存。")
CALL(vm_brk_flags, "mm/mmap.c", 2, 2, (VA, addr, BYTES, len),
     "Memory for the program's .bss.", "给程序的 .bss 准备内存。")
STEP(brk_moved, KERNEL, 1, 2, (VA, old, VA, brk),
     "The break moves from {old} to {brk}.", "堆顶从 {old} 移到 {brk}。")

/* a stack that grows */
CALL(expand_stack, "mm/mmap.c", 2, 2, (VMA, vma, VA, address),
     "The stack shall reach down to {address}.", "栈要向下延伸到 {address}。")
CALL(expand_downwards, "mm/mmap.c", 2, 2, (VMA, vma, VA, address),
     "Check the guard gap and the limit, then grow.", "检查保护间隙和限额，然后增长。")
CALL(acct_stack_growth, "mm/mmap.c", 2, 3, (VMA, vma, BYTES, size, PAGES, grow),
     "The stack would have {size}.", "栈将有 {size}。")
CALL(find_extend_vma, "mm/mmap.c", 2, 2, (MM, mm, VA, addr),
     "Find the VMA of {addr}, growing a stack if need be.", "找 {addr} 的 VMA，必要时让栈增长。")
DECISION(stack_growth_choice, 1, 3, (VA, address, VMA, below, BYTES, size),
	 "address - below->vm_end >= 256 pages && size <= RLIMIT_STACK",
	 "The stack would reach down to {address} and have {size}.",
	 "栈将延伸到 {address}，共 {size}。",
	 ALT("it may grow", "可以增长", "a rule forbids it", "有规则不允许"),
	 ALT("too near to the VMA below", "离下面的 VMA 太近", "256 pages stay free", "留有 256 页"),
	 ALT("larger than RLIMIT_STACK", "超过 RLIMIT_STACK", "it stays within 8 MiB", "不超过 8 MiB"))
STEP(stack_grown, KERNEL, 1, 3, (VMA, vma, VA, start, PAGES, grow),
     "The stack grows by {grow} {grow?page|pages}: it now begins at {start}.", "栈增长 {grow} 页：现在从 {start} 开始。")

/* unmapping */
CALL(__x64_sys_munmap, "mm/mmap.c", 2, 2, (VA, addr, BYTES, len),
     "The system call munmap begins.", "系统调用 munmap 开始。")
CALL(do_munmap, "mm/mmap.c", 2, 2, (VA, start, BYTES, len),
     "Nothing may stay mapped from {start} on for {len}.", "{start} 起的 {len} 不得再有映射。")
CALL(detach_vmas_to_be_unmapped, "mm/mmap.c", 2, 3, (VMA, vma, VMA, prev, VA, end),
     "Take the VMAs out of the tree and the list first.", "先把这些 VMA 从树和链表中取出。")
STEP(vmas_detached, KERNEL, 1, 2, (MM, mm, DEC, map_count),
     "The range has no VMA any more; {map_count} stay.", "这段范围已没有 VMA，进程还剩 {map_count} 个。")
CALL(unmap_region, "mm/mmap.c", 2, 3, (VMA, vma, VA, start, VA, end),
     "Pages and page tables of {start} to {end} go.", "撤掉 {start} 到 {end} 的页和页表。")
CALL(tlb_gather_mmu, "mm/memory.c", 2, 3, (MM, mm, VA, start, VA, end),
     "Pages will be gathered and freed after the TLB flush.", "先收集页，刷新 TLB 之后再释放。")
CALL(tlb_finish_mmu, "mm/memory.c", 2, 1, (MM, mm),
     "Flush the TLB, then free what was gathered.", "先刷新 TLB，再释放收集到的页。")
CALL(tlb_next_batch, "mm/memory.c", 2, 0, (),
     "The list of gathered pages is full: get another frame for it.", "收集页的表满了：再取一个页框。")
CALL(unmap_vmas, "mm/memory.c", 2, 3, (VMA, vma, VA, start, VA, end),
     "Clear every PTE from {start} to {end}.", "清掉 {start} 到 {end} 的每个 PTE。")
CALL(unmap_single_vma, "mm/memory.c", 2, 3, (VMA, vma, VA, start, VA, end),
     "This VMA's part of the range.", "这个 VMA 的那一部分。")
CALL(unmap_page_range, "mm/memory.c", 2, 3, (VMA, vma, VA, addr, VA, end),
     "Walk the PGD entries of the range.", "遍历范围内的 PGD 项。")
CALL(zap_pud_range, "mm/memory.c", 2, 3, (VMA, vma, VA, addr, VA, end),
     "Walk the PUD entries of the range.", "遍历范围内的 PUD 项。")
CALL(zap_pmd_range, "mm/memory.c", 2, 3, (VMA, vma, VA, addr, VA, end),
     "Walk the PMD entries of the range.", "遍历范围内的 PMD 项。")
CALL(zap_pte_range, "mm/memory.c", 2, 3, (VMA, vma, VA, addr, VA, end),
     "Clear the PTEs from {addr} to {end}.", "清掉 {addr} 到 {end} 的 PTE。")
STEP(ptes_zapped, KERNEL, 1, 3, (PAGES, pages, VA, addr, VA, end),
     "PTEs cleared from {addr} to {end}: {pages}. Their pages are gathered.", "{addr} 到 {end} 清掉了 {pages} 个 PTE：先把对应的页收集起来。")
STEP(gather_flushed, KERNEL, 1, 2, (VA, start, VA, end),
     "No TLB entry is left from {start} to {end}: only now may gathered frames be freed.", "TLB 中 {start} 到 {end} 的表项已全部清除：收集的页框现在才能释放。")
CALL(remove_vma_list, "mm/mmap.c", 2, 2, (MM, mm, VMA, vma),
     "The VMAs themselves go last.", "最后才是 VMA 本身。")
CALL(remove_vma, "mm/mmap.c", 2, 1, (VMA, vma),
     "Close and free {vma}.", "关闭并释放 {vma}。")
CALL(exit_mmap, "mm/mmap.c", 1, 1, (MM, mm),
     "The whole address space is taken down.", "拆掉整个地址空间。")
STEP(mm_emptied, KERNEL, 1, 2, (MM, mm, DEC, vmas),
     "The last of {vmas} VMAs is gone: the address space is empty.", "{vmas} 个 VMA 都已拆除：地址空间空了。")

/* mprotect */
CALL(do_mprotect_pkey, "mm/mprotect.c", 2, 3, (VA, start, BYTES, len, PROT, prot),
     "Every VMA of the range must allow {prot}.", "范围内每个 VMA 都须允许 {prot}。")
CALL(mprotect_fixup, "mm/mprotect.c", 2, 4, (VMA, vma, VA, start, VA, end, VMFLAGS, newflags),
     "{vma} changes its rights from {start} to {end}.", "{vma} 在 {start} 到 {end} 改变权限。")
STEP(vma_rights, KERNEL, 1, 4, (VMA, vma, VA, start, VA, end, PROT, flags),
     "{start} to {end} now allow {flags}.", "{start} 到 {end} 现在允许 {flags}。")
CALL(change_protection, "mm/mprotect.c", 2, 3, (VMA, vma, VA, start, VA, end),
     "PTEs that exist must follow.", "已有的 PTE 也要跟着改。")
CALL(change_pte_range, "mm/mprotect.c", 2, 2, (VA, addr, VA, end),
     "Change the PTEs from {addr} to {end}.", "修改 {addr} 到 {end} 的 PTE。")
STEP(pte_protected, KERNEL, 2, 3, (VA, va, PTE, pte, PA, at),
     "The PTE of page {va} becomes {pte}.", "页 {va} 的 PTE 变为 {pte}。")

/* tasks: birth */
CALL(copy_process, "kernel/fork.c", 2, 0, (),
     "A new task_struct comes into being.", "产生一个新的 task_struct。")
CALL(alloc_thread_stack_node, "kernel/fork.c", 2, 1, (TASK, task),
     "A kernel stack needs four frames in a row.", "内核栈需要四个连续页框。")
STEP(thread_stack, KERNEL, 1, 3, (TASK, task, VA, base, VA, top),
     "The new task gets a kernel stack of 16 KiB, from {base} to {top}.", "新任务得到 16 KiB 的内核栈：{base} 到 {top}。")
STEP(fork_frame, KERNEL, 2, 2, (TASK, task, VA, sp),
     "Its stack is laid out as if it had been switched out: it will start in ret_from_fork.", "把它的栈摆成曾被切走的样子：将从 ret_from_fork 开始。")
STEP(task_newtask, KERNEL, 1, 2, (TASK, task, DEC, pid),
     "{task} exists: pid {pid}.", "{task} 已创建：pid {pid}。")
CALL(wake_up_new_task, "kernel/sched/core.c", 2, 1, (TASK, task),
     "{task} may run.", "{task} 可以运行了。")
CALL(mm_alloc, "kernel/fork.c", 2, 0, (),
     "A new, empty address space.", "一个新的空地址空间。")
STEP(mm_created, KERNEL, 1, 2, (MM, mm, PA, pgd),
     "The new address space has the PGD {pgd}.", "新地址空间的 PGD 在 {pgd}。")
CALL(mmput, "kernel/fork.c", 2, 1, (MM, mm),
     "One user of the address space less.", "地址空间少了一个使用者。")
CALL(__mmdrop, "kernel/fork.c", 2, 1, (MM, mm),
     "Nobody holds the mm_struct any more: its PGD goes.", "没有人再持有 mm_struct：PGD 归还。")

/* tasks: exec */
CALL(do_execve, "fs/exec.c", 2, 1, (TASK, task),
     "{task} takes up a program.", "{task} 装入一个程序。")
CALL(__bprm_mm_init, "fs/exec.c", 2, 1, (MM, mm),
     "One page of stack at the very top, for the arguments.", "在最顶端放一页栈，用来存参数。")
CALL(copy_strings, "fs/exec.c", 2, 0, (),
     "A string goes onto the new stack.", "把一个字符串放到新栈上。")
CALL(load_elf_binary, "fs/binfmt_elf.c", 2, 1, (TASK, task),
     "The ELF header says what to map.", "ELF 头说明要映射什么。")
CALL(exec_mmap, "fs/exec.c", 2, 2, (TASK, task, MM, mm),
     "{task} moves to the new address space.", "{task} 换到新地址空间。")
CALL(arch_pick_mmap_layout, "arch/x86/mm/mmap.c", 2, 1, (MM, mm),
     "Where will mappings begin?", "映射从哪里开始？")
STEP(mmap_base, KERNEL, 1, 2, (MM, mm, VA, mmap_base),
     "Mappings will be placed below {mmap_base}.", "以后的映射都放在 {mmap_base} 以下。")
CALL(setup_arg_pages, "fs/exec.c", 2, 1, (VMA, vma),
     "The stack gets its final place and 128 KiB to grow into.", "栈定位，并预留 128 KiB。")
CALL(elf_map, "fs/binfmt_elf.c", 2, 3, (VA, addr, PAGES, pages, PROT, prot),
     "Map a segment at {addr}: {prot}.", "在 {addr} 映射一个段：{prot}。")
CALL(map_vdso, "arch/x86/entry/vdso/vma.c", 2, 1, (MM, mm),
     "[vvar] and [vdso] come below mmap_base.", "[vvar] 和 [vdso] 放在 mmap_base 下面。")
CALL(create_elf_tables, "fs/binfmt_elf.c", 2, 1, (VA, p),
     "argc, argv and the auxiliary vector go onto the stack.", "argc、argv 和辅助向量放到栈上。")
STEP(elf_tables, KERNEL, 1, 1, (VA, sp),
     "The user stack is ready: RSP will start at {sp}.", "用户栈就绪：RSP 将从 {sp} 开始。")
CALL(start_thread, "arch/x86/kernel/process_64.c", 2, 2, (VA, ip, VA, sp),
     "The saved registers say: start at {ip}.", "保存的寄存器说：从 {ip} 开始。")
STEP(exec_done, KERNEL, 1, 3, (TASK, task, VA, entry, VA, sp),
     "{task} is ready to run its program from {entry}.", "{task} 准备好从 {entry} 开始运行程序。")

/* tasks: signals and exit */
CALL(force_sig_info, "kernel/signal.c", 2, 3, (DEC, sig, DEC, code, VA, address),
     "Signal {sig} is forced on the task.", "强制给任务发信号 {sig}。")
STEP(sigsegv_maperr, KERNEL, 1, 2, (TASK, task, VA, address),
     "SIGSEGV for {task}: nothing is mapped at {address} (SEGV_MAPERR).", "给 {task} 发 SIGSEGV：{address} 没有映射（SEGV_MAPERR）。")
STEP(sigsegv_accerr, KERNEL, 1, 2, (TASK, task, VA, address),
     "SIGSEGV for {task}: {address} must not be used like this (SEGV_ACCERR).", "给 {task} 发 SIGSEGV：不许这样访问 {address}（SEGV_ACCERR）。")
STEP(sigsegv_kernel, KERNEL, 1, 1, (TASK, task),
     "SIGSEGV for {task}: #GP tells no address (SI_KERNEL).", "给 {task} 发 SIGSEGV：#GP 不提供地址（SI_KERNEL）。")
STEP(signal_forced, KERNEL, 1, 3, (TASK, task, DEC, sig, DEC, code),
     "Signal {sig} for {task}, si_code {code}.", "给 {task} 发信号 {sig}，si_code 为 {code}。")
CALL(prepare_exit_to_usermode, "arch/x86/entry/common.c", 2, 0, (),
     "Is there anything to do before user mode?", "回用户态之前还有事要做吗？")
CALL(get_signal, "kernel/signal.c", 2, 1, (DEC, sig),
     "No handler for signal {sig}: its default ends the process.", "信号 {sig} 没有处理函数：默认结束进程。")
CALL(do_exit, "kernel/exit.c", 2, 1, (HEX, code),
     "The process ends.", "进程结束。")
STEP(process_exits, KERNEL, 1, 2, (TASK, task, HEX, code),
     "{task} begins to exit, code {code}.", "{task} 开始退出，退出码 {code}。")
CALL(exit_mm, "kernel/exit.c", 2, 0, (),
     "The task lets go of its address space.", "任务不再使用它的地址空间。")
CALL(exit_notify, "kernel/exit.c", 2, 0, (),
     "A zombie remains until somebody reads its exit code.", "留下僵尸进程，直到有人读取退出码。")
CALL(put_task_stack, "kernel/fork.c", 2, 1, (TASK, task),
     "The kernel stack of the dead {task} goes back.", "归还已退出的 {task} 的内核栈。")

/* tasks: switching */
CALL(__x64_sys_sched_yield, "kernel/sched/core.c", 2, 0, (),
     "The task lets another one run.", "任务让出 cpu。")
CALL(sched_setscheduler, "kernel/sched/core.c", 1, 3, (TASK, task, DEC, policy, DEC, priority),
     "{task} gets scheduling policy {policy}, real-time priority {priority}.", "{task} 的调度策略改为 {policy}，实时优先级 {priority}。")
CALL(__schedule, "kernel/sched/core.c", 2, 0, (),
     "Choose who runs next.", "选出下一个运行者。")
CALL(pick_next_task, "kernel/sched/core.c", 2, 0, (),
     "Look at the run queue.", "查看运行队列。")
DECISION(pick_next_choice, 1, 2, (TASK, next, DEC, prev_state),
	 "a runnable task exists",
	 "The scheduler picks {next}.",
	 "调度器选中 {next}。",
	 ALT("a task that can run", "可运行的任务", "nobody can run", "没有可运行的任务"),
	 ALT("the idle task", "idle 任务", "somebody can run", "有可运行的任务"))
CALL(context_switch, "kernel/sched/core.c", 2, 2, (TASK, prev, TASK, next),
     "From {prev} to {next}: first the address space, then the stack.", "从 {prev} 到 {next}：先换地址空间，再换栈。")
CALL(__switch_to_asm, "arch/x86/entry/entry_64.S", 2, 2, (TASK, prev, TASK, next),
     "Save six registers of {prev}, change RSP, restore those of {next}.", "保存 {prev} 的六个寄存器，换 RSP，恢复 {next} 的。")
STEP(switch_save_sp, KERNEL, 1, 2, (TASK, prev, VA, sp),
     "{prev}'s registers lie on its stack; thread.sp remembers {sp}.", "{prev} 的寄存器已存到它的栈上，thread.sp 记下 {sp}。")
STEP(switch_rsp, KERNEL, 1, 2, (TASK, next, VA, sp),
     "RSP moves to {next}'s kernel stack: from here on every push lands there.", "RSP 换到 {next} 的内核栈：此后压栈都落在这里。")
STEP(switch_pop, KERNEL, 2, 2, (TASK, next, VA, rip),
     "{next}'s saved registers are popped; it will return to {rip}.", "弹出 {next} 保存的寄存器，将返回到 {rip}。")
CALL(__switch_to, "arch/x86/kernel/process_64.c", 2, 1, (TASK, next),
     "Everything per cpu that names the running task.", "更新 per-cpu 变量中关于当前任务的一切。")
STEP(switch_current, KERNEL, 1, 1, (TASK, next),
     "current is now {next}.", "current 现在是 {next}。")
STEP(switch_sp1, KERNEL, 1, 2, (TASK, next, VA, sp1),
     "TSS.sp1 is the top of {next}'s kernel stack: {sp1}.", "TSS.sp1 设为 {next} 的内核栈顶：{sp1}。")
CALL(finish_task_switch, "kernel/sched/core.c", 2, 1, (TASK, prev),
     "Already on the new stack: tidy up after {prev}.", "已在新栈上：替 {prev} 收尾。")
