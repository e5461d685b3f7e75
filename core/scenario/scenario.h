/*
 * A scenario: the parsed file.  docs/SCENARIOS.md describes the format.
 *
 * Everything is checked before a machine exists: keys, types, limits, names, order of ops, paths.
 * The ops point into the JSON documents (the file's, then one for each appended op), which the
 * scenario owns.
 */
#ifndef SCENARIO_SCENARIO_H
#define SCENARIO_SCENARIO_H

#include "init/main.h"
#include "lib/number_text.h"
#include "scenario/ops.h"

#define SCENARIO_FORMAT 1
#define SCENARIO_BYTES_MAX (4u << 20)
#define SCENARIO_VALUES_MAX 600000u
#define OPS_MAX 20000u
#define NAMES_MAX 1000u
#define SLICES_MAX 1048576u	/* iterations of all workloads together */
#define EXPECTS_MAX 64u		/* of one op */
#define CHOICES_MAX 8u
#define PROGRAM_LINES_MAX 400u
#define CPUS_MAX 8u

struct name {
	const char *text;
	enum binding_kind kind;
	u32 op;
};

/* One `expect`: the path is worth `want`, or compares with it: "> 5". */
struct expectation {
	const char *path;
	const cJSON *want;
	struct text_place place;
	bool held;
	char got[64];
};

struct ask {
	struct text2 question;
	const char *answer;		/* a path, evaluated after the op */
	struct text_place place;
	const char *choices[CHOICES_MAX];
	u32 nr_choices;
	char got[64];
};

struct op {
	const struct op_type *type;
	struct op_value args[OP_ARGS_MAX];
	struct sysctl_values sysctl;	/* of ARG_SYSCTL */
	const char *as;
	u32 binding;			/* of `as`, 0: none */
	u32 task;			/* binding of `task`, 0: the current one */
	struct text2 label, note, look;
	const char *focus, *layout;
	const char *focus_argument, *focus_choice;	/* of the view: "file", "meminfo"; NULL: none */
	u32 line;			/* of the program */
	struct text_place place;
	struct expectation *expects;
	u32 nr_expects;
	struct ask *ask;
	u32 nr_names;			/* names known before and after it: [0, nr_names) */
	/* what running it gave; the same in every run */
	u64 first_step;			/* the step before its first one */
	u64 steps;
	s64 ret;
	u32 signal, si_code;
	u64 si_addr;
	const char *const *bug;		/* what the kernel reported, NULL: nothing */
	u32 runner;			/* the task that was current, 0: none */
};

struct machine_description {
	bool android;
	enum machine_arch arch;
	u64 ram_bytes, initrd_bytes;
	u32 nr_cpus;
	const char *cmdline;
	enum slab_choice slab;
	bool start_slab;
	struct boot_params boot;
	u8 *dtb;			/* the device tree, NULL: a PC */
	u64 dtb_bytes;
	struct text_place dtb_place;	/* line 0: it was made for so much RAM */
	bool given_e820, given_ram, given_initrd, given_cmdline;
	struct sysctl_values sysctl[NR_SYSCTLS];	/* nr 0: not given */
	struct text_place place;
};

/* A text that was read; the ops point into its document. */
struct source {
	struct json_doc doc;
	char *text;
	size_t bytes;
};

/* What a story stands on; a scenario's key "basis". */
enum basis { BASIS_UNTOLD, BASIS_RECORDED, BASIS_SOURCE, BASIS_TEACHING, NR_BASES };
extern const char *const basis_names[NR_BASES];		/* the first is NULL */

struct scenario {
	struct text2 title, prose;
	u64 basis;			/* enum basis */
	struct machine_description machine;
	char *program;			/* source text, NULL: none */
	u32 program_lines;
	u64 start;			/* index of the op where the story begins */
	u32 start_event;		/* and the kernel function in it, as enum event_id + 1; 0: its begin */
	struct text_place start_place;
	struct op *ops;
	u32 nr_ops, max_ops;
	struct name names[NAMES_MAX];
	u32 nr_names;
	u64 slices;			/* asked for by all ops */
	bool booted, spawned;
	bool live;			/* ops run for the first time: their results are kept */
	struct source *sources;		/* the file, then one for each appended op */
	u32 nr_sources, max_sources;
	u32 file_ops;			/* ops of the first source that are still told */
};

/* The file's text.  NULL and *error when anything in it is wrong. */
struct scenario *scenario_read(const void *text, size_t bytes, struct pw_error *error);
/* One op object, appended.  0, or -1 and *error; then nothing changed. */
int scenario_append(struct scenario *s, const void *text, size_t bytes, struct pw_error *error);
/* Takes the last op off again (the machine could not run it). */
void scenario_drop_last(struct scenario *s);
void scenario_free(struct scenario *s);
/* The first nr ops once more, with what running them gave.  NULL and *error: memory is short. */
struct scenario *scenario_clone(const struct scenario *s, u32 nr, struct pw_error *error);

/* Index + 1 of a name among the first nr names; 0: no such name. */
u32 scenario_name(const struct scenario *s, u32 nr, const char *name, size_t length);
const char *binding_kind_words(enum binding_kind kind, int language);

/* machine_reader.c */
int read_machine(struct reader *r, const cJSON *item, void *scenario);
/* op_reader.c: reads one op object and adds it */
int read_op(struct reader *r, const cJSON *item, struct scenario *s);
void op_free(struct op *op);
/* focus.c */
int read_focus_of(struct reader *r, const cJSON *item, const struct scenario *s, struct op *op);
/* Ops of programs need a machine whose user space is modelled. */
int check_user_space(struct reader *r, const struct scenario *s, const struct op_type *type,
		     struct text_place place);

/* The text of a wanted value: numbers and booleans as the path language writes them. */
const char *want_text(const cJSON *want, char buf[NUMBER_TEXT_MAX]);

extern const char *const view_names[];
extern const u8 view_bases[];		/* enum basis, in their order */
extern const u32 nr_view_names;
extern const char *const layout_names[];
extern const u32 nr_layout_names;

#endif
