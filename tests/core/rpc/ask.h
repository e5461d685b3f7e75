/* Requests to the door, as the tests of core/rpc put them: text in, a parsed answer out. */
#ifndef TESTS_CORE_RPC_ASK_H
#define TESTS_CORE_RPC_ASK_H

#include <cjson/cJSON.h>
#include <pagewalk.h>
#include <stdarg.h>
#include <stdbool.h>

/* The scenarios of the course, in order; NULL after the last. */
const char *course(unsigned int index);

/* A session with scenarios/NAME.json in it; *load (or NULL) gets the answer of `load`. */
struct pw_session *open_scenario(const char *name, cJSON **load);
/* A machine of 128 MiB that has run these ops (the members of the list), standing at the last step. */
struct pw_session *open_ops(const char *ops);

/*
 * The answer is checked before it is given: valid JSON, ok, with a step, the number of steps and a
 * digest.  Quotes in a request are written as '.  Free it with cJSON_Delete().
 */
cJSON *ask(struct pw_session *s, const char *request, ...) __attribute__((format(printf, 2, 3)));
/* The answer's bytes as they are. */
struct pw_response ask_raw(struct pw_session *s, const char *request, ...)
	__attribute__((format(printf, 2, 3)));
/* Its bytes with a NUL behind them, to be freed; and parsed. */
char *text_of(struct pw_response response);
cJSON *parse_of(struct pw_response response);
/* A refusal is checked for its kind and both languages; the message in English, until next time. */
const char *refusal(struct pw_session *s, const char *kind, const char *request, ...)
	__attribute__((format(printf, 3, 4)));

/* "ops[0].label.en": a value inside an answer; NULL when it is not there. */
const cJSON *inside(const cJSON *answer, const char *path, ...)
	__attribute__((format(printf, 2, 3)));
double number_inside(const cJSON *answer, const char *path);
const char *string_inside(const cJSON *answer, const char *path);
unsigned long long hex_inside(const cJSON *answer, const char *path);
int count_inside(const cJSON *answer, const char *path);

#endif
