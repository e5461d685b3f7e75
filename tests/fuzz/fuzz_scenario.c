/*
 * Any bytes as a scenario file.  It is refused with a place and a rule in both languages, or taken.
 * One in so many of those that are taken goes through the door as well (a boot takes a hundred times
 * longer than reading): it must answer at its ends and its middle, with its invariants held, and give
 * the same digest when the same step is asked again.
 */
#include "request.h"

#include <stdlib.h>
#include <string.h>

#include "scenario/scenario.h"

#define ONE_IN 16

/* Small caps: a file that wants a huge machine is refused, not the fuzzer killed. */
static const struct pw_limits limits = { .history_bytes = 4 << 20, .arena_bytes = 40 << 20 };

static void look_around(struct pw_session *s)
{
	uint64_t last = answer_number("steps", 0), middle = last / 2, digest;

	askf(s, "{\"verb\":\"digest\",\"at\":%llu}", (unsigned long long)middle);
	digest = answer_number("digest", 0);
	askf(s, "{\"verb\":\"show\",\"view\":\"step\",\"at\":%llu}", (unsigned long long)middle);
	askf(s, "{\"verb\":\"show\",\"view\":\"calls\",\"at\":%llu}", (unsigned long long)last);
	if (!askf(s, "{\"verb\":\"check\",\"at\":%llu}", (unsigned long long)last) ||
	    answer_holds("\"ok\":false,\"text\":{\"en\":\"check"))
		abort();
	askf(s, "{\"verb\":\"digest\",\"at\":%llu}", (unsigned long long)middle);
	if (answer_number("digest", 1) != digest)
		abort();
}

static void play(const uint8_t *data, size_t bytes)
{
	struct pw_session *s = pw_open(&limits);
	size_t length;
	char *request;

	if (!s)
		return;
	request = load_request(data, bytes, &length);
	if (ask(s, request, length))
		look_around(s);
	free(request);
	pw_close(s);
}

static bool is_read(const uint8_t *data, size_t bytes)
{
	struct pw_error error = { 0 };
	struct scenario *s = scenario_read(data, bytes, &error);

	if (!s && (!error.kind || !error.place.line || !error.place.column ||
		   !error.message[0][0] || !error.message[1][0]))
		abort();
	scenario_free(s);
	return s;
}

/* Which inputs are played depends on their bytes alone, so that a find can be repeated. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
	if (is_read(data, bytes) && hash_of(data, bytes) % ONE_IN == 0)
		play(data, bytes);
	return 0;
}
