/* The model's own record of what it did, told as sentences under a difference. */
#include "scenario/replay/replay.h"

#define RECORD_LINES 40
#define TRACE_BYTES (64ull << 20)

struct text_sink {
	struct sentence_sink sink;
	struct replay *r;
};

static void piece(struct sentence_sink *sink, enum value_kind kind, u64 value, const char *text,
		  size_t bytes)
{
	tell(((struct text_sink *)sink)->r, "%.*s", (int)bytes, text);
}

static void tell_words(struct replay *r, const struct machine *m, const struct event *e,
		       const char *text)
{
	struct text_sink sink = { { piece }, r };

	format_sentence(m, text, &event_types[e->id], e->args, r->lang, &sink.sink);
}

/* The road that was taken, and why no other. */
static void tell_roads(struct replay *r, const struct machine *m, const struct event *e)
{
	u32 id = e->id;

	for (u32 i = 0; i < event_types[id].nr_alternatives; i++) {
		tell(r, i == e->taken ? "\n      -> " : "\n         ");
		tell_words(r, m, e, alternative_name(id, i, r->lang));
		if (i == e->taken)
			continue;
		tell(r, r->lang ? "：否，" : ": no, ");
		tell_words(r, m, e, alternative_reason(id, i, r->lang));
	}
}

void tell_record(struct replay *r, const struct machine *m, const struct recording *rec, u32 from,
		 u32 to, event_filter wanted, const void *context)
{
	u32 lines = 0;

	for (u32 i = from; i < to && i < rec->nr_events && lines < RECORD_LINES; i++) {
		const struct event *e = &rec->events[i];
		const struct event_type *type = &event_types[e->id];

		if (type->class == CLASS_CALL || (wanted && !wanted(context, e)))
			continue;
		tell(r, "    %s: ", type->name);
		tell_words(r, m, e, event_sentence(e->id, r->lang));
		tell_roads(r, m, e);
		tell(r, "\n");
		lines++;
	}
}

void tell_traced(struct replay *r, struct machine *m, run_slice_fn run, void *context)
{
	struct history *h = history_create(m, TRACE_BYTES, run, context);
	const struct recording *rec;

	if (!h)
		return;
	if (!history_run(h, 0, 0) && history_steps(h)) {
		rec = history_record(h, history_steps(h));
		tell_record(r, m, rec, 0, rec->nr_events, NULL, NULL);
	}
	history_destroy(h);
}
