/*
 * Reading JSON in two ways.  A span is raw text inside somebody else's bytes: good for passing a part
 * of an answer on unchanged (a step record, a view) and for peeking at one member.  Where the values
 * themselves are needed the command line parses with cJSON, and the helpers below shorten that.
 */
#ifndef PAGEWALK_JSON_H
#define PAGEWALK_JSON_H

#include <cjson/cJSON.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "buffer.h"

struct span {
	const char *data;
	size_t bytes;
};

/* The value of a member of the object that `object` holds; false if there is none. */
bool span_member(struct span object, const char *name, struct span *value);

/* Walk an array: set `rest` to the array first, then call until it answers false. */
bool span_next(struct span *rest, struct span *element);

bool span_number(struct span value, uint64_t *number);
bool span_is(struct span value, const char *text);	/* the raw text, quotes included */

/* The same JSON with a line for each member, indented by two; numbers and strings untouched. */
void json_indent(struct buffer *out, struct span value);

const char *json_string(const cJSON *object, const char *name);	/* "" when absent */
uint64_t json_number(const cJSON *object, const char *name);	/* 0 when absent */

/* The member `en` or `zh` of a bilingual value, as the command line speaks. */
const cJSON *json_in_language(const cJSON *object, const char *name);

/* A sentence: a string, or a list of strings and [kind, text, id] tokens. */
void json_sentence(struct buffer *out, const cJSON *sentence);

#endif
