/* One process's virtual memory: limits, VMAs with what is present in them, the red-black tree. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kernel/task.h"
#include "mm/content.h"
#include "mm/mm.h"
#include "rpc/door.h"

#define VMAS_SHOWN 512
#define RUNS_SHOWN 64

/* What is seen of a VMA: not its links, which a neighbour that comes or goes changes. */
struct seen {
	u32 vma, file, ops;
	u64 start, end, flags;
};

struct vma_list {
	u32 mm;
	u32 vma[VMAS_SHOWN];
	u32 shown, total;
	struct seen before[VMAS_SHOWN];	/* one step ago */
	u32 nr_before;
	bool same;			/* nothing can have changed in this step */
};

static struct seen seen_of(const struct machine *m, u32 vma)
{
	const struct vm_area_struct *v = vma_at(m, vma);
	struct seen s;

	memset(&s, 0, sizeof(s));
	s.vma = vma;
	s.file = v->vm_file;
	s.ops = v->vm_ops;
	s.start = v->vm_start;
	s.end = v->vm_end;
	s.flags = v->vm_flags;
	return s;
}

static bool vmas_written(struct call *c)
{
	const struct change_list *l = changes_of(c);

	for (u32 i = 0; i < l->nr; i++)
		if (l->list[i].place.table == TABLE_vm_area_struct ||
		    l->list[i].place.table == TABLE_mm_struct)
			return true;
	return false;
}

static void look_before(struct call *c, struct vma_list *l)
{
	const struct machine *m = c->m;

	l->same = !c->at || !vmas_written(c);
	if (l->same)
		return;
	stand(c, c->at - 1);
	if (object_live(m, TABLE_mm_struct, l->mm))
		for (u32 v = mm_at(m, l->mm)->mmap; v && l->nr_before < VMAS_SHOWN;
		     v = vma_at(m, v)->vm_next)
			l->before[l->nr_before++] = seen_of(m, v);
	stand(c, c->at);
}

static bool vma_changed(const struct machine *m, const struct vma_list *l, u32 vma)
{
	struct seen now = seen_of(m, vma);

	for (u32 i = 0; !l->same && i < l->nr_before; i++)
		if (l->before[i].vma == vma)
			return memcmp(&l->before[i], &now, sizeof(now)) != 0;
	return !l->same;
}

static void collect(const struct machine *m, const struct mm_struct *mm, struct vma_list *l)
{
	for (u32 v = mm->mmap; v; v = vma_at(m, v)->vm_next) {
		if (l->shown < VMAS_SHOWN)
			l->vma[l->shown++] = v;
		l->total++;
	}
}

static const char *vma_kind(const struct mm_struct *mm, const struct vm_area_struct *v,
			    const char **name)
{
	*name = "";
	if (v->vm_start <= mm->brk && v->vm_end >= mm->start_brk && mm->brk > mm->start_brk &&
	    !v->vm_file) {
		*name = "[heap]";
		return "heap";
	}
	if (v->vm_flags & VM_GROWSDOWN &&	/* exec writes start_stack last */
	    (!mm->start_stack || (v->vm_start <= mm->start_stack && v->vm_end >= mm->start_stack))) {
		*name = "[stack]";
		return "stack";
	}
	if (v->vm_ops == VM_OPS_SPECIAL) {
		*name = v->vm_flags & VM_EXEC ? "[vdso]" : "[vvar]";
		return "file";
	}
	if (v->vm_start <= mm->start_code && v->vm_end > mm->start_code)
		return "text";
	if (v->vm_file || (v->vm_start <= mm->end_data && v->vm_end > mm->start_data))
		return v->vm_flags & VM_EXEC ? "file" : "data";
	return "anon";
}

static void write_file_name(struct call *c, const struct vm_area_struct *v, const char *name)
{
	char text[80] = "";

	if (!*name && v->vm_file) {
		strncpy(text, file_at(c->m, v->vm_file)->name, sizeof(text) - 1);
		name = text;
	}
	member_string(c->out, "name", name);
}

/* Runs of pages that are present, found in the page tables a table at a time. */
struct runs {
	struct call *c;
	u64 start;		/* of the VMA */
	u64 first, count;	/* the run that grows */
	u64 present;
	u32 shown, total;
};

static void end_run(struct runs *r)
{
	if (!r->count)
		return;
	if (r->shown < RUNS_SHOWN) {
		out_open(r->c->out, '[');
		out_number(r->c->out, (s64)r->first);
		out_number(r->c->out, (s64)r->count);
		out_close(r->c->out, ']');
		r->shown++;
	}
	r->total++;
	r->count = 0;
}

static void touch_page(struct runs *r, u64 va)
{
	u64 page = (va - r->start) >> PAGE_SHIFT;

	r->present++;
	if (r->count && r->first + r->count != page)
		end_run(r);
	if (!r->count)
		r->first = page;
	r->count++;
}

/* The next address worth looking at: behind the table whose entry is missing. */
static u64 after_hole(const struct walk *w, u64 va)
{
	enum pgtable_level level = w->levels ? w->level[w->levels - 1].level : LEVEL_PGD;
	u64 size = BIT(level_shift(level));

	return ALIGN_DOWN(va, size) + size;
}

static u64 write_touched(struct call *c, u32 mm, const struct vm_area_struct *v)
{
	struct runs r = { .c = c, .start = v->vm_start };

	member_open(c->out, "touched", '[');
	for (u64 va = v->vm_start; va < v->vm_end;) {
		struct walk w;

		if (translate_mm(c->m, mm, va, &w)) {
			touch_page(&r, va);
			va += PAGE_SIZE;
		} else {
			va = after_hole(&w, va);
		}
	}
	end_run(&r);
	out_close(c->out, ']');
	if (r.total > r.shown)
		member_number(c->out, "touched_total", r.total);
	return r.present;
}

static void write_vm_flags(struct json_out *o, u64 flags)
{
	static const struct {
		u64 bit;
		const char *name;
	} names[] = {
		{ VM_READ, "VM_READ" }, { VM_WRITE, "VM_WRITE" }, { VM_EXEC, "VM_EXEC" },
		{ VM_SHARED, "VM_SHARED" }, { VM_MAYREAD, "VM_MAYREAD" },
		{ VM_MAYWRITE, "VM_MAYWRITE" }, { VM_MAYEXEC, "VM_MAYEXEC" },
		{ VM_MAYSHARE, "VM_MAYSHARE" }, { VM_GROWSDOWN, "VM_GROWSDOWN" },
		{ VM_PFNMAP, "VM_PFNMAP" }, { VM_DENYWRITE, "VM_DENYWRITE" },
		{ VM_LOCKED, "VM_LOCKED" }, { VM_IO, "VM_IO" }, { VM_DONTCOPY, "VM_DONTCOPY" },
		{ VM_DONTEXPAND, "VM_DONTEXPAND" }, { VM_ACCOUNT, "VM_ACCOUNT" },
		{ VM_NORESERVE, "VM_NORESERVE" }, { VM_DONTDUMP, "VM_DONTDUMP" },
	};

	member_open(o, "flags", '[');
	for (u32 i = 0; i < ARRAY_SIZE(names); i++)
		if (flags & names[i].bit)
			out_string(o, names[i].name);
	out_close(o, ']');
}

static void write_vma(struct call *c, const struct vma_list *l, u32 index)
{
	u32 mm = l->mm;
	const struct vm_area_struct *v = vma_at(c->m, index);
	struct json_out *o = c->out;
	const char *name, *kind = vma_kind(mm_at(c->m, mm), v, &name);
	char id[96], perms[5] = "----";

	if (!stable_id(c, V_VMA, index, id))	/* no task has it yet */
		snprintf(id, sizeof(id), "vma:bprm:0x%llx", (unsigned long long)v->vm_start);
	perms[0] = v->vm_flags & VM_READ ? 'r' : '-';
	perms[1] = v->vm_flags & VM_WRITE ? 'w' : '-';
	perms[2] = v->vm_flags & VM_EXEC ? 'x' : '-';
	perms[3] = v->vm_flags & VM_SHARED ? 's' : 'p';
	out_open(o, '{');
	member_string(o, "id", id);
	member_hex(o, "start", v->vm_start);
	member_hex(o, "end", v->vm_end);
	member_string(o, "perms", perms);
	write_file_name(c, v, name);
	member_string(o, "kind", kind);
	member_number(o, "pages", (s64)vma_pages(v));
	write_vm_flags(o, v->vm_flags);
	member_bool(o, "changed", vma_changed(c->m, l, index));
	member_number(o, "present", (s64)write_touched(c, mm, v));
	out_close(o, '}');
}

static int position(const struct vma_list *l, u32 vma)
{
	for (u32 i = 0; vma && i < l->shown; i++)
		if (l->vma[i] == vma)
			return (int)i;
	return -1;
}

static void write_child(struct call *c, const struct vma_list *l, const char *key, ref_t rb)
{
	int i = rb ? position(l, vma_of_rb(c->m, rb)) : -1;

	out_key(c->out, key);
	if (i < 0)
		out_null(c->out);
	else
		out_number(c->out, i);
}

static void write_tree(struct call *c, const struct mm_struct *mm, const struct vma_list *l)
{
	struct json_out *o = c->out;

	member_open(o, "tree", '{');
	write_child(c, l, "root", mm->mm_rb);
	member_open(o, "nodes", '[');
	for (u32 i = 0; i < l->shown; i++) {
		const struct vm_area_struct *v = vma_at(c->m, l->vma[i]);

		out_open(o, '{');
		member_number(o, "i", i);
		write_child(c, l, "left", v->vm_rb.rb_left);
		write_child(c, l, "right", v->vm_rb.rb_right);
		member_bool(o, "red", !(v->vm_rb.parent_color & 1));
		member_hex(o, "gap", v->rb_subtree_gap);
		out_close(o, '}');
	}
	out_close(o, ']');
	out_close(o, '}');
}

static void write_limits(struct call *c, const struct mm_struct *mm)
{
	struct json_out *o = c->out;
	u32 index = mm_struct_index(c->m, mm);

	member_hex(o, "task_size", mm->task_size);
	member_hex(o, "mmap_base", mm->mmap_base);
	member_hex(o, "start_code", mm->start_code);
	member_hex(o, "end_code", mm->end_code);
	member_hex(o, "start_data", mm->start_data);
	member_hex(o, "end_data", mm->end_data);
	member_hex(o, "start_brk", mm->start_brk);
	member_hex(o, "brk", mm->brk);
	member_hex(o, "start_stack", mm->start_stack);
	member_number(o, "total_vm_pages", (s64)mm->total_vm);
	member_number(o, "rss_pages", get_mm_counter(c->m, index, MM_FILEPAGES) +
		      get_mm_counter(c->m, index, MM_ANONPAGES) +
		      get_mm_counter(c->m, index, MM_SHMEMPAGES));
	member_number(o, "pgtables_bytes", (s64)mm->pgtables_bytes);
}

static void write_owner(struct call *c, u32 task)
{
	struct json_out *o = c->out;
	char name[40], comm[20] = "";

	if (task) {
		memcpy(comm, task_at(c->m, task)->comm, 16);
		member_string(o, "task", task_name(c, task, name));
	} else {
		member_null(o, "task");
	}
	member_string(o, "comm", comm);
}

int view_address_space(struct call *c)
{
	struct vma_list l = { .shown = 0 };	/* 22 KB: the largest frame of the door */
	struct json_out *o = c->out;
	u32 task = 0, mm = view_mm(c, &task);

	if (ask_task(c, "task", &task))
		return -1;
	if (task)
		mm = task_at(c->m, task)->mm;
	if (!mm) {
		out_null(o);
		return 0;
	}
	l.mm = mm;
	look_before(c, &l);
	collect(c->m, mm_at(c->m, mm), &l);
	out_open(o, '{');
	write_owner(c, task);
	write_limits(c, mm_at(c->m, mm));
	member_open(o, "vmas", '[');
	for (u32 i = 0; i < l.shown; i++)
		write_vma(c, &l, l.vma[i]);
	out_close(o, ']');
	write_tree(c, mm_at(c->m, mm), &l);
	member_number(o, "shown", l.shown);
	member_number(o, "total", l.total);
	out_close(o, '}');
	return 0;
}
