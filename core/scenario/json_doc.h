/*
 * JSON from outside: checked first, then parsed by cJSON.
 *
 * cJSON by itself accepts bad UTF-8, trailing bytes and nesting that overflows a small stack.  So the
 * text is scanned first: size, depth, number of values, grammar, encoding.  The scan also notes where
 * each value begins; values are numbered in the order of the text, and after parsing each cJSON item
 * carries its number in valueint (numbers are read from valuedouble only).
 */
#ifndef SCENARIO_JSON_DOC_H
#define SCENARIO_JSON_DOC_H

#include <cjson/cJSON.h>

#include "scenario/error.h"

#define JSON_DEPTH_MAX 16
#define JSON_NUMBER_MAX 32	/* characters of one number */

struct json_limits {
	size_t bytes;
	u32 values;
	enum error_kind kind;	/* of the errors */
};

struct json_place {
	struct text_place value, key;
};

struct json_doc {
	cJSON *root;
	struct json_place *places;
	u32 nr_values, max_values;
};

/* 0, or -1 and *error; then the doc is empty. */
int json_doc_read(struct json_doc *doc, const void *text, size_t bytes,
		  const struct json_limits *limits, struct pw_error *error);
void json_doc_free(struct json_doc *doc);

struct text_place json_place_of(const struct json_doc *doc, const cJSON *item);
struct text_place json_key_place_of(const struct json_doc *doc, const cJSON *item);

#endif
