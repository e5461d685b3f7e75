/* Recordings of a real 4.19 kernel (tests/recordings): reading them, and setting a machine up so. */
#ifndef TESTS_MM_RECORDING_H
#define TESTS_MM_RECORDING_H

#include <cjson/cJSON.h>

#include "mm/page_alloc/internal.h"

/* `name` below tests/recordings, gzip'ed.  The text is freed by the caller. */
char *recording_text(const char *name);
cJSON *recording_json(const char *name);

u64 json_number(const cJSON *object, const char *key);	/* a number or "0x.."; key NULL: itself */
const char *json_string(const cJSON *object, const char *key);

struct machine *bulk_machine(u32 max_pfn, u32 nr_cpus);

/* free_list of a dump against the machine's, list heads first */
void assert_free_lists(struct machine *m, const struct zone *zone, const cJSON *free_list);

#endif
