/* One step of the recorded slice as the protocol's step record. */
#include <stdio.h>
#include <string.h>

#include "rpc/door.h"

const struct event *event_at(struct call *c, u64 step, const struct recording **rec)
{
	const struct recording *r = step ? history_record(c->h, step) : NULL;

	if (rec)
		*rec = r;
	if (!r || step <= r->first_step || step - r->first_step > r->nr_events)
		return NULL;
	return &r->events[step - r->first_step - 1];
}

const char *record_kind(const struct event *e)
{
	const struct event_type *type = &event_types[e->id];

	if (e->id == EV_op_begin || e->id == EV_op_end)
		return "op";
	if (type->class == CLASS_CALL)
		return "call";
	if (type->class == CLASS_DECISION)
		return "decision";
	return type->actor == ACTOR_CPU ? "hw" : "step";
}

/* The kernel function that the step belongs to: a call's own, else the one it happens in. */
static const struct event_type *function_of(const struct recording *rec, const struct event *e)
{
	if (event_types[e->id].class == CLASS_CALL)
		return &event_types[e->id];
	return e->parent == ~0u ? NULL : &event_types[rec->events[e->parent].id];
}

const char *event_function(const struct recording *rec, const struct event *e)
{
	const struct event_type *type = function_of(rec, e);

	return type ? type->name : NULL;
}

/* One of the files of "arch/x86/a_%.c;arch/@/b.c": @ is the machine's folder, % its word's width. */
static size_t expand_file(const char *pattern, enum machine_arch arch, char *buf, size_t room)
{
	static const char *const folders[NR_ARCHES] = { "x86", "x86", "arm64", "arm", "arm" };
	size_t used = 0;

	for (; *pattern && *pattern != ';' && used + 8 < room; pattern++) {
		if (*pattern == '@')
			used += (size_t)sprintf(buf + used, "%s", folders[arch]);
		else if (*pattern == '%')
			used += (size_t)sprintf(buf + used, arch == ARCH_I386 ? "32" : "64");
		else
			buf[used++] = *pattern;
	}
	buf[used] = '\0';
	sprintf(buf + used + 1, "arch/%s/", folders[arch]);
	return strlen(buf + used + 1);
}

/* The first that is the machine's own, else the last: it is for all. */
const char *kernel_file(const struct call *c, const struct event_type *type, char buf[100])
{
	const char *pattern = type ? type->file : NULL;

	for (; pattern; pattern = strchr(pattern, ';') + 1) {
		size_t own = expand_file(pattern, c->m->config.arch, buf, 80);

		if (!strncmp(buf, buf + strlen(buf) + 1, own) || !strchr(pattern, ';'))
			return buf;
	}
	return NULL;
}

const char *event_file(const struct call *c, const struct recording *rec, const struct event *e,
		       char buf[100])
{
	return kernel_file(c, function_of(rec, e), buf);
}

u32 event_grain(const struct event *e)
{
	return e->id == EV_op_begin ? 0 : e->grain;
}

static bool same_leaf(const struct recording *rec, u32 i, const struct event *e)
{
	const struct event *other = &rec->events[i];

	return other->id == e->id && other->parent == e->parent &&
	       (event_types[e->id].class != CLASS_CALL || other->last == i);
}

u32 run_of_equals(const struct recording *rec, u32 i, u32 *last)
{
	const struct event *e = &rec->events[i];
	u32 first = i, end = i;

	*last = i;
	if (!same_leaf(rec, i, e))
		return i;
	while (first && same_leaf(rec, first - 1, e))
		first--;
	while (end + 1 < rec->nr_events && same_leaf(rec, end + 1, e))
		end++;
	if (end - first + 1 < REPEAT_MIN)
		return i;
	*last = end;
	return first;
}

static void write_argument(struct call *c, const struct event_type *type, const struct event *e, u32 i)
{
	struct json_out *o = c->out;
	u64 value = e->args[i];
	char buf[FORMAT_MAX];

	out_key(o, type->arg_names[i]);
	switch (type->arg_kinds[i]) {
	case V_DEC: case V_PFN: case V_PAGES: case V_ORDER: case V_SDEC:
		out_number(o, (s64)value);
		break;
	case V_BOOL:
		out_bool(o, value);
		break;
	case V_VA: case V_PA: case V_HEX: case V_PTE: case V_BYTES:
		out_hex(o, value);
		break;
	default:
		out_string(o, format_value(c->m, type->arg_kinds[i], value, LANG_EN, buf));
	}
}

static void write_arguments(struct call *c, const struct event *e)
{
	const struct event_type *type = &event_types[e->id];

	member_open(c->out, "args", '{');
	for (u32 i = 0; i < type->nr_args; i++)
		write_argument(c, type, e, i);
	out_close(c->out, '}');
}

/* The op's own words begin it: "p = malloc(64K)". */
static void write_text(struct call *c, const struct event *e, u32 op)
{
	struct json_out *o = c->out;

	if (e->id != EV_op_begin) {
		member_event_text(c, "text", e);
		return;
	}
	out_key(o, "text");
	write_op_label(c, op);
}

/* An op's begin and end are its caller's: a program's, and of what only the kernel can call, the kernel's. */
static enum actor actor_of(struct call *c, const struct event *e, u32 op)
{
	const struct op_type *type = c->s->ops[op].type;

	if (e->id != EV_op_begin && e->id != EV_op_end)
		return event_types[e->id].actor;
	return type->in_task || type->on_mcu || type->result == BIND_TASK ? ACTOR_USER : ACTOR_KERNEL;
}

void write_record(struct call *c, u64 step, u32 repeat)
{
	static const char *const actors[] = { "kernel", "user", "cpu" };
	const struct recording *rec;
	const struct event *e = event_at(c, step, &rec);
	struct json_out *o = c->out;
	u32 op = story_op_at(c->story, step);
	char file[100];

	if (!e) {
		out_null(o);
		return;
	}
	out_open(o, '{');
	member_number(o, "n", (s64)step);
	member_number(o, "op", op);
	member_string(o, "kind", record_kind(e));
	member_string(o, "event", event_types[e->id].name);
	member_string(o, "fn", event_function(rec, e));
	member_string(o, "file", event_file(c, rec, e, file));
	member_string(o, "actor", actors[actor_of(c, e, op)]);
	member_number(o, "grain", event_grain(e));
	member_number(o, "depth", e->depth);
	member_number(o, "repeat", repeat);
	member_context(c, e, false);
	write_text(c, e, op);
	write_arguments(c, e);
	out_close(o, '}');
}

const struct event *newest_event(struct call *c, enum event_id id, u64 *step)
{
	const struct recording *rec;
	const struct event *now = event_at(c, c->at, &rec);

	if (!now)
		return NULL;
	for (const struct event *e = now; e >= rec->events; e--) {
		if (e->id != id)
			continue;
		if (step)
			*step = rec->first_step + (u64)(e - rec->events) + 1;
		return e;
	}
	return NULL;
}

/* Who loads or stores says where first: that address is the byte, not its page. */
static bool access_address(const struct event *e, u64 *va)
{
	if (e->id == EV_kernel_load || e->id == EV_kernel_store) {
		*va = e->args[0];
		return true;
	}
	if (e->id != EV_user_store && e->id != EV_user_load && e->id != EV_user_fetch)
		return false;
	*va = e->args[1];
	return true;
}

static bool user_address(const struct event *e, u64 *va)
{
	const struct event_type *type = &event_types[e->id];

	for (u32 i = 0; i < type->nr_args; i++) {
		if (type->arg_kinds[i] != V_VA || e->args[i] >> 47 || !e->args[i])
			continue;
		*va = e->args[i];
		return true;
	}
	return false;
}

static bool cache_argument(const struct event *e, u64 *cache)
{
	const struct event_type *type = &event_types[e->id];

	for (u32 i = 0; i < type->nr_args; i++)
		if (type->arg_kinds[i] == V_CACHE && e->args[i]) {
			*cache = e->args[i];
			return true;
		}
	return false;
}

typedef bool (*address_fn)(const struct event *e, u64 *va);

/* Up to the step, or (at an op's begin) the first one after it: the view then does not jump. */
static bool nearest_address(const struct recording *rec, const struct event *now, address_fn fn,
			    u64 *va)
{
	const struct event *e;

	for (e = now; e >= rec->events; e--)
		if (fn(e, va))
			return true;
	for (e = now + 1; e < rec->events + rec->nr_events; e++)
		if (fn(e, va))
			return true;
	return false;
}

bool last_address(struct call *c, u64 *va)
{
	const struct recording *rec;
	const struct event *now = event_at(c, c->at, &rec);

	return now && (nearest_address(rec, now, access_address, va) ||
		       nearest_address(rec, now, user_address, va));
}

bool last_cache(struct call *c, u64 *cache)
{
	const struct recording *rec;
	const struct event *now = event_at(c, c->at, &rec);

	return now && nearest_address(rec, now, cache_argument, cache);
}
