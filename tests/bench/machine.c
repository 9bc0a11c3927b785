#include "tests/bench/machine.h"
#include "tests/bench/numbers.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#define SYNCS 21

/* The file system that holds `folder`: the longest mount point that begins its path. */
static void file_system(const char *folder, char type[64])
{
    char line[4096], point[2048], kind[64];
    size_t longest = 0;
    FILE *file = fopen("/proc/self/mountinfo", "re");
    strcpy(type, "unknown");
    while (file && fgets(line, sizeof line, file)) {
        char *dash = strstr(line, " - ");
        if (!dash || sscanf(line, "%*s %*s %*s %*s %2047s", point) != 1 ||
            sscanf(dash, " - %63s", kind) != 1)
            continue;
        size_t length = strlen(point);
        if (length >= longest && strncmp(folder, point, length) == 0) {
            longest = length;
            strcpy(type, kind);
        }
    }
    if (file)
        fclose(file);
}

/* The median time that the disk takes to keep 4 KiB, in ms; -1 when it cannot be told. */
static double sync_ms(void)
{
    char bytes[4096] = {0};
    double took[SYNCS];
    int fd = open("sync", O_CREAT | O_WRONLY | O_CLOEXEC, 0600);
    for (int i = 0; i < SYNCS; i++) {
        int64_t start_ns = real_ns();
        if (fd < 0 || write(fd, bytes, sizeof bytes) < 0 || fdatasync(fd))
            return -1;
        took[i] = (double)(real_ns() - start_ns) / 1e6;
    }
    close(fd);
    unlink("sync");
    return median(took, SYNCS);
}

static void processor(char name[128])
{
    char line[512];
    FILE *file = fopen("/proc/cpuinfo", "re");
    strcpy(name, "processor unknown");
    while (file && fgets(line, sizeof line, file))
        if (sscanf(line, "model name : %127[^\n]", name) == 1)
            break;
    if (file)
        fclose(file);
}

void machine_print(const char *folder)
{
    struct utsname system;
    char type[64], name[128];
    uname(&system);
    file_system(folder, type);
    processor(name);
    printf("machine: %ld cores (%s), %s %s %s, store on %s (a sync takes %.2f ms)\n",
           sysconf(_SC_NPROCESSORS_ONLN), name, system.sysname, system.release, system.machine,
           type, sync_ms());
}
