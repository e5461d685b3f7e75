/* What expr.c and expr_path.c share. */
#ifndef SCENARIO_EXPR_INTERNAL_H
#define SCENARIO_EXPR_INTERNAL_H

#include "machine/late.h"
#include "scenario/expr.h"

struct expr {
	const struct expr_env *env;
	const char *p;
	struct expr_error *error;
	u32 depth;
};

int expr_fail_late(struct expr *e, const char *en, const char *zh, ...)
	__attribute__((format(printf, 2, 4), format(printf, 3, 4)));
#define expr_fail(e, en, zh, ...) expr_fail_late(e, LATE(en), LATE(zh), ##__VA_ARGS__)
void expr_space(struct expr *e);
bool expr_take(struct expr *e, const char *token);
int expr_sum(struct expr *e, struct expr_value *v);
int expr_path(struct expr *e, struct expr_value *v);

#endif
