/*
 * Any bytes as a device tree: refused with an offset inside them, or walked from end to end; and then
 * a machine of each kind boots with it, or says that it cannot.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "drivers/of/of_fdt.h"
#include "init/main.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t bytes);

static void boot(enum machine_arch arch, const uint8_t *data, size_t bytes)
{
	struct machine_config config = {
		.arch = arch, .nr_cpus = 1, .max_contents = 4096, .arena_limit = 128 << 20,
	};
	struct fdt_error error;
	struct boot_params p;
	struct machine *m;
	const char *why;

	if (boot_params_dtb(&p, arch, data, bytes, &error)) {
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
		struct fdt_error error;
		struct fdt fdt;

		memcpy(copy, data, bytes);
		if (!fdt_check(&fdt, copy, bytes, &error)) {
			fdt_arch(&fdt);
			fdt_set_ram(copy, bytes, 512 << 20);
		}
		for (enum machine_arch arch = ARCH_ARM64; arch < NR_ARCHES; arch++)
			boot(arch, copy, bytes);
	}
	free(copy);
	return 0;
}
