/*
 * The files that are served: an exact table, built once at the start.  No path from a request ever
 * reaches the file system, so `..`, `%00` and links have nothing to climb on.
 */
#ifndef PAGEWALK_FILES_H
#define PAGEWALK_FILES_H

#include <microhttpd.h>
#include <stdbool.h>
#include <stddef.h>

struct files {
	struct file *list;	/* sorted by url once all are in */
	size_t count, room;
	size_t bytes;
};

/* Adds every regular file under `folder`, at `url` ("/" or "/scenarios/"); the later one of a url
 * wins.  `suffix` (or NULL) chooses by the end of the name.  False, told on stderr, past a limit. */
bool files_add_folder(struct files *files, const char *folder, const char *url, const char *suffix);

/* Sorts the table and prepares the answers; `ancestors` are those who may frame embed.html. */
bool files_seal(struct files *files, const char *ancestors);

/* The file at this exact url, or NULL. */
const struct file *files_find(const struct files *files, const char *url);

enum MHD_Result file_reply(const struct file *file, struct MHD_Connection *connection);

void files_free(struct files *files);

#endif
