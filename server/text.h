/*
 * Every word a user sees exists in English and in Chinese.  The command line speaks one of them,
 * chosen once at the start; HTTP answers carry both.
 */
#ifndef PAGEWALK_TEXT_H
#define PAGEWALK_TEXT_H

#include <stdbool.h>
#include <stdio.h>

struct text {
	const char *en;
	const char *zh;
};

bool in_chinese(void);
bool set_language(const char *name);	/* "en" or "zh"; false for any other */
void set_language_from_environment(void);

/* What the C library calls an errno, in the language of the command line where we have the word. */
const char *error_name(int error);

static inline const char *in_language(struct text text)
{
	return in_chinese() ? text.zh : text.en;
}

/* One line on stderr.  A macro, so that gcc checks the arguments against both formats. */
#define complain(en, zh, ...) \
	fprintf(stderr, in_chinese() ? zh "\n" : en "\n", ##__VA_ARGS__)

#endif
