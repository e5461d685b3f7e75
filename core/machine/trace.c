/* The event table itself: one row per line of machine/events/. */
#include "machine/trace.h"


#define ALT(name_en, name_zh, why_en, why_zh) { { name_en, name_zh }, { why_en, why_zh } }
#define CALL(name, file, grain, n, args, en, zh)
#define STEP(name, actor, grain, n, args, en, zh)
#define DECISION(name, grain, n, args, predicate, en, zh, ...) \
	static const struct alternative alternatives_##name[] = { __VA_ARGS__ };
#include "machine/events.h"
#undef CALL
#undef STEP
#undef DECISION

#define CALL(name, file, grain, n, args, en, zh) \
	{ #name, file, { en, zh }, NULL, { NAMES_##n args }, { KINDS_##n args }, \
	  EVENT_TOPIC, CLASS_CALL, ACTOR_KERNEL, grain, n, 0, NULL },
#define STEP(name, actor, grain, n, args, en, zh) \
	{ #name, NULL, { en, zh }, NULL, { NAMES_##n args }, { KINDS_##n args }, \
	  EVENT_TOPIC, CLASS_STEP, ACTOR_##actor, grain, n, 0, NULL },
#define DECISION(name, grain, n, args, predicate, en, zh, ...) \
	{ #name, NULL, { en, zh }, predicate, { NAMES_##n args }, { KINDS_##n args }, \
	  EVENT_TOPIC, CLASS_DECISION, ACTOR_KERNEL, grain, n, ARRAY_SIZE(alternatives_##name), \
	  alternatives_##name },

const struct event_type event_types[NR_EVENTS] = {
#include "machine/events.h"
};
