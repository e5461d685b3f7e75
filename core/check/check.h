/*
 * The invariants of a machine, one checker a subject.  They hold between ops; inside an op a view may
 * see them broken.  A checker looks and writes nothing; it tells the first thing that is wrong.
 */
#ifndef CHECK_CHECK_H
#define CHECK_CHECK_H

#include "machine/late.h"
#include "machine/machine.h"

struct check_report {
	bool ok;
	char text[2][192];	/* en, zh: what holds, or what is wrong first */
};

struct checker {
	const char *name;
	void (*run)(const struct machine *m, struct check_report *r);
};
extern const struct checker checkers[];
extern const u32 nr_checkers;

/* The first complaint stays. */
void check_fail_late(struct check_report *r, const char *en, const char *zh, ...);
#define check_fail(r, en, zh, ...) check_fail_late(r, LATE(en), LATE(zh), ##__VA_ARGS__)
void check_holds(struct check_report *r, const char *en, const char *zh, ...);

void check_memblock(const struct machine *m, struct check_report *r);
void check_zones(const struct machine *m, struct check_report *r);
void check_free_lists(const struct machine *m, struct check_report *r);
void check_mm(const struct machine *m, struct check_report *r);
void check_rss(const struct machine *m, struct check_report *r);
void check_tlb(const struct machine *m, struct check_report *r);
void check_refcounts(const struct machine *m, struct check_report *r);
void check_pagetables(const struct machine *m, struct check_report *r);
void check_slab(const struct machine *m, struct check_report *r);
void check_mcu(const struct machine *m, struct check_report *r);
void check_stacks(const struct machine *m, struct check_report *r);
/* what check_slab() asks on a machine with another allocator */
void check_slub(const struct machine *m, struct check_report *r);
void check_slob(const struct machine *m, struct check_report *r);
void check_vmalloc(const struct machine *m, struct check_report *r);

#define for_each_mm(m, mm) \
	for (u32 mm = 1; mm < (m)->tables[TABLE_mm_struct].capacity; mm++) \
		if (object_live(m, TABLE_mm_struct, mm))

#endif
