#include "tests/support/small_disk.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <unistd.h>

static int write_text(const char *path, const char *text)
{
    int fd = open(path, O_WRONLY | O_CLOEXEC);
    ssize_t wrote = fd < 0 ? -1 : write(fd, text, strlen(text));
    if (fd >= 0)
        close(fd);
    return wrote < 0 ? -errno : 0;
}

/* Once: mounts of ours are not seen by others. Users become root of a namespace of theirs. */
static int enter_namespace(void)
{
    static int entered = 1;
    char map[64];
    unsigned user = geteuid(), group = getegid();
    if (entered <= 0)
        return entered;
    if (unshare(CLONE_NEWNS | (user ? CLONE_NEWUSER : 0)))
        return entered = -errno;
    entered = 0;
    if (user) {
        snprintf(map, sizeof map, "0 %u 1", user);
        entered = write_text("/proc/self/uid_map", map);
        (void)write_text("/proc/self/setgroups", "deny");
        snprintf(map, sizeof map, "0 %u 1", group);
        (void)write_text("/proc/self/gid_map", map);
    }
    if (!entered && mount("none", "/", NULL, MS_REC | MS_PRIVATE, NULL))
        entered = -errno;
    return entered;
}

int small_disk_mount(const char *folder, size_t bytes)
{
    char options[64];
    int error = enter_namespace();
    if (error)
        return error;
    snprintf(options, sizeof options, "size=%zu", bytes);
    return mount("small", folder, "tmpfs", 0, options) ? -errno : 0;
}

int small_disk_fill(const char *folder)
{
    static const char zeros[4096];
    char path[256];
    snprintf(path, sizeof path, "%s/filler", folder);
    int fd = open(path, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
    if (fd < 0)
        return -errno;
    while (write(fd, zeros, sizeof zeros) > 0)
        ;
    int error = errno == ENOSPC ? 0 : -errno;
    close(fd);
    return error;
}

void small_disk_empty(const char *folder)
{
    char path[256];
    snprintf(path, sizeof path, "%s/filler", folder);
    unlink(path);
}
