/*
 * /proc/iomem: what lies where in physical address space.  Open kernel/resource.c.
 * Left out: devices (PCI, ROMs, APICs), which the model does not have.
 */
#include "arch/x86_64/e820.h"
#include "fs/proc/proc.h"
#include "mm/memblock.h"

/* Both addresses with the fields that hold them; /proc shows the last byte, the model's ends are past it. */
static void show_resource(struct proc_text *t, u32 depth, u64 start, struct proc_source start_from,
			  u64 end, struct proc_source end_from, const char *name)
{
	proc_printf(t, "%*s", (int)depth * 2, "");
	proc_number(t, start_from, "%08llx", (unsigned long long)start);
	proc_printf(t, "-");
	proc_number(t, end_from, "%08llx", (unsigned long long)end - 1);
	proc_printf(t, " : %s\n", name);
}

static void show_kernel(struct proc_text *t, const struct system *s)
{
	show_resource(t, 1, s->kernel_start, FROM(system, 0, "kernel_start"), s->etext,
		      FROM(system, 0, "etext"), "Kernel code");
	show_resource(t, 1, s->etext, FROM(system, 0, "etext"), s->edata,
		      FROM(system, 0, "edata"), "Kernel data");
	show_resource(t, 1, s->bss_start, FROM(system, 0, "bss_start"), s->brk_start,
		      FROM(system, 0, "brk_start"), "Kernel bss");
}

static const char *e820_type_to_string(u32 type)
{
	switch (type) {
	case E820_TYPE_RAM: return "System RAM";
	case E820_TYPE_ACPI: return "ACPI Tables";
	case E820_TYPE_NVS: return "ACPI Non-volatile Storage";
	case E820_TYPE_UNUSABLE: return "Unusable memory";
	default: return "Reserved";
	}
}

/* With a device tree RAM is what memblock knows; the data is said to end with the image. */
static void show_memblock(const struct machine *m, struct proc_text *t)
{
	const struct system *s = sys(m);

	for_each_memblock_region(m, memblock_memory(m), rgn) {
		u32 i = memblock_region_index(m, rgn);
		u64 end = rgn->base + rgn->size;

		show_resource(t, 0, rgn->base, FROM(memblock_region, i, "base"), end,
			      FROM(memblock_region, i, "size"), "System RAM");
		if (rgn->base > s->kernel_start || s->kernel_start >= end)
			continue;
		show_resource(t, 1, s->kernel_start, FROM(system, 0, "kernel_start"), s->init_begin,
			      FROM(system, 0, "init_begin"), "Kernel code");
		show_resource(t, 1, s->init_end, FROM(system, 0, "init_end"), s->kernel_end,
			      FROM(system, 0, "kernel_end"), "Kernel data");
	}
}

void show_iomem(const struct machine *m, struct proc_text *t)
{
	const struct system *s = sys(m);

	if (!s->e820_nr && s->booted)
		show_memblock(m, t);

	for (u32 i = 0; i < s->e820_nr; i++) {
		const struct e820_entry *e = e820_entry_at(m, i);
		u64 end = e->addr + e->size;

		show_resource(t, 0, e->addr, FROM(e820_entry, i, "addr"), end,
			      FROM(e820_entry, i, "size"), e820_type_to_string(e->type));
		if (e->addr <= s->kernel_start && s->kernel_start < end)
			show_kernel(t, s);
	}
}
