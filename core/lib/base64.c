/* RFC 4648 with padding; nothing else may stand between. */
#include <string.h>

#include "lib/base64.h"

static s32 digit_of(char c)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const char *at = c ? strchr(digits, c) : NULL;

	return at ? (s32)(at - digits) : -1;
}

s64 base64_decode(const char *text, u64 length, u8 *out)
{
	u64 padding = 0;
	s64 bytes = 0;

	if (length % 4)
		return -1;
	while (padding < 2 && padding < length && text[length - 1 - padding] == '=')
		padding++;
	for (u64 i = 0; i < length; i += 4) {
		u32 word = 0, nr = i + 4 == length ? 3 - (u32)padding : 3;

		for (u32 j = 0; j < 4; j++) {
			s32 digit = j <= nr ? digit_of(text[i + j]) : 0;

			if (digit < 0)
				return -1;
			word = word << 6 | (u32)digit;
		}
		for (u32 j = 0; j < nr; j++)
			out[bytes++] = (u8)(word >> (16 - 8 * j));
	}
	return bytes;
}
