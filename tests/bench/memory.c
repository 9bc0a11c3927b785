#include "tests/bench/benches.h"
#include "tests/bench/proc.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

double proc_mb(pid_t pid, const char *file, const char *key)
{
    char path[64], line[256];
    double kib = -1;
    snprintf(path, sizeof path, "/proc/%d/%s", (int)pid, file);
    FILE *stream = fopen(path, "re");
    while (stream && kib < 0 && fgets(line, sizeof line, stream))
        if (strncmp(line, key, strlen(key)) == 0)
            sscanf(line + strlen(key), ": %lf", &kib);
    if (stream)
        fclose(stream);
    return kib < 0 ? -1 : kib * 1024 / 1e6;
}

double proc_cpu_s(pid_t pid)
{
    struct timespec used;
    clockid_t clock;
    if (clock_getcpuclockid(pid, &clock) || clock_gettime(clock, &used))
        return -1;
    return (double)used.tv_sec + (double)used.tv_nsec / 1e9;
}

int bench_memory(struct figures *figures, pid_t pid, const char *who, double aim_mb)
{
    double resident = proc_mb(pid, "status", "VmRSS");
    double share = proc_mb(pid, "smaps_rollup", "Pss");
    if (resident < 0) {
        fprintf(stderr, "bench: the memory of %s cannot be read: is it still running?\n", who);
        return -1;
    }
    figures_add(figures, "MB", resident, aim_mb > 0 ? AIM_AT_MOST : AIM_NONE, aim_mb,
                "memory, %s: resident", who);
    if (share >= 0) /* shared pages divided among those who share them */
        figures_add(figures, "MB", share, AIM_NONE, 0, "memory, %s: its share (Pss)", who);
    return 0;
}
