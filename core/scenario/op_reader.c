/* One op object: the keys that every op has, then the arguments of its own row in the op table. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scenario/expr.h"

const char *const layout_names[] = { "fault", "buddy", "stacks" };
const u32 nr_layout_names = ARRAY_SIZE(layout_names);

struct op_context {
	struct scenario *s;
	struct op *op;
};

const char *binding_kind_words(enum binding_kind kind, int language)
{
	static const char *const words[][2] = {
		[BIND_NONE] = { "nothing", "空" }, [BIND_VALUE] = { "a value", "值" },
		[BIND_TASK] = { "a task", "任务" }, [BIND_BLOCK] = { "a malloc block", "malloc 的块" },
		[BIND_MAP] = { "a mapping", "映射" }, [BIND_PAGES] = { "pages of the kernel", "内核的页" },
		[BIND_CMA] = { "frames of a CMA area", "CMA 区的页框" },
		[BIND_CACHE] = { "a cache", "缓存" }, [BIND_OBJECT] = { "a kernel object", "内核对象" },
		[BIND_MCU] = { "an address of the microcontroller", "微控制器的地址" },
		[BIND_KERNEL] = { "an address of the kernel", "内核地址" },
	};

	return words[kind][language];
}

static int wrong_kind(struct reader *r, const cJSON *item, const char *name, enum binding_kind is,
		      enum binding_kind wanted)
{
	return READ_FAIL(r, item, "\"%s\" is %s%.0s, but %s%.0s is needed here",
			 "\"%s\" 是%.0s%s，此处需要%.0s%s", clip(name).text,
			 binding_kind_words(is, 0), binding_kind_words(is, 1),
			 binding_kind_words(wanted, 0), binding_kind_words(wanted, 1));
}

/* The name at the start of a text, which must stand for an earlier op's result. */
static int known_name(struct reader *r, const cJSON *item, const struct scenario *s,
		      const char *text, size_t n, u32 *binding)
{
	*binding = scenario_name(s, s->nr_names, text, n);
	if (*binding)
		return 0;
	return READ_FAIL(r, item, "no op before this one names a result \"%s\" (with \"as\")",
			 "前面没有操作用 \"as\" 把结果命名为 \"%s\"", clip(text).text);
}

/* The name of a result of this kind. */
static int read_result_name(struct reader *r, const cJSON *item, const struct scenario *s,
			    enum binding_kind kind, u32 *binding)
{
	const char *name;

	if (read_name(r, item, &name) || known_name(r, item, s, name, strlen(name), binding))
		return -1;
	if (s->names[*binding - 1].kind != kind)
		return wrong_kind(r, item, name, s->names[*binding - 1].kind, kind);
	return 0;
}

static int bad_offset(struct reader *r, const cJSON *item)
{
	return READ_FAIL(r, item, "\"%s\" is no address: write \"0x..\", \"buf\" or \"buf+0x10\"",
			 "\"%s\" 不是地址：请写 \"0x..\"、\"buf\" 或 \"buf+0x10\"",
			 clip(item->valuestring).text);
}

/* "0x..", a number, "buf", "buf+0x10", "buf-64K" */
static int read_address(struct reader *r, const cJSON *item, const struct scenario *s,
			struct op_value *v)
{
	const char *text = item->valuestring;
	size_t n = cJSON_IsString(item) ? name_length(text) : 0;
	enum binding_kind kind;

	if (!n)
		return read_u64(r, item, 0, ~0ull, &v->number);
	if (known_name(r, item, s, text, n, &v->binding))
		return -1;
	kind = s->names[v->binding - 1].kind;
	if (kind == BIND_TASK || kind == BIND_PAGES || kind == BIND_CMA || kind == BIND_CACHE)
		return wrong_kind(r, item, text, kind, BIND_BLOCK);
	if (!text[n])
		return 0;
	if ((text[n] != '+' && text[n] != '-') ||
	    !parse_u64(text + n + 1, strlen(text + n + 1), &v->number))
		return bad_offset(r, item);
	if (text[n] == '-')
		v->number = 0 - v->number;
	return 0;
}

static int read_word(struct reader *r, const cJSON *item)
{
	const char *word;

	if (read_name(r, item, &word))
		return -1;
	return strlen(word) < 16 ? 0 :
		READ_FAIL(r, item, "this name has at most 15 characters", "此处的名字最多 15 个字符");
}

static int read_argument(struct reader *r, const cJSON *item, const struct scenario *s,
			 struct op *op, u32 i)
{
	const struct op_arg *arg = &op->type->args[i];
	struct op_value *v = &op->args[i];

	v->given = true;
	v->source = item;
	switch (arg->type) {
	case ARG_U64:
		return read_u64(r, item, arg->min, arg->max, &v->number);
	case ARG_ADDRESS:
		return read_address(r, item, s, v);
	case ARG_TASK:
		return read_result_name(r, item, s, BIND_TASK, &v->binding);
	case ARG_PAGES:
		return read_result_name(r, item, s, BIND_PAGES, &v->binding);
	case ARG_CMA:
		return read_result_name(r, item, s, BIND_CMA, &v->binding);
	case ARG_CACHE:
		return read_result_name(r, item, s, BIND_CACHE, &v->binding);
	case ARG_CHOICE:
		return read_choice(r, item, arg->choices, arg->nr_choices, &v->number);
	case ARG_SYSCTL:
		return read_sysctl_values(r, item, &op->sysctl);
	default:
		return read_word(r, item);
	}
}

static int bad_path(struct reader *r, const cJSON *item, const struct expr_error *error)
{
	return READ_FAIL(r, item, "%s%.0s", "%.0s%s", error->en, error->zh);
}

/* The text of a wanted value: numbers and booleans are written as the path language has them. */
const char *want_text(const cJSON *want, char buf[NUMBER_TEXT_MAX])
{
	if (cJSON_IsString(want))
		return want->valuestring;
	if (cJSON_IsBool(want))
		return cJSON_IsTrue(want) ? "true" : "false";
	return number_text(want->valuedouble, buf);
}

static int read_want(struct reader *r, const cJSON *item, const struct scenario *s,
		     struct expectation *x)
{
	struct expr_env env = { .s = s, .nr_names = s->nr_names };
	struct expr_error error;
	struct expr_value got;
	char buf[NUMBER_TEXT_MAX];
	bool held;

	if (!cJSON_IsString(item) && !cJSON_IsBool(item) &&
	    !(cJSON_IsNumber(item) && item->valuedouble == (double)(s64)item->valuedouble))
		return READ_FAIL(r, item, "a whole number, true, false or a text such as \"> 5\" expected",
				 "此处应为整数、true、false 或 \"> 5\" 这样的文字");
	x->path = item->string;
	x->want = item;
	x->place = json_key_place_of(r->doc, item);
	if (expr_expect(&env, x->path, want_text(item, buf), &held, &got, &error))
		return bad_path(r, item, &error);
	return 0;
}

static int read_expect(struct reader *r, const cJSON *item, void *into)
{
	struct op_context *c = into;
	const cJSON *member;
	u32 n = (u32)cJSON_GetArraySize(item), i = 0;

	if (want_object(r, item))
		return -1;
	if (n > EXPECTS_MAX)
		return READ_FAIL(r, item, "%u expectations; at most %u in one op",
				 "有 %u 条期望，一个操作最多 %u 条", n, EXPECTS_MAX);
	c->op->expects = calloc(n + 1, sizeof(*c->op->expects));
	if (!c->op->expects)
		return READ_FAIL(r, item, "not enough memory", "内存不足");
	c->op->nr_expects = n;
	cJSON_ArrayForEach(member, item) {
		u32 before = path_enter_key(r, member->string);

		if (want_new_key(r, item, member) ||
		    read_want(r, member, c->s, &c->op->expects[i++]))
			return -1;
		path_leave(r, before);
	}
	return 0;
}

static int read_question(struct reader *r, const cJSON *item, void *into)
{
	return read_text2(r, item, &((struct op_context *)into)->op->ask->question);
}

static int read_answer(struct reader *r, const cJSON *item, void *into)
{
	struct op_context *c = into;
	struct expr_env env = { .s = c->s, .nr_names = c->s->nr_names };
	struct expr_error error;
	struct expr_value got;

	if (read_string(r, item, 200, &c->op->ask->answer))
		return -1;
	c->op->ask->place = json_place_of(r->doc, item);
	return expr_eval(&env, c->op->ask->answer, &got, &error) ? bad_path(r, item, &error) : 0;
}

static int read_choices(struct reader *r, const cJSON *item, void *into)
{
	struct ask *ask = ((struct op_context *)into)->op->ask;
	const cJSON *choice;

	if (want_array(r, item, CHOICES_MAX))
		return -1;
	cJSON_ArrayForEach(choice, item) {
		u32 before = path_enter_index(r, ask->nr_choices);

		if (read_string(r, choice, 100, &ask->choices[ask->nr_choices++]))
			return -1;
		path_leave(r, before);
	}
	return 0;
}

static int read_ask(struct reader *r, const cJSON *item, void *into)
{
	static const struct key_type keys[] = {
		{ "question", read_question, true }, { "answer", read_answer, true },
		{ "choices", read_choices, false },
	};
	struct op_context *c = into;

	c->op->ask = calloc(1, sizeof(*c->op->ask));
	if (!c->op->ask)
		return READ_FAIL(r, item, "not enough memory", "内存不足");
	return read_object(r, item, keys, ARRAY_SIZE(keys), into);
}

static int read_nothing(struct reader *r, const cJSON *item, void *into)
{
	return 0;
}

static int read_as(struct reader *r, const cJSON *item, void *into)
{
	struct op_context *c = into;
	u32 other;

	if (read_name(r, item, &c->op->as))
		return -1;
	if (c->op->type->result == BIND_NONE)
		return READ_FAIL(r, item, "the op %s has no result to name", "操作 %s 没有可命名的结果",
				 c->op->type->name);
	other = scenario_name(c->s, c->s->nr_names, c->op->as, strlen(c->op->as));
	if (other)
		return READ_FAIL(r, item, "\"%s\" is already the name of ops[%u]'s result",
				 "\"%s\" 已是 ops[%u] 结果的名字", c->op->as,
				 c->s->names[other - 1].op);
	if (c->s->nr_names == NAMES_MAX)
		return READ_FAIL(r, item, "more than %u named results", "命名的结果超过 %u 个", NAMES_MAX);
	return 0;
}

static int read_task(struct reader *r, const cJSON *item, void *into)
{
	struct op_context *c = into;

	if (!c->op->type->in_task)
		return READ_FAIL(r, item, "the op %s does not run in a task", "操作 %s 不在任务中运行",
				 c->op->type->name);
	return read_result_name(r, item, c->s, BIND_TASK, &c->op->task);
}

static int read_label(struct reader *r, const cJSON *item, void *into)
{
	return read_text2(r, item, &((struct op_context *)into)->op->label);
}

static int read_note(struct reader *r, const cJSON *item, void *into)
{
	return read_text2(r, item, &((struct op_context *)into)->op->note);
}

static int read_look(struct reader *r, const cJSON *item, void *into)
{
	return read_text2(r, item, &((struct op_context *)into)->op->look);
}

static int read_focus(struct reader *r, const cJSON *item, void *into)
{
	struct op_context *c = into;

	return read_focus_of(r, item, c->s, c->op);
}

static int read_layout(struct reader *r, const cJSON *item, void *into)
{
	u64 i;

	if (read_choice(r, item, layout_names, nr_layout_names, &i))
		return -1;
	((struct op_context *)into)->op->layout = layout_names[i];
	return 0;
}

static int read_line(struct reader *r, const cJSON *item, void *into)
{
	struct op_context *c = into;
	u64 line;

	if (!c->s->program_lines)
		return READ_FAIL(r, item, "a line of which program? \"program\" must stand before \"ops\"",
				 "指的是哪个程序的行？\"program\" 须写在 \"ops\" 之前");
	if (read_u64(r, item, 1, c->s->program_lines, &line))
		return -1;
	c->op->line = (u32)line;
	return 0;
}

static int read_argument_key(struct reader *r, const cJSON *item, void *into)
{
	struct op_context *c = into;

	for (u32 i = 0; i < c->op->type->nr_args; i++)
		if (!strcmp(c->op->type->args[i].name, item->string))
			return read_argument(r, item, c->s, c->op, i);
	return -1;
}

/* The keys of every op, in the order in which an error lists them: its own arguments come first. */
static const struct key_type common_keys[] = {
	{ "op", read_nothing, true }, { "as", read_as, false }, { "task", read_task, false },
	{ "label", read_label, false }, { "note", read_note, false }, { "look", read_look, false },
	{ "focus", read_focus, false }, { "layout", read_layout, false }, { "line", read_line, false },
};
/* These speak of the op's result, so they are read once its name is known. */
static const struct key_type late_keys[] = {
	{ "expect", read_expect, false }, { "ask", read_ask, false },
};
#define NR_KEYS (OP_ARGS_MAX + ARRAY_SIZE(common_keys) + ARRAY_SIZE(late_keys))

static u32 keys_of(const struct op_type *type, bool late, struct key_type keys[NR_KEYS])
{
	u32 n = 0;

	for (u32 i = 0; i < type->nr_args; i++)
		keys[n++] = (struct key_type){
			type->args[i].name, late ? read_nothing : read_argument_key,
			type->args[i].required,
		};
	for (u32 i = 0; i < ARRAY_SIZE(common_keys); i++) {
		keys[n] = common_keys[i];
		keys[n].read = late ? read_nothing : keys[n].read;
		n++;
	}
	for (u32 i = 0; i < ARRAY_SIZE(late_keys); i++) {
		keys[n] = late_keys[i];
		keys[n].read = late ? keys[n].read : read_nothing;
		n++;
	}
	return n;
}

static int read_type(struct reader *r, const cJSON *item, const struct op_type **type)
{
	const cJSON *op;
	const char *name;
	u32 before;

	if (want_object(r, item))
		return -1;
	op = cJSON_GetObjectItemCaseSensitive(item, "op");
	if (!op)
		return READ_FAIL(r, item, "the key \"op\" is missing", "缺少键 \"op\"");
	before = path_enter_key(r, "op");
	if (read_string(r, op, 4000, &name))
		return -1;
	*type = op_type_named(name);
	if (!*type)
		return READ_FAIL(r, op, "there is no op \"%s\"; `pagewalk schema` lists them",
				 "没有操作 \"%s\"；`pagewalk schema` 会列出全部操作", clip(name).text);
	path_leave(r, before);
	return 0;
}

/* boot comes first and once; what runs in a task needs one. */
static int check_order(struct reader *r, const cJSON *item, const struct scenario *s,
		       const struct op_type *type)
{
	bool boot = !strcmp(type->name, "boot"), note = !strcmp(type->name, "note");

	if (boot && s->booted)
		return READ_FAIL(r, item, "the machine is already booted", "机器已经启动过了");
	if (!boot && !note && !s->booted)
		return READ_FAIL(r, item, "%s needs a booted machine: the op boot comes first",
				 "%s 需要已启动的机器：先写操作 boot", type->name);
	if ((type->in_task || !strcmp(type->name, "switch")) && !s->spawned)
		return READ_FAIL(r, item, "%s runs in a task, and no op before it spawns one",
				 "%s 在任务中运行，但前面没有 spawn 任务", type->name);
	return 0;
}

int check_user_space(struct reader *r, const struct scenario *s, const struct op_type *type,
		     struct text_place place)
{
	bool user = type->in_task || type->run == run_spawn || type->run == run_switch;

	if (!user || s->machine.arch == ARCH_X86_64)
		return 0;
	return pw_fail(r->error, r->kind, place, r->path,
		       "%s needs user space, which is modelled on x86_64 only: on %s only the kernel runs",
		       "%s 需要用户空间，目前只有 x86_64 有：%s 上只运行内核", type->name,
		       geometries[s->machine.arch].name);
}

static int check_widths(struct reader *r, const cJSON *item, const struct op *op)
{
	u64 bytes;

	for (u32 i = 0; i < op->type->nr_args; i++) {
		if (strcmp(op->type->args[i].name, "bytes") || op->type->args[i].max != 8)
			continue;
		bytes = op->args[i].number;
		if (bytes & (bytes - 1))
			return READ_FAIL(r, item, "an access is 1, 2, 4 or 8 bytes wide, not %llu",
					 "一次访问的宽度是 1、2、4 或 8 字节，不能是 %llu",
					 (unsigned long long)bytes);
	}
	return 0;
}

static int check_sysctl(struct reader *r, const struct op *op)
{
	u32 before;

	if (op->type->run != run_sysctl)
		return 0;
	before = path_enter_key(r, "value");
	if (check_sysctl_numbers(r, op->args[1].source, op->args[0].number, &op->sysctl))
		return -1;
	path_leave(r, before);
	return 0;
}

static int count_slices(struct reader *r, const cJSON *item, struct scenario *s, const struct op *op)
{
	u64 n = op->type->iterations ? op->type->iterations(op) : 1;

	if (n > SLICES_MAX || s->slices + n > SLICES_MAX + OPS_MAX)
		return READ_FAIL(r, item, "%llu repetitions; all ops together may have %u",
				 "重复 %llu 次；所有操作合计最多 %u 次", (unsigned long long)n,
				 SLICES_MAX);
	s->slices += n;
	return 0;
}

static void set_defaults(struct op *op)
{
	for (u32 i = 0; i < op->type->nr_args; i++)
		op->args[i].number = op->type->args[i].dflt;
}

/* spawn without `comm` takes its name from `as`. */
static int name_the_task(struct reader *r, const cJSON *item, struct op *op)
{
	if (strcmp(op->type->name, "spawn") || op->args[0].given)
		return 0;
	if (!op->as)
		return READ_FAIL(r, item, "spawn needs a name: \"as\" or \"comm\"",
				 "spawn 需要名字：\"as\" 或 \"comm\"");
	if (strlen(op->as) > 15)
		return READ_FAIL(r, item, "a process name has at most 15 characters",
				 "进程名最多 15 个字符");
	return 0;
}

static void declare(struct scenario *s, struct op *op)
{
	if (op->as) {
		s->names[s->nr_names++] = (struct name){ op->as, op->type->result, s->nr_ops };
		op->binding = s->nr_names;
	}
	op->nr_names = s->nr_names;
	s->booted |= !strcmp(op->type->name, "boot");
	s->spawned |= !strcmp(op->type->name, "spawn");
}

static int fill_op(struct reader *r, const cJSON *item, struct scenario *s, struct op *op)
{
	struct op_context c = { s, op };
	struct key_type keys[NR_KEYS];
	u32 n;

	if (read_type(r, item, &op->type) || check_order(r, item, s, op->type))
		return -1;
	op->place = json_place_of(r->doc, item);
	if (s->machine.place.line && check_user_space(r, s, op->type, op->place))
		return -1;
	set_defaults(op);
	n = keys_of(op->type, false, keys);
	if (read_object(r, item, keys, n, &c) || check_widths(r, item, op) ||
	    check_sysctl(r, op) || name_the_task(r, item, op) || count_slices(r, item, s, op))
		return -1;
	declare(s, op);
	n = keys_of(op->type, true, keys);
	return read_object(r, item, keys, n, &c);
}

void op_free(struct op *op)
{
	free(op->expects);
	free(op->ask);
	memset(op, 0, sizeof(*op));
}

int read_op(struct reader *r, const cJSON *item, struct scenario *s)
{
	u32 nr_names = s->nr_names;
	u64 slices = s->slices;
	bool booted = s->booted, spawned = s->spawned;

	if (s->nr_ops == OPS_MAX)
		return READ_FAIL(r, item, "more than %u ops", "操作超过 %u 个", OPS_MAX);
	if (s->nr_ops == s->max_ops) {
		u32 max = s->max_ops ? s->max_ops * 2 : 32;
		struct op *grown = realloc(s->ops, max * sizeof(*grown));

		if (!grown)
			return READ_FAIL(r, item, "not enough memory", "内存不足");
		s->ops = grown;
		s->max_ops = max;
	}
	memset(&s->ops[s->nr_ops], 0, sizeof(*s->ops));
	if (fill_op(r, item, s, &s->ops[s->nr_ops])) {
		op_free(&s->ops[s->nr_ops]);
		s->nr_names = nr_names;
		s->slices = slices;
		s->booted = booted;
		s->spawned = spawned;
		return -1;
	}
	s->nr_ops++;
	return 0;
}
