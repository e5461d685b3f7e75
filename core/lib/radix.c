/* The radix tree: it grows a level at the top when an index does not fit, and shrinks the same way. */
#include "lib/radix.h"

static u64 max_index(const struct machine *m, u32 node)
{
	u32 bits = radix_tree_node_at(m, node)->shift + RADIX_TREE_MAP_SHIFT;

	return bits >= 64 ? ~0ull : BIT(bits) - 1;
}

static u32 slot_of(const struct radix_tree_node *node, u64 index)
{
	return (index >> node->shift) & (RADIX_TREE_MAP_SIZE - 1);
}

static void set_slot(struct machine *m, const struct radix_tree_node *node, u32 slot, u32 to)
{
	if (!node->slots[slot] != !to)
		add(m, node, count, to ? 1 : -1);
	set(m, node, slots[slot], to);
}

static u32 new_node(struct machine *m, u32 shift, u32 parent, u32 offset)
{
	u32 index = object_alloc(m, TABLE_radix_tree_node);

	if (index) {
		const struct radix_tree_node *node = radix_tree_node_at(m, index);

		set(m, node, shift, shift);
		set(m, node, parent, parent);
		set(m, node, offset, offset);
	}
	return index;
}

/* Add levels above the root until `index` fits. */
static int radix_tree_extend(struct machine *m, const u32 *root, u64 index)
{
	if (!*root) {	/* no empty levels: the first node is as high as the index needs */
		u32 shift = 0;

		while (shift + RADIX_TREE_MAP_SHIFT < 64 && index >> (shift + RADIX_TREE_MAP_SHIFT))
			shift += RADIX_TREE_MAP_SHIFT;
		set_uint(m, root, sizeof(*root), new_node(m, shift, 0, 0));
		if (!*root)
			return -PW_ENOMEM;
	}
	while (index > max_index(m, *root)) {
		u32 old = *root, shift = radix_tree_node_at(m, old)->shift;
		u32 top = new_node(m, shift + RADIX_TREE_MAP_SHIFT, 0, 0);

		if (!top)
			return -PW_ENOMEM;
		set_slot(m, radix_tree_node_at(m, top), 0, old);
		set(m, radix_tree_node_at(m, old), parent, top);
		set_uint(m, root, sizeof(*root), top);
	}
	return 0;
}

int radix_tree_insert(struct machine *m, const u32 *root, u64 index, u32 item)
{
	const struct radix_tree_node *node;

	if (radix_tree_extend(m, root, index))
		return -PW_ENOMEM;
	node = radix_tree_node_at(m, *root);
	while (node->shift) {
		u32 slot = slot_of(node, index);

		if (!node->slots[slot]) {
			u32 below = new_node(m, node->shift - RADIX_TREE_MAP_SHIFT,
					     radix_tree_node_index(m, node), slot);

			if (!below)
				return -PW_ENOMEM;
			set_slot(m, node, slot, below);
		}
		node = radix_tree_node_at(m, node->slots[slot]);
	}
	if (node->slots[slot_of(node, index)])
		return -PW_EEXIST;
	set_slot(m, node, slot_of(node, index), item);
	return 0;
}

static const struct radix_tree_node *leaf_of(const struct machine *m, u32 root, u64 index)
{
	if (!root || index > max_index(m, root))
		return NULL;
	while (radix_tree_node_at(m, root)->shift) {
		root = radix_tree_node_at(m, root)->slots[slot_of(radix_tree_node_at(m, root), index)];
		if (!root)
			return NULL;
	}
	return radix_tree_node_at(m, root);
}

u32 radix_tree_lookup(const struct machine *m, u32 root, u64 index)
{
	const struct radix_tree_node *leaf = leaf_of(m, root, index);

	return leaf ? leaf->slots[slot_of(leaf, index)] : 0;
}

/* Empty nodes go upwards; a root whose only child sits in slot 0 gives its place to it. */
static void radix_tree_shrink(struct machine *m, const u32 *root, u32 index)
{
	while (index && !radix_tree_node_at(m, index)->count) {
		const struct radix_tree_node *node = radix_tree_node_at(m, index);
		u32 parent = node->parent, offset = node->offset;

		object_free(m, TABLE_radix_tree_node, index);
		if (parent)
			set_slot(m, radix_tree_node_at(m, parent), offset, 0);
		else
			set_uint(m, root, sizeof(*root), 0);
		index = parent;
	}
	while (*root) {
		const struct radix_tree_node *top = radix_tree_node_at(m, *root);
		u32 below = top->slots[0], old = *root;

		if (!top->shift || top->count != 1 || !below)
			break;
		set(m, radix_tree_node_at(m, below), parent, 0);
		set_uint(m, root, sizeof(*root), below);
		object_free(m, TABLE_radix_tree_node, old);
	}
}

u32 radix_tree_delete(struct machine *m, const u32 *root, u64 index)
{
	const struct radix_tree_node *leaf = leaf_of(m, *root, index);
	u32 item = leaf ? leaf->slots[slot_of(leaf, index)] : 0;

	if (item) {
		set_slot(m, leaf, slot_of(leaf, index), 0);
		radix_tree_shrink(m, root, radix_tree_node_index(m, leaf));
	}
	return item;
}
