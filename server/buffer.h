/* Bytes that grow.  Out of memory is remembered in `failed`, so that it is asked for once, at the end. */
#ifndef PAGEWALK_BUFFER_H
#define PAGEWALK_BUFFER_H

#include <stdbool.h>
#include <stddef.h>

struct buffer {
	char *data;	/* always NUL terminated when not NULL */
	size_t bytes;
	size_t room;
	bool failed;
};

void buffer_add(struct buffer *b, const void *data, size_t bytes);
void buffer_add_string(struct buffer *b, const char *string);
void buffer_printf(struct buffer *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
void buffer_add_json_string(struct buffer *b, const char *data, size_t bytes);
void buffer_add_base64(struct buffer *b, const unsigned char *in, size_t bytes);
void buffer_free(struct buffer *b);

#endif
