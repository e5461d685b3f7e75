/*
 * Doubly linked lists over arena offsets, as include/linux/list.h: a list_head lies inside the
 * object, the head is a list_head too, and an empty list points at itself.  The functions edit for
 * themselves: each changed list_head is one journal record of 8 bytes.
 */
#ifndef LIB_LIST_H
#define LIB_LIST_H

#include "machine/machine.h"

static inline const struct list_head *list_at(const struct machine *m, ref_t ref)
{
	return at_ref(m, ref);
}

static inline void __list_set(struct machine *m, const struct list_head *l, ref_t next, ref_t prev)
{
	*(struct list_head *)edit(m, l, sizeof(*l)) = (struct list_head){ next, prev };
}

static inline void INIT_LIST_HEAD(struct machine *m, const struct list_head *list)
{
	__list_set(m, list, ref_of(m, list), ref_of(m, list));
}

static inline void __list_add(struct machine *m, const struct list_head *entry,
			      const struct list_head *prev, const struct list_head *next)
{
	ref_t e = ref_of(m, entry);

	set(m, next, prev, e);
	__list_set(m, entry, ref_of(m, next), ref_of(m, prev));
	set(m, prev, next, e);
}

/* at the head: what is taken next */
static inline void list_add(struct machine *m, const struct list_head *entry,
			    const struct list_head *head)
{
	__list_add(m, entry, head, list_at(m, head->next));
}

static inline void list_add_tail(struct machine *m, const struct list_head *entry,
				 const struct list_head *head)
{
	__list_add(m, entry, list_at(m, head->prev), head);
}

/* Unlinks and poisons with 0, where the kernel writes LIST_POISON: a second list_del asserts. */
static inline void list_del(struct machine *m, const struct list_head *entry)
{
	ref_t next = entry->next, prev = entry->prev;

	assert(next && prev);
	set(m, list_at(m, next), prev, prev);
	set(m, list_at(m, prev), next, next);
	__list_set(m, entry, 0, 0);
}

static inline void list_move(struct machine *m, const struct list_head *entry,
			     const struct list_head *head)
{
	list_del(m, entry);
	list_add(m, entry, head);
}

static inline bool list_empty(const struct machine *m, const struct list_head *head)
{
	return head->next == ref_of(m, head);
}

/* The offsets of a list's members, in order.  A head of zeros, which nobody has initialised yet (a
 * view may look at any step of boot), has none. */
#define for_each_ref(m, pos, head) \
	for (ref_t pos = (head)->next; pos && pos != ref_of(m, head); pos = list_at(m, pos)->next)

#define list_entry(m, ref, type, member) container_of_ref(m, ref, type, member)

#endif
