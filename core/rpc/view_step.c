/* The step itself: its record, the functions that are open, what it changed. */
#include <stdio.h>

#include "kernel/syscalls.h"
#include "rpc/door.h"

#define CHANGES_SHOWN 64

static void write_stack(struct call *c, const struct recording *rec, const struct event *e)
{
	const char *names[64];
	u32 n = 0;

	if (e && event_types[e->id].class == CLASS_CALL)
		names[n++] = event_types[e->id].name;
	for (u32 i = e ? e->parent : ~0u; i != ~0u && n < ARRAY_SIZE(names); i = rec->events[i].parent)
		names[n++] = event_types[rec->events[i].id].name;
	member_open(c->out, "stack", '[');
	while (n)
		out_string(c->out, names[--n]);
	out_close(c->out, ']');
}

static const char *reason(const struct op *op, int zh)
{
	if (op->si_code == SEGV_MAPERR)
		return zh ? "该地址没有 VMA" : "no VMA holds this address";
	if (op->si_code == SEGV_ACCERR)
		return zh ? "VMA 不允许这样访问" : "the VMA forbids this access";
	return zh ? "不是规范地址" : "the address is not canonical";
}

/* An error belongs to the op's last step: there the reader learns how it ended. */
static void write_op_error(struct call *c, const struct op *op)
{
	struct json_out *o = c->out;
	const char *name = op->ret < 0 && op->ret > -4096 ? errno_name((u32)-op->ret) : NULL;
	char en[120], zh[120];

	if (c->at != op->first_step + op->steps ||
	    (!op->signal && (!name || op->type->result == BIND_VALUE))) {
		member_null(o, "error");
		return;
	}
	snprintf(en, sizeof(en), "the call returns -%s", name ? name : "?");
	snprintf(zh, sizeof(zh), "调用返回 -%s", name ? name : "?");
	if (op->signal) {
		snprintf(en, sizeof(en), "SIGSEGV at 0x%llx: %s", (unsigned long long)op->si_addr,
			 reason(op, 0));
		snprintf(zh, sizeof(zh), "SIGSEGV，地址 0x%llx：%s", (unsigned long long)op->si_addr,
			 reason(op, 1));
	}
	member_open(o, "error", '{');
	member_string(o, "kind", op->signal ? "SIGSEGV" : op->bug ? "BUG" : name);
	member_text2(o, "text", op->bug ? op->bug[0] : en, op->bug ? op->bug[1] : zh);
	out_close(o, '}');
}

static u32 op_changes(struct call *c)
{
	u32 n = c->at ? history_slice_changes(c->h, c->at, NULL, NULL) : 0;

	stand(c, c->at);
	return n;
}

/* Flat in the answer: its own name, `step`, is already the number of the step. */
int view_step(struct call *c)
{
	const struct recording *rec;
	const struct event *e;

	out_key(c->out, "record");
	write_record(c, c->at, 1);
	e = event_at(c, c->at, &rec);
	write_stack(c, rec, e);
	write_changes(c, "changes", CHANGES_SHOWN);
	member_number(c->out, "op_changes", op_changes(c));
	member_number(c->out, "counted_max", COUNTED_MAX);
	write_op_error(c, &c->s->ops[story_op_at(c->story, c->at)]);
	return 0;
}
