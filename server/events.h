/*
 * The steps of a session as Server-Sent Events: `id:` is the last step that a record tells of, so that a
 * browser which lost the connection goes on where it was (Last-Event-ID).  A stream at the last step waits for the next
 * one; with `to` it ends there.
 *
 * event: step   a step record
 * event: end    the step `to` is passed
 * event: reset  another story was loaded; the id is cleared, so that a new connection begins anew
 * event: gone   the session was closed;   event: stopping   the server ends
 * event: error  the core's refusal
 */
#ifndef PAGEWALK_EVENTS_H
#define PAGEWALK_EVENTS_H

#include "sessions.h"

struct stream_wish {
	uint64_t from, to;	/* `to` 0: no end */
	unsigned int grain;
};

/* Takes a reference of its own on the session. */
enum MHD_Result stream_reply(struct hall *hall, struct session *session,
			     struct MHD_Connection *connection, const struct stream_wish *wish,
			     enum refusal *refusal);

unsigned int streams_count_locked(const struct session *session);
void streams_wake_locked(struct session *session);
void streams_end_locked(struct session *session, const char *event);
void streams_keep_awake_locked(struct session *session, int64_t now);

/* A worker brings the answer to a stream's `steps` request. */
void stream_fill_locked(struct stream *stream, const struct job *job);

#endif
