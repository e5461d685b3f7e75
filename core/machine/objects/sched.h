/* Tasks, cpus, the TLB; and what the scenario keeps in the machine.  Open include/linux/sched.h. */
#define TLB_ENTRIES 64

#define TASK_STRUCT_FIELDS(F, A) \
	A(char, comm, 16, STR) \
	F(u32, pid, DEC) \
	F(u32, tgid, DEC) \
	F(u32, state, DEC)		/* TASK_RUNNING 0 .. TASK_DEAD 0x80 */ \
	F(u32, exit_state, DEC)		/* EXIT_ZOMBIE 0x20 after exit_notify() */ \
	F(u32, flags, HEX) \
	F(u32, thread_flags, HEX)	/* thread_info.flags: TIF_SIGPENDING 0x4, TIF_NEED_RESCHED 0x8 */ \
	F(u32, policy, DEC)		/* SCHED_NORMAL 0, SCHED_FIFO 1, SCHED_RR 2 */ \
	F(u32, rt_priority, DEC)	/* 1..99 under the two real-time policies */ \
	F(u32, mm, MM) \
	F(u32, active_mm, MM) \
	F(u64, stack, VA)		/* lowest address of the kernel stack */ \
	F(u64, thread_sp, VA) \
	F(u64, exit_code, HEX) \
	F(u64, cr2, VA)			/* thread.cr2, .error_code, .trap_nr of the last bad fault */ \
	F(u64, error_code, HEX) \
	F(u64, si_addr, VA)		/* the signal that was sent: address, number, code */ \
	F(u32, signr, DEC) \
	F(u32, si_code, DEC) \
	F(u32, trap_nr, DEC) \
	A(u32, vmacache, VMACACHE_SIZE, VMA) \
	F(u32, vmacache_seqnum, DEC) \
	F(u32, min_flt, DEC) \
	F(u32, maj_flt, DEC) \
	A(s32, rss_stat, 4, PAGES)	/* not yet synced into mm_struct */ \
	F(u32, rss_events, DEC) \
	F(u32, pad, NONE)

#define CPU_FIELDS(F, A) \
	F(u32, current_task, TASK) \
	F(u32, mode, DEC)		/* 0 user, 1 kernel */ \
	F(u32, loaded_mm, MM) \
	F(u32, is_lazy, BOOL) \
	F(u64, rip, VA) \
	F(u64, rsp, VA) \
	F(u64, rax, HEX) \
	F(u64, rdi, HEX) \
	F(u64, rsi, HEX) \
	F(u64, rdx, HEX) \
	F(u64, r10, HEX) \
	F(u64, r8, HEX) \
	F(u64, r9, HEX) \
	F(u64, rcx, HEX) \
	F(u64, r11, HEX) \
	F(u64, rbx, HEX) \
	F(u64, rbp, HEX) \
	F(u64, r12, HEX) \
	F(u64, r13, HEX) \
	F(u64, r14, HEX) \
	F(u64, r15, HEX) \
	F(u64, rflags, HEX) \
	F(u64, cs, HEX) \
	F(u64, ss, HEX) \
	F(u64, cr2, VA) \
	F(u64, cr3, PA) \
	F(u64, error_code, HEX) \
	F(u64, tss_sp0, VA) \
	F(u64, tss_sp1, VA) \
	F(u64, rsp_scratch, VA) \
	F(u32, tlb_next, DEC)		/* next TLB slot to replace */ \
	F(u32, preempt_count, HEX)	/* PREEMPT 0xff, SOFTIRQ 0xff00, HARDIRQ 0xf0000 */ \
	F(u32, irqs_off, BOOL)		/* by the scenario or an interrupt; see machine/context.h */ \
	F(u32, locks, HEX)		/* held from one op to the next */ \
	A(u64, entry_stack, 64, HEX)	/* 512 bytes; the last word is the highest */

/* One translation held by a cpu; va's frame number is only valid while present is 1. */
#define TLB_ENTRY_FIELDS(F, A) \
	F(u64, va, VA) \
	F(u64, pte, PTE) \
	F(u32, pfn, PFN) \
	F(u32, present, BOOL)

/* A lock that a scenario names; its bit in cpu.locks follows those of the kernel's own locks. */
#define SCENARIO_LOCKS 8
#define SPINLOCK_FIELDS(F, A) \
	A(char, name, 16, STR) \
	F(u32, held, BOOL) \
	F(u32, irqs_off, BOOL)		/* as spin_lock_irqsave() found them: restored by the unlock */ \
	F(u32, irqsave, BOOL) \
	F(u32, pad, NONE)

/* A scenario's name for a result: {"as": "buf"} */
#define BINDING_FIELDS(F, A) \
	A(char, name, 32, STR) \
	F(u64, value, HEX) \
	F(u64, size, BYTES)		/* of a block: bytes asked for; of pages: the order */ \
	F(u32, kind, DEC) \
	F(u32, task, TASK) \
	F(u64, freed, PFN)		/* of pages: the frame it named until that was given back */ \
	F(u32, singles, PAGES)		/* of pages that were split: how many */ \
	F(u32, pad, NONE)

/* A workload's live allocations, in slots; see scenario/workload.c */
#define WORK_SLOT_FIELDS(F, A) \
	F(u32, pfn, PFN) \
	F(u8, order, ORDER) \
	F(u8, migratetype, MT)		/* as which it was asked for */ \
	F(u16, pad, NONE)

/* The same of kernel objects; see scenario/op_slab.c */
#define OBJECT_SLOTS 4096
#define OBJECT_SLOT_FIELDS(F, A) \
	F(u64, object, VA) \
	F(u32, cache, CACHE) \
	F(u32, pad, NONE)

/*
 * The C library's allocator.  Headers of chunks are words in user memory; this is what main_arena
 * and its bins know (glibc keeps it in .data and inside free chunks: see DIFFERENCES).
 */
#define MALLOC_STATE_FIELDS(F, A) \
	F(u32, pid, DEC) \
	F(u32, chunks, DEC)		/* first malloc_chunk, ascending addresses */ \
	F(u64, top, VA) \
	F(u64, top_size, BYTES) \
	F(u64, system_mem, BYTES) \
	F(u64, mmapped_mem, BYTES)

#define MALLOC_CHUNK_FIELDS(F, A) \
	F(u64, addr, VA)		/* of the header */ \
	F(u64, size, BYTES)		/* with header */ \
	F(u32, state, DEC)		/* enum chunk_state */ \
	F(u32, next, DEC)		/* by address */ \
	F(u32, tcache_seq, DEC)		/* in the tcache: the highest was freed last */ \
	F(u32, pad, NONE)

#define SCHED_OBJECTS(O) \
	O(task_struct, TASK_STRUCT, 256) \
	O(cpu, CPU, c->nr_cpus) \
	O(tlb_entry, TLB_ENTRY, TLB_ENTRIES * c->nr_cpus) \
	O(malloc_state, MALLOC_STATE, 1024) \
	O(malloc_chunk, MALLOC_CHUNK, 65536) \
	O(spinlock, SPINLOCK, SCENARIO_LOCKS + 1) \
	O(binding, BINDING, 1024) \
	O(work_slot, WORK_SLOT, 65536) \
	O(object_slot, OBJECT_SLOT, OBJECT_SLOTS)
