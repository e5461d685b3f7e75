/*
 * Recordings of a real 4.19 kernel, held against the model: what the kinds of recording share.
 *
 * Reading is sticky: the first thing that a recording lacks or that cannot be is kept as the error,
 * and every reader answers zero from then on; loops look at r->failed.  Comparing counts: one
 * recorded answer is one prediction, and the first that differs is told with how it came about.
 */
#ifndef SCENARIO_REPLAY_REPLAY_H
#define SCENARIO_REPLAY_REPLAY_H

#include "machine/format.h"
#include "machine/history.h"
#include "mm/mmzone.h"
#include "pagewalk.h"
#include "scenario/json_doc.h"

#define RECORDING_MAX_PFN (64u << 18)	/* 64 GiB: larger machines are refused */
#define RECORDING_MAX_CPUS 8

struct replay {
	enum machine_arch arch;		/* modelled_machine() */
	struct json_doc doc;
	u32 line;			/* of the text before this document (JSON lines) */
	struct pw_error error;
	bool failed;
	u64 predicted, total;
	enum language lang;
	u64 arena_limit;		/* bytes of the machine's state; 0: the machine's own limit */
	bool differs;			/* the first difference is told */
	char *text;			/* where, and how much room there is */
	size_t room, used;
};

typedef void (*replay_fn)(struct replay *r, const void *text, size_t bytes);

struct replay_kind {
	const char *name;
	replay_fn run;
};

/* Each kind: one recording, of `bytes` bytes of text. */
void replay_boot(struct replay *r, const void *text, size_t bytes);
void replay_watermarks(struct replay *r, const void *text, size_t bytes);
void replay_buddy(struct replay *r, const void *text, size_t bytes);
void replay_cma(struct replay *r, const void *text, size_t bytes);
void replay_constants(struct replay *r, const void *text, size_t bytes);
void replay_slab(struct replay *r, const void *text, size_t bytes);
void replay_slub(struct replay *r, const void *text, size_t bytes);
void replay_vmalloc(struct replay *r, const void *text, size_t bytes);

/* values.c: the whole text as one document; a member (key NULL: the item itself) of a type */
const cJSON *rec_document(struct replay *r, const void *text, size_t bytes);
size_t rec_first_line(const char *text, size_t bytes);	/* its bytes, the newline not among them */
/* JSON lines: each line's document, in order, until the text ends or a reader refuses */
typedef void (*record_fn)(struct replay *r, const cJSON *record, void *context);
void rec_lines(struct replay *r, const char *text, size_t bytes, record_fn fn, void *context);
u64 rec_ram_bytes(const char *ram);	/* "512M", "2G"; 0: no amount of RAM */
const cJSON *rec_object(struct replay *r, const cJSON *object, const char *key);
const cJSON *rec_array(struct replay *r, const cJSON *object, const char *key);
const char *rec_string(struct replay *r, const cJSON *object, const char *key);
u64 rec_u64(struct replay *r, const cJSON *object, const char *key);	/* a number or "0x.." */
s64 rec_s64(struct replay *r, const cJSON *object, const char *key);
u32 rec_u32(struct replay *r, const cJSON *object, const char *key, u32 max);
const cJSON *rec_item(struct replay *r, const cJSON *array, u32 index);
const cJSON *optional(const cJSON *object, const char *key);	/* NULL: absent or null */
/* A key that is a number: "free_list": {"3": ...} */
u32 rec_key(struct replay *r, const cJSON *item, u32 max);
void refuse_item(struct replay *r, const cJSON *item, const char *en, const char *zh, ...)
	__attribute__((format(printf, 3, 5), format(printf, 4, 5)));

/* compare.c: one recorded answer.  true: predicted.  The words say what was asked. */
bool predict(struct replay *r, s64 got, s64 recorded, const char *what, ...)
	__attribute__((format(printf, 4, 5)));
/* false: this is the first difference; its words stand and more may follow */
bool predict_that(struct replay *r, bool same, const char *what, ...)
	__attribute__((format(printf, 3, 4)));
bool predict_string(struct replay *r, const char *got, const char *recorded, const char *what, ...)
	__attribute__((format(printf, 4, 5)));
/* a list of frames, in order: one answer */
bool predict_list(struct replay *r, const struct machine *m, const struct list_head *head,
		  const cJSON *pfns, const char *what, ...) __attribute__((format(printf, 5, 6)));
void predict_free_lists(struct replay *r, const struct machine *m, const struct zone *zone,
			const cJSON *free_list);
void predict_pageblocks(struct replay *r, const struct machine *m, const struct zone *zone,
			const char *digits);
void tell(struct replay *r, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* record.c: what the model did, as sentences: decisions with the roads not taken, and what changed */
typedef bool (*event_filter)(const void *context, const struct event *e);
void tell_record(struct replay *r, const struct machine *m, const struct recording *rec, u32 from,
		 u32 to, event_filter wanted, const void *context);
/* Run it once more with tracing on, on a machine that stands right before it; then tell. */
void tell_traced(struct replay *r, struct machine *m, run_slice_fn run, void *context);

struct machine *replay_machine(struct replay *r, u32 max_pfn, u32 nr_cpus);
/* the same of a configuration whose arch and limits are filled in here */
struct machine *replay_machine_of(struct replay *r, struct machine_config config);
/* The recorded machine's kernel is not the one that the model can be: says so. */
bool modelled_machine(struct replay *r, const cJSON *root);

/* buddy_dump.c */
bool load_buddy_dump(struct replay *r, struct machine *m, const cJSON *dump);
struct machine *machine_of_buddy_dump(struct replay *r, const cJSON *dump);
void predict_buddy_dump(struct replay *r, struct machine *m, const cJSON *dump);

#endif
