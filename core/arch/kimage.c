/*
 * Where the linker script put text, data and bss; and init_mm, the address space of the kernel itself.
 * It is mm 0: nobody allocates it.  Later kernels call the four assignments setup_initial_init_mm().
 */
#include "arch/kimage.h"
#include "machine/trace.h"

static void set_init_mm(struct machine *m, const struct boot_params *p, u64 va_offset, u64 brk_end)
{
	struct mm_struct *mm = edit_mm_struct(m, mm_struct_at(m, 0));

	mm->pgd = p->init_top_pgt;
	mm->mm_users = 2;
	mm->mm_count = 1;
	mm->start_code = p->text + va_offset;
	mm->end_code = p->etext + va_offset;
	mm->end_data = p->edata + va_offset;
	mm->brk = brk_end + va_offset;
	trace_init_mm(m, mm->start_code, mm->end_code, mm->end_data, mm->brk);
}

void note_kernel_image(struct machine *m, const struct boot_params *p, u64 va_offset, u64 brk_end)
{
	struct system *s = edit_system(m, sys(m));

	s->kernel_start = p->text;
	s->etext = p->etext;
	s->edata = p->edata;
	s->init_begin = p->init_begin;
	s->init_end = p->init_end;
	s->bss_start = p->bss;
	s->brk_start = p->bss_end;
	s->brk_end = p->bss_end + p->brk_used;
	s->kernel_end = p->kernel_end;
	s->init_pgd = p->init_top_pgt;
	set_init_mm(m, p, va_offset, brk_end);
}

/* x86 marks a leaf above the PTEs by PS; arm64 by a type of 1 where a table's is 3. */
static bool is_leaf(const struct machine *m, u64 entry)
{
	return m->config.arch == ARCH_ARM64 ? (entry & 3) == 1 : entry & _PAGE_PSE;
}

enum pgtable_level kernel_map_level(const struct machine *m, u64 va)
{
	static const enum pgtable_level levels[] = { LEVEL_PGD, LEVEL_PUD, LEVEL_PMD, LEVEL_PTE };
	u64 table = sys(m)->init_pgd;

	for (u32 i = 0; i < ARRAY_SIZE(levels) && m->geo.word_bytes == 8 && table; i++) {
		u64 entry = read_word(m, table_entry(table, levels[i], va));

		if (!(entry & 1))
			break;
		if (levels[i] == LEVEL_PTE || is_leaf(m, entry))
			return levels[i];
		table = entry & PTE_PFN_MASK;
	}
	return LEVEL_NONE;
}
