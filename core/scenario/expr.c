/* The path language: grammar and arithmetic; expr_path.c walks the tables. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "machine/format.h"
#include "scenario/expr_internal.h"

int expr_fail_late(struct expr *e, const char *en, const char *zh, ...)
{
	va_list args;

	late_texts();
	va_start(args, zh);
	vsnprintf(e->error->en, sizeof(e->error->en), en, args);
	va_end(args);
	va_start(args, zh);
	vsnprintf(e->error->zh, sizeof(e->error->zh), zh, args);
	va_end(args);
	return -1;
}

void expr_space(struct expr *e)
{
	while (*e->p == ' ')
		e->p++;
}

bool expr_take(struct expr *e, const char *token)
{
	size_t n = strlen(token);

	expr_space(e);
	if (strncmp(e->p, token, n))
		return false;
	e->p += n;
	return true;
}

static int negative_errno(struct expr *e, struct expr_value *v)
{
	size_t n = name_length(e->p);

	for (u32 i = 1; i < 600; i++) {
		const char *name = errno_name(i);

		if (!name || strlen(name) != n || strncmp(name, e->p, n))
			continue;
		e->p += n;
		*v = (struct expr_value){ .kind = V_ERR, .number = -(s64)i };
		return 0;
	}
	return expr_fail(e, "no error of this model is called \"%s\"", "模型中没有名为 \"%s\" 的错误码",
			 clip(e->p).text);
}

static int number(struct expr *e, struct expr_value *v)
{
	size_t n = 0;
	u64 value;

	while ((e->p[n] >= '0' && e->p[n] <= '9') || ((e->p[n] | 0x20) >= 'a' && (e->p[n] | 0x20) <= 'z'))
		n++;
	if (!parse_u64(e->p, n, &value))
		return expr_fail(e, "\"%s\" is no number", "\"%s\" 不是数字", clip(e->p).text);
	e->p += n;
	*v = (struct expr_value){ .number = (s64)value };
	return 0;
}

static int quoted(struct expr *e, struct expr_value *v)
{
	const char *end = strchr(e->p + 1, '\'');
	size_t n = end ? (size_t)(end - e->p - 1) : 0;

	if (!end || n >= sizeof(v->text))
		return expr_fail(e, "a text in '..' has at most %d characters",
				 "'..' 中的文字最多 %d 个字符", (int)sizeof(v->text) - 1);
	*v = (struct expr_value){ .kind = V_STR };
	memcpy(v->text, e->p + 1, n);
	e->p = end + 1;
	return 0;
}

static int term(struct expr *e, struct expr_value *v)
{
	expr_space(e);
	if (*e->p == '-' && name_length(e->p + 1)) {
		e->p++;
		return negative_errno(e, v);
	}
	if (*e->p == '-') {
		e->p++;
		if (number(e, v))
			return -1;
		v->number = -v->number;
		return 0;
	}
	if (*e->p >= '0' && *e->p <= '9')
		return number(e, v);
	if (*e->p == '\'')
		return quoted(e, v);
	return expr_path(e, v);
}

int expr_sum(struct expr *e, struct expr_value *v)
{
	if (++e->depth > 8)
		return expr_fail(e, "nested too deeply", "嵌套太深");
	if (term(e, v))
		return -1;
	for (;;) {
		struct expr_value right;
		bool plus = expr_take(e, "+");

		if (!plus && !expr_take(e, "-"))
			break;
		if (term(e, &right))
			return -1;
		v->number += plus ? right.number : -right.number;
		v->kind = plus ? v->kind : V_NONE;
		v->missing |= right.missing;
	}
	e->depth--;
	return 0;
}

enum comparison { EQ, NE, LE, GE, LT, GT, NO_COMPARISON };

static enum comparison take_comparison(struct expr *e)
{
	static const char *const words[] = { "==", "!=", "<=", ">=", "<", ">" };

	for (u32 i = 0; i < ARRAY_SIZE(words); i++)
		if (expr_take(e, words[i]))
			return i;
	return NO_COMPARISON;
}

static bool compare(enum comparison c, const struct expr_value *a, const struct expr_value *b)
{
	int order = a->kind == V_STR || b->kind == V_STR ? strcmp(a->text, b->text) :
		    (a->number > b->number) - (a->number < b->number);

	if (a->missing || b->missing)
		return c == NE && a->missing != b->missing;
	switch (c) {
	case EQ: return order == 0;
	case NE: return order != 0;
	case LE: return order <= 0;
	case GE: return order >= 0;
	case LT: return order < 0;
	default: return order > 0;
	}
}

static int at_end(struct expr *e)
{
	expr_space(e);
	if (*e->p)
		return expr_fail(e, "\"%s\" does not belong here", "此处不应有 \"%s\"", clip(e->p).text);
	return 0;
}

/* A sum, or a comparison of two, up to the end of the text. */
static int whole(struct expr *e, struct expr_value *value)
{
	struct expr_value right;
	enum comparison c;

	if (expr_sum(e, value))
		return -1;
	c = take_comparison(e);
	if (c != NO_COMPARISON) {
		if (expr_sum(e, &right))
			return -1;
		*value = (struct expr_value){ .kind = V_BOOL, .number = compare(c, value, &right) };
	}
	return at_end(e);
}

int expr_eval(const struct expr_env *env, const char *text, struct expr_value *value,
	      struct expr_error *error)
{
	struct expr e = { .env = env, .p = text, .error = error };

	return whole(&e, value);
}

/* A bare word on the right side may be a signal's or an object's name: SIGSEGV, DMA32. */
static int wanted_value(struct expr *e, const struct expr_value *got, struct expr_value *v)
{
	size_t n = name_length(e->p);

	if (got->kind != V_STR || !n || e->p[n] || n >= sizeof(v->text))
		return expr_sum(e, v);
	*v = (struct expr_value){ .kind = V_STR };
	memcpy(v->text, e->p, n);
	e->p += n;
	return 0;
}

int expr_expect(const struct expr_env *env, const char *path, const char *want, bool *held,
		struct expr_value *got, struct expr_error *error)
{
	struct expr left = { .env = env, .p = path, .error = error };
	struct expr right = { .env = env, .p = want, .error = error };
	struct expr_value wanted;
	enum comparison c;

	if (whole(&left, got))
		return -1;
	c = take_comparison(&right);
	expr_space(&right);
	if (wanted_value(&right, got, &wanted) || at_end(&right))
		return -1;
	*held = env->m && compare(c == NO_COMPARISON ? EQ : c, got, &wanted);
	return 0;
}

void expr_write(const struct expr_value *v, char buf[64])
{
	const char *error = v->kind == V_ERR && v->number < 0 ? errno_name((u32)-v->number) : NULL;

	if (v->missing)
		strcpy(buf, "none");
	else if (v->kind == V_STR)
		snprintf(buf, 64, "%s", v->text);
	else if (error)
		snprintf(buf, 64, "-%s", error);
	else if (v->kind == V_VA || v->kind == V_PA || v->kind == V_HEX || v->kind == V_PTE ||
		 v->kind == V_PFN || v->kind == V_PAGEFLAGS || v->kind == V_VMFLAGS || v->kind == V_ERR)
		snprintf(buf, 64, v->number ? "0x%llx" : "%llx", (unsigned long long)v->number);
	else
		snprintf(buf, 64, "%lld", (long long)v->number);
}
