/* Memory without an MMU: fixed pools, and FreeRTOS' heap_4.  CALLs name files of FreeRTOS. */
STEP(mcu_reset, CPU, 1, 4, (VA, start, VA, end, VA, heap, BYTES, bytes),
     "The MCU starts: RAM from {start} to {end}, of it {bytes} at {heap} for the heap.",
     "MCU 启动：RAM 从 {start} 到 {end}，其中 {heap} 起的 {bytes} 给堆。")
CALL(prvHeapInit, "portable/MemMang/heap_4.c", 2, 2, (VA, start, BYTES, bytes),
     "The first call: the array of {bytes} becomes one free block.", "第一次调用：{bytes} 的数组成为一个空闲块。")
STEP(heap_block_made, KERNEL, 1, 3, (VA, block, BYTES, size, VA, next),
     "The block at {block} has {size}, header included; the next free one is {next}.",
     "{block} 处的块有 {size}（含块头）；下一个空闲块是 {next}。")
CALL(pvPortMalloc, "portable/MemMang/heap_4.c", 1, 1, (BYTES, bytes),
     "The program asks the heap for {bytes}.", "程序向堆要 {bytes}。")
STEP(heap_wanted, KERNEL, 2, 2, (BYTES, bytes, BYTES, wanted),
     "With a header of 8 bytes, and rounded up to 8, {bytes} become {wanted}.", "加 8 字节块头并向上取整到 8，{bytes} 成为 {wanted}。")
DECISION(heap_possible, 1, 2, (BYTES, wanted, BYTES, free), "0 < wanted <= xFreeBytesRemaining",
	 "{wanted} are wanted, {free} are free in all.", "要 {wanted}，总共空闲 {free}。",
	 ALT("look for a block", "去找块", "the sum of all free blocks is too small", "所有空闲块之和也不够"),
	 ALT("fail at once: too little is free", "立即失败：空闲总量不够", "enough bytes are free in all", "空闲总量足够"),
	 ALT("fail at once: nothing, or far too much, was asked for", "立即失败：要的是 0 或过大", "the size is sensible", "大小合理"))
DECISION(heap_first_fit, 1, 3, (VA, block, BYTES, size, BYTES, wanted), "size >= wanted",
	 "The free block at {block} has {size}; {wanted} are wanted.", "{block} 处的空闲块有 {size}，需要 {wanted}。",
	 ALT("take it: the first that fits", "就用它：第一个够大的", "it is too small", "它太小"),
	 ALT("too small: look at the next by address", "太小：看地址上的下一块", "it is large enough", "它够大"))
DECISION(heap_split, 1, 3, (VA, block, BYTES, rest, BYTES, least), "rest > heapMINIMUM_BLOCK_SIZE",
	 "{rest} of the block would be left over; a block has more than {least}.", "切完还剩 {rest}；块须大于 {least}。",
	 ALT("cut: the rest stays free", "切开：剩余部分仍空闲", "the rest is too small to be a block", "剩余太小，不能成块"),
	 ALT("hand out the whole block", "整块交出", "the rest is large enough to be a block", "剩余足够成块"))
STEP(heap_taken, KERNEL, 1, 4, (VA, block, BYTES, size, VA, pointer, BYTES, free),
     "Block {block} of {size} leaves the list; the program gets {pointer}, {free} stay free.",
     "块 {block}（{size}）离开链表；程序得到 {pointer}，还空闲 {free}。")
STEP(heap_failed, KERNEL, 1, 3, (BYTES, wanted, BYTES, free, BYTES, largest),
     "No block of {wanted}: {free} are free, but the largest piece has {largest}.",
     "没有 {wanted} 的块：共空闲 {free}，但最大的一段只有 {largest}。")
CALL(vPortFree, "portable/MemMang/heap_4.c", 1, 1, (VA, pointer), "The program gives {pointer} back.", "程序归还 {pointer}。")
DECISION(heap_free_check, 1, 3, (VA, block, HEX, size, VA, next), "allocated bit set && next == NULL",
	 "The header at {block} says: size {size}, next {next}.", "{block} 处的块头：size 为 {size}，next 为 {next}。",
	 ALT("a block in use: free it", "使用中的块：释放", "its header says otherwise", "块头说的不是这样"),
	 ALT("configASSERT: this block is free already", "configASSERT：这个块已经空闲", "the allocated bit is set", "已分配位是 1"),
	 ALT("configASSERT: no block begins here", "configASSERT：这里不是块的开头", "the address is a block's", "地址是某块的开头"))
CALL(prvInsertBlockIntoFreeList, "portable/MemMang/heap_4.c", 2, 2, (VA, block, BYTES, size),
     "Put {block} back where its address belongs.", "按地址把 {block} 放回链表。")
DECISION(heap_merge_before, 2, 3, (VA, before, VA, end, VA, block), "end of the free block before == block",
	 "The free block before it, {before}, ends at {end}.", "前一个空闲块 {before} 到 {end} 为止。",
	 ALT("they touch: one block", "首尾相接：合成一块", "something in use lies between", "中间有使用中的块"),
	 ALT("they do not touch", "不相接", "they touch", "首尾相接"))
DECISION(heap_merge_behind, 2, 3, (VA, block, VA, end, VA, behind), "end of the block == the free block behind",
	 "The block ends at {end}; the next free one begins at {behind}.", "此块到 {end} 为止；下一个空闲块从 {behind} 开始。",
	 ALT("they touch: one block", "首尾相接：合成一块", "something in use lies between", "中间有使用中的块"),
	 ALT("they do not touch", "不相接", "they touch", "首尾相接"))
STEP(heap_merged, KERNEL, 1, 2, (VA, block, BYTES, size),
     "Two neighbours are one free block now: {size} at {block}.", "两个相邻块合成一个空闲块：{block} 处 {size}。")
STEP(heap_freed, KERNEL, 1, 3, (VA, block, BYTES, size, BYTES, free),
     "{size} at {block} are free; {free} in all.", "{block} 处的 {size} 空闲了；共空闲 {free}。")

STEP(pool_create, USER, 1, 2, (BYTES, size, DEC, blocks),
     "A pool of {blocks} {blocks?block|blocks} of {size} is laid out in static memory.", "在静态内存中排好一个池：{blocks} 块，每块 {size}。")
STEP(pool_made, KERNEL, 1, 3, (VA, start, VA, end, DEC, blocks),
     "The pool lies from {start} to {end}: {blocks} {blocks?block|blocks}, each leading to the next.", "池从 {start} 到 {end}：{blocks} 块，每块指向下一块。")
STEP(pool_alloc, USER, 1, 1, (VA, pool), "Take a block of the pool at {pool}.", "从 {pool} 处的池取一块。")
STEP(pool_taken, KERNEL, 1, 3, (VA, block, VA, next, DEC, free),
     "The head of the list, {block}, is handed out; the head is {next} now, {free} are left.", "交出链表头 {block}；新的表头是 {next}，还剩 {free} 块。")
STEP(pool_empty, KERNEL, 1, 1, (VA, pool), "The pool at {pool} is empty: the answer is NULL.", "{pool} 处的池已空：返回 NULL。")
STEP(pool_free, USER, 1, 2, (VA, pool, VA, block), "Block {block} goes back to the pool at {pool}.", "块 {block} 归还给 {pool} 处的池。")
DECISION(pool_free_check, 2, 3, (VA, block, VA, start, BYTES, size), "inside the pool && a block begins here && not free",
	 "Is {block} a block in use of the pool at {start}?", "{block} 是 {start} 处的池中使用中的块吗？",
	 ALT("yes", "是", "it is not", "不是"),
	 ALT("no block of this pool begins there", "那里不是此池某块的开头", "it is a block of the pool", "它是此池的块"),
	 ALT("it is free already", "它已经空闲", "it is not on the free list", "它不在空闲链表上"))
STEP(pool_given, KERNEL, 1, 2, (VA, block, DEC, free),
     "Block {block} is the head of the list; {free} are free.", "块 {block} 成为表头；空闲 {free} 块。")
