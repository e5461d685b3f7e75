/*
 * The red-black tree: balance after every step, order, and an augmented value that stays true.
 *
 * Nodes are VMAs (the tree's one user); the key is vm_start, the augmented value the largest key of a
 * subtree.  That value is checked against a full count at every node.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>

#include <cmocka.h>

#include "lib/rbtree.h"
#include "mm/mm.h"

#define NODES 400u

static struct machine *m;
static const u32 *root;

static u64 key_of(ref_t rb)
{
	return vma_at(m, vma_of_rb(m, rb))->vm_start;
}

static u64 max_below(ref_t rb)
{
	const struct rb_node *n = rb_at(m, rb);
	u64 max = key_of(rb);

	if (n->rb_left)
		max = max_t(u64, max, vma_at(m, vma_of_rb(m, n->rb_left))->rb_subtree_gap);
	if (n->rb_right)
		max = max_t(u64, max, vma_at(m, vma_of_rb(m, n->rb_right))->rb_subtree_gap);
	return max;
}

static void propagate(struct machine *mm, ref_t rb, ref_t stop)
{
	for (; rb != stop; rb = rb_parent(rb_at(mm, rb))) {
		u64 max = max_below(rb);

		if (vma_at(mm, vma_of_rb(mm, rb))->rb_subtree_gap == max)
			break;
		set(mm, vma_at(mm, vma_of_rb(mm, rb)), rb_subtree_gap, max);
	}
}

static void copy(struct machine *mm, ref_t old, ref_t new)
{
	set(mm, vma_at(mm, vma_of_rb(mm, new)), rb_subtree_gap,
	    vma_at(mm, vma_of_rb(mm, old))->rb_subtree_gap);
}

static void rotate(struct machine *mm, ref_t old, ref_t new)
{
	copy(mm, old, new);
	set(mm, vma_at(mm, vma_of_rb(mm, old)), rb_subtree_gap, max_below(old));
}

static const struct rb_augment callbacks = { propagate, copy, rotate };

static ref_t node(u32 index)
{
	return ref_of(m, &vma_at(m, index)->vm_rb);
}

static void insert(u32 index, u64 key)
{
	const u32 *link = root;
	ref_t parent = 0;

	set(m, vma_at(m, index), vm_start, key);
	set(m, vma_at(m, index), rb_subtree_gap, 0);
	while (*link) {
		parent = *link;
		link = key < key_of(parent) ? &rb_at(m, parent)->rb_left : &rb_at(m, parent)->rb_right;
	}
	rb_link_node(m, node(index), parent, link);
	propagate(m, node(index), 0);
	rb_insert(m, node(index), root, &callbacks);
}

static void assert_tree(u32 expected)
{
	u64 last = 0;
	u32 n = 0;

	assert_true(rb_check(m, *root) >= 0);
	for (ref_t rb = rb_first(m, *root); rb; rb = rb_next(m, rb), n++) {
		assert_true(!n || key_of(rb) > last);
		last = key_of(rb);
		assert_int_equal(vma_at(m, vma_of_rb(m, rb))->rb_subtree_gap, max_below(rb));
	}
	assert_int_equal(n, expected);
}

static u32 next_random(u32 *seed)
{
	*seed = *seed * 1664525 + 1013904223;
	return *seed >> 8;
}

/* Random inserts and erases in several shapes: ascending, descending, shuffled. */
static void test_insert_and_erase(void **state)
{
	for (u32 shape = 0; shape < 6; shape++) {
		u32 seed = 17 + shape, present = 0, order[NODES];

		for (u32 i = 0; i < NODES; i++)
			order[i] = i + 1;
		for (u32 i = NODES - 1; shape > 1 && i; i--) {
			u32 k = next_random(&seed) % (i + 1), swap = order[i];

			order[i] = order[k];
			order[k] = swap;
		}
		for (u32 i = 0; i < NODES; i++) {
			u32 index = shape == 1 ? order[NODES - 1 - i] : order[i];

			insert(index, index * 10ull);
			assert_tree(++present);
		}
		for (u32 i = 0; i < NODES; i++) {
			u32 index = order[(i * 7 + shape) % NODES];

			rb_erase(m, node(index), root, &callbacks);
			assert_tree(--present);
		}
		assert_int_equal(*root, 0);
	}
}

/*
 *  The kernel's shape, not just any: 1..7 ascending gives      2
 *                                                            1   4
 *                                                               3  6
 *                                                                 5 7
 */
static void test_shape(void **state)
{
	for (u32 i = 1; i <= 7; i++)
		insert(i, i);
	assert_int_equal(key_of(*root), 2);
	assert_int_equal(key_of(rb_at(m, *root)->rb_left), 1);
	assert_int_equal(key_of(rb_at(m, *root)->rb_right), 4);
	assert_int_equal(key_of(rb_at(m, node(4))->rb_right), 6);
	assert_int_equal(key_of(rb_at(m, node(6))->rb_left), 5);
	assert_false(rb_is_black(rb_at(m, node(4))));
	for (u32 i = 1; i <= 7; i++)
		rb_erase(m, node(i), root, &callbacks);
}

static int setup(void **state)
{
	static const struct machine_config config = { .max_pfn = 64, .nr_cpus = 1,
						      .max_contents = 64 };
	const char *error;

	m = machine_create(&config, &error);
	if (!m)
		return -1;
	for (u32 i = 0; i < NODES; i++)
		object_alloc(m, TABLE_vm_area_struct);
	root = &mm_struct_at(m, 1)->mm_rb;
	return 0;
}

static int teardown(void **state)
{
	machine_destroy(m);
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_insert_and_erase),
		cmocka_unit_test(test_shape),
	};

	return cmocka_run_group_tests(tests, setup, teardown);
}
