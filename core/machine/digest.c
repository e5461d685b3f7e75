/*
 * The digest: a sum over all non-zero words of a mix of (offset, word).
 *
 * A zero word adds nothing, so tables that were never touched cost nothing, and a sum needs no
 * order: the history keeps one partial sum per chunk and adds up only chunks that changed.
 */
#include "machine/machine.h"

static inline u64 mix(u64 offset, u64 word)
{
	u64 x = word * ((offset * 0x9e3779b97f4a7c15ull) | 1);

	x ^= x >> 29;
	x *= 0xbf58476d1ce4e5b9ull;
	return x ^ x >> 32;
}

/* Most of an arena is tables that nobody touched: a cache line of zeros is passed over as one. */
static inline bool zero_line(const u64 *words)
{
	return !(words[0] | words[1] | words[2] | words[3] |
		 words[4] | words[5] | words[6] | words[7]);
}

/* Bytes are a multiple of a cache line. */
u64 digest_words(const struct machine *m, ref_t offset, u32 bytes)
{
	const u64 *words = (const u64 *)(m->arena + offset);
	u64 sum = 0;

	for (u32 line = 0; line < bytes / 8; line += 8) {
		if (zero_line(words + line))
			continue;
		for (u32 i = line; i < line + 8; i++)
			sum += mix(offset / 8 + i, words[i]);
	}
	return sum;
}

u64 machine_digest_full(const struct machine *m)
{
	u64 sum = 0;

	for (ref_t at = 0; at < m->arena_bytes; at += CHUNK_BYTES)
		sum += digest_words(m, at, CHUNK_BYTES);
	return sum;
}
