/* Shared by the benches: the trace of allocations, the clock, the table of results. */
#ifndef BENCH_H
#define BENCH_H

#include <stdbool.h>
#include <stdint.h>

#define BENCH_PAGES 262144u	/* 1 GiB */
#define BENCH_OPS 1000000u
#define BENCH_LIVE 65536u	/* slots: a random slot is freed if taken, else filled */

/* One op: slot gets a block of `order`, or gives it back (order 0xff). */
struct bench_op {
	uint16_t slot;
	uint8_t order;
};

/* The same deterministic trace for everybody; 7 of 10 blocks are single pages. */
const struct bench_op *bench_trace(void);

/* This thread's own time on its cpu: waiting for the neighbours is not counted. */
double bench_seconds(void);

/* Adds a row; goal 0: no goal, else value <= goal is wanted. */
void bench_report(const char *name, double value, const char *unit, double goal);

/* seconds for the whole trace, best of several runs */
double textbook_run(void);
struct model_times {
	double bulk, journal, undo, trace;
	double bytes_per_step, steps_per_op;
};
struct model_times model_run(void);
/* Seconds of an alloc and a free of 256 bytes; and of one of the two, at random over many objects. */
struct slab_times {
	double pair, mixed, malloc_pair, malloc_mixed;
};
struct slab_times slab_run(void);
/* Milliseconds of a worst-case seek in a history of `steps` steps, and of one run of its slice. */
void model_seek(uint64_t steps, double *seek_ms, double *run_ms);
/* Seconds to find one of so many areas, and for a vmap() with its vunmap() beside them. */
double vmalloc_find_run(uint32_t areas);
double vmalloc_pair_run(uint32_t areas);

/* Boot 1 GiB and make the first `ops` of the trace, for a counter of instructions. */
void model_count(uint32_t ops, bool journal);
/* Bytes of the machine's state for one page more: all tables that grow with the memory. */
double model_bytes_per_page(void);
/* Seconds to power on and boot this much memory, with a history. */
double model_boot(uint64_t bytes);

#endif
