/*
 * Signals that a fault forces.  Open kernel/signal.c.  No handlers: the default action of SIGSEGV,
 * SIGBUS and SIGKILL ends the process, on its way back to user mode.
 */
#include "kernel/syscalls.h"
#include "kernel/task.h"
#include "machine/trace.h"

void force_sig_fault(struct machine *m, u32 sig, u32 code, u64 address, u32 trap, u64 error_code)
{
	CALLED(m, force_sig_info, sig, code, address);
	const struct task_struct *task = current(m);

	set(m, task, trap_nr, trap);
	set(m, task, error_code, error_code);
	if (trap == 14)
		set(m, task, cr2, address);
	set(m, task, signr, sig);
	set(m, task, thread_flags, task->thread_flags | TIF_SIGPENDING);
	set(m, task, si_code, code);
	set(m, task, si_addr, address);
	if (sig == SIGSEGV && code == SEGV_ACCERR)
		trace_sigsegv_accerr(m, task_struct_index(m, task), address);
	else if (sig == SIGSEGV && code == SEGV_MAPERR)
		trace_sigsegv_maperr(m, task_struct_index(m, task), address);
	else if (sig == SIGSEGV && code == SI_KERNEL)
		trace_sigsegv_kernel(m, task_struct_index(m, task));
	else
		trace_signal_forced(m, task_struct_index(m, task), sig, code);
}

static void get_signal(struct machine *m)
{
	CALLED(m, get_signal, current(m)->signr);

	do_exit(m, current(m)->signr);
}

bool exit_to_usermode(struct machine *m)
{
	CALLED(m, prepare_exit_to_usermode);

	if (!current(m)->signr)
		return true;
	get_signal(m);
	return false;
}
