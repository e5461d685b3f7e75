/* The scenario file as a whole. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scenario/scenario.h"

#define PROGRAM_LINES_MAX 400
#define PROGRAM_BYTES_MAX 32768

static int read_format(struct reader *r, const cJSON *item, void *into)
{
	u64 format;

	(void)into;
	return read_u64(r, item, SCENARIO_FORMAT, SCENARIO_FORMAT, &format);
}

static int read_title(struct reader *r, const cJSON *item, void *into)
{
	return read_text2(r, item, &((struct scenario *)into)->title);
}

static int read_prose(struct reader *r, const cJSON *item, void *into)
{
	return read_text2(r, item, &((struct scenario *)into)->prose);
}

static int read_start(struct reader *r, const cJSON *item, void *into)
{
	return read_u64(r, item, 0, OPS_MAX, &((struct scenario *)into)->start);
}

static int read_lang(struct reader *r, const cJSON *item, void *into)
{
	static const char *const languages[] = { "c" };
	u64 unused;

	(void)into;
	return read_choice(r, item, languages, 1, &unused);
}

static int add_line(struct reader *r, const cJSON *item, struct scenario *s, const char *line)
{
	size_t used = strlen(s->program);

	if (used + strlen(line) + 2 > PROGRAM_BYTES_MAX)
		return READ_FAIL(r, item, "a program of more than %d bytes", "程序超过 %d 字节",
				 PROGRAM_BYTES_MAX);
	sprintf(s->program + used, "%s%s", s->program_lines++ ? "\n" : "", line);
	return 0;
}

/* A list of lines. */
static int read_source(struct reader *r, const cJSON *item, void *into)
{
	struct scenario *s = into;
	const cJSON *line;
	const char *text;

	if (want_array(r, item, PROGRAM_LINES_MAX))
		return -1;
	s->program = calloc(1, PROGRAM_BYTES_MAX);
	if (!s->program)
		return READ_FAIL(r, item, "not enough memory", "内存不足");
	cJSON_ArrayForEach(line, item) {
		u32 before = path_enter_index(r, s->program_lines);

		if (read_string(r, line, 200, &text) || add_line(r, line, s, text))
			return -1;
		path_leave(r, before);
	}
	return 0;
}

static int read_program(struct reader *r, const cJSON *item, void *into)
{
	static const struct key_type keys[] = {
		{ "lang", read_lang, true }, { "source", read_source, true },
	};

	return read_object(r, item, keys, ARRAY_SIZE(keys), into);
}

static int read_ops(struct reader *r, const cJSON *item, void *into)
{
	struct scenario *s = into;
	const cJSON *op;

	if (want_array(r, item, OPS_MAX))
		return -1;
	if (!item->child)
		return READ_FAIL(r, item, "no ops: nothing would happen", "没有操作：什么也不会发生");
	cJSON_ArrayForEach(op, item) {
		u32 before = path_enter_index(r, s->nr_ops);

		if (read_op(r, op, s))
			return -1;
		path_leave(r, before);
	}
	return 0;
}

/* The file named its start; else the story begins after the boot, if anything follows it. */
static int place_start(struct reader *r, const cJSON *root, struct scenario *s)
{
	if (!cJSON_GetObjectItemCaseSensitive(root, "start")) {
		s->start = s->nr_ops > 1 && !strcmp(s->ops[0].type->name, "boot");
		return 0;
	}
	if (s->start < s->nr_ops)
		return 0;
	return READ_FAIL(r, root, "\"start\" is %llu, but there are %u ops",
			 "\"start\" 是 %llu，但只有 %u 个操作", (unsigned long long)s->start, s->nr_ops);
}

static int read_scenario(struct reader *r, const cJSON *root, struct scenario *s)
{
	static const struct key_type keys[] = {
		{ "format", read_format, true }, { "title", read_title, true },
		{ "prose", read_prose, false }, { "machine", read_machine, true },
		{ "start", read_start, false }, { "program", read_program, false },
		{ "ops", read_ops, true },
	};

	if (read_object(r, root, keys, ARRAY_SIZE(keys), s))
		return -1;
	return place_start(r, root, s);
}

static const struct json_limits limits = {
	.bytes = SCENARIO_BYTES_MAX, .values = SCENARIO_VALUES_MAX, .kind = ERROR_SCENARIO,
};

/* A place for one more document; it stays empty until json_doc_read(). */
static struct json_doc *next_doc(struct scenario *s, struct pw_error *error)
{
	if (s->nr_docs == s->max_docs) {
		u32 max = s->max_docs ? s->max_docs * 2 : 4;
		struct json_doc *grown = realloc(s->docs, max * sizeof(*grown));

		if (!grown) {
			pw_fail(error, ERROR_LIMIT, (struct text_place){ 0 }, "", "not enough memory",
				"内存不足");
			return NULL;
		}
		s->docs = grown;
		s->max_docs = max;
	}
	memset(&s->docs[s->nr_docs], 0, sizeof(*s->docs));
	return &s->docs[s->nr_docs];
}

struct scenario *scenario_read(const void *text, size_t bytes, struct pw_error *error)
{
	struct scenario *s = calloc(1, sizeof(*s));
	struct json_doc *doc = s ? next_doc(s, error) : NULL;
	struct reader r = { .doc = doc, .error = error, .kind = ERROR_SCENARIO };

	if (!doc || json_doc_read(doc, text, bytes, &limits, error)) {
		scenario_free(s);
		return NULL;
	}
	s->nr_docs++;
	if (read_scenario(&r, doc->root, s)) {
		scenario_free(s);
		return NULL;
	}
	return s;
}

int scenario_append(struct scenario *s, const void *text, size_t bytes, struct pw_error *error)
{
	struct json_doc *doc = next_doc(s, error);
	struct reader r = { .doc = doc, .error = error, .kind = ERROR_SCENARIO };

	if (!doc || json_doc_read(doc, text, bytes, &limits, error))
		return -1;
	if (read_op(&r, doc->root, s)) {
		json_doc_free(doc);
		return -1;
	}
	s->nr_docs++;
	return 0;
}

void scenario_drop_last(struct scenario *s)
{
	struct op *op = &s->ops[--s->nr_ops];

	s->slices -= op->type->iterations ? op->type->iterations(op) : 1;
	s->nr_names -= op->as != NULL;
	op_free(op);
	s->spawned = false;
	for (u32 i = 0; i < s->nr_ops; i++)
		s->spawned |= !strcmp(s->ops[i].type->name, "spawn");
}

void scenario_free(struct scenario *s)
{
	if (!s)
		return;
	for (u32 i = 0; i < s->nr_ops; i++)
		op_free(&s->ops[i]);
	for (u32 i = 0; i < s->nr_docs; i++)
		json_doc_free(&s->docs[i]);
	free(s->ops);
	free(s->docs);
	free(s->program);
	free(s);
}

u32 scenario_name(const struct scenario *s, u32 nr, const char *name, size_t length)
{
	for (u32 i = 0; i < nr; i++)
		if (!strncmp(s->names[i].text, name, length) && !s->names[i].text[length])
			return i + 1;
	return 0;
}
