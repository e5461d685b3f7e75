/*
 * History: every step of a session can be visited, forward and back, within a cap on memory.
 *
 * The unit is the slice: one op of the scenario, or one iteration of a workload op.  A slice runs to
 * its end; stepping is moving a cursor over its record.  Two grains are kept:
 *
 *   coarse   per slice, the first old value of each 64-byte grain that it wrote, in a ring.  Always
 *            recorded while the ring has room; undo and redo of whole slices swap it with the arena.
 *   fine     events and exact edits of ONE slice, the one under the cursor, made by running it again
 *            with tracing on from its start (recorder.h).
 *
 * About every CHECKPOINT_STEPS steps, between slices, a checkpoint keeps the chunks dirtied since the
 * last one; checkpoints are thinned out evenly.  A seek costs undo or redo of a few slices, or one
 * checkpoint and the slices after it; then one traced run of the slice it lands in.
 *
 * Invariants: (1) the arena is the state at the start of slice `at`, but for `fine` records applied
 * on top of it; (2) ring records of slices in [valid_from, at) hold old values, in [at, valid_to) new
 * ones; (3) CHUNK_DIRTY marks every chunk where the arena differs from checkpoint `anchor`.
 */
#ifndef MACHINE_HISTORY_H
#define MACHINE_HISTORY_H

#include "machine/trace.h"

#define CHECKPOINT_STEPS 65536

/* Runs slice (op, iteration) on the machine as it stands; same state in, same steps out. */
typedef void (*run_slice_fn)(void *context, struct machine *m, u32 op, u32 iteration);

struct history *history_create(struct machine *m, u64 cap_bytes, run_slice_fn run, void *context);
void history_destroy(struct history *h);

/*
 * A history of another machine of the same size, which ends where slice `slice` of `from` begins;
 * `from` then stands there too.  NULL when memory is short.
 */
struct history *history_clone(struct history *from, u32 slice, struct machine *m, run_slice_fn run,
			      void *context);

/*
 * Run a new slice at the end of history.  0, or -PW_ENOSPC with everything rolled back when the
 * machine hit a limit inside it (m->limit_hit names the table).
 */
int history_run(struct history *h, u32 op, u32 iteration);
/* Forget all slices from `slice` on (a session truncates its scenario before appending). */
void history_truncate(struct history *h, u32 slice);

u64 history_steps(const struct history *h);		/* steps of all slices */
u32 history_slices(const struct history *h);
/* Stand right after the n-th step; n <= history_steps().  The slice that holds it is then traced. */
void history_seek(struct history *h, u64 step);
u64 history_at(const struct history *h);		/* the step after which the arena stands */
u32 history_slice_of(const struct history *h, u64 step);/* slice whose steps hold `step` (>= 1) */
void history_slice_info(const struct history *h, u32 slice, u64 *first_step, u32 *steps, u32 *op,
			u32 *iteration);
u64 history_digest(struct history *h);			/* of the arena as it stands */
u64 history_bytes(const struct history *h);
/* Test builds: compare the arena with a copy fed only from the journal; names a rogue store. */
void history_watch_rogue_stores(struct history *h, bool on);
const char *history_rogue_store(const struct history *h);

/* The traced slice.  Event i (from 0) closed step first_step + i + 1. */
struct event {
	u16 id, depth;
	u16 taken;
	u8 grain;		/* as told here: see trace.h */
	bool serves;		/* the allocator at work for another subject */
	u64 context;		/* machine/context.h, as the step left it */
	u32 parent;		/* index of the enclosing CALL event, ~0u at the top */
	u32 last;		/* CALL: index of the last event inside it */
	u64 args[EVENT_ARGS_MAX];
};
struct recording {
	u64 first_step;		/* the step before event 0 */
	u32 slice, nr_events;
	const struct event *events;
};
/* Trace the slice that holds `step` and stand there; its record stays valid until the next seek. */
const struct recording *history_record(struct history *h, u64 step);

/*
 * Events alone, of a machine without history: what it does from events_listen() on.  They stay valid
 * until it listens anew.
 */
void events_listen(struct machine *m);
const struct event *events_heard(const struct machine *m, u32 *nr);
void events_unlisten(struct machine *m);

/*
 * What the step changed: places whose value differs before and after it, in the order of the first
 * edit, merged.  Calls `fn` with old and new bytes of each scalar element.  Returns their number;
 * looking and counting stop at COUNTED_MAX, as when boot sets up a million struct pages.
 */
#define COUNTED_MAX 100000u
typedef void (*change_fn)(void *context, const struct place *place, const void *old,
			  const void *new);
u32 history_changes(struct history *h, u64 step, change_fn fn, void *context);
/* The same for the whole slice up to and including `step`. */
u32 history_slice_changes(struct history *h, u64 step, change_fn fn, void *context);

/* The newest step <= from (dir -1) or oldest step > from (dir 1) that wrote [offset, +bytes); 0: none. */
u64 history_writer(struct history *h, u64 from, int dir, ref_t offset, u32 bytes);

#endif
