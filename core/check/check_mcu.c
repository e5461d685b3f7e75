/* A microcontroller's heap and pools: blocks cover the heap, free lists hold what is free. */
#include "check/check.h"
#include "mcu/mcu.h"

static void check_free_order(const struct machine *m, struct check_report *r, u32 *free_bytes)
{
	const struct mcu *mcu = the_mcu(m);
	u32 end = 0;

	for (u32 block = mcu->xStart; block && block != mcu->pxEnd; block = heap_next(m, block)) {
		u32 size = heap_size(m, block);

		if (size & HEAP_ALLOCATED || block <= end || block + size > mcu->pxEnd) {
			check_fail(r, "heap_4: the free block at %#x is in use, out of order or touches the one before",
				   "heap_4：%#x 处的空闲块在使用中、次序不对，或与前一块相接", block);
			return;
		}
		end = block + size;
		*free_bytes += size;
	}
}

static void check_heap(const struct machine *m, struct check_report *r)
{
	u32 free_bytes = 0, unused = 0;

	check_free_order(m, r, &free_bytes);
	if (!r->ok)
		return;
	for_each_heap_block(m, block) {
		u32 size = heap_size(m, block);

		if ((size & ~HEAP_ALLOCATED) < HEAP_STRUCT_BYTES || size % HEAP_ALIGNMENT) {
			check_fail(r, "heap_4: the block at %#x has size %#x",
				   "heap_4：%#x 处的块大小为 %#x", block, size);
			return;
		}
		unused += size & HEAP_ALLOCATED ? 0 : size;
	}
	if (free_bytes != unused || free_bytes != the_mcu(m)->xFreeBytesRemaining)
		check_fail(r, "heap_4: %u bytes on the list, %u in free blocks, %u counted",
			   "heap_4：链表上 %u 字节，空闲块共 %u 字节，计数为 %u", free_bytes, unused,
			   the_mcu(m)->xFreeBytesRemaining);
}

static void check_pool(const struct machine *m, const struct mcu_pool *p, struct check_report *r)
{
	u32 nr = 0, end = p->start + p->blocks * p->block_bytes;

	for (u32 block = p->free_head; block && nr <= p->blocks; block = mcu_word_read(m, block), nr++)
		if (block < p->start || block >= end || (block - p->start) % p->block_bytes) {
			check_fail(r, "pool %#x: %#x on its free list is no block of it",
				   "池 %#x：空闲链表上的 %#x 不是它的块", p->start, block);
			return;
		}
	if (nr != p->nr_free)
		check_fail(r, "pool %#x: %u blocks on its list, %u counted",
			   "池 %#x：链表上 %u 块，计数为 %u", p->start, nr, p->nr_free);
}

void check_mcu(const struct machine *m, struct check_report *r)
{
	if (the_mcu(m)->pxEnd)
		check_heap(m, r);
	for (u32 i = 0; i < MCU_POOLS; i++)
		if (mcu_pool_at(m, i)->start)
			check_pool(m, mcu_pool_at(m, i), r);
	check_holds(r, "the microcontroller's heap and pools add up", "微控制器的堆和池都对得上");
}
