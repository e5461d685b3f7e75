/*
 * What a request's headers must be before anything looks at the request.
 *
 * A page on another site can make a browser send requests here; by DNS rebinding it can even make
 * its own host name mean this machine.  So the Host must be a literal address, `localhost` or a name that was
 * given with --host, and the interface under /api only serves pages of this very origin.
 */
#ifndef PAGEWALK_GUARD_H
#define PAGEWALK_GUARD_H

#include <microhttpd.h>

#include "reply.h"

struct heads {
	const char *host, *origin, *type, *fetch_site, *expect, *encoding;
	unsigned int nr_hosts, nr_lengths, nr_encodings, nr_types;
	unsigned long long length;	/* of the body, 0 when not told */
	bool length_bad, name_bad;
};

void read_heads(struct MHD_Connection *connection, struct heads *heads);

/* `names`: comma-separated host names beside addresses and localhost; may be NULL. */
enum refusal guard_host(const struct heads *heads, const char *names);
enum refusal guard_framing(const struct heads *heads);
enum refusal guard_origin(const struct heads *heads);

/* application/json, with no parameter but charset=utf-8. */
bool is_json_type(const char *type);

#endif
