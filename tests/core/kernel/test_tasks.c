/* Tasks: birth, kernel stacks, system calls, switches, exit.  Numbers are those of recordings/stacks. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "check/check.h"
#include "fs/proc/pid.h"
#include "init/main.h"
#include "kernel/syscalls.h"
#include "kernel/task.h"
#include "machine/history.h"

static struct machine *boot(u64 ram)
{
	struct boot_params *p = calloc(1, sizeof(*p));
	struct machine_config config = { .nr_cpus = 1, .max_contents = 16384 };
	const char *error;
	struct machine *m;

	assert_int_equal(boot_params_default(p, ram), 0);
	config.max_pfn = e820_max_pfn(p);
	m = machine_create(&config, &error);
	assert_non_null(m);
	assert_int_equal(start_kernel(m, p), 0);
	free(p);
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

static u64 all_free(struct machine *m)
{
	u64 pages = 0;

	lru_add_drain(m);
	drain_local_pages(m);
	refresh_cpu_vm_stats(m);
	for_each_zone(m, zone)
		pages += (u64)zone_page_state_snapshot(m, zone);
	return pages;
}

static const char maps_of_a[] =
	"00400000-00401000 r--p 00000000 00:02 1                                  /A\n"
	"00401000-00409000 r-xp 00001000 00:02 1                                  /A\n"
	"00409000-0040b000 r--p 00009000 00:02 1                                  /A\n"
	"0040b000-0040d000 rw-p 0000b000 00:02 1                                  /A\n"
	"7ffff7ffa000-7ffff7ffd000 r--p 00000000 00:00 0                          [vvar]\n"
	"7ffff7ffd000-7ffff7fff000 r-xp 00000000 00:00 0                          [vdso]\n"
	"7ffffffde000-7ffffffff000 rw-p 00000000 00:00 0                          [stack]\n"
	"ffffffffff600000-ffffffffff601000 r-xp 00000000 00:00 0                  [vsyscall]\n";

/* vvar, vdso, stack and mmap_base lie where the recorded processes have them (norandmaps). */
static void test_spawn(void **state)
{
	struct machine *m = boot(128u << 20);
	struct proc_text text;
	u64 value, argv0;
	u32 task;

	assert_int_equal(op_spawn(m, "A", &task), 0);
	assert_int_equal(current_task(m), task);
	assert_int_equal(proc_pid_read(m, task, "maps", &text), 0);
	assert_string_equal(text.text, maps_of_a);
	proc_text_free(&text);
	assert_int_equal(mm_at(m, task_at(m, task)->mm)->mmap_base, 0x7ffff7fff000);
	assert_int_equal(mm_at(m, task_at(m, task)->mm)->stack_vm, 33);
	/* RSP points at argc, aligned to 16; argv[0] is the name */
	assert_int_equal(this_cpu(m)->rsp % 16, 0);
	assert_int_equal(user_read(m, this_cpu(m)->rsp, 8, &value), 0);
	assert_int_equal(value, 1);
	assert_int_equal(user_read(m, this_cpu(m)->rsp + 8, 8, &argv0), 0);
	assert_int_equal(user_read(m, argv0, 2, &value), 0);
	assert_int_equal(value, 'A');
	assert_checks(m);
	machine_destroy(m);
}

/*
 *  top ->  ss sp flags cs ip orig_ax di si dx cx ax r8 ... r15   21 words, 168 bytes
 *          ...                                                   free
 *  base -> STACK_END_MAGIC
 */
static void test_syscall_registers(void **state)
{
	struct machine *m = boot(128u << 20);
	const struct task_struct *t;
	u32 task;
	u64 sp, ip;

	op_spawn(m, "A", &task);
	t = task_at(m, task);
	sp = this_cpu(m)->rsp;
	ip = this_cpu(m)->rip;
	assert_int_equal(sys_mmap(m, 0, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS), 0x7ffff7ff9000);
	assert_int_equal(t->stack % (4 * PAGE_SIZE), 0);
	assert_int_equal(task_pt_regs(t), t->stack + 16384 - 168);
	assert_int_equal(this_cpu(m)->tss_sp0, 0xfffffe0000002200);
	assert_int_equal(this_cpu(m)->tss_sp1, t->stack + 16384);
	assert_int_equal(read_pt_reg(m, t, PT_ORIG_AX), 9);
	assert_int_equal(read_pt_reg(m, t, PT_AX), 0x7ffff7ff9000);
	assert_int_equal(read_pt_reg(m, t, PT_SI), 4096);
	assert_int_equal(read_pt_reg(m, t, PT_IP), ip + 2);
	assert_int_equal(read_pt_reg(m, t, PT_CX), ip + 2);
	assert_int_equal(read_pt_reg(m, t, PT_SP), sp);
	assert_int_equal(read_pt_reg(m, t, PT_CS), 0x33);
	assert_int_equal(read_pt_reg(m, t, PT_SS), 0x2b);
	/* SYSRET: user RSP and RDI are the last that the entry stack saw */
	assert_int_equal(this_cpu(m)->entry_stack[63], sp);
	assert_int_equal(this_cpu(m)->mode, 0);
	assert_int_equal(this_cpu(m)->rsp, sp);
	/* a fault leaves -1 as orig_ax, and its frame on the entry stack */
	user_write(m, sp - 64 * 1024, 1, 8);
	assert_int_equal(read_pt_reg(m, t, PT_ORIG_AX), ~0ull);
	assert_int_equal(this_cpu(m)->cr2, sp - 64 * 1024);
	assert_int_equal(this_cpu(m)->entry_stack[63], 0x2b);
	assert_int_equal(this_cpu(m)->entry_stack[62], sp);
	machine_destroy(m);
}

/* Same user address, other frame: the switch changes CR3, RSP, TSS.sp1 and current. */
static void test_switch(void **state)
{
	struct machine *m = boot(128u << 20);
	u64 sp_a, value;
	u32 a, b;

	op_spawn(m, "A", &a);
	sys_mmap(m, 0x30000000, 4096, PROT_READ | PROT_WRITE, 0x32);
	user_write(m, 0x30000000, 0xaaaa, 8);
	sp_a = this_cpu(m)->rsp;
	op_spawn(m, "B", &b);
	sys_mmap(m, 0x30000000, 4096, PROT_READ | PROT_WRITE, 0x32);
	user_write(m, 0x30000000, 0xbbbb, 8);
	assert_int_equal(task_at(m, a)->thread_sp, task_pt_regs(task_at(m, a)) - 56);
	assert_int_equal(switch_to_task(m, a), 0);
	assert_int_equal(current_task(m), a);
	assert_int_equal(this_cpu(m)->cr3, mm_at(m, task_at(m, a)->mm)->pgd);
	assert_int_equal(this_cpu(m)->rsp, sp_a);
	assert_int_equal(tlb_live(m, 0), 0);
	assert_int_equal(user_read(m, 0x30000000, 8, &value), 0);
	assert_int_equal(value, 0xaaaa);
	assert_int_equal(switch_to_task(m, b), 0);
	assert_int_equal(user_read(m, 0x30000000, 8, &value), 0);
	assert_int_equal(value, 0xbbbb);
	assert_int_equal(switch_to_task(m, b), 0);
	assert_int_equal(switch_to_task(m, 200), -PW_ESRCH);
	assert_checks(m);
	machine_destroy(m);
}

/* After exit every frame is back; only an idle cpu still keeps the last PGD on loan (active_mm). */
static void test_exit_gives_all_back(void **state)
{
	struct machine *m = boot(128u << 20);
	u64 before = all_free(m);
	u32 a, b;

	op_spawn(m, "A", &a);
	sys_mmap(m, 0x30000000, 0x800000, PROT_READ | PROT_WRITE, 0x32);
	for (u32 i = 0; i < 600; i++)
		user_write(m, 0x30000000 + i * 4096ull, i, 8);
	user_malloc(m, 100000);
	op_spawn(m, "B", &b);
	user_write(m, 0x40b000, 1, 8);
	assert_int_equal(op_exit(m, 0), 0);
	assert_int_equal(current_task(m), a);
	assert_int_equal(op_exit(m, 7), 0);
	assert_int_equal(current_task(m), 0);
	assert_int_equal(task_at(m, a)->exit_code, 0x700);
	assert_int_equal(all_free(m), before - 1);
	assert_int_equal(object_count(m, TABLE_vm_area_struct), 0);
	assert_int_equal(object_count(m, TABLE_anon_vma), 0);
	assert_int_equal(object_count(m, TABLE_file), 0);
	assert_int_equal(object_count(m, TABLE_mm_struct), 1);
	assert_int_equal(sys_mmap(m, 0, 4096, 3, 0x22), -PW_ESRCH);
	assert_checks(m);
	machine_destroy(m);
}

#define TALE_PAGES 300

static void run_tale(void *context, struct machine *m, u32 op, u32 iteration)
{
	if (op == 1) {
		op_exit(m, 0);
		return;
	}
	op_spawn(m, "A", &(u32){ 0 });
	sys_mmap(m, 0x30000000, TALE_PAGES * 4096ull, PROT_READ | PROT_WRITE, 0x32);
	for (u32 i = 0; i < TALE_PAGES; i++)
		user_write(m, 0x30000000 + i * 4096ull, i, 8);
}

/* The frames that only this process has: user pages by their map count. */
static u32 mapped_frames(const struct machine *m, u8 *mapped)
{
	u32 nr = 0;

	for (pfn_t pfn = 0; pfn < m->config.max_pfn; pfn++)
		if (pfn_valid(m, pfn) && PageAnon(pfn_to_page(m, pfn)) &&
		    page_at(m, pfn)->_mapcount == 0) {
			mapped[pfn] = 1;
			nr++;
		}
	return nr;
}

/*
 * The tale of an exit: every page's PTE is cleared, and every frame is given back, once and by name;
 * but who reads sentences reads a few dozen, however many pages there are.
 */
static void test_exit_tells_of_every_page(void **state)
{
	struct machine *m = boot(64u << 20);
	struct history *h = history_create(m, 64u << 20, run_tale, NULL);
	u8 *mapped = calloc(m->config.max_pfn, 1);
	u32 nr, cleared = 0, given = 0, sentences = 0;
	const struct recording *rec;

	assert_int_equal(history_run(h, 0, 0), 0);
	nr = mapped_frames(m, mapped);
	assert_true(nr > TALE_PAGES);
	assert_int_equal(history_run(h, 1, 0), 0);
	rec = history_record(h, history_steps(h));
	for (u32 i = 0; i < rec->nr_events; i++) {
		const struct event *e = &rec->events[i];

		cleared += e->id == EV_ptep_get_and_clear;
		sentences += e->grain < 2;
		if (e->id == EV_frame_given_back && mapped[e->args[0]]) {
			mapped[e->args[0]] = 0;
			given++;
		}
	}
	assert_int_equal(cleared, nr);
	assert_int_equal(given, nr);
	assert_in_range(sentences, 10, 40);
	history_destroy(h);
	machine_destroy(m);
	free(mapped);
}

/* Memory runs out: the writer dies, everything it had comes back, the machine goes on. */
static void test_out_of_memory(void **state)
{
	struct machine *m = boot(40u << 20);
	u64 before = all_free(m), half = before / 2, written = 0;
	const struct task_struct *t;
	u32 a, b;

	assert_int_equal(op_spawn(m, "A", &a), 0);
	t = task_at(m, a);
	assert_int_equal(sys_mmap(m, 0, 1ull << 40, 3, 0x22), -PW_ENOMEM);
	/* each promise is judged alone: three halves of what is free pass, and together are too much */
	for (u32 i = 0; i < 3; i++)
		assert_int_equal(sys_mmap(m, 0x30000000 * (i + 1ull), half << 12, 3, 0x32),
				 0x30000000 * (i + 1ull));
	for (u64 k = 0; k < 3 * half && !t->signr; k++, written++)
		user_write(m, 0x30000000 * (k / half + 1) + (k % half << 12), 1, 8);
	assert_null(m->limit_hit);
	assert_int_equal(t->signr, SIGKILL);
	assert_true(written > half);
	assert_checks(m);
	assert_int_equal(all_free(m), before - 1);
	assert_int_equal(op_spawn(m, "B", &b), 0);
	assert_checks(m);
	machine_destroy(m);
}

/*
 * Take every frame that GFP_KERNEL may have, then give n of them back, and before them a block that
 * will do for a kernel stack.  Returns how many are kept.
 */
static u32 leave_frames(struct machine *m, pfn_t *kept, u32 max, u32 n)
{
	pfn_t block = alloc_pages(m, GFP_KERNEL, THREAD_SIZE_ORDER);
	u32 nr = 0;

	while (nr < max && (kept[nr] = alloc_pages(m, GFP_KERNEL, 0)) != PFN_NONE)
		nr++;
	assert_true(nr > n && nr < max);
	__free_pages(m, block, THREAD_SIZE_ORDER);
	for (; n; n--)
		__free_pages(m, kept[--nr], 0);
	drain_local_pages(m);
	refresh_cpu_vm_stats(m);
	return nr;
}

/* The n-th allocation fails, for every n that a process's first steps need: nothing is left over. */
static void test_nth_allocation_fails(void **state)
{
	static pfn_t kept[32768];
	u32 died = 0, lived = 0;

	for (u32 n = 0; n < 260; n += n < 90 || n >= 150 ? 30 : 1) {
		struct machine *m = boot(40u << 20);
		u64 before = all_free(m), value;
		u32 task, b, nr;

		nr = leave_frames(m, kept, ARRAY_SIZE(kept), n);
		if (!op_spawn(m, "A", &task)) {
			sys_mmap(m, 0x30000000, 0x10000, PROT_READ | PROT_WRITE, 0x32);
			user_read(m, 0x400000, 8, &value);
			for (u32 i = 0; i < 4 && !task_at(m, task)->signr; i++)
				user_write(m, 0x30000000 + i * 4096ull, 1, 8);
			lived += !task_at(m, task)->signr;
			died += task_at(m, task)->signr == SIGKILL;
			assert_checks(m);
			if (current_task(m))
				op_exit(m, 0);
		} else {
			died++;
		}
		assert_checks(m);
		assert_int_equal(current_task(m), 0);
		while (nr)
			__free_pages(m, kept[--nr], 0);
		assert_int_equal(op_spawn(m, "B", &b), 0);
		assert_int_equal(op_exit(m, 0), 0);
		assert_int_equal(all_free(m), before - 1);
		assert_checks(m);
		machine_destroy(m);
	}
	assert_true(died > 10);
	assert_true(lived > 2);
}

/* glibc's first heap: 132 KiB, the tcache's chunk, then the caller's; large blocks are mappings. */
static void test_c_library_malloc(void **state)
{
	struct machine *m = boot(128u << 20);
	u64 value;
	s64 big;
	u32 a;

	op_spawn(m, "A", &a);
	assert_int_equal(user_malloc(m, 24), 0x40d260);
	assert_int_equal(mm_at(m, current_mm(m))->brk, 0x40d000 + 0x21000);
	assert_int_equal(user_malloc(m, 25), 0x40d280);
	assert_int_equal(user_read(m, 0x40d258, 8, &value), 0);
	assert_int_equal(value, 0x21);
	assert_int_equal(user_read(m, 0x40d278, 8, &value), 0);
	assert_int_equal(value, 0x31);
	assert_int_equal(user_free(m, 0x40d260), 0);
	assert_int_equal(user_free(m, 0x40d260), -PW_EINVAL);
	assert_int_equal(user_malloc(m, 20), 0x40d260);
	big = user_malloc(m, 200000);
	assert_int_equal((u64)big % 4096, 16);
	assert_true((u64)big > 0x7ffff7000000);
	assert_int_equal(user_free(m, (u64)big), 0);
	assert_int_equal(find_vma_silent(m, current_mm(m), (u64)big),
			 find_vma_silent(m, current_mm(m), 0x7ffff7ffa000));
	assert_int_equal(user_malloc(m, 1ull << 47), -PW_ENOMEM);
	assert_checks(m);
	machine_destroy(m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_spawn),
		cmocka_unit_test(test_syscall_registers),
		cmocka_unit_test(test_switch),
		cmocka_unit_test(test_exit_gives_all_back),
		cmocka_unit_test(test_exit_tells_of_every_page),
		cmocka_unit_test(test_out_of_memory),
		cmocka_unit_test(test_nth_allocation_fails),
		cmocka_unit_test(test_c_library_malloc),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
