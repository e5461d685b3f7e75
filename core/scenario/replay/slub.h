/* Recordings of SLUB: what the files of this kind share. */
#ifndef SCENARIO_REPLAY_SLUB_H
#define SCENARIO_REPLAY_SLUB_H

#include "mm/slub.h"
#include "scenario/replay/replay.h"

/* One recorded sequence on one private cache. */
struct slub_sequence {
	struct replay *r;
	struct machine *m;
	u32 cache, nr_cpus;
	u32 min_partial, cpu_partial;	/* as sysfs may have set them */
	u32 size, align, flags;		/* as kmem_cache_create() was called */
	bool ctor;
	u32 nr_ids;
	u64 *objects;			/* by the recording's id; 0: not allocated */
	u32 nr_slabs, max_slabs;
	pfn_t *slabs;			/* in the order in which the model made them */
	u32 *slab_of_frame;		/* the newest slab that began there, counted from 1 */
	s64 layout[5];			/* as recorded: size, inuse, offset, order, objects */
	s64 slab_new, slab_new_order;	/* said of the alloc that follows; -1: nothing */
	u32 new_slab, new_order;	/* what the model made, ~0u: nothing */
	u32 nr_died, died_told;		/* slabs that the last op destroyed, in order */
	u32 *died;
};

struct machine *slub_machine(struct replay *r, const char *cmdline, u32 nr_cpus, bool cpu_partial);

u32 slub_flags(struct replay *r, const cJSON *record);
u32 slub_align(struct replay *r, const cJSON *record, const char *key);

/* slub_sequence.c: JSON lines */
void replay_slub_sequence(struct replay *r, const char *text, size_t bytes);
s64 slub_slab_number(const struct slub_sequence *q, u32 pfn);	/* -1: none */

/* slub_state.c */
void predict_slub_state(struct slub_sequence *q, const cJSON *record);
u32 slub_object_index(const struct slub_sequence *q, u64 object);

/* slub_caches.c: one document */
void replay_slub_caches(struct replay *r, const char *text, size_t bytes);

#endif
