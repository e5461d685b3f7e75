/*
 * memblock as an allocator, case by case as the kernel's own test-suite has them
 * (tools/testing/memblock: alloc, alloc_from, try_nid, on one node and on eight).
 *
 * RAM is 32 KiB at 1 MiB.  A row says which ranges are reserved (relative to RAM's start), what is
 * asked for, where it must land and how many reserved regions there are then; each row is run for
 * zeroed and raw memory.  NO: nothing is found, and nothing changes.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>

#include <cmocka.h>

#include "check/check.h"
#include "mm/content.h"
#include "mm/memblock.h"
#include "recording.h"

#define K 1024
#define START (1024ull * K)
#define RAM (32 * K)
#define LINE 64
#define NO (-1)
#define ANY 0		/* max_addr: MEMBLOCK_ALLOC_ACCESSIBLE */
#define UP true
#define DOWN false

static struct machine *m;

static void power_on(bool bottom_up)
{
	m = bulk_machine(1024, 1);
	memblock_init(m);
	memblock_set_bottom_up(m, bottom_up);
	set(m, sys(m), booted, 1);
}

static void power_off(void)
{
	struct check_report r = { .ok = true };

	check_memblock(m, &r);
	assert_true(r.ok);
	machine_destroy(m);
}

struct range {
	s32 base, size;
};

struct request {
	const char *name;
	bool bottom_up;
	struct range reserved[3];	/* size 0 ends the list */
	s32 size, align, min, max;	/* min and max relative to START; max ANY: no limit */
	s32 at;				/* relative to START */
	u32 regions;
	u64 total;			/* bytes reserved at the end */
};

/* min 0 is "no minimum", as memblock_alloc() has it; FROM(x) is RAM's start + x */
#define NO_MIN (-0x7fffffff)

static const struct request alloc_rows[] = {
	/* |..........[n]|  at the end, aligned; from below: at the start */
	{ "simple, down", DOWN, { { 0 } }, 2, LINE, NO_MIN, ANY, RAM - LINE, 1, 2 },
	{ "simple, up", UP, { { 0 } }, 2, LINE, NO_MIN, ANY, 0, 1, 2 },
	/* |......[n] [#]|  the neighbour is not aligned: two regions */
	{ "disjoint, down", DOWN, { { RAM - 2, 2 } }, 16, 2 * LINE, NO_MIN, ANY, RAM - 2 * LINE, 2, 18 },
	{ "disjoint, up", UP, { { 2, 2 } }, 16, 2 * LINE, NO_MIN, ANY, 2 * LINE, 2, 18 },
	/* |.......[#][n]|  fits behind it: one region */
	{ "first fit, down", DOWN, { { RAM - LINE - 512, LINE } }, 512, LINE, NO_MIN, ANY, RAM - 512, 1,
	  LINE + 512 },
	{ "first fit, up", UP, { { 512, 128 } }, 512, LINE, NO_MIN, ANY, 0, 1, 640 },
	/* |....[nnn][#].|  the gap is too small: on the other side, one region */
	{ "second fit, down", DOWN, { { RAM - LINE, 8 } }, 512, LINE, NO_MIN, ANY, RAM - LINE - 512, 1,
	  520 },
	{ "second fit, up", UP, { { LINE, LINE } }, 512, LINE, NO_MIN, ANY, 2 * LINE, 1, LINE + 512 },
	/* |...[nn][#].[#]|  two with a small gap: beyond both */
	{ "two, down", DOWN, { { RAM - 512, 512 }, { RAM - 1024, 256 } }, 1024, LINE, NO_MIN, ANY,
	  RAM - 2048, 2, 512 + 256 + 1024 },
	{ "two, up", UP, { { 0, 512 }, { 1024, 256 } }, 1024, LINE, NO_MIN, ANY, 1280, 2,
	  512 + 256 + 1024 },
	/* |[####][n][####]|  just the gap: all one */
	{ "in between, down", DOWN, { { 0, 16 * K }, { 16 * K + LINE, 16 * K - LINE } }, LINE, LINE,
	  NO_MIN, ANY, 16 * K, 1, RAM },
	{ "in between, up", UP, { { 0, 16 * K }, { 16 * K + LINE, 16 * K - LINE } }, LINE, LINE,
	  NO_MIN, ANY, 16 * K, 1, RAM },
	/* gaps too small everywhere; all taken; almost all taken */
	{ "small gaps", DOWN, { { 256, 15 * K }, { 15 * K + 512, 10 * K }, { 25 * K + 768, 6 * K } },
	  1024, LINE, NO_MIN, ANY, NO, 3, 31 * K },
	{ "small gaps, up", UP, { { 256, 15 * K }, { 15 * K + 512, 10 * K }, { 25 * K + 768, 6 * K } },
	  1024, LINE, NO_MIN, ANY, NO, 3, 31 * K },
	{ "all reserved", DOWN, { { 0, RAM } }, 256, LINE, NO_MIN, ANY, NO, 1, RAM },
	{ "all reserved, up", UP, { { 0, RAM } }, 256, LINE, NO_MIN, ANY, NO, 1, RAM },
	{ "no space", DOWN, { { 0, RAM - 256 } }, 1024, LINE, NO_MIN, ANY, NO, 1, RAM - 256 },
	{ "no space, up", UP, { { 0, RAM - 256 } }, 1024, LINE, NO_MIN, ANY, NO, 1, RAM - 256 },
	{ "limited space", DOWN, { { 0, RAM - 256 } }, 256, LINE, NO_MIN, ANY, RAM - 256, 1, RAM },
	{ "limited space, up", UP, { { 0, RAM - 256 } }, 256, LINE, NO_MIN, ANY, RAM - 256, 1, RAM },
	/* more than there is RAM */
	{ "too large", DOWN, { { 0 } }, RAM + 2, LINE, NO_MIN, ANY, NO, 1, 0 },
	{ "too large, up", UP, { { 0 } }, RAM + 2, LINE, NO_MIN, ANY, NO, 1, 0 },
};

/* memblock_alloc_from(): a minimum, and it is dropped rather than fail */
static const struct request from_rows[] = {
	{ "simple", DOWN, { { 0 } }, 16, LINE, RAM - LINE, ANY, RAM - LINE, 1, 16 },
	{ "simple, up", UP, { { 0 } }, 16, LINE, RAM - LINE, ANY, RAM - LINE, 1, 16 },
	{ "misaligned", DOWN, { { 0 } }, 32, LINE, RAM - 2 * LINE + 1, ANY, RAM - LINE, 1, 32 },
	{ "misaligned, up", UP, { { 0 } }, 32, LINE, RAM - 2 * LINE + 1, ANY, RAM - LINE, 1, 32 },
	/* the minimum is too near to the end: below it after all; from below: at RAM's start */
	{ "high", DOWN, { { 0 } }, 32, LINE, RAM - 16, ANY, RAM - LINE, 1, 32 },
	{ "high, up", UP, { { 0 } }, 32, LINE, RAM - 16, ANY, 0, 1, 32 },
	{ "no space above", DOWN, { { RAM - 2 * LINE, 2 * LINE } }, LINE, LINE, RAM - 2 * LINE, ANY,
	  RAM - 3 * LINE, 1, 3 * LINE },
	{ "no space above, up", UP, { { LINE, RAM - LINE } }, LINE, LINE, LINE, ANY, 0, 1, RAM },
	/* a minimum below RAM's start is none */
	{ "low", DOWN, { { LINE, RAM - LINE } }, LINE, LINE, -3 * LINE, ANY, 0, 1, RAM },
	{ "low, up", UP, { { 0 } }, LINE, LINE, -3 * LINE, ANY, 0, 1, LINE },
};

/* memblock_alloc_try_nid(): a minimum and a maximum; only the minimum is dropped */
static const struct request range_rows[] = {
	{ "ends at max", DOWN, { { 0 } }, 128, LINE, 2 * LINE, 2 * LINE + 512, 2 * LINE + 384, 1, 128 },
	{ "starts at min", UP, { { 0 } }, 128, LINE, 2 * LINE, 2 * LINE + 512, 2 * LINE, 1, 128 },
	{ "max misaligned", DOWN, { { 0 } }, 128, LINE, 2 * LINE, 2 * LINE + 514, 2 * LINE + 384, 1,
	  128 },
	{ "min misaligned", UP, { { 0 } }, 128, LINE, 2, 514, LINE, 1, 128 },
	{ "exact", DOWN, { { 0 } }, 1024, LINE, LINE, LINE + 1024, LINE, 1, 1024 },
	{ "exact, up", UP, { { 0 } }, 1024, LINE, LINE, LINE + 1024, LINE, 1, 1024 },
	{ "narrow", DOWN, { { 0 } }, 256, LINE, 512, 512 + LINE, 512 + LINE - 256, 1, 256 },
	{ "narrow, up", UP, { { 0 } }, 256, LINE, 512, 512 + LINE, 0, 1, 256 },
	{ "max too low", DOWN, { { 0 } }, 1024, LINE, 0, LINE, NO, 1, 0 },
	{ "max too low, up", UP, { { 0 } }, 1024, LINE, 0, LINE, NO, 1, 0 },
	/* |..[##][n]|  and  |[n][##]|: neighbours merge */
	{ "min reserved", DOWN, { { RAM - 192, 128 } }, 64, LINE, RAM - 64, RAM, RAM - 64, 1, 192 },
	{ "min reserved, up", UP, { { RAM - 192, 128 } }, 64, LINE, RAM - 64, RAM, RAM - 64, 1, 192 },
	{ "max reserved", DOWN, { { RAM - 64, 64 } }, 128, LINE, RAM - 192, RAM - 64, RAM - 192, 1,
	  192 },
	{ "max reserved, up", UP, { { RAM - 64, 64 } }, 128, LINE, RAM - 192, RAM - 64, RAM - 192, 1,
	  192 },
	/* |[r2]..[n][r1]|  from above it joins r1,  |[r2][n]..[r1]|  from below r2 */
	{ "space between", DOWN, { { RAM - 2 * LINE, LINE }, { RAM - 2 * LINE - 256, 128 } }, 64, LINE,
	  RAM - 2 * LINE - 128, RAM - 2 * LINE, RAM - 3 * LINE, 2, LINE + 128 + 64 },
	{ "space between, up", UP, { { RAM - 2 * LINE, LINE }, { RAM - 2 * LINE - 256, 128 } }, 64, LINE,
	  RAM - 2 * LINE - 128, RAM - 2 * LINE, RAM - 2 * LINE - 128, 2, LINE + 128 + 64 },
	{ "full merge", DOWN, { { RAM - 2 * LINE, LINE }, { RAM - 2 * LINE - 192, 128 } }, 64, LINE,
	  RAM - 2 * LINE - 64, RAM - 2 * LINE, RAM - 3 * LINE, 1, LINE + 128 + 64 },
	{ "full merge, up", UP, { { RAM - 2 * LINE, LINE }, { RAM - 2 * LINE - 192, 128 } }, 64, LINE,
	  RAM - 2 * LINE - 64, RAM - 2 * LINE, RAM - 3 * LINE, 1, LINE + 128 + 64 },
	/* the gap between is too small: before r2; from below at RAM's start, three regions */
	{ "no space between", DOWN, { { RAM - 2 * LINE, LINE }, { RAM - 2 * LINE - 192, 128 } }, 256,
	  LINE, RAM - 2 * LINE - 64, RAM - 2 * LINE, RAM - 2 * LINE - 192 - 256, 2, LINE + 128 + 256 },
	{ "no space between, up", UP, { { RAM - 2 * LINE, LINE }, { RAM - 2 * LINE - 192, 128 } }, 256,
	  LINE, RAM - 2 * LINE - 64, RAM - 2 * LINE, 0, 3, LINE + 128 + 256 },
	{ "all but the gap", DOWN, { { RAM - LINE, LINE }, { 0, RAM - 2 * LINE } }, 256, LINE,
	  RAM - 2 * LINE, RAM - LINE, NO, 2, RAM - LINE },
	{ "all but the gap, up", UP, { { RAM - LINE, LINE }, { 0, RAM - 2 * LINE } }, 256, LINE,
	  RAM - 2 * LINE, RAM - LINE, NO, 2, RAM - LINE },
	/* a maximum behind RAM's end, a minimum before its start */
	{ "high max", DOWN, { { 0 } }, 256, LINE, RAM - 1024, RAM + 256, RAM - 256, 1, 256 },
	{ "high max, up", UP, { { 0 } }, 256, LINE, 1024, RAM + 256, 1024, 1, 256 },
	{ "low min", DOWN, { { 0 } }, 1024, LINE, -256, RAM, RAM - 1024, 1, 1024 },
	{ "low min, up", UP, { { 0 } }, 1024, LINE, -256, RAM - 256, 0, 1, 1024 },
};

static void fill_with_ones(void)
{
	for (u64 pa = START; pa < START + RAM; pa += 8)
		write_word(m, pa, ~0ull);
}

static bool all_bytes_are(u64 pa, u32 size, u8 value)
{
	for (u32 i = 0; i < size; i++)
		if (read_bytes(m, pa + i, 1) != value)
			return false;
	return true;
}

static u64 ask(const struct request *r, u32 nid, bool raw)
{
	u64 min = r->min == NO_MIN ? 0 : START + (u64)(s64)r->min;
	u64 max = r->max == ANY ? MEMBLOCK_ALLOC_ACCESSIBLE : START + (u64)(s64)r->max;

	return raw ? memblock_alloc_try_nid_raw(m, (u64)r->size, (u64)r->align, min, max, nid,
						WHO_NOTHING) :
		     memblock_alloc_try_nid(m, (u64)r->size, (u64)r->align, min, max, nid, WHO_NOTHING);
}

/* The right bytes are zero or untouched, and their neighbours are untouched either way. */
static void check_bytes(const struct request *r, u64 addr, bool raw)
{
	assert_true(all_bytes_are(addr, (u32)r->size, raw ? 0xff : 0));
	assert_true(addr == START || all_bytes_are(addr - 1, 1, 0xff));
	assert_true(addr + (u32)r->size == START + RAM ||
		    all_bytes_are(addr + (u32)r->size, 1, 0xff));
}

static void check_answer(const struct request *r, u64 addr, bool raw)
{
	u64 want = r->at == NO ? 0 : START + (u64)r->at;

	if (addr != want)
		fail_msg("%s: 0x%llx, expected 0x%llx", r->name, (unsigned long long)addr,
			 (unsigned long long)want);
	if (memblock_reserved(m)->cnt != r->regions ||
	    memblock_reserved(m)->total_size != r->total)
		fail_msg("%s: %u regions of %llu bytes", r->name, memblock_reserved(m)->cnt,
			 (unsigned long long)memblock_reserved(m)->total_size);
	if (addr)
		check_bytes(r, addr, raw);
}

static void run_rows(const struct request *rows, u32 nr, void (*add_ram)(void), u32 nid)
{
	for (u32 i = 0; i < 2 * nr; i++) {
		const struct request *r = &rows[i / 2];

		power_on(r->bottom_up);
		add_ram();
		for (u32 n = 0; n < ARRAY_SIZE(r->reserved) && r->reserved[n].size; n++)
			memblock_reserve(m, START + (u64)r->reserved[n].base,
					 (u64)r->reserved[n].size, WHO_NOTHING);
		fill_with_ones();
		check_answer(r, ask(r, nid, i % 2), i % 2);
		power_off();
	}
}

static void one_node(void)
{
	memblock_add(m, START, RAM);
}

static void alloc(void **state)
{
	run_rows(alloc_rows, ARRAY_SIZE(alloc_rows), one_node, NUMA_NO_NODE);
}

static void alloc_from(void **state)
{
	run_rows(from_rows, ARRAY_SIZE(from_rows), one_node, NUMA_NO_NODE);
}

static void try_nid(void **state)
{
	run_rows(range_rows, ARRAY_SIZE(range_rows), one_node, NUMA_NO_NODE);
}

/* No RAM at all: the list holds its dummy, and nothing is found. */
static void no_memory(void **state)
{
	for (u32 up = 0; up < 2; up++) {
		power_on(up);
		assert_int_equal(memblock_alloc(m, K, LINE, WHO_NOTHING), 0);
		assert_int_equal(memblock_alloc_raw(m, K, LINE, WHO_NOTHING), 0);
		assert_int_equal(memblock_alloc_from(m, K, LINE, START, WHO_NOTHING), 0);
		assert_int_equal(memblock_reserved(m)->total_size, 0);
		assert_int_equal(memblock_reserved(m)->cnt, 1);
		power_off();
	}
}

/* No alignment is a cache line's. */
static void no_alignment(void **state)
{
	power_on(DOWN);
	one_node();
	assert_int_equal(memblock_alloc(m, 2, 0, WHO_NOTHING), START + RAM - m->geo.cache_bytes);
	power_off();
}

/*
 * Eight nodes; node 2 is asked for:
 *
 *   0 |    4K    | 4K
 *   1 | 2K | 6K
 *   2 |  4K  | 8K  - 12K
 *   3 |  4K  | 12K - 16K ...
 */
#define NODE 2
static const struct range nodes[] = {
	{ 0, 6 * K }, { 6 * K, 2 * K }, { 8 * K, 4 * K }, { 12 * K, 4 * K }, { 16 * K, 8 * K },
	{ 24 * K, 2 * K }, { 26 * K, 4 * K }, { 30 * K, 2 * K },
};

static void eight_nodes(void)
{
	for (u32 nid = 0; nid < ARRAY_SIZE(nodes); nid++)
		memblock_add_node(m, START + (u64)nodes[nid].base, (u64)nodes[nid].size, nid,
				  MEMBLOCK_NONE);
	assert_int_equal(memblock_memory(m)->cnt, ARRAY_SIZE(nodes));
}

static const struct request node_rows[] = {
	{ "on the node, down", DOWN, { { 0 } }, K, LINE, NO_MIN, ANY, 11 * K, 1, K },
	{ "on the node, up", UP, { { 0 } }, K, LINE, NO_MIN, ANY, 8 * K, 1, K },
	{ "the whole node", DOWN, { { 0 } }, 4 * K, LINE, NO_MIN, ANY, 8 * K, 1, 4 * K },
	/* the node is too small: any other that is large enough */
	{ "small node, down", DOWN, { { 0 } }, 8 * K, LINE, NO_MIN, ANY, 16 * K, 1, 8 * K },
	{ "small node, up", UP, { { 0 } }, 6 * K, LINE, NO_MIN, ANY, 0, 1, 6 * K },
	/* the node is taken */
	{ "reserved node, down", DOWN, { { 8 * K, 4 * K } }, K, LINE, NO_MIN, ANY, 31 * K, 2, 5 * K },
	{ "reserved node, up", UP, { { 8 * K, 4 * K } }, K, LINE, NO_MIN, ANY, 0, 2, 5 * K },
	/* a part of it is: the rest will do, or it will not */
	{ "half reserved, down", DOWN, { { 10 * K, 2 * K } }, K, LINE, NO_MIN, ANY, 9 * K, 1, 3 * K },
	{ "half reserved, up", UP, { { 8 * K, 2 * K } }, K, LINE, NO_MIN, ANY, 10 * K, 1, 3 * K },
	{ "middle reserved, down", DOWN, { { 9 * K, 2 * K } }, 2 * K, LINE, NO_MIN, ANY, 30 * K, 2,
	  4 * K },
	{ "middle reserved, up", UP, { { 9 * K, 2 * K } }, 2 * K, LINE, NO_MIN, ANY, 0, 2, 4 * K },
	/* min in the node, max behind it: neither part holds it, so the minimum goes, not the node */
	{ "split low, down", DOWN, { { 0 } }, 512, LINE, 12 * K - 256, 12 * K + 256, 12 * K - 512, 1,
	  512 },
	{ "split low, up", UP, { { 0 } }, 512, LINE, 12 * K - 256, 12 * K + 256, 8 * K, 1, 512 },
	/* max in the node, min before it */
	{ "split high, down", DOWN, { { 0 } }, 512, LINE, 8 * K - 256, 8 * K + 256, 8 * K - 512, 1, 512 },
	{ "split high, up", UP, { { 0 } }, 512, LINE, 8 * K - 256, 8 * K + 256, 0, 1, 512 },
	/* the range lies on other nodes: they serve; from above the last, from below the first */
	{ "below the node, down", DOWN, { { 0 } }, K, LINE, 0, 8 * K, 7 * K, 1, K },
	{ "below the node, up", UP, { { 0 } }, K, LINE, 0, 8 * K, 0, 1, K },
	{ "above the node, down", DOWN, { { 0 } }, K, LINE, 16 * K, 26 * K, 25 * K, 1, K },
	{ "above the node, up", UP, { { 0 } }, K, LINE, 16 * K, 26 * K, 16 * K, 1, K },
	/* larger than any node, or than RAM: neighbours on two nodes are not one piece */
	{ "large", DOWN, { { 0 } }, 9 * K, LINE, NO_MIN, ANY, NO, 1, 0 },
	{ "large, up", UP, { { 0 } }, RAM, LINE, NO_MIN, ANY, NO, 1, 0 },
	/* the gap on the node: all three become one reservation */
	{ "node full merge", DOWN, { { 7 * K, 2 * K }, { 10 * K, 4 * K } }, K, LINE, 9 * K, 10 * K, 9 * K,
	  1, 7 * K },
	{ "node full merge, up", UP, { { 7 * K, 2 * K }, { 10 * K, 4 * K } }, K, LINE, 9 * K, 10 * K,
	  9 * K, 1, 7 * K },
	{ "all nodes reserved", DOWN, { { 0, RAM } }, 256, LINE, NO_MIN, ANY, NO, 1, RAM },
	{ "all nodes reserved, up", UP, { { 0, RAM } }, 256, LINE, NO_MIN, ANY, NO, 1, RAM },
};

static void try_nid_nodes(void **state)
{
	run_rows(node_rows, ARRAY_SIZE(node_rows), eight_nodes, NODE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(alloc), cmocka_unit_test(alloc_from), cmocka_unit_test(try_nid),
		cmocka_unit_test(no_memory), cmocka_unit_test(no_alignment),
		cmocka_unit_test(try_nid_nodes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
