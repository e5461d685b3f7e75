/*
 * The text files of /proc, written from the machine as it stands: nothing is kept for them.
 *
 * A file is one function and one line in proc_files[]; the layout of each text is 4.19's.
 */
#ifndef FS_PROC_PROC_H
#define FS_PROC_PROC_H

#include "machine/machine.h"

struct proc_text {
	char *text;		/* NUL-terminated; the reader frees it */
	size_t bytes, capacity;
	bool failed;		/* the host has no memory */
};

void proc_printf(struct proc_text *t, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

typedef void (*proc_show_fn)(const struct machine *m, struct proc_text *t);

struct proc_file {
	const char *name;
	proc_show_fn show;
};
extern const struct proc_file proc_files[];
extern const u32 nr_proc_files;

/* 0, -PW_ENOENT (no such file), -PW_EAGAIN (not before the buddy allocator is up), -PW_ENOMEM */
int proc_read(const struct machine *m, const char *name, struct proc_text *t);

void show_buddyinfo(const struct machine *m, struct proc_text *t);
void show_pagetypeinfo(const struct machine *m, struct proc_text *t);
void show_zoneinfo(const struct machine *m, struct proc_text *t);
void show_meminfo(const struct machine *m, struct proc_text *t);
void show_unusable_index(const struct machine *m, struct proc_text *t);	/* of debugfs' extfrag */
void show_extfrag_index(const struct machine *m, struct proc_text *t);
void show_iomem(const struct machine *m, struct proc_text *t);

/* Pages by use: the kernel keeps counters of these, here the pages are looked at. */
struct page_counts {
	u64 active_anon, inactive_anon, active_file, inactive_file, unevictable, mlocked;
	u64 anon_mapped, file_mapped, slab, page_table;
};
void count_pages(const struct machine *m, const struct zone *zone, struct page_counts *c);
u64 count_kernel_stacks(const struct machine *m);	/* tasks that have one */

#endif
