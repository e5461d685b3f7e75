/* An op that came as a value in a request, as text again: a story keeps the text of its ops. */
#include "lib/number_text.h"
#include "rpc/door.h"

static void out_item(struct json_out *o, const cJSON *item)
{
	bool list = cJSON_IsArray(item);
	char number[NUMBER_TEXT_MAX];
	const cJSON *child;

	if (item->string)
		out_key(o, item->string);
	if (list || cJSON_IsObject(item)) {
		out_open(o, list ? '[' : '{');
		cJSON_ArrayForEach(child, item)
			out_item(o, child);
		out_close(o, list ? ']' : '}');
	} else if (cJSON_IsString(item)) {
		out_string(o, item->valuestring);
	} else if (cJSON_IsNumber(item)) {
		out_raw(o, number_text(item->valuedouble, number));
	} else if (cJSON_IsBool(item)) {
		out_bool(o, cJSON_IsTrue(item));
	} else {
		out_null(o);
	}
}

int append_item(struct call *c, struct story *story, const char *argument, const cJSON *op)
{
	struct json_out text = { 0 };
	const cJSON *child;
	int err;

	out_open(&text, '{');
	cJSON_ArrayForEach(child, op)
		out_item(&text, child);
	out_close(&text, '}');
	err = text.failed ? refuse(c, argument, "not enough memory", "内存不足") :
	      story_append(story, text.data, text.used, c->error);
	out_free(&text);
	return err;
}
