/* Bytes in JSON. */
#ifndef LIB_BASE64_H
#define LIB_BASE64_H

#include "machine/types.h"

/* Decode into out, which has room for length / 4 * 3 bytes.  The number of bytes, -1: not base64. */
s64 base64_decode(const char *text, u64 length, u8 *out);

#endif
