/* A GFP mask taken apart, for those who tell it. */
#ifndef MM_GFP_TELL_H
#define MM_GFP_TELL_H

#include "mm/gfp.h"

enum gfp_group {
	GFP_ZONE_MODIFIERS, GFP_MOBILITY, GFP_WATERMARK_MODIFIERS, GFP_RECLAIM_MODIFIERS,
	GFP_ACTION_MODIFIERS, NR_GFP_GROUPS
};

#define NR_GFP_BITS 23
#define GFP_BITS_MASK ((1u << NR_GFP_BITS) - 1)

struct gfp_bit {
	u32 mask;
	const char *name;
	enum gfp_group group;
	const char *help[2];
};

/* Names for masks of several bits, as callers write them. */
struct gfp_name {
	const char *name;
	u32 mask;
};
#define NR_GFP_NAMES 12

extern const struct gfp_name gfp_names[NR_GFP_NAMES];
extern const struct gfp_bit gfp_bits[NR_GFP_BITS];
extern const char *const gfp_group_titles[NR_GFP_GROUPS][2];

/* The mask that a name of gfp.h stands for: "GFP_KERNEL", "__GFP_ZERO". */
bool gfp_named(const char *text, size_t length, u32 *mask);
bool gfp_zone_bad(u32 gfp);
u32 gfp_request_migratetype(const struct machine *m, u32 gfp);
/* alloc_flags of the first attempt, of the slow path's, and of its last. */
u32 gfp_first_alloc_flags(const struct machine *m, u32 gfp);
u32 gfp_slow_alloc_flags(const struct machine *m, u32 gfp);
u32 gfp_last_alloc_flags(const struct machine *m, u32 gfp);
/* For i from 0 until false: the i-th alloc flag when it is set in flags, else *name is NULL. */
bool alloc_flag_told(u32 flags, u32 i, const char **name, const char *const **help);

#endif
