/* Running a scenario; see session.h. */
#include <stdio.h>
#include <string.h>

#include "kernel/syscalls.h"
#include "machine/format.h"
#include "scenario/expr.h"
#include "scenario/session.h"

#define DEFAULT_HISTORY_BYTES (64ull << 20)
#define DEFAULT_ARENA_BYTES (1ull << 30)
#define CONTENTS_MAX 65536u

/* The size that a later op needs to know: bytes of a block, order of pages. */
static u64 result_size(const struct machine *m, const struct op *op)
{
	if (op->type->run == run_alloc_pages_exact)
		return 0;
	switch (op->type->result) {
	case BIND_BLOCK: case BIND_MAP: case BIND_PAGES: case BIND_CMA:
		return op_arg_value(m, op, 0);
	default:
		return 0;
	}
}

/* A failed call leaves a NULL behind its name, as in C; a byte that was read may look like an error. */
static void bind_result(struct machine *m, const struct op *op, s64 ret)
{
	bool failed = ret < 0 && ret > -4096 && op->type->result != BIND_VALUE;
	u32 index = object_alloc(m, TABLE_binding);
	const struct binding *b;

	if (!index)
		return;
	assert(index == op->binding);
	b = binding_at(m, index);
	strncpy(edit(m, b->name, sizeof(b->name)), op->as, sizeof(b->name) - 1);
	set(m, b, value, failed ? 0 : ret);
	set(m, b, size, result_size(m, op));
	set(m, b, kind, op->type->result);
	if (op->type->run == run_alloc_pages_exact)
		set(m, b, singles, PFN_UP(op_arg_value(m, op, 0)));
	set(m, b, task, op->type->in_task ? current_task(m) : 0);
}

/* On the cpu that the op names: tasks stay where they are, only the per-cpu lists are another's. */
static s64 run_on_cpu(struct machine *m, const struct scenario *s, const struct op *op,
		      u32 iteration)
{
	u32 was = sys(m)->current_cpu;
	u64 cpu = op_arg_value(m, op, op->type->nr_args - 1);
	s64 ret;

	if (cpu >= m->config.nr_cpus)
		return -PW_EINVAL;
	if (cpu != was)
		set(m, sys(m), current_cpu, cpu);
	ret = op->type->run(m, s, op, iteration);
	if (cpu != was)
		set(m, sys(m), current_cpu, was);
	return ret;
}

static s64 run_in_task(struct machine *m, const struct scenario *s, const struct op *op,
		       u32 iteration)
{
	u32 task = op->task ? (u32)binding_at(m, op->task)->value : 0;

	if ((op->type->in_task || op->type->result == BIND_TASK) && in_atomic_context(m)) {
		trace_cpu_not_in_process(m, preempt_count(m));
		return -PW_EBUSY;
	}
	if (op->type->on_cpu)
		return run_on_cpu(m, s, op, iteration);
	if (!op->type->in_task)
		return op->type->run(m, s, op, iteration);
	if (task && task != current_task(m) && switch_to_task(m, task))
		return -PW_ESRCH;
	if (!current_task(m))
		return -PW_ESRCH;
	return op->type->run(m, s, op, iteration);
}

/* What the op gave, for the answers; the machine itself never reads it. */
static void keep_result(const struct machine *m, struct op *op, u32 runner, s64 ret)
{
	const struct task_struct *t = runner ? task_struct_at(m, runner) : NULL;

	op->ret = ret;
	op->runner = runner;
	op->bug = m->bug;
	if (!t || !t->signr || ret != -PW_EFAULT)
		return;
	op->signal = t->signr;
	op->si_code = t->si_code;
	op->si_addr = t->si_addr;
}

static void end_op(struct machine *m, struct op *op, s64 ret)
{
	if (op->as)
		bind_result(m, op, ret);
	trace_op_end(m, (u64)ret);
}

/* One slice.  Runs again whenever history needs its record: the same state gives the same steps. */
static void run_slice(void *context, struct machine *m, u32 index, u32 iteration)
{
	struct scenario *s = context;
	struct op *op = &s->ops[index];
	u32 runner;
	s64 ret;

	if (iteration == LAST_ITERATION) {
		end_op(m, op, op->ret);
		return;
	}
	m->context = kept_context(m);
	m->bug = NULL;
	if (iteration == 0)
		trace_op_begin(m, (u64)(uintptr_t)op->type->name);
	runner = op->task ? (u32)binding_at(m, op->task)->value : current_task(m);
	ret = run_in_task(m, s, op, iteration);
	if (m->bug)
		ret = -PW_EBUG;
	assert(m->context == kept_context(m) || m->limit_hit);
	if (s->live)
		keep_result(m, op, op->type->in_task ? runner : 0, ret);
	if (!op->type->iterations)
		end_op(m, op, ret);
}

static int limit_error(const struct story *story, const struct op *op, u32 index,
		       struct pw_error *error)
{
	u32 table = 0;
	char path[32];

	while (table < NR_TABLES - 1 && strcmp(object_type(table)->name, story->m->limit_hit))
		table++;
	snprintf(path, sizeof(path), "ops[%u]", index);
	return pw_fail(error, ERROR_LIMIT, op->place, path,
		       "the op %s needs more %s objects than this machine has room for (%u)",
		       "操作 %s 需要的 %s 对象超出了这台机器的容量（%u 个）", op->type->name,
		       object_type(table)->name, story->m->tables[table].capacity);
}

/* Every slice of the op.  An access in a dead task ends a workload early. */
static int run_slices(struct story *story, struct op *op, u32 index)
{
	u64 n = op->type->iterations ? op->type->iterations(op) : 1;

	for (u64 i = 0; i < n; i++) {
		if (i && op->type->wanted && !op->type->wanted(story->m, op, (u32)i))
			continue;
		if (history_run(story->history, index, (u32)i))
			return -1;
		if (op->type->in_task && op->type->iterations && op->ret == -PW_EFAULT)
			break;
	}
	return op->type->iterations ? history_run(story->history, index, LAST_ITERATION) : 0;
}

static void check_expectations(struct story *story, struct op *op)
{
	struct expr_env env = {
		.m = story->m, .s = story->scenario, .op = op, .nr_names = op->nr_names,
	};
	struct expr_error unused;
	struct expr_value got;
	char buf[NUMBER_TEXT_MAX];

	for (u32 i = 0; i < op->nr_expects; i++) {
		struct expectation *x = &op->expects[i];

		expr_expect(&env, x->path, want_text(x->want, buf), &x->held, &got, &unused);
		expr_write(&got, x->got);
		story->expects_passed += x->held;
		story->expects_failed += !x->held;
	}
	if (op->ask && !expr_eval(&env, op->ask->answer, &got, &unused))
		expr_write(&got, op->ask->got);
}

static int boot_error(const struct story *story, s64 ret, struct pw_error *error)
{
	return pw_fail(error, ERROR_SCENARIO, story->scenario->machine.place, "machine",
		       "with this memory map and command line the kernel cannot finish its boot (-%s)",
		       "用这样的内存图和命令行，内核无法完成启动（-%s）", errno_name((u32)-ret));
}

/* At the end of history; 0, or -1 with the op's slices taken back. */
static int run_op(struct story *story, u32 index, struct pw_error *error)
{
	struct op *op = &story->scenario->ops[index];
	u32 slices = history_slices(story->history);

	int full;

	op->first_step = history_steps(story->history);
	story->scenario->live = true;
	full = run_slices(story, op, index);
	story->scenario->live = false;
	if (full) {
		limit_error(story, op, index, error);
		history_truncate(story->history, slices);
		return -1;
	}
	op->steps = history_steps(story->history) - op->first_step;
	if (op->ret < 0 && !strcmp(op->type->name, "boot"))
		return boot_error(story, op->ret, error);
	check_expectations(story, op);
	return 0;
}

static int power_on(struct story *story, const struct session_limits *limits, struct pw_error *error)
{
	const struct machine_description *d = &story->scenario->machine;
	struct machine_config config = {
		.arch = d->arch, .max_pfn = boot_max_pfn(&d->boot), .nr_cpus = d->nr_cpus,
		.slab = d->slab,
		.arena_limit = limits->arena_bytes ? limits->arena_bytes : DEFAULT_ARENA_BYTES,
	};
	u64 history = limits->history_bytes ? limits->history_bytes : DEFAULT_HISTORY_BYTES;
	const char *what = "memory";

	config.max_contents = min_t(u32, config.max_pfn, CONTENTS_MAX);
	story->m = machine_create(&config, &what);
	if (story->m)
		story->history = history_create(story->m, history, run_slice, story->scenario);
	if (story->history)
		return 0;
	return pw_fail(error, ERROR_LIMIT, d->place, "machine",
		       "a machine of this size does not fit in the session's memory (limit: %s, %llu bytes)",
		       "这样大的机器超出会话的内存（上限：%s，%llu 字节）", what,
		       (unsigned long long)config.arena_limit);
}

/* The step before the first call of a function in the slice that holds `step`; -1: none is there. */
static s64 step_before_call(struct history *h, u64 step, u32 id)
{
	const struct recording *rec = history_record(h, step);

	for (u32 i = 0; i < rec->nr_events; i++)
		if (rec->events[i].id == id)
			return (s64)(rec->first_step + i);
	return -1;
}

static int place_start(struct story *story, struct pw_error *error)
{
	const struct scenario *s = story->scenario;
	s64 step;

	story->start_step = s->ops[s->start].first_step;
	if (!s->start_event)
		return 0;
	step = step_before_call(story->history, story->start_step + 1, s->start_event - 1);
	history_seek(story->history, history_steps(story->history));
	if (step < 0)
		return pw_fail(error, ERROR_SCENARIO, s->start_place, "start_call",
			       "ops[%llu] does not call %s", "ops[%llu] 没有调用 %s",
			       (unsigned long long)s->start, event_types[s->start_event - 1].name);
	story->start_step = (u64)step;
	return 0;
}

static int run_all(struct story *story, struct pw_error *error)
{
	for (u32 i = 0; i < story->scenario->nr_ops; i++)
		if (run_op(story, i, error))
			return -1;
	return place_start(story, error);
}

int story_load(struct story *story, const void *text, size_t bytes,
	       const struct session_limits *limits, struct pw_error *error)
{
	struct story fresh = { .scenario = scenario_read(text, bytes, error) };

	if (!fresh.scenario)
		return -1;
	if (power_on(&fresh, limits, error) || run_all(&fresh, error)) {
		story_close(&fresh);
		return -1;
	}
	story_close(story);
	*story = fresh;
	return 0;
}

int story_append(struct story *story, const void *text, size_t bytes, struct pw_error *error)
{
	if (scenario_append(story->scenario, text, bytes, error))
		return -1;
	history_seek(story->history, history_steps(story->history));
	if (!run_op(story, story->scenario->nr_ops - 1, error))
		return 0;
	scenario_drop_last(story->scenario);
	return -1;
}

/* The first slice behind the first `nr` ops. */
static u32 slice_behind(const struct story *story, u32 nr)
{
	if (!nr)
		return 0;
	return history_slice_of(story->history, story->scenario->ops[nr - 1].first_step +
						 story->scenario->ops[nr - 1].steps) + 1;
}

static int power_on_again(struct story *clone, struct story *from, u32 nr, struct pw_error *error)
{
	const struct machine_config *config = &from->m->config;
	const char *what;

	clone->m = machine_create(config, &what);
	if (clone->m)
		clone->history = history_clone(from->history, slice_behind(from, nr), clone->m,
					       run_slice, clone->scenario);
	if (clone->history)
		return 0;
	return pw_fail(error, ERROR_LIMIT, from->scenario->machine.place, "machine",
		       "not enough memory for a second machine", "内存不足，无法再建一台机器");
}

static void count_expectations(struct story *story)
{
	for (u32 i = 0; i < story->scenario->nr_ops; i++)
		for (u32 n = 0; n < story->scenario->ops[i].nr_expects; n++) {
			bool held = story->scenario->ops[i].expects[n].held;

			story->expects_passed += held;
			story->expects_failed += !held;
		}
}

int story_clone(struct story *clone, struct story *from, u32 nr, struct pw_error *error)
{
	struct story fresh = { .scenario = scenario_clone(from->scenario, nr, error) };

	if (!fresh.scenario)
		return -1;
	if (power_on_again(&fresh, from, nr, error)) {
		story_close(&fresh);
		return -1;
	}
	count_expectations(&fresh);
	fresh.start_step = min_t(u64, from->start_step, history_steps(fresh.history));
	*clone = fresh;
	return 0;
}

void story_close(struct story *story)
{
	if (story->history)
		history_destroy(story->history);
	machine_destroy(story->m);
	scenario_free(story->scenario);
	memset(story, 0, sizeof(*story));
}

u32 story_op_at(const struct story *story, u64 step)
{
	const struct scenario *s = story->scenario;
	u32 low = 0, high = s->nr_ops;

	while (high - low > 1) {
		u32 middle = low + (high - low) / 2;

		if (s->ops[middle].first_step < step)
			low = middle;
		else
			high = middle;
	}
	return low;
}
