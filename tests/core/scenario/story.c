/* Running scenarios in tests; see story.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "check/check.h"
#include "scenario/story.h"

/* Small caps: a file that asks for a huge machine is refused. */
static const struct session_limits limits = { .history_bytes = 16 << 20, .arena_bytes = 512 << 20 };

static char *with_quotes(char *text)
{
	for (char *p = text; *p; p++)
		if (*p == '\'')
			*p = '"';
	return text;
}

char *scenario_text(const char *machine, const char *ops)
{
	static const char frame[] =
		"{'format':1,'title':{'en':'t','zh':'标题'},'machine':{%s},'ops':[%s]}";
	size_t room = sizeof(frame) + strlen(machine) + strlen(ops);
	char *text = malloc(room);

	assert_non_null(text);
	snprintf(text, room, frame, machine, ops);
	return with_quotes(text);
}

static char *text_after_boot(const char *ops)
{
	char all[8192];

	assert_true(strlen(ops) < sizeof(all) - 60);
	snprintf(all, sizeof(all), "{'op':'boot'},{'op':'spawn','as':'A'}%s%s", *ops ? "," : "", ops);
	return scenario_text(RAM_128M, all);
}

static struct story run_text(char *text)
{
	struct story story = { 0 };
	struct pw_error e = { 0 };

	if (story_load(&story, text, strlen(text), &limits, &e))
		fail_msg("%s: %s: %s", text, e.path, e.message[0]);
	history_watch_rogue_stores(story.history, true);
	free(text);
	return story;
}

struct story run_scenario(const char *machine, const char *ops)
{
	return run_text(scenario_text(machine, ops));
}

struct story run_after_boot(const char *ops)
{
	return run_text(text_after_boot(ops));
}

static bool has_chinese(const char *text)
{
	for (; *text; text++)
		if ((u8)*text >= 0xe3)
			return true;
	return false;
}

static void assert_told(const struct pw_error *e)
{
	assert_int_not_equal(e->kind, ERROR_NONE);
	assert_true(e->message[0][0] != 0);
	if (!has_chinese(e->message[1]) || !strcmp(e->message[0], e->message[1]))
		fail_msg("not told in both languages: %s | %s", e->message[0], e->message[1]);
	if (!e->place.line || !e->place.column)
		fail_msg("no place: %s", e->message[0]);
}

struct pw_error refuse_bytes(const void *text, size_t bytes)
{
	struct story story = { 0 };
	struct pw_error e = { 0 };

	if (!story_load(&story, text, bytes, &limits, &e))
		fail_msg("taken: %.300s", (const char *)text);
	assert_told(&e);
	assert_null(story.scenario);
	assert_null(story.m);
	return e;
}

struct pw_error refuse_text(const char *text)
{
	char *copy = with_quotes(strdup(text));
	struct pw_error e = refuse_bytes(copy, strlen(copy));

	free(copy);
	return e;
}

struct pw_error refuse_after_boot(const char *ops)
{
	char *text = text_after_boot(ops);
	struct pw_error e = refuse_bytes(text, strlen(text));

	free(text);
	return e;
}

void assert_error(const struct pw_error *e, const char *path, const char *part)
{
	if (strcmp(e->path, path) || !strstr(e->message[0], part))
		fail_msg("%s: %s\n  but wanted %s: ..%s..", e->path, e->message[0], path, part);
}

void append_op(struct story *story, const char *op)
{
	char *text = with_quotes(strdup(op));
	struct pw_error e = { 0 };

	if (story_append(story, text, strlen(text), &e))
		fail_msg("%s: %s: %s", op, e.path, e.message[0]);
	free(text);
}

struct pw_error refuse_append(struct story *story, const char *op)
{
	char *text = with_quotes(strdup(op));
	u32 nr_ops = story->scenario->nr_ops, nr_names = story->scenario->nr_names;
	u64 steps = history_steps(story->history), digest;
	struct pw_error e = { 0 };

	history_seek(story->history, steps);
	digest = history_digest(story->history);
	if (!story_append(story, text, strlen(text), &e))
		fail_msg("taken: %s", op);
	free(text);
	assert_told(&e);
	assert_int_equal(story->scenario->nr_ops, nr_ops);
	assert_int_equal(story->scenario->nr_names, nr_names);
	assert_int_equal(history_steps(story->history), steps);
	assert_int_equal(history_digest(story->history), digest);
	return e;
}

const struct op *last_op(const struct story *story)
{
	return &story->scenario->ops[story->scenario->nr_ops - 1];
}

static void assert_invariants(const struct machine *m)
{
	for (u32 i = 0; i < nr_checkers; i++) {
		struct check_report r = { .ok = true };

		checkers[i].run(m, &r);
		if (!r.ok)
			fail_msg("%s: %s", checkers[i].name, r.text[0]);
	}
}

static void assert_expected(const struct story *story)
{
	for (u32 i = 0; i < story->scenario->nr_ops; i++) {
		const struct op *op = &story->scenario->ops[i];

		for (u32 n = 0; n < op->nr_expects; n++)
			if (!op->expects[n].held)
				fail_msg("ops[%u] %s at column %u: %s is %s", i, op->type->name,
					 op->place.column, op->expects[n].path, op->expects[n].got);
	}
}

void assert_sound(const struct story *story)
{
	assert_invariants(story->m);
	assert_expected(story);
	assert_null(history_rogue_store(story->history));
}

void assert_reversible(struct story *story)
{
	const struct scenario *s = story->scenario;
	u64 *digests = calloc(s->nr_ops + 1, sizeof(*digests));

	for (u32 i = 0; i <= s->nr_ops; i++) {
		history_seek(story->history, i < s->nr_ops ? s->ops[i].first_step :
			     history_steps(story->history));
		digests[i] = history_digest(story->history);
		assert_int_equal(digests[i], machine_digest_full(story->m));
		if (i > 0)
			assert_invariants(story->m);
	}
	for (u32 i = s->nr_ops; i-- > 0;) {
		history_seek(story->history, s->ops[i].first_step);
		assert_int_equal(history_digest(story->history), digests[i]);
	}
	assert_int_equal(history_at(story->history), 0);
	history_seek(story->history, history_steps(story->history));
	assert_int_equal(history_digest(story->history), digests[s->nr_ops]);
	assert_null(history_rogue_store(story->history));
	free(digests);
}
