/*
 * Any bytes as a recording: the first names the kind, the rest is its text.  It is refused with a
 * place, or its answers are counted; and one in so many is read again, and must count alike.
 */
#include "request.h"

#include <stdio.h>
#include <stdlib.h>

#define ONE_IN 16

/* A recording of a huge machine is refused, not the fuzzer killed. */
static const struct pw_limits limits = { .arena_bytes = 24 << 20 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
	static struct pw_replay first, again;
	unsigned int line, column;
	const char *kind;
	int ret;

	if (!bytes || !(kind = pw_replay_kind(data[0] & 7)))
		return 0;
	ret = pw_replay(kind, data + 1, bytes - 1, data[0] & 8, &limits, &first);
	if (ret && sscanf(first.text, "%u:%u: ", &line, &column) != 2)
		abort();
	if (first.predicted > first.total || (!ret && !first.total))
		abort();
	if (hash_of(data, bytes) % ONE_IN)
		return 0;
	if (pw_replay(kind, data + 1, bytes - 1, 0, &limits, &again) != ret ||
	    again.predicted != first.predicted || again.total != first.total)
		abort();
	return 0;
}
