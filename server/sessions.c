/* The table of sessions: opening, finding, listing, expiring. */
#include "sessions.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "events.h"

static bool make_id(char id[SESSION_ID_CHARS + 1])
{
	unsigned char bytes[SESSION_ID_CHARS / 2];

	if (getrandom(bytes, sizeof(bytes), 0) != sizeof(bytes))
		return false;
	for (size_t i = 0; i < sizeof(bytes); i++)
		snprintf(id + 2 * i, 3, "%02x", bytes[i]);
	return true;
}

static uint64_t bytes_locked(const struct hall *hall)
{
	uint64_t sum = 0;

	for (const struct session *s = hall->sessions; s; s = s->next)
		sum += s->bytes;
	return sum;
}

static enum refusal may_open_locked(const struct hall *hall)
{
	if (hall->stopping)
		return REFUSED_STOPPING;
	if (hall->nr_sessions >= hall->limits->sessions)
		return REFUSED_SESSIONS;
	if (bytes_locked(hall) >= hall->limits->memory_bytes)
		return REFUSED_MEMORY;
	return REFUSED_NOT;
}

struct session *session_of(struct pw_session *door)
{
	struct session *s = door ? calloc(1, sizeof(*s)) : NULL;

	if (!s || !make_id(s->id)) {
		free(s);
		return NULL;
	}
	s->door = door;
	s->refs = 1;
	s->bytes = pw_memory_bytes(door);
	s->opened_ms = s->used_ms = now_ms();
	return s;
}

void session_destroy(struct session *s)
{
	pw_close(s->door);
	free(s);
}

/* Out of the table; its streams end; who holds a reference finishes in peace. */
static void retire_locked(struct hall *hall, struct session **link)
{
	struct session *s = *link;

	*link = s->next;
	hall->nr_sessions--;
	s->gone = true;
	streams_end_locked(s, "gone");
}

/*
 * Of the sessions without a request or a stream, the one that nobody used for longest, and at least
 * for so long: taken out of the table, its reference is the caller's.
 */
static struct session *take_idle_locked(struct hall *hall, int64_t now, unsigned int seconds)
{
	struct session **oldest = NULL, *s;

	for (struct session **link = &hall->sessions; *link; link = &(*link)->next)
		if ((*link)->refs == 1 && (!oldest || (*link)->used_ms < (*oldest)->used_ms))
			oldest = link;
	if (!oldest || now - (*oldest)->used_ms < seconds * 1000ll)
		return NULL;
	s = *oldest;
	retire_locked(hall, oldest);
	return s;
}

/* Where there is no room, the session that lay idle longest makes some. */
static enum refusal make_room_locked(struct hall *hall, struct session **evicted)
{
	enum refusal refusal;

	while ((refusal = may_open_locked(hall)) == REFUSED_SESSIONS || refusal == REFUSED_MEMORY) {
		struct session *s = take_idle_locked(hall, now_ms(),
						     hall->limits->session_yield_seconds);

		if (!s)
			break;
		s->next = *evicted;
		*evicted = s;
	}
	return refusal;
}

enum refusal session_enter(struct hall *hall, struct session *s)
{
	struct session *evicted = NULL;
	enum refusal refusal;

	pthread_mutex_lock(&hall->lock);
	refusal = make_room_locked(hall, &evicted);
	if (!refusal) {
		s->next = hall->sessions;
		hall->sessions = s;
		hall->nr_sessions++;
	}
	pthread_mutex_unlock(&hall->lock);
	while (evicted) {
		struct session *next = evicted->next;

		session_put(hall, evicted);
		evicted = next;
	}
	return refusal;
}

enum refusal session_create(struct hall *hall, struct buffer *answer, char id[SESSION_ID_CHARS + 1])
{
	struct pw_limits limits = { .arena_bytes = hall->limits->session_bytes };
	struct pw_session *door = pw_open(&limits);
	struct session *s = session_of(door);
	enum refusal refusal;

	if (!s) {
		pw_close(door);
		return REFUSED_MEMORY;
	}
	memcpy(id, s->id, sizeof(s->id));
	refusal = session_enter(hall, s);
	if (refusal) {
		session_destroy(s);
		return refusal;
	}
	buffer_printf(answer, "{\"ok\":true,\"id\":\"%s\"}", id);
	return REFUSED_NOT;
}

/* Compares every byte, so that the time of a wrong guess tells nothing. */
static bool same_id(const char *a, const char *b)
{
	unsigned char difference = 0;

	for (size_t i = 0; i < SESSION_ID_CHARS; i++)
		difference |= (unsigned char)(a[i] ^ b[i]);
	return !difference;
}

static struct session **find_locked(struct hall *hall, const char *id)
{
	struct session **link = &hall->sessions;

	if (strlen(id) != SESSION_ID_CHARS)
		return NULL;
	while (*link && !same_id((*link)->id, id))
		link = &(*link)->next;
	return *link ? link : NULL;
}

struct session *session_get(struct hall *hall, const char *id)
{
	struct session **link, *s;

	pthread_mutex_lock(&hall->lock);
	link = find_locked(hall, id);
	s = link ? *link : NULL;
	if (s) {
		s->refs++;
		s->used_ms = now_ms();
	}
	pthread_mutex_unlock(&hall->lock);
	return s;
}

void session_put(struct hall *hall, struct session *s)
{
	bool last;

	pthread_mutex_lock(&hall->lock);
	last = --s->refs == 0;
	pthread_mutex_unlock(&hall->lock);
	if (last)
		session_destroy(s);
}

enum refusal session_delete(struct hall *hall, const char *id)
{
	struct session **link, *s = NULL;

	pthread_mutex_lock(&hall->lock);
	link = find_locked(hall, id);
	if (link) {
		s = *link;
		retire_locked(hall, link);
	}
	pthread_mutex_unlock(&hall->lock);
	if (!s)
		return REFUSED_SESSION;
	session_put(hall, s);
	return REFUSED_NOT;
}

static void describe_locked(struct buffer *out, const struct session *s, int64_t now, int id_chars)
{
	unsigned int streams = streams_count_locked(s);

	buffer_printf(out, "\"%s\":\"%.*s\",\"steps\":%llu,\"bytes\":%llu,\"open_seconds\":%lld,"
		      "\"idle_seconds\":%lld,\"streams\":%u", id_chars < SESSION_ID_CHARS ? "tag" : "id",
		      id_chars, s->id, (unsigned long long)s->steps, (unsigned long long)s->bytes,
		      (long long)(now - s->opened_ms) / 1000, (long long)(now - s->used_ms) / 1000,
		      streams);
}

/* Whoever knows an id owns the session, so the list shows no more than its first characters. */
void sessions_list(struct hall *hall, struct buffer *out)
{
	int64_t now = now_ms();

	pthread_mutex_lock(&hall->lock);
	buffer_printf(out, "{\"ok\":true,\"count\":%u,\"count_max\":%u,\"bytes\":%llu,\"bytes_max\":%llu,"
		      "\"sessions\":[", hall->nr_sessions, hall->limits->sessions,
		      (unsigned long long)bytes_locked(hall),
		      (unsigned long long)hall->limits->memory_bytes);
	for (const struct session *s = hall->sessions; s; s = s->next) {
		buffer_add_string(out, s == hall->sessions ? "{" : ",{");
		describe_locked(out, s, now, 6);
		buffer_add_string(out, "}");
	}
	buffer_add_string(out, "]}");
	pthread_mutex_unlock(&hall->lock);
}

enum refusal session_describe(struct hall *hall, const char *id, struct buffer *out)
{
	struct session **link;

	pthread_mutex_lock(&hall->lock);
	link = find_locked(hall, id);
	if (link) {
		buffer_add_string(out, "{\"ok\":true,");
		describe_locked(out, *link, now_ms(), SESSION_ID_CHARS);
		buffer_add_string(out, "}");
	}
	pthread_mutex_unlock(&hall->lock);
	return link ? REFUSED_NOT : REFUSED_SESSION;
}

void hall_tick(struct hall *hall, int64_t now)
{
	struct session *idle;

	do {
		pthread_mutex_lock(&hall->lock);
		idle = take_idle_locked(hall, now, hall->limits->session_idle_seconds);
		if (!idle)
			for (struct session *s = hall->sessions; s; s = s->next)
				streams_keep_awake_locked(s, now);
		pthread_mutex_unlock(&hall->lock);
		if (idle)
			session_put(hall, idle);
	} while (idle);
}

void hall_close(struct hall *hall)
{
	while (hall->sessions) {
		struct session *s = hall->sessions;

		hall->sessions = s->next;
		session_destroy(s);
	}
	free(hall->workers);
	pthread_cond_destroy(&hall->work);
	pthread_mutex_destroy(&hall->lock);
}
