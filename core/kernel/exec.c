/*
 * exec: a fresh address space for a program.  Open fs/exec.c and fs/binfmt_elf.c.
 *
 * The program is one small static ELF image (header, text, rodata, data; a page or a few each).
 * norandmaps: stack, mmap_base and brk lie where 4.19 puts them without randomization.
 */
#include "kernel/syscalls.h"
#include "kernel/task.h"
#include "machine/trace.h"

#define STACK_EXPAND 131072ull		/* setup_arg_pages() makes room for 128 KiB at once */
#define MMAP_GAP_MIN (128ull << 20)
#define VVAR_BYTES (3 * PAGE_SIZE)
#define VDSO_BYTES (2 * PAGE_SIZE)
#define ELF_ENTRY 0x401000ull

static const struct segment {
	u64 va, pages, file_page;
	u64 prot;
} segments[] = {
	{ 0x400000, 1, 0, PROT_READ },				/* ELF and program headers */
	{ 0x401000, 8, 1, PROT_READ | PROT_EXEC },		/* .text */
	{ 0x409000, 2, 9, PROT_READ },				/* .rodata */
	{ 0x40b000, 2, 11, PROT_READ | PROT_WRITE },		/* .data */
};
#define IMAGE_PAGES 13

struct linux_binprm {
	u32 mm, file;
	u32 vma;		/* the stack */
	u64 p;			/* top of what is on it */
	u64 exec, argv0;	/* where the strings went */
};

/* Words into the new stack, through get_user_pages() as the kernel does it. */
static int put_stack_word(struct machine *m, u32 mm, u64 va, u64 value)
{
	pfn_t pfn;
	int error = get_user_page(m, mm, va, true, &pfn);

	if (error)
		return error;
	write_word(m, PFN_PHYS(pfn) | (va & ~PAGE_MASK), value);
	put_lru_page(m, pfn);
	return 0;
}

/* Copy bytes to [va, va + n), each word of the stack once. */
static int put_stack_bytes(struct machine *m, u32 mm, u64 va, const char *s, u64 n)
{
	pfn_t pfn;
	int error = get_user_page(m, mm, va, true, &pfn);

	if (error)
		return error;
	for (u64 i = 0; i < n;) {
		u64 at = va + i, word = 0, bytes = min_t(u64, 8 - at % 8, n - i);
		u64 pa = PFN_PHYS(pfn) | (at & ~7ull & ~PAGE_MASK);

		word = read_word(m, pa);
		for (u64 k = 0; k < bytes; k++, i++)
			word |= (u64)(u8)s[i] << ((at + k) % 8 * 8);
		write_word(m, pa, word);
	}
	put_lru_page(m, pfn);
	return 0;
}

/* One page at the very top; exec later moves and grows it. */
static int __bprm_mm_init(struct machine *m, struct linux_binprm *bprm)
{
	CALLED(m, __bprm_mm_init, bprm->mm);
	u64 flags = VM_STACK_FLAGS | VM_STACK_INCOMPLETE_SETUP;
	const struct vm_area_struct *vma;

	bprm->vma = vm_area_alloc(m, bprm->mm);
	if (!bprm->vma)
		return -PW_ENOMEM;
	vma = vma_at(m, bprm->vma);
	set(m, vma, vm_end, STACK_TOP);
	set(m, vma, vm_start, STACK_TOP - PAGE_SIZE);
	set(m, vma, vm_flags, flags);
	set(m, vma, vm_page_prot, vm_get_page_prot(flags));
	if (insert_vm_struct(m, bprm->mm, bprm->vma))
		return -PW_ENOMEM;
	set(m, mm_at(m, bprm->mm), total_vm, 1);
	set(m, mm_at(m, bprm->mm), stack_vm, 1);
	bprm->p = STACK_TOP - 8;
	return 0;
}

static int copy_string(struct machine *m, struct linux_binprm *bprm, const char *s, u64 *where)
{
	CALLED(m, copy_strings);
	u64 n = 1;

	while (s[n - 1])
		n++;
	bprm->p -= n;
	*where = bprm->p;
	return put_stack_bytes(m, bprm->mm, bprm->p, s, n);
}

static int exec_mmap(struct machine *m, u32 task, u32 mm)
{
	CALLED(m, exec_mmap, task, mm);
	u32 old = task_at(m, task)->active_mm;

	set(m, task_at(m, task), mm, mm);
	set(m, task_at(m, task), active_mm, mm);
	switch_mm_irqs_off(m, old, mm, task);
	set(m, task_at(m, task), vmacache_seqnum, mm_at(m, mm)->vmacache_seqnum - 1);
	set(m, task_at(m, task), flags, task_at(m, task)->flags & ~(u32)PF_KTHREAD);
	mmdrop(m, old);		/* what a kernel task had borrowed */
	return 0;
}

/* mmap_base: top of the space, minus what the stack may need, at least 128 MiB */
static void arch_pick_mmap_layout(struct machine *m, u32 mm)
{
	CALLED(m, arch_pick_mmap_layout, mm);
	u64 gap = max_t(u64, RLIMIT_STACK + STACK_GUARD_GAP, MMAP_GAP_MIN);

	set(m, mm_at(m, mm), mmap_base, ALIGN_UP(TASK_SIZE - gap, PAGE_SIZE));
	trace_mmap_base(m, mm, mm_at(m, mm)->mmap_base);
}

static int setup_arg_pages(struct machine *m, struct linux_binprm *bprm)
{
	CALLED(m, setup_arg_pages, bprm->vma);
	u32 prev = 0;

	set(m, mm_at(m, bprm->mm), arg_start, bprm->p);
	if (mprotect_fixup(m, bprm->vma, &prev, vma_at(m, bprm->vma)->vm_start,
			   vma_at(m, bprm->vma)->vm_end, VM_STACK_FLAGS))
		return -PW_ENOMEM;
	return expand_stack(m, bprm->vma, vma_at(m, bprm->vma)->vm_start - STACK_EXPAND);
}

static int elf_map(struct machine *m, u32 file, const struct segment *s)
{
	CALLED(m, elf_map, s->va, s->pages, s->prot);
	u64 addr;

	mutex_lock(m, LOCK_MMAP_SEM_WRITE);
	addr = do_mmap(m, file, s->va, s->pages << PAGE_SHIFT, s->prot,
		       MAP_PRIVATE | MAP_FIXED, VM_DENYWRITE, s->file_page);
	mutex_unlock(m, LOCK_MMAP_SEM_WRITE);
	return is_error(addr) ? (int)(s64)addr : 0;
}

static int map_vdso(struct machine *m, u32 mm)
{
	CALLED(m, map_vdso, mm);
	u64 addr = get_unmapped_area(m, 0, 0, VVAR_BYTES + VDSO_BYTES, 0, 0);

	if (is_error(addr))
		return (int)(s64)addr;
	if (install_special_mapping(m, mm, addr + VVAR_BYTES, VDSO_BYTES, VM_READ | VM_EXEC |
				    VM_MAYREAD | VM_MAYWRITE | VM_MAYEXEC))
		return -PW_ENOMEM;
	return install_special_mapping(m, mm, addr, VVAR_BYTES, VM_READ | VM_MAYREAD | VM_IO |
				       VM_DONTDUMP | VM_PFNMAP);
}

/* argc, argv, envp and a short auxiliary vector below the strings; RSP ends on argc */
static int create_elf_tables(struct machine *m, struct linux_binprm *bprm)
{
	CALLED(m, create_elf_tables, bprm->p);
	u64 platform = (bprm->p & ~15ull) - 7, sp;
	const u64 words[] = {
		1, bprm->argv0, 0, 0,			/* argc, argv[0], NULL; no environment */
		6, PAGE_SIZE, 3, 0x400040, 9, ELF_ENTRY,	/* AT_PAGESZ, AT_PHDR, AT_ENTRY */
		31, bprm->exec, 15, platform, 0, 0,	/* AT_EXECFN, AT_PLATFORM, AT_NULL */
	};
	int error = put_stack_bytes(m, bprm->mm, platform, "x86_64", 7);

	sp = ((platform & ~15ull) - sizeof(words)) & ~15ull;
	for (u32 i = 0; !error && i < ARRAY_SIZE(words); i++)
		error = put_stack_word(m, bprm->mm, sp + i * 8ull, words[i]);
	bprm->p = sp;
	set(m, mm_at(m, bprm->mm), start_stack, sp);
	trace_elf_tables(m, sp);
	return error;
}

static void start_thread(struct machine *m, u32 task, u64 ip, u64 sp)
{
	CALLED(m, start_thread, ip, sp);
	const struct task_struct *t = task_at(m, task);

	for (enum pt_reg i = 0; i < PT_REGS_WORDS; i++)
		write_pt_reg(m, t, i, 0);
	write_pt_reg(m, t, PT_IP, ip);
	write_pt_reg(m, t, PT_SP, sp);
	write_pt_reg(m, t, PT_CS, __USER_CS);
	write_pt_reg(m, t, PT_SS, __USER_DS);
	write_pt_reg(m, t, PT_FLAGS, X86_EFLAGS_IF);
}

static void set_mm_borders(struct machine *m, const struct linux_binprm *bprm)
{
	const struct segment *text = &segments[1], *data = &segments[3];
	struct mm_struct *mm = edit_mm_struct(m, mm_at(m, bprm->mm));

	mm->start_code = segments[0].va;
	mm->end_code = text->va + (text->pages << PAGE_SHIFT);
	mm->start_data = data->va;
	mm->end_data = data->va + (data->pages << PAGE_SHIFT);
	mm->start_brk = mm->brk = mm->end_data;	/* no .bss: the data segment fills its pages */
	mm->arg_end = mm->env_start = mm->env_end = bprm->exec;
}

static int load_elf_binary(struct machine *m, u32 task, struct linux_binprm *bprm)
{
	CALLED(m, load_elf_binary, task);
	int error = exec_mmap(m, task, bprm->mm);

	arch_pick_mmap_layout(m, bprm->mm);
	mutex_lock(m, LOCK_MMAP_SEM_WRITE);
	if (!error)
		error = setup_arg_pages(m, bprm);
	mutex_unlock(m, LOCK_MMAP_SEM_WRITE);
	for (u32 i = 0; !error && i < ARRAY_SIZE(segments); i++)
		error = elf_map(m, bprm->file, &segments[i]);
	set_mm_borders(m, bprm);
	mutex_lock(m, LOCK_MMAP_SEM_WRITE);
	if (!error)
		error = map_vdso(m, bprm->mm);
	mutex_unlock(m, LOCK_MMAP_SEM_WRITE);
	if (!error)
		error = create_elf_tables(m, bprm);
	if (!error)
		start_thread(m, task, ELF_ENTRY, bprm->p);
	return error;
}

int do_execve(struct machine *m, u32 task, const char *comm)
{
	CALLED(m, do_execve, task);
	struct linux_binprm bprm = { .mm = mm_alloc(m) };
	int error;

	if (!bprm.mm)
		return -PW_ENOMEM;
	bprm.file = open_file(m, comm, (u64)IMAGE_PAGES << PAGE_SHIFT);
	mutex_lock(m, LOCK_MMAP_SEM_WRITE);
	error = bprm.file ? __bprm_mm_init(m, &bprm) : -PW_ENOMEM;
	mutex_unlock(m, LOCK_MMAP_SEM_WRITE);
	if (!error)
		error = copy_string(m, &bprm, comm, &bprm.exec);
	if (!error)
		error = copy_string(m, &bprm, comm, &bprm.argv0);
	if (error)
		mmput(m, bprm.mm);	/* not yet anybody's */
	else
		error = load_elf_binary(m, task, &bprm);
	if (bprm.file)
		fput(m, bprm.file);
	if (!error)
		trace_exec_done(m, task, ELF_ENTRY, bprm.p);
	return error;
}
