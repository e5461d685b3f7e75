/* The field tables made from objects.h, and the way back from an arena offset to a field's name. */
#include "machine/machine.h"

#define SCALAR_FIELD(type, name, kind) \
	{ #name, (u16)offsetof(self, name), (u16)sizeof(type), 1, V_##kind },
#define ARRAY_FIELD(type, name, count, kind) \
	{ #name, (u16)offsetof(self, name), (u16)sizeof(type), (u16)(count), V_##kind },

/* Each object's block gives its struct the name `self`, which the F() lines do not carry. */
#define TYPE_CASE(tag, FIELDS, cap) \
	case TABLE_##tag: { \
		typedef struct tag self; \
		static const struct field fields[] = { FIELDS##_FIELDS(SCALAR_FIELD, ARRAY_FIELD) }; \
		static const struct object_type type = { \
			#tag, fields, ARRAY_SIZE(fields), sizeof(self) \
		}; \
		return &type; \
	}

const struct object_type *object_type(enum table_id id)
{
	switch (id) {
	OBJECTS(TYPE_CASE)
	default:
		return NULL;
	}
}

static const struct field *field_at(const struct object_type *type, u32 offset)
{
	for (u32 i = 0; i < type->nr_fields; i++) {
		const struct field *f = &type->fields[i];

		if (offset >= f->offset && offset < f->offset + (u32)f->size * f->count)
			return f;
	}
	return NULL;
}

bool machine_place(const struct machine *m, ref_t offset, struct place *place)
{
	for (enum table_id id = 0; id < NR_TABLES; id++) {
		const struct table *t = &m->tables[id];
		u32 inside = offset - t->base;

		if (offset < t->base || (u64)offset >= t->base + (u64)t->capacity * t->size)
			continue;
		place->table = id;
		place->index = inside / t->size;
		place->field = field_at(object_type(id), inside % t->size);
		if (!place->field || place->field->kind == V_NONE)
			return false;
		place->element = (inside % t->size - place->field->offset) / value_bytes(place->field);
		place->offset = t->base + place->index * t->size + place->field->offset +
				place->element * value_bytes(place->field);
		return true;
	}
	return false;
}
