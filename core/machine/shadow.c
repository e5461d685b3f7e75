/*
 * The shadow arena of test builds: a copy taken before a slice runs, fed only from its journal,
 * compared with the arena at the slice's end.  A store that went round edit() is a difference, and
 * is named by object and field.  A plain run feeds grains, a traced one exact bytes.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "machine/history_internal.h"

void history_watch_rogue_stores(struct history *h, bool on)
{
	free(h->shadow);
	h->shadow = on ? malloc(h->m->arena_bytes) : NULL;
	h->rogue[0] = 0;
}

const char *history_rogue_store(const struct history *h)
{
	return h->rogue[0] ? h->rogue : NULL;
}

void shadow_copy(struct history *h)
{
	memcpy(h->shadow, h->m->arena, h->m->arena_bytes);
}

static void name_rogue(struct history *h, ref_t offset)
{
	struct place p;

	if (machine_place(h->m, offset, &p))
		snprintf(h->rogue, sizeof(h->rogue), "%s[%u].%s", object_type(p.table)->name,
			 p.index, p.field->name);
	else
		snprintf(h->rogue, sizeof(h->rogue), "arena+0x%x", offset);
}

static void compare(struct history *h)
{
	const u8 *arena = h->m->arena;

	for (u32 at = 0; at < h->m->arena_bytes && !h->rogue[0]; at += CHUNK_BYTES) {
		if (memcmp(h->shadow + at, arena + at, CHUNK_BYTES) == 0)
			continue;
		for (u32 i = at; i < at + CHUNK_BYTES && !h->rogue[0]; i++)
			if (h->shadow[i] != arena[i])
				name_rogue(h, i);
	}
}

/* After a plain run of `slice`, whose records still are in the ring. */
void shadow_check_grains(struct history *h, u32 slice)
{
	u64 end = slice_end_position(h, slice);

	if (h->slices[slice].position < h->ring.first)
		return;
	for (u64 p = h->slices[slice].position; p < end; p++) {
		u32 at = ring_at(&h->ring, p)->grain << GRAIN_SHIFT;

		memcpy(h->shadow + at, h->m->arena + at, GRAIN_BYTES);
	}
	compare(h);
}

/* After a traced run. */
void shadow_check_edits(struct history *h)
{
	if (!h->shadow)
		return;
	for (u32 i = 0; i < h->fine.nr_edits; i++) {
		const struct edit_record *e = &h->fine.edits[i];

		memcpy(h->shadow + e->offset, h->m->arena + e->offset, e->bytes);
	}
	compare(h);
}
