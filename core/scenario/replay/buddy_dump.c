/*
 * A dump of buddy/: the complete state of the page allocator, to start from or to compare with.
 *
 * Nothing of a dump is believed: a frame stands on one list at most, inside its zone, so that a
 * damaged recording is refused here and never becomes a damaged machine.
 */
#include <stdlib.h>
#include <string.h>

#include "lib/list.h"
#include "mm/zone_init.h"
#include "scenario/replay/replay.h"

/* With one cpu `pcp` is that cpu's, and its diffs stand beside it; with several it is an array. */
static const cJSON *cpu_pcp(struct replay *r, const cJSON *zone, u32 cpu, const cJSON **diffs)
{
	const cJSON *pcp = optional(zone, "pcp");

	if (!cJSON_IsArray(pcp)) {
		*diffs = zone;
		return rec_object(r, zone, "pcp");
	}
	*diffs = rec_object(r, rec_item(r, pcp, cpu), NULL);
	return *diffs;
}

static u32 dump_cpus(struct replay *r, const cJSON *dump)
{
	const cJSON *pcp = optional(rec_item(r, dump, 0), "pcp");
	int cpus = cJSON_IsArray(pcp) ? cJSON_GetArraySize(pcp) : 1;

	if (cpus < 1 || cpus > RECORDING_MAX_CPUS)
		refuse_item(r, pcp, "%d cpus; 1 to %d are modelled", "%d 个 cpu；模型支持 1 到 %d 个", cpus,
			    RECORDING_MAX_CPUS);
	return (u32)cpus;
}

/* ["B", first pfn, count] inside the zone */
struct page_run {
	char class;
	pfn_t start, end;
};

static struct page_run rec_run(struct replay *r, const cJSON *item, const struct zone *zone)
{
	const char *class = rec_string(r, rec_item(r, item, 0), NULL);
	u32 start = rec_u32(r, rec_item(r, item, 1), NULL, RECORDING_MAX_PFN);
	u32 count = rec_u32(r, rec_item(r, item, 2), NULL, RECORDING_MAX_PFN);

	if (!r->failed && (!*class || class[1] || !strchr("RBLMSUx", *class)))
		refuse_item(r, item, "the class of a run is one of R B L M S U x",
			    "页段的类别应为 R B L M S U x 之一");
	if (!r->failed && zone && (start < zone->zone_start_pfn ||
				   start + count > zone_end_pfn(zone)))
		refuse_item(r, item, "frames outside of their zone", "页框不在它的 zone 内");
	return (struct page_run){ *class, start, start + count };
}

struct machine *machine_of_buddy_dump(struct replay *r, const cJSON *dump)
{
	u32 end = 0, cpus = dump_cpus(r, dump);
	const cJSON *zone, *item;

	cJSON_ArrayForEach(zone, dump)
		cJSON_ArrayForEach(item, rec_array(r, zone, "page_runs")) {
			struct page_run run = rec_run(r, item, NULL);

			if (run.class != 'x')
				end = max_t(u32, end, run.end);
		}
	return replay_machine(r, end, cpus);
}

static void load_run(struct machine *m, const struct zone *zone, struct page_run run)
{
	u64 flags = (u64)zone_idx(m, zone) << ZONES_PGSHIFT;

	if (run.class == 'R')
		flags |= BIT(PG_reserved);
	if (run.class == 'L' || run.class == 'M')	/* what move_freepages() counts as movable */
		flags |= BIT(PG_lru);
	if (run.class == 'S')
		flags |= BIT(PG_slab);
	for (pfn_t pfn = run.start; run.class != 'x' && pfn < run.end; pfn++) {
		struct page *page = edit_page(m, pfn_to_page(m, pfn));

		page->flags = flags;
		page->_mapcount = -1;
		page->_refcount = run.class == 'B' ? 0 : 1;
		set(m, mem_section_at(m, pfn >> pfn_section_shift(m)), flags,
		    SECTION_MARKED_PRESENT | SECTION_HAS_MEM_MAP);
	}
}

/* The recorder asked each block's first frame, which may lie in the zone below. */
static const struct pageblock *block_of_frame(const struct machine *m, pfn_t pfn)
{
	return zone_pageblock(m, page_zone(m, pfn_to_page(m, pfn)), pfn);
}

static void load_pageblocks(struct replay *r, struct machine *m, const struct zone *zone,
			    const cJSON *json)
{
	u32 block = zone->zone_start_pfn >> pageblock_order(m);

	for (const char *c = rec_string(r, json, "pageblock_mt"); *c && !r->failed; c++, block++) {
		if (*c == 'x')
			continue;
		if (*c < '0' || *c >= '0' + MIGRATE_TYPES ||
		    block + MAX_NR_ZONES >= m->tables[TABLE_pageblock].capacity)
			refuse_item(r, optional(json, "pageblock_mt"),
				    "block %u has no migrate type 0 to 5", "第 %u 块没有 0 到 5 的迁移类型",
				    block);
		else
			set(m, block_of_frame(m, block << pageblock_order(m)), migratetype, *c - '0');
	}
}

/* The frame that a list names: of this zone, of the right state, and on no list yet. */
static const struct page *rec_listed(struct replay *r, struct machine *m, const struct zone *zone,
				      const cJSON *item, u32 order, s32 refcount)
{
	pfn_t pfn = rec_u32(r, item, NULL, RECORDING_MAX_PFN);
	const struct page *page;

	if (r->failed)
		return NULL;
	if (pfn & ((1u << order) - 1) || pfn < zone->zone_start_pfn ||
	    pfn + (1u << order) > zone_end_pfn(zone) || pfn + (1u << order) > m->config.max_pfn) {
		refuse_item(r, item, "no block of order %u can begin here in zone %.8s",
			    "%u 阶的块不能从这里开始（zone %.8s）", order, zone->name);
		return NULL;
	}
	page = pfn_to_page(m, pfn);
	for (u32 i = 0; i < 1u << order; i++)
		if (page[i].lru.next || page[i]._refcount != refcount || PageReserved(page + i) ||
		    page_zone(m, page + i) != zone) {
			refuse_item(r, item, "frame %u cannot be free here: it is in use, or listed twice",
				    "%u 号页框在此不可能空闲：正在使用，或列了两次", pfn + i);
			return NULL;
		}
	return page;
}

/* Every frame of the block remembers its place for now, so that nothing else can claim it. */
static void claim(struct machine *m, const struct page *page, u32 order)
{
	for (u32 i = 1; i < 1u << order; i++)
		set(m, page + i, lru.next, ref_of(m, &page->lru));
}

static void load_block(struct replay *r, struct machine *m, const struct zone *zone,
		       const cJSON *item, u32 order, u32 type)
{
	const struct free_area *area = zone_free_area(m, zone, order);
	const struct page *page = rec_listed(r, m, zone, item, order, 0);

	if (!page)
		return;
	list_add_tail(m, &page->lru, &area->free_list[type]);
	claim(m, page, order);
	add(m, area, nr_free, 1);
	set(m, page, private, order);
	__SetPageBuddy(m, page);
}

static void load_lists(struct replay *r, struct machine *m, const struct zone *zone,
		       const cJSON *json)
{
	const cJSON *order, *type, *pfn;

	for (u32 o = 0; o < MAX_ORDER; o++)
		for (u32 t = 0; t < MIGRATE_TYPES; t++)
			INIT_LIST_HEAD(m, &zone_free_area(m, zone, o)->free_list[t]);
	cJSON_ArrayForEach(order, rec_object(r, json, "free_list")) {
		u32 o = rec_key(r, order, MAX_ORDER - 1);

		cJSON_ArrayForEach(type, rec_object(r, order, NULL)) {
			u32 t = rec_key(r, type, MIGRATE_TYPES - 1);

			cJSON_ArrayForEach(pfn, rec_array(r, type, NULL))
				load_block(r, m, zone, pfn, o, t);
		}
	}
}

/* What index remembers of a listed page is not in the dump: the block's type, or the list's. */
static void load_pcp_page(struct replay *r, struct machine *m, const struct zone *zone,
			  const struct per_cpu_pages *pcp, const cJSON *item, u32 type)
{
	const struct page *page = rec_listed(r, m, zone, item, 0, 1);
	u32 block;

	if (!page)
		return;
	block = get_pageblock_migratetype(m, page);
	set(m, page, index, block > MIGRATE_RECLAIMABLE ? block : type);
	set(m, page, _refcount, 0);
	list_add_tail(m, &page->lru, &pcp->lists[type]);
}

static void load_pcp(struct replay *r, struct machine *m, const struct zone *zone,
		     const cJSON *zone_json, u32 cpu)
{
	const struct per_cpu_pages *pcp = zone_pcp(m, zone, cpu);
	const cJSON *type, *pfn, *diffs, *json = cpu_pcp(r, zone_json, cpu, &diffs);
	u32 listed = 0;

	set(m, zone, stat_threshold, rec_u32(r, diffs, "stat_threshold", 125));
	set(m, pcp, diff_free, rec_s64(r, diffs, "diff_free"));
	set(m, pcp, diff_cma, rec_s64(r, diffs, "diff_cma"));
	set(m, pcp, count, rec_u32(r, json, "count", 1u << 20));
	set(m, pcp, high, rec_u32(r, json, "high", 1u << 20));
	set(m, pcp, batch, rec_u32(r, json, "batch", 1u << 16));
	for (u32 t = 0; t < MIGRATE_PCPTYPES; t++)
		INIT_LIST_HEAD(m, &pcp->lists[t]);
	cJSON_ArrayForEach(type, rec_object(r, json, "lists")) {
		u32 t = rec_key(r, type, MIGRATE_PCPTYPES - 1);

		cJSON_ArrayForEach(pfn, rec_array(r, type, NULL)) {
			load_pcp_page(r, m, zone, pcp, pfn, t);
			listed++;
		}
	}
	if (!r->failed && (listed != pcp->count || !pcp->batch || pcp->batch > pcp->high + 1))
		refuse_item(r, json, "batch, high and count do not fit the lists",
			    "batch、high、count 与链表不符");
}

static void load_zone_numbers(struct replay *r, struct machine *m, const struct zone *zone,
			      const cJSON *json)
{
	struct zone *z = edit_zone(m, zone);
	const cJSON *reserve = rec_array(r, json, "protection");
	const char *name = rec_string(r, json, "name");

	for (u32 i = 0; i + 1 < sizeof(z->name) && name[i]; i++)
		z->name[i] = name[i];
	z->zone_start_pfn = rec_u32(r, json, "start", RECORDING_MAX_PFN);
	z->spanned_pages = rec_u32(r, json, "spanned", RECORDING_MAX_PFN);
	z->present_pages = rec_u32(r, json, "present", RECORDING_MAX_PFN);
	z->managed_pages = rec_u32(r, json, "managed", RECORDING_MAX_PFN);
	z->watermark[WMARK_MIN] = rec_u32(r, json, "wmin", RECORDING_MAX_PFN);
	z->watermark[WMARK_LOW] = rec_u32(r, json, "wlow", RECORDING_MAX_PFN);
	z->watermark[WMARK_HIGH] = rec_u32(r, json, "whigh", RECORDING_MAX_PFN);
	for (u32 i = 0; i < m->geo.nr_zones; i++)
		z->lowmem_reserve[i] = rec_u32(r, rec_item(r, reserve, i), NULL,
						RECORDING_MAX_PFN);
	z->nr_free_pages = (s32)rec_u32(r, json, "nr_free", RECORDING_MAX_PFN);
	z->nr_free_cma = (s32)rec_u32(r, json, "nr_free_cma", RECORDING_MAX_PFN);
	z->nr_reserved_highatomic = rec_u32(r, json, "highatomic", RECORDING_MAX_PFN);
	z->initialized = true;
}

static void load_zone(struct replay *r, struct machine *m, const cJSON *json)
{
	const struct zone *zone = zone_at(m, rec_u32(r, json, "idx", m->geo.nr_zones - 1u));
	const cJSON *item;

	if (!r->failed && zone->initialized)
		refuse_item(r, json, "this zone stands in the dump twice", "这个 zone 在记录中出现两次");
	load_zone_numbers(r, m, zone, json);
	cJSON_ArrayForEach(item, rec_array(r, json, "page_runs")) {
		struct page_run run = rec_run(r, item, zone);

		if (r->failed)
			return;
		load_run(m, zone, run);
	}
	load_pageblocks(r, m, zone, json);
	load_lists(r, m, zone, json);
	for (u32 cpu = 0; cpu < m->config.nr_cpus; cpu++)
		load_pcp(r, m, zone, json, cpu);
}

/* The marks of claim() go, and what hands out frames finds every free one free. */
static void release_claims(struct machine *m)
{
	for (pfn_t pfn = 0; pfn < m->config.max_pfn; pfn++) {
		const struct page *page = pfn_to_page(m, pfn);

		if (page->lru.next && !page->lru.prev)
			set(m, page, lru.next, 0);
	}
}

/* A frame of class B that no list names would look like a buddy's half for ever: refuse it. */
static void check_all_listed(struct replay *r, struct machine *m, const cJSON *dump)
{
	for (pfn_t pfn = 0; pfn < m->config.max_pfn && !r->failed; pfn++)
		if (pfn_valid(m, pfn) && page_at(m, pfn)->_mapcount == -1 &&
		    !page_at(m, pfn)->_refcount && !page_at(m, pfn)->lru.next)
			refuse_item(r, dump, "frame %u is said to be free and stands on no list",
				    "%u 号页框称为空闲，却不在任何链表上", pfn);
}

bool load_buddy_dump(struct replay *r, struct machine *m, const cJSON *dump)
{
	const cJSON *zone;

	cJSON_ArrayForEach(zone, dump)
		load_zone(r, m, rec_object(r, zone, NULL));
	build_zonelists(m);
	if (!r->failed)
		check_all_listed(r, m, dump);
	if (!r->failed)
		release_claims(m);
	return !r->failed;
}

static void predict_pcp(struct replay *r, struct machine *m, const struct zone *zone,
			const cJSON *zone_json, u32 cpu)
{
	const struct per_cpu_pages *pcp = zone_pcp(m, zone, cpu);
	const cJSON *diffs, *json = cpu_pcp(r, zone_json, cpu, &diffs);
	const cJSON *lists = rec_object(r, json, "lists");

	predict(r, pcp->diff_free, rec_s64(r, diffs, "diff_free"), "%.8s cpu %u diff_free",
		zone->name, cpu);
	predict(r, pcp->diff_cma, rec_s64(r, diffs, "diff_cma"), "%.8s cpu %u diff_cma",
		zone->name, cpu);
	predict(r, pcp->count, rec_s64(r, json, "count"), "%.8s cpu %u pcp.count", zone->name, cpu);
	for (u32 t = 0; t < MIGRATE_PCPTYPES; t++) {
		const char key[2] = { (char)('0' + t), 0 };

		predict_list(r, m, &pcp->lists[t], optional(lists, key), "%.8s cpu %u pcp.lists[%s]",
			     zone->name, cpu, migratetype_name(t));
	}
}

static void predict_zone(struct replay *r, struct machine *m, const cJSON *json)
{
	const struct zone *zone = zone_at(m, rec_u32(r, json, "idx", m->geo.nr_zones - 1u));

	predict_free_lists(r, m, zone, rec_object(r, json, "free_list"));
	for (u32 cpu = 0; cpu < m->config.nr_cpus && !r->failed; cpu++)
		predict_pcp(r, m, zone, json, cpu);
	predict(r, zone->nr_free_pages, rec_s64(r, json, "nr_free"), "%.8s nr_free", zone->name);
	predict(r, zone->nr_free_cma, rec_s64(r, json, "nr_free_cma"), "%.8s nr_free_cma",
		zone->name);
	predict(r, zone->nr_reserved_highatomic, rec_s64(r, json, "highatomic"),
		"%.8s nr_reserved_highatomic", zone->name);
	predict_pageblocks(r, m, zone, rec_string(r, json, "pageblock_mt"));
}

void predict_buddy_dump(struct replay *r, struct machine *m, const cJSON *dump)
{
	const cJSON *zone;

	cJSON_ArrayForEach(zone, dump)
		if (!r->failed)
			predict_zone(r, m, rec_object(r, zone, NULL));
}
