/* Requests to the door, for tests; see ask.h. */
#define _GNU_SOURCE	/* vasprintf() */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "rpc/ask.h"

static const char *const names[] = {
	"01-start-here", "02-boot", "03-first-touch", "04-buddy", "05-zero-page", "06-bad-address",
	"12-boot-device-tree", "31-array-cache", "43-slub", "44-slob",
};

static char *file_text(const char *name)
{
	char path[300], *text;
	long bytes;
	FILE *in;

	snprintf(path, sizeof(path), "%s/scenarios/%s.json", PAGEWALK_SOURCE_DIR, name);
	in = fopen(path, "rb");
	if (!in)
		return NULL;
	fseek(in, 0, SEEK_END);
	bytes = ftell(in);
	rewind(in);
	text = calloc(1, (size_t)bytes + 1);
	assert_int_equal(fread(text, 1, (size_t)bytes, in), bytes);
	fclose(in);
	return text;
}

const char *course(unsigned int index)
{
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		char *text = file_text(names[i]);

		free(text);
		if (text && !index--)
			return names[i];
	}
	return NULL;
}

/* The text travels as a JSON string: cJSON writes it. */
static struct pw_session *open_text(const char *text, cJSON **load)
{
	struct pw_session *s = pw_open(NULL);
	cJSON *request = cJSON_CreateObject();
	struct pw_response response;
	char *bytes;

	assert_non_null(s);
	cJSON_AddStringToObject(request, "verb", "load");
	cJSON_AddStringToObject(request, "scenario", text);
	bytes = cJSON_PrintUnformatted(request);
	pw_call(s, bytes, strlen(bytes), &response);
	if (!response.ok)
		fail_msg("load: %.*s", (int)response.bytes, (const char *)response.data);
	if (load)
		*load = parse_of(response);
	cJSON_free(bytes);
	cJSON_Delete(request);
	return s;
}

struct pw_session *open_scenario(const char *name, cJSON **load)
{
	char *text = file_text(name);
	struct pw_session *s;

	assert_non_null(text);
	s = open_text(text, load);
	free(text);
	return s;
}

struct pw_session *open_ops(const char *ops)
{
	static const char frame[] =
		"{\"format\":1,\"title\":{\"en\":\"t\",\"zh\":\"标题\"},\"machine\":{\"arch\":\"x86_64\","
		"\"ram\":\"128M\"},\"ops\":[%s]}";
	size_t room = sizeof(frame) + strlen(ops);
	char *text = malloc(room), *p;
	struct pw_session *s;
	cJSON *load;

	snprintf(text, room, frame, ops);
	for (p = text; *p; p++)
		if (*p == '\'')
			*p = '"';
	s = open_text(text, &load);
	cJSON_Delete(ask(s, "{'verb':'seek','to':%d}", (int)number_inside(load, "steps")));
	cJSON_Delete(load);
	free(text);
	return s;
}

static struct pw_response put(struct pw_session *s, const char *format, va_list args)
{
	struct pw_response response;
	char *request = NULL, *p;
	int bytes = vasprintf(&request, format, args);

	assert_true(bytes >= 0);
	for (p = request; *p; p++)
		if (*p == '\'')
			*p = '"';
	pw_call(s, request, (size_t)bytes, &response);
	free(request);
	return response;
}

struct pw_response ask_raw(struct pw_session *s, const char *request, ...)
{
	struct pw_response response;
	va_list args;

	va_start(args, request);
	response = put(s, request, args);
	va_end(args);
	return response;
}

char *text_of(struct pw_response response)
{
	char *text = calloc(1, response.bytes + 1);

	assert_non_null(text);
	memcpy(text, response.data, response.bytes);
	return text;
}

cJSON *parse_of(struct pw_response response)
{
	cJSON *answer = cJSON_ParseWithLength(response.data, response.bytes);

	if (!answer)
		fail_msg("no JSON: %.*s", (int)response.bytes, (const char *)response.data);
	return answer;
}

cJSON *ask(struct pw_session *s, const char *request, ...)
{
	struct pw_response response;
	const cJSON *digest;
	cJSON *answer;
	va_list args;

	va_start(args, request);
	response = put(s, request, args);
	va_end(args);
	if (!response.ok)
		fail_msg("%s: %.*s", request, (int)response.bytes, (const char *)response.data);
	assert_true(response.is_json);
	answer = parse_of(response);
	assert_true(cJSON_IsTrue(inside(answer, "ok")));
	assert_true(number_inside(answer, "step") <= number_inside(answer, "steps"));
	digest = inside(answer, "digest");
	assert_true(cJSON_IsString(digest) && !strncmp(digest->valuestring, "0x", 2));
	return answer;
}

static bool holds_chinese(const char *text)
{
	for (; *text; text++)
		if ((unsigned char)*text >= 0xe3)
			return true;
	return false;
}

const char *refusal(struct pw_session *s, const char *kind, const char *request, ...)
{
	static char message[500];
	struct pw_response response;
	cJSON *answer;
	va_list args;

	va_start(args, request);
	response = put(s, request, args);
	va_end(args);
	if (response.ok || !response.is_json)
		fail_msg("%s is not refused: %.*s", request, (int)response.bytes, (const char *)response.data);
	answer = parse_of(response);
	assert_true(cJSON_IsFalse(inside(answer, "ok")));
	snprintf(message, sizeof(message), "%s", string_inside(answer, "error.message.en"));
	if (strcmp(string_inside(answer, "error.kind"), kind))
		fail_msg("%s: kind %s, not %s: %s", request, string_inside(answer, "error.kind"),
			 kind, message);
	if (!*message || !holds_chinese(string_inside(answer, "error.message.zh")))
		fail_msg("%s: not told in both languages: %s", request, message);
	cJSON_Delete(answer);
	return message;
}

static const cJSON *step_inside(const cJSON *value, const char **path)
{
	size_t n = strcspn(*path, ".[]");
	char name[64];

	if (**path == '[') {
		char *end;
		long i = strtol(*path + 1, &end, 10);

		*path = end + 1 + (end[1] == '.');
		return cJSON_GetArrayItem(value, (int)i);
	}
	snprintf(name, sizeof(name), "%.*s", (int)n, *path);
	*path += n + ((*path)[n] == '.');
	return cJSON_GetObjectItemCaseSensitive(value, name);
}

const cJSON *inside(const cJSON *answer, const char *format, ...)
{
	char path[200];
	const char *p = path;
	va_list args;

	va_start(args, format);
	vsnprintf(path, sizeof(path), format, args);
	va_end(args);
	while (answer && *p)
		answer = step_inside(answer, &p);
	return answer;
}

double number_inside(const cJSON *answer, const char *path)
{
	const cJSON *value = inside(answer, "%s", path);

	if (!cJSON_IsNumber(value))
		fail_msg("%s is no number", path);
	return value->valuedouble;
}

const char *string_inside(const cJSON *answer, const char *path)
{
	const cJSON *value = inside(answer, "%s", path);

	if (!cJSON_IsString(value))
		fail_msg("%s is no string", path);
	return value->valuestring;
}

unsigned long long hex_inside(const cJSON *answer, const char *path)
{
	const char *text = string_inside(answer, path);

	assert_memory_equal(text, "0x", 2);
	return strtoull(text, NULL, 16);
}

int count_inside(const cJSON *answer, const char *path)
{
	const cJSON *value = inside(answer, "%s", path);

	if (!cJSON_IsArray(value))
		fail_msg("%s is no list", path);
	return cJSON_GetArraySize(value);
}
