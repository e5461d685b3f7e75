/* The kernel's command line: words, and sizes with a suffix.  Open lib/cmdline.c, kernel/params.c. */
#ifndef LIB_CMDLINE_H
#define LIB_CMDLINE_H

#include "machine/machine.h"

/* 0x.., 0.. or decimal, then K, M, G, T, P or E; *end is what follows. */
u64 memparse(const char *text, const char **end);
u64 simple_strtoull(const char *text, const char **end);

/* Is this word one of the list, whose words have commas between them? */
bool parse_option_str(const char *list, const char *word);

#define PARAM_VALUE_MAX 128		/* bytes of one value, with its NUL; longer ones are cut */

/* What stands before or behind "=" of one word. */
struct early_param {
	const char *name;
	void (*setup)(struct machine *m, const char *value);
};

/* Each word that the table knows, in the order of the line. */
void parse_early_options(struct machine *m, const char *cmdline, const struct early_param *params,
			 u32 nr);

#endif
