/*
 * What the bits of a GFP mask mean, one by one and together.  Open include/linux/gfp.h beside this.
 *
 * The rules themselves are where the allocator uses them; here they are asked, and the bits told.
 */
#include <string.h>

#include "mm/gfp_tell.h"
#include "mm/page_alloc/internal.h"

const char *const gfp_group_titles[NR_GFP_GROUPS][2] = {
	[GFP_ZONE_MODIFIERS] = { "Zone modifiers", "zone 修饰符" },
	[GFP_MOBILITY] = { "Mobility and placement", "可移动性与放置" },
	[GFP_WATERMARK_MODIFIERS] = { "Watermark modifiers", "水位修饰符" },
	[GFP_RECLAIM_MODIFIERS] = { "Reclaim modifiers", "回收修饰符" },
	[GFP_ACTION_MODIFIERS] = { "Action modifiers", "动作修饰符" },
};

#define BIT_OF(bit, group, en, zh) { bit, #bit, group, { en, zh } }

const struct gfp_bit gfp_bits[NR_GFP_BITS] = {
	BIT_OF(__GFP_DMA, GFP_ZONE_MODIFIERS, "only from the DMA zone, for devices with very few "
	       "address lines", "只用 DMA zone，供寻址能力很弱的设备使用"),
	BIT_OF(__GFP_HIGHMEM, GFP_ZONE_MODIFIERS, "may lie in HighMem: the kernel need not reach it "
	       "through its direct map", "可以放在 HighMem，内核不必能经直接映射访问"),
	BIT_OF(__GFP_DMA32, GFP_ZONE_MODIFIERS, "below 4 GiB: from the DMA32 zone or lower",
	       "低于 4 GiB：取自 DMA32 或更低的 zone"),
	BIT_OF(__GFP_MOVABLE, GFP_ZONE_MODIFIERS, "the page can be moved later; with __GFP_HIGHMEM "
	       "it may lie in the Movable zone", "页以后可以迁移；与 __GFP_HIGHMEM 合用时可放在 Movable zone"),
	BIT_OF(__GFP_RECLAIMABLE, GFP_MOBILITY, "slab pages that a shrinker can free again",
	       "slab 页，shrinker 能再释放"),
	BIT_OF(__GFP_WRITE, GFP_MOBILITY, "the caller will dirty the page: spread such pages over the "
	       "zones", "调用者会写脏此页，让这类页分散在各 zone"),
	BIT_OF(__GFP_HARDWALL, GFP_MOBILITY, "keep to the memory nodes of the task's cpuset",
	       "只用任务所在 cpuset 的内存节点"),
	BIT_OF(__GFP_THISNODE, GFP_MOBILITY, "from the asked node only, no fallback to others",
	       "只从指定节点分配，不退到其他节点"),
	BIT_OF(__GFP_ACCOUNT, GFP_MOBILITY, "charge the page to the memory cgroup", "计入内存 cgroup"),
	BIT_OF(__GFP_HIGH, GFP_WATERMARK_MODIFIERS, "urgent: may go deeper below the min watermark",
	       "紧急：可以降到 min 水位以下更深处"),
	BIT_OF(__GFP_ATOMIC, GFP_WATERMARK_MODIFIERS, "cannot sleep and is urgent: a further part of "
	       "the reserve", "不能睡眠且紧急，可再动用一部分储备"),
	BIT_OF(__GFP_MEMALLOC, GFP_WATERMARK_MODIFIERS, "may use every page: the caller will soon free "
	       "more than it takes", "可用全部内存：调用者很快会释放更多内存"),
	BIT_OF(__GFP_NOMEMALLOC, GFP_WATERMARK_MODIFIERS, "never touch the reserves, whatever "
	       "__GFP_MEMALLOC says", "绝不动用储备，优先于 __GFP_MEMALLOC"),
	BIT_OF(__GFP_IO, GFP_RECLAIM_MODIFIERS, "reclaim may start disk I/O", "回收时可以发起磁盘 I/O"),
	BIT_OF(__GFP_FS, GFP_RECLAIM_MODIFIERS, "reclaim may call into the file system; without it no "
	       "lock is taken twice", "回收时可以进入文件系统；去掉它可避免重复加锁"),
	BIT_OF(__GFP_DIRECT_RECLAIM, GFP_RECLAIM_MODIFIERS, "the caller may reclaim pages itself, and "
	       "so may sleep", "调用者可以自己回收内存，因此可能睡眠"),
	BIT_OF(__GFP_KSWAPD_RECLAIM, GFP_RECLAIM_MODIFIERS, "wake kswapd when the low watermark is "
	       "reached", "到 low 水位时唤醒 kswapd"),
	BIT_OF(__GFP_RETRY_MAYFAIL, GFP_RECLAIM_MODIFIERS, "try hard, but fail rather than start the "
	       "OOM killer", "尽力重试，但宁可失败也不触发 OOM killer"),
	BIT_OF(__GFP_NOFAIL, GFP_RECLAIM_MODIFIERS, "never fail: retry for ever", "不许失败：一直重试"),
	BIT_OF(__GFP_NORETRY, GFP_RECLAIM_MODIFIERS, "one light attempt at reclaim, then fail",
	       "只做一次轻量回收，不行就失败"),
	BIT_OF(__GFP_NOWARN, GFP_ACTION_MODIFIERS, "no report in the log when it fails",
	       "失败时不打印警告"),
	BIT_OF(__GFP_COMP, GFP_ACTION_MODIFIERS, "make the block one compound page",
	       "把整块做成一个复合页"),
	BIT_OF(__GFP_ZERO, GFP_ACTION_MODIFIERS, "fill the block with zeros", "把整块清零"),
};

const struct gfp_name gfp_names[NR_GFP_NAMES] = {
	{ "GFP_ATOMIC", GFP_ATOMIC }, { "GFP_KERNEL", GFP_KERNEL },
	{ "GFP_KERNEL_ACCOUNT", GFP_KERNEL_ACCOUNT }, { "GFP_NOWAIT", GFP_NOWAIT },
	{ "GFP_NOIO", GFP_NOIO }, { "GFP_NOFS", GFP_NOFS }, { "GFP_USER", GFP_USER },
	{ "GFP_DMA", GFP_DMA }, { "GFP_DMA32", GFP_DMA32 }, { "GFP_HIGHUSER", GFP_HIGHUSER },
	{ "GFP_HIGHUSER_MOVABLE", GFP_HIGHUSER_MOVABLE }, { "__GFP_RECLAIM", __GFP_RECLAIM },
};

static bool is_name(const char *name, const char *text, size_t length)
{
	return strlen(name) == length && !memcmp(name, text, length);
}

bool gfp_named(const char *text, size_t length, u32 *mask)
{
	for (u32 i = 0; i < NR_GFP_NAMES; i++)
		if (is_name(gfp_names[i].name, text, length)) {
			*mask = gfp_names[i].mask;
			return true;
		}
	for (u32 i = 0; i < NR_GFP_BITS; i++)
		if (is_name(gfp_bits[i].name, text, length)) {
			*mask = gfp_bits[i].mask;
			return true;
		}
	return false;
}

/* GFP_ZONE_BAD: two of these at once ask for two zones. */
bool gfp_zone_bad(u32 gfp)
{
	u32 bits = gfp & (__GFP_DMA | __GFP_HIGHMEM | __GFP_DMA32);

	return bits & (bits - 1);
}

u32 gfp_request_migratetype(const struct machine *m, u32 gfp)
{
	return request_migratetype(m, gfp);
}

u32 gfp_first_alloc_flags(const struct machine *m, u32 gfp)
{
	return first_alloc_flags(request_migratetype(m, gfp));
}

u32 gfp_slow_alloc_flags(const struct machine *m, u32 gfp)
{
	return gfp_to_alloc_flags(m, gfp);
}

u32 gfp_last_alloc_flags(const struct machine *m, u32 gfp)
{
	return last_alloc_flags(gfp, gfp_to_alloc_flags(m, gfp));
}

static const struct alloc_flag {
	const char *name;
	u32 mask, value;
	const char *help[2];
} alloc_flags[] = {
	{ "ALLOC_WMARK_MIN", ALLOC_WMARK_MASK | ALLOC_NO_WATERMARKS, ALLOC_WMARK_MIN,
	  { "the zone must stay above min", "zone 必须高于 min" } },
	{ "ALLOC_WMARK_LOW", ALLOC_WMARK_MASK | ALLOC_NO_WATERMARKS, ALLOC_WMARK_LOW,
	  { "the zone must stay above low", "zone 必须高于 low" } },
	{ "ALLOC_NO_WATERMARKS", ALLOC_NO_WATERMARKS, ALLOC_NO_WATERMARKS,
	  { "no watermark is looked at", "不看水位" } },
	{ "ALLOC_HARDER", ALLOC_HARDER, ALLOC_HARDER,
	  { "a quarter below the mark, and blocks of type HighAtomic",
	    "可再低四分之一，并可用 HighAtomic 块" } },
	{ "ALLOC_HIGH", ALLOC_HIGH, ALLOC_HIGH,
	  { "half the mark is enough", "只需高于水位的一半" } },
	{ "ALLOC_CPUSET", ALLOC_CPUSET, ALLOC_CPUSET,
	  { "keep to the task's cpuset", "遵守任务的 cpuset" } },
	{ "ALLOC_CMA", ALLOC_CMA, ALLOC_CMA,
	  { "CMA blocks count, and may be used", "CMA 块算在内，也可以使用" } },
};

bool alloc_flag_told(u32 flags, u32 i, const char **name, const char *const **help)
{
	*name = NULL;
	if (i >= ARRAY_SIZE(alloc_flags))
		return false;
	if ((flags & alloc_flags[i].mask) == alloc_flags[i].value) {
		*name = alloc_flags[i].name;
		*help = alloc_flags[i].help;
	}
	return true;
}
