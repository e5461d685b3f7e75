/*
 * The numbers of a running arm kernel: those of its image and its RAM, and where kmap() and
 * kmap_atomic() put the frames that have no address of their own.
 */
#include <string.h>

#include "arch/arm/constants.h"
#include "init/main.h"
#include "scenario/replay/constants.h"

#define PFN_OFFSET (ARM_PHYS_OFFSET >> PAGE_SHIFT)

static bool is_lpae(const struct replay *r)
{
	return r->arch == ARCH_ARM_LPAE;
}

/* Where things lay in that run, and the registers of the task that ran. */
bool arm_is_given(const struct replay *r, const char *name)
{
	static const char *const names[] = {
		"ram", "variant", "stack_of_current", "current_task_struct", "value mem_map",
		"pfn of zero page", "cp15 TTBR0", "cp15 TTBR0 64", "cp15 CONTEXTIDR",
		"cp15 TPIDRPRW", "kmap_atomic_of_pages_still_in_pkmap",
	};

	for (u32 i = 0; i < ARRAY_SIZE(names); i++)
		if (strcmp(names[i], name) == 0)
			return true;
	/* LPAE has no domains: the register holds what it held at power on */
	return is_lpae(r) && strcmp(name, "cp15 DACR") == 0;
}

static u64 ram_bytes(struct replay *r, const cJSON *root)
{
	return rec_ram_bytes(rec_string(r, root, "ram"));
}

static u64 virt(u64 pa)
{
	return pa - ARM_PHYS_OFFSET + ARM_PAGE_OFFSET;
}

/* Names of the image: its sections begin where the linker script says. */
static bool of_image(const struct replay *r, const char *name, u64 *value)
{
	struct boot_params p = { 0 };

	boot_params_image_arm(&p, is_lpae(r), 0);
	const struct {
		const char *name;
		u64 value;
	} symbols[] = {
		{ "symbol _text", ARM_PAGE_OFFSET + 0x8000 }, { "symbol _stext", virt(p.text) },
		{ "symbol _etext", virt(p.etext) }, { "symbol __init_begin", virt(p.init_begin) },
		{ "symbol __vectors_start", virt(p.init_begin) },
		{ "symbol __stubs_start", virt(p.init_begin) + 32 },
		{ "symbol __init_end", virt(p.init_end) }, { "symbol _sdata", virt(p.data) },
		{ "symbol init_thread_union", virt(p.data) }, { "symbol init_stack", virt(p.data) },
		{ "symbol _edata", virt(p.edata) }, { "symbol __bss_start", virt(p.bss) },
		{ "symbol _end", virt(p.kernel_end) }, { "phys_base_kernel", ARM_PHYS_OFFSET + 0x8000 },
		{ "init_mm.pgd (swapper_pg_dir)", virt(p.init_top_pgt) },
	};

	for (u32 i = 0; i < ARRAY_SIZE(symbols); i++)
		if (strcmp(symbols[i].name, name) == 0) {
			*value = symbols[i].value;
			return true;
		}
	return false;
}

u64 arm_direct_map(struct replay *r, const cJSON *root, u64 pfn)
{
	u64 low = min_t(u64, ram_bytes(r, root), ARM_LOWMEM_MOST);

	return pfn < PFN_DOWN(ARM_PHYS_OFFSET + low) ? virt(PFN_PHYS(pfn)) : 0;
}

/* What the amount of RAM decides: low memory ends at 768 MiB, vmalloc begins behind a hole. */
static bool of_ram(struct replay *r, const cJSON *root, const char *name, u64 *value)
{
	u64 ram = ram_bytes(r, root), low = min_t(u64, ram, ARM_LOWMEM_MOST);

	if (strcmp(name, "(ulong)high_memory") == 0)
		*value = ARM_PAGE_OFFSET + low;
	else if (strcmp(name, "VMALLOC_START") == 0)
		*value = ALIGN_DOWN(ARM_PAGE_OFFSET + low + ARM_VMALLOC_OFFSET, ARM_VMALLOC_OFFSET);
	else if (strcmp(name, "max_low_pfn") == 0)
		*value = PFN_OFFSET + (low >> PAGE_SHIFT);
	else if (strcmp(name, "max_pfn") == 0)
		*value = PFN_OFFSET + (ram >> PAGE_SHIFT);
	else if (strcmp(name, "max_mapnr") == 0)
		*value = ram >> PAGE_SHIFT;
	else
		return false;
	return true;
}

bool arm_reckoned(struct replay *r, const cJSON *root, const char *name, u64 *value)
{
	u64 offset = 0;

	if (strcmp(name, "task_pt_regs(current)") == 0) {
		arm_constant(is_lpae(r), "pt_regs_offset_from_stack_base", &offset);
		*value = rec_u64(r, root, "stack_of_current") + offset;
	} else if (strcmp(name, "value empty_zero_page (struct page *)") == 0) {
		*value = rec_u64(r, root, "value mem_map") +
			 (rec_u64(r, root, "pfn of zero page") - PFN_OFFSET) *
				 geometries[r->arch].sizeof_page;
	} else {
		return of_image(r, name, value) || of_ram(r, root, name, value);
	}
	return true;
}

static void predict_protection_map(struct replay *r, const cJSON *map)
{
	for (u32 prot = 0; prot < 16 && !r->failed; prot++)
		predict(r, (s64)arm_protection_map(is_lpae(r), prot),
			(s64)rec_u64(r, rec_item(r, map, prot), NULL), "protection_map[%u]", prot);
}

/* A frame of low memory keeps its address; others take the next slot of pkmap, and keep it. */
static void predict_kmap(struct replay *r, const cJSON *samples)
{
	const cJSON *sample;
	u64 next = 0;

	cJSON_ArrayForEach(sample, samples) {
		u64 pfn = rec_u64(r, sample, "pfn"), kmap = rec_u64(r, sample, "kmap");
		u64 high = rec_u64(r, sample, "highmem");

		if (high && next)
			predict(r, (s64)next, (s64)kmap, "kmap(0x%llx)", (unsigned long long)pfn);
		else if (!high)
			predict(r, (s64)virt(PFN_PHYS(pfn)), (s64)kmap, "kmap(0x%llx)",
				(unsigned long long)pfn);
		predict(r, (s64)kmap, (s64)rec_u64(r, sample, "kmap_again_after_kunmap"),
			"kmap(0x%llx) again", (unsigned long long)pfn);
		next = high ? kmap + PAGE_SIZE : next;
	}
}

/* Nested kmap_atomic()s of cpu 0 go down from the top of the fixmap. */
static void predict_kmap_atomic(struct replay *r, const cJSON *samples)
{
	const cJSON *sample;
	u64 depth = 0;

	cJSON_ArrayForEach(sample, samples) {
		u64 pfn = rec_u64(r, sample, "pfn");
		u64 slot = ARM_FIXADDR_TOP - PFN_PHYS(ARM_FIX_KMAP_BEGIN + depth);

		predict(r, (s64)(rec_u64(r, sample, "highmem") ? slot : virt(PFN_PHYS(pfn))),
			(s64)rec_u64(r, sample, "addr"), "kmap_atomic(0x%llx)",
			(unsigned long long)pfn);
		depth++;
	}
}

/* A frame that still has its place in pkmap is found there by kmap_atomic(), too. */
static void predict_still_mapped(struct replay *r, const cJSON *root)
{
	const cJSON *kmaps = rec_array(r, root, "kmap_samples"), *address;
	u32 i = 0;

	cJSON_ArrayForEach(address, optional(root, "kmap_atomic_of_pages_still_in_pkmap")) {
		predict(r, (s64)rec_u64(r, rec_item(r, kmaps, i), "kmap"),
			(s64)rec_u64(r, address, NULL), "kmap_atomic(page %u in pkmap)", i);
		i++;
	}
}

bool arm_predict_samples(struct replay *r, const cJSON *root, const cJSON *item)
{
	if (strcmp(item->string, "protection_map") == 0)
		predict_protection_map(r, rec_array(r, item, NULL));
	else if (strcmp(item->string, "kmap_samples") == 0)
		predict_kmap(r, rec_array(r, item, NULL));
	else if (strcmp(item->string, "kmap_atomic_nested") == 0)
		predict_kmap_atomic(r, rec_array(r, item, NULL));
	else
		return false;
	if (strcmp(item->string, "kmap_samples") == 0)
		predict_still_mapped(r, root);
	return true;
}
