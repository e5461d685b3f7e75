/* The coarse journal's storage; the invariants are in ring.h. */
#include <stdlib.h>

#include "machine/ring.h"

#define BLOCK_BYTES (RING_BLOCK_RECORDS * sizeof(struct grain_record))

bool ring_init(struct ring *r, u64 cap_bytes)
{
	*r = (struct ring){ .nr_blocks = (u32)max_t(u64, cap_bytes / BLOCK_BYTES, 2) };
	r->blocks = calloc(r->nr_blocks, sizeof(*r->blocks));
	return r->blocks != NULL;
}

void ring_free(struct ring *r)
{
	for (u32 i = 0; r->blocks && i < r->nr_blocks; i++)
		free(r->blocks[i]);
	free(r->blocks);
}

static struct grain_record *new_block(struct ring *r)
{
	struct grain_record *block = malloc(BLOCK_BYTES);

	if (block)
		r->nr_allocated++;
	return block;
}

struct grain_record *ring_push(struct ring *r)
{
	u64 position = r->end++;
	struct grain_record **block = &r->blocks[position / RING_BLOCK_RECORDS % r->nr_blocks];

	if (position % RING_BLOCK_RECORDS == 0) {
		u64 oldest = (u64)r->nr_blocks * RING_BLOCK_RECORDS;

		if (r->end > r->first + oldest)
			r->first = position + RING_BLOCK_RECORDS - oldest;
		if (!*block)
			*block = new_block(r);
		if (!*block)
			abort();	/* out of host memory: nothing sensible is left to do */
	}
	return &(*block)[position % RING_BLOCK_RECORDS];
}
