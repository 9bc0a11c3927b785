#include "dashboard/history/aside.h"

#include "agent/common/file.h"
#include "agent/common/time.h"
#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define ASIDE_MAX 100 /* in one second */

int64_t aside_size(const char *path, const char *end)
{
    char name[ASIDE_PATH_MAX + 8];
    struct stat status;
    snprintf(name, sizeof name, "%s%s", path, end);
    return stat(name, &status) == 0 ? (int64_t)status.st_size : -1;
}

/* A name that neither a database nor a log has. */
static int free_name(const char *path, const char *word, int64_t now_ms, char *name, size_t size)
{
    char date[TIME_TEXT_MAX], *to = date;
    time_format_s(now_ms, date);
    for (const char *from = date; *from; from++)
        if (*from != '-' && *from != ':')
            *to++ = *from;
    *to = '\0';
    for (int i = 1; i <= ASIDE_MAX; i++) {
        int length = snprintf(name, size, i == 1 ? "%s.%s-%s" : "%s.%s-%s-%d", path, word, date, i);
        if (length < 0 || (size_t)length >= size)
            return -ENAMETOOLONG;
        if (aside_size(name, "") < 0 && aside_size(name, "-wal") < 0)
            return 0;
    }
    return -EEXIST;
}

static int move(const char *path, const char *name, const char *end)
{
    char from[ASIDE_PATH_MAX + 8], to[ASIDE_PATH_MAX + 8];
    snprintf(from, sizeof from, "%s%s", path, end);
    snprintf(to, sizeof to, "%s%s", name, end);
    if (*end && aside_size(path, end) == 0) /* a log with nothing in it is no log */
        return unlink(from) == 0 ? 0 : -errno;
    return rename(from, to) == 0 || errno == ENOENT ? 0 : -errno;
}

int aside_move(const char *path, const char *word, int64_t now_ms, char *name, size_t size)
{
    char index[ASIDE_PATH_MAX + 8];
    int error = free_name(path, word, now_ms, name, size);
    if (!error)
        error = move(path, name, "-wal");
    if (!error)
        error = move(path, name, "");
    if (error)
        return error;
    snprintf(index, sizeof index, "%s-shm", path);
    unlink(index);
    (void)file_sync_folder(path); /* it is where it is; the next one syncs it, too */
    return 0;
}
