/*
 * The small language of `expect`, `ask` and `find`: paths into the state, and comparisons.
 *
 *   zone.DMA32.nr_free_pages > 100      task.A.mm.total_vm == 8      page[pfn(buf)]._refcount == 1
 *
 * A path begins at a table (zone, page, cpu, system, memblock, ...), a task, a named result, or at
 * one of the words ret, err, signal (what the op gave).  Fields are the kernel's; a reference field
 * (mm, mmap, vm_next, active_mm) is followed by naming a field behind it.  Functions: pfn(va),
 * pte(va), word(va), present(va).  Numbers may be 0x.. or 64K.  Operators: + - and
 * == != < <= > >=, one comparison at most.
 *
 * With env->m == NULL nothing is evaluated: names, fields and grammar are checked, for load time.
 */
#ifndef SCENARIO_EXPR_H
#define SCENARIO_EXPR_H

#include "scenario/scenario.h"

struct expr_env {
	const struct machine *m;	/* NULL: check only */
	const struct scenario *s;
	const struct op *op;		/* what ret, err and signal speak of; NULL: none */
	u32 nr_names;			/* names known here */
};

struct expr_value {
	enum value_kind kind;		/* V_NONE for a plain number, V_STR: text */
	s64 number;
	char text[32];
	bool missing;			/* the path leads nowhere now: no such task, an unmapped page */
};

struct expr_error {
	char en[200], zh[200];
};

/* Some machine has a zone of this name. */
bool zone_name_known(const char *name, size_t n);

/* 0, or -1 and *error. */
int expr_eval(const struct expr_env *env, const char *text, struct expr_value *value,
	      struct expr_error *error);
/* Like expr_eval of "path == want", where want may begin with an operator. */
int expr_expect(const struct expr_env *env, const char *path, const char *want, bool *held,
		struct expr_value *got, struct expr_error *error);
void expr_write(const struct expr_value *value, char buf[64]);

/* The value in a field, sign extended where the kind counts. */
u64 field_load(const struct field *f, const void *at);

/* A named table object or a stable name such as "page:0x1a7b", "zone:DMA32", "task:A": its place. */
bool object_named(const struct expr_env *env, const char *name, enum table_id *table, u32 *index);

#endif
