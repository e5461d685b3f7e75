/*
 * Pagewalk's one public header: open a session, send it requests, close it.
 *
 * A session is one simulated machine, the scenario that drives it and the history of every step.
 * A request is a JSON object ({"verb": "...", ...}); docs/PROTOCOL.md lists the verbs.  The answer
 * is JSON too, except for the verb `frames`, which answers bytes.  The server maps this door to
 * HTTP, the wasm bridge to a call; neither knows anything else of the core.
 */
#ifndef PAGEWALK_H
#define PAGEWALK_H

#include <stddef.h>
#include <stdint.h>

#define PW_VERSION "0.1.0"

struct pw_session;

struct pw_limits {
	uint64_t history_bytes;	/* cap on what the history may hold; 0 = 64 MiB */
	uint64_t arena_bytes;	/* cap on the simulated machine's state; 0 = 1 GiB */
};

/* The answer to one request.  The bytes belong to the session and live until its next call. */
struct pw_response {
	const void *data;
	size_t bytes;
	int is_json;		/* 0: raw bytes (the verb frames) */
	int ok;			/* 0: data is {"ok":false,"error":{...}} */
};

/* A new session with no machine in it yet (send `load`).  NULL when memory is short. */
struct pw_session *pw_open(const struct pw_limits *limits);

/* Answer one request of `bytes` bytes (need not be NUL terminated).  Never fails to answer. */
void pw_call(struct pw_session *s, const void *request, size_t bytes, struct pw_response *response);

/*
 * The second session that the verb `clone` has just made, yours to close; NULL when there is none.
 * What nobody takes goes with the next clone, or with `s`.
 */
struct pw_session *pw_take_clone(struct pw_session *s);

/* Bytes of memory that the session holds now: arena, history and answer buffer. */
uint64_t pw_memory_bytes(const struct pw_session *s);

void pw_close(struct pw_session *s);

/*
 * The words that steps are told with, in one language ("en", "zh").  A build has them in itself, or
 * is given them: then a language that was not given is missing in its answers.
 *
 * pw_words: how many bytes they are; written when no more than `bytes`.  0: it has no such language.
 * pw_give_words: the bytes of pw_words() by a build of the same version; they must stay.  0, or -1.
 */
size_t pw_words(const char *lang, void *to, size_t bytes);
int pw_give_words(const char *lang, const void *from, size_t bytes);

/* A recording of a real kernel, held against the model. */
struct pw_replay {
	uint64_t predicted, total;	/* recorded answers */
	char text[16384];		/* the first difference and what led to it; or the mistake */
};

/* The kinds of recording: boot, watermarks, ...; NULL after the last. */
const char *pw_replay_kind(uint32_t index);

/*
 * Set a model to the recorded start, apply what was recorded and compare every recorded answer.
 * `text` is JSON or JSON lines; `limits` may be NULL.  0; or -1 when it cannot be read: answer->text
 * is then "line:column: what is wrong".
 */
int pw_replay(const char *kind, const void *text, size_t bytes, int chinese,
	      const struct pw_limits *limits, struct pw_replay *answer);

#endif
