/*
 * memblock: the allocator of early boot.  Open mm/memblock.c beside this.
 *
 * RAM is one sorted array of regions, what is taken of it a second; free memory is the first minus
 * the second and is never stored.  Neighbours of the same kind are always merged, so a list says
 * the least it can.  Left out: the physmem list and mirrored memory.
 */
#include <string.h>

#include "machine/trace.h"
#include "mm/content.h"
#include "mm/memblock.h"

#define clamp_t(t, x, low, high) min_t(t, max_t(t, x, low), high)

void memblock_init(struct machine *m)
{
	set(m, memblock_at(m, 0), current_limit, MEMBLOCK_ALLOC_ANYWHERE);
	for (u32 t = MEMBLOCK_MEMORY; t <= MEMBLOCK_RESERVED; t++) {
		/* an empty list holds one region of size 0 */
		set(m, memblock_type_at(m, t), cnt, 1);
		set(m, memblock_type_at(m, t), max, INIT_MEMBLOCK_REGIONS);
	}
}

void memblock_allow_resize(struct machine *m)
{
	set(m, memblock_at(m, 0), can_resize, true);
}

void memblock_set_bottom_up(struct machine *m, bool enable)
{
	set(m, memblock_at(m, 0), bottom_up, enable);
	trace_memblock_bottom_up(m, enable);
}

void memblock_set_current_limit(struct machine *m, u64 limit)
{
	set(m, memblock_at(m, 0), current_limit, limit);
	trace_memblock_limit(m, limit);
}

static u64 region_end(const struct memblock_region *rgn)
{
	return rgn->base + rgn->size;
}

/* memmove inside the array; the regions that are written are announced as one edit */
static void move_regions(struct machine *m, const struct memblock_region *to,
			 const struct memblock_region *from, u32 count)
{
	if (count)
		memmove(edit(m, to, count * (u32)sizeof(*to)), from, count * sizeof(*to));
}

static void memblock_insert_region(struct machine *m, const struct memblock_type *type, u32 idx,
				   u64 base, u64 size, u32 nid, u32 flags)
{
	const struct memblock_region *rgn = memblock_regions(m, type) + idx;

	assert(type->cnt < type->max);
	move_regions(m, rgn + 1, rgn, type->cnt - idx);
	*edit_memblock_region(m, rgn) = (struct memblock_region){ base, size, flags, nid };
	add(m, type, cnt, 1);
	add(m, type, total_size, size);
}

static void memblock_remove_region(struct machine *m, const struct memblock_type *type, u32 idx)
{
	const struct memblock_region *rgn = memblock_regions(m, type) + idx;

	set(m, type, total_size, type->total_size - rgn->size);
	move_regions(m, rgn, rgn + 1, type->cnt - idx - 1);
	add(m, type, cnt, -1);
	if (type->cnt == 0) {
		set(m, type, cnt, 1);
		*edit_memblock_region(m, rgn) = (struct memblock_region){ .nid = MAX_NUMNODES };
	}
}

static void memblock_merge_regions(struct machine *m, const struct memblock_type *type)
{
	const struct memblock_region *regions = memblock_regions(m, type);
	u32 merged = 0;

	for (u32 i = 0; i + 1 < type->cnt;) {
		const struct memblock_region *this = regions + i, *next = this + 1;

		if (region_end(this) != next->base || this->nid != next->nid ||
		    this->flags != next->flags) {
			assert(region_end(this) <= next->base);
			i++;
			continue;
		}
		set(m, this, size, this->size + next->size);
		move_regions(m, next, next + 1, type->cnt - (i + 2));
		add(m, type, cnt, -1);
		merged++;
	}
	if (merged)
		trace_memblock_merge(m, memblock_type_index(m, type), merged, type->cnt);
}

/*
 * The array is full: find room for one twice as large, in memory that this very array describes.
 * A range that is being reserved right now (new_start) must not be handed out for it.
 */
static int memblock_double_array(struct machine *m, const struct memblock_type *type,
				 u64 new_start, u64 new_size)
{
	const struct memblock *mb = memblock_at(m, 0);
	u64 bytes = ALIGN_UP((u64)type->max * 2 * m->geo.sizeof_memblock_region, PAGE_SIZE);
	u64 old = type->regions_pa;
	u64 old_bytes = ALIGN_UP((u64)type->max * m->geo.sizeof_memblock_region, PAGE_SIZE);
	u64 addr;

	if (!mb->can_resize || type->max * 2 > MEMBLOCK_REGIONS)
		return -PW_ENOMEM;
	if (type != memblock_reserved(m))
		new_start = new_size = 0;
	addr = memblock_find_in_range(m, new_start + new_size, mb->current_limit, bytes, PAGE_SIZE);
	if (!addr && new_size)
		addr = memblock_find_in_range(m, 0, min_t(u64, new_start, mb->current_limit), bytes,
					      PAGE_SIZE);
	if (!addr)
		return -PW_ENOMEM;
	set(m, type, regions_pa, addr);
	set(m, type, max, type->max * 2);
	trace_memblock_doubled(m, memblock_type_index(m, type), type->max, addr);
	if (old)
		memblock_free(m, old, old_bytes, WHO_MEMBLOCK);
	return memblock_reserve(m, addr, bytes, WHO_MEMBLOCK);
}

static u64 memblock_cap_size(u64 base, u64 size)
{
	return min_t(u64, size, ~0ull - base);
}

/*
 * The parts of [base, end) that no region covers: counted, or inserted.  A region that overlaps
 * keeps its part; the new one only fills what lies between.
 */
static u32 fill_gaps(struct machine *m, const struct memblock_type *type, u64 base, u64 end,
		     u32 nid, u32 flags, bool insert)
{
	const struct memblock_region *regions = memblock_regions(m, type);
	u32 nr_new = 0, idx;

	for (idx = 0; idx < type->cnt && regions[idx].base < end; idx++) {
		u64 rbase = regions[idx].base, rend = region_end(&regions[idx]);

		if (rend <= base)
			continue;
		if (rbase > base) {
			nr_new++;
			if (insert)
				memblock_insert_region(m, type, idx++, base, rbase - base, nid,
						       flags);
		}
		base = min_t(u64, rend, end);
	}
	if (base < end) {
		nr_new++;
		if (insert)
			memblock_insert_region(m, type, idx, base, end - base, nid, flags);
	}
	return nr_new;
}

static int memblock_add_range(struct machine *m, const struct memblock_type *type, u64 base,
			      u64 size, u32 nid, u32 flags)
{
	const struct memblock_region *first = memblock_regions(m, type);
	u64 end = base + memblock_cap_size(base, size);
	u32 nr_new;

	if (base == end)
		return 0;
	if (first->size == 0) {
		assert(type->cnt == 1);	/* total_size may be more than 0: see memblock_trim_memory() */
		*edit_memblock_region(m, first) =
			(struct memblock_region){ base, end - base, flags, nid };
		set(m, type, total_size, end - base);
		return 0;
	}
	/* doubling may itself reserve, so count again after it */
	while ((nr_new = fill_gaps(m, type, base, end, nid, flags, false)) != 0) {
		if (type->cnt + nr_new <= type->max) {
			fill_gaps(m, type, base, end, nid, flags, true);
			memblock_merge_regions(m, type);
			return 0;
		}
		if (memblock_double_array(m, type, base, size) < 0)
			return -PW_ENOMEM;
	}
	return 0;
}

/* memblock_add_node(); flags are a later kernel's argument */
int memblock_add_node(struct machine *m, u64 base, u64 size, u32 nid, u32 flags)
{
	CALLED(m, memblock_add, base, size);
	int ret = memblock_add_range(m, memblock_memory(m), base, size, nid, flags);

	if (!ret)
		trace_memblock_added(m, base, base + size);
	return ret;
}

int memblock_add(struct machine *m, u64 base, u64 size)
{
	return memblock_add_node(m, base, size, MAX_NUMNODES, MEMBLOCK_NONE);
}

int memblock_reserve(struct machine *m, u64 base, u64 size, enum boot_who who)
{
	CALLED(m, memblock_reserve, base, size, who);
	int ret = memblock_add_range(m, memblock_reserved(m), base, size, MAX_NUMNODES,
				     MEMBLOCK_NONE);

	if (!ret)
		trace_memblock_reserved(m, base, base + size, who);
	return ret;
}

/* Cut regions at base and end, so that [*from, *to) of the array is exactly what lies between. */
static int memblock_isolate_range(struct machine *m, const struct memblock_type *type, u64 base,
				  u64 size, u32 *from, u32 *to)
{
	const struct memblock_region *regions = memblock_regions(m, type);
	u64 end = base + memblock_cap_size(base, size);

	*from = *to = 0;
	if (base == end)
		return 0;
	while (type->cnt + 2 > type->max)
		if (memblock_double_array(m, type, base, size) < 0)
			return -PW_ENOMEM;
	for (u32 idx = 0; idx < type->cnt && regions[idx].base < end; idx++) {
		const struct memblock_region *rgn = regions + idx;
		u64 rbase = rgn->base, rend = region_end(rgn);
		u64 cut = rbase < base ? base : rend > end ? end : 0;

		if (rend <= base)
			continue;
		if (cut) {
			set(m, rgn, base, cut);
			set(m, rgn, size, rend - cut);
			set(m, type, total_size, type->total_size - (cut - rbase));
			memblock_insert_region(m, type, idx, rbase, cut - rbase, rgn->nid,
					       rgn->flags);
			if (rbase >= base)
				idx--;	/* the lower part is the one inside: look at it again */
			continue;
		}
		if (!*to)
			*from = idx;
		*to = idx + 1;
	}
	return 0;
}

static int memblock_remove_range(struct machine *m, const struct memblock_type *type, u64 base,
				 u64 size)
{
	u32 from, to;
	int ret = memblock_isolate_range(m, type, base, size, &from, &to);

	while (!ret && to > from)
		memblock_remove_region(m, type, --to);
	return ret;
}

int memblock_remove(struct machine *m, u64 base, u64 size)
{
	CALLED(m, memblock_remove, base, size);
	int ret = memblock_remove_range(m, memblock_memory(m), base, size);

	if (!ret)
		trace_memblock_removed(m, base, base + size);
	return ret;
}

int memblock_free(struct machine *m, u64 base, u64 size, enum boot_who who)
{
	CALLED(m, memblock_free, base, size, who);
	int ret = memblock_remove_range(m, memblock_reserved(m), base, size);

	if (!ret)
		trace_memblock_freed(m, base, base + size, who);
	return ret;
}

int memblock_setclr_flag(struct machine *m, u64 base, u64 size, bool on, u32 flag)
{
	const struct memblock_type *type = memblock_memory(m);
	u32 from, to;
	int ret = memblock_isolate_range(m, type, base, size, &from, &to);

	if (ret)
		return ret;
	for (u32 i = from; i < to; i++) {
		const struct memblock_region *rgn = memblock_regions(m, type) + i;

		set(m, rgn, flags, on ? rgn->flags | flag : rgn->flags & ~flag);
	}
	memblock_merge_regions(m, type);
	trace_memblock_flag(m, base, base + size, flag, on);
	return 0;
}

/* Now it is known which node the memory belongs to. */
int memblock_set_node(struct machine *m, u64 base, u64 size, u32 nid)
{
	const struct memblock_type *type = memblock_memory(m);
	u32 from, to;
	int ret = memblock_isolate_range(m, type, base, size, &from, &to);

	if (ret)
		return ret;
	for (u32 i = from; i < to; i++)
		set(m, memblock_regions(m, type) + i, nid, nid);
	trace_memblock_node(m, base, base + memblock_cap_size(base, size), nid);
	memblock_merge_regions(m, type);
	return 0;
}

/* Whole pages only: half a frame at a region's edge cannot be handed out. */
void memblock_trim_memory(struct machine *m, u64 align)
{
	const struct memblock_type *type = memblock_memory(m);

	for (u32 i = 0; i < type->cnt; i++) {
		const struct memblock_region *rgn = memblock_regions(m, type) + i;
		u64 start = ALIGN_UP(rgn->base, align), end = ALIGN_DOWN(region_end(rgn), align);

		if (start == rgn->base && end == region_end(rgn))
			continue;
		trace_memblock_trim(m, rgn->base, region_end(rgn), start, end);
		if (start < end) {
			/* total_size keeps the old sum, as in the kernel */
			set(m, rgn, base, start);
			set(m, rgn, size, end - start);
		} else {
			memblock_remove_region(m, type, i--);
		}
	}
}

/* The gap before reservation idx: reserved[idx - 1].end .. reserved[idx].base */
static void gap_before(const struct machine *m, u32 idx, u64 *start, u64 *end)
{
	const struct memblock_type *type = memblock_reserved(m);
	const struct memblock_region *r = memblock_regions(m, type) + idx;

	*start = idx ? region_end(r - 1) : 0;
	*end = idx < type->cnt ? r->base : ~0ull;
}

/* Memory of another node is passed over, and what the kernel must not map. */
static bool skips(const struct memblock_region *rgn, u32 nid)
{
	return (nid != NUMA_NO_NODE && nid != rgn->nid) || rgn->flags & MEMBLOCK_NOMAP;
}

bool next_free_mem_range(const struct machine *m, u32 nid, u64 *idx, u64 *start, u64 *end)
{
	u32 a = (u32)*idx, b = (u32)(*idx >> 32);

	for (; a < memblock_memory(m)->cnt; a++) {
		const struct memblock_region *rgn = memblock_regions(m, memblock_memory(m)) + a;

		if (skips(rgn, nid))
			continue;
		for (; b < memblock_reserved(m)->cnt + 1; b++) {
			u64 gap_start, gap_end;

			gap_before(m, b, &gap_start, &gap_end);
			if (gap_start >= region_end(rgn))
				break;
			if (rgn->base >= gap_end)
				continue;
			*start = max_t(u64, rgn->base, gap_start);
			*end = min_t(u64, region_end(rgn), gap_end);
			/* whichever ends first is done with */
			if (region_end(rgn) <= gap_end)
				a++;
			else
				b++;
			*idx = a | (u64)b << 32;
			return true;
		}
	}
	return false;
}

bool next_free_mem_range_rev(const struct machine *m, u32 nid, u64 *idx, u64 *start, u64 *end)
{
	s32 a = (s32)*idx, b = (s32)(*idx >> 32);

	if (*idx == ~0ull) {
		a = (s32)memblock_memory(m)->cnt - 1;
		b = (s32)memblock_reserved(m)->cnt;
	}
	for (; a >= 0; a--) {
		const struct memblock_region *rgn = memblock_regions(m, memblock_memory(m)) + a;

		if (skips(rgn, nid))
			continue;
		for (; b >= 0; b--) {
			u64 gap_start, gap_end;

			gap_before(m, (u32)b, &gap_start, &gap_end);
			if (gap_end <= rgn->base)
				break;
			if (region_end(rgn) <= gap_start)
				continue;
			*start = max_t(u64, rgn->base, gap_start);
			*end = min_t(u64, region_end(rgn), gap_end);
			if (rgn->base >= gap_start)
				a--;
			else
				b--;
			*idx = (u32)a | (u64)(u32)b << 32;
			return true;
		}
	}
	return false;
}

static u64 __memblock_find_range_top_down(const struct machine *m, u64 start, u64 end, u64 size,
					  u64 align, u32 nid)
{
	u64 from, to;

	for_each_free_mem_range_reverse(m, nid, i, &from, &to) {
		u64 cand;

		from = clamp_t(u64, from, start, end);
		to = clamp_t(u64, to, start, end);
		if (to < size)
			continue;
		cand = ALIGN_DOWN(to - size, align);
		if (cand >= from)
			return cand;
	}
	return 0;
}

static u64 __memblock_find_range_bottom_up(const struct machine *m, u64 start, u64 end, u64 size,
					   u64 align, u32 nid)
{
	u64 from, to;

	for_each_free_mem_range_node(m, nid, i, &from, &to) {
		u64 cand;

		from = clamp_t(u64, from, start, end);
		to = clamp_t(u64, to, start, end);
		cand = ALIGN_UP(from, align);
		if (cand < to && to - cand >= size)
			return cand;
	}
	return 0;
}

u64 memblock_find_in_range_node(struct machine *m, u64 size, u64 align, u64 start, u64 end, u32 nid)
{
	const struct memblock *mb = memblock_at(m, 0);
	u64 kernel_end = sys(m)->kernel_end, ret = 0;

	if (end == MEMBLOCK_ALLOC_ACCESSIBLE)
		end = mb->current_limit;
	start = max_t(u64, start, PAGE_SIZE);	/* address 0 means failure: never hand out frame 0 */
	end = max_t(u64, start, end);
	if (mb->bottom_up && end > kernel_end)
		ret = __memblock_find_range_bottom_up(m, max_t(u64, start, kernel_end), end, size,
						      align, nid);
	if (ret) {
		trace_memblock_find(m, size, align, end, ret, 1);
		return ret;
	}
	ret = __memblock_find_range_top_down(m, start, end, size, align, nid);
	trace_memblock_find(m, size, align, end, ret, ret ? 0 : 2);
	return ret;
}

u64 memblock_find_in_range(struct machine *m, u64 start, u64 end, u64 size, u64 align)
{
	return memblock_find_in_range_node(m, size, align, start, end, NUMA_NO_NODE);
}

u64 memblock_alloc_range(struct machine *m, u64 size, u64 align, u64 start, u64 end,
			 enum boot_who who)
{
	u64 addr = memblock_find_in_range_node(m, size, align ? align : m->geo.cache_bytes, start, end,
					       NUMA_NO_NODE);

	return addr && !memblock_reserve(m, addr, size, who) ? addr : 0;
}

static u64 find_and_reserve(struct machine *m, u64 size, u64 align, u64 min_addr, u64 max_addr,
			    u32 nid, enum boot_who who)
{
	u64 addr = memblock_find_in_range_node(m, size, align, min_addr, max_addr, nid);

	return addr && !memblock_reserve(m, addr, size, who) ? addr : 0;
}

/* Better on another node, or below the minimum, than not at all. */
static u64 memblock_virt_alloc_internal(struct machine *m, u64 size, u64 align, u64 min_addr,
					u64 max_addr, u32 nid, enum boot_who who)
{
	CALLED(m, memblock_virt_alloc_try_nid, size, align, who);
	u64 addr;

	if (!align)
		align = m->geo.cache_bytes;
	max_addr = min_t(u64, max_addr, memblock_at(m, 0)->current_limit);
	for (;; min_addr = 0) {
		addr = find_and_reserve(m, size, align, min_addr, max_addr, nid, who);
		if (!addr && nid != NUMA_NO_NODE)
			addr = find_and_reserve(m, size, align, min_addr, max_addr, NUMA_NO_NODE,
						who);
		if (addr || !min_addr)
			return addr;
	}
}

/* On the only node.  Early memory reads as zero: nobody wrote there before. */
u64 memblock_virt_alloc_try_nid(struct machine *m, u64 size, u64 align, u64 min_addr, u64 max_addr,
				enum boot_who who)
{
	return memblock_virt_alloc_internal(m, size, align, min_addr, max_addr, NUMA_NO_NODE, who);
}

u64 memblock_alloc_try_nid_raw(struct machine *m, u64 size, u64 align, u64 min_addr, u64 max_addr,
			       u32 nid, enum boot_who who)
{
	return memblock_virt_alloc_internal(m, size, align, min_addr, max_addr, nid, who);
}

u64 memblock_alloc_try_nid(struct machine *m, u64 size, u64 align, u64 min_addr, u64 max_addr, u32 nid,
			   enum boot_who who)
{
	u64 addr = memblock_virt_alloc_internal(m, size, align, min_addr, max_addr, nid, who);

	if (addr)
		clear_memory(m, addr, size);
	return addr;
}

/* memblock_search(): the regions are sorted */
bool memblock_is_map_memory(const struct machine *m, u64 addr)
{
	const struct memblock_region *regions = memblock_regions(m, memblock_memory(m));
	u32 left = 0, right = memblock_memory(m)->cnt;

	while (left < right) {
		u32 mid = (left + right) / 2;

		if (addr < regions[mid].base)
			right = mid;
		else if (addr >= region_end(&regions[mid]))
			left = mid + 1;
		else
			return !(regions[mid].flags & MEMBLOCK_NOMAP);
	}
	return false;
}

u64 memblock_next_border(const struct machine *m, u64 addr)
{
	for_each_memblock_region(m, memblock_memory(m), rgn) {
		if (addr < rgn->base)
			return rgn->base;
		if (addr < region_end(rgn))
			return region_end(rgn);
	}
	return ~0ull;
}

bool memblock_is_region_memory(const struct machine *m, u64 base, u64 size)
{
	u64 end = base + memblock_cap_size(base, size);

	for_each_memblock_region(m, memblock_memory(m), rgn)
		if (rgn->base <= base && base < region_end(rgn))
			return region_end(rgn) >= end;
	return false;
}

bool memblock_overlaps_region(const struct machine *m, const struct memblock_type *type, u64 base,
			      u64 size)
{
	for_each_memblock_region(m, type, rgn)
		if (base < region_end(rgn) && rgn->base < base + size)
			return true;
	return false;
}

/* Where the limit is reached; ~0: there is less RAM than that. */
static u64 find_max_addr(const struct machine *m, u64 limit)
{
	for_each_memblock_region(m, memblock_memory(m), rgn) {
		if (limit <= rgn->size)
			return rgn->base + limit;
		limit -= rgn->size;
	}
	return ~0ull;
}

void memblock_mem_limit_remove_map(struct machine *m, u64 limit)
{
	const struct memblock_type *type = memblock_memory(m);
	u64 max = limit ? find_max_addr(m, limit) : ~0ull;
	u32 from, to;

	if (max == ~0ull || memblock_isolate_range(m, type, 0, max, &from, &to))
		return;
	for (u32 i = type->cnt; i-- > to;)
		if (!(memblock_regions(m, type)[i].flags & MEMBLOCK_NOMAP))
			memblock_remove_region(m, type, i);
	memblock_remove_range(m, memblock_reserved(m), max, ~0ull - max);
	trace_memblock_removed(m, max, ~0ull);
}

u64 memblock_start_of_DRAM(const struct machine *m)
{
	return memblock_regions(m, memblock_memory(m))->base;
}

u64 memblock_end_of_DRAM(const struct machine *m)
{
	const struct memblock_type *type = memblock_memory(m);

	return region_end(memblock_regions(m, type) + type->cnt - 1);
}
