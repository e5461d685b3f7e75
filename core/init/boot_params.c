/* What SeaBIOS and QEMU's machine "pc" hand over, and the image of the modelled 4.19 kernel. */
#include <string.h>

#include "arch/x86_64/setup.h"
#include "init/main.h"

#define MIN_RAM (32ull << 20)
#define MAX_RAM (1ull << 40)
#define GIB (1ull << 30)
#define MAX_BELOW_4G 0xe0000000ull	/* more RAM than this: only 3 GiB lie below 4 GiB */
#define BIOS_RESERVED 0x23000ull	/* SeaBIOS keeps the end of RAM below 4 GiB for ACPI tables */
#define ACPI_DATA_SIZE 0x30000ull	/* and QEMU leaves this much free above an initrd */
#define INITRD_MAX 0x7fffffffull

static void add_entry(struct boot_params *p, u64 start, u64 end, u32 type)
{
	p->e820_table[p->e820_entries++] = (struct boot_e820_entry){ start, end - start, type };
}

void boot_params_split(struct boot_params *p, u64 below_4g, u64 above_4g)
{
	p->e820_entries = 0;
	add_entry(p, 0, 0x9fc00, E820_TYPE_RAM);
	add_entry(p, 0x9fc00, 0xa0000, E820_TYPE_RESERVED);
	add_entry(p, 0xf0000, 0x100000, E820_TYPE_RESERVED);
	add_entry(p, 0x100000, below_4g - BIOS_RESERVED, E820_TYPE_RAM);
	add_entry(p, below_4g - BIOS_RESERVED, below_4g, E820_TYPE_RESERVED);
	add_entry(p, 0xfffc0000, 4 * GIB, E820_TYPE_RESERVED);
	if (above_4g)
		add_entry(p, 4 * GIB, 4 * GIB + above_4g, E820_TYPE_RAM);
	add_entry(p, 0xfd00000000, 0x10000000000, E820_TYPE_RESERVED);
}

void boot_params_image(struct boot_params *p)
{
	p->arch = &x86_boot;
	p->text = 0x1000000;
	p->etext = 0x1602000;
	p->ex_table_end = 0x1605000;
	p->rodata = 0x1800000;
	p->erodata = 0x1948000;
	p->data = 0x1a00000;
	p->init_top_pgt = 0x1a09000;
	p->edata = 0x1a79ec0;
	p->init_begin = 0x1a7a000;
	p->init_end = 0x1b5d000;
	p->smp_locks = 0x1b5d000;
	p->smp_locks_end = 0x1b61000;
	p->bss = 0x1b62000;
	p->bss_end = 0x1c00000;
	p->kernel_end = 0x1c16000;
}

/* head_32.S has taken six page tables of brk before C begins. */
void boot_params_image_i386(struct boot_params *p)
{
	p->arch = &x86_boot;
	p->ex_table_end = p->rodata = p->erodata = p->data = 0;
	p->text = 0x1000000;
	p->etext = 0x12ec78e;
	p->edata = 0x1440920;
	p->init_top_pgt = 0x150c000;
	p->init_begin = 0x1441000;
	p->init_end = 0x14b0000;
	p->smp_locks = 0x14b0000;
	p->smp_locks_end = 0x14b4000;
	p->bss = 0x14b5000;
	p->bss_end = 0x1516000;
	p->brk_used = 6 * PAGE_SIZE;
	p->kernel_end = 0x1536000;
}

void boot_params_place_initrd(struct boot_params *p, u64 bytes)
{
	u64 top = 0;

	for (u32 i = 0; i < p->e820_entries; i++) {
		const struct boot_e820_entry *e = &p->e820_table[i];

		if (e->type == E820_TYPE_RAM && e->addr + e->size <= 4 * GIB)
			top = max_t(u64, top, e->addr + e->size);
	}
	top = min_t(u64, top + BIOS_RESERVED - ACPI_DATA_SIZE, INITRD_MAX);
	p->initrd_start = ALIGN_DOWN(top - bytes, PAGE_SIZE);
	p->initrd_end = p->initrd_start + bytes;
}

int boot_params_default(struct boot_params *p, u64 ram_bytes)
{
	u64 below_4g = ram_bytes >= MAX_BELOW_4G ? 3 * GIB : ram_bytes;

	memset(p, 0, sizeof(*p));
	if (ram_bytes < MIN_RAM || ram_bytes > MAX_RAM - 16 * GIB || ram_bytes % PAGE_SIZE)
		return -PW_EINVAL;
	boot_params_split(p, below_4g, ram_bytes - below_4g);
	boot_params_image(p);
	boot_params_place_initrd(p, BOOT_INITRD_BYTES);
	strcpy(p->cmdline, "console=ttyS0 norandmaps nokaslr panic=-1");
	return 0;
}

/* A 32-bit cpu has no physical addresses near 1 TiB that the firmware would have to keep free. */
static int boot_params_i386(struct boot_params *p, u64 ram_bytes)
{
	int ret = boot_params_default(p, ram_bytes);

	if (ret)
		return ret;
	p->e820_entries--;
	boot_params_image_i386(p);
	boot_params_place_initrd(p, BOOT_INITRD_BYTES_I386);
	return 0;
}

int boot_params_for(struct boot_params *p, enum machine_arch arch, u64 ram_bytes)
{
	switch (arch) {
	case ARCH_X86_64: return boot_params_default(p, ram_bytes);
	case ARCH_I386: return boot_params_i386(p, ram_bytes);
	default: return -PW_EINVAL;
	}
}

u32 e820_max_pfn(const struct boot_params *p)
{
	u64 end = 0;

	for (u32 i = 0; i < p->e820_entries; i++) {
		const struct boot_e820_entry *e = &p->e820_table[i];

		if (e->type == E820_TYPE_RAM)
			end = max_t(u64, end, e->addr + e->size);
	}
	return (u32)min_t(u64, end >> PAGE_SHIFT, PFN_NONE - 1);
}
