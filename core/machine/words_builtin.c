/* The events' words, in the program itself: one row of texts per line of machine/events/. */
#include "machine/words.h"

#define JOIN_1(a) a
#define JOIN_2(a, ...) a JOIN_1(__VA_ARGS__)
#define JOIN_3(a, ...) a JOIN_2(__VA_ARGS__)
#define JOIN_4(a, ...) a JOIN_3(__VA_ARGS__)
#define JOIN_5(a, ...) a JOIN_4(__VA_ARGS__)
#define JOIN_6(a, ...) a JOIN_5(__VA_ARGS__)
#define JOIN_7(a, ...) a JOIN_6(__VA_ARGS__)
#define JOIN_8(a, ...) a JOIN_7(__VA_ARGS__)
#define JOIN_9(a, ...) a JOIN_8(__VA_ARGS__)
#define JOIN_10(a, ...) a JOIN_9(__VA_ARGS__)
#define JOIN_11(a, ...) a JOIN_10(__VA_ARGS__)
#define JOIN_12(a, ...) a JOIN_11(__VA_ARGS__)
#define JOIN_NTH(a, b, c, d, e, f, g, h, i, j, k, l, join, ...) join
#define JOIN(...) \
	JOIN_NTH(__VA_ARGS__, JOIN_12, JOIN_11, JOIN_10, JOIN_9, JOIN_8, JOIN_7, JOIN_6, JOIN_5, \
		 JOIN_4, JOIN_3, JOIN_2, JOIN_1)(__VA_ARGS__)

static const char *const words[NR_LANGUAGES][NR_EVENTS] = {
	[LANG_EN] = {
#define ALT(name_en, name_zh, why_en, why_zh) "\0" name_en "\0" why_en
#define CALL(name, file, grain, n, args, en, zh) en,
#define STEP(name, actor, grain, n, args, en, zh) en,
#define DECISION(name, grain, n, args, predicate, en, zh, ...) en JOIN(__VA_ARGS__),
#include "machine/events.h"
#undef ALT
#undef CALL
#undef STEP
#undef DECISION
	},
	[LANG_ZH] = {
#define ALT(name_en, name_zh, why_en, why_zh) "\0" name_zh "\0" why_zh
#define CALL(name, file, grain, n, args, en, zh) zh,
#define STEP(name, actor, grain, n, args, en, zh) zh,
#define DECISION(name, grain, n, args, predicate, en, zh, ...) zh JOIN(__VA_ARGS__),
#include "machine/events.h"
	},
};

bool words_known(enum language lang)
{
	return lang < NR_LANGUAGES;
}

const char *event_words(u32 id, enum language lang)
{
	return words[lang][id];
}

/* They are here. */
int words_give(enum language lang, const char *from, size_t bytes)
{
	return 0;
}
