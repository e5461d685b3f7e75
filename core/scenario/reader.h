/*
 * Reading typed values out of a checked JSON document.
 *
 * Each read_*() either stores a good value and returns 0, or fills the one error (line, column, path,
 * the rule and the value that broke it) and returns -1.  Callers return at once: the first mistake is
 * the only one told.
 */
#ifndef SCENARIO_READER_H
#define SCENARIO_READER_H

#include "scenario/json_doc.h"

#define TEXT_MAX_BYTES 4000u	/* of one text in one language */

struct reader {
	const struct json_doc *doc;
	struct pw_error *error;
	enum error_kind kind;
	char path[128];
	u32 path_length;
};

/* A text in both languages; the strings belong to the document. */
struct text2 {
	const char *text[2];	/* en, zh; NULL: absent */
};

/* One key of an object: how it is read and whether it must be there. */
struct key_type {
	const char *name;
	int (*read)(struct reader *r, const cJSON *item, void *into);
	bool required;
};

/* What an error may list: names with commas between them, cut where they are too many. */
struct names_list {
	char text[300];
	size_t used;
};
void names_add(struct names_list *l, const char *prefix, const char *name);

#define READ_FAIL(r, item, en, zh, ...) \
	pw_fail((r)->error, (r)->kind, json_place_of((r)->doc, item), (r)->path, en, zh, ##__VA_ARGS__)

/* Keeps the path while one member or element is read; restore with path_leave(). */
u32 path_enter_key(struct reader *r, const char *key);
u32 path_enter_index(struct reader *r, u32 index);
void path_leave(struct reader *r, u32 length);

int read_object(struct reader *r, const cJSON *item, const struct key_type *keys, u32 nr_keys,
		void *into);
int want_object(struct reader *r, const cJSON *item);
int want_array(struct reader *r, const cJSON *item, u32 max);
/* Refuses a key that an earlier member of the same object has. */
int want_new_key(struct reader *r, const cJSON *object, const cJSON *member);

int read_u64(struct reader *r, const cJSON *item, u64 min, u64 max, u64 *value);
int read_string(struct reader *r, const cJSON *item, u32 max_bytes, const char **value);
/* The index of the item's text in `choices`. */
int read_choice(struct reader *r, const cJSON *item, const char *const *choices, u32 nr, u64 *index);
/* The same of the text before `end` (in the item's text; NULL: all of it). */
int read_choice_before(struct reader *r, const cJSON *item, const char *end,
		       const char *const *choices, u32 nr, u64 *index);
int read_text2(struct reader *r, const cJSON *item, struct text2 *text);
/* A word that may name a result: a letter or _, then letters, digits, _; at most 31 characters. */
int read_name(struct reader *r, const cJSON *item, const char **name);

/* "64K", "0x1000", "12": false when the text is no such number.  K, M, G, T are powers of 1024. */
bool parse_u64(const char *text, size_t length, u64 *value);
size_t name_length(const char *text);	/* of the name at the start of the text, 0 for none */

#endif
