/* Bitmaps.  Open lib/bitmap.c and lib/find_bit.c beside this. */
#include "lib/bitmap.h"

/* The bits of word `i` that [start, end) covers. */
static u64 covered(u32 i, u32 start, u32 end)
{
	u32 first = i * BITS_PER_LONG, last = first + BITS_PER_LONG;
	u64 mask = ~0ull;

	if (start > first)
		mask &= ~0ull << (start - first);
	if (end < last)
		mask &= ~0ull >> (last - end);
	return mask;
}

static void change(struct machine *m, const u64 *map, u32 start, u32 nr, bool on)
{
	u32 end = start + nr;

	for (u32 i = start / BITS_PER_LONG; nr && i <= (end - 1) / BITS_PER_LONG; i++) {
		u64 mask = covered(i, start, end), value = on ? map[i] | mask : map[i] & ~mask;

		if (value != map[i])
			set_uint(m, &map[i], sizeof(map[i]), value);
	}
}

void bitmap_set(struct machine *m, const u64 *map, u32 start, u32 nr)
{
	change(m, map, start, nr, true);
}

void bitmap_clear(struct machine *m, const u64 *map, u32 start, u32 nr)
{
	change(m, map, start, nr, false);
}

u32 bitmap_weight(const u64 *map, u32 bits)
{
	u32 weight = 0;

	for (u32 i = 0; i < BITS_TO_LONGS(bits); i++)
		weight += (u32)__builtin_popcountll(map[i] & covered(i, 0, bits));
	return weight;
}

/* `invert` makes clear bits the ones that are looked for. */
static u32 find_next(const u64 *map, u32 size, u32 offset, u64 invert)
{
	if (offset >= size)
		return size;
	for (u32 i = offset / BITS_PER_LONG; i < BITS_TO_LONGS(size); i++) {
		u64 word = (map[i] ^ invert) & covered(i, offset, size);

		if (word)
			return i * BITS_PER_LONG + (u32)__builtin_ctzll(word);
	}
	return size;
}

u32 find_next_bit(const u64 *map, u32 size, u32 offset)
{
	return find_next(map, size, offset, 0);
}

u32 find_next_zero_bit(const u64 *map, u32 size, u32 offset)
{
	return find_next(map, size, offset, ~0ull);
}

u32 bitmap_find_next_zero_area_off(const u64 *map, u32 size, u32 start, u32 nr, u32 align_mask,
				   u32 align_offset)
{
	for (;;) {
		u32 index = find_next_zero_bit(map, size, start), end, taken;

		index = (u32)ALIGN_UP((u64)index + align_offset, (u64)align_mask + 1) - align_offset;
		end = index + nr;
		if (end > size || end < index)
			return size + 1;
		taken = find_next_bit(map, end, index);
		if (taken >= end)
			return index;
		start = taken + 1;
	}
}
