/*
 * pagewalk replay: recordings of a real kernel held against the model.  Reads plain files and what
 * gzip made of them; the rest is the core's.
 */
#include <dirent.h>
#include <errno.h>
#include <pagewalk.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <zlib.h>

#include "commands.h"
#include "script.h"

#define RECORDING_MAX_BYTES (64u << 20)
#define GZIP_WINDOW (15 + 16)		/* the largest, and a gzip header before it */
#define PATH_MAX_BYTES 4096
#define FOLDERS_DEEP 8			/* below a folder that was named */

static bool is_gzip(const struct buffer *bytes)
{
	return bytes->bytes >= 2 && !memcmp(bytes->data, "\x1f\x8b", 2);
}

static bool named_gzip(const char *path)
{
	size_t n = strlen(path);

	return n > 3 && !strcmp(path + n - 3, ".gz");
}

/* Inflates until the stream's own end; a file may not be cut short, nor go on after it. */
static bool inflate_all(z_stream *z, struct buffer *out)
{
	static unsigned char block[1 << 16];
	int ret;

	do {
		z->next_out = block;
		z->avail_out = sizeof(block);
		ret = inflate(z, Z_NO_FLUSH);
		if (ret != Z_OK && ret != Z_STREAM_END)
			return false;
		buffer_add(out, block, sizeof(block) - z->avail_out);
		if (out->failed || out->bytes > RECORDING_MAX_BYTES)
			return false;
	} while (ret != Z_STREAM_END);
	return !z->avail_in;
}

static bool gunzip(const char *path, const struct buffer *packed, struct buffer *out)
{
	z_stream z = { 0 };
	bool whole;

	if (inflateInit2(&z, GZIP_WINDOW) != Z_OK)
		return false;
	z.next_in = (unsigned char *)packed->data;
	z.avail_in = (unsigned int)packed->bytes;
	whole = inflate_all(&z, out);
	inflateEnd(&z);
	if (!whole)
		complain("%s:1:1: not a whole gzip file of at most %u bytes (byte %lu)",
			 "%s:1:1: 不是完整的 gzip 文件，或解压后超过 %u 字节（第 %lu 字节处）", path,
			 RECORDING_MAX_BYTES, z.total_in);
	return whole;
}

/* The text of a recording; false after the reason is on stderr. */
static bool read_recording(const char *path, struct buffer *text)
{
	struct buffer packed = { 0 };
	bool good;

	memset(text, 0, sizeof(*text));
	if (!read_input(path, RECORDING_MAX_BYTES, &packed))
		return false;
	if (!is_gzip(&packed) && !named_gzip(path)) {
		*text = packed;
		return true;
	}
	good = gunzip(path, &packed, text);
	buffer_free(&packed);
	return good;
}

static bool exists(const char *path)
{
	FILE *file = fopen(path, "rb");

	if (file)
		fclose(file);
	return file;
}

/* boot/boot-1G.json has its device tree in dtb/1G.dtb.gz, boot/special/boot-1G.json likewise. */
static bool device_tree_path(const char *path, char *tree, size_t room)
{
	static const char *const folders[] = { "..", "../.." };
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path, *end;
	int folder = slash ? (int)(slash - path) : 1;

	end = strstr(name, ".json");
	if (strncmp(name, "boot-", 5) != 0 || !end)
		return false;
	for (size_t i = 0; i < sizeof(folders) / sizeof(folders[0]); i++) {
		int n = snprintf(tree, room, "%.*s/%s/dtb/%.*s.dtb.gz", folder, slash ? path : ".",
				 folders[i], (int)(end - name - 5), name + 5);

		if (n > 0 && (size_t)n < room && exists(tree))
			return true;
	}
	return false;
}

/* A recorded machine that was described by a device tree: the tree becomes part of the recording. */
static bool add_device_tree(const char *path, struct buffer *text)
{
	struct buffer tree = { 0 }, both = { 0 };
	const char *brace = text->data ? strchr(text->data, '{') : NULL;
	char tree_path[PATH_MAX_BYTES];
	bool good;

	if (!brace || !device_tree_path(path, tree_path, sizeof(tree_path)))
		return true;
	good = read_recording(tree_path, &tree);
	buffer_add_string(&both, "{\"dtb\":\"");
	if (good)
		buffer_add_base64(&both, (const unsigned char *)tree.data, tree.bytes);
	buffer_add_string(&both, "\",");
	buffer_add_string(&both, brace + 1);
	buffer_free(&tree);
	buffer_free(text);
	*text = both;
	return good && !both.failed;
}

/* vmalloc/seq1.jsonl.gz was recorded on a machine whose tree lies in dtb/, by its amount of RAM. */
static bool vmalloc_tree_path(const char *path, const char *text, char *tree, size_t room)
{
	const char *slash = strrchr(path, '/'), *ram = text ? strstr(text, "\"-m ") : NULL;
	int folder = slash ? (int)(slash - path) : 1, n;

	if (!ram)
		return false;
	ram += 4;
	n = snprintf(tree, room, "%.*s/../dtb/%.*s.dtb.gz", folder, slash ? path : ".",
		     (int)strcspn(ram, "\" "), ram);
	return n > 0 && (size_t)n < room && exists(tree);
}

/* A sequence of an arm machine: its tree, and which of the two arm kernels it was. */
static bool add_vmalloc_tree(const char *path, struct buffer *text)
{
	struct buffer tree = { 0 }, both = { 0 };
	const char *brace = text->data ? strchr(text->data, '{') : NULL;
	char tree_path[4096];
	bool good;

	if (!brace || !vmalloc_tree_path(path, text->data, tree_path, sizeof(tree_path)))
		return true;
	good = read_recording(tree_path, &tree);
	buffer_add_string(&both, "{\"arch\":\"arm\",");
	if (strstr(path, "lpae"))
		buffer_add_string(&both, "\"variant\":\"lpae\",");
	buffer_add_string(&both, "\"dtb\":\"");
	if (good)
		buffer_add_base64(&both, (const unsigned char *)tree.data, tree.bytes);
	buffer_add_string(&both, "\",");
	buffer_add_string(&both, brace + 1);
	buffer_free(&tree);
	buffer_free(text);
	*text = both;
	return good && !both.failed;
}

/* vmallocinfo-seq1.json tells what came of the calls in seq1.jsonl: those follow it as lines. */
static bool add_sequence(const char *path, struct buffer *text)
{
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;
	struct buffer calls = { 0 };
	char calls_path[4096];
	int n;

	if (strncmp(name, "vmallocinfo-seq", 15) != 0)
		return add_vmalloc_tree(path, text);
	n = snprintf(calls_path, sizeof(calls_path), "%.*sseq%.*s.jsonl.gz", (int)(name - path), path,
		     (int)strcspn(name + 15, "."), name + 15);
	if (n < 0 || (size_t)n >= sizeof(calls_path) || !read_recording(calls_path, &calls) ||
	    !add_vmalloc_tree(calls_path, &calls))
		return false;
	if (text->bytes && text->data[text->bytes - 1] != '\n')
		buffer_add_string(text, "\n");
	buffer_add(text, calls.data, calls.bytes);
	buffer_free(&calls);
	return !text->failed;
}

/* One run of the command: what it was asked, and how it stands. */
struct tally {
	const char *kind;
	bool first;		/* tell the first difference of each file */
	uint64_t predicted, total;
	bool met;		/* at least one recording, whatever it was worth */
	bool bad;
};

static void replay_file(struct tally *tally, const char *path)
{
	static struct pw_replay answer;
	const char *kind = tally->kind;
	struct buffer text;

	tally->met = true;
	if (!read_recording(path, &text) ||
	    (!strcmp(kind, "boot") && !add_device_tree(path, &text)) ||
	    (!strcmp(kind, "vmalloc") && !add_sequence(path, &text))) {
		tally->bad = true;
		buffer_free(&text);
		return;
	}
	if (pw_replay(kind, text.data, text.bytes, in_chinese(), NULL, &answer)) {
		fprintf(stderr, "%s:%s\n", path, answer.text);
		tally->bad = true;
	} else {
		printf("%s %s: %llu/%llu\n", kind, path, (unsigned long long)answer.predicted,
		       (unsigned long long)answer.total);
		if (tally->first && answer.predicted < answer.total)
			printf("  %s", answer.text);
		tally->predicted += answer.predicted;
		tally->total += answer.total;
	}
	buffer_free(&text);
}

static bool ends_with(const char *text, const char *end)
{
	size_t n = strlen(text), e = strlen(end);

	return n >= e && !strcmp(text + n - e, end);
}

/*
 * Beside the recordings lie the texts that they were made from: raw-128M/zoneinfo.gz,
 * raw-wm-2G.txt.gz, config-x86_64.gz.  A whole folder may be named, so these are passed over; and so is
 * vmallocinfo-boot.json, which says what drivers took of a machine that has none in the model.
 */
static bool is_raw_text(const char *path)
{
	const char *slash = strrchr(path, '/'), *name = slash ? slash + 1 : path;

	return !strncmp(path, "raw-", 4) || strstr(path, "/raw-") || !strncmp(name, "config", 6) ||
	       !strncmp(name, "kallsyms", 8) || !strncmp(name, "vmallocinfo-boot", 16) ||
	       ends_with(name, ".txt") ||
	       ends_with(name, ".txt.gz") || ends_with(name, ".dts") || ends_with(name, ".dtb.gz");
}

static bool is_folder(const char *path)
{
	struct stat about;

	return !stat(path, &about) && S_ISDIR(about.st_mode);
}

static void replay_path(struct tally *tally, const char *path, int deep);

/* Everything in a folder, in the order of the names; what begins with a dot is not meant. */
static void replay_folder(struct tally *tally, const char *path, int deep)
{
	struct dirent **entries;
	int nr = scandir(path, &entries, NULL, alphasort);

	if (nr < 0) {
		complain("%s: cannot be read: %s", "%s：无法读取：%s", path, strerror(errno));
		tally->bad = true;
		return;
	}
	for (int i = 0; i < nr; i++) {
		char below[PATH_MAX_BYTES];
		int n = snprintf(below, sizeof(below), "%s/%s", path, entries[i]->d_name);

		if (entries[i]->d_name[0] != '.' && n < PATH_MAX_BYTES && deep < FOLDERS_DEEP)
			replay_path(tally, below, deep + 1);
		free(entries[i]);
	}
	free(entries);
}

/* A raw text that was named itself is told; in a folder nobody meant it. */
static void replay_path(struct tally *tally, const char *path, int deep)
{
	if (is_raw_text(path)) {
		if (!deep)
			printf(in_chinese() ? "%s %s: 0/0（原始文本，不是记录）\n" :
			       "%s %s: 0/0 (a raw text, no recording)\n", tally->kind, path);
	} else if (is_folder(path)) {
		replay_folder(tally, path, deep);
		if (!deep && !tally->met && !tally->bad) {
			complain("%s: there is no recording in this folder", "%s：这个文件夹里没有记录", path);
			tally->bad = true;
		}
	} else {
		replay_file(tally, path);
	}
}

static bool known_kind(const char *kind)
{
	const char *name;

	for (uint32_t i = 0; (name = pw_replay_kind(i)); i++)
		if (!strcmp(name, kind))
			return true;
	complain("pagewalk replay: no kind '%s' of recording (see: pagewalk replay --help)",
		 "pagewalk replay：没有“%s”这种记录（参见：pagewalk replay --help）", kind);
	return false;
}

static enum exit_code run_replay(const struct arguments *arguments)
{
	const char *kind = arguments->operands[0];
	struct tally tally = { .kind = kind, .first = option_value(arguments, "first") };

	if (!known_kind(kind))
		return BAD_INPUT;
	for (int i = 1; i < arguments->nr_operands; i++)
		replay_path(&tally, arguments->operands[i], 0);
	printf(in_chinese() ? "replay %s：预测正确 %llu/%llu\n" : "replay %s: %llu/%llu predicted\n",
	       kind, (unsigned long long)tally.predicted, (unsigned long long)tally.total);
	if (tally.bad)
		return BAD_INPUT;
	return tally.total && tally.predicted == tally.total ? DONE : EXPECTATION_FAILED;
}

static const struct option options[] = {
	{ "first", NULL, { "Tell the first difference of each file, and how the model got there.",
			   "指出每个文件的第一处差异，以及模型是怎样得出的。" } },
	{ 0 },
};

const struct command replay_command = {
	.name = "replay",
	.operands = "KIND FILE...",
	.min_operands = 2,
	.max_operands = 65536,
	.summary = { "Hold recordings of a real 4.19 kernel against the model.",
		     "用模型预测真实 4.19 内核的记录，逐项对照。" },
	.details = { "KIND is boot, watermarks, buddy, cma, constants, slab, slub or vmalloc.  Files are "
		     "JSON or JSON lines, plain or gzip'ed; of a folder, all files in it.  Raw texts "
		     "(raw-*, *.txt, config*) are passed over.\n"
		     "Exit code 0: everything was predicted; 1: something was not; "
		     "2: a file cannot be read.",
		     "KIND 为 boot、watermarks、buddy、cma、constants、slab、slub 或 vmalloc。"
		     "文件为 JSON 或 JSON Lines，可用 gzip 压缩；给出文件夹时取其中所有文件。"
		     "原始文本（raw-*、*.txt、config*）会跳过。\n"
		     "退出码 0：全部预测正确；1：有不符；2：有文件无法读取。" },
	.options = options,
	.run = run_replay,
};
