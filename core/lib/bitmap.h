/*
 * Bitmaps in the arena, as include/linux/bitmap.h and lib/find_bit.c: bit i lies in word i / 64.  They
 * edit for themselves, one journal record a word that changes.
 */
#ifndef LIB_BITMAP_H
#define LIB_BITMAP_H

#include "machine/machine.h"

#define BITS_PER_LONG 64u
#define BITS_TO_LONGS(nr) DIV_ROUND_UP(nr, BITS_PER_LONG)

static inline bool test_bit(const u64 *map, u32 nr)
{
	return map[nr / BITS_PER_LONG] >> (nr % BITS_PER_LONG) & 1;
}

void bitmap_set(struct machine *m, const u64 *map, u32 start, u32 nr);
void bitmap_clear(struct machine *m, const u64 *map, u32 start, u32 nr);
u32 bitmap_weight(const u64 *map, u32 bits);

/* The first set (clear) bit at or after `offset`; `size` if there is none. */
u32 find_next_bit(const u64 *map, u32 size, u32 offset);
u32 find_next_zero_bit(const u64 *map, u32 size, u32 offset);

/*
 * The first place at or after `start` for `nr` clear bits, whose distance from -align_offset is a
 * multiple of align_mask + 1.  Beyond `size` if there is none.
 */
u32 bitmap_find_next_zero_area_off(const u64 *map, u32 size, u32 start, u32 nr, u32 align_mask,
				   u32 align_offset);

#endif
