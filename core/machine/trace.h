/*
 * Steps: the tracepoints of the model.
 *
 * One table line per event (machine/events/) gives the enum, the function trace_<name>(), the
 * arguments' names and kinds, and the sentence in both languages.  Every event is one step, counted
 * whether or not anybody records it, so step numbers are the same in a plain and in a traced run.
 *
 *   CALL(name, FILE, GRAIN, N, (KIND, arg, ...), EN, ZH)    a kernel function is entered; in C:
 *        CALLED(m, name, args...);   at the function's top; it is left when the scope ends
 *   STEP(name, ACTOR, GRAIN, N, (...), EN, ZH)              something changed or was seen
 *   DECISION(name, GRAIN, N, (...), PREDICATE, EN, ZH, ALT(name en, name zh, why-not en, why-not zh) ...)
 *        trace_<name>(m, args..., taken): taken = index of the alternative that was chosen
 *
 * ACTOR is KERNEL, USER or CPU (what hardware does by itself).  GRAIN 1 is a sentence a newcomer
 * reads, GRAIN 2 every step; the allocator's sentences are grain 2 while it serves another subject
 * (a fault needs a frame), and keep their own where it is what the op is about.  Texts name
 * arguments in braces: "frame {pfn} leaves order {order}".
 * A helper that exists only because we split a function emits no call.
 */
#ifndef MACHINE_TRACE_H
#define MACHINE_TRACE_H

#include "machine/context.h"

#define EVENT_ARGS_MAX 8

enum actor { ACTOR_KERNEL, ACTOR_USER, ACTOR_CPU };
enum event_topic {
	TOPIC_BOOT, TOPIC_PAGE_ALLOC, TOPIC_MEMORY, TOPIC_SLAB, TOPIC_HARDWARE, TOPIC_MCU, TOPIC_USER,
};
enum event_class { CLASS_CALL, CLASS_STEP, CLASS_DECISION };

struct event_type {		/* its sentence and its alternatives' words: machine/words.h */
	const char *name;
	const char *file;		/* kernel file, CALL only */
	const char *predicate;		/* DECISION only */
	const char *arg_names[EVENT_ARGS_MAX];
	u8 arg_kinds[EVENT_ARGS_MAX];
	u8 topic, class, actor, grain, nr_args;
	u8 nr_alternatives;
};

/* (KIND, name, ...) lists as parameters, values, kinds and names */
#define PARAMS_0()
#define PARAMS_1(k, a) , u64 a
#define PARAMS_2(k, a, ...) , u64 a PARAMS_1(__VA_ARGS__)
#define PARAMS_3(k, a, ...) , u64 a PARAMS_2(__VA_ARGS__)
#define PARAMS_4(k, a, ...) , u64 a PARAMS_3(__VA_ARGS__)
#define PARAMS_5(k, a, ...) , u64 a PARAMS_4(__VA_ARGS__)
#define PARAMS_6(k, a, ...) , u64 a PARAMS_5(__VA_ARGS__)
#define PARAMS_7(k, a, ...) , u64 a PARAMS_6(__VA_ARGS__)
#define PARAMS_8(k, a, ...) , u64 a PARAMS_7(__VA_ARGS__)
#define VALUES_0()
#define VALUES_1(k, a) a
#define VALUES_2(k, a, ...) a, VALUES_1(__VA_ARGS__)
#define VALUES_3(k, a, ...) a, VALUES_2(__VA_ARGS__)
#define VALUES_4(k, a, ...) a, VALUES_3(__VA_ARGS__)
#define VALUES_5(k, a, ...) a, VALUES_4(__VA_ARGS__)
#define VALUES_6(k, a, ...) a, VALUES_5(__VA_ARGS__)
#define VALUES_7(k, a, ...) a, VALUES_6(__VA_ARGS__)
#define VALUES_8(k, a, ...) a, VALUES_7(__VA_ARGS__)
#define KINDS_0() 0
#define KINDS_1(k, a) V_##k
#define KINDS_2(k, a, ...) V_##k, KINDS_1(__VA_ARGS__)
#define KINDS_3(k, a, ...) V_##k, KINDS_2(__VA_ARGS__)
#define KINDS_4(k, a, ...) V_##k, KINDS_3(__VA_ARGS__)
#define KINDS_5(k, a, ...) V_##k, KINDS_4(__VA_ARGS__)
#define KINDS_6(k, a, ...) V_##k, KINDS_5(__VA_ARGS__)
#define KINDS_7(k, a, ...) V_##k, KINDS_6(__VA_ARGS__)
#define KINDS_8(k, a, ...) V_##k, KINDS_7(__VA_ARGS__)
#define NAMES_0() NULL
#define NAMES_1(k, a) #a
#define NAMES_2(k, a, ...) #a, NAMES_1(__VA_ARGS__)
#define NAMES_3(k, a, ...) #a, NAMES_2(__VA_ARGS__)
#define NAMES_4(k, a, ...) #a, NAMES_3(__VA_ARGS__)
#define NAMES_5(k, a, ...) #a, NAMES_4(__VA_ARGS__)
#define NAMES_6(k, a, ...) #a, NAMES_5(__VA_ARGS__)
#define NAMES_7(k, a, ...) #a, NAMES_6(__VA_ARGS__)
#define NAMES_8(k, a, ...) #a, NAMES_7(__VA_ARGS__)

#define CALL(name, file, grain, n, args, en, zh) EV_##name,
#define STEP(name, actor, grain, n, args, en, zh) EV_##name,
#define DECISION(name, grain, n, args, predicate, en, zh, ...) EV_##name,
enum event_id {
#include "machine/events.h"
	NR_EVENTS
};
#undef CALL
#undef STEP
#undef DECISION

extern const struct event_type event_types[NR_EVENTS];

void trace_event(struct machine *m, enum event_id id, const u64 *args, u32 taken);
void trace_leave(struct machine *m);

/* One step more; is it to be recorded? */
static inline bool tick(struct machine *m)
{
	return !BULK && unlikely(++m->clock < 0);
}

static inline void leave_call(struct machine *const *m)
{
	if (unlikely(is_traced(*m)))
		trace_leave(*m);
}

#define CALLED(m, name, ...) \
	struct machine *const name##_call __attribute__((cleanup(leave_call), unused)) = \
		enter_##name(m, ##__VA_ARGS__)

/* All of them are copied: a constant length is quicker than the event's own.  An empty list is one 0. */
#define VALUE_LIST(n, args) ((const u64[EVENT_ARGS_MAX + 1]){ VALUES_##n args })

#define CALL(name, file, grain, n, args, en, zh) \
static inline struct machine *enter_##name(struct machine *m PARAMS_##n args) \
{ \
	if (tick(m)) \
		trace_event(m, EV_##name, VALUE_LIST(n, args), 0); \
	return m; \
}
#define STEP(name, actor, grain, n, args, en, zh) \
static inline void trace_##name(struct machine *m PARAMS_##n args) \
{ \
	if (tick(m)) \
		trace_event(m, EV_##name, VALUE_LIST(n, args), 0); \
}
#define DECISION(name, grain, n, args, predicate, en, zh, ...) \
static inline void trace_##name(struct machine *m PARAMS_##n args, u32 taken) \
{ \
	if (tick(m)) \
		trace_event(m, EV_##name, VALUE_LIST(n, args), taken); \
}
#include "machine/events.h"
#undef CALL
#undef STEP
#undef DECISION

#endif
