/* The kernel's numbers by their names in its source. */
#ifndef ARCH_X86_64_CONSTANTS_H
#define ARCH_X86_64_CONSTANTS_H

#include "machine/types.h"

struct kernel_constant {
	const char *name;	/* "PAGE_SHIFT", "sizeof(struct page)" */
	u64 value;
};

/* false: a name that the model does not know */
bool kernel_constant(const char *name, u64 *value);

#endif
