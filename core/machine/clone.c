/*
 * A second machine that stands where the first one stood between two slices, with the same past.
 *
 * The arena and the checkpoints are copied; the ring starts empty.  Slices of the common past count
 * as fallen off it, so a seek into the past runs them again from a checkpoint.
 */
#include <stdlib.h>
#include <string.h>

#include "machine/history_internal.h"

static void copy_slices(struct history *h, const struct history *from, u32 nr)
{
	h->slices = grow(NULL, &h->max_slices, max_t(u32, nr, 1), sizeof(*h->slices));
	memcpy(h->slices, from->slices, nr * sizeof(*h->slices));
	h->nr_slices = nr;
	h->total_steps = slice_first_step(from, nr);
	h->at = h->valid_from = h->valid_to = nr;
}

/* An empty ring goes on at a block's start, beyond every record of the past. */
static void start_ring(struct history *h, const struct history *from)
{
	h->ring.first = ALIGN_UP(from->ring.end, RING_BLOCK_RECORDS) + RING_BLOCK_RECORDS;
	h->ring.end = h->ring.first;
	h->last_checkpoint_position = h->ring.end;
}

static void copy_digest(struct history *h, const struct history *from)
{
	memcpy(h->chunk_sum, from->chunk_sum, nr_chunks(h) * sizeof(u64));
	memcpy(h->marks, from->marks, nr_chunks(h));
	h->digest = from->digest;
}

struct history *history_clone(struct history *from, u32 slice, struct machine *m, run_slice_fn run,
			      void *context)
{
	struct history *h = history_create(m, from->cap_bytes, run, context);

	assert(m->arena_bytes == from->m->arena_bytes && slice <= from->nr_slices);
	if (!h)
		return NULL;
	goto_slice(from, slice);
	memcpy(m->arena, from->m->arena, m->arena_bytes);
	copy_slices(h, from, slice);
	start_ring(h, from);
	copy_digest(h, from);
	checkpoints_copy(h, from, slice);
	m->clock = (s64)h->total_steps;
	return h;
}
