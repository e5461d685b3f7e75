/*
 * Caches of kernel objects.  Open include/linux/slab_def.h, mm/slab.h and mm/slab.c beside this.
 *
 * A cache is named by its index, an object by its kernel address: it lies in a page frame.  The cache
 * n has node n (there is one memory node) and the array_caches of its cpus, which lie together.
 */
#define NR_KMEM_CACHES 320
#define KMALLOC_CACHES 26		/* any allocator's KMALLOC_SHIFT_HIGH is below it */
#define CPU_ARRAY_ENTRIES 120		/* the largest limit that enable_cpucache() gives */
#define SHARED_ARRAY_ENTRIES 480	/* 8 batches of half of it */
#define SHARED_ARRAYS(c) ((c)->possible_cpus > 1 ? NR_KMEM_CACHES : 1)

#define KMEM_CACHE_FIELDS(F, A) \
	A(char, name, 24, STR) \
	F(struct list_head, list, LIST)	/* slab_caches: newest first */ \
	F(u64, va, VA)			/* of this descriptor, itself an object; the first lies in the image */ \
	F(u32, flags, SLABFLAGS) \
	F(u32, size, BYTES)		/* from one object to the next */ \
	F(u32, object_size, BYTES)	/* what was asked for */ \
	F(u32, align, BYTES) \
	F(s32, refcount, SDEC)		/* -1: never merged with */ \
	F(u32, useroffset, BYTES) \
	F(u32, usersize, BYTES) \
	F(u32, ctor, BOOL)		/* new objects are constructed */ \
	F(u32, allocflags, GFP) \
	/* SLAB */ \
	F(u32, cpu_cache, DEC)		/* array_cache of cpu 0 */ \
	F(u32, batchcount, DEC) \
	F(u32, limit, DEC) \
	F(u32, shared, DEC) \
	F(u32, num, DEC)		/* objects per slab */ \
	F(u32, gfporder, ORDER) \
	F(u32, colour, DEC) \
	F(u32, colour_off, BYTES) \
	F(u32, freelist_cache, CACHE) \
	F(u32, freelist_size, BYTES) \
	/* SLUB: oo and min are order << 16 | objects per slab */ \
	F(u32, inuse, BYTES)		/* of the object, up to a free pointer behind it */ \
	F(u32, offset, BYTES)		/* of the free pointer */ \
	F(u32, oo, HEX) \
	F(u32, min, HEX)		/* the smallest slab that holds an object */ \
	F(u32, min_partial, DEC)	/* slabs that the node keeps, empty or not */ \
	F(u32, cpu_partial, DEC)	/* free objects that a cpu keeps in other slabs */

#define KMEM_CACHE_NODE_FIELDS(F, A) \
	F(struct list_head, slabs_partial, LIST) \
	F(struct list_head, slabs_full, LIST) \
	F(struct list_head, slabs_free, LIST) \
	F(struct list_head, list, LIST)	/* slabs about to be destroyed: on the stack in the kernel */ \
	F(u64, va, VA)			/* 0: one of the image's, while the allocator starts */ \
	F(u64, next_reap, DEC) \
	F(u32, total_slabs, DEC) \
	F(u32, free_slabs, DEC) \
	F(u32, free_objects, DEC) \
	F(u32, free_limit, DEC) \
	F(u32, colour_next, DEC) \
	F(u32, shared, DEC)		/* array_cache, 0: none */ \
	F(u32, free_touched, BOOL) \
	/* SLUB */ \
	F(u32, nr_partial, DEC) \
	F(struct list_head, partial, LIST) \
	F(u32, nr_slabs, DEC) \
	F(u32, total_objects, DEC)

/* Objects at hand, newest last.  Arrays of cpus lie in the per-cpu area, shared ones are kmalloc'ed. */
#define ARRAY_CACHE_FIELDS(F, A) \
	F(u64, va, VA)			/* of a shared array */ \
	F(u32, avail, DEC) \
	F(u32, limit, DEC) \
	F(u32, batchcount, DEC) \
	F(u32, touched, BOOL) \
	F(u32, entry, DEC)		/* its first array_entry */ \
	F(u32, cache, CACHE)
#define ARRAY_ENTRY_FIELDS(F, A) \
	F(u64, object, VA)

/* The allocator's own variables. */
#define SLAB_COMMON_FIELDS(F, A) \
	F(struct list_head, slab_caches, LIST) \
	F(u64, jiffies, DEC)		/* what cache_reap() goes by; 250 a second */ \
	F(u32, slab_state, DEC)		/* DOWN, PARTIAL, PARTIAL_NODE, UP, FULL */ \
	F(u32, kmem_cache, CACHE)	/* the cache of caches */ \
	F(u32, slab_nomerge, BOOL) \
	F(u32, slab_max_order, ORDER) \
	F(u32, slab_max_order_set, BOOL) \
	F(u32, pad, NONE) \
	A(u32, kmalloc_caches, KMALLOC_CACHES, CACHE) \
	A(u32, kmalloc_dma_caches, KMALLOC_CACHES, CACHE)

#define SLAB_OBJECTS(O) \
	O(slab_common, SLAB_COMMON, 1) \
	O(kmem_cache, KMEM_CACHE, NR_KMEM_CACHES) \
	O(kmem_cache_node, KMEM_CACHE_NODE, NR_KMEM_CACHES) \
	O(array_cache, ARRAY_CACHE, NR_KMEM_CACHES * c->possible_cpus + SHARED_ARRAYS(c)) \
	O(array_entry, ARRAY_ENTRY, NR_KMEM_CACHES * c->possible_cpus * CPU_ARRAY_ENTRIES + \
	  SHARED_ARRAYS(c) * SHARED_ARRAY_ENTRIES)
