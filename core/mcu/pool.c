/*
 * Fixed pools: blocks of one size in static memory, the free ones in a list through their first words.
 * What RTOSes call a memory partition or a memory slab.  Getting and giving take the same few
 * instructions always, nothing can fragment, and the price is paid in advance: the pool's RAM is
 * gone whether it is used or not, and a small object takes a whole block.
 */
#include "mcu/mcu.h"

#include "machine/trace.h"

static void link_blocks(struct machine *m, const struct mcu_pool *p)
{
	for (u32 i = 0; i < p->blocks; i++) {
		u32 block = p->start + i * p->block_bytes;

		mcu_word_write(m, block, i + 1 < p->blocks ? block + p->block_bytes : 0);
	}
}

int pool_create(struct machine *m, u32 block_bytes, u32 blocks)
{
	u32 pool = 0, size = (u32)ALIGN_UP(block_bytes, 4), start = the_mcu(m)->static_end;
	const struct mcu_pool *p;

	trace_pool_create(m, size, blocks);
	while (pool < MCU_POOLS && mcu_pool_at(m, pool)->start)
		pool++;
	if (pool == MCU_POOLS)
		return -PW_ENOSPC;
	if (!size || !blocks || (u64)size * blocks > the_mcu(m)->ucHeap - start)
		return -PW_ENOMEM;
	p = mcu_pool_at(m, pool);
	*edit_mcu_pool(m, p) = (struct mcu_pool){
		.start = start, .block_bytes = size, .blocks = blocks, .free_head = start,
		.nr_free = blocks, .nr_min_free = blocks,
	};
	set(m, the_mcu(m), static_end, start + size * blocks);
	link_blocks(m, p);
	trace_pool_made(m, start, start + size * blocks, blocks);
	return (int)pool;
}

u32 pool_alloc(struct machine *m, u32 pool)
{
	const struct mcu_pool *p = mcu_pool_at(m, pool);
	u32 block = p->free_head;

	trace_pool_alloc(m, p->start);
	if (!block) {
		trace_pool_empty(m, p->start);
		return 0;
	}
	set(m, p, free_head, mcu_word_read(m, block));
	add(m, p, nr_free, -1);
	if (p->nr_free < p->nr_min_free)
		set(m, p, nr_min_free, p->nr_free);
	trace_pool_taken(m, block, p->free_head, p->nr_free);
	return block;
}

bool pool_holds(const struct machine *m, const struct mcu_pool *p, u32 block)
{
	for (u32 at = p->free_head; at; at = mcu_word_read(m, at))
		if (at == block)
			return true;
	return false;
}

static u32 what_is(const struct machine *m, const struct mcu_pool *p, u32 block)
{
	if (block < p->start || block >= p->start + p->block_bytes * p->blocks ||
	    (block - p->start) % p->block_bytes)
		return 1;
	return pool_holds(m, p, block) ? 2 : 0;
}

int pool_free(struct machine *m, u32 pool, u32 block)
{
	const struct mcu_pool *p = mcu_pool_at(m, pool);
	u32 wrong = what_is(m, p, block);

	trace_pool_free(m, p->start, block);
	trace_pool_free_check(m, block, p->start, p->block_bytes, wrong);
	if (wrong)
		return -PW_EINVAL;
	mcu_word_write(m, block, p->free_head);
	set(m, p, free_head, block);
	add(m, p, nr_free, 1);
	trace_pool_given(m, block, p->nr_free);
	return 0;
}
