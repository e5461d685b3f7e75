/* The scenario's "machine": architecture, memory map, cpus, command line, sysctls. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "drivers/of/of_fdt.h"
#include "lib/base64.h"
#include "scenario/scenario.h"

#define RAM_MIN (32ull << 20)
#define RAM_MAX (64ull << 30)
#define PHYSICAL_MAX (1ull << 46)
#define DTB_TEXT_MAX (4 * (MAX_FDT_SIZE / 3 + 1))

/* What the recorded machines had, and how much RAM their firmware can hand over. */
static const struct machine_default {
	const char *cmdline;
	u64 initrd_bytes, ram_max;
} defaults[NR_ARCHES] = {
	[ARCH_X86_64] = { "console=ttyS0 norandmaps nokaslr panic=-1", BOOT_INITRD_BYTES, RAM_MAX },
	[ARCH_I386] = { "console=ttyS0 norandmaps nokaslr panic=-1", BOOT_INITRD_BYTES_I386, 4ull << 30 },
	[ARCH_ARM64] = { "console=ttyAMA0 norandmaps nokaslr panic=-1", BOOT_INITRD_BYTES_ARM64, RAM_MAX },
	[ARCH_ARM] = { "console=ttyAMA0 norandmaps panic=-1", BOOT_INITRD_BYTES_ARM, 3ull << 30 },
	[ARCH_ARM_LPAE] = { "console=ttyAMA0 norandmaps panic=-1", BOOT_INITRD_BYTES_ARM_LPAE, 16ull << 30 },
};

static struct machine_description *machine(void *scenario)
{
	return &((struct scenario *)scenario)->machine;
}

static int read_arch(struct reader *r, const cJSON *item, void *into)
{
	const char *names[NR_ARCHES];
	u64 i;

	for (u32 arch = 0; arch < NR_ARCHES; arch++)
		names[arch] = geometries[arch].name;
	if (read_choice(r, item, names, NR_ARCHES, &i))
		return -1;
	machine(into)->arch = (enum machine_arch)i;
	return 0;
}

/*
 * The rest of a tree may be left off where it is only the room that a boot loader keeps free: zeroes
 * behind all of its parts.
 */
static u64 whole_tree(const u8 *blob, u64 bytes)
{
	u64 total = bytes >= FDT_HEADER_BYTES ? fdt32_at(blob + 4) : 0;
	u64 structure = total ? (u64)fdt32_at(blob + 8) + fdt32_at(blob + 36) : 0;
	u64 strings = total ? (u64)fdt32_at(blob + 12) + fdt32_at(blob + 32) : 0;

	if (total > MAX_FDT_SIZE || structure > bytes || strings > bytes)
		return bytes;
	return max_t(u64, total, bytes);
}

/* A name instead of the tree itself: whoever reads the file brings such a tree along. */
static bool is_file_name(const char *text, size_t length)
{
	return length > 4 && !strcmp(text + length - 4, ".dtb");
}

static int read_dtb(struct reader *r, const cJSON *item, void *into)
{
	struct machine_description *d = machine(into);
	const char *text;
	size_t length;
	s64 bytes;

	if (read_string(r, item, DTB_TEXT_MAX, &text))
		return -1;
	length = strlen(text);
	if (is_file_name(text, length))
		return READ_FAIL(r, item, "the device tree \"%s\" does not lie beside the scenario",
				 "场景文件旁没有设备树 \"%s\"", clip(text).text);
	d->dtb = calloc(1, MAX_FDT_SIZE + 8);
	bytes = d->dtb ? base64_decode(text, length, d->dtb) : -1;
	if (bytes < 0)
		return READ_FAIL(r, item, "the device tree is not in base64", "设备树不是 base64");
	d->dtb_bytes = whole_tree(d->dtb, (u64)bytes);
	d->dtb_place = json_place_of(r->doc, item);
	return 0;
}

static int read_ram(struct reader *r, const cJSON *item, void *into)
{
	machine(into)->given_ram = true;
	return read_u64(r, item, RAM_MIN, RAM_MAX, &machine(into)->ram_bytes);
}

struct e820_context {
	u64 start, end, type;
};

static int read_e820_start(struct reader *r, const cJSON *item, void *into)
{
	return read_u64(r, item, 0, PHYSICAL_MAX, &((struct e820_context *)into)->start);
}

static int read_e820_end(struct reader *r, const cJSON *item, void *into)
{
	return read_u64(r, item, 0, PHYSICAL_MAX, &((struct e820_context *)into)->end);
}

static int read_e820_type(struct reader *r, const cJSON *item, void *into)
{
	static const char *const types[] = {
		"usable", "reserved", "ACPI data", "ACPI NVS", "unusable",
	};
	struct e820_context *c = into;

	if (read_choice(r, item, types, ARRAY_SIZE(types), &c->type))
		return -1;
	c->type += E820_TYPE_RAM;
	return 0;
}

static int add_e820(struct reader *r, const cJSON *item, struct machine_description *d)
{
	static const struct key_type keys[] = {
		{ "start", read_e820_start, true }, { "end", read_e820_end, true },
		{ "type", read_e820_type, true },
	};
	struct e820_context c = { 0 };

	if (read_object(r, item, keys, ARRAY_SIZE(keys), &c))
		return -1;
	if (c.end < c.start)
		return READ_FAIL(r, item, "the range ends (0x%llx, inclusive) before it begins (0x%llx)",
				 "区间的终点（0x%llx，含）在起点（0x%llx）之前",
				 (unsigned long long)c.end, (unsigned long long)c.start);
	d->boot.e820_table[d->boot.e820_entries++] = (struct boot_e820_entry){
		.addr = c.start, .size = c.end + 1 - c.start, .type = (u32)c.type,
	};
	if (c.type == E820_TYPE_RAM)
		d->ram_bytes += c.end + 1 - c.start;
	return 0;
}

/* "end" is inclusive, as the kernel's log prints it. */
static int read_e820(struct reader *r, const cJSON *item, void *into)
{
	struct machine_description *d = machine(into);
	const cJSON *entry;

	d->given_e820 = true;
	if (want_array(r, item, E820_MAX_ENTRIES))
		return -1;
	cJSON_ArrayForEach(entry, item) {
		u32 before = path_enter_index(r, d->boot.e820_entries);

		if (add_e820(r, entry, d))
			return -1;
		path_leave(r, before);
	}
	return 0;
}

static int read_android(struct reader *r, const cJSON *item, void *into)
{
	if (!cJSON_IsBool(item))
		return READ_FAIL(r, item, "true or false expected", "此处应为 true 或 false");
	machine(into)->android = cJSON_IsTrue(item);
	return 0;
}

static int read_cpus(struct reader *r, const cJSON *item, void *into)
{
	u64 cpus;

	if (read_u64(r, item, 1, CPUS_MAX, &cpus))
		return -1;
	machine(into)->nr_cpus = (u32)cpus;
	return 0;
}

static int read_cmdline(struct reader *r, const cJSON *item, void *into)
{
	const char *line;

	if (read_string(r, item, COMMAND_LINE_SIZE - 1, &line))
		return -1;
	machine(into)->cmdline = line;
	return 0;
}

/* Named, the allocator starts with the kernel; else the first who wants an object starts it. */
static int read_slab(struct reader *r, const cJSON *item, void *into)
{
	static const char *const choices[] = { "slab", "slub", "slob" };
	u64 i;

	if (read_choice(r, item, choices, ARRAY_SIZE(choices), &i))
		return -1;
	machine(into)->slab = (enum slab_choice)i;
	machine(into)->start_slab = true;
	return 0;
}

static int read_sysctl(struct reader *r, const cJSON *item, void *into)
{
	struct sysctl_values *values;
	u32 which = 0;

	while (strcmp(sysctl_names[which], item->string))
		which++;
	values = &machine(into)->sysctl[which];
	if (read_sysctl_values(r, item, values))
		return -1;
	return check_sysctl_numbers(r, item, which, values);
}

static int read_sysctls(struct reader *r, const cJSON *item, void *into)
{
	struct key_type keys[NR_SYSCTLS];

	for (u32 i = 0; i < NR_SYSCTLS; i++)
		keys[i] = (struct key_type){ sysctl_names[i], read_sysctl, false };
	return read_object(r, item, keys, NR_SYSCTLS, into);
}

static int read_initrd(struct reader *r, const cJSON *item, void *into)
{
	struct machine_description *d = machine(into);

	d->given_initrd = true;
	return read_u64(r, item, 0, 64 << 20, &d->initrd_bytes);
}

/* Is [start, end) usable RAM in one piece? */
static bool ram_at(const struct boot_params *p, u64 start, u64 end)
{
	for (u32 i = 0; i < p->e820_entries; i++) {
		const struct boot_e820_entry *e = &p->e820_table[i];

		if (e->type == E820_TYPE_RAM && e->addr <= start && e->addr + e->size >= end)
			return start <= end;
	}
	return false;
}

static int no_room_for_kernel(struct reader *r, const cJSON *item, const struct boot_params *p)
{
	return READ_FAIL(r, item, "no usable range of the map holds 0x%llx to 0x%llx, where the kernel goes",
			 "内存图中没有可用区间能容纳 0x%llx 到 0x%llx，内核要放在那里",
			 (unsigned long long)p->text, (unsigned long long)p->kernel_end);
}

/* The boot loader puts kernel and initrd where RAM is, or gives up. */
static int load_kernel(struct reader *r, const cJSON *item, struct machine_description *d)
{
	struct boot_params *p = &d->boot;

	if (d->arch == ARCH_I386)
		boot_params_image_i386(p);
	else
		boot_params_image(p);
	boot_params_place_initrd(p, d->initrd_bytes);
	if (!ram_at(p, p->text, p->kernel_end))
		return no_room_for_kernel(r, item, p);
	if (!ram_at(p, p->initrd_start, p->initrd_end) || p->initrd_start < p->kernel_end)
		return READ_FAIL(r, item, "the initrd (0x%llx bytes) does not fit into the highest RAM below 4 GiB",
				 "initrd（0x%llx 字节）放不进 4 GiB 以下最高处的内存",
				 (unsigned long long)d->initrd_bytes);
	return 0;
}

static int ram_error(struct reader *r, const cJSON *item, const struct machine_description *d)
{
	return READ_FAIL(r, item, "usable RAM is 0x%llx bytes; whole pages from 32M to %lluG can be simulated (%s)",
			 "可用内存为 0x%llx 字节；可模拟 32M 到 %lluG 的整页内存（%s）",
			 (unsigned long long)d->ram_bytes, (unsigned long long)defaults[d->arch].ram_max >> 30,
			 geometries[d->arch].name);
}

/* The map that SeaBIOS hands over, given or made for so much RAM. */
static int complete_pc(struct reader *r, const cJSON *item, struct machine_description *d)
{
	u64 least = d->given_ram ? RAM_MIN : RAM_MIN - (1 << 20);

	if (d->dtb)
		return READ_FAIL(r, item, "%s has no device tree: its firmware has an e820 map",
				 "%s 没有设备树：其固件给出 e820 内存图", geometries[d->arch].name);
	if (d->given_ram == d->given_e820)
		return READ_FAIL(r, item, "give either \"ram\" or \"e820\"",
				 "\"ram\" 和 \"e820\" 必须且只能给一个");
	if (d->ram_bytes < least || d->ram_bytes > defaults[d->arch].ram_max)
		return ram_error(r, item, d);
	if (d->given_ram && boot_params_for(&d->boot, d->arch, d->ram_bytes))
		return ram_error(r, item, d);
	snprintf(d->boot.cmdline, sizeof(d->boot.cmdline), "%s", d->cmdline);
	return load_kernel(r, item, d);
}

static int dtb_error(struct reader *r, const cJSON *item, const struct machine_description *d,
		     const struct fdt_error *e)
{
	return pw_fail(r->error, r->kind, d->dtb_place.line ? d->dtb_place : json_place_of(r->doc, item),
		       "machine.dtb", "device tree, byte %u, node %s: %s%.0s",
		       "设备树第 %u 字节，节点 %s：%.0s%s", e->offset, e->path, e->en, e->zh);
}

/* The tree's own words for what other machines get by keys of the scenario */
static int check_tree_keys(struct reader *r, const cJSON *item, const struct machine_description *d)
{
	if (d->given_e820)
		return READ_FAIL(r, item, "a machine with a device tree has no e820 map",
				 "有设备树的机器没有 e820 内存图");
	if (d->given_initrd)
		return READ_FAIL(r, item,
				 "the device tree's /chosen says where the initrd is: leave \"initrd\" out",
				 "initrd 由设备树的 /chosen 给出，不要再写 \"initrd\"");
	if (d->given_cmdline && d->boot.cmdline[0])
		return READ_FAIL(r, item,
				 "the device tree's /chosen has the command line: leave \"cmdline\" out",
				 "命令行由设备树的 /chosen 给出，不要再写 \"cmdline\"");
	return 0;
}

/* Boards' trees leave the size of RAM to the boot loader: it comes from "ram" then. */
static int fill_in_ram(struct reader *r, const cJSON *item, struct machine_description *d)
{
	switch (fdt_set_ram(d->dtb, d->dtb_bytes, d->ram_bytes)) {
	case 0:
		return 0;
	case -PW_EEXIST:
		return READ_FAIL(r, item, "the device tree's /memory says where RAM is: leave \"ram\" out",
				 "内存由设备树的 /memory 给出，不要再写 \"ram\"");
	default:
		return READ_FAIL(r, item,
				 "the device tree has no /memory node that \"ram\" could be filled into",
				 "设备树没有可以填入 \"ram\" 的 /memory 节点");
	}
}

static int load_kernel_dtb(struct reader *r, const cJSON *item, struct machine_description *d)
{
	struct boot_params *p = &d->boot;
	struct fdt_error error;
	struct dt_ram ram;
	struct fdt fdt;

	if (boot_params_dtb(p, d->arch, d->dtb, d->dtb_bytes, &error) ||
	    fdt_check(&fdt, d->dtb, d->dtb_bytes, &error))
		return dtb_error(r, item, d, &error);
	fdt_ram(&fdt, &ram);
	if (!ram.size)
		return READ_FAIL(r, item, "no /memory node of the device tree says how much RAM there is: "
				 "give \"ram\"",
				 "设备树的 /memory 没有说明内存的大小：请写 \"ram\"");
	if (p->text < ram.base || p->kernel_end > ram.base + ram.size)
		return no_room_for_kernel(r, item, p);
	if (!p->cmdline[0])
		snprintf(p->cmdline, sizeof(p->cmdline), "%s", d->cmdline);
	d->ram_bytes = ram.total;
	return 0;
}

static int given_tree(struct reader *r, const cJSON *item, struct machine_description *d)
{
	struct fdt_error error;

	if (boot_params_dtb(&d->boot, d->arch, d->dtb, d->dtb_bytes, &error))
		return dtb_error(r, item, d, &error);
	if (check_tree_keys(r, item, d) || (d->given_ram && fill_in_ram(r, item, d)))
		return -1;
	return load_kernel_dtb(r, item, d);
}

/* The tree that QEMU's machine "virt" hands over, or the scenario's own. */
static int complete_tree(struct reader *r, const cJSON *item, struct machine_description *d)
{
	u32 bytes;

	if (d->dtb)
		return given_tree(r, item, d);
	if (d->given_e820)
		return READ_FAIL(r, item, "%s has no e820 map: its firmware has a device tree",
				 "%s 没有 e820 内存图：其固件给出设备树", geometries[d->arch].name);
	if (!d->given_ram)
		return READ_FAIL(r, item, "give either \"ram\" or \"dtb\"", "\"ram\" 和 \"dtb\" 必须且只能给一个");
	if (d->ram_bytes < RAM_MIN || d->ram_bytes > defaults[d->arch].ram_max || d->ram_bytes % PAGE_SIZE)
		return ram_error(r, item, d);
	if (d->initrd_bytes > d->ram_bytes / 4)
		return READ_FAIL(r, item, "the initrd (0x%llx bytes) takes more than a quarter of RAM",
				 "initrd（0x%llx 字节）超过内存的四分之一",
				 (unsigned long long)d->initrd_bytes);
	d->dtb = virt_dtb(d->arch, d->ram_bytes, d->initrd_bytes, d->cmdline, &bytes);
	if (!d->dtb)
		return READ_FAIL(r, item, "not enough memory", "内存不足");
	d->dtb_bytes = bytes;
	return load_kernel_dtb(r, item, d);
}

/* Only a tree can say which machine it is for. */
static int find_arch(struct reader *r, const cJSON *item, struct machine_description *d)
{
	struct fdt_error error;
	struct fdt fdt;

	if (d->arch < NR_ARCHES)
		return 0;
	if (!d->dtb)
		return READ_FAIL(r, item, "the key \"%s\" is missing", "缺少键 \"%s\"", "arch");
	if (fdt_check(&fdt, d->dtb, d->dtb_bytes, &error))
		return dtb_error(r, item, d, &error);
	d->arch = fdt_arch(&fdt);
	if (d->arch < NR_ARCHES)
		return 0;
	return READ_FAIL(r, item, "the device tree does not say which cpus it has: give \"arch\"",
			 "设备树没有说明 cpu 的种类：请写 \"arch\"");
}

static int complete(struct reader *r, const cJSON *item, struct machine_description *d)
{
	if (find_arch(r, item, d))
		return -1;
	d->given_cmdline = d->cmdline;
	if (!d->cmdline)
		d->cmdline = defaults[d->arch].cmdline;
	if (!d->given_initrd)
		d->initrd_bytes = defaults[d->arch].initrd_bytes;
	if (d->arch >= ARCH_ARM64 ? complete_tree(r, item, d) : complete_pc(r, item, d))
		return -1;
	d->boot.start_slab = d->start_slab;
	d->boot.android = d->android;
	return 0;
}

int read_machine(struct reader *r, const cJSON *item, void *scenario)
{
	static const struct key_type keys[] = {
		{ "arch", read_arch, false }, { "ram", read_ram, false }, { "e820", read_e820, false },
		{ "dtb", read_dtb, false }, { "cpus", read_cpus, false },
		{ "cmdline", read_cmdline, false }, { "initrd", read_initrd, false },
		{ "slab", read_slab, false },
		{ "sysctls", read_sysctls, false }, { "android", read_android, false },
	};
	struct machine_description *d = machine(scenario);

	d->arch = NR_ARCHES;
	d->nr_cpus = 1;
	d->place = json_place_of(r->doc, item);
	if (read_object(r, item, keys, ARRAY_SIZE(keys), scenario))
		return -1;
	return complete(r, item, d);
}
