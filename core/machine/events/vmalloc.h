/* The kernel's own address space: areas, their pages, lazy freeing; and the kernel's own accesses. */

CALL(vmalloc, "mm/vmalloc.c", 2, 1, (BYTES, size),
     "The kernel wants {size} whose addresses follow each other; the frames may lie anywhere.", "内核要 {size}：虚拟地址连续，页框在哪里都行。")
CALL(vzalloc, "mm/vmalloc.c", 2, 1, (BYTES, size),
     "The kernel wants {size} of zeros whose addresses follow each other.", "内核要 {size} 清零的、虚拟地址连续的内存。")
CALL(vmap, "mm/vmalloc.c", 2, 1, (PAGES, count),
     "{count} {count?page|pages} that the kernel already has shall appear in a row.", "内核已有的 {count} 页要连续地出现。")
CALL(ioremap_nocache, "arch/x86/mm/ioremap.c", 2, 2, (PA, phys_addr, BYTES, size),
     "The kernel wants to see {size} of a device at {phys_addr}.", "内核要看到设备 {phys_addr} 处的 {size}。")
CALL(__vmalloc_node_range, "mm/vmalloc.c", 2, 2, (BYTES, size, GFP, gfp_mask),
     "First an area of addresses for {size}, then the frames.", "先为 {size} 找一段地址，再要页框。")
DECISION(vmalloc_size_choice, 2, 2, (PAGES, pages, PAGES, totalram),
	 "size && size >> PAGE_SHIFT <= totalram_pages",
	 "{pages} {pages?page is|pages are} wanted, RAM has {totalram}: can that be?", "要 {pages} 页，内存共 {totalram} 页：可能吗？",
	 ALT("go on", "继续", "nothing, or more than all RAM", "是 0，或比全部内存还多"),
	 ALT("refuse at once", "立即拒绝", "it would fit into RAM", "内存放得下"))
CALL(__get_vm_area_node, "mm/vmalloc.c", 2, 2, (BYTES, size, BYTES, align),
     "An area for {size}, aligned to {align}, and a guard page behind it.", "要一段 {size}、按 {align} 对齐的区域，后面再加一个保护页。")
DECISION(vmalloc_context_choice, 1, 1, (VA, addr),
	 "in_interrupt()",
	 "An interrupt is being served: may areas come and go now?", "正在处理中断：现在能建立或撤销区域吗？",
	 ALT("leave it to a worker", "留给工作线程", "only vfree() can be put off", "只有 vfree() 可以推迟"),
	 ALT("BUG: it may sleep", "BUG：可能睡眠", "a worker can do it", "工作线程可以做"))
CALL(free_work, "mm/vmalloc.c", 2, 0, (), "A worker frees what an interrupt could not.", "工作线程释放中断里不能释放的区域。")
CALL(alloc_vmap_area, "mm/vmalloc.c", 2, 4, (BYTES, size, BYTES, align, VA, vstart, VA, vend),
     "Find {size} of free addresses from {vstart} on.", "从 {vstart} 起找 {size} 的空闲地址。")
DECISION(vmap_start_choice, 1, 4, (BYTES, size, BYTES, hole, BYTES, align, BYTES, cached_align),
	 "!free_vmap_cache || size < cached_hole_size || vstart < cached_vstart || align < cached_align",
	 "Where does the search for {size} begin? The largest hole passed so far is {hole}.",
	 "找 {size} 从哪里开始？目前越过的最大空洞是 {hole}。",
	 ALT("behind the area found last", "从上次找到的区域之后", "the cached place does not serve this request", "缓存的位置不适合这次请求"),
	 ALT("at the start: nothing is cached", "从头：没有缓存", "the last area is cached", "上次的区域还缓存着"),
	 ALT("at the start: a hole below is larger", "从头：下面有更大的空洞", "no hole below is larger", "下面没有更大的空洞"),
	 ALT("at the start: this range begins lower", "从头：这次的范围更低", "the range is no lower", "范围并不更低"),
	 ALT("at the start: finer alignment is enough", "从头：对齐要求更低", "the alignment is no finer", "对齐要求并不更低"))
STEP(vmap_area_passed, KERNEL, 2, 4, (VA, start, VA, end, BYTES, hole, BYTES, largest),
     "The hole of {hole} before {start} is too small; look behind {end}.", "{start} 之前的空洞 {hole} 太小，去看 {end} 之后。")
STEP(vmap_area_inserted, KERNEL, 1, 2, (VA, start, VA, end),
     "The area {start} to {end} joins the list and the tree; the next search begins behind it.", "区域 {start} 到 {end} 进入链表和树，下次从它后面找。")
DECISION(vmap_full_choice, 1, 3, (BYTES, size, VA, vend, PAGES, lazy),
	 "!purged",
	 "No {size} are free up to {vend}; {lazy} {lazy?page waits|pages wait} for a purge.", "到 {vend} 为止没有 {size} 空闲地址；有 {lazy} 页等待清理。",
	 ALT("purge, then look again", "清理后再找", "a purge was tried already", "已经清理过"),
	 ALT("-EBUSY: vmap allocation failed", "-EBUSY：vmap 分配失败", "lazily freed areas may give room", "延迟释放的区域也许能腾出地址"))
STEP(vm_area_ready, KERNEL, 2, 2, (VA, addr, VA, guard),
     "A vm_struct describes the area; its last page {guard} is the guard and gets no frame.", "vm_struct 描述这段区域；最后一页 {guard} 是保护页，不给页框。")
CALL(__vmalloc_area_node, "mm/vmalloc.c", 2, 2, (PAGES, nr_pages, GFP, alloc_mask),
     "{nr_pages} {nr_pages?frame is|frames are} needed, each by itself.", "需要 {nr_pages} 个页框，一个一个地要。")
DECISION(pages_array_choice, 1, 2, (BYTES, array_size, PAGES, nr_pages),
	 "array_size > PAGE_SIZE",
	 "Where do the {nr_pages} page pointers go? They take {array_size}.", "{nr_pages} 个 page 指针放在哪里？共 {array_size}。",
	 ALT("kmalloc", "kmalloc", "more than a page", "超过一页"),
	 ALT("vmalloc itself, once more", "再用一次 vmalloc", "they fit into a page", "一页放得下"))
STEP(vmalloc_page, KERNEL, 1, 3, (PFN, pfn, DEC, index, VA, va),
     "pages[{index}] is frame {pfn}: it will appear at {va}.", "pages[{index}] 是页框 {pfn}，它将出现在 {va}。")
STEP(vmalloc_short, KERNEL, 1, 2, (PAGES, got, PAGES, wanted),
     "Only {got} of {wanted} {wanted?frame|frames} could be had: those go back, and the caller gets NULL.", "{wanted} 个页框只拿到 {got} 个：全部归还，调用者得到 NULL。")
CALL(map_vm_area, "mm/vmalloc.c", 2, 2, (VA, addr, BYTES, size),
     "Write page tables of init_mm for {addr}.", "为 {addr} 写 init_mm 的页表。")
CALL(ioremap_page_range, "lib/ioremap.c", 2, 2, (VA, addr, PA, phys_addr),
     "Write page tables of init_mm from {addr} to the device at {phys_addr}.", "写 init_mm 的页表，让 {addr} 指向设备 {phys_addr}。")
CALL(__pte_alloc_kernel, "mm/memory.c", 2, 1, (VA, address),
     "The entry for {address} is empty: the kernel needs a PTE table.", "{address} 的表项为空：内核需要一张 PTE 表。")
STEP(pmd_set_huge, KERNEL, 1, 4, (VA, va, PA, pa, PTE, entry, PA, at),
     "One PMD entry maps 2 MiB of the device from {va} on.", "一个 PMD 项就映射了设备的 2 MiB，从 {va} 起。")
STEP(vmalloc_mapped, KERNEL, 1, 2, (VA, addr, PAGES, pages),
     "{pages} {pages?page|pages} from {addr} on can be used by any kernel code, under any process.", "从 {addr} 起的 {pages} 页，任何内核代码、在任何进程下都能用。")
DECISION(ioremap_choice, 1, 2, (PA, phys_addr, BYTES, size),
	 "!__ioremap_check_ram(phys_addr, size)",
	 "Is {phys_addr} a device and not RAM in use?", "{phys_addr} 是设备，而不是正在使用的内存吗？",
	 ALT("map it", "映射", "it cannot be mapped", "不能映射"),
	 ALT("refuse: ioremap on RAM", "拒绝：ioremap 到了内存上", "no RAM lies there", "那里没有内存"),
	 ALT("refuse: no such range", "拒绝：没有这样的范围", "the range can exist", "范围是合理的"))

CALL(vfree, "mm/vmalloc.c", 2, 1, (VA, addr), "Give back the area at {addr} and its frames.", "归还 {addr} 处的区域和它的页框。")
CALL(vunmap, "mm/vmalloc.c", 2, 1, (VA, addr), "Give back the area at {addr}, not its frames.", "归还 {addr} 处的区域，不归还页框。")
CALL(iounmap, "arch/x86/mm/ioremap.c", 2, 1, (VA, addr), "The device at {addr} is no longer needed.", "不再需要 {addr} 处的设备。")
DECISION(vfree_choice, 1, 1, (VA, addr),
	 "find_vmap_area(addr)->vm",
	 "Which area does {addr} lie in?", "{addr} 在哪个区域里？",
	 ALT("one with a vm_struct", "有 vm_struct 的区域", "no such area", "没有这样的区域"),
	 ALT("WARN: not page-aligned", "WARN：没有按页对齐", "it is aligned", "已对齐"),
	 ALT("WARN: nonexistent vm area", "WARN：区域不存在", "a vm_struct is there", "有 vm_struct"),
	 ALT("none: the kernel reads through NULL", "没有：内核读空指针", "an area holds it", "有区域包含它"))
CALL(remove_vm_area, "mm/vmalloc.c", 2, 1, (VA, addr), "Take the vm_struct off the area at {addr}.", "把 vm_struct 从 {addr} 处的区域上取下。")
STEP(vm_area_lazy, KERNEL, 1, 2, (VA, start, VA, end),
     "The area {start} to {end} is only marked VM_LAZY_FREE: it keeps its addresses.", "区域 {start} 到 {end} 只标上 VM_LAZY_FREE，地址仍占着。")
CALL(vunmap_page_range, "mm/vmalloc.c", 2, 2, (VA, addr, VA, end),
     "Clear the PTEs from {addr} to {end}.", "清掉 {addr} 到 {end} 的 PTE。")
CALL(free_vmap_area_noflush, "mm/vmalloc.c", 2, 2, (VA, start, PAGES, lazy),
     "The area at {start} waits for the next purge: {lazy} {lazy?page does|pages do} now.", "{start} 处的区域等下次清理：现在有 {lazy} 页在等。")
DECISION(lazy_choice, 1, 2, (PAGES, lazy, PAGES, most),
	 "nr_lazy > lazy_max_pages()",
	 "{lazy} {lazy?page waits|pages wait} for a TLB flush; up to {most} may.", "{lazy} 页等着刷新 TLB，最多可以有 {most} 页。",
	 ALT("let them wait", "让它们等着", "too many wait", "等的太多了"),
	 ALT("purge now", "现在清理", "there is room for more", "还可以再等"))
CALL(__purge_vmap_area_lazy, "mm/vmalloc.c", 2, 0, (), "Give back the addresses of every area that waits.", "归还所有等待区域的地址。")
CALL(flush_tlb_kernel_range, "arch/x86/mm/tlb.c", 2, 2, (VA, start, VA, end),
     "One TLB flush for all of them: {start} to {end}.", "一次 TLB 刷新顾全所有：{start} 到 {end}。")
STEP(vmap_area_freed, KERNEL, 1, 2, (VA, start, VA, end),
     "The area {start} to {end} leaves the list and the tree: others may have these addresses.", "区域 {start} 到 {end} 离开链表和树：地址可以给别人。")
CALL(vm_unmap_aliases, "mm/vmalloc.c", 2, 0, (), "No stale address of a page shall be left anywhere.", "不许留下任何页的过时地址。")

/* the kernel's own accesses */
STEP(kernel_load, KERNEL, 1, 2, (VA, va, BYTES, bytes), "The kernel reads {bytes} at {va}.", "内核读 {va} 处的 {bytes}。")
STEP(kernel_store, KERNEL, 1, 3, (VA, va, HEX, value, BYTES, bytes), "The kernel writes {value} to {va}.", "内核向 {va} 写 {value}。")
STEP(kernel_loaded, CPU, 1, 3, (PFN, pfn, HEX, offset, HEX, value),
     "Frame {pfn} holds {value} at offset {offset}: that is what the kernel gets.", "页框 {pfn} 偏移 {offset} 处是 {value}：内核读到它。")
STEP(kernel_stored, CPU, 1, 3, (PFN, pfn, HEX, offset, HEX, value),
     "Frame {pfn} now holds {value} at offset {offset}.", "页框 {pfn} 偏移 {offset} 处现在是 {value}。")
STEP(kernel_bus, CPU, 1, 2, (PA, pa, HEX, value),
     "{pa} is no RAM: the bus carries {value}, and no device is there to answer.", "{pa} 不是内存：总线上是 {value}，没有设备应答。")
STEP(kernel_fault, CPU, 1, 2, (VA, va, PFERR, error_code),
     "Page fault in kernel mode at {va}: error code {error_code}, on the stack in use.", "内核态的缺页异常：{va}，错误码 {error_code}，栈不变。")
CALL(vmalloc_fault, "arch/x86/mm/fault.c", 2, 1, (VA, address),
     "Does init_mm know {address}, and only this process does not?", "{address} 是不是 init_mm 已有、只是这个进程还没有？")
DECISION(kernel_fault_choice, 1, 2, (VA, address, PFERR, error_code),
	 "vmalloc_fault(address) >= 0",
	 "How can the kernel's own fault at {address} be mended?", "内核自己在 {address} 的缺页怎么补救？",
	 ALT("copy the PGD entry from init_mm", "从 init_mm 复制 PGD 项", "init_mm maps nothing there, or the PGD has it", "init_mm 那里没有映射，或 PGD 已有"),
	 ALT("not at all: an oops", "无法补救：oops", "init_mm has the mapping", "init_mm 有映射"))
STEP(vmalloc_fault_copied, KERNEL, 1, 2, (PTE, entry, PA, at),
     "The PGD entry {entry} is copied into this process's PGD; the access is tried again.", "PGD 项 {entry} 复制到本进程的 PGD，重试访问。")
