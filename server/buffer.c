/* Growing bytes, and the JSON form of a string. */
#include "buffer.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static bool buffer_grow(struct buffer *b, size_t bytes)
{
	size_t room = b->room ? b->room : 256;
	char *data;

	if (b->failed)
		return false;
	while (room - b->bytes <= bytes)
		room *= 2;
	if (room == b->room)
		return true;
	data = realloc(b->data, room);
	if (!data) {
		b->failed = true;
		return false;
	}
	b->data = data;
	b->room = room;
	return true;
}

void buffer_add(struct buffer *b, const void *data, size_t bytes)
{
	if (!buffer_grow(b, bytes))
		return;
	if (bytes)
		memcpy(b->data + b->bytes, data, bytes);
	b->bytes += bytes;
	b->data[b->bytes] = '\0';
}

void buffer_add_string(struct buffer *b, const char *string)
{
	buffer_add(b, string, strlen(string));
}

void buffer_printf(struct buffer *b, const char *format, ...)
{
	va_list args;
	int need;

	va_start(args, format);
	need = vsnprintf(NULL, 0, format, args);
	va_end(args);
	if (need < 0 || !buffer_grow(b, (size_t)need))
		return;
	va_start(args, format);
	vsnprintf(b->data + b->bytes, (size_t)need + 1, format, args);
	va_end(args);
	b->bytes += (size_t)need;
}

/*
 * Bytes above 0x7f pass as they are: whether they are UTF-8 is for the reader of the string to say,
 * who can name the place in the file.
 */
void buffer_add_json_string(struct buffer *b, const char *data, size_t bytes)
{
	size_t plain = 0;

	buffer_add(b, "\"", 1);
	for (size_t i = 0; i < bytes; i++) {
		unsigned char c = (unsigned char)data[i];

		if (c >= 0x20 && c != '"' && c != '\\')
			continue;
		buffer_add(b, data + plain, i - plain);
		if (c >= 0x20)
			buffer_printf(b, "\\%c", c);
		else if (c == '\n')
			buffer_add_string(b, "\\n");
		else
			buffer_printf(b, "\\u%04x", c);
		plain = i + 1;
	}
	buffer_add(b, data + plain, bytes - plain);
	buffer_add(b, "\"", 1);
}

void buffer_free(struct buffer *b)
{
	free(b->data);
	memset(b, 0, sizeof(*b));
}

void buffer_add_base64(struct buffer *b, const unsigned char *in, size_t bytes)
{
	static const char digits[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

	for (size_t i = 0; i < bytes; i += 3) {
		size_t n = bytes - i < 3 ? bytes - i : 3;
		unsigned int word = (unsigned int)in[i] << 16;
		char four[4];

		word |= n > 1 ? (unsigned int)in[i + 1] << 8 : 0;
		word |= n > 2 ? in[i + 2] : 0;
		for (size_t j = 0; j < 4; j++)
			four[j] = j <= n ? digits[word >> (18 - 6 * j) & 63] : '=';
		buffer_add(b, four, 4);
	}
}
