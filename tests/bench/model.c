/* The model on the same trace: bulk, with its journal, undone, and traced step by step. */
#include <stdio.h>
#include <stdlib.h>

#include "bench.h"
#include "init/main.h"
#include "machine/history_internal.h"
#include "mm/gfp.h"
#include "mm/page_alloc.h"

#define HISTORY_BYTES (64ull << 20)	/* what a session has by default */
#define SEEK_BYTES (512ull << 20)	/* 10 MB a checkpoint at 1 GiB: room for fifty */
#define UNDO_OPS 50000u			/* as many as the ring holds */

/* Slot i's block; a slice frees or fills it, so the blocks must be part of the machine's state. */
static inline void run_trace_op(struct machine *m, const struct bench_op *o)
{
	const struct work_slot *slot = work_slot_at(m, o->slot);

	if (o->order == 0xff) {
		__free_pages(m, slot->pfn, slot->order);
		return;
	}
	*edit_work_slot(m, slot) = (struct work_slot){
		.pfn = alloc_pages(m, GFP_KERNEL, o->order), .order = o->order,
	};
}

#define BENCH_RAM ((u64)BENCH_PAGES << 12)

enum { OP_BOOT, OP_TRACE };

static struct boot_params boot_params;
static const struct bench_op *trace;

static void run_slice(void *context, struct machine *m, u32 op, u32 iteration)
{
	if (op == OP_TRACE)
		run_trace_op(m, trace + iteration);
	else if (start_kernel(m, &boot_params))
		exit(1);
}

static struct machine *power_on(u64 ram)
{
	const char *error;
	struct machine_config c = { .nr_cpus = 1, .max_contents = 1024 };
	struct machine *m;

	trace = bench_trace();
	boot_params_default(&boot_params, ram);
	c.max_pfn = e820_max_pfn(&boot_params);
	m = machine_create(&c, &error);
	if (!m) {
		fprintf(stderr, "bench: no machine: %s\n", error);
		exit(1);
	}
	return m;
}

static struct history *boot(struct machine *m, u64 cap_bytes)
{
	struct history *h = history_create(m, cap_bytes, run_slice, NULL);

	history_run(h, OP_BOOT, 0);
	return h;
}

/* Without a history the slots lie outside of the machine, as the textbook's do. */
static void run_bulk(struct machine *m, u32 nr)
{
	static pfn_t block[BENCH_LIVE];
	static u8 order[BENCH_LIVE];
	const struct bench_op *ops = bench_trace();

	for (u32 i = 0; i < nr; i++) {
		u16 slot = ops[i].slot;

		if (ops[i].order == 0xff) {
			__free_pages(m, block[slot], order[slot]);
		} else {
			order[slot] = ops[i].order;
			block[slot] = alloc_pages(m, GFP_KERNEL, order[slot]);
		}
	}
}

static double time_bulk(void)
{
	struct machine *m = power_on(BENCH_RAM);
	double begin;

	run_slice(NULL, m, OP_BOOT, 0);
	begin = bench_seconds();
	run_bulk(m, BENCH_OPS);
	begin = bench_seconds() - begin;
	machine_destroy(m);
	return begin;
}

static void time_history(struct model_times *t)
{
	struct machine *m = power_on(BENCH_RAM);
	struct history *h = boot(m, HISTORY_BYTES);
	double begin;
	u64 bytes;

	for (u32 i = 0; i < BENCH_OPS; i++)	/* a first lap: the ring's memory is touched */
		history_run(h, OP_TRACE, i);
	history_truncate(h, 1);
	begin = bench_seconds();
	for (u32 i = 0; i < BENCH_OPS; i++)
		history_run(h, OP_TRACE, i);
	t->journal = bench_seconds() - begin;
	bytes = (h->ring.end - h->slices[1].position) * sizeof(struct grain_record);
	t->bytes_per_step = (double)(bytes + (u64)BENCH_OPS * sizeof(struct slice)) /
			    (double)(history_steps(h) - h->slices[1].first_step);
	t->steps_per_op = (double)(history_steps(h) - h->slices[1].first_step) / BENCH_OPS;
	begin = bench_seconds();
	for (u32 i = 1; i <= UNDO_OPS; i++)
		goto_slice(h, h->nr_slices - i);
	t->undo = (bench_seconds() - begin) * BENCH_OPS / UNDO_OPS;
	begin = bench_seconds();
	for (u32 i = UNDO_OPS; i; i--)
		record_slice(h, h->nr_slices - i);
	t->trace = (bench_seconds() - begin) * BENCH_OPS / UNDO_OPS;
	history_destroy(h);
	machine_destroy(m);
}

struct model_times model_run(void)
{
	struct model_times t = { .bulk = time_bulk() };

	time_history(&t);
	return t;
}

void model_seek(uint64_t steps, double *seek_ms, double *run_ms)
{
	struct machine *m = power_on(BENCH_RAM);
	struct history *h = boot(m, SEEK_BYTES);
	u64 target = 0, rng = 99;

	for (u32 i = 0; history_steps(h) < steps; i++)
		history_run(h, OP_TRACE, i % BENCH_OPS);
	*seek_ms = 0;
	for (u32 i = 0; i < 30; i++) {
		double begin = bench_seconds(), took;

		rng = rng * 6364136223846793005ull + 1442695040888963407ull;
		target = 1 + (rng >> 20) % history_steps(h);
		history_seek(h, target);
		took = (bench_seconds() - begin) * 1e3;
		if (took > *seek_ms)
			*seek_ms = took;
	}
	goto_slice(h, history_slice_of(h, target));
	*run_ms = bench_seconds();
	record_slice(h, history_slice_of(h, target));
	*run_ms = (bench_seconds() - *run_ms) * 1e3;
	history_destroy(h);
	machine_destroy(m);
}

void model_count(uint32_t ops, bool journal)
{
	struct machine *m = power_on(BENCH_RAM);
	struct history *h = journal ? boot(m, HISTORY_BYTES) : NULL;

	if (!journal) {
		run_slice(NULL, m, OP_BOOT, 0);
		run_bulk(m, ops);
	}
	for (u32 i = 0; journal && i < ops; i++)
		history_run(h, OP_TRACE, i);
	history_destroy(h);
	machine_destroy(m);
}

double model_bytes_per_page(void)
{
	struct machine *small = power_on(BENCH_RAM), *large = power_on(2 * BENCH_RAM);
	double bytes = (double)(large->arena_bytes - small->arena_bytes) /
		       (large->config.max_pfn - small->config.max_pfn);

	machine_destroy(small);
	machine_destroy(large);
	return bytes;
}

double model_boot(uint64_t bytes)
{
	double begin = bench_seconds();
	struct machine *m = power_on(bytes);
	struct history *h = boot(m, HISTORY_BYTES);

	begin = bench_seconds() - begin;
	history_destroy(h);
	machine_destroy(m);
	return begin;
}
