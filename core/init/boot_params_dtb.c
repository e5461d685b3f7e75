/*
 * A machine that a device tree describes: where the boot loader puts kernel, initrd and tree, and which
 * of the modelled kernels the tree is for.
 *
 * The images are those of the recorded kernels, linked for RAM at 0x40000000; they run where RAM begins.
 */
#include <stdio.h>
#include <string.h>

#include "drivers/of/of_fdt.h"
#include "init/main.h"
#include "lib/cmdline.h"

#define SECTION_ARM64 (2ull << 20)
#define PHYS_ALIGN_ARM (16ull << 20)	/* what patching the kernel's text can express */
#define LOADER_GAP (128ull << 20)
#define LAST_ARMV7_CORE 32		/* Cortex-A5 to A17, and the A32 */

void boot_params_image_arm64(struct boot_params *p, u64 shift)
{
	p->arch = &arm64_boot;
	p->text = shift + 0x40080000;
	p->etext = shift + 0x402c0000;
	p->init_begin = shift + 0x403f0000;
	p->init_end = shift + 0x40430000;
	p->data = shift + 0x40430000;
	p->edata = shift + 0x40450000;
	p->bss = shift + 0x40450000;
	p->bss_end = shift + 0x404ab000;
	p->init_top_pgt = shift + 0x404ab000;
	p->swapper_pg_end = shift + 0x404ae000;
	p->kernel_end = shift + 0x404ae000;
	p->phys_offset = shift + VIRT_RAM_BASE;
}

/* Text, rodata, init and data begin at sections of their own: 1 MiB, with LPAE 2 MiB. */
void boot_params_image_arm(struct boot_params *p, bool lpae, u64 shift)
{
	p->arch = &arm_boot;
	p->text = shift + (lpae ? 0x40200000 : 0x40100000);
	p->etext = shift + (lpae ? 0x404506b4 : 0x403513ec);
	p->init_begin = shift + (lpae ? 0x40600000 : 0x40500000);
	p->init_end = shift + (lpae ? 0x40800000 : 0x40600000);
	p->data = p->init_end;
	p->edata = p->bss = shift + (lpae ? 0x40822518 : 0x40622458);
	p->bss_end = p->kernel_end = shift + (lpae ? 0x40877980 : 0x40676ab0);
	p->init_top_pgt = shift + (lpae ? 0x40003000 : 0x40004000);
	p->swapper_pg_end = shift + 0x40008000;
	p->phys_offset = shift + VIRT_RAM_BASE;
}

static void place_image(struct boot_params *p, enum machine_arch arch, u64 ram)
{
	if (arch == ARCH_ARM64)
		boot_params_image_arm64(p, ALIGN_UP(ram, SECTION_ARM64) - VIRT_RAM_BASE);
	else
		boot_params_image_arm(p, arch == ARCH_ARM_LPAE,
				      ALIGN_UP(ram, PHYS_ALIGN_ARM) - VIRT_RAM_BASE);
}

static const u8 *chosen(const struct fdt *fdt, const char *name, u32 *len)
{
	for_each_fdt_node(fdt, node) {
		const u8 *prop = node.depth == 1 && !strcmp(node.name, "chosen") ?
				 of_get_flat_dt_prop(fdt, &node, name, len) : NULL;

		if (prop)
			return prop;
	}
	return NULL;
}

/* What the boot loader has written into /chosen; where nothing, the tree lies where an initrd would. */
static void read_chosen(struct boot_params *p, const struct fdt *fdt, u64 no_initrd)
{
	u32 start_len, end_len, len;
	const u8 *start = chosen(fdt, "linux,initrd-start", &start_len);
	const u8 *end = chosen(fdt, "linux,initrd-end", &end_len);
	const u8 *args = chosen(fdt, "bootargs", &len);

	p->initrd_end = p->initrd_start = no_initrd;
	if (start && end) {
		p->initrd_start = of_read_number(start, start_len / 4);
		p->initrd_end = of_read_number(end, end_len / 4);
	}
	if (args && len)
		memcpy(p->cmdline, args, min_t(u32, len, sizeof(p->cmdline)) - 1);
}

int boot_params_dtb(struct boot_params *p, enum machine_arch arch, const void *dtb, u64 bytes,
		    struct fdt_error *error)
{
	struct dt_ram ram;
	struct fdt fdt;
	int ret = fdt_check(&fdt, dtb, bytes, error);

	if (ret)
		return ret;
	memset(p, 0, sizeof(*p));
	fdt_ram(&fdt, &ram);
	place_image(p, arch, ram.size ? ram.base : VIRT_RAM_BASE);
	p->dtb = dtb;
	p->dtb_bytes = fdt.totalsize;
	read_chosen(p, &fdt, ram.base + min_t(u64, ram.size / 2, LOADER_GAP));
	p->dtb_pa = ALIGN_UP(p->initrd_end, arch == ARCH_ARM64 ? SECTION_ARM64 : PAGE_SIZE);
	return 0;
}

u32 boot_max_pfn(const struct boot_params *p)
{
	struct fdt_error error;
	struct dt_ram ram;
	struct fdt fdt;

	if (!p->dtb)
		return e820_max_pfn(p);
	if (fdt_check(&fdt, p->dtb, p->dtb_bytes, &error))
		return 0;
	fdt_ram(&fdt, &ram);
	return (u32)min_t(u64, ram.end >> PAGE_SHIFT, PFN_NONE - 1);
}

/* "arm,cortex-a57": what its number says; 64-bit cores of other makers are many, so they are the rest */
static bool armv7_core(const char *compatible)
{
	static const char *const others[] = {
		"arm,arm", "qcom,krait", "qcom,scorpion", "marvell,pj4", "marvell,sheeva", "brcm,brahma-b15",
	};
	static const char cortex[] = "arm,cortex-a";
	const char *number = compatible + strlen(cortex), *end;

	if (!strncmp(compatible, cortex, strlen(cortex)) && *number >= '0' && *number <= '9')
		return simple_strtoull(number, &end) <= LAST_ARMV7_CORE;
	for (u32 i = 0; i < ARRAY_SIZE(others); i++)
		if (!strncmp(compatible, others[i], strlen(others[i])) && strcmp(compatible, "arm,armv8"))
			return true;
	return false;
}

enum machine_arch fdt_arch(const struct fdt *fdt)
{
	struct dt_ram ram;

	fdt_ram(fdt, &ram);
	for_each_fdt_node(fdt, node) {
		u32 len = 0;
		const u8 *type = of_get_flat_dt_prop(fdt, &node, "device_type", &len), *compatible;

		if (node.depth != 2 || !type || len != 4 || memcmp(type, "cpu", 4) != 0)
			continue;
		compatible = of_get_flat_dt_prop(fdt, &node, "compatible", &len);
		if (!compatible || !len || compatible[len - 1])
			continue;
		if (!armv7_core((const char *)compatible))
			return ARCH_ARM64;
		return ram.end > BIT(32) ? ARCH_ARM_LPAE : ARCH_ARM;
	}
	return NR_ARCHES;
}
