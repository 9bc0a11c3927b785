/* From what was observed to what is wrong. Pure. */
#ifndef LAMPION_AGENT_MAKER_DIAGNOSIS_H
#define LAMPION_AGENT_MAKER_DIAGNOSIS_H

#include "agent/maker/finding.h"
#include "hw/driver.h"
#include <stdint.h>
#include <sys/types.h>

/* A line that was watched while nobody was near its sensor. */
struct line_seen {
    const char *kind;    /* of its driver */
    enum line_bias bias; /* as configured */
    bool active_low;
    int level;                  /* at the end, electrical */
    unsigned edges;             /* while it was watched */
    int pulled_up, pulled_down; /* its level under a pull; negative: not tried */
};

/* More changes than that by itself are no sensor: people's lines and those that see the room. */
#define DIAGNOSIS_EDGES 3
#define DIAGNOSIS_EDGES_ROOM 20

enum finding_kind diagnose_line(const struct line_seen *seen);

/* A chip that may not be opened (-EACCES, -EPERM), by the mode and group of its file. */
enum finding_kind diagnose_chip(int err, gid_t group, mode_t mode, bool in_group);

/* Room for the outbox on a disk, in bytes. */
#define DIAGNOSIS_FREE_MIN (16 * 1024 * 1024)
enum finding_kind diagnose_disk(uint64_t free, uint64_t total);

enum finding_kind diagnose_clock(bool synced, int64_t wall_ms);

#endif
