/* The event table itself: one row per line of machine/events/.  Its words are in words_builtin.c. */
#include "machine/trace.h"

#define COUNT_NTH(a, b, c, d, e, f, g, h, i, j, k, l, n, ...) n
#define COUNT(...) COUNT_NTH(__VA_ARGS__, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0)

#define ALT(name_en, name_zh, why_en, why_zh) 0
#define CALL(name, file, grain, n, args, en, zh) \
	{ #name, file, NULL, { NAMES_##n args }, { KINDS_##n args }, \
	  EVENT_TOPIC, CLASS_CALL, ACTOR_KERNEL, grain, n, 0 },
#define STEP(name, actor, grain, n, args, en, zh) \
	{ #name, NULL, NULL, { NAMES_##n args }, { KINDS_##n args }, \
	  EVENT_TOPIC, CLASS_STEP, ACTOR_##actor, grain, n, 0 },
#define DECISION(name, grain, n, args, predicate, en, zh, ...) \
	{ #name, NULL, predicate, { NAMES_##n args }, { KINDS_##n args }, \
	  EVENT_TOPIC, CLASS_DECISION, ACTOR_KERNEL, grain, n, COUNT(__VA_ARGS__) },

const struct event_type event_types[NR_EVENTS] = {
#include "machine/events.h"
};
