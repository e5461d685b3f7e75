/* Spans of raw JSON, and short ways to read what cJSON parsed. */
#include "json.h"

#include <string.h>

#include "text.h"

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

static size_t skip_space(struct span s, size_t at)
{
	while (at < s.bytes && is_space(s.data[at]))
		at++;
	return at;
}

static size_t skip_string(struct span s, size_t at)
{
	for (at++; at < s.bytes; at++) {
		if (s.data[at] == '\\')
			at++;
		else if (s.data[at] == '"')
			return at + 1;
	}
	return s.bytes;
}

/* One past the value that begins at `at`.  Malformed text ends the walk at the end of the span. */
static size_t skip_value(struct span s, size_t at)
{
	size_t depth = 0;

	while (at < s.bytes) {
		char c = s.data[at];

		if (c == '"') {
			at = skip_string(s, at);
			if (!depth)
				return at;
			continue;
		}
		if (c == '{' || c == '[')
			depth++;
		else if (!depth && (is_space(c) || c == ',' || c == ':' || c == ']' || c == '}'))
			return at;
		else if ((c == '}' || c == ']') && --depth == 0)
			return at + 1;
		at++;
	}
	return s.bytes;
}

static struct span cut(struct span s, size_t from, size_t to)
{
	return (struct span){ s.data + from, to - from };
}

static size_t skip_comma(struct span s, size_t at)
{
	at = skip_space(s, at);
	if (at < s.bytes && s.data[at] == ',')
		at = skip_space(s, at + 1);
	return at;
}

bool span_member(struct span object, const char *name, struct span *value)
{
	size_t length = strlen(name), at = skip_space(object, 0);

	if (at >= object.bytes || object.data[at] != '{')
		return false;
	at = skip_space(object, at + 1);
	while (at < object.bytes && object.data[at] == '"') {
		size_t key_end = skip_string(object, at), from, to;
		bool same = key_end - at == length + 2 && !memcmp(object.data + at + 1, name, length);

		from = skip_space(object, key_end);
		if (from >= object.bytes || object.data[from] != ':')
			return false;
		from = skip_space(object, from + 1);
		to = skip_value(object, from);
		if (same) {
			*value = cut(object, from, to);
			return true;
		}
		at = skip_comma(object, to);
	}
	return false;
}

bool span_next(struct span *rest, struct span *element)
{
	size_t at = skip_space(*rest, 0), end;

	if (at < rest->bytes && (rest->data[at] == '[' || rest->data[at] == ','))
		at = skip_space(*rest, at + 1);
	if (at >= rest->bytes || rest->data[at] == ']')
		return false;
	end = skip_value(*rest, at);
	if (end == at)
		return false;
	*element = cut(*rest, at, end);
	/* The closing bracket, or the comma, is left at the head for the next round. */
	end = skip_space(*rest, end);
	*rest = cut(*rest, end, rest->bytes);
	return true;
}

bool span_number(struct span value, uint64_t *number)
{
	uint64_t sum = 0;

	if (!value.bytes || value.bytes > 19)
		return false;
	for (size_t i = 0; i < value.bytes; i++) {
		if (value.data[i] < '0' || value.data[i] > '9')
			return false;
		sum = sum * 10 + (uint64_t)(value.data[i] - '0');
	}
	*number = sum;
	return true;
}

bool span_is(struct span value, const char *text)
{
	return value.bytes == strlen(text) && !memcmp(value.data, text, value.bytes);
}

static void new_line(struct buffer *out, unsigned int depth)
{
	buffer_add(out, "\n", 1);
	while (depth--)
		buffer_add(out, "  ", 2);
}

/* An opening bracket; an empty object or array stays on its line. */
static size_t open_bracket(struct buffer *out, struct span v, size_t at, unsigned int *depth)
{
	size_t next = skip_space(v, at + 1);

	buffer_add(out, v.data + at, 1);
	if (next < v.bytes && (v.data[next] == '}' || v.data[next] == ']')) {
		buffer_add(out, v.data + next, 1);
		return next + 1;
	}
	new_line(out, ++*depth);
	return next;
}

void json_indent(struct buffer *out, struct span v)
{
	unsigned int depth = 0;
	size_t at = skip_space(v, 0);

	while (at < v.bytes) {
		char c = v.data[at];
		size_t end = at + 1;

		if (c == '{' || c == '[') {
			at = skip_space(v, open_bracket(out, v, at, &depth));
			continue;
		}
		if (c == '"')
			end = skip_string(v, at);
		else if (c == '}' || c == ']')
			new_line(out, depth ? --depth : 0);
		buffer_add(out, v.data + at, end - at);
		if (c == ',')
			new_line(out, depth);
		else if (c == ':')
			buffer_add(out, " ", 1);
		at = skip_space(v, end);
	}
	buffer_add(out, "\n", 1);
}

const char *json_string(const cJSON *object, const char *name)
{
	const cJSON *value = cJSON_GetObjectItemCaseSensitive(object, name);

	return cJSON_IsString(value) ? value->valuestring : "";
}

uint64_t json_number(const cJSON *object, const char *name)
{
	const cJSON *value = cJSON_GetObjectItemCaseSensitive(object, name);

	return cJSON_IsNumber(value) && value->valuedouble > 0 ? (uint64_t)value->valuedouble : 0;
}

const cJSON *json_in_language(const cJSON *object, const char *name)
{
	const cJSON *both = cJSON_GetObjectItemCaseSensitive(object, name);

	return cJSON_GetObjectItemCaseSensitive(both, in_chinese() ? "zh" : "en");
}

void json_sentence(struct buffer *out, const cJSON *sentence)
{
	const cJSON *token;

	if (cJSON_IsString(sentence)) {
		buffer_add_string(out, sentence->valuestring);
		return;
	}
	cJSON_ArrayForEach(token, sentence) {
		const cJSON *shown = token;

		if (cJSON_IsArray(token) && token->child)
			shown = token->child->next;
		if (cJSON_IsString(shown))
			buffer_add_string(out, shown->valuestring);
	}
}
