/*
 * The heap of FreeRTOS that most ports use: heap_4, first fit with merging of neighbours.  Open
 * portable/MemMang/heap_4.c of FreeRTOS V10 beside this.
 *
 * The free blocks are a list by address; a block begins with the address of the next free block and
 * its own size, whose top bit says "in use".  Left out: suspending the scheduler around each call
 * (nothing runs beside an op) and the hooks.
 */
#include "mcu/mcu.h"

#include "machine/trace.h"

/* The end marker stands in the last header of the array; its size is 0. */
static void prvHeapInit(struct machine *m)
{
	const struct mcu *mcu = the_mcu(m);
	u32 start = (u32)ALIGN_UP(mcu->ucHeap, HEAP_ALIGNMENT);
	u32 end = (u32)ALIGN_DOWN(mcu->ucHeap + mcu->heap_bytes - HEAP_STRUCT_BYTES, HEAP_ALIGNMENT);
	CALLED(m, prvHeapInit, mcu->ucHeap, mcu->heap_bytes);

	mcu_word_write(m, end, 0);
	mcu_word_write(m, end + 4, 0);
	mcu_word_write(m, start, end);
	mcu_word_write(m, start + 4, end - start);
	trace_heap_block_made(m, start, end - start, end);
	set(m, mcu, xStart, start);
	set(m, mcu, pxEnd, end);
	set(m, mcu, xFreeBytesRemaining, end - start);
	set(m, mcu, xMinimumEverFreeBytesRemaining, end - start);
}

/* What leads to the next free block: the list's head, or a block's header. */
static void set_next(struct machine *m, u32 previous, u32 next)
{
	if (previous)
		mcu_word_write(m, previous, next);
	else
		set(m, the_mcu(m), xStart, next);
}

static u32 next_of(const struct machine *m, u32 previous)
{
	return previous ? heap_next(m, previous) : the_mcu(m)->xStart;
}

static bool merge_before(struct machine *m, u32 before, u32 block)
{
	u32 end = before ? before + heap_size(m, before) : 0;

	if (before)
		trace_heap_merge_before(m, before, end, block, end != block);
	return before && end == block;
}

static bool merge_behind(struct machine *m, u32 block, u32 behind)
{
	u32 end = block + heap_size(m, block);

	trace_heap_merge_behind(m, block, end, behind, end != behind);
	return end == behind;
}

static void absorb(struct machine *m, u32 block, u32 other)
{
	mcu_word_write(m, block + 4, heap_size(m, block) + heap_size(m, other));
	trace_heap_merged(m, block, heap_size(m, block));
}

/* pxEnd never merges: its size of 0 would swallow the end of the heap. */
static void prvInsertBlockIntoFreeList(struct machine *m, u32 block)
{
	u32 before = 0, behind;
	CALLED(m, prvInsertBlockIntoFreeList, block, heap_size(m, block));

	while (next_of(m, before) < block)
		before = next_of(m, before);
	behind = next_of(m, before);
	if (merge_before(m, before, block)) {
		absorb(m, before, block);
		block = before;
	}
	if (behind != the_mcu(m)->pxEnd && merge_behind(m, block, behind)) {
		absorb(m, block, behind);
		behind = heap_next(m, behind);
	}
	mcu_word_write(m, block, behind);
	if (block != before)
		set_next(m, before, block);
}

static u32 largest_block(const struct machine *m)
{
	u32 most = 0;

	for (u32 block = the_mcu(m)->xStart; block != the_mcu(m)->pxEnd; block = heap_next(m, block))
		most = max_t(u32, most, heap_size(m, block));
	return most;
}

/* The free block before the first one that is large enough (0: the list's head); false: none is. */
static bool first_fit(struct machine *m, u32 wanted, u32 *previous)
{
	u32 block;

	for (*previous = 0; (block = next_of(m, *previous)) != the_mcu(m)->pxEnd; *previous = block) {
		bool fits = heap_size(m, block) >= wanted;

		trace_heap_first_fit(m, block, heap_size(m, block), wanted, !fits);
		if (fits)
			return true;
	}
	return false;
}

/* The block shrinks to what was wanted if the rest can be a block of its own. */
static void split(struct machine *m, u32 block, u32 wanted)
{
	u32 rest = heap_size(m, block) - wanted;

	trace_heap_split(m, block, rest, HEAP_MINIMUM_BLOCK, rest <= HEAP_MINIMUM_BLOCK);
	if (rest <= HEAP_MINIMUM_BLOCK)
		return;
	mcu_word_write(m, block + 4, wanted);
	block += wanted;
	mcu_word_write(m, block + 4, rest);
	prvInsertBlockIntoFreeList(m, block);
	trace_heap_block_made(m, block, heap_size(m, block), heap_next(m, block));
}

static u32 take(struct machine *m, u32 previous, u32 wanted)
{
	const struct mcu *mcu = the_mcu(m);
	u32 block = next_of(m, previous), bytes;

	set_next(m, previous, heap_next(m, block));
	split(m, block, wanted);
	bytes = heap_size(m, block);
	add(m, mcu, xFreeBytesRemaining, -(s64)bytes);
	if (mcu->xFreeBytesRemaining < mcu->xMinimumEverFreeBytesRemaining)
		set(m, mcu, xMinimumEverFreeBytesRemaining, mcu->xFreeBytesRemaining);
	add(m, mcu, xNumberOfSuccessfulAllocations, 1);
	mcu_word_write(m, block, 0);
	mcu_word_write(m, block + 4, bytes | HEAP_ALLOCATED);
	trace_heap_taken(m, block, bytes, block + HEAP_STRUCT_BYTES, mcu->xFreeBytesRemaining);
	return block + HEAP_STRUCT_BYTES;
}

u32 pvPortMalloc(struct machine *m, u32 bytes)
{
	bool sensible = bytes && bytes < HEAP_ALLOCATED - 2 * HEAP_STRUCT_BYTES;
	u32 wanted = (u32)ALIGN_UP(bytes + HEAP_STRUCT_BYTES, HEAP_ALIGNMENT), free, previous;
	CALLED(m, pvPortMalloc, bytes);

	if (!the_mcu(m)->pxEnd)
		prvHeapInit(m);
	free = the_mcu(m)->xFreeBytesRemaining;
	if (sensible)
		trace_heap_wanted(m, bytes, wanted);
	trace_heap_possible(m, sensible ? wanted : bytes, free, !sensible ? 2 : wanted > free);
	if (!sensible || wanted > free)
		return 0;
	if (first_fit(m, wanted, &previous))
		return take(m, previous, wanted);
	trace_heap_failed(m, wanted, free, largest_block(m));
	return 0;
}

static bool is_block(const struct machine *m, u32 address)
{
	for_each_heap_block(m, block)
		if (block == address)
			return true;
	return false;
}

/* FreeRTOS only looks at the header; the model knows whether a block begins there at all. */
static int check_free(struct machine *m, u32 block)
{
	bool known = the_mcu(m)->pxEnd && is_block(m, block);
	u32 size = known ? heap_size(m, block) : 0, next = known ? heap_next(m, block) : 0;
	u32 wrong = !known ? 2 : !(size & HEAP_ALLOCATED);

	trace_heap_free_check(m, block, size, next, wrong);
	return wrong ? -PW_EINVAL : 0;
}

int vPortFree(struct machine *m, u32 pointer)
{
	u32 block = pointer - HEAP_STRUCT_BYTES, size;
	CALLED(m, vPortFree, pointer);

	if (!pointer)
		return 0;
	if (check_free(m, block))
		return -PW_EINVAL;
	size = heap_size(m, block) & ~HEAP_ALLOCATED;
	mcu_word_write(m, block + 4, size);
	add(m, the_mcu(m), xFreeBytesRemaining, size);
	add(m, the_mcu(m), xNumberOfSuccessfulFrees, 1);
	trace_heap_freed(m, block, size, the_mcu(m)->xFreeBytesRemaining);
	prvInsertBlockIntoFreeList(m, block);
	return 0;
}
