/* pagewalk check: does a scenario read, run, hold its expectations and keep the invariants? */
#include "commands.h"
#include "script.h"

#include <string.h>

/* The invariants speak for op boundaries, and the end of a scenario is one. */
static int broken_invariants(struct script *script)
{
	struct span answer, held, checks, check, ok;
	int broken = 0;

	if (!script_ask(script, "{\"verb\":\"check\"}", &answer))
		return 1;
	if (span_member(answer, "held", &held) && span_is(held, "true"))
		return 0;
	if (!span_member(answer, "checks", &checks))
		return 1;
	while (span_next(&checks, &check)) {
		if (span_member(check, "ok", &ok) && span_is(ok, "true"))
			continue;
		complain("%s: an invariant does not hold: %.*s", "%s：不变式不成立：%.*s", script->file,
			 (int)check.bytes, check.data);
		broken++;
	}
	return broken ? broken : 1;
}

static enum exit_code check_file(const char *path)
{
	struct script script;
	enum exit_code code = script_open(&script, path);
	int failed;

	if (code != DONE)
		return code;
	failed = script_failed_expectations(&script);
	failed += broken_invariants(&script);
	if (!failed)
		printf(in_chinese() ? "%s：正确，%d 个操作，%llu 步，%llu 条期望成立\n" :
		       "%s: good, %d ops, %llu steps, %llu expectations held\n", script.file,
		       cJSON_GetArraySize(cJSON_GetObjectItemCaseSensitive(script.load, "ops")),
		       (unsigned long long)script.steps,
		       (unsigned long long)script_passed_expectations(&script));
	script_close(&script);
	return failed ? EXPECTATION_FAILED : DONE;
}

static enum exit_code run_check(const struct arguments *arguments)
{
	enum exit_code worst = DONE;

	for (int i = 0; i < arguments->nr_operands; i++) {
		enum exit_code code = check_file(arguments->operands[i]);

		if (code > worst)
			worst = code;
	}
	return worst;
}

const struct command check_command = {
	.name = "check",
	.operands = "FILE...",
	.min_operands = 1,
	.max_operands = 65536,
	.summary = { "Read and run scenario files; tell every mistake with its line and column.",
		     "读取并运行场景文件；指出每个错误的行与列。" },
	.details = { "'-' is standard input.  Exit code 1: an expectation or an invariant failed; "
		     "2: the file is wrong.",
		     "“-”表示标准输入。退出码 1：某条期望或不变式不成立；2：文件有误。" },
	.run = run_check,
};
