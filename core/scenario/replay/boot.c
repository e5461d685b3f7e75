/*
 * Recordings of a boot: from the same firmware map and command line, every memblock call in order,
 * the zones, and the free lists in the first moment when the buddy allocator holds memory.
 *
 * The boot is one slice of a history, so that each answer is compared at its own step.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "drivers/of/fdt.h"
#include "lib/base64.h"
#include "scenario/replay/boot.h"

#define HISTORY_BYTES (256ull << 20)

static u32 rec_e820_type(struct replay *r, const cJSON *entry)
{
	static const struct {
		const char *name;
		u32 type;
	} types[] = {
		{ "usable", E820_TYPE_RAM }, { "reserved", E820_TYPE_RESERVED },
		{ "ACPI data", E820_TYPE_ACPI }, { "ACPI NVS", E820_TYPE_NVS },
		{ "unusable", E820_TYPE_UNUSABLE },
	};
	const char *name = rec_string(r, entry, "type");

	for (u32 i = 0; i < ARRAY_SIZE(types); i++)
		if (strcmp(types[i].name, name) == 0)
			return types[i].type;
	refuse_item(r, optional(entry, "type"), "no type of memory is called \"%s\"",
		    "没有叫“%s”的内存类型", clip(name).text);
	return E820_TYPE_RESERVED;
}

static void rec_e820(struct replay *r, const cJSON *root, struct boot_params *p)
{
	const cJSON *entry;

	cJSON_ArrayForEach(entry, rec_array(r, root, "e820")) {
		u64 start = rec_u64(r, entry, "start"), end = rec_u64(r, entry, "end");

		if (!r->failed && (end < start || end == ~0ull ||
				   p->e820_entries == E820_MAX_ENTRIES))
			refuse_item(r, entry, "the range ends before it begins, or is one too many",
				    "区段的结尾在开头之前，或区段过多");
		if (r->failed)
			return;
		p->e820_table[p->e820_entries++] = (struct boot_e820_entry){
			start, end + 1 - start, rec_e820_type(r, entry),
		};
	}
}

/* A number in the kernel's log: the line that begins like this, from the word on. */
static const char *log_line(const cJSON *root, const char *begin)
{
	const cJSON *line;

	cJSON_ArrayForEach(line, optional(root, "log_lines"))
		if (cJSON_IsString(line) && strncmp(line->valuestring, begin, strlen(begin)) == 0)
			return line->valuestring;
	return NULL;
}

/* Where the boot loader put the initrd; if the log does not say, where QEMU's does. */
static void rec_initrd(const cJSON *root, struct boot_params *p)
{
	const char *line = log_line(root, "RAMDISK: [mem ");
	unsigned long long start, end;

	if (line && sscanf(line, "RAMDISK: [mem %llx-%llx]", &start, &end) == 2 && start < end) {
		p->initrd_start = start;
		p->initrd_end = end + 1;
		return;
	}
	boot_params_place_initrd(p, BOOT_INITRD_BYTES);
}

static u32 rec_cpus(const cJSON *root)
{
	const char *line = log_line(root, "setup_percpu: ");
	const char *ids = line ? strstr(line, "nr_cpu_ids:") : NULL;
	u32 cpus = ids ? (u32)strtoul(ids + strlen("nr_cpu_ids:"), NULL, 10) : 1;

	return cpus && cpus <= RECORDING_MAX_CPUS ? cpus : 1;
}

/* A machine that is described by a device tree carries it in the recording: `dtb`, in base64. */
u8 *rec_dtb(struct replay *r, const cJSON *root, struct boot_params *p)
{
	const cJSON *item = optional(root, "dtb");
	const char *text = rec_string(r, root, "dtb");
	size_t length = strlen(text);
	u8 *blob = r->failed ? NULL : malloc(length + 1);
	s64 bytes = blob ? base64_decode(text, length, blob) : -1;
	struct fdt_error error;

	if (bytes < 0) {
		refuse_item(r, item, "the device tree is not in base64", "设备树不是 base64");
	} else if (boot_params_dtb(p, r->arch, blob, (u64)bytes, &error)) {
		refuse_item(r, item, "device tree, byte %u, node %s: %s", "设备树第 %u 字节，节点 %s：%s",
			    error.offset, error.path, r->lang ? error.zh : error.en);
	}
	return blob;
}

bool rec_boot_params(struct replay *r, const cJSON *root, struct boot_params *p, u8 **dtb)
{
	const char *cmdline = rec_string(r, root, "cmdline");

	memset(p, 0, sizeof(*p));
	if (strlen(cmdline) >= sizeof(p->cmdline))
		refuse_item(r, optional(root, "cmdline"), "a command line of more than %zu bytes",
			    "命令行超过 %zu 字节", sizeof(p->cmdline) - 1);
	if (r->failed)
		return false;
	if (r->arch >= ARCH_ARM64) {
		*dtb = rec_dtb(r, root, p);
		return !r->failed;
	}
	strcpy(p->cmdline, cmdline);
	if (r->arch == ARCH_I386)
		boot_params_image_i386(p);
	else
		boot_params_image(p);
	rec_e820(r, root, p);
	rec_initrd(root, p);
	return !r->failed;
}

static void run_boot(void *context, struct machine *m, u32 op, u32 iteration)
{
	struct boot_replay *b = context;

	b->ret = start_kernel(m, &b->params);
}

static void predict_early(struct boot_replay *b)
{
	const struct recording *rec = history_record(b->h, history_steps(b->h));

	predict_e820_changes(b, rec);
	predict_memblock_calls(b, rec);
	predict_initial_buddy(b, rec);
	history_seek(b->h, history_steps(b->h));
}

/* Is anything recorded of the boot itself, or only how it ended? */
static bool watches_boot(const cJSON *root)
{
	const cJSON *calls = optional(root, "memblock_calls");

	return (calls && calls->child) || optional(root, "initial_buddy");
}

static void boot(struct boot_replay *b)
{
	if (!watches_boot(b->root)) {
		run_boot(b, b->m, 0, 0);
		return;
	}
	b->h = history_create(b->m, HISTORY_BYTES, run_boot, b);
	if (!b->h || history_run(b->h, 0, 0))
		b->ret = -PW_ENOMEM;
}

void replay_boot(struct replay *r, const void *text, size_t bytes)
{
	struct boot_replay b = { .r = r, .root = rec_document(r, text, bytes) };

	if (!b.root || !modelled_machine(r, b.root) ||
	    !rec_boot_params(r, b.root, &b.params, &b.dtb)) {
		free(b.dtb);
		return;
	}
	b.m = replay_machine(r, boot_max_pfn(&b.params), rec_cpus(b.root));
	if (!b.m) {
		free(b.dtb);
		return;
	}
	boot(&b);
	if (b.ret || b.m->limit_hit)
		refuse_item(r, b.root, "this machine does not boot (error %d)",
			    "这台机器无法引导（错误 %d）", -b.ret);
	else if (b.h)
		predict_early(&b);
	if (!r->failed)
		predict_booted(&b);
	history_destroy(b.h);
	machine_destroy(b.m);
	free(b.dtb);
}
