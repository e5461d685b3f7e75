/* Reading the command line. */
#include <string.h>

#include "lib/cmdline.h"

static u32 digit(char c)
{
	if (c >= '0' && c <= '9')
		return (u32)(c - '0');
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? (u32)(c - 'a') + 10 : 16;
}

u64 simple_strtoull(const char *text, const char **end)
{
	u32 base = 10;
	u64 value = 0;

	if (text[0] == '0' && (text[1] | 0x20) == 'x' && digit(text[2]) < 16) {
		base = 16;
		text += 2;
	} else if (text[0] == '0') {
		base = 8;
	}
	for (; digit(*text) < base; text++)
		value = value * base + digit(*text);
	*end = text;
	return value;
}

u64 memparse(const char *text, const char **end)
{
	static const char suffixes[] = "kmgtpe";
	u64 value = simple_strtoull(text, end);
	const char *suffix = **end ? strchr(suffixes, **end | 0x20) : NULL;

	if (!suffix || !*suffix)
		return value;
	(*end)++;
	return value << (10 * (suffix - suffixes + 1));
}

bool parse_option_str(const char *list, const char *word)
{
	size_t length = strlen(word);

	for (;;) {
		size_t bytes = strcspn(list, ",");

		if (bytes == length && !strncmp(list, word, length))
			return true;
		if (!list[bytes])
			return false;
		list += bytes + 1;
	}
}

static void parse_one(struct machine *m, const char *word, size_t length,
		      const struct early_param *params, u32 nr)
{
	const char *equals = memchr(word, '=', length);
	size_t name = equals ? (size_t)(equals - word) : length;
	size_t bytes = equals ? length - name - 1 : 0;
	char value[PARAM_VALUE_MAX];

	bytes = min_t(size_t, bytes, sizeof(value) - 1);
	if (equals)
		memcpy(value, equals + 1, bytes);
	value[bytes] = '\0';
	for (u32 i = 0; i < nr; i++)
		if (strlen(params[i].name) == name && !strncmp(params[i].name, word, name))
			params[i].setup(m, value);
}

void parse_early_options(struct machine *m, const char *cmdline, const struct early_param *params,
			 u32 nr)
{
	while (*cmdline) {
		size_t length = strcspn(cmdline, " ");

		if (length)
			parse_one(m, cmdline, length, params, nr);
		cmdline += length + strspn(cmdline + length, " ");
	}
}
