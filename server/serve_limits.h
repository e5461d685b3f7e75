/* What the server allows; cli_serve.c fills it from the options. */
#ifndef PAGEWALK_SERVE_LIMITS_H
#define PAGEWALK_SERVE_LIMITS_H

#include <stddef.h>
#include <stdint.h>
#include <time.h>

#define BODY_MAX_BYTES (16u << 20)
#define TARGET_MAX_BYTES 2048u

struct limits {
	unsigned int connections;		/* at once, in all */
	unsigned int connections_per_ip;	/* 0: as many as in all */
	unsigned int header_seconds;		/* from the first byte awaited to the last header */
	unsigned int body_seconds;		/* from the last header to the last byte of the body */
	unsigned int idle_seconds;		/* a connection between two requests, or stuck in a write */
	unsigned int sessions;
	unsigned int session_idle_seconds;	/* then it is closed */
	unsigned int session_yield_seconds;	/* then it makes room for a new one */
	uint64_t memory_bytes;			/* all sessions together */
	uint64_t session_bytes;			/* the simulated machine of one */
	unsigned int workers;			/* threads that answer door requests */
	unsigned int jobs_per_session;		/* requests of one session that wait */
	unsigned int streams_per_session;
};

static inline int64_t now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

#endif
