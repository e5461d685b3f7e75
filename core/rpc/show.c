/* The views by name. */
#include <string.h>

#include "rpc/door.h"

const struct view views[] = {
	{ "step", view_step, { "This step", "这一步" }, "view" },
	{ "calls", view_calls, { "Call tree", "调用树" }, "view" },
	{ "translation", view_translation, { "Translation", "地址翻译" }, "view va task" },
	{ "address_space", view_address_space, { "Address space", "地址空间" }, "view task" },
	{ "physical", view_physical, { "Physical memory", "物理内存" }, "view" },
	{ "page", view_page, { "Page frame", "页框" }, "view pfn offset" },
	{ "buddy", view_buddy, { "Free lists", "空闲链表" }, "view zone" },
	{ "zones", view_zones, { "Zones", "内存区" }, "view" },
	{ "pageblocks", view_pageblocks, { "Pageblocks", "pageblock" }, "view zone from" },
	{ "stacks", view_stacks, { "Tasks and stacks", "任务与栈" }, "view" },
	{ "boot", view_boot, { "Boot", "启动" }, "view" },
	{ "gfp", view_gfp, { "GFP mask", "GFP 掩码" }, "view gfp" },
	{ "slab", view_slab, { "Slab", "Slab" }, "view cache" },
	{ "mcu", view_mcu, { "Microcontroller", "微控制器" }, "view" },
	{ "vmalloc", view_vmalloc, { "Kernel addresses", "内核地址空间" }, "view" },
	{ "timeline", view_timeline, { "Timeline", "时间线" }, "view from to bins" },
	{ "overview", view_overview, { "Overview", "概览" }, "view" },
};
const u32 nr_views = ARRAY_SIZE(views);

int verb_show(struct call *c)
{
	const char *name = "step";

	if (ask_string(c, "view", &name))
		return -1;
	for (u32 i = 0; i < nr_views; i++) {
		if (strcmp(views[i].name, name))
			continue;
		if (check_keys(c, views[i].keys))
			return -1;
		if (views[i].show == view_step)
			return view_step(c);
		out_key(c->out, name);
		return views[i].show(c);
	}
	return refuse(c, "view", "there is no view \"%s\"", "没有名为 \"%s\" 的视图", clip(name).text);
}
