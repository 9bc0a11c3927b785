#include "agent/maker/doctor.h"

#include "agent/maker/diagnosis.h"
#include "agent/outbox_place.h"
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

void doctor_wiring(const struct agent_config *config, struct findings *findings)
{
    bool good = true;
    char where[FINDING_TEXT_MAX];
    for (size_t i = 0; i < config->sensor_count; i++) {
        const char *why = agent_config_fails_free(config, i);
        if (!why)
            continue;
        good = false;
        snprintf(where, sizeof where, "%s:%d: sensor %s", config->path, config->sensor_rows[i],
                 config->sensors[i].id);
        findings_add(findings, FINDING_FAILS_FREE, where, why);
    }
    snprintf(where, sizeof where, "%zu", config->sensor_count);
    if (good)
        findings_add(findings, FINDING_WIRING_OK, where, NULL);
}

void doctor_clock(struct findings *findings)
{
    const struct lampion_clock clock = clock_real();
    int64_t wall_ms = clock_wall_ms(&clock);
    char at[TIME_TEXT_MAX];
    time_format_s(wall_ms, at);
    findings_add(findings, diagnose_clock(clock_is_synced(&clock), wall_ms), at, NULL);
}

/* ---- disk ---- */

static void format_bytes(uint64_t bytes, char text[32])
{
    static const char *const units[] = {"B", "kB", "MB", "GB", "TB"};
    double value = (double)bytes;
    size_t unit = 0;
    for (; value >= 1000 && unit < 4; unit++)
        value /= 1000;
    snprintf(text, 32, value < 10 && unit ? "%.1f %s" : "%.0f %s", value, units[unit]);
}

/* Whether files can be made in it; of a folder that is another user's, the daemon's, it is not for
 * us to say. */
static bool is_usable(const char *folder, const struct stat *status)
{
    if (!S_ISDIR(status->st_mode)) {
        errno = ENOTDIR;
        return false;
    }
    return access(folder, W_OK | X_OK) == 0 || (errno == EACCES && status->st_uid != geteuid());
}

/* A folder that is named and missing would be made by the agent, perhaps; better now. */
static bool look_at_folder(const char *folder, bool named, struct findings *findings)
{
    struct statvfs disk;
    struct stat status;
    char free_text[32];
    if (stat(folder, &status) < 0 && !named)
        return false;
    if (stat(folder, &status) < 0 || !is_usable(folder, &status) || statvfs(folder, &disk) < 0) {
        findings_add(findings, FINDING_DISK_DENIED, folder, strerror(errno));
        return true;
    }
    uint64_t free_bytes = (uint64_t)disk.f_bavail * disk.f_frsize;
    format_bytes(free_bytes, free_text);
    findings_add(findings, diagnose_disk(free_bytes, (uint64_t)disk.f_blocks * disk.f_frsize),
                 folder, free_text);
    return true;
}

void doctor_disk(const struct agent_config *config, struct findings *findings)
{
    const char *run = config->outbox.run, *spill = config->outbox.spill;
    bool any = look_at_folder(run ? run : OUTBOX_RUN_FOLDER, run, findings);
    any |= look_at_folder(spill ? spill : OUTBOX_SPILL_FOLDER, spill, findings);
    if (!any)
        findings_add(findings, FINDING_DISK_NONE, NULL, NULL);
}
