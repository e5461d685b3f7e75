/*
 * What SLUB keeps for each cpu, and its boot options.  Open include/linux/slub_def.h.
 *
 * A slab is named by the pfn of its first frame, 0 is none: frame 0 never holds one.
 */
#define KMEM_CACHE_CPU_FIELDS(F, A) \
	F(u64, freelist, VA)		/* next free object of `page` */ \
	F(u64, tid, DEC)		/* counts every change: what the cmpxchg compares */ \
	F(u32, page, PFN)		/* the slab that this cpu allocates from */ \
	F(u32, partial, PFN)		/* first of its other frozen slabs */

#define SLUB_FIELDS(F, A) \
	F(u32, min_order, ORDER)	/* slub_min_order= */ \
	F(u32, max_order, ORDER)	/* slub_max_order= */ \
	F(u32, min_objects, DEC)	/* slub_min_objects=, 0: by the number of cpus */ \
	F(u32, cpu_partial, BOOL)	/* CONFIG_SLUB_CPU_PARTIAL */ \
	F(u32, kmem_cache_node, CACHE)	/* the cache of nodes */ \
	F(u32, pad, NONE)

#define SLUB_OBJECTS(O) \
	O(slub, SLUB, 1) \
	O(kmem_cache_cpu, KMEM_CACHE_CPU, \
	  c->slab == SLAB_SLUB ? NR_KMEM_CACHES * c->possible_cpus : 1)
