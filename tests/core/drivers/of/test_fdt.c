/*
 * The device-tree reader beside libfdt, on a tree that a real boot received; and trees that are cut
 * short, bent or hostile: one error that names the byte and the node, or a walk that stays inside.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#ifdef HAVE_LIBFDT
#include <libfdt.h>
#endif

#include "drivers/of/fdt.h"
#include "mm/recording.h"

static u8 *real_tree(u32 *bytes)
{
	u8 *blob = (u8 *)recording_text("dtb/arm64-512M_resv.dtb.gz");

	*bytes = fdt32_at(blob + 4);
	return blob;
}

static void poke32(u8 *p, u32 value)
{
	for (u32 i = 0; i < 4; i++)
		p[i] = (u8)(value >> (24 - 8 * i));
}

/* The tree's own parts moved together, so that there is nothing behind them. */
static u8 *trimmed_tree(u32 *bytes)
{
	u8 *blob = real_tree(bytes), *small;
	u32 end = max_t(u32, fdt32_at(blob + 8) + fdt32_at(blob + 36),
			fdt32_at(blob + 12) + fdt32_at(blob + 32));

	small = malloc(end);
	assert_non_null(small);
	memcpy(small, blob, end);
	poke32(small + 4, end);
	free(blob);
	*bytes = end;
	return small;
}

static u64 walk(const struct fdt *fdt)
{
	u64 sum = fdt_unflattened_size(fdt, 8) + fdt_unflattened_size(fdt, 4);

	for_each_fdt_node(fdt, node) {
		struct fdt_prop prop = { 0 };

		sum += strlen(node.name) + fdt_is_available(fdt, &node) +
		       of_flat_dt_is_compatible(fdt, &node, "shared-dma-pool");
		while (fdt_next_prop(fdt, &node, &prop))
			for (u32 i = 0; i < prop.len; i++)
				sum += prop.value[i];
	}
	return sum;
}

#ifdef HAVE_LIBFDT
static void same_properties(const struct fdt *fdt, const struct fdt_node *node, const void *blob,
			    int offset)
{
	struct fdt_prop prop = { 0 };
	int at;

	fdt_for_each_property_offset(at, blob, offset) {
		const char *name;
		int len;
		const void *value = fdt_getprop_by_offset(blob, at, &name, &len);

		assert_true(fdt_next_prop(fdt, node, &prop));
		assert_string_equal(prop.name, name);
		assert_int_equal(prop.len, len);
		assert_ptr_equal(prop.value, value);
	}
	assert_false(fdt_next_prop(fdt, node, &prop));
}

static void as_libfdt(void **state)
{
	u32 bytes, nodes = 0;
	u8 *blob = real_tree(&bytes);
	struct fdt_error error;
	struct fdt fdt;
	struct fdt_node node = { 0 };
	int depth = -1, offset;

	assert_int_equal(fdt_check(&fdt, blob, bytes, &error), 0);
	assert_int_equal(fdt.nr_rsv, fdt_num_mem_rsv(blob));
	for (offset = fdt_next_node(blob, -1, &depth); offset >= 0 && depth >= 0;
	     offset = fdt_next_node(blob, offset, &depth), nodes++) {
		assert_true(next_flat_dt_node(&fdt, &node));
		assert_int_equal(node.depth, depth);
		assert_string_equal(node.name, fdt_get_name(blob, offset, NULL));
		same_properties(&fdt, &node, blob, offset);
	}
	assert_false(next_flat_dt_node(&fdt, &node));
	assert_true(nodes > 50);
	free(blob);
}
#endif

static void rejected(const u8 *blob, u32 bytes, u32 offset, const char *path, const char *why)
{
	struct fdt_error error;
	struct fdt fdt;

	assert_int_equal(fdt_check(&fdt, blob, bytes, &error), -PW_EINVAL);
	assert_int_equal(error.offset, offset);
	assert_string_equal(error.path, path);
	assert_non_null(strstr(error.en, why));
	assert_true(strlen(error.zh) > 0);
}

/* The first byte of what `at` begins, in the structure block */
static u32 offset_of(const u8 *blob, u32 bytes, const char *node)
{
	for (u32 i = fdt32_at(blob + 8); i + strlen(node) < bytes; i += 4)
		if (fdt32_at(blob + i) == 1 && strcmp((const char *)blob + i + 4, node) == 0)
			return i;
	fail_msg("no node %s", node);
	return 0;
}

static void errors_name_byte_and_node(void **state)
{
	u32 bytes, chosen, prop;
	u8 *blob = trimmed_tree(&bytes);

	rejected(blob, 39, 0, "/", "shorter than the header");
	rejected(blob, bytes - 1, 4, "/", "more bytes than there are");
	chosen = offset_of(blob, bytes, "chosen");
	prop = chosen + 12;
	poke32(blob + prop + 4, 0x7fffffff);
	rejected(blob, bytes, prop + 4, "/chosen", "longer than the structure block");
	poke32(blob + prop + 4, 8);
	poke32(blob + prop + 8, 0xfffffff0);
	rejected(blob, bytes, prop + 8, "/chosen", "not in the strings block");
	poke32(blob + chosen, 7);
	rejected(blob, bytes, chosen, "/", "no token");
	poke32(blob, 0);
	rejected(blob, bytes, 0, "/", "d00dfeed");
	free(blob);
}

/* Whatever one byte becomes: refused, or every byte that is read lies inside (ASan watches). */
static void one_byte_bent(void **state)
{
	u32 bytes, taken = 0;
	u8 *blob = trimmed_tree(&bytes);

	for (u32 i = 0; i < bytes; i++) {
		struct fdt_error error;
		struct fdt fdt;
		u8 old = blob[i];

		blob[i] = (u8)(old ^ (i % 2 ? 0xff : 0x01));
		if (!fdt_check(&fdt, blob, bytes, &error) && i % 16 == 0)
			taken += walk(&fdt) > 0;
		blob[i] = old;
	}
	assert_true(taken > 50);
	free(blob);
}

static void sizes_of_nodes(void **state)
{
	u32 bytes;
	u8 *blob = real_tree(&bytes);
	struct fdt_error error;
	struct fdt fdt;

	assert_int_equal(fdt_check(&fdt, blob, bytes, &error), 0);
	assert_int_equal(fdt_unflattened_size(&fdt, 8), 38808);	/* recorded */
	free(blob);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
#ifdef HAVE_LIBFDT
		cmocka_unit_test(as_libfdt),
#endif
		cmocka_unit_test(errors_name_byte_and_node), cmocka_unit_test(one_byte_bent),
		cmocka_unit_test(sizes_of_nodes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
