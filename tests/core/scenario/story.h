/* Scenarios as the tests of core/scenario write them: JSON with ' for ", run or refused. */
#ifndef TESTS_CORE_SCENARIO_STORY_H
#define TESTS_CORE_SCENARIO_STORY_H

#include "scenario/session.h"

/* {"format": 1, title, the machine's members, the ops' list}: free() it. */
char *scenario_text(const char *machine, const char *ops);
#define RAM_128M "'arch':'x86_64','ram':'128M'"

/* Runs it; a refusal fails the test. */
struct story run_scenario(const char *machine, const char *ops);
/* Behind a boot and a spawned task A. */
struct story run_after_boot(const char *ops);

/* Refuses it, with both languages and one of the places; whose error it is. */
struct pw_error refuse_bytes(const void *text, size_t bytes);
struct pw_error refuse_text(const char *text);
struct pw_error refuse_after_boot(const char *ops);
/* The error's path, and a part of its English words. */
void assert_error(const struct pw_error *e, const char *path, const char *part);

void append_op(struct story *story, const char *op);
struct pw_error refuse_append(struct story *story, const char *op);

const struct op *last_op(const struct story *story);
/* Every invariant holds here, and so did every expectation. */
void assert_sound(const struct story *story);
/*
 * Undo all is the start, redo all is the end, and every boundary between ops has the digest that it
 * has on the way back and in a second run; the invariants hold at each.
 */
void assert_reversible(struct story *story);

#endif
