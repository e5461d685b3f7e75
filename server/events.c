/* Streams of step records. */
#include "events.h"

#include <stdlib.h>
#include <string.h>

#include "json.h"

/* A batch is a scan of so many steps; at the finest grain each of them is a record. */
#define STEPS_AT_ONCE 2000
#define FINE_STEPS_AT_ONCE 400
#define AWAKE_MS 15000
#define BLOCK_BYTES 4096

struct stream {
	struct stream *next, **link;	/* of its session; link is NULL once off the list */
	struct hall *hall;
	struct session *session;
	struct MHD_Connection *connection;
	uint64_t next_step, to;
	unsigned int grain, loads;
	struct buffer out;
	size_t sent;
	int64_t spoke_ms;
	bool waiting;	/* suspended until something happens */
	bool ended;	/* when `out` is sent, that was all */
	struct job job;	/* its next batch; the embedded one, so that nothing can fail half-way */
};

static bool has_ended(const struct stream *s)
{
	return s->to && s->next_step > s->to;
}

static void say_end(struct stream *s, const char *event)
{
	if (s->ended)
		return;
	/* An empty id makes the browser forget the last one. */
	buffer_printf(&s->out, "%sevent: %s\ndata: {}\n\n", strcmp(event, "reset") ? "" : "id\n", event);
	s->ended = true;
}

static void resume_locked(struct stream *s)
{
	if (!s->waiting)
		return;
	s->waiting = false;
	MHD_resume_connection(s->connection);
}

static unsigned int batch(const struct stream *s)
{
	return s->grain == 2 ? FINE_STEPS_AT_ONCE : STEPS_AT_ONCE;
}

/* The connection stays suspended until a worker brought the steps. */
static void fetch_locked(struct stream *s)
{
	struct job *job = &s->job;

	job->session = s->session;
	job->connection = s->connection;
	job->stream = s;
	job->refusal = REFUSED_NOT;
	job->request.bytes = job->answer.bytes = 0;
	/* Without `at`: a stream must not move the step that the session answered last. */
	buffer_printf(&job->request, "{\"verb\":\"steps\",\"from\":%llu,\"count\":%u,\"grain\":%u}",
		      (unsigned long long)s->next_step, batch(s), s->grain);
	MHD_suspend_connection(s->connection);
	job_queue_locked(s->hall, job);
}

static ssize_t send_some(struct stream *s, char *block, size_t room)
{
	size_t left = s->out.bytes - s->sent;

	left = left < room ? left : room;
	memcpy(block, s->out.data + s->sent, left);
	s->sent += left;
	if (s->sent == s->out.bytes)
		s->sent = s->out.bytes = 0;
	s->spoke_ms = now_ms();
	return (ssize_t)left;
}

/* libmicrohttpd asks for bytes; 0 is allowed only because the connection is suspended then. */
static ssize_t read_stream(void *cls, uint64_t position, char *block, size_t room)
{
	struct stream *s = cls;
	ssize_t got = 0;

	pthread_mutex_lock(&s->hall->lock);
	if (s->loads != s->session->loads)
		say_end(s, "reset");
	else if (has_ended(s))
		say_end(s, "end");
	if (s->hall->stopping)
		say_end(s, "stopping");
	if (s->out.failed) {
		got = MHD_CONTENT_READER_END_WITH_ERROR;
	} else if (s->out.bytes) {
		got = send_some(s, block, room);
	} else if (s->ended) {
		got = MHD_CONTENT_READER_END_OF_STREAM;
	} else if (s->next_step <= s->session->steps) {
		fetch_locked(s);
	} else {
		s->waiting = true;
		MHD_suspend_connection(s->connection);
	}
	pthread_mutex_unlock(&s->hall->lock);
	return got;
}

static void leave_locked(struct stream *s)
{
	if (!s->link)
		return;
	*s->link = s->next;
	if (s->next)
		s->next->link = s->link;
	s->link = NULL;
}

static void free_stream(void *cls)
{
	struct stream *s = cls;

	pthread_mutex_lock(&s->hall->lock);
	leave_locked(s);
	pthread_mutex_unlock(&s->hall->lock);
	session_put(s->hall, s->session);
	buffer_free(&s->job.request);
	buffer_free(&s->job.answer);
	buffer_free(&s->out);
	free(s);
}

unsigned int streams_count_locked(const struct session *session)
{
	unsigned int count = 0;

	for (const struct stream *s = session->streams; s; s = s->next)
		count++;
	return count;
}

void streams_wake_locked(struct session *session)
{
	for (struct stream *s = session->streams; s; s = s->next)
		resume_locked(s);
}

void streams_end_locked(struct session *session, const char *event)
{
	for (struct stream *s = session->streams; s; s = s->next) {
		say_end(s, event);
		resume_locked(s);
	}
}

void streams_keep_awake_locked(struct session *session, int64_t now)
{
	for (struct stream *s = session->streams; s; s = s->next) {
		if (!s->waiting || now - s->spoke_ms < AWAKE_MS)
			continue;
		buffer_add_string(&s->out, ":\n\n");
		resume_locked(s);
	}
}

/* A record's own line breaks, if any, would end the event: JSON may have a space there. */
static void add_line(struct buffer *out, struct span record)
{
	size_t from = out->bytes;

	buffer_add(out, record.data, record.bytes);
	for (size_t i = from; !out->failed && i < out->bytes; i++) {
		if (out->data[i] == '\n' || out->data[i] == '\r')
			out->data[i] = ' ';
	}
}

/* The id is the last step that the record covers, so that a new connection begins behind it. */
static void add_record(struct stream *s, struct span record)
{
	struct span member;
	uint64_t n, repeat = 1;

	if (!span_member(record, "n", &member) || !span_number(member, &n) || (s->to && n > s->to))
		return;
	if (span_member(record, "repeat", &member))
		span_number(member, &repeat);
	buffer_printf(&s->out, "id: %llu\nevent: step\ndata: ", (unsigned long long)(n + repeat - 1));
	add_line(&s->out, record);
	buffer_add_string(&s->out, "\n\n");
}

void stream_fill_locked(struct stream *s, const struct job *job)
{
	struct span answer = { job->answer.data, job->answer.bytes }, list, record;

	if (s->ended || job->refusal) {
		say_end(s, job->refusal == REFUSED_SESSION ? "gone" : "stopping");
		return;
	}
	/* Another story may have been loaded meanwhile: these steps are not of the one we began with. */
	if (s->loads != s->session->loads)
		return;
	if (job->status != MHD_HTTP_OK || !span_member(answer, "list", &list)) {
		buffer_add_string(&s->out, "event: error\ndata: ");
		add_line(&s->out, answer);
		buffer_add_string(&s->out, "\n\n");
		s->ended = true;
		return;
	}
	while (span_next(&list, &record))
		add_record(s, record);
	s->next_step += batch(s);
}

static struct stream *stream_new(struct hall *hall, struct session *session,
				 struct MHD_Connection *connection, const struct stream_wish *wish)
{
	struct stream *s = calloc(1, sizeof(*s));

	if (!s)
		return NULL;
	s->hall = hall;
	s->session = session;
	s->connection = connection;
	s->next_step = wish->from;
	s->to = wish->to;
	s->grain = wish->grain;
	s->spoke_ms = now_ms();
	buffer_add_string(&s->out, "retry: 2000\n\n");
	return s;
}

static enum refusal join_locked(struct stream *s)
{
	struct session *session = s->session;

	if (s->hall->stopping)
		return REFUSED_STOPPING;
	if (session->gone)
		return REFUSED_SESSION;
	if (streams_count_locked(session) >= s->hall->limits->streams_per_session)
		return REFUSED_STREAMS;
	if (s->next_step > session->steps + 1)
		return REFUSED_STEP;
	session->refs++;
	s->loads = session->loads;
	s->next = session->streams;
	s->link = &session->streams;
	if (s->next)
		s->next->link = &s->next;
	session->streams = s;
	return REFUSED_NOT;
}

enum MHD_Result stream_reply(struct hall *hall, struct session *session,
			     struct MHD_Connection *connection, const struct stream_wish *wish,
			     enum refusal *refusal)
{
	struct stream *s = stream_new(hall, session, connection, wish);
	struct MHD_Response *response;
	enum MHD_Result result;

	if (!s)
		return MHD_NO;
	pthread_mutex_lock(&hall->lock);
	*refusal = join_locked(s);
	pthread_mutex_unlock(&hall->lock);
	if (*refusal) {
		buffer_free(&s->out);
		free(s);
		return MHD_NO;
	}
	response = MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, BLOCK_BYTES, read_stream, s,
						     free_stream);
	if (!response) {
		free_stream(s);
		return MHD_NO;
	}
	add_api_headers(response);
	MHD_add_response_header(response, "Content-Type", "text/event-stream");
	MHD_add_response_header(response, "X-Accel-Buffering", "no");
	result = MHD_queue_response(connection, MHD_HTTP_OK, response);
	MHD_destroy_response(response);
	return result;
}
