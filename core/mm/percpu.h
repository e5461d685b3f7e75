/* Per-cpu areas in early boot.  Open include/linux/percpu.h. */
#ifndef MM_PERCPU_H
#define MM_PERCPU_H

#include "machine/machine.h"

/* Bytes; the first is __per_cpu_end - __per_cpu_start of the kernel's image. */
struct pcpu_layout {
	u64 static_size, reserved, dynamic, atom_size;
};

int pcpu_embed_first_chunk(struct machine *m, const struct pcpu_layout *l);	/* 0 or -PW_ENOMEM */

#endif
