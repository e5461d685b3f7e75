/*
 * clone: a second session with the same past.  With `ops` it is a what-if: of the story only the ops
 * that have ended at the asked step remain, and these take the place of the others.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "rpc/door.h"

static const cJSON *other_ops(const struct call *c)
{
	return cJSON_GetObjectItemCaseSensitive(c->request, "ops");
}

static int check_ops(struct call *c)
{
	const cJSON *ops = other_ops(c), *op;

	if (asked(c, "ops") && !cJSON_IsArray(ops))
		return refuse(c, "ops", "\"ops\" must be a list of op objects", "\"ops\" 应是操作对象的列表");
	cJSON_ArrayForEach(op, ops)
		if (!cJSON_IsObject(op))
			return refuse(c, "ops", "\"ops\" must be a list of op objects",
				      "\"ops\" 应是操作对象的列表");
	return 0;
}

static u32 ops_ended(const struct call *c, u64 step)
{
	u32 nr = 0;

	while (nr < c->s->nr_ops && c->s->ops[nr].first_step + c->s->ops[nr].steps <= step)
		nr++;
	return nr;
}

/* The place inside a printed op is nobody's: the op's own place in the request is told. */
static int what_if_failed(struct call *c, const cJSON *op, u32 i)
{
	struct pw_error *e = c->error;
	char path[sizeof(e->path)];

	snprintf(path, sizeof(path), "ops[%u]%s%.100s", i, e->path[0] ? "." : "", e->path);
	memcpy(e->path, path, sizeof(path));
	e->place = json_place_of(c->doc, op);
	return -1;
}

static int add_other_ops(struct call *c, struct story *story)
{
	const cJSON *op;
	u32 i = 0;

	cJSON_ArrayForEach(op, other_ops(c)) {
		if (append_item(c, story, "ops", op))
			return what_if_failed(c, op, i);
		i++;
	}
	return 0;
}

static struct pw_session *new_session(struct call *c, u32 nr)
{
	struct pw_session *s = calloc(1, sizeof(*s));

	if (!s) {
		refuse(c, NULL, "not enough memory", "内存不足");
		return NULL;
	}
	s->limits = c->session->limits;
	if (!story_clone(&s->story, c->story, nr, c->error) && !add_other_ops(c, &s->story))
		return s;
	pw_close(s);
	return NULL;
}

int verb_clone(struct call *c)
{
	bool what_if = asked(c, "ops");
	struct call answer = *c;
	u32 nr = c->s->nr_ops;
	u64 at = c->session->at;

	if (ask_u64(c, "at", 0, history_steps(c->h), &at) || check_ops(c))
		return -1;
	if (what_if)
		nr = ops_ended(c, at);
	if (what_if && !nr && !other_ops(c)->child)
		return refuse(c, "ops", "no op has ended at step %llu, and none is given",
			      "第 %llu 步之前没有结束的操作，也没有给出新操作", (unsigned long long)at);
	pw_close(c->session->clone);
	c->session->clone = answer.session = new_session(c, nr);
	if (!answer.session)
		return -1;
	bind_story(&answer);
	answer.at = what_if && nr ? c->s->ops[nr - 1].first_step + c->s->ops[nr - 1].steps :
		    what_if ? 0 : at;
	write_story(&answer);
	return 0;
}
