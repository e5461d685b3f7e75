/*
 * The page fault handler: find the VMA, judge the access, hand on to mm/.  Open arch/x86/mm/fault.c.
 *
 * Left out: faults in kernel mode (vmalloc area, exception tables), protection keys, vsyscall, kprobes.
 */
#include "kernel/syscalls.h"
#include "kernel/task.h"
#include "machine/trace.h"

#define TRAP_GP 13
#define TRAP_PF 14
#define BUS_ADRERR 2

static void bad_area(struct machine *m, u64 error_code, u64 address, u32 si_code)
{
	CALLED(m, bad_area, address, si_code);

	/* a kernel address looks protected, so that nobody learns what is mapped there */
	if (address >= TASK_SIZE_MAX)
		error_code |= X86_PF_PROT;
	force_sig_fault(m, SIGSEGV, si_code, address, TRAP_PF, error_code);
}

/* Does the VMA forbid what was tried? */
static bool access_error(struct machine *m, u64 error_code, u32 vma)
{
	u64 flags = vma_at(m, vma)->vm_flags;
	bool bad;

	if (error_code & X86_PF_WRITE)
		bad = !(flags & VM_WRITE);
	else if (error_code & X86_PF_PROT)	/* a present page may be read: it was something else */
		bad = true;
	else
		bad = !(flags & (VM_READ | VM_EXEC | VM_WRITE));
	trace_access_choice(m, error_code, flags & (VM_READ | VM_WRITE | VM_EXEC), bad ? 1 : 0);
	return bad;
}

/* A push goes a little below RSP, an ENTER up to 64 KiB; anything further is no stack access. */
static bool near_stack_pointer(const struct machine *m, u64 address)
{
	return address + 65536 + 32 * 8 >= read_pt_reg(m, current(m), PT_SP);
}

/* The VMA that the address belongs to, after a stack was grown; 0: nobody's. */
static u32 fault_vma(struct machine *m, u64 address)
{
	u32 vma = find_vma(m, current(m)->mm, address);
	const struct vm_area_struct *v = vma_at(m, vma);

	if (!vma || (v->vm_start > address && !(v->vm_flags & VM_GROWSDOWN))) {
		trace_vma_choice(m, address, vma, 2);
		return 0;
	}
	if (v->vm_start <= address) {
		trace_vma_choice(m, address, vma, 0);
		return vma;
	}
	if (!near_stack_pointer(m, address)) {
		trace_vma_choice(m, address, vma, 3);
		return 0;
	}
	trace_vma_choice(m, address, vma, 1);
	return expand_stack(m, vma, address) ? 0 : vma;
}

static void mm_fault_error(struct machine *m, u64 error_code, u64 address, u32 fault)
{
	CALLED(m, mm_fault_error, address, fault);

	if (fault & VM_FAULT_OOM) {
		/* pagefault_out_of_memory(): without an OOM killer the faulting task is the victim */
		force_sig_fault(m, SIGKILL, 0, address, TRAP_PF, error_code);
	} else {
		force_sig_fault(m, SIGBUS, BUS_ADRERR, address, TRAP_PF, error_code);
	}
}

static void __do_page_fault(struct machine *m, u64 error_code, u64 address)
{
	CALLED(m, __do_page_fault, address, error_code);
	u32 flags = FAULT_FLAG_ALLOW_RETRY | FAULT_FLAG_KILLABLE | FAULT_FLAG_USER, fault, vma;

	if (address >= TASK_SIZE_MAX) {
		trace_vma_choice(m, address, 0, 4);
		bad_area(m, error_code, address, SEGV_MAPERR);
		return;
	}
	if (error_code & X86_PF_WRITE)
		flags |= FAULT_FLAG_WRITE;
	if (error_code & X86_PF_INSTR)
		flags |= FAULT_FLAG_INSTRUCTION;
	mutex_lock(m, LOCK_MMAP_SEM_READ);
	vma = fault_vma(m, address);
	if (!vma) {
		mutex_unlock(m, LOCK_MMAP_SEM_READ);
		bad_area(m, error_code, address, SEGV_MAPERR);
		return;
	}
	if (access_error(m, error_code, vma)) {
		mutex_unlock(m, LOCK_MMAP_SEM_READ);
		bad_area(m, error_code, address, SEGV_ACCERR);
		return;
	}
	fault = handle_mm_fault(m, vma, address, flags);
	mutex_unlock(m, LOCK_MMAP_SEM_READ);
	if (fault & VM_FAULT_ERROR) {
		mm_fault_error(m, error_code, address, fault);
		return;
	}
	if (fault & VM_FAULT_MAJOR)
		add(m, current(m), maj_flt, 1);
	else
		add(m, current(m), min_flt, 1);
	trace_fault_counted(m, current(m)->min_flt, current(m)->maj_flt);
}

void do_page_fault(struct machine *m, u64 error_code, u64 address)
{
	CALLED(m, do_page_fault, address, error_code);

	__do_page_fault(m, error_code, address);
}

/* A non-canonical address: no page fault, no address for the signal. */
void do_general_protection(struct machine *m)
{
	CALLED(m, do_general_protection);

	force_sig_fault(m, SIGSEGV, SI_KERNEL, 0, TRAP_GP, 0);
}
