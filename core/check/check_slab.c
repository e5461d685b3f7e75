/*
 * The allocator of objects that the machine has.  Of SLAB: each slab on the list that its objects say,
 * the node's sums, arrays within their limits, and every object that an array holds out of its slab,
 * once.
 */
#include <stdlib.h>

#include "check/check.h"
#include "mm/slab/internal.h"

/* Of one cache: what its lists and arrays add up to. */
struct slab_sums {
	u32 slabs, free_slabs, free_objects, out;
};

enum slab_list { PARTIAL, FULL, FREE };

static const char *const list_names[] = { "slabs_partial", "slabs_full", "slabs_free" };

static void check_slab_page(const struct machine *m, struct check_report *r,
			    const struct kmem_cache *s, const struct page *page, enum slab_list list)
{
	u32 active = page_active(page);
	enum slab_list right = active == s->num ? FULL : active ? PARTIAL : FREE;

	if (!PageSlab(page) || page->mapping != ref_of(m, s))
		check_fail(r, "frame %#x on a list of %s is no slab of it",
			   "%2$s 的链表上，页框 %1$#x 不是它的 slab", page_to_pfn(m, page), s->name);
	else if (active > s->num || right != list)
		check_fail(r, "slab %#x of %s has %u of %u objects out and lies on %s",
			   "slab %#x（%s）取出 %u/%u 个对象，却在 %s 上", page_to_pfn(m, page), s->name,
			   active, s->num, list_names[list]);
}

static void sum_list(const struct machine *m, struct check_report *r, const struct kmem_cache *s,
		     const struct list_head *head, enum slab_list list, struct slab_sums *sums)
{
	for_each_ref(m, pos, head) {
		const struct page *page = page_of_lru(m, pos);

		check_slab_page(m, r, s, page, list);
		if (!r->ok)
			return;
		sums->slabs++;
		sums->free_slabs += list == FREE;
		sums->free_objects += s->num - page_active(page);
		sums->out += page_active(page);
	}
}

/* An array holds objects of the cache that their slab counts as out. */
static void check_array(const struct machine *m, struct check_report *r, const struct kmem_cache *s,
			const struct array_cache *ac)
{
	if (ac->avail > ac->limit)
		check_fail(r, "an array of %s holds %u objects, its limit is %u",
			   "%s 的一个数组有 %u 个对象，上限 %u", s->name, ac->avail, ac->limit);
	for (u32 i = 0; i < ac->avail && r->ok; i++) {
		u64 object = *ac_entry(m, ac, i);
		const struct page *page = pfn_to_page(m, virt_to_head_pfn(m, object));
		u32 idx;

		if (!PageSlab(page) || page->mapping != ref_of(m, s)) {
			check_fail(r, "an array of %s holds %#llx, which is not its object",
				   "%s 的数组里有 %#llx，不是它的对象", s->name, (unsigned long long)object);
			return;
		}
		idx = obj_to_index(m, s, page, object);
		for (u32 n = page_active(page); n < s->num; n++)
			if (get_free_obj(m, page, n) == idx)
				check_fail(r, "object %#llx is in an array and on its slab's freelist",
					   "对象 %#llx 既在数组里，又在 slab 的 freelist 上",
					   (unsigned long long)object);
	}
}

static u32 check_arrays(const struct machine *m, struct check_report *r, const struct kmem_cache *s)
{
	const struct array_cache *shared = shared_array(m, get_node(m, s));
	u32 held = 0;

	for (u32 cpu = 0; cpu < m->config.possible_cpus; cpu++) {
		check_array(m, r, s, cpu_array(m, s, cpu));
		held += cpu_array(m, s, cpu)->avail;
	}
	if (!shared)
		return held;
	check_array(m, r, s, shared);
	return held + shared->avail;
}

static u32 check_cache(const struct machine *m, struct check_report *r, const struct kmem_cache *s)
{
	const struct kmem_cache_node *n = get_node(m, s);
	struct slab_sums sums = { 0 };
	u32 held;

	sum_list(m, r, s, &n->slabs_partial, PARTIAL, &sums);
	sum_list(m, r, s, &n->slabs_full, FULL, &sums);
	sum_list(m, r, s, &n->slabs_free, FREE, &sums);
	if (r->ok && (sums.slabs != n->total_slabs || sums.free_slabs != n->free_slabs ||
		      sums.free_objects != n->free_objects))
		check_fail(r, "%s counts %u slabs, %u free, %u free objects; its lists have %u, %u, %u",
			   "%s 记着 %u 个 slab、%u 个空、%u 个空闲对象；链表上是 %u、%u、%u", s->name,
			   n->total_slabs, n->free_slabs, n->free_objects, sums.slabs,
			   sums.free_slabs, sums.free_objects);
	held = check_arrays(m, r, s);
	if (r->ok && held > sums.out)
		check_fail(r, "arrays of %s hold %u objects, only %u are out of its slabs",
			   "%s 的数组有 %u 个对象，slab 只取出了 %u 个", s->name, held, sums.out);
	return sums.slabs << s->gfporder;
}

void check_slab(const struct machine *m, struct check_report *r)
{
	u32 caches = 0, pages = 0, counted;

	if (m->config.slab != SLAB_SLAB) {
		(m->config.slab == SLAB_SLUB ? check_slub : check_slob)(m, r);
		return;
	}
	for_each_kmem_cache(m, s) {
		pages += check_cache(m, r, s);
		caches++;
		if (!r->ok)
			return;
	}
	counted = (u32)(node_stat(m)->nr_slab_reclaimable + node_stat(m)->nr_slab_unreclaimable);
	if (counted != pages)
		check_fail(r, "the node counts %u pages of slabs, the caches have %u",
			   "节点记着 %u 页 slab，各缓存共有 %u 页", counted, pages);
	check_holds(r, "%u caches: lists, sums and arrays agree; %u pages of slabs",
		    "%u 个缓存的链表、合计与数组相符；slab 共 %u 页", caches, pages);
}
