/* View `mcu`: a microcontroller's RAM, the blocks of its heap, its pools; and what else there is. */
#include "mcu/facts.h"
#include "mcu/mcu.h"
#include "rpc/door.h"

#define BLOCKS_MAX 256		/* told one by one */
#define POOL_STATES_MAX 1024

static void write_part(struct json_out *o, const char *kind, u32 start, u32 end)
{
	out_open(o, '{');
	member_string(o, "kind", kind);
	member_hex(o, "start", start);
	member_hex(o, "end", end);
	out_close(o, '}');
}

/* From the lowest address up, with what lies unused between the pools and the heap. */
static void write_parts(struct json_out *o, const struct mcu *mcu)
{
	u32 statics = MCU_RAM_BASE + MCU_STATIC_BYTES, heap_end = mcu->ucHeap + mcu->heap_bytes;

	member_open(o, "parts", '[');
	write_part(o, "static", MCU_RAM_BASE, statics);
	if (mcu->static_end > statics)
		write_part(o, "pools", statics, mcu->static_end);
	if (mcu->ucHeap > mcu->static_end)
		write_part(o, "unused", mcu->static_end, mcu->ucHeap);
	write_part(o, "heap", mcu->ucHeap, heap_end);
	write_part(o, "stack", heap_end, MCU_RAM_BASE + mcu->ram_bytes);
	out_close(o, ']');
}

static bool word_changed(struct call *c, u32 address)
{
	return place_changed(c, TABLE_mcu_word, (address - MCU_RAM_BASE) / 4);
}

static void write_block(struct call *c, u32 block)
{
	const struct machine *m = c->m;
	struct json_out *o = c->out;
	u32 size = heap_size(m, block);

	out_open(o, '{');
	member_hex(o, "at", block);
	member_number(o, "bytes", size & ~HEAP_ALLOCATED);
	member_bool(o, "used", size & HEAP_ALLOCATED);
	member_bool(o, "changed", word_changed(c, block) || word_changed(c, block + 4));
	if (!(size & HEAP_ALLOCATED))
		member_hex(o, "next", heap_next(m, block));
	out_close(o, '}');
}

static void write_blocks(struct call *c)
{
	const struct machine *m = c->m;
	struct json_out *o = c->out;
	u32 total = 0;

	member_open(o, "blocks", '[');
	for_each_heap_block(m, block) {
		if (!(heap_size(m, block) & ~HEAP_ALLOCATED))
			break;		/* inside an op a header may be half written */
		if (total++ < BLOCKS_MAX)
			write_block(c, block);
	}
	out_close(o, ']');
	member_number(o, "shown", min_t(u32, total, BLOCKS_MAX));
	member_number(o, "total", total);
}

static void write_heap(struct call *c)
{
	const struct mcu *mcu = the_mcu(c->m);
	struct json_out *o = c->out;

	member_open(o, "heap", '{');
	member_hex(o, "start", mcu->ucHeap);
	member_number(o, "bytes", mcu->heap_bytes);
	member_bool(o, "initialized", mcu->pxEnd);
	member_number(o, "free", mcu->pxEnd ? mcu->xFreeBytesRemaining : mcu->heap_bytes);
	member_number(o, "min_ever_free", mcu->pxEnd ? mcu->xMinimumEverFreeBytesRemaining : mcu->heap_bytes);
	member_number(o, "allocations", mcu->xNumberOfSuccessfulAllocations);
	member_number(o, "frees", mcu->xNumberOfSuccessfulFrees);
	write_blocks(c);
	out_close(o, '}');
}

/* One letter a block: f free, u in use. */
static void write_states(struct json_out *o, const struct machine *m, const struct mcu_pool *p)
{
	char states[POOL_STATES_MAX + 1];
	u32 nr = min_t(u32, p->blocks, POOL_STATES_MAX);

	for (u32 i = 0; i < nr; i++)
		states[i] = pool_holds(m, p, p->start + i * p->block_bytes) ? 'f' : 'u';
	states[nr] = '\0';
	member_string(o, "states", states);
}

static void write_pools(struct call *c)
{
	const struct machine *m = c->m;
	struct json_out *o = c->out;

	member_open(o, "pools", '[');
	for (u32 i = 0; i < MCU_POOLS; i++) {
		const struct mcu_pool *p = mcu_pool_at(m, i);

		if (!p->start)
			continue;
		out_open(o, '{');
		member_hex(o, "start", p->start);
		member_bool(o, "changed", place_changed(c, TABLE_mcu_pool, i));
		member_number(o, "block_bytes", p->block_bytes);
		member_number(o, "blocks", p->blocks);
		member_number(o, "free", p->nr_free);
		member_number(o, "min_ever_free", p->nr_min_free);
		member_hex(o, "head", p->free_head);
		write_states(o, m, p);
		out_close(o, '}');
	}
	out_close(o, ']');
}

static void write_facts(struct json_out *o, const char *key, const struct fact *facts, u32 nr)
{
	static const char *const verdicts[] = { "no", "differently", "yes" };

	member_open(o, key, '[');
	for (u32 i = 0; i < nr; i++) {
		out_open(o, '{');
		member_text2(o, "name", facts[i].name[0], facts[i].name[1]);
		member_string(o, "verdict", verdicts[facts[i].verdict]);
		member_text2(o, "text", facts[i].text[0], facts[i].text[1]);
		out_close(o, '}');
	}
	out_close(o, ']');
}

int view_mcu(struct call *c)
{
	const struct mcu *mcu = the_mcu(c->m);
	struct json_out *o = c->out;

	out_open(o, '{');
	member_number(o, "ram_bytes", mcu->ram_bytes);
	if (mcu->ram_bytes) {
		write_parts(o, mcu);
		write_heap(c);
		write_pools(c);
	}
	write_facts(o, "heaps", freertos_heaps, nr_freertos_heaps);
	write_facts(o, "nommu", nommu_facts, nr_nommu_facts);
	out_close(o, '}');
	return 0;
}
