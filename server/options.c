/* Reading a subcommand's words by its option table. */
#include "options.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const struct option common_options[] = {
	{ "lang", "zh|en", { "speak Chinese or English", "使用中文或英文" } },
	{ "help", NULL, { "show this help", "显示本帮助" } },
	{ NULL, NULL, { NULL, NULL } },
};

static int find_option(const struct option *table, const char *name, size_t length)
{
	for (int i = 0; table && table[i].name; i++) {
		if (strlen(table[i].name) == length && !strncmp(table[i].name, name, length))
			return i;
	}
	return -1;
}

static bool refuse(const struct command *c, const char *word, const char *en, const char *zh)
{
	complain("pagewalk %s: %s '%s' (see: pagewalk %s --help)",
		 "pagewalk %s：%s“%s”（参见：pagewalk %s --help）",
		 c->name, in_chinese() ? zh : en, word, c->name);
	return false;
}

static bool set_common(struct arguments *a, int i, const char *value)
{
	if (!strcmp(common_options[i].name, "help"))
		a->help = true;
	else if (!set_language(value))
		return refuse(a->command, value, "the language is zh or en, not",
			      "语言只能是 zh 或 en，不能是");
	return true;
}

/* Takes one option, and the following word when the value stands there.  Answers words taken, 0 = bad. */
static int take_option(struct arguments *a, char **words, int left)
{
	const char *name = words[0] + 2, *equals = strchr(name, '=');
	size_t length = equals ? (size_t)(equals - name) : strlen(name);
	int own = find_option(a->command->options, name, length);
	int common = find_option(common_options, name, length), taken = 1;
	const struct option *spec;
	const char *value = equals ? equals + 1 : "";

	if (own < 0 && common < 0)
		return refuse(a->command, words[0], "unknown option", "未知选项");
	spec = own >= 0 ? &a->command->options[own] : &common_options[common];
	if (!spec->value && equals)
		return refuse(a->command, words[0], "no value belongs to", "此选项不带值：");
	if (spec->value && !equals) {
		if (left < 2)
			return refuse(a->command, words[0], "a value is missing after", "缺少值：");
		value = words[1];
		taken = 2;
	}
	if (own < 0)
		return set_common(a, common, value) ? taken : 0;
	if (a->values[own])
		return refuse(a->command, words[0], "given twice:", "重复的选项：");
	a->values[own] = value;
	return taken;
}

void peek_language(int argc, char **argv)
{
	for (int i = 0; i < argc; i++) {
		if (!strncmp(argv[i], "--lang=", 7))
			set_language(argv[i] + 7);
		else if (!strcmp(argv[i], "--lang") && i + 1 < argc)
			set_language(argv[i + 1]);
	}
}

bool read_arguments(const struct command *command, int argc, char **argv, struct arguments *a)
{
	bool options_end = false;

	memset(a, 0, sizeof(*a));
	a->command = command;
	a->operands = argv;	/* operands move down over the options that are read */
	for (int i = 0; i < argc;) {
		char *word = argv[i];

		if (!options_end && !strcmp(word, "--")) {
			options_end = true;
			i++;
		} else if (!options_end && word[0] == '-' && word[1] == '-') {
			int taken = take_option(a, argv + i, argc - i);

			if (!taken)
				return false;
			i += taken;
		} else if (!options_end && word[0] == '-' && word[1]) {
			return refuse(command, word, "unknown option", "未知选项");
		} else {
			a->operands[a->nr_operands++] = word;
			i++;
		}
	}
	if (a->help)
		return true;
	if (a->nr_operands < command->min_operands)
		return refuse(command, command->operands, "missing:", "缺少：");
	if (a->nr_operands > command->max_operands)
		return refuse(command, a->operands[command->max_operands], "one word too many:",
			      "多余的参数：");
	return true;
}

static void print_options(const struct option *table)
{
	char left[64];

	for (; table && table->name; table++) {
		snprintf(left, sizeof(left), "--%s%s%s", table->name, table->value ? " " : "",
			 table->value ? table->value : "");
		printf("  %-24s %s\n", left, in_language(table->help));
	}
}

void print_help(const struct command *c)
{
	printf(in_chinese() ? "用法：pagewalk %s%s%s [选项]\n\n%s\n\n" :
	       "usage: pagewalk %s%s%s [options]\n\n%s\n\n",
	       c->name, *c->operands ? " " : "", c->operands, in_language(c->summary));
	print_options(c->options);
	print_options(common_options);
	if (c->details.en)
		printf("\n%s\n", in_language(c->details));
}

const char *option_value(const struct arguments *a, const char *name)
{
	int i = find_option(a->command->options, name, strlen(name));

	return i < 0 ? NULL : a->values[i];
}

bool option_number(const struct arguments *a, const char *name, uint64_t min, uint64_t max,
		   uint64_t otherwise, uint64_t *number)
{
	const char *value = option_value(a, name);
	char *end;

	*number = otherwise;
	if (!value)
		return true;
	errno = 0;
	*number = strtoull(value, &end, 10);
	if (isdigit((unsigned char)value[0]) && !*end && !errno && *number >= min && *number <= max)
		return true;
	complain("pagewalk %s: --%s takes a number from %llu to %llu, not '%s'",
		 "pagewalk %s：--%s 的值应是 %llu 到 %llu 之间的数，不能是“%s”", a->command->name, name,
		 (unsigned long long)min, (unsigned long long)max, value);
	return false;
}
