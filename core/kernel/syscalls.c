/*
 * One whole op each: from user mode into the kernel and back.  Open arch/x86/entry/common.c, and the
 * SYSCALL_DEFINE of each call.
 */
#include "kernel/syscalls.h"
#include "kernel/irq.h"
#include "kernel/task.h"
#include "machine/trace.h"

enum { NR_MMAP = 9, NR_MPROTECT = 10, NR_MUNMAP = 11, NR_BRK = 12, NR_SCHED_YIELD = 24,
       NR_EXIT_GROUP = 231 };

/* Behind the switch: a new task comes out of ret_from_fork, another out of its sched_yield(). */
static void resume(struct machine *m)
{
	if (!current_task(m))
		return;		/* the idle task waits in the kernel */
	if (this_cpu(m)->rip == RET_FROM_FORK) {
		return_from_fork(m);
		return;
	}
	syscall_exit(m, 0);
}

static void do_sched_yield(struct machine *m, u32 next)
{
	CALLED(m, __x64_sys_sched_yield);

	__schedule(m, next);
}

/* The cpu goes to `next`; whoever ran enters the kernel first. */
static void give_cpu_to(struct machine *m, u32 next)
{
	if (current_task(m)) {
		trace_user_yields(m, current_task(m));
		syscall_entry(m, NR_SCHED_YIELD, (u64[6]){ 0 });
		do_sched_yield(m, next);
	} else {
		__schedule(m, next);
	}
}

int switch_to_task(struct machine *m, u32 task)
{
	sched_init(m);
	if (!object_live(m, TABLE_task_struct, task) || !task_at(m, task)->pid ||
	    task_at(m, task)->state != TASK_RUNNING)
		return -PW_ESRCH;
	if (task == current_task(m))
		return 0;
	if (!schedule_debug(m))
		return -PW_EBUG;
	give_cpu_to(m, task);
	resume(m);
	return 0;
}

int op_spawn(struct machine *m, const char *comm, u32 *task)
{
	u32 new;
	int error;

	*task = 0;
	sched_init(m);
	trace_spawn(m);
	new = copy_process(m, comm);
	if (!new)
		return -PW_ENOMEM;
	wake_up_new_task(m, new);
	give_cpu_to(m, new);
	error = do_execve(m, new, comm);
	if (error) {
		do_exit(m, SIGKILL);
		resume(m);
		return error;
	}
	*task = new;
	return_from_fork(m);
	return 0;
}

int op_exit(struct machine *m, int code)
{
	if (!current_task(m))
		return -PW_ESRCH;
	trace_user_exits(m, current_task(m), (u64)(u32)code);
	syscall_entry(m, NR_EXIT_GROUP, (u64[6]){ (u64)(u32)code });
	do_exit(m, (u64)(code & 0xff) << 8);
	resume(m);
	return 0;
}

/* MAP_POPULATE: touch every page now, as a write where the VMA is writable; errors are ignored */
static void populate_range(struct machine *m, u64 start, u64 len)
{
	u32 mm = current_mm(m), vma = find_vma(m, mm, start);
	bool write = vma_at(m, vma)->vm_flags & VM_WRITE;
	pfn_t pfn;

	if (!(vma_at(m, vma)->vm_flags & (VM_READ | VM_WRITE | VM_EXEC)))
		return;
	for (u64 va = start; va < start + len; va += PAGE_SIZE) {
		if (get_user_page(m, mm, va, write, &pfn) || m->limit_hit)
			return;
		put_lru_page(m, pfn);
	}
}

static void __mm_populate(struct machine *m, u64 start, u64 len)
{
	CALLED(m, __mm_populate, start, len);

	mutex_lock(m, LOCK_MMAP_SEM_READ);
	populate_range(m, start, len);
	mutex_unlock(m, LOCK_MMAP_SEM_READ);
}

/* SYSCALL_DEFINE6(mmap) without a file: fd is -1 */
static u64 __x64_sys_mmap(struct machine *m, u64 addr, u64 len, u64 prot, u64 flags)
{
	CALLED(m, __x64_sys_mmap, addr, len, prot, flags);
	u64 ret;

	if (!(flags & MAP_ANONYMOUS))
		return (u64)-PW_EINVAL;	/* a file: not on this machine */
	mutex_lock(m, LOCK_MMAP_SEM_WRITE);
	ret = do_mmap(m, 0, addr, len, prot, flags, 0, 0);
	mutex_unlock(m, LOCK_MMAP_SEM_WRITE);
	if (!is_error(ret) && flags & MAP_POPULATE)
		__mm_populate(m, ret, ALIGN_UP(len, PAGE_SIZE));
	return ret;
}

s64 sys_mmap(struct machine *m, u64 addr, u64 len, u64 prot, u64 flags)
{
	u64 ret;

	if (!current_task(m))
		return -PW_ESRCH;
	trace_user_mmap(m, current_task(m), addr, len, prot, flags);
	syscall_entry(m, NR_MMAP, (u64[6]){ addr, len, prot, flags, ~0ull, 0 });
	ret = __x64_sys_mmap(m, addr, len, prot, flags);
	syscall_exit(m, ret);
	return (s64)ret;
}

s64 sys_munmap(struct machine *m, u64 addr, u64 len)
{
	s64 ret;

	if (!current_task(m))
		return -PW_ESRCH;
	trace_user_munmap(m, current_task(m), addr, len);
	syscall_entry(m, NR_MUNMAP, (u64[6]){ addr, len });
	{
		CALLED(m, __x64_sys_munmap, addr, len);

		mutex_lock(m, LOCK_MMAP_SEM_WRITE);
		ret = do_munmap(m, current_mm(m), addr, len);
		mutex_unlock(m, LOCK_MMAP_SEM_WRITE);
	}
	syscall_exit(m, (u64)ret);
	return ret;
}

s64 sys_brk(struct machine *m, u64 brk)
{
	s64 ret;

	if (!current_task(m))
		return -PW_ESRCH;
	if (brk)
		trace_user_brk(m, current_task(m), brk);
	else
		trace_user_brk_asks(m, current_task(m));
	syscall_entry(m, NR_BRK, (u64[6]){ brk });
	ret = do_brk(m, brk);
	syscall_exit(m, (u64)ret);
	return ret;
}

s64 sys_mprotect(struct machine *m, u64 start, u64 len, u64 prot)
{
	s64 ret;

	if (!current_task(m))
		return -PW_ESRCH;
	trace_user_mprotect(m, current_task(m), start, len, prot);
	syscall_entry(m, NR_MPROTECT, (u64[6]){ start, len, prot });
	ret = do_mprotect(m, start, len, prot);
	syscall_exit(m, (u64)ret);
	return ret;
}

/* Kernel's half of a fault; false: the process died of it (and another task may run now). */
bool handle_user_fault(struct machine *m, u64 va, u32 error_code)
{
	if (error_code & MMU_CANONICAL) {
		exception_entry(m, 13, va, 0);
		do_general_protection(m);
	} else {
		exception_entry(m, 14, va, error_code);
		do_page_fault(m, error_code, va);
	}
	if (!exit_to_usermode(m)) {
		resume(m);
		return false;
	}
	return_to_user_iret(m);
	return true;
}
