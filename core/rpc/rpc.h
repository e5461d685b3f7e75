/*
 * Behind the one door: what the verbs and views share.  docs/PROTOCOL.md says what they answer.
 *
 * A verb finds the machine standing at the asked step.  It may move the history while it works, and
 * moves it back with stand() before it reads the machine again.
 */
#ifndef RPC_RPC_H
#define RPC_RPC_H

#include "machine/format.h"
#include "rpc/json_out.h"
#include "scenario/expr.h"
#include "scenario/session.h"

struct call {
	struct pw_session *session;
	struct story *story;
	struct machine *m;		/* NULL before a load */
	struct history *h;
	const struct scenario *s;
	const struct json_doc *doc;
	const cJSON *request;
	struct pw_error *error;
	struct json_out *out;
	u64 at;				/* the step that is answered */
};

/* A verb writes its members into the open answer.  0, or -1 and the call's error. */
typedef int (*verb_fn)(struct call *c);

struct verb {
	const char *name;
	verb_fn run;
	bool needs_story;
	bool bytes;			/* answers raw bytes */
	bool own_step;			/* chooses the step itself, before the head is written */
	const char *keys;		/* of its request, beside verb and at; NULL: the view's */
};

int verb_schema(struct call *c);
int verb_load(struct call *c);
int verb_append(struct call *c);
int verb_seek(struct call *c);
int verb_steps(struct call *c);
int verb_show(struct call *c);
int verb_frames(struct call *c);
int verb_proc(struct call *c);
int verb_why(struct call *c);
int verb_history(struct call *c);
int verb_find(struct call *c);
int verb_check(struct call *c);
int verb_digest(struct call *c);
int verb_clone(struct call *c);

/* 0, or -1 when the request has a key that is not in this list (words between blanks). */
int check_keys(struct call *c, const char *keys);
/* Arguments of the request.  A missing one leaves *value alone. */
int ask_u64(struct call *c, const char *name, u64 min, u64 max, u64 *value);
int ask_s64(struct call *c, const char *name, s64 min, s64 max, s64 *value);
int ask_string(struct call *c, const char *name, const char **value);
int ask_choice(struct call *c, const char *name, const char *const *choices, u32 nr, u64 *index);
/* A task by the scenario's name for it or by its pid; 0: none at this step. */
u32 find_task(struct call *c, const char *name, size_t length);
int ask_task(struct call *c, const char *name, u32 *task);	/* default: stays */
bool asked(const struct call *c, const char *name);
int refuse_late(struct call *c, const char *argument, const char *en, const char *zh, ...)
	__attribute__((format(printf, 3, 5), format(printf, 4, 5)));
#define refuse(c, argument, en, zh, ...) \
	refuse_late(c, argument, LATE(en), LATE(zh), ##__VA_ARGS__)

/* The op, an object of the request, at the end of a story. */
int append_item(struct call *c, struct story *story, const char *argument, const cJSON *op);

void bind_story(struct call *c);	/* the call's machine is that of its session's story */
/* The head of every answer; called again when a verb moves the step. */
void write_head(struct call *c);
void stand(struct call *c, u64 step);
void write_error(struct json_out *o, const struct pw_error *error);

void write_step_or_null(struct json_out *o, const char *key, u64 step);	/* 0: null */

/* record.c: the recorded slice of a step */
const struct event *event_at(struct call *c, u64 step, const struct recording **rec);
void write_record(struct call *c, u64 step, u32 repeat);
/* context.c: does the program itself run at this step, whose event that is?  In which context? */
bool in_user_mode(struct call *c, const struct event *e);
void member_context(struct call *c, const struct event *e, bool always);
/* So many neighbours of one kind are told as one, where the first of them stands. */
#define REPEAT_MIN 8
/* The first event of the run that holds event i, and its last; both are i when there is no run. */
u32 run_of_equals(const struct recording *rec, u32 i, u32 *last);
const char *record_kind(const struct event *e);
const char *event_function(const struct recording *rec, const struct event *e);
/* The kernel's file, as it is called for this machine; NULL: none. */
const char *event_file(const struct call *c, const struct recording *rec, const struct event *e,
		       char buf[100]);
const char *kernel_file(const struct call *c, const struct event_type *type, char buf[100]);
u32 event_grain(const struct event *e);
/* The address that this op is about: the newest va argument of its events up to the step. */
bool last_address(struct call *c, u64 *va);
bool last_cache(struct call *c, u64 *cache);	/* likewise the kmem_cache */
/* The newest event of one of these names in this op, at or before the step; NULL: none. */
const struct event *newest_event(struct call *c, enum event_id id, u64 *step);

/* sentence.c */
typedef const char *(*alternative_text)(u32 id, u32 i, enum language lang);
void member_alternative(struct call *c, const char *key, const struct event *e, u32 i,
			alternative_text text);
void member_event_text(struct call *c, const char *key, const struct event *e);
/* The same for another step of the slice: names are those of its own moment. */
void member_text_at(struct call *c, const char *key, const struct event *e, u64 step);
const char *task_name(struct call *c, u32 task, char buf[40]);
u32 view_task(struct call *c);			/* the current task, else the newest; 0: none */
u32 view_mm(struct call *c, u32 *task);		/* its mm; or one that exec is making, of task 0 */
bool stable_id(struct call *c, enum value_kind kind, u64 value, char buf[96]);

/* load.c: {en, zh} of what the op does, as written: "p = malloc(64K)" */
void write_op_label(struct call *c, u32 op);
void write_op_entry(struct call *c, u32 op);
/* The answer of load: the head and everything that the story tells. */
void write_story(struct call *c);

/* changes.c: what the step changed, without the model's own bookkeeping */
struct value_change {
	struct place place;
	u64 old, new;			/* of a text: whereabouts in `texts` */
	u32 link;			/* of a list or a tree: which of its pointers */
};
struct change_list {
	struct value_change *list;
	u32 nr, max;
	u32 total;			/* may pass nr: at most CHANGES_KEPT are kept */
	u64 step;			/* + 1; 0: empty cache */
	char *texts;			/* each ends with NUL */
	size_t text_bytes;
};
#define CHANGES_KEPT 20000
const struct change_list *changes_of(struct call *c);
void write_changes(struct call *c, const char *key, u32 limit);
bool place_changed(struct call *c, enum table_id table, u32 index);
/* Which views show something that the step changed: bits by enum changed_view. */
enum changed_view {
	CHANGED_BUDDY, CHANGED_PHYSICAL, CHANGED_PAGE, CHANGED_ADDRESS_SPACE, CHANGED_TRANSLATION,
	CHANGED_STACKS, CHANGED_BOOT, CHANGED_PROC, CHANGED_ZONES, CHANGED_PAGEBLOCKS,
	CHANGED_VMALLOC, CHANGED_SLAB, CHANGED_MCU, NR_CHANGED_VIEWS
};
u32 changed_views(struct call *c);
/* The physical address where a content line begins; false: nobody's. */
bool content_line_place(const struct machine *m, u32 line, u64 *pa);
void object_id(struct call *c, const struct place *p, char id[96]);

/* frames.c: what a frame is used for */
enum frame_use {
	USE_ABSENT, USE_FREE, USE_PCP, USE_ANON, USE_FILE, USE_PAGETABLE, USE_SLAB, USE_KERNEL,
	USE_RESERVED, USE_ZERO, NR_USES
};
extern const char *const use_names[NR_USES];
enum frame_use page_use(const struct machine *m, pfn_t pfn, const u8 *marks);
/* What struct page alone does not tell: a byte per frame, to be freed; NULL when memory is short. */
u8 *frame_marks(const struct machine *m);

/* views: one file each */
struct view {
	const char *name;
	int (*show)(struct call *c);
	const char *title[2];
	const char *keys;		/* of the request, beside those of show */
};
extern const struct view views[];
extern const u32 nr_views;
int view_step(struct call *c);
int view_calls(struct call *c);
int view_translation(struct call *c);
int view_address_space(struct call *c);
int view_physical(struct call *c);
int view_page(struct call *c);
/* The members of a page's object; its words from `offset` on. */
void write_page(struct call *c, pfn_t pfn, u64 offset);
int view_buddy(struct call *c);
/* The argument `zone`, else the one that the op last spoke of, else the largest; -1 after refusing. */
int ask_zone(struct call *c, u32 *zone);
void write_zone_names(struct call *c, u32 zone);	/* members zones and zone */
int view_zones(struct call *c);
int view_pageblocks(struct call *c);
int view_stacks(struct call *c);
int view_boot(struct call *c);
void write_device_tree(struct call *c);	/* view_device_tree.c */
void write_boot_machine(struct call *c);	/* view_boot_machine.c: image, zones, what is assumed */

/* boot_log.c: the boot's functions, and what each took from memblock for whom */
#define BOOT_CALLS_MAX 200
#define BOOT_TAKEN_MAX 400
struct boot_call {
	u32 event, depth;
	u64 first, last;
};
struct boot_taking {
	u64 base, end;
	u32 who;
	u64 step, freed;		/* freed 0: never */
};
struct boot_log {
	u32 nr_calls, nr_taken, taken_total;
	u64 handed_over;		/* the step in which the buddy allocator has it all; 0: none */
	struct boot_call calls[BOOT_CALLS_MAX];
	struct boot_taking taken[BOOT_TAKEN_MAX];
};
struct memblock_region;
u32 boot_who(struct call *c, const struct memblock_region *r);
void write_who(struct call *c, u32 who);
void write_boot_log(struct call *c);
void forget_boot_log(struct pw_session *s);
int view_gfp(struct call *c);
int view_mcu(struct call *c);
int view_vmalloc(struct call *c);
int view_slab(struct call *c);
int view_timeline(struct call *c);
int view_overview(struct call *c);

/* schema.c: the JSON Schema of scenario files, as a value */
void write_schema(struct json_out *o);

#endif
