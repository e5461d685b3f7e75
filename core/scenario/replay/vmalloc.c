/*
 * Recordings of the kernel's own address space: JSON lines, the areas as they stood and then each
 * call with the address that it got; or /proc/vmallocinfo before, after and at the end of them.
 *
 * A module asked, so the pages came from a running machine: their frames are not held against the
 * model's, only where they may lie (HighMem).  The machine is booted with the recorded RAM.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fs/proc/proc.h"
#include "lib/list.h"
#include "mm/vmalloc.h"
#include "scenario/replay/boot.h"

#define DEVICE_PA 0xe0000000ull		/* what the recording module remapped */
#define VMAP_ORDER 8u			/* frames for vmap: as many as it ever mapped */
#define IDS_MAX 65536u

struct vmalloc_replay {
	struct replay *r;
	struct machine *m;
	pfn_t block;
	u64 *addrs;		/* by id */
	u32 *live, nr_live;	/* ids, as the recording module kept them: the last fills a gap */
	u64 ram;
	u8 *dtb;
	struct boot_params params;
	bool started;		/* the recorded areas are in place */
	u32 number;		/* ops so far */
};

static u64 ram_of_command_line(struct replay *r, const cJSON *root)
{
	const char *cmdline = rec_string(r, root, "cmdline"), *m = strstr(cmdline, "-m ");
	u64 bytes = m ? rec_ram_bytes(m + 3) : 0;

	if (!bytes)
		refuse_item(r, optional(root, "cmdline"), "\"%s\" does not say how much RAM there was",
			    "“%s”没有说明内存大小", clip(cmdline).text);
	return bytes;
}

/* The first line does not name the machine, but the addresses of the second do. */
static void find_arch(struct vmalloc_replay *v, const cJSON *global)
{
	struct replay *r = v->r;
	u64 end = rec_u64(r, global, "VMALLOC_END");

	if (v->dtb)
		return;
	for (u32 arch = 0; arch < NR_ARCHES; arch++) {
		if (geometries[arch].vmalloc_end == end) {
			r->arch = (enum machine_arch)arch;
			if (r->arch >= ARCH_ARM64)
				break;
			if (boot_params_for(&v->params, r->arch, v->ram))
				break;
			return;
		}
	}
	refuse_item(r, global, "no machine with this VMALLOC_END can be booted from the recording alone",
		    "仅凭这份记录，无法引导有此 VMALLOC_END 的机器");
}

static void start_machine(struct vmalloc_replay *v, const cJSON *global)
{
	struct replay *r = v->r;

	find_arch(v, global);
	v->m = replay_machine(r, boot_max_pfn(&v->params), 1);
	if (v->m && start_kernel(v->m, &v->params))
		refuse_item(r, global, "this machine does not boot", "这台机器无法引导");
	if (r->failed)
		return;
	predict(r, (s64)vmalloc_start(v->m), (s64)rec_u64(r, global, "VMALLOC_START"), "VMALLOC_START");
	predict(r, (s64)vmalloc_end(v->m), (s64)rec_u64(r, global, "VMALLOC_END"), "VMALLOC_END");
	v->block = alloc_pages(v->m, GFP_KERNEL, VMAP_ORDER);
}

static u32 area_starting_at(const struct machine *m, u64 start)
{
	u32 va = find_vmap_area(m, start);

	return va && vmap_area_at(m, va)->va_start == start ? va : 0;
}

static void import_areas(struct vmalloc_replay *v, const cJSON *record)
{
	struct replay *r = v->r;
	struct machine *m = v->m;
	const cJSON *cache = optional(record, "free_vmap_cache"), *area;
	const struct vmap_state *state = vmap_state(m);
	u64 after = 0;

	cJSON_ArrayForEach(area, rec_array(r, record, "list")) {
		u64 start = rec_u64(r, rec_item(r, area, 0), NULL);
		u64 end = rec_u64(r, rec_item(r, area, 1), NULL);
		u32 flags = rec_u32(r, rec_item(r, area, 2), NULL, VM_LAZY_FREE | VM_VM_AREA);

		if (!r->failed && (start < after || end <= start || (start | end) & ~PAGE_MASK))
			refuse_item(r, area, "this area lies before the one above it, or is no whole pages",
				    "这个区域在上一个之前，或不是整页");
		if (r->failed || !import_vmap_area(m, start, end, flags))
			return;
		after = end;
	}
	set(m, state, cached_hole_size, rec_u64(r, record, "cached_hole_size"));
	set(m, state, cached_vstart, rec_u64(r, record, "cached_vstart"));
	set(m, state, cached_align, rec_u64(r, record, "cached_align"));
	set(m, state, vmap_lazy_nr, rec_u32(r, record, "lazy_nr", ~0u));
	if (cache) {
		u32 va = area_starting_at(m, rec_u64(r, cache, NULL));

		set(m, state, free_vmap_cache, va ? ref_of(m, &vmap_area_at(m, va)->rb_node) : 0);
	}
	v->started = true;
}

static u64 cached_address(const struct machine *m)
{
	ref_t cache = vmap_state(m)->free_vmap_cache;

	return cache ? container_of_ref(m, cache, vmap_area, rb_node)->va_start : 0;
}

static void predict_areas(struct vmalloc_replay *v, const cJSON *record)
{
	struct replay *r = v->r;
	const struct machine *m = v->m;
	const struct vmap_state *state = vmap_state(m);
	const char *when = rec_string(r, record, "when");
	const cJSON *list = rec_array(r, record, "list"), *area, *cache;
	u32 nr = 0;

	cJSON_ArrayForEach(area, list) {
		u64 start = rec_u64(r, rec_item(r, area, 0), NULL);
		u32 va = area_starting_at(m, start);

		predict(r, va ? (s64)vmap_area_at(m, va)->va_end : 0,
			(s64)rec_u64(r, rec_item(r, area, 1), NULL), "%s: end of area 0x%llx", when,
			(unsigned long long)start);
		predict(r, vmap_area_at(m, va)->flags, rec_s64(r, rec_item(r, area, 2), NULL),
			"%s: flags of area 0x%llx", when, (unsigned long long)start);
		nr++;
	}
	predict(r, object_count(m, TABLE_vmap_area), nr, "%s: areas", when);
	cache = optional(record, "free_vmap_cache");
	predict(r, (s64)cached_address(m), cache ? (s64)rec_u64(r, cache, NULL) : 0,
		"%s: free_vmap_cache", when);
	predict(r, (s64)state->cached_hole_size, rec_s64(r, record, "cached_hole_size"),
		"%s: cached_hole_size", when);
	predict(r, (s64)state->cached_vstart, rec_s64(r, record, "cached_vstart"), "%s: cached_vstart",
		when);
	predict(r, (s64)state->cached_align, rec_s64(r, record, "cached_align"), "%s: cached_align", when);
	predict(r, state->vmap_lazy_nr, rec_s64(r, record, "lazy_nr"), "%s: lazy_nr", when);
}

/* Frames of the area that lie in HighMem. */
static u32 highmem_pages(const struct machine *m, const struct vm_struct *vm)
{
	u32 pages = 0;

	for (u32 i = 0; i < vm->nr_pages; i++)
		pages += is_highmem(m, page_zone(m, pfn_to_page(m, vm_struct_page(m, vm, i))));
	return pages;
}

struct vmalloc_op {
	const char *name;
	u64 bytes, addr;
	pfn_t block;
};

static u64 run_op(struct machine *m, const struct vmalloc_op *op)
{
	const char *name = op->name;

	if (!strcmp(name, "vmalloc"))
		return vmalloc(m, op->bytes, VM_CALLER_NONE);
	if (!strcmp(name, "vzalloc"))
		return vzalloc(m, op->bytes, VM_CALLER_NONE);
	if (!strcmp(name, "vmap"))
		return vmap(m, op->block, (u32)PFN_UP(op->bytes), VM_CALLER_NONE);
	if (!strcmp(name, "ioremap"))
		return ioremap_nocache(m, DEVICE_PA, op->bytes, VM_CALLER_NONE);
	if (!strcmp(name, "vfree"))
		vfree(m, op->addr);
	else if (!strcmp(name, "vunmap"))
		vunmap(m, op->addr);
	else if (!strcmp(name, "iounmap"))
		iounmap(m, op->addr);
	else
		vm_unmap_aliases(m);
	return 0;
}

static void predict_new_area(struct vmalloc_replay *v, const cJSON *record, u64 addr)
{
	struct replay *r = v->r;
	struct machine *m = v->m;
	const struct vm_struct *vm = vm_struct_at(m, vmap_area_at(m, find_vmap_area(m, addr))->vm);
	u32 n = v->number;

	predict(r, (s64)addr, (s64)rec_u64(r, record, "addr"), "op %u: addr", n);
	predict(r, (s64)vm->size, rec_s64(r, record, "area_size"), "op %u: area_size", n);
	predict(r, vm->nr_pages, rec_s64(r, record, "nr_pages"), "op %u: nr_pages", n);
	predict(r, vm->flags, rec_s64(r, record, "flags"), "op %u: flags", n);
	if (optional(record, "highmem_pages") && vm->flags & VM_ALLOC)
		predict(r, highmem_pages(m, vm), rec_s64(r, record, "highmem_pages"),
			"op %u: highmem_pages", n);
	if (optional(record, "pages_array_in_vmalloc"))
		predict(r, is_vmalloc_addr(m, vm->pages), rec_s64(r, record, "pages_array_in_vmalloc"),
			"op %u: pages_array_in_vmalloc", n);
}

/* Every call but vm_unmap_aliases() has a name for its area. */
static bool known_op(struct replay *r, const cJSON *record, const char *name, bool *makes)
{
	static const char *const made[] = { "vmalloc", "vzalloc", "vmap", "ioremap" };
	static const char *const gone[] = { "vfree", "vunmap", "iounmap", "purge" };

	for (u32 i = 0; i < ARRAY_SIZE(made); i++) {
		*makes = !strcmp(name, made[i]);
		if (*makes || !strcmp(name, gone[i]))
			return true;
	}
	refuse_item(r, record, "no call \"%s\" is known here", "这里没有“%s”这种调用", clip(name).text);
	return false;
}

/* The module freed all that it held before it was unloaded, from the end of its table on. */
static void free_everything(struct vmalloc_replay *v)
{
	while (v->nr_live) {
		u64 addr = v->addrs[v->live[--v->nr_live]];
		u32 flags = vm_struct_at(v->m, vmap_area_at(v->m, find_vmap_area(v->m, addr))->vm)->flags;

		if (flags & VM_ALLOC)
			vfree(v->m, addr);
		else if (flags & VM_MAP)
			vunmap(v->m, addr);
		else
			iounmap(v->m, addr);
	}
}

static void keep_id(struct vmalloc_replay *v, u32 id, bool makes)
{
	u32 i = 0;

	if (makes) {
		if (v->nr_live < IDS_MAX)
			v->live[v->nr_live++] = id;
		return;
	}
	while (i < v->nr_live && v->live[i] != id)
		i++;
	if (i < v->nr_live)
		v->live[i] = v->live[--v->nr_live];
}

static void run_traced(void *context, struct machine *m, u32 op, u32 iteration)
{
	run_op(m, context);
}

static void replay_op(struct vmalloc_replay *v, const cJSON *record)
{
	struct replay *r = v->r;
	struct vmalloc_op op = { .name = rec_string(r, record, "op"), .block = v->block };
	bool makes, purge = !strcmp(op.name, "purge"), told = r->differs;
	u32 id = purge ? 0 : rec_u32(r, record, "id", IDS_MAX - 1);
	u64 addr;

	if (r->failed || !known_op(r, record, op.name, &makes))
		return;
	op.bytes = makes ? rec_u64(r, record, "bytes") : 0;
	if (makes && (!op.bytes || op.bytes > PAGE_SIZE << VMAP_ORDER << 4 ||
		      (!strcmp(op.name, "vmap") && op.bytes > PAGE_SIZE << VMAP_ORDER)))
		refuse_item(r, record, "0x%llx bytes cannot be asked for here", "这里不能申请 0x%llx 字节",
			    (unsigned long long)op.bytes);
	op.addr = v->addrs[id];
	if (r->failed)
		return;
	addr = run_op(v->m, &op);
	if (makes) {
		predict_new_area(v, record, addr);
		v->addrs[id] = addr;
	}
	if (!purge)
		keep_id(v, id, makes);
	predict(r, vmap_state(v->m)->vmap_lazy_nr, rec_s64(r, record, "lazy_nr"), "op %u: lazy_nr",
		v->number);
	if (r->differs && !told)
		tell_traced(r, v->m, run_traced, &op);
	v->number++;
}

/* The first line: who asked, on how much RAM; where there is a device tree it is here. */
static void read_parameters(struct vmalloc_replay *v, const cJSON *record)
{
	v->ram = ram_of_command_line(v->r, record);
	if (!v->r->failed && modelled_machine(v->r, record) && optional(record, "dtb"))
		v->dtb = rec_dtb(v->r, record, &v->params);
}

static void replay_record(struct replay *r, const cJSON *record, void *context)
{
	struct vmalloc_replay *v = context;

	if (!v->ram)
		read_parameters(v, record);
	else if (!v->m)
		start_machine(v, record);
	else if (strcmp(rec_string(r, record, "op"), "areas") != 0)
		replay_op(v, record);
	else if (v->started)
		predict_areas(v, record);
	else
		import_areas(v, record);
}

/* The line of /proc/vmallocinfo about the area, without its newline; empty: there is none. */
static const char *line_of(const struct proc_text *text, const char *range, char line[200])
{
	const char *at = text->text ? strstr(text->text, range) : NULL;
	size_t n = at ? strcspn(at, "\n") : 0;

	snprintf(line, 200, "%.*s", (int)min_t(size_t, n, 199), at ? at : "");
	return line;
}

static void predict_line(struct vmalloc_replay *v, const struct proc_text *text, const cJSON *entry,
			 const char *when)
{
	struct replay *r = v->r;
	const char *info = rec_string(r, entry, "info");
	char range[64], recorded[200], line[200];
	int digits = (int)geometries[r->arch].word_bytes * 2;

	if (!strncmp(info, "0x", 2))	/* the module's code has no symbol */
		info += strcspn(info, " ") + 1;
	snprintf(range, sizeof(range), "0x%0*llx-0x%0*llx %7lld", digits,
		 (unsigned long long)rec_u64(r, entry, "start"), digits,
		 (unsigned long long)rec_u64(r, entry, "end"), (long long)rec_s64(r, entry, "size"));
	snprintf(recorded, sizeof(recorded), "%s %s", range, info);
	predict_string(r, line_of(text, range, line), recorded, "%s: /proc/vmallocinfo", when);
}

/* Only what the sequence made: what else was there came and went with the recording module. */
static bool made_here(const struct vmalloc_replay *v, u64 start)
{
	for (u32 i = 0; i < IDS_MAX; i++)
		if (start && v->addrs[i] == start)
			return true;
	return false;
}

static void predict_lines(struct vmalloc_replay *v, const cJSON *info, const char *when)
{
	struct proc_text text;
	const cJSON *entry;

	if (proc_read(v->m, "vmallocinfo", &text))
		return;
	cJSON_ArrayForEach(entry, rec_array(v->r, info, when)) {
		if (made_here(v, rec_u64(v->r, entry, "start")))
			predict_line(v, &text, entry, when);
	}
	proc_text_free(&text);
}

/* The first line is what the file said; the sequence follows, and is not counted a second time. */
static void replay_info(struct vmalloc_replay *v, const char *text, size_t bytes, size_t first)
{
	struct replay *r = v->r;
	struct json_doc info = r->doc;

	memset(&r->doc, 0, sizeof(r->doc));
	r->line++;
	if (bytes > first)
		rec_lines(r, text + first, bytes - first, replay_record, v);
	if (!r->failed && !v->m)
		refuse_item(r, NULL, "the calls between are not known: their file seqN.jsonl must lie beside",
			    "不知道中间的调用：seqN.jsonl 应与它放在一起");
	r->total = r->predicted = 0;
	if (!r->failed) {
		predict_lines(v, info.root, "after");
		free_everything(v);
		predict_lines(v, info.root, "unloaded");
	}
	json_doc_free(&info);
}

void replay_vmalloc(struct replay *r, const void *text, size_t bytes)
{
	struct vmalloc_replay v = {
		.r = r, .addrs = calloc(IDS_MAX, sizeof(u64)), .live = calloc(IDS_MAX, sizeof(u32)),
	};
	size_t first = min_t(size_t, rec_first_line(text, bytes) + 1, bytes);
	const cJSON *root = v.addrs && v.live ? rec_document(r, text, first) : NULL;

	if (root && optional(root, "after"))
		replay_info(&v, text, bytes, first);
	else if (root)
		rec_lines(r, text, bytes, replay_record, &v);
	if (v.m)
		machine_destroy(v.m);
	free(v.dtb);
	free(v.addrs);
	free(v.live);
}
