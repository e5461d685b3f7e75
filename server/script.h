/*
 * One scenario file in one session, for the command line: read the file, load it, put questions,
 * and tell a refusal on stderr with its place in the file.
 */
#ifndef PAGEWALK_SCRIPT_H
#define PAGEWALK_SCRIPT_H

#include <pagewalk.h>

#include "json.h"
#include "options.h"

/* The core's own limit on a scenario: nothing longer need be read. */
#define SCENARIO_MAX_BYTES (4u << 20)
#define TREE_MAX_BYTES (2u << 20)

struct script {
	const char *file;		/* as messages name it */
	struct pw_session *session;
	cJSON *load;			/* the answer of `load` */
	uint64_t steps;			/* the number of the last step */
};

/* The bytes of a file, or of stdin for "-".  False when unreadable or larger than `limit`. */
bool read_input(const char *path, size_t limit, struct buffer *bytes);

/* Only DONE leaves something to close. */
enum exit_code script_open(struct script *script, const char *path);
void script_close(struct script *script);

/* Put one request; false after a refusal, which stderr then tells. */
bool script_ask(struct script *script, const char *request, struct span *answer);

/* Tell the expectations that did not hold; answers how many. */
int script_failed_expectations(const struct script *script);

uint64_t script_passed_expectations(const struct script *script);

#endif
