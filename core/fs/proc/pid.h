/* The text files of /proc/PID, written from the machine as it stands. */
#ifndef FS_PROC_PID_H
#define FS_PROC_PID_H

#include "fs/proc/proc.h"

struct proc_pid_file {
	const char *name;
	void (*show)(const struct machine *m, u32 task, struct proc_text *t);
};
extern const struct proc_pid_file proc_pid_files[];
extern const u32 nr_proc_pid_files;

/* 0, -PW_ENOENT (no such file), -PW_ESRCH (no such task), -PW_ENOMEM */
int proc_pid_read(const struct machine *m, u32 task, const char *name, struct proc_text *t);

void show_pid_maps(const struct machine *m, u32 task, struct proc_text *t);
void show_pid_smaps(const struct machine *m, u32 task, struct proc_text *t);
void show_pid_status(const struct machine *m, u32 task, struct proc_text *t);
void show_pid_pagemap(const struct machine *m, u32 task, struct proc_text *t);

/* "[heap]", "/A", "[stack]", or "" */
const char *vma_name(const struct machine *m, u32 vma, char buf[32]);
void show_vma_header(const struct machine *m, u32 vma, struct proc_text *t);

#endif
