/*
 * The arena's layout, and the tables that are pools.
 *
 * Tables lie one after another in the order of OBJECTS(), each aligned to a chunk, so that a
 * checkpoint of a quiet table costs nothing.  Offset 0 is never an object: it is the null reference.
 */
#include <stdlib.h>
#include <string.h>

#include "machine/machine.h"

static bool is_pool(enum table_id t)
{
	switch (t) {
	case TABLE_mm_struct: case TABLE_vm_area_struct: case TABLE_anon_vma: case TABLE_task_struct:
	case TABLE_vmap_area: case TABLE_vm_struct:
	case TABLE_spinlock: case TABLE_binding: case TABLE_content: case TABLE_content_line: case TABLE_file:
	case TABLE_radix_tree_node: case TABLE_malloc_state: case TABLE_malloc_chunk:
	case TABLE_kmem_cache:
		return true;
	default:
		return false;
	}
}

static u64 place_table(struct table *t, enum table_id id, u64 at, u64 capacity, u32 size)
{
	t->base = (ref_t)at;
	t->size = size;
	t->capacity = (u32)capacity;
	at += capacity * size;
	if (is_pool(id)) {
		at = ALIGN_UP(at, 16);
		t->pool = (ref_t)at;
		at += sizeof(struct pool_head) + capacity * sizeof(u32);
	}
	return ALIGN_UP(at, CHUNK_BYTES);
}

static u64 layout(struct machine *m)
{
	const struct machine_config *c = &m->config;
	u64 at = CHUNK_BYTES;

#define PLACE(tag, FIELDS, cap) \
	at = place_table(&m->tables[TABLE_##tag], TABLE_##tag, at, cap, sizeof(struct tag));
	OBJECTS(PLACE)
	return at;
}

struct machine *machine_create(const struct machine_config *config, const char **error)
{
	struct machine *m = calloc(1, sizeof(*m));
	u64 limit = config->arena_limit ? config->arena_limit : 0xffffffffu;

	*error = "memory";
	if (!m)
		return NULL;
	m->config = *config;
	m->config.possible_cpus = max_t(u32, config->possible_cpus, config->nr_cpus);
	m->geo = geometries[config->arch];
	if (config->slab == SLAB_SLUB && m->geo.cmpxchg_double)
		m->geo.sizeof_page = (u32)ALIGN_UP(m->geo.sizeof_page, 2 * m->geo.word_bytes);
	if (layout(m) > limit) {
		*error = "arena";
		free(m);
		return NULL;
	}
	m->arena_bytes = (u32)layout(m);
	m->memory = calloc(1, (size_t)m->arena_bytes + GRAIN_BYTES);
	m->arena = (u8 *)(uintptr_t)ALIGN_UP((uintptr_t)m->memory, GRAIN_BYTES);
	m->touched = calloc(m->arena_bytes / GRAIN_BYTES / 64 + 1, sizeof(u64));
	if (!m->memory || !m->touched) {
		machine_destroy(m);
		return NULL;
	}
	for (u32 t = 0; t < NR_TABLES; t++)
		m->first[t] = m->arena + m->tables[t].base;
	return m;
}

void machine_destroy(struct machine *m)
{
	if (!m)
		return;
	free(m->memory);
	free(m->touched);
	free(m);
}

static const struct pool_head *pool(const struct machine *m, enum table_id table)
{
	assert(m->tables[table].pool);
	return at_ref(m, m->tables[table].pool);
}

static const u32 *pool_next(const struct machine *m, enum table_id table, u32 index)
{
	return (const u32 *)(pool(m, table) + 1) + index;
}

#define POOL_LIVE 0xffffffffu	/* next[] of an object in use */

u32 object_alloc(struct machine *m, enum table_id table)
{
	const struct pool_head *p = pool(m, table);
	const struct table *t = &m->tables[table];
	u32 index = p->free_head;

	if (index) {
		set(m, p, free_head, *pool_next(m, table, index));
	} else {
		index = p->nr_ever + 1;
		if (index >= t->capacity) {
			m->limit_hit = object_type(table)->name;
			return 0;
		}
		set(m, p, nr_ever, index);
	}
	add(m, p, nr_live, 1);
	set_uint(m, pool_next(m, table, index), sizeof(u32), POOL_LIVE);
	memset(edit(m, m->arena + t->base + (u64)index * t->size, t->size), 0, t->size);
	return index;
}

void object_free(struct machine *m, enum table_id table, u32 index)
{
	const struct pool_head *p = pool(m, table);

	assert(object_live(m, table, index));
	set_uint(m, pool_next(m, table, index), sizeof(u32), p->free_head);
	set(m, p, free_head, index);
	add(m, p, nr_live, -1);
}

bool object_live(const struct machine *m, enum table_id table, u32 index)
{
	return index && index <= pool(m, table)->nr_ever && *pool_next(m, table, index) == POOL_LIVE;
}

u32 object_count(const struct machine *m, enum table_id table)
{
	return pool(m, table)->nr_live;
}
