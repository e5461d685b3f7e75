/* pagewalk schema: the JSON Schema of scenario files, made by the core from its op table. */
#include "commands.h"
#include "script.h"

static enum exit_code run_schema(const struct arguments *arguments)
{
	struct script script = { .file = "schema" };
	struct buffer text = { 0 };
	struct span answer, schema;
	bool ok;

	script.session = pw_open(NULL);
	ok = script.session && script_ask(&script, "{\"verb\":\"schema\"}", &answer) &&
	     span_member(answer, "schema", &schema);
	if (ok) {
		json_indent(&text, schema);
		fwrite(text.data, 1, text.bytes, stdout);
	}
	buffer_free(&text);
	script_close(&script);
	return ok ? DONE : BAD_INPUT;
}

const struct command schema_command = {
	.name = "schema",
	.operands = "",
	.summary = { "Print the JSON Schema of scenario files.", "输出场景文件的 JSON Schema。" },
	.run = run_schema,
};
