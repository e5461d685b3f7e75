/* Powers of two.  Open include/linux/log2.h and asm-generic/getorder.h. */
#ifndef LIB_LOG2_H
#define LIB_LOG2_H

#include "machine/types.h"

/* Number of the highest bit, counted from 1; 0 for 0. */
static inline u32 fls(u32 x)
{
	return x ? 32 - (u32)__builtin_clz(x) : 0;
}

/* of a number above 0, rounded down */
static inline u32 ilog2(u64 n)
{
	return 63 - (u32)__builtin_clzll(n);
}

/* The smallest order whose block holds so many bytes. */
static inline u32 get_order(u64 size)
{
	return size <= PAGE_SIZE ? 0 : ilog2((size - 1) >> PAGE_SHIFT) + 1;
}

#endif
