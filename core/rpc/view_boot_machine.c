/* What boot finds and makes beside memblock: the kernel's image, init_mm, the memory model, the zones. */
#include <stdio.h>
#include <string.h>

#include "mm/memblock.h"
#include "mm/mmzone.h"
#include "rpc/door.h"

#define MIB(n) ((u64)(n) << 20)

/* Machines of which a real kernel's boot was recorded, in MiB of RAM */
static const u32 recorded_mib[NR_ARCHES][8] = {
	[ARCH_X86_64] = { 64, 128, 512, 2048, 4096, 6144 },
	[ARCH_I386] = { 128, 512, 1024, 2048, 3072 },
	[ARCH_ARM64] = { 256, 512, 1024, 2048, 4096 },
	[ARCH_ARM] = { 128, 512, 1024, 2048 },
	[ARCH_ARM_LPAE] = { 128, 512, 1024, 2048, 4096 },
};

static bool recorded(const struct machine_description *d)
{
	if (!d->given_ram || d->dtb_place.line || d->given_cmdline || d->given_initrd)
		return false;
	for (u32 i = 0; i < 8; i++)
		if (recorded_mib[d->arch][i] && MIB(recorded_mib[d->arch][i]) == d->ram_bytes)
			return true;
	return false;
}

static void assume(struct json_out *o, const char *en, const char *zh)
{
	out_open(o, '{');
	member_string(o, "en", en);
	member_string(o, "zh", zh);
	out_close(o, '}');
}

/* What the scenario did not say: taken from the recorded machines, or by formula. */
static void write_assumed(struct json_out *o, const struct machine_description *d)
{
	char en[120], zh[120];
	bool tree = d->boot.dtb;

	member_open(o, "assumed", '[');
	if (d->given_ram && !d->dtb_place.line)
		assume(o, tree ? "the device tree: QEMU's for \"virt\" with this much RAM" :
			      "the e820 map: SeaBIOS' for a PC with this much RAM",
		       tree ? "设备树：取 QEMU virt 机器在这样大内存下的" : "e820 内存图：取同样大小 PC 的 SeaBIOS 的");
	if (!d->given_initrd && !d->dtb_place.line) {
		snprintf(en, sizeof(en), "the initrd: %llu bytes, as the recorded machine had",
			 (unsigned long long)d->initrd_bytes);
		snprintf(zh, sizeof(zh), "initrd：%llu 字节，与录制的机器相同",
			 (unsigned long long)d->initrd_bytes);
		assume(o, en, zh);
	}
	assume(o, "the kernel image and per-cpu areas: sizes of the recorded 4.19.0 build",
	       "内核映像与 per-cpu 区：取录制的 4.19.0 内核的大小");
	if (!recorded(d))
		assume(o, "page tables, struct pages, hash tables: sizes by the kernel's formulae for this RAM",
		       "页表、struct page、哈希表：按内核公式由内存大小算出");
	out_close(o, ']');
}

static void write_part(struct json_out *o, const char *name, u64 start, u64 end)
{
	if (end <= start)
		return;
	out_open(o, '{');
	member_string(o, "name", name);
	member_hex(o, "start", start);
	member_hex(o, "end", end);
	out_close(o, '}');
}

static void write_image(struct json_out *o, const struct boot_params *p)
{
	member_open(o, "image", '[');
	write_part(o, "text", p->text, p->etext);
	write_part(o, "rodata", p->rodata, p->erodata);
	write_part(o, "init", p->init_begin, p->init_end);
	write_part(o, "data", p->data ? p->data : p->etext, p->edata);
	write_part(o, "bss", p->bss, p->bss_end);
	write_part(o, "brk", p->bss_end, p->init_top_pgt == p->bss_end ? 0 : p->kernel_end);
	write_part(o, "swapper_pg_dir", p->init_top_pgt, p->swapper_pg_end);
	out_close(o, ']');
}

/* NULL before setup_arch() has filled it in */
static void write_init_mm(struct call *c)
{
	const struct mm_struct *mm = mm_struct_at(c->m, 0);
	struct json_out *o = c->out;

	if (!mm->end_code) {
		member_null(o, "init_mm");
		return;
	}
	member_open(o, "init_mm", '{');
	member_hex(o, "start_code", mm->start_code);
	member_hex(o, "end_code", mm->end_code);
	member_hex(o, "end_data", mm->end_data);
	member_hex(o, "brk", mm->brk);
	member_hex(o, "pgd", sys(c->m)->init_pgd);
	out_close(o, '}');
}

static void write_memory_model(struct call *c)
{
	u32 bits = c->m->geo.section_bits, present = 0;
	struct json_out *o = c->out;

	for (u32 i = 0; bits && i < c->m->tables[TABLE_mem_section].capacity; i++)
		present += mem_section_at(c->m, i)->flags & SECTION_MARKED_PRESENT ? 1 : 0;
	member_open(o, "memory_model", '{');
	member_string(o, "name", bits ? "SPARSEMEM_VMEMMAP" : "FLATMEM");
	member_hex(o, "section_bytes", bits ? BIT(bits) : 0);
	member_number(o, "sections_present", present);
	member_hex(o, "mem_map", bits ? c->m->geo.vmemmap_start : sys(c->m)->mem_map);
	member_number(o, "sizeof_page", c->m->geo.sizeof_page);
	out_close(o, '}');
}

static void write_zones(struct call *c)
{
	struct json_out *o = c->out;

	member_open(o, "zones", '[');
	for (u32 i = 0; i < c->m->geo.nr_zones; i++) {
		const struct zone *zone = zone_at(c->m, i);

		out_open(o, '{');
		member_string(o, "name", c->m->geo.zone_names[i]);
		member_number(o, "start_pfn", zone->spanned_pages ? zone->zone_start_pfn : 0);
		member_number(o, "spanned", zone->spanned_pages);
		member_number(o, "present", zone->present_pages);
		member_number(o, "managed", zone->managed_pages);
		out_close(o, '}');
	}
	out_close(o, ']');
}

void write_boot_machine(struct call *c)
{
	const struct machine_description *d = &c->s->machine;
	struct json_out *o = c->out;

	member_string(o, "arch", c->m->geo.name);
	member_string(o, "firmware", d->boot.dtb ? "device-tree" : "e820");
	member_string(o, "basis", recorded(d) ? "recorded" : "formula");
	write_assumed(o, d);
	write_image(o, &d->boot);
	write_init_mm(c);
	write_memory_model(c);
	write_zones(c);
}
