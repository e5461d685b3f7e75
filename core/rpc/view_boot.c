/* Memory before the buddy allocator: the firmware's map and memblock's two lists. */
#include <stdio.h>

#include "mm/memblock.h"
#include "rpc/door.h"

static void write_e820(struct call *c)
{
	static const char *const names[] = {
		"none", "usable", "reserved", "ACPI data", "ACPI NVS", "unusable",
	};
	struct json_out *o = c->out;

	member_open(o, "e820", '[');
	for (u32 i = 0; i < sys(c->m)->e820_nr; i++) {
		const struct e820_entry *e = e820_entry_at(c->m, i);

		out_open(o, '{');
		member_hex(o, "start", e->addr);
		member_hex(o, "end", e->addr + e->size - 1);
		member_string(o, "type", e->type < ARRAY_SIZE(names) ? names[e->type] : "?");
		out_close(o, '}');
	}
	out_close(o, ']');
}

static void write_regions(struct call *c, const char *key, const struct memblock_type *type)
{
	bool reserved = type == memblock_reserved(c->m);
	struct json_out *o = c->out;

	member_open(o, key, '[');
	for_each_memblock_region(c->m, type, r) {
		out_open(o, '{');
		member_hex(o, "base", r->base);
		member_hex(o, "size", r->size);
		member_number(o, "flags", r->flags);
		if (reserved)
			write_who(c, boot_who(c, r));
		out_close(o, '}');
	}
	out_close(o, ']');
}

static void write_changed(struct call *c)
{
	const struct change_list *l = changes_of(c);
	u32 last = ~0u;

	member_open(c->out, "changed", '[');
	for (u32 i = 0; i < l->nr; i++) {
		const struct place *p = &l->list[i].place;
		char text[40];

		if (p->table != TABLE_memblock_region || p->index == last)
			continue;
		last = p->index;
		snprintf(text, sizeof(text), "%s:%u",
			 p->index >= MEMBLOCK_REGIONS ? "reserved" : "memory", p->index % MEMBLOCK_REGIONS);
		out_string(c->out, text);
	}
	out_close(c->out, ']');
}

int view_boot(struct call *c)
{
	static const char *const phases[] = { "off", "memblock", "buddy", "buddy" };
	struct json_out *o = c->out;
	u32 booted = sys(c->m)->booted;

	out_open(o, '{');
	write_boot_machine(c);
	write_e820(c);
	write_device_tree(c);
	write_regions(c, "memory", memblock_memory(c->m));
	write_regions(c, "reserved", memblock_reserved(c->m));
	member_bool(o, "bottom_up", memblock_at(c->m, 0)->bottom_up);
	member_hex(o, "current_limit", memblock_at(c->m, 0)->current_limit);
	member_string(o, "phase", phases[booted < ARRAY_SIZE(phases) ? booted : 3]);
	write_changed(c);
	write_boot_log(c);
	out_close(o, '}');
	return 0;
}
