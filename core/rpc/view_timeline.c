/*
 * Marks of events in lanes, for a window of steps.  A window inside one slice is drawn event by
 * event; a wider one by op, so that it costs no re-run of everything in it.
 */
#include "rpc/door.h"

#define BINS_MAX 400

enum lane { LANE_CALLS, LANE_HARDWARE, LANE_DECISIONS, LANE_ALLOC, LANE_FAULTS, LANE_CHANGES, NR_LANES };

static const char *const lane_ids[NR_LANES] = {
	"calls", "hardware", "decisions", "alloc", "faults", "changes",
};

struct window {
	u64 from, to, bins;
	const struct recording *rec;
};

static bool in_lane(const struct event *e, enum lane lane)
{
	const struct event_type *type = &event_types[e->id];

	switch (lane) {
	case LANE_CALLS: return type->class == CLASS_CALL;
	case LANE_HARDWARE: return type->class == CLASS_STEP && type->actor == ACTOR_CPU;
	case LANE_DECISIONS: return type->class == CLASS_DECISION;
	case LANE_ALLOC: return e->id == EV_mm_page_alloc || e->id == EV___free_pages ||
				e->id == EV_free_unref_page || e->id == EV_pcp_take;
	case LANE_FAULTS: return e->id == EV_page_fault_exception || e->id == EV_sigsegv_maperr ||
				 e->id == EV_sigsegv_accerr;
	default: return type->class == CLASS_STEP && type->actor == ACTOR_KERNEL;
	}
}

static void write_mark(struct json_out *o, u64 n, u64 len, const char *label, u32 depth, u64 count)
{
	out_open(o, '{');
	member_number(o, "n", (s64)n);
	member_number(o, "len", (s64)len);
	member_string(o, "label", label);
	member_number(o, "depth", depth);
	if (count > 1)
		member_number(o, "count", (s64)count);
	out_close(o, '}');
}

static u64 mark_length(const struct event *e, const struct recording *rec)
{
	u32 i = (u32)(e - rec->events);

	return event_types[e->id].class == CLASS_CALL && e->last != ~0u && e->last > i ? e->last - i + 1 : 1;
}

static const struct event *event_of(const struct window *w, u64 step)
{
	const struct recording *rec = w->rec;

	if (!rec || step <= rec->first_step || step - rec->first_step > rec->nr_events)
		return NULL;
	return &rec->events[step - rec->first_step - 1];
}

static u64 count_marks(const struct window *w, enum lane lane)
{
	u64 n = 0;

	for (u64 step = w->from; step <= w->to; step++) {
		const struct event *e = event_of(w, step);

		n += e && in_lane(e, lane);
	}
	return n;
}

/* One mark per bin, named after its first event. */
static void write_binned(struct json_out *o, const struct window *w, enum lane lane)
{
	u64 span = DIV_ROUND_UP(w->to - w->from + 1, w->bins);

	for (u64 at = w->from; at <= w->to; at += span) {
		const struct event *first = NULL;
		u64 count = 0;

		for (u64 step = at; step < at + span && step <= w->to; step++) {
			const struct event *e = event_of(w, step);

			if (!e || !in_lane(e, lane))
				continue;
			if (!first)
				first = e;
			count++;
		}
		if (first)
			write_mark(o, at, span, event_types[first->id].name, 0, count);
	}
}

static void write_exact(struct json_out *o, const struct window *w, enum lane lane)
{
	for (u64 step = w->from; step <= w->to; step++) {
		const struct event *e = event_of(w, step);

		if (e && in_lane(e, lane))
			write_mark(o, step, mark_length(e, w->rec), event_types[e->id].name, e->depth, 1);
	}
}

static void write_lane(struct json_out *o, const struct window *w, enum lane lane)
{
	bool binned = count_marks(w, lane) > w->bins;

	out_open(o, '{');
	member_string(o, "id", lane_ids[lane]);
	member_open(o, "marks", '[');
	if (binned)
		write_binned(o, w, lane);
	else
		write_exact(o, w, lane);
	out_close(o, ']');
	member_bool(o, "binned", binned);
	out_close(o, '}');
}

static void write_ops(struct call *c, const struct window *w)
{
	struct json_out *o = c->out;
	u64 marks = 0;

	out_open(o, '{');
	member_string(o, "id", "ops");
	member_open(o, "marks", '[');
	for (u32 i = 0; i < c->s->nr_ops && marks < BINS_MAX; i++) {
		const struct op *op = &c->s->ops[i];

		if (op->first_step + op->steps < w->from || op->first_step + 1 > w->to)
			continue;
		write_mark(o, op->first_step + 1, op->steps, op->type->name, 0, 1);
		marks++;
	}
	out_close(o, ']');
	member_bool(o, "binned", false);
	out_close(o, '}');
}

/* Default: the slice of the step. */
static int choose(struct call *c, struct window *w)
{
	u64 last = history_steps(c->h);

	event_at(c, c->at, &w->rec);
	w->from = w->rec ? w->rec->first_step + 1 : 1;
	w->to = w->rec ? w->rec->first_step + w->rec->nr_events : last;
	w->bins = 200;
	if (ask_u64(c, "from", 0, last, &w->from) || ask_u64(c, "to", 0, last, &w->to) ||
	    ask_u64(c, "bins", 1, BINS_MAX, &w->bins))
		return -1;
	if (w->from < 1)
		w->from = 1;
	if (w->to < w->from)
		w->to = w->from;
	return 0;
}

int view_timeline(struct call *c)
{
	struct json_out *o = c->out;
	struct window w;
	struct window inside;

	if (choose(c, &w))
		return -1;
	out_open(o, '{');
	member_number(o, "from", (s64)w.from);
	member_number(o, "to", (s64)w.to);
	member_open(o, "lanes", '[');
	write_ops(c, &w);
	inside = w;
	if (w.rec) {
		inside.from = max_t(u64, w.from, w.rec->first_step + 1);
		inside.to = min_t(u64, w.to, w.rec->first_step + w.rec->nr_events);
	}
	for (u32 i = 0; w.rec && inside.from <= inside.to && i < NR_LANES; i++)
		write_lane(o, &inside, (enum lane)i);
	out_close(o, ']');
	out_close(o, '}');
	return 0;
}
