/* One line of state for each folded view, and which views this step touched. */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "kernel/task.h"
#include "mcu/mcu.h"
#include "mm/slab.h"
#include "mm/vmalloc.h"
#include "rpc/door.h"

static void write_chip(struct call *c, const char *view, const char *en, const char *zh)
{
	member_text2(c->out, view, en, zh);
}

/* 45,551 */
static const char *pages(struct call *c, u64 n, char buf[FORMAT_MAX])
{
	return format_value(c->m, V_PAGES, n, LANG_EN, buf);
}

static void chip_buddy(struct call *c)
{
	u64 nr = sys(c->m)->booted >= 2 ? nr_free_pages(c->m) : 0;
	char en[80], zh[80], n[FORMAT_MAX];

	snprintf(en, sizeof(en), "%.24s pages free", pages(c, nr, n));
	snprintf(zh, sizeof(zh), "空闲 %.24s 页", n);
	write_chip(c, "buddy", en, zh);
	snprintf(en, sizeof(en), "%.24s frames", pages(c, c->m->config.max_pfn, n));
	snprintf(zh, sizeof(zh), "%.24s 个页框", n);
	write_chip(c, "physical", en, zh);
}

/* The zone that is nearest to its low watermark is the one to look at. */
static void chip_zones(struct call *c)
{
	const struct zone *worst = NULL;
	char en[80], zh[80], n[FORMAT_MAX];

	for_each_populated_zone(c->m, zone)
		if (!worst || zone_page_state_snapshot(c->m, zone) - zone->watermark[WMARK_LOW] <
			      zone_page_state_snapshot(c->m, worst) - worst->watermark[WMARK_LOW])
			worst = zone;
	if (!worst) {
		write_chip(c, "zones", "none yet", "还没有");
		write_chip(c, "pageblocks", "none yet", "还没有");
		return;
	}
	pages(c, (u64)zone_page_state_snapshot(c->m, worst), n);
	snprintf(en, sizeof(en), "%.8s: %.24s free, low %u", worst->name, n, worst->watermark[WMARK_LOW]);
	snprintf(zh, sizeof(zh), "%.8s：空闲 %.24s，low %u", worst->name, n, worst->watermark[WMARK_LOW]);
	write_chip(c, "zones", en, zh);
	snprintf(en, sizeof(en), "%u frames each", pageblock_nr_pages(c->m));
	snprintf(zh, sizeof(zh), "每个 %u 个页框", pageblock_nr_pages(c->m));
	write_chip(c, "pageblocks", en, zh);
}

static void chip_gfp(struct call *c)
{
	const struct event *e = newest_event(c, EV___alloc_pages_nodemask, NULL);
	char text[FORMAT_MAX];

	if (!e) {
		write_chip(c, "gfp", "no request in this op", "此操作没有请求");
		return;
	}
	format_value(c->m, V_GFP, e->args[1], LANG_EN, text);
	write_chip(c, "gfp", text, text);
}

static void chip_tasks(struct call *c)
{
	u32 task = this_cpu(c->m)->current_task;
	bool kernel = !in_user_mode(c, event_at(c, c->at, NULL));
	char en[80], zh[80], name[40];

	task_name(c, task, name);
	snprintf(en, sizeof(en), "%s, %s mode", task ? name : "boot", kernel ? "kernel" : "user");
	snprintf(zh, sizeof(zh), "%s，%s", task ? name : "启动", kernel ? "内核态" : "用户态");
	write_chip(c, "stacks", en, zh);
}

static void chip_address_space(struct call *c)
{
	u32 task, mm = view_mm(c, &task);
	u32 tlb = tlb_live(c->m, sys(c->m)->current_cpu), vmas;
	char en[80], zh[80], name[40];
	const char *whose;
	s64 rss;

	if (!mm) {
		write_chip(c, "address_space", "no process", "没有进程");
		write_chip(c, "translation", "no process", "没有进程");
		return;
	}
	rss = get_mm_counter(c->m, mm, MM_FILEPAGES) + get_mm_counter(c->m, mm, MM_ANONPAGES);
	vmas = mm_at(c->m, mm)->map_count;
	whose = task ? task_name(c, task, name) : "bprm->mm";
	snprintf(en, sizeof(en), "%s: %u %s, %lld %s present", whose, vmas,
		 vmas == 1 ? "VMA" : "VMAs", (long long)rss, rss == 1 ? "page" : "pages");
	snprintf(zh, sizeof(zh), "%s：%u 个 VMA，%lld 页在内存中", whose, vmas, (long long)rss);
	write_chip(c, "address_space", en, zh);
	snprintf(en, sizeof(en), "%u TLB %s, tables %llu KiB", tlb,
		 tlb == 1 ? "entry" : "entries",
		 (unsigned long long)mm_at(c->m, mm)->pgtables_bytes >> 10);
	snprintf(zh, sizeof(zh), "TLB %u 项，页表 %llu KiB", tlb,
		 (unsigned long long)mm_at(c->m, mm)->pgtables_bytes >> 10);
	write_chip(c, "translation", en, zh);
}

static void chip_boot(struct call *c)
{
	static const char *const en[] = { "power off", "memblock", "buddy allocator", "booted" };
	static const char *const zh[] = { "未开机", "memblock", "伙伴系统", "已启动" };
	u32 i = sys(c->m)->booted;

	write_chip(c, "boot", en[i < 4 ? i : 3], zh[i < 4 ? i : 3]);
}

static void chip_vmalloc(struct call *c)
{
	u32 areas = object_count(c->m, TABLE_vmap_area), lazy = vmap_state(c->m)->vmap_lazy_nr;
	char en[80], zh[80];

	snprintf(en, sizeof(en), "%u %s, %u %s lazy", areas, areas == 1 ? "area" : "areas", lazy,
		 lazy == 1 ? "page" : "pages");
	snprintf(zh, sizeof(zh), "%u 个区域，延迟释放 %u 页", areas, lazy);
	write_chip(c, "vmalloc", en, zh);
}

static void capitals(char *out, size_t room, const char *word)
{
	size_t n = 0;

	for (; word[n] && n + 1 < room; n++)
		out[n] = (char)toupper((unsigned char)word[n]);
	out[n] = '\0';
}

static void chip_slab(struct call *c)
{
	char name[8], en[80], zh[80];
	u32 nr = 0;

	if (!slab_is_available(c->m)) {
		write_chip(c, "slab", "not up yet", "还未启用");
		return;
	}
	for_each_kmem_cache(c->m, s)
		nr++;
	capitals(name, sizeof(name), slab_allocator(c->m)->name);
	snprintf(en, sizeof(en), "%s, caches: %u", name, nr);
	snprintf(zh, sizeof(zh), "%s，%u 个缓存", name, nr);
	write_chip(c, "slab", en, zh);
}

static void chip_mcu(struct call *c)
{
	const struct mcu *mcu = the_mcu(c->m);
	u32 left = mcu->pxEnd ? mcu->xFreeBytesRemaining : mcu->heap_bytes;
	char en[80], zh[80];

	if (!mcu->ram_bytes) {
		write_chip(c, "mcu", "none", "没有");
		return;
	}
	snprintf(en, sizeof(en), "%u of %u heap bytes free", left, mcu->heap_bytes);
	snprintf(zh, sizeof(zh), "堆 %u 字节，空闲 %u", mcu->heap_bytes, left);
	write_chip(c, "mcu", en, zh);
}

int view_overview(struct call *c)
{
	static const char *const names[NR_CHANGED_VIEWS] = {
		[CHANGED_BUDDY] = "buddy", [CHANGED_PHYSICAL] = "physical", [CHANGED_PAGE] = "page",
		[CHANGED_ADDRESS_SPACE] = "address_space", [CHANGED_TRANSLATION] = "translation",
		[CHANGED_ZONES] = "zones", [CHANGED_PAGEBLOCKS] = "pageblocks",
		[CHANGED_STACKS] = "stacks", [CHANGED_BOOT] = "boot", [CHANGED_PROC] = "proc",
		[CHANGED_VMALLOC] = "vmalloc", [CHANGED_SLAB] = "slab", [CHANGED_MCU] = "mcu",
	};
	struct json_out *o = c->out;
	u32 bits = changed_views(c);

	out_open(o, '{');
	member_open(o, "chips", '{');
	chip_buddy(c);
	chip_zones(c);
	chip_gfp(c);
	chip_tasks(c);
	chip_address_space(c);
	chip_boot(c);
	chip_vmalloc(c);
	chip_slab(c);
	chip_mcu(c);
	write_chip(c, "proc", "/proc files of this step", "这一步的 /proc 文件");
	out_close(o, '}');
	member_open(o, "changed", '[');
	for (u32 i = 0; i < NR_CHANGED_VIEWS; i++)
		if (bits >> i & 1)
			out_string(o, names[i]);
	out_close(o, ']');
	out_close(o, '}');
	return 0;
}
