/* The arm kernel's numbers by their names in its source, with two-level and with LPAE tables. */
#ifndef ARCH_ARM_CONSTANTS_H
#define ARCH_ARM_CONSTANTS_H

#include "arch/x86_64/constants.h"

#define ARM_PAGE_OFFSET 0xc0000000u
#define ARM_PHYS_OFFSET 0x40000000u
#define ARM_PKMAP_BASE 0xbfe00000u
#define ARM_VMALLOC_OFFSET (8u << 20)		/* the hole between low memory and vmalloc */
#define ARM_LOWMEM_MOST (768u << 20)		/* without vmalloc= on the command line */
#define ARM_FIXADDR_TOP 0xffeff000u
#define ARM_FIX_KMAP_BEGIN 1u

/* false: a name that the model does not know */
bool arm_constant(bool lpae, const char *name, u64 *value);
/* What a private (0..7) or shared (8..15) mapping of PROT_ bits 0..7 puts into its PTEs. */
u64 arm_protection_map(bool lpae, u32 prot);

#endif
