/*
 * /proc/iomem: what lies where in physical address space.  Open kernel/resource.c.
 * Left out: devices (PCI, ROMs, APICs), which the model does not have.
 */
#include "arch/x86_64/e820.h"
#include "fs/proc/proc.h"

static void show_resource(struct proc_text *t, u32 depth, u64 start, u64 end, const char *name)
{
	proc_printf(t, "%*s%08llx-%08llx : %s\n", (int)depth * 2, "", (unsigned long long)start,
		    (unsigned long long)end - 1, name);
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

void show_iomem(const struct machine *m, struct proc_text *t)
{
	const struct system *s = sys(m);

	for (u32 i = 0; i < s->e820_nr; i++) {
		const struct e820_entry *e = e820_entry_at(m, i);
		u64 end = e->addr + e->size;

		show_resource(t, 0, e->addr, end, e820_type_to_string(e->type));
		if (e->addr > s->kernel_start || s->kernel_start >= end)
			continue;
		show_resource(t, 1, s->kernel_start, s->etext, "Kernel code");
		show_resource(t, 1, s->etext, s->edata, "Kernel data");
		show_resource(t, 1, s->bss_start, s->brk_start, "Kernel bss");
	}
}
