/* The microcontroller's RAM and its reset. */
#include <string.h>

#include "mcu/mcu.h"

#include "machine/trace.h"

static u32 word_index(const struct machine *m, u32 address)
{
	assert(address >= MCU_RAM_BASE && !(address & 3) &&
	       address < MCU_RAM_BASE + the_mcu(m)->ram_bytes);
	return (address - MCU_RAM_BASE) / 4;
}

u32 mcu_word_read(const struct machine *m, u32 address)
{
	return mcu_word_at(m, word_index(m, address))->word;
}

void mcu_word_write(struct machine *m, u32 address, u32 value)
{
	set(m, mcu_word_at(m, word_index(m, address)), word, value);
}

static void clear_ram(struct machine *m, u32 bytes)
{
	memset(edit(m, mcu_word_at(m, 0), bytes), 0, bytes);
	for (u32 i = 0; i < MCU_POOLS; i++)
		memset(edit_mcu_pool(m, mcu_pool_at(m, i)), 0, sizeof(struct mcu_pool));
}

int mcu_reset(struct machine *m, u32 ram_bytes, u32 heap_bytes)
{
	u32 end = MCU_RAM_BASE + ram_bytes, heap = end - MCU_STACK_BYTES - heap_bytes;

	if (ram_bytes < MCU_RAM_MIN || ram_bytes > MCU_RAM_MAX || ram_bytes % HEAP_ALIGNMENT ||
	    heap_bytes > ram_bytes - MCU_STACK_BYTES - MCU_STATIC_BYTES ||
	    heap_bytes < 2 * HEAP_MINIMUM_BLOCK)
		return -PW_EINVAL;
	clear_ram(m, MCU_RAM_MAX);
	*edit_mcu(m, the_mcu(m)) = (struct mcu){
		.ram_bytes = ram_bytes, .static_end = MCU_RAM_BASE + MCU_STATIC_BYTES,
		.ucHeap = heap, .heap_bytes = heap_bytes,
	};
	trace_mcu_reset(m, MCU_RAM_BASE, end, heap, heap_bytes);
	return 0;
}
