/*
 * SLUB: each free object is on one freelist and inuse counts the others; a frozen slab belongs to one
 * cpu, one with free objects to the node's list, a full one to nobody; and every counter agrees.
 */
#include <stdlib.h>

#include "check/check.h"
#include "mm/slub.h"

/* What the lists of a cache hold, and what its slabs say of themselves. */
struct slub_count {
	u32 listed, owned;		/* on the node's list; a cpu's own or on its list */
	u32 partial, frozen, slabs, objects;
};

struct slub_check {
	const struct machine *m;
	struct check_report *r;
	struct slub_count *counts;	/* by cache */
	u64 seen[(MAX_OBJS_PER_PAGE + 63) / 64];	/* objects of one slab met on a freelist */
};

static void forget_objects(struct slub_check *c, const struct page *page)
{
	for (u32 i = 0; i <= slub_objects(page) / 64; i++)
		c->seen[i] = 0;
}

/* Objects on a freelist; each begins where one may, and none is met twice. */
static u32 walk_freelist(struct slub_check *c, const struct kmem_cache *s, const struct page *page, u64 fp)
{
	pfn_t slab = page_to_pfn(c->m, page);
	u32 nr = 0;

	for (; fp && c->r->ok; nr++) {
		u64 offset = fp - page_address(c->m, slab), index = offset / s->size;

		if (offset % s->size || index >= slub_objects(page))
			check_fail(c->r, "a free pointer of %.24s leads to 0x%llx, outside of slab 0x%x",
				   "%.24s 的空闲指针指向 0x%llx，不在 slab 0x%x 的对象上", s->name,
				   (unsigned long long)fp, slab);
		else if (c->seen[index / 64] >> index % 64 & 1)
			check_fail(c->r, "object %llu of slab 0x%x is free twice",
				   "slab 0x%2$x 的 %1$llu 号对象空闲了两次", (unsigned long long)index, slab);
		else
			c->seen[index / 64] |= BIT(index % 64);
		if (c->r->ok)
			fp = get_freepointer(c->m, s, fp);
	}
	return nr;
}

static bool is_slab_of(const struct slub_check *c, const struct kmem_cache *s, u32 pfn)
{
	return pfn && pfn < c->m->config.max_pfn && PageSlab(page_at(c->m, pfn)) &&
	       page_slab_cache(c->m, page_at(c->m, pfn)) == kmem_cache_index(c->m, s);
}

static void check_node(struct slub_check *c, const struct kmem_cache *s, struct slub_count *count)
{
	const struct kmem_cache_node *n = get_node(c->m, s);

	for_each_ref(c->m, ref, &n->partial) {
		const struct page *page = list_entry(c->m, ref, page, lru);

		if (count->listed++ > n->nr_partial || !c->r->ok)
			break;
		if (!is_slab_of(c, s, page_to_pfn(c->m, page)) || slub_frozen(page) || !page_freelist(page))
			check_fail(c->r, "frame 0x%x on the node's list of %.24s is no slab with free objects",
				   "节点的 %2$.24s 链表上，0x%1$x 不是有空闲对象的 slab",
				   page_to_pfn(c->m, page), s->name);
	}
	if (count->listed != n->nr_partial)
		check_fail(c->r, "%.24s counts %u partial slabs, the node's list holds %u",
			   "%.24s 记有 %u 个 partial slab，节点链表上有 %u 个", s->name, n->nr_partial,
			   count->listed);
}

/* The cpu's objects count as in use in their slab, and are not free there, too. */
static void check_cpu_slab(struct slub_check *c, const struct kmem_cache *s, const struct kmem_cache_cpu *cpu)
{
	const struct page *page = page_at(c->m, cpu->page);

	if (!is_slab_of(c, s, cpu->page) || !slub_frozen(page)) {
		check_fail(c->r, "a cpu's slab of %.24s, 0x%x, is none", "%.24s 的 cpu slab 0x%x 不是它的 slab",
			   s->name, cpu->page);
		return;
	}
	forget_objects(c, page);
	walk_freelist(c, s, page, page_freelist(page));
	if (walk_freelist(c, s, page, cpu->freelist) > slub_inuse(page))
		check_fail(c->r, "slab 0x%x has fewer objects in use than its cpu has at hand",
			   "slab 0x%x 在用的对象比 cpu 手边的还少", cpu->page);
}

static void check_cpu(struct slub_check *c, const struct kmem_cache *s, u32 nr, struct slub_count *count)
{
	const struct kmem_cache_cpu *cpu = slub_cpu(c->m, s, nr);
	u32 slabs = slub_cpu_partial_slabs(c->m, cpu), pfn;

	if (cpu->page) {
		check_cpu_slab(c, s, cpu);
		count->owned++;
	} else if (cpu->freelist) {
		check_fail(c->r, "cpu %u has objects of %.24s at hand, but no slab",
			   "cpu %u 手边有 %.24s 的对象，却没有 slab", nr, s->name);
	}
	for (pfn = cpu->partial; pfn && slabs && c->r->ok; pfn = slub_next(c->m, page_at(c->m, pfn)), slabs--) {
		count->owned++;
		if (!is_slab_of(c, s, pfn) || !slub_frozen(page_at(c->m, pfn)))
			check_fail(c->r, "frame 0x%x on a list of cpu %u is no frozen slab",
				   "cpu %2$u 链表上的 0x%1$x 不是冻结的 slab", pfn, nr);
	}
	if (pfn || slabs)
		check_fail(c->r, "cpu %u counts its partial slabs of %.24s wrongly",
			   "cpu %u 的 %.24s partial slab 数不对", nr, s->name);
}

static void count_slab(struct slub_check *c, const struct page *page)
{
	u32 cache = page_slab_cache(c->m, page);
	const struct kmem_cache *s = kmem_cache_at(c->m, cache);
	struct slub_count *count = &c->counts[cache];

	forget_objects(c, page);
	if (walk_freelist(c, s, page, page_freelist(page)) != slub_free_objects(page))
		check_fail(c->r, "slab 0x%x has %u of %u objects in use, its freelist says otherwise",
			   "slab 0x%x 有 %u/%u 个对象在用，与它的 freelist 不符", page_to_pfn(c->m, page),
			   slub_inuse(page), slub_objects(page));
	count->slabs++;
	count->objects += slub_objects(page);
	count->frozen += slub_frozen(page);
	count->partial += !slub_frozen(page) && page_freelist(page);
}

static void compare(struct slub_check *c, const struct kmem_cache *s)
{
	const struct kmem_cache_node *n = get_node(c->m, s);
	const struct slub_count *count = &c->counts[kmem_cache_index(c->m, s)];

	if (count->slabs != n->nr_slabs || count->objects != n->total_objects)
		check_fail(c->r, "%.24s counts %u slabs with %u objects; there are %u with %u",
			   "%.24s 记有 %u 个 slab、%u 个对象，实有 %u 个、%u 个", s->name, n->nr_slabs,
			   n->total_objects, count->slabs, count->objects);
	if (count->frozen != count->owned || count->partial != count->listed)
		check_fail(c->r, "%.24s: %u slabs are frozen, cpus own %u; %u are partial, %u listed",
			   "%.24s：冻结 %u 个，cpu 拥有 %u 个；partial %u 个，链表上 %u 个", s->name,
			   count->frozen, count->owned, count->partial, count->listed);
}

static u32 check_caches(struct slub_check *c)
{
	u32 slabs = 0;

	for_each_kmem_cache(c->m, s) {
		struct slub_count *count = &c->counts[kmem_cache_index(c->m, s)];

		check_node(c, s, count);
		for (u32 cpu = 0; cpu < c->m->config.nr_cpus; cpu++)
			check_cpu(c, s, cpu, count);
	}
	for_each_valid_pfn(c->m, pfn, 0, c->m->config.max_pfn)
		if (PageSlab(page_at(c->m, pfn))) {
			count_slab(c, page_at(c->m, pfn));
			slabs++;
		}
	for_each_kmem_cache(c->m, s)
		compare(c, s);
	return slabs;
}

void check_slub(const struct machine *m, struct check_report *r)
{
	struct slub_check c = { .m = m, .r = r };
	u32 slabs = 0;

	if (!slab_common(m)->slab_state) {
		check_holds(r, "SLUB is not at work yet", "SLUB 尚未开始工作");
		return;
	}
	c.counts = calloc(NR_KMEM_CACHES, sizeof(*c.counts));
	if (!c.counts)
		return;
	slabs = check_caches(&c);
	free(c.counts);
	check_holds(r, "%u slabs: freelists, owners and counters of SLUB fit",
		    "%u 个 slab：SLUB 的 freelist、归属与计数相符", slabs);
}
