/* pagewalk check: does a scenario read, run, hold its expectations and keep the invariants? */
#include "commands.h"
#include "script.h"

#include <inttypes.h>
#include <string.h>

#define MAX_BOUNDARIES 200

static void tell_broken(const struct script *script, const cJSON *check)
{
	struct buffer sentence = { 0 };

	json_sentence(&sentence, json_in_language(check, "text"));
	complain("%s: %s: %s", "%s：%s：%s", script->file, json_string(check, "name"),
		 sentence.data ? sentence.data : "");
	buffer_free(&sentence);
}

/* The core counts the expectations among its checks; those that failed were told one by one. */
static int broken_at(struct script *script, uint64_t step)
{
	const cJSON *check;
	struct span answer;
	char request[64];
	cJSON *parsed;
	int broken = 0;

	snprintf(request, sizeof(request), "{\"verb\":\"check\",\"at\":%" PRIu64 "}", step);
	if (!script_ask(script, request, &answer))
		return 1;
	parsed = cJSON_ParseWithLength(answer.data, answer.bytes);
	cJSON_ArrayForEach(check, cJSON_GetObjectItemCaseSensitive(parsed, "checks")) {
		if (cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(check, "ok")) ||
		    !strcmp(json_string(check, "name"), "expectations"))
			continue;
		tell_broken(script, check);
		broken++;
	}
	if (!parsed)
		broken++;
	cJSON_Delete(parsed);
	return broken;
}

/*
 * The invariants speak for op boundaries.  Each check is a pass over the whole machine, so of a
 * scenario with very many ops only some are looked at, evenly spread, and always the last.
 */
static int broken_invariants(struct script *script)
{
	const cJSON *ops = cJSON_GetObjectItemCaseSensitive(script->load, "ops"), *op;
	int nr = cJSON_GetArraySize(ops), stride = (nr + MAX_BOUNDARIES - 1) / MAX_BOUNDARIES, i = 0;

	cJSON_ArrayForEach(op, ops) {
		uint64_t last = json_number(op, "first") + json_number(op, "steps") - 1;
		int broken = ++i % stride && i < nr ? 0 : broken_at(script, last);

		if (broken)
			return broken;
	}
	return 0;
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
