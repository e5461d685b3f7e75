/* Events of page_alloc: see machine/trace.h for the form of a line. */

/* getting a block */
CALL(__alloc_pages_nodemask, "mm/page_alloc.c", 1, 2, (ORDER, order, GFP, gfp),
     "Somebody asks for a block of order {order}: {gfp}.", "有人请求一个 {order} 阶的块：{gfp}。")
CALL(get_page_from_freelist, "mm/page_alloc.c", 2, 3, (ORDER, order, MARK, mark, ZONE, preferred),
     "Try the zones from {preferred} down, against the {mark} watermark.", "从 {preferred} 往下逐个尝试 zone，按 {mark} 水位线。")
DECISION(zone_watermark_fast, 1, 8, (ZONE, zone, PAGES, free, PAGES, unusable, PAGES, mark, PAGES, reserve,
	 ORDER, order, MARK, which, ALLOC, alloc_flags),
	 "free - unusable > mark + reserve",
	 "{zone} has {free} free {free?frame|frames}; {mark} ({which}) and {reserve} in reserve must stay.",
	 "{zone} 有 {free} 个空闲页框；必须留下 {mark}（{which}）加预留的 {reserve}。",
	 ALT("this zone will do", "就用这个 zone", "too little would be left", "剩下的会太少"),
	 ALT("too few free frames", "空闲页框不够", "enough would be left", "剩下的够多"),
	 ALT("no block large enough", "没有足够大的块", "a large enough block is free", "有足够大的空闲块"),
	 ALT("the request ignores watermarks", "请求可无视水位线", "this request must respect them", "此请求须遵守水位线"))
CALL(rmqueue, "mm/page_alloc.c", 2, 3, (ZONE, zone, ORDER, order, MT, type),
     "Take one {type} block of order {order} out of {zone}.", "从 {zone} 取一个 {order} 阶的 {type} 块。")
DECISION(pcp_or_buddy, 2, 2, (ORDER, order, MT, type), "order == 0",
	 "A single frame comes from this cpu's list, a larger block from the free lists.",
	 "单个页框取自本 cpu 的链表，更大的块取自空闲链表。",
	 ALT("per-cpu list", "per-cpu 链表", "it holds single frames only", "它只放单个页框"),
	 ALT("buddy allocator", "伙伴系统", "a single frame is at hand on this cpu", "本 cpu 手边就有单个页框"))
CALL(rmqueue_pcplist, "mm/page_alloc.c", 2, 2, (ZONE, zone, MT, type),
     "Look at this cpu's list of {type} frames of {zone}.", "查看本 cpu 上 {zone} 的 {type} 页框链表。")
STEP(pcp_take, KERNEL, 1, 3, (PFN, pfn, MT, type, PAGES, left),
     "Frame {pfn} leaves this cpu's {type} list; {left} stay on its lists.", "页框 {pfn} 离开本 cpu 的 {type} 链表；各链表共剩 {left} 个。")
CALL(rmqueue_bulk, "mm/page_alloc.c", 1, 3, (ZONE, zone, PAGES, count, MT, type),
     "This cpu's {type} list is empty: fetch {count} {count?frame|frames} from {zone}.", "本 cpu 的 {type} 链表为空：从 {zone} 取 {count} 个页框。")
STEP(pcp_add, KERNEL, 2, 2, (PFN, pfn, MT, type),
     "Frame {pfn} goes to the tail of this cpu's {type} list.", "页框 {pfn} 挂到本 cpu 的 {type} 链表尾。")
STEP(pcp_refilled, KERNEL, 1, 3, (ZONE, zone, PAGES, count, MT, type),
     "{count} {count?frame|frames} of {zone} {count?is|are} now on this cpu's {type} list.", "{zone} 的 {count} 个页框已挂到本 cpu 的 {type} 链表上。")
CALL(__rmqueue, "mm/page_alloc.c", 2, 3, (ZONE, zone, ORDER, order, MT, type),
     "Take one block of order {order} from the free lists of {zone}.", "从 {zone} 的空闲链表取一个 {order} 阶块。")
CALL(__rmqueue_smallest, "mm/page_alloc.c", 2, 2, (ORDER, order, MT, type),
     "Find the smallest {type} block that is large enough.", "找够大的 {type} 块中最小的。")
DECISION(smallest_order, 2, 3, (ORDER, order, ORDER, found, MT, type), "found >= order",
	 "The first {type} list from order {order} up that is not empty decides.", "从 {order} 阶往上，第一条不空的 {type} 链表决定结果。",
	 ALT("just this order", "正好这一阶", "that list is empty", "那条链表为空"),
	 ALT("a larger block", "更大的块", "a block of the order itself is free", "本阶就有空闲块"),
	 ALT("none", "没有", "a {type} block is free", "有 {type} 空闲块"))
STEP(take_block, KERNEL, 1, 3, (PFN, pfn, ORDER, order, MT, type),
     "The first block of order {order}, {pfn}, leaves the {type} list.", "从 {order} 阶的 {type} 链表取下第一块：{pfn}。")
CALL(expand, "mm/page_alloc.c", 2, 3, (PFN, pfn, ORDER, low, ORDER, high),
     "The block has order {high}, wanted is {low}: cut.", "块是 {high} 阶，需要 {low} 阶：切开。")
STEP(split, KERNEL, 1, 5, (PAGES, size, PAGES, half, ORDER, order, PFN, keep, PFN, give),
     "{size} frames are cut in half: the upper {half} go to the free list of order {order}, the lower {half} are cut again.",
     "{size} 个页框的块对半切开：上半 {half} 个挂到 {order} 阶空闲链表，下半 {half} 个继续切。")
STEP(split_last, KERNEL, 1, 5, (PAGES, size, PAGES, half, ORDER, order, PFN, keep, PFN, give),
     "{size} frames are cut in half: the upper {half} go to the free list of order {order}, the lower {half} are taken.",
     "{size} 个页框的块对半切开：上半 {half} 个挂到 {order} 阶空闲链表，下半 {half} 个取走。")
CALL(prep_new_page, "mm/page_alloc.c", 2, 2, (PFN, pfn, ORDER, order),
     "Make the block ready for its new owner.", "为新的使用者准备好这个块。")
STEP(set_page_refcounted, KERNEL, 2, 1, (PFN, pfn),
     "Frame {pfn} has one reference.", "页框 {pfn} 有了一个引用。")
STEP(prep_compound_page, KERNEL, 2, 2, (PFN, pfn, ORDER, order),
     "The frames from {pfn} on become one compound page of order {order}.", "{pfn} 起的页框组成一个 {order} 阶 compound page。")
STEP(mm_page_alloc, KERNEL, 1, 4, (PFN, pfn, ORDER, order, GFP, gfp, MT, type),
     "The kernel hands out block {pfn} of order {order}.", "内核交出 {order} 阶的块 {pfn}。")
STEP(mm_page_alloc_failed, KERNEL, 1, 2, (ORDER, order, GFP, gfp),
     "No block of order {order} can be had: the request fails.", "拿不到 {order} 阶的块：请求失败。")

/* other types' blocks */
CALL(__rmqueue_fallback, "mm/page_alloc.c", 1, 2, (ORDER, order, MT, type),
     "No {type} block is left: look at the other types, largest blocks first.", "没有 {type} 块了：看其他类型，先看最大的块。")
DECISION(find_suitable_fallback, 1, 4, (MT, type, MT, fallback, ORDER, order, ORDER, wanted),
	 "the first type in the order of fallbacks with a free block",
	 "{type} falls back to {fallback}: it has a block of order {order}.", "{type} 改用 {fallback}：它有 {order} 阶的块。",
	 ALT("Unmovable", "Unmovable", "it is the own type, empty, or later in the order", "是本类型、为空，或次序靠后"),
	 ALT("Movable", "Movable", "it is the own type, empty, or later in the order", "是本类型、为空，或次序靠后"),
	 ALT("Reclaimable", "Reclaimable", "it is the own type, empty, or later in the order", "是本类型、为空，或次序靠后"))
STEP(no_fallback, KERNEL, 1, 2, (MT, type, ORDER, order),
     "No other type has a block of order {order} either.", "其他类型也没有 {order} 阶的块。")
CALL(steal_suitable_fallback, "mm/page_alloc.c", 2, 4, (PFN, pfn, ORDER, order, MT, from, MT, to),
     "Move block {pfn} from {from} to {to}.", "把块 {pfn} 从 {from} 移到 {to}。")
DECISION(can_steal, 1, 5, (ORDER, order, PAGES, free, PAGES, alike, MT, from, MT, to),
	 "order >= 9 || free + alike >= 256",
	 "This {to} request uses a block of {from}, order {order}: how much of it?", "{to} 请求要用 {from} 的 {order} 阶块：取多少？",
	 ALT("take whole pageblocks over", "整个 pageblock 都改类型", "the block is smaller than a pageblock", "块比 pageblock 小"),
	 ALT("take all its free frames, and the pageblock", "取其全部空闲页框，连同 pageblock",
	     "less than half of the pageblock is free or alike", "空闲或同类的不到 pageblock 的一半"),
	 ALT("take all its free frames only", "只取其全部空闲页框", "the pageblock changes hands as well, or not even those do", "pageblock 也改类型，或连这些也不取"),
	 ALT("borrow this one block", "只借这一块", "taking more keeps types together", "多取可让同类型更集中"))
STEP(move_freepages, KERNEL, 1, 4, (PAGES, pages, PFN, block, MT, from, MT, to),
     "{pages} free {pages?frame|frames} of pageblock {block} {pages?moves|move} to the {to} lists.", "pageblock {block} 的 {pages} 个空闲页框移到 {to} 链表。")
STEP(move_block, KERNEL, 1, 3, (PFN, pfn, ORDER, order, MT, to),
     "Block {pfn} of order {order} moves to the {to} list.", "{order} 阶的块 {pfn} 移到 {to} 链表。")
STEP(set_pageblock_migratetype, KERNEL, 1, 3, (PFN, pfn, MT, from, MT, to),
     "The pageblock at {pfn} changes from {from} to {to}.", "{pfn} 处的 pageblock 由 {from} 改为 {to}。")
CALL(__rmqueue_cma_fallback, "mm/page_alloc.c", 2, 1, (ORDER, order),
     "Movable memory may lie in CMA.", "Movable 内存可以放在 CMA 里。")
CALL(reserve_highatomic_pageblock, "mm/page_alloc.c", 2, 2, (ZONE, zone, PFN, pfn),
     "An atomic request got a block: keep its pageblock for others.", "原子请求拿到了块：为同类请求留下它的 pageblock。")

/* slow path */
CALL(__alloc_pages_slowpath, "mm/page_alloc.c", 1, 2, (ORDER, order, GFP, gfp),
     "Every zone is below low: the slow path goes down to min.", "各 zone 都低于 low：慢路径降到 min。")
STEP(wake_kswapd, KERNEL, 1, 2, (ORDER, order, ZONE, zone),
     "kswapd is asked to free memory for {zone}.", "请 kswapd 为 {zone} 回收内存。")
STEP(slow_alloc_flags, KERNEL, 1, 1, (ALLOC, alloc_flags),
     "The slow path may: {alloc_flags}.", "慢路径允许：{alloc_flags}。")
DECISION(reserves_choice, 2, 2, (BOOL, memalloc, BOOL, forbidden), "memalloc && !forbidden",
	 "May the last attempt use the reserves below min?", "最后一次尝试可以动用 min 以下的储备吗？",
	 ALT("no: the same watermarks again", "不：再按同样的水位线试一次", "__GFP_MEMALLOC asks for them", "__GFP_MEMALLOC 要求动用"),
	 ALT("ALLOC_NO_WATERMARKS", "ALLOC_NO_WATERMARKS", "__GFP_MEMALLOC is missing, or __GFP_NOMEMALLOC forbids", "没有 __GFP_MEMALLOC，或 __GFP_NOMEMALLOC 禁止"),
	 ALT("no: __GFP_NOMEMALLOC", "不：__GFP_NOMEMALLOC", "it is not set, or nothing was asked", "未设置，或没有要求"))
DECISION(direct_reclaim_choice, 1, 1, (GFP, gfp), "gfp & __GFP_DIRECT_RECLAIM",
	 "Nothing is free for {gfp}: may the caller free memory itself?", "{gfp} 已无可用：请求者可以自己回收吗？",
	 ALT("no: the request fails", "不可以：请求失败", "__GFP_DIRECT_RECLAIM allows it", "__GFP_DIRECT_RECLAIM 允许"),
	 ALT("direct reclaim, which finds nothing here", "直接回收，这里一无所获", "the caller must not sleep", "请求者不能睡眠"))
DECISION(may_oom_choice, 1, 3, (ORDER, order, GFP, gfp, ZONE, highest),
	 "!(gfp & __GFP_NORETRY) && order <= 3 && !(gfp & __GFP_RETRY_MAYFAIL) && highest >= ZONE_NORMAL",
	 "Is a block of order {order} worth a task's life?", "一个 {order} 阶的块值得杀掉一个任务吗？",
	 ALT("fail: __GFP_NORETRY", "失败：__GFP_NORETRY", "it is not set", "未设置"),
	 ALT("fail: killing does not make large blocks", "失败：杀任务换不来大块", "order {order} is not costly, or an earlier reason holds", "{order} 阶不算大，或另有理由在前"),
	 ALT("fail: __GFP_RETRY_MAYFAIL", "失败：__GFP_RETRY_MAYFAIL", "it is not set, or an earlier reason holds", "未设置，或另有理由在前"),
	 ALT("fail: only a low zone is short", "失败：缺的只是低端 zone", "{highest} is not a low zone, or an earlier reason holds", "{highest} 不是低端 zone，或另有理由在前"),
	 ALT("the OOM killer would choose a victim", "OOM killer 会选一个牺牲者", "the request rather fails", "宁可让请求失败"))

/* giving a block back */
CALL(__free_pages, "mm/page_alloc.c", 1, 2, (PFN, pfn, ORDER, order),
     "Block {pfn} of order {order} loses a reference.", "{order} 阶的块 {pfn} 少了一个引用。")
STEP(page_ref_dec, KERNEL, 2, 2, (PFN, pfn, DEC, count),
     "Frame {pfn} has {count} references left.", "页框 {pfn} 还剩 {count} 个引用。")
STEP(page_ref_inc, KERNEL, 2, 2, (PFN, pfn, DEC, count),
     "Frame {pfn} has {count} references.", "页框 {pfn} 有 {count} 个引用。")
CALL(__put_page, "mm/swap.c", 2, 1, (PFN, pfn), "Nobody uses frame {pfn} any more.", "页框 {pfn} 不再有人使用。")
CALL(__free_pages_ok, "mm/page_alloc.c", 2, 2, (PFN, pfn, ORDER, order),
     "Give block {pfn} of order {order} back.", "归还 {order} 阶的块 {pfn}。")
CALL(free_unref_page, "mm/page_alloc.c", 2, 1, (PFN, pfn), "Give frame {pfn} back.", "归还页框 {pfn}。")
STEP(free_pages_prepare, KERNEL, 2, 2, (PFN, pfn, ORDER, order),
     "Block {pfn} forgets its owner.", "清掉块 {pfn} 的使用记录。")
STEP(pcp_free, KERNEL, 1, 4, (PFN, pfn, MT, type, PAGES, count, PAGES, high),
     "Frame {pfn} goes to the head of this cpu's {type} list: {count} now, high is {high}.", "页框 {pfn} 挂到本 cpu 的 {type} 链表头：现有 {count} 个，high 为 {high}。")
CALL(free_pcppages_bulk, "mm/page_alloc.c", 1, 2, (ZONE, zone, PAGES, count),
     "This cpu holds too many: {count} {count?frame goes|frames go} back to {zone}.", "本 cpu 存得太多：把 {count} 个页框还给 {zone}。")
STEP(mm_page_pcpu_drain, KERNEL, 2, 2, (PFN, pfn, MT, type),
     "Frame {pfn} leaves the tail of this cpu's list.", "页框 {pfn} 离开本 cpu 的链表尾。")
CALL(__free_one_page, "mm/page_alloc.c", 2, 3, (PFN, pfn, ORDER, order, MT, type),
     "Block {pfn} of order {order} becomes free.", "{order} 阶的块 {pfn} 变为空闲。")
DECISION(page_is_buddy, 2, 3, (PFN, pfn, PFN, buddy, ORDER, order), "buddy is free and order(buddy) == order",
	 "The buddy of {pfn} at order {order} is {buddy}.", "{pfn} 在 {order} 阶的伙伴是 {buddy}。",
	 ALT("merge", "合并", "the buddy is not a free block of this order", "伙伴不是这一阶的空闲块"),
	 ALT("the buddy is in use", "伙伴在用", "it is free", "它空闲"),
	 ALT("the buddy was cut", "伙伴被切开了", "it is whole", "它完整"),
	 ALT("the buddy is in another zone", "伙伴在别的 zone", "both are in one zone", "两者同属一个 zone"),
	 ALT("one of the two pageblocks is isolated", "其中一个 pageblock 已隔离", "neither or both are isolated", "都隔离或都未隔离"))
STEP(merge, KERNEL, 1, 4, (PFN, pfn, PFN, buddy, ORDER, order, PFN, combined),
     "{pfn} merges with its buddy {buddy}: a block of order {order} at {combined}.", "{pfn} 与伙伴 {buddy} 合并：{combined} 处成为 {order} 阶的块。")
DECISION(free_list_end, 2, 3, (PFN, pfn, ORDER, order, MT, type), "the buddy of the merged parent is free",
	 "Where in the list does {pfn} go?", "{pfn} 挂在链表哪一端？",
	 ALT("head: used next", "表头：下次就用", "waiting may let it merge further", "等一等可能继续合并"),
	 ALT("tail: it may merge soon", "表尾：它可能很快合并", "its parent's buddy is not free", "父块的伙伴不空闲"))
STEP(block_freed, KERNEL, 1, 3, (PFN, pfn, ORDER, order, MT, type),
     "Block {pfn} joins the free list of order {order}, {type}.", "块 {pfn} 挂入 {order} 阶 {type} 空闲链表。")
CALL(free_unref_page_list, "mm/page_alloc.c", 2, 2, (PFN, pfn, PAGES, pages),
     "Give {pages} {pages?frame|frames} from {pfn} on back at once.", "一次归还从 {pfn} 起的 {pages} 个页框。")
CALL(split_page, "mm/page_alloc.c", 2, 2, (PFN, pfn, ORDER, order),
     "The block {pfn} of order {order} shall be single pages.", "把 {order} 阶的块 {pfn} 拆成单页。")
STEP(split_into_pages, KERNEL, 1, 2, (PFN, pfn, PAGES, pages),
     "From {pfn} on there are {pages} single pages, each with its own reference.", "从 {pfn} 起是 {pages} 个单页，各有自己的引用。")
CALL(alloc_pages_exact, "mm/page_alloc.c", 1, 2, (BYTES, bytes, GFP, gfp),
     "Somebody asks for exactly {bytes}: {gfp}.", "有人要正好 {bytes}：{gfp}。")
CALL(free_pages_exact, "mm/page_alloc.c", 1, 2, (PFN, pfn, PAGES, pages),
     "{pages} {pages?page|pages} from {pfn} on {pages?goes|go} back, one by one.", "从 {pfn} 起的 {pages} 页逐个归还。")
CALL(bad_page, "mm/page_alloc.c", 2, 1, (PFN, pfn), "Something is wrong with frame {pfn}.", "页框 {pfn} 有问题。")
DECISION(page_state, 1, 5, (PFN, pfn, SDEC, refcount, SDEC, mapcount, MAPPING, mapping, PAGEFLAGS, flags),
	 "refcount == 0 && mapcount == -1 && mapping == NULL && flags == 0",
	 "May frame {pfn} go back? _refcount {refcount}, _mapcount {mapcount}, flags {flags}.",
	 "页框 {pfn} 可以归还吗？_refcount {refcount}，_mapcount {mapcount}，flags {flags}。",
	 ALT("yes", "可以", "a check failed", "有一项检查不通过"),
	 ALT("BUG: Bad page state: nonzero mapcount", "BUG：页状态不对：mapcount 不为 -1：还被映射，或另有类型", "_mapcount is -1, or a later check tells", "_mapcount 为 -1，或由后面的检查报告"),
	 ALT("BUG: Bad page state: non-NULL mapping", "BUG：页状态不对：mapping 不为空：还属于文件", "no file owns it, or a later check tells", "不属于文件，或由后面的检查报告"),
	 ALT("BUG: Bad page state: nonzero _refcount", "BUG：页状态不对：_refcount 不为 0：还有人在用", "nobody holds a reference, or a later check tells", "没有引用，或由后面的检查报告"),
	 ALT("BUG: Bad page state: PAGE_FLAGS_CHECK_AT_FREE flag(s) set", "BUG：页状态不对：有不该有的标志（保留、上锁、LRU、slab 等）", "no flag forbids it", "没有禁止归还的标志"),
	 ALT("VM_BUG_ON_PAGE: no reference is left, freed twice", "VM_BUG_ON_PAGE：已无引用，重复释放", "there was a reference", "原有引用"),
	 ALT("VM_BUG_ON_PAGE: a tail of a compound page", "VM_BUG_ON_PAGE：compound page 的尾页", "it is no tail", "不是尾页"),
	 ALT("VM_BUG_ON_PAGE: a compound page has another order", "VM_BUG_ON_PAGE：compound page 的阶不同", "the order is its own", "阶相符"),
	 ALT("VM_BUG_ON_PAGE: the block does not begin at a multiple of its size", "VM_BUG_ON_PAGE：块没有按大小对齐", "it is aligned", "已对齐"))
STEP(bad_page_kept, KERNEL, 1, 1, (PFN, pfn),
     "Frame {pfn} is not given back; it keeps its reference.", "页框 {pfn} 不归还，保留它的引用。")
STEP(frames_lost, KERNEL, 1, 2, (PFN, pfn, PAGES, pages),
     "{pages} {pages?frame|frames} of the block {pages?stays|stay} behind, from {pfn} on: nobody owns {pages?it|them}.", "块中从 {pfn} 起的 {pages} 个页框留了下来：不再属于任何人。")
CALL(drain_local_pages, "mm/page_alloc.c", 2, 0, (), "Empty this cpu's lists.", "清空本 cpu 的链表。")
CALL(refresh_cpu_vm_stats, "mm/vmstat.c", 2, 0, (), "What this cpu counted for itself joins the zones' counters.", "本 cpu 自己记下的数并入各 zone 的计数。")
STEP(fold_vm_stat, KERNEL, 2, 2, (ZONE, zone, PAGES, delta),
     "This cpu adds its count of {delta} to {zone}'s.", "本 cpu 把暂存的 {delta} 并入 {zone} 的计数。")

/* frames by their number */
CALL(drain_all_pages, "mm/page_alloc.c", 2, 1, (ZONE, zone), "Every cpu gives back what it keeps of {zone}.", "每个 cpu 归还自己留着的 {zone} 页框。")
CALL(alloc_contig_range, "mm/page_alloc.c", 1, 2, (PFN, start, PFN, end),
     "Exactly the frames {start} to {end} are wanted.", "要的正是 {start} 到 {end} 这些页框。")
CALL(free_contig_range, "mm/page_alloc.c", 2, 2, (PFN, pfn, PAGES, pages),
     "{pages} {pages?frame|frames} from {pfn} on {pages?goes|go} back, one by one.", "从 {pfn} 起的 {pages} 个页框逐个归还。")
CALL(start_isolate_page_range, "mm/page_isolation.c", 2, 2, (PFN, start, PFN, end),
     "Nobody may allocate from the pageblocks of {start} to {end} now.", "从现在起谁也不能从 {start} 到 {end} 的 pageblock 分配。")
CALL(undo_isolate_page_range, "mm/page_isolation.c", 2, 2, (PFN, start, PFN, end),
     "The pageblocks of {start} to {end} serve everybody again.", "{start} 到 {end} 的 pageblock 重新供大家使用。")
DECISION(test_pages_isolated, 1, 3, (PFN, start, PFN, end, PFN, reached),
	 "reached >= end",
	 "Are {start} to {end} all free? The check got to {reached}.", "{start} 到 {end} 都空闲吗？检查到了 {reached}。",
	 ALT("all are free and isolated", "全都空闲且已隔离", "a frame is in use", "有页框正在使用"),
	 ALT("busy", "忙", "no frame is in use", "没有页框正在使用"))
