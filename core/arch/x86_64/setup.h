/* The architecture's part of boot, in the order in which setup_arch() and start_kernel() use it. */
#ifndef ARCH_X86_64_SETUP_H
#define ARCH_X86_64_SETUP_H

#include "arch/x86_64/page.h"
#include "init/main.h"

/* setup.c.  0 or -PW_ENOMEM, -PW_EINVAL */
int setup_arch(struct machine *m, struct boot_params *p);
int setup_per_cpu_areas(struct machine *m);
int trap_init(struct machine *m);
int mem_init(struct machine *m);
void free_initmem(struct machine *m, const struct boot_params *p);
extern const struct arch_boot x86_boot;

/* Both word widths run this code; i386 keeps what is its own in arch/i386. */
static inline bool x86_32(const struct machine *m)
{
	return m->config.arch == ARCH_I386;
}

/* arch/i386/init_32.c */
void find_low_pfn_range(struct machine *m);
void parse_highmem(struct machine *m, const char *value);
void parse_vmalloc(struct machine *m, const char *value);
void head_32_page_tables(struct machine *m);
int kernel_physical_mapping_init_32(struct machine *m, u64 start, u64 end, bool large);
int page_table_range_init(struct machine *m, u64 start, u64 end);
void set_highmem_pages_init(struct machine *m);

/* init.c: the direct map */
int init_mem_mapping(struct machine *m);
u64 alloc_low_pages(struct machine *m);	/* a zeroed frame for a table, 0: none */

/* One more level of a kernel page table below `entry`; the table's physical address, 0: no memory. */
typedef u64 (*table_alloc_fn)(struct machine *m);
u64 kernel_table(struct machine *m, u64 entry, table_alloc_fn alloc);

#endif
