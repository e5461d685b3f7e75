/*
 * Bytes as a list of ops: each op, its arguments and the names it speaks of are drawn from the op
 * table, so most lists are taken and the model itself is what runs.  After every op the invariants
 * must hold; at the end time is walked back to before the first op and forward again, and every
 * digest met on the way out must be met on the way home.
 */
#include "request.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scenario/ops.h"

#define MAX_OPS 24
#define WORKLOAD_MAX 200	/* of a count: a run of hundreds of thousands is for the bench */

/* The first byte chooses the allocator of objects; each of them starts with the kernel. */
static const char *const allocators[] = { "slab", "slub", "slob" };

static const char start[] =
	"{\"verb\":\"load\",\"scenario\":\"{\\\"format\\\": 1, \\\"title\\\": {\\\"en\\\": \\\"t\\\", "
	"\\\"zh\\\": \\\"t\\\"}, \\\"machine\\\": {\\\"arch\\\": \\\"x86_64\\\", \\\"ram\\\": "
	"\\\"32M\\\", \\\"cpus\\\": 2, \\\"slab\\\": \\\"%s\\\"}, \\\"ops\\\": [{\\\"op\\\": \\\"boot\\\"}, {\\\"op\\\": \\\"spawn\\\", "
	"\\\"as\\\": \\\"A\\\"}]}\"}";

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
	switch (take(b) % 6) {
	case 0: return arg->min;
	case 1: return max;
	case 2: return arg->min + (span >= 4096 ? 4096 : span);
	case 3: return arg->min + take(b) % (span < 255 ? span + 1 : 255);
	case 4: return arg->min + take_wide(b) % (span < (1 << 20) ? span + 1 : 1 << 20);
	default: return span == UINT64_MAX ? take_wide(b) : arg->min + take_wide(b) % (span + 1);
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

	fprintf(to, "{\"verb\":\"append\",\"op\":{\"op\":\"%s\"", type->name);
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
	fprintf(to, "}}");
	return type;
}

struct stop {
	uint64_t step, digest;
};

/* Asks for the invariants and the digest at the last step. */
static struct stop rest(struct pw_session *s, const char *after)
{
	struct stop stop;

	askf(s, "{\"verb\":\"digest\"}");
	stop.step = answer_number("steps", 0);
	if (!askf(s, "{\"verb\":\"check\",\"at\":%" PRIu64 "}", stop.step) ||
	    !answer_holds("\"held\":true")) {
		fprintf(stderr, "ERROR: an invariant broke after %s\n", after);
		answer_print();
		abort();
	}
	stop.digest = answer_number("digest", 0);
	return stop;
}

static void return_to(struct pw_session *s, const struct stop *stop)
{
	if (!askf(s, "{\"verb\":\"digest\",\"at\":%" PRIu64 "}", stop->step) ||
	    answer_number("digest", 0) != stop->digest) {
		fprintf(stderr, "ERROR: step %" PRIu64 " is not what it was (0x%" PRIx64 ")\n",
			stop->step, stop->digest);
		answer_print();
		abort();
	}
}

static void run(struct pw_session *s, struct bytes *b)
{
	struct stop stops[MAX_OPS + 1];
	unsigned int nr_stops = 0;
	char request[4096];

	stops[nr_stops++] = rest(s, "boot and spawn");
	for (unsigned int i = 0; i < MAX_OPS && b->at < b->end; i++) {
		FILE *to = fmemopen(request, sizeof(request), "w");
		const struct op_type *type = print_op(to, b, i);

		fclose(to);
		if (!ask(s, request, strlen(request)))
			continue;
		if (type->result != BIND_NONE) {
			names[nr_names].kind = type->result;
			names[nr_names++].number = i;
		}
		stops[nr_stops++] = rest(s, request);
	}
	for (unsigned int i = nr_stops; i-- > 0;)
		return_to(s, &stops[i]);
	askf(s, "{\"verb\":\"digest\",\"at\":0}");
	return_to(s, &stops[nr_stops - 1]);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
	static const struct pw_limits limits = { .history_bytes = 4 << 20, .arena_bytes = 128 << 20 };
	struct pw_session *s = pw_open(&limits);
	struct bytes b = { data, data + bytes };

	if (!s)
		return 0;
	nr_names = 0;
	if (!askf(s, start, allocators[take(&b) % 3])) {
		fprintf(stderr, "ERROR: the fuzzer's own scenario is refused\n");
		answer_print();
		abort();
	}
	run(s, &b);
	pw_close(s);
	return 0;
}
