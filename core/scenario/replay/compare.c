/* Counting what was predicted, and telling the first thing that was not. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "lib/list.h"
#include "scenario/replay/replay.h"

#define LIST_SHOWN 8

static void tell_args(struct replay *r, const char *format, va_list args)
{
	int n = vsnprintf(r->text + r->used, r->room - r->used, format, args);

	if (n > 0)
		r->used = min_t(size_t, r->used + (size_t)n, r->room - 1);
}

void tell(struct replay *r, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	tell_args(r, format, args);
	va_end(args);
}

/* One answer more; true when it is the first that differs, and its story may be told. */
static bool first_difference(struct replay *r, bool same)
{
	r->total++;
	r->predicted += same;
	if (same || r->differs)
		return false;
	r->differs = true;
	return true;
}

#define TELL_WHAT(r, what) do { \
	va_list args; \
	va_start(args, what); \
	tell_args(r, what, args); \
	va_end(args); \
} while (0)

bool predict_that(struct replay *r, bool same, const char *what, ...)
{
	bool first = first_difference(r, same);

	if (first)
		TELL_WHAT(r, what);
	return !first;
}

bool predict(struct replay *r, s64 got, s64 recorded, const char *what, ...)
{
	if (first_difference(r, got == recorded)) {
		TELL_WHAT(r, what);
		tell(r, r->lang ? "：应为 %lld（0x%llx），得到 %lld（0x%llx）\n" :
		     ": expected %lld (0x%llx), got %lld (0x%llx)\n", (long long)recorded,
		     (unsigned long long)recorded, (long long)got, (unsigned long long)got);
	}
	return got == recorded;
}

bool predict_string(struct replay *r, const char *got, const char *recorded, const char *what, ...)
{
	bool same = strcmp(got, recorded) == 0;

	if (first_difference(r, same)) {
		TELL_WHAT(r, what);
		tell(r, r->lang ? "：应为“%s”，得到“%s”\n" : ": expected \"%s\", got \"%s\"\n",
		     clip(recorded).text, got);
	}
	return same;
}

static bool same_list(const struct machine *m, const struct list_head *head, const cJSON *pfns,
		      u32 *at)
{
	const cJSON *pfn = pfns ? pfns->child : NULL;

	*at = 0;
	for_each_ref(m, ref, head) {
		if (!pfn || page_to_pfn(m, list_entry(m, ref, page, lru)) != pfn->valuedouble)
			return false;
		pfn = pfn->next;
		(*at)++;
	}
	return !pfn;
}

/* The neighbourhood of the first frame that differs, in both lists. */
static void tell_lists(struct replay *r, const struct machine *m, const struct list_head *head,
		       const cJSON *pfns, u32 from)
{
	const cJSON *pfn = pfns ? pfns->child : NULL;
	u32 i = 0;

	tell(r, r->lang ? "：从第 %u 项起应为 [" : ": from item %u on expected [", from);
	for (; pfn && i < from + LIST_SHOWN; pfn = pfn->next)
		if (i++ >= from)
			tell(r, " %.0f", pfn->valuedouble);
	tell(r, r->lang ? " ]，得到 [" : " ], got [");
	i = 0;
	for_each_ref(m, ref, head)
		if (i++ >= from && i <= from + LIST_SHOWN)
			tell(r, " %u", page_to_pfn(m, list_entry(m, ref, page, lru)));
	tell(r, " ]\n");
}

bool predict_list(struct replay *r, const struct machine *m, const struct list_head *head,
		  const cJSON *pfns, const char *what, ...)
{
	u32 at;
	bool same = same_list(m, head, pfns, &at);

	if (first_difference(r, same)) {
		TELL_WHAT(r, what);
		tell_lists(r, m, head, pfns, at);
	}
	return same;
}

void predict_free_lists(struct replay *r, const struct machine *m, const struct zone *zone,
			const cJSON *free_list)
{
	for (u32 order = 0; order < MAX_ORDER; order++)
		for (u32 type = 0; type < MIGRATE_TYPES; type++) {
			const struct free_area *area = zone_free_area(m, zone, order);
			char order_key[8], type_key[8];

			snprintf(order_key, sizeof(order_key), "%u", order);
			snprintf(type_key, sizeof(type_key), "%u", type);
			predict_list(r, m, &area->free_list[type],
				     optional(optional(free_list, order_key), type_key),
				     "%.8s free_area[%u].free_list[%s]", zone->name, order,
				     migratetype_name(type));
		}
}

void predict_pageblocks(struct replay *r, const struct machine *m, const struct zone *zone,
			const char *digits)
{
	u32 block = zone->zone_start_pfn >> pageblock_order(m);

	for (; *digits && block + MAX_NR_ZONES < m->tables[TABLE_pageblock].capacity; digits++, block++)
		if (*digits != 'x')
			predict(r, get_pfnblock_migratetype(m, block << pageblock_order(m)),
				*digits - '0', "%.8s pageblock %u", zone->name, block);
}
