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
	{ "constants", replay_constants },
};

const char *pw_replay_kind(uint32_t index)
{
	return index < ARRAY_SIZE(kinds) ? kinds[index].name : NULL;
}

struct machine *replay_machine(struct replay *r, u32 max_pfn, u32 nr_cpus)
{
	struct machine_config config = {
		.max_pfn = max_pfn, .nr_cpus = nr_cpus, .max_contents = 16384,
	};
	const char *error = "";
	struct machine *m = NULL;

	if (r->failed)
		return NULL;
	if (max_pfn && max_pfn <= RECORDING_MAX_PFN)
		m = machine_create(&config, &error);
	if (!m)
		refuse_item(r, r->doc.root, "no machine of %u frames and %u cpus can be made: %s",
			    "无法建立有 %u 个页框、%u 个 cpu 的机器：%s", max_pfn, nr_cpus, error);
	else
		m->journaling = false;
	return m;
}

bool modelled_machine(struct replay *r, const cJSON *root)
{
	const cJSON *arch = optional(root, "arch");

	if (!arch || !cJSON_IsString(arch) || strcmp(arch->valuestring, "x86_64") == 0)
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
	      struct pw_replay *answer)
{
	struct replay r = {
		.lang = chinese ? LANG_ZH : LANG_EN, .text = answer->text,
		.room = sizeof(answer->text),
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
