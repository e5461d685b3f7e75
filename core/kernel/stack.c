/* Kernel stacks: allocation, pt_regs, the canary word.  Open kernel/fork.c and asm/ptrace.h. */
#include "kernel/task.h"
#include "machine/trace.h"

u64 read_pt_reg(const struct machine *m, const struct task_struct *task, enum pt_reg reg)
{
	return read_word(m, kernel_pa(task_pt_regs(task)) + reg * 8ull);
}

void write_pt_reg(struct machine *m, const struct task_struct *task, enum pt_reg reg, u64 value)
{
	write_word(m, kernel_pa(task_pt_regs(task)) + reg * 8ull, value);
}

void regs_of_cpu(const struct cpu *c, u64 *regs)
{
	const u64 values[PT_REGS_WORDS] = {
		c->r15, c->r14, c->r13, c->r12, c->rbp, c->rbx, c->r11, c->r10, c->r9, c->r8, c->rax,
		c->rcx, c->rdx, c->rsi, c->rdi, ~0ull, c->rip, c->cs, c->rflags, c->rsp, c->ss,
	};

	for (u32 i = 0; i < PT_REGS_WORDS; i++)
		regs[i] = values[i];
}

void cpu_load_regs(struct machine *m, const struct task_struct *task)
{
	struct cpu *c = edit_cpu(m, this_cpu(m));
	u64 *const to[PT_REGS_WORDS] = {
		&c->r15, &c->r14, &c->r13, &c->r12, &c->rbp, &c->rbx, &c->r11, &c->r10, &c->r9,
		&c->r8, &c->rax, &c->rcx, &c->rdx, &c->rsi, &c->rdi, NULL, &c->rip, &c->cs,
		&c->rflags, &c->rsp, &c->ss,
	};

	for (enum pt_reg i = 0; i < PT_REGS_WORDS; i++)
		if (to[i])
			*to[i] = read_pt_reg(m, task, i);
	c->mode = 0;
}

bool alloc_thread_stack(struct machine *m, u32 task)
{
	CALLED(m, alloc_thread_stack_node, task);
	pfn_t pfn = alloc_pages(m, GFP_KERNEL_ACCOUNT, THREAD_SIZE_ORDER);

	if (pfn == PFN_NONE)
		return false;
	set(m, task_at(m, task), stack, __va(PFN_PHYS(pfn)));
	add(m, node_stat(m), nr_kernel_stack_kb, THREAD_SIZE / 1024);
	write_word(m, PFN_PHYS(pfn), STACK_END_MAGIC);
	trace_thread_stack(m, task, task_at(m, task)->stack, task_top_of_stack(task_at(m, task)));
	return true;
}

void put_task_stack(struct machine *m, u32 task)
{
	CALLED(m, put_task_stack, task);
	pfn_t pfn = (pfn_t)PFN_DOWN(kernel_pa(task_at(m, task)->stack));

	add(m, node_stat(m), nr_kernel_stack_kb, -(s32)(THREAD_SIZE / 1024));
	set(m, task_at(m, task), stack, 0);
	__free_pages(m, pfn, THREAD_SIZE_ORDER);
}

bool stack_end_intact(const struct machine *m, const struct task_struct *task)
{
	return read_word(m, kernel_pa(task->stack)) == STACK_END_MAGIC;
}
