/* Writing the one error. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "scenario/error.h"

#define CLIP_CHARACTERS 40

const char *error_kind_name(enum error_kind kind)
{
	static const char *const names[] = { "", "scenario", "request", "range", "limit" };

	return names[kind];
}

/* vsnprintf may cut a character in half; an answer must stay valid UTF-8. */
static void trim_partial(char *text)
{
	size_t n = strlen(text), back = 0;
	u8 lead;

	while (back < 3 && n > back && ((u8)text[n - 1 - back] & 0xc0) == 0x80)
		back++;
	if (n <= back)
		return;
	lead = (u8)text[n - 1 - back];
	if ((lead >= 0xf0 && back < 3) || (lead >= 0xe0 && lead < 0xf0 && back < 2) ||
	    (lead >= 0xc0 && lead < 0xe0 && back < 1))
		text[n - 1 - back] = '\0';
}

int pw_fail_late(struct pw_error *e, enum error_kind kind, struct text_place place, const char *path,
		 const char *en, const char *zh, ...)
{
	va_list args;

	late_texts();
	e->kind = kind;
	e->place = place;
	snprintf(e->path, sizeof(e->path), "%s", path ? path : "");
	trim_partial(e->path);
	va_start(args, zh);
	vsnprintf(e->message[0], sizeof(e->message[0]), en, args);
	va_end(args);
	va_start(args, zh);
	vsnprintf(e->message[1], sizeof(e->message[1]), zh, args);
	va_end(args);
	trim_partial(e->message[0]);
	trim_partial(e->message[1]);
	return -1;
}

struct clipped clip(const char *text)
{
	struct clipped c;
	size_t out = 0, characters = 0;

	for (; *text && out < sizeof(c.text) - 8; text++) {
		u8 byte = (u8)*text;

		if ((byte & 0xc0) != 0x80 && ++characters > CLIP_CHARACTERS)
			break;
		c.text[out++] = byte < 0x20 || byte == 0x7f ? ' ' : *text;
	}
	strcpy(c.text + out, *text ? "..." : "");
	return c;
}
