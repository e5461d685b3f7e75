/*
 * From user mode into the kernel and back.  Open arch/x86/entry/entry_64.S and calling.h.
 *
 * SYSCALL touches no stack: the kernel parks user RSP in rsp_scratch and loads its own from TSS.sp1.
 * An exception lands on the 512-byte entry stack (TSS.sp0), and the entry code copies everything to the
 * task's kernel stack.  Both ways out leave their last words on the entry stack.  No KPTI here.
 */
#include "kernel/task.h"
#include "machine/trace.h"

#define ENOSYS 38
#define SYSCALL_MASK 0x47700ull		/* flags that SYSCALL clears */

static void push_entry_stack(struct machine *m, u32 *at, u64 value)
{
	assert(*at > 0);
	set(m, this_cpu(m), entry_stack[--*at], value);
	set(m, this_cpu(m), rsp, CPU_ENTRY_STACK_TOP - (CPU_ENTRY_STACK_WORDS - *at) * 8ull);
}

static void enter_kernel_mode(struct machine *m, u64 rip, u64 ss, u64 clear_flags)
{
	set(m, this_cpu(m), mode, 1);
	set(m, this_cpu(m), rip, rip);
	set(m, this_cpu(m), cs, __KERNEL_CS);
	set(m, this_cpu(m), ss, ss);
	set(m, this_cpu(m), rflags, this_cpu(m)->rflags & ~clear_flags);
}

/* What the hardware does: switch to TSS.sp0, push six words, jump through the IDT. */
static u32 hardware_exception(struct machine *m, u32 vector, u64 address, u64 error_code)
{
	const struct cpu *c = this_cpu(m);
	const u64 frame[] = { c->ss, c->rsp, c->rflags, c->cs, c->rip, error_code };
	u32 at = CPU_ENTRY_STACK_WORDS;

	if (vector == 14) {
		set(m, c, cr2, address);
		set(m, c, error_code, error_code);
		trace_page_fault_exception(m, address, error_code);
	} else {
		set(m, c, error_code, error_code);
		trace_general_protection_exception(m, address);
	}
	enter_kernel_mode(m, vector == 14 ? ENTRY_PAGE_FAULT : ENTRY_GENERAL_PROTECTION, 0,
			  X86_EFLAGS_IF);
	set(m, c, rsp, c->tss_sp0);
	for (u32 i = 0; i < ARRAY_SIZE(frame); i++)
		push_entry_stack(m, &at, frame[i]);
	trace_push_exception_frame(m, c->rsp, frame[4], frame[1]);
	return at;
}

/* error_entry: the other 15 registers go below the frame, in the order of struct pt_regs. */
static void error_entry(struct machine *m, u32 at, const u64 *regs)
{
	CALLED(m, error_entry);

	for (u32 i = PT_ORIG_AX; i > 0; i--)
		push_entry_stack(m, &at, regs[i - 1]);
	trace_entry_regs_pushed(m, this_cpu(m)->rsp);
}

/* sync_regs(): the 21 words move from the entry stack to the top of the task's kernel stack. */
static void sync_regs(struct machine *m)
{
	const struct task_struct *task = current(m);
	u32 base = CPU_ENTRY_STACK_WORDS - PT_REGS_WORDS;

	for (enum pt_reg i = 0; i < PT_REGS_WORDS; i++)
		write_pt_reg(m, task, i, this_cpu(m)->entry_stack[base + i]);
	write_pt_reg(m, task, PT_ORIG_AX, ~0ull);	/* the error code went on in a register */
	set(m, this_cpu(m), rsp, task_pt_regs(task));
	trace_sync_regs(m, task_struct_index(m, task), task_pt_regs(task));
}

/* Entry and exit run with interrupts off; between them the kernel can be interrupted. */
static void entry_done(struct machine *m)
{
	set(m, this_cpu(m), rflags, this_cpu(m)->rflags | X86_EFLAGS_IF);
	local_irq_restore(m);
}

static void exit_begins(struct machine *m)
{
	local_irq_save(m);
	set(m, this_cpu(m), rflags, this_cpu(m)->rflags & ~(u64)X86_EFLAGS_IF);
}

void exception_entry(struct machine *m, u32 vector, u64 address, u64 error_code)
{
	u64 regs[PT_REGS_WORDS];
	u32 at;

	local_irq_save(m);
	regs_of_cpu(this_cpu(m), regs);
	at = hardware_exception(m, vector, address, error_code);
	error_entry(m, at, regs);
	sync_regs(m);
	entry_done(m);
}

/* swapgs_restore_regs_and_return_to_usermode: IRET's five words and RDI, on the entry stack */
void return_to_user_iret(struct machine *m)
{
	static const enum pt_reg frame[] = { PT_SS, PT_SP, PT_FLAGS, PT_CS, PT_IP, PT_DI };
	const struct task_struct *task = current(m);
	u32 at = CPU_ENTRY_STACK_WORDS;

	exit_begins(m);
	for (u32 i = 0; i < ARRAY_SIZE(frame); i++)
		push_entry_stack(m, &at, read_pt_reg(m, task, frame[i]));
	trace_iret_frame(m, this_cpu(m)->rsp);
	cpu_load_regs(m, task);
	trace_iretq(m, task_struct_index(m, task), this_cpu(m)->rip);
	local_irq_restore(m);
}

void syscall_entry(struct machine *m, u64 nr, const u64 args[6])
{
	const struct task_struct *task = current(m);
	struct cpu *c = edit_cpu(m, this_cpu(m));
	u64 regs[PT_REGS_WORDS];

	local_irq_save(m);
	c->rax = nr;
	c->rdi = args[0];
	c->rsi = args[1];
	c->rdx = args[2];
	c->r10 = args[3];
	c->r8 = args[4];
	c->r9 = args[5];
	c->rcx = c->rip + 2;	/* the instruction behind SYSCALL */
	c->r11 = c->rflags;
	enter_kernel_mode(m, ENTRY_SYSCALL_64, __KERNEL_DS, SYSCALL_MASK);
	trace_syscall_insn(m, nr, this_cpu(m)->rcx);

	set(m, this_cpu(m), rsp_scratch, this_cpu(m)->rsp);
	set(m, this_cpu(m), rsp, this_cpu(m)->tss_sp1);
	trace_syscall_stack(m, this_cpu(m)->rsp_scratch, this_cpu(m)->rsp);

	regs_of_cpu(this_cpu(m), regs);
	regs[PT_SS] = __USER_DS;
	regs[PT_SP] = this_cpu(m)->rsp_scratch;
	regs[PT_FLAGS] = this_cpu(m)->r11;
	regs[PT_CS] = __USER_CS;
	regs[PT_IP] = this_cpu(m)->rcx;
	regs[PT_ORIG_AX] = nr;
	regs[PT_AX] = (u64)-ENOSYS;
	for (enum pt_reg i = 0; i < PT_REGS_WORDS; i++)
		write_pt_reg(m, task, i, regs[i]);
	set(m, this_cpu(m), rsp, task_pt_regs(task));
	trace_syscall_regs(m, task_struct_index(m, task), nr, task_pt_regs(task));
	entry_done(m);
}

/* SYSRET: only user RSP and RDI pass over the entry stack */
void syscall_exit(struct machine *m, u64 ret)
{
	const struct task_struct *task = current(m);
	u32 at = CPU_ENTRY_STACK_WORDS;

	write_pt_reg(m, task, PT_AX, ret);
	trace_syscall_result(m, ret);
	exit_begins(m);
	push_entry_stack(m, &at, read_pt_reg(m, task, PT_SP));
	push_entry_stack(m, &at, read_pt_reg(m, task, PT_DI));
	cpu_load_regs(m, task);
	trace_sysretq(m, task_struct_index(m, task), ret);
	local_irq_restore(m);
}

/* A new task's first way out: it never came in, its pt_regs were made for it. */
void return_from_fork(struct machine *m)
{
	CALLED(m, ret_from_fork);

	set(m, this_cpu(m), rsp, task_pt_regs(current(m)));
	return_to_user_iret(m);
}
