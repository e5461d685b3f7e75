/* What the parts of view `slab` share: one cache's lists, under SLAB and under SLUB. */
#ifndef RPC_VIEW_SLAB_H
#define RPC_VIEW_SLAB_H

#include "lib/list.h"
#include "mm/slab.h"
#include "rpc/rpc.h"

#define SLABS_SHOWN 24		/* of a list */
#define OBJECTS_SHOWN 512	/* of a slab, of an array */

/* A slab's objects by their state, a letter each: see docs/PROTOCOL.md. */
struct object_states {
	u32 nr;
	char letter[OBJECTS_SHOWN + 1];
};
void mark_object(struct object_states *states, u32 index, char letter);

void open_slab_list(struct json_out *o, const char *name);
void close_slab_list(struct json_out *o, u32 total);
void write_slab_row(struct call *c, u32 pfn, s64 colour_offset, u32 in_use,
		    struct object_states *states);
void write_slab_cpus(struct call *c, const struct kmem_cache *s);
void write_slab_lists(struct call *c, const struct kmem_cache *s);
void write_slub_cpus(struct call *c, const struct kmem_cache *s);
void write_slub_lists(struct call *c, const struct kmem_cache *s);
void write_slob(struct call *c);

#endif
