/* memblock: both lists sorted, without overlap, and merged; sums agree. */
#include "check/check.h"
#include "mm/memblock.h"

static u64 check_type(const struct machine *m, struct check_report *r,
		      const struct memblock_type *type, const char *name)
{
	const struct memblock_region *first = memblock_regions(m, type);
	u64 sum = 0;

	if (type->cnt > type->max || type->max > MEMBLOCK_REGIONS) {
		check_fail(r, "memblock.%s has %u regions, room for %u",
			   "memblock.%s 有 %u 个区，只容得下 %u 个", name, type->cnt, type->max);
		return 0;
	}
	for (const struct memblock_region *rgn = first; rgn < first + type->cnt; rgn++) {
		u64 end = rgn->base + rgn->size;

		sum += rgn->size;
		if (rgn == first + type->cnt - 1)
			break;
		if (!rgn->size || end > rgn[1].base)
			check_fail(r, "memblock.%s: the region at 0x%llx overlaps the next",
				   "memblock.%s：0x%llx 处的区与下一个重叠", name,
				   (unsigned long long)rgn->base);
		else if (end == rgn[1].base && rgn->flags == rgn[1].flags &&
			 rgn->nid == rgn[1].nid)
			check_fail(r, "memblock.%s: the region at 0x%llx must merge with the next",
				   "memblock.%s：0x%llx 处的区应与下一个合并", name,
				   (unsigned long long)rgn->base);
	}
	return sum;
}

void check_memblock(const struct machine *m, struct check_report *r)
{
	u64 memory, reserved;

	if (!sys(m)->booted) {
		check_holds(r, "the machine is off", "机器未开机");
		return;
	}
	memory = check_type(m, r, memblock_memory(m), "memory");
	reserved = check_type(m, r, memblock_reserved(m), "reserved");
	/* memory's sum keeps what trimming to whole pages cut off, as the kernel's does */
	if (memblock_reserved(m)->total_size != reserved ||
	    memblock_memory(m)->total_size < memory)
		check_fail(r, "memblock's sums do not match its regions", "memblock 的总和与各区不符");
	check_holds(r, "%u regions of memory, %u reserved", "内存区 %u 个，保留区 %u 个",
		    memblock_memory(m)->cnt, memblock_reserved(m)->cnt);
}
