/* The event tables hold together: every sentence names only its arguments, in both languages. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "machine/format.h"

static bool has_argument(const struct event_type *type, const char *name, size_t length)
{
	for (u32 i = 0; i < type->nr_args; i++)
		if (strlen(type->arg_names[i]) == length &&
		    strncmp(type->arg_names[i], name, length) == 0)
			return true;
	return false;
}

static void check_template(const struct event_type *type, const char *template)
{
	const char *open = template;

	while ((open = strchr(open, '{'))) {
		const char *close = strchr(open, '}');
		const char *query = close ? memchr(open, '?', (size_t)(close - open)) : NULL;
		const char *end = query ? query : close;

		if (!close || !has_argument(type, open + 1, (size_t)(end - open - 1)) ||
		    (query && !memchr(query, '|', (size_t)(close - query))))
			fail_msg("%s: \"%s\" names no argument at \"%s\"", type->name, template, open);
		open = close;
	}
}

static bool is_chinese(const char *text)
{
	for (; *text; text++)
		if ((u8)*text >= 0xe4 && (u8)*text <= 0xe9)
			return true;
	return false;
}

static u32 characters(const char *text)
{
	u32 n = 0;

	for (; *text; text++)
		n += ((u8)*text & 0xc0) != 0x80;
	return n;
}

static void test_every_sentence_in_both_languages(void **state)
{
	for (u32 i = 0; i < NR_EVENTS; i++) {
		const struct event_type *type = &event_types[i];

		for (enum language lang = 0; lang < NR_LANGUAGES; lang++)
			check_template(type, event_sentence(i, lang));
		if (!is_chinese(event_sentence(i, LANG_ZH)))
			fail_msg("%s: no Chinese sentence", type->name);
		if (is_chinese(event_sentence(i, LANG_EN)))
			fail_msg("%s: Chinese in the English sentence", type->name);
	}
}

/* Two lines on the stage: 120 characters in English, 80 in Chinese, slots counted as written. */
/* As long as with the longer form of each plural. */
static u32 written(const char *text)
{
	u32 n = characters(text);

	for (const char *open = text; (open = strstr(open, "{")); open++) {
		const char *close = strchr(open, '}'), *query = memchr(open, '?', (size_t)(close - open));
		const char *bar = query ? memchr(query, '|', (size_t)(close - query)) : NULL;

		if (query)
			n -= (u32)(query - open + 2) + (u32)min_t(size_t, bar - query, close - bar);
	}
	return n;
}

static void test_sentences_are_short(void **state)
{
	for (u32 i = 0; i < NR_EVENTS; i++) {
		const struct event_type *type = &event_types[i];

		if (type->grain > 1)
			continue;
		if (written(event_sentence(i, LANG_EN)) > 120 ||
		    characters(event_sentence(i, LANG_ZH)) > 80)
			fail_msg("%s: too long for two lines", type->name);
	}
}

static void test_every_decision_gives_reasons(void **state)
{
	u32 decisions = 0;

	for (u32 i = 0; i < NR_EVENTS; i++) {
		const struct event_type *type = &event_types[i];

		if (type->class != CLASS_DECISION)
			continue;
		decisions++;
		check_template(type, type->predicate);
		if (type->nr_alternatives < 2)
			fail_msg("%s: a choice needs two roads", type->name);
		for (u32 a = 0; a < type->nr_alternatives; a++)
			for (enum language lang = 0; lang < NR_LANGUAGES; lang++) {
				assert_true(*alternative_name(i, a, lang));
				check_template(type, alternative_reason(i, a, lang));
			}
	}
	assert_true(decisions > 0);
}

static void test_every_call_names_its_kernel_file(void **state)
{
	for (u32 i = 0; i < NR_EVENTS; i++)
		if (event_types[i].class == CLASS_CALL && !strchr(event_types[i].file, '/'))
			fail_msg("%s: kernel file \"%s\"", event_types[i].name, event_types[i].file);
}

static void test_values_are_written_for_people(void **state)
{
	static const struct {
		enum value_kind kind;
		u64 value;
		const char *en, *zh;
	} cases[] = {
		{ V_DEC, 1234567, "1,234,567", "1,234,567" }, { V_DEC, 0, "0", "0" },
		{ V_SDEC, (u64)-1234, "-1,234", "-1,234" }, { V_PFN, 0x1a7b, "0x1a7b", "0x1a7b" },
		{ V_BYTES, 4096, "4 KiB", "4 KiB" }, { V_BYTES, 1000, "1,000 bytes", "1,000 字节" },
		{ V_BOOL, 1, "yes", "是" }, { V_MT, 1, "Movable", "Movable" },
		{ V_GFP, 0x6000c0, "GFP_KERNEL", "GFP_KERNEL" },
		{ V_GFP, 0x6080c0, "GFP_KERNEL|__GFP_ZERO", "GFP_KERNEL|__GFP_ZERO" },
		{ V_PROT, 0, "PROT_NONE", "PROT_NONE" }, { V_PROT, 3, "PROT_READ|PROT_WRITE", NULL },
		{ V_ERR, (u64)-12, "-ENOMEM", "-ENOMEM" }, { V_ERR, 0, "0", "0" },
		{ V_PFERR, 6, "W|U", "W|U" }, { V_TASK, 0, "none", "无" },
	};

	for (u32 i = 0; i < ARRAY_SIZE(cases); i++) {
		char buf[FORMAT_MAX];

		assert_string_equal(format_value(NULL, cases[i].kind, cases[i].value, LANG_EN, buf),
				    cases[i].en);
		if (cases[i].zh)
			assert_string_equal(format_value(NULL, cases[i].kind, cases[i].value, LANG_ZH,
							 buf), cases[i].zh);
	}
}

struct text_sink {
	struct sentence_sink sink;
	char text[200];
};

static void add_piece(struct sentence_sink *sink, enum value_kind kind, u64 value, const char *text,
		      size_t bytes)
{
	strncat(((struct text_sink *)sink)->text, text, bytes);
}

static void test_no_blank_between_chinese_words(void **state)
{
	static const struct {
		u64 class;
		const char *text;
	} cases[] = {
		{ 128, "100 字节换来 128 字节的空间，浪费 28 字节。" },
		{ 4096, "100 字节换来 4 KiB 的空间，浪费 28 字节。" },
	};

	for (u32 i = 0; i < ARRAY_SIZE(cases); i++) {
		u64 args[] = { 100, cases[i].class, 0, 28 };
		struct text_sink sink = { { add_piece }, "" };

		format_sentence(NULL, event_sentence(EV_kmalloc_slab, LANG_ZH), &event_types[EV_kmalloc_slab],
				args, LANG_ZH, &sink.sink);
		assert_string_equal(sink.text, cases[i].text);
	}
}

static void test_one_is_no_plural(void **state)
{
	static const struct {
		u64 dropped;
		const char *text;
	} cases[] = {
		{ 0, "The whole TLB is emptied: 0 entries go." }, { 1, "The whole TLB is emptied: 1 entry goes." },
		{ 2, "The whole TLB is emptied: 2 entries go." },
	};

	for (u32 i = 0; i < ARRAY_SIZE(cases); i++) {
		struct text_sink sink = { { add_piece }, "" };

		format_sentence(NULL, event_sentence(EV_tlb_flush_all, LANG_EN),
				&event_types[EV_tlb_flush_all], &cases[i].dropped, LANG_EN, &sink.sink);
		assert_string_equal(sink.text, cases[i].text);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_sentence_in_both_languages),
		cmocka_unit_test(test_sentences_are_short),
		cmocka_unit_test(test_every_decision_gives_reasons),
		cmocka_unit_test(test_every_call_names_its_kernel_file),
		cmocka_unit_test(test_values_are_written_for_people),
		cmocka_unit_test(test_no_blank_between_chinese_words),
		cmocka_unit_test(test_one_is_no_plural),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
