/*
 * Tasks and their kernel stacks.  Open include/linux/sched.h, arch/x86/include/asm/ptrace.h.
 *
 * A kernel stack is 16 KiB of real words in page frames: pt_regs in its top 168 bytes while the task
 * is in the kernel on user space's behalf, STACK_END_MAGIC in its lowest word.
 */
#ifndef KERNEL_TASK_H
#define KERNEL_TASK_H

#include "arch/x86_64/mmu.h"
#include "mm/mm.h"

#define THREAD_SIZE_ORDER 2
#define THREAD_SIZE (PAGE_SIZE << THREAD_SIZE_ORDER)
#define STACK_END_MAGIC 0x57ac6e9dull

#define TASK_RUNNING 0
#define TASK_INTERRUPTIBLE 1
#define TASK_DEAD 0x80
#define EXIT_ZOMBIE 0x20
#define SCHED_NORMAL 0
#define SCHED_FIFO 1
#define SCHED_RR 2
#define MAX_USER_RT_PRIO 100
#define PF_KTHREAD 0x00200000
#define PF_EXITING 0x4
#define TIF_SIGPENDING 0x4

#define __KERNEL_CS 0x10
#define __KERNEL_DS 0x18
#define __USER_CS 0x33
#define __USER_DS 0x2b
#define X86_EFLAGS_IF 0x200

/* struct pt_regs as indexes of words, lowest address first */
enum pt_reg {
	PT_R15, PT_R14, PT_R13, PT_R12, PT_BP, PT_BX, PT_R11, PT_R10, PT_R9, PT_R8, PT_AX, PT_CX,
	PT_DX, PT_SI, PT_DI, PT_ORIG_AX, PT_IP, PT_CS, PT_FLAGS, PT_SP, PT_SS, PT_REGS_WORDS,
};
#define PT_REGS_BYTES (PT_REGS_WORDS * 8ull)

/* The entry points' addresses in the modelled kernel's image. */
#define ENTRY_SYSCALL_64 0xffffffff81400010ull
#define RET_FROM_FORK 0xffffffff81400140ull
#define ENTRY_PAGE_FAULT 0xffffffff81400ac0ull
#define ENTRY_GENERAL_PROTECTION 0xffffffff81400a90ull
#define SCHEDULE_RETURN 0xffffffff81355ceaull	/* inside __schedule(), behind __switch_to_asm */
#define INIT_STACK 0xffffffff81a00000ull	/* init_thread_union: the idle task's stack */

#define CPU_ENTRY_STACK_TOP 0xfffffe0000002200ull	/* TSS.sp0, constant */
#define CPU_ENTRY_STACK_WORDS 64u

static inline const struct task_struct *task_at(const struct machine *m, u32 task)
{
	return task_struct_at(m, task);
}

static inline const struct task_struct *current(const struct machine *m)
{
	return task_at(m, this_cpu(m)->current_task);
}

/* A word of kernel memory: the direct map, or the kernel image. */
static inline u64 kernel_pa(u64 va)
{
	return va >= __START_KERNEL_map ? va - __START_KERNEL_map : __pa(va);
}

static inline u64 task_top_of_stack(const struct task_struct *task)
{
	return task->stack + THREAD_SIZE;
}

static inline u64 task_pt_regs(const struct task_struct *task)
{
	return task_top_of_stack(task) - PT_REGS_BYTES;
}

/* kernel/stack.c */
u64 read_pt_reg(const struct machine *m, const struct task_struct *task, enum pt_reg reg);
void write_pt_reg(struct machine *m, const struct task_struct *task, enum pt_reg reg, u64 value);
void regs_of_cpu(const struct cpu *cpu, u64 *regs);		/* PT_REGS_WORDS values */
void cpu_load_regs(struct machine *m, const struct task_struct *task);	/* user registers back */
bool alloc_thread_stack(struct machine *m, u32 task);
void put_task_stack(struct machine *m, u32 task);
bool stack_end_intact(const struct machine *m, const struct task_struct *task);

/* arch/x86_64/entry.c: into the kernel and out of it, on the current task's stack */
void exception_entry(struct machine *m, u32 vector, u64 address, u64 error_code);
void return_to_user_iret(struct machine *m);
void syscall_entry(struct machine *m, u64 nr, const u64 args[6]);
void syscall_exit(struct machine *m, u64 ret);
void return_from_fork(struct machine *m);

/* arch/x86_64/fault.c */
void do_page_fault(struct machine *m, u64 error_code, u64 address);
void do_general_protection(struct machine *m);

/* kernel/signal.c */
void force_sig_fault(struct machine *m, u32 sig, u32 code, u64 address, u32 trap, u64 error_code);
/* exit_to_usermode_loop(): true when the task is still alive */
bool exit_to_usermode(struct machine *m);

/* kernel/fork.c, exec.c, exit.c, sched.c */
u32 mm_alloc(struct machine *m);
void mmput(struct machine *m, u32 mm);
void mmdrop(struct machine *m, u32 mm);
u32 copy_process(struct machine *m, const char *comm);
int do_execve(struct machine *m, u32 task, const char *comm);
void do_exit(struct machine *m, u64 code);
void sched_init(struct machine *m);
u32 idle_task(const struct machine *m);
void __schedule(struct machine *m, u32 wanted);	/* 0: whoever can run */
void wake_up_new_task(struct machine *m, u32 task);
int sched_setscheduler(struct machine *m, u32 task, u32 policy, u32 priority);

#endif
