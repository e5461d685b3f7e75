/* The table of served files: read, compressed and given their headers at the start. */
#include "files.h"

#include <dirent.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <zlib.h>

#include "serve_limits.h"
#include "reply.h"
#include "script.h"

#define MAX_FILES 8192u
#define FILE_MAX_BYTES (64u << 20)
#define ALL_FILES_MAX_BYTES (512u << 20)
#define MAX_DEPTH 12

struct file {
	char *url;
	const struct type *type;
	char *data;
	size_t bytes;
	char *packed;		/* gzip, where that saves something */
	size_t packed_bytes;
	char etag[24], packed_etag[28];
	struct MHD_Response *plain_answer, *packed_answer, *unchanged, *packed_unchanged;
};

struct type {
	const char *suffix;
	const char *type;
	bool packs;
};

static const struct type types[] = {
	{ ".html", "text/html; charset=utf-8", true },
	{ ".js", "text/javascript; charset=utf-8", true },
	{ ".mjs", "text/javascript; charset=utf-8", true },
	{ ".css", "text/css; charset=utf-8", true },
	{ ".json", "application/json", true },
	{ ".map", "application/json", true },
	{ ".webmanifest", "application/manifest+json", true },
	{ ".wasm", "application/wasm", true },
	{ ".svg", "image/svg+xml", true },
	{ ".png", "image/png", false },
	{ ".gif", "image/gif", false },
	{ ".jpg", "image/jpeg", false },
	{ ".webp", "image/webp", false },
	{ ".ico", "image/x-icon", true },
	{ ".woff2", "font/woff2", false },
	{ ".txt", "text/plain; charset=utf-8", true },
	{ ".md", "text/plain; charset=utf-8", true },
	{ "", "application/octet-stream", false },
};

static const char policy[] =
	"default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; "
	"img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; worker-src 'self'; "
	"manifest-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors ";

static bool ends_with(const char *name, const char *suffix)
{
	size_t length = strlen(name), end = strlen(suffix);

	return length >= end && !strcasecmp(name + length - end, suffix);
}

static const struct type *type_of(const char *name)
{
	const struct type *type = types;

	while (!ends_with(name, type->suffix))
		type++;
	return type;
}

/* A new row, or the one that this url had, emptied. */
static struct file *files_push(struct files *files, const char *url)
{
	struct file *file;

	for (size_t i = 0; i < files->count; i++) {
		file = &files->list[i];
		if (!strcmp(file->url, url)) {
			free(file->data);
			file->data = NULL;
			return file;
		}
	}
	if (files->count == files->room) {
		size_t room = files->room ? files->room * 2 : 64;
		struct file *list = realloc(files->list, room * sizeof(*list));

		if (!list)
			return NULL;
		files->list = list;
		files->room = room;
	}
	file = &files->list[files->count];
	memset(file, 0, sizeof(*file));
	file->url = strdup(url);
	if (!file->url)
		return NULL;
	files->count++;
	return file;
}

static bool add_file(struct files *files, const char *path, const char *url)
{
	struct buffer bytes;
	struct file *file;

	if (files->count >= MAX_FILES || files->bytes > ALL_FILES_MAX_BYTES) {
		complain("%s: more than %u files or %u MiB in all", "%s：文件超过 %u 个或总共超过 %u MiB",
			 path, MAX_FILES, ALL_FILES_MAX_BYTES >> 20);
		return false;
	}
	if (!read_input(path, FILE_MAX_BYTES, &bytes))
		return false;
	file = files_push(files, url);
	if (!file) {
		buffer_free(&bytes);
		return false;
	}
	file->type = type_of(path);
	file->data = bytes.data;
	file->bytes = bytes.bytes;
	files->bytes += bytes.bytes;
	return true;
}

static bool add_folder(struct files *files, const char *folder, const char *url,
		       const char *suffix, int depth);

/* Names that begin with a dot, links and whatever is not a file or a folder are passed over. */
static bool add_entry(struct files *files, const char *folder, const char *url, const char *name,
		      const char *suffix, int depth)
{
	char path[4096], deeper[TARGET_MAX_BYTES];
	struct stat status;
	size_t length;

	if (name[0] == '.')
		return true;
	if ((size_t)snprintf(path, sizeof(path), "%s/%s", folder, name) >= sizeof(path) ||
	    (size_t)snprintf(deeper, sizeof(deeper), "%s%s", url, name) >= sizeof(deeper) - 1)
		return true;
	if (lstat(path, &status))
		return true;
	if (S_ISDIR(status.st_mode)) {
		length = strlen(deeper);
		memcpy(deeper + length, "/", 2);
		return add_folder(files, path, deeper, suffix, depth + 1);
	}
	if (!S_ISREG(status.st_mode) || (suffix && !ends_with(name, suffix)))
		return true;
	if (!add_file(files, path, deeper))
		return false;
	return strcmp(name, "index.html") != 0 || add_file(files, path, url);
}

static bool add_folder(struct files *files, const char *folder, const char *url,
		       const char *suffix, int depth)
{
	DIR *dir = depth < MAX_DEPTH ? opendir(folder) : NULL;
	struct dirent *entry;
	bool ok = true;

	if (!dir)
		return true;
	while (ok && (entry = readdir(dir)))
		ok = add_entry(files, folder, url, entry->d_name, suffix, depth);
	closedir(dir);
	return ok;
}

bool files_add_folder(struct files *files, const char *folder, const char *url, const char *suffix)
{
	DIR *dir = opendir(folder);

	if (!dir) {
		complain("%s: this folder cannot be read", "%s：无法读取该文件夹", folder);
		return false;
	}
	closedir(dir);
	return add_folder(files, folder, url, suffix, 0);
}

/* A gzip member with no name and no time, so that equal files give equal bytes. */
static void pack(struct file *file)
{
	z_stream z = { 0 };
	size_t room = file->bytes - file->bytes / 10;

	if (file->bytes < 1024 || !file->type->packs)
		return;
	if (deflateInit2(&z, 9, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK)
		return;
	file->packed = malloc(room);
	z.next_in = (Bytef *)file->data;
	z.avail_in = (uInt)file->bytes;
	z.next_out = (Bytef *)file->packed;
	z.avail_out = (uInt)room;
	if (file->packed && deflate(&z, Z_FINISH) == Z_STREAM_END) {
		file->packed_bytes = z.total_out;
	} else {
		free(file->packed);
		file->packed = NULL;
	}
	deflateEnd(&z);
}

/* Vite names what it builds NAME-HASH.ext under assets/: such a file never changes. */
static bool is_hashed(const char *url)
{
	const char *dash = strrchr(url, '-');

	return strstr(url, "/assets/") && dash && strcspn(dash + 1, ".") == 8;
}

static uint64_t hash_bytes(const char *data, size_t bytes)
{
	uint64_t hash = 0xcbf29ce484222325ull;

	for (size_t i = 0; i < bytes; i++)
		hash = (hash ^ (unsigned char)data[i]) * 0x100000001b3ull;
	return hash;
}

static void add_security(struct MHD_Response *response, const struct file *file,
			 const char *ancestors)
{
	char csp[sizeof(policy) + 1024];
	bool embed = ends_with(file->url, "/embed.html");

	snprintf(csp, sizeof(csp), "%s%s", policy, embed ? ancestors : "'self'");
	MHD_add_response_header(response, "Content-Security-Policy", csp);
	/* Teachers' pages may themselves be isolated: then what they embed must say that it may be. */
	MHD_add_response_header(response, "Cross-Origin-Resource-Policy", "cross-origin");
	MHD_add_response_header(response, "Cross-Origin-Embedder-Policy", "require-corp");
	/* pagewalk.js is loaded as a module by pages of any origin; these files are public. */
	MHD_add_response_header(response, "Access-Control-Allow-Origin", "*");
	add_common_headers(response);
}

static struct MHD_Response *prepare(const struct file *file, char *data, size_t bytes,
				    const char *etag, const char *ancestors)
{
	struct MHD_Response *r;

	r = MHD_create_response_from_buffer(bytes, data, MHD_RESPMEM_PERSISTENT);
	if (!r)
		return NULL;
	add_security(r, file, ancestors);
	MHD_add_response_header(r, "ETag", etag);
	MHD_add_response_header(r, "Cache-Control", is_hashed(file->url) ?
				"public, max-age=31536000, immutable" : "no-cache");
	if (file->packed)
		MHD_add_response_header(r, "Vary", "Accept-Encoding");
	if (data)
		MHD_add_response_header(r, "Content-Type", file->type->type);
	if (data && data == file->packed)
		MHD_add_response_header(r, "Content-Encoding", "gzip");
	return r;
}

static bool seal(struct file *f, const char *ancestors)
{
	unsigned long long hash = hash_bytes(f->data, f->bytes);

	pack(f);
	snprintf(f->etag, sizeof(f->etag), "\"%016llx\"", hash);
	snprintf(f->packed_etag, sizeof(f->packed_etag), "\"%016llx-gz\"", hash);
	f->plain_answer = prepare(f, f->data, f->bytes, f->etag, ancestors);
	f->unchanged = prepare(f, NULL, 0, f->etag, ancestors);
	if (f->packed) {
		f->packed_answer = prepare(f, f->packed, f->packed_bytes, f->packed_etag, ancestors);
		f->packed_unchanged = prepare(f, NULL, 0, f->packed_etag, ancestors);
	}
	return f->plain_answer && f->unchanged &&
	       (!f->packed || (f->packed_answer && f->packed_unchanged));
}

static void destroy(struct MHD_Response *response)
{
	if (response)
		MHD_destroy_response(response);
}

static void file_free(struct file *f)
{
	destroy(f->plain_answer);
	destroy(f->packed_answer);
	destroy(f->unchanged);
	destroy(f->packed_unchanged);
	free(f->packed);
	free(f->data);
	free(f->url);
}

static int compare_files(const void *a, const void *b)
{
	const struct file *one = a, *other = b;

	return strcmp(one->url, other->url);
}

bool files_seal(struct files *files, const char *ancestors)
{
	if (files->count)
		qsort(files->list, files->count, sizeof(*files->list), compare_files);
	for (size_t i = 0; i < files->count; i++) {
		if (!seal(&files->list[i], ancestors))
			return false;
	}
	return true;
}

static int compare_url(const void *url, const void *file)
{
	const struct file *f = file;

	return strcmp(url, f->url);
}

const struct file *files_find(const struct files *files, const char *url)
{
	if (!files->count)
		return NULL;
	return bsearch(url, files->list, files->count, sizeof(*files->list), compare_url);
}

/* `gzip` as one of the names, and not followed by the quality 0, which means "not that". */
static bool takes_gzip(const char *accept)
{
	while (accept && *accept) {
		accept += strspn(accept, " \t,");
		if (!strncasecmp(accept, "gzip", 4) && strchr(" \t,;", accept[4])) {
			const char *quality = accept + 4 + strspn(accept + 4, " \t;");
			size_t length = strcspn(quality, ", \t");

			return strncasecmp(quality, "q=0", 3) != 0 || strspn(quality + 2, "0.") < length - 2;
		}
		accept += strcspn(accept, ",");
	}
	return false;
}

enum MHD_Result file_reply(const struct file *file, struct MHD_Connection *c)
{
	const char *accept = MHD_lookup_connection_value(c, MHD_HEADER_KIND, "Accept-Encoding");
	const char *known = MHD_lookup_connection_value(c, MHD_HEADER_KIND, "If-None-Match");
	bool packed = file->packed && takes_gzip(accept);
	const char *etag = packed ? file->packed_etag : file->etag;

	if (known && (strstr(known, etag) || !strcmp(known, "*")))
		return MHD_queue_response(c, MHD_HTTP_NOT_MODIFIED,
					  packed ? file->packed_unchanged : file->unchanged);
	return MHD_queue_response(c, MHD_HTTP_OK, packed ? file->packed_answer : file->plain_answer);
}

void files_free(struct files *files)
{
	for (size_t i = 0; i < files->count; i++)
		file_free(&files->list[i]);
	free(files->list);
	memset(files, 0, sizeof(*files));
}
