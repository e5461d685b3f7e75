/* The lookup that the tables of constants of all machines share. */
#include "arch/constants.h"

#include <string.h>

bool find_constant(const struct kernel_constant *table, size_t nr, const char *name, u64 *value)
{
	for (size_t i = 0; i < nr; i++)
		if (strcmp(table[i].name, name) == 0) {
			*value = table[i].value;
			return true;
		}
	return false;
}
