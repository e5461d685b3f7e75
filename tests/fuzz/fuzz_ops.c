/*
 * Bytes as a list of ops: each op, its arguments and the names it speaks of are drawn from the op
 * table, so most lists are taken and the model itself is what runs.
 *
 * A machine boots once and serves all inputs: what an input did is undone and forgotten, and that must
 * lead back to the booted machine.  What takes longer than the ops is done for one input in so many:
 * the invariants must hold at the end; and time is walked home and out again, and every digest met on
 * the way out must be met then.
 */
#include "request.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "check/check.h"
#include "scenario/session.h"

#define MAX_OPS 12
#define CHECK_ONE_IN 8
#define WALK_ONE_IN 4
#define WORKLOAD_MAX 32	/* of a count: a run of hundreds of thousands is for the bench */

/* The first byte chooses the machine. */
static const struct {
	const char *machine;
	bool user_space;
} kinds[] = {
	{ "'arch':'x86_64','ram':'32M','cpus':2,'slab':'slab'", true },
	{ "'arch':'x86_64','ram':'32M','cpus':2,'slab':'slub'", true },
	{ "'arch':'x86_64','ram':'32M','slab':'slob'", true },
	{ "'arch':'i386','ram':'32M','cmdline':'highmem=16M','slab':'slub'", false },
	{ "'arch':'arm','ram':'32M','cmdline':'cma=8M','slab':'slab'", false },
	{ "'arch':'arm-lpae','ram':'32M','slab':'slub'", false },
	{ "'arch':'arm64','ram':'64M','cmdline':'cma=8M','slab':'slab'", false },
};

#define NR_KINDS (sizeof(kinds) / sizeof(kinds[0]))

static struct booted {
	struct story story;
	u32 nr_ops, slices;
	u64 steps, digest;
} machines[NR_KINDS];

struct bytes {
	const uint8_t *at, *end;
};

static uint32_t take(struct bytes *b)
{
	return b->at < b->end ? *b->at++ : 0;
}

static uint64_t take_wide(struct bytes *b)
{
	uint64_t value = 0;

	for (int i = 0; i < 6; i++)
		value = value << 8 | take(b);
	return value;
}

/* The names that accepted ops have given to their results. */
static struct {
	enum binding_kind kind;
	unsigned int number;
} names[MAX_OPS];
static unsigned int nr_names;

/* A name of one of two kinds that is known, else -1. */
static int pick_name(struct bytes *b, enum binding_kind kind, enum binding_kind other)
{
	unsigned int from = take(b);

	for (unsigned int i = 0; i < nr_names; i++) {
		unsigned int n = (from + i) % nr_names;

		if (names[n].kind == kind || names[n].kind == other)
			return (int)names[n].number;
	}
	return -1;
}

static uint64_t draw_number(struct bytes *b, const struct op_arg *arg)
{
	uint64_t max = arg->max, span;

	if (!strcmp(arg->name, "count") && max > WORKLOAD_MAX)
		max = WORKLOAD_MAX;
	span = max - arg->min;
	switch (take(b) % 16) {
	case 0: return max;
	case 1: case 2: return arg->min;
	case 3: case 4: return arg->min + (span >= 4096 ? 4096 : span);
	case 5: return span == UINT64_MAX ? take_wide(b) : arg->min + take_wide(b) % (span + 1);
	case 6: case 7: case 8: return arg->min + take_wide(b) % (span < 1 << 16 ? span + 1 : 1 << 16);
	default: return arg->min + take(b) % (span < 255 ? span + 1 : 255);
	}
}

static void print_task(FILE *to, struct bytes *b)
{
	int n = pick_name(b, BIND_TASK, BIND_TASK);

	if (n < 0 || take(b) % 3 == 0)
		fprintf(to, "\"A\"");
	else
		fprintf(to, "\"n%d\"", n);
}

static void print_address(FILE *to, struct bytes *b, bool object)
{
	int n = object ? pick_name(b, BIND_OBJECT, BIND_OBJECT) : pick_name(b, BIND_BLOCK, BIND_MAP);

	if (n < 0 || take(b) % 8 == 0)
		fprintf(to, "\"0x%" PRIx64 "\"", take_wide(b) << (take(b) % 17));
	else if (object ? take(b) % 8 : take(b) % 2)
		fprintf(to, "\"n%d\"", n);
	else
		fprintf(to, "\"n%d+0x%x\"", n, take(b) << (take(b) % 14));
}

static void print_argument(FILE *to, struct bytes *b, const struct op_arg *arg)
{
	fprintf(to, ",\"%s\":", arg->name);
	switch (arg->type) {
	case ARG_U64:
		fprintf(to, "\"0x%" PRIx64 "\"", draw_number(b, arg));
		break;
	case ARG_ADDRESS:
		print_address(to, b, !strcmp(arg->name, "object"));
		break;
	case ARG_TASK:
		print_task(to, b);
		break;
	case ARG_PAGES:
		fprintf(to, "\"n%d\"", pick_name(b, BIND_PAGES, BIND_PAGES));
		break;
	case ARG_CACHE:
		fprintf(to, "\"n%d\"", pick_name(b, BIND_CACHE, BIND_CACHE));
		break;
	case ARG_CHOICE:
		fprintf(to, "\"%s\"", arg->choices[take(b) % arg->nr_choices]);
		break;
	default:
		fprintf(to, "\"w%u\"", take(b));
	}
}

static const struct op_type *print_op(FILE *to, struct bytes *b, unsigned int number)
{
	const struct op_type *type = &op_types[take(b) % nr_op_types];

	fprintf(to, "{\"op\":\"%s\"", type->name);
	if (type->result != BIND_NONE)
		fprintf(to, ",\"as\":\"n%u\"", number);
	for (uint32_t i = 0; i < type->nr_args; i++) {
		if (type->args[i].required || take(b) % 2)
			print_argument(to, b, &type->args[i]);
	}
	if (type->in_task && take(b) % 4 == 0) {
		fprintf(to, ",\"task\":");
		print_task(to, b);
	}
	fprintf(to, "}");
	return type;
}

static void quoted(char *to, const char *from)
{
	do
		*to++ = *from == '\'' ? '"' : *from;
	while (*from++);
}

/* The note ends where the input begins: going back there need not trace a whole boot. */
static void power_on(struct booted *m, unsigned int kind)
{
	static const struct session_limits limits = { 4 << 20, 128 << 20 };
	struct pw_error error;
	char text[1024], json[1024];

	snprintf(text, sizeof(text), "{'format':1,'title':{'en':'t','zh':'t'},'machine':{%s},'ops':"
		 "[{'op':'boot'}%s,{'op':'note'}]}", kinds[kind].machine,
		 kinds[kind].user_space ? ",{'op':'spawn','as':'A'}" : "");
	quoted(json, text);
	if (story_load(&m->story, json, strlen(json), &limits, &error)) {
		fprintf(stderr, "ERROR: the fuzzer's own scenario is refused: %s\n", error.message[0]);
		abort();
	}
	m->nr_ops = m->story.scenario->nr_ops;
	m->slices = history_slices(m->story.history);
	m->steps = history_steps(m->story.history);
	m->digest = history_digest(m->story.history);
}

struct stop {
	u64 step, digest;
	char after[1024];	/* the op that led here */
};

static struct stop stops[MAX_OPS + 1];
static unsigned int nr_stops;

static void stop_here(struct history *h, const char *after)
{
	struct stop *stop = &stops[nr_stops++];

	stop->step = history_steps(h);
	stop->digest = history_digest(h);
	snprintf(stop->after, sizeof(stop->after), "%s", after);
}

static void return_to(struct history *h, const struct stop *stop)
{
	history_seek(h, stop->step);
	if (history_digest(h) == stop->digest)
		return;
	fprintf(stderr, "ERROR: step %" PRIu64 " (after %s) is not what it was (0x%" PRIx64 ")\n",
		stop->step, stop->after, stop->digest);
	abort();
}

static bool holds(const struct machine *m, struct check_report *r)
{
	*r = (struct check_report){ .ok = true };
	for (u32 i = 0; i < nr_checkers && r->ok; i++)
		checkers[i].run(m, r);
	return r->ok;
}

/* Which op broke it?  The first after which it does not hold. */
static void blame(struct booted *m)
{
	struct check_report r;

	for (unsigned int i = 0; i < nr_stops; i++) {
		return_to(m->story.history, &stops[i]);
		if (!holds(m->story.m, &r)) {
			fprintf(stderr, "ERROR: %s\nERROR: an invariant broke after %s\n", r.text[0],
				stops[i].after);
			break;
		}
	}
	abort();
}

static void run(struct booted *m, struct bytes *b)
{
	struct pw_error error;
	char text[1024];

	for (unsigned int i = 0; i < MAX_OPS && b->at < b->end; i++) {
		FILE *to = fmemopen(text, sizeof(text), "w");
		const struct op_type *type = print_op(to, b, i);

		fclose(to);
		memset(&error, 0, sizeof(error));
		if (story_append(&m->story, text, strlen(text), &error)) {
			if (!error.kind || !error.message[0][0] || !error.message[1][0])
				abort();	/* refused without a word */
			continue;
		}
		if (type->result != BIND_NONE) {
			names[nr_names].kind = type->result;
			names[nr_names++].number = i;
		}
		stop_here(m->story.history, text);
	}
}

/* Home by way of every op, out again, into the middle of the last op, and home for good. */
static void walk(struct booted *m)
{
	struct history *h = m->story.history;
	const struct stop *last = &stops[nr_stops - 1];
	u64 middle, digest;

	for (unsigned int i = nr_stops; i-- > 0;)
		return_to(h, &stops[i]);
	return_to(h, last);
	middle = nr_stops > 1 ? (stops[nr_stops - 2].step + last->step) / 2 : m->steps;
	history_seek(h, middle);
	digest = history_digest(h);
	return_to(h, &stops[0]);
	history_seek(h, middle);
	if (history_digest(h) != digest) {
		fprintf(stderr, "ERROR: the middle of %s differs from both sides\n", last->after);
		abort();
	}
}

static void forget(struct booted *m)
{
	history_seek(m->story.history, m->steps);
	history_truncate(m->story.history, m->slices);
	while (m->story.scenario->nr_ops > m->nr_ops)
		scenario_drop_last(m->story.scenario);
	if (history_digest(m->story.history) == m->digest && history_steps(m->story.history) == m->steps)
		return;
	fprintf(stderr, "ERROR: the booted machine is not what it was\n");
	abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
	struct bytes b = { data, data + bytes };
	unsigned int kind = take(&b) % NR_KINDS;
	struct booted *m = &machines[kind];
	struct check_report r;

	if (!m->story.m)
		power_on(m, kind);
	nr_names = nr_stops = 0;
	stop_here(m->story.history, "boot");
	run(m, &b);
	if (hash_of(data, bytes) % CHECK_ONE_IN == 0 && !holds(m->story.m, &r))
		blame(m);
	if (hash_of(data, bytes) / CHECK_ONE_IN % WALK_ONE_IN == 0)
		walk(m);
	forget(m);
	return 0;
}
