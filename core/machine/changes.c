/*
 * Questions to the record: what did this step change, and who wrote this value?
 */
#include <stdlib.h>
#include <string.h>

#include "machine/history_internal.h"

#define VALUE_MAX 32u	/* bytes of the longest text in an object */

struct touched_place {
	struct place place;
	u64 before[VALUE_MAX / 8];	/* its bytes: whoever is told of the change may load them */
	u32 order;		/* of its first edit */
};

struct place_list {
	struct touched_place *places;
	u32 nr, max;
};

static void add_place(struct place_list *l, const struct place *p)
{
	l->places = grow(l->places, &l->max, l->nr + 1, sizeof(*l->places));
	l->places[l->nr] = (struct touched_place){ .place = *p, .order = l->nr };
	l->nr++;
}

/* Every scalar element that the edit may have written. */
static void add_edit(const struct machine *m, struct place_list *l, const struct edit_record *e)
{
	ref_t at = e->offset;

	while (at < e->offset + e->bytes && l->nr < COUNTED_MAX) {
		struct place p;

		if (machine_place(m, at, &p)) {
			add_place(l, &p);
			at = p.offset + value_bytes(p.field);
		} else {
			at = (at & ~3u) + 4;
		}
	}
}

static int by_offset(const void *a, const void *b)
{
	const struct touched_place *x = a, *y = b;

	if (x->place.offset != y->place.offset)
		return x->place.offset < y->place.offset ? -1 : 1;
	return x->order < y->order ? -1 : x->order > y->order;
}

static int by_order(const void *a, const void *b)
{
	const struct touched_place *x = a, *y = b;

	return x->order < y->order ? -1 : x->order > y->order;
}

static void merge_places(struct place_list *l)
{
	u32 kept = 0;

	if (!l->nr)
		return;
	qsort(l->places, l->nr, sizeof(*l->places), by_offset);
	for (u32 i = 1; i < l->nr; i++)
		if (l->places[i].place.offset != l->places[kept].place.offset)
			l->places[++kept] = l->places[i];
	l->nr = kept + 1;
	qsort(l->places, l->nr, sizeof(*l->places), by_order);
}

static u32 compared_bytes(const struct place *p)
{
	return min_t(u32, value_bytes(p->field), VALUE_MAX);
}

/* Differences between the traced slice after `from` and after `to` events; stands after `to`. */
static u32 changes_between(struct history *h, u32 from, u32 to, change_fn fn, void *context)
{
	const struct recorder *r = &h->fine;
	struct place_list l = { 0 };
	u32 changed = 0;

	for (u32 i = 0; i < r->nr_edits && r->edits[i].event < to && l.nr < COUNTED_MAX; i++)
		if (r->edits[i].event >= from)
			add_edit(h->m, &l, &r->edits[i]);
	if (l.nr >= COUNTED_MAX && !fn) {
		free(l.places);
		return COUNTED_MAX;
	}
	merge_places(&l);
	fine_move(h, from);
	for (u32 i = 0; i < l.nr; i++)
		memcpy(l.places[i].before, h->m->arena + l.places[i].place.offset,
		       compared_bytes(&l.places[i].place));
	fine_move(h, to);
	for (u32 i = 0; i < l.nr; i++) {
		const struct place *p = &l.places[i].place;
		const u8 *now = h->m->arena + p->offset;

		if (memcmp(l.places[i].before, now, compared_bytes(p)) == 0)
			continue;
		changed++;
		if (fn)
			fn(context, p, l.places[i].before, now);
	}
	free(l.places);
	return changed;
}

u32 history_changes(struct history *h, u64 step, change_fn fn, void *context)
{
	const struct recording *r;
	u32 at;

	if (!step)
		return 0;
	r = history_record(h, step);
	at = (u32)(step - r->first_step);
	return changes_between(h, at - 1, at, fn, context);
}

u32 history_slice_changes(struct history *h, u64 step, change_fn fn, void *context)
{
	const struct recording *r;

	if (!step)
		return 0;
	r = history_record(h, step);
	return changes_between(h, 0, (u32)(step - r->first_step), fn, context);
}

static bool overlaps(const struct edit_record *e, ref_t offset, u32 bytes)
{
	return e->offset < offset + bytes && offset < e->offset + e->bytes;
}

/* Does the step that event `event` of the traced slice closed leave other bytes there? */
static bool event_changes(struct history *h, u32 event, ref_t offset, u32 bytes)
{
	u8 before[64];
	u32 n = min_t(u32, bytes, sizeof(before));

	fine_move(h, event);
	memcpy(before, h->m->arena + offset, n);
	fine_move(h, event + 1);
	return memcmp(before, h->m->arena + offset, n) != 0;
}

/* In the slice: the last writer at or before `limit`, or the first after it.  0: none. */
static u64 writer_in_slice(struct history *h, u32 slice, u64 limit, int dir, ref_t offset, u32 bytes)
{
	struct recorder *r = &h->fine;

	if (r->slice != slice)
		record_slice(h, slice);
	else if (h->at != slice)
		goto_slice(h, slice);
	for (u32 n = 0; n < r->nr_edits; n++) {
		const struct edit_record *e = &r->edits[dir < 0 ? r->nr_edits - 1 - n : n];
		u64 step = r->first_step + e->event + 1;

		if ((dir < 0 ? step > limit : step <= limit) || !overlaps(e, offset, bytes))
			continue;
		if (event_changes(h, e->event, offset, bytes))
			return step;
	}
	return 0;
}

/* Did the slice touch the grains?  Known from the ring, or else by running it again. */
static bool slice_touches(struct history *h, u32 slice, u32 first, u32 last)
{
	u64 end = slice_end_position(h, slice);

	if (h->slices[slice].position < h->ring.first) {
		goto_slice(h, slice);
		forget_loose(h);
		h->watch_first = first;
		h->watch_last = last;
		h->watch_hit = false;
		rerun_slice(h);
		h->watch_first = h->watch_last = 0;
		return h->watch_hit;
	}
	for (u64 p = h->slices[slice].position; p < end; p++) {
		u32 grain = ring_at(&h->ring, p)->grain;

		if (grain >= first && grain <= last)
			return true;
	}
	return false;
}

u64 history_writer(struct history *h, u64 from, int dir, ref_t offset, u32 bytes)
{
	u32 first = offset >> GRAIN_SHIFT, last = (offset + bytes - 1) >> GRAIN_SHIFT;
	u32 slice = from ? history_slice_of(h, from) : 0;

	while (slice < h->nr_slices) {
		u64 found = slice_touches(h, slice, first, last) ?
			writer_in_slice(h, slice, from, dir, offset, bytes) : 0;

		if (found || (dir < 0 && slice == 0))
			return found;
		slice += (u32)dir;
	}
	return 0;
}
