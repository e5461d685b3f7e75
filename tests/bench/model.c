/* The model on the same trace: bulk, with its journal, undone, and traced step by step. */
#include <stdio.h>
#include <stdlib.h>

#include "bench.h"
#include "init/main.h"
#include "machine/history_internal.h"
#include "mm/gfp.h"
#include "mm/page_alloc.h"

#define HISTORY_BYTES (512ull << 20)

/* Slot i's block; a slice frees or fills it, so the blocks must be part of the machine's state. */
static void run_op(void *context, struct machine *m, u32 op, u32 iteration)
{
	const struct bench_op *o = (const struct bench_op *)context + iteration;
	const struct work_slot *slot = work_slot_at(m, o->slot);

	(void)op;
	if (o->order == 0xff) {
		__free_pages(m, slot->pfn, slot->order);
		return;
	}
	*edit_work_slot(m, slot) = (struct work_slot){
		.pfn = alloc_pages(m, GFP_KERNEL, o->order), .order = o->order,
	};
}

static struct machine *boot(void)
{
	const char *error;
	struct boot_params p;
	struct machine_config c = { .nr_cpus = 1, .max_contents = 1024 };
	struct machine *m;

	boot_params_default(&p, (u64)BENCH_PAGES << 12);
	c.max_pfn = e820_max_pfn(&p);
	m = machine_create(&c, &error);
	if (!m || start_kernel(m, &p)) {
		fprintf(stderr, "bench: no machine: %s\n", error);
		exit(1);
	}
	return m;
}

static struct history *open_history(struct machine *m, u64 cap)
{
	union { const struct bench_op *read; void *context; } ops = { .read = bench_trace() };
	struct history *h = history_create(m, cap, run_op, ops.context);

	/* The boot ran outside history, so checkpoint 0 is not power off: keep what it left. */
	for (u32 chunk = 0; chunk < m->arena_bytes >> CHUNK_SHIFT; chunk++)
		mark_chunk(h, chunk);
	checkpoint_take(h);
	return h;
}

static double time_bulk(void)
{
	struct machine *m = boot();
	const struct bench_op *ops = bench_trace();
	union { const struct bench_op *read; void *context; } context = { .read = ops };
	double begin;

	m->journaling = false;
	begin = bench_seconds();
	for (u32 i = 0; i < BENCH_OPS; i++)
		run_op(context.context, m, 0, i);
	begin = bench_seconds() - begin;
	machine_destroy(m);
	return begin;
}

static void time_history(struct model_times *t)
{
	struct machine *m = boot();
	struct history *h = open_history(m, HISTORY_BYTES);
	double begin;
	u64 bytes;

	for (u32 i = 0; i < BENCH_OPS; i++)	/* a first lap: the ring's memory is touched */
		history_run(h, 0, i);
	history_truncate(h, 0);
	begin = bench_seconds();
	for (u32 i = 0; i < BENCH_OPS; i++)
		history_run(h, 0, i);
	t->journal = bench_seconds() - begin;
	bytes = (h->ring.end - h->slices[0].position) * sizeof(struct grain_record);
	t->bytes_per_step = (double)(bytes + h->nr_slices * sizeof(struct slice)) /
			    (double)history_steps(h);
	t->steps_per_op = (double)history_steps(h) / BENCH_OPS;
	begin = bench_seconds();
	for (u32 i = BENCH_OPS; i--;)
		goto_slice(h, i);
	t->undo = bench_seconds() - begin;
	begin = bench_seconds();
	for (u32 i = 0; i < BENCH_OPS; i++)
		record_slice(h, i);
	t->trace = bench_seconds() - begin;
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
	struct machine *m = boot();
	struct history *h = open_history(m, HISTORY_BYTES);
	u64 target = 0, rng = 99;

	for (u32 i = 0; history_steps(h) < steps; i++)
		history_run(h, 0, i % BENCH_OPS);
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
	h->fine.slice = ~0u;
	*run_ms = bench_seconds();
	record_slice(h, history_slice_of(h, target));
	*run_ms = (bench_seconds() - *run_ms) * 1e3;
	history_destroy(h);
	machine_destroy(m);
}
