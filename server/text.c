/* The language that the command line speaks. */
#include "text.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static bool chinese;

bool in_chinese(void)
{
	return chinese;
}

bool set_language(const char *name)
{
	if (strcmp(name, "en") != 0 && strcmp(name, "zh") != 0)
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

const char *error_name(int error)
{
	static const struct {
		int error;
		const char *zh;
	} names[] = {
		{ ENOENT, "没有那个文件或文件夹" },
		{ EACCES, "权限不足" },
		{ EISDIR, "是一个文件夹" },
		{ ENOTDIR, "不是文件夹" },
		{ ENOMEM, "内存不足" },
		{ EMFILE, "打开的文件过多" },
		{ ENOSPC, "磁盘已满" },
		{ EADDRINUSE, "地址已被占用" },
		{ EADDRNOTAVAIL, "本机没有该地址" },
	};

	for (size_t i = 0; in_chinese() && i < sizeof(names) / sizeof(names[0]); i++) {
		if (names[i].error == error)
			return names[i].zh;
	}
	return strerror(error);
}
