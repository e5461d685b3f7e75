/*
 * mmap, munmap, mprotect, brk and growing stacks against what a real 4.19 kernel did.
 *
 * recordings/vma/directed.jsonl.gz holds 54 named cases; after every system call it lists every VMA.
 * Cases that need what is not modelled (mremap, mlock, madvise, files, shared memory, other limits)
 * are skipped and counted.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "init/main.h"
#include "kernel/syscalls.h"
#include "kernel/task.h"
#include "lib/rbtree.h"
#include "mm/recording.h"

#define RAM (256u << 20)
#define HEAP_START 0x4f1000ull
#define START_BRK 0x963000ull
#define BRK 0x985000ull
#define ARENA_LOW 0x10000000ull

struct world {
	struct machine *m;
	u32 task;
	u64 total_vm, data_vm;	/* what the model's program has more than the recorded one */
	u8 *saved;
};

/* a string that may be missing */
static const char *text(const cJSON *r, const char *key)
{
	return cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(r, key));
}

static u64 hex(const cJSON *r, const char *key)
{
	const char *s = text(r, key);

	return s ? strtoull(s, NULL, 16) : 0;
}

static void setup_process(struct world *w)
{
	const struct mm_struct *mm;
	struct machine *m = w->m;
	u64 last = 0x7ffff7ff9000;

	assert_int_equal(op_spawn(m, "init", &w->task), 0);
	mm = mm_at(m, task_at(m, w->task)->mm);
	/* the recorded program was larger: its heap and break, and page tables it had touched */
	assert_int_equal(sys_munmap(m, 0x400000, 0xd000), 0);
	assert_int_equal(sys_mmap(m, HEAP_START, BRK - HEAP_START, PROT_READ | PROT_WRITE,
				  MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED), HEAP_START);
	set(m, mm, start_brk, START_BRK);
	set(m, mm, brk, BRK);
	assert_int_equal(user_write(m, HEAP_START, 1, 8), 0);
	assert_int_equal(user_write(m, 0x600000, 1, 8), 0);
	assert_int_equal(user_write(m, 0x800000, 1, 8), 0);
	assert_int_equal(sys_mmap(m, 0, 4096, 3, MAP_PRIVATE | MAP_ANONYMOUS), last);
	assert_int_equal(user_write(m, last, 1, 1), 0);
	assert_int_equal(sys_munmap(m, last, 4096), 0);
}

static bool prot_matches(u64 vm_flags, const char *perms, const char *smaps)
{
	return (perms[0] == 'r') == !!(vm_flags & VM_READ) &&
	       (perms[1] == 'w') == !!(vm_flags & VM_WRITE) &&
	       (perms[2] == 'x') == !!(vm_flags & VM_EXEC) &&
	       !strstr(smaps, "ac") == !(vm_flags & VM_ACCOUNT) &&
	       !strstr(smaps, "gd") == !(vm_flags & VM_GROWSDOWN) &&
	       !strstr(smaps, "nr") == !(vm_flags & VM_NORESERVE);
}

static u32 rss_of(const struct machine *m, u32 mm, u64 start, u64 end)
{
	u32 rss = 0;

	for (u64 va = start; va < end; va += PAGE_SIZE) {
		struct walk w;

		rss += translate_mm(m, mm, va, &w) && w.pfn != sys(m)->zero_pfn;
	}
	return rss;
}

/*
 * The program's own segments, the gate page and what an earlier case left below the program are not
 * compared; everything else is, in order.
 */
static bool compared(const cJSON *entry)
{
	const char *name = cJSON_GetArrayItem(entry, 4)->valuestring;

	return strcmp(name, "init") && strcmp(name, "[vsyscall]") &&
	       strtoull(cJSON_GetArrayItem(entry, 0)->valuestring, NULL, 16) >= 0x400000;
}

static void assert_maps(const struct world *w, const cJSON *record, const char *what)
{
	const struct machine *m = w->m;
	u32 mm = task_at(m, w->task)->mm, v = mm_at(m, mm)->mmap;
	const cJSON *entry;

	cJSON_ArrayForEach(entry, cJSON_GetObjectItem(record, "maps")) {
		u64 start = strtoull(cJSON_GetArrayItem(entry, 0)->valuestring, NULL, 16);
		u64 end = strtoull(cJSON_GetArrayItem(entry, 1)->valuestring, NULL, 16);
		const char *perms = cJSON_GetArrayItem(entry, 2)->valuestring;
		const struct vm_area_struct *vma = vma_at(m, v);

		if (!compared(entry))
			continue;
		if (!v || vma->vm_start != start || vma->vm_end != end ||
		    !prot_matches(vma->vm_flags, perms, cJSON_GetArrayItem(entry, 5)->valuestring))
			fail_msg("%s: recorded %llx-%llx %s, the model has %llx-%llx flags %llx", what,
				 (unsigned long long)start, (unsigned long long)end, perms,
				 (unsigned long long)vma->vm_start, (unsigned long long)vma->vm_end,
				 (unsigned long long)vma->vm_flags);
		if (start >= ARENA_LOW && start < 0x7ffff7ffa000ull &&
		    rss_of(m, mm, start, end) != (u32)cJSON_GetArrayItem(entry, 6)->valueint)
			fail_msg("%s: rss of %llx", what, (unsigned long long)start);
		v = vma->vm_next;
	}
	if (v)
		fail_msg("%s: a VMA too many at %llx", what,
			 (unsigned long long)vma_at(m, v)->vm_start);
}

static void assert_sizes(struct world *w, const cJSON *record, bool first, const char *what)
{
	const struct mm_struct *mm = mm_at(w->m, task_at(w->m, w->task)->mm);
	const cJSON *vm = cJSON_GetObjectItem(record, "vm");
	u64 total = (u64)cJSON_GetArrayItem(vm, 0)->valueint;
	u64 data = (u64)cJSON_GetArrayItem(vm, 3)->valueint;

	if (first) {
		w->total_vm = total - mm->total_vm;
		w->data_vm = data - mm->data_vm;
	}
	if (mm->total_vm + w->total_vm != total || mm->data_vm + w->data_vm != data ||
	    mm->stack_vm != (u64)cJSON_GetArrayItem(vm, 4)->valueint)
		fail_msg("%s: VmSize, VmData or VmStk", what);
	if (mm->pgtables_bytes / 1024 != (u64)cJSON_GetArrayItem(vm, 2)->valueint)
		fail_msg("%s: VmPTE is %llu", what, (unsigned long long)mm->pgtables_bytes / 1024);
}

/* The tree and the list agree, it is red-black, and every gap is the true one. */
static void assert_vma_tree(const struct world *w)
{
	const struct machine *m = w->m;
	const struct mm_struct *mm = mm_at(m, task_at(m, w->task)->mm);
	u32 v = mm->mmap, n = 0;

	assert_true(rb_check(m, mm->mm_rb) >= 0);
	for (ref_t rb = rb_first(m, mm->mm_rb); rb; rb = rb_next(m, rb), n++) {
		assert_int_equal(vma_of_rb(m, rb), v);
		assert_int_equal(vma_at(m, v)->rb_subtree_gap, vma_compute_subtree_gap(m, v));
		v = vma_at(m, v)->vm_next;
	}
	assert_int_equal(n, mm->map_count);
	assert_int_equal(v, 0);
}

static u64 flag_bits(const cJSON *flags, bool *known)
{
	static const struct { const char *name; u64 bit; } names[] = {
		{ "PRIVATE", MAP_PRIVATE }, { "FIXED", MAP_FIXED }, { "ANON", MAP_ANONYMOUS },
		{ "NORESERVE", MAP_NORESERVE }, { "GROWSDOWN", MAP_GROWSDOWN },
		{ "STACK", MAP_STACK }, { "FIXED_NOREPLACE", MAP_FIXED_NOREPLACE },
	};
	const cJSON *f;
	u64 bits = 0;

	cJSON_ArrayForEach(f, flags) {
		u64 bit = 0;

		for (u32 i = 0; i < ARRAY_SIZE(names); i++)
			if (!strcmp(f->valuestring, names[i].name))
				bit = names[i].bit;
		*known &= bit != 0;
		bits |= bit;
	}
	return bits;
}

static u64 prot_bits(const char *s)
{
	return (strchr(s, 'r') ? PROT_READ : 0) | (strchr(s, 'w') ? PROT_WRITE : 0) |
	       (strchr(s, 'x') ? PROT_EXEC : 0);
}

static bool supported(const cJSON *r)
{
	static const char *const ops[] = { "case_start", "mmap", "munmap", "mprotect", "brk", "read",
					   "write", "stack_touch" };
	const char *op = text(r, "op");
	bool known = false;

	for (u32 i = 0; i < ARRAY_SIZE(ops); i++)
		known |= !strcmp(op, ops[i]);
	if (!cJSON_IsArray(cJSON_GetObjectItem(r, "maps")))
		return false;
	if (strcmp(op, "mmap"))
		return known;
	flag_bits(cJSON_GetObjectItem(r, "flags"), &known);
	return known && cJSON_IsNull(cJSON_GetObjectItem(r, "file"));
}

static s64 recorded_result(const cJSON *r)
{
	static const struct { const char *name; s64 value; } errors[] = {
		{ "ENOMEM", -PW_ENOMEM }, { "EINVAL", -PW_EINVAL }, { "EACCES", -PW_EACCES },
		{ "EEXIST", -PW_EEXIST }, { "EFAULT", -PW_EFAULT }, { "EPERM", -PW_EPERM },
	};
	const char *err = text(r, "err");

	for (u32 i = 0; err && i < ARRAY_SIZE(errors); i++)
		if (!strcmp(err, errors[i].name))
			return errors[i].value;
	return (s64)hex(r, "ret");
}

/* The recorded program has a handler and lives on; here the machine is put back as it was. */
static void replay_access(struct world *w, const cJSON *r, const char *what)
{
	struct machine *m = w->m;
	const cJSON *code = cJSON_GetObjectItem(r, "si_code");
	bool read = !strcmp(text(r, "op"), "read");
	u64 va = text(r, "touch") ? hex(r, "touch") : hex(r, "addr"), value;
	const struct task_struct *task = task_at(m, w->task);
	int ret;

	if (text(r, "sp"))
		assert_int_equal(user_set_sp(m, hex(r, "sp")), 0);
	if (code)
		memcpy(w->saved, m->arena, m->arena_bytes);
	ret = read ? user_read(m, va, 1, &value) : user_write(m, va, 1, 1);
	if (!code) {
		if (ret)
			fail_msg("%s: a signal where none was recorded", what);
		return;
	}
	if (ret != -PW_EFAULT || task->si_code != (u32)code->valueint ||
	    task->si_addr != hex(r, "si_addr") ||
	    task->error_code != (u64)cJSON_GetObjectItem(r, "error_code")->valueint)
		fail_msg("%s: signal %u code %u error %llu", what, task->signr, task->si_code,
			 (unsigned long long)task->error_code);
	memcpy(m->arena, w->saved, m->arena_bytes);
}

static void replay(struct world *w, const cJSON *r)
{
	struct machine *m = w->m;
	const char *op = text(r, "op");
	char what[128];
	bool known = true;
	s64 ret = 0;
	u64 len = cJSON_HasObjectItem(r, "len") ? json_number(r, "len") : 0;

	snprintf(what, sizeof(what), "case %s, op %d %s", text(r, "case"),
		 cJSON_GetObjectItem(r, "i")->valueint, op);
	if (!strcmp(op, "case_start"))
		ret = 0;
	else if (!strcmp(op, "mmap"))
		ret = sys_mmap(m, hex(r, "addr"), len, prot_bits(text(r, "prot")),
			       flag_bits(cJSON_GetObjectItem(r, "flags"), &known));
	else if (!strcmp(op, "munmap"))
		ret = sys_munmap(m, hex(r, "addr"), len);
	else if (!strcmp(op, "mprotect"))
		ret = sys_mprotect(m, hex(r, "addr"), len, prot_bits(text(r, "prot")));
	else if (!strcmp(op, "brk"))
		ret = sys_brk(m, hex(r, "addr"));
	else
		replay_access(w, r, what);
	if (ret != recorded_result(r))
		fail_msg("%s: returned %llx, recorded %llx", what, (unsigned long long)ret,
			 (unsigned long long)recorded_result(r));
	assert_maps(w, r, what);
	assert_sizes(w, r, !strcmp(op, "case_start"), what);
	assert_vma_tree(w);
}

static struct machine *boot_machine(void)
{
	struct boot_params *p = calloc(1, sizeof(*p));
	struct machine_config config = { .nr_cpus = 1, .max_contents = 1024 };
	const char *error;
	struct machine *m;

	assert_int_equal(boot_params_default(p, RAM), 0);
	config.max_pfn = e820_max_pfn(p);
	m = machine_create(&config, &error);
	assert_non_null(m);
	assert_int_equal(start_kernel(m, p), 0);
	free(p);
	return m;
}

static u32 read_records(cJSON **records, u32 max)
{
	char *lines = recording_text("vma/directed.jsonl.gz");
	u32 n = 0;

	for (char *line = strtok(lines, "\n"); line; line = strtok(NULL, "\n")) {
		cJSON *r = cJSON_Parse(line);

		assert_true(n < max);
		if (r && text(r, "case"))
			records[n++] = r;
		else
			cJSON_Delete(r);
	}
	free(lines);
	return n;
}

/* Changed limits are not in the records, nor is what the recorder unmapped itself in two cases. */
static bool has_unrecorded_acts(const char *name)
{
	return strstr(name, "rlimit_changed") || !strncmp(name, "rlimit_", 7) ||
	       !strcmp(name, "hint") || !strcmp(name, "brk_adjacent_anon_merge");
}

static bool starts_case(const cJSON *r)
{
	return !strcmp(text(r, "op"), "case_start");
}

static void test_directed_cases(void **state)
{
	static cJSON *records[2048];
	u32 n = read_records(records, ARRAY_SIZE(records)), ran = 0, skipped = 0;
	struct world w = { .m = boot_machine() };

	w.saved = malloc(w.m->arena_bytes);
	for (u32 first = 0, last; first < n; first = last) {
		const char *name = text(records[first], "case");
		bool usable = !has_unrecorded_acts(name);

		for (last = first; last < n && (last == first || !starts_case(records[last])); last++)
			usable &= supported(records[last]);
		skipped += !usable;
		if (!usable)
			continue;
		setup_process(&w);
		for (u32 i = first; i < last; i++)
			replay(&w, records[i]);
		assert_int_equal(op_exit(w.m, 0), 0);
		ran++;
	}
	print_message("%u cases replayed, %u need what is not modelled\n", ran, skipped);
	assert_true(ran >= 27);
	for (u32 i = 0; i < n; i++)
		cJSON_Delete(records[i]);
	free(w.saved);
	machine_destroy(w.m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_directed_cases),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
