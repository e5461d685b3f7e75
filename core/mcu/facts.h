/* What FreeRTOS' heaps do, and what Linux can do without an MMU, as two tables of sentences. */
#ifndef MCU_FACTS_H
#define MCU_FACTS_H

#include "machine/types.h"

enum fact_verdict { FACT_CANNOT, FACT_DIFFERENTLY, FACT_CAN };

struct fact {
	const char *name[2];		/* en, zh */
	enum fact_verdict verdict;	/* nommu: does it work?  heaps: may memory be freed? */
	const char *text[2];
};

extern const struct fact freertos_heaps[], nommu_facts[];
extern const u32 nr_freertos_heaps, nr_nommu_facts;

#endif
