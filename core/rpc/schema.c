/* The JSON Schema of scenario files, written from the op table and the reader's limits. */
#include <stdio.h>
#include <string.h>

#include "drivers/of/fdt.h"
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

#define NUMBER "(0[xX][0-9a-fA-F]+|[0-9]+)[KkMmGgTt]?"

/*
 * Members that are plain are kept as text, for the writer to copy: ' stands for ", @ for the number.
 * Then come the words.
 */
struct raw_member {
	const char *key, *json;
	u64 number;
	const char *help[2];
};

static void write_template(struct json_out *o, const char *text, u64 number)
{
	char digits[24];
	int n = snprintf(digits, sizeof(digits), "%llu", (unsigned long long)number);

	for (; *text; text++) {
		u8 *at = out_bytes(o, *text == '@' ? (size_t)n : 1);

		if (at && *text == '@')
			memcpy(at, digits, (size_t)n);
		else if (at)
			*at = *text == '\'' ? '"' : (u8)*text;
	}
	o->comma = true;
}

static void write_raw(struct json_out *o, const struct raw_member *list, u32 nr)
{
	for (u32 i = 0; i < nr; i++) {
		member_open(o, list[i].key, '{');
		write_template(o, list[i].json, list[i].number);
		if (list[i].help[0])
			write_help(o, list[i].help);
		out_close(o, '}');
	}
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
	write_template(o, "'type':'string','pattern':'^" NUMBER "$'", 0);
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
		member_string(o, "$ref", "#/$defs/address");
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
		[ARG_SYSCTL] = "numbers", [ARG_CMA] = "frames",
		[ARG_CACHE] = "cache",
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

static const struct raw_member result_key[] = {
	{ "as", "'$ref':'#/$defs/name'", 0,
	  { "A name for the result, for later ops and for paths.", "给结果起名，供后面的操作和路径使用。" } },
};
static const struct raw_member task_key[] = {
	{ "task", "'$ref':'#/$defs/name'", 0,
	  { "The task that does it; the cpu switches to it first.", "由哪个任务执行；CPU 先切换过去。" } },
};
static const struct raw_member common_keys[] = {
	{ "label", "'$ref':'#/$defs/text'", 0,
	  { "Stands in the list of ops instead of the call.", "在操作列表里代替调用写法。" } },
	{ "note", "'$ref':'#/$defs/text'", 0, { "Read when this op comes.", "到这个操作时显示的说明。" } },
	{ "look", "'$ref':'#/$defs/text'", 0,
	  { "What to look at, or what is often misunderstood.", "该看什么，或常见的误解。" } },
	{ "focus", "'$ref':'#/$defs/focus'", 0,
	  { "The view to look at, and what of it: proc:meminfo.", "要看的视图，可指明内容：proc:meminfo。" } },
	{ "layout", "'$ref':'#/$defs/layout'", 0, { "How the views are arranged.", "视图的布局。" } },
	{ "line", "'type':'integer','minimum':1", 0,
	  { "A line of the program, from 1.", "程序的行号，从 1 起。" } },
	{ "expect", "'$ref':'#/$defs/expect'", 0,
	  { "What paths into the machine are worth after the op.", "操作之后机器中各路径应有的值。" } },
	{ "ask", "'$ref':'#/$defs/ask'", 0,
	  { "A question to the reader; the machine knows the answer.", "向读者提的问题，答案在机器里。" } },
};

static void write_common_keys(struct json_out *o, const struct op_type *type)
{
	if (type->result != BIND_NONE)
		write_raw(o, result_key, 1);
	if (type->in_task)
		write_raw(o, task_key, 1);
	write_raw(o, common_keys, ARRAY_SIZE(common_keys));
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
	if (type->run == run_spawn)
		write_template(o, ",'anyOf':[{'required':['as']},{'required':['comm']}]", 0);
	member_bool(o, "additionalProperties", false);
	out_close(o, '}');
}

static const struct raw_member definitions[] = {
	{ "name", "'type':'string','pattern':'^[A-Za-z_][A-Za-z0-9_]{0,30}$'", 0,
	  { "A letter or _, then letters, digits, _.", "字母或 _ 开头，后接字母、数字、_。" } },
	{ "text", "'type':'object','properties':{'en':{'type':'string','maxLength':@},"
		  "'zh':{'type':'string','maxLength':@}},'required':['en','zh'],"
		  "'additionalProperties':false", TEXT_MAX_BYTES,
	  { "The same in English and in Chinese.", "同一内容的英文和中文。" } },
	{ "size", "'anyOf':[{'type':'integer','minimum':0},{'type':'string','pattern':'^" NUMBER "$'}]",
	  0, { "A number, or a text such as '64K' or '0x1000'.", "数字，或 '64K'、'0x1000' 这样的文字。" } },
	{ "address", "'anyOf':[{'type':'integer','minimum':0},{'type':'string','pattern':"
		     "'^(" NUMBER "|[A-Za-z_][A-Za-z0-9_]*([+-]" NUMBER ")?)$'}]", 0,
	  { "An address, or a named result with an offset: 'buf+0x10'.",
	    "地址，或结果名加偏移：'buf+0x10'。" } },
	{ "sysctl", "'anyOf':[{'type':'integer','minimum':0,'maximum':@},{'type':'string','pattern':"
		    "'^ *" NUMBER "( +" NUMBER "){0,3} *$'}]", SYSCTL_MAX,
	  { "What is written into the file: a number, or several.", "写入文件的一个或多个数字。" } },
	{ "expect", "'type':'object','maxProperties':@,'additionalProperties':"
		    "{'type':['integer','string','boolean']}", EXPECTS_MAX, { 0 } },
	{ "choices", "'type':'array','items':{'type':'string','maxLength':100},'maxItems':@",
	  CHOICES_MAX, { "Answers to choose from.", "可选的答案。" } },
	{ "ask", "'type':'object','properties':{'question':{'$ref':'#/$defs/text'},'answer':"
		 "{'type':'string','maxLength':200},'choices':{'$ref':'#/$defs/choices'}},"
		 "'required':['question','answer'],'additionalProperties':false", 0, { 0 } },
	{ "range", "'type':'object','properties':{'start':{'$ref':'#/$defs/size'},'end':"
		   "{'$ref':'#/$defs/size'},'type':{'enum':['usable','reserved','ACPI data',"
		   "'ACPI NVS','unusable']}},'required':['start','end','type'],"
		   "'additionalProperties':false", 0,
	  { "One range; its end is inclusive, as the kernel prints it.", "一个区间；终点含在内，与内核打印的一样。" } },
	{ "program", "'type':'object','properties':{'lang':{'const':'c'},'source':{'type':'array',"
		     "'items':{'type':'string','maxLength':200},'maxItems':@}},"
		     "'required':['lang','source'],'additionalProperties':false", PROGRAM_LINES_MAX,
	  { 0 } },
};

static const struct raw_member machine_keys[] = {
	{ "arch", "'enum':['x86_64','i386','arm64','arm','arm-lpae']", 0,
	  { "The modelled machine; a device tree may say it.", "所模拟的机器；设备树也可能已经说明。" } },
	{ "ram", "'$ref':'#/$defs/size'", 0,
	  { "32M to 64G (i386 4G, arm 3G, arm-lpae 16G), in whole pages: the memory map or the device tree of QEMU's "
	    "machine of this size.",
	    "32M 到 64G（i386 4G，arm 3G，arm-lpae 16G），整页；内存图或设备树取 QEMU 同样大小机器的。" } },
	{ "e820", "'type':'array','items':{'$ref':'#/$defs/range'},'maxItems':@", E820_MAX_ENTRIES,
	  { "The firmware's memory map, instead of ram.", "固件给出的内存图，代替 ram。" } },
	{ "dtb", "'type':'string','maxLength':@", 4 * (MAX_FDT_SIZE / 3 + 1),
	  { "The device tree of an arm or arm64 machine in base64, or the name of a .dtb file beside the scenario; "
	    "zeroes at its end may be left off.",
	    "arm 或 arm64 机器的设备树：base64，或场景文件旁 .dtb 文件的名字；末尾的零可以省去。" } },
	{ "cpus", "'type':'integer','minimum':1,'maximum':@", CPUS_MAX,
	  { "Number of cpus.", "CPU 个数。" } },
	{ "cmdline", "'type':'string','maxLength':@", COMMAND_LINE_SIZE - 1,
	  { "The kernel's command line.", "内核命令行。" } },
	{ "initrd", "'$ref':'#/$defs/size'", 0,
	  { "Size of the initial ram disk.", "initrd 的大小。" } },
	{ "slab", "'enum':['slab','slub','slob']", 0,
	  { "The allocator of kernel objects, started at boot; else its first user starts it.",
	    "内核对象分配器，启动时建立；不写则由第一个使用者建立。" } },
	{ "sysctls", "'$ref':'#/$defs/sysctls'", 0,
	  { "Files of /proc/sys that are written after the boot.", "启动后写入的 /proc/sys 文件。" } },
	{ "android", "'type':'boolean'", 0,
	  { "The kernel has Android's extra_free_kbytes.", "内核带有 Android 的 extra_free_kbytes。" } },
};

static const struct raw_member properties[] = {
	{ "format", "'const':@", SCENARIO_FORMAT, { "The format's version.", "格式的版本。" } },
	{ "title", "'$ref':'#/$defs/text'", 0, { "The scenario's name.", "场景的名字。" } },
	{ "prose", "'$ref':'#/$defs/text'", 0, { "What it is about.", "场景讲什么。" } },
	{ "basis", "'enum':['recorded','source','teaching']", 0,
	  { "What it stands on: checked against a real kernel, from the source, or a teaching machine.",
	    "依据：与真实内核对照过、出自源码，或教学机器。" } },
	{ "machine", "'$ref':'#/$defs/machine'", 0,
	  { "The computer that is switched on.", "要开机的计算机。" } },
	{ "start", "'type':'integer','minimum':0,'maximum':@", OPS_MAX,
	  { "The op where the story begins, from 0; what lies before it is the prelude.",
	    "故事从第几个操作开始（从 0 数）；之前的是铺垫。" } },
	{ "start_call", "'type':'string','maxLength':60", 0,
	  { "The kernel function in that op with which the story begins.",
	    "故事从该操作里的哪个内核函数开始。" } },
	{ "program", "'$ref':'#/$defs/program'", 0,
	  { "A small source text; ops point to its lines. It stands before ops.",
	    "一小段源程序，操作可指向其中的行。写在 ops 之前。" } },
	{ "ops", "'type':'array','items':{'$ref':'#/$defs/op'},'minItems':1,'maxItems':@", OPS_MAX,
	  { "What happens, in order.", "依次发生的操作。" } },
};

static void write_machine(struct json_out *o)
{
	member_open(o, "machine", '{');
	write_type(o, "object");
	member_open(o, "properties", '{');
	write_raw(o, machine_keys, ARRAY_SIZE(machine_keys));
	out_close(o, '}');
	write_template(o, ",'anyOf':[{'required':['arch','ram']},{'required':['arch','e820']},{'required':['dtb']}],"
		       "'not':{'required':['ram','e820']},'additionalProperties':false", 0);
	out_close(o, '}');
}

static void write_definitions(struct json_out *o)
{
	member_open(o, "$defs", '{');
	write_raw(o, definitions, ARRAY_SIZE(definitions));
	write_machine(o);
	write_sysctls(o);
	member_open(o, "focus", '{');
	member_open(o, "anyOf", '[');
	out_open(o, '{');
	write_strings(o, "enum", view_names, nr_view_names);
	out_close(o, '}');
	write_template(o, ",{'type':'string','pattern':'^(proc|buddy|pageblocks|slab|gfp):.+$'}", 0);
	out_close(o, ']');
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
