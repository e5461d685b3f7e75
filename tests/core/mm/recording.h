/* Recordings of a real 4.19 kernel (tests/recordings), and a machine to hold against them. */
#ifndef TESTS_MM_RECORDING_H
#define TESTS_MM_RECORDING_H

#include <cjson/cJSON.h>

#include "mm/page_alloc/internal.h"

/* `name` below tests/recordings, gzip'ed.  The text is freed by the caller. */
char *recording_text(const char *name);

u64 json_number(const cJSON *object, const char *key);	/* a number or "0x.."; key NULL: itself */
const char *json_string(const cJSON *object, const char *key);

struct machine *bulk_machine(u32 max_pfn, u32 nr_cpus);

#endif
