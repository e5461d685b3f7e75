/*
 * Frees that the kernel refuses to believe, and which check finds them; the session goes on after each.
 *
 *   second free          VM_BUG: no reference       reserved frame      flags
 *   page of a program    mapcount                   page table          mapcount (it has a type)
 *   file's page          mapping                    page still locked   flags
 *   too large an order   alignment, or the neighbour's reference; compound: the order itself
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "kernel/syscalls.h"
#include "scenario/story.h"
#include "mm/mm.h"

enum { BAD_MAPCOUNT = 1, BAD_MAPPING, BAD_REFCOUNT, BAD_FLAGS, FREED_TWICE, TAIL, COMPOUND_ORDER,
       ALIGNMENT };

/* The check that the last op's decision names; 0: it was believed. */
static u32 verdict(struct story *s)
{
	const struct op *op = last_op(s);
	const struct recording *rec = history_record(s->history, op->first_step + op->steps);

	for (u32 i = 0; i < rec->nr_events; i++)
		if (rec->events[i].id == EV_page_state)
			return rec->events[i].taken;
	return 0;
}

static void append_free(struct story *s, pfn_t pfn, u32 order)
{
	char op[80];

	snprintf(op, sizeof(op), "{'op':'free_frame','pfn':%u,'order':%u}", pfn, order);
	append_op(s, op);
}

static void expect_bug(struct story *s, u32 check)
{
	assert_int_equal(last_op(s)->ret, -PW_EBUG);
	assert_non_null(last_op(s)->bug);
	assert_int_equal(verdict(s), check);
	assert_sound(s);
}

static void blocks(void **state)
{
	struct story s = run_after_boot("{'op':'alloc_pages','order':2,'as':'p'},"
					"{'op':'alloc_pages','order':2,'gfp':'GFP_KERNEL|__GFP_COMP','as':'c'}");

	append_op(&s, "{'op':'lock_page','pages':'p'}");
	append_op(&s, "{'op':'free_pages','pages':'p'}");
	expect_bug(&s, BAD_FLAGS);
	append_op(&s, "{'op':'unlock_page','pages':'p'}");
	append_op(&s, "{'op':'free_pages','pages':'p'}");
	assert_int_equal(last_op(&s)->ret, 0);
	append_op(&s, "{'op':'free_pages','pages':'p'}");
	expect_bug(&s, FREED_TWICE);
	append_op(&s, "{'op':'free_pages','pages':'c','order':1}");
	expect_bug(&s, COMPOUND_ORDER);
	append_op(&s, "{'op':'free_pages','pages':'c','order':2}");
	assert_int_equal(last_op(&s)->ret, 0);
	assert_reversible(&s);
	story_close(&s);
}

/* The first frame behind the block belongs to somebody: at twice the size the check meets it. */
static void too_large(void **state)
{
	struct story s = run_after_boot("{'op':'alloc_pages','order':3,'as':'p'},"
					"{'op':'split_page','pages':'p'}");
	pfn_t pfn;

	pfn = (pfn_t)binding_at(s.m, 2)->value;
	append_free(&s, pfn, 1);
	expect_bug(&s, BAD_REFCOUNT);
	append_free(&s, pfn + 1, 1);
	expect_bug(&s, ALIGNMENT);
	append_free(&s, pfn, 0);	/* nothing would tell the kernel: refused, and nothing changes */
	assert_int_equal(last_op(&s)->ret, -PW_EPERM);
	append_op(&s, "{'op':'free_pages_exact','pages':'p'}");
	assert_int_equal(last_op(&s)->ret, 0);
	append_free(&s, pfn, 0);
	expect_bug(&s, FREED_TWICE);
	assert_reversible(&s);
	story_close(&s);
}

static void somebody_elses(void **state)
{
	struct story s = run_after_boot("{'op':'mmap','length':'128K','as':'map'},"
					"{'op':'touch','at':'map','length':'128K'}");
	u64 va;
	struct walk walk;

	append_free(&s, 0x1000, 0);	/* in the kernel's image */
	expect_bug(&s, BAD_FLAGS);
	va = binding_at(s.m, 2)->value;
	assert_true(translate(s.m, current_task(s.m), va, &walk));
	append_free(&s, walk.pfn, 0);	/* on the LRU, and mapped: the flag is what is told */
	expect_bug(&s, BAD_FLAGS);
	assert_true(translate(s.m, current_task(s.m), va, &walk));
	append_free(&s, (pfn_t)PFN_DOWN(walk.level[walk.levels - 1].table_pa), 0);
	expect_bug(&s, BAD_MAPCOUNT);
	/* and the program still has its pages */
	append_op(&s, "{'op':'write','at':'map','value':7}");
	assert_int_equal(last_op(&s)->ret, 0);
	append_op(&s, "{'op':'munmap','addr':'map','length':'128K'}");
	assert_int_equal(last_op(&s)->ret, 0);
	append_op(&s, "{'op':'exit'}");
	assert_sound(&s);
	assert_reversible(&s);
	story_close(&s);
}

/* 5 pages of 8: three go back at once, five later, and a list of them gives the same lists as one by one. */
static void exact(void **state)
{
	struct story a = run_after_boot("{'op':'alloc_pages_exact','bytes':'20K','as':'p'},"
					"{'op':'free_pages_exact','pages':'p'}");
	struct story b = run_after_boot("{'op':'alloc_pages_exact','bytes':'20K','as':'p'},"
					"{'op':'free_pages_exact','pages':'p','how':'free_unref_page_list'}");

	assert_sound(&a);
	assert_sound(&b);
	assert_int_equal(history_digest(a.history), history_digest(b.history));
	story_close(&a);
	story_close(&b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(blocks), cmocka_unit_test(too_large),
		cmocka_unit_test(somebody_elses), cmocka_unit_test(exact),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
