/*
 * /proc/vmallocinfo: the areas of the kernel's own address space.  Open mm/vmalloc.c at s_show().
 * A caller is a name: the modelled kernel has no code addresses.
 */
#include "fs/proc/proc.h"
#include "lib/list.h"
#include "mm/vmalloc.h"

static void show_range(const struct machine *m, u32 va, struct proc_text *t)
{
	const struct vmap_area *area = vmap_area_at(m, va);
	int digits = (int)m->geo.word_bytes * 2;

	proc_number(t, FROM(vmap_area, va, "va_start"), "0x%0*llx", digits,
		    (unsigned long long)area->va_start);
	proc_printf(t, "-");
	proc_number(t, FROM(vmap_area, va, "va_end"), "0x%0*llx", digits,
		    (unsigned long long)area->va_end);
	proc_printf(t, " ");
	proc_number(t, MADE("va_end - va_start"), "%7llu",
		    (unsigned long long)(area->va_end - area->va_start));
}

/* %pa: as wide as a physical address of this machine */
static void show_phys(const struct machine *m, u32 vm, struct proc_text *t)
{
	int digits = m->geo.physmem_bits > 32 ? 16 : 8;

	proc_printf(t, " phys=");
	proc_number(t, FROM(vm_struct, vm, "phys_addr"), "0x%0*llx", digits,
		    (unsigned long long)vm_struct_at(m, vm)->phys_addr);
}

static void show_vm_struct(const struct machine *m, u32 index, struct proc_text *t)
{
	const struct vm_struct *vm = vm_struct_at(m, index);
	static const struct {
		u32 flag;
		const char *word;
	} words[] = {
		{ VM_IOREMAP, " ioremap" }, { VM_ALLOC, " vmalloc" }, { VM_MAP, " vmap" },
		{ VM_USERMAP, " user" },
	};

	if (vm_caller_names[vm->caller])
		proc_printf(t, " %s", vm_caller_names[vm->caller]);
	if (vm->nr_pages) {
		proc_printf(t, " pages=");
		proc_number(t, FROM(vm_struct, index, "nr_pages"), "%u", vm->nr_pages);
	}
	if (vm->phys_addr)
		show_phys(m, index, t);
	for (u32 i = 0; i < ARRAY_SIZE(words); i++)
		if (vm->flags & words[i].flag)
			proc_printf(t, "%s", words[i].word);
	if (is_vmalloc_addr(m, vm->pages))
		proc_printf(t, " vpages");
	proc_printf(t, "\n");
}

void show_vmallocinfo(const struct machine *m, struct proc_text *t)
{
	for_each_ref(m, pos, &vmap_state(m)->vmap_area_list) {
		const struct vmap_area *va = list_entry(m, pos, vmap_area, list);

		show_range(m, vmap_area_index(m, va), t);
		if (va->flags & VM_VM_AREA)
			show_vm_struct(m, va->vm, t);
		else
			proc_printf(t, " %s\n", va->flags & VM_LAZY_FREE ? "unpurged vm_area" :
									   "vm_map_ram");
	}
}
