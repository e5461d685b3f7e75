/*
 * JSON out: a streaming writer into one buffer that grows and is reused.  No allocation per value.
 *
 * Commas are the writer's business.  When memory is short it goes quiet; the door checks `failed`.
 */
#ifndef RPC_JSON_OUT_H
#define RPC_JSON_OUT_H

#include "machine/types.h"

struct json_out {
	char *data;
	size_t used, room;
	bool failed;
	bool comma;		/* a value stands before this place */
};

void out_reset(struct json_out *o);
void out_free(struct json_out *o);

void out_open(struct json_out *o, char bracket);	/* '{' or '[' */
void out_close(struct json_out *o, char bracket);
void out_key(struct json_out *o, const char *key);
void out_string(struct json_out *o, const char *text);
void out_string_n(struct json_out *o, const char *text, size_t bytes);
void out_number(struct json_out *o, s64 value);
void out_hex(struct json_out *o, u64 value);		/* "0x.." */
void out_bool(struct json_out *o, bool value);
void out_null(struct json_out *o);
void out_raw(struct json_out *o, const char *text);	/* JSON already */
/* Raw bytes, for the verb frames. */
u8 *out_bytes(struct json_out *o, size_t bytes);

/* one member of an object */
void member_string(struct json_out *o, const char *key, const char *text);	/* NULL: null */
void member_number(struct json_out *o, const char *key, s64 value);
void member_hex(struct json_out *o, const char *key, u64 value);
void member_bool(struct json_out *o, const char *key, bool value);
void member_null(struct json_out *o, const char *key);
void member_open(struct json_out *o, const char *key, char bracket);
/* {"en": .., "zh": ..} of two plain texts; NULL en: null */
void member_text2(struct json_out *o, const char *key, const char *en, const char *zh);

#endif
