/* /proc/meminfo.  Open fs/proc/meminfo.c.  What the model has no notion of is 0. */
#include "fs/proc/proc.h"
#include "mm/mm.h"
#include "mm/vmstat.h"

#define VMALLOC_OFFSET (8ull << 20)	/* 32 bits: a gap behind the direct map, */
#define VMALLOC_END_I386 0xfeffe000ull
#define VMALLOC_END_ARM 0xff800000ull

/* What the kernels' configurations make different */
static const struct {
	u64 percpu_kb;		/* static, reserved and dynamic area of one cpu */
	u64 hugepage_kb;	/* 0: no huge pages */
	u64 large_kb;		/* what a large entry of the direct map covers; 0: not told */
	const char *large;
} configs[NR_ARCHES] = {
	[ARCH_X86_64] = { 164, 2048, 2048, "DirectMap2M:" },
	[ARCH_I386] = { 132, 4096, 4096, "DirectMap4M:" },
	[ARCH_ARM64] = { 116, 2048, 0, NULL },
	[ARCH_ARM] = { 76, 0, 0, NULL },
	[ARCH_ARM_LPAE] = { 76, 0, 0, NULL },
};

/* 64 bits: constants.  32 bits: the vmalloc area has what the direct map leaves. */
static u64 vmalloc_total_kb(const struct machine *m)
{
	u64 high = m->geo.page_offset + sys(m)->high_memory - sys(m)->phys_offset + VMALLOC_OFFSET;

	switch (m->config.arch) {
	case ARCH_X86_64: return 34359738367ull;
	case ARCH_ARM64: return 135290290112ull;
	case ARCH_I386: return (VMALLOC_END_I386 - high) >> 10;
	default: return (VMALLOC_END_ARM - ALIGN_DOWN(high, VMALLOC_OFFSET)) >> 10;
	}
}

static void show_val_kb(struct proc_text *t, const char *name, u64 kilobytes, struct proc_source from)
{
	proc_printf(t, "%-15s ", name);
	proc_number(t, from, "%8llu", (unsigned long long)kilobytes);
	proc_printf(t, " kB\n");
}

static void show_pages(struct proc_text *t, const char *name, u64 pages, struct proc_source from)
{
	show_val_kb(t, name, pages * (PAGE_SIZE / 1024), from);
}

static void show_zeroes(struct proc_text *t, const char *const *names)
{
	for (; *names; names++)
		show_val_kb(t, *names, 0, MADE("not modelled"));
}
#define ZEROES(t, ...) show_zeroes(t, (const char *const[]){ __VA_ARGS__, NULL })

static u64 free_cma_pages(const struct machine *m)
{
	u64 free = 0;

	for_each_zone(m, zone)
		free += (u64)zone_nr_free_cma(zone);
	return free;
}

/* si_mem_available(): free, and of the page cache what is not needed to keep the low marks */
static u64 available_pages(const struct machine *m, u64 free)
{
	const u32 *nr = lruvec_at(m, 0)->nr_pages;
	u64 pagecache = nr[2] + nr[3], wmark_low = 0;
	s64 available = (s64)free - sys(m)->totalreserve_pages;

	for_each_zone(m, zone)
		wmark_low += zone->watermark[WMARK_LOW];
	available += (s64)(pagecache - min_t(u64, pagecache / 2, wmark_low));
	return available > 0 ? (u64)available : 0;
}

void read_meminfo(const struct machine *m, struct meminfo *i)
{
	u64 free = nr_free_pages(m);

	*i = (struct meminfo){
		.total = sys(m)->totalram_pages * 4ull, .free = free * 4,
		.available = available_pages(m, free) * 4,
		.cached = (u64)node_stat(m)->nr_file_pages * 4,
	};
}

static void show_head(const struct machine *m, struct proc_text *t)
{
	struct meminfo i;

	read_meminfo(m, &i);
	show_val_kb(t, "MemTotal:", i.total, FROM(system, 0, "totalram_pages"));
	show_val_kb(t, "MemFree:", i.free, USE(PROC_USE_FREE, "sum of zone nr_free_pages"));
	show_val_kb(t, "MemAvailable:", i.available,
		    MADE("free - totalreserve_pages + file - min(file / 2, sum of watermark[1])"));
	ZEROES(t, "Buffers:");
	show_val_kb(t, "Cached:", i.cached, FROM(node_stat, 0, "nr_file_pages"));
	ZEROES(t, "SwapCached:");
}

static void show_lru(const struct machine *m, struct proc_text *t)
{
	static const char *const names[NR_LRU_LISTS] = {
		"Inactive(anon):", "Active(anon):", "Inactive(file):", "Active(file):",
		"Unevictable:",
	};
	static const u32 order[NR_LRU_LISTS] = { 1, 0, 3, 2, 4 };
	const u32 *nr = lruvec_at(m, 0)->nr_pages;

	show_pages(t, "Active:", nr[1] + nr[3], MADE("lruvec nr_pages[1] + nr_pages[3]"));
	show_pages(t, "Inactive:", nr[0] + nr[2], MADE("lruvec nr_pages[0] + nr_pages[2]"));
	for (u32 i = 0; i < NR_LRU_LISTS; i++)
		show_pages(t, names[order[i]], nr[order[i]], FROM_AT(lruvec, 0, "nr_pages", order[i]));
}

static void show_highmem(const struct machine *m, struct proc_text *t)
{
	u32 high = sys(m)->totalhigh_pages, idx = m->geo.zone_highmem;
	u64 free = idx == ZONE_NONE ? 0 : (u64)zone_nr_free(zone_at(m, idx));

	if (idx == ZONE_NONE)
		return;
	show_pages(t, "HighTotal:", high, FROM(system, 0, "totalhigh_pages"));
	show_pages(t, "HighFree:", free, FROM(zone, idx, "nr_free_pages"));
	show_pages(t, "LowTotal:", sys(m)->totalram_pages - high, MADE("totalram_pages - totalhigh_pages"));
	show_pages(t, "LowFree:", nr_free_pages(m) - free, MADE("MemFree - HighFree"));
}

static void show_used(const struct machine *m, struct proc_text *t)
{
	const struct node_stat *n = node_stat(m);
	struct page_counts c;

	count_all_pages(m, &c);
	show_pages(t, "Mlocked:", c.mlocked, MADE("pages with PG_mlocked"));
	show_highmem(m, t);
	ZEROES(t, "SwapTotal:", "SwapFree:", "Dirty:", "Writeback:");
	show_pages(t, "AnonPages:", (u64)n->nr_anon_mapped, FROM(node_stat, 0, "nr_anon_mapped"));
	show_pages(t, "Mapped:", (u64)n->nr_file_mapped, FROM(node_stat, 0, "nr_file_mapped"));
	ZEROES(t, "Shmem:");
	show_pages(t, "Slab:", (u64)(n->nr_slab_reclaimable + n->nr_slab_unreclaimable),
		   USE(PROC_USE_SLAB, "pages of slabs"));
	show_pages(t, "SReclaimable:", (u64)n->nr_slab_reclaimable,
		   FROM(node_stat, 0, "nr_slab_reclaimable"));
	show_pages(t, "SUnreclaim:", (u64)n->nr_slab_unreclaimable,
		   FROM(node_stat, 0, "nr_slab_unreclaimable"));
	show_val_kb(t, "KernelStack:", (u64)n->nr_kernel_stack_kb,
		    FROM(node_stat, 0, "nr_kernel_stack_kb"));
	show_pages(t, "PageTables:", (u64)n->nr_pagetable, FROM(node_stat, 0, "nr_pagetable"));
	ZEROES(t, "NFS_Unstable:", "Bounce:", "WritebackTmp:");
	show_pages(t, "CommitLimit:", sys(m)->totalram_pages / 2, MADE("totalram_pages / 2"));
	show_pages(t, "Committed_AS:", n->committed_as, FROM(node_stat, 0, "committed_as"));
}

static void show_count(struct proc_text *t, const char *name, u32 value, struct proc_source from)
{
	proc_printf(t, "%-18s ", name);
	proc_number(t, from, "%5u", value);
	proc_printf(t, "\n");
}

static void show_huge(const struct machine *m, struct proc_text *t)
{
	const struct system *s = sys(m);
	u64 kb = configs[m->config.arch].hugepage_kb;

	show_count(t, "HugePages_Total:", s->nr_huge_pages, FROM(system, 0, "nr_huge_pages"));
	show_count(t, "HugePages_Free:", s->free_huge_pages, FROM(system, 0, "free_huge_pages"));
	show_count(t, "HugePages_Rsvd:", 0, MADE("not modelled"));
	show_count(t, "HugePages_Surp:", 0, MADE("not modelled"));
	show_val_kb(t, "Hugepagesize:", kb, MADE("PMD_SIZE"));
	show_val_kb(t, "Hugetlb:", s->nr_huge_pages * kb, MADE("nr_huge_pages * Hugepagesize"));
}

static void show_direct_map(const struct machine *m, struct proc_text *t)
{
	const struct system *s = sys(m);

	show_val_kb(t, "DirectMap4k:", s->direct_pages_count[0] * 4ull,
		    FROM_AT(system, 0, "direct_pages_count", 0));
	show_val_kb(t, configs[m->config.arch].large,
		    s->direct_pages_count[1] * configs[m->config.arch].large_kb,
		    FROM_AT(system, 0, "direct_pages_count", 1));
}

static void show_tail(const struct machine *m, struct proc_text *t)
{
	const struct system *s = sys(m);

	show_val_kb(t, "VmallocTotal:  ", vmalloc_total_kb(m), MADE("VMALLOC_END - VMALLOC_START"));
	ZEROES(t, "VmallocUsed:", "VmallocChunk:");
	show_val_kb(t, "Percpu:", configs[m->config.arch].percpu_kb * m->config.nr_cpus, MADE("one unit a cpu"));
	if (m->geo.transparent_hugepage)
		ZEROES(t, "AnonHugePages:", "ShmemHugePages:", "ShmemPmdMapped:");
	show_pages(t, "CmaTotal:", s->totalcma_pages, FROM(system, 0, "totalcma_pages"));
	show_pages(t, "CmaFree:", free_cma_pages(m), MADE("sum of zone nr_free_cma"));
	if (configs[m->config.arch].hugepage_kb)
		show_huge(m, t);
	if (configs[m->config.arch].large_kb)
		show_direct_map(m, t);
}

void show_meminfo(const struct machine *m, struct proc_text *t)
{
	show_head(m, t);
	show_lru(m, t);
	show_used(m, t);
	show_tail(m, t);
}
