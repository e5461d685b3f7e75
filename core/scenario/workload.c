/*
 * Ops of many slices: iteration i depends on the machine and on i alone, so that history can run any
 * one of them again.
 */
#include "kernel/syscalls.h"
#include "mm/page_alloc.h"
#include "scenario/scenario.h"

enum touch_arg { TOUCH_AT, TOUCH_LENGTH, TOUCH_STRIDE, TOUCH_ACCESS };

u64 touch_iterations(const struct op *op)
{
	u64 n = DIV_ROUND_UP(op->args[TOUCH_LENGTH].number, op->args[TOUCH_STRIDE].number);

	return n ? n : 1;
}

/* A stored 0 needs no room among the words in frames, so the range may be as large as memory. */
OP_RUN(touch)
{
	u64 offset = (u64)iteration * op->args[TOUCH_STRIDE].number, unused;
	u64 va = op_arg_value(m, op, TOUCH_AT) + offset;

	if (offset >= op->args[TOUCH_LENGTH].number)
		return 0;
	if (op->args[TOUCH_ACCESS].number == 0)
		return user_write(m, va, 0, 8);
	return user_read(m, va, 8, &unused);
}

enum random_arg { RANDOM_SEED, RANDOM_COUNT, RANDOM_MAX_ORDER, RANDOM_SLOTS, RANDOM_GFP };

/* splitmix64 */
u64 random_number(u64 seed, u64 iteration)
{
	u64 z = (seed + 1) * 0x9e3779b97f4a7c15ull + iteration * 0xbf58476d1ce4e5b9ull;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9ull;
	z = (z ^ z >> 27) * 0x94d049bb133111ebull;
	return z ^ z >> 31;
}

/* Each order half as often as the one below it. */
static u32 random_order(u64 r, u32 max)
{
	u32 order = 0;

	while (order < max && (r & 1)) {
		order++;
		r >>= 1;
	}
	return order;
}

static u32 random_gfp(u64 r, u64 choice)
{
	static const u32 gfp[] = {
		GFP_KERNEL, GFP_HIGHUSER_MOVABLE, GFP_KERNEL | __GFP_RECLAIMABLE,
	};

	return gfp[choice ? choice - 1 : r % 3];
}

u64 random_alloc_iterations(const struct op *op)
{
	return op->args[RANDOM_COUNT].number;
}

static s64 fill_slot(struct machine *m, const struct work_slot *slot, u32 gfp, u32 order)
{
	pfn_t pfn = alloc_pages(m, gfp, order);

	if (pfn == PFN_NONE)
		return -PW_ENOMEM;
	set(m, slot, pfn, pfn);
	set(m, slot, order, order);
	set(m, slot, migratetype, gfpflags_to_migratetype(gfp));
	return pfn;
}

static s64 empty_slot(struct machine *m, const struct work_slot *slot)
{
	pfn_t pfn = slot->pfn;

	set(m, slot, pfn, 0);
	__free_pages(m, pfn, slot->order);
	return 0;
}

/* An occupied slot is freed, an empty one filled: the number held settles around half the slots. */
OP_RUN(random_alloc)
{
	u64 r = random_number(op->args[RANDOM_SEED].number, iteration);
	const struct work_slot *slot = work_slot_at(m, (u32)(r % op->args[RANDOM_SLOTS].number));

	if (slot->pfn)
		return empty_slot(m, slot);
	return fill_slot(m, slot, random_gfp(r >> 32, op->args[RANDOM_GFP].number),
			 random_order(r >> 40, (u32)op->args[RANDOM_MAX_ORDER].number));
}

enum many_arg { MANY_ORDER, MANY_COUNT, MANY_GFP };

u64 alloc_many_iterations(const struct op *op)
{
	return op->args[MANY_COUNT].number;
}

/* The first request that fails ends it. */
bool alloc_many_wanted(const struct machine *m, const struct op *op, u32 iteration)
{
	return !work_slot_at(m, iteration)->pfn &&
	       (!iteration || work_slot_at(m, iteration - 1)->pfn);
}

OP_RUN(alloc_many)
{
	const struct work_slot *slot = work_slot_at(m, iteration);

	if (slot->pfn)
		return slot->pfn;
	return fill_slot(m, slot, gfp_of_choice(op->args[MANY_GFP].number),
			 (u32)op->args[MANY_ORDER].number);
}

enum random_free_arg { FREE_SLOTS, FREE_STRIDE };

u64 random_free_iterations(const struct op *op)
{
	return op->args[FREE_SLOTS].number;
}

bool random_free_wanted(const struct machine *m, const struct op *op, u32 iteration)
{
	return iteration % op->args[FREE_STRIDE].number == 0 && work_slot_at(m, iteration)->pfn;
}

OP_RUN(random_free)
{
	const struct work_slot *slot = work_slot_at(m, iteration);

	return slot->pfn ? empty_slot(m, slot) : 0;
}
