/*
 * The scenario's "machine": what is refused before anything runs, and memory maps that no decent
 * firmware would hand over.  The model copes with those as e820__update_table() does, or the reader
 * refuses them with the rule; nothing reaches an assert.
 */
#define _GNU_SOURCE 1	/* memmem */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "drivers/of/fdt.h"
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
		{ "'arch':'vax','ram':'128M'", "machine.arch",
		  "\"vax\" is not one of: x86_64, i386, arm64, arm, arm-lpae" },
		{ "'arch':1,'ram':'128M'", "machine.arch", "a string expected, but this is a number" },
		{ "'arch':'x86_64'", "machine", "either \"ram\" or \"e820\"" },
		{ X86 "'ram':'128M','e820':[]", "machine", "either \"ram\" or \"e820\"" },
		{ X86 "'ram':'31M'", "machine.ram", "31M is out of range: 32M to 64G" },
		{ X86 "'ram':'65G'", "machine.ram", "out of range: 32M to 64G" },
		{ X86 "'ram':'9223372036854775808T'", "machine.ram", "not a number such as" },
		{ X86 "'ram':'33554433'", "machine", "0x2000001 bytes; whole pages from 32M" },
		{ X86 "'ram':-1", "machine.ram", "out of range" },
		{ X86 "'ram':null", "machine.ram", "a number expected, but this is null" },
		{ X86 "'ram':'128M','slab':'slqb'", "machine.slab", "is not one of: slab, slub, slob" },
		{ X86 "'ram':'128M','cpus':0", "machine.cpus", "0 is out of range: 1 to 8" },
		{ X86 "'ram':'128M','cpus':9", "machine.cpus", "9 is out of range: 1 to 8" },
		{ X86 "'ram':'128M','cpus':1.5", "machine.cpus", "not a whole number" },
		{ X86 "'ram':'128M','cmdline':7", "machine.cmdline", "a string expected" },
		{ X86 "'ram':'128M','initrd':'65M'", "machine.initrd", "out of range: 0 to 64M" },
		{ X86 "'ram':'64M','initrd':'64M'", "machine", "initrd (0x4000000 bytes) does not fit" },
		{ X86 "'ram':'128M','sysctls':{'vm.x':1}", "machine.sysctls", "unknown key \"vm.x\"" },
		{ X86 "'ram':'128M','disk':1", "machine", "unknown key \"disk\"; known here: arch, ram" },
	};

	refuse_all(list, ARRAY_SIZE(list));
}

static void test_refused_by_machine(void **state)
{
	static const struct refusal list[] = {
		{ "'arch':'i386','ram':'5G'", "machine", "whole pages from 32M to 4G can be simulated (i386)" },
		{ "'arch':'arm','ram':'4G'", "machine", "whole pages from 32M to 3G can be simulated (arm)" },
		{ "'arch':'arm-lpae','ram':'17G'", "machine", "from 32M to 16G" },
		{ "'arch':'arm64','ram':'33554433'", "machine", "0x2000001 bytes; whole pages from 32M to 64G" },
		{ "'arch':'arm64','ram':'64M','initrd':'32M'", "machine", "takes more than a quarter of RAM" },
		{ "'arch':'arm64'", "machine", "give either \"ram\" or \"dtb\"" },
		{ "'arch':'arm','e820':[]", "machine", "arm has no e820 map: its firmware has a device tree" },
		{ X86 "'dtb':''", "machine", "x86_64 has no device tree: its firmware has an e820 map" },
		{ "'dtb':'board.dtb'", "machine.dtb", "the device tree \"board.dtb\" does not lie beside" },
		{ "'dtb':'AAA'", "machine.dtb", "not in base64" },
		{ "'dtb':''", "machine.dtb", "device tree, byte 0, node /: shorter than the header" },
		{ "'arch':'arm','dtb':'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA'", "machine.dtb",
		  "device tree, byte 0, node /: does not begin with d00dfeed" },
	};

	refuse_all(list, ARRAY_SIZE(list));
}

/* The tree of QEMU's machine, with one text in it replaced by another, as `dtb` of a scenario. */
static char *machine_with_tree(const char *more, const char *find, const char *replace, u32 bytes)
{
	static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	u32 total, n = 0;
	u8 *blob = virt_dtb(ARCH_ARM64, 1 << 30, 0, "quiet", &total), *at = memmem(blob, total, find, bytes);
	u32 end = fdt32_at(blob + 12) + fdt32_at(blob + 32) + 3;
	char *text = malloc(end * 2 + 200);

	assert_non_null(at);
	memcpy(at, replace, bytes);
	n = (u32)sprintf(text, "%s'dtb':'", more);
	for (u32 i = 0; i < end / 3 * 3; i += 3) {
		u32 word = (u32)blob[i] << 16 | (u32)blob[i + 1] << 8 | blob[i + 2];

		for (u32 d = 0; d < 4; d++)
			text[n++] = digits[word >> (18 - 6 * d) & 63];
	}
	strcpy(text + n, "'");
	free(blob);
	return text;
}

static void refuse_tree(const char *more, const char *find, const char *replace, u32 bytes,
			const char *path, const char *part)
{
	char *machine = machine_with_tree(more, find, replace, bytes);
	struct pw_error e = refuse_machine(machine);

	assert_error(&e, path, part);
	free(machine);
}

#define SIZE_1G "\x40\0\0\0\0\0\0\0\x40\0\0\0"
#define SIZE_0 "\x40\0\0\0\0\0\0\0\0\0\0\0"
#define SIZE_1M "\x40\0\0\0\0\0\0\0\0\x10\0\0"

static void test_refused_trees(void **state)
{
	refuse_tree("'e820':[],", "quiet", "quiet", 5, "machine", "has no e820 map");
	refuse_tree("'initrd':1,", "quiet", "quiet", 5, "machine", "leave \"initrd\" out");
	refuse_tree("'cmdline':'mem=1G',", "quiet", "quiet", 5, "machine", "leave \"cmdline\" out");
	refuse_tree("'ram':'1G',", "quiet", "quiet", 5, "machine", "leave \"ram\" out");
	refuse_tree("", SIZE_1G, SIZE_0, 12, "machine", "says how much RAM there is: give \"ram\"");
	refuse_tree("", SIZE_1G, SIZE_1M, 12, "machine", "no usable range of the map holds 0x40080000");
	refuse_tree("'ram':'1G',", "memory\0", "memorx\0", 7, "machine", "no /memory node");
	refuse_tree("", "device_type", "device_typo", 11, "machine", "which cpus it has: give \"arch\"");
	refuse_tree("", "\0\0\0\1psci", "\0\0\0\7psci", 8, "machine.dtb", "node /: no token of a device tree");
	refuse_tree("'arch':'arm',", "\0\0\0\1cpu@0", "\0\0\0\7cpu@0", 9, "machine.dtb", "node /cpus: no token");
}

#define KERNEL_WORK \
	"{'op':'boot'},{'op':'alloc_pages','order':2,'as':'p'},{'op':'random_alloc','count':200,'max_order':10}," \
	"{'op':'sysctl','name':'vm.min_free_kbytes','value':4000},{'op':'free_pages','pages':'p'},{'op':'random_free'}"

static void kernel_works(const char *machine)
{
	struct story story = run_scenario(machine, KERNEL_WORK);

	assert_sound(&story);
	assert_reversible(&story);
	story_close(&story);
}

/* The smallest and larger machines of each kind, trees with their RAM filled in, the arch by the cpus. */
static void test_every_machine_works(void **state)
{
	static const char *const machines[] = {
		"'arch':'i386','ram':'32M'", "'arch':'i386','ram':'1G','cmdline':'highmem=200M'",
		"'arch':'arm64','ram':'32M','initrd':0", "'arch':'arm64','ram':'128M','cmdline':'mem=100M cma=8M'",
		"'arch':'arm','ram':'32M'", "'arch':'arm','ram':'1G','cpus':2,'cmdline':'vmalloc=500M cma=16M'",
		"'arch':'arm-lpae','ram':'40M'", "'arch':'arm-lpae','ram':'1G'",
	};
	char *tree;

	for (u32 i = 0; i < ARRAY_SIZE(machines); i++)
		kernel_works(machines[i]);
	tree = machine_with_tree("", "arm,cortex-a57", "arm,cortex-a53", 14);
	kernel_works(tree);
	free(tree);
	tree = machine_with_tree("'arch':'arm','ram':'128M',", SIZE_1G, SIZE_0, 12);
	kernel_works(tree);
	free(tree);
}

/* Each allocator of objects on each machine: words of 4 and of 8 bytes, a DMA zone or none. */
static void test_every_allocator_works(void **state)
{
	static const char *const machines[] = {
		X86 "'ram':'32M','cpus':2", "'arch':'i386','ram':'32M'", "'arch':'arm64','ram':'64M'",
		"'arch':'arm','ram':'64M'", "'arch':'arm-lpae','ram':'64M'",
	};
	static const char *const slabs[] = { "slab", "slub", "slob" };
	static const char ops[] =
		"{'op':'boot'},{'op':'kmem_cache_create','size':700,'as':'c','ctor':'yes'},"
		"{'op':'kmem_cache_alloc','cache':'c','as':'a'},{'op':'kmem_cache_alloc','cache':'c','as':'b'},"
		"{'op':'alloc_objects','cache':'c','count':40},"
		"{'op':'kmem_cache_free','cache':'c','object':'a','expect':{'ret':0}},"
		"{'op':'kmem_cache_alloc','cache':'c','as':'d'},"
		"{'op':'kmalloc','size':100,'as':'k'},{'op':'kmalloc','size':9000,'as':'p'},"
		"{'op':'kfree','object':'k','expect':{'ret':0}},"
		"{'op':'kfree','object':'p','expect':{'ret':0}},{'op':'free_objects','stride':2},"
		"{'op':'kmem_cache_shrink','cache':'c'}";

	for (u32 i = 0; i < ARRAY_SIZE(machines) * ARRAY_SIZE(slabs); i++) {
		char machine[120];
		struct story story;

		snprintf(machine, sizeof(machine), "%s,'slab':'%s'", machines[i / 3], slabs[i % 3]);
		story = run_scenario(machine, ops);
		assert_sound(&story);
		assert_reversible(&story);
		story_close(&story);
	}
}

/* The largest: nothing is left over, nothing overflows. */
static void test_largest_machines(void **state)
{
	static const char *const machines[] = {
		"'arch':'i386','ram':'4G'", "'arch':'arm','ram':'3G'", "'arch':'arm-lpae','ram':'16G'",
	};

	for (u32 i = 0; i < ARRAY_SIZE(machines); i++) {
		struct story story = run_scenario(machines[i], "{'op':'boot'}");

		assert_sound(&story);
		story_close(&story);
	}
}

static void refuse_user_op(const char *op, const char *name)
{
	struct pw_error e;
	char text[300], part[120];

	snprintf(text, sizeof(text), "{'op':'boot'},%s", op);
	snprintf(part, sizeof(part), "%s needs user space, which is modelled on x86_64 only: on arm only the kernel", name);
	char *whole = scenario_text("'arch':'arm','ram':'64M'", text);

	e = refuse_bytes(whole, strlen(whole));
	assert_error(&e, "ops[1]", part);
	free(whole);
}

static void test_no_user_space(void **state)
{
	struct story story = run_scenario("'arch':'arm','ram':'64M'", "{'op':'boot'}");
	struct pw_error e = refuse_append(&story, "{'op':'spawn','as':'A'}");

	assert_error(&e, "", "spawn needs user space");
	story_close(&story);
	refuse_user_op("{'op':'spawn','as':'A'}", "spawn");
	e = refuse_text("{'format':1,'title':{'en':'x','zh':'x'},'ops':[{'op':'boot'},{'op':'spawn','as':'A'}],"
			"'machine':{'arch':'arm','ram':'64M'}}");
	assert_error(&e, "ops[1]", "spawn needs user space");
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

	refuse_all(list, ARRAY_SIZE(list));
}

static void test_129_entries(void **state)
{
	char map[129 * 64] = X86 "'e820':[";
	struct pw_error e;

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
		cmocka_unit_test(test_refused_by_machine),
		cmocka_unit_test(test_refused_trees),
		cmocka_unit_test(test_every_machine_works),
		cmocka_unit_test(test_every_allocator_works),
		cmocka_unit_test(test_largest_machines),
		cmocka_unit_test(test_no_user_space),
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
