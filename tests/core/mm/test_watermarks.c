/* The sysctls that move watermarks refuse what 4.19 refuses; what they do is replayed elsewhere. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "recording.h"

static void refused(void **state)
{
	struct machine *m = bulk_machine(4096, 1);
	u32 ratio[MAX_NR_ZONES] = { 0, 0, 0, 0x80000000u };

	assert_int_equal(watermark_scale_factor_sysctl(m, 0), -PW_EINVAL);
	assert_int_equal(watermark_scale_factor_sysctl(m, 1001), -PW_EINVAL);
	assert_int_equal(min_free_kbytes_sysctl(m, 0x80000000u), -PW_EINVAL);
	assert_int_equal(lowmem_reserve_ratio_sysctl(m, ratio), -PW_EINVAL);
	machine_destroy(m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
