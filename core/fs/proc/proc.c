/* The directory of /proc files that are about the whole machine. */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fs/proc/proc.h"

const struct proc_file proc_files[] = {
	{ "buddyinfo", show_buddyinfo },
	{ "extfrag_index", show_extfrag_index },
	{ "iomem", show_iomem },
	{ "meminfo", show_meminfo },
	{ "pagetypeinfo", show_pagetypeinfo },
	{ "slabinfo", show_slabinfo },
	{ "unusable_index", show_unusable_index },
	{ "vmallocinfo", show_vmallocinfo },
	{ "vmstat", show_vmstat },
	{ "zoneinfo", show_zoneinfo },
	{ "$ free", show_free },
	{ "$ vmstat", show_vmstat_command },
};
const u32 nr_proc_files = ARRAY_SIZE(proc_files);
const char *const proc_use_names[NR_PROC_USES] = { "free", "slab", "reserved" };

static bool reserve(struct proc_text *t, size_t bytes)
{
	size_t capacity = t->capacity ? t->capacity : 1024;
	char *text;

	while (capacity < t->bytes + bytes + 1)
		capacity *= 2;
	if (capacity == t->capacity)
		return true;
	text = realloc(t->text, capacity);
	if (!text)
		return false;
	t->text = text;
	t->capacity = capacity;
	return true;
}

static void print(struct proc_text *t, const char *format, va_list args)
{
	va_list again;
	int length;

	va_copy(again, args);
	length = vsnprintf(NULL, 0, format, again);
	va_end(again);
	if (t->failed || length < 0 || !reserve(t, (size_t)length)) {
		t->failed = true;
		return;
	}
	vsnprintf(t->text + t->bytes, t->capacity - t->bytes, format, args);
	t->bytes += (size_t)length;
}

void proc_printf(struct proc_text *t, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	print(t, format, args);
	va_end(args);
}

static struct proc_mark *new_mark(struct proc_text *t)
{
	if (t->nr_marks == t->max_marks) {
		u32 max = t->max_marks ? t->max_marks * 2 : 64;
		struct proc_mark *grown = realloc(t->marks, max * sizeof(*grown));

		if (!grown)
			return NULL;
		t->marks = grown;
		t->max_marks = max;
	}
	return &t->marks[t->nr_marks++];
}

/* The mark covers what is not blank of [begin, end). */
static void mark(struct proc_text *t, size_t begin, struct proc_source from)
{
	size_t end = t->bytes;
	struct proc_mark *mark;

	while (begin < end && t->text[begin] == ' ')
		begin++;
	while (begin < end && t->text[end - 1] == ' ')
		end--;
	mark = new_mark(t);
	if (mark)
		*mark = (struct proc_mark){ (u32)begin, (u32)(end - begin), from };
	else
		t->failed = true;
}

void proc_number(struct proc_text *t, struct proc_source from, const char *format, ...)
{
	size_t begin = t->bytes;
	va_list args;

	va_start(args, format);
	print(t, format, args);
	va_end(args);
	if (!t->failed)
		mark(t, begin, from);
}

void proc_text_free(struct proc_text *t)
{
	free(t->text);
	free(t->marks);
	memset(t, 0, sizeof(*t));
}

/* Which kernel it is decides about one of them. */
bool proc_exists(const struct machine *m, const struct proc_file *file)
{
	return file->show != show_slabinfo || has_slabinfo(m);
}

int proc_read(const struct machine *m, const char *name, struct proc_text *t)
{
	memset(t, 0, sizeof(*t));
	for (u32 i = 0; i < nr_proc_files; i++) {
		if (strcmp(proc_files[i].name, name) != 0 || !proc_exists(m, &proc_files[i]))
			continue;
		if (sys(m)->booted < 2)
			return -PW_EAGAIN;
		proc_files[i].show(m, t);
		if (!t->failed)
			return 0;
		proc_text_free(t);
		return -PW_ENOMEM;
	}
	return -PW_ENOENT;
}
