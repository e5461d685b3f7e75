/*
 * Memory without an MMU: a microcontroller's RAM, fixed pools in it, and a heap as FreeRTOS' heap_4.
 *
 * An address is where the byte is: nothing translates, nothing protects, nothing comes later.  RAM
 * begins at 0x20000000, as a Cortex-M's does:
 *
 *   data, bss | pools ->            | ucHeap                       | main stack
 *   0x20000000  static_end            ends where the stack begins    end of RAM
 */
#ifndef MCU_MCU_H
#define MCU_MCU_H

#include "machine/machine.h"

#define MCU_RAM_BASE 0x20000000u
#define MCU_RAM_MIN (2u << 10)
#define MCU_RAM_MAX (MCU_WORDS * 4)
#define MCU_STATIC_BYTES 512u		/* .data and .bss of the program */
#define MCU_STACK_BYTES 512u		/* MSP begins at the end of RAM */

#define HEAP_ALIGNMENT 8u
#define HEAP_STRUCT_BYTES 8u		/* BlockLink_t: pxNextFreeBlock, xBlockSize */
#define HEAP_MINIMUM_BLOCK (2 * HEAP_STRUCT_BYTES)
#define HEAP_ALLOCATED 0x80000000u	/* xBlockAllocatedBit of xBlockSize */

static inline const struct mcu *the_mcu(const struct machine *m)
{
	return mcu_at(m, 0);
}

/* A word of its RAM; the address is a multiple of 4 inside RAM. */
u32 mcu_word_read(const struct machine *m, u32 address);
void mcu_word_write(struct machine *m, u32 address, u32 value);

/* All RAM is zero, no pool, no heap yet.  -PW_EINVAL: the parts do not fit into RAM. */
int mcu_reset(struct machine *m, u32 ram_bytes, u32 heap_bytes);

/* pool.c.  pool_create: a pool's number or -PW_ENOMEM, -PW_ENOSPC; pool_alloc: an address or 0 */
int pool_create(struct machine *m, u32 block_bytes, u32 blocks);
u32 pool_alloc(struct machine *m, u32 pool);
int pool_free(struct machine *m, u32 pool, u32 block);	/* -PW_EINVAL: not a block in use of the pool */
bool pool_holds(const struct machine *m, const struct mcu_pool *p, u32 block);	/* it is free */

/* heap_4.c.  pvPortMalloc: an address or 0; vPortFree: -PW_EINVAL where FreeRTOS asserts */
u32 pvPortMalloc(struct machine *m, u32 bytes);
int vPortFree(struct machine *m, u32 pointer);

static inline u32 heap_next(const struct machine *m, u32 block)
{
	return mcu_word_read(m, block);
}

static inline u32 heap_size(const struct machine *m, u32 block)	/* with the allocated bit */
{
	return mcu_word_read(m, block + 4);
}

/* every block from the heap's begin to pxEnd, in use or free */
#define for_each_heap_block(m, block) \
	for (u32 block = ALIGN_UP(the_mcu(m)->ucHeap, HEAP_ALIGNMENT); \
	     the_mcu(m)->xStart && block < the_mcu(m)->pxEnd; \
	     block += heap_size(m, block) & ~HEAP_ALLOCATED)

#endif
