/* Backups in a folder: their names, and which of them stay. */
#include "dashboard/history/backup.h"

#include "agent/common/time.h"
#include "dashboard/civil.h"
#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define DAY_MS 86400000LL
#define KEEP_ALL_DAYS 7
#define KEEP_WEEKS 8

void backup_name(const char *place, int64_t at_ms, char name[BACKUP_NAME_MAX])
{
    int64_t days = at_ms / DAY_MS, s = at_ms % DAY_MS / 1000;
    struct civil date = civil_from_days(days);
    snprintf(name, BACKUP_NAME_MAX, "lampion-%s-%04d%02d%02dT%02d%02d%02dZ.db", place, date.year,
             date.month, date.day, (int)(s / 3600), (int)(s / 60 % 60), (int)(s % 60));
}

/* The time in the name; -1: no backup of this place. */
static int64_t time_of(const char *name, const char *place)
{
    char again[BACKUP_NAME_MAX];
    int year, month, day, hour, minute, second;
    size_t length = strlen("lampion-") + strlen(place) + 1;
    if (strlen(name) <= length ||
        sscanf(name + length, "%4d%2d%2dT%2d%2d%2dZ", &year, &month, &day, &hour, &minute,
               &second) != 6 ||
        !civil_valid(year, month, day))
        return -1;
    int64_t at_ms =
        civil_days(year, month, day) * DAY_MS + ((hour * 60 + minute) * 60 + second) * 1000LL;
    backup_name(place, at_ms, again);
    return strcmp(again, name) == 0 ? at_ms : -1;
}

static int compare(const void *a, const void *b)
{
    int64_t left = *(const int64_t *)a, right = *(const int64_t *)b;
    return (left > right) - (left < right);
}

int backup_list(const char *folder, const char *place, int64_t *times_ms, int max)
{
    int count = 0;
    DIR *dir = opendir(folder);
    if (!dir)
        return -errno;
    for (struct dirent *entry; count < max && (entry = readdir(dir));) {
        int64_t at_ms = time_of(entry->d_name, place);
        if (at_ms >= 0)
            times_ms[count++] = at_ms;
    }
    closedir(dir);
    qsort(times_ms, (size_t)count, sizeof *times_ms, compare);
    return count;
}

int64_t backup_newest(const char *folder, const char *place)
{
    int64_t newest_ms = 0;
    DIR *dir = opendir(folder);
    for (struct dirent *entry; dir && (entry = readdir(dir));) {
        int64_t at_ms = time_of(entry->d_name, place);
        if (at_ms > newest_ms)
            newest_ms = at_ms;
    }
    if (dir)
        closedir(dir);
    return newest_ms;
}

/* What a time shares with those of which one stays; each its own within the last days. */
static int64_t group_of(int64_t at_ms, int64_t newest_ms)
{
    int64_t day = at_ms / DAY_MS, age = (newest_ms - at_ms) / DAY_MS;
    struct civil date = civil_from_days(day);
    if (age < KEEP_ALL_DAYS)
        return INT64_MAX;
    if (age < KEEP_ALL_DAYS + 7 * KEEP_WEEKS)
        return 1000000 + (day + 3) / 7; /* 1 January 1970 was a Thursday */
    return date.year * 12 + date.month;
}

void backup_thin(const int64_t *times_ms, size_t count, size_t keep, bool *drop)
{
    size_t kept = 0;
    int64_t last = 0;
    for (size_t i = 0; i < count; i++) {
        int64_t group = group_of(times_ms[i], times_ms[count - 1]);
        drop[i] = i > 0 && group != INT64_MAX && group == last;
        last = group;
        kept += !drop[i];
    }
    for (size_t i = 0; i + 1 < count && kept > keep; i++)
        if (!drop[i]) {
            drop[i] = true;
            kept--;
        }
}
