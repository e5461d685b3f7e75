/*
 * Requests drawn from a seed: good and bad verbs, keys and values in any mixture.  Whatever is asked,
 * the answer is one JSON value (or bytes), a refusal has both languages, and the story stays whole.
 *
 * A failing run prints its seed and the request: PAGEWALK_SEED=n repeats it.
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

#define REQUESTS 3000
#define COUNT(list) (sizeof(list) / sizeof((list)[0]))

static unsigned int seed, rng;

static unsigned int drawn(size_t below)
{
	rng = rng * 1664525 + 1013904223;
	return (rng >> 8) % (unsigned int)below;
}

static const char *const verbs[] = {
	"schema", "append", "seek", "steps", "show", "frames", "proc", "why", "history", "find", "check",
	"digest", "clone", "nothing",
};

static const char *const keys[] = {
	"to", "from", "count", "grain", "view", "view", "view", "va", "task", "pfn", "offset", "zone",
	"bins", "per", "by", "file", "object", "object", "field", "limit", "dir", "event", "kind", "expr",
	"ops", "op", "none",
};

static const char *const values[] = {
	"0", "1", "-1", "2", "8", "64", "4095", "4096", "32733", "1e9", "1e15", "1e300", "1.5", "true",
	"null", "[]", "{}", "''", "'A'", "'task:A'", "'0x400000'", "'0xffff880007404000'",
	"'0xffffffffffffffff'", "'zone:DMA32'", "'page:0x1a00'", "'pfn:6656'", "'pa:0x1a00008'",
	"'vma:A:0x400000'", "'mm_struct:1'", "'content_line:3'", "'binding:1'", "'A/maps'", "'31/smaps'",
	"'buddyinfo'", "'_refcount'", "'op_begin'", "'decision'", "'task.A.pid > 0'", "'page[5].flags'",
	"'1 +'", "'DMA'", "'order'", "'step'", "'calls'", "'translation'", "'address_space'", "'physical'",
	"'page'", "'buddy'", "'stacks'", "'boot'", "'timeline'", "'overview'", "[{'op':'exit'}]",
	"{'op':'alloc_pages','order':1}", "[{'op':'malloc','bytes':9000}]", "{'op':'boot'}", "'\\u0000'",
};

static void draw_request(int steps, char request[600])
{
	char *at = request;

	at += sprintf(at, "{'verb':'%s'", verbs[drawn(COUNT(verbs))]);
	if (drawn(8))
		at += sprintf(at, ",'at':%u", drawn((size_t)steps + 2));
	for (unsigned int n = drawn(4); n--;)
		at += sprintf(at, ",'%s':%s", keys[drawn(COUNT(keys))], values[drawn(COUNT(values))]);
	sprintf(at, "}");
}

/* How many steps there are now. */
static int check_answer(struct pw_response r, const char *request, int steps)
{
	cJSON *answer;
	const cJSON *now;

	if (!r.is_json)
		return steps;
	answer = parse_of(r);
	now = inside(answer, "steps");
	if (!r.ok && (!*string_inside(answer, "error.message.en") ||
		      !*string_inside(answer, "error.message.zh")))
		fail_msg("%s: a refusal without words", request);
	if (r.ok && now && !strstr(request, "'clone'"))
		steps = now->valueint;
	cJSON_Delete(answer);
	return steps;
}

static void test_anything_may_be_asked(void **state)
{
	struct pw_session *s = open_scenario("01-start-here", NULL);
	int steps = 1, answered = 0;
	char request[600];
	cJSON *check;

	for (int i = 0; i < REQUESTS; i++) {
		struct pw_response r;

		draw_request(steps, request);
		r = ask_raw(s, "%s", request);
		answered += r.ok;
		steps = check_answer(r, request, steps);
	}
	assert_true(answered > REQUESTS / 10);
	check = ask(s, "{'verb':'check'}");
	assert_true(cJSON_IsTrue(inside(check, "held")));
	cJSON_Delete(check);
	pw_close(s);
}

int main(void)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(test_anything_may_be_asked) };
	const char *given = getenv("PAGEWALK_SEED");

	seed = rng = given ? (unsigned int)strtoul(given, NULL, 0) : 419;
	print_message("PAGEWALK_SEED=%u repeats this run\n", seed);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
