/* What the kernel tells of a process. */
#ifndef LAMPION_TESTS_BENCH_PROC_H
#define LAMPION_TESTS_BENCH_PROC_H

#include <sys/types.h>

/* "Key:   123 kB" in a file of /proc/PID, in MB of 10^6 bytes; -1 when it cannot be read. */
double proc_mb(pid_t pid, const char *file, const char *key);
/* Processor time of all its threads, in seconds; -1 when it cannot be read. */
double proc_cpu_s(pid_t pid);

#endif
