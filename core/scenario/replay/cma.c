/*
 * Recordings of a CMA area under debugfs (mm/cma_debug.c): pages asked for and given back, one write a
 * line, with the area's bitmap after each.
 *
 * The recorded machine went on living meanwhile: its processes borrowed free pages of the area, and
 * what stood in the way was moved.  So nr_free_cma_all_zones is not compared; the bitmap, which only
 * these writes change, is.
 */
#include <stdlib.h>
#include <string.h>

#include "init/main.h"
#include "lib/bitmap.h"
#include "mm/cma.h"
#include "scenario/replay/replay.h"

#define CHUNKS_MAX 1024

/* What is allocated, newest last, as cma_debug's list keeps it. */
struct cma_replay {
	struct machine *m;
	u32 nr_chunks;
	struct {
		pfn_t pfn;
		u32 pages;
	} chunks[CHUNKS_MAX];
};

static void boot_area(struct replay *r, struct cma_replay *c, const cJSON *record)
{
	const char *ram, *append;
	struct boot_params p;

	if (!modelled_machine(r, record))
		return;
	ram = rec_string(r, record, "ram");
	append = rec_string(r, record, "append");
	if (r->failed)
		return;
	if (boot_params_for(&p, r->arch, rec_ram_bytes(ram)) ||
	    strlen(p.cmdline) + 1 + strlen(append) >= sizeof(p.cmdline)) {
		refuse_item(r, record, "no machine can be booted with this RAM and command line",
			    "这样的内存大小和命令行无法引导机器");
		return;
	}
	strcat(strcat(p.cmdline, " "), append);
	c->m = replay_machine(r, boot_max_pfn(&p), 1);
	if (c->m && start_kernel(c->m, &p))
		refuse_item(r, record, "this machine does not boot", "这台机器无法引导");
	if (r->failed)
		return;
	predict(r, cma_at(c->m, 0)->base_pfn, rec_s64(r, record, "base_pfn"), "base_pfn");
	predict(r, cma_at(c->m, 0)->count, rec_s64(r, record, "count"), "count");
	predict(r, cma_at(c->m, 0)->order_per_bit, rec_s64(r, record, "order_per_bit"),
		"order_per_bit");
}

static bool write_alloc(struct cma_replay *c, u32 pages)
{
	pfn_t pfn = c->nr_chunks < CHUNKS_MAX ? cma_alloc(c->m, 0, pages, 0) : PFN_NONE;

	if (pfn == PFN_NONE)
		return false;
	c->chunks[c->nr_chunks].pfn = pfn;
	c->chunks[c->nr_chunks++].pages = pages;
	return true;
}

/* The newest goes first; of the last one, its beginning. */
static bool write_free(struct cma_replay *c, u32 pages)
{
	while (pages && c->nr_chunks) {
		pfn_t pfn = c->chunks[c->nr_chunks - 1].pfn;
		u32 n = min_t(u32, pages, c->chunks[c->nr_chunks - 1].pages);

		cma_release(c->m, 0, pfn, n);
		pages -= n;
		c->chunks[c->nr_chunks - 1].pfn += n;
		c->chunks[c->nr_chunks - 1].pages -= n;
		if (!c->chunks[c->nr_chunks - 1].pages)
			c->nr_chunks--;
	}
	return true;
}

struct run {
	u32 start, length;
};

/* The run of set (or clear) bits at or after `from`; length 0: there is none. */
static struct run next_run(const struct machine *m, u32 from, bool set)
{
	const struct cma *cma = cma_at(m, 0);
	const u64 *bitmap = &cma_bitmap_at(m, cma->bitmap)->word;
	struct run run = { from, 0 };

	while (run.start < cma->count && test_bit(bitmap, run.start) != set)
		run.start++;
	while (run.start + run.length < cma->count && test_bit(bitmap, run.start + run.length) == set)
		run.length++;
	return run;
}

static u32 maxchunk(const struct machine *m)
{
	u32 most = 0;

	for (struct run run = next_run(m, 0, false); run.length;
	     run = next_run(m, run.start + run.length, false))
		most = max_t(u32, most, run.length);
	return most;
}

static void predict_runs(struct replay *r, const struct machine *m, const cJSON *runs)
{
	struct run run = next_run(m, 0, true);
	const cJSON *item;
	u32 i = 0;

	cJSON_ArrayForEach(item, runs) {
		predict(r, run.start, rec_s64(r, rec_item(r, item, 0), NULL), "run %u begins", i);
		predict(r, run.length, rec_s64(r, rec_item(r, item, 1), NULL), "run %u pages", i++);
		run = next_run(m, run.start + run.length, true);
	}
	predict(r, run.length, 0, "runs after the last");
}

static void apply_write(struct replay *r, struct cma_replay *c, const cJSON *record)
{
	const char *op = rec_string(r, record, "op");
	u32 pages = strcmp(op, "init") ? rec_u32(r, record, "pages", RECORDING_MAX_PFN) : 0;
	bool done = true;

	if (r->failed)
		return;
	if (strcmp(op, "alloc") == 0)
		done = write_alloc(c, pages);
	else if (strcmp(op, "free") == 0)
		done = write_free(c, pages);
	else if (strcmp(op, "init") != 0)
		refuse_item(r, optional(record, "op"), "no operation is called \"%s\"",
			    "没有叫“%s”的操作", clip(op).text);
	if (!r->failed && optional(record, "write_rc"))
		predict(r, !done, rec_s64(r, record, "write_rc"), "%s %u: write_rc", op, pages);
}

static void replay_record(struct replay *r, const cJSON *record, void *context)
{
	struct cma_replay *c = context;

	if (!c->m) {
		boot_area(r, c, record);
		return;
	}
	apply_write(r, c, record);
	if (r->failed)
		return;
	predict(r, cma_used(c->m, 0), rec_s64(r, record, "used"), "used");
	predict(r, maxchunk(c->m), rec_s64(r, record, "maxchunk"), "maxchunk");
	predict_runs(r, c->m, rec_array(r, record, "allocated_runs"));
}

void replay_cma(struct replay *r, const void *text, size_t bytes)
{
	struct cma_replay *c = calloc(1, sizeof(*c));

	if (!c)
		return refuse_item(r, NULL, "out of memory", "内存不足");
	rec_lines(r, text, bytes, replay_record, c);
	if (c->m)
		machine_destroy(c->m);
	free(c);
}
