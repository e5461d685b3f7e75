/*
 * The machine: one arena of typed tables, and the only way to write into it.
 *
 * All state of a simulated machine lies in the arena, so a snapshot is a copy, one digest serves
 * every build, and time runs both ways.  Reads give const pointers.  To write, say what you are
 * about to write: edit_<type>(m, object), set(m, object, field, value) or add(); the journal then
 * holds the old bytes before the store happens.  A pointer from edit is used at once, never kept.
 *
 * No host pointer lies in the arena.  References are u32: a pfn, a table index (0 = NULL where the
 * table is a pool) or an arena offset (list_head, rb_node).
 */
#ifndef MACHINE_MACHINE_H
#define MACHINE_MACHINE_H

#include <assert.h>

#include "machine/geometry.h"
#include "machine/objects.h"

#define GRAIN_SHIFT 6		/* the history keeps first old values in grains of 64 bytes */
#define GRAIN_BYTES (1u << GRAIN_SHIFT)
#define CHUNK_SHIFT 12		/* checkpoints and the digest work in chunks of 4 KiB */
#define CHUNK_BYTES (1u << CHUNK_SHIFT)
#define GRAINS_PER_CHUNK (CHUNK_BYTES / GRAIN_BYTES)
_Static_assert(GRAINS_PER_CHUNK == 64, "a word of `touched` is a chunk");

enum slab_choice { SLAB_SLAB, SLAB_SLUB, SLAB_SLOB, NR_SLAB_CHOICES };

struct machine_config {
	enum machine_arch arch;
	u32 max_pfn;		/* frames that have a struct page: [0, max_pfn) */
	u32 nr_cpus;
	u32 possible_cpus;	/* that may ever be: 0, or more than nr_cpus; machine_create() fills it */
	enum slab_choice slab;	/* which of the three allocators of objects it has */
	bool no_cpu_partial;	/* SLUB without CONFIG_SLUB_CPU_PARTIAL */
	u32 max_contents;	/* frames that may hold words at one time */
	u64 arena_limit;	/* bytes; 0 = 4 GiB - 1 */
};

struct table {
	ref_t base;
	u32 size;		/* bytes of one object */
	u32 capacity;		/* objects */
	ref_t pool;		/* struct pool_head, 0 if the table is no pool */
};

/* A pool table's free objects: indexes that were used before are reused newest first. */
struct pool_head {
	u32 nr_ever, free_head, nr_live, pad;
	/* u32 next[capacity] follows */
};

struct history;
struct recorder;

struct machine {
	u8 *arena;
	s64 clock;			/* see below */
	bool journaling;		/* false: bulk mode */
	u32 arena_bytes;
	u64 *touched;			/* word per chunk, bit per grain: recorded in this slice */
	struct history *history;	/* NULL in bulk mode */
	struct recorder *recorder;
	const char *limit_hit;		/* name of the table that was full; the op is rolled back */
	u64 context;			/* what the running code may do: machine/context.h */
	const char *const *bug;		/* the kernel found a bug and the op ends: its words in en, zh */
	void *memory;			/* the arena's, which begins at a cache line */
	u8 *first[NR_TABLES];		/* each table's object 0; see object_at() */
	struct table tables[NR_TABLES];
	struct machine_config config;
	struct geometry geo;		/* of config.arch */
};

/* NULL (and *error) when the configuration passes a limit.  The arena is all zero: power off. */
struct machine *machine_create(const struct machine_config *config, const char **error);
void machine_destroy(struct machine *m);

/*
 * Code that is compiled with MACHINE_BULK serves machines without a history alone: it remembers
 * nothing and counts no steps, since nobody can go back or look.  See mm/page_alloc/bulk.c.
 */
#ifdef MACHINE_BULK
#define BULK true
#else
#define BULK false
#endif

static inline bool is_journaled(const struct machine *m)
{
	return !BULK && m->journaling;
}

/*
 * The clock counts steps: every event, traced or not.  While events and exact edits are recorded it
 * counts from the lowest number instead of 0, so that one add does both: count, and tell.
 */
#define CLOCK_TRACED INT64_MIN

static inline bool is_traced(const struct machine *m)
{
	return !BULK && m->clock < 0;
}

static inline u64 steps_so_far(const struct machine *m)
{
	return (u64)m->clock & INT64_MAX;
}

static inline void set_traced(struct machine *m, bool on)
{
	m->clock = (s64)steps_so_far(m) + (on ? CLOCK_TRACED : 0);
}

void journal_edit(struct machine *m, ref_t offset, u32 bytes);

/* Nothing to remember: the grain is recorded in this slice. */
static inline bool journal_knows(const struct machine *m, u32 grain)
{
	return m->touched[grain / GRAINS_PER_CHUNK] >> grain % GRAINS_PER_CHUNK & 1 && !is_traced(m);
}

static inline ref_t ref_of(const struct machine *m, const void *p)
{
	return (ref_t)((const u8 *)p - m->arena);
}

static inline const void *at_ref(const struct machine *m, ref_t ref)
{
	return m->arena + ref;
}

/* Announce a store to [p, p + bytes) and get the writable address of p. */
static inline __attribute__((always_inline))
void *edit(struct machine *m, const void *p, u32 bytes)
{
	ref_t offset = ref_of(m, p), last = offset + bytes - 1;

	if (is_journaled(m) && (offset >> GRAIN_SHIFT != last >> GRAIN_SHIFT ||
				!journal_knows(m, last >> GRAIN_SHIFT)))
		journal_edit(m, offset, bytes);
	return (void *)(uintptr_t)p;
}

/* The same of 1, 2, 4 or 8 bytes at a multiple of their number: they lie in one grain. */
static inline __attribute__((always_inline))
void *edit_scalar(struct machine *m, const void *p, u32 bytes)
{
	if (is_journaled(m) && !journal_knows(m, ref_of(m, p) >> GRAIN_SHIFT))
		journal_edit(m, ref_of(m, p), bytes);
	return (void *)(uintptr_t)p;
}

/*
 * Announce the first store ever to a large range, which is all zero: the struct pages of a machine.
 * Its old bytes need no record, and its slice is not kept in the coarse journal: going back over it
 * means power off, going forward means running it again, and both are quick where this is used.
 */
void *edit_fresh(struct machine *m, const void *p, u32 bytes);

static inline __attribute__((always_inline))
void set_uint(struct machine *m, const void *p, u32 bytes, u64 value)
{
	void *w = edit_scalar(m, p, bytes);

	switch (bytes) {
	case 1: *(u8 *)w = (u8)value; break;
	case 2: *(u16 *)w = (u16)value; break;
	case 4: *(u32 *)w = (u32)value; break;
	default: *(u64 *)w = value; break;
	}
}

/* One scalar field of an object: set(m, page, _refcount, 1); add(m, zone, nr_free_pages, -8) */
#define set(m, object, field, value) \
	set_uint(m, &(object)->field, sizeof((object)->field), (u64)(value))
#define add(m, object, field, delta) \
	set(m, object, field, (u64)(s64)(object)->field + (u64)(s64)(delta))

/*
 * Every access to every object passes here.  The base is kept as a pointer because a compiler knows
 * that no number stored into the arena changes a pointer, and need not load it again.  The bound is
 * checked where the sanitizers are: it costs a fifth of the allocator's speed.
 */
#ifdef PAGEWALK_CHECKED
#define assert_index(m, table, index) assert((index) < (m)->tables[table].capacity)
#else
#define assert_index(m, table, index) ((void)0)
#endif

/* <type>_at(m, index), <type>_index(m, object), edit_<type>(m, object) for every table */
#define OBJECT_ACCESS(tag, FIELDS, cap) \
static inline const struct tag *tag##_at(const struct machine *m, u32 index) \
{ \
	assert_index(m, TABLE_##tag, index); \
	return (const struct tag *)m->first[TABLE_##tag] + index; \
} \
static inline u32 tag##_index(const struct machine *m, const struct tag *object) \
{ \
	return (u32)(object - (const struct tag *)m->first[TABLE_##tag]); \
} \
static inline struct tag *edit_##tag(struct machine *m, const struct tag *object) \
{ \
	return edit(m, object, sizeof(*object)); \
}
OBJECTS(OBJECT_ACCESS)

static inline const struct system *sys(const struct machine *m)
{
	return system_at(m, 0);
}

/*
 * A zeroed object of a pool table; 0 when the table is full (m->limit_hit then names it and the
 * session rolls the op back).  object_free gives it back.
 */
u32 object_alloc(struct machine *m, enum table_id table);
void object_free(struct machine *m, enum table_id table, u32 index);
bool object_live(const struct machine *m, enum table_id table, u32 index);
u32 object_count(const struct machine *m, enum table_id table);

#define container_of_ref(m, ref, type, member) \
	((const struct type *)((m)->arena + (ref) - offsetof(struct type, member)))

/* Which object and field lies at an arena offset.  false: padding or a pool's bookkeeping. */
struct place {
	enum table_id table;
	u32 index;
	const struct field *field;
	u32 element;		/* of an array field */
	ref_t offset;		/* where that element begins */
};
/* A text is one value, whose elements are its letters. */
static inline bool field_text(const struct field *f)
{
	return f->kind == V_STR && f->size == 1;
}
static inline u32 value_bytes(const struct field *f)
{
	return field_text(f) ? f->count : f->size;
}
bool machine_place(const struct machine *m, ref_t offset, struct place *place);

u64 digest_words(const struct machine *m, ref_t offset, u32 bytes);
u64 machine_digest_full(const struct machine *m);

#endif
