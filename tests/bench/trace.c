/* The deterministic trace: which slot allocates what, which slot frees. */
#include <stddef.h>

#include "bench.h"

static struct bench_op ops[BENCH_OPS];

static uint32_t next_random(uint64_t *state)
{
	*state = *state * 6364136223846793005ull + 1442695040888963407ull;
	return (uint32_t)(*state >> 33);
}

static uint8_t random_order(uint64_t *rng)
{
	uint32_t r = next_random(rng) % 100;

	return r < 70 ? 0 : r < 85 ? 1 : r < 95 ? 2 : 3 + (uint8_t)(r % 3);
}

const struct bench_op *bench_trace(void)
{
	static bool made;
	static bool taken[BENCH_LIVE];
	uint64_t rng = 42;

	for (uint32_t i = 0; !made && i < BENCH_OPS; i++) {
		uint16_t slot = (uint16_t)(next_random(&rng) % BENCH_LIVE);

		ops[i] = (struct bench_op){ slot, taken[slot] ? 0xff : random_order(&rng) };
		taken[slot] = !taken[slot];
	}
	made = true;
	return ops;
}
