/*
 * pagewalk run: play a scenario and print its steps, or one view or /proc file of its last step.
 *
 * The default begins where the story begins (its prelude, usually the boot, is left out; --from 1
 * prints that too).  With --show or --proc only what was asked for is printed, so that it can be
 * piped on.
 */
#include "commands.h"
#include "script.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#define STEPS_AT_ONCE 2000

struct run {
	struct script script;
	uint64_t from, to, grain;
	bool json, digest;
	const cJSON *op;	/* of the step printed last, or before it */
};

/* Ops come in order, so the search goes on where it stopped. */
static const cJSON *find_op(struct run *run, uint64_t i)
{
	while (run->op && json_number(run->op, "i") < i)
		run->op = run->op->next;
	return run->op;
}

static bool digest_at(struct run *run, uint64_t step, uint64_t *digest)
{
	struct span answer, hex;
	char request[64];

	snprintf(request, sizeof(request), "{\"verb\":\"digest\",\"at\":%" PRIu64 "}", step);
	if (!script_ask(&run->script, request, &answer) || !span_member(answer, "digest", &hex) ||
	    hex.bytes < 2)
		return false;
	*digest = strtoull(hex.data + 1, NULL, 16);
	return true;
}

/* An op's own step is its heading; the line is that of the scenario's program. */
static void print_op(struct run *run, const cJSON *record, const char *sentence)
{
	uint64_t i = json_number(record, "op"), line = json_number(find_op(run, i), "line");
	uint64_t n = json_number(record, "n"), digest;

	printf("%7" PRIu64 " == %s", n, sentence);
	if (line)
		printf(in_chinese() ? "（第 %" PRIu64 " 行）" : " (line %" PRIu64 ")", line);
	if (run->digest && digest_at(run, n, &digest))
		printf(" #%08" PRIx64, digest >> 32);
	putchar('\n');
}

static void print_record(struct run *run, const cJSON *record)
{
	uint64_t repeat = json_number(record, "repeat");
	struct buffer sentence = { 0 };
	const char *text;

	json_sentence(&sentence, json_in_language(record, "text"));
	text = sentence.data ? sentence.data : "";
	if (!strcmp(json_string(record, "kind"), "op")) {
		print_op(run, record, text);
	} else {
		printf("%7" PRIu64 " %-8s %-24s %s", json_number(record, "n"),
		       json_string(record, "kind"), json_string(record, "fn"), text);
		if (repeat > 1)
			printf(" (x%" PRIu64 ")", repeat);
		putchar('\n');
	}
	buffer_free(&sentence);
}

static void print_span(struct span text)
{
	fwrite(text.data, 1, text.bytes, stdout);
	putchar('\n');
}

static void print_list(struct run *run, struct span list)
{
	struct span element;

	while (span_next(&list, &element)) {
		cJSON *record;

		if (run->json) {
			print_span(element);
			continue;
		}
		record = cJSON_ParseWithLength(element.data, element.bytes);
		print_record(run, record);
		cJSON_Delete(record);
	}
}

/* The answer is copied: asking for a digest in between overwrites it. */
static bool print_batch(struct run *run, uint64_t from, uint64_t count)
{
	struct buffer copy = { 0 };
	struct span answer, list;
	char request[160];
	bool ok;

	snprintf(request, sizeof(request), "{\"verb\":\"steps\",\"at\":%" PRIu64 ",\"from\":%" PRIu64
		 ",\"count\":%" PRIu64 ",\"grain\":%" PRIu64 "}", run->to, from, count, run->grain);
	if (!script_ask(&run->script, request, &answer) || !span_member(answer, "list", &list))
		return false;
	buffer_add(&copy, list.data, list.bytes);
	ok = !copy.failed;
	if (ok)
		print_list(run, (struct span){ copy.data, copy.bytes });
	buffer_free(&copy);
	return ok;
}

static bool print_steps(struct run *run)
{
	run->op = cJSON_GetObjectItemCaseSensitive(run->script.load, "ops");
	run->op = run->op ? run->op->child : NULL;
	for (uint64_t from = run->from; from <= run->to; from += STEPS_AT_ONCE) {
		uint64_t left = run->to - from + 1;

		if (!print_batch(run, from, left < STEPS_AT_ONCE ? left : STEPS_AT_ONCE))
			return false;
	}
	return true;
}

/* "translation:va=0x7ffff7ff2018,task=A" gives the view's arguments after its name. */
static void add_view_arguments(struct buffer *request, const char *words)
{
	while (words && *words) {
		size_t length = strcspn(words, ","), name = strcspn(words, "=,");
		const char *value = words + name + (words[name] == '=');
		size_t value_bytes = (size_t)(words + length - value);
		bool number = value_bytes && strspn(value, "0123456789") >= value_bytes;

		buffer_add_string(request, ",");
		buffer_add_json_string(request, words, name);
		buffer_add_string(request, ":");
		if (number)
			buffer_add(request, value, value_bytes);
		else
			buffer_add_json_string(request, value, value_bytes);
		words += length + (words[length] == ',');
	}
}

static bool show_view(struct run *run, const char *view)
{
	struct buffer request = { 0 }, text = { 0 };
	size_t name = strcspn(view, ":");
	struct span answer;
	bool ok;

	buffer_printf(&request, "{\"verb\":\"show\",\"at\":%" PRIu64 ",\"view\":", run->to);
	buffer_add_json_string(&request, view, name);
	add_view_arguments(&request, view[name] ? view + name + 1 : NULL);
	buffer_add_string(&request, "}");
	ok = !request.failed && script_ask(&run->script, request.data, &answer);
	if (ok) {
		json_indent(&text, answer);
		fwrite(text.data, 1, text.bytes, stdout);
	}
	buffer_free(&text);
	buffer_free(&request);
	return ok;
}

static bool show_proc(struct run *run, const char *file)
{
	struct buffer request = { 0 };
	struct span answer;
	cJSON *parsed;
	bool ok;

	buffer_printf(&request, "{\"verb\":\"proc\",\"at\":%" PRIu64 ",\"file\":", run->to);
	buffer_add_json_string(&request, file, strlen(file));
	buffer_add_string(&request, "}");
	ok = !request.failed && script_ask(&run->script, request.data, &answer);
	if (ok) {
		parsed = cJSON_ParseWithLength(answer.data, answer.bytes);
		fputs(json_string(parsed, "text"), stdout);
		cJSON_Delete(parsed);
	}
	buffer_free(&request);
	return ok;
}

static bool print_digest(struct run *run)
{
	uint64_t digest;

	if (!digest_at(run, run->to, &digest))
		return false;
	printf("0x%" PRIx64 "\n", digest);
	return true;
}

static bool print_asked(struct run *run, const struct arguments *a)
{
	const char *view = option_value(a, "show"), *file = option_value(a, "proc");
	bool ok = true;

	if (!view && !file)
		ok = print_steps(run);
	if (ok && view)
		ok = show_view(run, view);
	if (ok && file)
		ok = show_proc(run, file);
	if (ok && run->digest)
		ok = print_digest(run);
	return ok;
}

/* The window of steps: from the story's start to its end, unless the options say otherwise. */
static bool choose_steps(struct run *run, const struct arguments *a)
{
	uint64_t start = json_number(run->script.load, "start") + 1;

	if (!option_number(a, "to", 0, run->script.steps, run->script.steps, &run->to))
		return false;
	if (start > run->to)
		start = 1;
	return option_number(a, "from", 1, run->to ? run->to : 1, start, &run->from);
}

static enum exit_code run_run(const struct arguments *a)
{
	struct run run = { .json = option_value(a, "json"), .digest = option_value(a, "digest") };
	enum exit_code code;

	if (!option_number(a, "grain", 0, 2, 1, &run.grain))
		return BAD_INPUT;
	code = script_open(&run.script, a->operands[0]);
	if (code != DONE)
		return code;
	if (!choose_steps(&run, a) || !print_asked(&run, a))
		code = BAD_INPUT;
	else if (script_failed_expectations(&run.script))
		code = EXPECTATION_FAILED;
	script_close(&run.script);
	return code;
}

static const struct option run_options[] = {
	{ "json", NULL, { "print step records as JSON lines", "以 JSON 行输出步骤记录" } },
	{ "grain", "0|1|2", { "0 ops, 1 sentences (default), 2 every step",
			      "0 操作，1 句子（默认），2 每一步" } },
	{ "from", "STEP", { "print from this step on (default: where the story begins)",
			    "从这一步开始输出（默认：故事开始处）" } },
	{ "to", "STEP", { "stop at this step (default: the last)", "停在这一步（默认：最后一步）" } },
	{ "show", "VIEW", { "print this view of the step instead of the steps, as JSON; "
			    "arguments after a colon: page:pfn=6779",
			    "不输出步骤，而以 JSON 输出该步的视图；参数写在冒号后：page:pfn=6779" } },
	{ "proc", "FILE", { "print this /proc file of the step: buddyinfo, A/maps, ...",
			    "输出该步的 /proc 文件：buddyinfo、A/maps 等" } },
	{ "digest", NULL, { "print the machine's digest as the last line, and in short where ops begin and end",
			    "最后一行输出机器的摘要值，操作的首尾处附其缩写" } },
	{ NULL, NULL, { NULL, NULL } },
};

const struct command run_command = {
	.name = "run",
	.operands = "FILE",
	.min_operands = 1,
	.max_operands = 1,
	.summary = { "Run a scenario and print its steps.", "运行场景并输出它的步骤。" },
	.details = { "'-' is standard input.  Exit code 1: an expectation failed; 2: the file is wrong.",
		     "“-”表示标准输入。退出码 1：某条期望不成立；2：文件有误。" },
	.options = run_options,
	.run = run_run,
};
