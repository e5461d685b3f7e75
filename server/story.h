/*
 * One scenario file in one session, for the command line: read the file, load it, put questions,
 * and tell a refusal on stderr with its place in the file.
 */
#ifndef PAGEWALK_STORY_H
#define PAGEWALK_STORY_H

#include <pagewalk.h>

#include "json.h"
#include "options.h"

#define SCENARIO_MAX_BYTES (16u << 20)

struct story {
	const char *file;		/* as messages name it */
	struct pw_session *session;
	cJSON *load;			/* the answer of `load` */
	uint64_t steps;			/* the number of the last step */
};

/* The bytes of a file, or of stdin for "-".  False when unreadable or larger than `limit`. */
bool read_input(const char *path, size_t limit, struct buffer *bytes);

/* Only DONE leaves something to close. */
enum exit_code story_open(struct story *story, const char *path);
void story_close(struct story *story);

/* Put one request; false after a refusal, which stderr then tells. */
bool story_ask(struct story *story, const char *request, struct span *answer);

/* Tell the expectations that did not hold; answers how many. */
int story_failed_expectations(const struct story *story);

uint64_t story_passed_expectations(const struct story *story);

#endif
