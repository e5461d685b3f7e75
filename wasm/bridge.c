/*
 * The browser's way through the core's one door.  JavaScript copies a request into memory it got
 * from malloc(), calls, and copies the answer out before its next call; memory may have grown and
 * moved meanwhile, so views on it are made anew after every call.
 */
#include <pagewalk.h>

const void *pw_wasm_late(int end);
int pw_wasm_words(int chinese, const void *words, size_t bytes);
struct pw_session *pw_wasm_open(void);
int pw_wasm_call(struct pw_session *session, const void *request, size_t bytes);
struct pw_session *pw_wasm_take_clone(struct pw_session *session);
const void *pw_wasm_data(void);
size_t pw_wasm_size(void);
void pw_wasm_close(struct pw_session *session);

static struct pw_response answer;

/* Where the texts of core/machine/late.h begin and end, for split.mjs. */
const void *pw_wasm_late(int end)
{
	extern const char __start_late[], __stop_late[];

	return end ? __stop_late : __start_late;
}

/* The words of one language, in memory that stays: before anything is told in it.  0, or -1. */
int pw_wasm_words(int chinese, const void *words, size_t bytes)
{
	return pw_give_words(chinese ? "zh" : "en", words, bytes);
}

struct pw_session *pw_wasm_open(void)
{
	struct pw_limits limits = { 0 };

	return pw_open(&limits);
}

/* 0: the answer is JSON, 1: it is raw bytes. */
int pw_wasm_call(struct pw_session *session, const void *request, size_t bytes)
{
	pw_call(session, request, bytes, &answer);
	return answer.is_json ? 0 : 1;
}

/* After the verb clone: the second session, 0 when there is none. */
struct pw_session *pw_wasm_take_clone(struct pw_session *session)
{
	return pw_take_clone(session);
}

const void *pw_wasm_data(void)
{
	return answer.data;
}

size_t pw_wasm_size(void)
{
	return answer.bytes;
}

void pw_wasm_close(struct pw_session *session)
{
	answer = (struct pw_response){ 0 };
	pw_close(session);
}
