/*
 * Freeing lazily: an area that is no longer used keeps its addresses until one TLB flush serves many.
 * Open mm/vmalloc.c at free_vmap_area_noflush() beside this.
 *
 * Until the flush a cpu may still translate the old addresses.  The frames behind them are free all
 * the same: whoever reads there reads what others write.  Left out: vm_map_ram() and its per-cpu blocks.
 */
#include "arch/x86_64/mmu.h"
#include "mm/vmalloc/internal.h"

/* 32 MiB, and as much again for each doubling of the cpus */
u32 lazy_max_pages(const struct machine *m)
{
	u32 log = 0;

	for (u32 cpus = sys(m)->nr_cpus; cpus; cpus >>= 1)
		log++;
	return log * (32u << (20 - PAGE_SHIFT));
}

static bool __purge_vmap_area_lazy(struct machine *m, u64 start, u64 end)
{
	CALLED(m, __purge_vmap_area_lazy);
	const struct vmap_state *state = vmap_state(m);
	u32 list = state->vmap_purge_list, next;

	if (!list)
		return false;
	set(m, state, vmap_purge_list, 0);
	for (u32 va = list; va; va = vmap_area_at(m, va)->purge_list) {
		start = min_t(u64, start, vmap_area_at(m, va)->va_start);
		end = max_t(u64, end, vmap_area_at(m, va)->va_end);
	}
	flush_tlb_kernel_range(m, start, end);
	spin_lock(m, LOCK_VMAP_AREA);
	for (u32 va = list; va; va = next) {
		const struct vmap_area *area = vmap_area_at(m, va);
		u32 pages = (u32)((area->va_end - area->va_start) >> PAGE_SHIFT);

		next = area->purge_list;
		__free_vmap_area(m, va);
		add(m, state, vmap_lazy_nr, -(s64)pages);
	}
	spin_unlock(m, LOCK_VMAP_AREA);
	return true;
}

void purge_vmap_area_lazy(struct machine *m)
{
	mutex_lock(m, LOCK_VMAP_PURGE);
	__purge_vmap_area_lazy(m, ~0ull, 0);
	mutex_unlock(m, LOCK_VMAP_PURGE);
}

static void free_vmap_area_noflush(struct machine *m, u32 index)
{
	const struct vmap_area *va = vmap_area_at(m, index);
	const struct vmap_state *state = vmap_state(m);
	u32 lazy = state->vmap_lazy_nr + (u32)((va->va_end - va->va_start) >> PAGE_SHIFT);
	CALLED(m, free_vmap_area_noflush, va->va_start, lazy);
	bool purge = lazy > lazy_max_pages(m);

	set(m, state, vmap_lazy_nr, lazy);
	set(m, va, purge_list, state->vmap_purge_list);
	set(m, state, vmap_purge_list, index);
	trace_lazy_choice(m, lazy, lazy_max_pages(m), purge);
	if (purge)
		purge_vmap_area_lazy(m);
}

void free_unmap_vmap_area(struct machine *m, u32 va)
{
	vunmap_page_range(m, vmap_area_at(m, va)->va_start, vmap_area_at(m, va)->va_end);
	free_vmap_area_noflush(m, va);
}

void vm_unmap_aliases(struct machine *m)
{
	CALLED(m, vm_unmap_aliases);

	free_work(m);
	if (might_sleep(m))
		purge_vmap_area_lazy(m);
}
