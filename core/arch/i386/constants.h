/* The i386 kernel's numbers by their names in its source. */
#ifndef ARCH_I386_CONSTANTS_H
#define ARCH_I386_CONSTANTS_H

#include "arch/x86_64/constants.h"

#define VMALLOC_OFFSET_32 (8u << 20)	/* between the end of the direct map and vmalloc */

/* false: a name that the model does not know */
bool i386_constant(const char *name, u64 *value);

#endif
