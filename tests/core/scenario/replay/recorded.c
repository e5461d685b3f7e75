/* Unpacking a recording. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <zlib.h>

#include <cmocka.h>

#include "scenario/replay/recorded.h"

char *recorded_text(const char *name, size_t *bytes)
{
	char path[512], *text = NULL;
	size_t size = 0, used = 0;
	gzFile file;
	int got;

	snprintf(path, sizeof(path), "%s/tests/recordings/%s", PAGEWALK_SOURCE_DIR, name);
	file = gzopen(path, "rb");
	if (!file)
		fail_msg("cannot open %s", path);
	do {
		size = size ? size * 2 : 1 << 20;
		text = realloc(text, size + 1);
		assert_non_null(text);
		got = gzread(file, text + used, (unsigned int)(size - used));
		assert_true(got >= 0);
		used += (size_t)got;
	} while (used == size);
	gzclose(file);
	text[used] = 0;
	*bytes = used;
	return text;
}
