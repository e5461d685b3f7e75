/* A recorded boot and the model's, side by side. */
#ifndef SCENARIO_REPLAY_BOOT_H
#define SCENARIO_REPLAY_BOOT_H

#include "init/main.h"
#include "scenario/replay/replay.h"

struct boot_replay {
	struct replay *r;
	const cJSON *root;
	struct boot_params params;
	u8 *dtb;		/* the device tree that params name, NULL if none */
	struct machine *m;
	struct history *h;	/* NULL: only the end is recorded */
	int ret;
};

/* What firmware and boot loader handed over. */
bool rec_boot_params(struct replay *r, const cJSON *root, struct boot_params *p, u8 **dtb);

/* The device tree that the recording carries, to be freed; NULL after an error. */
u8 *rec_dtb(struct replay *r, const cJSON *root, struct boot_params *p);

/* boot_memblock.c: on the way */
void predict_e820_changes(struct boot_replay *b, const struct recording *rec);
void predict_memblock_calls(struct boot_replay *b, const struct recording *rec);
/* boot_zones.c: right after mem_init(), and at the end */
void predict_initial_buddy(struct boot_replay *b, const struct recording *rec);
void predict_booted(struct boot_replay *b);

#endif
