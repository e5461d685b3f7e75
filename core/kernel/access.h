/* What the kernel itself reads and writes, at an address of its half.  arch/x86_64/kernel_access.c */
#ifndef KERNEL_ACCESS_H
#define KERNEL_ACCESS_H

#include "machine/machine.h"

/*
 * 1, 2, 4 or 8 bytes, at a multiple of that.  0; -PW_EINVAL: not so, or an address of the user half;
 * -PW_EFAULT: not canonical; -PW_EBUG: nothing is mapped there, the kernel oopses.
 */
int kernel_read(struct machine *m, u64 va, u32 bytes, u64 *value);
int kernel_write(struct machine *m, u64 va, u64 value, u32 bytes);

#endif
