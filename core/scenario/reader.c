/* Typed values out of JSON; see reader.h. */
#include <stdio.h>
#include <string.h>

#include "lib/number_text.h"
#include "scenario/reader.h"

#define NAME_MAX_BYTES 31

u32 path_enter_key(struct reader *r, const char *key)
{
	u32 before = r->path_length, room = (u32)sizeof(r->path) - before;
	int n = snprintf(r->path + before, room, "%s%s", before ? "." : "", clip(key).text);

	r->path_length = before + min_t(u32, (u32)n, room - 1);
	return before;
}

u32 path_enter_index(struct reader *r, u32 index)
{
	u32 before = r->path_length, room = (u32)sizeof(r->path) - before;
	int n = snprintf(r->path + before, room, "[%u]", index);

	r->path_length = before + min_t(u32, (u32)n, room - 1);
	return before;
}

void path_leave(struct reader *r, u32 length)
{
	r->path_length = length;
	r->path[length] = '\0';
}

struct type_words {
	const char *en, *zh;
};

static struct type_words type_of(const cJSON *item)
{
	switch (item->type & 0xff) {
	case cJSON_False: case cJSON_True:
		return (struct type_words){ "true or false", "布尔值" };
	case cJSON_NULL:
		return (struct type_words){ "null", "null" };
	case cJSON_Number:
		return (struct type_words){ "a number", "数字" };
	case cJSON_String:
		return (struct type_words){ "a string", "字符串" };
	case cJSON_Array:
		return (struct type_words){ "a list", "列表" };
	default:
		return (struct type_words){ "an object", "对象" };
	}
}

static int wrong_type(struct reader *r, const cJSON *item, const char *en, const char *zh)
{
	struct type_words is = type_of(item);

	return READ_FAIL(r, item, "%s%.0s expected, but this is %s%.0s",
			 "%.0s此处应为%s，实际是%.0s%s", en, zh, is.en, is.zh);
}

int want_object(struct reader *r, const cJSON *item)
{
	return cJSON_IsObject(item) ? 0 : wrong_type(r, item, "an object", "对象");
}

int want_array(struct reader *r, const cJSON *item, u32 max)
{
	u32 n = 0;
	const cJSON *child;

	if (!cJSON_IsArray(item))
		return wrong_type(r, item, "a list", "列表");
	cJSON_ArrayForEach(child, item)
		n++;
	if (n > max)
		return READ_FAIL(r, item, "%u entries; at most %u are allowed",
				 "有 %u 项，最多允许 %u 项", n, max);
	return 0;
}

static int duplicate_key(struct reader *r, const cJSON *member)
{
	return pw_fail(r->error, r->kind, json_key_place_of(r->doc, member), r->path,
		       "the key \"%s\" stands here twice", "键 \"%s\" 重复出现",
		       clip(member->string).text);
}

int want_new_key(struct reader *r, const cJSON *object, const cJSON *member)
{
	for (const cJSON *c = object->child; c != member; c = c->next)
		if (!strcmp(c->string, member->string))
			return duplicate_key(r, member);
	return 0;
}

static void list_keys(const struct key_type *keys, u32 nr, char *buf, size_t size)
{
	size_t used = 0;

	buf[0] = '\0';
	for (u32 i = 0; i < nr && used < size; i++)
		used += (size_t)snprintf(buf + used, size - used, "%s%s", i ? ", " : "",
					 keys[i].name);
}

static int unknown_key(struct reader *r, const cJSON *member, const struct key_type *keys, u32 nr)
{
	char known[300];

	list_keys(keys, nr, known, sizeof(known));
	return pw_fail(r->error, r->kind, json_key_place_of(r->doc, member), r->path,
		       "unknown key \"%s\"; known here: %s", "未知的键 \"%s\"；此处可用：%s",
		       clip(member->string).text, known);
}

static int key_index(const struct key_type *keys, u32 nr, const char *name)
{
	for (u32 i = 0; i < nr; i++)
		if (!strcmp(keys[i].name, name))
			return (int)i;
	return -1;
}

static int read_member(struct reader *r, const cJSON *member, const struct key_type *key,
		       void *into)
{
	u32 before = path_enter_key(r, member->string);

	if (key->read(r, member, into))
		return -1;
	path_leave(r, before);
	return 0;
}

int read_object(struct reader *r, const cJSON *item, const struct key_type *keys, u32 nr_keys,
		void *into)
{
	const cJSON *member;
	u64 seen = 0;

	if (want_object(r, item))
		return -1;
	cJSON_ArrayForEach(member, item) {
		int i = key_index(keys, nr_keys, member->string);

		if (i < 0)
			return unknown_key(r, member, keys, nr_keys);
		if (seen >> i & 1)
			return duplicate_key(r, member);
		seen |= 1ull << i;
		if (read_member(r, member, &keys[i], into))
			return -1;
	}
	for (u32 i = 0; i < nr_keys; i++)
		if (keys[i].required && !(seen >> i & 1))
			return READ_FAIL(r, item, "the key \"%s\" is missing", "缺少键 \"%s\"",
					 keys[i].name);
	return 0;
}

static bool digit_value(char c, u32 base, u32 *value)
{
	if (c >= '0' && c <= '9')
		*value = (u32)(c - '0');
	else if ((c | 0x20) >= 'a' && (c | 0x20) <= 'f')
		*value = (u32)((c | 0x20) - 'a') + 10;
	else
		return false;
	return *value < base;
}

static bool scale(char unit, u64 *value)
{
	static const char units[] = "KMGT";
	const char *at = strchr(units, unit & ~0x20);
	u32 shift;

	if (!at || !*at)	/* a blank without its bit 0x20 is the end of the list */
		return false;
	shift = 10 * (u32)(at - units + 1);
	if (*value > ~0ull >> shift)
		return false;
	*value <<= shift;
	return true;
}

bool parse_u64(const char *text, size_t length, u64 *value)
{
	u32 base = length > 2 && text[0] == '0' && (text[1] | 0x20) == 'x' ? 16 : 10, digit;
	size_t i = base == 16 ? 2 : 0, first = i;

	*value = 0;
	for (; i < length && digit_value(text[i], base, &digit); i++) {
		if (*value > (~0ull - digit) / base)
			return false;
		*value = *value * base + digit;
	}
	if (i == first)
		return false;
	return i == length || (i + 1 == length && scale(text[i], value));
}

size_t name_length(const char *text)
{
	size_t n = 0;

	while (text[n] == '_' || ((text[n] | 0x20) >= 'a' && (text[n] | 0x20) <= 'z') ||
	       (n && text[n] >= '0' && text[n] <= '9'))
		n++;
	return n;
}

/* As a person would write it: 4096, "64G", or hexadecimal. */
static const char *limit_text(u64 limit, char buf[24])
{
	static const char units[] = "?KMGT";
	u32 unit = 0;

	for (u64 rest = limit; rest && rest % 1024 == 0 && unit < 4; rest /= 1024)
		unit++;
	if (limit <= 1000000)
		snprintf(buf, 24, "%llu", (unsigned long long)limit);
	else if (unit)
		snprintf(buf, 24, "%llu%c", (unsigned long long)limit >> 10 * unit, units[unit]);
	else
		snprintf(buf, 24, "0x%llx", (unsigned long long)limit);
	return buf;
}

static int out_of_range(struct reader *r, const cJSON *item, const char *shown, u64 min, u64 max)
{
	char least[24], most[24];

	return READ_FAIL(r, item, "%s is out of range: %s to %s", "%s 超出范围：%s 到 %s", shown,
			 limit_text(min, least), limit_text(max, most));
}

static int not_whole(struct reader *r, const cJSON *item, const char *shown)
{
	return READ_FAIL(r, item, "%s is not a whole number (above 2^53 write it as a string: \"0x..\")",
			 "%s 不是整数（大于 2^53 请写成字符串 \"0x..\"）", shown);
}

int read_u64(struct reader *r, const cJSON *item, u64 min, u64 max, u64 *value)
{
	char shown[NUMBER_TEXT_MAX];

	if (cJSON_IsNumber(item)) {
		double d = item->valuedouble;

		number_text(d, shown);
		if (d < 0)
			return out_of_range(r, item, shown, min, max);
		if (!(d <= 9007199254740992.0) || d != (double)(u64)d)
			return not_whole(r, item, shown);
		*value = (u64)d;
	} else if (cJSON_IsString(item)) {
		if (!parse_u64(item->valuestring, strlen(item->valuestring), value))
			return READ_FAIL(r, item, "\"%s\" is not a number such as 12, \"0x1000\" or \"64K\"",
					 "\"%s\" 不是数字（例如 12、\"0x1000\"、\"64K\"）",
					 clip(item->valuestring).text);
	} else {
		return wrong_type(r, item, "a number", "数字");
	}
	if (*value >= min && *value <= max)
		return 0;
	snprintf(shown, sizeof(shown), *value > 1000000 ? "0x%llx" : "%llu",
		 (unsigned long long)*value);
	return out_of_range(r, item, cJSON_IsString(item) ? clip(item->valuestring).text : shown,
			    min, max);
}

int read_string(struct reader *r, const cJSON *item, u32 max_bytes, const char **value)
{
	if (!cJSON_IsString(item))
		return wrong_type(r, item, "a string", "字符串");
	if (strlen(item->valuestring) > max_bytes)
		return READ_FAIL(r, item, "%zu bytes of text; at most %u are allowed",
				 "文字有 %zu 字节，最多允许 %u 字节", strlen(item->valuestring), max_bytes);
	*value = item->valuestring;
	return 0;
}

void names_add(struct names_list *l, const char *prefix, const char *name)
{
	if (l->used < sizeof(l->text))
		l->used += (size_t)snprintf(l->text + l->used, sizeof(l->text) - l->used, "%s%s%s",
					    l->used ? ", " : "", prefix, name);
}

int read_choice(struct reader *r, const cJSON *item, const char *const *choices, u32 nr, u64 *index)
{
	return read_choice_before(r, item, NULL, choices, nr, index);
}

int read_choice_before(struct reader *r, const cJSON *item, const char *end,
		       const char *const *choices, u32 nr, u64 *index)
{
	struct names_list list = { "", 0 };
	size_t length;

	if (!cJSON_IsString(item))
		return wrong_type(r, item, "a string", "字符串");
	length = end ? (size_t)(end - item->valuestring) : strlen(item->valuestring);
	for (u32 i = 0; i < nr; i++) {
		if (strlen(choices[i]) == length && !memcmp(item->valuestring, choices[i], length)) {
			*index = i;
			return 0;
		}
		names_add(&list, "", choices[i]);
	}
	return READ_FAIL(r, item, "\"%s\" is not one of: %s", "\"%s\" 不在可选值中：%s",
			 clip(item->valuestring).text, list.text);
}

static int read_en(struct reader *r, const cJSON *item, void *into)
{
	return read_string(r, item, TEXT_MAX_BYTES, &((struct text2 *)into)->text[0]);
}

static int read_zh(struct reader *r, const cJSON *item, void *into)
{
	return read_string(r, item, TEXT_MAX_BYTES, &((struct text2 *)into)->text[1]);
}

int read_text2(struct reader *r, const cJSON *item, struct text2 *text)
{
	static const struct key_type keys[] = { { "en", read_en, true }, { "zh", read_zh, true } };

	return read_object(r, item, keys, ARRAY_SIZE(keys), text);
}

int read_name(struct reader *r, const cJSON *item, const char **name)
{
	size_t n;

	if (read_string(r, item, TEXT_MAX_BYTES, name))
		return -1;
	n = name_length(*name);
	if (n && !(*name)[n] && n <= NAME_MAX_BYTES)
		return 0;
	return READ_FAIL(r, item, "\"%s\" is no name: a letter, then letters, digits or _, at most %d",
			 "\"%s\" 不能作名字：须以字母开头，只含字母、数字和 _，最多 %d 个字符",
			 clip(*name).text, NAME_MAX_BYTES);
}
