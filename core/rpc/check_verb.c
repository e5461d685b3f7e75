/* The verb check: the machine's invariants, and the scenario's expectations. */
#include <stdio.h>

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

int verb_check(struct call *c)
{
	member_open(c->out, "checks", '[');
	write_expectations(c);
	out_close(c->out, ']');
	member_bool(c->out, "held", !c->story->expects_failed);
	return 0;
}
