/*
 * One clear error: where, what, and in both languages.
 *
 * Everything that reads input from outside fills one of these and stops at the first mistake; the
 * door writes it out.  The same text in, the same error out, in every build.
 */
#ifndef SCENARIO_ERROR_H
#define SCENARIO_ERROR_H

#include "machine/late.h"
#include "machine/types.h"

enum error_kind { ERROR_NONE, ERROR_SCENARIO, ERROR_REQUEST, ERROR_RANGE, ERROR_LIMIT };

struct text_place {
	u32 line, column;	/* from 1; 0: no place in a text */
};

struct pw_error {
	enum error_kind kind;
	struct text_place place;
	char path[128];			/* "ops[2].pages", "" for none */
	char message[2][480];		/* en, zh */
};

const char *error_kind_name(enum error_kind kind);

/* Both formats take the same arguments in the same order.  Always -1, so that callers can return it. */
int pw_fail_late(struct pw_error *e, enum error_kind kind, struct text_place place, const char *path,
		 const char *en, const char *zh, ...)
	__attribute__((format(printf, 5, 7), format(printf, 6, 7)));
#define pw_fail(e, kind, place, path, en, zh, ...) \
	pw_fail_late(e, kind, place, path, LATE(en), LATE(zh), ##__VA_ARGS__)

/* User text for a message: one line, at most 40 characters, whole UTF-8 sequences. */
struct clipped {
	char text[168];
};
struct clipped clip(const char *text);

#endif
