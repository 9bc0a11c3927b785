#include "tests/faults/disk.h"

#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#define BALLAST "ballast"

void disk_mount(const char *folder, int megabytes)
{
    char options[64];
    snprintf(options, sizeof options, "size=%dm,mode=700", megabytes);
    if (mkdir(folder, 0700) && errno != EEXIST)
        err(3, "%s", folder);
    if (mount("faults", folder, "tmpfs", 0, options))
        err(3, "%s: no tmpfs", folder);
}

void disk_unmount(const char *folder)
{
    umount2(folder, MNT_DETACH);
}

static int open_ballast(const char *folder, char path[512])
{
    snprintf(path, 512, "%s/" BALLAST, folder);
    return open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
}

void disk_fill(const char *folder)
{
    static const char page[4096];
    char path[512];
    int fd = open_ballast(folder, path);
    if (fd < 0)
        err(3, "%s", path);
    while (write(fd, page, sizeof page) > 0)
        ;
    close(fd);
}

void disk_free(const char *folder)
{
    char path[512];
    snprintf(path, sizeof path, "%s/" BALLAST, folder);
    unlink(path);
}
