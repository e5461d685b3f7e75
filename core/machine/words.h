/*
 * What people read of the events, in each language: an event's sentence, and of a decision the name
 * of each alternative and why it was not taken.  They stand in machine/events/ with all the rest.
 *
 * A build has them in one of two ways, chosen by naming a file in core/CMakeLists.txt.
 * words_builtin.c holds them.  words_given.c holds none: somebody hands them in, a language at a
 * time, as words_copy() wrote them.  A browser so fetches only the language that its reader reads.
 */
#ifndef MACHINE_WORDS_H
#define MACHINE_WORDS_H

#include "machine/trace.h"

enum language { LANG_EN, LANG_ZH, NR_LANGUAGES };

/* NR_LANGUAGES: nobody knows a language of this name ("en", "zh"). */
enum language language_named(const char *name);

const char *language_name(enum language lang);

/* False: not given yet.  The texts below are then not to be asked for. */
bool words_known(enum language lang);

/* every language whose words are known */
#define for_each_language(lang) \
	for (enum language lang = LANG_EN; lang < NR_LANGUAGES; lang++) \
		if (words_known(lang))

/* The event's texts one after another, each with its NUL: its sentence, then each alternative's two. */
const char *event_words(u32 id, enum language lang);

const char *event_sentence(u32 id, enum language lang);
const char *alternative_name(u32 id, u32 i, enum language lang);
const char *alternative_reason(u32 id, u32 i, enum language lang);

/* All of a language, for words_give(): returns the bytes needed; those beyond `bytes` are not written. */
size_t words_copy(enum language lang, char *to, size_t bytes);

/* The bytes must stay.  0; -PW_EINVAL: they are not the words of this build's events. */
int words_give(enum language lang, const char *from, size_t bytes);

#endif
