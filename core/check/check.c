/* The list of checkers, and their words. */
#include "check/check.h"

#include <stdarg.h>
#include <stdio.h>

const struct checker checkers[] = {
	{ "check_memblock", check_memblock },
	{ "check_zones", check_zones },
	{ "check_free_lists", check_free_lists },
	{ "check_mm", check_mm },
	{ "check_rss", check_rss },
	{ "check_tlb", check_tlb },
	{ "check_refcounts", check_refcounts },
	{ "check_pagetables", check_pagetables },
	{ "check_stacks", check_stacks },
	{ "check_slab", check_slab },
	{ "check_mcu", check_mcu },
	{ "check_vmalloc", check_vmalloc },
};
const u32 nr_checkers = ARRAY_SIZE(checkers);

static void say(struct check_report *r, const char *en, const char *zh, va_list args)
{
	va_list again;

	va_copy(again, args);
	vsnprintf(r->text[0], sizeof(r->text[0]), en, args);
	vsnprintf(r->text[1], sizeof(r->text[1]), zh, again);
	va_end(again);
}

void check_fail_late(struct check_report *r, const char *en, const char *zh, ...)
{
	va_list args;

	if (!r->ok)
		return;
	late_texts();
	r->ok = false;
	va_start(args, zh);
	say(r, en, zh, args);
	va_end(args);
}

void check_holds(struct check_report *r, const char *en, const char *zh, ...)
{
	va_list args;

	if (!r->ok)
		return;
	va_start(args, zh);
	say(r, en, zh, args);
	va_end(args);
}
