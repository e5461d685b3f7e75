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

int verb_check(struct call *c)
{
	bool held = !c->story->expects_failed;

	member_open(c->out, "checks", '[');
	write_expectations(c);
	for (u32 i = 0; i < nr_checkers; i++)
		held &= write_checker(c, c->m, &checkers[i]);
	out_close(c->out, ']');
	member_bool(c->out, "held", held);
	return 0;
}
