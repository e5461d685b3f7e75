/* The scenario's "machine": architecture, memory map, cpus, command line, sysctls. */
#include <stdio.h>
#include <string.h>

#include "scenario/scenario.h"

#define RAM_MIN (32ull << 20)
#define RAM_MAX (64ull << 30)
#define PHYSICAL_MAX (1ull << 46)
#define DEFAULT_CMDLINE "console=ttyS0 norandmaps nokaslr panic=-1"

static struct machine_description *machine(void *scenario)
{
	return &((struct scenario *)scenario)->machine;
}

static int read_arch(struct reader *r, const cJSON *item, void *into)
{
	static const char *const arches[] = { "x86_64" };
	u64 i;

	if (read_choice(r, item, arches, ARRAY_SIZE(arches), &i))
		return -1;
	machine(into)->arch = arches[i];
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
	strcpy(machine(into)->boot.cmdline, line);
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

/* The boot loader puts kernel and initrd where RAM is, or gives up. */
static int load_kernel(struct reader *r, const cJSON *item, struct machine_description *d)
{
	struct boot_params *p = &d->boot;

	boot_params_image(p);
	boot_params_place_initrd(p, d->initrd_bytes);
	if (!ram_at(p, p->text, p->kernel_end))
		return READ_FAIL(r, item, "no usable range of the map holds 0x%llx to 0x%llx, where the kernel goes",
				 "内存图中没有可用区间能容纳 0x%llx 到 0x%llx，内核要放在那里",
				 (unsigned long long)p->text, (unsigned long long)p->kernel_end);
	if (!ram_at(p, p->initrd_start, p->initrd_end) || p->initrd_start < p->kernel_end)
		return READ_FAIL(r, item, "the initrd (0x%llx bytes) does not fit into the highest RAM below 4 GiB",
				 "initrd（0x%llx 字节）放不进 4 GiB 以下最高处的内存",
				 (unsigned long long)d->initrd_bytes);
	return 0;
}

static int ram_error(struct reader *r, const cJSON *item, u64 bytes)
{
	return READ_FAIL(r, item, "usable RAM is 0x%llx bytes; whole pages from 32M to 64G can be simulated",
			 "可用内存为 0x%llx 字节；可模拟 32M 到 64G 的整页内存", (unsigned long long)bytes);
}

/* The kernel image's place, and for `ram` the map of a SeaBIOS machine of that size. */
static int complete(struct reader *r, const cJSON *item, struct machine_description *d)
{
	char cmdline[COMMAND_LINE_SIZE];

	if (d->given_ram == d->given_e820)
		return READ_FAIL(r, item, "give either \"ram\" or \"e820\"",
				 "\"ram\" 和 \"e820\" 必须且只能给一个");
	if (d->ram_bytes < (d->given_ram ? RAM_MIN : RAM_MIN - (1 << 20)) || d->ram_bytes > RAM_MAX)
		return ram_error(r, item, d->ram_bytes);
	strcpy(cmdline, d->boot.cmdline);
	if (d->given_ram && boot_params_default(&d->boot, d->ram_bytes))
		return ram_error(r, item, d->ram_bytes);
	strcpy(d->boot.cmdline, cmdline);
	return load_kernel(r, item, d);
}

int read_machine(struct reader *r, const cJSON *item, void *scenario)
{
	static const struct key_type keys[] = {
		{ "arch", read_arch, true }, { "ram", read_ram, false }, { "e820", read_e820, false },
		{ "cpus", read_cpus, false }, { "cmdline", read_cmdline, false },
		{ "initrd", read_initrd, false }, { "sysctls", read_sysctls, false },
	};
	struct machine_description *d = machine(scenario);

	d->nr_cpus = 1;
	d->initrd_bytes = BOOT_INITRD_BYTES;
	strcpy(d->boot.cmdline, DEFAULT_CMDLINE);
	d->place = json_place_of(r->doc, item);
	if (read_object(r, item, keys, ARRAY_SIZE(keys), scenario))
		return -1;
	return complete(r, item, d);
}
