/*
 * The one door: pw_open, pw_call, pw_close.
 *
 * A request is read, its verb found, the machine moved to the asked step, the head of the answer
 * written and the verb's members behind it.  An error throws the half-written answer away.
 */
#include <stdlib.h>
#include <string.h>

#include "rpc/door.h"

#define REQUEST_BYTES_MAX (26u << 20)	/* a scenario of 4 MiB, every byte escaped as \uXXXX */
#define REQUEST_VALUES_MAX 100000u

static const struct verb verbs[] = {
	{ "schema", verb_schema, false, false, false, "" },
	{ "load", verb_load, false, false, true, "scenario" },
	{ "append", verb_append, true, false, true, "op" },
	{ "seek", verb_seek, true, false, true, "to" },
	{ "steps", verb_steps, true, false, false, "from count grain" },
	{ "show", verb_show, true, false, false, NULL },
	{ "frames", verb_frames, true, true, false, "from count per by" },
	{ "proc", verb_proc, true, false, false, "file" },
	{ "why", verb_why, true, false, false, "count" },
	{ "history", verb_history, true, false, false, "object field limit" },
	{ "find", verb_find, true, false, false, "dir grain event kind object field expr" },
	{ "check", verb_check, true, false, false, "" },
	{ "digest", verb_digest, true, false, false, "" },
	{ "clone", verb_clone, true, false, true, "ops" },
};

struct pw_session *pw_open(const struct pw_limits *limits)
{
	struct pw_session *s = calloc(1, sizeof(*s));

	if (s && limits)
		s->limits = (struct session_limits){ limits->history_bytes, limits->arena_bytes };
	return s;
}

void pw_close(struct pw_session *s)
{
	if (!s)
		return;
	pw_close(s->clone);
	story_close(&s->story);
	out_free(&s->out);
	free(s->changes.list);
	free(s->changes.texts);
	forget_boot_log(s);
	free(s);
}

struct pw_session *pw_take_clone(struct pw_session *s)
{
	struct pw_session *clone = s->clone;

	s->clone = NULL;
	return clone;
}

uint64_t pw_memory_bytes(const struct pw_session *s)
{
	uint64_t bytes = sizeof(*s) + s->out.room + s->changes.max * sizeof(*s->changes.list) +
			 s->changes.text_bytes;

	if (s->story.m)
		bytes += s->story.m->arena_bytes + s->story.m->arena_bytes / (GRAIN_BYTES * 8);
	if (s->story.history)
		bytes += history_bytes(s->story.history);
	if (s->clone)
		bytes += pw_memory_bytes(s->clone);
	return bytes;
}

void write_error(struct json_out *o, const struct pw_error *error)
{
	out_open(o, '{');
	member_bool(o, "ok", false);
	member_open(o, "error", '{');
	member_string(o, "kind", error_kind_name(error->kind));
	member_text2(o, "message", error->message[0], error->message[1]);
	if (error->place.line) {
		member_number(o, "line", error->place.line);
		member_number(o, "column", error->place.column);
	}
	if (error->path[0])
		member_string(o, "path", error->path);
	out_close(o, '}');
	out_close(o, '}');
}

void stand(struct call *c, u64 step)
{
	if (history_at(c->h) != step)
		history_seek(c->h, step);
}

void write_head(struct call *c)
{
	struct json_out *o = c->out;

	c->session->at = c->at;
	member_bool(o, "ok", true);
	if (!c->h)
		return;
	stand(c, c->at);
	member_number(o, "step", (s64)c->at);
	member_number(o, "steps", (s64)history_steps(c->h));
	member_hex(o, "digest", history_digest(c->h));
}

static const struct verb *find_verb(struct call *c)
{
	const cJSON *name = cJSON_GetObjectItemCaseSensitive(c->request, "verb");

	for (u32 i = 0; cJSON_IsString(name) && i < ARRAY_SIZE(verbs); i++)
		if (!strcmp(verbs[i].name, name->valuestring))
			return &verbs[i];
	refuse(c, "verb", "there is no verb \"%s\" in this door", "没有名为 \"%s\" 的请求",
	       cJSON_IsString(name) ? clip(name->valuestring).text : "");
	return NULL;
}

void bind_story(struct call *c)
{
	c->story = &c->session->story;
	c->m = c->story->m;
	c->h = c->story->history;
	c->s = c->story->scenario;
}

static int run_verb(struct call *c)
{
	const struct verb *v;

	if (!cJSON_IsObject(c->request))
		return refuse(c, NULL, "a request is a JSON object", "请求应是一个 JSON 对象");
	v = find_verb(c);
	if (!v)
		return -1;
	bind_story(c);
	if (v->needs_story && !c->h)
		return refuse(c, NULL, "no scenario is loaded in this session: send the verb load first",
			      "本会话还没有载入场景：请先发送 load");
	if (v->keys && check_keys(c, v->keys))
		return -1;
	c->at = c->session->at;
	if (!v->own_step && c->h && ask_u64(c, "at", 0, history_steps(c->h), &c->at))
		return -1;
	if (v->bytes) {
		stand(c, c->at);
		c->session->at = c->at;
		return v->run(c) ? -1 : 1;
	}
	out_open(c->out, '{');
	if (!v->own_step)
		write_head(c);
	if (v->run(c))
		return -1;
	out_close(c->out, '}');
	return 0;
}

static const char no_memory[] =
	"{\"ok\":false,\"error\":{\"kind\":\"limit\",\"message\":{\"en\":\"not enough memory for the "
	"answer\",\"zh\":\"内存不足，无法给出回答\"}}}";

static void answer_error(struct pw_session *s, struct pw_response *response)
{
	out_reset(&s->out);
	write_error(&s->out, &s->error);
	response->ok = 0;
	response->is_json = 1;
}

void pw_call(struct pw_session *s, const void *request, size_t bytes, struct pw_response *response)
{
	static const struct json_limits limits = {
		.bytes = REQUEST_BYTES_MAX, .values = REQUEST_VALUES_MAX, .kind = ERROR_REQUEST,
	};
	struct json_doc doc;
	struct call c = { .session = s, .doc = &doc, .error = &s->error, .out = &s->out };
	int result;

	memset(&s->error, 0, sizeof(s->error));
	out_reset(&s->out);
	if (json_doc_read(&doc, request, bytes, &limits, &s->error)) {
		answer_error(s, response);
	} else {
		c.request = doc.root;
		result = run_verb(&c);
		*response = (struct pw_response){ .is_json = result != 1, .ok = 1 };
		if (result < 0)
			answer_error(s, response);
		json_doc_free(&doc);
	}
	response->data = s->out.data;
	response->bytes = s->out.used;
	if (s->out.failed)
		*response = (struct pw_response){ no_memory, sizeof(no_memory) - 1, 1, 0 };
}
