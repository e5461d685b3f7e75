/*
 * pagewalk-bench [--json] [PART...]: the model's speed as ratios inside one run; PART: see parts[].
 * pagewalk-bench --ops N, --journal N: boots and makes N operations, in bulk or with their journal,
 * for a counter of instructions; says nothing.
 *
 * Absolute times depend on the machine and its neighbours, so every figure with a goal is a ratio of
 * two best times of interleaved runs.  `./dev bench` builds and runs it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "bench.h"

#define ROUNDS 5

static bool json;
static int rows;

double bench_seconds(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (double)t.tv_sec + (double)t.tv_nsec * 1e-9;
}

void bench_report(const char *name, double value, const char *unit, double goal)
{
	if (json)
		printf("%s\n  {\"name\": \"%s\", \"value\": %.4g, \"unit\": \"%s\", \"goal\": %.4g}",
		       rows++ ? "," : "", name, value, unit, goal);
	else if (goal > 0)
		printf("%-34s %10.3f %-10s goal <= %-6g %s\n", name, value, unit, goal,
		       value <= goal ? "met" : "MISSED");
	else
		printf("%-34s %10.3f %s\n", name, value, unit);
}

/* Other work on the machine only ever adds to a time. */
static double best(const double *values)
{
	double least = values[0];

	for (int i = 1; i < ROUNDS; i++)
		least = values[i] < least ? values[i] : least;
	return least;
}

static void report_allocator(void)
{
	double textbook[ROUNDS], bulk[ROUNDS], journal[ROUNDS], undo[ROUNDS], trace[ROUNDS];
	struct model_times t = { 0 };
	double base, slow;

	for (int i = 0; i < ROUNDS; i++) {
		textbook[i] = textbook_run();
		t = model_run();
		bulk[i] = t.bulk;
		journal[i] = t.journal;
		undo[i] = t.undo;
		trace[i] = t.trace;
	}
	base = best(bulk);
	slow = best(journal);
	bench_report("textbook buddy", best(textbook) / BENCH_OPS * 1e9, "ns/op", 0);
	bench_report("model, bulk", base / BENCH_OPS * 1e9, "ns/op", 0);
	bench_report("steps of an op", t.steps_per_op, "steps", 0);
	bench_report("bulk / textbook", base / best(textbook), "ratio", 2.0);
	bench_report("journal / bulk", slow / base, "ratio", 2.5);
	bench_report("full trace / bulk", best(trace) / base, "ratio", 8.0);
	bench_report("undo / journal forward", best(undo) / slow, "ratio", 1.0);
	bench_report("history", t.bytes_per_step, "bytes/step", 0);
}

static void report_slab(void)
{
	double pair[ROUNDS], mixed[ROUNDS], malloc_pair[ROUNDS], malloc_mixed[ROUNDS];

	for (int i = 0; i < ROUNDS; i++) {
		struct slab_times t = slab_run();

		pair[i] = t.pair;
		mixed[i] = t.mixed;
		malloc_pair[i] = t.malloc_pair;
		malloc_mixed[i] = t.malloc_mixed;
	}
	bench_report("kmem_cache_alloc+free, 256 B", best(pair) * 1e9, "ns/pair", 30);
	bench_report("the same over malloc", best(malloc_pair) * 1e9, "ns/pair", 0);
	bench_report("slab pair / malloc pair", best(pair) / best(malloc_pair), "ratio", 1.0);
	bench_report("slab, 4,096 held at random", best(mixed) * 1e9, "ns/op", 0);
	bench_report("slab random / malloc random", best(mixed) / best(malloc_mixed), "ratio", 2.0);
}

static void report_seek(void)
{
	double seek_ms, run_ms;

	model_seek(10000000, &seek_ms, &run_ms);
	bench_report("seek in 10 million steps, worst", seek_ms, "ms", 10.0 + run_ms);
	bench_report("one traced run of its op", run_ms, "ms", 0);
}

static void report_vmalloc(void)
{
	double find_few[ROUNDS], find_many[ROUNDS], pair_few[ROUNDS], pair_many[ROUNDS];

	for (int i = 0; i < ROUNDS; i++) {
		find_few[i] = vmalloc_find_run(100);
		find_many[i] = vmalloc_find_run(10000);
		pair_few[i] = vmalloc_pair_run(100);
		pair_many[i] = vmalloc_pair_run(10000);
	}
	bench_report("find_vmap_area, 10,000 areas", best(find_many) * 1e9, "ns", 0);
	bench_report("the same / with 100 areas", best(find_many) / best(find_few), "ratio", 6.0);
	bench_report("vmap + vunmap, 10,000 areas", best(pair_many) * 1e9, "ns", 0);
	bench_report("the same / with 100 areas", best(pair_many) / best(pair_few), "ratio", 2.0);
}

static void report_machine(void)
{
	double boots[ROUNDS];

	bench_report("metadata", model_bytes_per_page(), "bytes/page", 48);
	for (int i = 0; i < ROUNDS; i++)
		boots[i] = model_boot(16ull << 30);
	bench_report("boot of 16 GiB", best(boots) * 1e3, "ms", 300);
}

static const struct {
	const char *name;
	void (*report)(void);
} parts[] = {
	{ "allocator", report_allocator }, { "slab", report_slab }, { "seek", report_seek },
	{ "vmalloc", report_vmalloc }, { "boot", report_machine },
};

static bool wanted(const char *part, int argc, char **argv)
{
	bool any = false, found = false;

	for (int i = 1; i < argc; i++) {
		any |= argv[i][0] != '-';
		found |= strcmp(argv[i], part) == 0;
	}
	return found || !any;
}

int main(int argc, char **argv)
{
	bool bulk = argc == 3 && strcmp(argv[1], "--ops") == 0;

	if (bulk || (argc == 3 && strcmp(argv[1], "--journal") == 0)) {
		model_count((uint32_t)atoi(argv[2]), !bulk);
		return 0;
	}
	json = argc > 1 && strcmp(argv[1], "--json") == 0;
	if (json)
		printf("[");
	for (size_t i = 0; i < sizeof(parts) / sizeof(parts[0]); i++)
		if (wanted(parts[i].name, argc, argv))
			parts[i].report();
	if (json)
		printf("\n]\n");
	return 0;
}
