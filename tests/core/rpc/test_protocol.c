/*
 * docs/PROTOCOL.md and VIEWS.md against real answers, both ways: every field that is answered stands in its table
 * with a type that fits, and every field of a table occurs in some answer.
 *
 * A heading names a kind of object; its table's rows are | `path` | type | meaning |.  A failing run
 * prints the rows that are missing or wrong.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "rpc/ask.h"

enum type { NUMBER, HEX, STRING, BOOL, TEXT, LIST, OBJECT, NOTHING, REFERENCE, NR_TYPES };

static const char *const type_words[NR_TYPES] = {
	"number", "hex", "string", "bool", "text", "list", "object", "null", NULL,
};

/* An object that is told once, under a heading of its own. */
static const struct {
	const char *in, *path, *as;
} references[] = {
	{ "load", "ops[]", "op" }, { "append", "op", "op" }, { "steps", "list[]", "record" },
	{ "step", "record", "record" }, { "calls", "tree[]", "node" }, { "node", "children[]", "node" },
	{ "translation", "page", "page" }, { "slab", "cache.cpus[]", "array" },
	{ "slab", "cache.shared", "array" },
};

/* Their keys are names of the model, not of the protocol; of the schema nothing is told here. */
static const struct {
	const char *in, *path;
} open_ended[] = {
	{ "record", "args" }, { "overview", "chips" }, { "physical", "uses" },
};

struct field {
	char in[24], path[80];
	unsigned int types;		/* bits by enum type */
	bool met;
};

struct fields {
	struct field *list;
	int nr, max;
};

static struct field *find(struct fields *f, const char *in, const char *path)
{
	for (int i = 0; i < f->nr; i++)
		if (!strcmp(f->list[i].in, in) && !strcmp(f->list[i].path, path))
			return &f->list[i];
	return NULL;
}

static struct field *add(struct fields *f, const char *in, const char *path)
{
	struct field *one = find(f, in, path);

	if (one)
		return one;
	if (f->nr == f->max) {
		f->max = f->max * 2 + 64;
		f->list = realloc(f->list, (size_t)f->max * sizeof(*f->list));
	}
	one = &f->list[f->nr++];
	memset(one, 0, sizeof(*one));
	snprintf(one->in, sizeof(one->in), "%s", in);
	snprintf(one->path, sizeof(one->path), "%s", path);
	return one;
}

static enum type type_of(const cJSON *value)
{
	if (cJSON_IsNumber(value))
		return NUMBER;
	if (cJSON_IsString(value))
		return strncmp(value->valuestring, "0x", 2) ? STRING : HEX;
	if (cJSON_IsBool(value))
		return BOOL;
	if (cJSON_IsNull(value))
		return NOTHING;
	if (cJSON_IsArray(value))
		return LIST;
	return inside(value, "en") && inside(value, "zh") ? TEXT : OBJECT;
}

static const char *reference(const char *in, const char *path)
{
	for (size_t i = 0; i < sizeof(references) / sizeof(references[0]); i++)
		if (!strcmp(references[i].in, in) && !strcmp(references[i].path, path))
			return references[i].as;
	return NULL;
}

static bool is_open_ended(const char *in, const char *path)
{
	for (size_t i = 0; i < sizeof(open_ended) / sizeof(open_ended[0]); i++)
		if (!strcmp(open_ended[i].in, in) && !strcmp(open_ended[i].path, path))
			return true;
	return false;
}

static void collect(struct fields *f, const char *in, const char *path, const cJSON *value);

static void collect_members(struct fields *f, const char *in, const char *path, const cJSON *object)
{
	const cJSON *member;
	char inner[80];

	cJSON_ArrayForEach(member, object) {
		const char *name = is_open_ended(in, path) ? "*" : member->string;

		snprintf(inner, sizeof(inner), "%.40s%s%.30s", path, *path ? "." : "", name);
		collect(f, in, inner, member);
	}
}

static void collect(struct fields *f, const char *in, const char *path, const cJSON *value)
{
	const char *as = reference(in, path);
	enum type type = type_of(value);
	const cJSON *element;
	char inner[80];

	if (as && type == OBJECT) {
		add(f, in, path)->types |= 1u << REFERENCE;
		collect_members(f, as, "", value);
		return;
	}
	if (*path)
		add(f, in, path)->types |= 1u << type;
	if (type == OBJECT)
		collect_members(f, in, path, value);
	if (type != LIST)
		return;
	snprintf(inner, sizeof(inner), "%.70s[]", path);
	cJSON_ArrayForEach(element, value)
		collect(f, in, inner, element);
}

/* The words of every answer's head are told once, under "answer". */
static void collect_answer(struct fields *f, const char *in, const char *member, cJSON *answer)
{
	static const char *const head[] = { "ok", "step", "steps", "digest" };

	for (size_t i = 0; i < sizeof(head) / sizeof(head[0]); i++) {
		const cJSON *value = inside(answer, "%s", head[i]);

		if (value)
			collect(f, "answer", head[i], value);
		cJSON_DeleteItemFromObject(answer, head[i]);
	}
	if (!member)
		collect_members(f, in, "", answer);
	else if (cJSON_IsObject(inside(answer, "%s", member)))
		collect_members(f, in, "", inside(answer, "%s", member));
	cJSON_Delete(answer);
}

static const char *const views[] = {
	"calls", "translation", "address_space", "physical", "page", "buddy", "zones", "pageblocks",
	"stacks", "boot", "gfp", "slab", "mcu", "vmalloc", "timeline", "overview",
};

static void collect_step(struct fields *f, struct pw_session *s, int at)
{
	collect_answer(f, "step", NULL, ask(s, "{'verb':'show','view':'step','at':%d}", at));
	for (size_t v = 0; v < sizeof(views) / sizeof(views[0]); v++)
		collect_answer(f, views[v], views[v],
			       ask(s, "{'verb':'show','view':'%s','at':%d}", views[v], at));
	collect_answer(f, "steps", NULL, ask(s, "{'verb':'steps','from':%d,'count':50,'grain':2}", at));
	collect_answer(f, "why", NULL, ask(s, "{'verb':'why','at':%d}", at));
	collect_answer(f, "check", NULL, ask(s, "{'verb':'check','at':%d}", at));
	collect_answer(f, "digest", NULL, ask(s, "{'verb':'digest','at':%d}", at));
	collect_answer(f, "find", NULL, ask(s, "{'verb':'find','kind':'op','at':%d}", at));
	collect_answer(f, "history", NULL,
		       ask(s, "{'verb':'history','object':'page:0x1a00','limit':3,'at':%d}", at));
}

/* What the course does not show: texts of ops, a failed expectation, bad endings, every verb. */
static const char odds_and_ends[] =
	"{'op':'boot'},{'op':'spawn','as':'A','note':{'en':'n','zh':'说明'},'look':{'en':'l','zh':'看'},"
	"'focus':'stacks','layout':'stacks','expect':{'task.A.pid':1}},"
	"{'op':'alloc_pages','order':3,'as':'b'},{'op':'vmalloc','bytes':9000,'as':'v'},"
	"{'op':'ioremap','phys':'0xe0000000','bytes':4096,'as':'d'},{'op':'vfree','addr':'v'},"
	"{'op':'free_pages','pages':'b'},{'op':'note','focus':'proc:A/maps'},"
	"{'op':'note','focus':'buddy:DMA32'},{'op':'note','focus':'slab:kmalloc-64'},{'op':'note','focus':'gfp:GFP_KERNEL'},"
	"{'op':'munmap','addr':'0x1001','length':'4K'},"
	"{'op':'mmap','length':'64K','as':'m','ask':{'question':{'en':'q','zh':'问'},'answer':'ret'}},"
	"{'op':'write','at':'m','value':1},{'op':'malloc','bytes':'1M','as':'p'},"
	"{'op':'touch','at':'p','length':'1M','stride':'8K'},"
	"{'op':'mcu_reset'},{'op':'pool_create','block':8,'blocks':2},{'op':'pvPortMalloc','bytes':8},"
	"{'op':'read','at':'0x10'}";

static int step_of(struct pw_session *s, const char *what)
{
	cJSON *answer = ask(s, "{'verb':'find',%s}", what);
	int step = (int)number_inside(answer, "found");

	cJSON_Delete(answer);
	return step;
}

static void collect_odds(struct fields *f)
{
	struct pw_session *s = open_ops(odds_and_ends), *other;
	cJSON *whole = ask(s, "{'verb':'clone'}");
	int steps = (int)number_inside(whole, "steps"), at;

	for (at = 0; at <= steps; at += 1 + steps / 40)
		collect_step(f, s, at);
	collect_step(f, s, steps);
	collect_step(f, s, step_of(s, "'at':0,'event':'split'"));
	collect_step(f, s, step_of(s, "'at':0,'event':'merge'"));
	collect_step(f, s, step_of(s, "'at':0,'event':'set_pageblock_migratetype'"));
	collect_step(f, s, inside(whole, "ops[7].first")->valueint - 2);
	collect_step(f, s, inside(whole, "ops[7].first")->valueint - 1 +
			   inside(whole, "ops[7].steps")->valueint);
	cJSON_Delete(ask(s, "{'verb':'seek','to':%d}", steps));
	at = step_of(s, "'dir':-1,'event':'page_remove_rmap'");
	collect_step(f, s, at);
	at = step_of(s, "'at':0,'event':'take_block'");
	collect_answer(f, "proc", NULL, ask(s, "{'verb':'proc','file':'buddyinfo','at':%d}", at));
	cJSON_Delete(whole);
	collect_answer(f, "load", NULL, ask(s, "{'verb':'clone'}"));
	collect_answer(f, "proc", NULL, ask(s, "{'verb':'proc','file':'A/maps','at':%d}", steps));
	collect_answer(f, "append", NULL, ask(s, "{'verb':'append','op':{'op':'note'}}"));
	other = pw_open(NULL);
	collect_answer(f, "schema", NULL, parse_of(ask_raw(other, "{'verb':'schema'}")));
	collect_answer(f, "error", "error", parse_of(ask_raw(other, "{'verb':1}")));
	pw_close(other);
	pw_close(s);
}

static struct fields answered(void)
{
	struct fields f = { .nr = 0 };
	unsigned int seed = 7;

	for (unsigned int i = 0; course(i); i++) {
		cJSON *load;
		struct pw_session *s = open_scenario(course(i), &load);
		int steps = (int)number_inside(load, "steps");

		for (int n = 0; n < 8; n++, seed = seed * 1664525 + 1013904223)
			collect_step(&f, s, (int)((seed >> 8) % (unsigned int)(steps + 1)));
		collect_answer(&f, "load", NULL, load);
		pw_close(s);
	}
	collect_odds(&f);
	return f;
}

static unsigned int types_of(const char *words)
{
	unsigned int types = 0, named = 0;
	char text[80], *word;

	snprintf(text, sizeof(text), "%s", words);
	for (word = strtok(text, " "); word; word = strtok(NULL, " ")) {
		bool known = !strcmp(word, "or");

		for (int i = 0; i < REFERENCE; i++)
			if (!strcmp(word, type_words[i])) {
				types |= 1u << i;
				known = true;
			}
		named += !known;
	}
	return types | (named ? 1u << REFERENCE : 0) | (types & 1u << STRING ? 1u << HEX : 0);
}

/* | `path` | type | meaning | */
static bool read_row(const char *line, char path[80], char types[80])
{
	return sscanf(line, "| `%79[^`]` | %79[^|]", path, types) == 2;
}

/* Line after line of both pages, the verbs first. */
struct pages {
	FILE *in;
	char *line;
	size_t room;
	bool views;
};

static const char *next_line(struct pages *p)
{
	if (!p->in && !p->views)
		p->in = fopen(PAGEWALK_SOURCE_DIR "/docs/PROTOCOL.md", "r");
	assert_non_null(p->in);
	if (getline(&p->line, &p->room, p->in) > 0)
		return p->line;
	fclose(p->in);
	if (!p->views) {
		p->views = true;
		p->in = fopen(PAGEWALK_SOURCE_DIR "/docs/VIEWS.md", "r");
		return next_line(p);
	}
	free(p->line);
	return NULL;
}

static struct fields documented(void)
{
	struct fields f = { .nr = 0 };
	struct pages pages = { NULL };
	char section[24] = "", path[80], types[80];

	for (const char *line; (line = next_line(&pages));) {
		sscanf(line, "## %23[a-z_]", section);
		sscanf(line, "### %23[a-z_]", section);
		if (!strcmp(section, "verbs") || !read_row(line, path, types))
			continue;
		if (find(&f, section, path))
			fail_msg("PROTOCOL.md tells %s of %s twice", path, section);
		add(&f, section, path)->types = types_of(types);
	}
	return f;
}

static void say_types(unsigned int types, const char *as, char text[120])
{
	const char *or = "";

	*text = 0;
	for (int i = 0; i < NR_TYPES; i++) {
		if (!(types >> i & 1))
			continue;
		strcat(strcat(text, or), i == REFERENCE ? as : type_words[i]);
		or = " or ";
	}
}

/* Objects and lists need no row of their own unless they may be null. */
static bool needs_row(unsigned int types)
{
	return types & ~(1u << OBJECT | 1u << LIST);
}

static void test_protocol_is_true(void **state)
{
	struct fields real = answered(), told = documented();
	int wrong = 0;

	for (int i = 0; i < real.nr; i++) {
		struct field *r = &real.list[i], *t = find(&told, r->in, r->path);
		const char *as = reference(r->in, r->path);
		char types[120];

		if (t)
			t->met = true;
		if (!strcmp(r->in, "schema") && !strncmp(r->path, "schema.", 7))
			continue;
		if (t ? !(r->types & ~t->types) : !needs_row(r->types))
			continue;
		say_types(r->types, as ? as : "", types);
		print_message("%s: | `%s` | %s | |\n", r->in, r->path, types);
		wrong++;
	}
	for (int i = 0; i < told.nr; i++) {
		if (told.list[i].met)
			continue;
		print_message("%s: %s is in no answer\n", told.list[i].in, told.list[i].path);
		wrong++;
	}
	free(real.list);
	free(told.list);
	assert_int_equal(wrong, 0);
}

/* "`from` `count`" and "none" as the door lists them: "from count" and "". */
static void plain_words(const char *words, char plain[80])
{
	size_t n = 0;

	while (*words == ' ')
		words++;
	for (; *words && !strchr("|.\n", *words) && n < 79; words++)
		if (*words != '`')
			plain[n++] = *words;
	while (n && plain[n - 1] == ' ')
		n--;
	plain[n] = 0;
	if (!strcmp(plain, "none"))
		*plain = 0;
}

/* The door names its keys when it gets one that it does not know. */
static void check_arguments(struct pw_session *s, const char *verb, const char *view, const char *words)
{
	static const char known[] = "known here: verb at";
	char told[80];
	const char *said;

	plain_words(words, told);
	said = view ? refusal(s, "request", "{'verb':'show','view':'%s','?':1}", view) :
		      refusal(s, "request", "{'verb':'%s','?':1}", verb);
	said = strstr(said, known);
	assert_non_null(said);
	said += strlen(known);
	if (view) {
		assert_memory_equal(said, " view", 5);
		said += 5;
	}
	if (strcmp(said + (*said == ' '), told))
		fail_msg("%s takes:%s; PROTOCOL.md: %s", view ? view : verb, said, told);
}

static void test_arguments_are_told(void **state)
{
	static const char arguments[] = "Arguments: ";
	struct pw_session *s = open_ops("{'op':'boot'}");
	struct pages pages = { NULL };
	char section[24] = "", verb[80];
	int verbs = 0, told = 0;

	for (const char *line; (line = next_line(&pages));) {
		sscanf(line, "## %23[a-z_]", section);
		if (!strcmp(section, "verbs") && sscanf(line, "| `%79[^`]` |", verb) == 1) {
			check_arguments(s, verb, NULL, strchr(line + 2, '|') + 1);
			verbs++;
		} else if (!strncmp(line, arguments, strlen(arguments))) {
			check_arguments(s, NULL, section, line + strlen(arguments));
			told++;
		}
	}
	assert_int_equal(verbs, 14);
	assert_int_equal(told, 14);	/* step and calls take none */
	pw_close(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_protocol_is_true),
		cmocka_unit_test(test_arguments_are_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
