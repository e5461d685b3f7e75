/*
 * The call tree of the slice that holds the step (the op, or one iteration of a workload).
 *
 * A large tree is written along the path of open calls only; elsewhere `children_total` says what is
 * folded away.  Long runs of the same leaf become one node with `repeat`; of very many children a
 * window round the step is written, and `shown` and `total` say so.
 */
#include "rpc/door.h"

#define WHOLE_TREE_MAX 300	/* events of a slice that is written whole */
#define CHILDREN_MAX 120

struct tree {
	struct call *c;
	const struct recording *rec;
	u32 at;			/* index of the step's event */
	bool whole;
};

static bool is_call(const struct event *e)
{
	return event_types[e->id].class == CLASS_CALL;
}

static u32 last_of(const struct tree *t, u32 i)
{
	const struct event *e = &t->rec->events[i];

	return is_call(e) && e->last != ~0u && e->last > i ? e->last : i;
}

/* The node of the leaf or call at i ends here (in a run: the run's end). */
static u32 node_end(const struct tree *t, u32 i)
{
	u32 last = last_of(t, i);

	if (last == i)
		run_of_equals(t->rec, i, &last);
	return last;
}

static u32 count_children(const struct tree *t, u32 from, u32 end)
{
	u32 n = 0;

	for (u32 i = from; i <= end; i = node_end(t, i) + 1)
		n++;
	return n;
}

static void write_nodes(const struct tree *t, u32 from, u32 end);

static void write_children(const struct tree *t, u32 i, u32 last)
{
	struct json_out *o = t->c->out;

	if (last == i || !is_call(&t->rec->events[i]))
		return;
	if (!t->whole && (t->at < i || t->at > last)) {
		member_number(o, "children_total", count_children(t, i + 1, last));
		return;
	}
	out_key(o, "children");
	write_nodes(t, i + 1, last);
}

static void write_node(const struct tree *t, u32 i, u32 last)
{
	struct json_out *o = t->c->out;
	const struct event *e = &t->rec->events[i];
	bool call = is_call(e);
	u64 first_step = t->rec->first_step + i + 1;
	char file[100];

	out_open(o, '{');
	member_string(o, "fn", event_types[e->id].name);
	member_string(o, "kind", record_kind(e));
	member_string(o, "file", kernel_file(t->c, &event_types[e->id], file));
	member_number(o, "grain", event_grain(e));
	if (e->id == EV_op_begin) {
		out_key(o, "text");
		write_op_label(t->c, story_op_at(t->c->story, first_step));
	} else {
		member_text_at(t->c, "text", e, first_step);
	}
	member_number(o, "first", (s64)first_step);
	member_number(o, "last", (s64)(t->rec->first_step + last + 1));
	member_number(o, "repeat", call ? 1 : last - i + 1);
	member_string(o, "state", t->at > last ? "done" : t->at < i ? "future" :
		      call || t->at < last ? "open" : "done");
	member_bool(o, "at", t->at == i || (!call && t->at > i && t->at <= last));
	if (call)
		write_children(t, i, last);
	out_close(o, '}');
}

/* The number of the first child to write, so that the window holds the step. */
static u32 window_start(const struct tree *t, u32 from, u32 end, u32 total)
{
	u32 n = 0;

	if (total <= CHILDREN_MAX)
		return 0;
	for (u32 i = from; i <= end && i <= t->at; i = node_end(t, i) + 1)
		n++;
	if (n < CHILDREN_MAX / 2)
		return 0;
	return min_t(u32, n - CHILDREN_MAX / 2, total - CHILDREN_MAX);
}

static void write_nodes(const struct tree *t, u32 from, u32 end)
{
	u32 total = count_children(t, from, end), n = 0;
	u32 first = window_start(t, from, end, total);

	out_open(t->c->out, '[');
	for (u32 i = from; i <= end; n++) {
		u32 last = node_end(t, i);

		if (n >= first && n < first + CHILDREN_MAX)
			write_node(t, i, last);
		i = last + 1;
	}
	out_close(t->c->out, ']');
	if (total > CHILDREN_MAX) {
		member_number(t->c->out, "shown", CHILDREN_MAX);
		member_number(t->c->out, "total", total);
	}
}

static u32 count_functions(const struct recording *rec)
{
	u32 n = 0;

	for (u32 i = 0; i < rec->nr_events; i++)
		n += is_call(&rec->events[i]);
	return n;
}

int view_calls(struct call *c)
{
	struct tree t = { .c = c };
	const struct event *e = event_at(c, c->at, &t.rec);

	out_open(c->out, '{');
	member_number(c->out, "op", story_op_at(c->story, c->at));
	out_key(c->out, "tree");
	if (e) {
		t.at = (u32)(e - t.rec->events);
		t.whole = t.rec->nr_events <= WHOLE_TREE_MAX;
		write_nodes(&t, 0, t.rec->nr_events - 1);
		member_number(c->out, "functions", count_functions(t.rec));
	} else {
		out_open(c->out, '[');
		out_close(c->out, ']');
		member_number(c->out, "functions", 0);
	}
	out_close(c->out, '}');
	return 0;
}
