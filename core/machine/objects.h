/*
 * Every object of the simulated machine, as tables of fields.
 *
 * One line F(type, name, KIND) or A(type, name, count, KIND) makes the struct's member, its name and
 * offset for the highlight ("page 0x1a7b, _refcount, old, new"), and how its value is written.
 * Names are the kernel's.  An object that comes from a pool (object_alloc) keeps index 0 as NULL.
 */
#ifndef MACHINE_OBJECTS_H
#define MACHINE_OBJECTS_H

#include "machine/types.h"
#include "machine/objects/boot.h"
#include "machine/objects/mcu.h"
#include "machine/objects/mm.h"
#include "machine/objects/mmzone.h"
#include "machine/objects/sched.h"
#include "machine/objects/slab.h"
#include "machine/objects/slob.h"
#include "machine/objects/slub.h"
#include "machine/objects/vmalloc.h"

/* O(tag, FIELDS prefix, capacity); `c` is the struct machine_config in the capacity */
#define OBJECTS(O) \
	BOOT_OBJECTS(O) \
	MMZONE_OBJECTS(O) \
	MM_OBJECTS(O) \
	SLAB_OBJECTS(O) \
	SLUB_OBJECTS(O) \
	SLOB_OBJECTS(O) \
	VMALLOC_OBJECTS(O) \
	SCHED_OBJECTS(O) \
	MCU_OBJECTS(O)

/* How a value is written for people; machine/format.c has one line for each. */
enum value_kind {
	V_NONE, V_DEC, V_HEX, V_BOOL, V_PFN, V_VA, V_PA, V_BYTES, V_PAGES, V_ORDER, V_MT, V_ZONE,
	V_GFP, V_PTE, V_PAGEFLAGS, V_VMFLAGS, V_E820, V_STR, V_LIST, V_RB, V_MAPPING, V_VMA, V_MM,
	V_TASK, V_LEVEL, V_MARK, V_ERR, V_NAME, V_SDEC, V_PROT, V_PFERR, V_WHO, V_MEMBLOCK,
	V_CACHE, V_SLABFLAGS, V_ALLOC,
	V_KIND_NR
};

#define FIELD_MEMBER(type, name, kind) type name;
#define FIELD_ARRAY(type, name, count, kind) type name[count];
#define DECLARE_OBJECT(tag, FIELDS, cap) \
	struct tag { FIELDS##_FIELDS(FIELD_MEMBER, FIELD_ARRAY) };
OBJECTS(DECLARE_OBJECT)

#define TABLE_ID(tag, FIELDS, cap) TABLE_##tag,
enum table_id { OBJECTS(TABLE_ID) NR_TABLES };

struct field {
	const char *name;
	u16 offset, size;	/* bytes; size of one element */
	u16 count;		/* 1, or the array's length */
	u8 kind;		/* enum value_kind */
};

struct object_type {
	const char *name;
	const struct field *fields;
	u32 nr_fields;
	u32 size;		/* bytes */
};

const struct object_type *object_type(enum table_id id);

#endif
