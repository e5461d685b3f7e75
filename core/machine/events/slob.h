/* Events of SLOB: see machine/trace.h for the form of a line. */

CALL(slob_alloc, "mm/slob.c", 1, 2, (BYTES, size, BYTES, align),
     "Find room for {size}, aligned to {align}.", "为 {size} 找位置，按 {align} 对齐。")
DECISION(slob_list, 2, 1, (BYTES, size), "size < 256, size < 1024",
	 "Which of the three page lists has room for {size}?", "{size} 该到三条页链表中的哪一条找？",
	 ALT("small", "small", "the object has 256 bytes or more", "对象有 256 字节或更多"),
	 ALT("medium", "medium", "the object is smaller than 256 bytes, or has 1,024 or more", "对象小于 256 字节，或不小于 1,024"),
	 ALT("large", "large", "the object is smaller than 1,024 bytes", "对象小于 1,024 字节"))
DECISION(slob_look, 2, 3, (PFN, page, DEC, units, DEC, wanted), "sp->units >= wanted, then the first block that fits",
	 "Page {page} has {units} {units?unit|units} free, {wanted} are wanted. Is there a block?", "页 {page} 有 {units} 个单元空闲，要 {wanted} 个。有够大的块吗？",
	 ALT("yes: the first that fits", "有：取第一个够大的", "no block is large enough", "没有够大的块"),
	 ALT("too few units: do not look", "单元不够：不用看", "the sum would do", "总数是够的"),
	 ALT("no block is large enough", "没有够大的块", "a block fits, or the sum is too small", "有合适的块，或总数不够"))
STEP(slob_align, KERNEL, 2, 3, (PFN, page, VA, block, DEC, units),
     "The block's first {units} {units?unit stays|units stay} free, so that {block} is aligned.", "块的前 {units} 个单元留作空闲，使 {block} 对齐。")
STEP(slob_take, KERNEL, 1, 4, (PFN, page, VA, block, DEC, units, DEC, left),
     "{units} {units?unit|units} at {block} {units?is|are} taken; page {page} has {left} free.", "取走 {block} 处的 {units} 个单元；页 {page} 还有 {left} 个空闲。")
STEP(slob_page_full, KERNEL, 1, 1, (PFN, page),
     "Page {page} is full and leaves its list.", "页 {page} 满了，离开链表。")
STEP(slob_rotate, KERNEL, 2, 1, (PFN, page),
     "The list turns: the next search begins with page {page}.", "链表转动：下次从页 {page} 开始找。")
STEP(slob_new_page, KERNEL, 1, 2, (PFN, page, DEC, units),
     "No page has room: the new page {page} is one free block of {units} {units?unit|units}, first on its list.", "没有页放得下：新页 {page} 是一整块 {units} 个单元，挂到链表头。")
STEP(slob_header, KERNEL, 1, 3, (VA, header, BYTES, size, VA, object),
     "kmalloc writes the size, {size}, at {header}; the caller gets {object}.", "kmalloc 把大小 {size} 写在 {header}；调用者得到 {object}。")
STEP(slob_pages, KERNEL, 1, 3, (VA, object, ORDER, order, BYTES, size),
     "{size} are a page or more: a block of order {order} from the buddy allocator, without SLOB.", "{size} 不小于一页：直接向伙伴系统要 {order} 阶的块，不经过 SLOB。")
CALL(slob_free, "mm/slob.c", 1, 2, (VA, block, BYTES, size),
     "{size} at {block} become free.", "{block} 处的 {size} 变为空闲。")
DECISION(slob_free_how, 1, 3, (PFN, page, DEC, units, DEC, free), "free + units == 2048, then PageSlobFree",
	 "{units} {units?unit comes|units come} back to page {page}, which has {free} free.", "{units} 个单元还给页 {page}，它已有 {free} 个空闲。",
	 ALT("nothing is in use any more: free the page", "已无在用：归还整页", "something is still in use", "还有在用的"),
	 ALT("the page was full: put it on a list", "页原来满着：挂上链表", "it is on a list", "它在链表上"),
	 ALT("insert the block by address", "按地址插入这一块", "the page was full, or is empty now", "页原来满着，或现在空了"))
STEP(slob_to_list, KERNEL, 1, 2, (PFN, page, DEC, units),
     "Page {page} has one free block of {units} {units?unit|units}; it goes to the head of a list.", "页 {page} 有了一个 {units} 单元的空闲块；挂到链表头。")
STEP(slob_insert, KERNEL, 1, 3, (PFN, page, VA, block, DEC, units),
     "The free block at {block} has {units} {units?unit|units} now, with the neighbours it touches.", "{block} 处的空闲块现有 {units} 个单元，已并入相邻的空闲块。")
STEP(slob_page_gone, KERNEL, 1, 1, (PFN, page),
     "Page {page} goes back to the buddy allocator.", "页 {page} 还给伙伴系统。")
