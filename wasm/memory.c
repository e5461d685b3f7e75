/*
 * memcpy() and memset() of the browser's core.  A large one is one instruction, which the engine
 * runs as fast as the machine can; a small one is a loop, because entering the instruction takes
 * longer than that.
 */
#include <stddef.h>
#include <stdint.h>

#define LARGE 256

struct word {
	uint64_t bits;
} __attribute__((packed, may_alias));	/* anywhere, part of anything */

void *memcpy(void *restrict to, const void *restrict from, size_t bytes)
{
	char *t = to;
	const char *f = from;

	if (bytes >= LARGE)
		return __builtin_memcpy(to, from, bytes);	/* memory.copy */
	for (; bytes >= 8; bytes -= 8, t += 8, f += 8)
		*(struct word *)t = *(const struct word *)f;
	for (; bytes; bytes--)
		*t++ = *f++;
	return to;
}

void *memset(void *to, int c, size_t bytes)
{
	char *t = to;
	struct word pattern = { (uint8_t)c * 0x0101010101010101ull };

	if (bytes >= LARGE)
		return __builtin_memset(to, c, bytes);	/* memory.fill */
	for (; bytes >= 8; bytes -= 8, t += 8)
		*(struct word *)t = pattern;
	for (; bytes; bytes--)
		*t++ = (char)c;
	return to;
}
