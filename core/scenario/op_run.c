/* What each op of the table does on the machine.  Arguments come by their place in its row. */
#include <stdio.h>
#include <string.h>

#include "kernel/access.h"
#include "kernel/irq.h"
#include "kernel/syscalls.h"
#include "mm/cma.h"
#include "mm/mm.h"
#include "mm/vmalloc.h"
#include "scenario/scenario.h"

#define ARG(i) op_arg_value(m, op, i)

static const u64 prot_values[] = {
	PROT_NONE, PROT_READ, PROT_READ | PROT_WRITE, PROT_READ | PROT_EXEC,
	PROT_READ | PROT_WRITE | PROT_EXEC,
};
static const u64 map_values[] = {
	MAP_PRIVATE | MAP_ANONYMOUS, MAP_PRIVATE | MAP_ANONYMOUS | MAP_POPULATE,
	MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE,
	MAP_PRIVATE | MAP_ANONYMOUS | MAP_GROWSDOWN,
};
static const u32 gfp_values[] = {
	GFP_KERNEL, GFP_USER, GFP_HIGHUSER_MOVABLE, GFP_ATOMIC, GFP_NOWAIT, GFP_KERNEL | GFP_DMA,
	GFP_KERNEL | GFP_DMA32, GFP_KERNEL | __GFP_ZERO, GFP_KERNEL | __GFP_RECLAIMABLE,
	GFP_KERNEL | __GFP_COMP, GFP_KERNEL | __GFP_NORETRY, GFP_KERNEL | __GFP_RETRY_MAYFAIL,
	GFP_KERNEL | __GFP_MEMALLOC,
};

u32 gfp_of_choice(u64 choice)
{
	return gfp_values[choice];
}

OP_RUN(boot)
{
	const struct machine_description *d = &s->machine;
	int err = start_kernel(m, &d->boot);

	for (u32 i = 0; !err && i < NR_SYSCTLS; i++)
		if (d->sysctl[i].nr)
			err = sysctl_write(m, i, &d->sysctl[i]);
	return err;
}

OP_RUN(spawn)
{
	const cJSON *comm = op->args[0].source;
	u32 task = 0;
	int err = op_spawn(m, comm ? comm->valuestring : op->as, &task);

	return err ? err : (s64)task;
}

OP_RUN(switch)
{
	return switch_to_task(m, (u32)ARG(0));
}

OP_RUN(malloc)
{
	return user_malloc(m, ARG(0));
}

OP_RUN(free)
{
	return user_free(m, ARG(0));
}

OP_RUN(mmap)
{
	return sys_mmap(m, ARG(3), ARG(0), prot_values[ARG(1)], map_values[ARG(2)]);
}

OP_RUN(munmap)
{
	return sys_munmap(m, ARG(0), ARG(1));
}

OP_RUN(brk)
{
	return sys_brk(m, ARG(0));
}

OP_RUN(mprotect)
{
	return sys_mprotect(m, ARG(0), ARG(1), prot_values[ARG(2)]);
}

OP_RUN(write)
{
	return user_write(m, ARG(0), ARG(1), (u32)ARG(2));
}

OP_RUN(read)
{
	u64 value = 0;
	int err = user_read(m, ARG(0), (u32)ARG(1), &value);

	return err ? err : (s64)value;
}

OP_RUN(fetch)
{
	return user_exec(m, ARG(0));
}

OP_RUN(alloc_pages)
{
	pfn_t pfn = alloc_pages(m, gfp_of_choice(ARG(1)), (u32)ARG(0));

	return pfn == PFN_NONE ? -PW_ENOMEM : (s64)pfn;
}

OP_RUN(vmstat_update)
{
	refresh_cpu_vm_stats(m);
	return 0;
}

OP_RUN(drain_all_pages)
{
	for_each_populated_zone(m, zone)
		drain_all_pages(m, zone);
	return 0;
}

/* The area is that of cma= or of the device tree's default. */
OP_RUN(cma_alloc)
{
	pfn_t pfn = sys(m)->cma_area_count ? cma_alloc(m, 0, (u32)ARG(0), (u32)ARG(1)) : PFN_NONE;

	return pfn == PFN_NONE ? -PW_ENOMEM : (s64)pfn;
}

OP_RUN(cma_release)
{
	const struct binding *b = binding_at(m, op->args[0].binding);
	pfn_t pfn = (pfn_t)b->value;
	u32 count = (u32)b->size;

	if (!pfn)
		return -PW_EINVAL;
	set(m, b, value, 0);
	return cma_release(m, 0, pfn, count) ? 0 : -PW_EINVAL;
}

/* The frame that a name stands for; PFN_NONE: the allocation failed, or it was given back. */
static pfn_t named_pfn(const struct machine *m, const struct op *op)
{
	u64 value = binding_at(m, op->args[0].binding)->value;

	return value ? (pfn_t)value : PFN_NONE;
}

/* Nobody uses the block any more: the name stands for nothing, but remembers the frame. */
static void forget_pages(struct machine *m, const struct binding *b)
{
	pfn_t pfn = (pfn_t)b->value;

	if (m->bug || pfn_to_page(m, pfn)->_refcount > 0)
		return;
	set(m, b, value, 0);
	set(m, b, freed, pfn);
}

/* A second free finds a frame without reference; if it belongs to somebody else by now, it is refused. */
static s64 free_again(struct machine *m, const struct binding *b, u32 order)
{
	if (!b->freed || pfn_to_page(m, (pfn_t)b->freed)->_refcount > 0)
		return -PW_EINVAL;
	__free_pages(m, (pfn_t)b->freed, order);
	return 0;
}

/* The order lies in the binding.  With a smaller one the rest of the block belongs to nobody. */
OP_RUN(free_pages)
{
	const struct binding *b = binding_at(m, op->args[0].binding);
	pfn_t pfn = named_pfn(m, op);
	u32 own = (u32)b->size, order = op->args[1].given ? (u32)ARG(1) : own;

	if (pfn == PFN_NONE)
		return free_again(m, b, order);
	if (b->singles)
		return -PW_EINVAL;
	if (order > own && free_would_be_caught(m, pfn, order))
		return -PW_EPERM;
	__free_pages(m, pfn, order);
	forget_pages(m, b);
	if (order < own && !b->value)
		trace_frames_lost(m, pfn + (1u << order), (1u << own) - (1u << order));
	return 0;
}

OP_RUN(free_frame)
{
	pfn_t pfn = (pfn_t)ARG(0);
	u32 order = (u32)ARG(1);
	int error = free_would_be_caught(m, pfn, order);

	if (!error)
		__free_pages(m, pfn, order);
	return error;
}

OP_RUN(alloc_pages_exact)
{
	u32 gfp = gfp_of_choice(ARG(1));
	pfn_t pfn;

	if (gfp & __GFP_COMP)
		return -PW_EINVAL;	/* a compound page cannot be split */
	pfn = alloc_pages_exact(m, ARG(0), gfp);
	return pfn == PFN_NONE ? -PW_ENOMEM : (s64)pfn;
}

/* The list's frames must have lost their references before. */
static void free_as_list(struct machine *m, pfn_t pfn, u32 nr)
{
	for (u32 i = 0; i < nr; i++)
		set(m, pfn_to_page(m, pfn + i), _refcount, 0);
	free_unref_page_list(m, pfn, nr);
}

static bool all_held_once(const struct machine *m, pfn_t pfn, u32 nr)
{
	for (u32 i = 0; i < nr; i++)
		if (pfn_to_page(m, pfn + i)->_refcount != 1)
			return false;
	return true;
}

OP_RUN(free_pages_exact)
{
	const struct binding *b = binding_at(m, op->args[0].binding);
	pfn_t pfn = named_pfn(m, op);

	if (pfn == PFN_NONE || !b->singles)
		return -PW_EINVAL;
	if (ARG(1) && !all_held_once(m, pfn, b->singles))
		return -PW_EBUSY;
	if (ARG(1))
		free_as_list(m, pfn, b->singles);
	else
		free_pages_exact(m, pfn, b->singles);
	forget_pages(m, b);
	return 0;
}

OP_RUN(split_page)
{
	const struct binding *b = binding_at(m, op->args[0].binding);
	pfn_t pfn = named_pfn(m, op);

	if (pfn == PFN_NONE || b->singles || PageCompound(pfn_to_page(m, pfn)))
		return -PW_EINVAL;
	split_page(m, pfn, (u32)b->size);
	set(m, b, singles, 1u << b->size);
	return 0;
}

OP_RUN(get_page)
{
	pfn_t pfn = named_pfn(m, op);

	if (pfn == PFN_NONE)
		return -PW_EINVAL;
	get_page(m, pfn);
	return 0;
}

/* put_page() knows the order of compound pages only: the last put of another block frees one frame. */
OP_RUN(put_page)
{
	const struct binding *b = binding_at(m, op->args[0].binding);
	pfn_t pfn = named_pfn(m, op);
	u32 lost;

	if (pfn == PFN_NONE)
		return free_again(m, b, 0);
	lost = PageHead(pfn_to_page(m, pfn)) ? 0 : (1u << b->size) - 1;
	put_page(m, pfn);
	forget_pages(m, b);
	if (lost && !b->value && !b->singles)
		trace_frames_lost(m, pfn + 1, lost);
	return 0;
}

/* NULL is told as the error it mostly is. */
static s64 kernel_address(u64 va)
{
	return va ? (s64)va : -PW_ENOMEM;
}

OP_RUN(vmalloc)
{
	return kernel_address(vmalloc(m, ARG(0), VM_CALLER_MODULE));
}

OP_RUN(vzalloc)
{
	return kernel_address(vzalloc(m, ARG(0), VM_CALLER_MODULE));
}

OP_RUN(vmap)
{
	const struct binding *b = binding_at(m, op->args[0].binding);

	if ((s64)b->value <= 0)
		return -PW_EINVAL;
	return kernel_address(vmap(m, (pfn_t)b->value, 1u << b->size, VM_CALLER_MODULE));
}

OP_RUN(ioremap)
{
	return kernel_address(ioremap_nocache(m, ARG(0), ARG(1), VM_CALLER_MODULE));
}

OP_RUN(vfree)
{
	return vfree(m, ARG(0));
}

OP_RUN(vunmap)
{
	return vunmap(m, ARG(0));
}

OP_RUN(iounmap)
{
	return iounmap(m, ARG(0));
}

OP_RUN(vm_unmap_aliases)
{
	vm_unmap_aliases(m);
	return 0;
}

OP_RUN(kread)
{
	u64 value;
	int err = kernel_read(m, ARG(0), (u32)ARG(1), &value);

	return err ? err : (s64)value;
}

OP_RUN(kwrite)
{
	return kernel_write(m, ARG(0), ARG(1), (u32)ARG(2));
}

OP_RUN(sysctl)
{
	return sysctl_write(m, ARG(0), &op->sysctl);
}

OP_RUN(irq_enter)
{
	return interrupt_begin(m, (enum interrupt_kind)ARG(0));
}

OP_RUN(irq_exit)
{
	return interrupt_end(m);
}

OP_RUN(local_irq_disable)
{
	local_irq_disable(m);
	return 0;
}

OP_RUN(local_irq_enable)
{
	local_irq_enable(m);
	return 0;
}

OP_RUN(spin_lock)
{
	return spin_lock_named(m, op->args[0].source->valuestring, ARG(1));
}

OP_RUN(spin_unlock)
{
	return spin_unlock_named(m, op->args[0].source->valuestring);
}

OP_RUN(lock_page)
{
	pfn_t pfn = named_pfn(m, op);

	return pfn == PFN_NONE ? -PW_EINVAL : lock_page(m, pfn);
}

OP_RUN(unlock_page)
{
	pfn_t pfn = named_pfn(m, op);

	return pfn == PFN_NONE ? -PW_EINVAL : unlock_page(m, pfn);
}

OP_RUN(exit)
{
	return op_exit(m, (int)ARG(0));
}

OP_RUN(note)
{
	return 0;
}
