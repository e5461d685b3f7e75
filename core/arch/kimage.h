/* The kernel's own image, which every setup_arch() notes first.  Open each arch's kernel/setup.c. */
#ifndef ARCH_KIMAGE_H
#define ARCH_KIMAGE_H

#include "arch/x86_64/pgtable.h"
#include "init/main.h"

/* va_offset: the kernel's address of physical address 0.  brk_end: where init_mm.brk points. */
void note_kernel_image(struct machine *m, const struct boot_params *p, u64 va_offset, u64 brk_end);

/* The level at which the kernel's four-level tables map va; LEVEL_NONE: not mapped, or other tables. */
enum pgtable_level kernel_map_level(const struct machine *m, u64 va);

#endif
