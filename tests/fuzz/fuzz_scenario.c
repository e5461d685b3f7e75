/*
 * Any bytes as a scenario file.  A file that is taken must then answer at its ends and its middle,
 * with its invariants held, and give the same digest when the same step is asked again.
 */
#include "request.h"

#include <stdlib.h>

/* Small caps: a file that wants a huge machine is refused, not the fuzzer killed. */
static const struct pw_limits limits = { .history_bytes = 16 << 20, .arena_bytes = 128 << 20 };

static void look_around(struct pw_session *s)
{
	uint64_t last = answer_number("steps", 0), middle = last / 2, digest;

	askf(s, "{\"verb\":\"digest\",\"at\":%llu}", (unsigned long long)middle);
	digest = answer_number("digest", 0);
	askf(s, "{\"verb\":\"show\",\"view\":\"step\",\"at\":%llu}", (unsigned long long)middle);
	askf(s, "{\"verb\":\"show\",\"view\":\"calls\",\"at\":%llu}", (unsigned long long)last);
	askf(s, "{\"verb\":\"check\",\"at\":%llu}", (unsigned long long)last);
	askf(s, "{\"verb\":\"digest\",\"at\":%llu}", (unsigned long long)middle);
	if (answer_number("digest", 1) != digest)
		abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
	struct pw_session *s = pw_open(&limits);
	size_t length;
	char *request;

	if (!s)
		return 0;
	request = load_request(data, bytes, &length);
	if (ask(s, request, length))
		look_around(s);
	free(request);
	pw_close(s);
	return 0;
}
