/* The firmware's memory map, as it is handed over and as it stays.  Open asm/e820/types.h, api.h. */
#ifndef ARCH_X86_64_E820_H
#define ARCH_X86_64_E820_H

#include "machine/machine.h"

#define E820_MAX_ENTRIES 128

enum e820_type { E820_TYPE_RAM = 1, E820_TYPE_RESERVED, E820_TYPE_ACPI, E820_TYPE_NVS,
		 E820_TYPE_UNUSABLE, E820_TYPE_PMEM = 7, E820_TYPE_PRAM = 12 };

struct boot_e820_entry {
	u64 addr, size;
	u32 type;
};

struct boot_params;

/* e820.c: the map lives in the machine's e820_entry table */
void e820__memory_setup(struct machine *m, const struct boot_params *p);
void parse_memopt(struct machine *m, const char *value);	/* mem=, memmap= */
void parse_memmap_opt(struct machine *m, const char *value);
void e820__range_add(struct machine *m, u64 start, u64 size, u32 type);
void e820__range_update(struct machine *m, u64 start, u64 size, u32 old_type, u32 new_type);
/* old_type 0: whatever type it has */
void e820__range_remove(struct machine *m, u64 start, u64 size, u32 old_type);
bool e820__mapped_all(const struct machine *m, u64 start, u64 end, u32 type);
u32 e820__end_of_ram_pfn(struct machine *m, u64 limit_pfn);
void e820__memblock_setup(struct machine *m);

#endif
