/* Interrupts, spinlocks, and what may sleep: see machine/context.h. */
CALL(___might_sleep, "kernel/sched/core.c", 2, 0, (), "May this code sleep?", "这段代码可以睡眠吗？")
DECISION(sleep_choice, 1, 5, (NAME, task, DEC, pid, HEX, preempt_count, BOOL, irqs_off, BOOL, sleeps),
	 "sleeps && (preempt_count != 0 || irqs_off)",
	 "May {task} (pid {pid}) sleep? preempt_count is {preempt_count}, interrupts off: {irqs_off}.",
	 "{task}（pid {pid}）可以睡眠吗？preempt_count 为 {preempt_count}，关中断：{irqs_off}。",
	 ALT("this call never sleeps", "此调用从不睡眠", "the call may sleep", "此调用可能睡眠"),
	 ALT("BUG: sleeping function called from invalid context: in_atomic", "BUG：在错误的上下文中睡眠：in_atomic",
	     "the call does not sleep, or preempt_count is 0", "此调用不睡眠，或 preempt_count 为 0"),
	 ALT("BUG: sleeping function called from invalid context: interrupts are off", "BUG：在错误的上下文中睡眠：中断已关",
	     "the call does not sleep, or another reason came first", "此调用不睡眠，或另有原因"))
DECISION(schedule_choice, 1, 3, (NAME, task, DEC, pid, HEX, preempt_count), "preempt_count != 0",
	 "{task} (pid {pid}) gives the cpu away with preempt_count {preempt_count}: may it?",
	 "{task}（pid {pid}）要让出 CPU，preempt_count 为 {preempt_count}：可以吗？",
	 ALT("switch", "切换", "a spinlock or an interrupt must end first", "自旋锁或中断须先结束"),
	 ALT("BUG: scheduling while atomic", "BUG：在原子上下文中调度", "preempt_count is 0", "preempt_count 为 0"))

DECISION(interrupt_choice, 1, 1, (BOOL, irqs_off), "irqs_off",
	 "A device raises its interrupt line: does this cpu answer?", "设备拉起中断线：这个 CPU 响应吗？",
	 ALT("yes, after this instruction", "响应，在当前指令之后", "interrupts are off", "中断已关"),
	 ALT("no, it waits: interrupts are off", "不响应，先等着：中断已关", "interrupts are on", "中断是开的"))
STEP(interrupt_taken, CPU, 1, 0, (),
     "The cpu turns interrupts off and jumps to the handler.", "CPU 关中断，跳到处理程序。")
STEP(iret_interrupt, CPU, 1, 0, (),
     "The cpu goes back to what it did; interrupts are on again.", "CPU 回到被打断处，中断重新打开。")
CALL(irq_enter, "kernel/softirq.c", 2, 0, (), "An interrupt's handler begins.", "中断处理程序开始。")
CALL(irq_exit, "kernel/softirq.c", 2, 0, (), "The handler is done.", "处理程序结束。")
CALL(__do_softirq, "kernel/softirq.c", 2, 0, (), "A softirq runs, with interrupts on.", "软中断运行，中断开着。")
STEP(preempt_count_changed, KERNEL, 1, 2, (HEX, old, HEX, preempt_count),
     "preempt_count goes from {old} to {preempt_count}.", "preempt_count 由 {old} 变为 {preempt_count}。")
STEP(local_irq_disable, KERNEL, 1, 0, (), "Interrupts are off on this cpu.", "本 CPU 关中断。")
STEP(local_irq_enable, KERNEL, 1, 0, (), "Interrupts are on on this cpu.", "本 CPU 开中断。")

CALL(_raw_spin_lock, "kernel/locking/spinlock.c", 2, 1, (NAME, lock), "Take the spinlock {lock}.", "取自旋锁 {lock}。")
CALL(_raw_spin_unlock, "kernel/locking/spinlock.c", 2, 1, (NAME, lock), "Give the spinlock {lock} back.", "释放自旋锁 {lock}。")
DECISION(spin_lock_choice, 1, 2, (NAME, lock, BOOL, held), "held",
	 "Is {lock} free?", "{lock} 空闲吗？",
	 ALT("yes: take it", "空闲：取得", "this cpu holds it already", "本 CPU 已持有它"),
	 ALT("BUG: spinlock recursion: it would spin for ever", "BUG：重复取自旋锁：会永远自旋", "nobody holds it", "没有人持有它"))
DECISION(spin_unlock_choice, 1, 2, (NAME, lock, BOOL, held), "held",
	 "Is {lock} held?", "{lock} 被持有吗？",
	 ALT("yes: give it back", "是：释放", "nobody holds it", "没有人持有它"),
	 ALT("BUG: spinlock already unlocked", "BUG：自旋锁已经释放", "this cpu holds it", "本 CPU 持有它"))
STEP(spinlock_taken, KERNEL, 1, 2, (NAME, lock, HEX, preempt_count),
     "{lock} is held; preempt_count {preempt_count} forbids to sleep.", "持有 {lock}；preempt_count 为 {preempt_count}，不许睡眠。")
STEP(spinlock_free, KERNEL, 1, 2, (NAME, lock, HEX, preempt_count),
     "{lock} is free again; preempt_count is {preempt_count}.", "{lock} 重新空闲；preempt_count 为 {preempt_count}。")
STEP(cpu_not_in_process, KERNEL, 1, 1, (HEX, preempt_count),
     "No program runs now: preempt_count is {preempt_count}, or interrupts are off.", "此时没有程序运行：preempt_count 为 {preempt_count}，或中断已关。")

CALL(__lock_page, "mm/filemap.c", 2, 1, (PFN, pfn), "Lock the page of frame {pfn}.", "给页框 {pfn} 的页上锁。")
DECISION(trylock_page, 1, 2, (PFN, pfn, BOOL, locked), "locked",
	 "Is PG_locked of frame {pfn} clear?", "页框 {pfn} 的 PG_locked 空着吗？",
	 ALT("yes: set it", "是：置位", "somebody has locked the page", "有人锁住了页"),
	 ALT("no: sleep until it is unlocked", "否：睡到解锁", "the bit is clear", "该位是空的"))
STEP(page_unlocked, KERNEL, 1, 1, (PFN, pfn),
     "PG_locked of frame {pfn} is clear; who waits is woken.", "页框 {pfn} 的 PG_locked 清零，唤醒等待者。")
