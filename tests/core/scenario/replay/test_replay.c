/*
 * What a real 4.19 kernel did, predicted: every recorded answer of the recordings kept here, and
 * what becomes of recordings that are damaged.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "mm/recording.h"
#include "pagewalk.h"

/* The folder of a recording is its kind. */
static void predicted(void **state)
{
	static struct pw_replay answer;
	const char *name = *state;
	char kind[16], *text = recording_text(name);

	snprintf(kind, sizeof(kind), "%.*s", (int)strcspn(name, "/"), name);
	if (pw_replay(kind, text, strlen(text), 0, NULL, &answer))
		fail_msg("%s:%s", name, answer.text);
	if (answer.predicted != answer.total)
		fail_msg("%s: %llu/%llu\n  %s", name, (unsigned long long)answer.predicted,
			 (unsigned long long)answer.total, answer.text);
	assert_true(answer.total > 50);
	assert_string_equal(answer.text, "");
	free(text);
}

/* The text with the first `from` after `after` made into `to`, of the same length. */
static void patch(char *text, const char *after, const char *from, const char *to)
{
	char *at = strstr(strstr(text, after), from);

	assert_non_null(at);
	assert_int_equal(strlen(from), strlen(to));
	memcpy(at, to, strlen(to));
}

/* A pfn that the kernel did not give: one answer less, and the story of the model's own choice. */
static void difference(void **state)
{
	static struct pw_replay en, zh;
	char *text = recording_text("buddy/m128-s01_hi_unmov_200.json.gz"), *op;
	size_t bytes = strlen(text);

	op = strstr(text, "\"ops\"");
	op = strstr(op, "[\"a\",");
	op = strchr(op, ']');
	op[-1] = op[-1] == '1' ? '2' : '1';
	assert_int_equal(pw_replay("buddy", text, bytes, 0, NULL, &en), 0);
	assert_int_equal(en.predicted + 1, en.total);
	assert_non_null(strstr(en.text, "op 0: pfn: expected "));
	assert_non_null(strstr(en.text, "alloc_pages("));
	assert_non_null(strstr(en.text, "zone_watermark_fast: "));
	assert_non_null(strstr(en.text, "-> "));
	assert_int_equal(pw_replay("buddy", text, bytes, 1, NULL, &zh), 0);
	assert_int_equal(zh.predicted, en.predicted);
	assert_non_null(strstr(zh.text, "应为"));
	free(text);
}

/* The same requests without the task's priority are answered otherwise. */
static void priority_matters(void **state)
{
	static struct pw_replay answer;
	char *text = recording_text("buddy/smp2-m128-s22_fill_zones_atomic_rt.json.gz");

	patch(text, "\"params\"", "\"rt\":\"1\"", "\"rt\":\"0\"");
	assert_int_equal(pw_replay("buddy", text, strlen(text), 0, NULL, &answer), 0);
	assert_true(answer.predicted < answer.total);
	free(text);
}

/* Another object than the kernel gave: the line is told, and what the model did and why. */
static void slub_difference(void **state)
{
	static struct pw_replay answer;
	char *text = recording_text("slub/seq-006-size400.jsonl.gz"), *op;

	op = strstr(text, "{\"a\":[1,0,");
	assert_non_null(op);
	op[strlen("{\"a\":[1,0,")] ^= 1;
	assert_int_equal(pw_replay("slub", text, strlen(text), 0, NULL, &answer), 0);
	assert_int_equal(answer.predicted + 1, answer.total);
	assert_non_null(strstr(answer.text, "object of id 1: expected slab 0"));
	assert_non_null(strstr(answer.text, "slub_alloc_path: "));
	assert_non_null(strstr(answer.text, "-> fast path"));
	free(text);
}

/* What differs in the state before the first op is told too, with no op that led to it. */
static void slub_start_differs(void **state)
{
	static struct pw_replay answer;
	char *text = recording_text("slub/seq-006-size400.jsonl.gz");

	patch(text, "\"size\": ", "400", "408");
	assert_int_equal(pw_replay("slub", text, strlen(text), 0, NULL, &answer), 0);
	assert_true(answer.predicted < answer.total);
	assert_non_null(strstr(answer.text, "size: expected 408 (0x198), got 400 (0x190)\n  line 2\n"));
	free(text);
}

static void refused(const char *kind, const char *text, size_t bytes, const char *why)
{
	static struct pw_replay answer;
	unsigned int line, column;

	if (!pw_replay(kind, text, bytes, 0, NULL, &answer))
		fail_msg("%s: read, but it should say: %s", kind, why);
	if (!strstr(answer.text, why))
		fail_msg("%s: \"%s\" does not say: %s", kind, answer.text, why);
	assert_int_equal(sscanf(answer.text, "%u:%u:", &line, &column), 2);
	assert_true(line >= 1 && column >= 1);
	assert_int_equal(pw_replay(kind, text, bytes, 1, NULL, &answer), -1);
}

static void damaged_slub(void **state)
{
	static const struct {
		const char *after, *from, *to, *why;
	} cases[] = {
		{ "cache_params", "\"req_align\": 0", "\"req_align\": 3", "no power of two" },
		{ "cache_params", "\"req_size\": 400", "\"req_siez\": 400", "\"req_size\" is missing" },
		{ "cache_params", "\"ctor\": 0", "\"ctor\": 7", "at most 0x1" },
		{ "{\"a\":[0,", "{\"f\":[0,", "{\"f\":[9,", "not allocated" },
		{ "{\"f\":[0,", "{\"a\":[2,", "{\"a\":[1,", "in use" },
		{ "cache_params", "{\"state\"", "{\"stake\"", "begins with cache_params" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char *text = recording_text("slub/seq-006-size400.jsonl.gz");

		patch(text, cases[i].after, cases[i].from, cases[i].to);
		refused("slub", text, strlen(text), cases[i].why);
		free(text);
	}
}

static void damaged_text(void **state)
{
	static const char *const kinds[] = { "boot", "buddy", "watermarks", "cma", "slab", "constants" };

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		refused(kinds[i], "{\"zones\": [", 11, "the text ends where");
		refused(kinds[i], "{\"ram\": 1,}", 11, "a key in double quotes");
		refused(kinds[i], "[1]", 3, "an object");
		refused(kinds[i], "{}", 2, i < 5 ? "is missing here" : "nothing in this recording");
		refused(kinds[i], "{\"arch\": \"vax\"}", 15, "architecture \"vax\"");
	}
	refused("buddy", "", 0, "empty");
	refused("watermarks", "", 0, "nothing in this recording");
	refused("vmalloc", "{\"after\": []}\n{}\n", 17, "2:1: \"cmdline\" is missing here");
}

/* Every value is held against its type and range before the model sees it. */
static void damaged_dump(void **state)
{
	static const struct {
		const char *after, *from, *to, *why;
	} cases[] = {
		{ "\"pre\"", "\"idx\": 0", "\"idx\": 9", "at most 0x3" },
		{ "\"pre\"", "\"idx\": 1", "\"idx\": 0", "twice" },
		{ "\"pre\"", "\"start\": 1", "\"start\": 7", "outside of their zone" },
		{ "\"pre\"", "\"pageblock_mt\": \"0", "\"pageblock_mt\": \"8", "migrate type" },
		{ "\"pre\"", "[\"B\",", "[\"Q\",", "class of a run" },
		{ "\"pre\"", "[\"B\",", "[\"U\",", "cannot be free" },
		{ "\"pre\"", "[\"U\",", "[\"B\",", "stands on no list" },
		{ "\"pre\"", "\"wmin\":", "\"wmix\":", "\"wmin\" is missing" },
		{ "\"pre\"", "\"count\": 0", "\"count\": 5", "do not fit the lists" },
		{ "\"ops\"", "[\"a\",", "[\"b\",", "a, f or d" },
		{ "\"ops\"", "[\"a\", 0,", "[\"a\", x,", "a JSON value" },
		{ "\"ops\"", "0x1200\"", "0x120z\"", "hexadecimal" },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		char *text = recording_text("buddy/m128-s01_hi_unmov_200.json.gz");

		patch(text, cases[i].after, cases[i].from, cases[i].to);
		refused("buddy", text, strlen(text), cases[i].why);
		free(text);
	}
}

/* Any byte may be another: refused, or answered with fewer predictions; never the end of the world. */
static void drawn_damage(void **state)
{
	static struct pw_replay answer;
	static const char letters[] = "0123456789abcdefx,[]\"";
	const char *given = getenv("PAGEWALK_SEED"), *name = *state;
	unsigned int seed = given ? (unsigned int)strtoul(given, NULL, 0) : 7, read = 0;
	char *text = recording_text(name), kind[16];
	size_t bytes = strlen(text);

	snprintf(kind, sizeof(kind), "%.*s", (int)strcspn(name, "/"), name);
	for (int i = 0; i < 40; i++) {
		size_t at = (seed = seed * 1103515245 + 12345) % bytes;
		char was = text[at];

		text[at] = letters[(seed >> 16) % (sizeof(letters) - 1)];
		read += !pw_replay(kind, text, bytes, i & 1, NULL, &answer);
		assert_true(answer.predicted <= answer.total);
		text[at] = was;
	}
	assert_true(read < 40);
	for (size_t cut = 1; cut < bytes; cut += bytes / 7)
		pw_replay(kind, text, cut, 0, NULL, &answer);
	free(text);
}

#define RECORDED(name) { name, predicted, NULL, NULL, (void *)(uintptr_t)(name ".gz") }

#define DAMAGED(name) \
	{ "damaged " name, drawn_damage, NULL, NULL, (void *)(uintptr_t)(name ".gz") }

int main(void)
{
	const struct CMUnitTest tests[] = {
		RECORDED("boot/boot-64M.json"), RECORDED("boot/boot-128M.json"),
		RECORDED("boot/boot-512M.json"), RECORDED("boot/boot-2G.json"),
		RECORDED("boot/boot-4G.json"), RECORDED("boot/boot-6G.json"),
		RECORDED("boot/boot-512M_mem_200M.json"), RECORDED("boot/boot-512M_memmap_hole.json"),
		RECORDED("boot/boot-512M_kernelcore_200M.json"),
		RECORDED("boot/boot-5G_movablecore_1500M.json"),
		RECORDED("boot/boot-512M_hugepages.json"),
		RECORDED("boot/initial-64M.json"), RECORDED("boot/initial-128M.json"),
		RECORDED("boot/initial-512M.json"), RECORDED("boot/initial-2G.json"),
		RECORDED("boot/initial-4G.json"), RECORDED("boot/initial-6G.json"),
		RECORDED("boot/initial-256M_split128.json"),
		RECORDED("boot/arm64-512M_resv.json"), RECORDED("boot/arm64-initial-512M.json"),
		RECORDED("boot/arm64-1G_mem_600M.json"), RECORDED("boot/arm64-initial-4G.json"),
		RECORDED("boot/arm-1G.json"), RECORDED("boot/arm-lpae-512M_cma_16M.json"),
		RECORDED("boot/i386-128M.json"), RECORDED("boot/i386-1G.json"),
		RECORDED("boot/i386-initial-2G.json"), RECORDED("watermarks/i386-wm-1G.jsonl"),
		RECORDED("buddy/i386-highmem96-s07_mix_all_5000.json"),
		RECORDED("boot/initial-256M_cma_32M.json"),
		RECORDED("boot/initial-512M_movablecore_150M.json"),
		RECORDED("boot/nothp-512M.json"), RECORDED("boot/nothp-2G.json"),
		RECORDED("boot/nothp-4G.json"), RECORDED("boot/nothp-6G.json"),
		RECORDED("buddy/m128-s01_hi_unmov_200.json"),
		RECORDED("buddy/m128-s05_o0_mixed_5000.json"),
		RECORDED("buddy/m128-s07_mix_all_5000.json"),
		RECORDED("buddy/m128-s10_atomic_mix_2000.json"),
		RECORDED("buddy/m128-s11_fill_uniform_all.json"),
		RECORDED("buddy/m128-s14_fill_atomic.json"),
		RECORDED("buddy/m256-3zones-s09_nodrain_mix_1000.json"),
		RECORDED("buddy/m256-3zones-s12_fill_small_zones.json"),
		RECORDED("buddy/m256-cma32-c02_all_fill.json"),
		RECORDED("buddy/smp2-m128-s06_mix_drains.json"),
		RECORDED("buddy/smp2-m128-s22_fill_zones_atomic_rt.json"),
		RECORDED("buddy/smp2-m256-3zones-s09_nodrain_skewed.json"),
		RECORDED("watermarks/wm-64M.jsonl"), RECORDED("watermarks/wm-128M.jsonl"),
		RECORDED("watermarks/wm-512M.jsonl"), RECORDED("watermarks/wm-2G.jsonl"),
		RECORDED("watermarks/wm-4G.jsonl"), RECORDED("watermarks/wm-6G.jsonl"),
		RECORDED("watermarks/arm-wm-512M.jsonl"), RECORDED("watermarks/arm-lpae-wm-512M.jsonl"),
		RECORDED("watermarks/arm64-wm-1G.jsonl"),
		RECORDED("constants/x86_64.json"), RECORDED("constants/i386.json"),
		RECORDED("constants/arm-512M.json"), RECORDED("constants/arm-lpae-1G.json"),
		RECORDED("slab/caches-up-merge.json"), RECORDED("slab/caches-smp2-nomerge.json"),
		RECORDED("slab/caches-slab_max_order0.json"),
		RECORDED("slab/i386-caches-up-nomerge.json"),
		RECORDED("slab/seq-000-size8.jsonl"), RECORDED("slab/seq-012-size8192.jsonl"),
		RECORDED("slab/seq-014-size300.jsonl"), RECORDED("slab/seq-021-size4096-ctor.jsonl"),
		RECORDED("slab/seq-024-size64-rcu.jsonl"), RECORDED("slab/shared8-seq-005-size256.jsonl"),
		RECORDED("slab/shared8-seq-011-size4096.jsonl"),
		DAMAGED("slab/caches-up-merge.json"), DAMAGED("slab/seq-012-size8192.jsonl"),
		RECORDED("cma/cma-debugfs.jsonl"), DAMAGED("cma/cma-debugfs.jsonl"),
		RECORDED("slub/caches-merge.json"),
		RECORDED("slub/caches-mino2.json"),
		RECORDED("slub/caches-mo0.json"),
		RECORDED("slub/caches-smp2.json"),
		RECORDED("slub/cpu_partial0-seq-005-size256.jsonl"),
		RECORDED("slub/min_partial0-caches.json"),
		RECORDED("slub/min_partial0-seq-003-size128.jsonl"),
		RECORDED("slub/no_cpu_partial-caches.json"),
		RECORDED("slub/no_cpu_partial-seq-005-size256.jsonl"),
		RECORDED("slub/no_cpu_partial-seq-022-size8192-ctor.jsonl"),
		RECORDED("slub/seq-003-size128.jsonl"),
		RECORDED("slub/seq-006-size400.jsonl"),
		RECORDED("slub/seq-012-size8192.jsonl"),
		RECORDED("slub/seq-019-size1024-ctor.jsonl"),
		RECORDED("slub/seq-024-size64-rcu.jsonl"),
		RECORDED("slub/smp2-seq-001-size32.jsonl"),
		RECORDED("slub/smp2-seq-003-size128.jsonl"),
		RECORDED("slub/smp2-seq-009-size1500.jsonl"),
		RECORDED("vmalloc/seq2.jsonl"), RECORDED("vmalloc/seq5.jsonl"),
		RECORDED("vmalloc/i386-seq4.jsonl"), RECORDED("vmalloc/arm-seq6.jsonl"),
		RECORDED("vmalloc/x86_64-vmallocinfo-seq5.jsonl"),
		RECORDED("vmalloc/arm-lpae-vmallocinfo-seq6.jsonl"),
		cmocka_unit_test(difference), cmocka_unit_test(priority_matters),
		cmocka_unit_test(slub_difference), cmocka_unit_test(slub_start_differs),
		cmocka_unit_test(damaged_slub),
		cmocka_unit_test(damaged_text), cmocka_unit_test(damaged_dump),
		DAMAGED("boot/initial-64M.json"), DAMAGED("boot/boot-512M_mem_200M.json"),
		DAMAGED("vmalloc/seq2.jsonl"), DAMAGED("watermarks/wm-64M.jsonl"), DAMAGED("constants/x86_64.json"),
		DAMAGED("buddy/m128-s01_hi_unmov_200.json"),
		DAMAGED("buddy/smp2-m128-s06_mix_drains.json"),
		DAMAGED("slub/caches-merge.json"), DAMAGED("slub/seq-006-size400.jsonl"),
		DAMAGED("slub/smp2-seq-009-size1500.jsonl"),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
