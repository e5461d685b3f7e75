/* The scenario file as a whole. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "machine/trace.h"
#include "scenario/scenario.h"

#define PROGRAM_BYTES_MAX 32768

static int read_format(struct reader *r, const cJSON *item, void *into)
{
	u64 format;

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

const char *const basis_names[NR_BASES] = {
	[BASIS_RECORDED] = "recorded", [BASIS_SOURCE] = "source", [BASIS_TEACHING] = "teaching",
};

static int read_basis(struct reader *r, const cJSON *item, void *into)
{
	struct scenario *s = into;

	if (read_choice(r, item, basis_names + 1, NR_BASES - 1, &s->basis))
		return -1;
	s->basis++;
	return 0;
}

static int read_start(struct reader *r, const cJSON *item, void *into)
{
	return read_u64(r, item, 0, OPS_MAX, &((struct scenario *)into)->start);
}

/* A function that the model tells of: "mem_init". */
static int read_start_call(struct reader *r, const cJSON *item, void *into)
{
	struct scenario *s = into;
	const char *name;

	if (read_string(r, item, 60, &name))
		return -1;
	s->start_place = json_place_of(r->doc, item);
	for (u32 id = 0; id < NR_EVENTS && !s->start_event; id++)
		if (event_types[id].class == CLASS_CALL && !strcmp(event_types[id].name, name))
			s->start_event = id + 1;
	return s->start_event ? 0 :
		READ_FAIL(r, item, "the model tells of no kernel function \"%s\"",
			  "模型里没有内核函数 \"%s\"", clip(name).text);
}

static int read_lang(struct reader *r, const cJSON *item, void *into)
{
	static const char *const languages[] = { "c" };
	u64 unused;

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

/* "machine" may stand behind "ops". */
static int check_ops(struct reader *r, const struct scenario *s)
{
	for (u32 i = 0; i < s->nr_ops; i++) {
		snprintf(r->path, sizeof(r->path), "ops[%u]", i);
		if (check_user_space(r, s, s->ops[i].type, s->ops[i].place))
			return -1;
	}
	r->path[0] = '\0';
	return 0;
}

static int read_scenario(struct reader *r, const cJSON *root, struct scenario *s)
{
	static const struct key_type keys[] = {
		{ "format", read_format, true }, { "title", read_title, true },
		{ "prose", read_prose, false }, { "basis", read_basis, false },
		{ "machine", read_machine, true },
		{ "start", read_start, false }, { "start_call", read_start_call, false },
		{ "program", read_program, false },
		{ "ops", read_ops, true },
	};

	if (read_object(r, root, keys, ARRAY_SIZE(keys), s) || check_ops(r, s))
		return -1;
	return place_start(r, root, s);
}

static const struct json_limits limits = {
	.bytes = SCENARIO_BYTES_MAX, .values = SCENARIO_VALUES_MAX, .kind = ERROR_SCENARIO,
};

static int no_memory(struct pw_error *error)
{
	return pw_fail(error, ERROR_LIMIT, (struct text_place){ 0 }, "", "not enough memory", "内存不足");
}

static void source_free(struct source *source)
{
	json_doc_free(&source->doc);
	free(source->text);
}

/* Parses and keeps one more text.  NULL and *error: nothing is kept. */
static struct source *read_source_text(struct scenario *s, const void *text, size_t bytes,
				       struct pw_error *error)
{
	struct source source = { .text = malloc(bytes + 1), .bytes = bytes };

	if (s->nr_sources == s->max_sources) {
		u32 max = s->max_sources ? s->max_sources * 2 : 4;
		struct source *grown = realloc(s->sources, max * sizeof(*grown));

		if (grown) {
			s->sources = grown;
			s->max_sources = max;
		}
	}
	if (!source.text || s->nr_sources == s->max_sources) {
		free(source.text);
		no_memory(error);
		return NULL;
	}
	if (json_doc_read(&source.doc, text, bytes, &limits, error)) {
		free(source.text);
		return NULL;
	}
	memcpy(source.text, text, bytes);
	s->sources[s->nr_sources] = source;
	return &s->sources[s->nr_sources++];
}

struct scenario *scenario_read(const void *text, size_t bytes, struct pw_error *error)
{
	struct scenario *s = calloc(1, sizeof(*s));
	struct source *file;
	struct reader r = { .error = error, .kind = ERROR_SCENARIO };

	if (!s) {
		no_memory(error);
		return NULL;
	}
	file = read_source_text(s, text, bytes, error);
	r.doc = file ? &file->doc : NULL;
	if (!file || read_scenario(&r, file->doc.root, s)) {
		scenario_free(s);
		return NULL;
	}
	s->file_ops = s->nr_ops;
	return s;
}

int scenario_append(struct scenario *s, const void *text, size_t bytes, struct pw_error *error)
{
	struct source *source = read_source_text(s, text, bytes, error);
	struct reader r = { .error = error, .kind = ERROR_SCENARIO };

	if (!source)
		return -1;
	r.doc = &source->doc;
	if (!read_op(&r, source->doc.root, s))
		return 0;
	source_free(&s->sources[--s->nr_sources]);
	return -1;
}

static bool has_op(const struct scenario *s, const char *name)
{
	for (u32 i = 0; i < s->nr_ops; i++)
		if (!strcmp(s->ops[i].type->name, name))
			return true;
	return false;
}

void scenario_drop_last(struct scenario *s)
{
	struct op *op = &s->ops[--s->nr_ops];

	s->slices -= op->type->iterations ? op->type->iterations(op) : 1;
	s->nr_names -= op->as != NULL;
	if (!strcmp(op->type->name, "spawn"))
		s->spawned = has_op(s, "spawn");
	if (!strcmp(op->type->name, "boot"))
		s->booted = false;
	op_free(op);
	if (s->nr_ops < s->file_ops)
		s->file_ops--;
	else
		source_free(&s->sources[--s->nr_sources]);
}

void scenario_free(struct scenario *s)
{
	if (!s)
		return;
	for (u32 i = 0; i < s->nr_ops; i++)
		op_free(&s->ops[i]);
	for (u32 i = 0; i < s->nr_sources; i++)
		source_free(&s->sources[i]);
	free(s->ops);
	free(s->sources);
	free(s->program);
	free(s->machine.dtb);
	free(s);
}

static void copy_results(struct op *op, const struct op *from)
{
	op->first_step = from->first_step;
	op->steps = from->steps;
	op->ret = from->ret;
	op->signal = from->signal;
	op->si_code = from->si_code;
	op->si_addr = from->si_addr;
	op->runner = from->runner;
	for (u32 i = 0; i < op->nr_expects; i++) {
		op->expects[i].held = from->expects[i].held;
		memcpy(op->expects[i].got, from->expects[i].got, sizeof(op->expects[i].got));
	}
	if (op->ask)
		memcpy(op->ask->got, from->ask->got, sizeof(op->ask->got));
}

/* The texts were good once, so only memory can fail. */
struct scenario *scenario_clone(const struct scenario *s, u32 nr, struct pw_error *error)
{
	struct scenario *copy = scenario_read(s->sources[0].text, s->sources[0].bytes, error);

	while (copy && copy->nr_ops > s->file_ops)
		scenario_drop_last(copy);
	for (u32 i = 1; copy && i < s->nr_sources; i++) {
		if (!scenario_append(copy, s->sources[i].text, s->sources[i].bytes, error))
			continue;
		scenario_free(copy);
		copy = NULL;
	}
	if (!copy)
		return NULL;
	while (copy->nr_ops > nr)
		scenario_drop_last(copy);
	for (u32 i = 0; i < nr; i++)
		copy_results(&copy->ops[i], &s->ops[i]);
	return copy;
}

u32 scenario_name(const struct scenario *s, u32 nr, const char *name, size_t length)
{
	for (u32 i = 0; i < nr; i++)
		if (!strncmp(s->names[i].text, name, length) && !s->names[i].text[length])
			return i + 1;
	return 0;
}
