/* Of view `slab`: a cache of SLAB, its arrays and its three lists. */
#include "mm/slab/internal.h"
#include "rpc/view_slab.h"

static void write_array(struct call *c, const struct array_cache *ac, s64 cpu)
{
	const struct machine *m = c->m;
	struct json_out *o = c->out;

	out_open(o, '{');
	member_bool(o, "changed", place_changed(c, TABLE_array_cache, array_cache_index(m, ac)));
	member_number(o, "cpu", cpu);
	member_number(o, "avail", ac->avail);
	member_number(o, "limit", ac->limit);
	member_number(o, "batchcount", ac->batchcount);
	member_bool(o, "touched", ac->touched);
	member_null(o, "pfn");
	member_open(o, "objects", '[');
	for (u32 i = 0; i < min_t(u32, ac->avail, OBJECTS_SHOWN); i++)
		out_hex(o, *ac_entry(m, ac, i));
	out_close(o, ']');
	out_close(o, '}');
}

static void write_own(struct json_out *o, const struct machine *m, const struct kmem_cache *s)
{
	const struct kmem_cache_node *n = get_node(m, s);

	member_null(o, "slub");
	member_open(o, "slab", '{');
	member_number(o, "colour", s->colour);
	member_number(o, "colour_off", s->colour_off);
	member_number(o, "colour_next", n->colour_next);
	member_string(o, "freelist", OFF_SLAB(s) ? "off" : OBJFREELIST_SLAB(s) ? "object" : "on");
	member_number(o, "freelist_size", s->freelist_size);
	member_number(o, "limit", s->limit);
	member_number(o, "batchcount", s->batchcount);
	member_number(o, "shared", s->shared);
	member_number(o, "free_limit", n->free_limit);
	member_number(o, "free_objects", n->free_objects);
	out_close(o, '}');
}

void write_slab_cpus(struct call *c, const struct kmem_cache *s)
{
	const struct array_cache *shared = shared_array(c->m, get_node(c->m, s));
	struct json_out *o = c->out;

	write_own(o, c->m, s);
	member_open(o, "cpus", '[');
	for (u32 cpu = 0; cpu < c->m->config.nr_cpus && s->cpu_cache; cpu++)
		write_array(c, cpu_array(c->m, s, cpu), cpu);
	out_close(o, ']');
	out_key(o, "shared");
	if (shared)
		write_array(c, shared, -1);
	else
		out_null(o);
}

static void mark_array(const struct machine *m, const struct kmem_cache *s, const struct page *page,
		       const struct array_cache *ac, char letter, struct object_states *states)
{
	u64 start = page_s_mem(m, page), end = start + (u64)s->size * s->num;

	for (u32 i = 0; i < ac->avail; i++) {
		u64 object = *ac_entry(m, ac, i);

		if (object >= start && object < end)
			mark_object(states, (u32)((object - start) / s->size), letter);
	}
}

static void states_of(const struct machine *m, const struct kmem_cache *s, const struct page *page,
		      struct object_states *states)
{
	const struct array_cache *shared = shared_array(m, get_node(m, s));

	states->nr = s->num;
	for (u32 i = 0; i < s->num; i++)
		mark_object(states, i, 'u');
	for (u32 cpu = 0; cpu < m->config.nr_cpus && s->cpu_cache; cpu++)
		mark_array(m, s, page, cpu_array(m, s, cpu), 'c', states);
	if (shared)
		mark_array(m, s, page, shared, 's', states);
	for (u32 n = page_active(page); n < s->num && page_freelist(page); n++)
		mark_object(states, get_free_obj(m, page, n), n == page_active(page) ? 'n' : 'f');
}

static void write_list(struct call *c, const struct kmem_cache *s, const char *name,
		       const struct list_head *head)
{
	struct object_states states;
	u32 total = 0;

	open_slab_list(c->out, name);
	if (head->next)
		for_each_ref(c->m, ref, head) {
			const struct page *page = page_of_lru(c->m, ref);

			if (total++ >= SLABS_SHOWN)
				continue;
			states_of(c->m, s, page, &states);
			write_slab_row(c, page_to_pfn(c->m, page), s->colour ? page->private % PAGE_SIZE : 0,
				       page_active(page), &states);
		}
	close_slab_list(c->out, total);
}

void write_slab_lists(struct call *c, const struct kmem_cache *s)
{
	const struct kmem_cache_node *n = get_node(c->m, s);

	member_open(c->out, "lists", '[');
	write_list(c, s, "slabs_partial", &n->slabs_partial);
	write_list(c, s, "slabs_full", &n->slabs_full);
	write_list(c, s, "slabs_free", &n->slabs_free);
	out_close(c->out, ']');
}
