/* What a user program does, and what a scenario's op begins and ends with. */
STEP(op_begin, USER, 1, 1, (NAME, op), "The scenario's next op begins: {op}.", "场景的下一个操作开始：{op}。")
STEP(op_end, USER, 2, 1, (ERR, ret), "The op ends and returns {ret}.", "操作结束，返回 {ret}。")

STEP(user_store, USER, 1, 4, (TASK, task, VA, va, HEX, value, BYTES, bytes),
     "{task} writes {value} to address {va}.", "{task} 把 {value} 写到地址 {va}。")
STEP(user_stored, CPU, 1, 4, (PFN, pfn, HEX, offset, HEX, value, BYTES, bytes),
     "{value} lands in frame {pfn}, at offset {offset}.", "{value} 写进页框 {pfn}，偏移 {offset}。")
STEP(user_load, USER, 1, 3, (TASK, task, VA, va, BYTES, bytes),
     "{task} reads {bytes} at address {va}.", "{task} 读地址 {va} 处的 {bytes}。")
STEP(user_loaded, CPU, 1, 4, (PFN, pfn, HEX, offset, HEX, value, BYTES, bytes),
     "{value} comes from frame {pfn}, offset {offset}.", "从页框 {pfn} 读出 {value}，偏移 {offset}。")
STEP(user_fetch, USER, 1, 2, (TASK, task, VA, va),
     "{task} jumps to {va}.", "{task} 跳转到 {va}。")
STEP(user_fetched, CPU, 1, 2, (PFN, pfn, HEX, offset),
     "The instruction comes from frame {pfn}, offset {offset}.", "指令取自页框 {pfn} 的偏移 {offset} 处。")
STEP(user_sp, USER, 1, 2, (TASK, task, VA, sp),
     "{task} moves its stack pointer to {sp}.", "{task} 把栈指针移到 {sp}。")
STEP(user_mmap, USER, 1, 5, (TASK, task, VA, addr, BYTES, len, PROT, prot, HEX, flags),
     "{task} calls mmap for {len}, {prot}.", "{task} 调用 mmap，要 {len}，权限 {prot}。")
STEP(user_munmap, USER, 1, 3, (TASK, task, VA, addr, BYTES, len),
     "{task} calls munmap: {len} at {addr} go.", "{task} 调用 munmap：撤掉 {addr} 起的 {len}。")
STEP(user_brk, USER, 1, 2, (TASK, task, VA, brk),
     "{task} calls brk: the heap shall end at {brk}.", "{task} 调用 brk：让堆到 {brk} 为止。")
STEP(user_brk_asks, USER, 1, 1, (TASK, task),
     "{task} calls brk(0) only to learn where the heap ends.", "{task} 调用 brk(0)，只问堆的末端在哪里。")
STEP(user_mprotect, USER, 1, 4, (TASK, task, VA, start, BYTES, len, PROT, prot),
     "{task} calls mprotect: {len} at {start} become {prot}.", "{task} 调用 mprotect：{start} 起的 {len} 改为 {prot}。")
STEP(user_exits, USER, 1, 2, (TASK, task, DEC, code),
     "{task} ends with code {code}.", "{task} 以退出码 {code} 结束。")
STEP(user_yields, USER, 2, 1, (TASK, task),
     "{task} gives the cpu away: sched_yield.", "{task} 让出 cpu：sched_yield。")
STEP(spawn, USER, 1, 0, (), "A new process is to start.", "准备启动一个新进程。")

/* the C library's malloc */
STEP(user_malloc, USER, 1, 2, (TASK, task, BYTES, bytes),
     "{task} calls malloc for {bytes}.", "{task} 调用 malloc，要 {bytes}。")
STEP(user_free, USER, 1, 2, (TASK, task, VA, va),
     "{task} calls free on {va}.", "{task} 对 {va} 调用 free。")
STEP(malloc_tcache, USER, 1, 1, (TASK, task),
     "{task}'s first malloc needs a chunk for malloc's own books first: the tcache.", "{task} 第一次调用 malloc：先要一个 chunk 放 malloc 自己的 tcache。")
DECISION(malloc_choice, 1, 4, (BYTES, size, BYTES, top, BYTES, threshold, DEC, binned),
	 "size <= top",
	 "A chunk of {size} is needed; the top chunk has {top}.",
	 "要一个 chunk，大小 {size}；top chunk 有 {top}。",
	 ALT("a free chunk is used again", "重用空闲 chunk", "no free chunk fits", "没有合适的空闲 chunk"),
	 ALT("cut from the top chunk", "从 top chunk 切下", "top is too small, or a free chunk fits", "top 太小，或有空闲 chunk 可用"),
	 ALT("grow the heap with brk", "用 brk 扩大堆", "the top chunk is enough", "top chunk 够用"),
	 ALT("a mapping of its own", "单独 mmap 一块", "it is below the mmap threshold", "小于 mmap 阈值"))
STEP(malloc_header, USER, 2, 2, (VA, chunk, HEX, size),
     "malloc writes the chunk's size field, {size}, right below the block.", "malloc 在块的前面写下 size 字段 {size}。")
STEP(malloc_top, USER, 2, 2, (VA, top, BYTES, size),
     "The top chunk now begins at {top} and has {size}.", "top chunk 现在始于 {top}，有 {size}。")
STEP(malloc_done, USER, 1, 2, (VA, va, BYTES, bytes),
     "malloc returns {va}; each page gets its frame at its first touch.", "malloc 返回 {va}；每一页到首次访问时才得到页框。")
STEP(free_kept, USER, 1, 2, (VA, va, BYTES, size),
     "free keeps the chunk of {size} for the next malloc; the kernel sees nothing.", "free 留下这个 chunk（{size}）给下次 malloc，内核毫不知情。")
STEP(free_merged, USER, 1, 2, (VA, chunk, BYTES, size),
     "The freed chunk joins its free neighbours: {size} at {chunk}.", "释放的 chunk 与相邻空闲块合并：{chunk} 处 {size}。")
STEP(free_trim, USER, 1, 2, (BYTES, top, BYTES, back),
     "The top chunk has {top}, more than the trim threshold: {back} go back by brk.", "top chunk 有 {top}，超过修剪阈值：用 brk 归还 {back}。")
