/* The verb proc: the text of a /proc file at this step, and what the step changed in it. */
#include "rpc/door.h"

int verb_proc(struct call *c)
{
	const char *file = NULL;

	if (ask_string(c, "file", &file))
		return -1;
	return refuse(c, "file", "there is no /proc file \"%s\" at this step", "这一步没有 /proc 文件 \"%s\"",
		      clip(file ? file : "").text);
}
