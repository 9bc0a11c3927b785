/* Putting a database aside: it gets a dated name, with its log, and is never overwritten. Not for
 * other rooms. */
#ifndef LAMPION_HISTORY_ASIDE_H
#define LAMPION_HISTORY_ASIDE_H

#include <stddef.h>
#include <stdint.h>

#define ASIDE_PATH_MAX 4096

/* The size of the file PATH + `end` ("", "-wal"); -1: it is not there. */
int64_t aside_size(const char *path, const char *end);

/* Moves `path` and its log to a name that nothing has: PATH.WORD-20261005T060000Z, or with -2 ...
 * behind it. The log first: should we be killed in between, the database is found without it, whole
 * or not, but never a new one with an old log. What is not there is no error. 0 with the name, or
 * -errno. */
int aside_move(const char *path, const char *word, int64_t now_ms, char *name, size_t size);

#endif
