/*
 * Checkpoints: the chunks dirtied since the last one, kept between slices.
 *
 * Checkpoint 0 is power off, all zero, and holds nothing.  A chunk's bytes at checkpoint c are those
 * of the newest checkpoint at or before c that holds it, else zero.  When they pass their share of
 * the cap, the one whose neighbours are closest is merged into its successor, which takes over the
 * chunks that it does not hold itself: so any slice keeps a checkpoint before it, and none is much
 * further away than from the others.
 */
#include <stdlib.h>
#include <string.h>

#include "machine/history_internal.h"

#define KEPT_BYTES ((u64)CHUNK_BYTES + sizeof(u32) + sizeof(u8 *))	/* for a chunk */

bool checkpoint_first(struct history *h)
{
	h->checkpoints = calloc(64, sizeof(*h->checkpoints));
	h->max_checkpoints = 64;
	h->nr_checkpoints = 1;
	return h->checkpoints != NULL;
}

static void checkpoint_free(struct history *h, struct checkpoint *c)
{
	h->checkpoint_bytes -= c->nr * KEPT_BYTES;
	for (u32 i = 0; i < c->nr; i++)
		free(c->bytes[i]);
	free(c->chunks);
	free(c->bytes);
	*c = (struct checkpoint){ 0 };
}

void checkpoint_free_all(struct history *h)
{
	for (u32 i = 0; i < h->nr_checkpoints; i++)
		checkpoint_free(h, &h->checkpoints[i]);
	free(h->checkpoints);
}

static void checkpoint_room(struct checkpoint *c, u32 nr)
{
	c->chunks = malloc(max_t(u32, nr, 1) * sizeof(*c->chunks));
	c->bytes = malloc(max_t(u32, nr, 1) * sizeof(*c->bytes));
	if (!c->chunks || !c->bytes)
		abort();	/* out of host memory */
}

static void keep_chunk(struct history *h, struct checkpoint *c, u32 chunk, const u8 *bytes)
{
	u8 *copy = malloc(CHUNK_BYTES);

	if (!copy)
		abort();	/* out of host memory */
	memcpy(copy, bytes, CHUNK_BYTES);
	c->chunks[c->nr] = chunk;
	c->bytes[c->nr++] = copy;
	h->checkpoint_bytes += KEPT_BYTES;
}

static void mark_dirty(struct history *h, u32 chunk)
{
	h->marks[chunk] |= CHUNK_DIRTY;
}

static void add_chunks_of(struct history *h, u32 first, u32 last)
{
	for (u32 i = first; i <= last; i++) {
		const struct checkpoint *c = &h->checkpoints[i];

		for (u32 j = 0; j < c->nr; j++)
			mark_dirty(h, c->chunks[j]);
	}
}

static u32 count_dirty(const struct history *h)
{
	u32 nr = 0;

	for (u32 chunk = 0; chunk < nr_chunks(h); chunk++)
		nr += h->marks[chunk] & CHUNK_DIRTY;
	return nr;
}

#define for_each_dirty(h, chunk) \
	for (u32 chunk = 0; chunk < nr_chunks(h); chunk++) \
		if ((h)->marks[chunk] & CHUNK_DIRTY)

static void clear_dirty(struct history *h)
{
	forget_loose(h);
	for (u32 chunk = 0; chunk < nr_chunks(h); chunk++)
		h->marks[chunk] &= ~CHUNK_DIRTY;
}

static int compare_chunk(const void *a, const void *b)
{
	u32 x = *(const u32 *)a, y = *(const u32 *)b;

	return x < y ? -1 : x > y;
}

static const u8 *chunk_in(const struct checkpoint *c, u32 chunk)
{
	const u32 *found = c->nr ? bsearch(&chunk, c->chunks, c->nr, sizeof(u32), compare_chunk) : NULL;

	return found ? c->bytes[found - c->chunks] : NULL;
}

/* The chunks of `old` that `into` lacks move there. */
static void merge_into(struct history *h, struct checkpoint *old, struct checkpoint *into)
{
	struct checkpoint merged = { .slice = into->slice };
	u32 i = 0, j = 0;

	checkpoint_room(&merged, old->nr + into->nr);
	while (i < old->nr || j < into->nr) {
		bool from_old = j == into->nr || (i < old->nr && old->chunks[i] < into->chunks[j]);
		struct checkpoint *c = from_old ? old : into;
		u32 *at = from_old ? &i : &j;

		if (!from_old && i < old->nr && old->chunks[i] == into->chunks[j]) {
			free(old->bytes[i++]);
			h->checkpoint_bytes -= KEPT_BYTES;
		}
		merged.chunks[merged.nr] = c->chunks[*at];
		merged.bytes[merged.nr++] = c->bytes[(*at)++];
	}
	old->nr = into->nr = 0;		/* what they held has moved */
	checkpoint_free(h, old);
	checkpoint_free(h, into);
	*into = merged;
}

/* Steps from the checkpoint before to the one after. */
static u64 gap_without(const struct history *h, u32 i)
{
	const struct checkpoint *c = &h->checkpoints[i];

	return slice_first_step(h, c[1].slice) - slice_first_step(h, c[-1].slice);
}

static void thin_out(struct history *h)
{
	while (h->checkpoint_bytes > h->cap_bytes / 2 && h->nr_checkpoints >= 4) {
		struct checkpoint *c = h->checkpoints;
		u32 least = 1;

		for (u32 i = 2; i < h->nr_checkpoints - 1; i++)
			if (gap_without(h, i) < gap_without(h, least))
				least = i;
		merge_into(h, &c[least], &c[least + 1]);
		h->nr_checkpoints--;
		memmove(&c[least], &c[least + 1], (h->nr_checkpoints - least) * sizeof(*c));
	}
	h->anchor = h->nr_checkpoints - 1;
}

static void checkpoint_take(struct history *h)
{
	u32 last = h->nr_checkpoints - 1;
	struct checkpoint c = { .slice = h->at };

	if (h->anchor < last)
		add_chunks_of(h, h->anchor + 1, last);
	checkpoint_room(&c, count_dirty(h));
	for_each_dirty(h, chunk)
		keep_chunk(h, &c, chunk, h->m->arena + ((u64)chunk << CHUNK_SHIFT));
	h->checkpoints = grow(h->checkpoints, &h->max_checkpoints, h->nr_checkpoints + 1,
			      sizeof(*h->checkpoints));
	h->checkpoints[h->nr_checkpoints] = c;
	h->anchor = h->nr_checkpoints++;
	clear_dirty(h);
	h->last_checkpoint_step = h->total_steps;
	h->last_checkpoint_position = h->ring.end;
	thin_out(h);
}

/*
 * CHECKPOINT_STEPS have gone by.  Never copy more than the journal itself wrote since the last one: a
 * program that dirties all of memory thinly then pays at most twice for its history.
 */
void checkpoint_look(struct history *h)
{
	u64 journal = (h->ring.end - h->last_checkpoint_position) * sizeof(struct grain_record);

	if ((u64)count_dirty(h) * CHUNK_BYTES <= journal)
		checkpoint_take(h);
	else
		h->last_checkpoint_step += CHECKPOINT_STEPS / 8;	/* look again a little later */
}

u32 checkpoint_before(const struct history *h, u32 slice)
{
	u32 i = h->nr_checkpoints - 1;

	while (h->checkpoints[i].slice > slice)
		i--;
	return i;
}

static void restore_chunk(struct history *h, u32 index, u32 chunk)
{
	u8 *at = h->m->arena + ((u64)chunk << CHUNK_SHIFT);
	const u8 *bytes = NULL;

	for (u32 i = index + 1; i-- && !bytes;)
		bytes = chunk_in(&h->checkpoints[i], chunk);
	if (bytes)
		memcpy(at, bytes, CHUNK_BYTES);
	else
		memset(at, 0, CHUNK_BYTES);
	h->marks[chunk] |= CHUNK_STALE;
}

void checkpoint_restore(struct history *h, u32 index)
{
	u32 low = min_t(u32, h->anchor, index), high = max_t(u32, h->anchor, index);

	if (low < high)
		add_chunks_of(h, low + 1, high);
	for_each_dirty(h, chunk)
		restore_chunk(h, index, chunk);
	clear_dirty(h);
	h->anchor = index;
	h->at = h->valid_from = h->valid_to = h->checkpoints[index].slice;
}

/* The slices from `slice` on are gone; the arena stands at its start. */
void checkpoint_forget_after(struct history *h, u32 slice)
{
	u32 last = checkpoint_before(h, slice);

	if (h->anchor > last) {
		add_chunks_of(h, last + 1, h->anchor);
		h->anchor = last;
	}
	while (h->nr_checkpoints - 1 > last)
		checkpoint_free(h, &h->checkpoints[--h->nr_checkpoints]);
	h->last_checkpoint_step = slice_first_step(h, h->checkpoints[last].slice);
	h->last_checkpoint_position = min_t(u64, h->last_checkpoint_position, h->ring.end);
}

static void copy_checkpoint(struct history *h, const struct checkpoint *c)
{
	struct checkpoint copy = { .slice = c->slice };

	checkpoint_room(&copy, c->nr);
	for (u32 i = 0; i < c->nr; i++)
		keep_chunk(h, &copy, c->chunks[i], c->bytes[i]);
	h->checkpoints = grow(h->checkpoints, &h->max_checkpoints, h->nr_checkpoints + 1,
			      sizeof(*h->checkpoints));
	h->checkpoints[h->nr_checkpoints++] = copy;
}

/* Beside what differs from `from`'s anchor: what lies between that and ours. */
static void copy_dirty(struct history *h, const struct history *from, u32 last)
{
	for (u32 i = last + 1; i <= from->anchor; i++)
		for (u32 j = 0; j < from->checkpoints[i].nr; j++)
			mark_dirty(h, from->checkpoints[i].chunks[j]);
	h->anchor = min_t(u32, from->anchor, last);
}

void checkpoints_copy(struct history *h, const struct history *from, u32 slice)
{
	u32 last = checkpoint_before(from, slice);

	for (u32 i = 1; i <= last; i++)
		copy_checkpoint(h, &from->checkpoints[i]);
	copy_dirty(h, from, last);
	h->last_checkpoint_step = slice_first_step(h, from->checkpoints[last].slice);
}
