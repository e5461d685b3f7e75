/*
 * Answers: every one carries the hardening headers, and every refusal is JSON of the door's shape,
 * {"ok":false,"error":{"kind":"http","message":{"en","zh"}}}, with its status.
 */
#ifndef PAGEWALK_REPLY_H
#define PAGEWALK_REPLY_H

#include <microhttpd.h>
#include <stdbool.h>

#include "buffer.h"

enum refusal {
	REFUSED_NOT,
	REFUSED_HOST_MISSING,
	REFUSED_FRAMING,
	REFUSED_QUERY,
	REFUSED_NO_BODY,
	REFUSED_ORIGIN,
	REFUSED_NOT_FOUND,
	REFUSED_SESSION,
	REFUSED_METHOD,
	REFUSED_SLOW,
	REFUSED_BODY_SIZE,
	REFUSED_TARGET_SIZE,
	REFUSED_TYPE,
	REFUSED_STEP,
	REFUSED_HOST,
	REFUSED_PER_IP,
	REFUSED_QUEUE,
	REFUSED_STREAMS,
	REFUSED_CONNECTIONS,
	REFUSED_SESSIONS,
	REFUSED_MEMORY,
	REFUSED_STOPPING,
	NR_REFUSALS,
};

/* Takes the text over.  Frees it and closes the connection when memory is short. */
enum MHD_Result reply_json(struct MHD_Connection *c, unsigned int status, struct buffer *text);

/* Any bytes that malloc() gave; takes them over. */
enum MHD_Result reply_bytes(struct MHD_Connection *c, unsigned int status, const char *type,
			    void *data, size_t bytes);

#define REFUSED_NAME_BYTES 32

/* `what`: the list of methods for 405, the argument of the query that is wrong, else NULL. */
enum MHD_Result reply_refusal(struct MHD_Connection *c, enum refusal refusal, const char *what);

/* The whole refusal as bytes on the wire, for a connection that has no request to answer. */
void refusal_on_wire(struct buffer *out, enum refusal refusal);

/* The headers of answers that only this origin's pages may use. */
void add_api_headers(struct MHD_Response *response);

/* Headers that belong on everything. */
void add_common_headers(struct MHD_Response *response);

#endif
