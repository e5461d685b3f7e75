/* The events' words, handed in from outside: each language is known once it was given. */
#include <string.h>

#include "machine/words.h"

static const char *words[NR_LANGUAGES][NR_EVENTS];
static bool known[NR_LANGUAGES];

bool words_known(enum language lang)
{
	return known[lang];
}

const char *event_words(u32 id, enum language lang)
{
	assert(known[lang]);
	return words[lang][id];
}

int words_give(enum language lang, const char *from, size_t bytes)
{
	const char *end = from + bytes;

	known[lang] = false;
	for (u32 id = 0; id < NR_EVENTS; id++) {
		words[lang][id] = from;
		for (u32 n = 1 + 2u * event_types[id].nr_alternatives; n; n--) {
			const char *nul = memchr(from, 0, (size_t)(end - from));

			if (!nul)
				return -PW_EINVAL;
			from = nul + 1;
		}
	}
	known[lang] = from == end;
	return known[lang] ? 0 : -PW_EINVAL;
}
