/* Loading a scenario file from the command line, and telling what was refused. */
#include "script.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static const char *shown_name(const char *path)
{
	return strcmp(path, "-") ? path : "<stdin>";
}

/* The core's words for the same; a stream's whole size is not known. */
static bool too_large(FILE *in, const char *path, size_t limit)
{
	struct stat status;

	if (!fstat(fileno(in), &status) && S_ISREG(status.st_mode))
		complain("%s:1:1: %lld bytes; at most %zu are read",
			 "%s:1:1: 共 %lld 字节，最多读取 %zu 字节", shown_name(path),
			 (long long)status.st_size, limit);
	else
		complain("%s:1:1: more than %zu bytes; at most %zu are read",
			 "%s:1:1: 超过 %zu 字节，最多读取 %zu 字节", shown_name(path), limit, limit);
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
			return too_large(in, path, limit);
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

/* The place of a wrong argument is one in our own request, which nobody can look up. */
static void tell_place(const char *file, const cJSON *at)
{
	bool ours = !strcmp(json_string(at, "kind"), "request") || !strcmp(json_string(at, "kind"), "range");
	uint64_t line = ours ? 0 : json_number(at, "line"), column = json_number(at, "column");

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

static bool script_send(struct script *script, const struct buffer *request, struct pw_response *response)
{
	if (request->failed)
		return out_of_memory(script->file);
	pw_call(script->session, request->data, request->bytes, response);
	if (!response->ok)
		tell_refusal(script->file, response);
	return response->ok;
}

bool script_ask(struct script *script, const char *request, struct span *answer)
{
	struct pw_response response;

	pw_call(script->session, request, strlen(request), &response);
	*answer = (struct span){ response.data, response.bytes };
	if (!response.ok)
		tell_refusal(script->file, &response);
	return response.ok;
}

/* Length of the UTF-8 sequence at p; 0 if none begins there. */
static size_t utf8_length(const unsigned char *p, size_t left)
{
	static const unsigned char least[] = { 0, 0, 0x80, 0xa0, 0x90 }, most[] = { 0, 0, 0xbf, 0x9f, 0x8f };
	size_t n = *p < 0x80 ? 1 : *p < 0xc2 ? 0 : *p < 0xe0 ? 2 : *p < 0xf0 ? 3 : *p < 0xf5 ? 4 : 0;

	if (n < 2 || left < n)
		return n < 2 ? n : 0;
	for (size_t i = 1; i < n; i++) {
		if ((p[i] & 0xc0) != 0x80)
			return 0;
	}
	/* Overlong forms, surrogates and what lies past U+10FFFF show in the second byte. */
	if (((*p == 0xe0 || *p == 0xf0) && p[1] < least[n]) ||
	    ((*p == 0xed || *p == 0xf4) && p[1] > most[n]))
		return 0;
	return n;
}

/*
 * The text travels as a JSON string, in which bytes that are no text cannot be written: they are
 * told here, with their place in the file, in the words that the core has for them.
 */
static bool is_text(const char *file, const struct buffer *text)
{
	unsigned int line = 1, column = 1;

	for (size_t at = 0; at < text->bytes;) {
		unsigned char byte = (unsigned char)text->data[at];
		size_t n = byte ? utf8_length((const unsigned char *)text->data + at, text->bytes - at) : 0;

		if (!n) {
			complain("%s:%u:%u: this is not valid UTF-8 (byte 0x%02x)",
				 "%s:%u:%u: 这里不是有效的 UTF-8（字节 0x%02x）", file, line, column, byte);
			return false;
		}
		column = byte == '\n' ? 1 : column + 1;
		line += byte == '\n';
		at += n;
	}
	return true;
}

static bool script_load(struct script *script, const struct buffer *text)
{
	struct buffer request = { 0 };
	struct pw_response response;
	bool loaded;

	if (!is_text(script->file, text))
		return false;
	buffer_add_string(&request, "{\"verb\":\"load\",\"scenario\":");
	buffer_add_json_string(&request, text->data, text->bytes);
	buffer_add_string(&request, "}");
	loaded = script_send(script, &request, &response);
	buffer_free(&request);
	if (!loaded)
		return false;
	script->load = cJSON_ParseWithLength(response.data, response.bytes);
	if (!script->load)
		return out_of_memory(script->file);
	script->steps = json_number(script->load, "steps");
	return true;
}

/* The place of "board.dtb" behind "dtb": in the text; quotes belong to it.  NULL: no such name. */
static const char *tree_name(const struct buffer *text, size_t *bytes)
{
	const char *key = text->data ? strstr(text->data, "\"dtb\"") : NULL;
	const char *colon = key ? key + strlen("\"dtb\"") : NULL, *name, *end;

	if (colon)
		colon += strspn(colon, " \t\r\n");
	if (!colon || *colon != ':')
		return NULL;
	name = colon + 1 + strspn(colon + 1, " \t\r\n");
	end = *name == '"' ? strpbrk(name + 1, "\"/\\\n") : NULL;
	if (!end || *end != '"' || end - name < 6 || strncmp(end - 4, ".dtb", 4) != 0)
		return NULL;
	*bytes = (size_t)(end + 1 - name);
	return name;
}

/* A device tree may lie beside the scenario; where it does not, the core says so. */
static bool bring_tree(const char *path, struct buffer *text)
{
	struct buffer tree, whole = { 0 };
	const char *slash = strrchr(path, '/');
	size_t bytes, folder = slash ? (size_t)(slash + 1 - path) : 0;
	const char *name = strcmp(path, "-") ? tree_name(text, &bytes) : NULL;
	char tree_path[4096];
	FILE *there;
	int n;

	if (!name)
		return true;
	n = snprintf(tree_path, sizeof(tree_path), "%.*s%.*s", (int)folder, path, (int)bytes - 2, name + 1);
	there = n > 0 && (size_t)n < sizeof(tree_path) ? fopen(tree_path, "rb") : NULL;
	if (!there)
		return true;
	fclose(there);
	if (!read_input(tree_path, TREE_MAX_BYTES, &tree))
		return false;
	buffer_add(&whole, text->data, (size_t)(name + 1 - text->data));
	buffer_add_base64(&whole, (const unsigned char *)tree.data, tree.bytes);
	buffer_add_string(&whole, name + bytes - 1);
	buffer_free(&tree);
	buffer_free(text);
	*text = whole;
	return !whole.failed || out_of_memory(path);
}

enum exit_code script_open(struct script *script, const char *path)
{
	struct buffer text;
	bool loaded;

	memset(script, 0, sizeof(*script));
	script->file = shown_name(path);
	if (!read_input(path, SCENARIO_MAX_BYTES, &text))
		return BAD_INPUT;
	if (!bring_tree(path, &text)) {
		buffer_free(&text);
		return BAD_INPUT;
	}
	script->session = pw_open(NULL);
	loaded = script->session ? script_load(script, &text) : out_of_memory(script->file);
	buffer_free(&text);
	if (loaded)
		return DONE;
	script_close(script);
	return BAD_INPUT;
}

void script_close(struct script *script)
{
	cJSON_Delete(script->load);
	if (script->session)
		pw_close(script->session);
	memset(script, 0, sizeof(*script));
}

int script_failed_expectations(const struct script *script)
{
	const cJSON *expect = cJSON_GetObjectItemCaseSensitive(script->load, "expect");
	const cJSON *failed = cJSON_GetObjectItemCaseSensitive(expect, "failed"), *one;
	int count = 0;

	cJSON_ArrayForEach(one, failed) {
		tell_place(script->file, one);
		tell_message(one);
		fputc('\n', stderr);
		count++;
	}
	return count;
}

uint64_t script_passed_expectations(const struct script *script)
{
	return json_number(cJSON_GetObjectItemCaseSensitive(script->load, "expect"), "passed");
}
