/*
 * Values and sentences for people, in English (0) and Chinese (1).
 *
 * One line per value kind: what it is called outside (tokens of the protocol) and how it is written.
 * A template names its arguments in braces: "frame {pfn} goes to the list of order {order}".  What
 * depends on a number has two forms: "{count} {count?frame goes|frames go} back".
 */
#ifndef MACHINE_FORMAT_H
#define MACHINE_FORMAT_H

#include "machine/words.h"

#define FORMAT_MAX 160		/* bytes that a written value needs at most, with its NUL */

/* "pfn", "va", "num", ...: the token kind of docs/PROTOCOL.md; NULL: plain text */
const char *value_kind_name(enum value_kind kind);

/* Writes the value; returns buf. */
const char *format_value(const struct machine *m, enum value_kind kind, u64 value,
			 enum language lang, char buf[FORMAT_MAX]);

/* "ENOMEM" for 12; NULL for a number that the model does not use */
const char *errno_name(u32 number);
const char *migratetype_name(u32 migratetype);

/* Receives a sentence piece by piece; kind is V_NONE for the template's own text. */
struct sentence_sink {
	void (*piece)(struct sentence_sink *sink, enum value_kind kind, u64 value,
		      const char *text, size_t bytes);
};
void format_sentence(const struct machine *m, const char *template, const struct event_type *type,
		     const u64 *args, enum language lang, struct sentence_sink *sink);

#endif
