/* The ops of a microcontroller: its reset, its pools, its heap. */
#include "mcu/mcu.h"
#include "scenario/scenario.h"

#define ARG(i) op_arg_value(m, op, i)

OP_RUN(mcu_reset)
{
	return mcu_reset(m, (u32)ARG(0), (u32)ARG(1));
}

/* -ENODEV: nobody has reset the MCU */
static bool is_on(const struct machine *m)
{
	return the_mcu(m)->ram_bytes;
}

/* The name stands for the pool's address, by which the other ops find it. */
OP_RUN(pool_create)
{
	int pool;

	if (!is_on(m))
		return -PW_ENODEV;
	pool = pool_create(m, (u32)ARG(0), (u32)ARG(1));
	return pool < 0 ? pool : (s64)mcu_pool_at(m, (u32)pool)->start;
}

static int pool_at(const struct machine *m, u64 start)
{
	for (u32 i = 0; start && i < MCU_POOLS; i++)
		if (mcu_pool_at(m, i)->start == start)
			return (int)i;
	return -PW_EINVAL;
}

OP_RUN(pool_alloc)
{
	int pool = pool_at(m, ARG(0));

	return pool < 0 ? pool : (s64)pool_alloc(m, (u32)pool);
}

OP_RUN(pool_free)
{
	int pool = pool_at(m, ARG(0));

	return pool < 0 ? pool : pool_free(m, (u32)pool, (u32)ARG(1));
}

OP_RUN(pvPortMalloc)
{
	return is_on(m) ? (s64)pvPortMalloc(m, (u32)ARG(0)) : -PW_ENODEV;
}

OP_RUN(vPortFree)
{
	return is_on(m) ? vPortFree(m, (u32)ARG(0)) : -PW_ENODEV;
}
