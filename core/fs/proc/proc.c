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
	{ "unusable_index", show_unusable_index },
	{ "zoneinfo", show_zoneinfo },
};
const u32 nr_proc_files = ARRAY_SIZE(proc_files);

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

void proc_printf(struct proc_text *t, const char *format, ...)
{
	va_list args;
	int length;

	va_start(args, format);
	length = vsnprintf(NULL, 0, format, args);
	va_end(args);
	if (t->failed || length < 0 || !reserve(t, (size_t)length)) {
		t->failed = true;
		return;
	}
	va_start(args, format);
	vsnprintf(t->text + t->bytes, t->capacity - t->bytes, format, args);
	va_end(args);
	t->bytes += (size_t)length;
}

int proc_read(const struct machine *m, const char *name, struct proc_text *t)
{
	memset(t, 0, sizeof(*t));
	for (u32 i = 0; i < nr_proc_files; i++) {
		if (strcmp(proc_files[i].name, name) != 0)
			continue;
		if (sys(m)->booted < 2)
			return -PW_EAGAIN;
		proc_files[i].show(m, t);
		if (!t->failed)
			return 0;
		free(t->text);
		t->text = NULL;
		return -PW_ENOMEM;
	}
	return -PW_ENOENT;
}
