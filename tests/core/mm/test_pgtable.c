/*
 * Page tables: which levels a touch makes, which an unmap takes down, and that the pure walk, the
 * MMU's walk and the list of table frames agree.
 *
 *   one PTE table covers 2 MiB, one PMD 1 GiB, one PUD 512 GiB
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "check/check.h"
#include "init/main.h"
#include "kernel/syscalls.h"
#include "kernel/task.h"

#define RW (PROT_READ | PROT_WRITE)
#define FIXED (MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED)

static struct machine *m;
static u32 mm;

static int setup(void **state)
{
	struct boot_params *p = calloc(1, sizeof(*p));
	struct machine_config config = { .nr_cpus = 1, .max_contents = 1024 };
	const char *error;
	u32 task;

	boot_params_default(p, 128u << 20);
	config.max_pfn = e820_max_pfn(p);
	m = machine_create(&config, &error);
	if (!m || start_kernel(m, p) || op_spawn(m, "A", &task))
		return -1;
	mm = current_mm(m);
	free(p);
	return 0;
}

static int teardown(void **state)
{
	for (u32 i = 0; i < nr_checkers; i++) {
		struct check_report r = { .ok = true };

		checkers[i].run(m, &r);
		if (!r.ok)
			fail_msg("%s: %s", checkers[i].name, r.text[0]);
	}
	machine_destroy(m);
	return 0;
}

static u64 tables(void)
{
	return mm_at(m, mm)->pgtables_bytes / PAGE_SIZE;
}

static void touch(u64 va)
{
	assert_int_equal(sys_mmap(m, va, PAGE_SIZE, RW, FIXED), va);
	assert_int_equal(user_write(m, va, va, 8), 0);
}

/* how many new tables a first touch needs, by how near another touched page is */
static void test_levels_made(void **state)
{
	static const struct { u64 va; u32 made; } touches[] = {
		{ 0x100000000000, 3 },	/* its own 512 GiB: PUD, PMD, PTE */
		{ 0x100000001000, 0 },	/* the next page */
		{ 0x100000200000, 1 },	/* 2 MiB on: a PTE table */
		{ 0x1000401ff000, 2 },	/* 1 GiB on: PMD and PTE */
		{ 0x108000000000, 3 },	/* 512 GiB on */
	};
	u64 before = tables();

	for (u32 i = 0; i < ARRAY_SIZE(touches); i++) {
		touch(touches[i].va);
		assert_int_equal(tables(), before += touches[i].made);
	}
}

/* An unmap frees a table only when no neighbouring VMA can use it. */
static void test_levels_freed(void **state)
{
	u64 before = tables();

	touch(0x100000000000);
	touch(0x100000003000);
	touch(0x100000200000);
	assert_int_equal(tables(), before + 4);
	sys_munmap(m, 0x100000000000, PAGE_SIZE);
	assert_int_equal(tables(), before + 4);
	sys_munmap(m, 0x100000003000, PAGE_SIZE);
	assert_int_equal(tables(), before + 3);
	sys_munmap(m, 0x100000000000, 0x400000);
	assert_int_equal(tables(), before);
}

struct seen {
	u32 level[LEVEL_PGD + 1];
};

static void see_table(void *context, enum pgtable_level level, pfn_t pfn, u64 va)
{
	struct seen *seen = context;

	seen->level[level]++;
}

/* translate() is the MMU's walk without the MMU: same frame, same entries, and nothing written. */
static void test_walks_agree(void **state)
{
	struct seen seen = { { 0 } };
	struct walk w;
	u64 digest;

	touch(0x100000001000);
	digest = machine_digest_full(m);
	assert_true(translate(m, current_task(m), 0x100000001ff8, &w));
	assert_int_equal(w.levels, 4);
	assert_int_equal(w.level[0].index, 32);
	assert_int_equal(w.level[1].index, 0);
	assert_int_equal(w.level[3].index, 1);
	assert_int_equal(w.root, this_cpu(m)->cr3);
	assert_int_equal(w.level[0].entry & 0xfff, 0x067);
	assert_int_equal(w.pa & 0xfff, 0xff8);
	assert_int_equal(read_word(m, w.pa & ~0xfffull), 0x100000001000);
	assert_int_equal(tlb_lookup(m, 0, 0x100000001000)->pfn, w.pfn);
	assert_false(translate(m, current_task(m), 0x100000002000, &w));
	assert_int_equal(w.levels, 4);
	assert_false(translate(m, current_task(m), 0x200000000000, &w));
	assert_int_equal(w.levels, 1);
	assert_false(translate(m, current_task(m), 0x800000000000, &w));
	assert_false(w.canonical);
	/* the kernel's half is the boot's: the direct map, in large pages or small */
	assert_true(translate(m, current_task(m), 0xffff880000000000 + (64u << 20), &w));
	assert_int_equal(w.pfn, (64u << 20) >> 12);
	for_each_table_page(m, mm, see_table, &seen);
	assert_int_equal(seen.level[LEVEL_PGD], 1);
	assert_int_equal(seen.level[LEVEL_PUD] + seen.level[LEVEL_PMD] + seen.level[LEVEL_PTE],
			 tables());
	assert_int_equal(machine_digest_full(m), digest);
}

static void test_protection_bits(void **state)
{
	assert_int_equal(vm_get_page_prot(0), 0x120);
	assert_int_equal(vm_get_page_prot(VM_READ), 0x8000000000000025);
	assert_int_equal(vm_get_page_prot(VM_READ | VM_WRITE), 0x8000000000000025);
	assert_int_equal(vm_get_page_prot(VM_READ | VM_WRITE | VM_SHARED), 0x8000000000000027);
	assert_int_equal(vm_get_page_prot(VM_READ | VM_EXEC), 0x25);
	/* PROT_NONE keeps the page and takes the hardware's right away; giving it back needs no fault */
	touch(0x100000000000);
	assert_int_equal(sys_mprotect(m, 0x100000000000, PAGE_SIZE, PROT_NONE), 0);
	assert_null(tlb_lookup(m, 0, 0x100000000000));
	assert_int_equal(sys_mprotect(m, 0x100000000000, PAGE_SIZE, RW), 0);
	{
		u32 faults = task_at(m, current_task(m))->min_flt;
		u64 value;

		assert_int_equal(user_read(m, 0x100000000000, 8, &value), 0);
		assert_int_equal(value, 0x100000000000);
		assert_int_equal(task_at(m, current_task(m))->min_flt, faults);
		/* but a write does: the PTE came back read-only, and the last owner keeps the page */
		assert_int_equal(user_write(m, 0x100000000000, 1, 8), 0);
		assert_int_equal(task_at(m, current_task(m))->min_flt, faults + 1);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_levels_made, setup, teardown),
		cmocka_unit_test_setup_teardown(test_levels_freed, setup, teardown),
		cmocka_unit_test_setup_teardown(test_walks_agree, setup, teardown),
		cmocka_unit_test_setup_teardown(test_protection_bits, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
