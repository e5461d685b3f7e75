/*
 * The boot as a story: which functions ran, and what each took from memblock for whom.
 *
 * It is read once out of the traced boot and kept with the session, so that later steps can still say
 * who owns a reservation.  Left out: memblock's own functions, whose effects are what is listed.
 */
#include <stdlib.h>
#include <string.h>

#include "mm/memblock.h"
#include "rpc/door.h"
#include "scenario/ops.h"

#define BOOT_DEPTH 3

static const struct op *boot_op(struct call *c)
{
	for (u32 i = 0; i < c->s->nr_ops; i++)
		if (!strcmp(c->s->ops[i].type->name, "boot"))
			return &c->s->ops[i];
	return NULL;
}

static bool of_the_story(const struct event *e)
{
	const struct event_type *type = &event_types[e->id];

	return type->class == CLASS_CALL && e->depth <= BOOT_DEPTH && type->file &&
	       strcmp(type->file, "mm/memblock.c");
}

static u64 step_of(const struct recording *rec, u32 i)
{
	return rec->first_step + i + 1;
}

static void keep_call(struct boot_log *log, const struct recording *rec, u32 i)
{
	const struct event *e = &rec->events[i];
	u32 last = e->last == ~0u || e->last >= rec->nr_events ? rec->nr_events - 1 : e->last;

	if (log->nr_calls == BOOT_CALLS_MAX)
		return;
	log->calls[log->nr_calls++] = (struct boot_call){
		(u32)e->id, e->depth, step_of(rec, i), step_of(rec, last),
	};
}

/* What is freed may be part of a reservation, or end several. */
static void drop_range(struct boot_log *log, u64 base, u64 end, u64 step)
{
	for (u32 i = 0; i < log->nr_taken; i++) {
		struct boot_taking *t = &log->taken[i];

		if (!t->freed && t->base >= base && t->end <= end)
			t->freed = step;
	}
}

static void keep_taking(struct boot_log *log, const struct event *e, u64 step)
{
	log->taken_total++;
	if (log->nr_taken == BOOT_TAKEN_MAX)
		return;
	log->taken[log->nr_taken++] = (struct boot_taking){
		e->args[0], e->args[1], (u32)e->args[2], step, 0,
	};
}

static void read_recording(struct boot_log *log, const struct recording *rec)
{
	for (u32 i = 0; i < rec->nr_events; i++) {
		const struct event *e = &rec->events[i];

		if (e->id == EV_memblock_reserved)
			keep_taking(log, e, step_of(rec, i));
		else if (e->id == EV_memblock_freed)
			drop_range(log, e->args[0], e->args[1], step_of(rec, i));
		else if (e->id == EV_handed_over)
			log->handed_over = step_of(rec, i);
		else if (of_the_story(e))
			keep_call(log, rec, i);
	}
}

/* NULL: this story has no boot, or memory is short. */
static const struct boot_log *boot_log_of(struct call *c)
{
	struct boot_log **kept = &c->session->boot_log;
	const struct op *op = boot_op(c);
	const struct recording *rec;

	if (*kept || !op || !op->steps)
		return *kept;
	*kept = calloc(1, sizeof(**kept));
	if (!*kept)
		return NULL;
	if (event_at(c, op->first_step + op->steps, &rec))
		read_recording(*kept, rec);
	stand(c, c->at);
	return *kept;
}

/* For whom a region was reserved; 0: nobody's words, or several. */
u32 boot_who(struct call *c, const struct memblock_region *r)
{
	const struct boot_log *log = boot_log_of(c);
	u32 who = 0;

	for (u32 i = 0; log && i < log->nr_taken; i++) {
		const struct boot_taking *t = &log->taken[i];

		if (t->step > c->at || (t->freed && t->freed <= c->at) || t->base < r->base ||
		    t->base >= r->base + r->size)
			continue;
		if (who && who != t->who)
			return 0;
		who = t->who;
	}
	return who;
}

static const char *const who_words[2][NR_BOOT_WHO] = {
#define WHO_EN(id, en, zh) en,
#define WHO_ZH(id, en, zh) zh,
	{ BOOT_WHO(WHO_EN) }, { BOOT_WHO(WHO_ZH) },
};

void write_who(struct call *c, u32 who)
{
	bool known = who && who < NR_BOOT_WHO;

	member_text2(c->out, "who", known ? who_words[0][who] : NULL,
		     known ? who_words[1][who] : NULL);
}

static void write_calls(struct call *c, const struct boot_log *log)
{
	struct json_out *o = c->out;

	member_open(o, "calls", '[');
	for (u32 i = 0; i < log->nr_calls; i++) {
		const struct boot_call *call = &log->calls[i];
		const struct event_type *type = &event_types[call->event];
		char file[100];

		out_open(o, '{');
		member_string(o, "fn", type->name);
		member_string(o, "file", kernel_file(c, type, file));
		member_number(o, "depth", call->depth);
		member_number(o, "first", (s64)call->first);
		member_number(o, "last", (s64)call->last);
		member_string(o, "state", c->at >= call->last ? "done" :
			      c->at < call->first ? "future" : "open");
		out_close(o, '}');
	}
	out_close(o, ']');
}

/* What is taken by now; in the order in which it was. */
static void write_taken(struct call *c, const struct boot_log *log)
{
	struct json_out *o = c->out;

	member_open(o, "taken", '[');
	for (u32 i = 0; i < log->nr_taken; i++) {
		const struct boot_taking *t = &log->taken[i];

		if (t->step > c->at)
			continue;
		out_open(o, '{');
		member_number(o, "step", (s64)t->step);
		member_hex(o, "base", t->base);
		member_hex(o, "size", t->end - t->base);
		write_who(c, t->who);
		write_step_or_null(o, "freed", t->freed <= c->at ? t->freed : 0);
		out_close(o, '}');
	}
	out_close(o, ']');
	member_number(o, "taken_total", log->taken_total);
	write_step_or_null(o, "handed_over", log->handed_over);
}

void write_boot_log(struct call *c)
{
	static const struct boot_log none;
	const struct boot_log *log = boot_log_of(c);

	write_calls(c, log ? log : &none);
	write_taken(c, log ? log : &none);
}

void forget_boot_log(struct pw_session *s)
{
	free(s->boot_log);
	s->boot_log = NULL;
}
