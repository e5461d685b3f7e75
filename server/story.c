/* Loading a scenario file from the command line, and telling what was refused. */
#include "story.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static const char *shown_name(const char *path)
{
	return strcmp(path, "-") ? path : "<stdin>";
}

static bool too_large(const char *path, size_t limit)
{
	complain("%s: larger than %zu MiB, the limit of one file",
		 "%s：超过 %zu MiB，即单个文件的上限", shown_name(path), limit >> 20);
	return false;
}

static bool unreadable(const char *path)
{
	complain("%s: cannot be read: %s", "%s：无法读取：%s", shown_name(path), error_name(errno));
	return false;
}

/* Reads to the end or one block past the limit, never the whole of an endless file. */
static bool read_stream(FILE *in, const char *path, size_t limit, struct buffer *bytes)
{
	static char block[1 << 16];
	size_t got;

	buffer_add(bytes, "", 0);
	while ((got = fread(block, 1, sizeof(block), in)) > 0) {
		buffer_add(bytes, block, got);
		if (bytes->bytes > limit)
			return too_large(path, limit);
		if (bytes->failed) {
			errno = ENOMEM;
			return unreadable(path);
		}
	}
	return ferror(in) ? unreadable(path) : true;
}

bool read_input(const char *path, size_t limit, struct buffer *bytes)
{
	FILE *in = strcmp(path, "-") ? fopen(path, "rb") : stdin;
	bool whole;

	memset(bytes, 0, sizeof(*bytes));
	if (!in)
		return unreadable(path);
	whole = read_stream(in, path, limit, bytes);
	if (in != stdin)
		fclose(in);
	if (!whole)
		buffer_free(bytes);
	return whole;
}

static void tell_place(const char *file, const cJSON *at)
{
	uint64_t line = json_number(at, "line"), column = json_number(at, "column");

	fprintf(stderr, "%s:", file);
	if (line)
		fprintf(stderr, "%llu:%llu:", (unsigned long long)line, (unsigned long long)column);
	fputc(' ', stderr);
}

static void tell_message(const cJSON *object)
{
	struct buffer sentence = { 0 };

	json_sentence(&sentence, json_in_language(object, "message"));
	fputs(sentence.data ? sentence.data : "", stderr);
	buffer_free(&sentence);
}

static void tell_refusal(const char *file, const struct pw_response *response)
{
	cJSON *answer = cJSON_ParseWithLength(response->data, response->bytes);
	const cJSON *error = cJSON_GetObjectItemCaseSensitive(answer, "error");
	const char *path = json_string(error, "path");

	tell_place(file, error);
	tell_message(error);
	if (*path)
		fprintf(stderr, in_chinese() ? "（%s）" : " (%s)", path);
	fputc('\n', stderr);
	cJSON_Delete(answer);
}

static bool out_of_memory(const char *file)
{
	complain("%s: not enough memory", "%s：内存不足", file);
	return false;
}

static bool story_send(struct story *story, const struct buffer *request, struct pw_response *response)
{
	if (request->failed)
		return out_of_memory(story->file);
	pw_call(story->session, request->data, request->bytes, response);
	if (!response->ok)
		tell_refusal(story->file, response);
	return response->ok;
}

bool story_ask(struct story *story, const char *request, struct span *answer)
{
	struct pw_response response;

	pw_call(story->session, request, strlen(request), &response);
	*answer = (struct span){ response.data, response.bytes };
	if (!response.ok)
		tell_refusal(story->file, &response);
	return response.ok;
}

static bool story_load(struct story *story, const struct buffer *text)
{
	struct buffer request = { 0 };
	struct pw_response response;
	bool loaded;

	buffer_add_string(&request, "{\"verb\":\"load\",\"scenario\":");
	buffer_add_json_string(&request, text->data, text->bytes);
	buffer_add_string(&request, "}");
	loaded = story_send(story, &request, &response);
	buffer_free(&request);
	if (!loaded)
		return false;
	story->load = cJSON_ParseWithLength(response.data, response.bytes);
	if (!story->load)
		return out_of_memory(story->file);
	story->steps = json_number(story->load, "steps");
	return true;
}

enum exit_code story_open(struct story *story, const char *path)
{
	struct buffer text;
	bool loaded;

	memset(story, 0, sizeof(*story));
	story->file = shown_name(path);
	if (!read_input(path, SCENARIO_MAX_BYTES, &text))
		return BAD_INPUT;
	story->session = pw_open(NULL);
	loaded = story->session ? story_load(story, &text) : out_of_memory(story->file);
	buffer_free(&text);
	if (loaded)
		return DONE;
	story_close(story);
	return BAD_INPUT;
}

void story_close(struct story *story)
{
	cJSON_Delete(story->load);
	if (story->session)
		pw_close(story->session);
	memset(story, 0, sizeof(*story));
}

int story_failed_expectations(const struct story *story)
{
	const cJSON *expect = cJSON_GetObjectItemCaseSensitive(story->load, "expect");
	const cJSON *failed = cJSON_GetObjectItemCaseSensitive(expect, "failed"), *one;
	int count = 0;

	cJSON_ArrayForEach(one, failed) {
		tell_place(story->file, one);
		tell_message(one);
		fputc('\n', stderr);
		count++;
	}
	return count;
}

uint64_t story_passed_expectations(const struct story *story)
{
	return json_number(cJSON_GetObjectItemCaseSensitive(story->load, "expect"), "passed");
}
