/*
 * What an op asks the reader to look at: a view, and in a view that shows one thing of several, which:
 * "proc:meminfo", "buddy:DMA32".  The choice becomes the view's own argument (docs/VIEWS.md).
 */
#include <string.h>

#include "fs/proc/pid.h"
#include "mm/gfp_tell.h"
#include "mm/slab.h"
#include "scenario/expr.h"

const char *const view_names[] = {
	"calls", "why", "translation", "address_space", "physical", "page", "buddy", "zones",
	"pageblocks", "gfp", "stacks", "boot", "proc", "slab", "vmalloc", "mcu",
	"timeline",
};
/* FIDELITY.md and the tests' recordings say what was compared. */
const u8 view_bases[] = {
	BASIS_SOURCE, BASIS_SOURCE, BASIS_SOURCE, BASIS_RECORDED, BASIS_RECORDED, BASIS_RECORDED,
	BASIS_RECORDED, BASIS_RECORDED, BASIS_RECORDED, BASIS_SOURCE, BASIS_RECORDED, BASIS_RECORDED,
	BASIS_RECORDED, BASIS_RECORDED, BASIS_RECORDED, BASIS_SOURCE, BASIS_UNTOLD,
};
_Static_assert(ARRAY_SIZE(view_bases) == ARRAY_SIZE(view_names), "a view without a basis");
const u32 nr_view_names = ARRAY_SIZE(view_names);

static bool is_task_file(const struct scenario *s, const char *file)
{
	const char *slash = strchr(file, '/');
	u32 name = slash ? scenario_name(s, s->nr_names, file, (size_t)(slash - file)) : 0;

	if (!name || s->names[name - 1].kind != BIND_TASK)
		return false;
	for (u32 i = 0; i < nr_proc_pid_files; i++)
		if (!strcmp(proc_pid_files[i].name, slash + 1))
			return true;
	return false;
}

static int check_file(struct reader *r, const cJSON *item, const struct scenario *s, const char *file)
{
	struct names_list l = { "", 0 };

	for (u32 i = 0; i < nr_proc_files; i++) {
		if (!strcmp(proc_files[i].name, file))
			return 0;
		names_add(&l, "", proc_files[i].name);
	}
	if (is_task_file(s, file))
		return 0;
	for (u32 i = 0; i < nr_proc_pid_files; i++)
		names_add(&l, "TASK/", proc_pid_files[i].name);
	return READ_FAIL(r, item, "the view proc has no file \"%s\"; there are: %s",
			 "视图 proc 没有文件 \"%s\"，只有：%s", clip(file).text, l.text);
}

static int check_zone(struct reader *r, const cJSON *item, const struct scenario *s, const char *zone)
{
	if (zone_name_known(zone, strlen(zone)))
		return 0;
	return READ_FAIL(r, item, "no zone is called \"%s\"", "没有名为 \"%s\" 的 zone", clip(zone).text);
}

/* Any name: caches come and go, and the allocator that the story has decides which there are. */
static int check_cache(struct reader *r, const cJSON *item, const struct scenario *s, const char *cache)
{
	if (strlen(cache) < CACHE_NAME_MAX)
		return 0;
	return READ_FAIL(r, item, "a cache's name has at most %u bytes", "缓存的名字最多 %u 字节",
			 CACHE_NAME_MAX - 1);
}

static int check_gfp(struct reader *r, const cJSON *item, const struct scenario *s, const char *mask)
{
	u32 bits;

	for (const char *at = mask;; at++) {
		size_t length = strcspn(at, "|");

		if (!gfp_named(at, length, &bits))
			return READ_FAIL(r, item, "\"%s\" is no mask of names in gfp.h, joined by |",
					 "\"%s\" 不是 gfp.h 里用 | 连起来的名字", clip(mask).text);
		at += length;
		if (!*at)
			return 0;
	}
}

static const struct focus_choice {
	const char *view, *argument;
	int (*check)(struct reader *r, const cJSON *item, const struct scenario *s, const char *choice);
} choices[] = {
	{ "proc", "file", check_file }, { "buddy", "zone", check_zone },
	{ "pageblocks", "zone", check_zone }, { "slab", "cache", check_cache },
	{ "gfp", "gfp", check_gfp },
};

static int no_choice(struct reader *r, const cJSON *item, const char *view)
{
	struct names_list l = { "", 0 };

	for (u32 i = 0; i < ARRAY_SIZE(choices); i++)
		names_add(&l, "", choices[i].view);
	return READ_FAIL(r, item, "the view %s has no choice; of these one thing can be named: %s",
			 "视图 %s 没有可选的内容；可以指明内容的有：%s", view, l.text);
}

int read_focus_of(struct reader *r, const cJSON *item, const struct scenario *s, struct op *op)
{
	const char *colon = cJSON_IsString(item) ? strchr(item->valuestring, ':') : NULL;
	u64 view;

	if (read_choice_before(r, item, colon, view_names, nr_view_names, &view))
		return -1;
	op->focus = view_names[view];
	if (!colon)
		return 0;
	for (u32 i = 0; i < ARRAY_SIZE(choices); i++) {
		if (strcmp(choices[i].view, op->focus) != 0)
			continue;
		op->focus_argument = choices[i].argument;
		op->focus_choice = colon + 1;
		return choices[i].check(r, item, s, colon + 1);
	}
	return no_choice(r, item, op->focus);
}
