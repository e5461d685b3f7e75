/*
 * Power on: what the boot loader hands to the kernel, and start_kernel().
 *
 * A scenario fills a boot_params; where it only names an amount of RAM, boot_params_default() says
 * what SeaBIOS and QEMU would have handed over on a machine of that size.
 */
#ifndef INIT_MAIN_H
#define INIT_MAIN_H

#include "machine/machine.h"

#define E820_MAX_ENTRIES 128
#define COMMAND_LINE_SIZE 256

enum e820_type { E820_TYPE_RAM = 1, E820_TYPE_RESERVED, E820_TYPE_ACPI, E820_TYPE_NVS,
		 E820_TYPE_UNUSABLE };

struct boot_e820_entry {
	u64 addr, size;
	u32 type;
};

/* Physical addresses; end is exclusive.  The image is laid out as the linker script orders it. */
struct boot_params {
	struct boot_e820_entry e820_table[E820_MAX_ENTRIES];
	u32 e820_entries;
	u64 text, etext;			/* kernel code */
	u64 rodata, erodata, data, edata;	/* whole pages of text and data have gaps between */
	u64 init_begin, init_end;		/* freed when init starts */
	u64 smp_locks, smp_locks_end;		/* freed when only one cpu is possible */
	u64 bss, bss_end;			/* brk follows */
	u64 initrd_start, initrd_end;		/* equal: no initrd */
	char cmdline[COMMAND_LINE_SIZE];
};

/* 0, or -PW_EINVAL if no machine can have so little or so much RAM (8 MiB .. 1 TiB). */
int boot_params_default(struct boot_params *p, u64 ram_bytes);
/* Put the initrd where QEMU's loader would: as high as it fits in RAM below 2 GiB. */
void boot_params_place_initrd(struct boot_params *p, u64 bytes);

/* End of RAM in frames: the number of struct pages the machine needs. */
u32 e820_max_pfn(const struct boot_params *p);

/* The whole boot.  0, or -PW_EINVAL / -PW_ENOMEM when the map leaves no machine to boot. */
int start_kernel(struct machine *m, const struct boot_params *p);

#endif
