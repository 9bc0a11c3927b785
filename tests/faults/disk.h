/* A small disk that can be full: a tmpfs over a folder. Root only, after net_private, so that it
 * goes with the process. */
#ifndef LAMPION_TESTS_FAULTS_DISK_H
#define LAMPION_TESTS_FAULTS_DISK_H

#include <stdbool.h>

/* Ends the program where it fails. */
void disk_mount(const char *folder, int megabytes);
void disk_unmount(const char *folder);
/* Not a byte more fits, but what is there may be written over. */
void disk_fill(const char *folder);
void disk_free(const char *folder);

#endif
