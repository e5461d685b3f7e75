/* The verb proc: the text of a /proc file at this step, and what the step changed in it. */
#include <stdio.h>
#include <string.h>

#include "fs/proc/pid.h"
#include "kernel/task.h"
#include "rpc/door.h"

#define CHANGES_MAX 200
#define NUMBERS_MAX 2000
#define TASKS_LISTED 16

struct span {
	const char *at;
	size_t bytes;
};

/* The next word of the line at *p; empty at its end. */
static struct span next_word(const char **p)
{
	struct span s;

	while (**p == ' ' || **p == '\t')
		(*p)++;
	s.at = *p;
	while (**p && !strchr(" \t\n", **p))
		(*p)++;
	s.bytes = (size_t)(*p - s.at);
	return s;
}

static bool same(struct span a, struct span b)
{
	return a.bytes == b.bytes && !memcmp(a.at, b.at, a.bytes);
}

static void next_line(const char **p)
{
	while (**p && **p != '\n')
		(*p)++;
	*p += **p == '\n';
}

/* Words of the line that differ from the same word of the old line; an old line may be missing. */
static void compare_line(struct json_out *o, const char *now, const char *old, u32 line, u32 *nr)
{
	const char *begin = now;

	for (;;) {
		struct span a = next_word(&now), b = next_word(&old);

		if (!a.bytes)
			return;
		if (same(a, b) || *nr == CHANGES_MAX)
			continue;
		(*nr)++;
		out_open(o, '[');
		out_number(o, line);
		out_number(o, a.at - begin);
		out_number(o, (s64)a.bytes);
		out_close(o, ']');
	}
}

static void write_changed(struct json_out *o, const char *now, const char *old)
{
	u32 nr = 0;

	member_open(o, "changed", '[');
	for (u32 line = 0; old && *now; line++) {
		compare_line(o, now, old, line, &nr);
		next_line(&now);
		next_line(&old);
	}
	out_close(o, ']');
}

/* The stable name of what holds a number; false: no one object does. */
static bool source_id(struct call *c, const struct proc_source *from, char id[96])
{
	if (from->table == FROM_USE)
		snprintf(id, 96, "use:%s", proc_use_names[from->index]);
	else if (from->table < NR_TABLES)
		object_id(c, &(struct place){ .table = (enum table_id)from->table,
					      .index = from->index }, id);
	return from->table != FROM_NOTHING;
}

static void write_field(struct json_out *o, const struct proc_source *from)
{
	char field[120];

	if (!from->field) {
		member_null(o, "field");
		return;
	}
	if (from->key)
		snprintf(field, sizeof(field), "%s[%s]", from->field, from->key);
	else if (from->element != ELEMENT_NONE)
		snprintf(field, sizeof(field), "%s[%u]", from->field, from->element);
	else
		snprintf(field, sizeof(field), "%s", from->field);
	member_string(o, "field", field);
}

static void write_number(struct call *c, u32 line, u32 column, const struct proc_mark *mark)
{
	char id[96];

	out_open(c->out, '{');
	member_number(c->out, "line", line);
	member_number(c->out, "column", column);
	member_number(c->out, "bytes", mark->bytes);
	member_string(c->out, "object", source_id(c, &mark->from, id) ? id : NULL);
	write_field(c->out, &mark->from);
	out_close(c->out, '}');
}

static void write_numbers(struct call *c, const struct proc_text *t)
{
	u32 line = 0, begin = 0, at = 0;

	member_open(c->out, "numbers", '[');
	for (u32 i = 0; i < t->nr_marks && i < NUMBERS_MAX; i++) {
		for (; at < t->marks[i].at; at++)
			if (t->text[at] == '\n') {
				line++;
				begin = at + 1;
			}
		write_number(c, line, at - begin, &t->marks[i]);
	}
	out_close(c->out, ']');
	member_number(c->out, "numbers_total", t->nr_marks);
}

/* "buddyinfo", or a task's by its name or pid: "A/maps", "31/maps". */
static int read_file(struct call *c, const char *file, struct proc_text *t)
{
	const char *slash = strchr(file, '/');
	u32 task;

	if (!slash)
		return proc_read(c->m, file, t);
	task = find_task(c, file, (size_t)(slash - file));
	return task ? proc_pid_read(c->m, task, slash + 1, t) : -PW_ESRCH;
}

/* The scenario's name for the task, else its pid: what find_task() takes. */
static const char *proc_task(struct call *c, u32 task, char buf[40])
{
	const char *name = task_name(c, task, buf);

	if (find_task(c, name, strlen(name)) != task)
		snprintf(buf, 40, "%u", task_at(c->m, task)->pid);
	return buf;
}

/* Every file that can be read at this step, in the order of the page's buttons. */
static void list_files(struct call *c, void (*file)(void *context, const char *name), void *context)
{
	u32 listed = 0;

	for (u32 i = 0; i < nr_proc_files && sys(c->m)->booted >= 2; i++)
		if (proc_exists(c->m, &proc_files[i]))
			file(context, proc_files[i].name);
	for (u32 t = 1; t < c->m->tables[TABLE_task_struct].capacity && listed < TASKS_LISTED; t++) {
		if (!object_live(c->m, TABLE_task_struct, t) || t == idle_task(c->m))
			continue;
		listed++;
		for (u32 i = 0; i < nr_proc_pid_files; i++) {
			char name[80], task[40];

			snprintf(name, sizeof(name), "%s/%s", proc_task(c, t, task),
				 proc_pid_files[i].name);
			file(context, name);
		}
	}
}

static void write_file(void *context, const char *name)
{
	out_string(context, name);
}

static void write_files(struct call *c)
{
	member_open(c->out, "files", '[');
	list_files(c, write_file, c->out);
	out_close(c->out, ']');
}

struct names {
	char text[200];
	size_t used;
	bool cut;
};

static void add_name(void *context, const char *name)
{
	struct names *n = context;
	size_t length = strlen(name);

	n->cut |= n->used + length + 2 >= sizeof(n->text);
	if (!n->cut)
		n->used += (size_t)snprintf(n->text + n->used, sizeof(n->text) - n->used, "%s%s",
					    n->used ? " " : "", name);
}

static int no_file(struct call *c, const char *file, int err)
{
	struct names n = { "", 0, false };
	const char *more;

	if (err == -PW_EAGAIN)
		return refuse(c, "file", "%s has nothing to say before the buddy allocator is up",
			      "伙伴系统建立之前，%s 没有内容", file);
	if (err == -PW_ENOMEM)
		return refuse(c, "file", "not enough memory for %s", "内存不足，无法给出 %s", file);
	list_files(c, add_name, &n);
	more = n.cut ? " ..." : "";
	if (!n.used)
		return refuse(c, "file", "there is no /proc file \"%s\" at this step, nor any other",
			      "这一步没有 /proc 文件 \"%s\"，也没有其他文件", clip(file).text);
	return refuse(c, "file", "there is no /proc file \"%s\" at this step; there are %s%s",
		      "这一步没有 /proc 文件 \"%s\"，只有 %s%s", clip(file).text, n.text, more);
}

/* The text one step ago; empty if there was none. */
static struct proc_text text_before(struct call *c, const char *file)
{
	struct proc_text t = { 0 };

	if (!c->at)
		return t;
	stand(c, c->at - 1);
	if (read_file(c, file, &t))
		proc_text_free(&t);
	stand(c, c->at);
	return t;
}

int verb_proc(struct call *c)
{
	const char *file = "buddyinfo";
	struct proc_text now = { 0 }, old;
	int err;

	if (ask_string(c, "file", &file))
		return -1;
	err = read_file(c, file, &now);
	if (err)
		return no_file(c, file, err);
	old = text_before(c, file);
	member_string(c->out, "file", file);
	member_string(c->out, "text", now.text ? now.text : "");
	write_changed(c->out, now.text, old.text);
	write_numbers(c, &now);
	write_files(c);
	proc_text_free(&now);
	proc_text_free(&old);
	return 0;
}
