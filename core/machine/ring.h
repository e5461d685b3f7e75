/*
 * The coarse journal's storage: a ring of (grain, its bytes) records in blocks.
 *
 * Positions count up for ever; record p lives while first <= p < end.  Blocks are allocated when
 * first used and reused afterwards, because the first touch of memory costs more than the record.
 */
#ifndef MACHINE_RING_H
#define MACHINE_RING_H

#include "machine/machine.h"

#define RING_BLOCK_RECORDS 4096u

struct grain_record {
	u32 grain;
	u32 bytes[GRAIN_BYTES / 4];
};

struct ring {
	struct grain_record **blocks;
	u32 nr_blocks;			/* the ring's length, in blocks: a power of two */
	u32 nr_allocated;
	u64 first, end;
};

bool ring_init(struct ring *r, u64 cap_bytes);
void ring_free(struct ring *r);
/* Room for records from `position` to its block's end; when the ring is full the oldest block goes. */
void ring_reserve(struct ring *r, u64 position);

static inline struct grain_record **ring_block(const struct ring *r, u64 position)
{
	return &r->blocks[position / RING_BLOCK_RECORDS & (r->nr_blocks - 1)];
}

static inline struct grain_record *ring_at(const struct ring *r, u64 position)
{
	return &(*ring_block(r, position))[position % RING_BLOCK_RECORDS];
}

#endif
