/*
 * The text files of /proc, written from the machine as it stands: nothing is kept for them.
 *
 * A file is one function and one line in proc_files[]; the layout of each text is 4.19's.
 */
#ifndef FS_PROC_PROC_H
#define FS_PROC_PROC_H

#include "machine/machine.h"

/*
 * Where a number comes from: a field of an object.  Where no one object holds it, the field says in
 * words of C how it is made; a use of frames (their count) can still be shown on a map.
 */
#define FROM_NOTHING NR_TABLES
#define FROM_USE (NR_TABLES + 1)	/* index: enum proc_use */
enum proc_use { PROC_USE_FREE, PROC_USE_SLAB, PROC_USE_RESERVED, NR_PROC_USES };
extern const char *const proc_use_names[NR_PROC_USES];

struct proc_source {
	u32 table, index;
	const char *field, *key;	/* field, field[key] or field[element] */
	u32 element;			/* of an array; ELEMENT_NONE: no array, or one with a key */
};
#define ELEMENT_NONE 0xffffffffu
#define FROM(tag, index, field) \
	((struct proc_source){ TABLE_##tag, (index), (field), NULL, ELEMENT_NONE })
#define FROM_AT(tag, index, field, element) \
	((struct proc_source){ TABLE_##tag, (index), (field), NULL, (element) })
#define FROM_KEY(tag, index, field, key) \
	((struct proc_source){ TABLE_##tag, (index), (field), (key), ELEMENT_NONE })
#define MADE(field) ((struct proc_source){ FROM_NOTHING, 0, (field), NULL, ELEMENT_NONE })
#define USE(use, field) ((struct proc_source){ FROM_USE, (use), (field), NULL, ELEMENT_NONE })

struct proc_mark {
	u32 at, bytes;
	struct proc_source from;
};

struct proc_text {
	char *text;		/* NUL-terminated */
	struct proc_mark *marks;
	size_t bytes, capacity;
	u32 nr_marks, max_marks;
	bool failed;		/* the host has no memory */
};

void proc_text_free(struct proc_text *t);
void proc_printf(struct proc_text *t, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
/* The same for one number, padded or not, with its source. */
void proc_number(struct proc_text *t, struct proc_source from, const char *format, ...)
	__attribute__((format(printf, 3, 4)));

typedef void (*proc_show_fn)(const struct machine *m, struct proc_text *t);

struct proc_file {
	const char *name;
	proc_show_fn show;
};
extern const struct proc_file proc_files[];
extern const u32 nr_proc_files;
bool proc_exists(const struct machine *m, const struct proc_file *file);

/* 0, -PW_ENOENT (no such file), -PW_EAGAIN (not before the buddy allocator is up), -PW_ENOMEM */
int proc_read(const struct machine *m, const char *name, struct proc_text *t);

void show_buddyinfo(const struct machine *m, struct proc_text *t);
void show_pagetypeinfo(const struct machine *m, struct proc_text *t);
void show_zoneinfo(const struct machine *m, struct proc_text *t);
void show_meminfo(const struct machine *m, struct proc_text *t);
void show_unusable_index(const struct machine *m, struct proc_text *t);	/* of debugfs' extfrag */
void show_extfrag_index(const struct machine *m, struct proc_text *t);
bool has_slabinfo(const struct machine *m);
void show_slabinfo(const struct machine *m, struct proc_text *t);
void show_vmallocinfo(const struct machine *m, struct proc_text *t);
void show_iomem(const struct machine *m, struct proc_text *t);

void show_vmstat(const struct machine *m, struct proc_text *t);
void show_free(const struct machine *m, struct proc_text *t);		/* what the command prints */
void show_vmstat_command(const struct machine *m, struct proc_text *t);

/* A counter of a zone or of the node under its name in vmstat_text[], with what holds it. */
struct vm_stat_item {
	const char *name;
	u64 value;
	struct proc_source from;
};
#define NR_VM_ZONE_STAT_ITEMS 12
#define NR_VM_NODE_STAT_ITEMS 28
void zone_stat_items(const struct machine *m, const struct zone *zone,
		     struct vm_stat_item items[NR_VM_ZONE_STAT_ITEMS]);
void node_stat_items(const struct machine *m, struct vm_stat_item items[NR_VM_NODE_STAT_ITEMS]);

/* The figures of meminfo that commands print as well, in KiB. */
struct meminfo {
	u64 total, free, available, cached, shmem, reclaimable;
};
void read_meminfo(const struct machine *m, struct meminfo *i);

/* Pages by use: the kernel keeps counters of these, here the pages are looked at. */
struct page_counts {
	u64 lru[NR_LRU_LISTS];		/* in the order of lruvec's lists */
	u64 mlocked, page_table;
};
void count_pages(const struct machine *m, const struct zone *zone, struct page_counts *c);
void count_all_pages(const struct machine *m, struct page_counts *c);

#endif
