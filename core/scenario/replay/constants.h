/* Constants of one machine: what its run gave, what is reckoned from that, what samples say. */
#ifndef SCENARIO_REPLAY_CONSTANTS_H
#define SCENARIO_REPLAY_CONSTANTS_H

#include "scenario/replay/replay.h"

bool arm_is_given(const struct replay *r, const char *name);
bool arm_reckoned(struct replay *r, const cJSON *root, const char *name, u64 *value);
/* where the direct map holds a frame; 0: nowhere, it is high memory */
u64 arm_direct_map(struct replay *r, const cJSON *root, u64 pfn);
/* true: the item is a list of samples of this machine, and was compared */
bool arm_predict_samples(struct replay *r, const cJSON *root, const cJSON *item);

#endif
