/* The writer; see json_out.h. */
#include <stdlib.h>
#include <string.h>

#include "rpc/json_out.h"

static bool need(struct json_out *o, size_t bytes)
{
	size_t room = o->room ? o->room : 4096;
	char *grown;

	if (o->used + bytes <= o->room)
		return true;
	while (room < o->used + bytes)
		room *= 2;
	grown = o->failed ? NULL : realloc(o->data, room);
	if (!grown) {
		o->failed = true;
		return false;
	}
	o->data = grown;
	o->room = room;
	return true;
}

static void put(struct json_out *o, const char *bytes, size_t n)
{
	if (!need(o, n))
		return;
	memcpy(o->data + o->used, bytes, n);
	o->used += n;
}

static void before_value(struct json_out *o)
{
	if (o->comma)
		put(o, ",", 1);
	o->comma = true;
}

void out_reset(struct json_out *o)
{
	o->used = 0;
	o->failed = false;
	o->comma = false;
}

void out_free(struct json_out *o)
{
	free(o->data);
	memset(o, 0, sizeof(*o));
}

void out_open(struct json_out *o, char bracket)
{
	before_value(o);
	put(o, &bracket, 1);
	o->comma = false;
}

void out_close(struct json_out *o, char bracket)
{
	put(o, &bracket, 1);
	o->comma = true;
}

static const char *escape_of(char c, char buf[8])
{
	static const char hex[] = "0123456789abcdef";

	switch (c) {
	case '"': return "\\\"";
	case '\\': return "\\\\";
	case '\n': return "\\n";
	case '\t': return "\\t";
	default:
		memcpy(buf, "\\u00", 4);
		buf[4] = hex[(u8)c >> 4];
		buf[5] = hex[c & 15];
		buf[6] = '\0';
		return buf;
	}
}

void out_string_n(struct json_out *o, const char *text, size_t bytes)
{
	const char *end = text + bytes, *plain = text;

	before_value(o);
	put(o, "\"", 1);
	for (; text < end; text++) {
		char buf[8];
		const char *escape;

		if ((u8)*text >= 0x20 && *text != '"' && *text != '\\')
			continue;
		put(o, plain, (size_t)(text - plain));
		escape = escape_of(*text, buf);
		put(o, escape, strlen(escape));
		plain = text + 1;
	}
	put(o, plain, (size_t)(end - plain));
	put(o, "\"", 1);
}

void out_string(struct json_out *o, const char *text)
{
	out_string_n(o, text, strlen(text));
}

static void put_digits(struct json_out *o, u64 value)
{
	char digits[20];
	size_t at = sizeof(digits);

	do {
		digits[--at] = (char)('0' + value % 10);
		value /= 10;
	} while (value);
	put(o, digits + at, sizeof(digits) - at);
}

void out_number(struct json_out *o, s64 value)
{
	before_value(o);
	if (value < 0)
		put(o, "-", 1);
	put_digits(o, value < 0 ? 0 - (u64)value : (u64)value);
}

void out_hex(struct json_out *o, u64 value)
{
	static const char hex[] = "0123456789abcdef";
	char text[20];
	size_t at = sizeof(text);

	text[--at] = '"';
	do {
		text[--at] = hex[value & 15];
		value >>= 4;
	} while (value);
	text[--at] = 'x';
	text[--at] = '0';
	before_value(o);
	put(o, "\"", 1);
	put(o, text + at, sizeof(text) - at);
}

void out_bool(struct json_out *o, bool value)
{
	before_value(o);
	put(o, value ? "true" : "false", value ? 4 : 5);
}

void out_raw(struct json_out *o, const char *text)
{
	before_value(o);
	put(o, text, strlen(text));
}

void out_null(struct json_out *o)
{
	out_raw(o, "null");
}

void out_key(struct json_out *o, const char *key)
{
	out_string(o, key);
	put(o, ":", 1);
	o->comma = false;
}

u8 *out_bytes(struct json_out *o, size_t bytes)
{
	u8 *at;

	if (!need(o, bytes))
		return NULL;
	at = (u8 *)o->data + o->used;
	o->used += bytes;
	return at;
}

void member_string(struct json_out *o, const char *key, const char *text)
{
	out_key(o, key);
	if (text)
		out_string(o, text);
	else
		out_null(o);
}

void member_number(struct json_out *o, const char *key, s64 value)
{
	out_key(o, key);
	out_number(o, value);
}

void member_hex(struct json_out *o, const char *key, u64 value)
{
	out_key(o, key);
	out_hex(o, value);
}

void member_bool(struct json_out *o, const char *key, bool value)
{
	out_key(o, key);
	out_bool(o, value);
}

void member_null(struct json_out *o, const char *key)
{
	out_key(o, key);
	out_null(o);
}

void member_open(struct json_out *o, const char *key, char bracket)
{
	out_key(o, key);
	out_open(o, bracket);
}

void member_text2(struct json_out *o, const char *key, const char *en, const char *zh)
{
	if (!en) {
		member_null(o, key);
		return;
	}
	member_open(o, key, '{');
	member_string(o, "en", en);
	member_string(o, "zh", zh ? zh : en);
	out_close(o, '}');
}
