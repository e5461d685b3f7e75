/*
 * A recording against the model: `pagewalk replay`.  One kind of recording is one file beside this.
 */
#include <stdlib.h>
#include <string.h>

#include "scenario/replay/replay.h"

static const struct replay_kind kinds[] = {
	{ "boot", replay_boot },
	{ "watermarks", replay_watermarks },
	{ "buddy", replay_buddy },
	{ "cma", replay_cma },
	{ "constants", replay_constants },
	{ "slab", replay_slab },
	{ "slub", replay_slub },
	{ "vmalloc", replay_vmalloc },
};

const char *pw_replay_kind(uint32_t index)
{
	return index < ARRAY_SIZE(kinds) ? kinds[index].name : NULL;
}

struct machine *replay_machine_of(struct replay *r, struct machine_config config)
{
	const char *error = "";
	struct machine *m = NULL;

	if (r->failed)
		return NULL;
	config.arch = r->arch;
	config.max_contents = 16384;
	config.arena_limit = r->arena_limit;
	if (config.max_pfn && config.max_pfn <= RECORDING_MAX_PFN)
		m = machine_create(&config, &error);
	if (!m)
		refuse_item(r, r->doc.root, "no machine of %u frames and %u cpus can be made: %s",
			    "无法建立有 %u 个页框、%u 个 cpu 的机器：%s", config.max_pfn,
			    config.nr_cpus, error);
	else
		m->journaling = false;
	return m;
}

struct machine *replay_machine(struct replay *r, u32 max_pfn, u32 nr_cpus)
{
	return replay_machine_of(r, (struct machine_config){ .max_pfn = max_pfn, .nr_cpus = nr_cpus });
}

static bool has_zones(const struct geometry *geo, const cJSON *zones)
{
	u32 idx = 0;

	for (const cJSON *zone = zones->child; zone; zone = zone->next, idx++) {
		const cJSON *name = optional(zone, "zone");

		if (idx >= geo->nr_zones || !name || !cJSON_IsString(name) ||
		    strcmp(name->valuestring, geo->zone_names[idx]) != 0)
			return false;
	}
	return idx == geo->nr_zones;
}

/* A recording of watermarks does not name its machine, but its zones do. */
static enum machine_arch arch_of_zones(const cJSON *zones, enum machine_arch otherwise)
{
	for (u32 arch = 0; zones && arch < NR_ARCHES; arch++)
		if (has_zones(&geometries[arch], zones))
			return (enum machine_arch)arch;
	return otherwise;
}

bool modelled_machine(struct replay *r, const cJSON *root)
{
	const cJSON *arch = optional(root, "arch"), *variant = optional(root, "variant");

	if (!arch)
		r->arch = arch_of_zones(optional(root, "zones"), r->arch);
	else if (cJSON_IsString(arch))
		r->arch = arch_of_name(arch->valuestring);
	if (r->arch == ARCH_ARM && variant && cJSON_IsString(variant) &&
	    strcmp(variant->valuestring, "lpae") == 0)
		r->arch = ARCH_ARM_LPAE;
	if (r->arch < NR_ARCHES)
		return !r->failed;
	refuse_item(r, arch, "no machine of architecture \"%s\" is modelled",
		    "没有架构“%s”的机器模型", clip(arch->valuestring).text);
	return false;
}

static void tell_error(struct replay *r)
{
	r->used = 0;
	tell(r, "%u:%u: %s", r->error.place.line, r->error.place.column,
	     r->error.message[r->lang]);
}

int pw_replay(const char *kind, const void *text, size_t bytes, int chinese,
	      const struct pw_limits *limits, struct pw_replay *answer)
{
	struct replay r = {
		.lang = chinese ? LANG_ZH : LANG_EN, .text = answer->text,
		.room = sizeof(answer->text), .arena_limit = limits ? limits->arena_bytes : 0,
	};

	memset(answer, 0, sizeof(*answer));
	for (u32 i = 0; i < ARRAY_SIZE(kinds); i++)
		if (strcmp(kinds[i].name, kind) == 0)
			kinds[i].run(&r, text, bytes);
	json_doc_free(&r.doc);
	if (!r.failed && !r.total)
		refuse_item(&r, NULL, "nothing in this recording is an answer of kind \"%s\"",
			    "这份记录中没有“%s”类的答案", kind);
	if (r.failed) {
		tell_error(&r);
		return -1;
	}
	answer->predicted = r.predicted;
	answer->total = r.total;
	return 0;
}
