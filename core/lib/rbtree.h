/*
 * Red-black trees over arena offsets.  Open include/linux/rbtree_augmented.h and lib/rbtree.c.
 *
 * The shape matters: the bottom-up search for a free address range depends on it, so insertion and
 * removal rebalance exactly as 4.19 does.  A node may carry a value computed from its subtree
 * (rb_subtree_gap); struct rb_augment keeps it true while nodes move.
 *
 * A root is a u32 field of some object; 0 is no node.  The functions edit for themselves.
 */
#ifndef LIB_RBTREE_H
#define LIB_RBTREE_H

#include "machine/machine.h"

struct rb_augment {
	/* recompute from `rb` up to, not including, `stop`; ends where nothing changes */
	void (*propagate)(struct machine *m, ref_t rb, ref_t stop);
	void (*copy)(struct machine *m, ref_t old, ref_t new);
	void (*rotate)(struct machine *m, ref_t old, ref_t new);
};

extern const struct rb_augment rb_plain;	/* a tree that computes nothing */

static inline const struct rb_node *rb_at(const struct machine *m, ref_t rb)
{
	return at_ref(m, rb);
}

static inline ref_t rb_parent(const struct rb_node *rb)
{
	return rb->parent_color & ~3u;
}

static inline bool rb_is_black(const struct rb_node *rb)
{
	return rb->parent_color & 1;
}

/* Hang `node` under `parent` where *link says; then rb_insert() rebalances. */
void rb_link_node(struct machine *m, ref_t node, ref_t parent, const u32 *link);
void rb_insert(struct machine *m, ref_t node, const u32 *root, const struct rb_augment *augment);
void rb_erase(struct machine *m, ref_t node, const u32 *root, const struct rb_augment *augment);

ref_t rb_first(const struct machine *m, ref_t root);
ref_t rb_next(const struct machine *m, ref_t node);
ref_t rb_prev(const struct machine *m, ref_t node);

/* Is this a red-black tree?  The black height, or -1; parents and colours are checked. */
int rb_check(const struct machine *m, ref_t root);

#endif
