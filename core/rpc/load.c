/* load and append: the story as the page's list of ops, with what each gave. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/syscalls.h"
#include "lib/number_text.h"
#include "rpc/door.h"

static const char *source_text(const cJSON *item, char buf[NUMBER_TEXT_MAX])
{
	return cJSON_IsString(item) ? item->valuestring : number_text(item->valuedouble, buf);
}

/* name = op(first, second=..): required arguments stand alone, the others by name */
static void label_text(const struct op *op, char *buf, size_t size)
{
	size_t used = (size_t)snprintf(buf, size, "%s%s%s(", op->as ? op->as : "",
				       op->as ? " = " : "", op->type->name);
	bool first = true;

	for (u32 i = 0; i < op->type->nr_args && used < size; i++) {
		const struct op_arg *arg = &op->type->args[i];
		char number[NUMBER_TEXT_MAX];

		if (!op->args[i].given)
			continue;
		used += (size_t)snprintf(buf + used, size - used, "%s%s%s%.60s", first ? "" : ", ",
					 arg->required ? "" : arg->name, arg->required ? "" : "=",
					 source_text(op->args[i].source, number));
		first = false;
	}
	if (used < size)
		snprintf(buf + used, size - used, ")");
}

void write_op_label(struct call *c, u32 index)
{
	const struct op *op = &c->s->ops[index];
	char text[256];

	label_text(op, text, sizeof(text));
	out_open(c->out, '{');
	member_string(c->out, "en", op->label.text[0] ? op->label.text[0] : text);
	member_string(c->out, "zh", op->label.text[1] ? op->label.text[1] : text);
	out_close(c->out, '}');
}

static void write_result(struct json_out *o, const struct op *op)
{
	bool failed = op->ret < 0 && op->ret > -4096;

	if (failed) {
		const char *name = errno_name((u32)-op->ret);
		char text[24];

		snprintf(text, sizeof(text), "-%s", name ? name : "?");
		member_null(o, "ret");
		member_string(o, "err", text);
	} else {
		member_hex(o, "ret", (u64)op->ret);
		member_null(o, "err");
	}
	member_string(o, "signal", op->signal == SIGSEGV ? "SIGSEGV" : op->signal == SIGBUS ? "SIGBUS" :
		      op->signal ? "SIGKILL" : NULL);
}

static void write_expectation(struct json_out *o, const struct expectation *x)
{
	char buf[NUMBER_TEXT_MAX];

	out_open(o, '{');
	member_string(o, "path", x->path);
	member_string(o, "want", want_text(x->want, buf));
	member_string(o, "got", x->got);
	member_bool(o, "ok", x->held);
	out_close(o, '}');
}

static void write_focus_args(struct json_out *o, const struct op *op)
{
	if (!op->focus_argument) {
		member_null(o, "focus_args");
		return;
	}
	member_open(o, "focus_args", '{');
	member_string(o, op->focus_argument, op->focus_choice);
	out_close(o, '}');
}

void write_op_entry(struct call *c, u32 i)
{
	const struct op *op = &c->s->ops[i];
	struct json_out *o = c->out;

	out_open(o, '{');
	member_number(o, "i", i);
	member_string(o, "op", op->type->name);
	member_string(o, "as", op->as);
	out_key(o, "label");
	write_op_label(c, i);
	member_number(o, "first", (s64)op->first_step + 1);
	member_number(o, "steps", (s64)op->steps);
	write_result(o, op);
	member_text2(o, "note", op->note.text[0], op->note.text[1]);
	member_text2(o, "look", op->look.text[0], op->look.text[1]);
	member_string(o, "focus", op->focus);
	write_focus_args(o, op);
	member_string(o, "layout", op->layout);
	out_key(o, "line");
	if (op->line)
		out_number(o, op->line);
	else
		out_null(o);
	if (op->nr_expects) {
		member_open(o, "expects", '[');
		for (u32 n = 0; n < op->nr_expects; n++)
			write_expectation(o, &op->expects[n]);
		out_close(o, ']');
	}
	out_close(o, '}');
}

static void write_machine(struct call *c)
{
	const struct machine_description *d = &c->s->machine;
	struct json_out *o = c->out;

	member_open(o, "machine", '{');
	member_string(o, "arch", geometries[d->arch].name);
	member_hex(o, "ram_bytes", d->ram_bytes);
	member_number(o, "cpus", d->nr_cpus);
	member_string(o, "cmdline", d->boot.cmdline);
	out_close(o, '}');
}

static void write_program(struct call *c)
{
	if (!c->s->program) {
		member_null(c->out, "program");
		return;
	}
	member_open(c->out, "program", '{');
	member_string(c->out, "source", c->s->program);
	member_string(c->out, "lang", "c");
	out_close(c->out, '}');
}

/* Wrong choices for a number: its neighbours, in an order that depends on the answer alone. */
static void write_number_choices(struct json_out *o, long long right, bool hex)
{
	long long unit = right && right % 4096 == 0 ? 4096 : 1;
	long long wrong[3] = { right + unit, right - unit, right ? right * 4 : 2 };
	u32 place = (u32)((u64)right * 0x9e3779b97f4a7c15ull >> 62);
	char buf[32];

	for (u32 i = 0, w = 0; i < 4; i++) {
		snprintf(buf, sizeof(buf), hex ? "0x%llx" : "%lld", i == place ? right : wrong[w]);
		w += i != place;
		out_string(o, buf);
	}
}

static void write_choices(struct json_out *o, const struct ask *ask)
{
	bool hex = !strncmp(ask->got, "0x", 2);
	long long right;
	char *end;

	member_open(o, "choices", '[');
	for (u32 i = 0; i < ask->nr_choices; i++)
		out_string(o, ask->choices[i]);
	right = (long long)strtoull(ask->got, &end, 0);
	if (!ask->nr_choices && !*end)
		write_number_choices(o, right, hex);
	out_close(o, ']');
}

static void write_asks(struct call *c)
{
	struct json_out *o = c->out;

	member_open(o, "asks", '[');
	for (u32 i = 0; i < c->s->nr_ops; i++) {
		const struct ask *ask = c->s->ops[i].ask;

		if (!ask)
			continue;
		out_open(o, '{');
		member_number(o, "at_op", i);
		member_text2(o, "question", ask->question.text[0], ask->question.text[1]);
		write_choices(o, ask);
		member_string(o, "answer", ask->got);
		out_close(o, '}');
	}
	out_close(o, ']');
}

static void write_failed(struct json_out *o, u32 op, const struct expectation *x)
{
	struct clipped path = clip(x->path);
	struct clipped want;
	char en[480], zh[480], buf[NUMBER_TEXT_MAX];

	want = clip(want_text(x->want, buf));
	snprintf(en, sizeof(en), "expectation of ops[%u] does not hold: %s is %s, expected %s", op,
		 path.text, x->got, want.text);
	snprintf(zh, sizeof(zh), "ops[%u] 的期望不成立：%s 是 %s，应为 %s", op, path.text, x->got,
		 want.text);
	out_open(o, '{');
	member_number(o, "op", op);
	member_number(o, "line", x->place.line);
	member_number(o, "column", x->place.column);
	member_text2(o, "message", en, zh);
	out_close(o, '}');
}

static void write_expect(struct call *c)
{
	struct json_out *o = c->out;

	member_open(o, "expect", '{');
	member_number(o, "passed", c->story->expects_passed);
	member_open(o, "failed", '[');
	for (u32 i = 0; i < c->s->nr_ops; i++)
		for (u32 n = 0; n < c->s->ops[i].nr_expects; n++)
			if (!c->s->ops[i].expects[n].held)
				write_failed(o, i, &c->s->ops[i].expects[n]);
	out_close(o, ']');
	out_close(o, '}');
}

static void write_tasks(struct call *c)
{
	member_open(c->out, "tasks", '[');
	for (u32 i = 0; i < c->s->nr_names; i++)
		if (c->s->names[i].kind == BIND_TASK)
			out_string(c->out, c->s->names[i].text);
	out_close(c->out, ']');
}

/* Which views show what a real kernel was asked for, and which only what its source says. */
static void write_view_bases(struct json_out *o)
{
	member_open(o, "views", '[');
	for (u32 i = 0; i < nr_view_names; i++) {
		out_open(o, '{');
		member_string(o, "name", view_names[i]);
		member_string(o, "basis", basis_names[view_bases[i]]);
		out_close(o, '}');
	}
	out_close(o, ']');
}

void write_story(struct call *c)
{
	struct json_out *o = c->out;

	write_head(c);
	member_text2(o, "title", c->s->title.text[0], c->s->title.text[1]);
	member_text2(o, "prose", c->s->prose.text[0], c->s->prose.text[1]);
	member_string(o, "basis", basis_names[c->s->basis]);
	write_machine(c);
	member_number(o, "start", (s64)c->story->start_step);
	member_open(o, "ops", '[');
	for (u32 i = 0; i < c->s->nr_ops; i++)
		write_op_entry(c, i);
	out_close(o, ']');
	write_view_bases(o);
	write_program(c);
	write_asks(c);
	write_tasks(c);
	write_expect(c);
}

int verb_load(struct call *c)
{
	const char *text = NULL;
	const cJSON *item = cJSON_GetObjectItemCaseSensitive(c->request, "scenario");

	if (!cJSON_IsString(item))
		return refuse(c, "scenario", "\"scenario\" must be the text of a scenario file",
			      "\"scenario\" 应是场景文件的文本");
	text = item->valuestring;
	if (story_load(&c->session->story, text, strlen(text), &c->session->limits, c->error))
		return -1;
	c->session->changes.step = 0;
	forget_boot_log(c->session);
	bind_story(c);
	c->at = c->story->start_step;
	write_story(c);
	return 0;
}

int verb_append(struct call *c)
{
	const cJSON *item = cJSON_GetObjectItemCaseSensitive(c->request, "op");
	int err;

	if (!cJSON_IsObject(item))
		return refuse(c, "op", "\"op\" must be one op object", "\"op\" 应是一个操作对象");
	err = append_item(c, c->story, "op", item);
	c->session->changes.step = 0;
	forget_boot_log(c->session);
	if (err)
		return -1;
	c->at = c->s->ops[c->s->nr_ops - 1].first_step;
	write_head(c);
	out_key(c->out, "op");
	write_op_entry(c, c->s->nr_ops - 1);
	return 0;
}
