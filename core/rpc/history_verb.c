/* history: which steps wrote an object or one of its fields; find: the next step that ... */
#include <string.h>

#include "rpc/door.h"

#define LIST_MAX 200
#define FIND_STEPS_MAX 2000000u

struct target {
	enum table_id table;
	u32 index;
	ref_t offset;
	u32 bytes;
};

static int whole_object(struct call *c, const char *name, struct target *t)
{
	struct expr_env env = { .m = c->m, .s = c->s, .nr_names = c->s->nr_names };
	u64 pa;

	if (!strncmp(name, "pa:", 3) && parse_u64(name + 3, strlen(name + 3), &pa))
		return refuse(c, "object", "words are followed by their page: \"page:0x..\"",
			      "请用页来追踪：\"page:0x..\"");
	if (!object_named(&env, name, &t->table, &t->index))
		return refuse(c, "object", "there is no object \"%s\" at this step",
			      "这一步没有对象 \"%s\"", clip(name).text);
	t->bytes = c->m->tables[t->table].size;
	t->offset = c->m->tables[t->table].base + t->index * t->bytes;
	return 0;
}

static int one_field(struct call *c, const char *name, struct target *t)
{
	const struct object_type *type = object_type(t->table);
	size_t n = name_length(name);
	u64 element = 0;

	for (u32 i = 0; i < type->nr_fields; i++) {
		const struct field *f = &type->fields[i];

		if (strncmp(f->name, name, n) || f->name[n])
			continue;
		if (name[n] == '[')
			parse_u64(name + n + 1, strcspn(name + n + 1, "]"), &element);
		t->offset += f->offset + (element < f->count ? (u32)element : 0) * f->size;
		t->bytes = f->size;
		return 0;
	}
	return refuse(c, "field", "%s has no field \"%s\"", "%s 没有字段 \"%s\"", type->name,
		      clip(name).text);
}

static int ask_target(struct call *c, struct target *t)
{
	const char *object = NULL, *field = NULL;

	if (ask_string(c, "object", &object) || ask_string(c, "field", &field))
		return -1;
	if (!object)
		return refuse(c, "object", "\"object\" is missing, such as \"page:0x1a7b\"",
			      "缺少 \"object\"，例如 \"page:0x1a7b\"");
	if (whole_object(c, object, t))
		return -1;
	return field ? one_field(c, field, t) : 0;
}

static void write_step_or_null(struct json_out *o, const char *key, u64 step)
{
	out_key(o, key);
	if (step)
		out_number(o, (s64)step);
	else
		out_null(o);
}

struct field_changes {
	struct call *c;
	const struct target *t;
};

static void write_field_change(void *context, const struct place *p, const void *old, const void *new)
{
	struct field_changes *f = context;
	const struct target *t = f->t;
	struct json_out *o = f->c->out;
	char buf[FORMAT_MAX];
	enum value_kind kind = p->field->kind == V_DEC ? V_SDEC : p->field->kind;

	if (p->offset < t->offset || p->offset >= t->offset + t->bytes || p->field->size > 8)
		return;
	out_open(o, '{');
	member_string(o, "field", p->field->name);
	member_string(o, "old", format_value(f->c->m, kind, field_load(p->field, old), LANG_EN, buf));
	member_string(o, "new", format_value(f->c->m, kind, field_load(p->field, new), LANG_EN, buf));
	out_close(o, '}');
}

static void write_entry(struct call *c, const struct target *t, u64 step)
{
	struct field_changes f = { c, t };
	const struct event *e;

	out_open(c->out, '{');
	member_number(c->out, "step", (s64)step);
	member_open(c->out, "changes", '[');
	history_changes(c->h, step, write_field_change, &f);
	out_close(c->out, ']');
	e = event_at(c, step, NULL);
	if (e)
		member_event_text(c, "text", e);
	out_close(c->out, '}');
}

/* The newest first, back from the asked step. */
static u32 write_list(struct call *c, const struct target *t, u64 limit)
{
	u64 step = history_writer(c->h, c->at, -1, t->offset, t->bytes);
	u32 n = 0;

	member_open(c->out, "list", '[');
	while (step && n < limit) {
		write_entry(c, t, step);
		n++;
		step = step > 1 ? history_writer(c->h, step - 1, -1, t->offset, t->bytes) : 0;
	}
	out_close(c->out, ']');
	member_bool(c->out, "more", step != 0);
	return n;
}

int verb_history(struct call *c)
{
	struct target t = { .bytes = 0 };
	u64 limit = 20, last, next;

	if (ask_u64(c, "limit", 1, LIST_MAX, &limit) || ask_target(c, &t))
		return -1;
	last = c->at ? history_writer(c->h, c->at, -1, t.offset, t.bytes) : 0;
	next = history_writer(c->h, c->at, 1, t.offset, t.bytes);
	write_step_or_null(c->out, "last", last);
	write_step_or_null(c->out, "next", next);
	member_number(c->out, "total", write_list(c, &t, c->at ? limit : 0));
	stand(c, c->at);
	return 0;
}

struct search {
	s64 dir, grain;
	const char *event, *kind, *expr;
	bool truth;		/* of the expression at the step where the search begins */
};

static int evaluate(struct call *c, const char *text, bool *truth)
{
	struct expr_env env = {
		.m = c->m, .s = c->s, .nr_names = c->s->nr_names,
		.op = &c->s->ops[story_op_at(c->story, c->at)],
	};
	struct expr_error error;
	struct expr_value v;

	env.nr_names = 0;
	for (u32 i = 0; i < c->s->nr_names; i++)
		if (object_live(c->m, TABLE_binding, i + 1))
			env.nr_names = i + 1;
	if (expr_eval(&env, text, &v, &error)) {
		struct expr_env known = env;

		known.m = NULL;
		known.nr_names = c->s->nr_names;
		*truth = false;
		if (!expr_eval(&known, text, &v, &error))
			return 0;	/* a name that no op has given yet */
		return refuse(c, "expr", "%s%.0s", "%.0s%s", error.en, error.zh);
	}
	*truth = !v.missing && (v.kind == V_STR ? v.text[0] != 0 : v.number != 0);
	return 0;
}

static bool matches(struct call *c, const struct search *s, u64 step)
{
	const struct event *e = event_at(c, step, NULL);

	if (!e)
		return false;
	if (s->event && strcmp(event_types[e->id].name, s->event))
		return false;
	if (s->kind && strcmp(record_kind(e), s->kind))
		return false;
	return s->grain < 0 || event_grain(e) <= (u32)s->grain;
}

/* A step where the expression becomes true (forward), or was not yet true before it (backward). */
static int becomes_true(struct call *c, struct search *s, u64 step, bool *found)
{
	bool truth, before;

	stand(c, step);
	if (evaluate(c, s->expr, &truth))
		return -1;
	*found = false;
	if (!truth) {
		s->truth = false;
		return 0;
	}
	if (s->dir > 0) {
		*found = !s->truth;
		s->truth = true;
		return 0;
	}
	stand(c, step - 1);
	if (evaluate(c, s->expr, &before))
		return -1;
	*found = !before;
	return 0;
}

static int search(struct call *c, struct search *s, u64 *found)
{
	u64 last = history_steps(c->h), step = c->at;
	bool hit = false;

	*found = 0;
	for (u32 n = 0; n < FIND_STEPS_MAX; n++) {
		if (s->dir < 0 ? step <= 1 : step >= last)
			return 0;
		step += (u64)s->dir;
		if (s->event || s->kind || s->grain >= 0)
			hit = matches(c, s, step);
		else if (becomes_true(c, s, step, &hit))
			return -1;
		if (hit) {
			*found = step;
			return 0;
		}
	}
	return 0;
}

static int find_object(struct call *c, s64 dir, u64 *found)
{
	struct target t = { .bytes = 0 };

	if (ask_target(c, &t))
		return -1;
	*found = dir < 0 && c->at <= 1 ? 0 :
		 history_writer(c->h, dir < 0 ? c->at - 1 : c->at, (int)dir, t.offset, t.bytes);
	return 0;
}

int verb_find(struct call *c)
{
	struct search s = { .dir = 1, .grain = -1 };
	u64 found = 0;

	if (ask_s64(c, "dir", -1, 1, &s.dir) || ask_s64(c, "grain", 0, 2, &s.grain) ||
	    ask_string(c, "event", &s.event) || ask_string(c, "kind", &s.kind) ||
	    ask_string(c, "expr", &s.expr))
		return -1;
	if (!s.dir)
		return refuse(c, "dir", "\"dir\" is 1 or -1", "\"dir\" 是 1 或 -1");
	if (!asked(c, "object") && !s.event && !s.kind && s.grain < 0 && !s.expr)
		return refuse(c, NULL, "find what? give grain, event, kind, object or expr",
			      "要找什么？请给出 grain、event、kind、object 或 expr");
	if (asked(c, "object") ? find_object(c, s.dir, &found) :
	    (s.expr && evaluate(c, s.expr, &s.truth)) || search(c, &s, &found))
		return -1;
	write_step_or_null(c->out, "found", found);
	stand(c, c->at);
	return 0;
}
