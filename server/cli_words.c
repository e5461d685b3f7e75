/* pagewalk words LANG: the words that steps are told with, as the browser's core is given them. */
#include <pagewalk.h>
#include <stdlib.h>

#include "commands.h"

static enum exit_code run_words(const struct arguments *arguments)
{
	const char *lang = arguments->operands[0];
	size_t bytes = pw_words(lang, NULL, 0);
	char *words = bytes ? malloc(bytes) : NULL;

	if (!bytes) {
		complain("pagewalk: no language '%s' (en or zh)",
			 "pagewalk：没有语言“%s”（en 或 zh）", lang);
		return BAD_INPUT;
	}
	if (!words) {
		complain("pagewalk: not enough memory", "pagewalk：内存不足");
		return BAD_INPUT;
	}
	pw_words(lang, words, bytes);
	fwrite(words, 1, bytes, stdout);
	free(words);
	return DONE;
}

const struct command words_command = {
	.name = "words",
	.operands = "LANG",
	.min_operands = 1,
	.max_operands = 1,
	.summary = { "Print the words of the steps, for the page's core.", "输出各步的文字，供网页使用。" },
	.run = run_words,
};
