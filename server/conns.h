/*
 * The open connections: how many, from whom, and until when each may take its time.
 *
 * libmicrohttpd only knows a timeout of silence, which a byte every half second outwits.  Here a
 * request has an absolute deadline for its headers and one for its body.  A connection above a limit is
 * accepted all the same, so that its request can be told why it is refused (429 or 503), but with
 * a short deadline.
 */
#ifndef PAGEWALK_CONNS_H
#define PAGEWALK_CONNS_H

#include <microhttpd.h>
#include <pthread.h>

#include "serve_limits.h"
#include "reply.h"

enum phase {
	PHASE_FIRST,	/* the first request is awaited */
	PHASE_NEXT,	/* a request was answered; perhaps another comes */
	PHASE_BODY,
	PHASE_WORK,	/* a worker has it, or it is a stream: no deadline */
	PHASE_ANSWER,	/* the answer is on its way */
};

struct conn {
	struct conn *next, **link;
	int fd;
	unsigned char ip[16];
	enum phase phase;
	enum refusal refusal;	/* every request of a connection above a limit gets this */
	int64_t deadline_ms;
};

struct conns {
	pthread_mutex_t lock;
	const struct limits *limits;
	struct conn *list;
	unsigned int total;
};

/* Connections above the limit that may wait for their refusal at the same time. */
#define SPARE_CONNECTIONS 64u

void conns_init(struct conns *conns, const struct limits *limits);

/* libmicrohttpd tells here that a connection begins or ends. */
void conns_notify(void *cls, struct MHD_Connection *connection, void **context,
		  enum MHD_ConnectionNotificationCode code);

/* NULL when memory was short as the connection began. */
struct conn *conn_of(struct MHD_Connection *connection);

void conn_enter(struct conns *conns, struct conn *conn, enum phase phase);

/* End a connection whose request cannot be answered in the regular way: the refusal, then the end. */
void conn_end(struct conns *conns, struct conn *conn, enum refusal refusal);

/* End the connections whose deadline has passed. */
void conns_reap(struct conns *conns, int64_t now);

#endif
