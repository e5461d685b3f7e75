/* The texts of /proc have the real kernel's layout; what they say of memory is what the arena holds. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "fs/proc/proc.h"
#include "mm/vmalloc.h"
#include "init/main.h"
#include "drivers/of/fdt.h"
#include "mm/recording.h"

static struct machine *m;

static int boot_128M(void **state)
{
	struct boot_params p;

	assert_int_equal(boot_params_default(&p, 128ull << 20), 0);
	p.start_slab = true;
	m = bulk_machine(e820_max_pfn(&p), 1);
	assert_int_equal(start_kernel(m, &p), 0);
	return 0;
}

static int destroy(void **state)
{
	machine_destroy(m);
	return 0;
}

static char *file_text(const char *name)
{
	struct proc_text t;

	assert_int_equal(proc_read(m, name, &t), 0);
	free(t.marks);
	return t.text;
}

/* Numbers become '#', with the spaces that pad them: "Mem:   12 kB" and "Mem: 3456 kB" are alike. */
static void layout_of(char *text)
{
	char *out = text;

	for (char *in = text; *in;) {
		char *number = in;

		while (*number == ' ')
			number++;
		if (isdigit((unsigned char)*number)) {
			while (isdigit((unsigned char)*number))
				number++;
			*out++ = '#';
			in = number;
		} else {
			*out++ = *in++;
		}
	}
	*out = 0;
}

static size_t line_length(const char *text)
{
	return strcspn(text, "\n");
}

static void same_layout(void **state)
{
	char name[64], *ours = file_text(*state), *real;
	bool padded = strcmp(*state, "zoneinfo") != 0 && strcmp(*state, "vmstat") != 0;

	snprintf(name, sizeof(name), "proc/%s-128M.gz", (const char *)*state);
	real = recording_text(name);
	/* padded numbers keep their columns */
	for (const char *a = ours, *b = real; padded && *a; a += line_length(a) + 1,
	     b += line_length(b) + 1)
		assert_int_equal(line_length(a), line_length(b));
	layout_of(ours);
	layout_of(real);
	assert_string_equal(ours, real);
	free(ours);
	free(real);
}

/* Each of our lines is one of the real file's, which has the devices as well. */
static void iomem_lines(void **state)
{
	char *ours = file_text("iomem"), *real = recording_text("proc/iomem-128M.gz"), *rest = NULL;
	u32 lines = 0;

	for (char *line = strtok_r(ours, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest)) {
		assert_non_null(strstr(real, line));
		lines++;
	}
	assert_int_equal(lines, 11);
	free(ours);
	free(real);
}

/* The cpu's own difference is folded in first: the text shows the zone's counter only. */
static u64 meminfo_pages(const char *name)
{
	char *text, *line;
	u64 kilobytes;

	refresh_cpu_vm_stats(m);
	text = file_text("meminfo");
	line = strstr(text, name);

	assert_non_null(line);
	kilobytes = strtoull(line + strlen(name), NULL, 10);
	free(text);
	return kilobytes / 4;
}

static void memory_taken_shows(void **state)
{
	u64 total = meminfo_pages("MemTotal:"), free_before = meminfo_pages("MemFree:");
	char *before = file_text("buddyinfo"), *after;
	pfn_t pfn = alloc_pages(m, GFP_KERNEL, 5);

	assert_int_equal(total, 119380 / 4);	/* as on the recorded machine */
	assert_int_equal(meminfo_pages("MemFree:"), free_before - 32);
	after = file_text("buddyinfo");
	assert_string_not_equal(before, after);
	free(after);
	__free_pages(m, pfn, 5);
	assert_int_equal(meminfo_pages("MemFree:"), free_before);
	free(before);
}

static const struct field *field_of(const struct proc_source *from)
{
	const struct object_type *type = object_type((enum table_id)from->table);

	for (u32 i = 0; from->field && i < type->nr_fields; i++)
		if (!strcmp(type->fields[i].name, from->field) && type->fields[i].size <= 8 &&
		    type->fields[i].kind != V_LIST)
			return &type->fields[i];
	return NULL;
}

/* The field that a number names holds it: as it stands, as pages of 4 KiB, or as entries of 2 MiB. */
static void holds(const char *text, const struct proc_mark *mark, const struct field *f)
{
	u32 element = mark->from.element == ELEMENT_NONE ? 0 : mark->from.element, table = mark->from.table;
	u64 shown = strtoull(text + mark->at, NULL, 10), value = 0;

	assert_true(element < f->count);
	memcpy(&value, m->first[table] + (size_t)mark->from.index * m->tables[table].size + f->offset +
	       element * f->size, f->size);
	assert_true(shown == value || shown == value * 4 || shown == value * 2048);
}

/* Every number of every file has its mark, and a mark that names a field of an object is right. */
static void numbers_and_their_fields(void **state)
{
	pfn_t pfn = alloc_pages(m, GFP_KERNEL, 3);
	u64 areas[3];
	u32 told = 0;

	for (u32 i = 0; i < ARRAY_SIZE(areas); i++)
		areas[i] = vmalloc(m, PAGE_SIZE, VM_CALLER_MODULE);
	refresh_cpu_vm_stats(m);
	for (u32 i = 0; i < nr_proc_files; i++) {
		struct proc_text t;

		assert_int_equal(proc_read(m, proc_files[i].name, &t), 0);
		for (u32 n = 0; n < t.nr_marks; n++) {
			const struct proc_mark *mark = &t.marks[n];
			const struct field *f = mark->from.table < NR_TABLES ? field_of(&mark->from) : NULL;

			assert_true(mark->bytes && mark->at + mark->bytes <= t.bytes);
			assert_true(mark->from.table < NR_TABLES || mark->from.field);
			if (!f || !strcmp(proc_files[i].name, "iomem") ||
			    !strcmp(proc_files[i].name, "vmallocinfo"))
				continue;
			holds(t.text, mark, f);
			told++;
		}
		assert_true(t.nr_marks >= 9);
		proc_text_free(&t);
	}
	assert_true(told > 80);
	for (u32 i = 0; i < ARRAY_SIZE(areas); i++)
		vfree(m, areas[i]);
	vm_unmap_aliases(m);
	__free_pages(m, pfn, 3);
}

/* What the allocator counts: 8 pages out, 8 pages back. */
static u64 vmstat_value(const char *name)
{
	char *text = file_text("vmstat"), *line = strstr(text, name);
	u64 value;

	assert_non_null(line);
	value = strtoull(line + strlen(name), NULL, 10);
	free(text);
	return value;
}

static void allocator_events(void **state)
{
	u64 alloc = vmstat_value("pgalloc_dma32 "), freed = vmstat_value("pgfree ");
	pfn_t pfn = alloc_pages(m, GFP_KERNEL, 3);

	assert_int_equal(vmstat_value("pgalloc_dma32 "), alloc + 8);
	assert_int_equal(vmstat_value("pgfree "), freed);
	__free_pages(m, pfn, 3);
	assert_int_equal(vmstat_value("pgfree "), freed + 8);
	/* all that boot gave the allocator came by way of free */
	assert_int_equal(freed - alloc, nr_free_pages(m) + zone_pcp(m, zone_at(m, 1), 0)->count);
}

/* free and vmstat say what meminfo says. */
static void commands(void **state)
{
	char *text = file_text("$ free"), *vmstat = file_text("$ vmstat");
	unsigned long long total, used, free_kb, shared, cache, available;

	assert_int_equal(sscanf(strstr(text, "Mem:") + 4, "%llu %llu %llu %llu %llu %llu", &total, &used,
				&free_kb, &shared, &cache, &available), 6);
	assert_int_equal(total, meminfo_pages("MemTotal:") * 4);
	assert_int_equal(free_kb, meminfo_pages("MemFree:") * 4);
	assert_int_equal(available, meminfo_pages("MemAvailable:") * 4);
	assert_int_equal(used + free_kb + cache, total);
	assert_int_equal(shared, 0);
	assert_non_null(strstr(vmstat, " r  b   swpd   free   buff  cache   si   so    bi    bo"));
	free(text);
	free(vmstat);
}

static u64 kilobytes_of(const char *text, const char *name)
{
	const char *line = strstr(text, name);

	assert_non_null(line);
	return strtoull(line + strlen(name), NULL, 10);
}

static struct machine *machine_of(enum machine_arch arch)
{
	struct machine_config config = { .arch = arch, .nr_cpus = 1, .max_contents = 4096 };
	struct fdt_error error;
	struct boot_params p;
	const char *what;
	struct machine *other;
	u8 *dtb = NULL;
	u32 bytes;

	if (arch == ARCH_I386) {
		assert_int_equal(boot_params_for(&p, arch, 1 << 30), 0);
	} else {
		dtb = virt_dtb(arch, 1 << 30, arch == ARCH_ARM64 ? BOOT_INITRD_BYTES_ARM64 :
			       BOOT_INITRD_BYTES_ARM, "", &bytes);
		assert_int_equal(boot_params_dtb(&p, arch, dtb, bytes, &error), 0);
	}
	config.max_pfn = boot_max_pfn(&p);
	other = machine_create(&config, &what);
	assert_non_null(other);
	assert_int_equal(start_kernel(other, &p), 0);
	free(dtb);
	return other;
}

/* The lines of the real file, and what boot alone decides, on the other machines. */
static void meminfo_of_machines(void **state)
{
	static const char *const decided[] = {
		"MemTotal:", "VmallocTotal:", "Percpu:", "CmaTotal:", "HighTotal:", "LowTotal:",
	};

	for (u32 arch = ARCH_I386; arch < NR_ARCHES; arch++) {
		struct machine *other = machine_of(arch);
		char name[60], *real;
		struct proc_text t;

		snprintf(name, sizeof(name), "proc/meminfo-%s-1G.gz", geometries[arch].name);
		real = recording_text(name);
		assert_int_equal(proc_read(other, "meminfo", &t), 0);
		for (u32 i = 0; i < ARRAY_SIZE(decided); i++)
			if (i < 4 || geometries[arch].zone_highmem != ZONE_NONE)
				assert_int_equal(kilobytes_of(t.text, decided[i]),
						 kilobytes_of(real, decided[i]));
		layout_of(t.text);
		layout_of(real);
		assert_string_equal(t.text, real);
		proc_text_free(&t);
		free(real);
		machine_destroy(other);
	}
}

/* Which lines there are depends on the zones and on huge pages. */
static void layouts_of_machines(void **state)
{
	static const char *const files[] = { "vmstat", "zoneinfo", "pagetypeinfo", "buddyinfo" };

	for (u32 arch = ARCH_I386; arch < NR_ARCHES; arch++) {
		struct machine *other = machine_of(arch);

		for (u32 i = 0; i < ARRAY_SIZE(files); i++) {
			char name[60], *real;
			struct proc_text t;

			snprintf(name, sizeof(name), "proc/%s-%s-1G.gz", files[i], geometries[arch].name);
			real = recording_text(name);
			assert_int_equal(proc_read(other, files[i], &t), 0);
			layout_of(t.text);
			layout_of(real);
			assert_string_equal(t.text, real);
			proc_text_free(&t);
			free(real);
		}
		machine_destroy(other);
	}
}

static void no_such_file(void **state)
{
	struct proc_text t;
	struct machine *off = bulk_machine(4096, 1);

	assert_int_equal(proc_read(m, "nonsense", &t), -PW_ENOENT);
	assert_int_equal(proc_read(off, "meminfo", &t), -PW_EAGAIN);
	machine_destroy(off);
}

#define LAYOUT(name) { "layout of " name, same_layout, NULL, NULL, (void *)(uintptr_t)name }

int main(void)
{
	const struct CMUnitTest tests[] = {
		LAYOUT("buddyinfo"), LAYOUT("pagetypeinfo"), LAYOUT("zoneinfo"), LAYOUT("meminfo"),
		LAYOUT("vmstat"), cmocka_unit_test(numbers_and_their_fields),
		cmocka_unit_test(allocator_events), cmocka_unit_test(commands),
		cmocka_unit_test(iomem_lines), cmocka_unit_test(memory_taken_shows),
		cmocka_unit_test(meminfo_of_machines),
		cmocka_unit_test(layouts_of_machines), cmocka_unit_test(no_such_file),
	};

	return cmocka_run_group_tests(tests, boot_128M, destroy);
}
