/* Requests that wait for a session, and the workers that put them to the core. */
#define _GNU_SOURCE	/* pthread_timedjoin_np() */
#include <stdlib.h>
#include <string.h>

#include "events.h"
#include "json.h"
#include "sessions.h"

#define UPLOADS_MAX_BYTES (256ull << 20)

/* What the server must know of a request besides its bytes. */
struct verb {
	bool loads;
	bool grows;	/* may make the sessions larger by much */
	bool clones;
};

static struct verb verb_of(const struct buffer *request)
{
	struct verb verb = { 0 };
	struct span name;

	if (!span_member((struct span){ request->data, request->bytes }, "verb", &name))
		return verb;
	verb.loads = span_is(name, "\"load\"");
	verb.clones = span_is(name, "\"clone\"");
	verb.grows = verb.loads || verb.clones || span_is(name, "\"append\"");
	return verb;
}

/* Time has passed since the job was queued: may it still run? */
static enum refusal admit(struct hall *hall, const struct session *session, struct verb verb)
{
	enum refusal refusal = REFUSED_NOT;
	uint64_t bytes = 0;

	pthread_mutex_lock(&hall->lock);
	for (const struct session *s = hall->sessions; s; s = s->next)
		bytes += s->bytes;
	if (session->gone)
		refusal = REFUSED_SESSION;
	else if (verb.grows && bytes >= hall->limits->memory_bytes)
		refusal = REFUSED_MEMORY;
	pthread_mutex_unlock(&hall->lock);
	return refusal;
}

static unsigned int status_of(const struct pw_response *response)
{
	struct span answer = { response->data, response->bytes }, error, kind;

	if (response->ok)
		return MHD_HTTP_OK;
	if (!span_member(answer, "error", &error) || !span_member(error, "kind", &kind))
		return MHD_HTTP_BAD_REQUEST;
	if (span_is(kind, "\"range\""))
		return MHD_HTTP_RANGE_NOT_SATISFIABLE;
	if (span_is(kind, "\"limit\""))
		return MHD_HTTP_CONTENT_TOO_LARGE;
	return MHD_HTTP_BAD_REQUEST;
}

static void note_answer(struct hall *hall, struct session *s, const struct pw_response *response,
			struct verb verb)
{
	struct span answer = { response->data, response->bytes }, member;
	uint64_t bytes = pw_memory_bytes(s->door), steps;
	bool told = response->is_json && response->ok && span_member(answer, "steps", &member) &&
		    span_number(member, &steps);

	pthread_mutex_lock(&hall->lock);
	s->bytes = bytes;
	s->used_ms = now_ms();
	if (told && (s->steps != steps || verb.loads)) {
		s->steps = steps;
		s->loads += verb.loads;
		streams_wake_locked(s);
	}
	pthread_mutex_unlock(&hall->lock);
}

static void run_job(struct hall *hall, struct job *job)
{
	struct verb verb = verb_of(&job->request);
	struct session *s = job->session;
	struct pw_response response;

	job->refusal = admit(hall, s, verb);
	if (job->refusal)
		return;
	pw_call(s->door, job->request.data, job->request.bytes, &response);
	job->is_json = response.is_json;
	job->status = status_of(&response);
	if (response.ok && verb.clones) {
		job->status = MHD_HTTP_CREATED;
		job->refusal = clone_enter(hall, job, &response);
	} else {
		note_answer(hall, s, &response, verb);
		buffer_add(&job->answer, response.data, response.bytes);
	}
	if (job->answer.failed)
		job->refusal = REFUSED_MEMORY;
}

/* The oldest job whose session is not answering another. */
static struct job *take_job_locked(struct hall *hall)
{
	for (struct job **link = &hall->first_job; *link; link = &(*link)->next) {
		struct job *job = *link;

		if (job->session->busy)
			continue;
		*link = job->next;
		if (hall->last_job == &job->next)
			hall->last_job = link;
		job->session->busy = true;
		return job;
	}
	return NULL;
}

static void finish_locked(struct hall *hall, struct job *job)
{
	job->session->busy = false;
	job->session->jobs--;
	if (job->stream)
		stream_fill_locked(job->stream, job);
	/* From here on the connection's thread may free the job. */
	MHD_resume_connection(job->connection);
	pthread_cond_broadcast(&hall->work);
}

static void *work(void *cls)
{
	struct hall *hall = cls;

	pthread_mutex_lock(&hall->lock);
	while (!hall->stopping) {
		struct job *job = take_job_locked(hall);

		if (!job) {
			pthread_cond_wait(&hall->work, &hall->lock);
			continue;
		}
		pthread_mutex_unlock(&hall->lock);
		run_job(hall, job);
		pthread_mutex_lock(&hall->lock);
		finish_locked(hall, job);
	}
	pthread_mutex_unlock(&hall->lock);
	return NULL;
}

void job_queue_locked(struct hall *hall, struct job *job)
{
	job->next = NULL;
	job->session->jobs++;
	*hall->last_job = job;
	hall->last_job = &job->next;
	pthread_cond_signal(&hall->work);
}

struct job *job_submit(struct hall *hall, struct session *s, struct MHD_Connection *connection,
		       struct buffer *request, enum refusal *refusal)
{
	struct job *job = calloc(1, sizeof(*job));

	*refusal = job ? REFUSED_NOT : REFUSED_MEMORY;
	pthread_mutex_lock(&hall->lock);
	if (hall->stopping)
		*refusal = REFUSED_STOPPING;
	else if (s->jobs >= hall->limits->jobs_per_session)
		*refusal = REFUSED_QUEUE;
	if (!*refusal) {
		job->session = s;
		job->connection = connection;
		job->request = *request;
		memset(request, 0, sizeof(*request));
		s->refs++;
		/* Suspend first: the worker may resume before we are back. */
		MHD_suspend_connection(connection);
		job_queue_locked(hall, job);
	}
	pthread_mutex_unlock(&hall->lock);
	if (*refusal) {
		free(job);
		return NULL;
	}
	return job;
}

void job_free(struct hall *hall, struct job *job)
{
	session_put(hall, job->session);
	buffer_free(&job->request);
	buffer_free(&job->answer);
	free(job);
}

bool upload_reserve(struct hall *hall, size_t bytes)
{
	bool room;

	pthread_mutex_lock(&hall->lock);
	room = hall->upload_bytes + bytes <= UPLOADS_MAX_BYTES;
	if (room)
		hall->upload_bytes += bytes;
	pthread_mutex_unlock(&hall->lock);
	return room;
}

void upload_release(struct hall *hall, size_t bytes)
{
	pthread_mutex_lock(&hall->lock);
	hall->upload_bytes -= bytes;
	pthread_mutex_unlock(&hall->lock);
}

bool hall_open(struct hall *hall, const struct limits *limits)
{
	memset(hall, 0, sizeof(*hall));
	pthread_mutex_init(&hall->lock, NULL);
	pthread_cond_init(&hall->work, NULL);
	hall->limits = limits;
	hall->last_job = &hall->first_job;
	hall->workers = calloc(limits->workers, sizeof(*hall->workers));
	if (!hall->workers)
		return false;
	while (hall->nr_workers < limits->workers) {
		if (pthread_create(&hall->workers[hall->nr_workers], NULL, work, hall))
			break;
		hall->nr_workers++;
	}
	return hall->nr_workers > 0;
}

static void refuse_waiting_locked(struct hall *hall)
{
	struct job *job;

	while ((job = hall->first_job)) {
		hall->first_job = job->next;
		job->refusal = REFUSED_STOPPING;
		finish_locked(hall, job);
	}
	hall->last_job = &hall->first_job;
	for (struct session *s = hall->sessions; s; s = s->next)
		streams_end_locked(s, "stopping");
}

bool hall_stop(struct hall *hall, unsigned int seconds)
{
	struct timespec until;

	pthread_mutex_lock(&hall->lock);
	hall->stopping = true;
	pthread_cond_broadcast(&hall->work);
	pthread_mutex_unlock(&hall->lock);
	clock_gettime(CLOCK_REALTIME, &until);
	until.tv_sec += seconds;
	for (unsigned int i = 0; i < hall->nr_workers; i++) {
		if (pthread_timedjoin_np(hall->workers[i], NULL, &until))
			return false;
	}
	pthread_mutex_lock(&hall->lock);
	refuse_waiting_locked(hall);
	pthread_mutex_unlock(&hall->lock);
	return true;
}
