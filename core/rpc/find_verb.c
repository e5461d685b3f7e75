/* find: the nearest step of a kind, one that wrote an object, or one where something becomes true. */
#include <string.h>

#include "rpc/history_verb.h"

#define FIND_STEPS_MAX 2000000u

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
	*found = dir < 0 && c->at <= 1 ? 0 : target_writer(c, &t, c->at - (dir < 0), (int)dir);
	return 0;
}

/* A word that no step bears would be looked for in vain, through all of history. */
static int check_words(struct call *c, const struct search *s)
{
	static const char *const kinds[] = { "op", "call", "step", "decision", "hw" };
	u64 unused;
	u32 i = 0;

	if (ask_choice(c, "kind", kinds, ARRAY_SIZE(kinds), &unused))
		return -1;
	while (s->event && i < NR_EVENTS && strcmp(event_types[i].name, s->event))
		i++;
	if (!s->event || i < NR_EVENTS)
		return 0;
	return refuse(c, "event", "no step is called \"%s\"", "没有名为 \"%s\" 的步", clip(s->event).text);
}

int verb_find(struct call *c)
{
	struct search s = { .dir = 1, .grain = -1 };
	u64 found = 0;

	if (ask_s64(c, "dir", -1, 1, &s.dir) || ask_s64(c, "grain", 0, 2, &s.grain) ||
	    ask_string(c, "event", &s.event) || ask_string(c, "kind", &s.kind) ||
	    ask_string(c, "expr", &s.expr) || check_words(c, &s))
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
