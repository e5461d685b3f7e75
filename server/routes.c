/*
 * The addresses under /api, one function each:
 *
 *	GET, POST    /api/sessions             count and memory; open one (201, {"id": ...})
 *	GET, DELETE  /api/sessions/ID          its numbers; close it
 *	POST         /api/sessions/ID/call     one request to the door
 *	GET          /api/sessions/ID/state    ?at=N&view=V and the view's arguments: the verb `show`
 *	GET          /api/sessions/ID/steps    ?from=N&to=M&grain=G: Server-Sent Events
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "events.h"
#include "http.h"
#include "json.h"

static enum MHD_Result answer_sessions(struct server *server, struct request *r,
				       struct MHD_Connection *c)
{
	char id[SESSION_ID_CHARS + 1];
	struct buffer text = { 0 };

	if (strcmp(r->method, "POST") != 0) {
		sessions_list(&server->hall, &text);
		return reply_json(c, MHD_HTTP_OK, &text);
	}
	r->refusal = session_create(&server->hall, &text, id);
	return r->refusal ? MHD_NO : reply_json(c, MHD_HTTP_CREATED, &text);
}

static enum MHD_Result answer_session(struct server *server, struct request *r,
				      struct MHD_Connection *c)
{
	struct buffer text = { 0 };

	if (!strcmp(r->method, "DELETE")) {
		r->refusal = session_delete(&server->hall, r->id);
		buffer_add_string(&text, "{\"ok\":true}");
	} else {
		r->refusal = session_describe(&server->hall, r->id, &text);
	}
	if (!r->refusal)
		return reply_json(c, MHD_HTTP_OK, &text);
	buffer_free(&text);
	return MHD_NO;
}

/* Hands the request over to a worker; the answer comes when handle() is called the next time. */
static enum MHD_Result ask_door(struct server *server, struct request *r,
				struct MHD_Connection *c, struct buffer *door_request)
{
	struct session *session = session_get(&server->hall, r->id);

	if (!session) {
		r->refusal = REFUSED_SESSION;
		return MHD_NO;
	}
	r->job = job_submit(&server->hall, session, c, door_request, &r->refusal);
	session_put(&server->hall, session);
	return r->job ? MHD_YES : MHD_NO;
}

static enum MHD_Result answer_call(struct server *server, struct request *r,
				   struct MHD_Connection *c)
{
	if (!r->body.bytes) {
		r->refusal = REFUSED_NO_BODY;
		return MHD_NO;
	}
	return ask_door(server, r, c, &r->body);
}

/* A name that is itself no plain word is not repeated. */
static void refuse_argument(struct request *r, const char *name)
{
	size_t length = strlen(name);
	size_t plain = strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-");

	r->refusal = REFUSED_QUERY;
	if (plain == length && length < sizeof(r->argument))
		memcpy(r->argument, name, length + 1);
}

#define QUERY_MAX 16

struct query {
	const char *names[QUERY_MAX];
	struct buffer members;	/* ,"name":value each */
	unsigned int count;
	struct request *request;	/* is refused at the first that is wrong */
};

static bool is_number(const char *value)
{
	size_t length = strlen(value);

	return length && length <= 15 && strspn(value, "0123456789") == length &&
	       (length == 1 || value[0] != '0');
}

static enum MHD_Result add_query(void *cls, enum MHD_ValueKind kind, const char *name,
				 const char *value)
{
	struct query *q = cls;

	bool bad = !value || q->count == QUERY_MAX || !strcmp(name, "verb") || !*name ||
		   (!strcmp(name, "at") && !is_number(value));

	for (unsigned int i = 0; i < q->count; i++)
		bad |= !strcmp(q->names[i], name);
	if (bad) {
		refuse_argument(q->request, name);
		return MHD_NO;
	}
	q->names[q->count++] = name;
	buffer_add_string(&q->members, ",");
	buffer_add_json_string(&q->members, name, strlen(name));
	buffer_add_string(&q->members, ":");
	if (is_number(value))
		buffer_add_string(&q->members, value);
	else
		buffer_add_json_string(&q->members, value, strlen(value));
	return MHD_YES;
}

static enum MHD_Result answer_state(struct server *server, struct request *r,
				    struct MHD_Connection *c)
{
	struct buffer show = { 0 };
	struct query query = { .request = r };
	enum MHD_Result result = MHD_NO;

	MHD_get_connection_values(c, MHD_GET_ARGUMENT_KIND, add_query, &query);
	buffer_printf(&show, "{\"verb\":\"show\"%s}", query.members.data ? query.members.data : "");
	if (!r->refusal && (query.members.failed || show.failed))
		r->refusal = REFUSED_MEMORY;
	if (!r->refusal)
		result = ask_door(server, r, c, &show);
	buffer_free(&query.members);
	buffer_free(&show);
	return result;
}

/* A number of the query in [0, max]; absent, it stays as it is. */
static void query_number(struct MHD_Connection *c, struct request *r, const char *name, uint64_t max,
			 uint64_t *number)
{
	const char *value = MHD_lookup_connection_value(c, MHD_GET_ARGUMENT_KIND, name);

	if (!value || r->refusal)
		return;
	if (is_number(value))
		*number = strtoull(value, NULL, 10);
	if (!is_number(value) || *number > max)
		refuse_argument(r, name);
}

static void read_wish(struct MHD_Connection *c, struct request *r, struct stream_wish *wish)
{
	const char *last = MHD_lookup_connection_value(c, MHD_HEADER_KIND, "Last-Event-ID");
	uint64_t grain = 1;

	*wish = (struct stream_wish){ .from = 1 };
	query_number(c, r, "from", INT64_MAX, &wish->from);
	query_number(c, r, "to", INT64_MAX, &wish->to);
	query_number(c, r, "grain", 2, &grain);
	wish->grain = (unsigned int)grain;
	if (!wish->from)
		wish->from = 1;
	if (!last || !*last || r->refusal)
		return;
	if (is_number(last))
		wish->from = strtoull(last, NULL, 10) + 1;
	else
		refuse_argument(r, "Last-Event-ID");
}

static enum MHD_Result answer_steps(struct server *server, struct request *r,
				    struct MHD_Connection *c)
{
	struct session *session;
	struct stream_wish wish;
	enum MHD_Result result;

	read_wish(c, r, &wish);
	if (r->refusal)
		return MHD_NO;
	session = session_get(&server->hall, r->id);
	if (!session) {
		r->refusal = REFUSED_SESSION;
		return MHD_NO;
	}
	result = stream_reply(&server->hall, session, c, &wish, &r->refusal);
	session_put(&server->hall, session);
	return result;
}

static const struct route routes[] = {
	{ "/api/sessions", "GET, HEAD, POST", true, answer_sessions },
	{ "/api/sessions/ID", "GET, HEAD, DELETE", false, answer_session },
	{ "/api/sessions/ID/call", "POST", true, answer_call },
	{ "/api/sessions/ID/state", "GET, HEAD", false, answer_state },
	{ "/api/sessions/ID/steps", "GET", false, answer_steps },
};

/* Matches a path against a shape; where the shape says ID one whole segment is taken. */
static bool match(const char *shape, const char *path, char id[SESSION_ID_CHARS + 1])
{
	const char *hole = strstr(shape, "ID");
	size_t before = hole ? (size_t)(hole - shape) : strlen(shape), length;

	if (strncmp(shape, path, before) != 0)
		return false;
	path += before;
	if (!hole)
		return !*path;
	length = strspn(path, "0123456789abcdef");
	if (length != SESSION_ID_CHARS)
		length = strcspn(path, "/");
	if (!length || strcmp(path + length, hole + 2) != 0)
		return false;
	/* A segment that cannot be an id names a session that does not exist. */
	snprintf(id, SESSION_ID_CHARS + 1, "%.*s", length == SESSION_ID_CHARS ? (int)length : 0, path);
	return true;
}

const struct route *find_route(const char *path, char id[SESSION_ID_CHARS + 1])
{
	for (size_t i = 0; i < sizeof(routes) / sizeof(routes[0]); i++) {
		if (match(routes[i].shape, path, id))
			return &routes[i];
	}
	return NULL;
}

bool route_allows(const char *allow, const char *method)
{
	size_t length = strlen(method);

	while (*allow) {
		if (!strncmp(allow, method, length) && strchr(",", allow[length]))
			return true;
		allow += strcspn(allow, ",");
		allow += strspn(allow, ", ");
	}
	return false;
}
