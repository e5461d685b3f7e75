/*
 * Memory before the buddy allocator: two sorted lists of regions, RAM and what of it is taken.
 * Open include/linux/memblock.h beside this.  Addresses are physical; [base, base + size).
 */
#ifndef MM_MEMBLOCK_H
#define MM_MEMBLOCK_H

#include "machine/machine.h"

#define INIT_MEMBLOCK_REGIONS 128		/* in the kernel image; then the array doubles */
#define MEMBLOCK_ALLOC_ANYWHERE (~0ull)
#define MEMBLOCK_ALLOC_ACCESSIBLE 0ull
#define BOOTMEM_ALLOC_ACCESSIBLE 0ull
#define MAX_NUMNODES 64u	/* in a region: nobody said which node it belongs to */
#define NUMA_NO_NODE (~0u)	/* in a request: any node */

enum memblock_types { MEMBLOCK_MEMORY, MEMBLOCK_RESERVED };
enum memblock_flags {
	MEMBLOCK_NONE = 0, MEMBLOCK_HOTPLUG = 1, MEMBLOCK_MIRROR = 2, MEMBLOCK_NOMAP = 4,
};

static inline const struct memblock_type *memblock_memory(const struct machine *m)
{
	return memblock_type_at(m, MEMBLOCK_MEMORY);
}

static inline const struct memblock_type *memblock_reserved(const struct machine *m)
{
	return memblock_type_at(m, MEMBLOCK_RESERVED);
}

static inline const struct memblock_region *memblock_regions(const struct machine *m,
							     const struct memblock_type *type)
{
	return memblock_region_at(m, memblock_type_index(m, type) * MEMBLOCK_REGIONS);
}

void memblock_init(struct machine *m);	/* what the kernel image holds at power on */
void memblock_allow_resize(struct machine *m);
void memblock_set_bottom_up(struct machine *m, bool enable);
void memblock_set_current_limit(struct machine *m, u64 limit);

/* 0, or -PW_ENOMEM when the array is full and cannot double */
int memblock_add(struct machine *m, u64 base, u64 size);
int memblock_add_node(struct machine *m, u64 base, u64 size, u32 nid, u32 flags);
int memblock_set_node(struct machine *m, u64 base, u64 size, u32 nid);
int memblock_remove(struct machine *m, u64 base, u64 size);
int memblock_reserve(struct machine *m, u64 base, u64 size, enum boot_who who);
int memblock_free(struct machine *m, u64 base, u64 size, enum boot_who who);
int memblock_setclr_flag(struct machine *m, u64 base, u64 size, bool on, u32 flag);
void memblock_trim_memory(struct machine *m, u64 align);

/* The address found, 0 when there is none; nothing is reserved. */
u64 memblock_find_in_range(struct machine *m, u64 start, u64 end, u64 size, u64 align);
u64 memblock_find_in_range_node(struct machine *m, u64 size, u64 align, u64 start, u64 end, u32 nid);

u64 memblock_alloc_range(struct machine *m, u64 size, u64 align, u64 start, u64 end,
			 enum boot_who who);

/* Find and reserve; align 0 is a cache line.  A min_addr that cannot be met is dropped.  0: none. */
u64 memblock_virt_alloc_try_nid(struct machine *m, u64 size, u64 align, u64 min_addr, u64 max_addr,
				enum boot_who who);

/*
 * The same by later kernels' names, for whoever stands on memblock alone: the node first, then any
 * node, then without the minimum.  Zeroed, but for _raw ones.  0: nothing fits, nothing is reserved.
 */
u64 memblock_alloc_try_nid(struct machine *m, u64 size, u64 align, u64 min_addr, u64 max_addr, u32 nid,
			   enum boot_who who);
u64 memblock_alloc_try_nid_raw(struct machine *m, u64 size, u64 align, u64 min_addr, u64 max_addr,
			       u32 nid, enum boot_who who);

static inline u64 memblock_alloc(struct machine *m, u64 size, u64 align, enum boot_who who)
{
	return memblock_alloc_try_nid(m, size, align, 0, MEMBLOCK_ALLOC_ACCESSIBLE, NUMA_NO_NODE, who);
}

static inline u64 memblock_alloc_raw(struct machine *m, u64 size, u64 align, enum boot_who who)
{
	return memblock_alloc_try_nid_raw(m, size, align, 0, MEMBLOCK_ALLOC_ACCESSIBLE, NUMA_NO_NODE,
					  who);
}

static inline u64 memblock_alloc_from(struct machine *m, u64 size, u64 align, u64 min_addr,
				      enum boot_who who)
{
	return memblock_alloc_try_nid(m, size, align, min_addr, MEMBLOCK_ALLOC_ACCESSIBLE,
				      NUMA_NO_NODE, who);
}

static inline bool memblock_bottom_up(const struct machine *m)
{
	return memblock_at(m, 0)->bottom_up;
}

/* RAM that is mapped: the address lies in a region without MEMBLOCK_NOMAP */
bool memblock_is_map_memory(const struct machine *m, u64 addr);
/* Where the region or hole that this address lies in ends */
u64 memblock_next_border(const struct machine *m, u64 addr);
/* Keep so many bytes of RAM, counted from the lowest on; regions that are not mapped stay. */
void memblock_mem_limit_remove_map(struct machine *m, u64 limit);
bool memblock_is_region_memory(const struct machine *m, u64 base, u64 size);
bool memblock_overlaps_region(const struct machine *m, const struct memblock_type *type, u64 base,
			      u64 size);
u64 memblock_start_of_DRAM(const struct machine *m);
u64 memblock_end_of_DRAM(const struct machine *m);

/* Parts of a node's memory that no reservation covers, ascending or descending. */
bool next_free_mem_range(const struct machine *m, u32 nid, u64 *idx, u64 *start, u64 *end);
bool next_free_mem_range_rev(const struct machine *m, u32 nid, u64 *idx, u64 *start, u64 *end);

#define for_each_free_mem_range_node(m, nid, i, p_start, p_end) \
	for (u64 i = 0; next_free_mem_range(m, nid, &i, p_start, p_end);)
#define for_each_free_mem_range_reverse(m, nid, i, p_start, p_end) \
	for (u64 i = ~0ull; next_free_mem_range_rev(m, nid, &i, p_start, p_end);)
#define for_each_free_mem_range(m, i, p_start, p_end) \
	for_each_free_mem_range_node(m, NUMA_NO_NODE, i, p_start, p_end)
#define for_each_memblock_region(m, type, rgn) \
	for (const struct memblock_region *rgn = memblock_regions(m, type), \
	     *rgn##_end = rgn + (type)->cnt; rgn < rgn##_end; rgn++)

/* Frames that lie wholly in a memory region */
static inline u64 memblock_region_memory_base_pfn(const struct memblock_region *rgn)
{
	return (rgn->base + PAGE_SIZE - 1) >> PAGE_SHIFT;
}

static inline u64 memblock_region_memory_end_pfn(const struct memblock_region *rgn)
{
	return (rgn->base + rgn->size) >> PAGE_SHIFT;
}

#endif
