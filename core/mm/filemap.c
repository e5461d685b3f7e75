/*
 * Pages of a program's file in memory.  Open mm/filemap.c: filemap_fault().
 *
 * Thin: a page is found in the radix tree of its file or, the first time, read from "disk", which
 * here means made of the image's bytes at once (no I/O wait, no readahead, no fault-around).
 */
#include "lib/radix.h"
#include "machine/trace.h"
#include "mm/mm.h"

u32 open_file(struct machine *m, const char *name, u64 size)
{
	u32 file = object_alloc(m, TABLE_file);
	char *to;

	if (!file)
		return 0;
	to = edit(m, file_at(m, file)->name, sizeof(file_at(m, file)->name));
	for (u32 i = 0; i + 1 < sizeof(file_at(m, file)->name) && name[i]; i++)
		to[i] = name[i];
	set(m, file_at(m, file), size, size);
	set(m, file_at(m, file), f_count, 1);
	return file;
}

/* The last close drops the cached pages: nothing else knows this file. */
void fput(struct machine *m, u32 file)
{
	const struct file *f = file_at(m, file);

	add(m, f, f_count, -1);
	if (f->f_count)
		return;
	for (u64 i = 0; i < DIV_ROUND_UP(f->size, PAGE_SIZE); i++) {
		u32 pfn = radix_tree_delete(m, &f->i_pages, i);

		if (!pfn)
			continue;
		add(m, f, nrpages, -1);
		add(m, node_stat(m), nr_file_pages, -1);
		set(m, pfn_to_page(m, pfn), mapping, 0);
		lru_add_drain(m);
		put_lru_page(m, pfn);
	}
	object_free(m, TABLE_file, file);
}

/* A new page of the cache: locked in the kernel until the disk answers; here it is read at once. */
/* 0, -PW_EPARKED when somebody holds it (only its owner can end that), -PW_EBUG where none may sleep. */
int lock_page(struct machine *m, pfn_t pfn)
{
	const struct page *page;
	CALLED(m, __lock_page, pfn);

	if (!might_sleep(m))
		return -PW_EBUG;
	page = pfn_to_page(m, compound_head(m, pfn));
	trace_trylock_page(m, pfn, PageLocked(page), PageLocked(page));
	if (PageLocked(page))
		return -PW_EPARKED;
	SetPageLocked(m, page);
	return 0;
}

int unlock_page(struct machine *m, pfn_t pfn)
{
	const struct page *page = pfn_to_page(m, compound_head(m, pfn));

	if (!PageLocked(page))
		return -PW_EINVAL;
	ClearPageLocked(m, page);
	trace_page_unlocked(m, pfn);
	return 0;
}

static pfn_t page_cache_read(struct machine *m, u32 file, u64 pgoff)
{
	pfn_t pfn = alloc_pages(m, GFP_HIGHUSER_MOVABLE, 0);
	const struct file *f = file_at(m, file);

	if (pfn == PFN_NONE)
		return pfn;
	drop_content(m, pfn);
	if (!pgoff)	/* "\177ELF", 64 bits, little endian, version 1 */
		write_word(m, PFN_PHYS(pfn), 0x00010102464c457full);
	if (radix_tree_insert(m, &f->i_pages, pgoff, pfn)) {
		__free_pages(m, pfn, 0);
		return PFN_NONE;
	}
	get_page(m, pfn);
	set(m, pfn_to_page(m, pfn), mapping, file << PAGE_MAPPING_SHIFT);
	set(m, pfn_to_page(m, pfn), index, pgoff);
	add(m, f, nrpages, 1);
	add(m, node_stat(m), nr_file_pages, 1);
	SetPageUptodate(m, pfn_to_page(m, pfn));
	trace_page_cache_read(m, pfn, pgoff);
	lru_cache_add(m, pfn);
	__free_pages(m, pfn, 0);	/* the allocation's own reference; the tree has one */
	return pfn;
}

u32 filemap_fault(struct machine *m, u32 file, u64 pgoff, pfn_t *pfn)
{
	CALLED(m, filemap_fault, file, pgoff);
	const struct file *f = file_at(m, file);
	u32 major = 0;

	if (pgoff >= DIV_ROUND_UP(f->size, PAGE_SIZE))
		return VM_FAULT_SIGBUS;
	*pfn = radix_tree_lookup(m, f->i_pages, pgoff);
	trace_page_cache_choice(m, pgoff, f->nrpages, *pfn ? 0 : 1);
	if (!*pfn) {
		*pfn = page_cache_read(m, file, pgoff);
		if (*pfn == PFN_NONE)
			return VM_FAULT_OOM;
		add(m, node_stat(m), pgmajfault, 1);
		major = VM_FAULT_MAJOR;
	}
	get_page(m, *pfn);	/* for the PTE that will map it */
	return major;
}
