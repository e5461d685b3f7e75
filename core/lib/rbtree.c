/*
 * Red-black trees: the rebalancing of lib/rbtree.c.  Left and right are one code here: a side is 0
 * (left) or 1 (right), and the mirrored case is the same code with the other side.
 */
#include "lib/rbtree.h"

enum { RED, BLACK };

static void leave_alone(struct machine *m, ref_t rb, ref_t other)
{
}

const struct rb_augment rb_plain = { leave_alone, leave_alone, leave_alone };

static ref_t child(const struct machine *m, ref_t rb, int side)
{
	return side ? rb_at(m, rb)->rb_right : rb_at(m, rb)->rb_left;
}

static void set_child(struct machine *m, ref_t rb, int side, ref_t to)
{
	if (side)
		set(m, rb_at(m, rb), rb_right, to);
	else
		set(m, rb_at(m, rb), rb_left, to);
}

static bool is_black(const struct machine *m, ref_t rb)
{
	return !rb || rb_is_black(rb_at(m, rb));
}

static void set_parent_color(struct machine *m, ref_t rb, ref_t parent, u32 color)
{
	set(m, rb_at(m, rb), parent_color, parent | color);
}

static void set_parent(struct machine *m, ref_t rb, ref_t parent)
{
	set_parent_color(m, rb, parent, rb_is_black(rb_at(m, rb)));
}

static void change_child(struct machine *m, ref_t old, ref_t new, ref_t parent, const u32 *root)
{
	if (!parent)
		set_uint(m, root, sizeof(*root), new);
	else
		set_child(m, parent, child(m, parent, 0) != old, new);
}

static void rotate_set_parents(struct machine *m, ref_t old, ref_t new, const u32 *root, u32 color)
{
	ref_t parent = rb_parent(rb_at(m, old));

	set(m, rb_at(m, new), parent_color, rb_at(m, old)->parent_color);
	set_parent_color(m, old, new, color);
	change_child(m, old, new, parent, root);
}

void rb_link_node(struct machine *m, ref_t node, ref_t parent, const u32 *link)
{
	*(struct rb_node *)edit(m, rb_at(m, node), sizeof(struct rb_node)) =
		(struct rb_node){ .parent_color = parent };
	set_uint(m, link, sizeof(*link), node);
}

/* The child on `side` of `top` comes up into top's place; `top` goes down to the other side. */
static ref_t rotate_up(struct machine *m, ref_t top, int side, const u32 *root,
		       const struct rb_augment *augment)
{
	ref_t up = child(m, top, side), inner = child(m, up, !side);

	set_child(m, top, side, inner);
	set_child(m, up, !side, top);
	if (inner)
		set_parent_color(m, inner, top, BLACK);
	rotate_set_parents(m, top, up, root, RED);
	augment->rotate(m, top, up);
	return inner;
}

/* A red node under a red parent whose brother is black: one or two rotations end the loop. */
static void insert_rotate(struct machine *m, ref_t node, ref_t parent, ref_t gparent, int side,
			  const u32 *root, const struct rb_augment *augment)
{
	if (node == child(m, parent, !side)) {
		/* case 2: node is the inner child; turn at parent, so that it is the outer one */
		ref_t inner = child(m, node, side);

		set_child(m, parent, !side, inner);
		set_child(m, node, side, parent);
		set_child(m, gparent, side, node);
		if (inner)
			set_parent_color(m, inner, parent, BLACK);
		set_parent_color(m, parent, node, RED);
		augment->rotate(m, parent, node);
	}
	rotate_up(m, gparent, side, root, augment);
}

void rb_insert(struct machine *m, ref_t node, const u32 *root, const struct rb_augment *augment)
{
	for (;;) {
		ref_t parent = rb_parent(rb_at(m, node)), gparent, uncle;
		int side;

		if (!parent) {
			set_parent_color(m, node, 0, BLACK);
			return;
		}
		if (is_black(m, parent))
			return;
		gparent = rb_parent(rb_at(m, parent));
		side = parent == child(m, gparent, 1);
		uncle = child(m, gparent, !side);
		if (is_black(m, uncle)) {
			insert_rotate(m, node, parent, gparent, side, root, augment);
			return;
		}
		/* case 1: red uncle; colours flip and the grandparent is looked at next */
		set_parent_color(m, uncle, gparent, BLACK);
		set_parent_color(m, parent, gparent, BLACK);
		node = gparent;
		set_parent_color(m, node, rb_parent(rb_at(m, node)), RED);
	}
}

/* Case 3 of an erase: `near` comes up between parent and sibling.  Returns the new sibling. */
static ref_t near_nephew_up(struct machine *m, ref_t parent, ref_t sibling, ref_t near, int side,
			    const struct rb_augment *augment)
{
	ref_t inner = child(m, near, !side);

	set_child(m, sibling, side, inner);
	set_child(m, near, !side, sibling);
	set_child(m, parent, !side, near);
	if (inner)
		set_parent_color(m, inner, sibling, BLACK);
	augment->rotate(m, sibling, near);
	return near;
}

/* Case 4 of an erase: red far nephew; the sibling comes up with the parent's colour, and all is well. */
static void sibling_up(struct machine *m, ref_t parent, ref_t sibling, ref_t far, int side,
		       const u32 *root, const struct rb_augment *augment)
{
	ref_t near = child(m, sibling, side);

	set_child(m, parent, !side, near);
	set_child(m, sibling, side, parent);
	set_parent_color(m, far, sibling, BLACK);
	if (near)
		set_parent(m, near, parent);
	rotate_set_parents(m, parent, sibling, root, BLACK);
	augment->rotate(m, parent, sibling);
}

/*
 * The subtree `node` (may be none) under `parent` is one black short.  The sibling's colour and its
 * children's decide among the four cases of lib/rbtree.c.
 */
static void erase_color(struct machine *m, ref_t parent, const u32 *root,
			const struct rb_augment *augment)
{
	ref_t node = 0;

	for (;;) {
		int side = node != child(m, parent, 0);
		ref_t sibling = child(m, parent, !side), near, far;

		if (!is_black(m, sibling)) {
			/* case 1: red sibling; it comes up, its near child is the new sibling */
			sibling = rotate_up(m, parent, !side, root, augment);
		}
		far = child(m, sibling, !side);
		if (is_black(m, far)) {
			near = child(m, sibling, side);
			if (is_black(m, near)) {
				/* case 2: both nephews black; sibling reddens, the lack moves up */
				set_parent_color(m, sibling, parent, RED);
				if (!is_black(m, parent)) {
					set(m, rb_at(m, parent), parent_color,
					    rb_at(m, parent)->parent_color | BLACK);
					return;
				}
				node = parent;
				parent = rb_parent(rb_at(m, node));
				if (!parent)
					return;
				continue;
			}
			/* case 3: red near nephew; it takes the sibling's place */
			far = sibling;
			sibling = near_nephew_up(m, parent, sibling, near, side, augment);
		}
		sibling_up(m, parent, sibling, far, side, root, augment);
		return;
	}
}

/* A node with two children: its successor takes its place.  Returns where black is lacking, or 0. */
static ref_t erase_with_successor(struct machine *m, ref_t node, const u32 *root,
				  const struct rb_augment *augment)
{
	ref_t right = child(m, node, 1), left = child(m, node, 0), successor = right;
	ref_t parent = right, child2;
	u32 color;

	if (!child(m, right, 0)) {
		child2 = child(m, successor, 1);
		augment->copy(m, node, successor);
	} else {
		while (child(m, successor, 0)) {
			parent = successor;
			successor = child(m, successor, 0);
		}
		child2 = child(m, successor, 1);
		set_child(m, parent, 0, child2);
		set_child(m, successor, 1, right);
		set_parent(m, right, successor);
		augment->copy(m, node, successor);
		augment->propagate(m, parent, successor);
	}
	set_child(m, successor, 0, left);
	set_parent(m, left, successor);
	change_child(m, node, successor, rb_parent(rb_at(m, node)), root);
	color = rb_is_black(rb_at(m, successor));
	set(m, rb_at(m, successor), parent_color, rb_at(m, node)->parent_color);
	if (child2)
		set_parent_color(m, child2, parent, BLACK);
	augment->propagate(m, successor, 0);
	return !child2 && color == BLACK ? parent : 0;
}

void rb_erase(struct machine *m, ref_t node, const u32 *root, const struct rb_augment *augment)
{
	ref_t left = child(m, node, 0), right = child(m, node, 1), lacking = 0;
	ref_t parent = rb_parent(rb_at(m, node)), only = left ? left : right;

	if (left && right) {
		lacking = erase_with_successor(m, node, root, augment);
	} else {
		change_child(m, node, only, parent, root);
		if (only)	/* it is red and node black: it takes node's colour */
			set(m, rb_at(m, only), parent_color, rb_at(m, node)->parent_color);
		else if (is_black(m, node))
			lacking = parent;
		augment->propagate(m, parent, 0);
	}
	if (lacking)
		erase_color(m, lacking, root, augment);
}

ref_t rb_first(const struct machine *m, ref_t root)
{
	while (root && child(m, root, 0))
		root = child(m, root, 0);
	return root;
}

/* The neighbour on one side: the nearest node of that subtree, or the first ancestor that turns. */
static ref_t neighbour(const struct machine *m, ref_t node, int side)
{
	ref_t parent, below = child(m, node, side);

	while (below && child(m, below, !side))
		below = child(m, below, !side);
	if (below)
		return below;
	while ((parent = rb_parent(rb_at(m, node))) && node == child(m, parent, side))
		node = parent;
	return parent;
}

ref_t rb_next(const struct machine *m, ref_t node)
{
	return neighbour(m, node, 1);
}

ref_t rb_prev(const struct machine *m, ref_t node)
{
	return neighbour(m, node, 0);
}

static int black_height(const struct machine *m, ref_t rb, ref_t parent)
{
	int left, right;

	if (!rb)
		return 0;
	if (rb_parent(rb_at(m, rb)) != parent || (!is_black(m, rb) && !is_black(m, parent)))
		return -1;
	left = black_height(m, child(m, rb, 0), rb);
	right = black_height(m, child(m, rb, 1), rb);
	return left < 0 || left != right ? -1 : left + is_black(m, rb);
}

int rb_check(const struct machine *m, ref_t root)
{
	return root && !is_black(m, root) ? -1 : black_height(m, root, 0);
}
