/* Of view `slab`: a cache of SLUB, what its cpus hold and the node's list; and SLOB's pages. */
#include <stdio.h>

#include "mm/slob.h"
#include "mm/slub.h"
#include "rpc/view_slab.h"

#define RUNS_SHOWN 64

static void write_own(struct json_out *o, const struct machine *m, const struct kmem_cache *s)
{
	member_null(o, "slab");
	member_open(o, "slub", '{');
	member_number(o, "inuse", s->inuse);
	member_number(o, "offset", s->offset);
	member_number(o, "min_partial", s->min_partial);
	member_number(o, "cpu_partial", s->cpu_partial);
	member_number(o, "nr_partial", get_node(m, s)->nr_partial);
	out_close(o, '}');
}

/* The freelist at hand, the next to be handed out first. */
static void write_cpu(struct call *c, const struct kmem_cache *s, u32 cpu)
{
	struct json_out *o = c->out;
	const struct machine *m = c->m;
	const struct kmem_cache_cpu *k = slub_cpu(m, s, cpu);
	u32 avail = 0, most = k->page ? slub_objects(page_at(m, k->page)) : 0;

	out_open(o, '{');
	member_number(o, "cpu", cpu);
	member_bool(o, "changed", place_changed(c, TABLE_kmem_cache_cpu, kmem_cache_cpu_index(m, k)));
	member_open(o, "objects", '[');
	for (u64 object = k->freelist; object && avail < most; object = get_freepointer(m, s, object))
		if (avail++ < OBJECTS_SHOWN)
			out_hex(o, object);
	out_close(o, ']');
	member_number(o, "avail", avail);
	member_null(o, "limit");
	member_null(o, "batchcount");
	member_null(o, "touched");
	if (k->page)
		member_number(o, "pfn", k->page);
	else
		member_null(o, "pfn");
	out_close(o, '}');
}

void write_slub_cpus(struct call *c, const struct kmem_cache *s)
{
	write_own(c->out, c->m, s);
	member_open(c->out, "cpus", '[');
	for (u32 cpu = 0; cpu < c->m->config.nr_cpus; cpu++)
		write_cpu(c, s, cpu);
	out_close(c->out, ']');
	member_null(c->out, "shared");
}

static void mark_freelist(const struct machine *m, const struct kmem_cache *s, const struct page *page,
			  u64 object, char letter, struct object_states *states)
{
	u64 start = page_address(m, page_to_pfn(m, page));

	for (u32 i = 0; object && i < slub_objects(page); i++) {
		mark_object(states, (u32)((object - start) / s->size), i || letter == 'f' ? letter : 'n');
		object = get_freepointer(m, s, object);
	}
}

static void write_row(struct call *c, const struct kmem_cache *s, const struct page *page, u64 at_hand)
{
	struct object_states states = { .nr = slub_objects(page) };

	for (u32 i = 0; i < states.nr; i++)
		mark_object(&states, i, 'u');
	mark_freelist(c->m, s, page, page_freelist(page), 'f', &states);
	mark_freelist(c->m, s, page, at_hand, 'c', &states);
	write_slab_row(c, page_to_pfn(c->m, page), 0, slub_inuse(page), &states);
}

static void write_cpu_lists(struct call *c, const struct kmem_cache *s, u32 cpu)
{
	const struct kmem_cache_cpu *k = slub_cpu(c->m, s, cpu);
	u32 slabs = slub_cpu_partial_slabs(c->m, k), total = 0;
	char name[24];

	snprintf(name, sizeof(name), "cpu %u", cpu);
	open_slab_list(c->out, name);
	if (k->page)
		write_row(c, s, page_at(c->m, k->page), k->freelist);
	close_slab_list(c->out, k->page != 0);
	snprintf(name, sizeof(name), "cpu %u partial", cpu);
	open_slab_list(c->out, name);
	for (u32 pfn = k->partial; pfn && total < slabs; pfn = slub_next(c->m, page_at(c->m, pfn)))
		if (total++ < SLABS_SHOWN)
			write_row(c, s, page_at(c->m, pfn), 0);
	close_slab_list(c->out, total);
}

void write_slub_lists(struct call *c, const struct kmem_cache *s)
{
	const struct kmem_cache_node *n = get_node(c->m, s);
	u32 total = 0;

	member_open(c->out, "lists", '[');
	for (u32 cpu = 0; cpu < c->m->config.nr_cpus; cpu++)
		write_cpu_lists(c, s, cpu);
	open_slab_list(c->out, "node partial");
	if (n->partial.next)
		for_each_ref(c->m, ref, &n->partial)
			if (total++ < SLABS_SHOWN)
				write_row(c, s, list_entry(c->m, ref, page, lru), 0);
	close_slab_list(c->out, total);
	out_close(c->out, ']');
}

/* Free runs of units: [first, number] from the lowest address up. */
static void write_slob_page(struct call *c, const struct page *page)
{
	u64 start = page_address(c->m, page_to_pfn(c->m, page)), block = page_freelist(page);
	u32 runs = 0;

	out_open(c->out, '{');
	member_number(c->out, "pfn", page_to_pfn(c->m, page));
	member_bool(c->out, "changed", place_changed(c, TABLE_page, page_to_pfn(c->m, page)));
	member_number(c->out, "units", page_units(page));
	member_open(c->out, "runs", '[');
	for (; block >= start && block < start + PAGE_SIZE && runs < RUNS_SHOWN; runs++) {
		out_open(c->out, '[');
		out_number(c->out, (s64)((block - start) / SLOB_UNIT));
		out_number(c->out, slob_units(c->m, block));
		out_close(c->out, ']');
		block = slob_next(c->m, block);
	}
	out_close(c->out, ']');
	out_close(c->out, '}');
}

static void write_slob_list(struct call *c, const char *name, const struct list_head *head)
{
	u32 total = 0;

	out_open(c->out, '{');
	member_string(c->out, "name", name);
	member_open(c->out, "pages", '[');
	if (head->next)
		for_each_ref(c->m, ref, head)
			if (total++ < SLABS_SHOWN)
				write_slob_page(c, list_entry(c->m, ref, page, lru));
	out_close(c->out, ']');
	member_number(c->out, "shown", min_t(u32, total, SLABS_SHOWN));
	member_number(c->out, "total", total);
	out_close(c->out, '}');
}

void write_slob(struct call *c)
{
	const struct slob *slob = slob_at(c->m, 0);

	member_open(c->out, "slob", '{');
	member_open(c->out, "lists", '[');
	write_slob_list(c, "free_slob_small", &slob->free_slob_small);
	write_slob_list(c, "free_slob_medium", &slob->free_slob_medium);
	write_slob_list(c, "free_slob_large", &slob->free_slob_large);
	out_close(c->out, ']');
	out_close(c->out, '}');
}
