/* Whose stack does the cpu stand on: registers, each task's user and kernel stack, the entry stack. */
#include <stdio.h>
#include <string.h>

#include "kernel/task.h"
#include "mm/content.h"
#include "rpc/door.h"

#define FRAMES_SHOWN 32
#define TASKS_SHOWN 32

static const struct {
	const char *name;
	u32 offset;
	const char *en, *zh;
} registers[] = {
	{ "rip", offsetof(struct cpu, rip), "the next instruction", "下一条指令" },
	{ "rsp", offsetof(struct cpu, rsp), "the stack pointer", "栈指针" },
	{ "rax", offsetof(struct cpu, rax), "call number, then result", "先是调用号，后是返回值" },
	{ "rdi", offsetof(struct cpu, rdi), "first argument", "第一个参数" },
	{ "rsi", offsetof(struct cpu, rsi), "second argument", "第二个参数" },
	{ "rdx", offsetof(struct cpu, rdx), "third argument", "第三个参数" },
	{ "rcx", offsetof(struct cpu, rcx), "SYSCALL keeps the return address here",
	  "SYSCALL 把返回地址放在这里" },
	{ "r11", offsetof(struct cpu, r11), "SYSCALL keeps the flags here", "SYSCALL 把标志放在这里" },
	{ "rflags", offsetof(struct cpu, rflags), "flags", "标志" },
	{ "cs", offsetof(struct cpu, cs), "the two low bits are the privilege level",
	  "最低两位是特权级" },
	{ "ss", offsetof(struct cpu, ss), "stack segment", "栈段" },
	{ "cr2", offsetof(struct cpu, cr2), "address of the last page fault", "最近一次缺页的地址" },
	{ "cr3", offsetof(struct cpu, cr3), "physical address of the PGD", "PGD 的物理地址" },
};

static bool in_kernel_stack(const struct task_struct *t, u64 va)
{
	return t->stack && va >= t->stack && va <= t->stack + THREAD_SIZE;
}

/* Whose stack an address lies on: a task's name, "kernel" (its kernel stack), "entry". */
static const char *points_to(struct call *c, u64 va, char buf[40])
{
	u32 task = view_task(c);

	if (va > CPU_ENTRY_STACK_TOP - CPU_ENTRY_STACK_WORDS * 8 && va <= CPU_ENTRY_STACK_TOP)
		return "entry";
	for (u32 i = 1; i < c->m->tables[TABLE_task_struct].capacity; i++)
		if (object_live(c->m, TABLE_task_struct, i) && in_kernel_stack(task_at(c->m, i), va))
			return "kernel";
	return task && va && !(va >> 47) ? task_name(c, task, buf) : NULL;
}

static bool old_value(struct call *c, u32 cpu, u32 offset, u64 *old)
{
	const struct change_list *l = changes_of(c);
	ref_t at = ref_of(c->m, cpu_at(c->m, cpu)) + offset;

	for (u32 i = 0; i < l->nr; i++)
		if (l->list[i].place.offset == at) {
			*old = l->list[i].old;
			return true;
		}
	return false;
}

static void write_register(struct call *c, u32 cpu, u32 i)
{
	struct json_out *o = c->out;
	u64 value = *(const u64 *)((const u8 *)cpu_at(c->m, cpu) + registers[i].offset), old;
	bool stack = registers[i].offset == offsetof(struct cpu, rsp);
	bool changed = old_value(c, cpu, registers[i].offset, &old);
	char buf[40];

	out_open(o, '{');
	member_string(o, "name", registers[i].name);
	member_hex(o, "value", value);
	member_bool(o, "changed", changed);
	if (changed)
		member_hex(o, "old", old);
	member_string(o, "points_to", stack ? points_to(c, value, buf) : NULL);
	member_text2(o, "help", registers[i].en, registers[i].zh);
	out_close(o, '}');
}

static void write_cpu(struct call *c, u32 cpu)
{
	bool user = in_user_mode(c, event_at(c, c->at, NULL));
	struct json_out *o = c->out;

	member_open(o, "cpu", '{');
	member_string(o, "mode", user ? "user" : "kernel");
	member_bool(o, "entered", !user && cpu_at(c->m, cpu)->mode);
	member_open(o, "registers", '[');
	for (u32 i = 0; i < ARRAY_SIZE(registers); i++)
		write_register(c, cpu, i);
	out_close(o, ']');
	out_close(o, '}');
}

static const char *const pt_reg_names[PT_REGS_WORDS] = {
	"r15", "r14", "r13", "r12", "rbp", "rbx", "r11", "r10", "r9", "r8", "rax", "rcx", "rdx", "rsi",
	"rdi", "orig_rax", "rip", "cs", "rflags", "rsp", "ss",
};

static bool word_changed(struct call *c, u64 va)
{
	const u64 *word = word_at(c->m, kernel_pa(va));
	const struct change_list *l = changes_of(c);

	for (u32 i = 0; word && i < l->nr; i++)
		if (l->list[i].place.offset == ref_of(c->m, word))
			return true;
	return false;
}

/* Highest address first, as the stack is drawn. */
static void write_pt_regs(struct call *c, const struct task_struct *t)
{
	struct json_out *o = c->out;

	if (!(read_pt_reg(c->m, t, PT_CS) & 3)) {
		member_null(o, "pt_regs");
		return;
	}
	member_open(o, "pt_regs", '[');
	for (u32 i = PT_REGS_WORDS; i-- > 0;) {
		out_open(o, '{');
		member_string(o, "name", pt_reg_names[i]);
		member_hex(o, "value", read_pt_reg(c->m, t, (enum pt_reg)i));
		member_bool(o, "changed", word_changed(c, task_pt_regs(t) + i * 8ull));
		out_close(o, '}');
	}
	out_close(o, ']');
}

/* The functions that are open at this step lie on the current task's kernel stack. */
static void write_frames(struct call *c, bool current_task)
{
	const struct recording *rec;
	const struct event *e = event_at(c, c->at, &rec);
	u32 open[FRAMES_SHOWN], n = 0;
	u32 i = ~0u;

	if (e && current_task && !in_user_mode(c, e))
		i = event_types[e->id].class == CLASS_CALL ? (u32)(e - rec->events) : e->parent;
	for (; i != ~0u && n < FRAMES_SHOWN; i = rec->events[i].parent)
		open[n++] = i;
	member_open(c->out, "frames", '[');
	while (n--) {
		out_open(c->out, '{');
		member_string(c->out, "fn", event_types[rec->events[open[n]].id].name);
		member_number(c->out, "step", (s64)(rec->first_step + open[n] + 1));
		out_close(c->out, '}');
	}
	out_close(c->out, ']');
}

static u64 used_bytes(struct call *c, const struct task_struct *t, bool current_task)
{
	const struct cpu *cpu = this_cpu(c->m);
	u64 sp = current_task && in_kernel_stack(t, cpu->rsp) ? cpu->rsp :
		 current_task && !cpu->mode ? task_top_of_stack(t) : t->thread_sp;

	return in_kernel_stack(t, sp) ? task_top_of_stack(t) - sp : 0;
}

static void write_kernel_stack(struct call *c, const struct task_struct *t, bool current_task)
{
	struct json_out *o = c->out;

	if (!t->stack) {
		member_null(o, "kernel_stack");
		return;
	}
	member_open(o, "kernel_stack", '{');
	member_hex(o, "base", t->stack);
	member_hex(o, "top", task_top_of_stack(t));
	member_number(o, "size", THREAD_SIZE);
	member_number(o, "used", (s64)used_bytes(c, t, current_task));
	write_pt_regs(c, t);
	write_frames(c, current_task);
	member_hex(o, "magic", read_word(c->m, kernel_pa(t->stack)));
	out_close(o, '}');
}

static u64 user_sp(struct call *c, const struct task_struct *t, bool current_task)
{
	const struct cpu *cpu = this_cpu(c->m);

	if (current_task && !cpu->mode)
		return cpu->rsp;
	return t->stack ? read_pt_reg(c->m, t, PT_SP) : 0;
}

static void write_user_stack(struct call *c, const struct task_struct *t, bool current_task)
{
	struct json_out *o = c->out;
	const struct mm_struct *mm = t->mm ? mm_at(c->m, t->mm) : NULL;
	u32 vma = mm ? find_vma_silent(c->m, t->mm, mm->start_stack) : 0;

	if (!mm) {
		member_null(o, "user_stack");
		return;
	}
	member_open(o, "user_stack", '{');
	member_hex(o, "vma", vma ? vma_at(c->m, vma)->vm_start : 0);
	member_hex(o, "end", vma ? vma_at(c->m, vma)->vm_end : 0);
	member_hex(o, "sp", user_sp(c, t, current_task));
	member_open(o, "frames", '[');
	out_open(o, '{');
	member_string(o, "fn", "main");
	out_close(o, '}');
	out_close(o, ']');
	out_close(o, '}');
}

static const char *task_state(const struct task_struct *t, bool current_task)
{
	if (t->exit_state & EXIT_ZOMBIE)
		return "zombie";
	if (t->state == TASK_DEAD)
		return "dead";
	return current_task ? "running" : t->state == TASK_RUNNING ? "runnable" : "sleeping";
}

static void write_task(struct call *c, u32 index)
{
	const struct task_struct *t = task_at(c->m, index);
	bool current_task = this_cpu(c->m)->current_task == index;
	struct json_out *o = c->out;
	char name[40], id[96];

	out_open(o, '{');
	member_string(o, "id", stable_id(c, V_TASK, index, id) ? id : "task:");
	member_string(o, "name", task_name(c, index, name));
	member_number(o, "pid", t->pid);
	member_string(o, "state", task_state(t, current_task));
	write_user_stack(c, t, current_task);
	write_kernel_stack(c, t, current_task);
	out_close(o, '}');
}

static void write_tasks(struct call *c)
{
	u32 shown = 0, total = 0;

	member_open(c->out, "tasks", '[');
	for (u32 i = 1; i < c->m->tables[TABLE_task_struct].capacity; i++) {
		if (!object_live(c->m, TABLE_task_struct, i) || i == idle_task(c->m))
			continue;
		total++;
		if (shown < TASKS_SHOWN) {
			write_task(c, i);
			shown++;
		}
	}
	out_close(c->out, ']');
	member_number(c->out, "shown", shown);
	member_number(c->out, "total", total);
}

/* The last word is the highest: ss, then rsp, rflags, cs, rip, error code, as the cpu pushes them. */
static void write_entry_stack(struct call *c, const struct cpu *cpu)
{
	static const char *const names[] = { "ss", "rsp", "rflags", "cs", "rip", "error_code" };
	struct json_out *o = c->out;

	member_open(o, "entry_stack", '{');
	member_hex(o, "top", CPU_ENTRY_STACK_TOP);
	member_number(o, "size", CPU_ENTRY_STACK_WORDS * 8);
	member_open(o, "words", '[');
	for (u32 i = 0; i < PT_REGS_WORDS; i++) {
		u64 word = cpu->entry_stack[CPU_ENTRY_STACK_WORDS - 1 - i];

		if (i >= ARRAY_SIZE(names) && !word)
			continue;
		out_open(o, '{');
		member_string(o, "name", i < ARRAY_SIZE(names) ? names[i] :
			      pt_reg_names[PT_REGS_WORDS - 1 - i]);
		member_hex(o, "value", word);
		out_close(o, '}');
	}
	out_close(o, ']');
	out_close(o, '}');
}

int view_stacks(struct call *c)
{
	u32 cpu = sys(c->m)->current_cpu;
	struct json_out *o = c->out;
	u32 current_index = cpu_at(c->m, cpu)->current_task;
	char name[40];

	if (c->m->config.arch != ARCH_X86_64) {	/* registers and stacks of another cpu */
		out_null(o);
		return 0;
	}
	out_open(o, '{');
	write_cpu(c, cpu);
	member_context(c, event_at(c, c->at, NULL), true);
	member_string(o, "current", current_index ? task_name(c, current_index, name) : NULL);
	write_tasks(c);
	write_entry_stack(c, cpu_at(c->m, cpu));
	member_open(o, "tss", '{');
	member_hex(o, "sp0", cpu_at(c->m, cpu)->tss_sp0);
	member_hex(o, "sp1", cpu_at(c->m, cpu)->tss_sp1);
	out_close(o, '}');
	out_close(o, '}');
	return 0;
}
