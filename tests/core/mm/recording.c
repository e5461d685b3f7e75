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
