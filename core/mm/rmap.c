/*
 * From a frame back to the addresses that map it.  Open mm/rmap.c.
 *
 * A page of anonymous memory points to an anon_vma, and every VMA that may map it points to the same.
 * Minimal: without fork a VMA has one anon_vma, so the chains and the interval tree are left out, and
 * page_mappers() looks through the VMAs themselves.
 */
#include "machine/trace.h"
#include "mm/mm.h"

/* Neighbours that differ in nothing but rights may share one anon_vma, to be mergeable later. */
static bool anon_vma_compatible(const struct vm_area_struct *a, const struct vm_area_struct *b)
{
	return a->vm_end == b->vm_start && a->vm_file == b->vm_file &&
	       !((a->vm_flags ^ b->vm_flags) & ~(VM_READ | VM_WRITE | VM_EXEC)) &&
	       b->vm_pgoff == a->vm_pgoff + ((b->vm_start - a->vm_start) >> PAGE_SHIFT);
}

static u32 find_mergeable_anon_vma(struct machine *m, u32 vma)
{
	CALLED(m, find_mergeable_anon_vma, vma);
	const struct vm_area_struct *v = vma_at(m, vma);

	if (v->vm_next && anon_vma_compatible(v, vma_at(m, v->vm_next)) &&
	    vma_at(m, v->vm_next)->anon_vma)
		return vma_at(m, v->vm_next)->anon_vma;
	if (v->vm_prev && anon_vma_compatible(vma_at(m, v->vm_prev), v))
		return vma_at(m, v->vm_prev)->anon_vma;
	return 0;
}

static void get_anon_vma(struct machine *m, u32 vma, u32 anon_vma)
{
	set(m, vma_at(m, vma), anon_vma, anon_vma);
	add(m, anon_vma_at(m, anon_vma), refcount, 1);
}

int anon_vma_prepare(struct machine *m, u32 vma)
{
	u32 anon_vma;

	if (vma_at(m, vma)->anon_vma)
		return 0;
	CALLED(m, __anon_vma_prepare, vma);
	anon_vma = find_mergeable_anon_vma(m, vma);
	if (!anon_vma) {
		anon_vma = object_alloc(m, TABLE_anon_vma);
		if (!anon_vma)
			return -PW_ENOMEM;
		set(m, anon_vma_at(m, anon_vma), root, anon_vma);
		set(m, anon_vma_at(m, anon_vma), vma, vma);
	}
	get_anon_vma(m, vma, anon_vma);
	trace_anon_vma_prepared(m, vma, anon_vma);
	return 0;
}

int anon_vma_clone(struct machine *m, u32 dst, u32 src)
{
	CALLED(m, anon_vma_clone, dst, src);

	if (vma_at(m, src)->anon_vma)
		get_anon_vma(m, dst, vma_at(m, src)->anon_vma);
	return 0;
}

void unlink_anon_vmas(struct machine *m, u32 vma)
{
	CALLED(m, unlink_anon_vmas, vma);
	u32 anon_vma = vma_at(m, vma)->anon_vma;

	if (!anon_vma)
		return;
	set(m, vma_at(m, vma), anon_vma, 0);
	add(m, anon_vma_at(m, anon_vma), refcount, -1);
	if (!anon_vma_at(m, anon_vma)->refcount)
		object_free(m, TABLE_anon_vma, anon_vma);
}

static void __page_set_anon_rmap(struct machine *m, pfn_t pfn, u32 vma, u64 address)
{
	const struct page *page = pfn_to_page(m, pfn);

	set(m, page, mapping, vma_at(m, vma)->anon_vma << PAGE_MAPPING_SHIFT | PAGE_MAPPING_ANON);
	set(m, page, index, linear_page_index(vma_at(m, vma), address));
}

void page_add_new_anon_rmap(struct machine *m, pfn_t pfn, u32 vma, u64 address)
{
	CALLED(m, page_add_new_anon_rmap, pfn, vma, address);
	const struct page *page = pfn_to_page(m, pfn);

	SetPageSwapBacked(m, page);
	set(m, page, _mapcount, 0);
	add(m, node_stat(m), nr_anon_mapped, 1);
	__page_set_anon_rmap(m, pfn, vma, address);
	trace_page_anon_rmap(m, pfn, vma_at(m, vma)->anon_vma, page->index);
}

void page_move_anon_rmap(struct machine *m, pfn_t pfn, u32 vma)
{
	CALLED(m, page_move_anon_rmap, pfn, vma);

	set(m, pfn_to_page(m, pfn), mapping, vma_at(m, vma)->anon_vma << PAGE_MAPPING_SHIFT | PAGE_MAPPING_ANON);
}

void page_add_file_rmap(struct machine *m, pfn_t pfn)
{
	CALLED(m, page_add_file_rmap, pfn);

	add(m, pfn_to_page(m, pfn), _mapcount, 1);
	if (pfn_to_page(m, pfn)->_mapcount == 0)
		add(m, node_stat(m), nr_file_mapped, 1);
}

void page_remove_rmap(struct machine *m, pfn_t pfn)
{
	CALLED(m, page_remove_rmap, pfn);
	const struct page *page = pfn_to_page(m, pfn);

	assert(page->_mapcount >= 0);
	add(m, page, _mapcount, -1);
	if (page->_mapcount >= 0)
		return;
	if (PageAnon(page))
		add(m, node_stat(m), nr_anon_mapped, -1);
	else
		add(m, node_stat(m), nr_file_mapped, -1);
}

/* Where in this VMA would the page lie?  false: outside. */
static bool vma_address(const struct page *page, const struct vm_area_struct *vma, u64 *address)
{
	u64 pages = page->index - vma->vm_pgoff;

	if (page->index < vma->vm_pgoff || pages >= vma_pages(vma))
		return false;
	*address = vma->vm_start + (pages << PAGE_SHIFT);
	return true;
}

static u32 mm_owner(const struct machine *m, u32 mm)
{
	for (u32 i = 1; i < m->tables[TABLE_task_struct].capacity; i++)
		if (object_live(m, TABLE_task_struct, i) && task_struct_at(m, i)->mm == mm)
			return i;
	return 0;
}

u32 page_mappers(const struct machine *m, pfn_t pfn, page_mapper_fn fn, void *context)
{
	const struct page *page = pfn_to_page(m, pfn);
	u32 found = 0;

	/* a free or a kernel page has no mapping; the zero page is in no rmap */
	if (page->_mapcount < 0 || PageSlab(page))
		return 0;
	for (u32 mm = 1; mm < m->tables[TABLE_mm_struct].capacity; mm++) {
		if (!object_live(m, TABLE_mm_struct, mm))
			continue;
		for (u32 v = mm_at(m, mm)->mmap; v; v = vma_at(m, v)->vm_next) {
			struct walk walk;
			u64 va;

			if (!vma_address(page, vma_at(m, v), &va) ||
			    !translate_mm(m, mm, va, &walk) || walk.pfn != pfn)
				continue;
			fn(context, mm_owner(m, mm), mm, va);
			found++;
		}
	}
	return found;
}
