#include "dashboard/history/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#define PATH_SIZE 4096
#define TEXT_SIZE 128

struct store_lock {
    char database[PATH_SIZE];
    int fd;
    enum store_past past;
};

/* "clean SIZE MTIME" of the database as it is; empty when it has a log, which is not clean. */
static void stamp(const char *database, char text[TEXT_SIZE])
{
    char log[PATH_SIZE + 8];
    struct stat status;
    text[0] = '\0';
    snprintf(log, sizeof log, "%s-wal", database);
    if ((stat(log, &status) == 0 && status.st_size > 0) || stat(database, &status) != 0)
        return;
    snprintf(text, TEXT_SIZE, "clean %lld %lld.%09ld\n", (long long)status.st_size,
             (long long)status.st_mtim.tv_sec, status.st_mtim.tv_nsec);
}

/* The whole text of the lock; empty when it cannot be read. */
static void read_text(int fd, char text[TEXT_SIZE])
{
    ssize_t length = pread(fd, text, TEXT_SIZE - 1, 0);
    text[length > 0 ? length : 0] = '\0';
}

/* Without room for a new text the old one goes all the same: an empty lock is an unclean one. */
static void write_text(int fd, const char *text)
{
    if (ftruncate(fd, 0) == 0 && pwrite(fd, text, strlen(text), 0) < 0)
        return;
    fsync(fd);
}

static void write_open(int fd, bool damaged)
{
    char text[TEXT_SIZE];
    snprintf(text, sizeof text, "open %d\n%s", (int)getpid(), damaged ? "damaged\n" : "");
    write_text(fd, text);
}

static enum store_past past_of(const char *database, const char *text)
{
    char now[TEXT_SIZE];
    stamp(database, now);
    return now[0] && !strcmp(text, now) ? STORE_PAST_CLEAN : STORE_PAST_UNCLEAN;
}

static int refuse(const char *database, int fd, struct why *why)
{
    char text[TEXT_SIZE];
    int pid = 0, error = errno;
    read_text(fd, text);
    if (error != EWOULDBLOCK)
        return why_set(why, error, "history %s.lock: %s", database, strerror(error));
    sscanf(text, "open %d", &pid);
    return why_set(why, EBUSY,
                   "history %s: another collector (pid %d) has it open; stop that one first, or "
                   "name another file in store.path",
                   database, pid);
}

static int lock_open(struct store_lock *self, struct why *why)
{
    char path[PATH_SIZE + 8], text[TEXT_SIZE];
    snprintf(path, sizeof path, "%s.lock", self->database);
    bool existed = access(path, F_OK) == 0;
    self->fd = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0640);
    if (self->fd < 0)
        return why_set(why, errno,
                       "history %s: cannot be locked (%s): %s; the folder must be there and be "
                       "the collector's to write in",
                       self->database, path, strerror(errno));
    if (flock(self->fd, LOCK_EX | LOCK_NB) != 0)
        return refuse(self->database, self->fd, why);
    read_text(self->fd, text);
    self->past = existed ? past_of(self->database, text) : STORE_PAST_NONE;
    write_open(self->fd, strstr(text, "damaged") != NULL);
    return 0;
}

struct store_lock *store_lock_take(const char *path, struct why *why)
{
    struct store_lock *self = calloc(1, sizeof *self);
    if (self == NULL || strlen(path) >= sizeof self->database) {
        why_set(why, self ? ENAMETOOLONG : ENOMEM, "history %s: cannot be locked", path);
        free(self);
        return NULL;
    }
    self->fd = -1;
    strcpy(self->database, path);
    if (lock_open(self, why) == 0)
        return self;
    if (self->fd >= 0)
        close(self->fd);
    free(self);
    return NULL;
}

enum store_past store_lock_past(const struct store_lock *self)
{
    return self->past;
}

void store_lock_checked(struct store_lock *self)
{
    write_open(self->fd, false);
}

void store_lock_release(struct store_lock *self, bool clean)
{
    char before[TEXT_SIZE], text[TEXT_SIZE];
    if (self == NULL)
        return;
    read_text(self->fd, before);
    stamp(self->database, text);
    if (clean && text[0] && !strstr(before, "damaged"))
        write_text(self->fd, text);
    close(self->fd);
    free(self);
}

void store_note_damage(const char *path)
{
    static const char line[] = "damaged\n";
    char lock[PATH_SIZE + 8];
    snprintf(lock, sizeof lock, "%s.lock", path);
    int fd = open(lock, O_WRONLY | O_APPEND | O_CLOEXEC);
    if (fd < 0)
        return;
    (void)!write(fd, line, sizeof line - 1);
    fsync(fd);
    close(fd);
}
