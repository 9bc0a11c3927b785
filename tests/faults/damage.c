#include "tests/faults/damage.h"

#include "tests/support/process.h"
#include <err.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define PAGE 4096
#define FLIPS 3

static void run(const char *path, const char *statement, int (*row)(void *, int, char **, char **),
                void *context)
{
    sqlite3 *db;
    if (sqlite3_open_v2(path, &db, SQLITE_OPEN_READWRITE, NULL) == 0)
        sqlite3_exec(db, statement, row, context, NULL); /* a damaged one stays as it is */
    sqlite3_close(db);
}

void damage_settle(const char *path)
{
    run(path, "PRAGMA wal_checkpoint(TRUNCATE)", NULL, NULL);
}

static off_t size_of(int fd)
{
    struct stat info;
    return fstat(fd, &info) ? 0 : info.st_size;
}

void damage_flip(const char *path, struct random *random)
{
    int fd = open(path, O_RDWR | O_CLOEXEC);
    off_t pages = fd < 0 ? 0 : size_of(fd) / PAGE;
    for (int i = 0; pages > 1 && i < FLIPS; i++) {
        unsigned char byte;
        off_t at = random_between(random, 1, pages - 1) * PAGE;
        if (random_chance(random, 0.1))
            at = random_between(random, 0, 15);
        if (pread(fd, &byte, 1, at) != 1)
            break;
        byte ^= (unsigned char)random_between(random, 1, 255);
        if (pwrite(fd, &byte, 1, at) != 1)
            break;
    }
    if (fd >= 0)
        close(fd);
}

void damage_truncate(const char *path, struct random *random)
{
    int fd = open(path, O_RDWR | O_CLOEXEC);
    if (fd < 0)
        return;
    off_t size = size_of(fd);
    if (size > 1 && ftruncate(fd, random_between(random, 0, size / 2)))
        warn("%s", path);
    close(fd);
}

static int take_number(void *context, int columns, char **values, char **names)
{
    (void)columns, (void)names;
    return sscanf(values[0], "%d", (int *)context) != 1;
}

int damage_version(const char *path, int version)
{
    char statement[64];
    int before = -1;
    run(path, "PRAGMA user_version", take_number, &before);
    snprintf(statement, sizeof statement, "PRAGMA user_version = %d", version);
    if (before >= 0)
        run(path, statement, NULL, NULL);
    return before;
}

void damage_copy(const char *path, const char *copy)
{
    shell("cp %s %s", path, copy);
}

void damage_restore(const char *path, const char *copy)
{
    shell("rm -f %s-wal %s-shm; cp %s %s", path, path, copy, path);
}
