/* seek, steps, digest: where the machine stands. */
#include "rpc/door.h"

#define STEPS_MAX 2000

int verb_digest(struct call *c)
{
	return 0;	/* the head has it */
}

/* The answer is the view `step` of the place arrived at. */
int verb_seek(struct call *c)
{
	u64 to = c->at;

	if (!asked(c, "to"))
		return refuse(c, "to", "\"to\" is missing: the step to stand at", "缺少 \"to\"：要去的步");
	if (ask_u64(c, "to", 0, history_steps(c->h), &to))
		return -1;
	c->at = to;
	write_head(c);
	return view_step(c);
}

/* The sentences name things as they were at their step, so the machine goes along. */
static void write_step_at(struct call *c, u64 step, u32 repeat)
{
	u64 at = c->at;

	c->at = step;
	stand(c, step);
	write_record(c, step, repeat);
	c->at = at;
}

/* A run of equal neighbours is told once, where it begins.  Answers how many steps it covers besides. */
static u32 write_step_or_run(struct call *c, u64 step, u32 grain)
{
	const struct recording *rec;
	const struct event *e = event_at(c, step, &rec);
	u32 i = e ? (u32)(e - rec->events) : 0, first, last;

	if (!e || event_grain(e) > grain)
		return 0;
	first = run_of_equals(rec, i, &last);
	if (first == i)
		write_step_at(c, step, last - i + 1);
	return last - i;
}

int verb_steps(struct call *c)
{
	u64 last = history_steps(c->h), from = 1, count = 100, grain = 1, step;

	if (ask_u64(c, "from", 0, last + 1, &from) || ask_u64(c, "count", 1, STEPS_MAX, &count) ||
	    ask_u64(c, "grain", 0, 2, &grain))
		return -1;
	if (!from)
		from = 1;
	last = min_t(u64, last, from + count - 1);
	member_open(c->out, "list", '[');
	for (step = from; step <= last; step++)
		step += write_step_or_run(c, step, (u32)grain);
	out_close(c->out, ']');
	member_bool(c->out, "more", step <= history_steps(c->h));
	member_number(c->out, "next", (s64)step);
	stand(c, c->at);
	return 0;
}
