/* Reading a recording: every value is checked for its type and range before anybody uses it. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scenario/replay/replay.h"

#define RECORDING_MAX_BYTES (64u << 20)
#define RECORDING_MAX_VALUES (8u << 20)

/* The one mistake that is told: the first. */
void refuse_item(struct replay *r, const cJSON *item, const char *en, const char *zh, ...)
{
	struct text_place place = { 1, 1 };
	char words[2][300];
	va_list args;

	if (r->failed)
		return;
	va_start(args, zh);
	vsnprintf(words[0], sizeof(words[0]), en, args);
	va_end(args);
	va_start(args, zh);
	vsnprintf(words[1], sizeof(words[1]), zh, args);
	va_end(args);
	if (item)
		place = json_place_of(&r->doc, item);
	place.line += r->line;
	pw_fail(&r->error, ERROR_SCENARIO, place, "", "%s%.0s", "%.0s%s", words[0], words[1]);
	r->failed = true;
}

const cJSON *rec_document(struct replay *r, const void *text, size_t bytes)
{
	static const struct json_limits limits = {
		RECORDING_MAX_BYTES, RECORDING_MAX_VALUES, ERROR_SCENARIO,
	};

	json_doc_free(&r->doc);
	if (json_doc_read(&r->doc, text, bytes, &limits, &r->error)) {
		r->error.place.line += r->line;
		r->failed = true;
		return NULL;
	}
	return rec_object(r, r->doc.root, NULL);
}

size_t rec_first_line(const char *text, size_t bytes)
{
	const char *newline = memchr(text, '\n', bytes);

	return newline ? (size_t)(newline - text) : bytes;
}

void rec_lines(struct replay *r, const char *text, size_t bytes, record_fn fn, void *context)
{
	const char *at = text, *end = text + bytes;

	for (; at < end && !r->failed; r->line++) {
		size_t length = rec_first_line(at, (size_t)(end - at));
		const cJSON *record = length ? rec_document(r, at, length) : NULL;

		if (record)
			fn(r, record, context);
		at += length + 1;
	}
}

u64 rec_ram_bytes(const char *ram)
{
	char *end;
	u64 bytes = strtoull(ram, &end, 10);

	if (*end != 'M' && *end != 'G')
		return 0;
	return bytes << (*end == 'G' ? 30 : 20);
}

const cJSON *optional(const cJSON *object, const char *key)
{
	const cJSON *item = object ? cJSON_GetObjectItemCaseSensitive(object, key) : NULL;

	return item && !cJSON_IsNull(item) ? item : NULL;
}

static const cJSON *member(struct replay *r, const cJSON *object, const char *key)
{
	const cJSON *item = object;

	if (r->failed || !object)
		return NULL;
	if (key)
		item = cJSON_GetObjectItemCaseSensitive(object, key);
	if (!item)
		refuse_item(r, object, "\"%s\" is missing here", "这里缺少“%s”", key);
	return item;
}

static const cJSON *typed(struct replay *r, const cJSON *item, bool right, const char *en,
			  const char *zh)
{
	if (item && !right) {
		refuse_item(r, item, "%s%.0s should stand here", "%.0s此处应为%s", en, zh);
		return NULL;
	}
	return item;
}

const cJSON *rec_object(struct replay *r, const cJSON *object, const char *key)
{
	const cJSON *item = member(r, object, key);

	return typed(r, item, cJSON_IsObject(item), "an object", "对象");
}

const cJSON *rec_array(struct replay *r, const cJSON *object, const char *key)
{
	const cJSON *item = member(r, object, key);

	return typed(r, item, cJSON_IsArray(item), "a list", "数组");
}

const char *rec_string(struct replay *r, const cJSON *object, const char *key)
{
	const cJSON *item = member(r, object, key);

	item = typed(r, item, cJSON_IsString(item), "a string", "字符串");
	return item ? item->valuestring : "";
}

const cJSON *rec_item(struct replay *r, const cJSON *array, u32 index)
{
	const cJSON *item = r->failed || !array ? NULL : cJSON_GetArrayItem(array, (int)index);

	if (array && !item)
		refuse_item(r, array, "the list has no item %u", "数组没有第 %u 项", index);
	return item;
}

/* "0x1f", "1f" or "31": hexadecimal unless the recording writes a plain number. */
static bool hex_string(const cJSON *item, u64 *value)
{
	char *end;

	if (!*item->valuestring || *item->valuestring == '-')
		return false;
	*value = strtoull(item->valuestring, &end, 16);
	return !*end;
}

s64 rec_s64(struct replay *r, const cJSON *object, const char *key)
{
	const cJSON *item = member(r, object, key);
	u64 value = 0;

	if (!item)
		return 0;
	if (cJSON_IsNumber(item) && item->valuedouble >= -0x1p53 && item->valuedouble <= 0x1p53 &&
	    (double)(s64)item->valuedouble == item->valuedouble)
		return (s64)item->valuedouble;
	if (!cJSON_IsString(item) || !hex_string(item, &value))
		typed(r, item, false, "a whole number, or a string of hexadecimal digits",
		      "整数，或十六进制数字的字符串");
	return (s64)value;
}

u64 rec_u64(struct replay *r, const cJSON *object, const char *key)
{
	s64 value = rec_s64(r, object, key);

	if (value < 0 && cJSON_IsNumber(member(r, object, key)))
		refuse_item(r, member(r, object, key), "a number below zero", "数字小于零");
	return (u64)value;
}

u32 rec_u32(struct replay *r, const cJSON *object, const char *key, u32 max)
{
	u64 value = rec_u64(r, object, key);

	if (value > max) {
		refuse_item(r, member(r, object, key), "0x%llx; at most 0x%x is possible here",
			    "0x%llx，此处最大为 0x%x", (unsigned long long)value, max);
		return 0;
	}
	return (u32)value;
}

u32 rec_key(struct replay *r, const cJSON *item, u32 max)
{
	char *end;
	unsigned long value = strtoul(item->string, &end, 10);

	if (*end || end == item->string || value > max) {
		refuse_item(r, item, "the key \"%s\" is no number up to %u",
			    "键名“%s”不是不超过 %u 的数字", clip(item->string).text, max);
		return 0;
	}
	return (u32)value;
}
