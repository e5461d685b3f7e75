/*
 * The yardstick: a textbook buddy allocator in Linux' style, written for this bench.
 *
 * 32-byte pages, free lists of indexes, LIFO, no per-cpu lists, no migrate types, no watermarks, no
 * zones: the least that splits and merges.
 */
#include <string.h>

#include "bench.h"

#define ORDERS 11
#define NIL 0xffffffffu

struct textbook_page {
	uint32_t flags, refcount;
	uint32_t next, prev;
	uint8_t order, is_free, pad[6];
	uint64_t private;
};

static struct textbook_page pages[BENCH_PAGES];
static uint32_t heads[ORDERS];
static uint32_t free_pages;

static void push(uint32_t i, uint8_t order)
{
	struct textbook_page *p = &pages[i];

	p->order = order;
	p->is_free = 1;
	p->prev = NIL;
	p->next = heads[order];
	if (p->next != NIL)
		pages[p->next].prev = i;
	heads[order] = i;
}

static void unlink_page(uint32_t i)
{
	struct textbook_page *p = &pages[i];

	if (p->prev == NIL)
		heads[p->order] = p->next;
	else
		pages[p->prev].next = p->next;
	if (p->next != NIL)
		pages[p->next].prev = p->prev;
	p->is_free = 0;
}

static uint32_t textbook_alloc(uint8_t order)
{
	for (uint8_t o = order; o < ORDERS; o++) {
		uint32_t i = heads[o];

		if (i == NIL)
			continue;
		unlink_page(i);
		while (o > order) {
			o--;
			push(i + (1u << o), o);
		}
		pages[i].refcount = 1;
		free_pages -= 1u << order;
		return i;
	}
	return NIL;
}

static void textbook_free(uint32_t i, uint8_t order)
{
	pages[i].refcount = 0;
	free_pages += 1u << order;
	while (order < ORDERS - 1) {
		uint32_t buddy = i ^ (1u << order);

		if (!pages[buddy].is_free || pages[buddy].order != order)
			break;
		unlink_page(buddy);
		i &= buddy;
		order++;
	}
	push(i, order);
}

static void textbook_reset(void)
{
	memset(pages, 0, sizeof(pages));
	memset(heads, 0xff, sizeof(heads));
	for (uint32_t i = 0; i < BENCH_PAGES; i += 1u << (ORDERS - 1))
		push(i, ORDERS - 1);
	free_pages = BENCH_PAGES;
}

double textbook_run(void)
{
	static uint32_t block[BENCH_LIVE];
	static uint8_t order[BENCH_LIVE];
	const struct bench_op *ops = bench_trace();
	double begin;

	textbook_reset();
	begin = bench_seconds();
	for (uint32_t i = 0; i < BENCH_OPS; i++) {
		uint16_t slot = ops[i].slot;

		if (ops[i].order == 0xff) {
			textbook_free(block[slot], order[slot]);
		} else {
			order[slot] = ops[i].order;
			block[slot] = textbook_alloc(order[slot]);
		}
	}
	return bench_seconds() - begin;
}
