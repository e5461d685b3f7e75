/*
 * Slices: run them, undo and redo them, find one by step.  The invariants are in history.h.
 */
#include <stdlib.h>
#include <string.h>
#ifdef __linux__
#include <sys/mman.h>
#endif

#include "machine/history_internal.h"

#define HUGE_RANGE (4u << 20)

/* Undo by records up to this many; beyond it a checkpoint is nearer. */
#define NEAR_RECORDS 50000

void *grow_now(void *array, u32 *max, u32 need, size_t size)
{
	*max = max_t(u32, need, *max * 2 + 64);
	array = realloc(array, *max * size);
	if (!array)
		abort();	/* out of host memory */
	return array;
}

struct history *history_create(struct machine *m, u64 cap_bytes, run_slice_fn run, void *context)
{
	struct history *h = calloc(1, sizeof(*h));

	if (!h)
		return NULL;
	h->m = m;
	h->run = run;
	h->context = context;
	h->cap_bytes = cap_bytes;
	h->fine.slice = ~0u;
	h->marks = calloc(nr_chunks(h), 1);
	h->chunk_sum = calloc(nr_chunks(h), sizeof(u64));
	if (!h->marks || !h->chunk_sum || !ring_init(&h->ring, cap_bytes / 2) || !checkpoint_first(h)) {
		history_destroy(h);
		return NULL;
	}
	m->history = h;
	m->journaling = true;
	return h;
}

void history_destroy(struct history *h)
{
	if (!h)
		return;
	h->m->history = NULL;
	h->m->journaling = false;
	fine_free(&h->fine);
	checkpoint_free_all(h);
	ring_free(&h->ring);
	free(h->slices);
	free(h->marks);
	free(h->chunk_sum);
	free(h->shadow);
	free(h);
}

/* Where the running slice's next record goes. */
static inline u64 write_position(const struct history *h)
{
	return h->write_limit - (u64)(h->write_end - h->write);
}

/* No room for a record: journal_edit() then asks where to put it. */
static void write_nowhere(struct history *h, u64 position)
{
	h->write = h->write_end = NULL;
	h->write_limit = position;
}

/* From `position` to the end of its block; at the ring's end it grows by a block. */
static void write_at(struct history *h, u64 position)
{
	u32 room = RING_BLOCK_RECORDS - position % RING_BLOCK_RECORDS;

	ring_reserve(&h->ring, position);
	h->write = ring_at(&h->ring, position);
	h->write_end = h->write + room;
	h->write_limit = position + room;
}

/* The first store to this grain in this slice. */
static inline void record_grain(struct machine *m, struct history *h, u32 grain)
{
	u64 *touched = &m->touched[grain / GRAINS_PER_CHUNK];
	struct grain_record *r = h->write++;

	mark_chunk(h, grain / GRAINS_PER_CHUNK);
	*touched |= 1ull << grain % GRAINS_PER_CHUNK;
	r->grain = grain;
	memcpy(r->bytes, m->arena + ((u64)grain << GRAIN_SHIFT), GRAIN_BYTES);
}

/* A store to a grain that this run of the slice keeps no record of: may there be one? */
static bool wants_record(struct history *h, u32 grain)
{
	if (h->recording) {
		if (h->write == h->write_end)
			write_at(h, write_position(h));
		return true;
	}
	mark_chunk(h, grain / GRAINS_PER_CHUNK);
	h->m->touched[grain / GRAINS_PER_CHUNK] |= 1ull << grain % GRAINS_PER_CHUNK;
	h->loose = true;
	if (grain - h->watch_first <= h->watch_last - h->watch_first)
		h->watch_hit = true;
	return false;
}

static __attribute__((noinline)) void journal_grains(struct machine *m, ref_t offset, u32 bytes)
{
	u32 last = (offset + bytes - 1) >> GRAIN_SHIFT;

	for (u32 grain = offset >> GRAIN_SHIFT; grain <= last; grain++)
		if (!(m->touched[grain / GRAINS_PER_CHUNK] >> grain % GRAINS_PER_CHUNK & 1) &&
		    wants_record(m->history, grain))
			record_grain(m, m->history, grain);
}

/*
 * The journal's side of edit(): remember what is about to be overwritten.  Nearly always that is one
 * grain which edit() did not find in the journal, and the block has room.
 */
void journal_edit(struct machine *m, ref_t offset, u32 bytes)
{
	struct history *h = m->history;
	u32 grain = offset >> GRAIN_SHIFT;

	if (unlikely(is_traced(m)))
		journal_exact(m, offset, bytes);
	else if (likely(grain == (offset + bytes - 1) >> GRAIN_SHIFT && h->write != h->write_end))
		record_grain(m, h, grain);
	else
		journal_grains(m, offset, bytes);
}

/* The running slice, and with it all before, can no longer be taken back by records. */
static void give_up_records(struct history *h)
{
	h->recording = false;
	write_nowhere(h, write_position(h) + 1);
	h->ring.first = h->ring.end = h->write_limit;
	h->loose = true;
}

void forget_loose(struct history *h)
{
	if (h->loose)
		memset(h->m->touched, 0, h->m->arena_bytes / GRAIN_BYTES / 8);
	h->loose = false;
}

/* To look at the range would map each of its pages once more; the sanitized builds do. */
#ifdef PAGEWALK_CHECKED
#define assert_zero(p, bytes) assert(!(p)[0] && !memcmp(p, (p) + 1, (bytes) - 1))
#else
#define assert_zero(p, bytes) ((void)0)
#endif

/* Most of the time that a large fresh range takes goes to the host's page faults. */
static void prefer_huge_pages(u8 *p, u32 bytes)
{
#ifdef MADV_HUGEPAGE
	uintptr_t begin = ALIGN_UP((uintptr_t)p, PAGE_SIZE), end = ALIGN_DOWN((uintptr_t)p + bytes, PAGE_SIZE);

	if (bytes >= HUGE_RANGE)
		madvise((void *)begin, end - begin, MADV_HUGEPAGE);	/* a hint: it may fail */
#endif
}

void *edit_fresh(struct machine *m, const void *p, u32 bytes)
{
	ref_t offset = ref_of(m, p), end = offset + bytes;
	struct history *h = m->history;

	assert_zero(m->arena + offset, bytes);
	prefer_huge_pages(m->arena + offset, bytes);
	if (!m->journaling)
		return m->arena + offset;
	mark_chunks(h, offset, bytes);
	if (h->watch_first <= (end - 1) >> GRAIN_SHIFT && h->watch_last >= offset >> GRAIN_SHIFT)
		h->watch_hit = true;
	if (h->recording)
		give_up_records(h);
	if (is_traced(m))
		journal_exact_fresh(m, offset, bytes);
	return m->arena + offset;
}

/* The running slice is over: forget which grains it touched. */
static inline void clear_touched(struct machine *m, const struct grain_record *r,
				 const struct grain_record *end)
{
	for (; r != end; r++)
		m->touched[r->grain / GRAINS_PER_CHUNK] = 0;
}

static void clear_touched_blocks(struct history *h, u64 from, u64 end)
{
	if (from < h->ring.first) {
		h->loose = true;
		return;
	}
	while (from < end) {
		const struct grain_record *r = ring_at(&h->ring, from);
		u64 nr = min_t(u64, RING_BLOCK_RECORDS - from % RING_BLOCK_RECORDS, end - from);

		clear_touched(h->m, r, r + nr);
		from += nr;
	}
}

/* Run the slice that begins where the arena stands; its records go to its place in the ring. */
static inline void run_at(struct history *h, const struct slice *s)
{
	const struct grain_record *first;
	u64 limit;

	h->m->clock = (s64)s->first_step;
	h->m->limit_hit = NULL;
	h->recording = s->position >= h->ring.first;
	if (h->recording)
		forget_loose(h);
	if (!h->recording || write_position(h) != s->position)
		write_nowhere(h, s->position);
	first = h->write;
	limit = h->write_limit;
	h->run(h->context, h->m, s->op, s->iteration);
	if (first && h->write_limit == limit)
		clear_touched(h->m, first, h->write);
	else if (h->recording)
		clear_touched_blocks(h, s->position, write_position(h));
	h->ring.end = max_t(u64, h->ring.end, write_position(h));
	h->recording = false;
}

static void swap_record(struct history *h, u64 position)
{
	struct grain_record *r = ring_at(&h->ring, position);
	u8 *at = h->m->arena + ((u64)r->grain << GRAIN_SHIFT);
	u32 bytes[GRAIN_BYTES / 4];

	memcpy(bytes, at, GRAIN_BYTES);
	memcpy(at, r->bytes, GRAIN_BYTES);
	memcpy(r->bytes, bytes, GRAIN_BYTES);
	mark_chunk(h, r->grain / GRAINS_PER_CHUNK);
}

/* Each grain occurs once in a slice, so the order inside it does not matter. */
static void swap_slice(struct history *h, u32 slice)
{
	u64 end = slice_end_position(h, slice);

	for (u64 p = h->slices[slice].position; p < end; p++)
		swap_record(h, p);
}

/* Run slice `at` again, as it ran before. */
void rerun_slice(struct history *h)
{
	const struct slice *s = &h->slices[h->at];
	bool kept = s->position >= h->ring.first;

	run_at(h, s);
	assert(steps_so_far(h->m) == slice_end_step(h, h->at));
	assert(!kept || write_position(h) == slice_end_position(h, h->at));
	if (!kept || h->valid_to != h->at)
		h->valid_from = h->at + (kept ? 0 : 1);
	h->at++;
	h->valid_to = h->at;
}

static u32 oldest_undoable(struct history *h)
{
	while (h->valid_from < h->at && h->slices[h->valid_from].position < h->ring.first)
		h->valid_from++;
	return h->valid_from;
}

static bool near_back(struct history *h, u32 slice)
{
	u64 here = h->at < h->nr_slices ? h->slices[h->at].position : h->ring.end;

	return slice >= oldest_undoable(h) && here - h->slices[slice].position <= NEAR_RECORDS;
}

static bool near_forward(const struct history *h, u32 slice)
{
	u64 there = slice < h->nr_slices ? h->slices[slice].position : h->ring.end;

	return h->checkpoints[checkpoint_before(h, slice)].slice <= h->at ||
	       (slice <= h->valid_to && there - h->slices[h->at].position <= NEAR_RECORDS);
}

/* Stand at the start of `slice` (history's end: nr_slices). */
void goto_slice(struct history *h, u32 slice)
{
	fine_leave(h);
	if (slice < h->at && !near_back(h, slice))
		checkpoint_restore(h, checkpoint_before(h, slice));
	else if (slice > h->at && !near_forward(h, slice))
		checkpoint_restore(h, checkpoint_before(h, slice));
	while (h->at > slice)
		swap_slice(h, --h->at);
	while (h->at < slice) {
		if (h->at < h->valid_to)
			swap_slice(h, h->at++);
		else
			rerun_slice(h);
	}
}

static void append_slice(struct history *h, u32 op, u32 iteration)
{
	h->slices = grow(h->slices, &h->max_slices, h->nr_slices + 1, sizeof(*h->slices));
	h->slices[h->nr_slices++] = (struct slice){
		.first_step = h->total_steps, .position = h->ring.end, .op = op, .iteration = iteration,
	};
}

static void drop_last_slice(struct history *h)
{
	u64 position = h->slices[h->nr_slices - 1].position;

	h->nr_slices--;
	h->ring.end = max_t(u64, position, h->ring.first);
	h->valid_to = min_t(u32, h->valid_to, h->nr_slices);
}

/* Its records, or the checkpoint before it, take the slice that hit a limit back. */
static int roll_back(struct history *h)
{
	u32 slice = h->nr_slices - 1;
	const char *table = h->m->limit_hit;

	if (h->slices[slice].position >= h->ring.first) {
		swap_slice(h, slice);
	} else {
		checkpoint_restore(h, checkpoint_before(h, slice));
		goto_slice(h, slice);
	}
	drop_last_slice(h);
	h->m->clock = (s64)h->total_steps;
	h->m->limit_hit = table;
	return -PW_ENOSPC;
}

int history_run(struct history *h, u32 op, u32 iteration)
{
	if (h->at != h->nr_slices || h->fine.slice == h->at)
		goto_slice(h, h->nr_slices);
	append_slice(h, op, iteration);
	shadow_begin(h);
	run_at(h, &h->slices[h->at]);
	if (h->m->limit_hit)
		return roll_back(h);
	h->total_steps = steps_so_far(h->m);
	h->at++;
	h->valid_to = h->at;
	oldest_undoable(h);
	if (unlikely(h->shadow))
		shadow_check_grains(h, h->at - 1);
	checkpoint_if_due(h);
	return 0;
}

void history_truncate(struct history *h, u32 slice)
{
	if (slice >= h->nr_slices)
		return;
	goto_slice(h, slice);
	if (h->fine.slice != ~0u && h->fine.slice >= slice)
		h->fine.slice = ~0u;
	h->total_steps = h->slices[slice].first_step;
	while (h->nr_slices > slice)
		drop_last_slice(h);
	checkpoint_forget_after(h, slice);
	h->m->clock = (s64)h->total_steps;
}

u64 history_steps(const struct history *h)
{
	return h->total_steps;
}

u32 history_slices(const struct history *h)
{
	return h->nr_slices;
}

u64 history_at(const struct history *h)
{
	u64 base = h->at < h->nr_slices ? h->slices[h->at].first_step : h->total_steps;

	return base + (h->fine.slice == h->at ? h->fine.at : 0);
}

u32 history_slice_of(const struct history *h, u64 step)
{
	u32 low = 0, high = h->nr_slices;

	while (high - low > 1) {
		u32 middle = low + (high - low) / 2;

		if (h->slices[middle].first_step < step)
			low = middle;
		else
			high = middle;
	}
	return low;
}

void history_slice_info(const struct history *h, u32 slice, u64 *first_step, u32 *steps, u32 *op,
			u32 *iteration)
{
	const struct slice *s = &h->slices[slice];

	*first_step = s->first_step;
	*steps = (u32)(slice_end_step(h, slice) - s->first_step);
	*op = s->op;
	*iteration = s->iteration;
}

void history_seek(struct history *h, u64 step)
{
	assert(step <= h->total_steps);
	if (step == 0 || !h->nr_slices)
		goto_slice(h, 0);
	else
		history_record(h, step);
}

u64 history_digest(struct history *h)
{
	forget_loose(h);
	for (u32 chunk = 0; chunk < nr_chunks(h); chunk++) {
		u64 sum;

		if (!(h->marks[chunk] & CHUNK_STALE))
			continue;
		sum = digest_words(h->m, chunk << CHUNK_SHIFT, CHUNK_BYTES);
		h->digest += sum - h->chunk_sum[chunk];
		h->chunk_sum[chunk] = sum;
		h->marks[chunk] &= ~CHUNK_STALE;
	}
	return h->digest;
}

u64 history_bytes(const struct history *h)
{
	return (u64)h->ring.nr_allocated * RING_BLOCK_RECORDS * sizeof(struct grain_record) +
	       h->checkpoint_bytes + (u64)h->max_slices * sizeof(*h->slices) +
	       (u64)h->fine.max_events * sizeof(*h->fine.events) +
	       (u64)h->fine.max_edits * sizeof(*h->fine.edits) +
	       (u64)h->fine.max_data * sizeof(*h->fine.data);
}
