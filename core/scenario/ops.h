/*
 * The op table: everything a scenario can do, with its arguments, limits and help.
 *
 * The reader, the runner, the JSON Schema and the page's completion all come from this one table.
 */
#ifndef SCENARIO_OPS_H
#define SCENARIO_OPS_H

#include "scenario/reader.h"

#define OP_ARGS_MAX 8

enum arg_type {
	ARG_U64,	/* a number, or a size such as "64K" */
	ARG_ADDRESS,	/* a number, or a name with an offset: "buf+0x10" */
	ARG_TASK,	/* the name of a spawned task */
	ARG_PAGES,	/* the name of an alloc_pages result */
	ARG_CMA,	/* the name of a cma_alloc result */
	ARG_CACHE,	/* the name of a kmem_cache_create result */
	ARG_CHOICE,
	ARG_WORD,	/* a name: of tasks and locks */
	ARG_SYSCTL,	/* a number, or what a file of several holds: "256 256 32 0" */
};

/* What a named result is. */
enum binding_kind {
	BIND_NONE, BIND_VALUE, BIND_TASK, BIND_BLOCK, BIND_MAP, BIND_PAGES, BIND_CMA, BIND_CACHE,
	BIND_OBJECT, BIND_MCU, BIND_KERNEL,
};

struct op_arg {
	const char *name;
	enum arg_type type;
	bool required;
	u64 dflt, min, max;		/* ARG_CHOICE: dflt is an index */
	const char *unit;		/* "bytes", "pages", ... or NULL */
	const char *const *choices;
	u32 nr_choices;
	const char *help[2];
};

struct op_value {
	bool given;
	u64 number;		/* or, after a name, the offset (it may wrap: "buf-8") */
	u32 binding;		/* of the name, 0: none */
	const cJSON *source;	/* as written, for the label */
};

/* sysctl.c */
#define SYSCTL_MAX 0x7fffffffu
#define SYSCTL_VALUES_MAX 4u

enum sysctl {
	SYSCTL_MIN_FREE_KBYTES, SYSCTL_WATERMARK_SCALE_FACTOR, SYSCTL_LOWMEM_RESERVE_RATIO,
	SYSCTL_EXTRA_FREE_KBYTES, NR_SYSCTLS
};

struct sysctl_values {
	u32 nr, value[SYSCTL_VALUES_MAX];
};

struct op;
struct scenario;
struct machine;

struct op_type {
	const char *name;
	const struct op_arg *args;
	u32 nr_args;
	enum binding_kind result;
	bool in_task;		/* runs in user mode of the current task, or of `task` */
	bool on_cpu;		/* its last argument is the cpu that it runs on */
	bool on_mcu;		/* runs on the microcontroller, which has no kernel mode */
	/* One slice of the op: its whole for most, one iteration for a workload. */
	s64 (*run)(struct machine *m, const struct scenario *s, const struct op *op, u32 iteration);
	/* Slices of a workload; NULL: one.  And whether slice i has anything to do (NULL: all have). */
	u64 (*iterations)(const struct op *op);
	bool (*wanted)(const struct machine *m, const struct op *op, u32 iteration);
	const char *help[2];
};

extern const struct op_type op_types[];
extern const u32 nr_op_types;
const struct op_type *op_type_named(const char *name);

/* The value of argument i as the machine stands: names are looked up in the arena. */
u64 op_arg_value(const struct machine *m, const struct op *op, u32 i);

/* op_run.c and workload.c: the functions of the table */
#define OP_RUN(name) \
	s64 run_##name(struct machine *m, const struct scenario *s, const struct op *op, u32 iteration)
OP_RUN(boot);
OP_RUN(spawn);
OP_RUN(switch);
OP_RUN(malloc);
OP_RUN(free);
OP_RUN(mmap);
OP_RUN(munmap);
OP_RUN(brk);
OP_RUN(mprotect);
OP_RUN(write);
OP_RUN(read);
OP_RUN(fetch);
OP_RUN(touch);
OP_RUN(alloc_pages);
OP_RUN(free_pages);
OP_RUN(free_frame);
OP_RUN(alloc_pages_exact);
OP_RUN(free_pages_exact);
OP_RUN(split_page);
OP_RUN(get_page);
OP_RUN(put_page);
OP_RUN(vmstat_update);
OP_RUN(drain_all_pages);
OP_RUN(cma_alloc);
OP_RUN(cma_release);
OP_RUN(random_alloc);
OP_RUN(random_free);
OP_RUN(alloc_many);
OP_RUN(vmalloc);
OP_RUN(vzalloc);
OP_RUN(vmap);
OP_RUN(ioremap);
OP_RUN(vfree);
OP_RUN(vunmap);
OP_RUN(iounmap);
OP_RUN(vm_unmap_aliases);
OP_RUN(kread);
OP_RUN(kwrite);
OP_RUN(sysctl);
OP_RUN(irq_enter);
OP_RUN(irq_exit);
OP_RUN(local_irq_disable);
OP_RUN(local_irq_enable);
OP_RUN(spin_lock);
OP_RUN(spin_unlock);
OP_RUN(lock_page);
OP_RUN(unlock_page);
OP_RUN(kmem_cache_create);
OP_RUN(kmem_cache_alloc);
OP_RUN(kmem_cache_free);
OP_RUN(kmem_cache_shrink);
OP_RUN(kmem_cache_destroy);
OP_RUN(kmalloc);
OP_RUN(kfree);
OP_RUN(cache_reap);
OP_RUN(alloc_objects);
OP_RUN(random_objects);
OP_RUN(free_objects);
OP_RUN(exit);
OP_RUN(mcu_reset);
OP_RUN(pool_create);
OP_RUN(pool_alloc);
OP_RUN(pool_free);
OP_RUN(pvPortMalloc);
OP_RUN(vPortFree);
OP_RUN(note);
u64 touch_iterations(const struct op *op);
u64 random_alloc_iterations(const struct op *op);
u64 alloc_many_iterations(const struct op *op);
bool alloc_many_wanted(const struct machine *m, const struct op *op, u32 iteration);
u64 random_free_iterations(const struct op *op);
u64 objects_iterations(const struct op *op);
bool alloc_objects_wanted(const struct machine *m, const struct op *op, u32 iteration);
u64 free_objects_iterations(const struct op *op);
bool free_objects_wanted(const struct machine *m, const struct op *op, u32 iteration);
bool random_free_wanted(const struct machine *m, const struct op *op, u32 iteration);

extern const char *const sysctl_names[NR_SYSCTLS];
u32 sysctl_numbers(u64 which);		/* how many the file holds */
int read_sysctl_values(struct reader *r, const cJSON *item, struct sysctl_values *values);
int check_sysctl_numbers(struct reader *r, const cJSON *item, u64 which,
			 const struct sysctl_values *values);
int sysctl_write(struct machine *m, u64 which, const struct sysctl_values *values);
u32 gfp_of_choice(u64 choice);
/* one good number for each (seed, iteration), without state between iterations */
u64 random_number(u64 seed, u64 iteration);

#endif
