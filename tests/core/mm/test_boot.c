/*
 * Boot: the map it is given, what the command line does to it, and the way back to power off.  That
 * the same map gives what a real kernel made of it is replayed in scenario/replay.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "check/check.h"
#include "machine/history.h"
#include "mm/vmstat.h"
#include "recording.h"
#include "scenario/replay/boot.h"

static void run_whole_boot(void *context, struct machine *m, u32 op, u32 iteration)
{
	assert_int_equal(start_kernel(m, context), 0);
}

/* Boot can be walked back to power off and forth again; nothing was written behind the journal. */
static void both_ways(void **state)
{
	struct boot_params p;
	struct machine *m;
	struct history *h;
	u64 off, on, steps;

	assert_int_equal(boot_params_default(&p, 64ull << 20), 0);
	m = bulk_machine(e820_max_pfn(&p), 2);
	h = history_create(m, 256ull << 20, run_whole_boot, &p);
	history_watch_rogue_stores(h, true);
	off = history_digest(h);
	assert_int_equal(history_run(h, 0, 0), 0);
	assert_null(history_rogue_store(h));
	steps = history_steps(h);
	on = history_digest(h);
	assert_in_range(steps, 100, 400);	/* a tale that one can read */
	for (u64 step = steps; step; step -= min_t(u64, step, 37))
		history_seek(h, step);
	history_seek(h, 0);
	assert_true(history_digest(h) == off);
	history_seek(h, steps);
	assert_true(history_digest(h) == on);
	assert_true(machine_digest_full(m) == on);
	history_destroy(h);
	machine_destroy(m);
}

/* The map that is made up for an amount of RAM is the one that the firmware really gave. */
static void default_map(void **state)
{
	static const struct {
		const char *name;
		u64 ram;
	} sizes[] = {
		{ "boot/boot-64M.json.gz", 64ull << 20 },
		{ "boot/boot-128M.json.gz", 128ull << 20 },
		{ "boot/boot-512M.json.gz", 512ull << 20 }, { "boot/boot-2G.json.gz", 2ull << 30 },
		{ "boot/boot-4G.json.gz", 4ull << 30 }, { "boot/boot-6G.json.gz", 6ull << 30 },
	};

	for (u32 i = 0; i < ARRAY_SIZE(sizes); i++) {
		struct boot_params real, made;
		struct replay r = { 0 };
		char *text = recording_text(sizes[i].name);
		u8 *dtb = NULL;

		assert_true(rec_boot_params(&r, rec_document(&r, text, strlen(text)), &real, &dtb));
		assert_int_equal(boot_params_default(&made, sizes[i].ram), 0);
		assert_int_equal(made.e820_entries, real.e820_entries);
		assert_memory_equal(made.e820_table, real.e820_table, sizeof(real.e820_table));
		assert_int_equal(made.initrd_start, real.initrd_start);
		json_doc_free(&r.doc);
		free(text);
	}
}

static int boot_with_ram(u64 start, u64 end)
{
	struct boot_params p;
	struct machine *m;
	int ret;

	assert_int_equal(boot_params_default(&p, 64ull << 20), 0);
	p.e820_table[3].addr = start;
	p.e820_table[3].size = end - start;
	p.initrd_start = p.initrd_end = 0;
	m = bulk_machine(e820_max_pfn(&p), 1);
	ret = start_kernel(m, &p);
	machine_destroy(m);
	return ret;
}

static void impossible_machines(void **state)
{
	struct boot_params p;

	assert_int_equal(boot_params_default(&p, 8ull << 20), -PW_EINVAL);
	assert_int_equal(boot_params_default(&p, (64ull << 20) + 1), -PW_EINVAL);
	assert_int_equal(boot_params_default(&p, 2ull << 40), -PW_EINVAL);

	/* RAM ends inside the kernel image; or has just room for it, not for struct pages */
	assert_int_equal(boot_with_ram(0x100000, 0x1100000), -PW_EINVAL);
	assert_int_equal(boot_with_ram(0x1000000, 0x1d00000), -PW_ENOMEM);
}

static struct machine *booted(u64 ram, const char *cmdline)
{
	struct boot_params p;
	struct machine *m;

	assert_int_equal(boot_params_default(&p, ram), 0);
	snprintf(p.cmdline, sizeof(p.cmdline), "%s", cmdline);
	m = bulk_machine(e820_max_pfn(&p), 1);
	assert_int_equal(start_kernel(m, &p), 0);
	for (u32 i = 0; i < nr_checkers; i++) {
		struct check_report r = { .ok = true };

		checkers[i].run(m, &r);
		if (!r.ok)
			fail_msg("%s: %s: %s", cmdline, checkers[i].name, r.text[0]);
	}
	return m;
}

static u64 map_type_at(const struct machine *m, u64 addr)
{
	for (u32 i = 0; i < sys(m)->e820_nr; i++) {
		const struct e820_entry *e = e820_entry_at(m, i);

		if (e->addr <= addr && addr < e->addr + e->size)
			return e->type;
	}
	return 0;
}

/*
 *   0        100M       104M            200M           256M
 *   |  RAM   | reserved |  RAM          |  not there   |
 */
static void command_line_changes_the_map(void **state)
{
	static const struct {
		const char *cmdline;
		u64 addr;
		u32 type;
	} cases[] = {
		{ "mem=200M", 199ull << 20, E820_TYPE_RAM }, { "mem=200M", 200ull << 20, 0 },
		{ "memmap=200M", 200ull << 20, 0 }, { "mem=0", 200ull << 20, E820_TYPE_RAM },
		{ "memmap=4M$100M", 103ull << 20, E820_TYPE_RESERVED },
		{ "memmap=4M$100M", 104ull << 20, E820_TYPE_RAM },
		{ "memmap=4M#0x6400000", 100ull << 20, E820_TYPE_ACPI },
		{ "memmap=4M!100M", 100ull << 20, E820_TYPE_PRAM },
		{ "memmap=4M%100M-1+2", 100ull << 20, E820_TYPE_RESERVED },
		{ "memmap=4M%100M-1", 100ull << 20, 0 }, { "memmap=4M%100M+7", 100ull << 20, 7 },
		{ "memmap=1M$100M,1M$120M", 120ull << 20, E820_TYPE_RESERVED },
		{ "memmap=exactmap memmap=640K@0 memmap=127M@1M", 127ull << 20, E820_TYPE_RAM },
		{ "memmap=exactmap memmap=640K@0 memmap=127M@1M", 128ull << 20, 0 },
		{ "memmap=4M&100M memmap=x mem=y", 100ull << 20, E820_TYPE_RAM },
		{ "memory=10M xmem=10M", 200ull << 20, E820_TYPE_RAM },
		/* the kernel's own place is RAM whatever the line says */
		{ "memmap=64M$0", 0x1000000, E820_TYPE_RAM },
	};

	for (u32 i = 0; i < ARRAY_SIZE(cases); i++) {
		struct machine *m = booted(256ull << 20, cases[i].cmdline);

		if (map_type_at(m, cases[i].addr) != cases[i].type)
			fail_msg("%s: type %llu at 0x%llx", cases[i].cmdline,
				 (unsigned long long)map_type_at(m, cases[i].addr),
				 (unsigned long long)cases[i].addr);
		machine_destroy(m);
	}
}

/* The area begins and ends at blocks of 4 MiB; where it is asked for, or as high as it fits. */
static void contiguous_area(void **state)
{
	static const struct {
		const char *cmdline;
		u64 base, size;
	} cases[] = {
		{ "cma=16M", 0, 16ull << 20 }, { "cma=5M", 0, 8ull << 20 }, { "cma=0", 0, 0 },
		{ "cma=16M@64M", 64ull << 20, 16ull << 20 },
		{ "cma=16M@32M-96M", 80ull << 20, 16ull << 20 },
		{ "cma=16M@16M", 0, 0 },	/* the kernel is there */
		{ "cma=1G", 0, 0 },
	};

	for (u32 i = 0; i < ARRAY_SIZE(cases); i++) {
		struct machine *m = booted(256ull << 20, cases[i].cmdline);
		const struct cma *cma = cma_at(m, 0);
		u64 pages = cases[i].size >> PAGE_SHIFT;

		assert_int_equal(sys(m)->totalcma_pages, pages);
		assert_int_equal(cma->count, pages);
		assert_true(cma->base_pfn % MAX_ORDER_NR_PAGES == 0);
		if (cases[i].base)
			assert_int_equal(cma->base_pfn, cases[i].base >> PAGE_SHIFT);
		for (u32 pfn = cma->base_pfn; pfn < cma->base_pfn + cma->count; pfn++)
			assert_int_equal(get_pfnblock_migratetype(m, pfn), MIGRATE_CMA);
		assert_int_equal(zone_nr_free_cma(zone_at(m, ZONE_DMA32)) +
				 zone_pcp(m, zone_at(m, ZONE_DMA32), 0)->diff_cma, pages);
		machine_destroy(m);
	}
}

/* What the kernel keeps and what is left to movable pages, in whole blocks of 4 MiB. */
static void movable_zone(void **state)
{
	static const struct {
		const char *cmdline;
		u32 pages;
	} cases[] = {
		{ "movablecore=64M", 16384 }, { "movablecore=63M", 16384 }, { "kernelcore=1G", 0 },
		{ "movablecore=25%", 15360 }, { "kernelcore=50%", 32733 },
		{ "kernelcore=200M movablecore=100M", 13277 }, { "movablecore=0", 0 },
		/* nn% goes before a number of pages, and 0% leaves it */
		{ "kernelcore=200M kernelcore=50%", 32733 }, { "kernelcore=200M kernelcore=0%", 14301 },
		{ "kernelcore=50% kernelcore=200M", 14301 },
		{ "kernelcore=200%", 0 }, { "movablecore=200%", 0 },
		/* no RAM of it begins at 4 GiB; and the recorded kernels do not know movable_node */
		{ "kernelcore=mirror movablecore=64M", 0 }, { "movable_node movablecore=64M", 16384 },
	};

	for (u32 i = 0; i < ARRAY_SIZE(cases); i++) {
		struct machine *m = booted(256ull << 20, cases[i].cmdline);
		const struct zone *zone = zone_at(m, ZONE_MOVABLE);
		u32 end = 0xffdd;		/* where RAM ends */

		if (zone->spanned_pages) {
			assert_int_equal(zone->zone_start_pfn % MAX_ORDER_NR_PAGES, 0);
			assert_int_equal(zone_end_pfn(zone), end);
		}
		assert_in_range(zone->present_pages + MAX_ORDER_NR_PAGES,
				cases[i].pages, cases[i].pages + 2 * MAX_ORDER_NR_PAGES);
		assert_int_equal(!zone->present_pages, !cases[i].pages);
		machine_destroy(m);
	}
}

/*
 * 0            3 GiB   4 GiB            6 GiB        kernelcore=mirror, and no RAM is
 * | DMA, DMA32 |  hole | Movable        |
 */
static void mirrored_kernelcore(void **state)
{
	struct machine *m = booted(5ull << 30, "kernelcore=mirror movablecore=64M");
	const struct zone *normal = zone_at(m, ZONE_NORMAL), *movable = zone_at(m, ZONE_MOVABLE);

	assert_int_equal(normal->spanned_pages, 0);
	assert_int_equal(movable->zone_start_pfn, 0x100000);
	assert_int_equal(movable->present_pages, 2u << 18);
	assert_true(movable->managed_pages > 0);
	assert_int_equal(page_zone(m, pfn_to_page(m, 0x100000)) == movable, true);
	machine_destroy(m);
}

/* RAM that begins at 5 GiB: Normal spans all that Movable has, and no frame of it is Normal's. */
static void mirrored_kernelcore_overlaps(void **state)
{
	struct machine *m = booted(5ull << 30, "memmap=1G$4G kernelcore=mirror");
	const struct zone *normal = zone_at(m, ZONE_NORMAL), *movable = zone_at(m, ZONE_MOVABLE);

	assert_int_equal(normal->spanned_pages, 2u << 18);
	assert_int_equal(normal->present_pages, 0);
	assert_int_equal(movable->zone_start_pfn, 0x140000);
	assert_int_equal(movable->present_pages, 1u << 18);
	machine_destroy(m);
}

static void reserved_low(void **state)
{
	static const struct {
		const char *cmdline;
		u32 first_free;
	} cases[] = {
		{ "", 16 }, { "reservelow=128K", 32 }, { "reservelow=5000", 2 }, { "reservelow=0", 1 },
	};

	for (u32 i = 0; i < ARRAY_SIZE(cases); i++) {
		struct machine *m = booted(64ull << 20, cases[i].cmdline);

		for (u32 pfn = 0; pfn < cases[i].first_free; pfn++)
			assert_true(PageReserved(pfn_to_page(m, pfn)));
		assert_false(PageReserved(pfn_to_page(m, cases[i].first_free)));
		machine_destroy(m);
	}
}

/* Frames that boot keeps on a machine of 256 MiB, beside one with an empty command line. */
static void bounce_buffers(void **state)
{
	static const struct {
		const char *cmdline;
		u32 pages;
	} cases[] = {
		{ "swiotlb=1024", 0 },		/* all RAM lies below 4 GiB */
		{ "swiotlb=force", 16384 + 8 + 32 + 64 },
		{ "swiotlb=1000,force", 512 + 8 + 1 + 2 }, { "swiotlb=force,1000", 0 },
		{ "swiotlb=0x400,force", 512 + 8 + 1 + 2 }, { "swiotlb=force swiotlb=noforce", 1 + 8 + 1 + 1 },
		{ "swiotlb=99999999,force", 0 },	/* more than there is: the kernel boots without */
	};
	struct machine *plain = booted(256ull << 20, "");

	for (u32 i = 0; i < ARRAY_SIZE(cases); i++) {
		struct machine *m = booted(256ull << 20, cases[i].cmdline);

		if (sys(plain)->totalram_pages - sys(m)->totalram_pages != cases[i].pages)
			fail_msg("%s: %u pages", cases[i].cmdline,
				 sys(plain)->totalram_pages - sys(m)->totalram_pages);
		machine_destroy(m);
	}
	machine_destroy(plain);
}

static void huge_pages(void **state)
{
	static const struct {
		const char *cmdline;
		u32 least, most;
	} cases[] = {
		{ "hugepages=10 hugepages=20", 10, 10 }, { "hugepages=100000", 80, 128 },
		{ "hugepagesz=2M hugepages=7", 7, 7 }, { "hugepages=3 hugepagesz=2M hugepages=7", 7, 7 },
		{ "hugepages=3 hugepagesz=2M", 3, 3 },
		{ "hugepagesz=1G hugepages=7", 0, 0 }, { "hugepagesz=1G hugepages=7 hugepages=5", 5, 5 },
		{ "hugepagesz=2M hugepages=7 hugepagesz=1G hugepages=9", 7, 7 },
		{ "default_hugepagesz=1G hugepages=4", 4, 4 },
	};

	for (u32 i = 0; i < ARRAY_SIZE(cases); i++) {
		struct machine *m = booted(256ull << 20, cases[i].cmdline);

		assert_in_range(sys(m)->nr_huge_pages, cases[i].least, cases[i].most);
		machine_destroy(m);
	}
}

/*
 * 32 bits, 1 GiB: vmalloc= and the hole of 8 MiB behind the direct map are lowmem's loss; highmem=
 * leaves RAM at the end unused, or takes some of a small machine's out of lowmem.
 */
static void lowmem_of_i386(void **state)
{
	static const struct {
		const char *cmdline;
		u32 ram_mib, max_low_pfn, max_pfn;
	} cases[] = {
		{ "", 1024, 0x36ffe, 0x3ffdd },
		{ "vmalloc=256M", 1024, (0x3effe000 - (264u << 20)) >> PAGE_SHIFT, 0x3ffdd },
		{ "vmalloc=120M", 1024, 0x36ffe, 0x3ffdd }, { "vmalloc=2G", 1024, 0, 0 },
		{ "highmem=64M", 1024, 0x36ffe, 0x3affe }, { "highmem=512M", 1024, 0x36ffe, 0x3ffdd },
		{ "highmem=100M", 512, 0x1ffdd - 25600, 0x1ffdd },
		{ "highmem=500M", 512, 0x1ffdd, 0x1ffdd },	/* 64 MiB must stay lowmem */
	};

	for (u32 i = 0; i < ARRAY_SIZE(cases); i++) {
		struct boot_params p;
		struct machine_config c = { .arch = ARCH_I386, .nr_cpus = 1, .max_contents = 4096 };
		const char *error;
		struct machine *m;

		assert_int_equal(boot_params_for(&p, ARCH_I386, (u64)cases[i].ram_mib << 20), 0);
		snprintf(p.cmdline, sizeof(p.cmdline), "%s", cases[i].cmdline);
		c.max_pfn = e820_max_pfn(&p);
		m = machine_create(&c, &error);
		assert_non_null(m);
		assert_int_equal(start_kernel(m, &p), cases[i].max_low_pfn ? 0 : -PW_EINVAL);
		if (cases[i].max_low_pfn) {
			assert_int_equal(sys(m)->max_low_pfn, cases[i].max_low_pfn);
			assert_int_equal(sys(m)->max_pfn, cases[i].max_pfn);
		}
		machine_destroy(m);
	}
}

/* The initrd lies beyond what mem= leaves: it moves, and its new place is freed like the old. */
static void initrd_moves(void **state)
{
	struct machine *m = booted(256ull << 20, "mem=100M"), *n = booted(256ull << 20, "mem=32M");

	assert_int_equal(ALIGN_UP(sys(m)->initrd_end, PAGE_SIZE), 100ull << 20);
	assert_true(sys(n)->initrd_end <= 32ull << 20);
	machine_destroy(m);
	machine_destroy(n);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(default_map), cmocka_unit_test(both_ways),
		cmocka_unit_test(impossible_machines),
		cmocka_unit_test(command_line_changes_the_map), cmocka_unit_test(contiguous_area),
		cmocka_unit_test(movable_zone), cmocka_unit_test(mirrored_kernelcore),
		cmocka_unit_test(mirrored_kernelcore_overlaps), cmocka_unit_test(reserved_low),
		cmocka_unit_test(bounce_buffers), cmocka_unit_test(huge_pages), cmocka_unit_test(lowmem_of_i386),
		cmocka_unit_test(initrd_moves),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
