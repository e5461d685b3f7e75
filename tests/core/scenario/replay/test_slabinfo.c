/*
 * /proc/slabinfo of the recorded kernel, some seconds after its boot: the same caches in the same
 * order, some merged away, with the same sizes and tunables, in the same columns.  How many objects
 * were in use then is the business of a hundred drivers.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "fs/proc/proc.h"
#include "init/main.h"
#include "mm/recording.h"
#include "scenario/replay/slab.h"

static struct machine *booted(void)
{
	struct boot_params p;
	struct machine *m;

	assert_int_equal(boot_params_default(&p, 128ull << 20), 0);
	p.start_slab = true;
	m = bulk_machine(e820_max_pfn(&p), 1);
	assert_int_equal(start_kernel(m, &p), 0);
	return m;
}

/* What is not compared becomes '#', with the blanks before it: columns 1, 2 and 13 to 15. */
static void blank_counts(char *line)
{
	char out[256], *o = out;
	u32 column = 0;

	for (char *in = line; *in; column++) {
		size_t blanks = strspn(in, " "), word = strcspn(in + blanks, " ");
		bool count = column == 1 || column == 2 || column > 12;

		o += count ? sprintf(o, " #") : sprintf(o, "%.*s", (int)(blanks + word), in);
		in += blanks + word;
	}
	*o = 0;
	strcpy(line, out);
}

static void test_slabinfo(void **state)
{
	char *recorded = recording_text("proc/slabinfo-128M.gz"), *here = NULL, *there = NULL;
	struct machine *m = booted();
	struct proc_text t;
	u32 lines = 0;

	create_system_caches(m);
	assert_int_equal(proc_read(m, "slabinfo", &t), 0);
	for (char *a = strtok_r(t.text, "\n", &here), *b = strtok_r(recorded, "\n", &there); a || b;
	     a = strtok_r(NULL, "\n", &here), b = strtok_r(NULL, "\n", &there)) {
		assert_non_null(a);
		assert_non_null(b);
		if (lines++ >= 2) {
			blank_counts(a);
			blank_counts(b);
		}
		assert_string_equal(a, b);
	}
	assert_int_equal(lines, 2 + 92);
	proc_text_free(&t);
	free(recorded);
	machine_destroy(m);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_slabinfo) };

	return cmocka_run_group_tests(tests, NULL, NULL);
}
