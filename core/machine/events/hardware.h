/* What the cpu does by itself (MMU, TLB, exceptions), and the entry code right behind it. */

/* the TLB and the walk */
STEP(tlb_hit, CPU, 2, 2, (VA, va, PFN, pfn),
     "The TLB knows page {va}: frame {pfn}. No walk is needed.", "TLB 里有页 {va}：页框 {pfn}，不用查页表。")
STEP(tlb_miss, CPU, 1, 1, (VA, va),
     "The TLB has no entry for page {va}: the MMU must walk the page table.", "TLB 里没有页 {va}：MMU 要去查页表。")
STEP(tlb_clean, CPU, 2, 2, (VA, va, PFN, pfn),
     "The TLB knows page {va}, but not as dirty: the first write walks again.", "TLB 里有页 {va}，但还没标脏：首次写入要重查页表。")
STEP(tlb_denied, CPU, 1, 2, (VA, va, PTE, pte),
     "The TLB entry of page {va} forbids this access: {pte}.", "TLB 中页 {va} 的表项不允许这次访问：{pte}。")
STEP(walk_level, CPU, 2, 4, (LEVEL, level, DEC, index, PTE, entry, PA, at),
     "The MMU reads entry {index} of the {level}: {entry}.", "MMU 读 {level} 的第 {index} 项：{entry}。")
STEP(walk_end, CPU, 1, 3, (LEVEL, level, VA, va, PTE, entry),
     "The walk stops at the {level}: its entry for {va} is not present.", "查表停在 {level}：{va} 对应的表项不存在（P=0）。")
STEP(walk_denied, CPU, 1, 2, (VA, va, PTE, entry),
     "The walk finds {va} mapped, but this access is not allowed: {entry}.", "查到 {va} 有映射，但不允许这次访问：{entry}。")
STEP(walk_set_bits, CPU, 2, 2, (LEVEL, level, PTE, entry),
     "The MMU marks the {level} entry as used: it is now {entry}.", "MMU 在 {level} 表项上置访问位：现为 {entry}。")
STEP(walk_done, CPU, 1, 2, (VA, va, PFN, pfn),
     "The walk passes every level and finds frame {pfn} for {va}.", "逐级查完页表：{va} 对应页框 {pfn}。")
STEP(tlb_fill, CPU, 2, 2, (VA, va, PFN, pfn),
     "The TLB keeps the translation of page {va} to frame {pfn}.", "TLB 记下：页 {va} 对应页框 {pfn}。")
STEP(invlpg, CPU, 2, 2, (VA, va, BOOL, held),
     "INVLPG drops page {va} from the TLB.", "INVLPG 把页 {va} 从 TLB 中去掉。")
STEP(tlb_flush_all, CPU, 2, 1, (DEC, dropped),
     "The whole TLB is emptied: {dropped} {dropped?entry goes|entries go}.", "清空整个 TLB：去掉 {dropped} 项。")
STEP(tlb_flush_user, CPU, 2, 2, (DEC, dropped, DEC, kept),
     "The TLB loses {dropped} {dropped?entry|entries}; the kernel's {kept} are global and stay.", "TLB 去掉 {dropped} 项；内核的 {kept} 项是全局的，留下。")
STEP(load_cr3, KERNEL, 1, 1, (PA, pgd),
     "CR3 now holds {pgd}: another page table, and an empty TLB.", "CR3 装入 {pgd}：换了页表，TLB 也清空。")

/* exceptions */
STEP(page_fault_exception, CPU, 1, 2, (VA, address, PFERR, error_code),
     "The CPU raises a page fault: CR2 = {address}, error code {error_code}.", "CPU 触发缺页异常：CR2 = {address}，错误码 {error_code}。")
STEP(general_protection_exception, CPU, 1, 1, (VA, address),
     "Address {address} is not canonical: the CPU raises #GP, not a page fault.", "地址 {address} 不规范：CPU 触发 #GP，不是缺页异常。")
STEP(push_exception_frame, CPU, 2, 3, (VA, sp, VA, rip, VA, rsp),
     "The CPU moves to the entry stack and pushes six words there, RIP {rip} among them.", "CPU 换到入口栈，压入六个字，其中有 RIP {rip}。")
CALL(error_entry, "arch/x86/entry/entry_64.S", 2, 0, (),
     "The entry code saves the registers that the CPU did not.", "入口代码保存 CPU 没有保存的寄存器。")
STEP(entry_regs_pushed, KERNEL, 2, 1, (VA, sp),
     "Fifteen more registers are pushed: a whole pt_regs lies on the entry stack.", "再压入十五个寄存器：入口栈上有了完整的 pt_regs。")
STEP(sync_regs, KERNEL, 1, 2, (TASK, task, VA, regs),
     "The entry code copies {task}'s registers to its kernel stack, to {regs}.", "入口代码把 {task} 的寄存器复制到它的内核栈：{regs}。")
STEP(iret_frame, KERNEL, 2, 1, (VA, sp),
     "The exit code lays IRET's five words and RDI on the entry stack.", "出口代码在入口栈上放好 IRET 要用的五个字和 RDI。")
STEP(iretq, CPU, 1, 2, (TASK, task, VA, rip),
     "IRET: {task} is back in user mode, at the instruction {rip}.", "IRET：{task} 回到用户态，执行 {rip} 处的指令。")

/* system calls */
STEP(syscall_insn, CPU, 2, 2, (DEC, nr, VA, rcx),
     "SYSCALL {nr}: the return address goes to RCX, the flags to R11, no stack is touched.", "SYSCALL {nr}：返回地址进 RCX，标志进 R11，不碰任何栈。")
STEP(syscall_stack, KERNEL, 2, 2, (VA, user, VA, kernel),
     "User RSP {user} is parked per cpu; RSP moves to the kernel stack's top {kernel}.", "用户 RSP {user} 暂存到 per-cpu 变量，RSP 换到内核栈顶 {kernel}。")
STEP(syscall_regs, KERNEL, 1, 3, (TASK, task, DEC, nr, VA, regs),
     "The entry code saves {task}'s registers on its kernel stack: system call {nr}.", "入口代码把 {task} 的寄存器存到内核栈：系统调用号 {nr}。")
STEP(syscall_result, KERNEL, 2, 1, (HEX, ret),
     "The result {ret} goes into the saved RAX.", "结果 {ret} 写入保存的 RAX。")
STEP(sysretq, CPU, 1, 2, (TASK, task, HEX, ret),
     "SYSRET: {task} is back in user mode with {ret} in RAX.", "SYSRET：{task} 回到用户态，RAX 为 {ret}。")
CALL(ret_from_fork, "arch/x86/entry/entry_64.S", 2, 0, (),
     "A new task leaves the kernel for the first time.", "新任务第一次离开内核。")
CALL(do_page_fault, "arch/x86/mm/fault.c", 2, 2, (VA, address, PFERR, error_code),
     "The page fault handler starts for {address}.", "缺页异常处理函数开始处理 {address}。")
CALL(__do_page_fault, "arch/x86/mm/fault.c", 2, 2, (VA, address, PFERR, error_code),
     "Who owns {address}, and is the access allowed?", "哪个 VMA 包含 {address}？允许这次访问吗？")
CALL(do_general_protection, "arch/x86/kernel/traps.c", 2, 0, (),
     "The handler of #GP has no address to look up.", "#GP 处理函数没有地址可查。")

/* flushing, and changing address spaces */
CALL(flush_tlb_mm_range, "arch/x86/mm/tlb.c", 2, 3, (MM, mm, VA, start, VA, end),
     "Translations of {start} to {end} must leave the TLB.", "必须从 TLB 去掉 {start} 到 {end} 的翻译。")
CALL(flush_tlb_func_common, "arch/x86/mm/tlb.c", 2, 2, (VA, start, VA, end),
     "Flush on this cpu: page by page, or all.", "在本 cpu 上刷新：逐页，或全部。")
CALL(switch_mm_irqs_off, "arch/x86/mm/tlb.c", 2, 3, (MM, prev, MM, next, TASK, task),
     "This cpu moves to the address space of the next task.", "本 cpu 换到下一个任务的地址空间。")
STEP(switch_mm_same, KERNEL, 2, 1, (MM, mm),
     "The address space is already loaded: CR3 and the TLB stay.", "这个地址空间已经装入：CR3 和 TLB 都不动。")
CALL(enter_lazy_tlb, "arch/x86/mm/tlb.c", 2, 1, (MM, mm),
     "The next task has no address space: the old one stays loaded, on loan.", "下一个任务没有地址空间：借用旧的，不换。")
