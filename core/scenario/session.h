/*
 * A session: one machine, the scenario that drives it, and the history of every step.
 *
 * Loading checks the whole file first, then creates the machine and runs every op through history.
 * Nothing is kept from a file that fails: the story loaded before it stays as it was.
 */
#ifndef SCENARIO_SESSION_H
#define SCENARIO_SESSION_H

#include "machine/history.h"
#include "scenario/scenario.h"

struct session_limits {
	u64 history_bytes, arena_bytes;
};

struct story {
	struct scenario *scenario;
	struct machine *m;
	struct history *history;
	u32 expects_passed, expects_failed;
	u64 start_step;			/* the step after which the story begins */
};

/* 0, or -1 and *error; then *story is as before. */
int story_load(struct story *story, const void *text, size_t bytes,
	       const struct session_limits *limits, struct pw_error *error);
int story_append(struct story *story, const void *text, size_t bytes, struct pw_error *error);
/*
 * A second story with the same past: the first `nr` ops and the machine as they left it.  Its limits
 * are those of the first.  The first one's history then stands at that boundary.
 */
int story_clone(struct story *clone, struct story *from, u32 nr, struct pw_error *error);
void story_close(struct story *story);

/* The op whose steps hold `step`; before the first op: 0. */
u32 story_op_at(const struct story *story, u64 step);
/* The slice of history in a workload that ends it: it only closes the op. */
#define LAST_ITERATION 0xffffffffu

#endif
