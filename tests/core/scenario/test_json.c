/*
 * What is no scenario at all: broken JSON and its like.  Each gives one error with line and column
 * (in characters), and a session that was open before goes on as if nothing had been sent.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "scenario/story.h"

static void assert_at(const struct pw_error *e, u32 line, u32 column, const char *part)
{
	if (e->place.line != line || e->place.column != column || !strstr(e->message[0], part))
		fail_msg("%u:%u: %s\n  but wanted %u:%u: ..%s..", e->place.line, e->place.column,
			 e->message[0], line, column, part);
}

static void test_broken_json(void **state)
{
	static const struct {
		const char *text;
		u32 line, column;
		const char *part;
	} list[] = {
		{ "", 1, 1, "the text is empty" },
		{ " \n\t ", 2, 3, "the text is empty" },
		{ "{", 1, 2, "the text ends where a key in double quotes should follow" },
		{ "{\"a\"", 1, 5, "the text ends where ':' after the key" },
		{ "{\"a\" 1}", 1, 6, "expected ':' after the key" },
		{ "{\"a\":1,}", 1, 8, "expected a key in double quotes" },
		{ "{\"a\":1 \"b\":2}", 1, 8, "expected ',' or '}'" },
		{ "[1,2", 1, 5, "the text ends where ',' or ']'" },
		{ "[1;2]", 1, 3, "expected ',' or ']'" },
		{ "[01]", 1, 3, "expected ',' or ']'" },
		{ "[1.]", 1, 4, "expected a digit" },
		{ "[-]", 1, 3, "expected a digit" },
		{ "[1e+]", 1, 5, "expected a digit" },
		{ "[+1]", 1, 2, "expected a JSON value" },
		{ "[NaN]", 1, 2, "expected a JSON value" },
		{ "[tru]", 1, 2, "expected a JSON value" },
		{ "{} {}", 1, 4, "the text goes on after its one value" },
		{ "{}\n\n x", 3, 2, "the text goes on after its one value" },
		{ "\"a", 1, 3, "the text ends where the string's closing \"" },
		{ "\"a\nb\"", 1, 3, "a control character inside a string" },
		{ "\"\\x\"", 1, 3, "not an escape that JSON knows" },
		{ "\"\\u12\"", 1, 3, "four hexadecimal digits" },
		{ "\"\\u0000\"", 1, 3, "other than 0000" },
		{ "\"\\ud800\"", 1, 8, "half of a surrogate pair" },
		{ "\"\\ud800\\u0041\"", 1, 8, "half of a surrogate pair" },
		{ "// a comment\n{}", 1, 1, "expected a JSON value" },
		{ "{'a':1}", 1, 2, "expected a key in double quotes" },
		{ "\xef\xbb\xbf{}", 1, 1, "a byte order mark at the start" },
		{ "[\"\xe4\xb8\xad\xe6\x96\x87\",]", 1, 7, "expected a JSON value" },
		{ "\t x", 1, 3, "expected a JSON value" },
		{ "  \xef", 1, 3, "expected a JSON value" },
	};

	for (u32 i = 0; i < ARRAY_SIZE(list); i++) {
		/* a block of its own, so that the sanitizer sees a byte read behind it */
		size_t bytes = strlen(list[i].text);
		char *text = memcpy(test_malloc(bytes + !bytes), list[i].text, bytes);
		struct pw_error e = refuse_bytes(text, bytes);

		test_free(text);
		assert_at(&e, list[i].line, list[i].column, list[i].part);
		assert_int_equal(e.kind, ERROR_SCENARIO);
	}
}

static void test_bytes_that_are_no_utf8(void **state)
{
	static const char *const bad[] = {
		"\x80", "\xc0\xaf", "\xe0\x80\x80", "\xed\xa0\x80", "\xf4\x90\x80\x80", "\xff", "\xe4\xb8",
	};
	char text[40];
	struct pw_error e;

	for (u32 i = 0; i < ARRAY_SIZE(bad); i++) {
		snprintf(text, sizeof(text), "{\n\"\xe4\xb8\xad%s\":1}", bad[i]);
		e = refuse_bytes(text, strlen(text));
		assert_at(&e, 2, 3, "this is not valid UTF-8");
	}
	e = refuse_bytes("{\"a\0\":1}", 8);
	assert_at(&e, 1, 4, "a control character inside a string");
	e = refuse_bytes("\0", 1);
	assert_at(&e, 1, 1, "expected a JSON value");
}

/* Every beginning of a good file is refused at its end, and the whole is taken. */
static void test_half_a_file(void **state)
{
	char *text = scenario_text(RAM_128M, "{'op':'boot','note':{'en':'x','zh':'\xe4\xb8\xad'}}");
	size_t n = strlen(text);
	struct story story = { 0 };
	struct pw_error e;

	for (size_t half = 0; half < n; half++) {
		e = refuse_bytes(text, half);
		assert_int_equal(e.place.line, 1);
	}
	assert_int_equal(story_load(&story, text, n, &(struct session_limits){ 0 }, &e), 0);
	story_close(&story);
	free(text);
}

static char *repeated(const char *piece, u32 times, size_t *bytes)
{
	size_t n = strlen(piece);
	char *text = malloc(n * times + 1);

	assert_non_null(text);
	for (u32 i = 0; i < times; i++)
		memcpy(text + i * n, piece, n);
	*bytes = n * times;
	text[*bytes] = '\0';
	return text;
}

static void test_depth(void **state)
{
	static const char *const pieces[] = { "[", "{\"a\":" };
	size_t bytes;

	for (u32 i = 0; i < ARRAY_SIZE(pieces); i++) {
		char *text = repeated(pieces[i], 100000, &bytes);
		struct pw_error e = refuse_bytes(text, bytes);

		assert_at(&e, 1, (u32)strlen(pieces[i]) * 16 + 1, "nested deeper than 16 levels");
		free(text);
	}
}

/* A text over the limit is refused before a byte of it is looked at: here there is no such byte. */
static void test_size_comes_first(void **state)
{
	struct pw_error e = refuse_bytes("", 200u << 20);

	assert_at(&e, 1, 1, "209715200 bytes; at most 4194304 are read");
}

static void test_many_values(void **state)
{
	size_t bytes;
	char *text = repeated(" 0,", 700000, &bytes);
	struct pw_error e;

	text[0] = '[';
	e = refuse_bytes(text, bytes);
	assert_at(&e, 1, 3 * 600000 - 1, "more than 600000 values in one text");
	free(text);
}

static void test_200000_empty_ops(void **state)
{
	size_t bytes;
	char *list = repeated("{},", 200000, &bytes), *text;
	struct pw_error e;

	list[bytes - 1] = '\0';
	text = scenario_text(RAM_128M, list);
	e = refuse_bytes(text, strlen(text));
	assert_error(&e, "ops", "200000 entries; at most 20000 are allowed");
	free(text);
	free(list);
}

static void test_long_numbers(void **state)
{
	struct pw_error e = refuse_text("[123456789012345678901234567890123]");

	assert_at(&e, 1, 35, "a number of more than 32 characters");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_broken_json),
		cmocka_unit_test(test_bytes_that_are_no_utf8),
		cmocka_unit_test(test_half_a_file),
		cmocka_unit_test(test_depth),
		cmocka_unit_test(test_size_comes_first),
		cmocka_unit_test(test_many_values),
		cmocka_unit_test(test_200000_empty_ops),
		cmocka_unit_test(test_long_numbers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
