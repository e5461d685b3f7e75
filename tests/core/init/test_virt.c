/* The tree that is made for an amount of RAM, beside the ones that QEMU made; and which machine a tree is for. */
#define _GNU_SOURCE 1	/* memmem */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "drivers/of/of_fdt.h"
#include "init/main.h"
#include "mm/memblock.h"
#include "mm/recording.h"

struct recorded {
	const char *file;
	enum machine_arch arch;
	u64 ram_bytes, initrd_bytes;
	const char *cmdline;
};

static const struct recorded recorded[] = {
	{ "dtb/arm64-512M.dtb.gz", ARCH_ARM64, 512ull << 20, BOOT_INITRD_BYTES_ARM64,
	  "console=ttyAMA0 norandmaps nokaslr panic=-1 exp=boot ignore_loglevel" },
	{ "dtb/arm-1G.dtb.gz", ARCH_ARM, 1ull << 30, BOOT_INITRD_BYTES_ARM,
	  "console=ttyAMA0 norandmaps panic=-1 exp=boot " },
	{ "dtb/arm-lpae-4G.dtb.gz", ARCH_ARM_LPAE, 4ull << 30, BOOT_INITRD_BYTES_ARM_LPAE,
	  "console=ttyAMA0 norandmaps panic=-1 exp=boot " },
};

static void same_props(const struct fdt *a, const struct fdt_node *na, const struct fdt *b,
		       const struct fdt_node *nb)
{
	struct fdt_prop pa = { 0 }, pb = { 0 };

	while (fdt_next_prop(a, na, &pa)) {
		assert_true(fdt_next_prop(b, nb, &pb));
		assert_string_equal(pa.name, pb.name);
		assert_int_equal(pa.len, pb.len);
		if (!strstr(pa.name, "-seed"))	/* random in each boot */
			assert_memory_equal(pa.value, pb.value, pa.len);
	}
	assert_false(fdt_next_prop(b, nb, &pb));
}

static void same_tree(const u8 *made, const u8 *real)
{
	struct fdt_node nb = { 0 };
	struct fdt_error error;
	struct fdt a, b;

	assert_int_equal(fdt_check(&a, made, fdt32_at(made + 4), &error), 0);
	assert_int_equal(fdt_check(&b, real, fdt32_at(real + 4), &error), 0);
	assert_int_equal(a.totalsize, b.totalsize);
	assert_int_equal(a.size_struct, b.size_struct);
	for_each_fdt_node(&a, na) {
		assert_true(next_flat_dt_node(&b, &nb));
		assert_string_equal(na.name, nb.name);
		assert_int_equal(na.depth, nb.depth);
		same_props(&a, &na, &b, &nb);
	}
	assert_false(next_flat_dt_node(&b, &nb));
}

static void as_qemu_makes_it(void **state)
{
	for (u32 i = 0; i < ARRAY_SIZE(recorded); i++) {
		const struct recorded *r = &recorded[i];
		u8 *real = (u8 *)recording_text(r->file);
		u32 bytes;
		u8 *made = virt_dtb(r->arch, r->ram_bytes, r->initrd_bytes, r->cmdline, &bytes);

		assert_non_null(made);
		same_tree(made, real);
		free(made);
		free(real);
	}
}

/* A tree with one cpu, RAM at `base` */
static enum machine_arch arch_of(const char *find, const char *replace, u64 ram_bytes)
{
	struct fdt_error error;
	struct fdt fdt;
	u32 bytes;
	u8 *blob = virt_dtb(ARCH_ARM, ram_bytes, 0, "", &bytes), *at;
	enum machine_arch arch;

	assert_non_null(blob);
	at = memmem(blob, bytes, find, strlen(find) + 1);
	assert_non_null(at);
	memcpy(at, replace, strlen(replace) + 1);
	assert_int_equal(fdt_check(&fdt, blob, bytes, &error), 0);
	arch = fdt_arch(&fdt);
	free(blob);
	return arch;
}

static void arch_by_the_cpus(void **state)
{
	assert_int_equal(arch_of("arm,cortex-a15", "arm,cortex-a7", 1 << 30), ARCH_ARM);
	assert_int_equal(arch_of("arm,cortex-a15", "arm,cortex-a15", 4ull << 30), ARCH_ARM_LPAE);
	assert_int_equal(arch_of("arm,cortex-a15", "arm,cortex-a72", 1 << 30), ARCH_ARM64);
	assert_int_equal(arch_of("arm,cortex-a15", "arm,armv8", 1 << 30), ARCH_ARM64);
	assert_int_equal(arch_of("arm,cortex-a15", "qcom,krait", 1 << 30), ARCH_ARM);
	assert_int_equal(arch_of("arm,cortex-a15", "apple,icestor", 1 << 30), ARCH_ARM64);
	assert_int_equal(arch_of("device_type", "device_typo", 1 << 30), NR_ARCHES);
}

static void set_reg(u8 *blob, u32 bytes, u64 size)
{
	static const u8 reg[] = { 0x40, 0, 0, 0, 0, 0, 0, 0, 0x40, 0, 0, 0 };
	u8 *at = memmem(blob, bytes, reg, sizeof(reg));

	assert_non_null(at);
	for (u32 i = 0; i < 8; i++)
		at[4 + i] = (u8)(size >> (56 - 8 * i));
}

/* Board's trees have a memory node without a size. */
static void ram_filled_in(void **state)
{
	struct fdt_error error;
	struct dt_ram ram;
	struct fdt fdt;
	u32 bytes;
	u8 *blob = virt_dtb(ARCH_ARM64, 1 << 30, 0, "", &bytes);

	assert_int_equal(fdt_set_ram(blob, bytes, 5ull << 30), -PW_EEXIST);
	set_reg(blob, bytes, 0);
	assert_int_equal(fdt_set_ram(blob, bytes, 5ull << 30), 0);
	assert_int_equal(fdt_check(&fdt, blob, bytes, &error), 0);
	fdt_ram(&fdt, &ram);
	assert_int_equal(ram.base, VIRT_RAM_BASE);
	assert_int_equal(ram.size, 5ull << 30);
	assert_int_equal(ram.end, VIRT_RAM_BASE + (5ull << 30));
	assert_int_equal(fdt_set_ram(blob, 100, 1), -PW_EINVAL);
	free(blob);
}

/* Boards whose RAM begins elsewhere: the kernel runs where RAM is. */
static void image_follows_ram(void **state)
{
	static const u8 reg[] = { 0x40, 0, 0, 0, 0, 0, 0, 0, 0x40, 0, 0, 0 };
	struct boot_params p;
	struct fdt_error error;
	u32 bytes;
	u8 *blob = virt_dtb(ARCH_ARM64, 1 << 30, 0, "quiet", &bytes);
	u8 *at = memmem(blob, bytes, reg, sizeof(reg));

	assert_non_null(at);
	at[0] = 0x80;
	assert_int_equal(boot_params_dtb(&p, ARCH_ARM64, blob, bytes, &error), 0);
	assert_int_equal(p.text, 0x80080000);
	assert_string_equal(p.cmdline, "quiet");
	assert_int_equal(boot_params_dtb(&p, ARCH_ARM, blob, bytes, &error), 0);
	assert_int_equal(p.phys_offset, 0x80000000);
	assert_int_equal(boot_max_pfn(&p), 0xc0000);
	free(blob);
}

/* 256 MiB from 0x40000000: mem=SIZE@START replaces them, each one adds, and only whole pages count. */
static void mem_of_arm(void **state)
{
	static const struct {
		const char *cmdline;
		u64 bytes, end;
	} cases[] = {
		{ "mem=128M", 128ull << 20, 0x48000000 },
		{ "mem=64M@0x40000000 mem=64M@0x48000000", 128ull << 20, 0x4c000000 },
		{ "mem=64M mem=0x1000800@0x48000000", 80ull << 20, 0x49000000 },
		{ "mem=64M mem=64M@0x30000000", 64ull << 20, 0x44000000 },
		{ "mem=80M@0x3f000000", 64ull << 20, 0x43000000 + 0x1000000 },
		{ "mem=64M mem=1G@0xf00000000", 64ull << 20, 0x44000000 },
	};

	for (u32 i = 0; i < ARRAY_SIZE(cases); i++) {
		struct machine_config c = { .arch = ARCH_ARM, .nr_cpus = 1, .max_contents = 4096 };
		struct boot_params p;
		struct fdt_error error;
		const char *why;
		u32 bytes;
		u8 *blob = virt_dtb(ARCH_ARM, 256 << 20, 0, cases[i].cmdline, &bytes);
		struct machine *m;

		assert_int_equal(boot_params_dtb(&p, ARCH_ARM, blob, bytes, &error), 0);
		c.max_pfn = boot_max_pfn(&p);
		m = machine_create(&c, &why);
		assert_non_null(m);
		assert_int_equal(start_kernel(m, &p), 0);
		assert_int_equal(memblock_memory(m)->total_size, cases[i].bytes);
		assert_int_equal(memblock_end_of_DRAM(m), cases[i].end);
		machine_destroy(m);
		free(blob);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(as_qemu_makes_it), cmocka_unit_test(arch_by_the_cpus),
		cmocka_unit_test(ram_filled_in), cmocka_unit_test(image_follows_ram),
		cmocka_unit_test(mem_of_arm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
