/* Arguments of a request, each checked against its limits. */
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "kernel/task.h"
#include "rpc/door.h"

static struct reader reader_of(struct call *c, const char *name)
{
	struct reader r = { .doc = c->doc, .error = c->error, .kind = ERROR_REQUEST };

	path_enter_key(&r, name);
	return r;
}

static const cJSON *argument(const struct call *c, const char *name)
{
	const cJSON *item = name ? cJSON_GetObjectItemCaseSensitive(c->request, name) : NULL;

	return cJSON_IsNull(item) ? NULL : item;
}

bool asked(const struct call *c, const char *name)
{
	return argument(c, name);
}

int refuse_late(struct call *c, const char *name, const char *en, const char *zh, ...)
{
	struct pw_error *e = c->error;
	va_list args;

	late_texts();
	memset(e, 0, sizeof(*e));
	e->kind = ERROR_REQUEST;
	if (argument(c, name))
		e->place = json_place_of(c->doc, argument(c, name));
	snprintf(e->path, sizeof(e->path), "%s", name ? name : "");
	va_start(args, zh);
	vsnprintf(e->message[0], sizeof(e->message[0]), en, args);
	va_end(args);
	va_start(args, zh);
	vsnprintf(e->message[1], sizeof(e->message[1]), zh, args);
	va_end(args);
	return -1;
}

static bool in_list(const char *list, const char *word)
{
	size_t n = strlen(word);

	for (const char *at = list; (at = strstr(at, word)); at += n)
		if ((at == list || at[-1] == ' ') && strchr(" ", at[n]))
			return n;
	return false;
}

int check_keys(struct call *c, const char *keys)
{
	struct reader r = { .doc = c->doc, .error = c->error, .kind = ERROR_REQUEST };
	const cJSON *item;

	cJSON_ArrayForEach(item, c->request) {
		if (want_new_key(&r, c->request, item))
			return -1;
		if (in_list("verb at", item->string) || in_list(keys, item->string))
			continue;
		refuse(c, item->string, "unknown key \"%s\"; known here: verb at%s%s",
		       "未知的键 \"%s\"；此处可用：verb at%s%s", clip(item->string).text,
		       *keys ? " " : "", keys);
		c->error->place = json_key_place_of(c->doc, item);
		return -1;
	}
	return 0;
}

/* A step that is a good number, only not one of this story's. */
static bool whole_number(const cJSON *item)
{
	double v = item->valuedouble;
	u64 unused;

	if (cJSON_IsString(item))
		return parse_u64(item->valuestring, strlen(item->valuestring), &unused);
	return cJSON_IsNumber(item) && (v < 0 || v >= 9e15 || (double)(u64)v == v);
}

int ask_u64(struct call *c, const char *name, u64 min, u64 max, u64 *value)
{
	const cJSON *item = argument(c, name);
	struct reader r = reader_of(c, name);

	if (!item || !read_u64(&r, item, min, max, value))
		return 0;
	if ((!strcmp(name, "at") || !strcmp(name, "to")) && whole_number(item))
		c->error->kind = ERROR_RANGE;
	return -1;
}

int ask_s64(struct call *c, const char *name, s64 min, s64 max, s64 *value)
{
	const cJSON *item = argument(c, name);

	if (!item)
		return 0;
	if (!cJSON_IsNumber(item) || item->valuedouble < (double)min || item->valuedouble > (double)max)
		return refuse(c, name, "a number from %lld to %lld expected", "应为 %lld 到 %lld 的数字",
			      (long long)min, (long long)max);
	*value = (s64)item->valuedouble;
	return 0;
}

int ask_string(struct call *c, const char *name, const char **value)
{
	const cJSON *item = argument(c, name);
	struct reader r = reader_of(c, name);

	return item ? read_string(&r, item, 4000, value) : 0;
}

int ask_choice(struct call *c, const char *name, const char *const *choices, u32 nr, u64 *index)
{
	const cJSON *item = argument(c, name);
	struct reader r = reader_of(c, name);

	return item ? read_choice(&r, item, choices, nr, index) : 0;
}

static u32 task_of_pid(const struct machine *m, u64 pid)
{
	for (u32 i = 1; i < m->tables[TABLE_task_struct].capacity; i++)
		if (object_live(m, TABLE_task_struct, i) && task_struct_at(m, i)->pid == pid &&
		    i != idle_task(m))
			return i;
	return 0;
}

u32 find_task(struct call *c, const char *name, size_t length)
{
	struct expr_env env = { .m = c->m, .s = c->s, .nr_names = c->s->nr_names };
	enum table_id table;
	char id[48];
	u64 pid;
	u32 task;

	if (parse_u64(name, length, &pid))
		return task_of_pid(c->m, pid);
	snprintf(id, sizeof(id), "task:%.*s", (int)min_t(size_t, length, 40), name);
	return object_named(&env, id, &table, &task) ? task : 0;
}

int ask_task(struct call *c, const char *name, u32 *task)
{
	const char *text = NULL;
	u32 found;

	if (ask_string(c, name, &text))
		return -1;
	if (!text)
		return 0;
	text += strncmp(text, "task:", 5) ? 0 : 5;
	found = find_task(c, text, strlen(text));
	if (!found)
		return refuse(c, name, "there is no task \"%s\" at this step",
			      "这一步没有任务 \"%s\"", clip(text).text);
	*task = found;
	return 0;
}
