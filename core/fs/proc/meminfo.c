/* /proc/meminfo.  Open fs/proc/meminfo.c.  What the model has no notion of is 0. */
#include "fs/proc/proc.h"
#include "mm/vmstat.h"

#define VM_ACCOUNT 0x100000u
#define VMALLOC_TOTAL_KB 34359738367ull
#define PERCPU_UNIT_KB 164ull		/* static, reserved and dynamic area of one cpu */

static void show_val_kb(struct proc_text *t, const char *name, u64 kilobytes)
{
	proc_printf(t, "%-15s %8llu kB\n", name, (unsigned long long)kilobytes);
}

static void show_pages(struct proc_text *t, const char *name, u64 pages)
{
	show_val_kb(t, name, pages * (PAGE_SIZE / 1024));
}

/* Private writable memory: what overcommit promises to somebody */
static u64 committed_pages(const struct machine *m)
{
	u64 bytes = 0;

	for (u32 i = 1; i < m->tables[TABLE_vm_area_struct].capacity; i++) {
		const struct vm_area_struct *vma = vm_area_struct_at(m, i);

		if (object_live(m, TABLE_vm_area_struct, i) && vma->vm_flags & VM_ACCOUNT)
			bytes += vma->vm_end - vma->vm_start;
	}
	return bytes >> PAGE_SHIFT;
}

static u64 free_pages(const struct machine *m, u64 *cma)
{
	u64 free = 0;

	*cma = 0;
	for_each_zone(m, zone) {
		free += (u64)zone_nr_free(zone);
		*cma += (u64)zone_nr_free_cma(zone);
	}
	return free;
}

/* si_mem_available(): free, and of the page cache what is not needed to keep the low marks */
static u64 available_pages(const struct machine *m, u64 free, u64 pagecache)
{
	s64 available = (s64)free - sys(m)->totalreserve_pages;
	u64 wmark_low = 0;

	for_each_zone(m, zone)
		wmark_low += zone->watermark[WMARK_LOW];
	available += (s64)(pagecache - min_t(u64, pagecache / 2, wmark_low));
	return available > 0 ? (u64)available : 0;
}

static void show_lru(struct proc_text *t, const struct page_counts *c)
{
	show_pages(t, "Active:", c->active_anon + c->active_file);
	show_pages(t, "Inactive:", c->inactive_anon + c->inactive_file);
	show_pages(t, "Active(anon):", c->active_anon);
	show_pages(t, "Inactive(anon):", c->inactive_anon);
	show_pages(t, "Active(file):", c->active_file);
	show_pages(t, "Inactive(file):", c->inactive_file);
	show_pages(t, "Unevictable:", c->unevictable);
	show_pages(t, "Mlocked:", c->mlocked);
}

static void show_zeroes(struct proc_text *t, const char *const *names)
{
	for (; *names; names++)
		show_val_kb(t, *names, 0);
}

static void show_tail(const struct machine *m, struct proc_text *t, u64 free_cma)
{
	show_val_kb(t, "VmallocTotal:  ", VMALLOC_TOTAL_KB);
	show_zeroes(t, (const char *const[]){ "VmallocUsed:", "VmallocChunk:", NULL });
	show_val_kb(t, "Percpu:", PERCPU_UNIT_KB * m->config.nr_cpus);
	show_zeroes(t, (const char *const[]){ "AnonHugePages:", "ShmemHugePages:",
					      "ShmemPmdMapped:", NULL });
	show_pages(t, "CmaTotal:", sys(m)->totalcma_pages);
	show_pages(t, "CmaFree:", free_cma);
	proc_printf(t, "HugePages_Total:   %5u\nHugePages_Free:    %5u\nHugePages_Rsvd:    %5u\n"
		    "HugePages_Surp:    %5u\n", sys(m)->nr_huge_pages, sys(m)->free_huge_pages, 0, 0);
	show_val_kb(t, "Hugepagesize:", 2048);
	show_val_kb(t, "Hugetlb:", sys(m)->nr_huge_pages * 2048ull);
	show_val_kb(t, "DirectMap4k:", sys(m)->direct_pages_count[0] * 4ull);
	show_val_kb(t, "DirectMap2M:", sys(m)->direct_pages_count[1] * 2048ull);
}

void show_meminfo(const struct machine *m, struct proc_text *t)
{
	struct page_counts n = { 0 };
	u64 free_cma, free = free_pages(m, &free_cma), cached;

	for_each_populated_zone(m, zone) {
		struct page_counts c;

		count_pages(m, zone, &c);
		for (u32 i = 0; i < sizeof(n) / sizeof(u64); i++)
			((u64 *)&n)[i] += ((u64 *)&c)[i];
	}
	cached = n.active_file + n.inactive_file;
	show_pages(t, "MemTotal:", sys(m)->totalram_pages);
	show_pages(t, "MemFree:", free);
	show_pages(t, "MemAvailable:", available_pages(m, free, cached));
	show_val_kb(t, "Buffers:", 0);
	show_pages(t, "Cached:", cached);
	show_val_kb(t, "SwapCached:", 0);
	show_lru(t, &n);
	show_zeroes(t, (const char *const[]){ "SwapTotal:", "SwapFree:", "Dirty:", "Writeback:",
					      NULL });
	show_pages(t, "AnonPages:", n.anon_mapped);
	show_pages(t, "Mapped:", n.file_mapped);
	show_val_kb(t, "Shmem:", 0);
	show_pages(t, "Slab:", n.slab);
	show_val_kb(t, "SReclaimable:", 0);
	show_pages(t, "SUnreclaim:", n.slab);
	show_val_kb(t, "KernelStack:", count_kernel_stacks(m) * 16);
	show_pages(t, "PageTables:", n.page_table);
	show_zeroes(t, (const char *const[]){ "NFS_Unstable:", "Bounce:", "WritebackTmp:", NULL });
	show_pages(t, "CommitLimit:", sys(m)->totalram_pages / 2);
	show_pages(t, "Committed_AS:", committed_pages(m));
	show_tail(m, t, free_cma);
}
