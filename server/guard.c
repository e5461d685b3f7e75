/* Host, Origin and framing checks. */
#include "guard.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <string.h>
#include <strings.h>

static void read_length(struct heads *h, const char *value)
{
	h->nr_lengths++;
	h->length = 0;
	h->length_bad |= !*value || strlen(value) > 18;
	for (; *value && !h->length_bad; value++) {
		h->length_bad = !isdigit((unsigned char)*value);
		h->length = h->length * 10 + (unsigned long long)(*value - '0');
	}
}

/* RFC 9110's token: nothing that a proxy in front of us might read as another name. */
static bool is_token(const char *name)
{
	static const char marks[] = "!#$%&'*+-.^_`|~";

	for (const char *c = name; *c; c++) {
		if (!isalnum((unsigned char)*c) && !strchr(marks, *c))
			return false;
	}
	return *name;
}

static enum MHD_Result read_head(void *cls, enum MHD_ValueKind kind, const char *name,
				 const char *value)
{
	struct heads *h = cls;

	h->name_bad |= !is_token(name);
	value = value ? value : "";
	if (!strcasecmp(name, "Host")) {
		h->host = value;
		h->nr_hosts++;
	} else if (!strcasecmp(name, "Content-Length")) {
		read_length(h, value);
	} else if (!strcasecmp(name, "Transfer-Encoding")) {
		h->encoding = value;
		h->nr_encodings++;
	} else if (!strcasecmp(name, "Content-Type")) {
		h->type = value;
		h->nr_types++;
	} else if (!strcasecmp(name, "Origin")) {
		h->origin = value;
	} else if (!strcasecmp(name, "Sec-Fetch-Site")) {
		h->fetch_site = value;
	} else if (!strcasecmp(name, "Expect")) {
		h->expect = value;
	}
	return MHD_YES;
}

void read_heads(struct MHD_Connection *connection, struct heads *heads)
{
	memset(heads, 0, sizeof(*heads));
	MHD_get_connection_values(connection, MHD_HEADER_KIND, read_head, heads);
}

/* The host without its port; false when the port or a bracket is malformed. */
static bool split_host(const char *host, char *name, size_t room)
{
	const char *end = *host == '[' ? strchr(host, ']') : strchr(host, ':');
	const char *port;
	size_t length;

	if (*host == '[') {
		if (!end)
			return false;
		host++;
		port = end + 1;
	} else {
		end = end ? end : host + strlen(host);
		port = end;
	}
	length = (size_t)(end - host);
	if (!length || length >= room)
		return false;
	memcpy(name, host, length);
	name[length] = '\0';
	if (!*port)
		return true;
	return *port == ':' && port[1] && strlen(port) <= 6 &&
	       strspn(port + 1, "0123456789") == strlen(port + 1);
}

static bool is_named(const char *names, const char *name)
{
	size_t length = strlen(name);

	while (names && *names) {
		size_t one = strcspn(names, ",");

		if (one == length && !strncasecmp(names, name, one))
			return true;
		names += one + (names[one] == ',');
	}
	return false;
}

enum refusal guard_host(const struct heads *h, const char *names)
{
	unsigned char address[16];
	char name[256];

	if (h->nr_hosts != 1)
		return REFUSED_HOST_MISSING;
	if (!split_host(h->host, name, sizeof(name)))
		return REFUSED_HOST;
	if (!strcasecmp(name, "localhost") || is_named(names, name) ||
	    inet_pton(AF_INET, name, address) == 1 || inet_pton(AF_INET6, name, address) == 1)
		return REFUSED_NOT;
	return REFUSED_HOST;
}

enum refusal guard_framing(const struct heads *h)
{
	if (h->name_bad || h->nr_lengths > 1 || h->nr_encodings > 1 || h->nr_types > 1 || h->length_bad)
		return REFUSED_FRAMING;
	if (h->nr_encodings && (h->nr_lengths || strcasecmp(h->encoding, "chunked") != 0))
		return REFUSED_FRAMING;
	return REFUSED_NOT;
}

enum refusal guard_origin(const struct heads *h)
{
	const char *origin = h->origin, *site = h->fetch_site;

	if (site && strcmp(site, "same-origin") != 0 && strcmp(site, "none") != 0)
		return REFUSED_ORIGIN;
	if (!origin)
		return REFUSED_NOT;
	/* https: when a proxy in front of us speaks it. */
	if (!strncmp(origin, "http://", 7))
		origin += 7;
	else if (!strncmp(origin, "https://", 8))
		origin += 8;
	else
		return REFUSED_ORIGIN;
	return strcasecmp(origin, h->host) != 0 ? REFUSED_ORIGIN : REFUSED_NOT;
}

bool is_json_type(const char *type)
{
	static const char json[] = "application/json";
	const char *rest;

	if (!type || strncasecmp(type, json, sizeof(json) - 1) != 0)
		return false;
	rest = type + sizeof(json) - 1;
	rest += strspn(rest, " \t");
	if (!*rest)
		return true;
	if (*rest != ';')
		return false;
	rest += 1 + strspn(rest + 1, " \t");
	return !strcasecmp(rest, "charset=utf-8");
}
