/*
 * The scenario's "machine": what is refused before anything runs, and memory maps that no decent
 * firmware would hand over.  The model copes with those as e820__update_table() does, or the reader
 * refuses them with the rule; nothing reaches an assert.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "mm/mmzone.h"
#include "scenario/story.h"

static struct pw_error refuse_machine(const char *machine)
{
	char *text = scenario_text(machine, "{'op':'boot'}");
	struct pw_error e = refuse_bytes(text, strlen(text));

	free(text);
	return e;
}

struct refusal {
	const char *machine, *path, *part;
};

static void refuse_all(const struct refusal *list, u32 nr)
{
	for (u32 i = 0; i < nr; i++) {
		struct pw_error e = refuse_machine(list[i].machine);

		assert_error(&e, list[i].path, list[i].part);
	}
}

#define X86 "'arch':'x86_64',"

static void test_refused_members(void **state)
{
	static const struct refusal list[] = {
		{ "'ram':'128M'", "machine", "the key \"arch\" is missing" },
		{ "'arch':'vax','ram':'128M'", "machine.arch", "\"vax\" is not one of: x86_64" },
		{ "'arch':1,'ram':'128M'", "machine.arch", "a string expected, but this is a number" },
		{ "'arch':'x86_64'", "machine", "either \"ram\" or \"e820\"" },
		{ X86 "'ram':'128M','e820':[]", "machine", "either \"ram\" or \"e820\"" },
		{ X86 "'ram':'31M'", "machine.ram", "31M is out of range: 32M to 64G" },
		{ X86 "'ram':'65G'", "machine.ram", "out of range: 32M to 64G" },
		{ X86 "'ram':'9223372036854775808T'", "machine.ram", "not a number such as" },
		{ X86 "'ram':'33554433'", "machine", "0x2000001 bytes; whole pages from 32M" },
		{ X86 "'ram':-1", "machine.ram", "out of range" },
		{ X86 "'ram':null", "machine.ram", "a number expected, but this is null" },
		{ X86 "'ram':'128M','cpus':0", "machine.cpus", "0 is out of range: 1 to 8" },
		{ X86 "'ram':'128M','cpus':9", "machine.cpus", "9 is out of range: 1 to 8" },
		{ X86 "'ram':'128M','cpus':1.5", "machine.cpus", "not a whole number" },
		{ X86 "'ram':'128M','cmdline':7", "machine.cmdline", "a string expected" },
		{ X86 "'ram':'128M','initrd':'65M'", "machine.initrd", "out of range: 0 to 64M" },
		{ X86 "'ram':'64M','initrd':'64M'", "machine", "initrd (0x4000000 bytes) does not fit" },
		{ X86 "'ram':'128M','sysctls':{'vm.x':1}", "machine.sysctls", "unknown key \"vm.x\"" },
		{ X86 "'ram':'128M','disk':1", "machine", "unknown key \"disk\"; known here: arch, ram" },
	};

	(void)state;
	refuse_all(list, ARRAY_SIZE(list));
}

#define E820(list) X86 "'e820':[" list "]"
#define RANGE(start, end, type) "{'start':'" start "','end':'" end "','type':'" type "'}"
#define RAM(start, end) RANGE(start, end, "usable")

static void test_refused_maps(void **state)
{
	static const struct refusal list[] = {
		{ E820(""), "machine", "usable RAM is 0x0 bytes; whole pages from 32M to 64G" },
		{ E820("1"), "machine.e820[0]", "an object expected" },
		{ E820("{'start':0,'end':1}"), "machine.e820[0]", "the key \"type\" is missing" },
		{ E820(RANGE("0", "1", "good")), "machine.e820[0].type", "\"good\" is not one of" },
		{ E820(RAM("2", "1")), "machine.e820[0]", "ends (0x1, inclusive) before it begins (0x2)" },
		{ E820(RAM("0", "0x400000000001")), "machine.e820[0].end", "out of range: 0 to 64T" },
		{ E820(RANGE("1", "0xffffffffffffffff", "reserved")), "machine.e820[0].end", "64T" },
		{ E820(RAM("0", "0x1c15fff")), "machine", "usable RAM is 0x1c16000 bytes" },
		{ E820(RANGE("0", "0x7ffffff", "reserved")), "machine", "usable RAM is 0x0 bytes" },
		{ E820(RAM("0", "0xffffff") "," RAM("0x2000000", "0x7ffffff")), "machine",
		  "no usable range of the map holds 0x1000000 to 0x1c16000" },
		{ E820(RAM("0", "0x7ffffff") "," RANGE("0", "0x7ffffff", "reserved")), "machine",
		  "the kernel cannot finish its boot (-ENOMEM)" },
		{ E820(RAM("0", "0x7ffffff") "," RAM("0x3ffffff00000", "0x3fffffffffff")), "machine",
		  "does not fit in the session's memory" },
	};

	(void)state;
	refuse_all(list, ARRAY_SIZE(list));
}

static void test_129_entries(void **state)
{
	char map[129 * 64] = X86 "'e820':[";
	struct pw_error e;

	(void)state;
	for (u32 i = 0, n = (u32)strlen(map); i < 129; i++)
		n += (u32)sprintf(map + n, "{'start':%u,'end':%u,'type':'usable'}%s", i * 4096,
				  i * 4096 + 4095, i < 128 ? "," : "]");
	e = refuse_machine(map);
	assert_error(&e, "machine.e820", "129 entries; at most 128 are allowed");
}

#define WORK \
	"{'op':'boot'},{'op':'spawn','as':'A'},{'op':'malloc','bytes':'1M','as':'b'}," \
	"{'op':'touch','at':'b','length':'64K'},{'op':'random_alloc','count':200,'max_order':10}," \
	"{'op':'random_free'},{'op':'exit'}"

static void works(const char *machine)
{
	struct story story = run_scenario(machine, WORK);

	assert_sound(&story);
	assert_reversible(&story);
	story_close(&story);
}

/*
 * One byte, odd borders, no low memory, the same range twice, chains of overlaps, entries out of
 * order, a hole in the kernel's image, the firmware's tables in the middle of RAM, 6 GiB of nothing.
 */
static void test_hostile_maps_boot_and_work(void **state)
{
	static const char *const maps[] = {
		E820(RAM("0", "0") "," RAM("0x1000000", "0x7ffffff")),
		E820(RAM("1", "0x9fbfe") "," RAM("0x100003", "0x7fffff9")),
		E820(RAM("0x1000000", "0x7ffffff")),
		E820(RAM("0", "0x7ffffff") "," RAM("0", "0x7ffffff")),
		E820(RAM("0", "0x3c00000") "," RAM("0x2800000", "0x6400000") "," RAM("0x5a00000", "0x7ffffff")),
		E820(RAM("0x6400000", "0x7ffffff") "," RAM("0", "0x9fbff") "," RAM("0x100000", "0x63fffff")),
		E820(RAM("0", "0x7ffffff") "," RANGE("0x1400000", "0x17fffff", "reserved")),
		E820(RAM("0", "0x7ffffff") "," RANGE("0x4000000", "0x4000fff", "ACPI data") ","
		     RANGE("0x4800001", "0x4800002", "ACPI NVS") "," RANGE("0x5000000", "0x50fffff", "unusable")),
		E820(RAM("0", "0x3ffffff") "," RAM("0x180000000", "0x183ffffff")),
		E820(RAM("0", "0x3ffffff") "," RAM("0x100000000", "0x100000fff")),
		E820(RAM("0", "0x7ffffff") "," RANGE("0x200000000000", "0x400000000000", "reserved")),
	};

	(void)state;
	for (u32 i = 0; i < ARRAY_SIZE(maps); i++)
		works(maps[i]);
}

static u32 next_random(u64 *state)
{
	*state = *state * 6364136223846793005ull + 1442695040888963407ull;
	return (u32)(*state >> 33);
}

/* Random ranges of random types, small and large, over a plain map of 128 MiB. */
static void random_map(u64 *rng, char *map, size_t room)
{
	static const char *const types[] = { "usable", "reserved", "ACPI NVS", "usable" };
	u32 entries = 1 + next_random(rng) % 20;
	size_t n = (size_t)snprintf(map, room, X86 "'e820':[" RAM("0", "0x9fbff") ","
				    RAM("0x100000", "0x7ffffff"));

	for (u32 i = 0; i < entries; i++) {
		u32 start = next_random(rng) >> 4, end = start + (next_random(rng) >> (7 + i));

		n += (size_t)snprintf(map + n, room - n, ",{'start':%u,'end':%u,'type':'%s'}", start,
				      end, types[next_random(rng) % ARRAY_SIZE(types)]);
	}
	snprintf(map + n, room - n, "]");
}

/* Such a map is refused with its rule, or it works. */
static void test_random_maps(void **state)
{
	u64 rng = 419;
	u32 booted = 0;

	(void)state;
	for (u32 round = 0; round < 100; round++) {
		struct story story = { 0 };
		struct pw_error e = { 0 };
		char map[4096], *text;

		random_map(&rng, map, sizeof(map));
		text = scenario_text(map, WORK);
		if (!story_load(&story, text, strlen(text), &(struct session_limits){ 0 }, &e)) {
			booted++;
			assert_sound(&story);
		} else {
			assert_string_equal(e.path, "machine");
		}
		free(text);
		story_close(&story);
	}
	assert_true(booted > 50);
}

static void test_silly_command_lines(void **state)
{
	static const char *const lines[] = {
		"", " ", "mem=", "mem=-1", "mem=0", "mem=99999999999T", "mem=40M mem=50M", "mem=64M@64M",
		"memmap=@", "memmap=!#$", "memmap=64K$0x10000", "memmap=exactmap memmap=64M@0", "cma=,",
		"cma=1G", "cma=16M@100M-101M", "kernelcore=200%", "movablecore=999G", "hugepages=-1",
		"hugepages=999999999999", "movablecore=1M kernelcore=1M", "\\u0001", "中文 内存", "=====",
	};
	char machine[600];

	(void)state;
	for (u32 i = 0; i < ARRAY_SIZE(lines); i++) {
		snprintf(machine, sizeof(machine), RAM_128M ",'cmdline':'%s'", lines[i]);
		works(machine);
	}
}

static void test_command_lines_without_a_machine(void **state)
{
	static const char *const lines[] = {
		"mem=4K", "memmap=exactmap", "memmap=1G@1T", "memmap=99999T$0", "memmap=128M$0",
	};
	char machine[600], longest[300];
	struct pw_error e;

	(void)state;
	for (u32 i = 0; i < ARRAY_SIZE(lines); i++) {
		snprintf(machine, sizeof(machine), RAM_128M ",'cmdline':'%s'", lines[i]);
		e = refuse_machine(machine);
		assert_error(&e, "machine", "the kernel cannot finish its boot (-E");
	}
	memset(longest, 'x', sizeof(longest));
	snprintf(machine, sizeof(machine), RAM_128M ",'cmdline':'%.256s'", longest);
	e = refuse_machine(machine);
	assert_error(&e, "machine.cmdline", "256 bytes of text; at most 255 are allowed");
	snprintf(machine, sizeof(machine), RAM_128M ",'cmdline':'%.255s'", longest);
	works(machine);
}

static void test_sizes(void **state)
{
	struct story small = run_scenario("'arch':'x86_64','ram':'32M','initrd':0,'cpus':8", WORK);
	struct story large = run_scenario("'arch':'x86_64','ram':'5G'", "{'op':'boot'}");

	(void)state;
	assert_sound(&small);
	assert_int_equal(sys(small.m)->nr_cpus, 8);
	assert_sound(&large);
	assert_true(zone_at(large.m, ZONE_NORMAL)->managed_pages > 0);
	story_close(&small);
	story_close(&large);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_refused_members),
		cmocka_unit_test(test_refused_maps),
		cmocka_unit_test(test_129_entries),
		cmocka_unit_test(test_hostile_maps_boot_and_work),
		cmocka_unit_test(test_random_maps),
		cmocka_unit_test(test_silly_command_lines),
		cmocka_unit_test(test_command_lines_without_a_machine),
		cmocka_unit_test(test_sizes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
