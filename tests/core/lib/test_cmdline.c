/* The command line's words and sizes, as lib/cmdline.c and kernel/params.c read them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/cmdline.h"

static void sizes(void **state)
{
	static const struct {
		const char *text;
		u64 value;
		const char *rest;
	} cases[] = {
		{ "0", 0, "" }, { "17", 17, "" }, { "017", 15, "" }, { "0x1fG", 31ull << 30, "" },
		{ "4k", 4096, "" }, { "200M@64M", 200ull << 20, "@64M" }, { "1T", 1ull << 40, "" },
		{ "2P", 2ull << 50, "" }, { "1E", 1ull << 60, "" }, { "12q", 12, "q" },
		{ "", 0, "" }, { "M", 0, "" }, { "50%", 50, "%" }, { "0xg", 0, "xg" }, { "089", 0, "89" },
	};

	for (u32 i = 0; i < ARRAY_SIZE(cases); i++) {
		const char *end;

		assert_true(memparse(cases[i].text, &end) == cases[i].value);
		assert_string_equal(end, cases[i].rest);
	}
}

static void words_of_a_list(void **state)
{
	assert_true(parse_option_str("mirror", "mirror"));
	assert_true(parse_option_str("a,mirror", "mirror"));
	assert_true(parse_option_str("mirror,b", "mirror"));
	assert_false(parse_option_str("mirrors", "mirror"));
	assert_false(parse_option_str("mirro,r", "mirror"));
	assert_false(parse_option_str("", "mirror"));
}

static char seen[256];

static void note_mem(struct machine *m, const char *value)
{
	snprintf(seen + strlen(seen), sizeof(seen) - strlen(seen), "mem<%s>", value);
}

static void note_quiet(struct machine *m, const char *value)
{
	snprintf(seen + strlen(seen), sizeof(seen) - strlen(seen), "quiet<%s>", value);
}

static void words(void **state)
{
	static const struct early_param params[] = { { "mem", note_mem }, { "quiet", note_quiet } };

	parse_early_options(NULL, "  mem=1  quiet xmem=2 memx=3 mem= mem mem=a=b quiet=no ", params, 2);
	assert_string_equal(seen, "mem<1>quiet<>mem<>mem<>mem<a=b>quiet<no>");
	seen[0] = '\0';
	parse_early_options(NULL, "", params, 2);
	assert_string_equal(seen, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(sizes), cmocka_unit_test(words),
		cmocka_unit_test(words_of_a_list),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
