/* A recorded SLAB and the model's, side by side. */
#ifndef SCENARIO_REPLAY_SLAB_H
#define SCENARIO_REPLAY_SLAB_H

#include "mm/slab.h"
#include "scenario/replay/replay.h"

struct machine *slab_machine(struct replay *r, const char *cmdline, u32 cpus, u32 possible);
u32 create_recorded_cache(struct replay *r, struct machine *m, const cJSON *c, const char *name);
void predict_cache(struct replay *r, const struct machine *m, u32 cache, const cJSON *c,
		   const char *name);
void replay_slab_sequence(struct replay *r, const void *text, size_t bytes);

/* slab_system.c: the caches that the recorded x86_64 kernel made for itself before */
void create_system_caches(struct machine *m);

#endif
