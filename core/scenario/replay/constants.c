/*
 * The numbers that a running kernel gave for its own names: sizes, offsets, shifts, flag bits, the
 * table of fallbacks, and what pages and stacks of the moment say of them.
 */
#include <string.h>

#include "arch/arm/constants.h"
#include "arch/i386/constants.h"
#include "init/main.h"
#include "mm/page_alloc.h"
#include "scenario/replay/constants.h"

static bool is_arm(const struct replay *r)
{
	return r->arch == ARCH_ARM || r->arch == ARCH_ARM_LPAE;
}

/* Where things lay in that run: nothing to predict, but others are reckoned from them. */
static bool is_given(const struct replay *r, const cJSON *item)
{
	static const char *const names[] = {
		"stack_of_current", "current_task_struct", "percpu_offset0", "high_memory",
	};

	if (is_arm(r))
		return arm_is_given(r, item->string);
	for (u32 i = 0; i < ARRAY_SIZE(names); i++)
		if (strcmp(item->string, names[i]) == 0)
			return true;
	/* a symbol that the kernel does not have was written as address 0 */
	return cJSON_IsString(item) && strcmp(item->valuestring, "0x0") == 0 &&
	       (strcmp(item->string, "swapper_pg_dir/init_top_pgt") == 0 ||
		strcmp(item->string, "irq_stack_ptr_cpu0") == 0);
}

static bool lookup(const struct replay *r, const char *name, u64 *value)
{
	if (is_arm(r))
		return arm_constant(r->arch == ARCH_ARM_LPAE, name, value);
	return r->arch == ARCH_I386 ? i386_constant(name, value) : kernel_constant(name, value);
}

static u64 constant(const struct replay *r, const char *name)
{
	u64 value = 0;

	lookup(r, name, &value);
	return value;
}

/* What the machine's geometry decides is asked of it. */
static bool of_geometry(const struct replay *r, const char *name, u64 *value)
{
	const struct geometry *geo = &geometries[r->arch];
	const struct {
		const char *name;
		u64 value;
	} values[] = {
		{ "sizeof(struct page)", geo->sizeof_page }, { "pageblock_order", geo->pageblock_order },
		{ "pageblock_nr_pages", BIT(geo->pageblock_order) }, { "ZONE_DMA", geo->zone_dma },
		{ "ZONE_DMA32", geo->zone_dma32 }, { "ZONE_NORMAL", geo->zone_normal },
		{ "ZONE_HIGHMEM", geo->zone_highmem }, { "ZONE_MOVABLE", geo->zone_movable },
		{ "MAX_NR_ZONES", geo->nr_zones },
	};

	for (u32 i = 0; i < ARRAY_SIZE(values); i++)
		if (strcmp(values[i].name, name) == 0) {
			*value = values[i].value;
			return true;
		}
	return false;
}

/* The kernel image's own address: the direct map's on i386, one of its own on x86_64. */
static u64 image_base(const struct replay *r)
{
	return r->arch == ARCH_I386 ? constant(r, "PAGE_OFFSET") : __START_KERNEL_map;
}

/* Names of the image, and places reckoned from those of the run. */
static bool reckoned(struct replay *r, const cJSON *root, const char *name, u64 *value)
{
	struct boot_params image;

	if (is_arm(r))
		return arm_reckoned(r, root, name, value);
	boot_params_image(&image);
	if (strcmp(name, "_text") == 0)
		*value = image_base(r) + image.text;
	else if (strcmp(name, "phys_base_kernel") == 0)
		*value = image.text;
	else if (strcmp(name, "swapper_pg_dir/init_top_pgt") == 0)
		*value = image_base(r) + image.init_top_pgt;
	else if (strcmp(name, "task_pt_regs(current)") == 0)
		*value = rec_u64(r, root, "stack_of_current") +
			 constant(r, "pt_regs_offset_from_stack_base");
	else if (strcmp(name, "irq_stack_ptr_cpu0") == 0)
		*value = rec_u64(r, root, "percpu_offset0") + constant(r, "IRQ_STACK_SIZE");
	else if (r->arch == ARCH_I386 && (strcmp(name, "VMALLOC_START") == 0 ||
					  strcmp(name, "MODULES_VADDR") == 0))
		*value = rec_u64(r, root, "high_memory") + VMALLOC_OFFSET_32;
	else
		return false;
	return true;
}

static void predict_constant(struct replay *r, const cJSON *root, const cJSON *item)
{
	u64 value = 0;

	if (!of_geometry(r, item->string, &value) && !reckoned(r, root, item->string, &value) &&
	    !lookup(r, item->string, &value)) {
		if (!predict_that(r, false, "%s: ", clip(item->string).text))
			tell(r, r->lang ? "模型中没有这个名字\n" : "the model has no such name\n");
		return;
	}
	predict(r, (s64)value, (s64)rec_u64(r, item, NULL), "%s", item->string);
}

/* Where the array of struct pages begins; a FLATMEM kernel allocates it: the first sample tells. */
static u64 mem_map(struct replay *r, const cJSON *samples)
{
	const cJSON *first = samples->child;

	if (geometries[r->arch].section_bits || !first)
		return VMEMMAP_START;
	return rec_u64(r, first, "page_struct_addr") -
	       rec_u64(r, first, "pfn") * geometries[r->arch].sizeof_page;
}

/* A frame's struct page and its place in the direct map; its flags name zone and node. */
static void predict_sample(struct replay *r, const cJSON *root, const cJSON *sample, u64 map)
{
	u64 pfn = rec_u64(r, sample, "pfn"), flags = rec_u64(r, sample, "flags");

	predict(r, (s64)(map + pfn * geometries[r->arch].sizeof_page),
		(s64)rec_u64(r, sample, "page_struct_addr"), "pfn_to_page(%llu)",
		(unsigned long long)pfn);
	predict(r, (s64)(flags >> constant(r, "ZONES_PGSHIFT") & constant(r, "ZONES_MASK")),
		rec_s64(r, sample, "zone"), "page_zonenum(flags 0x%llx)", (unsigned long long)flags);
	predict(r, 0, rec_s64(r, sample, "node"), "page_to_nid(flags 0x%llx)",
		(unsigned long long)flags);
	predict(r, (s64)(is_arm(r) ? arm_direct_map(r, root, pfn) :
				     constant(r, "PAGE_OFFSET") + PFN_PHYS(pfn)),
		(s64)rec_u64(r, sample, "phys_to_virt"), "__va(0x%llx)",
		(unsigned long long)PFN_PHYS(pfn));
}

static void predict_samples(struct replay *r, const cJSON *root, const cJSON *samples)
{
	const cJSON *sample;
	u64 map = samples ? mem_map(r, samples) : 0;

	cJSON_ArrayForEach(sample, samples)
		predict_sample(r, root, sample, map);
}

/* Each row ends at MIGRATE_TYPES; what stands behind it, and the row of HighAtomic, nobody reads. */
static void predict_fallbacks(struct replay *r, const cJSON *table)
{
	const cJSON *row, *item;
	u32 type = 0;

	cJSON_ArrayForEach(row, table) {
		u32 i = 0;

		cJSON_ArrayForEach(item, rec_array(r, row, NULL)) {
			if (type == MIGRATE_HIGHATOMIC || r->failed)
				break;
			predict(r, fallback_type(type, i), rec_s64(r, item, NULL), "fallbacks[%s][%u]",
				migratetype_name(type), i);
			if (fallback_type(type, i++) == MIGRATE_TYPES)
				break;
		}
		type++;
	}
}

/* The file need not say which kernel it is of, but what is in it does: pkmap comes with HighMem. */
static void guess_kernel(struct replay *r, const cJSON *root)
{
	if (r->arch != ARCH_X86_64 || !optional(root, "PKMAP_BASE"))
		return;
	if (!optional(root, "PHYS_OFFSET"))
		r->arch = ARCH_I386;
	else
		r->arch = optional(root, "PTE_EXT_PXN") ? ARCH_ARM_LPAE : ARCH_ARM;
}

void replay_constants(struct replay *r, const void *text, size_t bytes)
{
	const cJSON *root = rec_document(r, text, bytes), *item;

	if (!root || !modelled_machine(r, root))
		return;
	guess_kernel(r, root);
	cJSON_ArrayForEach(item, root) {
		if (r->failed)
			return;
		if (strcmp(item->string, "page_flags_samples") == 0)
			predict_samples(r, root, rec_array(r, item, NULL));
		else if (strcmp(item->string, "fallbacks_table") == 0)
			predict_fallbacks(r, rec_array(r, item, NULL));
		else if (!is_given(r, item) && !(is_arm(r) && arm_predict_samples(r, root, item)))
			predict_constant(r, root, item);
	}
}
