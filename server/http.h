/* The HTTP server: libmicrohttpd's callbacks, and the life of one request. */
#ifndef PAGEWALK_HTTP_H
#define PAGEWALK_HTTP_H

#include "conns.h"
#include "files.h"
#include "guard.h"
#include "sessions.h"

struct server {
	struct limits limits;
	const char *names;	/* host names beside addresses and localhost; may be NULL */
	struct files files;
	struct conns conns;
	struct hall hall;
	struct MHD_Daemon *daemon;
};

struct request;

/* What one kind of address does.  `answer` is called when the body is whole. */
struct route {
	const char *shape;	/* "/api/sessions/ID/call" */
	const char *allow;	/* its methods, as the header Allow lists them */
	bool takes_json;	/* by POST */
	enum MHD_Result (*answer)(struct server *server, struct request *request,
				  struct MHD_Connection *connection);
};

struct request {
	char *target;			/* path as it was sent, undecoded, without the query */
	bool target_too_long;
	bool begun;
	const char *method;
	const struct route *route;	/* NULL: a file */
	const struct file *file;
	char id[SESSION_ID_CHARS + 1];
	enum refusal refusal;		/* the first thing that is wrong with it */
	char argument[REFUSED_NAME_BYTES];	/* of the query, when that is it */
	struct buffer body;
	size_t reserved_bytes, dropped_bytes;
	struct job *job;
};

/* The route of a path, and the session it names; NULL for what is not under /api. */
const struct route *find_route(const char *path, char id[SESSION_ID_CHARS + 1]);

/* Does a route's list of methods hold this one? */
bool route_allows(const char *allow, const char *method);

/* Takes the listening socket over. */
bool server_start(struct server *server, int listener);
void server_tick(struct server *server);
void server_stop(struct server *server);

#endif
