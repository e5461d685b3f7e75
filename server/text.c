/* The language that the command line speaks. */
#include "text.h"

#include <stdlib.h>
#include <string.h>

static bool chinese;

bool in_chinese(void)
{
	return chinese;
}

bool set_language(const char *name)
{
	if (strcmp(name, "en") && strcmp(name, "zh"))
		return false;
	chinese = !strcmp(name, "zh");
	return true;
}

void set_language_from_environment(void)
{
	static const char *const names[] = { "LC_ALL", "LC_MESSAGES", "LANG" };

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		const char *value = getenv(names[i]);

		if (value && *value) {
			chinese = !strncmp(value, "zh", 2);
			return;
		}
	}
}
