/* The verb proc: the text of a /proc file at this step, and what the step changed in it. */
#include <stdlib.h>
#include <string.h>

#include "fs/proc/proc.h"
#include "rpc/door.h"

#define CHANGES_MAX 200

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

/* "buddyinfo", or "A/maps" of a task. */
static int read_file(struct call *c, const char *file, struct proc_text *t)
{
	return proc_read(c->m, file, t);
}

static void write_files(struct call *c)
{
	member_open(c->out, "files", '[');
	for (u32 i = 0; i < nr_proc_files; i++)
		out_string(c->out, proc_files[i].name);
	out_close(c->out, ']');
}

static int no_file(struct call *c, const char *file, int err)
{
	if (err == -PW_EAGAIN)
		return refuse(c, "file", "%s has nothing to say before the buddy allocator is up",
			      "伙伴系统建立之前，%s 没有内容", file);
	if (err == -PW_ENOMEM)
		return refuse(c, "file", "not enough memory for %s", "内存不足，无法给出 %s", file);
	return refuse(c, "file", "there is no /proc file \"%s\" at this step",
		      "这一步没有 /proc 文件 \"%s\"", clip(file).text);
}

/* The text one step ago, NULL if there was none. */
static char *text_before(struct call *c, const char *file)
{
	struct proc_text t = { 0 };

	if (!c->at)
		return NULL;
	stand(c, c->at - 1);
	if (read_file(c, file, &t))
		t.text = NULL;
	stand(c, c->at);
	return t.text;
}

int verb_proc(struct call *c)
{
	const char *file = "buddyinfo";
	struct proc_text now = { 0 };
	char *old;
	int err;

	if (ask_string(c, "file", &file))
		return -1;
	err = read_file(c, file, &now);
	if (err)
		return no_file(c, file, err);
	old = text_before(c, file);
	member_string(c->out, "text", now.text);
	write_changed(c->out, now.text, old);
	write_files(c);
	free(now.text);
	free(old);
	return 0;
}
