/* In which context a step runs; see machine/context.h. */
#include "kernel/syscalls.h"
#include "kernel/task.h"
#include "rpc/door.h"
#include "scenario/ops.h"

/* An op of the kernel's own begins inside the kernel, whatever the registers were left with. */
bool in_user_mode(struct call *c, const struct event *e)
{
	const struct op *op = &c->s->ops[story_op_at(c->story, c->at)];

	if (e && event_types[e->id].actor == ACTOR_USER)
		return true;
	return (op->type->in_task || op->type->run == run_note) && current_task(c->m) &&
	       !this_cpu(c->m)->mode;
}

static const char *context_word(struct call *c, const struct event *e, u64 context)
{
	if (preempt_count_of(context) & HARDIRQ_MASK)
		return "hardirq";
	if (preempt_count_of(context) & SOFTIRQ_MASK)
		return "softirq";
	return in_user_mode(c, e) ? "user" : "process";
}

/* Of a step's record only what is out of the ordinary; the stacks tell it always. */
void member_context(struct call *c, const struct event *e, bool always)
{
	u64 context = e ? e->context : kept_context(c->m);
	struct json_out *o = c->out;
	const char *name;

	if (!context && !always) {
		member_null(o, "context");
		return;
	}
	member_open(o, "context", '{');
	member_string(o, "in", context_word(c, e, context));
	member_bool(o, "irqs_off", context & CONTEXT_IRQ_MASK);
	member_hex(o, "preempt_count", preempt_count_of(context));
	member_open(o, "locks", '[');
	for (u32 i = 0; (name = held_lock_name(c->m, context, i)) != NULL; i++)
		out_string(o, name);
	out_close(o, ']');
	out_close(o, '}');
}
