/* The kernel's numbers by their names in its source: a table for each machine. */
#ifndef ARCH_CONSTANTS_H
#define ARCH_CONSTANTS_H

#include <stddef.h>

#include "machine/types.h"

struct kernel_constant {
	const char *name;	/* "PAGE_SHIFT", "sizeof(struct page)" */
	u64 value;
};

/* false: the table has no such name, and *value stands as it stood */
bool find_constant(const struct kernel_constant *table, size_t nr, const char *name, u64 *value);

#endif
