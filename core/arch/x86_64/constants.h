/* The numbers of x86_64, and those that are the same everywhere. */
#ifndef ARCH_X86_64_CONSTANTS_H
#define ARCH_X86_64_CONSTANTS_H

#include "arch/constants.h"

/* false: a name that the model does not know */
bool kernel_constant(const char *name, u64 *value);

#endif
