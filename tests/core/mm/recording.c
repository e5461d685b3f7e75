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
