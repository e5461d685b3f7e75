/*
 * The radix tree of 4.19's page cache: u32 items under u64 indexes, 16 slots a node.
 * Open include/linux/radix-tree.h.  A root is a u32 field (a radix_tree_node's index, 0 = empty).
 * Left out: tags, exceptional entries, preloading, a lone item at index 0 stored in the root itself.
 */
#ifndef LIB_RADIX_H
#define LIB_RADIX_H

#include "machine/machine.h"

/* 0, -PW_EEXIST, or -PW_ENOMEM when the table of nodes is full. */
int radix_tree_insert(struct machine *m, const u32 *root, u64 index, u32 item);
u32 radix_tree_lookup(const struct machine *m, u32 root, u64 index);	/* 0: none */
u32 radix_tree_delete(struct machine *m, const u32 *root, u64 index);	/* the item, 0: none */

#endif
