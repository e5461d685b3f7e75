/* How large the per-cpu areas are on x86.  Open arch/x86/kernel/setup_percpu.c beside this. */
#include "arch/x86_64/pgtable.h"
#include "arch/x86_64/setup.h"
#include "mm/percpu.h"

#define PERCPU_MODULE_RESERVE 8192ull
#define PERCPU_DYNAMIC_RESERVE(m) ((m)->geo.word_bytes == 8 ? 28672ull : 20480ull)

/* Modules' variables must be near the kernel's own on x86_64 alone; else they are dynamic ones. */
int setup_per_cpu_areas(struct machine *m)
{
	bool wide = m->geo.word_bytes == 8;
	struct pcpu_layout layout = {
		.static_size = wide ? 128472 : 79916,
		.reserved = wide ? PERCPU_MODULE_RESERVE : 0,
		.atom_size = wide ? PMD_SIZE : PAGE_SIZE,
	};

	layout.dynamic = PERCPU_MODULE_RESERVE + PERCPU_DYNAMIC_RESERVE(m) - layout.reserved;
	return pcpu_embed_first_chunk(m, &layout);
}
