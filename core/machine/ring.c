/* The coarse journal's storage; the invariants are in ring.h. */
#include <stdlib.h>

#include "machine/ring.h"

#define BLOCK_BYTES (RING_BLOCK_RECORDS * sizeof(struct grain_record))

bool ring_init(struct ring *r, u64 cap_bytes)
{
	*r = (struct ring){ .nr_blocks = 2 };
	while ((u64)r->nr_blocks * 2 * BLOCK_BYTES <= cap_bytes)
		r->nr_blocks *= 2;
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

void ring_reserve(struct ring *r, u64 position)
{
	struct grain_record **block = ring_block(r, position);
	u64 room = (u64)r->nr_blocks * RING_BLOCK_RECORDS;
	u64 block_end = position - position % RING_BLOCK_RECORDS + RING_BLOCK_RECORDS;

	if (block_end > r->first + room)
		r->first = block_end - room;
	if (!*block)
		*block = new_block(r);
	if (!*block)
		abort();	/* out of host memory: nothing sensible is left to do */
}
