/*
 * Ops on kernel objects: caches, their objects, kmalloc; and workloads of them.  A pointer that goes
 * back is looked at first, so that a wrong one ends its op and nothing else.
 */
#include "mm/slab.h"
#include "scenario/scenario.h"

#define ARG(i) op_arg_value(m, op, i)

static const u32 slab_flag_values[] = {
	0, SLAB_HWCACHE_ALIGN, SLAB_RECLAIM_ACCOUNT, SLAB_CACHE_DMA, SLAB_TYPESAFE_BY_RCU,
	SLAB_NOLEAKTRACE, SLAB_HWCACHE_ALIGN | SLAB_RECLAIM_ACCOUNT,
};

enum create_arg { CREATE_SIZE, CREATE_ALIGN, CREATE_FLAGS, CREATE_CTOR, CREATE_NAME };

OP_RUN(kmem_cache_create)
{
	const cJSON *name = op->args[CREATE_NAME].source;
	u32 align = (u32)ARG(CREATE_ALIGN), cache;

	if (align & (align - 1))
		return -PW_EINVAL;
	cache = kmem_cache_create(m, name ? name->valuestring : op->as ? op->as : "unnamed",
				  (u32)ARG(CREATE_SIZE), align, slab_flag_values[ARG(CREATE_FLAGS)],
				  ARG(CREATE_CTOR));
	return cache ? (s64)cache : -PW_EINVAL;
}

/* What a name stands for; 0: creating it failed, or it was destroyed. */
static u32 cache_of(const struct machine *m, const struct op *op)
{
	return (u32)binding_at(m, op->args[0].binding)->value;
}

static s64 pointer(u64 object)
{
	return object ? (s64)object : -PW_ENOMEM;
}

static s64 refusal(enum free_fault fault)
{
	return fault == FREE_OUT_OF_RANGE ? -PW_EFAULT : -PW_EINVAL;
}

OP_RUN(kmem_cache_alloc)
{
	u32 cache = cache_of(m, op);

	return cache ? pointer(kmem_cache_alloc(m, cache, gfp_of_choice(ARG(1)))) : -PW_EINVAL;
}

OP_RUN(kmem_cache_free)
{
	u32 cache = cache_of(m, op);
	u64 object = ARG(1);
	enum free_fault fault;

	if (!cache)
		return -PW_EINVAL;
	fault = check_free(m, cache, object);
	if (fault)
		return refusal(fault);
	kmem_cache_free(m, cache, object);
	return 0;
}

OP_RUN(kmem_cache_shrink)
{
	u32 cache = cache_of(m, op);

	return cache ? kmem_cache_shrink(m, cache) : -PW_EINVAL;
}

/* The name ends with the cache, or with this use of a shared one. */
OP_RUN(kmem_cache_destroy)
{
	u32 cache = cache_of(m, op);
	int err;

	if (!cache)
		return -PW_EINVAL;
	err = kmem_cache_destroy(m, cache);
	if (!err)
		set(m, binding_at(m, op->args[0].binding), value, 0);
	return err;
}

OP_RUN(kmalloc)
{
	return pointer(kmalloc(m, ARG(0), gfp_of_choice(ARG(1))));
}

OP_RUN(kfree)
{
	u64 object = ARG(0);
	enum free_fault fault = FREE_OK;

	if (object > ZERO_SIZE_PTR)
		fault = check_free(m, 0, object);
	if (fault)
		return refusal(fault);
	kfree(m, object);
	return 0;
}

OP_RUN(cache_reap)
{
	if (!slab_allocator(m)->reap || !slab_is_available(m))
		return -PW_EINVAL;
	slab_allocator(m)->reap(m);
	return 0;
}

/* Workloads: what they hold lies in slots, so that any iteration can run again. */

static s64 fill(struct machine *m, const struct object_slot *slot, u32 cache)
{
	u64 object = kmem_cache_alloc(m, cache, GFP_KERNEL);

	if (!object)
		return -PW_ENOMEM;
	set(m, slot, object, object);
	set(m, slot, cache, cache);
	return (s64)object;
}

static s64 empty(struct machine *m, const struct object_slot *slot)
{
	u64 object = slot->object;

	set(m, slot, object, 0);
	if (!may_free(m, slot->cache, object))
		return -PW_EINVAL;	/* an op freed it by its address */
	kmem_cache_free(m, slot->cache, object);
	return 0;
}

enum objects_arg { OBJECTS_CACHE, OBJECTS_COUNT, OBJECTS_SEED, OBJECTS_SLOTS };

u64 objects_iterations(const struct op *op)
{
	return op->args[OBJECTS_COUNT].number;
}

/* The first that fails ends it; a slot that is taken is passed over. */
OP_RUN(alloc_objects)
{
	const struct object_slot *slot = object_slot_at(m, iteration);
	u32 cache = cache_of(m, op);

	if (!cache)
		return -PW_EINVAL;
	return slot->object ? (s64)slot->object : fill(m, slot, cache);
}

bool alloc_objects_wanted(const struct machine *m, const struct op *op, u32 iteration)
{
	return !object_slot_at(m, iteration)->object &&
	       (!iteration || object_slot_at(m, iteration - 1)->object);
}

/* An occupied slot is freed, an empty one filled. */
OP_RUN(random_objects)
{
	u64 r = random_number(op->args[OBJECTS_SEED].number, iteration);
	const struct object_slot *slot = object_slot_at(m, (u32)(r % op->args[OBJECTS_SLOTS].number));
	u32 cache = cache_of(m, op);

	if (!cache)
		return -PW_EINVAL;
	return slot->object ? empty(m, slot) : fill(m, slot, cache);
}

enum free_objects_arg { FREE_SLOTS, FREE_STRIDE };

u64 free_objects_iterations(const struct op *op)
{
	return op->args[FREE_SLOTS].number;
}

bool free_objects_wanted(const struct machine *m, const struct op *op, u32 iteration)
{
	return iteration % op->args[FREE_STRIDE].number == 0 && object_slot_at(m, iteration)->object;
}

OP_RUN(free_objects)
{
	const struct object_slot *slot = object_slot_at(m, iteration);

	return slot->object ? empty(m, slot) : 0;
}
