/*
 * Recordings of SLUB: what caches look like (slub_caches.c), or one sequence of allocations and frees
 * (slub_sequence.c).  Only the calls are read, with the boot options and what sysfs was told.
 */
#include <string.h>

#include "init/main.h"
#include "scenario/replay/slub.h"

#define SLUB_RAM (128ull << 20)

/* A machine that has booted, with memory enough for what the recordings hold at one time. */
struct machine *slub_machine(struct replay *r, const char *cmdline, u32 nr_cpus, bool cpu_partial)
{
	struct machine_config config = {
		.arch = r->arch, .nr_cpus = nr_cpus, .max_contents = 16384, .slab = SLAB_SLUB,
		.no_cpu_partial = !cpu_partial, .arena_limit = r->arena_limit,
	};
	struct boot_params p;
	const char *error = "";
	struct machine *m;

	if (r->failed || boot_params_for(&p, r->arch, SLUB_RAM))
		return NULL;
	if (strlen(cmdline) >= sizeof(p.cmdline)) {
		refuse_item(r, r->doc.root, "a command line of more than %zu bytes", "命令行超过 %zu 字节",
			    sizeof(p.cmdline) - 1);
		return NULL;
	}
	strcpy(p.cmdline, cmdline);
	p.start_slab = true;
	config.max_pfn = e820_max_pfn(&p);
	m = machine_create(&config, &error);
	if (!m) {
		refuse_item(r, r->doc.root, "no machine can be made: %s", "无法建立机器：%s", error);
		return NULL;
	}
	m->journaling = false;
	if (start_kernel(m, &p))
		refuse_item(r, r->doc.root, "this machine does not boot", "这台机器无法引导");
	return m;
}

/* Flags of kmem_cache_create(), each under a key of its own. */
u32 slub_flags(struct replay *r, const cJSON *record)
{
	static const struct {
		const char *key;
		u32 flag;
	} names[] = {
		{ "hwcache_align", SLAB_HWCACHE_ALIGN }, { "reclaim_account", SLAB_RECLAIM_ACCOUNT },
		{ "typesafe_by_rcu", SLAB_TYPESAFE_BY_RCU }, { "cache_dma", SLAB_CACHE_DMA },
		{ "panic", SLAB_PANIC }, { "noleaktrace", SLAB_NOLEAKTRACE },
	};
	u32 flags = 0;

	for (u32 i = 0; i < ARRAY_SIZE(names); i++)
		if (rec_u32(r, record, names[i].key, 1))
			flags |= names[i].flag;
	return flags;
}

u32 slub_align(struct replay *r, const cJSON *record, const char *key)
{
	u32 align = rec_u32(r, record, key, PAGE_SIZE);

	if (align & (align - 1)) {
		refuse_item(r, optional(record, key), "%u is no power of two", "%u 不是 2 的幂", align);
		return 0;
	}
	return align;
}

/* A sequence begins with the parameters of its cache, on a line of its own. */
static bool is_sequence(const char *text, size_t bytes)
{
	static const char key[] = "{\"cache_params\"";

	return bytes >= sizeof(key) && memcmp(text, key, sizeof(key) - 1) == 0;
}

void replay_slub(struct replay *r, const void *text, size_t bytes)
{
	if (is_sequence(text, bytes))
		replay_slub_sequence(r, text, bytes);
	else
		replay_slub_caches(r, text, bytes);
}
