/*
 * The verb proc: the text of a /proc file at this step, and what the step changed in it.
 *
 * "buddyinfo" is a file of the machine, "A/maps" one of task A.  A line that the text of the step
 * before has anywhere is unchanged; else its words are compared with the line in the same place.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fs/proc/pid.h"
#include "rpc/door.h"

static bool task_of_path(struct call *c, const char *file, u32 *task)
{
	struct expr_env env = { .m = c->m, .s = c->s, .nr_names = c->s->nr_names };
	enum table_id table;
	char id[48];

	snprintf(id, sizeof(id), "task:%.*s", min_t(int, (int)strcspn(file, "/"), 31), file);
	return object_named(&env, id, &table, task) && table == TABLE_task_struct;
}

static int read_file(struct call *c, const char *file, struct proc_text *t)
{
	const char *slash = strchr(file, '/');
	u32 task;

	memset(t, 0, sizeof(*t));
	if (!slash)
		return proc_read(c->m, file, t);
	if (!task_of_path(c, file, &task))
		return -PW_ESRCH;
	return proc_pid_read(c->m, task, slash + 1, t);
}

static size_t line_length(const char *line)
{
	return strcspn(line, "\n");
}

static const char *next_line(const char *line)
{
	line += line_length(line);
	return *line ? line + 1 : line;
}

static bool has_line(const char *text, const char *line, size_t length)
{
	for (; *text; text = next_line(text))
		if (line_length(text) == length && !memcmp(text, line, length))
			return true;
	return false;
}

static void write_run(struct call *c, u32 line, size_t column, size_t length)
{
	out_open(c->out, '[');
	out_number(c->out, line);
	out_number(c->out, (s64)column);
	out_number(c->out, (s64)length);
	out_close(c->out, ']');
}

/* Word for word against `old`, the line that stood here; each word that differs is a run. */
static void write_changed_words(struct call *c, u32 nr, const char *line, size_t length,
				const char *old, size_t old_length)
{
	size_t at = 0, old_at = 0;

	while (at < length) {
		size_t n, old_n;

		at += strspn(line + at, " ");
		old_at += strspn(old + min_t(size_t, old_at, old_length), " ");
		n = strcspn(line + at, " \n");
		old_n = old_at < old_length ? strcspn(old + old_at, " \n") : 0;
		if (n && (n != old_n || memcmp(line + at, old + old_at, n)))
			write_run(c, nr, at, n);
		at += n ? n : 1;
		old_at += old_n;
	}
}

static void write_changed(struct call *c, const char *text, const char *before)
{
	const char *old = before;
	u32 nr = 0;

	for (const char *line = text; *line; line = next_line(line), nr++) {
		size_t length = line_length(line);

		if (!has_line(before, line, length))
			write_changed_words(c, nr, line, length, old, line_length(old));
		old = next_line(old);
	}
}

int verb_proc(struct call *c)
{
	struct proc_text text, before = { 0 };
	const char *file = "";
	int err;

	if (ask_string(c, "file", &file))
		return -1;
	stand(c, c->at);
	err = read_file(c, file, &text);
	if (err == -PW_EAGAIN)
		return refuse(c, "file", "/proc/%s has nothing to tell before the buddy allocator is up",
			      "伙伴系统启动之前，/proc/%s 无话可说", clip(file).text);
	if (err)
		return refuse(c, "file", "there is no /proc file \"%s\" at this step",
			      "这一步没有 /proc 文件 \"%s\"", clip(file).text);
	member_string(c->out, "file", file);
	member_string(c->out, "text", text.text);
	if (c->at) {
		stand(c, c->at - 1);
		read_file(c, file, &before);
		stand(c, c->at);
	}
	member_open(c->out, "changed", '[');
	if (before.text)
		write_changed(c, text.text, before.text);
	out_close(c->out, ']');
	free(text.text);
	free(before.text);
	return 0;
}
