/* The verb check: the machine's invariants, and the scenario's expectations. */
#include <stdio.h>

#include "check/check.h"
#include "rpc/door.h"

static void write_expectations(struct call *c)
{
	u32 failed = c->story->expects_failed;
	char en[80], zh[80];

	snprintf(en, sizeof(en), "%u expectations hold, %u do not", c->story->expects_passed, failed);
	snprintf(zh, sizeof(zh), "%u 条期望成立，%u 条不成立", c->story->expects_passed, failed);
	out_open(c->out, '{');
	member_string(c->out, "name", "expectations");
	member_bool(c->out, "ok", !failed);
	member_text2(c->out, "text", en, zh);
	out_close(c->out, '}');
}

static bool write_checker(struct call *c, const struct machine *m, const struct checker *checker)
{
	struct check_report r = { .ok = true };

	checker->run(m, &r);
	out_open(c->out, '{');
	member_string(c->out, "name", checker->name);
	member_bool(c->out, "ok", r.ok);
	member_text2(c->out, "text", r.text[0], r.text[1]);
	out_close(c->out, '}');
	return r.ok;
}

/* The last boundary between slices at or before the step: inside one, the kernel is at work. */
static u64 boundary(struct call *c)
{
	u64 first;
	u32 steps, op, iteration;

	if (!c->at)
		return 0;
	history_slice_info(c->h, history_slice_of(c->h, c->at), &first, &steps, &op, &iteration);
	return c->at == first + steps ? c->at : first;
}

int verb_check(struct call *c)
{
	bool held = !c->story->expects_failed;
	u64 at = boundary(c);

	stand(c, at);
	member_number(c->out, "checked_at", (s64)at);
	member_open(c->out, "checks", '[');
	write_expectations(c);
	for (u32 i = 0; i < nr_checkers; i++)
		held &= write_checker(c, c->m, &checkers[i]);
	out_close(c->out, ']');
	member_bool(c->out, "held", held);
	stand(c, c->at);
	return 0;
}
