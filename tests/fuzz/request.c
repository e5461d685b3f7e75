/* Requests and answers of the fuzzers; see request.h. */
#define _GNU_SOURCE	/* memmem */
#include "request.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct pw_response answer;

char *load_request(const uint8_t *text, size_t bytes, size_t *length)
{
	static const char head[] = "{\"verb\":\"load\",\"scenario\":\"", tail[] = "\"}";
	char *request = malloc(sizeof(head) + bytes * 6 + sizeof(tail)), *to = request;

	if (!request)
		abort();
	to += sprintf(to, "%s", head);
	for (size_t i = 0; i < bytes; i++) {
		if (text[i] < 0x20)
			to += sprintf(to, "\\u%04x", text[i]);
		else if (text[i] == '"' || text[i] == '\\')
			to += sprintf(to, "\\%c", text[i]);
		else
			*to++ = (char)text[i];
	}
	to += sprintf(to, "%s", tail);
	*length = (size_t)(to - request);
	return request;
}

static void bug(const char *what, const char *request, size_t length)
{
	fprintf(stderr, "ERROR: %s\nrequest: %.*s\nanswer: %.*s\n", what, (int)length, request,
		(int)(answer.bytes < 2000 ? answer.bytes : 2000), (const char *)answer.data);
	abort();
}

int ask(struct pw_session *s, const char *request, size_t length)
{
	static const char refused[] = "{\"ok\":false";

	pw_call(s, request, length, &answer);
	if (!answer.data)
		bug("no answer", request, length);
	if (answer.is_json && (answer.bytes < 2 || ((const char *)answer.data)[0] != '{' ||
			       ((const char *)answer.data)[answer.bytes - 1] != '}'))
		bug("an answer that is no JSON object", request, length);
	if (!answer.is_json && !answer.ok)
		bug("a refusal that is no JSON", request, length);
	if (!answer.ok != !strncmp(answer.data, refused, sizeof(refused) - 1) && answer.is_json)
		bug("`ok` says one thing, the answer another", request, length);
	return answer.ok;
}

int askf(struct pw_session *s, const char *format, ...)
{
	static char request[1 << 16];
	va_list args;
	int n;

	va_start(args, format);
	n = vsnprintf(request, sizeof(request), format, args);
	va_end(args);
	if (n < 0 || (size_t)n >= sizeof(request))
		abort();
	return ask(s, request, (size_t)n);
}

uint64_t answer_number(const char *key, uint64_t otherwise)
{
	char quoted[64];
	const char *found;
	int n = snprintf(quoted, sizeof(quoted), "\"%s\":", key);

	found = memmem(answer.data, answer.bytes, quoted, (size_t)n);
	if (!found)
		return otherwise;
	found += n;
	found += *found == ' ';
	found += *found == '"';
	return strtoull(found, NULL, 0);
}

uint32_t hash_of(const uint8_t *data, size_t bytes)
{
	uint32_t hash = 2166136261u;

	for (size_t i = 0; i < bytes; i++)
		hash = (hash ^ data[i]) * 16777619u;
	return hash >> 16 ^ hash;
}

int answer_holds(const char *text)
{
	return memmem(answer.data, answer.bytes, text, strlen(text)) != NULL;
}

void answer_print(void)
{
	fprintf(stderr, "answer: %.*s\n", (int)(answer.bytes < 2000 ? answer.bytes : 2000),
		(const char *)answer.data);
}
