/* Connection limits and deadlines. */
#include "conns.h"

#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#define REFUSED_CONNECTION_MS 2000
#define ANSWER_MS 300000

void conns_init(struct conns *conns, const struct limits *limits)
{
	memset(conns, 0, sizeof(*conns));
	pthread_mutex_init(&conns->lock, NULL);
	conns->limits = limits;
}

static void read_ip(unsigned char ip[16], const struct sockaddr *address)
{
	memset(ip, 0, 16);
	if (address->sa_family == AF_INET) {
		struct sockaddr_in four;

		memcpy(&four, address, sizeof(four));
		memcpy(ip, &four.sin_addr, 4);
	} else if (address->sa_family == AF_INET6) {
		struct sockaddr_in6 six;

		memcpy(&six, address, sizeof(six));
		/* One subscriber commonly owns a /64. */
		memcpy(ip, &six.sin6_addr, IN6_IS_ADDR_V4MAPPED(&six.sin6_addr) ? 16 : 8);
	}
}

static unsigned int count_ip(const struct conns *conns, const unsigned char ip[16])
{
	unsigned int count = 0;

	for (const struct conn *c = conns->list; c; c = c->next)
		count += !c->refusal && !memcmp(c->ip, ip, 16);
	return count;
}

static enum refusal judge(const struct conns *conns, const struct conn *conn)
{
	unsigned int per_ip = conns->limits->connections_per_ip;

	if (conns->total >= conns->limits->connections)
		return REFUSED_CONNECTIONS;
	if (per_ip && count_ip(conns, conn->ip) >= per_ip)
		return REFUSED_PER_IP;
	return REFUSED_NOT;
}

static int64_t phase_ms(const struct limits *limits, enum phase phase)
{
	switch (phase) {
	case PHASE_FIRST:
		return limits->header_seconds * 1000ll;
	case PHASE_NEXT:
		return (limits->idle_seconds + limits->header_seconds) * 1000ll;
	case PHASE_BODY:
		return limits->body_seconds * 1000ll;
	case PHASE_ANSWER:
		return ANSWER_MS;
	case PHASE_WORK:
		break;
	}
	return INT64_MAX / 2;
}

static struct conn *conn_begin(struct conns *conns, struct MHD_Connection *connection)
{
	const union MHD_ConnectionInfo *fd, *address;
	struct conn *conn = calloc(1, sizeof(*conn));

	fd = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
	address = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
	if (!conn || !fd || !address) {
		free(conn);
		return NULL;
	}
	conn->fd = fd->connect_fd;
	read_ip(conn->ip, address->client_addr);
	pthread_mutex_lock(&conns->lock);
	conn->refusal = judge(conns, conn);
	conn->deadline_ms = now_ms() + (conn->refusal ? REFUSED_CONNECTION_MS :
					phase_ms(conns->limits, PHASE_FIRST));
	conns->total += !conn->refusal;
	conn->next = conns->list;
	conn->link = &conns->list;
	if (conn->next)
		conn->next->link = &conn->next;
	conns->list = conn;
	pthread_mutex_unlock(&conns->lock);
	return conn;
}

/* Before libmicrohttpd closes the socket, so that the reaper never meets a number in other use. */
static void conn_finish(struct conns *conns, struct conn *conn)
{
	pthread_mutex_lock(&conns->lock);
	*conn->link = conn->next;
	if (conn->next)
		conn->next->link = conn->link;
	conns->total -= !conn->refusal;
	pthread_mutex_unlock(&conns->lock);
	free(conn);
}

void conns_notify(void *cls, struct MHD_Connection *connection, void **context,
		  enum MHD_ConnectionNotificationCode code)
{
	if (code == MHD_CONNECTION_NOTIFY_STARTED) {
		*context = conn_begin(cls, connection);
	} else if (*context) {
		conn_finish(cls, *context);
		*context = NULL;
	}
}

struct conn *conn_of(struct MHD_Connection *connection)
{
	const union MHD_ConnectionInfo *info;

	info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
	return info ? info->socket_context : NULL;
}

void conn_enter(struct conns *conns, struct conn *conn, enum phase phase)
{
	pthread_mutex_lock(&conns->lock);
	conn->phase = phase;
	if (!conn->refusal)
		conn->deadline_ms = now_ms() + phase_ms(conns->limits, phase);
	pthread_mutex_unlock(&conns->lock);
}

static void end_locked(struct conn *conn, enum refusal refusal)
{
	struct buffer words = { 0 };

	/* A browser takes a 408 on an idle connection for the answer to its next request. */
	if (refusal && (conn->phase == PHASE_FIRST || conn->phase == PHASE_BODY)) {
		refusal_on_wire(&words, refusal);
		if (!words.failed)
			(void)!send(conn->fd, words.data, words.bytes, MSG_DONTWAIT | MSG_NOSIGNAL);
		buffer_free(&words);
	}
	shutdown(conn->fd, SHUT_RDWR);
	conn->deadline_ms = INT64_MAX;
}

void conn_end(struct conns *conns, struct conn *conn, enum refusal refusal)
{
	pthread_mutex_lock(&conns->lock);
	end_locked(conn, refusal);
	pthread_mutex_unlock(&conns->lock);
}

void conns_reap(struct conns *conns, int64_t now)
{
	pthread_mutex_lock(&conns->lock);
	for (struct conn *c = conns->list; c; c = c->next) {
		if (c->deadline_ms <= now)
			end_locked(c, c->refusal ? c->refusal : REFUSED_SLOW);
	}
	pthread_mutex_unlock(&conns->lock);
}
