/* Small files, read and written whole. */
#ifndef LAMPION_COMMON_FILE_H
#define LAMPION_COMMON_FILE_H

#include "agent/common/why.h"
#include <stddef.h>
#include <sys/types.h>

/* The text of a file of at most `max` bytes, a NUL behind it; malloc'ed. NULL with why, errno set
 * (EFBIG: longer). */
char *file_read(const char *path, size_t max, struct why *why);

/* Writes beside it and renames, so that there is the old file or the new one, on disk, and never
 * a moment with another mode than `mode`. 0, or -errno with why. */
int file_write(const char *path, const char *text, mode_t mode, struct why *why);

/* Brings the folder of a file to disk: a rename is there when its folder is. 0 or -errno. */
int file_sync_folder(const char *path);

/* Overwrites a secret before it is freed. NULL is allowed. */
void file_forget(char *secret);

#endif
