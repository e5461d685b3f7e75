/*
 * Any bytes as a device tree: refused with an offset inside them, or walked from end to end; and then
 * a machine of arm64 boots with it, or says that it cannot.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "drivers/of/fdt.h"
#include "init/main.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

static void boot(const uint8_t *data, size_t bytes)
{
	struct machine_config config = {
		.arch = ARCH_ARM64, .nr_cpus = 1, .max_contents = 4096, .arena_limit = 128 << 20,
	};
	struct fdt_error error;
	struct boot_params p;
	struct machine *m;
	const char *why;

	if (boot_params_dtb(&p, ARCH_ARM64, data, bytes, &error)) {
		if (error.offset > bytes + 40 || !error.en || !error.zh)
			abort();
		return;
	}
	config.max_pfn = boot_max_pfn(&p);
	m = config.max_pfn ? machine_create(&config, &why) : NULL;
	if (!m)
		return;
	m->journaling = false;
	start_kernel(m, &p);
	machine_destroy(m);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes)
{
	/* its own block, so that a byte too far is seen */
	uint8_t *copy = malloc(bytes + 1);

	if (copy) {
		memcpy(copy, data, bytes);
		boot(copy, bytes);
	}
	free(copy);
	return 0;
}
