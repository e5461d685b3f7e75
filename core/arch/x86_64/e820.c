/*
 * The firmware's memory map.  Open arch/x86/kernel/e820.c beside this.
 *
 * The map is sorted and has no overlaps: where the firmware claims one address twice, the higher
 * (more restrictive) type wins.  It stays in the machine, because /proc/iomem is made from it.
 */
#include <stdlib.h>
#include <string.h>

#include "arch/x86_64/setup.h"
#include "lib/cmdline.h"
#include "machine/trace.h"
#include "mm/memblock.h"

#define E820_POINTS (2 * E820_MAX_ENTRIES)

static int compare_u64(const void *a, const void *b)
{
	u64 x = *(const u64 *)a, y = *(const u64 *)b;

	return (x > y) - (x < y);
}

static u32 type_at(const struct boot_e820_entry *map, u32 nr, u64 addr)
{
	u32 type = 0;

	for (u32 i = 0; i < nr; i++)
		if (map[i].addr <= addr && addr - map[i].addr < map[i].size)
			type = max_t(u32, type, map[i].type);
	return type;
}

/* Between two neighbouring borders the type is one: sort the borders, join equal neighbours. */
static void e820__update_table(struct machine *m, const struct boot_e820_entry *map, u32 nr)
{
	u64 points[E820_POINTS];
	u32 out = 0, nr_points = 0;

	for (u32 i = 0; i < nr; i++) {
		points[nr_points++] = map[i].addr;
		points[nr_points++] = map[i].addr + map[i].size;
	}
	qsort(points, nr_points, sizeof(points[0]), compare_u64);
	for (u32 i = 0; i + 1 < nr_points; i++) {
		u64 start = points[i], end = points[i + 1];
		u32 type = start < end ? type_at(map, nr, start) : 0;
		const struct e820_entry *last = out ? e820_entry_at(m, out - 1) : NULL;

		if (!type)
			continue;
		if (last && last->type == type && last->addr + last->size == start)
			set(m, last, size, end - last->addr);
		else if (out < E820_MAX_ENTRIES)
			*edit_e820_entry(m, e820_entry_at(m, out++)) =
				(struct e820_entry){ start, end - start, type, 0 };
	}
	set(m, sys(m), e820_nr, out);
}

void e820__memory_setup(struct machine *m, const struct boot_params *p)
{
	CALLED(m, e820__memory_setup, p->e820_entries);

	e820__update_table(m, p->e820_table, p->e820_entries);
	for (u32 i = 0; i < sys(m)->e820_nr; i++) {
		const struct e820_entry *e = e820_entry_at(m, i);

		trace_e820_entry(m, e->addr, e->addr + e->size, e->type);
	}
}

/* A copy of the map in which [start, end) of old_type (0: any) is cut out of every entry. */
static u32 cut_range(const struct machine *m, struct boot_e820_entry *map, u64 start, u64 end,
		     u32 old_type)
{
	u32 nr = 0;

	for (u32 i = 0; i < sys(m)->e820_nr && nr + 2 < E820_MAX_ENTRIES; i++) {
		const struct e820_entry *e = e820_entry_at(m, i);
		u64 e_end = e->addr + e->size;

		if ((old_type && e->type != old_type) || end <= e->addr || e_end <= start) {
			map[nr++] = (struct boot_e820_entry){ e->addr, e->size, e->type };
			continue;
		}
		if (e->addr < start)
			map[nr++] = (struct boot_e820_entry){ e->addr, start - e->addr, e->type };
		if (end < e_end)
			map[nr++] = (struct boot_e820_entry){ end, e_end - end, e->type };
	}
	return nr;
}

void e820__range_update(struct machine *m, u64 start, u64 size, u32 old_type, u32 new_type)
{
	struct boot_e820_entry map[E820_MAX_ENTRIES];
	CALLED(m, e820__range_update, start, start + size, old_type, new_type);
	u32 nr = cut_range(m, map, start, start + size, old_type);

	for (u32 i = 0; i < sys(m)->e820_nr && nr < E820_MAX_ENTRIES; i++) {
		const struct e820_entry *e = e820_entry_at(m, i);
		u64 from = max_t(u64, start, e->addr);
		u64 to = min_t(u64, start + size, e->addr + e->size);

		if (e->type == old_type && from < to)
			map[nr++] = (struct boot_e820_entry){ from, to - from, new_type };
	}
	e820__update_table(m, map, nr);
	trace_e820_changed(m, sys(m)->e820_nr);
}

void e820__range_remove(struct machine *m, u64 start, u64 size, u32 old_type)
{
	struct boot_e820_entry map[E820_MAX_ENTRIES];
	u64 end = start + min_t(u64, size, ~0ull - start);
	CALLED(m, e820__range_remove, start, end);

	e820__update_table(m, map, cut_range(m, map, start, end, old_type));
	trace_e820_changed(m, sys(m)->e820_nr);
}

/* What overlaps is sorted out by type: of two claims the higher type wins. */
void e820__range_add(struct machine *m, u64 start, u64 size, u32 type)
{
	struct boot_e820_entry map[E820_MAX_ENTRIES];
	u32 nr = cut_range(m, map, 0, 0, 0);
	CALLED(m, e820__range_add, start, start + size, type);

	if (!size || size > ~0ull - start || nr == E820_MAX_ENTRIES)
		return;
	map[nr++] = (struct boot_e820_entry){ start, size, type };
	e820__update_table(m, map, nr);
	trace_e820_changed(m, sys(m)->e820_nr);
}

/* e820_end_pfn(): the last RAM frame below limit_pfn, plus one */
u32 e820__end_of_ram_pfn(struct machine *m, u64 limit_pfn)
{
	u64 last_pfn = 0;
	CALLED(m, e820__end_of_ram_pfn);

	for (u32 i = 0; i < sys(m)->e820_nr; i++) {
		const struct e820_entry *e = e820_entry_at(m, i);
		u64 end_pfn = PFN_DOWN(e->addr + e->size);

		if (e->type != E820_TYPE_RAM || PFN_DOWN(e->addr) >= limit_pfn)
			continue;
		last_pfn = max_t(u64, last_pfn, min_t(u64, end_pfn, limit_pfn));
	}
	trace_max_pfn(m, last_pfn);
	return (u32)last_pfn;
}

bool e820__mapped_all(const struct machine *m, u64 start, u64 end, u32 type)
{
	for (u32 i = 0; i < sys(m)->e820_nr; i++) {
		const struct e820_entry *e = e820_entry_at(m, i);

		if (e->type == type && e->addr <= start && start < e->addr + e->size)
			start = e->addr + e->size;
	}
	return start >= end;
}

/* mem=SIZE: RAM from there on is as if it were not there. */
void parse_memopt(struct machine *m, const char *value)
{
	u64 size = memparse(value, &value);

	if (size)
		e820__range_remove(m, size, ~0ull - size, E820_TYPE_RAM);
}

/* SIZE%START-FROM+TO: give the range another type, or drop it. */
static void convert_range(struct machine *m, u64 start, u64 size, const char *types)
{
	u32 from = 0, to = 0;

	if (*types == '-')
		from = (u32)simple_strtoull(types + 1, &types);
	if (*types == '+')
		to = (u32)simple_strtoull(types + 1, &types);
	if (*types)
		return;
	if (from && to)
		e820__range_update(m, start, size, from, to);
	else if (to)
		e820__range_add(m, start, size, to);
	else
		e820__range_remove(m, start, size, from);
}

static void parse_memmap_one(struct machine *m, const char *value)
{
	static const char marks[] = "@#$!";
	static const u32 types[] = {
		E820_TYPE_RAM, E820_TYPE_ACPI, E820_TYPE_RESERVED, E820_TYPE_PRAM,
	};
	const char *after, *mark;
	u64 size, start;

	if (strncmp(value, "exactmap", 8) == 0) {
		set(m, sys(m), e820_nr, 0);
		return;
	}
	size = memparse(value, &after);
	if (after == value)
		return;
	if (!*after) {
		parse_memopt(m, value);
		return;
	}
	mark = strchr(marks, *after);
	if (!mark && *after != '%')
		return;
	start = memparse(after + 1, &after);
	if (mark)
		e820__range_add(m, start, size, types[mark - marks]);
	else
		convert_range(m, start, size, after);
}

/* memmap=SIZE@START RAM, # ACPI data, $ reserved, ! persistent; several with commas; exactmap */
void parse_memmap_opt(struct machine *m, const char *value)
{
	char part[PARAM_VALUE_MAX];

	for (size_t length; *value; value += length + (value[length] == ',')) {
		length = strcspn(value, ",");
		memcpy(part, value, length);
		part[length] = '\0';
		parse_memmap_one(m, part);
	}
}

/* RAM goes to memblock.memory; what is not RAM, and the holes between, to memblock.reserved. */
void e820__memblock_setup(struct machine *m)
{
	u64 addr = 0;
	CALLED(m, e820__memblock_setup);

	memblock_allow_resize(m);
	for (u32 i = 0; i < sys(m)->e820_nr; i++) {
		const struct e820_entry *e = e820_entry_at(m, i);

		if (addr < e->addr)
			memblock_reserve(m, addr, e->addr - addr, WHO_HOLE);
		addr = e->addr + e->size;
		if (m->geo.physmem_bits == 32 && addr > 0xffffffff)
			continue;	/* an end that a phys_addr_t of 32 bits cannot hold */
		if (e->type == E820_TYPE_RAM)
			memblock_add(m, e->addr, e->size);
		else
			memblock_reserve(m, e->addr, e->size,
					 e->addr ? WHO_FIRMWARE : WHO_PAGE_ZERO);
	}
	memblock_trim_memory(m, PAGE_SIZE);
}
