/* A microcontroller's memory: no MMU, no pages, an address is where the byte is. */
#define MCU_WORDS (64u << 8)	/* 64 KiB */
#define MCU_POOLS 8

#define MCU_FIELDS(F, A) \
	F(u32, ram_bytes, BYTES)	/* 0: it was never reset */ \
	F(u32, static_end, VA)		/* pools are placed from here on */ \
	F(u32, ucHeap, VA)		/* the heap's array */ \
	F(u32, heap_bytes, BYTES)	/* configTOTAL_HEAP_SIZE */ \
	F(u32, xStart, VA)		/* the first free block; 0: prvHeapInit() has not run */ \
	F(u32, pxEnd, VA) \
	F(u32, xFreeBytesRemaining, BYTES) \
	F(u32, xMinimumEverFreeBytesRemaining, BYTES) \
	F(u32, xNumberOfSuccessfulAllocations, DEC) \
	F(u32, xNumberOfSuccessfulFrees, DEC)

#define MCU_POOL_FIELDS(F, A) \
	F(u32, start, VA)		/* 0: no such pool */ \
	F(u32, block_bytes, BYTES) \
	F(u32, blocks, DEC) \
	F(u32, free_head, VA)		/* a free block's first word leads to the next */ \
	F(u32, nr_free, DEC) \
	F(u32, nr_min_free, DEC)

#define MCU_WORD_FIELDS(F, A) \
	F(u32, word, HEX)

#define MCU_OBJECTS(O) \
	O(mcu, MCU, 1) \
	O(mcu_pool, MCU_POOL, MCU_POOLS) \
	O(mcu_word, MCU_WORD, MCU_WORDS)
