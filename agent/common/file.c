#include "agent/common/file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* All of it, or up to `max` bytes. */
static ssize_t read_up_to(int fd, char *text, size_t max)
{
    size_t length = 0;
    while (length < max) {
        ssize_t got = read(fd, text + length, max - length);
        if (got == 0)
            break;
        if (got < 0 && errno != EINTR)
            return -1;
        length += got < 0 ? 0 : (size_t)got;
    }
    return (ssize_t)length;
}

char *file_read(const char *path, size_t max, struct why *why)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY);
    char *text = fd < 0 ? NULL : malloc(max + 1);
    ssize_t length = text ? read_up_to(fd, text, max + 1) : -1;
    if (length > (ssize_t)max) {
        length = -1;
        errno = EFBIG;
    }
    int error = errno;
    if (fd >= 0)
        close(fd);
    if (length >= 0) {
        text[length] = '\0';
        return text;
    }
    free(text);
    why_set(why, error, "%s: %s", path, strerror(error));
    errno = error;
    return NULL;
}

static int write_all(int fd, const char *text, size_t length)
{
    while (length) {
        ssize_t put = write(fd, text, length);
        if (put < 0 && errno != EINTR)
            return -errno;
        if (put > 0) {
            text += put;
            length -= (size_t)put;
        }
    }
    return fsync(fd) < 0 ? -errno : 0;
}

int file_sync_folder(const char *path)
{
    const char *slash = strrchr(path, '/');
    char folder[4096];
    snprintf(folder, sizeof folder, "%.*s", slash ? (int)(slash - path) + 1 : 1,
             slash ? path : ".");
    int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    int error = fd < 0 || fsync(fd) < 0 ? -errno : 0;
    if (fd >= 0)
        close(fd);
    return error;
}

int file_write(const char *path, const char *text, mode_t mode, struct why *why)
{
    char beside[4096];
    if (snprintf(beside, sizeof beside, "%s.XXXXXX", path) >= (int)sizeof beside)
        return why_set(why, ENAMETOOLONG, "%.200s…: %s", path, strerror(ENAMETOOLONG));
    int fd = mkostemp(beside, O_CLOEXEC); /* 0600 */
    if (fd < 0)
        return why_set(why, errno, "%s: cannot be written: %s", path, strerror(errno));
    int error = write_all(fd, text, strlen(text));
    if (!error && fchmod(fd, mode) < 0)
        error = -errno;
    close(fd);
    if (!error && rename(beside, path) < 0)
        error = -errno;
    if (error)
        unlink(beside);
    else
        error = file_sync_folder(path);
    return error ? why_set(why, -error, "%s: cannot be written: %s", path, strerror(-error)) : 0;
}

void file_forget(char *secret)
{
    if (secret)
        explicit_bzero(secret, strlen(secret));
    free(secret);
}
