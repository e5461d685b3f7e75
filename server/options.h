/*
 * Options of a subcommand, from a table that also prints its help.  Every subcommand has --help and
 * --lang without naming them.
 */
#ifndef PAGEWALK_OPTIONS_H
#define PAGEWALK_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "text.h"

#define MAX_OPTIONS 16

enum exit_code { DONE = 0, EXPECTATION_FAILED = 1, BAD_INPUT = 2 };

struct option {
	const char *name;	/* without its dashes; NULL ends a table */
	const char *value;	/* what the help calls the value; NULL for a switch */
	struct text help;
};

struct arguments;

struct command {
	const char *name;
	const char *operands;	/* "FILE...", as the usage line shows it */
	int min_operands, max_operands;
	struct text summary;
	struct text details;	/* what the help says below the options; may be empty */
	const struct option *options;
	enum exit_code (*run)(const struct arguments *arguments);
};

struct arguments {
	const struct command *command;
	const char *values[MAX_OPTIONS];	/* by place in the table; "" for a switch that is set */
	char **operands;
	int nr_operands;
	bool help;
};

/* --lang may stand last and still decide in which language an earlier mistake is told. */
void peek_language(int argc, char **argv);

/* False when the words do not fit the table: then the reason is on stderr. */
bool read_arguments(const struct command *command, int argc, char **argv, struct arguments *a);

void print_help(const struct command *command);

const char *option_value(const struct arguments *a, const char *name);	/* NULL when not given */

/* The number of an option, or `otherwise`; false (with the reason on stderr) outside [min, max]. */
bool option_number(const struct arguments *a, const char *name, uint64_t min, uint64_t max,
		   uint64_t otherwise, uint64_t *number);

#endif
