/* What history and find follow through time. */
#ifndef RPC_HISTORY_VERB_H
#define RPC_HISTORY_VERB_H

#include "rpc/door.h"

/* An object, one of its fields, or a word at a physical address. */
struct target {
	bool word;
	u64 pa;
	enum table_id table;
	u32 index;
	ref_t offset;
	u32 bytes;
};

/* "object" and "field" of the request. */
int ask_target(struct call *c, struct target *t);
/* The newest step <= from (dir -1) or the oldest > from (dir 1) that changed it; 0: none. */
u64 target_writer(struct call *c, const struct target *t, u64 from, int dir);

#endif
