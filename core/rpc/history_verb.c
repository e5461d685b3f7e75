/* history: which steps wrote an object, one of its fields or a word in memory. */
#include <stdio.h>
#include <string.h>

#include "mm/content.h"
#include "rpc/history_verb.h"

#define LIST_MAX 200

static int one_word(struct call *c, const char *name, struct target *t)
{
	u64 end = (u64)c->m->config.max_pfn << PAGE_SHIFT;

	if (!parse_u64(name, strlen(name), &t->pa) || t->pa >= end)
		return refuse(c, "object", "\"pa:%s\" is no address of this machine, which ends at 0x%llx",
			      "\"pa:%s\" 不是这台机器的地址，内存到 0x%llx 为止", clip(name).text,
			      (unsigned long long)end);
	if (asked(c, "field"))
		return refuse(c, "field", "a word has no fields", "内存中的字没有字段");
	t->word = true;
	t->pa &= ~7ull;
	return 0;
}

static int whole_object(struct call *c, const char *name, struct target *t)
{
	struct expr_env env = { .m = c->m, .s = c->s, .nr_names = c->s->nr_names };

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

int ask_target(struct call *c, struct target *t)
{
	const char *object = NULL, *field = NULL;

	if (ask_string(c, "object", &object) || ask_string(c, "field", &field))
		return -1;
	if (!object)
		return refuse(c, "object", "\"object\" is missing, such as \"page:0x1a7b\"",
			      "缺少 \"object\"，例如 \"page:0x1a7b\"");
	if (!strncmp(object, "pa:", 3))
		return one_word(c, object + 3, t);
	if (whole_object(c, object, t))
		return -1;
	return field ? one_field(c, field, t) : 0;
}

static u64 farther(u64 a, u64 b, int dir)
{
	return !a || !b ? a | b : dir < 0 ? max_t(u64, a, b) : min_t(u64, a, b);
}

static u64 value_writer(struct call *c, u64 from, int dir, const u32 *value)
{
	return history_writer(c->h, from, dir, ref_of(c->m, value), sizeof(*value));
}

/*
 * The nearest step that wrote what leads to the word (frame -> content -> line -> word) as it lies
 * at the step `from`: until there, the word at this address is the same one.
 */
static u64 way_writer(struct call *c, u64 from, int dir, u64 pa)
{
	const struct frame *frame = frame_at(c->m, (u32)(pa >> PAGE_SHIFT));
	const struct content *content;
	const u32 *line = NULL;
	const u64 *word;
	u64 found;

	stand(c, from);
	content = frame->content ? content_at(c->m, frame->content) : NULL;
	if (content)
		line = &content->line[(pa & ~PAGE_MASK) / sizeof(struct content_line)];
	word = word_at(c->m, pa);
	found = value_writer(c, from, dir, &frame->content);
	if (line)
		found = farther(found, value_writer(c, from, dir, line), dir);
	if (word)
		found = farther(found, history_writer(c->h, from, dir, ref_of(c->m, word),
						      sizeof(*word)), dir);
	return found;
}

static u64 word_after(struct call *c, u64 step, u64 pa)
{
	stand(c, step);
	return read_word(c->m, pa);
}

static u64 word_writer(struct call *c, u64 from, int dir, u64 pa)
{
	u64 step = from;

	for (;;) {
		step = dir < 0 && !step ? 0 : way_writer(c, step, dir, pa);
		if (!step || word_after(c, step - 1, pa) != word_after(c, step, pa))
			return step;
		step -= dir < 0;
	}
}

/* A pool's slot belongs to somebody else before its object's birth and after its death. */
static bool live_before(struct call *c, const struct target *t, u64 step)
{
	if (!c->m->tables[t->table].pool)
		return true;
	stand(c, step - 1);
	return object_live(c->m, t->table, t->index);
}

u64 target_writer(struct call *c, const struct target *t, u64 from, int dir)
{
	u64 step;

	if (t->word)
		return word_writer(c, from, dir, t->pa);
	step = from || dir > 0 ? history_writer(c->h, from, dir, t->offset, t->bytes) : 0;
	return step && dir > 0 && !live_before(c, t, step) ? 0 : step;
}

void write_step_or_null(struct json_out *o, const char *key, u64 step)
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

static const char *value_text(const struct machine *m, const struct field *f, const void *at,
			      char buf[FORMAT_MAX])
{
	if (field_text(f)) {
		snprintf(buf, FORMAT_MAX, "%.*s", (int)f->count, (const char *)at);
		return buf;
	}
	return format_value(m, f->kind == V_DEC ? V_SDEC : f->kind, field_load(f, at), LANG_EN, buf);
}

static void write_field_change(void *context, const struct place *p, const void *old, const void *new)
{
	struct field_changes *f = context;
	const struct target *t = f->t;
	struct json_out *o = f->c->out;
	char buf[FORMAT_MAX];

	if (p->offset < t->offset || p->offset >= t->offset + t->bytes || p->field->size > 8)
		return;
	out_open(o, '{');
	member_string(o, "field", p->field->name);
	member_string(o, "old", value_text(f->c->m, p->field, old, buf));
	member_string(o, "new", value_text(f->c->m, p->field, new, buf));
	out_close(o, '}');
}

static void write_word_change(struct call *c, u64 pa, u64 step)
{
	u64 old = word_after(c, step - 1, pa);

	out_open(c->out, '{');
	member_string(c->out, "field", "");
	member_hex(c->out, "old", old);
	member_hex(c->out, "new", word_after(c, step, pa));
	out_close(c->out, '}');
}

static void write_entry(struct call *c, const struct target *t, u64 step)
{
	struct field_changes f = { c, t };
	const struct event *e;

	out_open(c->out, '{');
	member_number(c->out, "step", (s64)step);
	member_open(c->out, "changes", '[');
	if (t->word)
		write_word_change(c, t->pa, step);
	else
		history_changes(c->h, step, write_field_change, &f);
	out_close(c->out, ']');
	e = event_at(c, step, NULL);
	if (e)
		member_event_text(c, "text", e);
	out_close(c->out, '}');
}

/* The step before this one that wrote it; 0 when the object was born here. */
static u64 writer_before(struct call *c, const struct target *t, u64 step)
{
	if (step <= 1 || (!t->word && !live_before(c, t, step)))
		return 0;
	return target_writer(c, t, step - 1, -1);
}

/* The newest first, back from the asked step. */
static u32 write_list(struct call *c, const struct target *t, u64 limit)
{
	u64 step = limit ? target_writer(c, t, c->at, -1) : 0;
	u32 n = 0;

	member_open(c->out, "list", '[');
	while (step && n < limit) {
		write_entry(c, t, step);
		n++;
		step = writer_before(c, t, step);
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
	last = target_writer(c, &t, c->at, -1);
	next = target_writer(c, &t, c->at, 1);
	write_step_or_null(c->out, "last", last);
	write_step_or_null(c->out, "next", next);
	member_number(c->out, "shown", write_list(c, &t, c->at ? limit : 0));
	stand(c, c->at);
	return 0;
}
