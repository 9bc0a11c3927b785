#include "agent/maker/diagnosis.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#define WALL_KNOWN_MS 1767225600000 /* 2026-01-01: no board ran this before */

/* Sensors that look into the room, or at a door that may stand open: active means little. */
static bool sees_room(const char *kind)
{
    return !strcmp(kind, "pir") || !strcmp(kind, "mmwave") || !strcmp(kind, "contact");
}

/* Sensors whose output always drives its line, high or low. */
static bool drives_line(const char *kind)
{
    return !strcmp(kind, "pir") || !strcmp(kind, "mmwave");
}

enum finding_kind diagnose_line(const struct line_seen *seen)
{
    bool follows = seen->pulled_up == 1 && seen->pulled_down == 0;
    bool has_pull = seen->bias == LINE_BIAS_PULL_UP || seen->bias == LINE_BIAS_PULL_DOWN;
    bool active = seen->active_low == !seen->level;
    if (seen->edges > (sees_room(seen->kind) ? DIAGNOSIS_EDGES_ROOM : DIAGNOSIS_EDGES))
        return FINDING_LINE_FLOATS;
    if (follows && !has_pull)
        return FINDING_LINE_FOLLOWS;
    if (follows && drives_line(seen->kind))
        return FINDING_LINE_OPEN;
    if (active && seen->edges == 0)
        return sees_room(seen->kind) ? FINDING_LINE_ACTIVE : FINDING_LINE_INVERTED;
    return FINDING_NONE;
}

enum finding_kind diagnose_chip(int err, gid_t group, mode_t mode, bool in_group)
{
    mode_t both = S_IRGRP | S_IWGRP;
    if (err != -EACCES && err != -EPERM)
        return FINDING_CHIP_BROKEN;
    if (group == 0 || (mode & both) != both)
        return FINDING_CHIP_UDEV;
    return in_group ? FINDING_CHIP_BROKEN : FINDING_CHIP_GROUP;
}

/* Less than 16 MiB, or of a small disk (a board's /run) less than an eighth. */
enum finding_kind diagnose_disk(uint64_t free, uint64_t total)
{
    uint64_t least = total / 8 < DIAGNOSIS_FREE_MIN ? total / 8 : DIAGNOSIS_FREE_MIN;
    return free < least ? FINDING_DISK_FULL : FINDING_DISK_OK;
}

enum finding_kind diagnose_clock(bool synced, int64_t wall_ms)
{
    if (wall_ms < WALL_KNOWN_MS)
        return FINDING_CLOCK_PAST;
    return synced ? FINDING_CLOCK_OK : FINDING_CLOCK_UNSYNCED;
}
