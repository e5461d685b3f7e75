/*
 * mmap and brk.  Open mm/mmap.c: do_mmap(), mmap_region(), do_brk_flags().
 *
 * Left out: huge pages, mlock limits, security modules, MAP_SHARED without a file (shmem), rlimits
 * other than the stack's.
 */
#include "kernel/syscalls.h"
#include "machine/trace.h"
#include "mm/mmap/vma.h"

static u64 calc_vm_prot_bits(u64 prot)
{
	return (prot & PROT_READ ? VM_READ : 0) | (prot & PROT_WRITE ? VM_WRITE : 0) |
	       (prot & PROT_EXEC ? VM_EXEC : 0);
}

static u64 calc_vm_flag_bits(u64 flags)
{
	return (flags & MAP_GROWSDOWN ? VM_GROWSDOWN : 0) |
	       (flags & MAP_LOCKED ? VM_LOCKED : 0);
}

static u64 round_hint_to_min(u64 hint)
{
	hint &= PAGE_MASK;
	return hint && hint < MMAP_MIN_ADDR ? ALIGN_UP(MMAP_MIN_ADDR, PAGE_SIZE) : hint;
}

u64 do_mmap(struct machine *m, u32 file, u64 addr, u64 len, u64 prot, u64 flags, u64 vm_flags,
	    u64 pgoff)
{
	CALLED(m, do_mmap, addr, len, prot, flags);
	u32 mm = current_mm(m);

	if (!len)
		return (u64)-PW_EINVAL;
	if (flags & MAP_FIXED_NOREPLACE)
		flags |= MAP_FIXED;
	if (!(flags & MAP_FIXED))
		addr = round_hint_to_min(addr);
	len = ALIGN_UP(len, PAGE_SIZE);
	if (!len)
		return (u64)-PW_ENOMEM;
	if (pgoff + (len >> PAGE_SHIFT) < pgoff)
		return (u64)-PW_EOVERFLOW;
	if (mm_at(m, mm)->map_count > MAX_MAP_COUNT)
		return (u64)-PW_ENOMEM;
	addr = get_unmapped_area(m, file, addr, len, pgoff, flags);
	if (addr & ~PAGE_MASK)
		return addr;
	if (flags & MAP_FIXED_NOREPLACE) {
		u32 vma = find_vma(m, mm, addr);

		if (vma && vma_at(m, vma)->vm_start < addr + len)
			return (u64)-PW_EEXIST;
	}
	vm_flags |= calc_vm_prot_bits(prot) | calc_vm_flag_bits(flags) | mm_at(m, mm)->def_flags |
		    VM_MAYREAD | VM_MAYWRITE | VM_MAYEXEC;
	if ((flags & MAP_TYPE) != MAP_PRIVATE)
		return (u64)-PW_EINVAL;
	if (!file)
		pgoff = addr >> PAGE_SHIFT;
	if (flags & MAP_NORESERVE)
		vm_flags |= VM_NORESERVE;
	return mmap_region(m, file, addr, len, vm_flags, pgoff);
}

/* Does a private mapping promise memory?  Then it is charged when it is made. */
static bool accountable_mapping(u64 vm_flags)
{
	return (vm_flags & (VM_NORESERVE | VM_SHARED | VM_WRITE)) == VM_WRITE;
}

/* What lies in [addr, addr + len) goes; the place for the new VMA is left in *place. */
static int clear_old_maps(struct machine *m, u32 mm, u64 addr, u64 len, struct vma_place *place)
{
	while (find_vma_links(m, mm, addr, addr + len, place))
		if (do_munmap(m, mm, addr, len))
			return -PW_ENOMEM;
	return 0;
}

static u32 new_vma(struct machine *m, u32 mm, u32 file, u64 addr, u64 len, u64 vm_flags, u64 pgoff)
{
	u32 vma = vm_area_alloc(m, mm);
	const struct vm_area_struct *v;

	if (!vma)
		return 0;
	v = vma_at(m, vma);
	set(m, v, vm_start, addr);
	set(m, v, vm_end, addr + len);
	set(m, v, vm_flags, vm_flags);
	set(m, v, vm_page_prot, vm_get_page_prot(vm_flags));
	set(m, v, vm_pgoff, pgoff);
	if (file) {
		set(m, v, vm_file, file);
		set(m, v, vm_ops, VM_OPS_FILE);
		add(m, file_at(m, file), f_count, 1);
	}
	return vma;
}

u64 mmap_region(struct machine *m, u32 file, u64 addr, u64 len, u64 vm_flags, u64 pgoff)
{
	CALLED(m, mmap_region, addr, len, vm_flags);
	u32 mm = current_mm(m), vma;
	struct vma_place place;

	if (!may_expand_vm(m, mm, vm_flags, len >> PAGE_SHIFT) ||
	    clear_old_maps(m, mm, addr, len, &place))
		return (u64)-PW_ENOMEM;
	if (accountable_mapping(vm_flags)) {
		if (__vm_enough_memory(m, len >> PAGE_SHIFT))
			return (u64)-PW_ENOMEM;
		vm_flags |= VM_ACCOUNT;
	}
	vma = vma_merge(m, mm, place.prev, addr, addr + len, vm_flags, 0, file, pgoff);
	if (!vma) {
		vma = new_vma(m, mm, file, addr, len, vm_flags, pgoff);
		if (!vma)
			return (u64)-PW_ENOMEM;
		vma_link(m, mm, vma, &place);
	}
	vm_stat_account(m, mm, vm_flags, (s64)(len >> PAGE_SHIFT));
	vma_set_page_prot(m, vma);
	return addr;
}

/* do_mmap() for the heap: no hint, no file, no choice of address. */
int do_brk_flags(struct machine *m, u64 addr, u64 len, u64 flags)
{
	CALLED(m, do_brk_flags, addr, len);
	u32 mm = current_mm(m), vma;
	struct vma_place place;
	u64 area;

	flags |= VM_DATA_DEFAULT_FLAGS | VM_ACCOUNT | mm_at(m, mm)->def_flags;
	area = get_unmapped_area(m, 0, addr, len, 0, MAP_FIXED);
	if (area & ~PAGE_MASK)
		return (int)(s64)area;
	if (clear_old_maps(m, mm, addr, len, &place) ||
	    !may_expand_vm(m, mm, flags, len >> PAGE_SHIFT) ||
	    mm_at(m, mm)->map_count > MAX_MAP_COUNT || __vm_enough_memory(m, len >> PAGE_SHIFT))
		return -PW_ENOMEM;
	vma = vma_merge(m, mm, place.prev, addr, addr + len, flags, 0, 0, addr >> PAGE_SHIFT);
	if (!vma) {
		vma = new_vma(m, mm, 0, addr, len, flags, addr >> PAGE_SHIFT);
		if (!vma)
			return -PW_ENOMEM;
		vma_link(m, mm, vma, &place);
	}
	add(m, mm_at(m, mm), total_vm, len >> PAGE_SHIFT);
	add(m, mm_at(m, mm), data_vm, len >> PAGE_SHIFT);
	return 0;
}

int vm_brk_flags(struct machine *m, u64 addr, u64 request, u64 flags)
{
	CALLED(m, vm_brk_flags, addr, request);
	u64 len = ALIGN_UP(request, PAGE_SIZE);

	if (len < request)
		return -PW_ENOMEM;
	return len ? do_brk_flags(m, addr, len, flags) : 0;
}

/* _install_special_mapping(): [vvar] and [vdso], whose pages the kernel itself provides */
int install_special_mapping(struct machine *m, u32 mm, u64 addr, u64 len, u64 vm_flags)
{
	CALLED(m, __install_special_mapping, addr, len);
	u32 vma = new_vma(m, mm, 0, addr, len, vm_flags | mm_at(m, mm)->def_flags | VM_DONTEXPAND, 0);

	if (!vma)
		return -PW_ENOMEM;
	set(m, vma_at(m, vma), vm_ops, VM_OPS_SPECIAL);
	if (insert_vm_struct(m, mm, vma)) {
		vm_area_free(m, vma);
		return -PW_ENOMEM;
	}
	vm_stat_account(m, mm, vma_at(m, vma)->vm_flags, (s64)(len >> PAGE_SHIFT));
	return 0;
}

static s64 move_brk(struct machine *m, u64 brk)
{
	u32 mm = current_mm(m), next;
	u64 old = mm_at(m, mm)->brk, newbrk = ALIGN_UP(brk, PAGE_SIZE);
	u64 oldbrk = ALIGN_UP(old, PAGE_SIZE);

	if (brk < mm_at(m, mm)->start_brk) {
		trace_brk_choice(m, brk, old, mm_at(m, mm)->start_brk, 3);
		return (s64)old;
	}
	trace_brk_choice(m, brk, old, mm_at(m, mm)->start_brk,
			 oldbrk == newbrk ? 2 : brk <= old ? 1 : 0);
	if (oldbrk != newbrk && brk <= old) {
		if (do_munmap(m, mm, newbrk, oldbrk - newbrk))
			return (s64)old;
	} else if (oldbrk != newbrk) {
		next = find_vma(m, mm, oldbrk);
		if (next && newbrk + PAGE_SIZE > vm_start_gap(vma_at(m, next)))
			return (s64)old;
		if (do_brk_flags(m, oldbrk, newbrk - oldbrk, 0) < 0)
			return (s64)old;
	}
	set(m, mm_at(m, mm), brk, brk);
	trace_brk_moved(m, old, brk);
	return (s64)brk;
}

/* The whole of brk(2) but for entering the kernel.  Returns the break, the old one on failure. */
s64 do_brk(struct machine *m, u64 brk)
{
	CALLED(m, __x64_sys_brk, brk);
	s64 ret;

	mutex_lock(m, LOCK_MMAP_SEM_WRITE);
	ret = move_brk(m, brk);
	mutex_unlock(m, LOCK_MMAP_SEM_WRITE);
	return ret;
}
