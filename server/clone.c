/*
 * The verb `clone` over HTTP: the core makes the second session, the server gives it an id of its own
 * and a place in the table.
 */
#include "json.h"
#include "sessions.h"

/* The core's answer with the new session's id in front. */
static void answer_clone(struct job *job, const struct session *clone,
			 const struct pw_response *response)
{
	buffer_printf(&job->answer, "{\"id\":\"%s\",", clone->id);
	buffer_add(&job->answer, (const char *)response->data + 1, response->bytes - 1);
}

enum refusal clone_enter(struct hall *hall, struct job *job, const struct pw_response *response)
{
	struct pw_session *door = pw_take_clone(job->session->door);
	struct session *clone = session_of(door);
	struct span steps;
	enum refusal refusal;

	if (!clone) {
		pw_close(door);
		return REFUSED_MEMORY;
	}
	if (span_member((struct span){ response->data, response->bytes }, "steps", &steps))
		span_number(steps, &clone->steps);
	answer_clone(job, clone, response);
	refusal = session_enter(hall, clone);
	if (refusal)
		session_destroy(clone);
	return refusal;
}
