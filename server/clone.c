/*
 * The verb `clone`: a second session with the same story, standing at the same step (or `at`).
 *
 * The door has no way to copy a machine, and needs none: a story is what was loaded and appended, and
 * the same requests give the same machine.  A session therefore keeps them, and a clone is told
 * them again.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "json.h"
#include "sessions.h"

/* Each request with its length in front. */
void story_note(struct session *s, const struct buffer *request, bool loads)
{
	if (loads)
		s->story.bytes = 0;
	buffer_add(&s->story, &request->bytes, sizeof(request->bytes));
	buffer_add(&s->story, request->data, request->bytes);
}

static bool tell_story(struct pw_session *door, const struct buffer *story)
{
	for (size_t at = 0; at < story->bytes;) {
		struct pw_response response;
		size_t bytes;

		memcpy(&bytes, story->data + at, sizeof(bytes));
		at += sizeof(bytes);
		pw_call(door, story->data + at, bytes, &response);
		if (!response.ok)
			return false;
		at += bytes;
	}
	return true;
}

static bool asked_step(struct job *job, uint64_t *step)
{
	struct span request = { job->request.data, job->request.bytes }, at;
	static const char digest[] = "{\"verb\":\"digest\"}";
	struct pw_response response;

	if (span_member(request, "at", &at))
		return span_number(at, step);
	pw_call(job->session->door, digest, sizeof(digest) - 1, &response);
	return span_member((struct span){ response.data, response.bytes }, "step", &at) &&
	       span_number(at, step);
}

/* The answer is that of `seek` in the new session, with the session's id in front. */
static enum refusal answer_clone(struct hall *hall, struct job *job, struct session *clone,
				 uint64_t step)
{
	struct pw_response response;
	char request[64];
	struct span steps;

	snprintf(request, sizeof(request), "{\"verb\":\"seek\",\"to\":%" PRIu64 "}", step);
	pw_call(clone->door, request, strlen(request), &response);
	if (!response.ok)
		return REFUSED_STEP;
	if (span_member((struct span){ response.data, response.bytes }, "steps", &steps))
		span_number(steps, &clone->steps);
	buffer_printf(&job->answer, "{\"id\":\"%s\",", clone->id);
	buffer_add(&job->answer, (const char *)response.data + 1, response.bytes - 1);
	clone->bytes = pw_memory_bytes(clone->door) + clone->story.room;
	return session_enter(hall, clone);
}

void run_clone(struct hall *hall, struct job *job)
{
	const struct buffer *story = &job->session->story;
	struct session *clone;
	uint64_t step;

	job->refusal = REFUSED_QUERY;
	if (!asked_step(job, &step))
		return;
	job->refusal = REFUSED_MEMORY;
	clone = session_new(hall->limits);
	if (!clone)
		return;
	buffer_add(&clone->story, story->data, story->bytes);
	if (!story->failed && !clone->story.failed && tell_story(clone->door, &clone->story))
		job->refusal = answer_clone(hall, job, clone, step);
	if (job->refusal)
		session_destroy(clone);
	job->is_json = true;
	job->status = MHD_HTTP_CREATED;
}
