/* Answers and refusals.  The refusals are one table, so that none lacks a status or a language. */
#include "reply.h"

#include <stdlib.h>
#include <string.h>

#include "text.h"

struct refusal_row {
	unsigned int status;
	const char *reason;	/* for the status line, where we write it ourselves */
	struct text text;
};

static const struct refusal_row refusals[NR_REFUSALS] = {
	[REFUSED_HOST_MISSING] = { 400, "Bad Request", {
		"exactly one Host header is needed", "必须有且只有一个 Host 头" } },
	[REFUSED_FRAMING] = { 400, "Bad Request", {
		"the headers are malformed, or tell the length of the body in two ways or in none",
		"请求头格式有误，或请求体长度的表示有歧义" } },
	[REFUSED_QUERY] = { 400, "Bad Request", {
		"an argument of the query is not understood: each is given once, with a value, and a"
		" number is decimal digits",
		"无法理解某个查询参数：每个参数只给一次并带有值，数字须为十进制数字" } },
	[REFUSED_NO_BODY] = { 400, "Bad Request", {
		"the body is empty; a JSON request is needed", "请求体为空；需要一个 JSON 请求" } },
	[REFUSED_ORIGIN] = { 403, "Forbidden", {
		"pages of another origin may not use this interface", "其他来源的页面不得使用此接口" } },
	[REFUSED_NOT_FOUND] = { 404, "Not Found", {
		"there is nothing at this address", "此地址没有任何内容" } },
	[REFUSED_SESSION] = { 404, "Not Found", {
		"there is no such session; it may have expired", "没有这个会话；它可能已过期" } },
	[REFUSED_METHOD] = { 405, "Method Not Allowed", {
		"this address does not take that method", "此地址不接受该方法" } },
	[REFUSED_SLOW] = { 408, "Request Timeout", {
		"the request took too long to arrive", "请求到达得太慢" } },
	[REFUSED_BODY_SIZE] = { 413, "Content Too Large", {
		"the body is larger than 16 MiB, the limit of one request",
		"请求体超过 16 MiB，即单个请求的上限" } },
	[REFUSED_TARGET_SIZE] = { 414, "URI Too Long", {
		"the address is longer than 2048 bytes", "地址超过 2048 字节" } },
	[REFUSED_TYPE] = { 415, "Unsupported Media Type", {
		"the body must be sent as application/json", "请求体必须以 application/json 发送" } },
	[REFUSED_STEP] = { 416, "Range Not Satisfiable", {
		"the step lies after the last step", "该步骤位于最后一步之后" } },
	[REFUSED_HOST] = { 421, "Misdirected Request", {
		"this server does not answer for that host name (see --host)",
		"本服务器不应答该主机名（参见 --host）" } },
	[REFUSED_PER_IP] = { 429, "Too Many Requests", {
		"too many connections from this address", "来自该地址的连接过多" } },
	[REFUSED_QUEUE] = { 429, "Too Many Requests", {
		"too many requests of this session are waiting", "该会话等待中的请求过多" } },
	[REFUSED_STREAMS] = { 429, "Too Many Requests", {
		"too many event streams of this session are open", "该会话打开的事件流过多" } },
	[REFUSED_CONNECTIONS] = { 503, "Service Unavailable", {
		"too many connections; try again later", "连接过多；请稍后再试" } },
	[REFUSED_SESSIONS] = { 503, "Service Unavailable", {
		"as many sessions are open as this server allows; close one or try again later",
		"打开的会话数已达服务器上限；请关闭一个会话或稍后再试" } },
	[REFUSED_MEMORY] = { 503, "Service Unavailable", {
		"the sessions hold as much memory as this server allows; close one or try again later",
		"会话占用的内存已达服务器上限；请关闭一个会话或稍后再试" } },
	[REFUSED_STOPPING] = { 503, "Service Unavailable", {
		"the server is stopping", "服务器正在停止" } },
};

static void add(struct MHD_Response *response, const char *name, const char *value)
{
	MHD_add_response_header(response, name, value);
}

void add_common_headers(struct MHD_Response *response)
{
	add(response, "X-Content-Type-Options", "nosniff");
	add(response, "Referrer-Policy", "no-referrer");
	add(response, "Permissions-Policy",
	    "camera=(), microphone=(), geolocation=(), payment=(), usb=(), interest-cohort=()");
}

void add_api_headers(struct MHD_Response *response)
{
	add_common_headers(response);
	add(response, "Cache-Control", "no-store");
	add(response, "Cross-Origin-Resource-Policy", "same-origin");
	add(response, "Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
}

static enum MHD_Result send_off(struct MHD_Connection *c, unsigned int status,
				struct MHD_Response *response)
{
	enum MHD_Result result = MHD_queue_response(c, status, response);

	MHD_destroy_response(response);
	return result;
}

enum MHD_Result reply_bytes(struct MHD_Connection *c, unsigned int status, const char *type,
			    void *data, size_t bytes)
{
	struct MHD_Response *response;

	response = MHD_create_response_from_buffer(bytes, data, MHD_RESPMEM_MUST_FREE);
	if (!response) {
		free(data);
		return MHD_NO;
	}
	add_api_headers(response);
	add(response, "Content-Type", type);
	return send_off(c, status, response);
}

enum MHD_Result reply_json(struct MHD_Connection *c, unsigned int status, struct buffer *text)
{
	void *data = text->data;
	size_t bytes = text->bytes;

	if (text->failed || !data) {
		buffer_free(text);
		return MHD_NO;
	}
	memset(text, 0, sizeof(*text));
	return reply_bytes(c, status, "application/json", data, bytes);
}

/* The argument comes behind the text in both languages, and is the path. */
static void refusal_text(struct buffer *out, enum refusal refusal, const char *argument)
{
	const struct text *text = &refusals[refusal].text;

	if (!argument) {
		buffer_printf(out, "{\"ok\":false,\"error\":{\"kind\":\"http\",\"message\":{"
			      "\"en\":\"%s\",\"zh\":\"%s\"}}}", text->en, text->zh);
		return;
	}
	buffer_printf(out, "{\"ok\":false,\"error\":{\"kind\":\"http\",\"message\":{\"en\":\"%s: %s\","
		      "\"zh\":\"%s：%s\"},\"path\":\"%s\"}}", text->en, argument, text->zh, argument,
		      argument);
}

enum MHD_Result reply_refusal(struct MHD_Connection *c, enum refusal refusal, const char *what)
{
	unsigned int status = refusals[refusal].status;
	struct MHD_Response *response;
	struct buffer text = { 0 };

	refusal_text(&text, refusal, refusal == REFUSED_QUERY ? what : NULL);
	if (text.failed)
		return MHD_NO;
	response = MHD_create_response_from_buffer(text.bytes, text.data, MHD_RESPMEM_MUST_FREE);
	if (!response) {
		buffer_free(&text);
		return MHD_NO;
	}
	add_api_headers(response);
	add(response, "Content-Type", "application/json");
	if (what && refusal == REFUSED_METHOD)
		add(response, "Allow", what);
	if (status == 429 || status == 503)
		add(response, "Retry-After", "5");
	if (refusal == REFUSED_PER_IP || refusal == REFUSED_CONNECTIONS || refusal == REFUSED_FRAMING)
		add(response, "Connection", "close");
	return send_off(c, status, response);
}

void refusal_on_wire(struct buffer *out, enum refusal refusal)
{
	struct buffer text = { 0 };

	refusal_text(&text, refusal, NULL);
	buffer_printf(out, "HTTP/1.1 %u %s\r\nContent-Type: application/json\r\nContent-Length: %zu\r\n"
		      "X-Content-Type-Options: nosniff\r\nCache-Control: no-store\r\n"
		      "Connection: close\r\n\r\n%s", refusals[refusal].status,
		      refusals[refusal].reason, text.bytes, text.data ? text.data : "");
	buffer_free(&text);
}
