/* The architecture's part of boot, in the order in which setup_arch() and start_kernel() use it. */
#ifndef ARCH_X86_64_SETUP_H
#define ARCH_X86_64_SETUP_H

#include "arch/x86_64/page.h"
#include "init/main.h"

/* setup.c.  0 or -PW_ENOMEM, -PW_EINVAL */
int setup_arch(struct machine *m, const struct boot_params *p);
int setup_per_cpu_areas(struct machine *m);
int trap_init(struct machine *m);
int mem_init(struct machine *m);
void free_initmem(struct machine *m, const struct boot_params *p);

/* init.c: the direct map */
int init_mem_mapping(struct machine *m);

/* One more level of a kernel page table below `entry`; the table's physical address, 0: no memory. */
typedef u64 (*table_alloc_fn)(struct machine *m);
u64 kernel_table(struct machine *m, u64 entry, table_alloc_fn alloc);

#endif
