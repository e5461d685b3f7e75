/* The subcommands of pagewalk: main.c's table names them, one file each tells what they do. */
#ifndef PAGEWALK_COMMANDS_H
#define PAGEWALK_COMMANDS_H

#include "options.h"

extern const struct command serve_command;
extern const struct command run_command;
extern const struct command check_command;
extern const struct command schema_command;
extern const struct command words_command;
extern const struct command replay_command;

#endif
