/* Reading recordings; see recording.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

#include <cmocka.h>

#include "recording.h"

char *recording_text(const char *name)
{
	char path[512], *text = NULL;
	size_t size = 0, used = 0;
	gzFile file;
	int got;

	snprintf(path, sizeof(path), "%s/tests/recordings/%s", PAGEWALK_SOURCE_DIR, name);
	file = gzopen(path, "rb");
	if (!file)
		fail_msg("cannot open %s", path);
	do {
		size = size ? size * 2 : 1 << 20;
		text = realloc(text, size + 1);
		assert_non_null(text);
		got = gzread(file, text + used, (unsigned int)(size - used));
		assert_true(got >= 0);
		used += (size_t)got;
	} while (used == size);
	gzclose(file);
	text[used] = 0;
	return text;
}

cJSON *recording_json(const char *name)
{
	char *text = recording_text(name);
	cJSON *json = cJSON_Parse(text);

	free(text);
	assert_non_null(json);
	return json;
}

static const cJSON *member(const cJSON *object, const char *key)
{
	const cJSON *item = key ? cJSON_GetObjectItemCaseSensitive(object, key) : object;

	if (!item)
		fail_msg("no %s", key);
	return item;
}

u64 json_number(const cJSON *object, const char *key)
{
	const cJSON *item = member(object, key);

	return cJSON_IsString(item) ? strtoull(item->valuestring, NULL, 16) :
	       item->valuedouble < 0 ? (u64)(s64)item->valuedouble : (u64)item->valuedouble;
}

const char *json_string(const cJSON *object, const char *key)
{
	return member(object, key)->valuestring;
}

struct machine *bulk_machine(u32 max_pfn, u32 nr_cpus)
{
	struct machine_config config = {
		.max_pfn = max_pfn, .nr_cpus = nr_cpus, .max_contents = 256,
	};
	const char *error;
	struct machine *m = machine_create(&config, &error);

	assert_non_null(m);
	m->journaling = false;
	return m;
}

u32 buddy_dump_cpus(const cJSON *dump)
{
	const cJSON *pcp = member(dump->child, "pcp");

	return cJSON_IsArray(pcp) ? (u32)cJSON_GetArraySize(pcp) : 1;
}

u32 buddy_dump_max_pfn(const cJSON *dump)
{
	u64 end = 0;
	const cJSON *zone, *run;

	cJSON_ArrayForEach(zone, dump)
		cJSON_ArrayForEach(run, member(zone, "page_runs"))
			if (run->child->valuestring[0] != 'x')
				end = max_t(u64, end, json_number(run->child->next, NULL) +
						      json_number(run->child->next->next, NULL));
	return (u32)end;
}

static void load_page_runs(struct machine *m, const cJSON *zone)
{
	u64 flags = json_number(zone, "idx") << ZONES_PGSHIFT;
	const cJSON *run;

	cJSON_ArrayForEach(run, member(zone, "page_runs")) {
		char class = run->child->valuestring[0];
		pfn_t pfn = (pfn_t)json_number(run->child->next, NULL);
		pfn_t end = pfn + (pfn_t)json_number(run->child->next->next, NULL);

		for (; class != 'x' && pfn < end; pfn++) {
			struct page *page = edit_page(m, pfn_to_page(m, pfn));

			page->flags = flags | (class == 'R' ? BIT(PG_reserved) : 0) |
				      (class == 'L' || class == 'M' ? BIT(PG_lru) : 0) |
				      (class == 'S' ? BIT(PG_slab) : 0);
			page->_mapcount = -1;
			page->_refcount = class == 'B' ? 0 : 1;
			set(m, mem_section_at(m, pfn >> PFN_SECTION_SHIFT), flags,
			    SECTION_MARKED_PRESENT | SECTION_HAS_MEM_MAP);
		}
	}
}

static void load_pageblocks(struct machine *m, const cJSON *zone)
{
	u32 block = (u32)json_number(zone, "start") >> pageblock_order;

	for (const char *c = json_string(zone, "pageblock_mt"); *c; c++, block++)
		if (*c != 'x')
			set(m, pageblock_at(m, block), migratetype, *c - '0');
}

static void load_lists(struct machine *m, const struct zone *zone, const cJSON *json)
{
	const cJSON *order, *type, *pfn;

	for (u32 o = 0; o < MAX_ORDER; o++)
		for (u32 t = 0; t < MIGRATE_TYPES; t++)
			INIT_LIST_HEAD(m, &zone_free_area(m, zone, o)->free_list[t]);
	cJSON_ArrayForEach(order, member(json, "free_list")) {
		u32 o = (u32)atoi(order->string);

		cJSON_ArrayForEach(type, order)
			cJSON_ArrayForEach(pfn, type) {
				const struct free_area *area = zone_free_area(m, zone, o);
				const struct page *page = page_at(m, (u32)pfn->valuedouble);

				list_add_tail(m, &page->lru, &area->free_list[atoi(type->string)]);
				add(m, area, nr_free, 1);
				set(m, page, private, o);
				__SetPageBuddy(m, page);
			}
	}
}

/* With one cpu `pcp` is that cpu's, and its diffs stand beside it; with several it is an array. */
static const cJSON *cpu_pcp(const cJSON *zone, u32 cpu, const cJSON **diffs)
{
	const cJSON *pcp = member(zone, "pcp");

	if (cJSON_IsArray(pcp))
		pcp = cJSON_GetArrayItem(pcp, (int)cpu);
	*diffs = cJSON_IsArray(member(zone, "pcp")) ? pcp : zone;
	return pcp;
}

static void load_pcp(struct machine *m, const struct zone *zone, const cJSON *zone_json, u32 cpu)
{
	const struct per_cpu_pages *pcp = zone_pcp(m, zone, cpu);
	const cJSON *type, *pfn, *diffs, *json = cpu_pcp(zone_json, cpu, &diffs);

	set(m, zone, stat_threshold, json_number(diffs, "stat_threshold"));
	set(m, pcp, diff_free, json_number(diffs, "diff_free"));
	set(m, pcp, diff_cma, json_number(diffs, "diff_cma"));

	set(m, pcp, count, json_number(json, "count"));
	set(m, pcp, high, json_number(json, "high"));
	set(m, pcp, batch, json_number(json, "batch"));
	for (u32 t = 0; t < MIGRATE_PCPTYPES; t++)
		INIT_LIST_HEAD(m, &pcp->lists[t]);
	cJSON_ArrayForEach(type, member(json, "lists"))
		cJSON_ArrayForEach(pfn, type) {
			const struct page *page = page_at(m, (u32)pfn->valuedouble);
			u32 t = (u32)atoi(type->string);
			u32 block = get_pageblock_migratetype(m, page);

			/* what index remembers is not in the dump: the block's type, or the list's */
			set(m, page, index, block > MIGRATE_RECLAIMABLE ? block : t);
			set(m, page, _refcount, 0);
			list_add_tail(m, &page->lru, &pcp->lists[t]);
		}
}

static void load_zone(struct machine *m, const cJSON *json)
{
	const struct zone *zone = zone_at(m, (u32)json_number(json, "idx"));
	struct zone *z = edit_zone(m, zone);
	const cJSON *reserve = member(json, "protection");

	snprintf(z->name, sizeof(z->name), "%s", json_string(json, "name"));
	z->zone_start_pfn = (u32)json_number(json, "start");
	z->spanned_pages = (u32)json_number(json, "spanned");
	z->present_pages = (u32)json_number(json, "present");
	z->managed_pages = (u32)json_number(json, "managed");
	z->watermark[WMARK_MIN] = (u32)json_number(json, "wmin");
	z->watermark[WMARK_LOW] = (u32)json_number(json, "wlow");
	z->watermark[WMARK_HIGH] = (u32)json_number(json, "whigh");
	for (u32 i = 0; i < MAX_NR_ZONES; i++)
		z->lowmem_reserve[i] = (u32)cJSON_GetArrayItem(reserve, (int)i)->valuedouble;
	z->nr_free_pages = (s32)json_number(json, "nr_free");
	z->nr_free_cma = (s32)json_number(json, "nr_free_cma");
	z->nr_reserved_highatomic = (u32)json_number(json, "highatomic");
	z->initialized = true;
	load_page_runs(m, json);
	load_pageblocks(m, json);
	load_lists(m, zone, json);
	for (u32 cpu = 0; cpu < m->config.nr_cpus; cpu++)
		load_pcp(m, zone, json, cpu);
}

void load_buddy_dump(struct machine *m, const cJSON *dump)
{
	const cJSON *zone;

	cJSON_ArrayForEach(zone, dump)
		load_zone(m, zone);
}

static void assert_list(struct machine *m, const char *what, const struct list_head *head,
			const cJSON *pfns)
{
	const cJSON *pfn = pfns ? pfns->child : NULL;
	u32 i = 0;

	for_each_ref(m, ref, head) {
		pfn_t have = page_to_pfn(m, list_entry(m, ref, page, lru));

		if (!pfn || have != (pfn_t)pfn->valuedouble)
			fail_msg("%s[%u]: %u, recorded %d", what, i, have,
				 pfn ? (int)pfn->valuedouble : -1);
		pfn = pfn->next;
		i++;
	}
	if (pfn)
		fail_msg("%s: ends after %u, recorded %d next", what, i, (int)pfn->valuedouble);
}

void assert_free_lists(struct machine *m, const struct zone *zone, const cJSON *free_list)
{
	for (u32 o = 0; o < MAX_ORDER; o++)
		for (u32 t = 0; t < MIGRATE_TYPES; t++) {
			char order[8], type[8], what[64];
			const cJSON *lists;

			snprintf(order, sizeof(order), "%u", o);
			snprintf(type, sizeof(type), "%u", t);
			snprintf(what, sizeof(what), "%s order %u type %u", zone->name, o, t);
			lists = cJSON_GetObjectItem(free_list, order);
			assert_list(m, what, &zone_free_area(m, zone, o)->free_list[t],
				    lists ? cJSON_GetObjectItem(lists, type) : NULL);
		}
}

static void assert_pcp(struct machine *m, const struct zone *zone, const cJSON *zone_json, u32 cpu)
{
	const struct per_cpu_pages *pcp = zone_pcp(m, zone, cpu);
	const cJSON *diffs, *json = cpu_pcp(zone_json, cpu, &diffs);
	const cJSON *lists = member(json, "lists");

	assert_int_equal((s64)pcp->diff_free, (s64)json_number(diffs, "diff_free"));

	assert_int_equal(pcp->count, json_number(json, "count"));
	assert_int_equal(pcp->high, json_number(json, "high"));
	assert_int_equal(pcp->batch, json_number(json, "batch"));
	for (u32 t = 0; t < MIGRATE_PCPTYPES; t++) {
		char type[8];

		snprintf(type, sizeof(type), "%u", t);
		assert_list(m, "pcp", &pcp->lists[t], cJSON_GetObjectItem(lists, type));
	}
}

void assert_buddy_dump(struct machine *m, const cJSON *dump)
{
	const cJSON *json;

	cJSON_ArrayForEach(json, dump) {
		const struct zone *zone = zone_at(m, (u32)json_number(json, "idx"));
		u32 block = zone->zone_start_pfn >> pageblock_order;

		assert_free_lists(m, zone, member(json, "free_list"));
		for (u32 cpu = 0; cpu < m->config.nr_cpus; cpu++)
			assert_pcp(m, zone, json, cpu);
		assert_int_equal((s64)zone->nr_free_pages, (s64)json_number(json, "nr_free"));
		assert_int_equal((s64)zone->nr_free_cma, (s64)json_number(json, "nr_free_cma"));
		assert_int_equal(zone->nr_reserved_highatomic, json_number(json, "highatomic"));
		for (const char *c = json_string(json, "pageblock_mt"); *c; c++, block++)
			if (*c != 'x')
				assert_int_equal(pageblock_at(m, block)->migratetype, *c - '0');
	}
}
