/*
 * start_kernel(): the list of everything that happens between power on and the first task.
 * Open init/main.c beside this.  What does not touch memory management is left out.
 */
#include <string.h>

#include "init/main.h"
#include "lib/cmdline.h"
#include "machine/trace.h"
#include "mm/cma.h"
#include "mm/content.h"
#include "mm/hugetlb.h"
#include "mm/memblock.h"
#include "mm/page_alloc.h"
#include "mm/page_ext.h"
#include "mm/slab.h"
#include "mm/slub.h"
#include "mm/vmalloc.h"
#include "mm/zone_init.h"

static bool parameq(const char *cmdline, const char *param)
{
	const char *at = strstr(cmdline, param);
	size_t length = strlen(param);

	return at && (at == cmdline || at[-1] == ' ') && (at[length] == ' ' || !at[length]);
}

/* The kernel's own words, at an address of its direct map, like everything that it writes into RAM. */
static void strcpy_phys(struct machine *m, u64 pa, const char *text)
{
	for (u64 i = 0; text[i]; i++)
		write_bytes(m, pa + i, (u8)text[i], 1);
	trace_direct_map_used(m, m->geo.page_offset + pa - sys(m)->phys_offset, pa);
}

/* The command line is kept three times: as it came, to be cut up, and for the initcalls. */
static int setup_command_line(struct machine *m, const struct boot_params *p)
{
	u64 size = strlen(p->cmdline) + 1;

	for (u32 copy = 0; copy < 3; copy++) {
		u64 pa = memblock_virt_alloc_try_nid(m, size, 0, 0, MEMBLOCK_ALLOC_ANYWHERE,
						     WHO_COMMAND_LINE);

		if (!pa)
			return -PW_ENOMEM;
		if (!copy)	/* saved_command_line: what /proc/cmdline tells */
			strcpy_phys(m, pa, p->cmdline);
	}
	return 0;
}

/* parse_args(): what need not be known before memory is set up */
static void parse_parameters(struct machine *m, const struct boot_params *p)
{
	static const struct early_param params[] = {
		{ "hugepages", hugetlb_nrpages_setup }, { "hugepagesz", setup_hugepagesz },
		{ "slab_max_order", slab_max_order_setup },
		{ "slab_nomerge", setup_slab_nomerge }, { "slub_nomerge", setup_slab_nomerge },
		{ "slub_min_order", setup_slub_min_order }, { "slub_max_order", setup_slub_max_order },
		{ "slub_min_objects", setup_slub_min_objects },
	};

	parse_early_options(m, p->cmdline, params, ARRAY_SIZE(params));
}

static int vfs_caches_init_early(struct machine *m)
{
	int ret = alloc_large_system_hash(m, 13, WHO_DENTRY_HASH);

	return ret ? ret : alloc_large_system_hash(m, 14, WHO_INODE_HASH);
}

static int mm_init(struct machine *m, const struct boot_params *p)
{
	int ret;
	CALLED(m, mm_init);

	ret = page_ext_init_flatmem(m);
	if (!ret)
		ret = p->arch->mem_init(m);
	if (!ret && p->start_slab)
		kmem_cache_init(m);
	if (!ret)
		vmalloc_init(m);
	return ret;
}

static void check_bugs(struct machine *m, const struct boot_params *p)
{
	if (m->config.nr_cpus == 1 && p->smp_locks)
		free_reserved_area(m, p->smp_locks, p->smp_locks_end, WHO_SMP_LOCKS);
}

/* Huge pages are on (madvise) unless told otherwise or RAM is below 512 MiB. */
static void hugepage_init(struct machine *m, const struct boot_params *p)
{
	if (m->geo.transparent_hugepage && !parameq(p->cmdline, "transparent_hugepage=never") &&
	    sys(m)->totalram_pages >= 512u << (20 - PAGE_SHIFT))
		set_recommended_min_free_kbytes(m);
}

/* kernel_init(): initcalls in their order, as far as they are about memory */
static void rest_init(struct machine *m, const struct boot_params *p)
{
	CALLED(m, rest_init);

	init_per_zone_wmark_min(m);
	cma_init_reserved_areas(m);
	hugetlb_init(m);
	hugepage_init(m, p);
	if (sys(m)->initrd_end > sys(m)->initrd_start)
		p->arch->free_initrd(m);
	p->arch->free_initmem(m, p);
}

static void power_on(struct machine *m)
{
	struct system *s = edit_system(m, sys(m));

	s->booted = 1;
	s->nr_cpus = m->config.nr_cpus;
	s->watermark_scale_factor = 10;
	memcpy(s->lowmem_reserve_ratio, m->geo.lowmem_reserve_ratio,
	       sizeof(s->lowmem_reserve_ratio));
	if (m->config.slab == SLAB_SLUB)
		slub_power_on(m);
	memblock_init(m);
}

static int start_kernel_begin(struct machine *m, struct boot_params *p)
{
	int ret;

	power_on(m);
	set(m, sys(m), android, p->android);
	ret = p->arch->setup_arch(m, p);
	if (!ret)
		ret = setup_command_line(m, p);
	if (!ret)
		ret = p->arch->setup_per_cpu_areas(m);
	if (ret)
		return ret;
	build_all_zonelists(m);
	parse_parameters(m, p);
	ret = vfs_caches_init_early(m);
	if (!ret && p->arch->trap_init)
		ret = p->arch->trap_init(m);
	return ret ? ret : mm_init(m, p);
}

static int boot(struct machine *m, struct boot_params *p)
{
	int ret;
	CALLED(m, start_kernel, m->config.max_pfn);

	local_irq_save(m);	/* until the handlers are set up */
	ret = start_kernel_begin(m, p);
	local_irq_restore(m);
	if (ret)
		return ret;
	if (p->start_slab)
		kmem_cache_init_late(m);
	setup_per_cpu_pageset(m);
	check_bugs(m, p);
	rest_init(m, p);
	set(m, sys(m), booted, 3);
	trace_boot_done(m, nr_free_pages(m), sys(m)->totalram_pages);
	return 0;
}

/* A device tree brings its own command line: that goes into a copy. */
int start_kernel(struct machine *m, const struct boot_params *p)
{
	struct boot_params own = *p;

	return p->arch ? boot(m, &own) : -PW_EINVAL;
}
