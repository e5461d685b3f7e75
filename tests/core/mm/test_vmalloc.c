/*
 * The kernel's own address space: where areas go, what their page tables say, lazy freeing, and how
 * everything is given back when something is not to be had.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "arch/x86_64/mmu.h"
#include "check/check.h"
#include "fs/proc/proc.h"
#include "init/main.h"
#include "kernel/access.h"
#include "kernel/syscalls.h"
#include "machine/context.h"
#include "machine/history.h"
#include "machine/trace.h"
#include "mm/content.h"
#include "mm/vmalloc.h"

#define START 0xffffc90000000000ull
#define DEVICE 0xe0000000ull

static struct boot_params params;

static struct machine *new_machine(enum machine_arch arch, u64 ram)
{
	struct machine_config config = { .arch = arch, .nr_cpus = 1, .max_contents = 4096 };
	const char *error;
	struct machine *m;

	assert_int_equal(boot_params_for(&params, arch, ram), 0);
	config.max_pfn = e820_max_pfn(&params);
	m = machine_create(&config, &error);
	assert_non_null(m);
	return m;
}

static struct machine *booted(enum machine_arch arch, u64 ram)
{
	struct machine *m = new_machine(arch, ram);

	assert_int_equal(start_kernel(m, &params), 0);
	return m;
}

static void assert_checks(const struct machine *m)
{
	for (u32 i = 0; i < nr_checkers; i++) {
		struct check_report r = { .ok = true };

		checkers[i].run(m, &r);
		if (!r.ok)
			fail_msg("%s: %s", checkers[i].name, r.text[0]);
	}
}

static s64 free_pages(const struct machine *m)
{
	s64 pages = 0;

	for_each_populated_zone(m, zone) {
		pages += zone_page_state_snapshot(m, zone);
		for (u32 cpu = 0; cpu < m->config.nr_cpus; cpu++)
			pages += zone_pcp(m, zone, cpu)->count;
	}
	return pages;
}

static u32 kernel_pages(const struct machine *m, u64 va)
{
	u32 pages = 0;

	while (vmalloc_to_pfn(m, va + PFN_PHYS(pages)) != PFN_NONE)
		pages++;
	return pages;
}

/*
 *   START        +3 pages     +4           +6      +7
 *   | a: 3 pages | guard      | b: 2 pages | guard |
 */
static void areas_and_guards(void **state)
{
	struct machine *m = booted(ARCH_X86_64, 128u << 20);
	u64 a = vmalloc(m, 2 * PAGE_SIZE + 1, VM_CALLER_MODULE), b = vzalloc(m, 8192, VM_CALLER_MODULE);

	assert_int_equal(a, START);
	assert_int_equal(b, START + 4 * PAGE_SIZE);
	assert_int_equal(kernel_pages(m, a), 3);
	assert_int_equal(kernel_pages(m, b), 2);
	assert_int_equal(vmap_area_at(m, find_vmap_area(m, a + 3 * PAGE_SIZE))->va_start, a);
	assert_int_equal(find_vmap_area(m, START + 7 * PAGE_SIZE), 0);
	assert_checks(m);
	assert_int_equal(vfree(m, a), 0);
	assert_int_equal(kernel_pages(m, a), 0);
	assert_int_equal(vmap_area_at(m, find_vmap_area(m, a))->flags, VM_LAZY_FREE);
	/* its addresses are not given out before a purge */
	assert_int_equal(vmalloc(m, PAGE_SIZE, VM_CALLER_MODULE), START + 7 * PAGE_SIZE);
	vm_unmap_aliases(m);
	assert_int_equal(find_vmap_area(m, a), 0);
	assert_int_equal(vmap_state(m)->vmap_lazy_nr, 0);
	assert_int_equal(vmalloc(m, PAGE_SIZE, VM_CALLER_MODULE), a);
	assert_checks(m);
	machine_destroy(m);
}

/* What was taken is given back, but for the page tables, which stay. */
static void failure_gives_back(void **state)
{
	struct machine *m = booted(ARCH_X86_64, 128u << 20);
	s64 before;

	assert_int_equal(vmalloc(m, 0, VM_CALLER_MODULE), 0);
	assert_int_equal(vmalloc(m, PFN_PHYS(sys(m)->totalram_pages + 1), VM_CALLER_MODULE), 0);
	assert_int_equal(object_count(m, TABLE_vmap_area), 0);
	before = free_pages(m);
	assert_int_equal(vmalloc(m, PFN_PHYS(free_pages(m) + 16), VM_CALLER_MODULE), 0);
	assert_int_equal(object_count(m, TABLE_vm_struct), 0);
	assert_checks(m);
	assert_true(before - free_pages(m) < 8);	/* tables of the array's area only */
	vm_unmap_aliases(m);
	assert_int_equal(object_count(m, TABLE_vmap_area), 0);
	machine_destroy(m);
}

/* More than a page of pointers: the array itself lies in an area. */
static void large_array(void **state)
{
	struct machine *m = booted(ARCH_X86_64, 128u << 20);
	u64 small = vmalloc(m, 512 * PAGE_SIZE, VM_CALLER_MODULE);
	u64 large = vmalloc(m, 513 * PAGE_SIZE, VM_CALLER_MODULE);
	struct proc_text text;

	assert_int_equal(object_count(m, TABLE_vmap_area), 3);
	assert_int_equal(proc_read(m, "vmallocinfo", &text), 0);
	assert_string_equal(text.text,
		"0xffffc90000000000-0xffffc90000201000 2101248 init_module [scenario] pages=512 vmalloc\n"
		"0xffffc90000201000-0xffffc90000403000 2105344 init_module [scenario] pages=513 vmalloc vpages\n"
		"0xffffc90000403000-0xffffc90000406000   12288 init_module [scenario] pages=2 vmalloc\n");
	proc_text_free(&text);
	assert_checks(m);
	vfree(m, small);
	vfree(m, large);
	assert_int_equal(object_count(m, TABLE_vm_struct), 0);
	assert_int_equal(vmap_state(m)->vmap_lazy_nr, 513 + 514 + 3);
	assert_checks(m);
	machine_destroy(m);
}

/* 32 MiB may wait on one cpu; one page more, and all are purged. */
static void purge_when_too_many_wait(void **state)
{
	struct machine *m = booted(ARCH_X86_64, 128u << 20);
	pfn_t block = alloc_pages(m, GFP_KERNEL, 10);

	assert_int_equal(lazy_max_pages(m), 8192);
	for (u32 i = 0; i < 7; i++)
		vunmap(m, vmap(m, block, 1024, VM_CALLER_MODULE));
	vunmap(m, vmap(m, block, 1016, VM_CALLER_MODULE));
	assert_int_equal(vmap_state(m)->vmap_lazy_nr, 8192);
	vunmap(m, vmap(m, block, 1, VM_CALLER_MODULE));
	assert_int_equal(vmap_state(m)->vmap_lazy_nr, 0);
	assert_int_equal(object_count(m, TABLE_vmap_area), 0);
	assert_int_equal(page_count(m, block), 1);
	assert_checks(m);
	machine_destroy(m);
}

/* A 32-bit kernel has 120 MiB or less: it fills up, is purged, and then there is nothing. */
static void no_address_space(void **state)
{
	struct machine *m = booted(ARCH_I386, 1024u << 20);
	u64 a = ioremap_nocache(m, DEVICE, 48u << 20, VM_CALLER_MODULE);
	u64 b = ioremap_nocache(m, DEVICE, 48u << 20, VM_CALLER_MODULE);

	assert_true(a >= vmalloc_start(m) && b > a && b + (48u << 20) < vmalloc_end(m));
	assert_int_equal(a % (4u << 20), 0);
	assert_int_equal(ioremap_nocache(m, DEVICE, 48u << 20, VM_CALLER_MODULE), 0);
	assert_int_equal(iounmap(m, a), 0);
	assert_checks(m);
	assert_int_equal(ioremap_nocache(m, DEVICE, 48u << 20, VM_CALLER_MODULE), a);
	assert_checks(m);
	machine_destroy(m);
}

/* An i386 PTE has 4 bytes, and its tables hang off swapper_pg_dir. */
static void tables_of_i386(void **state)
{
	struct machine *m = booted(ARCH_I386, 1024u << 20);
	u64 va = vmalloc(m, 3 * PAGE_SIZE, VM_CALLER_MODULE);
	u64 pde = read_bytes(m, sys(m)->init_pgd + (va >> 22) * 4, 4);
	u64 pte = read_bytes(m, (pde & PAGE_MASK) + (va >> 12 & 1023) * 4, 4);

	assert_int_equal(va, vmalloc_start(m));
	assert_int_equal(pde & 0xfff, 0x67);
	assert_int_equal(pte & 0xfff, 0x163);
	assert_int_equal(pte >> 12, vmalloc_to_pfn(m, va));
	assert_true(is_highmem(m, page_zone(m, pfn_to_page(m, vmalloc_to_pfn(m, va)))));
	assert_checks(m);
	machine_destroy(m);
}

static void devices(void **state)
{
	struct machine *m = booted(ARCH_X86_64, 128u << 20);
	u64 small = ioremap_nocache(m, DEVICE + 0x234, 0x3000, VM_CALLER_MODULE);
	u64 large = ioremap_nocache(m, DEVICE, 4u << 20, VM_CALLER_MODULE);
	struct walk w;

	assert_int_equal(small, START + 0x234);		/* 4 pages: aligned to 16 KiB */
	assert_int_equal(large % (4u << 20), 0);
	assert_true(translate_mm(m, 0, small, &w));
	assert_int_equal(w.pa, DEVICE + 0x234);
	assert_true(translate_mm(m, 0, large + (3u << 20), &w));
	assert_int_equal(w.pa, DEVICE + (3u << 20));
	assert_int_equal(w.levels, 3);			/* 2 MiB entries need no PTE table */
	assert_checks(m);
	assert_int_equal(ioremap_nocache(m, 0x4000000, 4096, VM_CALLER_MODULE), 0);	/* RAM */
	assert_int_equal(ioremap_nocache(m, DEVICE, 0, VM_CALLER_MODULE), 0);
	assert_int_equal(ioremap_nocache(m, 1ull << 50, 4096, VM_CALLER_MODULE), 0);
	assert_int_equal(ioremap_nocache(m, 1ull << 44, 4096, VM_CALLER_MODULE), 0);	/* no pfn_t */
	assert_int_equal(ioremap_nocache(m, (1ull << 44) - 4096, 8192, VM_CALLER_MODULE), 0);
	assert_int_equal(iounmap(m, small), 0);
	assert_int_equal(iounmap(m, large), 0);
	assert_int_equal(iounmap(m, large), -PW_EINVAL);
	assert_false(translate_mm(m, 0, large, &w));
	assert_checks(m);
	machine_destroy(m);
}

static void wrong_addresses(void **state)
{
	struct machine *m = booted(ARCH_X86_64, 128u << 20);
	u64 a = vmalloc(m, 2 * PAGE_SIZE, VM_CALLER_MODULE);

	assert_int_equal(vfree(m, 0), 0);
	assert_int_equal(vfree(m, a + 1), -PW_EINVAL);
	assert_int_equal(vfree(m, a - PAGE_SIZE), -PW_EBUG);
	m->bug = NULL;		/* the op ends there */
	assert_int_equal(object_count(m, TABLE_vm_struct), 1);
	assert_int_equal(vfree(m, a + PAGE_SIZE), 0);	/* 4.19 takes any page of the area */
	assert_int_equal(vfree(m, a), -PW_EINVAL);	/* twice: no vm_struct any more */
	assert_checks(m);
	machine_destroy(m);
}

/*
 * The direct map is of 2 MiB entries, and one of them serves all its pages from the TLB; being global it
 * outlives a load of CR3.  An area of vmalloc is in a process's PGD only after the kernel tripped over it.
 */
static void kernel_accesses(void **state)
{
	struct machine *m = booted(ARCH_X86_64, 128u << 20);
	u64 direct = m->geo.page_offset + 0x500000, a, value;
	u32 task;

	assert_int_equal(op_spawn(m, "A", &task), 0);
	a = vmalloc(m, PAGE_SIZE, VM_CALLER_MODULE);
	assert_int_equal(kernel_write(m, direct, 0x1234, 8), 0);
	assert_non_null(tlb_lookup(m, 0, direct + 0x3000));
	assert_int_equal(read_word(m, 0x500000), 0x1234);
	assert_int_equal(read_word(m, table_entry(this_cpu(m)->cr3, LEVEL_PGD, a)), 0);
	assert_int_equal(kernel_write(m, a + 8, 9, 4), 0);
	assert_int_not_equal(read_word(m, table_entry(this_cpu(m)->cr3, LEVEL_PGD, a)), 0);
	assert_int_equal(op_spawn(m, "B", &task), 0);
	assert_non_null(tlb_lookup(m, 0, direct));
	assert_non_null(tlb_lookup(m, 0, a));
	assert_int_equal(kernel_read(m, a + 8, 4, &value), 0);
	assert_int_equal(value, 9);
	assert_checks(m);
	/* freed lazily: the TLB still leads to the frame, and that is no broken invariant */
	assert_int_equal(vfree(m, a), 0);
	assert_int_equal(kernel_read(m, a + 8, 4, &value), 0);
	assert_checks(m);
	vm_unmap_aliases(m);
	assert_null(tlb_lookup(m, 0, a));
	assert_int_equal(kernel_read(m, a + 8, 4, &value), -PW_EBUG);
	assert_checks(m);
	machine_destroy(m);
}

/* An interrupt may vfree(), and the area goes when somebody may sleep; all else is the kernel's BUG. */
static void in_interrupts(void **state)
{
	struct machine *m = booted(ARCH_X86_64, 128u << 20);
	u64 a = vmalloc(m, PAGE_SIZE, VM_CALLER_MODULE);
	u64 before = m->context;

	m->context += HARDIRQ_OFFSET;
	assert_int_equal(vfree(m, a), 0);
	assert_int_equal(kernel_pages(m, a), 1);
	assert_int_equal(vunmap(m, a), -PW_EBUG);
	assert_int_equal(vmalloc(m, PAGE_SIZE, VM_CALLER_MODULE), 0);
	m->context = before;
	m->bug = NULL;
	assert_checks(m);
	vm_unmap_aliases(m);
	assert_int_equal(object_count(m, TABLE_vmap_area), 0);
	assert_checks(m);
	machine_destroy(m);
}

/* The PTE of a mapped page is cleared behind the kernel's back: the checker must say so. */
static void checker_sees(void **state)
{
	struct machine *m = booted(ARCH_X86_64, 128u << 20);
	struct check_report r = { .ok = true };
	struct walk w;
	u64 a = vmalloc(m, 2 * PAGE_SIZE, VM_CALLER_MODULE), entry, pte;

	assert_true(translate_mm(m, 0, a, &w));
	entry = w.level[3].table_pa + w.level[3].index * 8;
	pte = read_word(m, entry);
	write_word(m, entry, 0);
	check_vmalloc(m, &r);
	assert_false(r.ok);
	write_word(m, entry, pte);
	write_word(m, entry + 16, pte);		/* the guard page */
	r = (struct check_report){ .ok = true };
	check_vmalloc(m, &r);
	assert_false(r.ok);
	write_word(m, entry + 16, 0);
	set(m, vmap_state(m), vmap_lazy_nr, 1);
	r = (struct check_report){ .ok = true };
	check_vmalloc(m, &r);
	assert_false(r.ok);
	set(m, vmap_state(m), vmap_lazy_nr, 0);
	set(m, pfn_to_page(m, vmalloc_to_pfn(m, a)), _refcount, 2);
	r = (struct check_report){ .ok = true };
	check_vmalloc(m, &r);
	assert_false(r.ok);
	machine_destroy(m);
}

/* A story at random, with every invariant after each op; then all of it back, and forth again. */
static u64 seed;

static u32 any(u32 n)
{
	seed = seed * 6364136223846793005ull + 1442695040888963407ull;
	return (u32)(seed >> 33) % n;
}

static void act(void *context, struct machine *m, u32 op, u32 iteration)
{
	u64 addr = 0;
	u32 nr;

	trace_op_begin(m, 0);
	if (op == 0) {
		start_kernel(m, &params);
		return;
	}
	seed = op * 7919ull;
	nr = any(8);
	if (nr < 3)
		vmalloc(m, 1 + any(40) * PAGE_SIZE, VM_CALLER_MODULE);
	else if (nr == 3)
		ioremap_nocache(m, DEVICE, 1 + any(40) * PAGE_SIZE, VM_CALLER_MODULE);
	else if (nr == 7)
		vm_unmap_aliases(m);
	else {
		for (u32 vm = 1, skip = any(20); vm < 64; vm++)
			if (object_live(m, TABLE_vm_struct, vm) && skip-- == 0)
				addr = vm_struct_at(m, vm)->addr;
		vfree(m, addr);
	}
}

static void there_and_back(void **state)
{
	struct machine *m = new_machine(ARCH_X86_64, 64u << 20);
	struct history *h = history_create(m, 64u << 20, act, NULL);
	u64 start = machine_digest_full(m), end;

	history_watch_rogue_stores(h, true);
	for (u32 i = 0; i < 120; i++) {
		assert_int_equal(history_run(h, i, 0), 0);
		if (history_rogue_store(h))
			fail_msg("op %u wrote behind the journal: %s", i, history_rogue_store(h));
		assert_checks(m);
	}
	end = machine_digest_full(m);
	history_seek(h, 0);
	assert_int_equal(machine_digest_full(m), start);
	history_seek(h, history_steps(h));
	assert_int_equal(machine_digest_full(m), end);
	history_destroy(h);
	machine_destroy(m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(areas_and_guards), cmocka_unit_test(failure_gives_back),
		cmocka_unit_test(large_array), cmocka_unit_test(purge_when_too_many_wait),
		cmocka_unit_test(no_address_space), cmocka_unit_test(tables_of_i386),
		cmocka_unit_test(devices), cmocka_unit_test(wrong_addresses),
		cmocka_unit_test(kernel_accesses), cmocka_unit_test(in_interrupts), cmocka_unit_test(checker_sees), cmocka_unit_test(there_and_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
