/*
 * One virtual address through the page tables, as the hardware would read them now, and what the TLB
 * and the last page fault say about it.
 */
#include <stdio.h>
#include <string.h>

#include "kernel/task.h"
#include "mm/content.h"
#include "mm/mm.h"
#include "rpc/door.h"

#define TLB_SHOWN 8

static const char *const level_names[] = { "?", "PTE", "PMD", "PUD", "P4D", "PGD" };
static const enum pgtable_level level_order[] = { LEVEL_PGD, LEVEL_PUD, LEVEL_PMD, LEVEL_PTE };

static void write_bits(struct json_out *o, u64 value, u32 bits)
{
	char text[64];

	for (u32 i = 0; i < bits; i++)
		text[i] = value >> (bits - 1 - i) & 1 ? '1' : '0';
	text[bits] = '\0';
	member_string(o, "bits", text);
}

static void write_field(struct json_out *o, const char *name, u64 va, u32 lo, u32 bits)
{
	u64 index = va >> lo & (BIT(bits) - 1);

	out_open(o, '{');
	member_string(o, "name", name);
	member_number(o, "hi", lo + bits - 1);
	member_number(o, "lo", lo);
	member_number(o, "index", (s64)index);
	write_bits(o, index, bits);
	out_close(o, '}');
}

static void write_fields(struct json_out *o, u64 va)
{
	member_open(o, "fields", '[');
	for (u32 i = 0; i < 4; i++)
		write_field(o, level_names[level_order[i]], va, level_shift(level_order[i]), 9);
	write_field(o, "offset", va, 0, PAGE_SHIFT);
	out_close(o, ']');
}

static const struct {
	u64 bit;
	const char *name, *en, *zh;
} pte_flags[] = {
	{ _PAGE_PRESENT, "P", "present: the hardware may use this entry", "存在：硬件可以使用此项" },
	{ _PAGE_RW, "RW", "writes are allowed", "允许写" },
	{ _PAGE_USER, "US", "user mode may use it", "用户态可用" },
	{ _PAGE_PWT, "PWT", "write through the cache", "写穿缓存" },
	{ _PAGE_PCD, "PCD", "do not cache", "不缓存" },
	{ _PAGE_ACCESSED, "A", "accessed: set by the hardware", "已访问：由硬件置位" },
	{ _PAGE_DIRTY, "D", "dirty: written, set by the hardware", "脏：写过，由硬件置位" },
	{ _PAGE_PSE, "PS", "a large page, no further table", "大页，没有下一级表" },
	{ _PAGE_GLOBAL, "G", "global: kept when CR3 changes", "全局：换 CR3 时保留" },
	{ _PAGE_SPECIAL, "SPECIAL", "software: no struct page is counted (the zero page)",
	  "软件位：不计 struct page（零页）" },
	{ _PAGE_NX, "NX", "no instructions may be fetched", "禁止取指" },
};

static void write_pte_flags(struct json_out *o, u64 entry, bool table)
{
	member_open(o, "flags", '[');
	for (u32 i = 0; i < ARRAY_SIZE(pte_flags); i++) {
		if (table && (pte_flags[i].bit == _PAGE_GLOBAL || pte_flags[i].bit == _PAGE_SPECIAL))
			continue;
		out_open(o, '{');
		member_string(o, "name", pte_flags[i].name);
		member_bool(o, "on", entry & pte_flags[i].bit);
		member_text2(o, "help", pte_flags[i].en, pte_flags[i].zh);
		out_close(o, '}');
	}
	out_close(o, ']');
}

/* Was the word at pa changed by this step? */
static bool word_changed(struct call *c, u64 pa)
{
	const u64 *word = word_at(c->m, pa);
	const struct change_list *l = changes_of(c);

	for (u32 i = 0; word && i < l->nr; i++)
		if (l->list[i].place.offset == ref_of(c->m, word))
			return true;
	return false;
}

static void write_neighbours(struct call *c, const struct walk_level *w)
{
	u32 first = w->index < 2 ? 0 : w->index > 509 ? 507 : w->index - 2;

	member_open(c->out, "neighbours", '[');
	for (u32 i = first; i < first + 5; i++) {
		out_open(c->out, '{');
		member_number(c->out, "index", i);
		member_hex(c->out, "entry", read_word(c->m, (w->table_pa & PTE_PFN_MASK) + i * 8ull));
		out_close(c->out, '}');
	}
	out_close(c->out, ']');
}

static void write_level(struct call *c, const struct walk_level *w)
{
	struct json_out *o = c->out;
	u64 pa = (w->table_pa & PTE_PFN_MASK) + w->index * 8ull;

	out_open(o, '{');
	member_string(o, "level", level_names[w->level]);
	member_number(o, "pfn", (s64)(w->table_pa >> PAGE_SHIFT));
	member_number(o, "index", w->index);
	member_hex(o, "entry", w->entry);
	member_bool(o, "present", w->present);
	member_bool(o, "changed", word_changed(c, pa));
	out_key(o, "next_pfn");
	if (w->present)
		out_number(o, pte_pfn(w->entry));
	else
		out_null(o);
	write_pte_flags(o, w->entry, w->level != LEVEL_PTE);
	write_neighbours(c, w);
	out_close(o, '}');
}

static void write_walk(struct call *c, const struct walk *w)
{
	member_open(c->out, "root", '{');
	member_string(c->out, "name", "CR3");
	member_hex(c->out, "value", w->root);
	out_close(c->out, '}');
	member_open(c->out, "walk", '[');
	for (u32 i = 0; i < w->levels; i++)
		write_level(c, &w->level[i]);
	out_close(c->out, ']');
}

static bool was_denied(struct call *c)
{
	return newest_event(c, EV_walk_denied, NULL) || newest_event(c, EV_tlb_denied, NULL);
}

static void write_result(struct call *c, const struct walk *w)
{
	struct json_out *o = c->out;

	member_open(o, "result", '{');
	if (!w->mapped) {
		member_string(o, "kind", w->canonical ? "not-present" : "not-canonical");
		out_close(o, '}');
		return;
	}
	member_string(o, "kind", was_denied(c) && !w->writable ? "protection" : "mapped");
	member_hex(o, "pa", w->pa);
	member_number(o, "pfn", w->pfn);
	member_hex(o, "word", read_word(c->m, w->pa & ~7ull));
	out_close(o, '}');
}

/* The frame that the walk reached, decoded; its words are told from the address's own on. */
static void write_reached(struct call *c, const struct walk *w)
{
	if (!w->mapped || w->pfn >= c->m->config.max_pfn) {
		member_null(c->out, "page");
		return;
	}
	member_open(c->out, "page", '{');
	write_page(c, w->pfn, w->pa & ~PAGE_MASK & ~7ull);
	out_close(c->out, '}');
}

static void write_flag_names(struct json_out *o, u64 pte)
{
	member_open(o, "flags", '[');
	for (u32 i = 0; i < ARRAY_SIZE(pte_flags); i++)
		if (pte & pte_flags[i].bit)
			out_string(o, pte_flags[i].name);
	out_close(o, ']');
}

static void write_tlb_entry(struct call *c, const struct tlb_entry *e)
{
	struct json_out *o = c->out;

	out_open(o, '{');
	member_hex(o, "va", e->va);
	member_number(o, "pfn", e->pfn);
	write_flag_names(o, e->pte);
	member_bool(o, "changed", place_changed(c, TABLE_tlb_entry, tlb_entry_index(c->m, e)));
	out_close(o, '}');
}

/* hit, miss or none: what this op's last probe said, up to the step. */
static const char *tlb_state(struct call *c, u64 *step)
{
	static const struct {
		enum event_id id;
		const char *state;
	} probes[] = {
		{ EV_tlb_hit, "hit" }, { EV_tlb_miss, "miss" }, { EV_tlb_clean, "hit" },
		{ EV_tlb_denied, "hit" },
	};
	const char *state = "none";

	*step = 0;
	for (u32 i = 0; i < ARRAY_SIZE(probes); i++) {
		u64 at;

		if (newest_event(c, probes[i].id, &at) && at > *step) {
			*step = at;
			state = probes[i].state;
		}
	}
	return state;
}

/* Entries in use, the slots filled last first. */
static void write_tlb(struct call *c)
{
	u32 cpu = sys(c->m)->current_cpu, shown = 0, next = cpu_at(c->m, cpu)->tlb_next;
	struct json_out *o = c->out;
	u64 step;

	member_open(o, "tlb", '{');
	member_string(o, "state", tlb_state(c, &step));
	write_step_or_null(o, "step", step);
	member_open(o, "entries", '[');
	for (u32 i = 0; i < TLB_ENTRIES && shown < TLB_SHOWN; i++) {
		u32 slot = (next + TLB_ENTRIES - 1 - i) % TLB_ENTRIES;
		const struct tlb_entry *e = tlb_entry_at(c->m, cpu * TLB_ENTRIES + slot);

		if (!e->present)
			continue;
		write_tlb_entry(c, e);
		shown++;
	}
	out_close(o, ']');
	member_number(o, "shown", shown);
	member_number(o, "total", tlb_live(c->m, cpu));
	member_number(o, "capacity", TLB_ENTRIES);
	out_close(o, '}');
}

static void write_error_bit(struct json_out *o, const char *name, bool on, const char *const en[2],
			    const char *const zh[2])
{
	out_open(o, '{');
	member_string(o, "name", name);
	member_number(o, "value", on);
	member_text2(o, "text", en[on], zh[on]);
	out_close(o, '}');
}

static void write_error_bits(struct json_out *o, u64 code)
{
	member_open(o, "bits", '[');
	write_error_bit(o, "P", code & X86_PF_PROT,
			(const char *const[]){ "the page is not present",
					       "the page is there, the access is not allowed" },
			(const char *const[]){ "页不存在", "页存在，但不允许这样访问" });
	write_error_bit(o, "W", code & X86_PF_WRITE,
			(const char *const[]){ "a read", "a write" }, (const char *const[]){ "读", "写" });
	write_error_bit(o, "U", code & X86_PF_USER,
			(const char *const[]){ "in kernel mode", "in user mode" },
			(const char *const[]){ "内核态", "用户态" });
	write_error_bit(o, "RSVD", code & X86_PF_RSVD,
			(const char *const[]){ "no reserved bit was set", "a reserved bit was set" },
			(const char *const[]){ "没有置保留位", "置了保留位" });
	write_error_bit(o, "I", code & X86_PF_INSTR,
			(const char *const[]){ "not an instruction fetch", "an instruction fetch" },
			(const char *const[]){ "不是取指", "取指" });
	out_close(o, ']');
}

static void write_fault(struct call *c)
{
	u64 step;
	const struct event *e = newest_event(c, EV_page_fault_exception, &step);

	if (!e)
		e = newest_event(c, EV_kernel_fault, &step);
	if (!e) {
		member_null(c->out, "fault");
		return;
	}
	member_open(c->out, "fault", '{');
	member_number(c->out, "vector", 14);
	member_hex(c->out, "cr2", e->args[0]);
	member_number(c->out, "error_code", (s64)e->args[1]);
	write_error_bits(c->out, e->args[1]);
	member_number(c->out, "step", (s64)step);
	out_close(c->out, '}');
}

/* What the hardware looks at in this very step. */
static void write_cursor(struct call *c)
{
	const struct event *e = event_at(c, c->at, NULL);
	const char *cursor = NULL;

	if (e && (e->id == EV_walk_level || e->id == EV_walk_end || e->id == EV_walk_set_bits))
		cursor = level_names[e->args[0] < ARRAY_SIZE(level_names) ? e->args[0] : 0];
	else if (e && (e->id == EV_tlb_hit || e->id == EV_tlb_miss || e->id == EV_tlb_fill ||
		       e->id == EV_tlb_clean || e->id == EV_tlb_denied))
		cursor = "TLB";
	else if (e && e->id == EV_load_cr3)
		cursor = "root";
	member_string(c->out, "cursor", cursor);
}

static int choose(struct call *c, u32 *task, u64 *va)
{
	*task = view_task(c);
	if (ask_task(c, "task", task))
		return -1;
	if (asked(c, "va"))
		return ask_u64(c, "va", 0, ~0ull, va);
	if (!last_address(c, va) && *task && task_at(c->m, *task)->mm)
		*va = mm_at(c->m, task_at(c->m, *task)->mm)->start_stack & ~7ull;
	return 0;
}

int view_translation(struct call *c)
{
	struct json_out *o = c->out;
	struct walk w = { .levels = 0 };
	u64 va = 0;
	char name[40];
	u32 task;

	if (choose(c, &task, &va))
		return -1;
	if (!task || !task_at(c->m, task)->mm) {
		out_null(o);
		return 0;
	}
	stand(c, c->at);
	translate(c->m, task, va, &w);
	out_open(o, '{');
	member_hex(o, "va", va);
	member_string(o, "task", task_name(c, task, name));
	member_string(o, "arch", "x86_64");
	member_number(o, "levels", 4);
	write_fields(o, va);
	write_tlb(c);
	write_walk(c, &w);
	write_result(c, &w);
	write_reached(c, &w);
	write_fault(c);
	write_cursor(c);
	out_close(o, '}');
	return 0;
}
