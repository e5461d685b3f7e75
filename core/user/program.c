/*
 * A program's plain accesses.  Its instructions are not modelled: an op is one load or store, RIP
 * points at a place in .text that stands for it, and a fault runs it again from the TLB probe on.
 */
#include "user/program.h"

#include "arch/x86_64/mmu.h"
#include "machine/trace.h"
#include "mm/mm.h"

#define STORE_RIP 0x401136ull
#define LOAD_RIP 0x401140ull

/* Get the access through; -PW_EFAULT when the process dies of it. */
static int access_user(struct machine *m, u64 va, enum mmu_access access, u64 *pa)
{
	u32 error_code;

	while (!mmu_access(m, va, access, pa, &error_code))
		if (!handle_user_fault(m, va, error_code) || m->limit_hit)
			return -PW_EFAULT;
	return 0;
}

static bool valid_size(u32 bytes)
{
	return bytes == 1 || bytes == 2 || bytes == 4 || bytes == 8;
}

/* Bytes of the access that lie in va's 8-byte word: what goes over the bus at once. */
static u32 bytes_in_word(u64 va, u32 bytes)
{
	return min_t(u32, bytes, 8 - va % 8);
}

static int store_part(struct machine *m, u64 va, u64 value, u32 bytes)
{
	u64 pa;
	int error = access_user(m, va, MMU_WRITE, &pa);

	if (error)
		return error;
	write_bytes(m, pa, value, bytes);
	trace_user_stored(m, pa >> PAGE_SHIFT, pa & ~PAGE_MASK, value, bytes);
	return 0;
}

int user_write(struct machine *m, u64 va, u64 value, u32 bytes)
{
	u32 first = bytes_in_word(va, bytes);
	int error;

	if (!current_task(m))
		return -PW_ESRCH;
	if (!valid_size(bytes))
		return -PW_EINVAL;
	set(m, this_cpu(m), rip, STORE_RIP);
	set(m, this_cpu(m), rdi, va);
	set(m, this_cpu(m), rsi, value);
	trace_user_store(m, current_task(m), va, value, bytes);
	error = store_part(m, va, value, first);
	if (!error && first < bytes)
		error = store_part(m, va + first, value >> first * 8, bytes - first);
	return error;
}

static int load_part(struct machine *m, u64 va, u32 bytes, u64 *value)
{
	u64 pa;
	int error = access_user(m, va, MMU_READ, &pa);

	if (error)
		return error;
	*value = read_bytes(m, pa, bytes);
	trace_user_loaded(m, pa >> PAGE_SHIFT, pa & ~PAGE_MASK, *value, bytes);
	return 0;
}

int user_read(struct machine *m, u64 va, u32 bytes, u64 *value)
{
	u32 first = bytes_in_word(va, bytes);
	u64 high = 0;
	int error;

	*value = 0;
	if (!current_task(m))
		return -PW_ESRCH;
	if (!valid_size(bytes))
		return -PW_EINVAL;
	set(m, this_cpu(m), rip, LOAD_RIP);
	set(m, this_cpu(m), rdi, va);
	trace_user_load(m, current_task(m), va, bytes);
	error = load_part(m, va, first, value);
	if (!error && first < bytes)
		error = load_part(m, va + first, bytes - first, &high);
	if (!error) {
		*value |= high << first * 8 % 64;
		set(m, this_cpu(m), rax, *value);
	}
	return error;
}

int user_exec(struct machine *m, u64 va)
{
	u64 pa;
	int error;

	if (!current_task(m))
		return -PW_ESRCH;
	set(m, this_cpu(m), rip, va);
	trace_user_fetch(m, current_task(m), va);
	error = access_user(m, va, MMU_EXEC, &pa);
	if (!error)
		trace_user_fetched(m, pa >> PAGE_SHIFT, pa & ~PAGE_MASK);
	return error;
}

int user_set_sp(struct machine *m, u64 sp)
{
	if (!current_task(m))
		return -PW_ESRCH;
	set(m, this_cpu(m), rsp, sp);
	trace_user_sp(m, current_task(m), sp);
	return 0;
}
