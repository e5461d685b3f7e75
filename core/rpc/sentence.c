/* Sentences as tokens, and the stable names of what they speak of. */
#include <stdio.h>
#include <string.h>

#include "kernel/syscalls.h"
#include "rpc/door.h"

struct token_sink {
	struct sentence_sink sink;
	struct call *c;
};

/* The name by which the scenario knows a task, else its comm. */
const char *task_name(struct call *c, u32 task, char buf[40])
{
	for (u32 i = 0; i < c->s->nr_names; i++) {
		u32 binding = i + 1;

		if (c->s->names[i].kind == BIND_TASK && object_live(c->m, TABLE_binding, binding) &&
		    binding_at(c->m, binding)->value == task) {
			snprintf(buf, 40, "%s", c->s->names[i].text);
			return buf;
		}
	}
	snprintf(buf, 40, "%.16s", task_struct_at(c->m, task)->comm);
	return buf;
}

/* The task that a view shows when nobody names one: the current, else the newest that lives. */
u32 view_task(struct call *c)
{
	u32 task = current_task(c->m), newest = 0;

	if (task)
		return task;
	for (u32 i = 1; i < c->m->tables[TABLE_task_struct].capacity; i++)
		if (object_live(c->m, TABLE_task_struct, i) && task_struct_at(c->m, i)->mm)
			newest = i;
	return newest;
}

static u32 task_of_mm(struct call *c, u32 mm)
{
	for (u32 i = 1; i < c->m->tables[TABLE_task_struct].capacity; i++)
		if (object_live(c->m, TABLE_task_struct, i) && task_struct_at(c->m, i)->mm == mm)
			return i;
	return 0;
}

/* What exec puts together is nobody's yet: bprm->mm. */
static u32 mm_in_the_making(struct call *c)
{
	for (u32 mm = 1; mm < c->m->tables[TABLE_mm_struct].capacity; mm++)
		if (object_live(c->m, TABLE_mm_struct, mm) && mm_struct_at(c->m, mm)->mm_users > 0 &&
		    !task_of_mm(c, mm))
			return mm;
	return 0;
}

u32 view_mm(struct call *c, u32 *task)
{
	u32 mm = mm_in_the_making(c);

	*task = mm ? 0 : view_task(c);
	return *task ? task_struct_at(c->m, *task)->mm : mm;
}

static bool va_id(struct call *c, u64 va, char buf[96])
{
	u32 task = view_task(c);
	char name[40];

	if (!task || va >> 63)
		return false;
	snprintf(buf, 96, "va:%s:0x%llx", task_name(c, task, name), (unsigned long long)va);
	return true;
}

static bool vma_id(struct call *c, u64 vma, char buf[96])
{
	const struct vm_area_struct *v;
	char name[40];
	u32 task;

	if (!vma || vma >= c->m->tables[TABLE_vm_area_struct].capacity)
		return false;
	v = vm_area_struct_at(c->m, (u32)vma);
	task = task_of_mm(c, v->vm_mm);
	if (!task)
		return false;
	snprintf(buf, 96, "vma:%s:0x%llx", task_name(c, task, name),
		 (unsigned long long)v->vm_start);
	return true;
}

bool stable_id(struct call *c, enum value_kind kind, u64 value, char buf[96])
{
	char name[40];

	switch (kind) {
	case V_PFN:
		snprintf(buf, 96, "pfn:0x%llx", (unsigned long long)value);
		return value < c->m->config.max_pfn;
	case V_PA:
		snprintf(buf, 96, "pa:0x%llx", (unsigned long long)value);
		return true;
	case V_VA:
		return va_id(c, value, buf);
	case V_ZONE:
		if (value >= MAX_NR_ZONES)
			return false;
		snprintf(buf, 96, "zone:%.8s", zone_at(c->m, (u32)value)->name);
		return true;
	case V_VMA:
		return vma_id(c, value, buf);
	case V_TASK:
		if (!value || value >= c->m->tables[TABLE_task_struct].capacity)
			return false;
		snprintf(buf, 96, "task:%s", task_name(c, (u32)value, name));
		return true;
	default:
		return false;
	}
}

static void token(struct sentence_sink *sink, enum value_kind kind, u64 value, const char *text,
		  size_t bytes)
{
	struct call *c = ((struct token_sink *)sink)->c;
	const char *name = value_kind_name(kind);
	char id[96];

	if (kind == V_NONE || !name) {
		out_string_n(c->out, text, bytes);
		return;
	}
	out_open(c->out, '[');
	out_string(c->out, name);
	out_string_n(c->out, text, bytes);
	if (stable_id(c, kind, value, id))
		out_string(c->out, id);
	out_close(c->out, ']');
}

static void write_words(const struct event *e, const char *text, enum language lang,
			struct token_sink *sink)
{
	format_sentence(sink->c->m, text, &event_types[e->id], e->args, lang, &sink->sink);
}

void member_alternative(struct call *c, const char *key, const struct event *e, u32 i,
			alternative_text text)
{
	struct token_sink sink = { { token }, c };

	member_open(c->out, key, '{');
	for_each_language(lang) {
		member_open(c->out, language_name(lang), '[');
		write_words(e, text(e->id, i, lang), lang, &sink);
		out_close(c->out, ']');
	}
	out_close(c->out, '}');
}

/* A decision's sentence ends with the road that was taken: "...: which handler is right? -> do_anonymous_page" */
static void road_taken(const struct event *e, enum language lang, struct token_sink *sink)
{
	if (e->taken >= event_types[e->id].nr_alternatives)
		return;
	sink->sink.piece(&sink->sink, V_NONE, 0, " → ", strlen(" → "));
	write_words(e, alternative_name(e->id, e->taken, lang), lang, sink);
}

void member_event_text(struct call *c, const char *key, const struct event *e)
{
	struct token_sink sink = { { token }, c };

	member_open(c->out, key, '{');
	for_each_language(lang) {
		member_open(c->out, language_name(lang), '[');
		write_words(e, event_sentence(e->id, lang), lang, &sink);
		road_taken(e, lang, &sink);
		out_close(c->out, ']');
	}
	out_close(c->out, '}');
}

static bool names_depend_on_step(const struct event *e)
{
	const struct event_type *type = &event_types[e->id];

	for (u32 i = 0; i < type->nr_args; i++)
		if (type->arg_kinds[i] == V_VMA || type->arg_kinds[i] == V_TASK)
			return true;
	return false;
}

void member_text_at(struct call *c, const char *key, const struct event *e, u64 step)
{
	bool move = names_depend_on_step(e) && step != c->at;

	if (move)
		stand(c, step);
	member_event_text(c, key, e);
	if (move)
		stand(c, c->at);
}
