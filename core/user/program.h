/* What user space does by itself: loads and stores of a program, through the MMU. */
#ifndef USER_PROGRAM_H
#define USER_PROGRAM_H

#include "kernel/syscalls.h"

/* kernel/syscalls.c: the kernel's half of a fault; false: the process died of it */
bool handle_user_fault(struct machine *m, u64 va, u32 error_code);

#endif
