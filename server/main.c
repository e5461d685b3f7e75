/*
 * The pagewalk command.  A newcomer's map: this file picks a subcommand; cli_*.c are the subcommands;
 * script.c is their way to a session; http.c and its neighbours are `serve`.
 */
#include <errno.h>
#include <pagewalk.h>
#include <string.h>

#include "commands.h"

static enum exit_code run_version(const struct arguments *arguments)
{
	printf("pagewalk %s\n", PW_VERSION);
	return DONE;
}

static const struct command version_command = {
	.name = "version",
	.operands = "",
	.summary = { "Print the version of this program.", "显示本程序的版本。" },
	.run = run_version,
};

static const struct command *const commands[] = {
	&serve_command, &run_command, &check_command,
	&schema_command, &words_command, &replay_command, &version_command,
};

#define NR_COMMANDS (sizeof(commands) / sizeof(commands[0]))

static void print_commands(FILE *out)
{
	fputs(in_chinese() ? "Pagewalk：可执行、可倒退的 Linux 4.19 内存管理模型。\n\n"
			     "用法：pagewalk 子命令 [选项]\n\n" :
			     "Pagewalk: an executable, reversible model of Linux 4.19 memory management.\n\n"
			     "usage: pagewalk SUBCOMMAND [options]\n\n", out);
	for (size_t i = 0; i < NR_COMMANDS; i++)
		fprintf(out, "  %-9s %s\n", commands[i]->name, in_language(commands[i]->summary));
	fputs(in_chinese() ? "\n每个子命令都有 --help。退出码：0 成功，1 期望未满足，2 输入或用法有误。\n" :
			     "\nEach has --help.  Exit codes: 0 done, 1 an expectation failed, "
			     "2 bad input or usage.\n", out);
}

static const struct command *find_command(const char *name)
{
	if (!strcmp(name, "--version"))
		return &version_command;
	for (size_t i = 0; i < NR_COMMANDS; i++) {
		if (!strcmp(commands[i]->name, name))
			return commands[i];
	}
	return NULL;
}

/* `pagewalk --lang zh --help`: the words before any subcommand. */
static int main_options(int argc, char **argv)
{
	int i = 1;

	while (i < argc && !strncmp(argv[i], "--lang", 6)) {
		bool apart = !argv[i][6];
		const char *value = apart ? (i + 1 < argc ? argv[i + 1] : "") : argv[i] + 7;

		if (!set_language(value)) {
			complain("pagewalk: --lang takes zh or en", "pagewalk：--lang 的值是 zh 或 en");
			return -1;
		}
		i += apart ? 2 : 1;
	}
	return i;
}

/* A full disk must not look like a short story. */
static int all_written(int code)
{
	if (!fflush(stdout) && !ferror(stdout))
		return code;
	complain("pagewalk: the output cannot be written: %s", "pagewalk：无法写出结果：%s",
		 error_name(errno));
	return BAD_INPUT;
}

static int walk(int argc, char **argv)
{
	const struct command *command;
	struct arguments arguments;
	int first;

	set_language_from_environment();
	peek_language(argc, argv);
	first = main_options(argc, argv);
	if (first < 0)
		return BAD_INPUT;
	if (first >= argc) {
		print_commands(stderr);
		return BAD_INPUT;
	}
	if (!strcmp(argv[first], "--help") || !strcmp(argv[first], "help")) {
		print_commands(stdout);
		return DONE;
	}
	command = find_command(argv[first]);
	if (!command) {
		complain("pagewalk: no subcommand '%s' (see: pagewalk --help)",
			 "pagewalk：没有子命令“%s”（参见：pagewalk --help）", argv[first]);
		return BAD_INPUT;
	}
	if (!read_arguments(command, argc - first - 1, argv + first + 1, &arguments))
		return BAD_INPUT;
	if (arguments.help) {
		print_help(command);
		return DONE;
	}
	return (int)command->run(&arguments);
}

int main(int argc, char **argv)
{
	return all_written(walk(argc, argv));
}
