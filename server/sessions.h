/*
 * The open sessions, the requests that wait for them and the threads that answer.
 *
 * libmicrohttpd's one thread never runs the core: it hands a request over as a job and suspends the
 * connection; a worker calls the door and resumes it.  One session answers one request at a time, in
 * the order of arrival; different sessions answer side by side.  All of this is under one lock,
 * which is never held while the core runs.
 */
#ifndef PAGEWALK_SESSIONS_H
#define PAGEWALK_SESSIONS_H

#include <microhttpd.h>
#include <pagewalk.h>
#include <pthread.h>
#include <stdbool.h>

#include "buffer.h"
#include "serve_limits.h"
#include "reply.h"

#define SESSION_ID_CHARS 32

struct stream;

struct session {
	struct session *next;
	char id[SESSION_ID_CHARS + 1];
	struct pw_session *door;
	struct stream *streams;
	unsigned int refs;		/* the table's, and one for each job and stream */
	unsigned int jobs;
	bool busy;			/* a worker is calling the door */
	bool gone;			/* no longer in the table */
	int64_t opened_ms, used_ms;
	uint64_t bytes;			/* after the last call */
	uint64_t steps;
	unsigned int loads;		/* changes when another story begins */
};

struct job {
	struct job *next;
	struct session *session;
	struct MHD_Connection *connection;
	struct stream *stream;		/* the steps go there, not into the answer */
	struct buffer request;
	struct buffer answer;
	bool is_json;
	unsigned int status;
	enum refusal refusal;
};

struct hall {
	pthread_mutex_t lock;
	pthread_cond_t work;
	const struct limits *limits;
	struct session *sessions;
	unsigned int nr_sessions;
	struct job *first_job, **last_job;
	uint64_t upload_bytes;		/* bodies that are arriving or waiting */
	pthread_t *workers;
	unsigned int nr_workers;
	bool stopping;
};

bool hall_open(struct hall *hall, const struct limits *limits);

/* No new work; the waiting is refused; answers whether all workers came home within the time. */
bool hall_stop(struct hall *hall, unsigned int seconds);

/* After libmicrohttpd has ended. */
void hall_close(struct hall *hall);

/* Writes {"ok":true,"id":...}, or answers why not. */
enum refusal session_create(struct hall *hall, struct buffer *answer, char id[SESSION_ID_CHARS + 1]);
enum refusal session_delete(struct hall *hall, const char *id);
void sessions_list(struct hall *hall, struct buffer *answer);
enum refusal session_describe(struct hall *hall, const char *id, struct buffer *answer);

/* A session outside the table that takes the door over (NULL: memory is short), and its way in. */
struct session *session_of(struct pw_session *door);
enum refusal session_enter(struct hall *hall, struct session *session);
void session_destroy(struct session *session);

/* The session of this id with a reference taken, or NULL. */
struct session *session_get(struct hall *hall, const char *id);
void session_put(struct hall *hall, struct session *session);

/*
 * Hand a request over (its bytes are taken) and suspend the connection until it is answered.
 * NULL: refused, and the connection goes on.
 */
struct job *job_submit(struct hall *hall, struct session *session, struct MHD_Connection *connection,
		       struct buffer *request, enum refusal *refusal);
void job_free(struct hall *hall, struct job *job);

/* clone.c: the session that the verb clone has just made gets its place in the table. */
enum refusal clone_enter(struct hall *hall, struct job *job, const struct pw_response *response);

/* A stream's next batch; the connection is already suspended.  Under the lock. */
void job_queue_locked(struct hall *hall, struct job *job);

/* Room for the bytes of bodies; false when all of it is taken. */
bool upload_reserve(struct hall *hall, size_t bytes);
void upload_release(struct hall *hall, size_t bytes);

/* Close the sessions that nobody used for long, and keep idle streams awake. */
void hall_tick(struct hall *hall, int64_t now);

#endif
