/*
 * malloc and free of glibc 2.28 (the C library of 4.19's time), thin.
 *
 * A block is a chunk: a 16-byte header whose size field lies right below the address that malloc
 * returns.  Small requests come from the heap (brk), cut from the top chunk or taken from a chunk freed
 * before; from 128 KiB up each gets a mapping of its own.  Headers are real stores of the program, so
 * the first malloc of a page faults in that page.  Left out, beside the bins' exact order: threads'
 * arenas, fast bins, the dynamic mmap threshold, reuse of what a bin keeps inside free chunks (links
 * are kept by the model, not in user memory): see DIFFERENCES.
 */
#include "user/malloc.h"

#include "arch/x86_64/mmu.h"
#include "machine/trace.h"
#include "mm/mm.h"

#define MALLOC_ALIGN 16
#define MINSIZE 32
#define TOP_PAD (128u << 10)
#define MMAP_THRESHOLD (128u << 10)
#define TRIM_THRESHOLD (128u << 10)
#define TCACHE_MAX_BYTES 1040		/* the largest chunk that a tcache bin takes */
#define TCACHE_COUNT 7
#define TCACHE_CHUNK 0x250		/* tcache_perthread_struct, the first chunk of every heap */
#define PREV_INUSE 1
#define IS_MMAPPED 2
#define MAX_REQUEST (1ull << 46)

static const struct malloc_state *state_at(const struct machine *m, u32 av)
{
	return malloc_state_at(m, av);
}

static const struct malloc_chunk *chunk_at(const struct machine *m, u32 chunk)
{
	return malloc_chunk_at(m, chunk);
}

u32 malloc_state_of(const struct machine *m, u32 pid)
{
	for (u32 i = 1; i < m->tables[TABLE_malloc_state].capacity; i++)
		if (object_live(m, TABLE_malloc_state, i) && state_at(m, i)->pid == pid)
			return i;
	return 0;
}

static u64 request2size(u64 bytes)
{
	u64 size = ALIGN_UP(bytes + 8, MALLOC_ALIGN);

	return max_t(u64, size, MINSIZE);
}

/* The size field is a word of user memory: the store may fault. */
static int write_header(struct machine *m, u64 chunk, u64 size)
{
	trace_malloc_header(m, chunk, size);
	return user_write(m, chunk + 8, size, 8);
}

static int set_top(struct machine *m, u32 av, u64 top, u64 size)
{
	set(m, state_at(m, av), top, top);
	set(m, state_at(m, av), top_size, size);
	trace_malloc_top(m, top, size);
	return write_header(m, top, size | PREV_INUSE);
}

static u32 new_chunk(struct machine *m, u32 av, u64 addr, u64 size, enum chunk_state state)
{
	u32 chunk = object_alloc(m, TABLE_malloc_chunk), prev = 0, next = state_at(m, av)->chunks;

	if (!chunk)
		return 0;
	set(m, chunk_at(m, chunk), addr, addr);
	set(m, chunk_at(m, chunk), size, size);
	set(m, chunk_at(m, chunk), state, state);
	while (next && chunk_at(m, next)->addr < addr) {
		prev = next;
		next = chunk_at(m, next)->next;
	}
	set(m, chunk_at(m, chunk), next, next);
	if (prev)
		set(m, chunk_at(m, prev), next, chunk);
	else
		set(m, state_at(m, av), chunks, chunk);
	return chunk;
}

static void forget_chunk(struct machine *m, u32 av, u32 chunk)
{
	u32 next = chunk_at(m, chunk)->next, i = state_at(m, av)->chunks;

	if (i == chunk) {
		set(m, state_at(m, av), chunks, next);
	} else {
		while (chunk_at(m, i)->next != chunk)
			i = chunk_at(m, i)->next;
		set(m, chunk_at(m, i), next, next);
	}
	object_free(m, TABLE_malloc_chunk, chunk);
}

/* sysmalloc(): more heap by brk, a page-rounded piece with 128 KiB to spare */
static int grow_heap(struct machine *m, u32 av, u64 size)
{
	const struct malloc_state *s = state_at(m, av);
	u64 start = s->top ? s->top : (u64)sys_brk(m, 0);
	u64 end = start + s->top_size, grow;

	grow = ALIGN_UP(size + TOP_PAD + MINSIZE - s->top_size, PAGE_SIZE);
	if ((u64)sys_brk(m, end + grow) != end + grow)
		return -PW_ENOMEM;
	add(m, s, system_mem, grow);
	return set_top(m, av, start, s->top_size + grow);
}

static s64 cut_from_top(struct machine *m, u32 av, u64 size)
{
	const struct malloc_state *s = state_at(m, av);
	u64 chunk = s->top;
	int error;

	if (!new_chunk(m, av, chunk, size, CHUNK_USED))
		return -PW_ENOMEM;
	error = write_header(m, chunk, size | PREV_INUSE);
	if (!error)
		error = set_top(m, av, chunk + size, s->top_size - size);
	return error ? error : (s64)(chunk + 16);
}

static s64 malloc_from_top(struct machine *m, u32 av, u64 size)
{
	int error = 0;

	if (state_at(m, av)->top_size < size + MINSIZE)
		error = grow_heap(m, av, size);
	return error ? error : cut_from_top(m, av, size);
}

static s64 malloc_by_mmap(struct machine *m, u32 av, u64 size)
{
	u64 bytes = ALIGN_UP(size + 8, PAGE_SIZE);
	s64 addr = sys_mmap(m, 0, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS);
	int error;

	if (addr < 0)
		return addr;
	if (!new_chunk(m, av, (u64)addr, bytes, CHUNK_MMAPPED))
		return -PW_ENOMEM;
	add(m, state_at(m, av), mmapped_mem, bytes);
	error = write_header(m, (u64)addr, bytes | IS_MMAPPED);
	return error ? error : addr + 16;
}

/* The tcache's newest chunk of exactly this size, else the best fitting free chunk. */
static u32 find_free_chunk(const struct machine *m, u32 av, u64 size)
{
	u32 best = 0, newest = 0;

	for (u32 i = state_at(m, av)->chunks; i; i = chunk_at(m, i)->next) {
		const struct malloc_chunk *c = chunk_at(m, i);

		if (c->state == CHUNK_TCACHE && c->size == size &&
		    (!newest || c->tcache_seq > chunk_at(m, newest)->tcache_seq))
			newest = i;
		if (c->state == CHUNK_FREE && c->size >= size &&
		    (!best || c->size < chunk_at(m, best)->size))
			best = i;
	}
	return newest ? newest : best;
}

static s64 use_free_chunk(struct machine *m, u32 av, u32 chunk, u64 size)
{
	const struct malloc_chunk *c = chunk_at(m, chunk);
	u64 addr = c->addr, rest = c->size - size;
	int error = 0;

	if (c->state == CHUNK_FREE && rest >= MINSIZE) {
		set(m, c, size, size);
		if (!new_chunk(m, av, addr + size, rest, CHUNK_FREE))
			return -PW_ENOMEM;
		error = write_header(m, addr + size, rest | PREV_INUSE);
		if (!error)
			error = write_header(m, addr, size | PREV_INUSE);
	}
	set(m, c, state, CHUNK_USED);
	return error ? error : (s64)(addr + 16);
}

static u32 current_pid(const struct machine *m)
{
	return task_struct_at(m, current_task(m))->pid;
}

static bool process_lives(const struct machine *m, u32 pid)
{
	for (u32 i = 1; i < m->tables[TABLE_task_struct].capacity; i++)
		if (object_live(m, TABLE_task_struct, i) && task_struct_at(m, i)->pid == pid)
			return task_struct_at(m, i)->mm;
	return false;
}

/* User memory dies with its process; what the model knows of a dead one's chunks is dropped here. */
static void forget_the_dead(struct machine *m)
{
	for (u32 i = 1; i < m->tables[TABLE_malloc_state].capacity; i++) {
		if (!object_live(m, TABLE_malloc_state, i) || process_lives(m, state_at(m, i)->pid))
			continue;
		while (state_at(m, i)->chunks)
			forget_chunk(m, i, state_at(m, i)->chunks);
		object_free(m, TABLE_malloc_state, i);
	}
}

static u32 need_state(struct machine *m)
{
	u32 av = malloc_state_of(m, current_pid(m));

	if (!av) {
		forget_the_dead(m);
		av = object_alloc(m, TABLE_malloc_state);
		if (av)
			set(m, state_at(m, av), pid, current_pid(m));
	}
	return av;
}

static s64 malloc_road(struct machine *m, u32 av, u64 size)
{
	u32 chunk = find_free_chunk(m, av, size);
	u64 top = state_at(m, av)->top_size;
	u32 road = chunk ? 0 : top >= size + MINSIZE ? 1 : size >= MMAP_THRESHOLD ? 3 : 2;

	trace_malloc_choice(m, size, top, MMAP_THRESHOLD, chunk ? 1 : 0, road);
	switch (road) {
	case 0: return use_free_chunk(m, av, chunk, size);
	case 3: return malloc_by_mmap(m, av, size);
	default: return malloc_from_top(m, av, size);
	}
}

/* tcache_init(): the first malloc of a process takes a chunk for itself before the caller's */
static s64 first_malloc(struct machine *m, u32 av)
{
	if (state_at(m, av)->top || state_at(m, av)->chunks)
		return 0;
	trace_malloc_tcache(m, current_task(m));
	return malloc_road(m, av, TCACHE_CHUNK);
}

s64 user_malloc(struct machine *m, u64 bytes)
{
	s64 va;
	u32 av;

	if (!current_task(m))
		return -PW_ESRCH;
	trace_user_malloc(m, current_task(m), bytes);
	if (bytes > MAX_REQUEST)
		return -PW_ENOMEM;
	av = need_state(m);
	if (!av)
		return -PW_ENOMEM;
	va = first_malloc(m, av);
	if (va >= 0)
		va = malloc_road(m, av, request2size(bytes));
	if (va >= 0)
		trace_malloc_done(m, (u64)va, bytes);
	return va;
}

static u32 count_tcache(const struct machine *m, u32 av, u64 size, u32 *newest)
{
	u32 n = 0;

	*newest = 0;
	for (u32 i = state_at(m, av)->chunks; i; i = chunk_at(m, i)->next) {
		if (chunk_at(m, i)->state != CHUNK_TCACHE || chunk_at(m, i)->size != size)
			continue;
		n++;
		*newest = max_t(u32, *newest, chunk_at(m, i)->tcache_seq);
	}
	return n;
}

/* Give the heap's end back when the top chunk is large: systrim() */
static int trim_top(struct machine *m, u32 av)
{
	const struct malloc_state *s = state_at(m, av);
	u64 back;

	if (s->top_size < TRIM_THRESHOLD)
		return 0;
	back = ALIGN_DOWN(s->top_size - MINSIZE - 1 - TOP_PAD, PAGE_SIZE);
	if (s->top_size < MINSIZE + 1 + TOP_PAD || !back)
		return 0;
	trace_free_trim(m, s->top_size, back);
	if ((u64)sys_brk(m, s->top + s->top_size - back) != s->top + s->top_size - back)
		return 0;
	add(m, s, system_mem, -(s64)back);
	return set_top(m, av, s->top, s->top_size - back);
}

/* _int_free(): join free neighbours; what touches the top becomes part of it */
static int consolidate(struct machine *m, u32 av, u32 chunk)
{
	u32 prev = 0, next;
	int error;

	for (u32 i = state_at(m, av)->chunks; i != chunk; i = chunk_at(m, i)->next)
		prev = i;
	next = chunk_at(m, chunk)->next;
	if (next && chunk_at(m, next)->state == CHUNK_FREE &&
	    chunk_at(m, chunk)->addr + chunk_at(m, chunk)->size == chunk_at(m, next)->addr) {
		add(m, chunk_at(m, chunk), size, chunk_at(m, next)->size);
		forget_chunk(m, av, next);
	}
	if (prev && chunk_at(m, prev)->state == CHUNK_FREE &&
	    chunk_at(m, prev)->addr + chunk_at(m, prev)->size == chunk_at(m, chunk)->addr) {
		add(m, chunk_at(m, prev), size, chunk_at(m, chunk)->size);
		forget_chunk(m, av, chunk);
		chunk = prev;
	}
	trace_free_merged(m, chunk_at(m, chunk)->addr, chunk_at(m, chunk)->size);
	if (chunk_at(m, chunk)->addr + chunk_at(m, chunk)->size == state_at(m, av)->top) {
		u64 addr = chunk_at(m, chunk)->addr, size = chunk_at(m, chunk)->size;

		forget_chunk(m, av, chunk);
		error = set_top(m, av, addr, size + state_at(m, av)->top_size);
		return error ? error : trim_top(m, av);
	}
	set(m, chunk_at(m, chunk), state, CHUNK_FREE);
	return write_header(m, chunk_at(m, chunk)->addr, chunk_at(m, chunk)->size | PREV_INUSE);
}

s64 user_free(struct machine *m, u64 va)
{
	u32 av, chunk = 0, newest;

	if (!current_task(m))
		return -PW_ESRCH;
	trace_user_free(m, current_task(m), va);
	if (!va)
		return 0;
	av = malloc_state_of(m, current_pid(m));
	for (u32 i = av ? state_at(m, av)->chunks : 0; i; i = chunk_at(m, i)->next)
		if (chunk_at(m, i)->addr + 16 == va && (chunk_at(m, i)->state == CHUNK_USED ||
							chunk_at(m, i)->state == CHUNK_MMAPPED))
			chunk = i;
	if (!chunk)
		return -PW_EINVAL;	/* "free(): invalid pointer": glibc would abort */
	if (chunk_at(m, chunk)->state == CHUNK_MMAPPED) {
		u64 addr = chunk_at(m, chunk)->addr, size = chunk_at(m, chunk)->size;

		add(m, state_at(m, av), mmapped_mem, -(s64)size);
		forget_chunk(m, av, chunk);
		return sys_munmap(m, addr, size);
	}
	if (chunk_at(m, chunk)->size <= TCACHE_MAX_BYTES &&
	    count_tcache(m, av, chunk_at(m, chunk)->size, &newest) < TCACHE_COUNT) {
		set(m, chunk_at(m, chunk), state, CHUNK_TCACHE);
		set(m, chunk_at(m, chunk), tcache_seq, newest + 1);
		trace_free_kept(m, va, chunk_at(m, chunk)->size);
		return 0;
	}
	return consolidate(m, av, chunk);
}
