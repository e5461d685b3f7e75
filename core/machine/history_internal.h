/* What the files of the history share; the invariants are in history.h. */
#ifndef MACHINE_HISTORY_INTERNAL_H
#define MACHINE_HISTORY_INTERNAL_H

#include "machine/history.h"
#include "machine/ring.h"

struct slice {
	u64 first_step;		/* steps before this slice */
	u64 position;		/* its first record in the ring */
	u32 op, iteration;
};

/* The state at the start of `slice`: its chunks where it differs from the checkpoint before. */
struct checkpoint {
	u32 slice;
	u32 nr;
	u32 *chunks;		/* ascending */
	u8 **bytes;		/* of each chunk: a merge moves them, a freed one is the next that is taken */
};

struct edit_record {
	ref_t offset;
	u32 bytes;
	u32 event;		/* the event that closes the step of this edit */
	u32 data;		/* its old (once undone: new) words, as an index into data[] */
};

#define DATA_ZERO (~0u)		/* the old bytes are zeros, kept nowhere */

/* The fine record of one slice. */
struct recorder {
	struct event *events;
	struct edit_record *edits;
	u64 *data;
	u32 nr_events, max_events, nr_edits, max_edits, nr_data, max_data;
	u32 open_call, depth;	/* innermost open CALL (~0u: none) while recording */
	u32 slice;		/* whose record this is; ~0u: nobody's */
	u64 first_step;
	u32 at;			/* events applied on top of the slice's start */
	u32 edits_at;		/* edits applied */
	struct recording view;
};

#define CHUNK_DIRTY 1		/* differs from checkpoint `anchor` */
#define CHUNK_STALE 2		/* chunk_sum is out of date */

struct history {
	struct machine *m;
	run_slice_fn run;
	void *context;
	u64 cap_bytes;

	struct slice *slices;
	u32 nr_slices, max_slices;
	u64 total_steps;
	u32 at, valid_from, valid_to;

	struct ring ring;
	struct grain_record *write, *write_end;	/* the running slice's next record, its block's end */
	u64 write_limit;	/* the position of write_end */
	bool recording;		/* records of the running slice go to the ring */
	bool loose;		/* m->touched has bits without a record: their chunks are marked */

	u8 *marks;		/* of each chunk: CHUNK_DIRTY, CHUNK_STALE */
	u32 anchor;
	struct checkpoint *checkpoints;
	u32 nr_checkpoints, max_checkpoints;
	u64 checkpoint_bytes, last_checkpoint_step, last_checkpoint_position;

	u64 *chunk_sum;
	u64 digest;

	u32 watch_first, watch_last;	/* grains looked for by history_writer in a re-run */
	bool watch_hit;

	struct recorder fine;
	u8 *shadow;		/* test builds: the arena as the journal tells it */
	char rogue[96];
};

static inline u32 nr_chunks(const struct history *h)
{
	return h->m->arena_bytes >> CHUNK_SHIFT;
}

static inline void mark_chunk(struct history *h, u32 chunk)
{
	h->marks[chunk] = CHUNK_DIRTY | CHUNK_STALE;
}

static inline void mark_chunks(struct history *h, ref_t offset, u32 bytes)
{
	for (u32 c = offset >> CHUNK_SHIFT; c <= (offset + bytes - 1) >> CHUNK_SHIFT; c++)
		mark_chunk(h, c);
}

static inline u64 slice_end_position(const struct history *h, u32 slice)
{
	return slice + 1 < h->nr_slices ? h->slices[slice + 1].position : h->ring.end;
}

/* Of history's end, too: nr_slices. */
static inline u64 slice_first_step(const struct history *h, u32 slice)
{
	return slice < h->nr_slices ? h->slices[slice].first_step : h->total_steps;
}

static inline u64 slice_end_step(const struct history *h, u32 slice)
{
	return slice_first_step(h, slice + 1);
}

void *grow_now(void *array, u32 *max, u32 need, size_t size);

/* The array, made longer when it does not hold `need` elements. */
static inline void *grow(void *array, u32 *max, u32 need, size_t size)
{
	return likely(need <= *max) ? array : grow_now(array, max, need, size);
}

/* checkpoint.c */
bool checkpoint_first(struct history *h);
void checkpoint_look(struct history *h);
static inline void checkpoint_if_due(struct history *h)
{
	if (unlikely(h->total_steps - h->last_checkpoint_step >= CHECKPOINT_STEPS))
		checkpoint_look(h);
}
u32 checkpoint_before(const struct history *h, u32 slice);	/* newest at or before it */
void checkpoint_restore(struct history *h, u32 index);
void checkpoint_forget_after(struct history *h, u32 slice);
void checkpoint_free_all(struct history *h);
/* Those at or before the start of `slice`, where both stand. */
void checkpoints_copy(struct history *h, const struct history *from, u32 slice);

/* history.c */
void goto_slice(struct history *h, u32 slice);
void rerun_slice(struct history *h);
void forget_loose(struct history *h);	/* before chunks lose their marks */

/* recorder.c */
void journal_exact(struct machine *m, ref_t offset, u32 bytes);
void journal_exact_fresh(struct machine *m, ref_t offset, u32 bytes);
void record_slice(struct history *h, u32 slice);	/* trace it; stand at its end */
void fine_move(struct history *h, u32 events);
void fine_leave(struct history *h);
void fine_free(struct recorder *r);

/* shadow.c */
void shadow_copy(struct history *h);
void shadow_check_grains(struct history *h, u32 slice);
void shadow_check_edits(struct history *h);
static inline void shadow_begin(struct history *h)
{
	if (unlikely(h->shadow))
		shadow_copy(h);
}

#endif
