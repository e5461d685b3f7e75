/* The scan before cJSON: a strict JSON grammar (RFC 8259) that remembers line and column. */
#include <stdlib.h>
#include <string.h>

#include "scenario/json_doc.h"

struct scan {
	const u8 *p, *end;
	const u8 *counted;		/* line and column are those of this byte */
	struct text_place at;
	struct json_doc *doc;
	const struct json_limits *limits;
	struct pw_error *error;
	struct text_place key;		/* of the member being read */
	u32 depth;
};

/* Columns count characters, not bytes. */
static struct text_place place(struct scan *s)
{
	for (; s->counted < s->p; s->counted++) {
		if (*s->counted == '\n') {
			s->at.line++;
			s->at.column = 1;
		} else if ((*s->counted & 0xc0) != 0x80) {
			s->at.column++;
		}
	}
	return s->at;
}

#define SCAN_FAIL(s, en, zh, ...) \
	pw_fail((s)->error, (s)->limits->kind, place(s), "", en, zh, ##__VA_ARGS__)

static void skip_space(struct scan *s)
{
	while (s->p < s->end && (*s->p == ' ' || *s->p == '\t' || *s->p == '\n' || *s->p == '\r'))
		s->p++;
}

/* %.0s swallows the word of the other language. */
static int unexpected(struct scan *s, const char *wanted_en, const char *wanted_zh)
{
	if (s->p >= s->end)
		return SCAN_FAIL(s, "the text ends where %s%.0s should follow",
				 "文本在此结束，后面应有%.0s%s", wanted_en, wanted_zh);
	return SCAN_FAIL(s, "expected %s%.0s here", "此处应为%.0s%s", wanted_en, wanted_zh);
}

/* Length of the UTF-8 sequence at p, 0 if there is no valid one (overlong, surrogate, too high). */
static u32 utf8_length(const u8 *p, const u8 *end)
{
	u32 n = *p < 0x80 ? 1 : *p >= 0xc2 && *p < 0xe0 ? 2 : *p >= 0xe0 && *p < 0xf0 ? 3 :
		*p >= 0xf0 && *p < 0xf5 ? 4 : 0;

	if (!n || (size_t)(end - p) < n)
		return 0;
	for (u32 i = 1; i < n; i++)
		if ((p[i] & 0xc0) != 0x80)
			return 0;
	if ((p[0] == 0xe0 && p[1] < 0xa0) || (p[0] == 0xed && p[1] >= 0xa0) ||
	    (p[0] == 0xf0 && p[1] < 0x90) || (p[0] == 0xf4 && p[1] >= 0x90))
		return 0;
	return n;
}

/* The four digits of \uXXXX at p; -1 if they are not there. */
static int hex4(const struct scan *s, const u8 *p)
{
	int value = 0;

	if (s->end - p < 4)
		return -1;
	for (u32 i = 0; i < 4; i++) {
		u8 c = p[i];

		if (c >= '0' && c <= '9')
			value = value * 16 + c - '0';
		else if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f')
			value = value * 16 + (c | 0x20) - 'a' + 10;
		else
			return -1;
	}
	return value;
}

/* p stands on the u of \uXXXX.  NUL would cut C strings short, so it is refused. */
static int scan_unicode_escape(struct scan *s)
{
	int unit = hex4(s, s->p + 1), low;

	if (unit <= 0)
		return SCAN_FAIL(s, "\\u needs four hexadecimal digits other than 0000",
				 "\\u 后应为四位十六进制数字，且不能是 0000");
	s->p += 5;
	if (unit < 0xd800 || unit > 0xdfff)
		return 0;
	low = s->end - s->p >= 6 && s->p[0] == '\\' && s->p[1] == 'u' ? hex4(s, s->p + 2) : -1;
	if (unit > 0xdbff || low < 0xdc00 || low > 0xdfff)
		return SCAN_FAIL(s, "half of a surrogate pair", "代理对只有一半");
	s->p += 6;
	return 0;
}

static int scan_escape(struct scan *s)
{
	s->p++;
	if (s->p < s->end && *s->p == 'u')
		return scan_unicode_escape(s);
	if (s->p >= s->end || !memchr("\"\\/bfnrt", *s->p, 8))
		return SCAN_FAIL(s, "not an escape that JSON knows", "JSON 中没有这种转义");
	s->p++;
	return 0;
}

static int scan_string(struct scan *s)
{
	s->p++;
	while (s->p < s->end && *s->p != '"') {
		u32 n;

		if (*s->p == '\\') {
			if (scan_escape(s))
				return -1;
			continue;
		}
		if (*s->p < 0x20)
			return SCAN_FAIL(s, "a control character inside a string (write \\n or \\t)",
					 "字符串里有控制字符（请写 \\n 或 \\t）");
		n = utf8_length(s->p, s->end);
		if (!n)
			return SCAN_FAIL(s, "this is not valid UTF-8 (byte 0x%02x)",
					 "这里不是有效的 UTF-8（字节 0x%02x）", *s->p);
		s->p += n;
	}
	if (s->p >= s->end)
		return unexpected(s, "the string's closing \"", "字符串结尾的 \"");
	s->p++;
	return 0;
}

static bool digits(struct scan *s)
{
	const u8 *from = s->p;

	while (s->p < s->end && *s->p >= '0' && *s->p <= '9')
		s->p++;
	return s->p > from;
}

static int scan_number(struct scan *s)
{
	const u8 *from = s->p;
	bool good;

	s->p += *s->p == '-';
	good = s->p < s->end && (*s->p == '0' ? (s->p++, true) : digits(s));
	if (good && s->p < s->end && *s->p == '.') {
		s->p++;
		good = digits(s);
	}
	if (good && s->p < s->end && (*s->p | 0x20) == 'e') {
		s->p++;
		s->p += s->p < s->end && (*s->p == '+' || *s->p == '-');
		good = digits(s);
	}
	if (!good)
		return unexpected(s, "a digit", "数字");
	if (s->p - from > JSON_NUMBER_MAX)
		return SCAN_FAIL(s, "a number of more than %d characters",
				 "数字超过 %d 个字符", JSON_NUMBER_MAX);
	return 0;
}

static int scan_word(struct scan *s)
{
	static const char *const words[] = { "true", "false", "null" };

	for (u32 i = 0; i < ARRAY_SIZE(words); i++) {
		size_t n = strlen(words[i]);

		if ((size_t)(s->end - s->p) >= n && !memcmp(s->p, words[i], n)) {
			s->p += n;
			return 0;
		}
	}
	return unexpected(s, "a JSON value", "一个 JSON 值");
}

static int scan_value(struct scan *s);

static int scan_key(struct scan *s)
{
	skip_space(s);
	s->key = place(s);
	if (s->p >= s->end || *s->p != '"')
		return unexpected(s, "a key in double quotes", "双引号括起的键名");
	if (scan_string(s))
		return -1;
	skip_space(s);
	if (s->p >= s->end || *s->p != ':')
		return unexpected(s, "':' after the key", "键名后的 ':'");
	s->p++;
	return 0;
}

/* p stands on the opening bracket; `close` ends the list. */
static int scan_list(struct scan *s, u8 close)
{
	if (++s->depth > JSON_DEPTH_MAX)
		return SCAN_FAIL(s, "nested deeper than %d levels", "嵌套超过 %d 层", JSON_DEPTH_MAX);
	s->p++;
	skip_space(s);
	if (s->p < s->end && *s->p == close)
		goto closed;
	for (;;) {
		s->key = (struct text_place){ 0 };
		if ((close == '}' && scan_key(s)) || scan_value(s))
			return -1;
		skip_space(s);
		if (s->p < s->end && *s->p == close)
			break;
		if (s->p >= s->end || *s->p != ',')
			return close == '}' ? unexpected(s, "',' or '}'", "',' 或 '}'") :
					      unexpected(s, "',' or ']'", "',' 或 ']'");
		s->p++;
	}
closed:
	s->p++;
	s->depth--;
	return 0;
}

static int note_place(struct scan *s)
{
	struct json_doc *doc = s->doc;

	if (doc->nr_values >= s->limits->values)
		return SCAN_FAIL(s, "more than %u values in one text", "一个文本中的值超过 %u 个",
				 s->limits->values);
	if (doc->nr_values == doc->max_values) {
		u32 max = doc->max_values ? doc->max_values * 2 : 256;
		struct json_place *grown = realloc(doc->places, max * sizeof(*grown));

		if (!grown)
			return SCAN_FAIL(s, "not enough memory", "内存不足");
		doc->places = grown;
		doc->max_values = max;
	}
	doc->places[doc->nr_values].key = s->key;
	doc->places[doc->nr_values++].value = place(s);
	return 0;
}

static int scan_value(struct scan *s)
{
	skip_space(s);
	if (note_place(s))
		return -1;
	if (s->p >= s->end)
		return unexpected(s, "a JSON value", "一个 JSON 值");
	switch (*s->p) {
	case '{':
		return scan_list(s, '}');
	case '[':
		return scan_list(s, ']');
	case '"':
		return scan_string(s);
	case '-': case '0': case '1': case '2': case '3': case '4':
	case '5': case '6': case '7': case '8': case '9':
		return scan_number(s);
	default:
		return scan_word(s);
	}
}

static int scan_text(struct scan *s, size_t bytes)
{
	if (bytes > s->limits->bytes)
		return SCAN_FAIL(s, "%zu bytes; at most %zu are read", "共 %zu 字节，最多读取 %zu 字节",
				 bytes, s->limits->bytes);
	skip_space(s);
	if (s->p == s->end)
		return SCAN_FAIL(s, "the text is empty", "文本是空的");
	if (s->end - s->p >= 3 && !memcmp(s->p, "\xef\xbb\xbf", 3))
		return SCAN_FAIL(s, "a byte order mark at the start; save the file without it",
				 "开头有字节序标记（BOM），请保存为不带 BOM 的文件");
	if (scan_value(s))
		return -1;
	skip_space(s);
	if (s->p < s->end)
		return SCAN_FAIL(s, "the text goes on after its one value",
				 "唯一的 JSON 值之后还有内容");
	return 0;
}

static void number_items(cJSON *item, u32 *next)
{
	cJSON *child;

	item->valueint = (int)(*next)++;
	cJSON_ArrayForEach(child, item)
		number_items(child, next);
}

int json_doc_read(struct json_doc *doc, const void *text, size_t bytes,
		  const struct json_limits *limits, struct pw_error *error)
{
	struct scan s = {
		.p = text, .end = (const u8 *)text + bytes, .counted = text, .at = { 1, 1 },
		.doc = doc, .limits = limits, .error = error,
	};
	u32 next = 0;

	memset(doc, 0, sizeof(*doc));
	if (scan_text(&s, bytes))
		goto failed;
	doc->root = cJSON_ParseWithLength(text, bytes);
	if (!doc->root) {
		SCAN_FAIL(&s, "not enough memory", "内存不足");
		goto failed;
	}
	number_items(doc->root, &next);
	return 0;
failed:
	json_doc_free(doc);
	return -1;
}

void json_doc_free(struct json_doc *doc)
{
	cJSON_Delete(doc->root);
	free(doc->places);
	memset(doc, 0, sizeof(*doc));
}

struct text_place json_place_of(const struct json_doc *doc, const cJSON *item)
{
	u32 i = (u32)item->valueint;

	return i < doc->nr_values ? doc->places[i].value : (struct text_place){ 0 };
}

struct text_place json_key_place_of(const struct json_doc *doc, const cJSON *item)
{
	u32 i = (u32)item->valueint;

	return i < doc->nr_values && doc->places[i].key.line ? doc->places[i].key :
							       json_place_of(doc, item);
}
