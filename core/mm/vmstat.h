/*
 * Counting free pages.  Open mm/vmstat.c and include/linux/vmstat.h beside this.
 *
 * The zone's counter is what watermarks look at.  Each cpu keeps a small difference to itself and
 * folds it in when it passes the zone's threshold, so the counter is a little stale on purpose.
 */
#ifndef MM_VMSTAT_H
#define MM_VMSTAT_H

#include "machine/trace.h"
#include "mm/mmzone.h"

/* This cpu's lists and counters of the zone with that number */
static inline const struct per_cpu_pages *this_cpu_pages(const struct machine *m, u32 zone)
{
	return per_cpu_pages_at(m, zone * m->config.nr_cpus + sys(m)->current_cpu);
}

static inline const struct per_cpu_pages *this_cpu_pcp(const struct machine *m,
						       const struct zone *zone)
{
	return this_cpu_pages(m, zone_idx(m, zone));
}

/* __mod_zone_page_state(zone, NR_FREE_PAGES, delta); pcp is this cpu's of the zone */
static inline void mod_nr_free_pages(struct machine *m, const struct zone *zone,
				     const struct per_cpu_pages *pcp, s32 delta)
{
	s32 x = pcp->diff_free + delta, t = (s32)zone->stat_threshold;

	if (unlikely(x > t || x < -t)) {
		add(m, zone, nr_free_pages, x);
		x = 0;
	}
	set(m, pcp, diff_free, x);
}

static inline void mod_nr_free_cma(struct machine *m, const struct zone *zone,
				   const struct per_cpu_pages *pcp, s32 delta)
{
	s32 x = pcp->diff_cma + delta, t = (s32)zone->stat_threshold;

	if (x > t || x < -t) {
		add(m, zone, nr_free_cma, x);
		x = 0;
	}
	set(m, pcp, diff_cma, x);
}

static inline void __mod_zone_freepage_state(struct machine *m, const struct zone *zone,
					     const struct per_cpu_pages *pcp, s32 delta,
					     u32 migratetype)
{
	mod_nr_free_pages(m, zone, pcp, delta);
	if (unlikely(is_migrate_cma(migratetype)))
		mod_nr_free_cma(m, zone, pcp, delta);
}

/* __count_zid_vm_events(PGALLOC, ..) and __count_vm_events(PGFREE, ..): this cpu's and zone's */
static inline void count_pgalloc(struct machine *m, const struct per_cpu_pages *pcp, u32 order)
{
	add(m, pcp, pgalloc, 1u << order);
}

static inline void count_pgfree(struct machine *m, const struct per_cpu_pages *pcp, u32 order)
{
	add(m, pcp, pgfree, 1u << order);
}

/* zone_page_state(): never negative to a reader */
static inline s64 zone_nr_free(const struct zone *zone)
{
	return zone->nr_free_pages > 0 ? zone->nr_free_pages : 0;
}

static inline s64 zone_nr_free_cma(const struct zone *zone)
{
	return zone->nr_free_cma > 0 ? zone->nr_free_cma : 0;
}

/*
 * External fragmentation of a zone for requests of an order, in thousandths.
 * unusable_free_index: how much of the free memory lies in blocks too small; 0 to 1000.
 * fragmentation_index: why such a request fails; towards 0 for lack of memory, towards 1000 because
 * it is in pieces, -1000 when it would not fail.
 */
s32 unusable_free_index(const struct machine *m, const struct zone *zone, u32 order);
s32 fragmentation_index(const struct machine *m, const struct zone *zone, u32 order);

u32 calculate_normal_threshold(const struct zone *zone, u32 nr_cpus);
void refresh_zone_stat_thresholds(struct machine *m);

#endif
