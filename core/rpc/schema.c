/* The JSON Schema of scenario files, written from the op table and the reader's limits. */
#include <string.h>

#include "rpc/door.h"

static void write_type(struct json_out *o, const char *type)
{
	member_string(o, "type", type);
}

static void write_help(struct json_out *o, const char *const help[2])
{
	member_string(o, "description", help[0]);
	member_string(o, "description:zh", help[1]);
}

static void write_strings(struct json_out *o, const char *key, const char *const *list, u32 nr)
{
	member_open(o, key, '[');
	for (u32 i = 0; i < nr; i++)
		out_string(o, list[i]);
	out_close(o, ']');
}

static void write_ref(struct json_out *o, const char *key, const char *definition)
{
	member_open(o, key, '{');
	member_string(o, "$ref", definition);
	out_close(o, '}');
}

/* A number, or the same as text: "64K", "0x1000". */
static void write_u64(struct json_out *o, u64 min, u64 max)
{
	member_open(o, "anyOf", '[');
	out_open(o, '{');
	write_type(o, "integer");
	member_number(o, "minimum", (s64)min);
	if (max < 1ull << 53)
		member_number(o, "maximum", (s64)max);
	out_close(o, '}');
	out_open(o, '{');
	write_type(o, "string");
	member_string(o, "pattern", "^(0[xX][0-9a-fA-F]+|[0-9]+)[KkMmGgTt]?$");
	out_close(o, '}');
	out_close(o, ']');
}

static void write_argument_type(struct json_out *o, const struct op_arg *arg)
{
	switch (arg->type) {
	case ARG_U64:
		write_u64(o, arg->min, arg->max);
		break;
	case ARG_ADDRESS:
		member_open(o, "anyOf", '[');
		out_open(o, '{');
		write_type(o, "integer");
		member_number(o, "minimum", 0);
		out_close(o, '}');
		out_open(o, '{');
		write_type(o, "string");
		out_close(o, '}');
		out_close(o, ']');
		break;
	case ARG_CHOICE:
		write_strings(o, "enum", arg->choices, arg->nr_choices);
		break;
	case ARG_SYSCTL:
		member_string(o, "$ref", "#/$defs/sysctl");
		break;
	default:
		member_string(o, "$ref", "#/$defs/name");
	}
}

static void write_sysctls(struct json_out *o)
{
	member_open(o, "sysctls", '{');
	write_type(o, "object");
	member_open(o, "properties", '{');
	for (u32 i = 0; i < NR_SYSCTLS; i++)
		write_ref(o, sysctl_names[i], "#/$defs/sysctl");
	out_close(o, '}');
	member_bool(o, "additionalProperties", false);
	out_close(o, '}');
}

static void write_argument(struct json_out *o, const struct op_arg *arg)
{
	static const char *const types[] = {
		[ARG_U64] = "number", [ARG_ADDRESS] = "address", [ARG_TASK] = "task",
		[ARG_PAGES] = "pages", [ARG_CHOICE] = "choice", [ARG_WORD] = "name",
		[ARG_SYSCTL] = "numbers",
	};

	member_open(o, arg->name, '{');
	write_argument_type(o, arg);
	if (arg->type == ARG_CHOICE && !arg->required)
		member_string(o, "default", arg->choices[arg->dflt]);
	else if (arg->type == ARG_U64 && !arg->required)
		member_number(o, "default", (s64)arg->dflt);
	if (arg->unit)
		member_string(o, "x-unit", arg->unit);
	member_string(o, "x-type", types[arg->type]);
	write_help(o, arg->help);
	out_close(o, '}');
}

static void write_common_keys(struct json_out *o, const struct op_type *type)
{
	if (type->result != BIND_NONE)
		write_ref(o, "as", "#/$defs/name");
	if (type->in_task)
		write_ref(o, "task", "#/$defs/name");
	write_ref(o, "label", "#/$defs/text");
	write_ref(o, "note", "#/$defs/text");
	write_ref(o, "look", "#/$defs/text");
	write_ref(o, "focus", "#/$defs/focus");
	write_ref(o, "layout", "#/$defs/layout");
	write_ref(o, "line", "#/$defs/line");
	write_ref(o, "expect", "#/$defs/expect");
	write_ref(o, "ask", "#/$defs/ask");
}

static void write_op(struct json_out *o, const struct op_type *type)
{
	out_open(o, '{');
	write_type(o, "object");
	member_string(o, "title", type->name);
	write_help(o, type->help);
	member_open(o, "properties", '{');
	member_open(o, "op", '{');
	member_string(o, "const", type->name);
	out_close(o, '}');
	for (u32 i = 0; i < type->nr_args; i++)
		write_argument(o, &type->args[i]);
	write_common_keys(o, type);
	out_close(o, '}');
	member_open(o, "required", '[');
	out_string(o, "op");
	for (u32 i = 0; i < type->nr_args; i++)
		if (type->args[i].required)
			out_string(o, type->args[i].name);
	out_close(o, ']');
	member_bool(o, "additionalProperties", false);
	out_close(o, '}');
}

/* Members that are plain are kept as text: the writer copies them after checking nothing. */
struct raw_member {
	const char *key, *json;
};

static void write_raw(struct json_out *o, const struct raw_member *list, u32 nr)
{
	for (u32 i = 0; i < nr; i++) {
		size_t n = strlen(list[i].json);
		u8 *at;

		out_key(o, list[i].key);
		at = out_bytes(o, n);
		if (at)
			memcpy(at, list[i].json, n);
		o->comma = true;
	}
}

static const struct raw_member definitions[] = {
	{ "name", "{\"type\":\"string\",\"pattern\":\"^[A-Za-z_][A-Za-z0-9_]{0,30}$\"}" },
	{ "text", "{\"type\":\"object\",\"properties\":{\"en\":{\"type\":\"string\",\"maxLength\":4000},"
		  "\"zh\":{\"type\":\"string\",\"maxLength\":4000}},\"required\":[\"en\",\"zh\"],"
		  "\"additionalProperties\":false}" },
	{ "line", "{\"type\":\"integer\",\"minimum\":1}" },
	{ "expect", "{\"type\":\"object\",\"maxProperties\":64,\"additionalProperties\":{\"type\":"
		    "[\"integer\",\"string\",\"boolean\"]}}" },
	{ "ask", "{\"type\":\"object\",\"properties\":{\"question\":{\"$ref\":\"#/$defs/text\"},"
		 "\"answer\":{\"type\":\"string\",\"maxLength\":200},\"choices\":{\"type\":\"array\","
		 "\"items\":{\"type\":\"string\",\"maxLength\":100},\"maxItems\":8}},\"required\":"
		 "[\"question\",\"answer\"],\"additionalProperties\":false}" },
	{ "size", "{\"anyOf\":[{\"type\":\"integer\",\"minimum\":0},{\"type\":\"string\",\"pattern\":"
		  "\"^(0[xX][0-9a-fA-F]+|[0-9]+)[KkMmGgTt]?$\"}]}" },
	{ "sysctl", "{\"anyOf\":[{\"type\":\"integer\",\"minimum\":0,\"maximum\":2147483647},{\"type\":"
		    "\"string\",\"pattern\":\"^ *(0[xX][0-9a-fA-F]+|[0-9]+)[KkMmGgTt]?( +(0[xX][0-9a-fA-F]+|"
		    "[0-9]+)[KkMmGgTt]?){0,3} *$\"}]}" },
	{ "e820", "{\"type\":\"object\",\"properties\":{\"start\":{\"$ref\":\"#/$defs/size\"},\"end\":"
		  "{\"$ref\":\"#/$defs/size\"},\"type\":{\"enum\":[\"usable\",\"reserved\",\"ACPI data\","
		  "\"ACPI NVS\",\"unusable\"]}},\"required\":[\"start\",\"end\",\"type\"],"
		  "\"additionalProperties\":false}" },
	{ "machine", "{\"type\":\"object\",\"properties\":{\"arch\":{\"enum\":[\"x86_64\"]},\"ram\":"
		     "{\"$ref\":\"#/$defs/size\"},\"e820\":{\"type\":\"array\",\"items\":{\"$ref\":"
		     "\"#/$defs/e820\"},\"maxItems\":128},\"cpus\":{\"type\":\"integer\",\"minimum\":1,"
		     "\"maximum\":8},\"cmdline\":{\"type\":\"string\",\"maxLength\":255},\"initrd\":"
		     "{\"$ref\":\"#/$defs/size\"},\"sysctls\":{\"$ref\":\"#/$defs/sysctls\"}},"
		     "\"required\":[\"arch\"],\"oneOf\":[{\"required\":"
		     "[\"ram\"]},{\"required\":[\"e820\"]}],\"additionalProperties\":false}" },
	{ "program", "{\"type\":\"object\",\"properties\":{\"lang\":{\"const\":\"c\"},\"source\":{"
		     "\"type\":\"array\",\"items\":{\"type\":\"string\",\"maxLength\":200},\"maxItems\":"
		     "400}},\"required\":[\"lang\",\"source\"],\"additionalProperties\":false}" },
};

static const struct raw_member properties[] = {
	{ "format", "{\"const\":1}" },
	{ "title", "{\"$ref\":\"#/$defs/text\"}" },
	{ "prose", "{\"$ref\":\"#/$defs/text\"}" },
	{ "machine", "{\"$ref\":\"#/$defs/machine\"}" },
	{ "start", "{\"type\":\"integer\",\"minimum\":0}" },
	{ "program", "{\"$ref\":\"#/$defs/program\"}" },
	{ "ops", "{\"type\":\"array\",\"items\":{\"$ref\":\"#/$defs/op\"},\"minItems\":1,"
		 "\"maxItems\":20000}" },
};

static void write_definitions(struct json_out *o)
{
	member_open(o, "$defs", '{');
	write_raw(o, definitions, ARRAY_SIZE(definitions));
	write_sysctls(o);
	member_open(o, "focus", '{');
	write_strings(o, "enum", view_names, nr_view_names);
	out_close(o, '}');
	member_open(o, "layout", '{');
	write_strings(o, "enum", layout_names, nr_layout_names);
	out_close(o, '}');
	member_open(o, "op", '{');
	member_open(o, "oneOf", '[');
	for (u32 i = 0; i < nr_op_types; i++)
		write_op(o, &op_types[i]);
	out_close(o, ']');
	out_close(o, '}');
	out_close(o, '}');
}

void write_schema(struct json_out *o)
{
	static const char *const required[] = { "format", "title", "machine", "ops" };

	out_open(o, '{');
	member_string(o, "$schema", "https://json-schema.org/draft/2020-12/schema");
	member_string(o, "title", "Pagewalk scenario, format 1");
	write_type(o, "object");
	member_open(o, "properties", '{');
	write_raw(o, properties, ARRAY_SIZE(properties));
	out_close(o, '}');
	write_strings(o, "required", required, ARRAY_SIZE(required));
	member_bool(o, "additionalProperties", false);
	write_definitions(o);
	out_close(o, '}');
}

int verb_schema(struct call *c)
{
	struct json_out *o = c->out;

	out_key(o, "schema");
	write_schema(o);
	member_open(o, "views", '[');
	for (u32 i = 0; i < nr_views; i++) {
		out_open(o, '{');
		member_string(o, "name", views[i].name);
		member_text2(o, "title", views[i].title[0], views[i].title[1]);
		out_close(o, '}');
	}
	out_close(o, ']');
	return 0;
}
