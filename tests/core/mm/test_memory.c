/*
 * The fault path: who calls whom (against call trees of a real 4.19), what becomes of frames, PTEs,
 * counters and the TLB, and that history can take every op back.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "check/check.h"
#include "init/main.h"
#include "kernel/syscalls.h"
#include "kernel/task.h"
#include "machine/history.h"
#include "mm/recording.h"

#define AREA 0x80000000ull		/* no other mapping near: its own PMD and PTE tables */
#define RW (PROT_READ | PROT_WRITE)
#define ANON_FIXED (MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED)
#define HEAP 0x40d000ull

/* One op of a test: plain functions, so that history can run them again. */
typedef void (*act_fn)(struct machine *m);

static const act_fn *acts;
static struct boot_params params;

static void run_act(void *context, struct machine *m, u32 op, u32 iteration)
{
	trace_op_begin(m, 0);	/* a slice has at least one step */
	acts[op](m);
}

static void act_boot(struct machine *m)
{
	u32 task;

	start_kernel(m, &params);
	op_spawn(m, "A", &task);
	sys_mmap(m, AREA, 0x400000, RW, ANON_FIXED);
	sys_mmap(m, 0, 0x8000, RW, MAP_PRIVATE | MAP_ANONYMOUS);
	sys_brk(m, HEAP + 0x21000);
	user_write(m, HEAP, 1, 1);
}

static void act_write(struct machine *m) { user_write(m, AREA, 1, 8); }
static void act_write_next(struct machine *m) { user_write(m, AREA + 0x1000, 1, 8); }
static void act_read(struct machine *m) { u64 v; user_read(m, AREA + 0x2000, 8, &v); }
static void act_write_read(struct machine *m) { user_write(m, AREA + 0x2000, 5, 8); }
static void act_mmap_x(struct machine *m) { sys_mmap(m, 0, 0x4000, 7, 0x22); }
static void act_brk(struct machine *m) { sys_brk(m, HEAP + 0x31000); }
static void act_sp(struct machine *m) { user_set_sp(m, 0x7ffffffddf00); }
static void act_grow(struct machine *m) { user_write(m, 0x7ffffffddf00, 1, 8); }
static void act_protect(struct machine *m) { sys_mprotect(m, AREA + 0x1000, 0x1000, PROT_READ); }
static void act_unprotect(struct machine *m) { sys_mprotect(m, AREA + 0x1000, 0x1000, RW); }
static void act_munmap(struct machine *m) { sys_munmap(m, AREA + 0x1000, 0x2000); }
static void act_null(struct machine *m) { user_write(m, 0x10, 1, 8); }

static const act_fn chain_acts[] = {
	act_boot, act_write, act_write_next, act_read, act_write_read, act_mmap_x, act_mmap_x,
	act_brk, act_sp, act_grow, act_protect, act_unprotect, act_munmap, act_null,
};

static const struct { u32 op; const char *chain; } chains[] = {
	{ 1, "anon_write_fault_new_pagetables" }, { 2, "anon_write_fault" },
	{ 3, "anon_read_fault_zero_page" }, { 4, "anon_write_after_zero_page" },
	{ 5, "mmap_anon" }, { 6, "mmap_anon_merge" }, { 7, "brk_grow" },
	{ 9, "stack_growth_fault" }, { 10, "mprotect_split" }, { 11, "mprotect_merge" },
	{ 12, "munmap_middle_split" }, { 13, "segfault_unmapped" },
};

static struct machine *new_machine(u32 max_contents)
{
	struct machine_config config = { .nr_cpus = 1, .max_contents = max_contents };
	const char *error;
	struct machine *m;

	assert_int_equal(boot_params_default(&params, 128u << 20), 0);
	config.max_pfn = e820_max_pfn(&params);
	m = machine_create(&config, &error);
	assert_non_null(m);
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

static struct history *run_story(struct machine *m, const act_fn *story, u32 n)
{
	struct history *h = history_create(m, 64u << 20, run_act, NULL);

	acts = story;
	assert_non_null(h);
	history_watch_rogue_stores(h, true);
	for (u32 i = 0; i < n; i++) {
		assert_int_equal(history_run(h, i, 0), 0);
		if (history_rogue_store(h))
			fail_msg("op %u wrote behind the journal: %s", i, history_rogue_store(h));
		assert_checks(m);
	}
	return h;
}

/* Functions whose insides depend on the allocator's and the scheduler's state that day. */
static bool opaque(const char *fn)
{
	static const char *const names[] = { "__alloc_pages_nodemask", "release_pages",
					     "__pagevec_lru_add", "__schedule" };

	for (u32 i = 0; i < ARRAY_SIZE(names); i++)
		if (!strcmp(fn, names[i]))
			return true;
	return false;
}

/* The model keeps VMAs, anon_vmas and the like in tables of their own: DIFFERENCES.md, "slab". */
static bool from_tables(const char *fn)
{
	static const char *const names[] = { "kmem_cache_alloc", "kmem_cache_free" };

	for (u32 i = 0; i < ARRAY_SIZE(names); i++)
		if (!strcmp(fn, names[i]))
			return true;
	return false;
}

static bool modelled(const char *fn)
{
	for (u32 i = 0; i < NR_EVENTS; i++)
		if (event_types[i].class == CLASS_CALL && !strcmp(event_types[i].name, fn))
			return true;
	return false;
}

struct names {
	const char *fn[256];
	u32 n;
};

static void recorded_names(const cJSON *list, struct names *names)
{
	const cJSON *entry;
	int cut = -1;

	cJSON_ArrayForEach(entry, list) {
		int depth = cJSON_GetArrayItem(entry, 0)->valueint;
		const char *fn = cJSON_GetArrayItem(entry, 1)->valuestring;

		if (cut >= 0 && depth > cut)
			continue;
		cut = opaque(fn) || from_tables(fn) ? depth : -1;
		if (from_tables(fn))
			continue;
		/* cond_resched() let somebody else run there */
		if (modelled(fn) && strcmp(fn, "__schedule"))
			names->fn[names->n++] = fn;
	}
}

static bool in_list(const cJSON *lists, const char *fn)
{
	const cJSON *chain, *entry;

	cJSON_ArrayForEach(chain, lists)
		cJSON_ArrayForEach(entry, cJSON_GetObjectItem(chain, "list"))
			if (!strcmp(cJSON_GetArrayItem(entry, 1)->valuestring, fn))
				return true;
	return false;
}

static void model_names(const struct recording *r, const cJSON *lists, const char *root,
			const char *last, struct names *names)
{
	int cut = -1;
	bool on = false;

	for (u32 i = 0; i < r->nr_events; i++) {
		const struct event_type *type = &event_types[r->events[i].id];
		int depth = r->events[i].depth;

		if (type->class != CLASS_CALL || (cut >= 0 && depth > cut))
			continue;
		cut = opaque(type->name) ? depth : -1;
		on |= !strcmp(type->name, root);
		if (on && in_list(lists, type->name))
			names->fn[names->n++] = type->name;
		if (!strcmp(type->name, last))
			return;
	}
}

static cJSON *read_chains(void)
{
	char *text = recording_text("chains/faults.jsonl.gz");
	cJSON *lists = cJSON_CreateArray();

	for (char *line = strtok(text, "\n"); line; line = strtok(NULL, "\n"))
		cJSON_AddItemToArray(lists, cJSON_Parse(line));
	free(text);
	return lists;
}

static const cJSON *find_chain(const cJSON *lists, const char *name)
{
	const cJSON *chain;

	cJSON_ArrayForEach(chain, lists)
		if (!strcmp(cJSON_GetObjectItem(chain, "chain")->valuestring, name))
			return cJSON_GetObjectItem(chain, "list");
	fail_msg("no chain %s", name);
	return NULL;
}

static void assert_same_names(const struct names *model, const struct names *recorded,
			      const char *chain)
{
	for (u32 i = 0; i < model->n || i < recorded->n; i++) {
		const char *a = i < model->n ? model->fn[i] : "(end)";
		const char *b = i < recorded->n ? recorded->fn[i] : "(end)";

		if (strcmp(a, b))
			fail_msg("%s, call %u: the model calls %s, the kernel %s", chain, i, a, b);
	}
}

/* Every function that both know, in order, for twelve kinds of fault and system call. */
static void test_call_trees(void **state)
{
	struct machine *m = new_machine(1024);
	struct history *h = run_story(m, chain_acts, ARRAY_SIZE(chain_acts));
	cJSON *lists = read_chains();

	for (u32 i = 0; i < ARRAY_SIZE(chains); i++) {
		const cJSON *list = find_chain(lists, chains[i].chain);
		struct names recorded = { .n = 0 }, model = { .n = 0 };
		u64 first;
		u32 steps, op, iteration;

		history_slice_info(h, chains[i].op, &first, &steps, &op, &iteration);
		recorded_names(list, &recorded);
		model_names(history_record(h, first + 1), lists, recorded.fn[0],
			    chains[i].op == 13 ? "force_sig_info" : "", &model);
		assert_same_names(&model, &recorded, chains[i].chain);
		assert_true(recorded.n >= 4);
	}
	cJSON_Delete(lists);
	history_destroy(h);
	machine_destroy(m);
}

/* Back to the start and forward again: the same digests at every op's end. */
static void test_history_takes_it_back(void **state)
{
	struct machine *m = new_machine(1024);
	u32 n = ARRAY_SIZE(chain_acts);
	struct history *h = run_story(m, chain_acts, n);
	u64 ends[32], digests[32];

	for (u32 i = 0; i < n; i++) {
		u32 steps, op, iteration;

		history_slice_info(h, i, &ends[i], &steps, &op, &iteration);
		ends[i] += steps;
		history_seek(h, ends[i]);
		digests[i] = history_digest(h);
	}
	for (u32 i = n; i-- > 0;) {
		history_seek(h, ends[i] - 1);
		history_seek(h, ends[i]);
		assert_int_equal(history_digest(h), digests[i]);
		assert_int_equal(history_digest(h), machine_digest_full(m));
	}
	history_destroy(h);
	machine_destroy(m);
}

static u64 pte_of(const struct machine *m, u64 va)
{
	struct walk w;

	translate(m, current_task(m), va, &w);
	return w.level[w.levels - 1].entry;
}

static void count_mapper(void *context, u32 task, u32 mm, u64 va)
{
	*(u64 *)context = va;
}

/*
 *   read  -> zero page, read-only, special, in no count
 *   write -> own frame, writable and dirty, one mapper, refcount 2 (the LRU batch holds one)
 */
static void test_zero_page_and_cow(void **state)
{
	struct machine *m = new_machine(1024);
	const struct page *page;
	u64 value = 9, va = 0;
	u32 task;
	pfn_t pfn;

	act_boot(m);
	task = current_task(m);
	assert_int_equal(user_read(m, AREA + 0x10, 8, &value), 0);
	assert_int_equal(value, 0);
	assert_int_equal(pte_of(m, AREA), (u64)sys(m)->zero_pfn << 12 | 0x8000000000000225ull);
	assert_int_equal(user_write(m, AREA + 0x10, 0x1122334455667788ull, 8), 0);
	pfn = pte_pfn(pte_of(m, AREA));
	page = pfn_to_page(m, pfn);
	assert_int_not_equal(pfn, sys(m)->zero_pfn);
	assert_int_equal(pte_of(m, AREA), (u64)pfn << 12 | 0x8000000000000067ull);
	assert_int_equal(page->_mapcount, 0);
	assert_int_equal(page->_refcount, 2);
	assert_int_equal(page_mappers(m, pfn, count_mapper, &va), 1);
	assert_int_equal(va, AREA);
	/* words as on the bus: little endian, parts, and across a page border */
	assert_int_equal(user_read(m, AREA + 0x12, 2, &value), 0);
	assert_int_equal(value, 0x5566);
	assert_int_equal(user_write(m, AREA + 0xffc, 0xaabbccdd00112233ull, 8), 0);
	assert_int_equal(user_read(m, AREA + 0x1000, 4, &value), 0);
	assert_int_equal(value, 0xaabbccdd);
	assert_int_equal(user_read(m, AREA + 0xffc, 8, &value), 0);
	assert_int_equal(value, 0xaabbccdd00112233ull);
	assert_int_equal(task_at(m, task)->signr, 0);
	assert_checks(m);
	machine_destroy(m);
}

/* /proc lags: the task counts for itself and joins the mm's counters at the 66th fault. */
static void test_rss_is_split(void **state)
{
	struct machine *m = new_machine(1024);
	u32 mm;
	s64 before;

	act_boot(m);
	mm = current_mm(m);
	sync_mm_rss(m, mm);
	before = get_mm_counter(m, mm, MM_ANONPAGES);
	for (u32 i = 0; i < 65; i++)
		user_write(m, AREA + i * 4096, 1, 1);
	assert_int_equal(get_mm_counter(m, mm, MM_ANONPAGES), before);
	user_write(m, AREA + 65 * 4096, 1, 1);
	assert_int_equal(get_mm_counter(m, mm, MM_ANONPAGES), before + 65);
	assert_checks(m);
	machine_destroy(m);
}

/* 64 entries: the 65th page turns the first out, and its next use walks, without a fault. */
static void test_tlb_holds_64(void **state)
{
	struct machine *m = new_machine(1024);
	u32 faults;
	u64 value;

	act_boot(m);
	for (u32 i = 0; i < TLB_ENTRIES; i++)
		user_write(m, AREA + i * 4096, i, 8);
	assert_int_equal(tlb_live(m, 0), TLB_ENTRIES);
	user_write(m, AREA + TLB_ENTRIES * 4096, 1, 8);
	assert_int_equal(tlb_live(m, 0), TLB_ENTRIES);
	assert_null(tlb_lookup(m, 0, AREA));
	faults = task_at(m, current_task(m))->min_flt;
	assert_int_equal(user_read(m, AREA + 5 * 4096, 8, &value), 0);
	assert_int_equal(value, 5);
	assert_int_equal(user_read(m, AREA, 8, &value), 0);
	assert_non_null(tlb_lookup(m, 0, AREA));
	assert_int_equal(task_at(m, current_task(m))->min_flt, faults);
	/* unmapping one page drops its entry and no other; 34 pages drop all */
	sys_munmap(m, AREA, 4096);
	assert_null(tlb_lookup(m, 0, AREA));
	assert_int_equal(tlb_live(m, 0), TLB_ENTRIES - 1);
	sys_munmap(m, AREA + 0x2000, 34 * 4096);
	assert_int_equal(tlb_live(m, 0), 0);
	assert_checks(m);
	machine_destroy(m);
}

struct bad { u64 va; enum mmu_access access; u32 si_code, error_code, trap; u64 si_addr; };

/* Codes as recorded in faults/: MAPERR 1, ACCERR 2, kernel address with P set, #GP without address. */
static void test_bad_accesses(void **state)
{
	static const struct bad bad[] = {
		{ 0x10, MMU_WRITE, SEGV_MAPERR, 6, 14, 0x10 },
		{ 0x10, MMU_READ, SEGV_MAPERR, 4, 14, 0x10 },
		{ 0x400000, MMU_WRITE, SEGV_ACCERR, 6, 14, 0x400000 },
		{ 0xffff880000000000ull, MMU_READ, SEGV_MAPERR, 5, 14, 0xffff880000000000ull },
		{ AREA, MMU_EXEC, SEGV_ACCERR, 0x15, 14, AREA },
		{ 0x8000000000000000ull, MMU_READ, SI_KERNEL, 0, 13, 0 },
	};

	for (u32 i = 0; i < ARRAY_SIZE(bad); i++) {
		struct machine *m = new_machine(1024);
		const struct task_struct *task;
		u64 value;
		int ret;

		act_boot(m);
		task = task_at(m, current_task(m));
		ret = bad[i].access == MMU_WRITE ? user_write(m, bad[i].va, 1, 8) :
		      bad[i].access == MMU_READ ? user_read(m, bad[i].va, 8, &value) :
		      user_exec(m, bad[i].va);
		assert_int_equal(ret, -PW_EFAULT);
		assert_int_equal(task->signr, SIGSEGV);
		assert_int_equal(task->si_code, bad[i].si_code);
		assert_int_equal(task->si_addr, bad[i].si_addr);
		assert_int_equal(task->error_code, bad[i].error_code);
		assert_int_equal(task->trap_nr, bad[i].trap);
		assert_int_equal(task->exit_state, EXIT_ZOMBIE);
		assert_int_equal(current_task(m), 0);
		assert_checks(m);
		machine_destroy(m);
	}
}

/* The words of frames are a limited table: whichever store finds it full, the op ends and says so. */
static void test_contents_run_out(void **state)
{
	for (u32 contents = 32; contents < 96; contents++) {
		struct machine *m = new_machine(contents);

		start_kernel(m, &params);
		for (u32 i = 0; i < 64 && !m->limit_hit; i++) {
			u32 task;

			op_spawn(m, "X", &task);
			if (!m->limit_hit)
				sys_mmap(m, AREA, 0x8000, RW, ANON_FIXED);
			for (u32 k = 0; k < 8 && !m->limit_hit; k++)
				user_write(m, AREA + k * 4096, 1, 8);
		}
		assert_non_null(m->limit_hit);
		assert_int_equal(strncmp(m->limit_hit, "content", 7), 0);
		machine_destroy(m);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_call_trees),
		cmocka_unit_test(test_history_takes_it_back),
		cmocka_unit_test(test_zero_page_and_cow),
		cmocka_unit_test(test_rss_is_split),
		cmocka_unit_test(test_tlb_holds_64),
		cmocka_unit_test(test_bad_accesses),
		cmocka_unit_test(test_contents_run_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
