/* The events' words as texts and as a file; words_builtin.c or words_given.c has them. */
#include <string.h>

#include "machine/words.h"

const char *language_name(enum language lang)
{
	return lang == LANG_ZH ? "zh" : "en";
}

enum language language_named(const char *name)
{
	for (enum language lang = LANG_EN; lang < NR_LANGUAGES; lang++)
		if (!strcmp(name, language_name(lang)))
			return lang;
	return NR_LANGUAGES;
}

static const char *nth_text(const char *text, u32 n)
{
	while (n--)
		text += strlen(text) + 1;
	return text;
}

const char *event_sentence(u32 id, enum language lang)
{
	return event_words(id, lang);
}

const char *alternative_name(u32 id, u32 i, enum language lang)
{
	return nth_text(event_words(id, lang), 1 + 2 * i);
}

const char *alternative_reason(u32 id, u32 i, enum language lang)
{
	return nth_text(event_words(id, lang), 2 + 2 * i);
}

size_t words_copy(enum language lang, char *to, size_t bytes)
{
	size_t need = 0;

	for (u32 id = 0; id < NR_EVENTS; id++) {
		const char *first = event_words(id, lang);
		size_t size = (size_t)(nth_text(first, 1 + 2 * event_types[id].nr_alternatives) - first);

		if (need + size <= bytes)
			memcpy(to + need, first, size);
		need += size;
	}
	return need;
}

size_t pw_words(const char *lang, void *to, size_t bytes)
{
	enum language known = language_named(lang);

	return known < NR_LANGUAGES && words_known(known) ? words_copy(known, to, bytes) : 0;
}

int pw_give_words(const char *lang, const void *from, size_t bytes)
{
	enum language known = language_named(lang);

	return known < NR_LANGUAGES && !words_give(known, from, bytes) ? 0 : -1;
}
