/* The verb why: the last decisions, with their operands and what was not chosen. */
#include <string.h>

#include "rpc/door.h"

#define DECISIONS_MAX 50

static int argument_of(const struct event_type *type, const char *word, size_t n)
{
	for (u32 i = 0; i < type->nr_args; i++)
		if (strlen(type->arg_names[i]) == n && !memcmp(type->arg_names[i], word, n))
			return (int)i;
	return -1;
}

static void write_operand(struct call *c, const char *text, size_t n, const char *name)
{
	out_open(c->out, '{');
	out_key(c->out, "t");
	out_string_n(c->out, text, n);
	if (name)
		member_string(c->out, "name", name);
	out_close(c->out, '}');
}

/* "free - unusable > mark + reserve": words that are arguments become their values. */
static void write_predicate(struct call *c, const struct event *e)
{
	const struct event_type *type = &event_types[e->id];
	const char *p = type->predicate;

	member_open(c->out, "predicate", '[');
	while (*p) {
		size_t n = name_length(p), plain;
		int i = n ? argument_of(type, p, n) : -1;
		char buf[FORMAT_MAX];

		if (*p == ' ') {
			p++;
			continue;
		}
		plain = n ? n : 1 + strcspn(p + 1, " abcdefghijklmnopqrstuvwxyz_(");
		if (i >= 0) {
			format_value(c->m, type->arg_kinds[i], e->args[i], LANG_EN, buf);
			write_operand(c, buf, strlen(buf), type->arg_names[i]);
		} else {
			write_operand(c, p, plain, NULL);
		}
		p += plain;
	}
	out_close(c->out, ']');
}

static void write_alternative(struct call *c, const struct event *e, u32 i)
{
	out_open(c->out, '{');
	member_bool(c->out, "taken", e->taken == i);
	member_alternative(c, "name", e, i, alternative_name);
	if (e->taken == i)
		member_null(c->out, "reason");
	else
		member_alternative(c, "reason", e, i, alternative_reason);
	out_close(c->out, '}');
}

static void write_decision(struct call *c, const struct recording *rec, const struct event *e)
{
	out_open(c->out, '{');
	member_number(c->out, "step", (s64)(rec->first_step + (u64)(e - rec->events) + 1));
	member_string(c->out, "event", event_types[e->id].name);
	member_string(c->out, "fn", event_function(rec, e));
	member_event_text(c, "text", e);
	write_predicate(c, e);
	member_open(c->out, "alternatives", '[');
	for (u32 i = 0; i < event_types[e->id].nr_alternatives; i++)
		write_alternative(c, e, i);
	out_close(c->out, ']');
	out_close(c->out, '}');
}

int verb_why(struct call *c)
{
	const struct event *last[DECISIONS_MAX], *now;
	const struct recording *rec;
	u64 count = 3;
	u32 n = 0;

	if (ask_u64(c, "count", 1, DECISIONS_MAX, &count))
		return -1;
	now = event_at(c, c->at, &rec);
	for (const struct event *e = now; e && e >= rec->events && n < count; e--)
		if (event_types[e->id].class == CLASS_DECISION)
			last[n++] = e;
	member_open(c->out, "list", '[');
	while (n)
		write_decision(c, rec, last[--n]);
	out_close(c->out, ']');
	return 0;
}
