/* Page tables of arm64 in boot: 4 KiB pages, 48-bit addresses, four levels.  Open arch/arm64/mm/mmu.c. */
#ifndef ARCH_ARM64_MMU_H
#define ARCH_ARM64_MMU_H

#include "machine/machine.h"

#define KIMAGE_VADDR 0xffff000008000000ull	/* of the 2 MiB that the image begins in */

struct boot_params;

void early_fixmap_init(struct machine *m);
void early_ioremap_init(struct machine *m);
/* Map the device tree read-only in the fixmap, and keep its memory. */
void fixmap_remap_fdt(struct machine *m, u64 dt_phys, u32 size);
int paging_init(struct machine *m, const struct boot_params *p);	/* 0 or -PW_ENOMEM */

#endif
