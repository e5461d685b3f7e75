/*
 * Execution context: what every step of an op knows of it, and who may sleep.
 *
 * The events of a traced slice keep the context, so each test reads them by name:
 *
 *   write to a new page    fault -> mmap_sem -> alloc -> pcp (interrupts off) -> zone->lock -> ... ptl
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "machine/trace.h"
#include "scenario/story.h"

/* The context of the n-th event of this id in the last op. */
static u64 context_of(struct story *story, enum event_id id, u32 n)
{
	const struct op *op = last_op(story);
	const struct recording *rec = history_record(story->history, op->first_step + op->steps);

	for (u32 i = 0; i < rec->nr_events; i++)
		if (rec->events[i].id == id && !n--)
			return rec->events[i].context;
	fail_msg("no such event in the last op");
	return 0;
}

static bool holds(u64 context, enum lock_id lock)
{
	return context & lock_bit(lock);
}

#define OFF(context) (((context) & CONTEXT_IRQ_MASK) != 0)

/* A single frame: interrupts are off around the cpu's list, zone->lock only while it is filled. */
static void page_allocator(void **state)
{
	struct story s = run_after_boot("{'op':'alloc_many','order':0,'count':1}");
	u64 c;

	story_close(&s);
	s = run_after_boot("{'op':'alloc_many','order':0,'count':80},{'op':'alloc_pages','order':3,'as':'p'}");
	c = context_of(&s, EV___rmqueue, 0);
	assert_true(OFF(c) && holds(c, LOCK_ZONE));
	assert_int_equal(preempt_count_of(c), 1);
	assert_int_equal(context_of(&s, EV_rmqueue, 0), 0);
	assert_int_equal(context_of(&s, EV_mm_page_alloc, 0), 0);
	append_op(&s, "{'op':'free_pages','pages':'p'}");
	c = context_of(&s, EV_block_freed, 0);
	assert_true(OFF(c) && holds(c, LOCK_ZONE));
	append_op(&s, "{'op':'alloc_pages','order':0,'as':'q'}");
	c = context_of(&s, EV_pcp_take, 0);
	assert_true(OFF(c) && !holds(c, LOCK_ZONE));
	append_op(&s, "{'op':'free_pages','pages':'q'}");
	c = context_of(&s, EV_pcp_free, 0);
	assert_true(OFF(c) && !holds(c, LOCK_ZONE));
	story_close(&s);
}

/* A fault holds mmap_sem, and may sleep with it; the entry is changed under ptl. */
static void page_fault(void **state)
{
	struct story s = run_after_boot("{'op':'mmap','length':'64K','as':'map'},{'op':'write','at':'map'}");
	u64 c = context_of(&s, EV_handle_mm_fault, 0);

	assert_true(holds(c, LOCK_MMAP_SEM_READ) && !(c & CONTEXT_ATOMIC));
	c = context_of(&s, EV_set_pte_at, 0);
	assert_true(holds(c, LOCK_MMAP_SEM_READ) && holds(c, LOCK_PTL) && !OFF(c));
	c = context_of(&s, EV_push_exception_frame, 0);
	assert_true(OFF(c) && !holds(c, LOCK_MMAP_SEM_READ));
	c = context_of(&s, EV_iretq, 0);
	assert_true(OFF(c));
	append_op(&s, "{'op':'munmap','addr':'map','length':'64K'}");
	c = context_of(&s, EV_ptes_zapped, 0);
	assert_true(holds(c, LOCK_MMAP_SEM_WRITE));
	assert_int_equal(context_of(&s, EV_user_munmap, 0), 0);
	assert_sound(&s);
	assert_reversible(&s);
	story_close(&s);
}

static void assert_bug(const struct story *s, const char *words)
{
	assert_int_equal(last_op(s)->ret, -PW_EBUG);
	assert_non_null(last_op(s)->bug);
	assert_string_equal(last_op(s)->bug[0], words);
}

static const char sleeping[] = "BUG: sleeping function called from invalid context";

/*
 *   interrupt | GFP_KERNEL   -> BUG
 *             | GFP_ATOMIC   -> a page
 *   then iret | GFP_KERNEL   -> a page: the session goes on as if nothing had been
 */
static void in_an_interrupt(void **state)
{
	struct story s = run_after_boot("{'op':'irq_enter'},{'op':'alloc_pages','order':0}");
	const struct recording *rec;

	assert_bug(&s, sleeping);
	rec = history_record(s.history, last_op(&s)->first_step + last_op(&s)->steps);
	for (u32 i = 0; i < rec->nr_events; i++)
		if (rec->events[i].id == EV_sleep_choice)
			assert_int_equal(rec->events[i].taken, 1);
	append_op(&s, "{'op':'alloc_pages','order':0,'gfp':'GFP_ATOMIC','as':'a'}");
	assert_null(last_op(&s)->bug);
	assert_true(last_op(&s)->ret > 0);
	assert_int_equal(preempt_count_of(context_of(&s, EV_mm_page_alloc, 0)), HARDIRQ_OFFSET);
	append_op(&s, "{'op':'irq_exit'}");
	append_op(&s, "{'op':'alloc_pages','order':0}");
	assert_true(last_op(&s)->ret > 0);
	assert_sound(&s);
	assert_reversible(&s);
	story_close(&s);
}

/* Under a spinlock preempt_count is the reason, with interrupts off alone it is 0 and they are. */
static void under_a_lock(void **state)
{
	struct story s = run_after_boot("{'op':'spin_lock','lock':'dev'},{'op':'alloc_pages','order':0}");
	u64 c = context_of(&s, EV_sleep_choice, 0);

	assert_bug(&s, sleeping);
	assert_string_equal(held_lock_name(s.m, c, 0), "dev");
	assert_null(held_lock_name(s.m, c, 1));
	append_op(&s, "{'op':'spin_unlock','lock':'dev'}");
	append_op(&s, "{'op':'local_irq_disable'}");
	append_op(&s, "{'op':'alloc_pages','order':0}");
	assert_bug(&s, sleeping);
	append_op(&s, "{'op':'local_irq_enable'}");
	append_op(&s, "{'op':'spin_unlock','lock':'dev'}");
	assert_bug(&s, "BUG: spinlock already unlocked");
	assert_reversible(&s);
	story_close(&s);
}

/* The ninth name does not fit: the op is refused, not half done. */
static void too_many_locks(void **state)
{
	struct story s = run_after_boot("{'op':'note'}");
	struct pw_error e;
	char op[64];

	for (char name = 'a'; name < 'a' + SCENARIO_LOCKS; name++) {
		snprintf(op, sizeof(op), "{'op':'spin_lock','lock':'%c'}", name);
		append_op(&s, op);
		assert_int_equal(last_op(&s)->ret, 0);
	}
	e = refuse_append(&s, "{'op':'spin_lock','lock':'z'}");
	assert_non_null(strstr(e.message[0], "spinlock"));
	assert_sound(&s);
	story_close(&s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(page_allocator), cmocka_unit_test(page_fault),
		cmocka_unit_test(in_an_interrupt), cmocka_unit_test(under_a_lock),
		cmocka_unit_test(too_many_locks),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
