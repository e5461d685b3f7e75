/* /proc/PID/maps and smaps.  Open fs/proc/task_mmu.c. */
#include "fs/proc/pid.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/task.h"

typedef unsigned long long ull;

const struct proc_pid_file proc_pid_files[] = {
	{ "maps", show_pid_maps },
	{ "smaps", show_pid_smaps },
	{ "status", show_pid_status },
	{ "pagemap", show_pid_pagemap },
};
const u32 nr_proc_pid_files = ARRAY_SIZE(proc_pid_files);

int proc_pid_read(const struct machine *m, u32 task, const char *name, struct proc_text *t)
{
	memset(t, 0, sizeof(*t));
	if (!object_live(m, TABLE_task_struct, task))
		return -PW_ESRCH;
	for (u32 i = 0; i < nr_proc_pid_files; i++) {
		if (strcmp(proc_pid_files[i].name, name) != 0)
			continue;
		proc_printf(t, "%s", "");	/* a file may be empty, but it is there */
		proc_pid_files[i].show(m, task, t);
		if (!t->failed)
			return 0;
		proc_text_free(t);
		return -PW_ENOMEM;
	}
	return -PW_ENOENT;
}

static bool is_vdso(const struct vm_area_struct *vma)
{
	return vma->vm_flags & VM_EXEC;
}

const char *vma_name(const struct machine *m, u32 index, char buf[32])
{
	const struct vm_area_struct *vma = vma_at(m, index);
	const struct mm_struct *mm = mm_at(m, vma->vm_mm);

	buf[0] = 0;
	if (vma->vm_file)
		snprintf(buf, 32, "/%s", file_at(m, vma->vm_file)->name);
	else if (vma->vm_ops == VM_OPS_SPECIAL)
		strcpy(buf, is_vdso(vma) ? "[vdso]" : "[vvar]");
	else if (vma->vm_start <= mm->brk && vma->vm_end >= mm->start_brk)
		strcpy(buf, "[heap]");
	else if (vma->vm_start <= mm->start_stack && vma->vm_end >= mm->start_stack)
		strcpy(buf, "[stack]");
	return buf;
}

/* A name stands in column 73, whatever of the line is there already. */
static void show_line(struct proc_text *t, u32 begun, const char *prefix, const char *name)
{
	if (*name)
		proc_printf(t, "%-*s%s\n", (int)(73 - begun), prefix, name);
	else
		proc_printf(t, "%s\n", prefix);
}

void show_vma_header(const struct machine *m, u32 index, struct proc_text *t)
{
	const struct vm_area_struct *vma = vma_at(m, index);
	u64 flags = vma->vm_flags, offset = vma->vm_file ? vma->vm_pgoff << PAGE_SHIFT : 0;
	char prefix[128], name[32];
	size_t begin = t->bytes;

	proc_number(t, FROM(vm_area_struct, index, "vm_start"), "%08llx", (ull)vma->vm_start);
	proc_printf(t, "-");
	proc_number(t, FROM(vm_area_struct, index, "vm_end"), "%08llx", (ull)vma->vm_end);
	snprintf(prefix, sizeof(prefix), " %c%c%c%c %08llx %s %u ", flags & VM_READ ? 'r' : '-',
		 flags & VM_WRITE ? 'w' : '-', flags & VM_EXEC ? 'x' : '-',
		 flags & VM_MAYSHARE ? 's' : 'p', (ull)offset, vma->vm_file ? "00:02" : "00:00", vma->vm_file);
	show_line(t, (u32)(t->bytes - begin), prefix, vma_name(m, index, name));
}

/* The gate page is nobody's VMA, but every maps ends with it. */
static void show_gate(struct proc_text *t)
{
	show_line(t, 0, "ffffffffff600000-ffffffffff601000 r-xp 00000000 00:00 0 ", "[vsyscall]");
}

void show_pid_maps(const struct machine *m, u32 task, struct proc_text *t)
{
	u32 mm = task_at(m, task)->mm;

	for (u32 v = mm ? mm_at(m, mm)->mmap : 0; v; v = vma_at(m, v)->vm_next)
		show_vma_header(m, v, t);
	if (mm)
		show_gate(t);
}

struct mem_size_stats {
	u64 rss, pss, shared_clean, shared_dirty, private_clean, private_dirty, referenced, anon;
};

/* smaps_account(): a page that several map counts in parts in Pss */
static void smaps_account(const struct machine *m, struct mem_size_stats *s, u64 pte)
{
	const struct page *page = pfn_to_page(m, pte_pfn(pte));
	bool dirty = pte & _PAGE_DIRTY || page_flag(page, PG_dirty);
	u32 mapcount = (u32)(page->_mapcount + 1);

	s->rss += PAGE_SIZE;
	s->pss += PAGE_SIZE / (mapcount ? mapcount : 1);
	if (PageAnon(page))
		s->anon += PAGE_SIZE;
	if (pte & _PAGE_ACCESSED)
		s->referenced += PAGE_SIZE;
	if (mapcount > 1)
		*(dirty ? &s->shared_dirty : &s->shared_clean) += PAGE_SIZE;
	else
		*(dirty ? &s->private_dirty : &s->private_clean) += PAGE_SIZE;
}

static void walk_vma(const struct machine *m, u32 vma, struct mem_size_stats *s)
{
	for (u64 va = vma_at(m, vma)->vm_start; va < vma_at(m, vma)->vm_end; va += PAGE_SIZE) {
		struct walk w;
		u64 pte;

		if (!translate_mm(m, vma_at(m, vma)->vm_mm, va, &w)) {
			/* nothing below a missing table: go on behind what it would cover */
			u32 shift = level_shift(w.level[w.levels - 1].level);

			va |= (BIT(shift) - 1) & PAGE_MASK;
			continue;
		}
		pte = w.level[w.levels - 1].entry;
		if (!(pte & _PAGE_SPECIAL))
			smaps_account(m, s, pte);
	}
}

static void show_kb(struct proc_text *t, u32 vma, const char *name, u64 bytes)
{
	proc_printf(t, "%-16s", name);
	proc_number(t, FROM(vm_area_struct, vma, NULL), "%8llu", (ull)bytes >> 10);
	proc_printf(t, " kB\n");
}

static void show_smap_vma_flags(struct proc_text *t, u64 flags)
{
	static const struct { u64 flag; const char *name; } names[] = {
		{ VM_READ, "rd" }, { VM_WRITE, "wr" }, { VM_EXEC, "ex" }, { VM_SHARED, "sh" },
		{ VM_MAYREAD, "mr" }, { VM_MAYWRITE, "mw" }, { VM_MAYEXEC, "me" },
		{ VM_MAYSHARE, "ms" }, { VM_GROWSDOWN, "gd" }, { VM_PFNMAP, "pf" },
		{ VM_DENYWRITE, "dw" }, { VM_LOCKED, "lo" }, { VM_IO, "io" }, { VM_SEQ_READ, "sr" },
		{ VM_RAND_READ, "rr" }, { VM_DONTCOPY, "dc" }, { VM_DONTEXPAND, "de" },
		{ VM_ACCOUNT, "ac" }, { VM_NORESERVE, "nr" }, { VM_DONTDUMP, "dd" },
		{ VM_MIXEDMAP, "mm" },
	};

	proc_printf(t, "VmFlags: ");
	for (u32 i = 0; i < ARRAY_SIZE(names); i++)
		if (flags & names[i].flag)
			proc_printf(t, "%s ", names[i].name);
	proc_printf(t, "\n");
}

static void show_smap(const struct machine *m, u32 vma, struct proc_text *t)
{
	static const char *const zero[] = {
		"LazyFree:", "AnonHugePages:", "ShmemPmdMapped:", "Shared_Hugetlb:",
		"Private_Hugetlb:", "Swap:", "SwapPss:", "Locked:",
	};
	struct mem_size_stats s = { 0 };

	walk_vma(m, vma, &s);
	show_vma_header(m, vma, t);
	show_kb(t, vma, "Size:", vma_pages(vma_at(m, vma)) << PAGE_SHIFT);
	show_kb(t, vma, "KernelPageSize:", PAGE_SIZE);
	show_kb(t, vma, "MMUPageSize:", PAGE_SIZE);
	show_kb(t, vma, "Rss:", s.rss);
	show_kb(t, vma, "Pss:", s.pss);
	show_kb(t, vma, "Shared_Clean:", s.shared_clean);
	show_kb(t, vma, "Shared_Dirty:", s.shared_dirty);
	show_kb(t, vma, "Private_Clean:", s.private_clean);
	show_kb(t, vma, "Private_Dirty:", s.private_dirty);
	show_kb(t, vma, "Referenced:", s.referenced);
	show_kb(t, vma, "Anonymous:", s.anon);
	for (u32 i = 0; i < ARRAY_SIZE(zero); i++)
		show_kb(t, vma, zero[i], 0);
	show_smap_vma_flags(t, vma_at(m, vma)->vm_flags);
}

void show_pid_smaps(const struct machine *m, u32 task, struct proc_text *t)
{
	u32 mm = task_at(m, task)->mm;

	for (u32 v = mm ? mm_at(m, mm)->mmap : 0; v; v = vma_at(m, v)->vm_next)
		show_smap(m, v, t);
}
