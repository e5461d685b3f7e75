/* The boot's calls, in the order in which the kernel printed them, and memblock's dump. */
#include <string.h>

#include "mm/memblock.h"
#include "scenario/replay/boot.h"

/* A printed call is an event's name and its first two numbers: base and size, or start and end. */
struct printed_call {
	const char *op;
	enum event_id id;
};

static const struct printed_call memblock_ops[] = {
	{ "reserve", EV_memblock_reserve }, { "add", EV_memblock_add },
	{ "free", EV_memblock_free }, { "__memblock_free_early", EV_memblock_free },
	{ "remove", EV_memblock_remove },
};

static const struct printed_call e820_ops[] = {
	{ "update", EV_e820__range_update }, { "remove", EV_e820__range_remove },
};

#define NO_EVENT ((enum event_id)NR_EVENTS)

static enum event_id event_of(const struct printed_call *ops, u32 nr, const char *op)
{
	for (u32 i = 0; i < nr; i++)
		if (strcmp(ops[i].op, op) == 0)
			return ops[i].id;
	return NO_EVENT;
}

/* The index of the next event that is one of these calls, from `at` on; nr_events: none. */
static u32 next_call(const struct recording *rec, const struct printed_call *ops, u32 nr, u32 at)
{
	for (; at < rec->nr_events; at++)
		for (u32 i = 0; i < nr; i++)
			if (rec->events[at].id == ops[i].id)
				return at;
	return rec->nr_events;
}

/* false: the first difference, told up to what the model did instead. */
static bool predict_call(struct boot_replay *b, const struct event *e, enum event_id id, u64 first,
			 u64 second, const char *what, u32 nr)
{
	bool same = e && e->id == id && e->args[0] == first && e->args[1] == second;

	if (predict_that(b->r, same, "%s %u: ", what, nr))
		return true;
	tell(b->r, b->r->lang ? "应为 %s(0x%llx, 0x%llx)" : "expected %s(0x%llx, 0x%llx)",
	     event_types[id].name, (unsigned long long)first, (unsigned long long)second);
	if (e)
		tell(b->r, b->r->lang ? "，得到 %s(0x%llx, 0x%llx)" : ", got %s(0x%llx, 0x%llx)",
		     event_types[e->id].name, (unsigned long long)e->args[0],
		     (unsigned long long)e->args[1]);
	tell(b->r, "\n");
	return false;
}

/* Printed ends are inclusive. */
void predict_e820_changes(struct boot_replay *b, const struct recording *rec)
{
	const cJSON *change;
	u32 at = 0, nr = 0;

	cJSON_ArrayForEach(change, optional(b->root, "e820_changes")) {
		enum event_id id = event_of(e820_ops, ARRAY_SIZE(e820_ops),
					    rec_string(b->r, change, "op"));
		const struct event *e;

		if (id == NO_EVENT)
			continue;
		at = next_call(rec, e820_ops, ARRAY_SIZE(e820_ops), at);
		e = at < rec->nr_events ? &rec->events[at++] : NULL;
		predict_call(b, e, id, rec_u64(b->r, change, "start"),
			     rec_u64(b->r, change, "end") + 1, "e820_changes", nr++);
	}
}

static void predict_region(struct replay *r, const struct memblock_region *rgn, const cJSON *json,
			   const char *list, u32 i)
{
	static const struct memblock_region none;
	u64 base = rec_u64(r, json, "base"), size = rec_u64(r, json, "size");

	if (!rgn)
		rgn = &none;
	predict(r, (s64)rgn->base, (s64)base, "memblock.%s[%u].base", list, i);
	predict(r, (s64)rgn->size, (s64)size, "memblock.%s[%u].size", list, i);
	predict(r, rgn->flags, rec_s64(r, json, "flags"), "memblock.%s[%u].flags", list, i);
}

static void predict_regions(struct boot_replay *b, const cJSON *dump, const char *list,
			    const struct memblock_type *type)
{
	const cJSON *json, *regions = rec_array(b->r, dump, list);
	u32 i = 0;

	cJSON_ArrayForEach(json, regions) {
		const struct memblock_region *rgn = memblock_regions(b->m, type) + i;

		predict_region(b->r, i < type->cnt ? rgn : NULL, json, list, i);
		i++;
	}
	predict(b->r, type->cnt, i, "memblock.%s.cnt", list);
}

/* Printed after so many calls: the moment before the next one. */
static void predict_dumps(struct boot_replay *b, const struct recording *rec, u32 calls, u32 before)
{
	const cJSON *dump;

	cJSON_ArrayForEach(dump, optional(b->root, "memblock_dump")) {
		if (rec_u32(b->r, dump, "after_call_index", ~0u) != calls)
			continue;
		history_seek(b->h, rec->first_step + before);
		predict_regions(b, dump, "memory", memblock_memory(b->m));
		predict_regions(b, dump, "reserved", memblock_reserved(b->m));
	}
}

/* What happened since the call before the one that differs. */
static void tell_call(struct boot_replay *b, const struct recording *rec, u32 from, u32 to)
{
	history_seek(b->h, rec->first_step + to);
	tell_record(b->r, b->m, rec, from, to + 1, NULL, NULL);
}

void predict_memblock_calls(struct boot_replay *b, const struct recording *rec)
{
	const u32 nr_ops = ARRAY_SIZE(memblock_ops);
	u32 at = 0, last = 0, nr = 0;
	const cJSON *call;

	cJSON_ArrayForEach(call, optional(b->root, "memblock_calls")) {
		enum event_id id = event_of(memblock_ops, nr_ops, rec_string(b->r, call, "op"));
		const struct event *e;

		at = next_call(rec, memblock_ops, nr_ops, at);
		predict_dumps(b, rec, nr++, at);
		if (id == NO_EVENT)
			continue;	/* a request: its answer is the reserve that follows */
		e = at < rec->nr_events ? &rec->events[at] : NULL;
		if (!predict_call(b, e, id, rec_u64(b->r, call, "base"),
				  (u64)rec_s64(b->r, call, "size"), "memblock_calls", nr - 1))
			tell_call(b, rec, last, at);
		last = at++;
	}
	predict_dumps(b, rec, nr, rec->nr_events);
}
