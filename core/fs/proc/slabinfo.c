/* /proc/slabinfo: each cache, the newest first.  Open cache_show() in mm/slab_common.c. */
#include "fs/proc/proc.h"
#include "mm/slab.h"

static void print_slabinfo_header(struct proc_text *t)
{
	proc_printf(t, "slabinfo - version: 2.1\n"
		    "# name            <active_objs> <num_objs> <objsize> <objperslab> <pagesperslab>"
		    " : tunables <limit> <batchcount> <sharedfactor>"
		    " : slabdata <active_slabs> <num_slabs> <sharedavail>\n");
}

static void cache_show(const struct machine *m, struct proc_text *t, const struct kmem_cache *s)
{
	bool slub = m->config.slab == SLAB_SLUB;
	u32 cache = kmem_cache_index(m, s);
	struct proc_source objects = slub ? FROM(kmem_cache_node, cache, "total_objects") :
					    MADE("slabs * objects of a slab");
	struct slabinfo i;

	slab_allocator(m)->slabinfo(m, s, &i);
	proc_printf(t, "%-17s ", s->name);
	proc_number(t, MADE("objects of all slabs - free_objects"), "%6u ", i.active_objs);
	proc_number(t, objects, "%6u ", i.num_objs);
	proc_number(t, FROM(kmem_cache, cache, "size"), "%6u ", s->size);
	proc_number(t, MADE("objects of a slab"), "%4u ", i.objects_per_slab);
	proc_number(t, MADE("1 << order of a slab"), "%4d", 1 << i.cache_order);
	proc_printf(t, " : tunables ");
	proc_number(t, FROM(kmem_cache, cache, "limit"), "%4u ", i.limit);
	proc_number(t, FROM(kmem_cache, cache, "batchcount"), "%4u ", i.batchcount);
	proc_number(t, FROM(kmem_cache, cache, "shared"), "%4u", i.shared);
	proc_printf(t, " : slabdata ");
	proc_number(t, MADE(slub ? "nr_slabs" : "total_slabs - free_slabs"), "%6u ", i.active_slabs);
	proc_number(t, FROM(kmem_cache_node, cache, slub ? "nr_slabs" : "total_slabs"), "%6u ", i.num_slabs);
	proc_number(t, MADE("avail of the shared array"), "%6u", i.shared_avail);
	proc_printf(t, "\n");
}

/* SLOB does not know what its caches hold, and has no such file. */
bool has_slabinfo(const struct machine *m)
{
	return slab_allocator(m)->slabinfo;
}

void show_slabinfo(const struct machine *m, struct proc_text *t)
{
	print_slabinfo_header(t);
	for_each_kmem_cache(m, s)
		cache_show(m, t, s);
}
