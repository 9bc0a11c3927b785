/* An input as a file that has a path, for readers that open their file themselves. */
#ifndef LAMPION_TESTS_FUZZ_MEMORY_FILE_H
#define LAMPION_TESTS_FUZZ_MEMORY_FILE_H

#include "tests/fuzz/fuzz.h"

#include <sys/mman.h>
#include <unistd.h>

#define MEMORY_FILE_PATH_MAX 32

/* A file of memory; its path is valid until the descriptor given back is closed. -1: cannot. */
static inline int memory_file(const uint8_t *data, size_t size, char path[MEMORY_FILE_PATH_MAX])
{
    int fd = memfd_create("input", MFD_CLOEXEC);
    if (fd >= 0 && size && write(fd, data, size) != (ssize_t)size) {
        close(fd);
        return -1;
    }
    snprintf(path, MEMORY_FILE_PATH_MAX, "/proc/self/fd/%d", fd);
    return fd;
}

#endif
