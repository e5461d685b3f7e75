/*
 * Power on: what the boot loader hands to the kernel, and start_kernel().
 *
 * A scenario fills a boot_params; where it only names an amount of RAM, boot_params_default() says
 * what SeaBIOS and QEMU would have handed over on a machine of that size.
 */
#ifndef INIT_MAIN_H
#define INIT_MAIN_H

#include "arch/x86_64/e820.h"

#define COMMAND_LINE_SIZE 256

/* Physical addresses; an end is exclusive.  The image lies as the linker script orders it. */
/*
 * How a machine boots.  Whoever makes the parameters names its architecture, and nothing else does:
 * a program that only makes PCs holds no code of other machines, and the browser's first load is one.
 */
struct boot_params {
	const struct arch_boot *arch;		/* set with the kernel image */
	struct boot_e820_entry e820_table[E820_MAX_ENTRIES];
	u32 e820_entries;
	u64 text, etext, ex_table_end;		/* kernel code; up to rodata is free */
	u64 rodata, erodata;			/* and what follows up to data */
	u64 data, edata;
	u64 init_top_pgt;			/* the kernel's PGD, in data */
	u64 swapper_pg_end;			/* arm64: its early tables end here */
	u64 init_begin, init_end;		/* freed when init starts */
	u64 smp_locks, smp_locks_end;		/* freed when there is only one cpu */
	u64 bss, bss_end;			/* brk follows, */
	u64 brk_used;				/* taken of it before C code runs */
	u64 kernel_end;				/* and ends here: _end */
	u64 initrd_start, initrd_end;		/* equal: no initrd */
	const void *dtb;			/* the device tree, where there is one: */
	u32 dtb_bytes;				/* it must stay while the machine boots */
	u64 dtb_pa;				/* where the boot loader put it */
	u64 phys_offset;			/* arm: where RAM begins, for the direct map */
	bool start_slab;	/* mm_init() starts the allocator of objects, not its first user */
	char cmdline[COMMAND_LINE_SIZE];
	bool android;				/* with Android's patches to the allocator */
};

extern const struct arch_boot arm64_boot, arm_boot;

/* What each architecture does at its place in start_kernel().  Returns are 0 or -PW_E... */
struct arch_boot {
	int (*setup_arch)(struct machine *m, struct boot_params *p);
	int (*setup_per_cpu_areas)(struct machine *m);
	int (*trap_init)(struct machine *m);
	int (*mem_init)(struct machine *m);
	void (*free_initrd)(struct machine *m);
	void (*free_initmem)(struct machine *m, const struct boot_params *p);
};

#define BOOT_INITRD_BYTES 1064448	/* what the recorded machines had */
#define BOOT_INITRD_BYTES_I386 1093632
#define BOOT_INITRD_BYTES_ARM64 990169
#define BOOT_INITRD_BYTES_ARM 1997604
#define BOOT_INITRD_BYTES_ARM_LPAE 1997436

/* 0, or -PW_EINVAL if the model cannot boot with this amount of RAM (32 MiB to 1,008 GiB). */
int boot_params_default(struct boot_params *p, u64 ram_bytes);
/* The same for another machine than x86_64. */
int boot_params_for(struct boot_params *p, enum machine_arch arch, u64 ram_bytes);
/* The parts of it: the map with RAM on both sides of 4 GiB; the kernel image; an initrd, placed
 * where QEMU's loader does, as high as it fits into RAM below 2 GiB (after the map is filled). */
void boot_params_split(struct boot_params *p, u64 below_4g, u64 above_4g);
void boot_params_image(struct boot_params *p);
void boot_params_image_i386(struct boot_params *p);
void boot_params_place_initrd(struct boot_params *p, u64 bytes);

/* End of RAM in frames: the number of struct pages the machine needs. */
u32 e820_max_pfn(const struct boot_params *p);
u32 boot_max_pfn(const struct boot_params *p);	/* the same from the map or the device tree */

/* boot_params_dtb.c: the images lie `shift` bytes from where they were recorded */
void boot_params_image_arm64(struct boot_params *p, u64 shift);
void boot_params_image_arm(struct boot_params *p, bool lpae, u64 shift);
/*
 * A device tree, placed where QEMU puts it: behind the initrd.  -PW_EINVAL: the error says why.  A tree
 * without RAM is good, but the machine will not boot.
 */
struct fdt;
struct fdt_error;
int boot_params_dtb(struct boot_params *p, enum machine_arch arch, const void *dtb, u64 bytes,
		    struct fdt_error *error);
/* Which machine the tree's cpus are; NR_ARCHES: it does not say. */
enum machine_arch fdt_arch(const struct fdt *fdt);

/* virt.c: the tree that QEMU's machine "virt" hands over (free() it); NULL: no memory. */
#define VIRT_RAM_BASE 0x40000000ull
u8 *virt_dtb(enum machine_arch arch, u64 ram_bytes, u64 initrd_bytes, const char *cmdline, u32 *bytes);
u64 virt_initrd_start(u64 ram_bytes);
/* The recorded arm or arm64 machine with so much RAM; *dtb is freed behind the boot.  0 or -PW_EINVAL */
int boot_params_virt(struct boot_params *p, enum machine_arch arch, u64 ram_bytes, u8 **dtb);

/* The whole boot.  0, or -PW_EINVAL / -PW_ENOMEM when the map leaves no machine to boot. */
int start_kernel(struct machine *m, const struct boot_params *p);

#endif
