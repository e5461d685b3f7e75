/* SLOB: three lists of pages with free blocks.  Open mm/slob.c. */
#define SLOB_FIELDS(F, A) \
	F(struct list_head, free_slob_small, LIST)	/* for objects below 256 bytes */ \
	F(struct list_head, free_slob_medium, LIST)	/* below 1024 */ \
	F(struct list_head, free_slob_large, LIST)

#define SLOB_OBJECTS(O) \
	O(slob, SLOB, 1)
