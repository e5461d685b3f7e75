/*
 * The fine record: events and exact edits of one slice, made by running it again from its start.
 *
 * An edit belongs to the step that the next event closes; edits after the last event belong to it.
 */
#include <stdlib.h>
#include <string.h>

#include "machine/history_internal.h"

void fine_free(struct recorder *r)
{
	free(r->events);
	free(r->edits);
	free(r->data);
}

/* An allocator, of pages or of objects, at work for somebody else: its sentences step back. */
static bool serves_another(const struct recorder *r, const struct event_type *type)
{
	const struct event *call = r->open_call == ~0u ? NULL : &r->events[r->open_call];

	return (type->topic == TOPIC_PAGE_ALLOC || type->topic == TOPIC_SLAB) && call &&
	       (call->serves || event_types[call->id].topic != type->topic);
}

void trace_event(struct machine *m, enum event_id id, const u64 *args, u32 taken)
{
	struct recorder *r = m->recorder;
	const struct event_type *type = &event_types[id];
	struct event *e;

	r->events = grow(r->events, &r->max_events, r->nr_events + 1, sizeof(*r->events));
	e = &r->events[r->nr_events];
	e->id = (u16)id;
	e->depth = (u16)r->depth;
	e->taken = (u16)taken;
	e->serves = serves_another(r, type);
	e->grain = e->serves ? 2 : type->grain;
	e->context = m->context;
	e->parent = r->open_call;
	e->last = r->nr_events;
	memcpy(e->args, args, sizeof(e->args));
	if (type->class == CLASS_CALL) {
		r->open_call = r->nr_events;
		r->depth++;
	}
	r->nr_events++;
}

void trace_leave(struct machine *m)
{
	struct recorder *r = m->recorder;
	struct event *call = &r->events[r->open_call];

	assert(r->open_call != ~0u);
	call->last = r->nr_events - 1;
	r->open_call = call->parent;
	r->depth--;
}

/*
 * Where data[] holds a copy of these bytes now.  It holds whole words: what lies behind the edit is
 * the same before and after it.
 */
static inline u32 keep_bytes(struct recorder *r, const u8 *bytes, u32 nr)
{
	u32 at = r->nr_data, words = DIV_ROUND_UP(nr, sizeof(u64));

	r->data = grow(r->data, &r->max_data, at + words, sizeof(*r->data));
	for (u32 i = 0; i < words; i++)
		memcpy(r->data + at + i, bytes + i * sizeof(u64), sizeof(u64));
	r->nr_data += words;
	return at;
}

static inline void add_edit_record(struct recorder *r, ref_t offset, u32 bytes, u32 data)
{
	r->edits = grow(r->edits, &r->max_edits, r->nr_edits + 1, sizeof(*r->edits));
	r->edits[r->nr_edits++] = (struct edit_record){ offset, bytes, r->nr_events, data };
}

/* edit() with tracing on: keep the exact old bytes.  The slice's coarse record is left alone. */
void journal_exact(struct machine *m, ref_t offset, u32 bytes)
{
	mark_chunks(m->history, offset, bytes);
	add_edit_record(m->recorder, offset, bytes, keep_bytes(m->recorder, m->arena + offset, bytes));
}

void journal_exact_fresh(struct machine *m, ref_t offset, u32 bytes)
{
	add_edit_record(m->recorder, offset, bytes, DATA_ZERO);
}

void events_listen(struct machine *m)
{
	assert(!m->history && !m->journaling);
	if (!m->recorder)
		m->recorder = calloc(1, sizeof(*m->recorder));
	if (!m->recorder)
		abort();
	m->recorder->nr_events = m->recorder->depth = 0;
	m->recorder->open_call = ~0u;
	set_traced(m, true);
}

const struct event *events_heard(const struct machine *m, u32 *nr)
{
	*nr = m->recorder->nr_events;
	return m->recorder->events;
}

void events_unlisten(struct machine *m)
{
	set_traced(m, false);
	if (m->recorder)
		fine_free(m->recorder);
	free(m->recorder);
	m->recorder = NULL;
}

static inline void swap_words(u8 *a, u64 *b, u32 nr)
{
	for (u32 i = 0; i < nr; i++, a += sizeof(u64)) {
		u64 word = b[i];

		memcpy(&b[i], a, sizeof(word));
		memcpy(a, &word, sizeof(word));
	}
}

static void swap_edit(struct history *h, struct edit_record *e)
{
	struct recorder *r = &h->fine;
	u8 *at = h->m->arena + e->offset;

	if (unlikely(e->data == DATA_ZERO)) {
		e->data = keep_bytes(r, at, e->bytes);
		memset(at, 0, e->bytes);
	} else {
		swap_words(at, r->data + e->data, DIV_ROUND_UP(e->bytes, sizeof(u64)));
	}
	mark_chunks(h, e->offset, e->bytes);
}

/* Stand after `events` events of the traced slice. */
void fine_move(struct history *h, u32 events)
{
	struct recorder *r = &h->fine;

	assert(events <= r->nr_events);
	while (r->edits_at && r->edits[r->edits_at - 1].event >= events)
		swap_edit(h, &r->edits[--r->edits_at]);
	while (r->edits_at < r->nr_edits && r->edits[r->edits_at].event < events)
		swap_edit(h, &r->edits[r->edits_at++]);
	r->at = events;
}

/* Back to the slice's start, where the coarse record is at home. */
void fine_leave(struct history *h)
{
	if (h->fine.slice == h->at)
		fine_move(h, 0);
}

static void give_late_edits_to_last_event(struct recorder *r)
{
	for (u32 i = r->nr_edits; i-- && r->edits[i].event == r->nr_events;)
		r->edits[i].event = r->nr_events ? r->nr_events - 1 : 0;
}

/*
 * The coarse records are left alone: this run writes the same bytes that they already tell of.
 */
void record_slice(struct history *h, u32 slice)
{
	struct recorder *r = &h->fine;
	struct machine *m = h->m;

	goto_slice(h, slice);
	r->nr_events = r->nr_edits = r->nr_data = r->depth = 0;
	r->open_call = ~0u;
	r->first_step = h->slices[slice].first_step;
	m->clock = (s64)r->first_step + CLOCK_TRACED;
	m->limit_hit = NULL;
	m->recorder = r;
	shadow_begin(h);
	h->run(h->context, m, h->slices[slice].op, h->slices[slice].iteration);
	set_traced(m, false);
	assert(r->first_step + r->nr_events == slice_end_step(h, slice));
	assert(r->open_call == ~0u);
	shadow_check_edits(h);
	give_late_edits_to_last_event(r);
	r->edits_at = r->nr_edits;
	r->at = r->nr_events;
	r->slice = slice;
}

const struct recording *history_record(struct history *h, u64 step)
{
	u32 slice = history_slice_of(h, step);
	struct recorder *r = &h->fine;

	if (r->slice != slice)
		record_slice(h, slice);
	else if (h->at != slice)
		goto_slice(h, slice);
	fine_move(h, (u32)(step - r->first_step));
	r->view = (struct recording){
		.first_step = r->first_step, .slice = slice, .nr_events = r->nr_events,
		.events = r->events,
	};
	return &r->view;
}
