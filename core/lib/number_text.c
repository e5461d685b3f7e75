/* What cJSON's own printer would say, as far as an op or an error needs it. */
#include <stdio.h>
#include <string.h>

#include "lib/number_text.h"

#define DECIMALS 17

/* ".25"; what is too small for the decimals leaves a last 1: the number stays no whole one */
static void add_fraction(double part, char *to)
{
	u32 n = 0;

	to[n++] = '.';
	while (part > 0 && n <= DECIMALS) {
		u32 digit = (u32)(part *= 10);

		to[n++] = (char)('0' + digit);
		part -= digit;
	}
	if (strspn(to + 1, "0") == n - 1)
		to[n - 1] = '1';
	to[n] = '\0';
}

/* 1.5e+300; what is infinite for a double is larger than any number that is asked for */
static void large_text(double value, const char *sign, char *text)
{
	u32 power = 0, digits, n;

	for (; value >= 10 && power < 999; power++)
		value /= 10;
	digits = value < 10 ? (u32)(value * 100000 + 0.5) : 100000;
	if (digits == 1000000) {
		digits = 100000;
		power++;
	}
	snprintf(text, NUMBER_TEXT_MAX, "%s%u.%05u", sign, digits / 100000, digits % 100000);
	for (n = (u32)strlen(text); text[n - 1] == '0'; n--)
		;
	n -= text[n - 1] == '.';
	snprintf(text + n, NUMBER_TEXT_MAX - n, "e+%u", power);
}

const char *number_text(double value, char text[NUMBER_TEXT_MAX])
{
	const char *sign = value < 0 ? "-" : "";
	double size = value < 0 ? -value : value;
	u64 whole;

	if (!(size < 18446744073709551616.0)) {
		large_text(size, sign, text);
		return text;
	}
	whole = (u64)size;
	snprintf(text, NUMBER_TEXT_MAX, "%s%llu", sign, (unsigned long long)whole);
	if (size != (double)whole)
		add_fraction(size - (double)whole, text + strlen(text));
	return text;
}
