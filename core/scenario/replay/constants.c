/*
 * The numbers that a running kernel gave for its own names: sizes, offsets, shifts, flag bits, the
 * table of fallbacks, and what pages and stacks of the moment say of them.
 */
#include <string.h>

#include "arch/x86_64/constants.h"
#include "init/main.h"
#include "kernel/task.h"
#include "mm/page_alloc.h"
#include "mm/sparse.h"
#include "scenario/replay/replay.h"

/* Where things lay in that run: nothing to predict, but others are reckoned from them. */
static bool is_given(const char *name)
{
	return strcmp(name, "stack_of_current") == 0 || strcmp(name, "current_task_struct") == 0 ||
	       strcmp(name, "percpu_offset0") == 0;
}

static u64 constant(const char *name)
{
	u64 value = 0;

	kernel_constant(name, &value);
	return value;
}

/* Names of the image, and places reckoned from those of the run. */
static bool reckoned(struct replay *r, const cJSON *root, const char *name, u64 *value)
{
	struct boot_params image;

	boot_params_image(&image);
	if (strcmp(name, "_text") == 0)
		*value = __START_KERNEL_map + image.text;
	else if (strcmp(name, "phys_base_kernel") == 0)
		*value = image.text;
	else if (strcmp(name, "swapper_pg_dir/init_top_pgt") == 0)
		*value = __START_KERNEL_map + image.init_top_pgt;
	else if (strcmp(name, "task_pt_regs(current)") == 0)
		*value = rec_u64(r, root, "stack_of_current") + THREAD_SIZE - PT_REGS_BYTES;
	else if (strcmp(name, "irq_stack_ptr_cpu0") == 0)
		*value = rec_u64(r, root, "percpu_offset0") + constant("IRQ_STACK_SIZE");
	else
		return false;
	return true;
}

static void predict_constant(struct replay *r, const cJSON *root, const cJSON *item)
{
	u64 value = 0;

	if (!kernel_constant(item->string, &value) && !reckoned(r, root, item->string, &value)) {
		if (!predict_that(r, false, "%s: ", clip(item->string).text))
			tell(r, r->lang ? "模型中没有这个名字\n" : "the model has no such name\n");
		return;
	}
	predict(r, (s64)value, (s64)rec_u64(r, item, NULL), "%s", item->string);
}

/* A frame's struct page and its place in the direct map; its flags name zone and node. */
static void predict_sample(struct replay *r, const cJSON *sample)
{
	u64 pfn = rec_u64(r, sample, "pfn");
	struct page page = { .flags = rec_u64(r, sample, "flags") };

	predict(r, (s64)(VMEMMAP_START + pfn * SIZEOF_STRUCT_PAGE),
		(s64)rec_u64(r, sample, "page_struct_addr"), "pfn_to_page(%llu)",
		(unsigned long long)pfn);
	predict(r, page_zonenum(&page), rec_s64(r, sample, "zone"), "page_zonenum(flags 0x%llx)",
		(unsigned long long)page.flags);
	predict(r, 0, rec_s64(r, sample, "node"), "page_to_nid(flags 0x%llx)",
		(unsigned long long)page.flags);
	predict(r, (s64)__va(PFN_PHYS(pfn)), (s64)rec_u64(r, sample, "phys_to_virt"),
		"__va(0x%llx)", (unsigned long long)PFN_PHYS(pfn));
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

void replay_constants(struct replay *r, const void *text, size_t bytes)
{
	const cJSON *root = rec_document(r, text, bytes), *item, *sample;

	if (!root || !modelled_machine(r, root))
		return;
	cJSON_ArrayForEach(item, root) {
		if (r->failed)
			return;
		if (strcmp(item->string, "page_flags_samples") == 0)
			cJSON_ArrayForEach(sample, rec_array(r, item, NULL))
				predict_sample(r, sample);
		else if (strcmp(item->string, "fallbacks_table") == 0)
			predict_fallbacks(r, rec_array(r, item, NULL));
		else if (!is_given(item->string))
			predict_constant(r, root, item);
	}
}
