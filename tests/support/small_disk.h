/* A disk that can be filled: a small tmpfs in a mount namespace of the test's own, gone with it.
 * As root, or where users may make namespaces. */
#ifndef LAMPION_TESTS_SUPPORT_SMALL_DISK_H
#define LAMPION_TESTS_SUPPORT_SMALL_DISK_H

#include <stddef.h>

/* Mounts `bytes` at an existing folder; from then on this process has its own view of mounts.
 * 0, or -errno where it may not. */
int small_disk_mount(const char *folder, size_t bytes);
/* Takes what is left, with a file "filler" in the folder. 0 or -errno. */
int small_disk_fill(const char *folder);
void small_disk_empty(const char *folder);

#endif
