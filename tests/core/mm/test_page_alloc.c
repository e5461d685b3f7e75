/*
 * The page allocator against a real kernel's: from the same state, the same requests must give the
 * same frames and leave every list in the same order.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>

#include <cmocka.h>

#include "recording.h"

struct replay {
	struct machine *m;
	pfn_t *pfns;		/* by the recording's id */
};

static void replay_alloc(struct replay *r, const cJSON *op, u32 i)
{
	const cJSON *id = op->child->next, *order = id->next->next->next, *gfp = order->next;
	pfn_t want = cJSON_IsNull(gfp->next) ? PFN_NONE : (pfn_t)gfp->next->valuedouble;
	pfn_t pfn = alloc_pages(r->m, (u32)json_number(gfp, NULL), (u32)order->valuedouble);

	if (pfn != want)
		fail_msg("op %u: order %d gfp %s gave %d, recorded %d", i, (int)order->valuedouble,
			 gfp->valuestring, (int)pfn, (int)want);
	r->pfns[(u32)id->valuedouble] = pfn;
}

static void replay_op(struct replay *r, const cJSON *op, u32 i)
{
	char kind = op->child->valuestring[0];
	/* the cpu comes last: ["a", id, type, zone, order, gfp, pfn, cpu], ["f", id, order, pfn, cpu] */
	int size = cJSON_GetArraySize(op), cpu_at = kind == 'a' ? 7 : kind == 'f' ? 4 : 1;

	if (size > cpu_at)
		set(r->m, sys(r->m), current_cpu, cJSON_GetArrayItem(op, cpu_at)->valuedouble);
	if (kind == 'd')
		drain_local_pages(r->m);
	else if (kind == 'a')
		replay_alloc(r, op, i);
	else
		__free_pages(r->m, r->pfns[(u32)op->child->next->valuedouble],
			     (u32)op->child->next->next->valuedouble);
}

static void replay(const char *name)
{
	cJSON *json = recording_json(name);
	const cJSON *pre = cJSON_GetObjectItem(json, "pre"), *op;
	const cJSON *ops = cJSON_GetObjectItem(json, "ops");
	u32 mid_after = (u32)json_number(json, "mid_after_ops"), i = 0;
	struct replay r = { bulk_machine(buddy_dump_max_pfn(pre), buddy_dump_cpus(pre)), NULL };

	r.pfns = calloc((size_t)cJSON_GetArraySize(ops) + 1, sizeof(*r.pfns));
	load_buddy_dump(r.m, pre);
	assert_buddy_dump(r.m, pre);
	cJSON_ArrayForEach(op, ops) {
		replay_op(&r, op, i);
		if (++i == mid_after)
			assert_buddy_dump(r.m, cJSON_GetObjectItem(json, "mid"));
	}
	assert_buddy_dump(r.m, cJSON_GetObjectItem(json, "post"));
	free(r.pfns);
	machine_destroy(r.m);
	cJSON_Delete(json);
}

static void replay_recording(void **state)
{
	replay(*state);
}

#define REPLAY(name) \
	{ name, replay_recording, NULL, NULL, (void *)(uintptr_t)("buddy/" name ".json.gz") }

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		REPLAY("m128-s01_hi_unmov_200"),
		REPLAY("m128-s05_o0_mixed_5000"),
		REPLAY("m128-s07_mix_all_5000"),
		REPLAY("m128-s10_atomic_mix_2000"),
		REPLAY("m128-s11_fill_uniform_all"),
		REPLAY("m128-s14_fill_atomic"),
		REPLAY("m256-3zones-s09_nodrain_mix_1000"),
		REPLAY("m256-3zones-s12_fill_small_zones"),
		REPLAY("m256-cma32-c02_all_fill"),
		REPLAY("smp2-m128-s06_mix_drains"),
		REPLAY("smp2-m256-3zones-s09_nodrain_skewed"),
	};

	if (argc > 1) {		/* one more recording, by its name below tests/recordings */
		replay(argv[1]);
		return 0;
	}
	return cmocka_run_group_tests(tests, NULL, NULL);
}
