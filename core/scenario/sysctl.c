/*
 * The files of /proc/sys/vm that a scenario may write: as ops, or once after the boot.
 *
 * As in the kernel a file of several numbers takes fewer, too: the first ones are then written.
 * What the kernel itself would refuse is read, and gives its -EINVAL when the op runs.
 */
#include <string.h>

#include "mm/page_alloc.h"
#include "scenario/scenario.h"

const char *const sysctl_names[NR_SYSCTLS] = {
	[SYSCTL_MIN_FREE_KBYTES] = "vm.min_free_kbytes",
	[SYSCTL_WATERMARK_SCALE_FACTOR] = "vm.watermark_scale_factor",
	[SYSCTL_LOWMEM_RESERVE_RATIO] = "vm.lowmem_reserve_ratio",
	[SYSCTL_EXTRA_FREE_KBYTES] = "vm.extra_free_kbytes",
};

u32 sysctl_numbers(u64 which)
{
	return which == SYSCTL_LOWMEM_RESERVE_RATIO ? MAX_NR_ZONES : 1;
}

/* "256 256 32": each number as JSON texts have them elsewhere, one blank or more between. */
static bool parse_numbers(const char *text, struct sysctl_values *values)
{
	values->nr = 0;
	for (text += strspn(text, " "); *text; text += strspn(text, " ")) {
		size_t n = strcspn(text, " ");
		u64 value;

		if (values->nr == SYSCTL_VALUES_MAX || !parse_u64(text, n, &value) || value > SYSCTL_MAX)
			return false;
		values->value[values->nr++] = (u32)value;
		text += n;
	}
	return values->nr;
}

int read_sysctl_values(struct reader *r, const cJSON *item, struct sysctl_values *values)
{
	u64 only;

	if (cJSON_IsString(item) && strchr(item->valuestring, ' ')) {
		if (parse_numbers(item->valuestring, values))
			return 0;
		return READ_FAIL(r, item, "\"%s\" is no list of 1 to %u numbers from 0 to %u",
				 "\"%s\" 不是 1 到 %u 个 0 到 %u 之间的数字",
				 clip(item->valuestring).text, SYSCTL_VALUES_MAX, SYSCTL_MAX);
	}
	if (read_u64(r, item, 0, SYSCTL_MAX, &only))
		return -1;
	*values = (struct sysctl_values){ 1, { (u32)only } };
	return 0;
}

int check_sysctl_numbers(struct reader *r, const cJSON *item, u64 which,
			 const struct sysctl_values *values)
{
	if (values->nr <= sysctl_numbers(which))
		return 0;
	return READ_FAIL(r, item, "%s holds %u number(s), not %u", "%s 只有 %u 个数字，不能写 %u 个",
			 sysctl_names[which], sysctl_numbers(which), values->nr);
}

int sysctl_write(struct machine *m, u64 which, const struct sysctl_values *values)
{
	u32 ratio[MAX_NR_ZONES];

	switch (which) {
	case SYSCTL_MIN_FREE_KBYTES:
		return min_free_kbytes_sysctl(m, values->value[0]);
	case SYSCTL_WATERMARK_SCALE_FACTOR:
		return watermark_scale_factor_sysctl(m, values->value[0]);
	case SYSCTL_EXTRA_FREE_KBYTES:
		return extra_free_kbytes_sysctl(m, values->value[0]);
	default:
		memcpy(ratio, sys(m)->lowmem_reserve_ratio, sizeof(ratio));
		memcpy(ratio, values->value, values->nr * sizeof(ratio[0]));
		return lowmem_reserve_ratio_sysctl(m, ratio);
	}
}
