/*
 * What stands for a part of the C library in the browser's core, where it would bring code along
 * that nobody runs: printf's and scanf's ways with doubles.  (Formats with a double in them are the
 * native program's own business: lib/number_text.h.)
 */
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int vsniprintf(char *restrict to, size_t bytes, const char *restrict format, va_list args);

/* JavaScript's Number(): the double nearest to the text, as strtod's. */
__attribute__((import_module("env"), import_name("number"))) double number(const char *text, size_t bytes);

int snprintf(char *restrict to, size_t bytes, const char *restrict format, ...)
{
	va_list args;
	int n;

	va_start(args, format);
	n = vsniprintf(to, bytes, format, args);
	va_end(args);
	return n;
}

/* Of a number that follows JSON's grammar, which cJSON's caller has seen to (scenario/json_doc.c). */
double strtod(const char *restrict text, char **restrict end)
{
	size_t bytes = strspn(text, "+-.0123456789Ee"), digits = strspn(text, "0123456789");
	double value = 0;

	if (end)
		*end = (char *)(uintptr_t)text + bytes;
	if (digits < bytes || digits > 15)
		return number(text, bytes);
	for (size_t i = 0; i < digits; i++)
		value = value * 10 + (text[i] - '0');
	return value;
}
