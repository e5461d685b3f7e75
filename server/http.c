/*
 * libmicrohttpd's callbacks.  A request lives from request_new() (its first line has come) to
 * request_done(); in between handle() is called once for its headers, for each piece of its body,
 * once when it is whole, and once more when a worker has answered.
 */
#include "http.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* A refused body up to this size is read to its end, so that the client comes to read the answer. */
#define DROPPED_MAX_BYTES (64ull << 20)
#define POOL_BYTES (24u << 10)

static void *request_new(void *cls, const char *uri, struct MHD_Connection *connection)
{
	struct request *r = calloc(1, sizeof(*r));
	size_t length = strcspn(uri, "?");

	if (!r)
		return NULL;
	r->target_too_long = strlen(uri) > TARGET_MAX_BYTES;
	r->target = strndup(uri, length);
	if (r->target)
		return r;
	free(r);
	return NULL;
}

static void request_done(void *cls, struct MHD_Connection *connection, void **context,
			 enum MHD_RequestTerminationCode code)
{
	struct server *server = cls;
	struct request *r = *context;
	struct conn *conn = conn_of(connection);

	if (conn)
		conn_enter(&server->conns, conn, PHASE_NEXT);
	if (!r)
		return;
	if (r->job)
		job_free(&server->hall, r->job);
	upload_release(&server->hall, r->reserved_bytes);
	buffer_free(&r->body);
	free(r->target);
	free(r);
	*context = NULL;
}

static const char *allowed_methods(const struct request *r)
{
	return r->route ? r->route->allow : "GET, HEAD";
}

static enum refusal judge_body(const struct request *r, const struct heads *h)
{
	bool has_body = h->length || h->nr_encodings;

	if (!r->route || !r->route->takes_json || strcmp(r->method, "POST") != 0)
		return has_body ? REFUSED_FRAMING : REFUSED_NOT;
	if (!is_json_type(h->type))
		return REFUSED_TYPE;
	return h->length > BODY_MAX_BYTES ? REFUSED_BODY_SIZE : REFUSED_NOT;
}

/* All that the headers tell, from the connection outwards to the body. */
static enum refusal judge(const struct server *server, const struct request *r,
			  const struct conn *conn, const struct heads *h)
{
	bool api = !strncmp(r->target, "/api/", 5);
	enum refusal refusal = conn ? conn->refusal : REFUSED_CONNECTIONS;

	if (!refusal)
		refusal = guard_framing(h);
	if (!refusal)
		refusal = guard_host(h, server->names);
	if (!refusal && api)
		refusal = guard_origin(h);
	if (!refusal && r->target_too_long)
		refusal = REFUSED_TARGET_SIZE;
	if (!refusal && !r->route && !r->file)
		refusal = REFUSED_NOT_FOUND;
	if (!refusal && !route_allows(allowed_methods(r), r->method))
		refusal = REFUSED_METHOD;
	return refusal ? refusal : judge_body(r, h);
}

static enum MHD_Result refuse(struct request *r, struct MHD_Connection *c)
{
	if (r->refusal == REFUSED_METHOD)
		return reply_refusal(c, r->refusal, allowed_methods(r));
	return reply_refusal(c, r->refusal, r->argument[0] ? r->argument : NULL);
}

static enum MHD_Result begin(struct server *server, struct request *r, struct MHD_Connection *c)
{
	struct conn *conn = conn_of(c);
	struct heads heads;

	read_heads(c, &heads);
	r->route = find_route(r->target, r->id);
	r->file = r->route ? NULL : files_find(&server->files, r->target);
	r->refusal = judge(server, r, conn, &heads);
	if (conn)
		conn_enter(&server->conns, conn, PHASE_BODY);
	/* Who waits for "100 Continue", or would send for long, is told at once. */
	if (r->refusal && (heads.expect || heads.length > DROPPED_MAX_BYTES ||
			   r->refusal == REFUSED_FRAMING))
		return refuse(r, c);
	return MHD_YES;
}

static void drop_body(struct request *r, struct server *server)
{
	upload_release(&server->hall, r->reserved_bytes);
	r->reserved_bytes = 0;
	buffer_free(&r->body);
}

static enum MHD_Result take_body(struct server *server, struct request *r,
				 struct MHD_Connection *c, const char *data, size_t bytes)
{
	struct conn *conn = conn_of(c);

	if (!r->refusal && r->body.bytes + bytes > BODY_MAX_BYTES)
		r->refusal = REFUSED_BODY_SIZE;
	if (!r->refusal && !upload_reserve(&server->hall, bytes))
		r->refusal = REFUSED_MEMORY;
	if (r->refusal) {
		drop_body(r, server);
		r->dropped_bytes += bytes;
		if (r->dropped_bytes <= DROPPED_MAX_BYTES || !conn)
			return MHD_YES;
		conn_end(&server->conns, conn, r->refusal);
		return MHD_NO;
	}
	r->reserved_bytes += bytes;
	buffer_add(&r->body, data, bytes);
	if (r->body.failed)
		r->refusal = REFUSED_MEMORY;
	return MHD_YES;
}

static enum MHD_Result answer_job(struct request *r, struct MHD_Connection *c)
{
	struct job *job = r->job;
	struct buffer answer = job->answer;

	if (job->refusal)
		return reply_refusal(c, job->refusal, NULL);
	memset(&job->answer, 0, sizeof(job->answer));
	return reply_bytes(c, job->status, job->is_json ? "application/json" :
			   "application/octet-stream", answer.data, answer.bytes);
}

static enum MHD_Result finish(struct server *server, struct request *r, struct MHD_Connection *c)
{
	struct conn *conn = conn_of(c);
	enum MHD_Result result;

	if (conn)
		conn_enter(&server->conns, conn, r->job || r->refusal || !r->route ?
			   PHASE_ANSWER : PHASE_WORK);
	if (r->job)
		return answer_job(r, c);
	if (r->refusal)
		return refuse(r, c);
	if (!r->route)
		return file_reply(r->file, c);
	result = r->route->answer(server, r, c);
	return r->refusal ? refuse(r, c) : result;
}

static enum MHD_Result handle(void *cls, struct MHD_Connection *connection, const char *url,
			      const char *method, const char *version, const char *data,
			      size_t *bytes, void **context)
{
	struct request *r = *context;
	size_t got = *bytes;

	if (!r)
		return MHD_NO;
	if (!r->begun) {
		r->begun = true;
		r->method = method;
		return begin(cls, r, connection);
	}
	if (!got)
		return finish(cls, r, connection);
	*bytes = 0;
	return take_body(cls, r, connection, data, got);
}

bool server_start(struct server *server, int listener)
{
	unsigned int flags = MHD_USE_POLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME;

	conns_init(&server->conns, &server->limits);
	if (!hall_open(&server->hall, &server->limits))
		return false;
	server->daemon = MHD_start_daemon(flags, 0, NULL, NULL, handle, server,
		MHD_OPTION_LISTEN_SOCKET, listener,
		MHD_OPTION_CONNECTION_LIMIT, server->limits.connections + SPARE_CONNECTIONS,
		MHD_OPTION_CONNECTION_TIMEOUT, server->limits.idle_seconds,
		MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)POOL_BYTES,
		MHD_OPTION_NOTIFY_CONNECTION, conns_notify, &server->conns,
		MHD_OPTION_NOTIFY_COMPLETED, request_done, server,
		MHD_OPTION_URI_LOG_CALLBACK, request_new, server,
		MHD_OPTION_END);
	return server->daemon != NULL;
}

void server_tick(struct server *server)
{
	int64_t now = now_ms();

	conns_reap(&server->conns, now);
	hall_tick(&server->hall, now);
}

/* A worker may be in the middle of a long run, which nothing can interrupt: then leave at once. */
void server_stop(struct server *server)
{
	if (!hall_stop(&server->hall, 3))
		_Exit(0);
	MHD_stop_daemon(server->daemon);
	hall_close(&server->hall);
	files_free(&server->files);
}
