/*
 * What a scenario may ask of the machine in user mode: the system calls, and the plain accesses of a
 * program.  Each function is one whole op: it begins and ends in user mode of the current task, and
 * returns a value or -PW_E*.  An access to a bad address delivers SIGSEGV: the task's signal fields
 * (signr, si_code, si_addr) tell why, the process dies, and the op returns -PW_EFAULT.
 */
#ifndef KERNEL_SYSCALLS_H
#define KERNEL_SYSCALLS_H

#include "machine/machine.h"

/* mmap's prot and flags: asm-generic/mman-common.h, asm-generic/mman.h */
#define PROT_NONE	0x0
#define PROT_READ	0x1
#define PROT_WRITE	0x2
#define PROT_EXEC	0x4
#define PROT_GROWSDOWN	0x01000000
#define PROT_GROWSUP	0x02000000
#define MAP_SHARED	0x01
#define MAP_PRIVATE	0x02
#define MAP_TYPE	0x0f
#define MAP_FIXED	0x10
#define MAP_ANONYMOUS	0x20
#define MAP_GROWSDOWN	0x0100
#define MAP_LOCKED	0x2000
#define MAP_NORESERVE	0x4000
#define MAP_POPULATE	0x8000
#define MAP_STACK	0x20000
#define MAP_FIXED_NOREPLACE 0x100000

#define SIGSEGV		11
#define SIGBUS		7
#define SIGKILL		9
#define SEGV_MAPERR	1	/* no VMA there */
#define SEGV_ACCERR	2	/* the VMA forbids this access */
#define SI_KERNEL	0x80	/* non-canonical address: #GP, no address known */

/*
 * A new process of the small program image: a kernel-born task that execs, as init itself does.  It
 * is current afterwards; the task that ran before has yielded and is runnable.
 */
int op_spawn(struct machine *m, const char *comm, u32 *task);
int op_exit(struct machine *m, int code);
/* The current task yields the cpu to `task` (a runnable one); 0 or -PW_ESRCH. */
int switch_to_task(struct machine *m, u32 task);
u32 current_task(const struct machine *m);	/* 0: no user task runs (the cpu idles) */

s64 sys_mmap(struct machine *m, u64 addr, u64 len, u64 prot, u64 flags);
s64 sys_munmap(struct machine *m, u64 addr, u64 len);
s64 sys_brk(struct machine *m, u64 brk);
s64 sys_mprotect(struct machine *m, u64 start, u64 len, u64 prot);

/* The C library's allocator, itself a user of brk and mmap; an address or -PW_ENOMEM. */
s64 user_malloc(struct machine *m, u64 bytes);
s64 user_free(struct machine *m, u64 va);	/* -PW_EINVAL: not a live block (glibc aborts) */

/* 1, 2, 4 or 8 bytes; may cross a page: then it is two accesses, as on the bus. */
int user_write(struct machine *m, u64 va, u64 value, u32 bytes);
int user_read(struct machine *m, u64 va, u32 bytes, u64 *value);
int user_exec(struct machine *m, u64 va);	/* fetch an instruction there */
int user_set_sp(struct machine *m, u64 sp);	/* move RSP: a deep call, a big local array */

#endif
