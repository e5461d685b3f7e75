/* How boot sets up zones and their per-cpu lists: the init half of mm/page_alloc.c. */
#ifndef MM_ZONE_INIT_H
#define MM_ZONE_INIT_H

#include "mm/mmzone.h"

/* max_zone_pfn[]: where each zone below Movable would end.  0 or -PW_ENOMEM */
int free_area_init_nodes(struct machine *m, const u64 *max_zone_pfn);
/* page_alloc/movable.c */
void cmdline_parse_kernelcore(struct machine *m, const char *value);
void cmdline_parse_movablecore(struct machine *m, const char *value);
void find_zone_movable_pfns_for_nodes(struct machine *m, u64 lowest);
void build_zonelists(struct machine *m);
void build_all_zonelists(struct machine *m);
int alloc_large_system_hash(struct machine *m, u32 scale, enum boot_who who);
void setup_per_cpu_pageset(struct machine *m);
int init_per_zone_wmark_min(struct machine *m);
void set_recommended_min_free_kbytes(struct machine *m);

#endif
