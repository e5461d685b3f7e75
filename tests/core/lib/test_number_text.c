/* JSON's numbers as text. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/number_text.h"

static void texts(void **state)
{
	static const struct {
		double value;
		const char *text;
	} cases[] = {
		{ 0, "0" }, { 1, "1" }, { -4096, "-4096" }, { 9007199254740991.0, "9007199254740991" },
		{ 9223372036854775808.0, "9223372036854775808" }, { 1.5, "1.5" }, { -0.25, "-0.25" },
		{ 0.1, "0.1" }, { 1e-30, "0.00000000000000001" }, { 1e20, "1e+20" }, { -2.5e300, "-2.5e+300" },
		{ 9.999999e99, "1e+100" }, { INFINITY, "1e+999" }, { 18446744073709551616.0, "1.84467e+19" },
	};

	for (u32 i = 0; i < ARRAY_SIZE(cases); i++) {
		char text[NUMBER_TEXT_MAX];

		assert_string_equal(number_text(cases[i].value, text), cases[i].text);
	}
}

/* what is read back is whole exactly when it was, and the same number then */
static void whole_stays_whole(void **state)
{
	srand(17);
	for (u32 i = 0; i < 200000; i++) {
		double value = ldexp((double)rand(), rand() % 80 - 60), back;
		char text[NUMBER_TEXT_MAX];

		back = strtod(number_text(value, text), NULL);
		assert_int_equal(value == floor(value), back == floor(back));
		assert_true(value >= 18446744073709551616.0 || fabs(back - value) <= value * 1e-15 + 1e-16);
		assert_true(value != floor(value) || value >= 18446744073709551616.0 || back == value);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts),
		cmocka_unit_test(whole_stays_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
