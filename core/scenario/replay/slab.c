/*
 * Recordings of SLAB.  One kind of file lists caches that were created one after another, and the
 * sizes at which kmalloc changes its class; the other is a run of allocations and frees in one cache,
 * one JSON line each (slab_sequence.c).
 */
#include <stdio.h>
#include <string.h>

#include "init/main.h"
#include "mm/slab/internal.h"
#include "scenario/replay/slab.h"

#define SLAB_RAM (512ull << 20)

static const struct {
	const char *key;
	u32 flag;
} request_flags[] = {
	{ "hwcache_align", SLAB_HWCACHE_ALIGN }, { "reclaim_account", SLAB_RECLAIM_ACCOUNT },
	{ "typesafe_by_rcu", SLAB_TYPESAFE_BY_RCU }, { "panic", SLAB_PANIC },
	{ "cache_dma", SLAB_CACHE_DMA }, { "noleaktrace", SLAB_NOLEAKTRACE },
};

struct machine *slab_machine(struct replay *r, const char *cmdline, u32 cpus, u32 possible)
{
	struct boot_params p;
	struct machine *m;

	if (boot_params_for(&p, r->arch, SLAB_RAM))
		return NULL;
	snprintf(p.cmdline, sizeof(p.cmdline), "%s", cmdline);
	p.start_slab = true;
	m = replay_machine_of(r, (struct machine_config){
		.max_pfn = boot_max_pfn(&p), .nr_cpus = cpus, .possible_cpus = possible,
	});
	if (m && start_kernel(m, &p))
		refuse_item(r, r->doc.root, "this machine does not boot", "这台机器无法引导");
	return m;
}

u32 create_recorded_cache(struct replay *r, struct machine *m, const cJSON *c, const char *name)
{
	u32 flags = 0, size = rec_u32(r, c, "req_size", 64u << 20);
	u32 align = rec_u32(r, c, "req_align", 1u << 20);
	bool ctor = rec_u32(r, c, "ctor", 1);

	for (u32 i = 0; i < ARRAY_SIZE(request_flags); i++)
		if (rec_u32(r, c, request_flags[i].key, 1))
			flags |= request_flags[i].flag;
	if (!r->failed && align & (align - 1))
		refuse_item(r, c, "an alignment is a power of two", "对齐应为 2 的幂");
	return r->failed ? 0 : kmem_cache_create(m, name, size, align, flags, ctor);
}

static const char *freelist_words(const struct kmem_cache *s)
{
	if (s->flags & CFLGS_OFF_SLAB)
		return "off";
	return s->flags & CFLGS_OBJFREELIST_SLAB ? "objfreelist" : "on";
}

static void predict_numbers(struct replay *r, const struct machine *m, const struct kmem_cache *s,
			    const cJSON *c, const char *name)
{
	const struct kmem_cache_node *n = get_node(m, s);
	const struct array_cache *ac = array_cache_at(m, s->cpu_cache);
	const struct {
		const char *key;
		s64 got;
	} values[] = {
		{ "object_size", s->object_size }, { "size", s->size }, { "align", s->align },
		{ "num", s->num }, { "gfporder", s->gfporder }, { "colour", s->colour },
		{ "colour_off", s->colour_off }, { "freelist_size", s->freelist_size },
		{ "flags", s->flags }, { "limit", s->limit }, { "batchcount", s->batchcount },
		{ "shared", s->shared }, { "ac_limit", ac->limit }, { "ac_batchcount", ac->batchcount },
		{ "free_limit", n->free_limit }, { "allocflags", s->allocflags },
		{ "shared_array_limit", n->shared ? (s64)array_cache_at(m, n->shared)->limit : -1 },
	};

	for (u32 i = 0; i < ARRAY_SIZE(values); i++)
		predict(r, values[i].got, rec_s64(r, c, values[i].key), "%s: %s", name, values[i].key);
}

void predict_cache(struct replay *r, const struct machine *m, u32 cache, const cJSON *c,
		   const char *name)
{
	const struct kmem_cache *s = kmem_cache_at(m, cache);
	const cJSON *merged = optional(c, "merged_into");
	bool is_merged = cache && strncmp(s->name, name, sizeof(s->name));

	predict(r, cache != 0, rec_s64(r, c, "created"), "%s: created", name);
	if (!cache || r->failed)
		return;
	predict_string(r, is_merged ? s->name : "", merged ? rec_string(r, merged, NULL) : "",
		       "%s: merged_into", name);
	predict_numbers(r, m, s, c, name);
	predict_string(r, freelist_words(s), rec_string(r, c, "mgmt"), "%s: mgmt", name);
	predict_string(r, s->freelist_cache ? kmem_cache_at(m, s->freelist_cache)->name : "",
		       rec_string(r, c, "freelist_cache"), "%s: freelist_cache", name);
}

struct creation {
	struct replay *r;
	const cJSON *request;
	const char *name;
};

static void run_creation(void *context, struct machine *m, u32 op, u32 iteration)
{
	const struct creation *c = context;

	create_recorded_cache(c->r, m, c->request, c->name);
}

static void replay_caches(struct replay *r, struct machine *m, const cJSON *caches)
{
	const cJSON *c;

	cJSON_ArrayForEach(c, caches) {
		bool differed = r->differs;
		char name[CACHE_NAME_MAX];
		u32 cache;

		snprintf(name, sizeof(name), "orc%03u", rec_u32(r, c, "cache", 999));
		cache = create_recorded_cache(r, m, c, name);
		if (r->failed)
			return;
		predict_cache(r, m, cache, c, name);
		if (r->differs && !differed)
			tell_traced(r, m, run_creation, &(struct creation){ r, c, name });
	}
}

static const char *class_name(const struct machine *m, u64 size)
{
	u32 cache = kmalloc_slab(m, size, 0);

	return cache ? kmem_cache_at(m, cache)->name : "";
}

/* The first size of a class: its cache, what it really holds, and that the size below has another. */
static void replay_kmalloc(struct replay *r, struct machine *m, const cJSON *list)
{
	const cJSON *item;
	const char *before = NULL;

	cJSON_ArrayForEach(item, list) {
		u32 size = rec_u32(r, item, "kmalloc", 64u << 20);
		const char *cache = rec_string(r, item, "cache");
		u64 object = r->failed ? 0 : kmalloc(m, size, GFP_KERNEL);

		if (r->failed)
			return;
		predict_string(r, class_name(m, size), cache, "kmalloc(%u): cache", size);
		predict(r, (s64)ksize(m, object), rec_s64(r, item, "ksize"), "kmalloc(%u): ksize", size);
		if (ksize(m, object) % PAGE_SIZE == 0)
			predict(r, (s64)(object & (PAGE_SIZE - 1)), rec_s64(r, item, "offset_in_page"),
				"kmalloc(%u): offset_in_page", size);
		if (before && size > 1)
			predict_string(r, class_name(m, size - 1), before, "kmalloc(%u): cache",
				       size - 1);
		before = cache;
		kfree(m, object);
	}
}

static void predict_globals(struct replay *r, const struct machine *m, const cJSON *global)
{
	const struct {
		const char *key;
		s64 got;
	} values[] = {
		{ "slab_max_order", slab_common(m)->slab_max_order },
		{ "cache_line_size", m->geo.cache_bytes }, { "sizeof_freelist_idx", 1 },
		{ "KMALLOC_MAX_CACHE_SIZE", (s64)BIT(slab_allocator(m)->kmalloc_shift_high) },
		{ "KMALLOC_MIN_SIZE", (s64)kmalloc_min_size(m) },
		{ "ARCH_SLAB_MINALIGN", ARCH_SLAB_MINALIGN },
		{ "sizeof_kmem_cache", sizeof_kmem_cache(m) },
		{ "sizeof_kmem_cache_node", sizeof_kmem_cache_node(m) },
	};

	for (u32 i = 0; i < ARRAY_SIZE(values); i++)
		predict(r, values[i].got, rec_s64(r, global, values[i].key), "%s", values[i].key);
}

/* The file does not name its machine; the line of the processor's cache tells the two apart. */
static void replay_caches_file(struct replay *r, const cJSON *root)
{
	const cJSON *global;
	const char *cmdline;
	struct machine *m;
	u32 possible;
	bool alone;

	if (!modelled_machine(r, root))
		return;
	global = rec_object(r, root, "global");
	cmdline = rec_string(r, root, "cmdline");
	possible = rec_u32(r, global, "num_possible_cpus", RECORDING_MAX_CPUS);
	alone = strstr(cmdline, "possible_cpus=");
	if (!optional(root, "arch"))
		r->arch = rec_u32(r, global, "cache_line_size", 256) == 32 ? ARCH_I386 : ARCH_X86_64;
	if (!r->failed && !possible)
		refuse_item(r, global, "a machine has a cpu", "机器至少有一个 cpu");
	m = slab_machine(r, cmdline, alone ? 1 : possible, possible);
	if (!m)
		return;
	if (r->arch == ARCH_X86_64)
		create_system_caches(m);
	predict_globals(r, m, global);
	replay_caches(r, m, rec_array(r, root, "caches"));
	replay_kmalloc(r, m, rec_array(r, root, "kmalloc"));
	machine_destroy(m);
}

void replay_slab(struct replay *r, const void *text, size_t bytes)
{
	const char *sequence = "{\"cache_params\"";

	if (rec_first_line(text, bytes) < bytes && !strncmp(text, sequence, strlen(sequence))) {
		replay_slab_sequence(r, text, bytes);
	} else {
		const cJSON *root = rec_document(r, text, bytes);

		if (root)
			replay_caches_file(r, root);
	}
}
