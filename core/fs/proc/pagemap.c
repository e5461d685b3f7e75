/*
 * /proc/PID/pagemap.  Open pagemap_read() in fs/proc/task_mmu.c.  The real file is binary, one 64-bit
 * entry a page; here each page that is there is a line: its address, the entry, what the bits say.
 */
#include "fs/proc/pid.h"
#include "kernel/task.h"

#define PM_MMAP_EXCLUSIVE BIT(56)
#define PM_FILE BIT(61)
#define PM_PRESENT BIT(63)

struct pagemap {
	const struct machine *m;
	struct proc_text *t;
};

static u64 pte_to_pagemap_entry(const struct machine *m, u64 pte)
{
	const struct page *page = pfn_to_page(m, pte_pfn(pte));
	u64 entry = pte_pfn(pte) | PM_PRESENT;

	if (pte & _PAGE_SPECIAL)
		return entry;
	return entry | (PageAnon(page) ? 0 : PM_FILE) |
	       (page->_mapcount == 0 ? PM_MMAP_EXCLUSIVE : 0);
}

static void show_entry(void *context, u64 va, u64 pte)
{
	struct pagemap *p = context;
	u64 entry;

	if (!pte_present(pte))
		return;
	entry = pte_to_pagemap_entry(p->m, pte);
	proc_printf(p->t, "%012llx %016llx pfn ", (unsigned long long)va, (unsigned long long)entry);
	proc_number(p->t, FROM(page, pte_pfn(pte), NULL), "0x%x", pte_pfn(pte));
	proc_printf(p->t, "%s%s\n", entry & PM_FILE ? " file" : "",
		    entry & PM_MMAP_EXCLUSIVE ? " exclusive" : "");
}

void show_pid_pagemap(const struct machine *m, u32 task, struct proc_text *t)
{
	struct pagemap p = { m, t };

	if (task_at(m, task)->mm)
		for_each_pte(m, task_at(m, task)->mm, show_entry, &p);
}
