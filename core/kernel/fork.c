/*
 * Making tasks and mm_structs, and dropping them.  Open kernel/fork.c.
 *
 * A task here is born by the kernel (kernel_thread(), then exec), the way init and usermode helpers
 * are: there is no parent to copy an address space from.  Left out: copy_mm() of a fork, files, signal
 * handlers, credentials, namespaces.
 */
#include "kernel/task.h"
#include "machine/trace.h"

#define SPAWN_FN 0xffffffff81057d40ull	/* the function that a kernel-born task calls first */
#define FIRST_PID 31u			/* pids below belong to init and the kernel's own threads */

u32 mm_alloc(struct machine *m)
{
	CALLED(m, mm_alloc);
	u32 mm = object_alloc(m, TABLE_mm_struct);

	if (!mm)
		return 0;
	set(m, mm_at(m, mm), mm_users, 1);
	set(m, mm_at(m, mm), mm_count, 1);
	set(m, mm_at(m, mm), task_size, TASK_SIZE);
	if (!pgd_alloc(m, mm)) {
		object_free(m, TABLE_mm_struct, mm);
		return 0;
	}
	trace_mm_created(m, mm, mm_at(m, mm)->pgd);
	return mm;
}

/* The last holder of the mm_struct itself: only now may its PGD go, a cpu may still have it in CR3. */
void mmdrop(struct machine *m, u32 mm)
{
	if (!mm)
		return;
	add(m, mm_at(m, mm), mm_count, -1);
	if (mm_at(m, mm)->mm_count)
		return;
	CALLED(m, __mmdrop, mm);
	pgd_free(m, mm_at(m, mm)->pgd);
	object_free(m, TABLE_mm_struct, mm);
}

void mmput(struct machine *m, u32 mm)
{
	CALLED(m, mmput, mm);

	add(m, mm_at(m, mm), mm_users, -1);
	if (mm_at(m, mm)->mm_users)
		return;
	exit_mmap(m, mm);
	mmdrop(m, mm);
}

static void set_comm(struct machine *m, u32 task, const char *comm)
{
	const struct task_struct *t = task_at(m, task);
	char *to = edit(m, t->comm, sizeof(t->comm));

	for (u32 i = 0; i < sizeof(t->comm); i++)
		to[i] = 0;
	for (u32 i = 0; i + 1 < sizeof(t->comm) && comm[i]; i++)
		to[i] = comm[i];
}

static u32 alloc_pid(struct machine *m)
{
	u32 pid = max_t(u32, sys(m)->next_pid, FIRST_PID);

	set(m, sys(m), next_pid, pid + 1);
	return pid;
}

/* copy_thread_tls(): what __switch_to_asm will pop, and empty pt_regs above it */
static void copy_thread(struct machine *m, u32 task)
{
	const struct task_struct *t = task_at(m, task);
	u64 sp = task_pt_regs(t) - 56;

	write_word(m, kernel_pa(sp + 32), SPAWN_FN);		/* rbx */
	write_word(m, kernel_pa(sp + 48), RET_FROM_FORK);	/* the return address */
	set(m, t, thread_sp, sp);
	trace_fork_frame(m, task, sp);
}

u32 copy_process(struct machine *m, const char *comm)
{
	CALLED(m, copy_process);
	u32 task = object_alloc(m, TABLE_task_struct), pid;

	if (!task)
		return 0;
	if (!alloc_thread_stack(m, task)) {
		object_free(m, TABLE_task_struct, task);
		return 0;
	}
	set_comm(m, task, comm);
	set(m, task_at(m, task), flags, PF_KTHREAD);
	copy_thread(m, task);
	pid = alloc_pid(m);
	set(m, task_at(m, task), pid, pid);
	set(m, task_at(m, task), tgid, pid);
	trace_task_newtask(m, task, pid);
	return task;
}
